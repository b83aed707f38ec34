//! quod: `rustc` for derivations.
pub mod diagnostic;
pub mod latex;
pub mod source;
