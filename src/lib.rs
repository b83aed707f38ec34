//! quod: `rustc` for derivations.
pub mod diagnostic;
pub mod source;
