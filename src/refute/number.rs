//! Rational numbers without bound: two machine words while they fit, big integers beyond.

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};
use std::cmp::Ordering;
use std::fmt;

/// A rational number in lowest terms with a positive denominator. A number that fits into words is never `Big`, so
/// that equal numbers are equal as data.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Number {
    /// Numerator and denominator; the numerator is not `i64::MIN`.
    Small(i64, i64),
    /// Any other.
    Big(Box<BigRational>),
}

impl Number {
    /// Zero.
    pub const ZERO: Self = Number::Small(0, 1);
    /// One.
    pub const ONE: Self = Number::Small(1, 1);

    /// An integer.
    pub fn integer(value: i64) -> Self {
        Self::of_wide(i128::from(value), 1)
    }

    /// The fraction of two words; nothing for a denominator of 0.
    pub fn fraction(numerator: i64, denominator: i64) -> Option<Self> {
        (denominator != 0).then(|| Self::of_wide(i128::from(numerator), i128::from(denominator)))
    }

    /// The fraction of two numbers that are not `i128::MIN`, the denominator not 0.
    fn of_wide(numerator: i128, denominator: i128) -> Self {
        let divisor = gcd(numerator.unsigned_abs(), denominator.unsigned_abs()) as i128 * denominator.signum();
        let (numerator, denominator) = (numerator / divisor, denominator / divisor);
        match (i64::try_from(numerator), i64::try_from(denominator)) {
            (Ok(small), Ok(below)) if small != i64::MIN => Number::Small(small, below),
            _ => Number::Big(Box::new(BigRational::new_raw(numerator.into(), denominator.into()))),
        }
    }

    fn of_big(value: BigRational) -> Self {
        match (value.numer().to_i64(), value.denom().to_i64()) {
            (Some(numerator), Some(denominator)) if numerator != i64::MIN => Number::Small(numerator, denominator),
            _ => Number::Big(Box::new(value)),
        }
    }

    fn to_big(&self) -> BigRational {
        match self {
            Number::Small(numerator, denominator) => BigRational::new_raw((*numerator).into(), (*denominator).into()),
            Number::Big(value) => (**value).clone(),
        }
    }

    /// The numerator; it carries the sign.
    pub fn numerator(&self) -> BigInt {
        match self {
            Number::Small(numerator, _) => (*numerator).into(),
            Number::Big(value) => value.numer().clone(),
        }
    }

    /// The denominator, at least 1.
    pub fn denominator(&self) -> BigInt {
        match self {
            Number::Small(_, denominator) => (*denominator).into(),
            Number::Big(value) => value.denom().clone(),
        }
    }

    /// The sign of the number: −1, 0 or 1.
    pub fn sign(&self) -> Ordering {
        match self {
            Number::Small(numerator, _) => numerator.cmp(&0),
            Number::Big(value) => value.numer().cmp(&BigInt::zero()),
        }
    }

    /// Whether it is 0.
    pub fn is_zero(&self) -> bool {
        *self == Self::ZERO
    }

    /// How many bits numerator and denominator have together: what arithmetic on it costs.
    pub fn bits(&self) -> u64 {
        match self {
            Number::Small(..) => 64,
            Number::Big(value) => value.numer().bits() + value.denom().bits(),
        }
    }

    /// The sum.
    pub fn plus(&self, other: &Self) -> Self {
        if let (Number::Small(a, b), Number::Small(c, d)) = (self, other) {
            let (a, b, c, d) = (i128::from(*a), i128::from(*b), i128::from(*c), i128::from(*d));
            if b == d {
                return Self::of_wide(a + c, b);
            }
            // Each product is below 2¹²⁶, so that their sum stays within the range.
            return Self::of_wide(a * d + c * b, b * d);
        }
        Self::of_big(self.to_big() + other.to_big())
    }

    /// The difference.
    pub fn minus(&self, other: &Self) -> Self {
        self.plus(&other.negate())
    }

    /// The number with its sign turned.
    pub fn negate(&self) -> Self {
        match self {
            Number::Small(numerator, denominator) => Number::Small(-numerator, *denominator),
            Number::Big(value) => Self::of_big(-(**value).clone()),
        }
    }

    /// The product.
    pub fn times(&self, other: &Self) -> Self {
        if let (Number::Small(a, b), Number::Small(c, d)) = (self, other) {
            return Self::of_wide(i128::from(*a) * i128::from(*c), i128::from(*b) * i128::from(*d));
        }
        Self::of_big(self.to_big() * other.to_big())
    }

    /// The reciprocal; nothing for 0.
    pub fn inverse(&self) -> Option<Self> {
        match self {
            Number::Small(numerator, denominator) => Self::fraction(*denominator, *numerator),
            Number::Big(value) => Some(Self::of_big(value.recip())),
        }
    }

    /// The integer that the number is, if it is one that fits.
    pub fn to_integer(&self) -> Option<i64> {
        match self {
            Number::Small(numerator, 1) => Some(*numerator),
            _ => None,
        }
    }

