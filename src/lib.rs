//! quod: `rustc` for derivations.
pub mod derivation;
pub mod diagnostic;
pub mod elaborate;
pub mod latex;
pub mod numeric;
pub mod print;
pub mod refute;
pub mod source;
pub mod verdict;
