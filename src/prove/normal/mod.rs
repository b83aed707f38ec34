//! The prover's normal form of the arithmetic of a term: sums of Laurent polynomials over products of polynomials.
//!
//! It shares nothing with the kernel's normaliser but the language; what is found here is checked there.

mod polynomial;
mod value;

pub use polynomial::{Monomial, Polynomial};
pub use value::Value;

/// A number left its range or a form grew too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge;

impl From<quod_kernel::Overflow> for TooLarge {
    fn from(_: quod_kernel::Overflow) -> Self {
        TooLarge
    }
}
