//! Shorthands for terms and conditions that the constructors of `term` already make.

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

    /// 1 where the condition holds, else 0.
    pub fn indicator(condition: Condition) -> Self {
        Self::case(condition, Self::integer(1), Self::integer(0))
    }

    /// Minus the term.
    pub fn negate(self) -> Self {
        Self::product([Self::integer(-1), self])
    }

    /// The difference.
    pub fn minus(self, other: Term) -> Self {
        Self::sum([self, other.negate()])
    }

    /// The quotient, for a divisor other than 0.
    pub fn over(self, divisor: Term) -> Self {
        Self::product([self, Self::power(divisor, -1)])
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
