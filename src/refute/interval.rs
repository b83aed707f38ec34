//! Outward-rounded interval arithmetic on dyadic numbers with a fixed point, in big integers: the same on every
//! machine, and every operation encloses the true result (Moore, Interval Analysis, 1966).

use super::number::Number;
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};
use std::cmp::Ordering;

/// An interval: both ends as multiples of 2⁻ᵖ, where p is the precision of the operations that made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interval {
    low: BigInt,
    high: BigInt,
}

/// Interval arithmetic with ends on multiples of 2⁻ᵖ. Operations of one precision only may be mixed.
#[derive(Clone, Copy, Debug)]
pub struct Arithmetic {
    /// The number p of bits behind the point.
    pub precision: u32,
}

/// Beyond e to this power numbers are too large to be worth their time.
const GREATEST_EXPONENT: i64 = 1024;

/// Beyond this angles are too large to be worth the digits that their rest needs.
const GREATEST_ANGLE: i64 = 4096;

impl Interval {
    /// The sign of all numbers of the interval, if they have one.
    pub fn sign(&self) -> Option<Ordering> {
        match (self.low.sign_ordering(), self.high.sign_ordering()) {
            (Ordering::Greater, _) => Some(Ordering::Greater),
            (_, Ordering::Less) => Some(Ordering::Less),
            (Ordering::Equal, Ordering::Equal) => Some(Ordering::Equal),
            _ => None,
        }
    }

    /// How many bits its longer end has.
    pub fn bits(&self) -> u64 {
        self.low.bits().max(self.high.bits())
    }

    /// Whether both intervals share a number.
    #[cfg(test)]
    pub fn meets(&self, other: &Self) -> bool {
        self.low <= other.high && other.low <= self.high
    }
}

trait SignOrdering {
    fn sign_ordering(&self) -> Ordering;
}

impl SignOrdering for BigInt {
    fn sign_ordering(&self) -> Ordering {
        self.cmp(&BigInt::zero())
    }
}

fn ceil_div(a: &BigInt, b: &BigInt) -> BigInt {
    -((-a).div_floor(b))
}

impl Arithmetic {
    fn unit(self) -> BigInt {
        BigInt::one() << self.precision
    }

    /// An enclosure of a rational number.
    pub fn number(self, value: &Number) -> Interval {
        let (scaled, denominator) = (value.numerator() << self.precision, value.denominator());
        Interval { low: scaled.div_floor(&denominator), high: ceil_div(&scaled, &denominator) }
    }

    /// An integer, exactly.
    pub fn integer(self, value: i64) -> Interval {
        let end = BigInt::from(value) << self.precision;
        Interval { low: end.clone(), high: end }
    }

    /// The sum.
    pub fn plus(self, a: &Interval, b: &Interval) -> Interval {
        Interval { low: &a.low + &b.low, high: &a.high + &b.high }
    }

    /// The number with its sign turned.
    pub fn negate(self, a: &Interval) -> Interval {
        Interval { low: -&a.high, high: -&a.low }
    }

    /// The product.
    pub fn times(self, a: &Interval, b: &Interval) -> Interval {
        let products = [&a.low * &b.low, &a.low * &b.high, &a.high * &b.low, &a.high * &b.high];
        let (Some(low), Some(high)) = (products.iter().min(), products.iter().max()) else { unreachable!() };
        // An arithmetic shift to the right rounds down, also below 0.
        Interval { low: low >> self.precision, high: -((-high) >> self.precision) }
    }

    /// The reciprocal; nothing where the interval holds 0.
    pub fn inverse(self, a: &Interval) -> Option<Interval> {
        if a.low.sign_ordering() == a.high.sign_ordering() && !a.low.is_zero() {
            let square: BigInt = BigInt::one() << (2 * self.precision);
            return Some(Interval { low: square.div_floor(&a.high), high: ceil_div(&square, &a.low) });
        }
        None
    }

    /// The root; nothing where the interval holds negative numbers.
    pub fn root(self, a: &Interval) -> Option<Interval> {
        if a.low.is_negative() {
            return None;
        }
        let (low, high) = ((&a.low << self.precision).sqrt(), &a.high << self.precision);
        let root = high.sqrt();
        let high = if &root * &root == high { root } else { root + 1 };
        Some(Interval { low, high })
    }

    /// About how many bits e to this power has; nothing beyond what is worth its time.
    pub fn exponent_bits(self, a: &Interval) -> Option<u64> {
        let whole = a.high.clone().max(-&a.low) >> self.precision;
        whole
            .to_u64()
            .filter(|whole| *whole < GREATEST_EXPONENT as u64)
            .map(|whole| u64::from(self.precision) + 3 * whole)
    }

