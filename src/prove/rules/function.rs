//! Functions at arguments in normal form: exponentials of sums fall apart, logarithms of products too.

use crate::prove::normal::Value;
use crate::prove::search::{Path, Prover, Search};
use quod_kernel::Rational;
use quod_kernel::certificate::Rule;
use quod_kernel::rules::POSITIVE;
use quod_kernel::term::{Fold, Function, Node, Term};

impl Prover {
    /// Brings a function at an argument in normal form into normal form.
    pub fn function(&mut self, path: &mut Path) -> Search<()> {
        let Node::Apply(function, _) = path.term.node() else { return self.normalise(path) };
        match function {
            Function::Exp => self.exp(path),
            Function::Log => self.log(path),
            Function::Sqrt => self.sqrt(path),
            Function::Sinh | Function::Cosh | Function::Tanh => {
                self.by(path, Rule::Hyperbolic)?;
                self.normalise(path)
            }
            Function::Abs => {
                self.tried(path, Rule::AbsSign)?;
                self.arithmetic(path)
            }
            Function::Sin | Function::Cos | Function::Arctan => self.reduce(path),
        }
    }

    fn exp(&mut self, path: &mut Path) -> Search<()> {
        let term = path.term.clone();
        let Node::Apply(_, argument) = term.node() else { return Ok(()) };
        match argument.node() {
            Node::Sum(_) => {
                self.by(path, Rule::ExpSum)?;
                self.all(path, Self::exp_of_monomial)?;
                self.arithmetic(path)
            }
            Node::Number(value) if value.is_zero() => self.by(path, Rule::ExpZero),
            _ => {
                self.exp_of_monomial(path)?;
                self.arithmetic(path)
            }
        }
    }

    fn exp_of_monomial(&mut self, path: &mut Path) -> Search<()> {
        let Node::Apply(Function::Exp, argument) = path.term.node() else { return Ok(()) };
        let coefficient = match argument.node() {
            Node::Product(factors) => match factors[0].node() {
                Node::Number(value) => *value,
                _ => Rational::ONE,
            },
            Node::Number(value) => *value,
            _ => Rational::ONE,
        };
        if coefficient.numerator() != 1 {
            self.by(path, Rule::ExpScale)?;
        }
        match path.term.node() {
            Node::Power(..) => self.inside(path, 0, |prover, path| prover.tried(path, Rule::ExpLog).map(|_| ())),
            _ => self.tried(path, Rule::ExpLog).map(|_| ()),
        }
    }

    fn log(&mut self, path: &mut Path) -> Search<()> {
        let term = path.term.clone();
        let Node::Apply(_, argument) = term.node() else { return Ok(()) };
        match argument.node() {
            Node::Number(value) => {
                if let Some(parts) = prime_powers(*value)
                    && parts != [(value.numerator().unsigned_abs() as u64, 1)]
                {
                    self.by(path, Rule::LogNumber(parts))?;
                }
                self.reduce(path)
            }
            Node::Apply(Function::Exp, _) => self.by(path, Rule::LogExp),
            Node::Fold(Fold::Product, ..) if self.tried(path, Rule::LogFold)? => self.normalise(path),
            Node::Power(..) | Node::Apply(Function::Sqrt, _) if self.tried(path, Rule::LogPower)? => {
                self.normalise(path)
            }
            Node::Power(..) => self.reduce(path),
            _ => {
                let factors = Value::of(argument)?.factors()?;
                let product = self.with_positive_factors(factors)?;
                self.over_factors(path, product, Rule::LogProduct, Self::log_if_log)
            }
        }
    }

    /// Takes a function apart over the factors of its argument where the rule allows it, and goes on with each part.
    fn over_factors(
        &mut self,
        path: &mut Path,
        product: Term,
        rule: Rule,
        each: fn(&mut Self, &mut Path) -> Search<()>,
    ) -> Search<()> {
        if !matches!(product.node(), Node::Product(_)) {
            return self.reduce(path);
        }
        let mut split = path.clone();
        self.inside(&mut split, 0, |prover, path| prover.ring(path, product))?;
        if !self.tried(&mut split, rule)? {
            return self.reduce(path);
        }
        *path = split;
        self.all(path, each)?;
        self.arithmetic(path)
    }

