//! One document → one analysis: what each link is, what was established of it, whom to blame, and how to mend it.
//!
//! Both engines judge every link: the refuter looks for a counterexample, the prover for a proof that the kernel accepts.
//! A link with both would be a defect of quod, and is reported as one (Q0501).

mod analyse;
mod analysis;
mod context;
mod expect;
mod instance;
mod engines;
mod judge;
mod labels;
mod proof;
mod mend;
mod slips;
mod thread;
mod truth;
mod uses;

pub use crate::refute::Effort;
pub use analyse::{analyse, analyse_with};
pub use analysis::{Analysis, Certificate, Counterexample, Finding, Formula, Link, Origin, Status};
pub use mend::at_counterexample;
pub use proof::warrant;
pub use uses::Shelf;
