//! Numbers with nilpotent parts: forward differentiation, exact over the exact values, nested to any order.
//!
//! With k active derivatives a number is Σ over subsets S of {1 … k} of a_S·ε_S, with ε_j² = 0 (Clifford 1871; for the
//! chain rule by truncated series: Griewank and Walther, Evaluating Derivatives, 2008, chapter 13). A part that is
//! absent is one on which the derivative's entry has no influence at all; a part that is present and 0 is not, and so
//! a root or an absolute value at 0 knows whether it is differentiated there.

use super::exact::{Failure, Field, Value};
use super::number::Number;
use quod_kernel::term::Function;
use std::cmp::Ordering;

/// A number with nilpotent parts; the part of subset S stands at the place whose bits are S.
#[derive(Clone, Debug, PartialEq)]
pub struct Dual {
    parts: Vec<Option<Value>>,
}

impl From<Value> for Dual {
    fn from(value: Value) -> Self {
        Self { parts: vec![Some(value)] }
    }
}

impl Dual {
    /// The number without its nilpotent parts.
    pub fn real(&self) -> &Value {
        self.parts[0].as_ref().unwrap_or(&Value::ZERO)
    }

    /// Whether it has nilpotent parts, be they 0.
    pub fn varies(&self) -> bool {
        self.parts[1..].iter().any(Option::is_some)
    }

    /// Whether no part has too many digits.
    pub fn within_limits(&self) -> Result<(), Failure> {
        self.parts.iter().flatten().try_for_each(Value::within_limits)
    }

    fn part(&self, place: usize) -> Option<&Value> {
        self.parts.get(place).and_then(Option::as_ref)
    }

    /// The number plus ε of a level, from 0.
    pub fn perturb(&self, field: &Field, level: usize) -> Self {
        let mut parts = vec![None; (1 << level) + 1];
        parts[1 << level] = Some(Value::ONE);
        self.plus(field, &Self { parts })
    }

    /// The coefficient of ε of the topmost level: the derivative.
    pub fn derivative(&self, level: usize) -> Self {
        let bit = 1 << level;
        let parts: Vec<_> = (0..bit).map(|place| self.part(place | bit).cloned()).collect();
        Self { parts }.or_zero()
    }

    fn or_zero(mut self) -> Self {
        self.parts[0].get_or_insert(Value::ZERO);
        while self.parts.len() > 1 && self.parts.last().is_some_and(Option::is_none) {
            self.parts.pop();
        }
        self
    }

    /// The sum.
    pub fn plus(&self, field: &Field, other: &Self) -> Self {
        let both = |place| match (self.part(place), other.part(place)) {
            (Some(a), Some(b)) => Some(field.plus(a, b)),
            (a, b) => a.or(b).cloned(),
        };
        Self { parts: (0..self.parts.len().max(other.parts.len())).map(both).collect() }
    }

    /// The product.
    pub fn times(&self, field: &Field, other: &Self) -> Self {
        if let ([Some(a)], [Some(b)]) = (&self.parts[..], &other.parts[..]) {
            return Self::from(field.times(a, b));
        }
        let mut parts = vec![None; self.parts.len().next_power_of_two().max(other.parts.len().next_power_of_two())];
        for (place, a) in self.parts.iter().enumerate() {
            for (other_place, b) in other.parts.iter().enumerate() {
                let (Some(a), Some(b), 0) = (a, b, place & other_place) else { continue };
                let product = field.times(a, b);
                let slot: &mut Option<Value> = &mut parts[place | other_place];
                *slot = Some(slot.as_ref().map_or_else(|| product.clone(), |sum| field.plus(sum, &product)));
            }
        }
        Self { parts }.or_zero()
    }

    /// The number with its sign turned.
    pub fn negate(&self, field: &Field) -> Self {
        Self { parts: self.parts.iter().map(|part| part.as_ref().map(|value| field.negate(value))).collect() }
    }

    /// f(a + h) = Σ_m t_m·hᵐ, where `series` gives the Taylor coefficients t₀ … t_m of f at a.
    fn compose(
        &self,
        field: &Field,
        series: impl FnOnce(&Value, usize) -> Result<Vec<Value>, Failure>,
    ) -> Result<Self, Failure> {
        let mut rest = self.clone();
        rest.parts[0] = None;
        let mut powers = Vec::new();
        let mut power = rest.clone();
        while power.parts.iter().any(Option::is_some) {
            let next = power.strict_times(field, &rest);
            powers.push(power);
            power = next;
        }
        let coefficients = series(self.real(), powers.len())?;
        let mut result = Self::from(coefficients[0].clone());
        for (coefficient, power) in coefficients[1..].iter().zip(&powers) {
            let scaled = power.parts.iter().map(|part| part.as_ref().map(|value| field.times(coefficient, value)));
            result = result.plus(field, &Self { parts: scaled.collect() });
        }
        Ok(result)
    }

