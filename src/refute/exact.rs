//! Values: exact where they are rational combinations of 1 and logarithms of integers, else rigorous intervals.
//!
//! Logarithms of integers above 1 that are coprime in pairs, and 1, are linearly independent over ℚ (unique
//! factorisation; Lindemann for the 1), so an exact value is 0 only where all its coefficients are: the sign of every
//! exact value can be decided, and no number need be factored to the end.
//!
//! What operations on large numbers cost is counted here, as work units; numbers beyond a limit are no values at all.

use super::interval::{Arithmetic, Interval};
use super::number::Number;
use num_integer::Integer;
use std::cell::{Cell, OnceCell, RefCell};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Why there is no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The term is undefined there.
    Undefined,
    /// The intervals are too wide to say.
    Undecided,
    /// An entry is not known yet: number `.1` of the array number `.0`.
    Missing(usize, usize),
    /// A number has too many digits, or a term is too deep, to be worth its time.
    TooLarge,
    /// The allowed work is spent.
    Exhausted,
}

/// No number has more bits than this: beyond, one operation costs more than a whole search.
const MAX_BITS: u64 = 1 << 13;

/// A real number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A rational number.
    Rational(Number),
    /// A rational number plus rational multiples, not 0, of logarithms of integers, one at least. The integers are above
    /// 1 and coprime in pairs; those below 10⁶ are primes, the others have no prime factor below 1,000.
    Logs(Number, BTreeMap<u64, Number>),
    /// A number within an interval.
    Within(Interval),
}

/// Arithmetic on values.
pub struct Field {
    /// The arithmetic for what is not exact.
    pub arithmetic: Arithmetic,
    logs: RefCell<BTreeMap<u64, Interval>>,
    pi: OnceCell<Interval>,
    spent: Cell<u64>,
}

impl Value {
    /// Zero.
    pub const ZERO: Self = Value::Rational(Number::ZERO);
    /// One.
    pub const ONE: Self = Value::Rational(Number::ONE);

    /// An integer.
    pub fn integer(value: i64) -> Self {
        Value::Rational(Number::integer(value))
    }

    /// The logarithm of a positive rational number, if it fits into words.
    pub fn log_of(number: &Number) -> Option<Self> {
        let mut logs = BTreeMap::new();
        for (base, exponent) in number.factors()? {
            join(&mut logs, base, &Number::integer(exponent));
        }
        Some(Self::combination(Number::ZERO, logs))
    }

    fn combination(rational: Number, logs: BTreeMap<u64, Number>) -> Self {
        if logs.is_empty() { Value::Rational(rational) } else { Value::Logs(rational, logs) }
    }

    /// Whether the value is known to be 0.
    pub fn is_zero(&self) -> bool {
        *self == Self::ZERO
    }

    /// Whether it is known exactly.
    pub fn is_exact(&self) -> bool {
        !matches!(self, Value::Within(_))
    }

    /// The bits of its longest part.
    fn bits(&self) -> u64 {
        match self {
            Value::Rational(number) => number.bits(),
            Value::Logs(number, logs) => logs.values().map(Number::bits).fold(number.bits(), u64::max),
            Value::Within(interval) => interval.bits(),
        }
    }

    /// The value, unless it has too many digits.
    pub fn within_limits(&self) -> Result<(), Failure> {
        match self {
            Value::Rational(Number::Small(..)) => Ok(()),
            _ if self.bits() > MAX_BITS => Err(Failure::TooLarge),
            _ => Ok(()),
        }
    }
}

/// Below this an integer without prime factors below 1,000 is a prime.
const SURELY_PRIME: u64 = 1_000_000;

/// Adds c·log b to a logarithmic part. Where b and an integer of it have a common factor, both are taken apart by it.
fn join(logs: &mut BTreeMap<u64, Number>, base: u64, coefficient: &Number) {
    if base == 1 || coefficient.is_zero() {
        return;
    }
    if let Some(old) = logs.get_mut(&base) {
        *old = old.plus(coefficient);
        if old.is_zero() {
            logs.remove(&base);
        }
        return;
    }
    let mut large = logs.keys().filter(|other| base >= SURELY_PRIME || **other >= SURELY_PRIME);
    let Some((other, common)) = large.find_map(|other| Some((*other, other.gcd(&base))).filter(|(_, g)| *g > 1)) else {
        logs.insert(base, coefficient.clone());
        return;
    };
    let Some(beside) = logs.remove(&other) else { return };
    join(logs, common, &beside.plus(coefficient));
    join(logs, other / common, &beside);
    join(logs, base / common, coefficient);
}

