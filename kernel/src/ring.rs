//! The kernel's normaliser: quotients of Laurent polynomials over the rationals, whose generators ("atoms") are the
//! terms that are no number, sum, product or integer power. Even powers of square roots, sines and absolute values
//! are reduced: √a² = a, sin²a = 1 − cos²a, |a|² = a².
//!
//! An identity found here holds wherever both terms are defined: what is divided by is not 0 there.

use crate::certificate::Reason;
use crate::rational::Rational;
use crate::term::{Function, Node, Term};
use std::collections::{BTreeMap, BTreeSet};

/// How many monomials a polynomial may have.
const MAX_MONOMIALS: usize = 4000;

/// Atoms, by number, with the exponents other than 0.
type Monomial = BTreeMap<usize, i64>;

/// A Laurent polynomial; no coefficient is 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Polynomial(BTreeMap<Monomial, Rational>);

/// A quotient: the polynomial over the product of the powers, each of more than one monomial.
#[derive(Clone, Default)]
pub struct Fraction {
    top: Polynomial,
    bottom: BTreeMap<Polynomial, i64>,
}

/// The atoms met so far.
#[derive(Default)]
pub struct Ring {
    atoms: Vec<Term>,
    numbers: BTreeMap<Term, usize>,
    /// What the terms read so far divide by: each base, and the polynomials whose product it is.
    pub divisors: Vec<(Term, BTreeSet<Polynomial>)>,
}

type Result<T> = std::result::Result<T, Reason>;

impl Polynomial {
    fn monomial(monomial: Monomial, coefficient: Rational) -> Self {
        Self(if coefficient.is_zero() { BTreeMap::new() } else { BTreeMap::from([(monomial, coefficient)]) })
    }

    fn number(value: Rational) -> Self {
        Self::monomial(Monomial::new(), value)
    }

    fn plus(mut self, other: &Self) -> Result<Self> {
        for (monomial, value) in &other.0 {
            let sum = self.0.get(monomial).unwrap_or(&Rational::ZERO).plus(*value)?;
            if sum.is_zero() {
                self.0.remove(monomial);
            } else {
                self.0.insert(monomial.clone(), sum);
            }
        }
        if self.0.len() > MAX_MONOMIALS { Err(Reason::TooLarge) } else { Ok(self) }
    }

    fn times_monomial(&self, by: &Monomial, factor: Rational) -> Result<Self> {
        let mut result = BTreeMap::new();
        for (monomial, value) in &self.0 {
            let mut product = monomial.clone();
            for (atom, exponent) in by {
                let sum = product.get(atom).unwrap_or(&0).checked_add(*exponent).ok_or(Reason::Overflow)?;
                product.insert(*atom, sum);
            }
            product.retain(|_, exponent| *exponent != 0);
            result.insert(product, value.times(factor)?);
        }
        Ok(Self(result))
    }

    fn times(&self, other: &Self) -> Result<Self> {
        if let (1, Some((monomial, value))) = (other.0.len(), other.0.first_key_value()) {
            return self.times_monomial(monomial, *value);
        }
        let mut result = Self::default();
        for (monomial, value) in &other.0 {
            result = result.plus(&self.times_monomial(monomial, *value)?)?;
        }
        Ok(result)
    }

    fn power(&self, exponent: u64) -> Result<Self> {
        let mut result = Self::number(Rational::ONE);
        for _ in 0..exponent {
            result = result.times(self)?;
            // A single monomial never grows, so a great exponent must not mean a long wait.
            if exponent > 64 {
                return Err(Reason::TooLarge);
            }
        }
        Ok(result)
    }

    /// The greatest monomial that divides all.
    fn content(&self) -> Option<Monomial> {
        let (first, _) = self.0.first_key_value()?;
        let mut content = first.clone();
        for monomial in self.0.keys() {
            for atom in monomial.keys() {
                content.entry(*atom).or_insert(0);
            }
            content.iter_mut().for_each(|(atom, least)| *least = (*least).min(*monomial.get(atom).unwrap_or(&0)));
        }
        content.retain(|_, exponent| *exponent != 0);
        Some(content)
    }
}

