//! Cases. Only the chosen branch must be defined, so what leaves a branch must be defined by itself.

use super::{Replace, Result, Scope};
use crate::certificate::Reason;
use crate::term::{Condition, Index, Node, Rewrite, Term};

fn parts(term: &Term) -> Result<(&Condition, &Term, &Term)> {
    match term.node() {
        Node::If(condition, then, otherwise) => Ok((condition, then, otherwise)),
        _ => Err(Reason::Form),
    }
}

/// The parts of `if C: a, 0`.
fn guard(term: &Term) -> Result<(&Condition, &Term)> {
    match parts(term)? {
        (condition, then, otherwise) if *otherwise == Term::integer(0) => Ok((condition, then)),
        _ => Err(Reason::Form),
    }
}

fn guarded(condition: &Condition, then: Term) -> Term {
    Term::case(condition.clone(), then, Term::integer(0))
}

/// Whether the condition is defined everywhere: it compares indices only.
pub fn of_indices(condition: &Condition) -> bool {
    let mut terms = 0;
    condition.each_term(&mut |_| terms += 1);
    terms == 0
}

/// case-same: if C: a, a → a.
pub fn same(term: &Term) -> Result<Term> {
    let (_, then, otherwise) = parts(term)?;
    if then == otherwise { Ok(then.clone()) } else { Err(Reason::Form) }
}

/// case-separate: if C: a, b → (if C: a, 0) + (if C: 0, b).
pub fn separate(term: &Term) -> Result<Term> {
    let (condition, then, otherwise) = parts(term)?;
    let second = Term::case(condition.clone(), Term::integer(0), otherwise.clone());
    Ok(Term::sum([guarded(condition, then.clone()), second]))
}

/// case-absorb: c·(if C: a, 0) → if C: c·a, 0, where the case is the factor with this number.
pub fn absorb(term: &Term, number: usize) -> Result<Term> {
    let Node::Product(factors) = term.node() else { return Err(Reason::Form) };
    let (condition, then) = guard(factors.get(number).ok_or(Reason::NoSuch)?)?;
    let others = factors.iter().enumerate().map(|(place, f)| if place == number { then.clone() } else { f.clone() });
    Ok(guarded(condition, Term::product(others)))
}

/// case-power: (if C: a, 0)ᵏ → if C: aᵏ, 0 for k ≥ 1.
pub fn power(term: &Term) -> Result<Term> {
    let Node::Power(base, exponent) = term.node() else { return Err(Reason::Form) };
    let (condition, then) = guard(base)?;
    if *exponent < 1 { Err(Reason::Form) } else { Ok(guarded(condition, Term::power(then.clone(), *exponent))) }
}

/// case-swap: if C: (if D: a, 0), 0 → if D: (if C: a, 0), 0 for conditions on indices.
pub fn swap(term: &Term) -> Result<Term> {
    let (outer, then) = guard(term)?;
    let (inner, then) = guard(then)?;
    if of_indices(outer) && of_indices(inner) {
        Ok(guarded(inner, guarded(outer, then.clone())))
    } else {
        Err(Reason::Form)
    }
}

/// case-linear: if C: 2a + b, 0 → 2·(if C: a, 0) + (if C: b, 0).
pub fn linear(term: &Term) -> Result<Term> {
    let (condition, then) = guard(term)?;
    let one = |addend: &Term| match addend.node() {
        Node::Product(factors) if matches!(factors[0].node(), Node::Number(_)) => {
            Term::product([factors[0].clone(), guarded(condition, Term::product(factors[1..].iter().cloned()))])
        }
        Node::Number(_) => Term::product([addend.clone(), guarded(condition, Term::integer(1))]),
        _ => guarded(condition, addend.clone()),
    };
    match then.node() {
        Node::Sum(addends) => Ok(Term::sum(addends.iter().map(one))),
        _ => Ok(one(then)),
    }
}

/// case-less: if i < k: a, b → if i = k: b, (if k < i: b, a).
pub fn less(term: &Term) -> Result<Term> {
    let (Condition::Less(i, k), then, otherwise) = parts(term)? else { return Err(Reason::Form) };
    let greater = Term::case(Condition::Less(k.clone(), i.clone()), otherwise.clone(), then.clone());
    Ok(Term::case(Condition::Equal(i.clone(), k.clone()), otherwise.clone(), greater))
}

/// case-condition: takes a condition made of others apart, first part first.
pub fn condition(term: &Term) -> Result<Term> {
    let (condition, then, otherwise) = parts(term)?;
    let case = |c: Condition, a: &Term, b: &Term| Term::case(c, a.clone(), b.clone());
    match condition {
        Condition::Not(inner) => Ok(case((**inner).clone(), otherwise, then)),
        Condition::And(list) => Ok(match list.split_first() {
            None => then.clone(),
            Some((first, rest)) => {
                let rest = case(Condition::all(rest.iter().cloned()), then, otherwise);
                case(first.clone(), &rest, otherwise)
            }
        }),
        Condition::Or(list) => Ok(match list.split_first() {
            None => otherwise.clone(),
            Some((first, rest)) => {
                let rest = case(Condition::any(rest.iter().cloned()), then, otherwise);
                case(first.clone(), then, &rest)
            }
        }),
        Condition::Equal(..) | Condition::Less(..) | Condition::Positive(_) => Err(Reason::Form),
    }
}

impl Scope {
    /// case-known: the branch of a condition that is decided.
    pub(super) fn case_known(&mut self, term: &Term) -> Result<Term> {
        let (condition, then, otherwise) = parts(term)?;
        match self.decide(condition) {
            Some(true) => Ok(then.clone()),
            Some(false) => Ok(otherwise.clone()),
            None => Err(Reason::Undecided),
        }
    }

    /// case-complement: if C: 0, b → b − (if C: b, 0) for b defined everywhere.
    pub(super) fn case_complement(&mut self, term: &Term) -> Result<Term> {
        let (condition, then, otherwise) = parts(term)?;
        match () {
            () if *then != Term::integer(0) => Err(Reason::Form),
            () if !self.total(otherwise) => Err(Reason::Undefined),
            () => Ok(otherwise.clone().minus(guarded(condition, otherwise.clone()))),
        }
    }

    /// case-substitute: if i = k: aᵢ, b → if i = k: aₖ, b, or with `reverse` k by i. A numeral may come for an index
    /// of any range, for here the index has that value; an index only for one of its own range.
    pub(super) fn case_substitute(&mut self, term: &Term, reverse: bool) -> Result<Term> {
        let (condition, then, otherwise) = parts(term)?;
        let Condition::Equal(left, right) = condition else { return Err(Reason::Form) };
        let (from, to) = if reverse { (right, left) } else { (left, right) };
        let then = then.rewrite(&mut self.replacement(from, to)?, 0);
        Ok(Term::case(condition.clone(), then, otherwise.clone()))
    }

    /// The replacement of an index by one of the same value.
    pub fn replacement(&self, from: &Index, to: &Index) -> Result<impl Rewrite + use<>> {
        let allowed = match (from, to) {
            (Index::Numeral(_), _) => false,
            (_, Index::Numeral(_)) => true,
            _ => self.range(from).is_some() && self.range(from) == self.range(to),
        };
        if allowed { Ok(Replace { from: from.clone(), to: to.clone() }) } else { Err(Reason::Range) }
    }
}
