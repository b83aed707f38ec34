//! The contraction of one indicator under one sum or product.
//! Source: R. L. Graham, D. E. Knuth, O. Patashnik, Concrete Mathematics, section 2.1 (Iverson's brackets).

use super::{Result, Scope, without};
use crate::certificate::Reason;
use crate::rational::Rational;
use crate::term::{Condition, Fold, Index, Node, Term};

impl Scope {
    /// contract: Σₖ(if k = i: aₖ, 0) → aᵢ and ∏ₖ(if k = i: aₖ, 1) → aᵢ, where i is another index that takes
    /// values in the range of k only.
    pub(super) fn contract(&mut self, term: &Term) -> Result<Term> {
        let Node::Fold(fold, size, body) = term.node() else { return Err(Reason::Form) };
        let neutral = match fold {
            Fold::Sum => Rational::ZERO,
            Fold::Product => Rational::ONE,
            Fold::Max | Fold::Min => return Err(Reason::Form),
        };
        let Node::If(Condition::Equal(left, right), then, otherwise) = body.node() else { return Err(Reason::Form) };
        let other = match (left, right) {
            (Index::Bound(0), other) | (other, Index::Bound(0)) => other,
            _ => return Err(Reason::Form),
        };
        if *otherwise != Term::number(neutral) || *other == Index::Bound(0) {
            return Err(Reason::Form);
        }
        let at = match other {
            Index::Bound(number) => Index::Bound(number - 1),
            _ => other.clone(),
        };
        if self.fits(&at, size) { Ok(then.open(&[at])) } else { Err(Reason::Range) }
    }

    /// Whether a term under one binder is free of its index.
    pub fn is_constant(body: &Term) -> bool {
        without(body).is_ok()
    }
}