fn inverse(monomial: &Monomial) -> Monomial {
    monomial.iter().map(|(atom, exponent)| (*atom, -exponent)).collect()
}

impl Fraction {
    fn polynomial(top: Polynomial) -> Self {
        Self { top, bottom: BTreeMap::new() }
    }

    /// The top over a greater bottom.
    fn over(&self, bottom: &BTreeMap<Polynomial, i64>) -> Result<Polynomial> {
        let mut top = self.top.clone();
        for (factor, exponent) in bottom {
            let missing = exponent - self.bottom.get(factor).unwrap_or(&0);
            top = top.times(&factor.power(u64::try_from(missing).map_err(|_| Reason::Overflow)?)?)?;
        }
        Ok(top)
    }

    fn common(&self, other: &Self) -> BTreeMap<Polynomial, i64> {
        let mut bottom = self.bottom.clone();
        for (factor, exponent) in &other.bottom {
            let most = bottom.entry(factor.clone()).or_insert(0);
            *most = (*most).max(*exponent);
        }
        bottom
    }

    fn plus(self, other: &Self) -> Result<Self> {
        if self.bottom == other.bottom {
            return Ok(Self { top: self.top.plus(&other.top)?, bottom: self.bottom });
        }
        let bottom = self.common(other);
        Ok(Self { top: self.over(&bottom)?.plus(&other.over(&bottom)?)?, bottom })
    }

    fn times(&self, other: &Self) -> Result<Self> {
        let mut bottom = self.bottom.clone();
        for (factor, exponent) in &other.bottom {
            let sum = bottom.entry(factor.clone()).or_insert(0);
            *sum = sum.checked_add(*exponent).ok_or(Reason::Overflow)?;
        }
        Ok(Self { top: self.top.times(&other.top)?, bottom })
    }

    fn power(&self, exponent: u64) -> Result<Self> {
        let times = i64::try_from(exponent).map_err(|_| Reason::Overflow)?;
        let bottom =
            self.bottom.iter().map(|(factor, e)| Ok((factor.clone(), e.checked_mul(times).ok_or(Reason::Overflow)?)));
        let bottom = if times == 0 { BTreeMap::new() } else { bottom.collect::<Result<_>>()? };
        Ok(Self { top: self.top.power(exponent)?, bottom })
    }
}

impl Ring {
    fn atom(&mut self, term: &Term) -> usize {
        let next = self.atoms.len();
        let number = *self.numbers.entry(term.clone()).or_insert(next);
        if number == next {
            self.atoms.push(term.clone());
        }
        number
    }

    /// Reads a term, for its atoms and divisors too.
    pub fn fraction(&mut self, term: &Term) -> Result<Fraction> {
        match term.node() {
            Node::Number(value) => Ok(Fraction::polynomial(Polynomial::number(*value))),
            Node::Sum(terms) => terms.iter().try_fold(Fraction::default(), |sum, part| sum.plus(&self.fraction(part)?)),
            Node::Product(factors) => {
                let one = Fraction::polynomial(Polynomial::number(Rational::ONE));
                factors.iter().try_fold(one, |product, part| product.times(&self.fraction(part)?))
            }
            Node::Power(base, exponent) => {
                let fraction = self.fraction(base)?;
                let fraction = if *exponent > 0 { fraction } else { self.invert(base, &fraction)? };
                fraction.power(exponent.unsigned_abs())
            }
            _ => Ok(Fraction::polynomial(Polynomial::monomial(Monomial::from([(self.atom(term), 1)]), Rational::ONE))),
        }
    }

    /// 1 over the fraction; notes what is divided by.
    fn invert(&mut self, base: &Term, fraction: &Fraction) -> Result<Fraction> {
        let content = fraction.top.content().ok_or(Reason::Undefined)?;
        let rest = fraction.top.times_monomial(&inverse(&content), Rational::ONE)?;
        // The first coefficient, after the division, so that it is that of every polynomial with this rest.
        let lead = *rest.0.values().next().ok_or(Reason::Undefined)?;
        let rest = rest.times_monomial(&Monomial::new(), lead.inverse()?)?;
        let mut divisors: BTreeSet<Polynomial> = content.keys().map(|atom| self.single(*atom)).collect();
        let mut result = Fraction::polynomial(Polynomial::monomial(inverse(&content), lead.inverse()?));
        for (factor, exponent) in &fraction.bottom {
            let exponent = u64::try_from(*exponent).map_err(|_| Reason::Overflow)?;
            result.top = result.top.times(&factor.power(exponent)?)?;
        }
        if rest.0.len() > 1 {
            divisors.insert(rest.clone());
            result.bottom.insert(rest, 1);
        }
        self.divisors.push((base.clone(), divisors));
        Ok(result)
    }

