//! The core language of quod: exact numbers, terms whose bound indices have no names, statements.
//!
//! The trusted part is `rational`, `term` and `statement`; `syntax` writes and reads the text form of
//! `kernel/SPEC.md` and decides nothing.
pub mod rational;
mod shorthand;
pub mod statement;
pub mod syntax;
pub mod term;

pub use rational::{Overflow, Rational};
