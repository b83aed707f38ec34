//! The core language of quod: exact numbers, terms whose bound indices have no names, statements.
//!
//! Certificates and their checker.
//!
//! The trusted part is `rational`, `term` and `statement`; `syntax` writes and reads the text form of
//! `kernel/SPEC.md` and decides nothing.
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
