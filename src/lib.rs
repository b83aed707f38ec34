//! quod, *quod erat demonstrandum*: `rustc` for derivations.
//!
//! The library behind the `quod` command. [`numeric`] is of use on its own: softmax, its Jacobian and the cross-entropy
//! on nalgebra, with the steps of the book as records that can be run.

pub mod cmd;
pub mod derivation;
pub mod diagnostic;
pub mod driver;
pub mod elaborate;
pub mod latex;
pub mod numeric;
pub mod print;
pub mod refute;
pub mod report;
#[cfg(feature = "site")]
pub mod site;
pub mod source;
pub mod verdict;
