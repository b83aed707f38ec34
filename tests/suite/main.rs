//! One binary for the tests that need more than one room.

#[cfg(feature = "site")]
mod browser;
#[cfg(feature = "site")]
mod carry;
#[cfg(feature = "site")]
mod dom;
#[cfg(feature = "site")]
mod formulas;
#[cfg(all(feature = "site", not(target_env = "msvc")))]
mod katex;
#[cfg(feature = "site")]
mod note;