/// a + b for logarithmic parts.
fn combine(a: &BTreeMap<u64, Number>, b: &BTreeMap<u64, Number>) -> BTreeMap<u64, Number> {
    let mut sum = a.clone();
    b.iter().for_each(|(base, coefficient)| join(&mut sum, *base, coefficient));
    sum
}

/// How many work units a product of two numbers with so many bits costs, beyond the one that every term costs.
fn product_cost(bits: u64) -> u64 {
    let words = bits / 64;
    words * words / 2
}

impl Field {
    /// Arithmetic with this many bits behind the point where values are not exact.
    pub fn new(precision: u32) -> Self {
        let (logs, pi, spent) = (RefCell::default(), OnceCell::new(), Cell::new(0));
        Self { arithmetic: Arithmetic { precision }, logs, pi, spent }
    }

    /// The work units that operations on large numbers have cost since this was last asked.
    pub fn spent(&self) -> u64 {
        self.spent.take()
    }

    fn charge(&self, work: u64) {
        self.spent.set(self.spent.get().saturating_add(work));
    }

    /// Counts an operation on two values that are not both small rational numbers.
    fn charge_product(&self, a: &Value, b: &Value) {
        let least = if a.is_exact() && b.is_exact() { 1 } else { 4 };
        self.charge(least + product_cost(a.bits().max(b.bits())));
    }

    /// Counts a power series at a value, whose terms are about as many as its bits are bytes.
    fn charge_series(&self, a: &Value) {
        let bits = a.bits() + u64::from(self.arithmetic.precision);
        self.charge((bits / 8) * (4 + bits / 64 * (bits / 64) / 40));
    }

    /// An enclosure of a value.
    pub fn enclose(&self, value: &Value) -> Interval {
        match value {
            Value::Rational(number) => self.arithmetic.number(number),
            Value::Within(interval) => interval.clone(),
            Value::Logs(rational, logs) => {
                let mut sum = self.arithmetic.number(rational);
                for (prime, coefficient) in logs {
                    let part = self.arithmetic.times(&self.arithmetic.number(coefficient), &self.log_prime(*prime));
                    sum = self.arithmetic.plus(&sum, &part);
                }
                sum
            }
        }
    }

    fn log_prime(&self, prime: u64) -> Interval {
        if let Some(log) = self.logs.borrow().get(&prime) {
            return log.clone();
        }
        let whole = self.arithmetic.number(&Number::from(num_bigint::BigInt::from(prime)));
        // A prime is above 1, so that its logarithm exists.
        let log = self.arithmetic.log(&whole).unwrap_or(whole);
        self.logs.borrow_mut().insert(prime, log.clone());
        log
    }

    /// The sum.
    pub fn plus(&self, a: &Value, b: &Value) -> Value {
        match (a, b) {
            (Value::Rational(small @ Number::Small(..)), Value::Rational(other @ Number::Small(..))) => {
                Value::Rational(small.plus(other))
            }
            (Value::Rational(small), Value::Rational(other)) => {
                self.charge(1 + product_cost(small.bits().max(other.bits())));
                Value::Rational(small.plus(other))
            }
            (Value::Rational(a), Value::Logs(b, logs)) | (Value::Logs(b, logs), Value::Rational(a)) => {
                Value::Logs(a.plus(b), logs.clone())
            }
            (Value::Logs(a, logs_a), Value::Logs(b, logs_b)) => Value::combination(a.plus(b), combine(logs_a, logs_b)),
            _ => {
                self.charge(3 + a.bits().max(b.bits()) / 64);
                Value::Within(self.arithmetic.plus(&self.enclose(a), &self.enclose(b)))
            }
        }
    }

    /// The value with its sign turned.
    pub fn negate(&self, a: &Value) -> Value {
        match a {
            Value::Within(interval) => Value::Within(self.arithmetic.negate(interval)),
            _ => self.times(&Value::integer(-1), a),
        }
    }

    /// The difference.
    pub fn minus(&self, a: &Value, b: &Value) -> Value {
        self.plus(a, &self.negate(b))
    }

