//! The core language of quod: exact numbers, terms whose bound indices have no names, statements.
//!
//! Certificates and their checker.
//!
//! Trusted is what decides: `rational`, `term`, `statement` and `certificate`, `ring`, `rules`, `witness` and `check`. The
//! rest writes and reads the text form of `kernel/SPEC.md`: a certificate says what its writer would write of it again, so
//! that a wrong reader rejects, and the statement that is shown is written from what was checked.
pub mod rational;
pub mod term;
mod shorthand;
pub mod statement;
pub mod certificate;
pub mod ring;
pub mod rules;
pub mod witness;
pub mod check;
pub mod syntax;
pub mod digest;
pub mod file;

pub use check::{Accepted, Rejected, check};
pub use digest::Digest;
pub use file::{File, recheck};
pub use rational::{Overflow, Rational};