    /// An atom as a polynomial.
    pub fn single(&self, atom: usize) -> Polynomial {
        Polynomial::monomial(Monomial::from([(atom, 1)]), Rational::ONE)
    }

    /// The argument of a square root.
    pub fn root(&self, atom: usize) -> Option<Term> {
        match self.atoms.get(atom)?.node() {
            Node::Apply(Function::Sqrt, inner) => Some(inner.clone()),
            _ => None,
        }
    }

    /// The polynomials that are not 0 where the term is not.
    pub fn divisors_of(&mut self, term: &Term) -> Result<BTreeSet<Polynomial>> {
        let fraction = self.fraction(term)?;
        self.invert(term, &fraction)?;
        Ok(self.divisors.pop().map(|(_, divisors)| divisors).unwrap_or_default())
    }

    /// The atoms met so far.
    pub fn atoms(&self) -> &[Term] {
        &self.atoms
    }

    /// Whether both terms are equal wherever both are defined.
    pub fn equal(&mut self, left: &Term, right: &Term) -> Result<bool> {
        if left == right {
            return Ok(true);
        }
        let (left, right) = (self.fraction(left)?, self.fraction(right)?);
        self.same(&left, &right)
    }

    /// Whether both fractions of this ring are equal wherever both are defined.
    pub fn same(&mut self, left: &Fraction, right: &Fraction) -> Result<bool> {
        let bottom = left.common(right);
        let negated = right.over(&bottom)?.times(&Polynomial::number(Rational::MINUS_ONE))?;
        self.vanishes(left.over(&bottom)?.plus(&negated)?)
    }

    /// Whether the polynomial is 0 after all even powers of atoms with a known square are replaced.
    fn vanishes(&mut self, mut polynomial: Polynomial) -> Result<bool> {
        // Squares hold atoms that stand deeper in the terms, so the search ends; the bound is for safety alone.
        for _ in 0..100 {
            let atoms: BTreeSet<usize> = polynomial.0.keys().flat_map(|m| m.keys().copied()).collect();
            let even = |atom: usize| polynomial.0.keys().any(|m| !(0..2).contains(m.get(&atom).unwrap_or(&0)));
            let next = atoms.into_iter().find_map(|a| self.square(a).filter(|_| even(a)).map(|square| (a, square)));
            let Some((atom, square)) = next else { return Ok(polynomial.0.is_empty()) };
            let square = self.fraction(&square)?;
            let mut result = Fraction::default();
            for (monomial, value) in &polynomial.0 {
                let (mut rest, exponent) = (monomial.clone(), *monomial.get(&atom).unwrap_or(&0));
                rest.remove(&atom);
                rest.extend((exponent.rem_euclid(2) == 1).then_some((atom, 1)));
                let half = exponent.div_euclid(2);
                let base = if half < 0 { self.invert(&Term::integer(1), &square)? } else { square.clone() };
                let power = base.power(half.unsigned_abs())?;
                result = result.plus(&power.times(&Fraction::polynomial(Polynomial::monomial(rest, *value)))?)?;
            }
            polynomial = result.top;
        }
        Err(Reason::TooLarge)
    }

    fn square(&self, atom: usize) -> Option<Term> {
        match self.atoms.get(atom)?.node() {
            Node::Apply(Function::Sqrt, inner) => Some(inner.clone()),
            Node::Apply(Function::Abs, inner) => Some(Term::power(inner.clone(), 2)),
            Node::Apply(Function::Sin, inner) => {
                Some(Term::integer(1).minus(Term::power(Term::apply(Function::Cos, inner.clone()), 2)))
            }
            _ => None,
        }
    }
}
