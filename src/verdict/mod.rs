//! One document → one analysis: what each link is, what was established of it, whom to blame, and how to mend it.
//!
//! Until there is a prover, a link that can be read is `checked` or `refuted` by evaluation of its reading; every word
//! is used as the contract defines it.

mod analyse;
mod analysis;
mod expect;
mod instance;
mod judge;
mod mend;
mod thread;

pub use crate::refute::Effort;
pub use analyse::analyse;
pub use analysis::{Analysis, Counterexample, Finding, Formula, Link, Origin, Status};
