//! Exponentials, logarithms, roots and their kin.
//! Source: NIST Digital Library of Mathematical Functions, sections 4.2, 4.7, 4.8, 4.28, 4.31.

use super::{NEGATIVE, POSITIVE, Result, Scope, ZERO};
use crate::certificate::Reason;
use crate::rational::Rational;
use crate::term::{Fold, Function, Node, Term};

fn argument(term: &Term, function: Function) -> Result<&Term> {
    match term.node() {
        Node::Apply(found, argument) if *found == function => Ok(argument),
        _ => Err(Reason::Form),
    }
}

fn exp(term: Term) -> Term {
    Term::apply(Function::Exp, term)
}

fn half() -> Result<Term> {
    Ok(Term::number(Rational::new(1, 2)?))
}

fn log(term: Term) -> Term {
    Term::apply(Function::Log, term)
}

/// exp-sum: exp(a + b) → exp a·exp b.
pub fn exp_sum(term: &Term) -> Result<Term> {
    let Node::Sum(addends) = argument(term, Function::Exp)?.node() else { return Err(Reason::Form) };
    Ok(Term::product(addends.iter().cloned().map(exp)))
}

/// exp-scale: exp(p/q·a) → exp(a/q)ᵖ.
pub fn exp_scale(term: &Term) -> Result<Term> {
    let exponent = argument(term, Function::Exp)?;
    let (value, rest) = match exponent.node() {
        Node::Product(factors) => match factors[0].node() {
            Node::Number(value) => (*value, factors[1..].to_vec()),
            _ => return Err(Reason::Form),
        },
        Node::Number(value) => (*value, Vec::new()),
        _ => return Err(Reason::Form),
    };
    let times = i64::try_from(value.numerator()).map_err(|_| Reason::Overflow)?;
    let part = Term::number(Rational::new(1, value.denominator())?);
    if times == 0 {
        return Err(Reason::Form);
    }
    Ok(Term::power(exp(Term::product([part].into_iter().chain(rest))), times))
}

/// exp-log: exp log a → a.
pub fn exp_log(term: &Term) -> Result<Term> {
    argument(argument(term, Function::Exp)?, Function::Log).cloned()
}

/// exp-zero: exp 0 → 1.
pub fn exp_zero(term: &Term) -> Result<Term> {
    if *argument(term, Function::Exp)? == Term::integer(0) { Ok(Term::integer(1)) } else { Err(Reason::Form) }
}

/// log-exp: log exp a → a.
pub fn log_exp(term: &Term) -> Result<Term> {
    argument(argument(term, Function::Log)?, Function::Exp).cloned()
}

/// log-number: log q → Σ e·log b for q = ∏bᵉ, all b ≥ 2.
pub fn log_number(term: &Term, parts: &[(u64, i64)]) -> Result<Term> {
    let Node::Number(value) = argument(term, Function::Log)?.node() else { return Err(Reason::Form) };
    let mut product = Rational::ONE;
    for (base, exponent) in parts {
        if *base < 2 {
            return Err(Reason::Form);
        }
        product = product.times(Rational::from(*base).power(*exponent)?)?;
    }
    if product != *value {
        return Err(Reason::Unequal);
    }
    let one = |(base, exponent): &(u64, i64)| {
        Term::product([Term::integer(*exponent), log(Term::number(Rational::from(*base)))])
    };
    Ok(Term::sum(parts.iter().map(one)))
}

/// raise-exp: aᵇ → exp(b·log a).
pub fn raise_exp(term: &Term) -> Result<Term> {
    let Node::Raise(base, exponent) = term.node() else { return Err(Reason::Form) };
    Ok(exp(Term::product([exponent.clone(), log(base.clone())])))
}

/// hyperbolic: sinh, cosh and tanh by exponentials.
pub fn hyperbolic(term: &Term) -> Result<Term> {
    let Node::Apply(function, argument) = term.node() else { return Err(Reason::Form) };
    let (up, down) = (exp(argument.clone()), exp(argument.clone().negate()));
    let half = half()?;
    match function {
        Function::Sinh => Ok(Term::product([half, up.minus(down)])),
        Function::Cosh => Ok(Term::product([half, Term::sum([up, down])])),
        Function::Tanh => Ok(up.clone().minus(down.clone()).over(Term::sum([up, down]))),
        _ => Err(Reason::Form),
    }
}

