//! quod: `rustc` for derivations.
pub mod diagnostic;
pub mod print;
pub mod prove;
pub mod refute;
pub mod source;