    /// The product.
    pub fn times(&self, a: &Value, b: &Value) -> Value {
        match (a, b) {
            (Value::Rational(small @ Number::Small(..)), Value::Rational(other @ Number::Small(..))) => {
                Value::Rational(small.times(other))
            }
            (Value::Rational(number), Value::Rational(other)) => {
                self.charge_product(a, b);
                Value::Rational(number.times(other))
            }
            (Value::Rational(zero), _) | (_, Value::Rational(zero)) if zero.is_zero() => Value::ZERO,
            (Value::Rational(a), Value::Logs(b, logs)) | (Value::Logs(b, logs), Value::Rational(a)) => {
                Value::Logs(a.times(b), logs.iter().map(|(prime, c)| (*prime, c.times(a))).collect())
            }
            _ => {
                self.charge_product(a, b);
                Value::Within(self.arithmetic.times(&self.enclose(a), &self.enclose(b)))
            }
        }
    }

    /// The reciprocal.
    pub fn inverse(&self, a: &Value) -> Result<Value, Failure> {
        match a {
            Value::Rational(number) => number.inverse().map(Value::Rational).ok_or(Failure::Undefined),
            _ => {
                self.charge_product(a, a);
                self.arithmetic.inverse(&self.enclose(a)).map(Value::Within).ok_or(Failure::Undecided)
            }
        }
    }

    /// The power with an integer exponent; 0 has none that is not positive.
    pub fn power(&self, a: &Value, exponent: i64) -> Result<Value, Failure> {
        if exponent == 0 {
            return if self.sign(a)? == Ordering::Equal { Err(Failure::Undefined) } else { Ok(Value::ONE) };
        }
        let mut base = if exponent < 0 { self.inverse(a)? } else { a.clone() };
        let mut rest = exponent.unsigned_abs();
        let mut result = Value::ONE;
        while rest > 0 {
            base.within_limits()?;
            result.within_limits()?;
            if rest & 1 == 1 {
                result = self.times(&result, &base);
            }
            rest >>= 1;
            if rest > 0 {
                base = self.times(&base, &base);
            }
        }
        Ok(result)
    }

    /// The sign: of an exact value always, of an interval where it does not hold 0.
    pub fn sign(&self, a: &Value) -> Result<Ordering, Failure> {
        match a {
            Value::Rational(number) => Ok(number.sign()),
            // The value is not 0, so that an enclosure with both signs is one that is too wide.
            _ => self.enclose(a).sign().ok_or(Failure::Undecided),
        }
    }

    /// eᵃ: rational for integer combinations of logarithms.
    pub fn exp(&self, a: &Value) -> Result<Value, Failure> {
        if a.is_zero() {
            return Ok(Value::ONE);
        }
        if let Value::Logs(rational, logs) = a
            && rational.is_zero()
            && let Some(exponents) = logs.values().map(Number::to_integer).collect::<Option<Vec<_>>>()
            && exponents.iter().all(|exponent| exponent.unsigned_abs() < 64)
        {
            let mut product = Value::ONE;
            for (prime, exponent) in logs.keys().zip(exponents) {
                let prime = Value::Rational(Number::from(num_bigint::BigInt::from(*prime)));
                product = self.times(&product, &self.power(&prime, exponent)?);
            }
            return Ok(product);
        }
        let enclosed = self.enclose(a);
        let digits = self.arithmetic.exponent_bits(&enclosed).ok_or(Failure::TooLarge)?;
        self.charge_series(&Value::Within(enclosed.clone()));
        self.charge(product_cost(digits));
        self.arithmetic.exp(&enclosed).map(Value::Within).ok_or(Failure::Undecided)
    }

    /// The natural logarithm.
    pub fn log(&self, a: &Value) -> Result<Value, Failure> {
        if self.sign(a)? != Ordering::Greater {
            return Err(Failure::Undefined);
        }
        if let Value::Rational(number) = a
            && let Some(log) = Value::log_of(number)
        {
            self.charge(2);
            return Ok(log);
        }
        self.charge_series(a);
        self.arithmetic.log(&self.enclose(a)).map(Value::Within).ok_or(Failure::Undecided)
    }

    /// The root that is not negative.
    pub fn root(&self, a: &Value) -> Result<Value, Failure> {
        if self.sign(a)? == Ordering::Less {
            return Err(Failure::Undefined);
        }
        if let Value::Rational(number) = a
            && let Some(root) = number.root()
        {
            return Ok(Value::Rational(root));
        }
        self.charge_product(a, a);
        self.arithmetic.root(&self.enclose(a)).map(Value::Within).ok_or(Failure::Undecided)
    }