    /// eˣ: the Taylor series at x/2ᵐ, squared m times. Nothing where x is beyond what is worth its time.
    pub fn exp(self, a: &Interval) -> Option<Interval> {
        let whole = (a.high.clone().max(-&a.low) >> self.precision).to_i64().filter(|w| *w < GREATEST_EXPONENT)?;
        // Scaling by 2⁻ᵐ with 2ᵐ above 256·|x| leaves a rest within ±2⁻⁸. Work is done with m + 16 more bits.
        let halvings = 8 + 64 - whole.unsigned_abs().leading_zeros();
        let more = halvings + 16 + 2 * (whole as u32);
        let fine = Arithmetic { precision: self.precision + more };
        let mut rest = fine.refine(a, self);
        rest = Interval { low: rest.low >> halvings, high: -((-rest.high) >> halvings) };
        let mut sum = fine.integer(1);
        let mut term = fine.integer(1);
        let mut place = 1;
        while term.low.is_negative() || !term.high.is_zero() {
            term = fine.over(&fine.times(&term, &rest), place);
            sum = fine.plus(&sum, &term);
            place += 1;
            if fine.small(&term) {
                break;
            }
        }
        // What is left out is below the last term, for |rest| ≤ 2⁻⁸.
        let left_out = fine.magnitude(&term) + 1;
        sum = Interval { low: sum.low - &left_out, high: sum.high + &left_out };
        (0..halvings).for_each(|_| sum = fine.times(&sum, &sum));
        Some(self.coarsen(&sum, fine))
    }

    /// log x; nothing where the interval holds numbers that are not positive.
    pub fn log(self, a: &Interval) -> Option<Interval> {
        if !a.low.is_positive() {
            return None;
        }
        let low = self.log_end(&a.low);
        if a.low == a.high {
            return Some(low);
        }
        // Where the interval is narrow: log high ≤ log low + (high − low)/low.
        let more = ceil_div(&((&a.high - &a.low) << self.precision), &a.low);
        let narrow = more.bits() <= u64::from(self.precision / 4);
        let high = if narrow { low.high + more } else { self.log_end(&a.high).high };
        Some(Interval { low: low.low, high })
    }

    /// log of a positive multiple of 2⁻ᵖ: k·log 2 + 2·artanh((m − 1)/(m + 1)) for x = 2ᵏ·m with m in [1, 2).
    fn log_end(self, x: &BigInt) -> Interval {
        let shift = i64::try_from(x.bits()).unwrap_or(i64::MAX) - 1 - i64::from(self.precision);
        let fine = Arithmetic { precision: self.precision + 32 };
        let scaled: BigInt = x << (self.precision + 64);
        let m = scaled >> u64::try_from(shift + i64::from(self.precision) + 32).unwrap_or(0);
        // m has been rounded down by less than one unit.
        let m = Interval { low: m.clone(), high: m + 1 };
        let one = fine.integer(1);
        let below = fine.inverse(&fine.plus(&m, &one));
        let quotient = below.map(|below| fine.times(&fine.plus(&m, &fine.negate(&one)), &below));
        let part = quotient.map_or_else(|| fine.integer(0), |quotient| fine.artanh(&quotient));
        let two = fine.times(&fine.integer(shift), &fine.log_two());
        self.coarsen(&fine.plus(&two, &fine.plus(&part, &part)), fine)
    }

    fn log_two(self) -> Interval {
        let third = self.over(&self.integer(1), 3);
        let half = self.artanh(&third);
        self.plus(&half, &half)
    }

    /// artanh x = x + x³/3 + x⁵/5 + … for 0 ≤ x ≤ 1/3.
    fn artanh(self, x: &Interval) -> Interval {
        self.odd_series(x, false)
    }

    /// x ± x³/3 + x⁵/5 ± …, for |x| ≤ 1/3; what is left out is below the last term.
    fn odd_series(self, x: &Interval, alternate: bool) -> Interval {
        let square = self.times(x, x);
        let mut power = x.clone();
        let mut sum = x.clone();
        let mut place = 1;
        loop {
            power = self.times(&power, &square);
            place += 2;
            let term = self.over(&power, place);
            sum = self.plus(&sum, &if alternate && place % 4 == 3 { self.negate(&term) } else { term.clone() });
            if self.small(&term) {
                let left_out = self.magnitude(&term) + 1;
                return Interval { low: sum.low - &left_out, high: sum.high + &left_out };
            }
        }
    }

