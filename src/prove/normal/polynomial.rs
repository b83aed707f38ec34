//! Laurent polynomials whose generators are terms.

use super::TooLarge;
use quod_kernel::Rational;
use quod_kernel::term::Term;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// How many monomials a polynomial may have.
const MAX_MONOMIALS: usize = 2000;

/// Generators with their exponents, none of them 0. The order is lexicographic from the greatest generator down, so
/// that it is respected by products where all exponents are at least 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Monomial(pub BTreeMap<Term, i64>);

/// A polynomial; no coefficient is 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Polynomial(pub BTreeMap<Monomial, Rational>);

impl Ord for Monomial {
    fn cmp(&self, other: &Self) -> Ordering {
        let (mut ours, mut theirs) = (self.0.iter().rev().peekable(), other.0.iter().rev().peekable());
        loop {
            let (a, b) = match (ours.peek(), theirs.peek()) {
                (None, None) => return Ordering::Equal,
                (Some((_, e)), None) => return e.cmp(&&0),
                (None, Some((_, e))) => return 0.cmp(e),
                (Some(a), Some(b)) => (*a, *b),
            };
            let order = match a.0.cmp(b.0) {
                Ordering::Greater => a.1.cmp(&0),
                Ordering::Less => 0.cmp(b.1),
                Ordering::Equal => a.1.cmp(b.1),
            };
            if order != Ordering::Equal {
                return order;
            }
            ours.next();
            theirs.next();
        }
    }
}

impl PartialOrd for Monomial {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Monomial {
    /// The product.
    pub fn times(&self, other: &Self) -> Self {
        let mut product = self.0.clone();
        for (generator, exponent) in &other.0 {
            *product.entry(generator.clone()).or_insert(0) += exponent;
        }
        product.retain(|_, exponent| *exponent != 0);
        Self(product)
    }

    /// One over the monomial.
    pub fn inverse(&self) -> Self {
        Self(self.0.iter().map(|(generator, exponent)| (generator.clone(), -exponent)).collect())
    }

    /// Whether the quotient by `other` has no negative exponent where `other` has a generator.
    pub fn is_divisible_by(&self, other: &Self) -> bool {
        other.0.iter().all(|(generator, exponent)| self.0.get(generator).is_some_and(|e| e >= exponent))
    }
}

impl Polynomial {
    /// The least monomial by which it must be multiplied to have no negative exponent.
    pub fn common_denominator(&self) -> Monomial {
        let mut below = BTreeMap::new();
        for (generator, exponent) in self.0.keys().flat_map(|monomial| &monomial.0).filter(|(_, e)| **e < 0) {
            let most = below.entry(generator.clone()).or_insert(0);
            *most = (-exponent).max(*most);
        }
        Monomial(below)
    }

    /// A coefficient and a monomial.
    pub fn monomial(monomial: Monomial, coefficient: Rational) -> Self {
        Self(if coefficient.is_zero() { BTreeMap::new() } else { BTreeMap::from([(monomial, coefficient)]) })
    }

    /// A number.
    pub fn number(value: Rational) -> Self {
        Self::monomial(Monomial::default(), value)
    }

    /// A term as a generator.
    pub fn generator(term: &Term) -> Self {
        Self::monomial(Monomial(BTreeMap::from([(term.clone(), 1)])), Rational::ONE)
    }

    /// Whether it is 0.
    pub fn is_zero(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds a monomial.
    pub fn add(&mut self, monomial: Monomial, coefficient: Rational) -> Result<(), TooLarge> {
        let sum = self.0.get(&monomial).unwrap_or(&Rational::ZERO).plus(coefficient)?;
        if sum.is_zero() {
            self.0.remove(&monomial);
        } else {
            self.0.insert(monomial, sum);
        }
        if self.0.len() > MAX_MONOMIALS { Err(TooLarge) } else { Ok(()) }
    }

    /// The sum.
    pub fn plus(mut self, other: &Self) -> Result<Self, TooLarge> {
        for (monomial, coefficient) in &other.0 {
            self.add(monomial.clone(), *coefficient)?;
        }
        Ok(self)
    }

    /// The product with a monomial.
    pub fn scaled(&self, by: &Monomial, factor: Rational) -> Result<Self, TooLarge> {
        let scale = |(m, c): (&Monomial, &Rational)| Ok((m.times(by), c.times(factor)?));
        self.0.iter().map(scale).collect::<Result<_, _>>().map(Self)
    }

    /// The product.
    pub fn times(&self, other: &Self) -> Result<Self, TooLarge> {
        let mut result = Self::default();
        for (monomial, coefficient) in &other.0 {
            result = result.plus(&self.scaled(monomial, *coefficient)?)?;
        }
        Ok(result)
    }

    /// The power.
    pub fn power(&self, exponent: u64) -> Result<Self, TooLarge> {
        if let (1, Some((monomial, coefficient))) = (self.0.len(), self.0.first_key_value()) {
            let times = i64::try_from(exponent).map_err(|_| TooLarge)?;
            let power = |(g, e): (&Term, &i64)| e.checked_mul(times).map(|e| (g.clone(), e));
            let monomial = monomial.0.iter().map(power).collect::<Option<_>>().ok_or(TooLarge)?;
            return Ok(Self::monomial(
                Monomial(monomial),
                if exponent == 0 { Rational::ONE } else { coefficient.power(times)? },
            ));
        }
        if exponent > 64 {
            return Err(TooLarge);
        }
        (0..exponent).try_fold(Self::number(Rational::ONE), |power, _| power.times(self))
    }

    /// The greatest monomial.
    pub fn lead(&self) -> Option<(&Monomial, Rational)> {
        self.0.last_key_value().map(|(monomial, coefficient)| (monomial, *coefficient))
    }

    /// The monomial of the least exponents, which divides all others.
    pub fn content(&self) -> Monomial {
        let mut monomials = self.0.keys();
        let Some(first) = monomials.next() else { return Monomial::default() };
        let mut content = first.0.clone();
        for monomial in monomials {
            monomial.0.keys().for_each(|g| _ = content.entry(g.clone()).or_insert(0));
            content.iter_mut().for_each(|(g, least)| *least = (*least).min(*monomial.0.get(g).unwrap_or(&0)));
        }
        content.retain(|_, exponent| *exponent != 0);
        Monomial(content)
    }

    /// Quotient and remainder by `divisor`, which has no negative exponents.
    pub fn divide(&self, divisor: &Self) -> Result<(Self, Self), TooLarge> {
        let Some((lead, coefficient)) = divisor.lead() else { return Ok((Self::default(), self.clone())) };
        let mut content = self.content();
        content.0.retain(|_, exponent| *exponent < 0);
        let mut rest = self.scaled(&content.inverse(), Rational::ONE)?;
        let (mut quotient, mut remainder) = (Self::default(), Self::default());
        for _ in 0..MAX_MONOMIALS {
            let Some((monomial, value)) = rest.0.pop_last() else {
                return Ok((quotient.scaled(&content, Rational::ONE)?, remainder.scaled(&content, Rational::ONE)?));
            };
            if monomial.is_divisible_by(lead) {
                let (factor, by) = (value.times(coefficient.inverse()?)?, monomial.times(&lead.inverse()));
                rest.add(monomial, value)?;
                rest = rest.plus(&divisor.scaled(&by, factor.negate())?)?;
                quotient.add(by, factor)?;
            } else {
                remainder.add(monomial, value)?;
            }
        }
        Err(TooLarge)
    }
}
