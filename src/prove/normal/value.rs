//! Sums of quotients.

use super::{Monomial, Polynomial, TooLarge};
use quod_kernel::Rational;
use quod_kernel::term::{Function, Node, Term};
use std::collections::BTreeMap;

/// The factors of a denominator, each a polynomial of several monomials without content whose first coefficient is 1.
type Bottom = BTreeMap<Polynomial, u64>;

/// A sum of quotients, one for each denominator.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Value(pub BTreeMap<Bottom, Polynomial>);

/// What the square of a generator is, if that is known.
fn square(generator: &Term) -> Option<Term> {
    match generator.node() {
        Node::Apply(Function::Sqrt, inner) => Some(inner.clone()),
        Node::Apply(Function::Abs, inner) => Some(Term::power(inner.clone(), 2)),
        Node::Apply(Function::Sin, inner) => {
            Some(Term::integer(1).minus(Term::power(Term::apply(Function::Cos, inner.clone()), 2)))
        }
        _ => None,
    }
}

impl Value {
    /// A polynomial.
    pub fn polynomial(polynomial: Polynomial) -> Self {
        Self::over(polynomial, Bottom::new())
    }

    fn over(top: Polynomial, bottom: Bottom) -> Self {
        Self(if top.is_zero() { BTreeMap::new() } else { BTreeMap::from([(bottom, top)]) })
    }

    /// A number.
    pub fn number(value: Rational) -> Self {
        Self::polynomial(Polynomial::number(value))
    }

    /// The value of a term: its sums, products and integer powers are computed, all else are generators.
    pub fn of(term: &Term) -> Result<Self, TooLarge> {
        match term.node() {
            Node::Number(value) => Ok(Self::number(*value)),
            Node::Sum(terms) => terms.iter().try_fold(Self::default(), |sum, part| sum.plus(&Self::of(part)?)),
            Node::Product(factors) => {
                factors.iter().try_fold(Self::number(Rational::ONE), |product, part| product.times(&Self::of(part)?))
            }
            Node::Power(base, exponent) => {
                let base = Self::of(base)?;
                let base = if *exponent > 0 { base } else { base.inverse()? };
                base.power(exponent.unsigned_abs())
            }
            _ => Ok(Self::polynomial(Polynomial::generator(term))),
        }
    }

    /// The sum.
    pub fn plus(mut self, other: &Self) -> Result<Self, TooLarge> {
        for (bottom, top) in &other.0 {
            let sum = self.0.remove(bottom).unwrap_or_default().plus(top)?;
            if !sum.is_zero() {
                self.0.insert(bottom.clone(), sum);
            }
        }
        Ok(self)
    }

    /// The product.
    pub fn times(&self, other: &Self) -> Result<Self, TooLarge> {
        let mut result = Self::default();
        for (bottom, top) in &self.0 {
            for (other_bottom, other_top) in &other.0 {
                let mut product = bottom.clone();
                for (factor, exponent) in other_bottom {
                    *product.entry(factor.clone()).or_insert(0) += exponent;
                }
                result = result.plus(&Self::over(top.times(other_top)?, product))?;
            }
        }
        result.reduced()
    }

    /// The power.
    pub fn power(&self, exponent: u64) -> Result<Self, TooLarge> {
        if let (1, Some((bottom, top))) = (self.0.len(), self.0.first_key_value())
            && bottom.is_empty()
        {
            return Self::polynomial(top.power(exponent)?).reduced();
        }
        if exponent > 64 {
            return Err(TooLarge);
        }
        (0..exponent).try_fold(Self::number(Rational::ONE), |power, _| power.times(self))
    }