    /// (sin a, cos a).
    pub fn sin_cos(&self, a: &Value) -> Result<(Value, Value), Failure> {
        if a.is_zero() {
            return Ok((Value::ZERO, Value::ONE));
        }
        self.charge_series(a);
        let pair = self.arithmetic.sin_cos(&self.enclose(a)).ok_or(Failure::Undecided)?;
        Ok((Value::Within(pair.0), Value::Within(pair.1)))
    }

    /// The angle within ±π/2 whose tangent is a.
    pub fn arctan(&self, a: &Value) -> Result<Value, Failure> {
        if a.is_zero() {
            return Ok(Value::ZERO);
        }
        self.charge_series(a);
        self.arithmetic.arctan(&self.enclose(a)).map(Value::Within).ok_or(Failure::Undecided)
    }

    /// π.
    pub fn pi(&self) -> Value {
        Value::Within(self.pi.get_or_init(|| self.arithmetic.pi()).clone())
    }

    /// The order of two values, where it can be decided.
    pub fn compare(&self, a: &Value, b: &Value) -> Result<Ordering, Failure> {
        self.sign(&self.minus(a, b))
    }

    /// Whether two values that intervals cannot tell apart are alike in their first 12 digits at least.
    pub fn alike(&self, a: &Value, b: &Value) -> bool {
        let difference = self.enclose(&self.minus(a, b));
        difference.bits() + 40 <= self.enclose(a).bits()
    }

    /// A value as a person reads it: exact, or to 12 digits behind the point.
    pub fn show(&self, value: &Value) -> String {
        match value {
            Value::Rational(number) => number.to_string(),
            Value::Logs(rational, logs) => {
                let mut text = if rational.is_zero() { String::new() } else { rational.to_string() };
                for (prime, coefficient) in logs {
                    text += match (coefficient.sign(), text.is_empty()) {
                        (Ordering::Less, true) => "-",
                        (Ordering::Less, false) => " - ",
                        (_, true) => "",
                        (_, false) => " + ",
                    };
                    let size =
                        if coefficient.sign() == Ordering::Less { coefficient.negate() } else { coefficient.clone() };
                    if size != Number::ONE {
                        text += &format!("{size}*");
                    }
                    text += &format!("log({prime})");
                }
                text
            }
            Value::Within(interval) => self.arithmetic.decimal(interval, 12),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Failure, Field, Value};
    use crate::refute::number::Number;
    use std::cmp::Ordering;

    fn log(numerator: i64, denominator: i64) -> Value {
        Value::log_of(&Number::fraction(numerator, denominator).unwrap()).unwrap()
    }

    #[test]
    fn a_zero_among_logarithms_is_recognised() {
        let field = Field::new(64);
        assert!(field.minus(&log(6, 1), &field.plus(&log(2, 1), &log(3, 1))).is_zero());
        assert_eq!(field.exp(&log(9, 4)), Ok(Value::Rational(Number::fraction(9, 4).unwrap())));
        assert_eq!(field.compare(&log(1_000_000, 1), &log(999_999, 1)), Ok(Ordering::Greater));
        assert_eq!(field.exp(&field.plus(&Value::ONE, &log(2, 1))).map(|v| v.is_exact()), Ok(false));
    }

    #[test]
    fn domains_are_kept() {
        let field = Field::new(64);
        assert_eq!(field.log(&Value::ZERO), Err(Failure::Undefined));
        assert_eq!(field.root(&Value::integer(-1)), Err(Failure::Undefined));
        assert_eq!(field.inverse(&Value::ZERO), Err(Failure::Undefined));
        assert_eq!(field.power(&Value::ZERO, 0), Err(Failure::Undefined));
        assert_eq!(field.power(&Value::ZERO, 2), Ok(Value::ZERO));
        let zero = field.minus(&field.root(&Value::integer(2)).unwrap(), &field.root(&Value::integer(2)).unwrap());
        assert_eq!(field.inverse(&zero), Err(Failure::Undecided));
    }

    #[test]
    fn values_are_shown_exactly() {
        let field = Field::new(64);
        let value = field.plus(&Value::integer(-1), &field.minus(&log(2, 3), &log(4, 1)));
        assert_eq!(field.show(&value), "-1 - log(2) - log(3)");
        assert_eq!(
            field.show(&field.times(&Value::Rational(Number::fraction(1, 2).unwrap()), &log(2, 1))),
            "1/2*log(2)"
        );
        assert_eq!(field.show(&field.root(&Value::integer(2)).unwrap()), "1.414213562373");
    }
}