    /// The product of two numbers without real parts, which may have no part at all.
    fn strict_times(&self, field: &Field, other: &Self) -> Self {
        let mut product = self.times(field, other);
        product.parts[0] = None;
        product
    }

    /// The power with an integer exponent; 0 has none that is not positive.
    pub fn power(&self, field: &Field, exponent: i64) -> Result<Self, Failure> {
        self.compose(field, |a, order| power_series(field, a, exponent, order))
    }

    /// A named function.
    pub fn apply(&self, field: &Field, function: Function) -> Result<Self, Failure> {
        let half = Self::from(Value::Rational(Number::Small(1, 2)));
        match function {
            Function::Exp => self.compose(field, |a, order| exp_series(field, a, order)),
            Function::Log => self.compose(field, |a, order| log_series(field, a, order)),
            Function::Sqrt => self.compose(field, |a, order| root_series(field, a, order)),
            Function::Sin => self.compose(field, |a, order| {
                let (sine, cosine) = field.sin_cos(a)?;
                Ok(wave_series(field, [&sine, &cosine], order))
            }),
            Function::Cos => self.compose(field, |a, order| {
                let (sine, cosine) = field.sin_cos(a)?;
                Ok(wave_series(field, [&cosine, &field.negate(&sine)], order))
            }),
            Function::Sinh | Function::Cosh => {
                let up = self.apply(field, Function::Exp)?;
                let down = self.negate(field).apply(field, Function::Exp)?;
                let down = if function == Function::Sinh { down.negate(field) } else { down };
                Ok(up.plus(field, &down).times(field, &half))
            }
            Function::Tanh => self.compose(field, |a, order| tanh_series(field, a, order)),
            Function::Arctan => self.compose(field, |a, order| arctan_series(field, a, order)),
            Function::Abs => match field.sign(self.real())? {
                Ordering::Less => Ok(self.negate(field)),
                Ordering::Equal if self.varies() => Err(Failure::Undefined),
                _ => Ok(self.clone()),
            },
        }
    }
}

fn integer(value: usize) -> Value {
    Value::integer(i64::try_from(value).unwrap_or(i64::MAX))
}

fn ratio(numerator: i64, denominator: i64) -> Value {
    Number::fraction(numerator, denominator).map_or(Value::ZERO, Value::Rational)
}

/// Exponents beyond this are out of reach.
const MAX_EXPONENT: u64 = 1 << 40;

/// Binomial coefficients times powers of a.
fn power_series(field: &Field, a: &Value, exponent: i64, order: usize) -> Result<Vec<Value>, Failure> {
    if exponent.unsigned_abs() > MAX_EXPONENT {
        return Err(Failure::TooLarge);
    }
    let mut binomial = Value::ONE;
    let mut series = Vec::new();
    for place in 0..=i64::try_from(order).unwrap_or(i64::MAX) {
        let power = match exponent - place {
            _ if binomial.is_zero() => Value::ZERO,
            0 if place > 0 => Value::ONE,
            left => field.power(a, left)?,
        };
        series.push(field.times(&binomial, &power));
        binomial = field.times(&binomial, &ratio(exponent - place, place + 1));
    }
    Ok(series)
}

fn exp_series(field: &Field, a: &Value, order: usize) -> Result<Vec<Value>, Failure> {
    let mut series = vec![field.exp(a)?];
    for place in 1..=order {
        series.push(field.times(&series[place - 1], &field.inverse(&integer(place))?));
    }
    Ok(series)
}

fn log_series(field: &Field, a: &Value, order: usize) -> Result<Vec<Value>, Failure> {
    let mut series = vec![field.log(a)?];
    let mut power = Value::integer(-1);
    for place in 1..=order {
        power = field.negate(&field.times(&power, &field.inverse(a)?));
        series.push(field.times(&power, &field.inverse(&integer(place))?));
    }
    Ok(series)
}

fn root_series(field: &Field, a: &Value, order: usize) -> Result<Vec<Value>, Failure> {
    let mut series = vec![field.root(a)?];
    for place in 1..=i64::try_from(order).unwrap_or(i64::MAX) {
        let step = field.times(&ratio(3 - 2 * place, 2 * place), &field.inverse(a)?);
        series.push(field.times(&series[series.len() - 1], &step));
    }
    Ok(series)
}

