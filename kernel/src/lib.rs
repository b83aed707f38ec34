//! The core language of quod: exact numbers, terms whose bound indices have no names, statements.
//!
//! Certificates and their checker.
//!
//! The trusted part is `rational`, `term` and `statement`; `syntax` writes and reads the text form of
//! `kernel/SPEC.md` and decides nothing.
pub mod certificate;
pub mod check;
pub mod rational;
pub mod ring;
pub mod rules;
pub mod statement;
pub mod syntax;
pub mod term;
pub mod witness;

pub use check::{Accepted, Rejected, check};
pub use rational::{Overflow, Rational};