    /// The angle within ±π/2 whose tangent is x: three times arctan x = 2·arctan(x/(1 + √(1 + x²))), then the series.
    pub fn arctan(self, a: &Interval) -> Option<Interval> {
        let fine = Arithmetic { precision: self.precision + 32 };
        let mut x = fine.refine(a, self);
        for _ in 0..3 {
            let one = fine.integer(1);
            let root = fine.root(&fine.plus(&one, &fine.times(&x, &x)))?;
            x = fine.times(&x, &fine.inverse(&fine.plus(&one, &root))?);
        }
        // An interval too wide to be reduced is one of which nothing is known.
        if fine.magnitude(&x) * 3 > fine.unit() {
            return None;
        }
        let mut angle = fine.odd_series(&x, true);
        (0..3).for_each(|_| angle = fine.plus(&angle, &angle));
        Some(self.coarsen(&angle, fine))
    }

    /// π = 16·arctan(1/5) − 4·arctan(1/239) (Machin, 1706).
    pub fn pi(self) -> Interval {
        let fine = Arithmetic { precision: self.precision + 32 };
        let arctan = |below: i64| fine.odd_series(&fine.over(&fine.integer(1), below), true);
        let first = fine.times(&fine.integer(16), &arctan(5));
        let second = fine.times(&fine.integer(-4), &arctan(239));
        self.coarsen(&fine.plus(&first, &second), fine)
    }

    /// (sin x, cos x): the Taylor series at x/2ᵐ, the angle doubled m times.
    pub fn sin_cos(self, a: &Interval) -> Option<(Interval, Interval)> {
        let whole = (a.high.clone().max(-&a.low) >> self.precision).to_i64().filter(|w| *w < GREATEST_ANGLE)?;
        let halvings = 8 + 64 - whole.unsigned_abs().leading_zeros();
        let fine = Arithmetic { precision: self.precision + 3 * halvings + 16 };
        let x = fine.refine(a, self);
        let x = Interval { low: x.low >> halvings, high: -((-x.high) >> halvings) };
        let (mut sine, mut cosine) = fine.taylor(&x);
        for _ in 0..halvings {
            let product = fine.times(&sine, &cosine);
            let square = fine.times(&sine, &sine);
            sine = fine.plus(&product, &product);
            cosine = fine.plus(&fine.integer(1), &fine.negate(&fine.plus(&square, &square)));
        }
        Some((self.coarsen(&sine, fine), self.coarsen(&cosine, fine)))
    }

    /// (sin x, cos x) for |x| ≤ 2⁻⁸; what is left out is below the last term.
    fn taylor(self, x: &Interval) -> (Interval, Interval) {
        let (mut sine, mut cosine) = (self.integer(0), self.integer(1));
        let mut term = self.integer(1);
        let mut place = 1;
        loop {
            term = self.over(&self.times(&term, x), place);
            let signed = if place % 4 >= 2 { self.negate(&term) } else { term.clone() };
            let target = if place % 2 == 1 { &mut sine } else { &mut cosine };
            *target = self.plus(target, &signed);
            if self.small(&term) {
                let left_out = self.magnitude(&term) + 1;
                let widen = |a: Interval| Interval { low: a.low - &left_out, high: a.high + &left_out };
                return (widen(sine), widen(cosine));
            }
            place += 1;
        }
    }

    /// The quotient by a positive integer.
    fn over(self, a: &Interval, divisor: i64) -> Interval {
        let divisor = BigInt::from(divisor);
        Interval { low: a.low.div_floor(&divisor), high: ceil_div(&a.high, &divisor) }
    }

    fn magnitude(self, a: &Interval) -> BigInt {
        a.high.abs().max(a.low.abs())
    }

    /// Whether the interval lies within a few units of 0.
    fn small(self, a: &Interval) -> bool {
        self.magnitude(a) <= BigInt::from(4)
    }

    /// The same interval for a finer arithmetic.
    fn refine(self, a: &Interval, coarse: Arithmetic) -> Interval {
        let more = self.precision - coarse.precision;
        Interval { low: &a.low << more, high: &a.high << more }
    }

    /// An enclosure of an interval of a finer arithmetic.
    fn coarsen(self, a: &Interval, fine: Arithmetic) -> Interval {
        let less = fine.precision - self.precision;
        Interval { low: &a.low >> less, high: -((-&a.high) >> less) }
    }

    /// The middle of an interval as a decimal numeral with this many digits behind the point, rounded down.
    pub fn decimal(self, a: &Interval, digits: u32) -> String {
        let middle: BigInt = (&a.low + &a.high) >> 1;
        let scaled: BigInt = (middle.abs() * BigInt::from(10).pow(digits)) >> self.precision;
        let (whole, rest) = scaled.div_rem(&BigInt::from(10).pow(digits));
        let sign = if middle.is_negative() { "-" } else { "" };
        format!("{sign}{whole}.{:0>width$}", rest.to_string(), width = digits as usize)
    }

    /// The middle of an interval as a machine number, for comparison with other programs in tests.
    #[cfg(test)]
    pub fn approximate(self, a: &Interval) -> f64 {
        let middle: BigInt = &a.low + &a.high;
        num_rational::BigRational::new(middle, self.unit() * 2).to_f64().unwrap_or(f64::NAN)
    }