    /// The root, where it is rational.
    pub fn root(&self) -> Option<Self> {
        if self.sign() == Ordering::Less {
            return None;
        }
        let (numerator, denominator) = (self.numerator(), self.denominator());
        let (top, bottom) = (numerator.sqrt(), denominator.sqrt());
        let exact = &top * &top == numerator && &bottom * &bottom == denominator;
        exact.then(|| Self::of_big(BigRational::new(top, bottom)))
    }

    /// |numerator| + denominator: how the order of counterexamples weighs a value. Saturates.
    pub fn weight(&self) -> u64 {
        match self {
            Number::Small(numerator, denominator) => {
                numerator.unsigned_abs().saturating_add(denominator.unsigned_abs())
            }
            Number::Big(value) => (value.numer().abs() + value.denom()).to_u64().unwrap_or(u64::MAX),
        }
    }

    /// Factors of numerator (with exponents above 0) and denominator (below 0) of a positive number that fits into words,
    /// else nothing. All prime factors below 1,000 are found; a factor of 10⁶ or more may be a product of greater ones.
    pub fn factors(&self) -> Option<Vec<(u64, i64)>> {
        let Number::Small(numerator @ 1.., denominator) = self else { return None };
        let mut factors = factor(numerator.unsigned_abs(), 1);
        factors.extend(factor(denominator.unsigned_abs(), -1));
        factors.sort_unstable();
        Some(factors)
    }
}

/// The prime factors of a number below 1,000, and what is left; each exponent with this sign.
fn factor(mut rest: u64, sign: i64) -> Vec<(u64, i64)> {
    let mut factors = Vec::new();
    let mut prime = 2;
    while prime < 1000 && prime * prime <= rest {
        let mut count = 0;
        while rest.is_multiple_of(prime) {
            rest /= prime;
            count += 1;
        }
        if count > 0 {
            factors.push((prime, sign * count));
        }
        prime += if prime == 2 { 1 } else { 2 };
    }
    if rest > 1 {
        factors.push((rest, sign));
    }
    factors
}

fn gcd(a: u128, b: u128) -> u128 {
    match (u64::try_from(a), u64::try_from(b)) {
        (Ok(a), Ok(b)) => u128::from(a.gcd(&b)),
        _ => a.gcd(&b),
    }
}

impl From<quod_kernel::Rational> for Number {
    fn from(value: quod_kernel::Rational) -> Self {
        Self::of_wide(value.numerator(), value.denominator())
    }
}

impl From<BigInt> for Number {
    fn from(value: BigInt) -> Self {
        Self::of_big(BigRational::new_raw(value, BigInt::one()))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Number::Small(a, b), Number::Small(c, d)) => {
                (i128::from(*a) * i128::from(*d)).cmp(&(i128::from(*c) * i128::from(*b)))
            }
            _ => self.to_big().cmp(&other.to_big()),
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Number::Small(numerator, 1) => write!(f, "{numerator}"),
            Number::Small(numerator, denominator) => write!(f, "{numerator}/{denominator}"),
            Number::Big(value) => write!(f, "{value}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Number;
    use quickcheck::quickcheck;

    fn q(numerator: i64, denominator: i64) -> Number {
        Number::fraction(numerator, if denominator == 0 { 1 } else { denominator }).unwrap()
    }

    quickcheck! {
        fn field_laws(a: (i64, i64), b: (i64, i64), c: (i64, i64)) -> bool {
            let (a, b, c) = (q(a.0, a.1), q(b.0, b.1), q(c.0, c.1));
            let inverse = a.inverse().is_none_or(|inverse| a.times(&inverse) == Number::ONE);
            a.times(&b.plus(&c)) == a.times(&b).plus(&a.times(&c)) && a.plus(&b).minus(&b) == a && inverse
        }

        fn order_is_that_of_the_difference(a: (i64, i64), b: (i64, i64)) -> bool {
            let (a, b) = (q(a.0, a.1), q(b.0, b.1));
            a.cmp(&b) == a.minus(&b).sign()
        }

        fn factors_multiply_to_the_number(a: (u16, u16)) -> bool {
            let number = q(i64::from(a.0) + 1, i64::from(a.1) + 1);
            let mut product = Number::ONE;
            for (prime, exponent) in number.factors().unwrap() {
                let prime = Number::integer(prime as i64);
                let step = if exponent < 0 { prime.inverse().unwrap() } else { prime };
                (0..exponent.abs()).for_each(|_| product = product.times(&step));
            }
            product == number
        }
    }

    #[test]
    fn roots_and_weights() {
        assert_eq!(q(4, 9).root(), Some(q(2, 3)));
        assert_eq!(q(2, 1).root(), None);
        assert_eq!(q(-4, 1).root(), None);
        assert_eq!([q(0, 1), q(-1, 1), q(-3, 2)].map(|n| n.weight()), [1, 2, 5]);
        assert_eq!(q(1009 * 1013, 1).factors(), Some(vec![(1009 * 1013, 1)]));
        assert_eq!(q(999_983, 4).factors(), Some(vec![(2, -2), (999_983, 1)]));
    }
}
