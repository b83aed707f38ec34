//! Exact rational numbers over `i128`: every operation is checked, an overflow is an answer and nothing wraps.

use std::cmp::Ordering;
use std::fmt;

/// A number left the range of `i128`. Whoever meets it rejects or leaves the expression as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overflow;

/// A rational number in lowest terms with a positive denominator; its order is the numeric one.
///
/// Numerator and denominator lie within ±(2¹²⁷ − 1), so that negation never overflows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rational {
    numerator: i128,
    denominator: i128,
}

/// The greatest common divisor of two numbers that are not `i128::MIN`; of two zeros it is 0.
fn gcd(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.abs(), b.abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

impl Rational {
    /// Zero.
    pub const ZERO: Self = Self { numerator: 0, denominator: 1 };
    /// One.
    pub const ONE: Self = Self { numerator: 1, denominator: 1 };
    /// Minus one.
    pub const MINUS_ONE: Self = Self { numerator: -1, denominator: 1 };

    /// `numerator / denominator` in lowest terms. A denominator of zero counts as an overflow.
    pub fn new(numerator: i128, denominator: i128) -> Result<Self, Overflow> {
        if denominator == 0 || numerator == i128::MIN || denominator == i128::MIN {
            return Err(Overflow);
        }
        if denominator == 1 {
            return Ok(Self { numerator, denominator });
        }
        let divisor = gcd(numerator, denominator) * denominator.signum();
        Ok(Self { numerator: numerator / divisor, denominator: denominator / divisor })
    }

    /// The numerator; it carries the sign.
    pub fn numerator(self) -> i128 {
        self.numerator
    }

    /// The denominator, at least 1.
    pub fn denominator(self) -> i128 {
        self.denominator
    }

    /// Whether the number is 0.
    pub fn is_zero(self) -> bool {
        self.numerator == 0
    }

    /// Whether the number is below 0.
    pub fn is_negative(self) -> bool {
        self.numerator < 0
    }

    /// The number as an integer, if it is one.
    pub fn to_integer(self) -> Option<i128> {
        (self.denominator == 1).then_some(self.numerator)
    }

    /// The number with its sign turned.
    pub fn negate(self) -> Self {
        Self { numerator: -self.numerator, denominator: self.denominator }
    }

    /// The sum.
    pub fn plus(self, other: Self) -> Result<Self, Overflow> {
        if let (Some(a), Some(b)) = (self.to_integer(), other.to_integer()) {
            return Self::new(a.checked_add(b).ok_or(Overflow)?, 1);
        }
        // Over the least common denominator, so that sums of like fractions stay in range.
        let divisor = gcd(self.denominator, other.denominator);
        let (left, right) = (other.denominator / divisor, self.denominator / divisor);
        let numerator = checked_mul(self.numerator, left)?.checked_add(checked_mul(other.numerator, right)?);
        Self::new(numerator.ok_or(Overflow)?, checked_mul(self.denominator, left)?)
    }

    /// The difference.
    pub fn minus(self, other: Self) -> Result<Self, Overflow> {
        self.plus(other.negate())
    }

    /// The product.
    pub fn times(self, other: Self) -> Result<Self, Overflow> {
        if let (Some(a), Some(b)) = (self.to_integer(), other.to_integer()) {
            return Self::new(checked_mul(a, b)?, 1);
        }
        // Cancelling crosswise first keeps the products as small as the result.
        let left = gcd(self.numerator, other.denominator).max(1);
        let right = gcd(other.numerator, self.denominator).max(1);
        Self::new(
            checked_mul(self.numerator / left, other.numerator / right)?,
            checked_mul(self.denominator / right, other.denominator / left)?,
        )
    }

    /// The reciprocal; that of zero is an overflow.
    pub fn inverse(self) -> Result<Self, Overflow> {
        Self::new(self.denominator, self.numerator)
    }

    /// The power with an integer exponent. Zero to an exponent that is not positive is an overflow.
    pub fn power(self, exponent: i64) -> Result<Self, Overflow> {
        if exponent <= 0 && self.is_zero() {
            return Err(Overflow);
        }
        let mut base = if exponent < 0 { self.inverse()? } else { self };
        let mut rest = exponent.unsigned_abs();
        let mut result = Self::ONE;
        while rest > 0 {
            if rest & 1 == 1 {
                result = result.times(base)?;
            }
            rest >>= 1;
            if rest > 0 {
                base = base.times(base)?;
            }
        }
        Ok(result)
    }
}

fn checked_mul(a: i128, b: i128) -> Result<i128, Overflow> {
    a.checked_mul(b).filter(|product| *product != i128::MIN).ok_or(Overflow)
}

impl From<i64> for Rational {
    fn from(value: i64) -> Self {
        Self { numerator: i128::from(value), denominator: 1 }
    }
}

impl From<u64> for Rational {
    fn from(value: u64) -> Self {
        Self { numerator: i128::from(value), denominator: 1 }
    }
}

impl Ord for Rational {
    /// Compares the continued fractions: whole parts first, then the reciprocals of the rests the other way round,
    /// so that no product is formed and none can overflow.
    fn cmp(&self, other: &Self) -> Ordering {
        let split = |number: &Self| {
            let (whole, rest) =
                (number.numerator.div_euclid(number.denominator), number.numerator.rem_euclid(number.denominator));
            (whole, Self { numerator: number.denominator, denominator: rest })
        };
        let ((whole, turned), (other_whole, other_turned)) = (split(self), split(other));
        whole.cmp(&other_whole).then_with(|| match (turned.denominator, other_turned.denominator) {
            (rest, other_rest) if rest == 0 || other_rest == 0 => rest.cmp(&other_rest),
            _ => other_turned.cmp(&turned),
        })
    }
}

impl PartialOrd for Rational {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.denominator {
            1 => write!(f, "{}", self.numerator),
            denominator => write!(f, "{}/{denominator}", self.numerator),
        }
    }
}
