//! quod: `rustc` for derivations.
pub mod diagnostic;
pub mod numeric;
pub mod source;