    /// The value as one quotient.
    pub fn single(&self) -> Result<(Polynomial, Bottom), TooLarge> {
        let mut bottom = Bottom::new();
        for (factor, exponent) in self.0.keys().flatten() {
            let most = bottom.entry(factor.clone()).or_insert(0);
            *most = (*most).max(*exponent);
        }
        let mut sum = Polynomial::default();
        for (own, top) in &self.0 {
            let mut top = top.clone();
            for (factor, exponent) in &bottom {
                top = top.times(&factor.power(exponent - own.get(factor).unwrap_or(&0))?)?;
            }
            sum = sum.plus(&top)?;
        }
        // What divides the whole top cancels.
        let factors: Vec<Polynomial> = bottom.keys().cloned().collect();
        for factor in factors {
            while let Some(exponent) = bottom.get(&factor).copied() {
                let (quotient, remainder) = sum.divide(&factor)?;
                if !remainder.is_zero() {
                    break;
                }
                sum = quotient;
                if exponent == 1 {
                    bottom.remove(&factor)
                } else {
                    bottom.insert(factor.clone(), exponent - 1)
                };
            }
        }
        Ok((sum, bottom))
    }

    /// One over the value.
    pub fn inverse(&self) -> Result<Self, TooLarge> {
        let (top, bottom) = self.single()?;
        let (content, lead, rest) = factored(&top)?;
        let mut inverse = Polynomial::monomial(content.inverse(), lead.inverse()?);
        for (factor, exponent) in bottom {
            inverse = inverse.times(&factor.power(exponent)?)?;
        }
        let bottom = if rest.0.len() > 1 { Bottom::from([(rest, 1)]) } else { Bottom::new() };
        Self::over(inverse, bottom).reduced()
    }

    /// Replaces squares that are known, and divides tops by their bottoms as far as that goes.
    fn reduced(self) -> Result<Self, TooLarge> {
        let mut result = Self::default();
        let mut open: Vec<(Bottom, Polynomial)> = self.0.into_iter().collect();
        let mut left = 1000;
        while let Some((bottom, top)) = open.pop() {
            left = usize::checked_sub(left, 1).ok_or(TooLarge)?;
            if let Some(replaced) = without_squares(&top)? {
                open.extend(replaced.times(&Self::over(Polynomial::number(Rational::ONE), bottom))?.0);
                continue;
            }
            if let Some((smaller, first, second)) = apart(&bottom, &top)? {
                open.extend([(smaller, first), (bottom, second)]);
                continue;
            }
            let mut top = top;
            for factor in bottom.keys() {
                let (quotient, remainder) = top.divide(factor)?;
                if !quotient.is_zero() {
                    open.push((less(&bottom, factor), quotient));
                    top = remainder;
                }
            }
            result = result.plus(&Self::over(top, bottom))?;
        }
        Ok(result)
    }

    /// The value as a term: a sum of products of powers.
    pub fn term(&self) -> Term {
        let quotient = |(bottom, top): (&Bottom, &Polynomial)| -> Vec<Term> {
            let bottom: Vec<Term> = bottom.iter().map(|(f, e)| Term::power(sum(f), -(*e as i64))).collect();
            top.0.iter().map(|(m, c)| Term::product([product(m, *c)].into_iter().chain(bottom.clone()))).collect()
        };
        Term::sum(self.0.iter().flat_map(quotient))
    }

    /// The value as a product: number, powers of generators, the rest of the top and the factors of the bottom.
    pub fn factors(&self) -> Result<Vec<Term>, TooLarge> {
        let (top, bottom) = self.single()?;
        let (content, lead, rest) = factored(&top)?;
        let sign = if lead.is_negative() { Rational::MINUS_ONE } else { Rational::ONE };
        let rest = rest.scaled(&Monomial::default(), sign)?;
        let mut factors = vec![Term::number(lead.times(sign)?)];
        factors.extend(content.0.iter().map(|(generator, exponent)| Term::power(generator.clone(), *exponent)));
        if rest.0.len() > 1 || sign == Rational::MINUS_ONE {
            factors.push(sum(&rest));
        }
        factors.extend(bottom.iter().map(|(f, e)| Term::power(sum(f), -(*e as i64))));
        Ok(factors)
    }
}