/// A function whose derivatives are, in turn, the second value and the first one with its sign turned.
fn wave_series(field: &Field, [first, second]: [&Value; 2], order: usize) -> Vec<Value> {
    let (mut series, mut factorial) = (Vec::new(), Value::ONE);
    for place in 0..=order {
        let value = if place % 2 == 0 { first } else { second };
        let value = if place % 4 >= 2 { field.negate(value) } else { value.clone() };
        series.push(field.times(&value, &factorial));
        let next = field.inverse(&integer(place + 1)).unwrap_or(Value::ONE);
        factorial = field.times(&factorial, &next);
    }
    series
}

/// tanh a = 1 − 2/(e²ᵃ + 1), which stays narrow for large a; then from t′ = 1 − t².
fn tanh_series(field: &Field, a: &Value, order: usize) -> Result<Vec<Value>, Failure> {
    let below = field.inverse(&field.plus(&field.exp(&field.plus(a, a))?, &Value::ONE))?;
    let mut series = vec![field.minus(&Value::ONE, &field.plus(&below, &below))];
    for place in 0..order {
        let mut rest = if place == 0 { Value::ONE } else { Value::ZERO };
        for part in 0..=place {
            rest = field.minus(&rest, &field.times(&series[part], &series[place - part]));
        }
        series.push(field.times(&rest, &field.inverse(&integer(place + 1))?));
    }
    Ok(series)
}

/// From (1 + a²)·u_m + 2a·u_{m−1} + u_{m−2} = 0 for the coefficients u of 1/(1 + x²).
fn arctan_series(field: &Field, a: &Value, order: usize) -> Result<Vec<Value>, Failure> {
    let below = field.inverse(&field.plus(&Value::ONE, &field.times(a, a)))?;
    let mut series = vec![field.arctan(a)?];
    let (mut last, mut u) = (Value::ZERO, below.clone());
    for place in 1..=order {
        series.push(field.times(&u, &field.inverse(&integer(place))?));
        let mixed = field.plus(&field.times(&field.times(&Value::integer(2), a), &u), &last);
        (last, u) = (u, field.negate(&field.times(&mixed, &below)));
    }
    Ok(series)
}

#[cfg(test)]
mod tests {
    use super::Dual;
    use crate::refute::exact::{Failure, Field, Value};
    use quod_kernel::syntax::FUNCTIONS;
    use quod_kernel::term::Function;

    /// x with two levels of ε: of any f the parts are f, f′, f′, f″.
    fn twice(field: &Field, x: Value) -> Dual {
        Dual::from(x).perturb(field, 0).perturb(field, 1)
    }

    #[test]
    fn second_derivatives_match_differences() {
        let field = Field::new(128);
        let number = |value: Value| field.arithmetic.approximate(&field.enclose(&value));
        let step = Value::Rational(crate::refute::number::Number::fraction(1, 4096).unwrap());
        for (function, word) in FUNCTIONS {
            for x in [1, 2, 3] {
                let x = Value::integer(x);
                let at = |x: Value| number(Dual::from(x).apply(&field, function).unwrap().real().clone());
                let (before, here, after) = (at(field.minus(&x, &step)), at(x.clone()), at(field.plus(&x, &step)));
                let both = twice(&field, x).apply(&field, function).unwrap();
                let first = number(both.derivative(1).real().clone());
                let second = number(both.derivative(1).derivative(0).real().clone());
                assert!((first - (after - before) * 2048.0).abs() < 1e-5 * (1.0 + first.abs()), "{word}");
                let difference = (after - 2.0 * here + before) * 4096.0 * 4096.0;
                assert!((second - difference).abs() < 1e-5 * (1.0 + second.abs()), "{word}: {second}, {difference}");
            }
        }
    }

    #[test]
    fn powers_are_exact() {
        let field = Field::new(64);
        for (exponent, first, second) in [(3, "12", "12"), (1, "1", "0"), (0, "0", "0"), (-1, "-1/4", "1/4")] {
            let power = twice(&field, Value::integer(2)).power(&field, exponent).unwrap();
            assert_eq!(field.show(power.derivative(1).real()), first);
            assert_eq!(field.show(power.derivative(1).derivative(0).real()), second);
        }
        let zero = twice(&field, Value::ZERO);
        assert_eq!(field.show(zero.power(&field, 2).unwrap().derivative(1).derivative(0).real()), "2");
        assert_eq!(zero.power(&field, 0), Err(Failure::Undefined));
    }

    #[test]
    fn where_a_function_has_a_corner_it_has_no_derivative() {
        let field = Field::new(64);
        let square = twice(&field, Value::ZERO).power(&field, 2).unwrap();
        assert_eq!(square.apply(&field, Function::Sqrt), Err(Failure::Undefined));
        assert_eq!(square.apply(&field, Function::Abs), Err(Failure::Undefined));
        assert_eq!(Dual::from(Value::ZERO).apply(&field, Function::Sqrt), Ok(Dual::from(Value::ZERO)));
    }
}
