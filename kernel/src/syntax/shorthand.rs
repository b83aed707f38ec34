//! Shorthands for those who read or make terms; the checker has no use for them.

use crate::term::{Condition, Fold, Index, Name, Size, Term};

impl Term {
    /// A fold whose index is free in `body` under the name `index`.
    pub fn fold_over(fold: Fold, index: &Name, size: Size, body: &Term) -> Self {
        Self::fold(fold, size, body.close(std::slice::from_ref(index)))
    }

    /// A sum over the values of a bound index that meet a condition; both parts stand under its binder.
    pub fn sum_where(size: Size, condition: Condition, body: Term) -> Self {
        Self::fold(Fold::Sum, size, Self::case(condition, body, Self::integer(0)))
    }
}

impl Condition {
    /// Both indices differ.
    pub fn unequal(left: Index, right: Index) -> Self {
        Condition::Equal(left, right).negate()
    }

    /// The first value is not above the second.
    pub fn at_most(left: Index, right: Index) -> Self {
        Condition::Less(right, left).negate()
    }
}