/// The denominator with one power less of a factor.
fn less(bottom: &Bottom, factor: &Polynomial) -> Bottom {
    let mut smaller = bottom.clone();
    match smaller.get(factor).copied() {
        Some(exponent) if exponent > 1 => smaller.insert(factor.clone(), exponent - 1),
        _ => smaller.remove(factor),
    };
    smaller
}

/// For a factor D = c + g·E of the denominator, c a number, takes 1/(g·D) = (1/g − E/D)/c apart: what stands over the
/// denominator without D, with that denominator, and what stands over all of it.
fn apart(bottom: &Bottom, top: &Polynomial) -> Result<Option<(Bottom, Polynomial, Polynomial)>, TooLarge> {
    for factor in bottom.keys() {
        let Some(constant) = factor.0.get(&Monomial::default()) else { continue };
        // All other monomials of the factor must hold the generator, so that its exponent rises.
        let in_all = |g: &Term| factor.0.keys().all(|m| m.0.is_empty() || m.0.contains_key(g));
        let low = |m: &Monomial| m.0.iter().any(|(g, exponent)| *exponent < 0 && in_all(g));
        let Some((monomial, coefficient)) = top.0.iter().find(|(m, _)| low(m)) else { continue };
        let part = Polynomial::monomial(monomial.clone(), coefficient.times(constant.inverse()?)?);
        let rest = factor.clone().plus(&Polynomial::number(constant.negate()))?;
        let mut over_all = top.clone();
        over_all.0.remove(monomial);
        let over_all = over_all.plus(&part.times(&rest)?.scaled(&Monomial::default(), Rational::MINUS_ONE)?)?;
        return Ok(Some((less(bottom, factor), part, over_all)));
    }
    Ok(None)
}

/// Content, leading coefficient and the rest, whose leading coefficient is 1.
fn factored(polynomial: &Polynomial) -> Result<(Monomial, Rational, Polynomial), TooLarge> {
    let content = polynomial.content();
    let rest = polynomial.scaled(&content.inverse(), Rational::ONE)?;
    let (_, lead) = rest.lead().ok_or(TooLarge)?;
    let rest = rest.scaled(&Monomial::default(), lead.inverse()?)?;
    Ok((content, lead, rest))
}

fn product(monomial: &Monomial, coefficient: Rational) -> Term {
    let powers = monomial.0.iter().map(|(generator, exponent)| Term::power(generator.clone(), *exponent));
    Term::product([Term::number(coefficient)].into_iter().chain(powers))
}

/// A polynomial as a term.
fn sum(polynomial: &Polynomial) -> Term {
    Term::sum(polynomial.0.iter().map(|(monomial, coefficient)| product(monomial, *coefficient)))
}

/// The polynomial with known squares in place of exponents other than 0 and 1, if it has such.
fn without_squares(polynomial: &Polynomial) -> Result<Option<Value>, TooLarge> {
    let odd = |(g, e): (&Term, &i64)| !(0..2).contains(e) && square(g).is_some();
    let Some(generator) =
        polynomial.0.keys().find_map(|m| m.0.iter().find(|entry| odd(*entry))).map(|(g, _)| g.clone())
    else {
        return Ok(None);
    };
    let Some(squared) = square(&generator) else { return Ok(None) };
    let squared = Value::of(&squared)?;
    let mut result = Value::default();
    for (monomial, coefficient) in &polynomial.0 {
        let mut rest = monomial.clone();
        let exponent = rest.0.remove(&generator).unwrap_or(0);
        if exponent.rem_euclid(2) == 1 {
            rest.0.insert(generator.clone(), 1);
        }
        let half = exponent.div_euclid(2);
        let base = if half < 0 { squared.inverse()? } else { squared.clone() };
        let rest = Value::polynomial(Polynomial::monomial(rest, *coefficient));
        result = result.plus(&base.power(half.unsigned_abs())?.times(&rest)?)?;
    }
    Ok(Some(result))
}