/// sqrt-power: √(a²ᵏ) → |a|ᵏ for k ≥ 1.
pub fn sqrt_power(term: &Term) -> Result<Term> {
    let Node::Power(base, exponent) = argument(term, Function::Sqrt)?.node() else { return Err(Reason::Form) };
    if *exponent < 2 || exponent % 2 != 0 {
        return Err(Reason::Form);
    }
    Ok(Term::power(Term::apply(Function::Abs, base.clone()), exponent / 2))
}

/// sqrt-number: √q → r·√(q/r²) for a number r > 0.
pub fn sqrt_number(term: &Term, root: Rational) -> Result<Term> {
    let Node::Number(value) = argument(term, Function::Sqrt)?.node() else { return Err(Reason::Form) };
    if root <= Rational::ZERO {
        return Err(Reason::Sign);
    }
    let rest = value.times(root.power(-2)?)?;
    let rest = if rest == Rational::ONE { Term::integer(1) } else { Term::apply(Function::Sqrt, Term::number(rest)) };
    Ok(Term::product([Term::number(root), rest]))
}

impl Scope {
    /// log-product: log(a·b·c·d) → log a + log b + log(c·d) for positive a and b; then c·d is positive too.
    pub(super) fn log_product(&mut self, term: &Term) -> Result<Term> {
        let Node::Product(factors) = argument(term, Function::Log)?.node() else { return Err(Reason::Form) };
        let (positive, rest): (Vec<Term>, Vec<Term>) =
            factors.iter().cloned().partition(|factor| self.demand(factor, POSITIVE).is_ok());
        let rest = if rest.is_empty() { None } else { Some(log(Term::product(rest))) };
        if positive.is_empty() { Err(Reason::Sign) } else { Ok(Term::sum(positive.into_iter().map(log).chain(rest))) }
    }

    /// log-power: log aᵏ → k·log a for positive a, k·log|a| for any a and even k, and log √a → 1/2·log a.
    pub(super) fn log_power(&mut self, term: &Term) -> Result<Term> {
        let (base, exponent) = match argument(term, Function::Log)?.node() {
            Node::Power(base, exponent) => (base, Rational::from(*exponent)),
            Node::Apply(Function::Sqrt, base) => return Ok(Term::product([half()?, log(base.clone())])),
            _ => return Err(Reason::Form),
        };
        let base = match self.demand(base, POSITIVE) {
            Ok(()) => base.clone(),
            Err(_) if exponent.numerator() % 2 == 0 => Term::apply(Function::Abs, base.clone()),
            Err(reason) => return Err(reason),
        };
        Ok(Term::product([Term::number(exponent), log(base)]))
    }

    /// log-fold: log ∏a → Σ log a for positive a.
    pub(super) fn log_fold(&mut self, term: &Term) -> Result<Term> {
        let Node::Fold(Fold::Product, size, body) = argument(term, Function::Log)?.node() else {
            return Err(Reason::Form);
        };
        self.within(std::slice::from_ref(size), |scope| scope.demand(body, POSITIVE))?;
        Ok(Term::fold(Fold::Sum, size.clone(), log(body.clone())))
    }

    /// sqrt-product: √(a·b) → √a·√b for factors that are not negative.
    pub(super) fn sqrt_product(&mut self, term: &Term) -> Result<Term> {
        let Node::Product(factors) = argument(term, Function::Sqrt)?.node() else { return Err(Reason::Form) };
        factors.iter().try_for_each(|factor| self.demand(factor, POSITIVE | ZERO))?;
        Ok(Term::product(factors.iter().cloned().map(|factor| Term::apply(Function::Sqrt, factor))))
    }

    /// abs-sign: |a| → a where a ≥ 0, −a where a ≤ 0.
    pub(super) fn abs_sign(&mut self, term: &Term) -> Result<Term> {
        let inner = argument(term, Function::Abs)?;
        match self.signs(inner) {
            signs if signs & NEGATIVE == 0 => Ok(inner.clone()),
            signs if signs & POSITIVE == 0 => Ok(inner.clone().negate()),
            _ => Err(Reason::Sign),
        }
    }

    /// Whether the signs of a term are among these.
    pub(super) fn demand(&mut self, term: &Term, among: u8) -> Result<()> {
        if self.signs(term) & !among == 0 { Ok(()) } else { Err(Reason::Sign) }
    }
}