    /// The product with the signs of those factors turned that are known to be negative.
    fn with_positive_factors(&mut self, factors: Vec<Term>) -> Search<Term> {
        let mut turned = Vec::new();
        for factor in factors {
            let (base, exponent) = match factor.node() {
                Node::Power(base, exponent) => (base.clone(), *exponent),
                _ => (factor.clone(), 1),
            };
            if let (Node::Sum(_), true) = (base.node(), exponent % 2 != 0) {
                let negated = Value::of(&base.negate())?.term();
                if self.scope.signs(&negated) == POSITIVE {
                    turned.extend([Term::integer(-1), Term::power(negated, exponent)]);
                    continue;
                }
            }
            turned.push(factor);
        }
        Ok(Term::product(turned))
    }

    fn log_if_log(&mut self, path: &mut Path) -> Search<()> {
        match path.term.node() {
            Node::Apply(Function::Log, argument) => {
                // A factor is normal by itself, except that what is left must not be taken apart again and again.
                let done = matches!(argument.node(), Node::Sum(_) | Node::Product(_));
                if done { Ok(()) } else { self.log(path) }
            }
            _ => Ok(()),
        }
    }

    fn sqrt(&mut self, path: &mut Path) -> Search<()> {
        let term = path.term.clone();
        let Node::Apply(_, argument) = term.node() else { return Ok(()) };
        match argument.node() {
            Node::Number(value) => {
                if let Some(root) = square_part(*value).filter(|root| *root != Rational::ONE) {
                    self.by(path, Rule::SqrtNumber(root))?;
                }
                self.arithmetic(path)
            }
            Node::Power(..) if self.tried(path, Rule::SqrtPower)? => self.normalise(path),
            _ => {
                let factors: Vec<Term> = Value::of(argument)?.factors()?.iter().flat_map(even_part).collect();
                self.over_factors(path, Term::product(factors), Rule::SqrtProduct, Self::sqrt_if_sqrt)
            }
        }
    }

    fn sqrt_if_sqrt(&mut self, path: &mut Path) -> Search<()> {
        match path.term.node() {
            Node::Apply(Function::Sqrt, argument) => match argument.node() {
                Node::Number(_) => self.sqrt(path),
                Node::Power(..) => {
                    if self.tried(path, Rule::SqrtPower)? {
                        self.normalise(path)
                    } else {
                        Ok(())
                    }
                }
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }
}

/// aᵏ as the greatest even power times the rest.
fn even_part(factor: &Term) -> Vec<Term> {
    match factor.node() {
        Node::Power(base, exponent) if exponent % 2 != 0 => {
            let even = exponent.div_euclid(2) * 2;
            vec![Term::power(base.clone(), even), base.clone()]
        }
        _ => vec![factor.clone()],
    }
}

/// A positive number as a product of powers of primes, if its parts are small enough to be factored.
fn prime_powers(value: Rational) -> Option<Vec<(u64, i64)>> {
    if value <= Rational::ZERO {
        return None;
    }
    let mut parts = Vec::new();
    for (mut rest, sign) in
        [(u64::try_from(value.numerator()).ok()?, 1), (u64::try_from(value.denominator()).ok()?, -1)]
    {
        let mut prime = 2;
        while rest > 1 {
            if prime > 1000 {
                return None;
            }
            let mut exponent = 0;
            while rest % prime == 0 {
                rest /= prime;
                exponent += sign;
            }
            if exponent != 0 {
                parts.push((prime, exponent));
            }
            prime += 1;
        }
    }
    parts.sort();
    Some(parts)
}

/// The number r > 0 such that q/r² is a whole number without square factors.
fn square_part(value: Rational) -> Option<Rational> {
    let parts = prime_powers(value)?;
    let power = |(prime, exponent): &(u64, i64)| Rational::from(*prime).power(exponent.div_euclid(2)).ok();
    parts.iter().try_fold(Rational::ONE, |root, part| root.times(power(part)?).ok())
}
