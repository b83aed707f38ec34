//! quod: `rustc` for derivations.
pub mod diagnostic;
#[cfg(feature = "site")]
pub mod site;
pub mod numeric;
pub mod source;