    /// Whether the interval is narrower than the digits of a machine number.
    #[cfg(test)]
    pub fn is_narrow(self, a: &Interval) -> bool {
        self.width(a) << 56u32 <= self.magnitude(a) + self.unit()
    }

    /// How wide the interval is, in units of 2⁻ᵖ.
    #[cfg(test)]
    fn width(self, a: &Interval) -> BigInt {
        &a.high - &a.low
    }
}

#[cfg(test)]
mod tests {
    use super::{Arithmetic, Interval};
    use crate::refute::number::Number;
    use nalgebra::ComplexField;
    use num_bigint::BigInt;
    use quickcheck::quickcheck;

    const ARITHMETIC: Arithmetic = Arithmetic { precision: 96 };

    fn at(numerator: i16, denominator: i16) -> (f64, Interval) {
        let number = Number::fraction(i64::from(numerator), i64::from(denominator.max(1))).unwrap();
        let value = f64::from(numerator) / f64::from(denominator.max(1));
        (value, ARITHMETIC.number(&number))
    }

    /// Whether an enclosure is narrow and agrees with the machine's function to its precision.
    fn agrees(found: Option<Interval>, expected: f64) -> bool {
        let Some(found) = found else { return false };
        let middle = ARITHMETIC.approximate(&found);
        let narrow = ARITHMETIC.width(&found) < (BigInt::from(1) << 40u32) * (2.0 + expected.abs()) as i64;
        narrow && (middle - expected).abs() <= 1e-9 * (1.0 + expected.abs())
    }

    quickcheck! {
        fn exp_is_enclosed(n: i8, d: i16) -> bool {
            let (x, a) = at(i16::from(n) / 4, d);
            agrees(ARITHMETIC.exp(&a), ComplexField::exp(x))
        }
        fn log_is_enclosed(n: i16, d: i16) -> bool {
            let (x, a) = at(n.saturating_abs().max(1), d);
            agrees(ARITHMETIC.log(&a), ComplexField::ln(x))
        }
        fn log_undoes_exp(n: i8, d: i16) -> bool {
            let (_, a) = at(i16::from(n) / 4, d);
            ARITHMETIC.log(&ARITHMETIC.exp(&a).unwrap()).is_none_or(|back| back.meets(&a))
        }
        fn sine_and_cosine_are_enclosed(n: i16, d: i16) -> bool {
            let (x, a) = at(n % 2000, d);
            let (sine, cosine) = ARITHMETIC.sin_cos(&a).unwrap();
            agrees(Some(sine), ComplexField::sin(x)) && agrees(Some(cosine), ComplexField::cos(x))
        }
        fn arctan_is_enclosed(n: i16, d: i16) -> bool {
            let (x, a) = at(n, d);
            agrees(ARITHMETIC.arctan(&a), ComplexField::atan(x))
        }
        fn roots_and_reciprocals_are_enclosed(n: i16, d: i16) -> bool {
            let (x, a) = at(n.saturating_abs().max(1), d);
            agrees(ARITHMETIC.root(&a), ComplexField::sqrt(x)) && agrees(ARITHMETIC.inverse(&a), x.recip())
        }
        fn a_root_squared_meets_its_number(n: u16, d: u16) -> bool {
            let (_, a) = at((n / 2) as i16, (d / 2) as i16);
            let root = ARITHMETIC.root(&a).unwrap();
            ARITHMETIC.times(&root, &root).meets(&a)
        }
    }

    #[test]
    fn the_digits_of_known_constants() {
        let e = ARITHMETIC.exp(&ARITHMETIC.integer(1)).unwrap();
        assert_eq!(ARITHMETIC.decimal(&e, 20), "2.71828182845904523536");
        assert_eq!(ARITHMETIC.decimal(&ARITHMETIC.pi(), 20), "3.14159265358979323846");
        let log = ARITHMETIC.log(&ARITHMETIC.integer(2)).unwrap();
        assert_eq!(ARITHMETIC.decimal(&ARITHMETIC.negate(&log), 20), "-0.69314718055994530941");
    }

    #[test]
    fn what_is_undefined_or_undecided_is_nothing() {
        let zero = ARITHMETIC.integer(0);
        let around = Interval { low: BigInt::from(-1), high: BigInt::from(1) };
        assert!(ARITHMETIC.log(&zero).is_none() && ARITHMETIC.inverse(&zero).is_none());
        assert!(ARITHMETIC.inverse(&around).is_none() && around.sign().is_none());
        assert!(ARITHMETIC.root(&ARITHMETIC.integer(-1)).is_none());
        assert!(ARITHMETIC.exp(&ARITHMETIC.integer(5000)).is_none());
    }
}
