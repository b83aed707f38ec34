//! Shorthands for terms that the constructors of `term` already make.

use crate::term::{Condition, Term};

impl Term {
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
