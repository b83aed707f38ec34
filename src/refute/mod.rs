//! Refutation: statements evaluated at instances, exactly where that can be done, else by rigorous intervals.
//!
//! In the order in which a claim passes through: `bound` says which sizes must be tried, `order` in which order
//! values are, `fill` makes instances that meet the hypotheses, `evaluate` evaluates both sides (`dual` differentiates,
//! `opaque` stands in for functions of which nothing is known, `exact` and `interval` compute on `number`s), `search`
//! finds the smallest counterexample.

mod bound;
mod dual;
mod evaluate;
mod exact;
mod fill;
mod instance;
mod interval;
mod linear;
mod number;
mod opaque;
mod order;
mod search;

pub use exact::Failure;
pub use instance::{Array, Entry, Instance};
pub use number::Number;
pub use search::{Counterexample, Effort, Rigour, Verdict, refute, value_at, witness};

#[cfg(test)]
mod differential;
#[cfg(test)]
mod smallest;
#[cfg(test)]
mod tests;
