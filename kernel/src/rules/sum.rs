//! Sums and products over an index. All sizes are at least 1, so every sum has an addend.
//! Source: R. L. Graham, D. E. Knuth, O. Patashnik, Concrete Mathematics, sections 2.3 and 2.4.

use super::{Result, without};
use crate::certificate::Reason;
use crate::term::{Fold, Function, Index, Node, Size, Term};

/// How many addends a sum over a numeral may be written out to.
const MAX_EXPANSION: u64 = 64;

fn parts(term: &Term, kind: Fold) -> Result<(&Size, &Term)> {
    match term.node() {
        Node::Fold(fold, size, body) if *fold == kind => Ok((size, body)),
        _ => Err(Reason::Form),
    }
}

/// sum-linear: Σ(a + b) → Σa + Σb.
pub fn linear(term: &Term) -> Result<Term> {
    let (size, body) = parts(term, Fold::Sum)?;
    let Node::Sum(addends) = body.node() else { return Err(Reason::Form) };
    Ok(Term::sum(addends.iter().map(|addend| Term::fold(Fold::Sum, size.clone(), addend.clone()))))
}

/// sum-factor: Σ(c·a) → c·Σa for all factors c without the index.
pub fn factor(term: &Term) -> Result<Term> {
    let (size, body) = parts(term, Fold::Sum)?;
    let Node::Product(factors) = body.node() else { return Err(Reason::Form) };
    let (mut outside, mut inside) = (Vec::new(), Vec::new());
    for factor in factors {
        match without(factor) {
            Ok(factor) => outside.push(factor),
            Err(_) => inside.push(factor.clone()),
        }
    }
    outside.push(Term::fold(Fold::Sum, size.clone(), Term::product(inside)));
    Ok(Term::product(outside))
}

/// sum-constant: Σc → n·c for c without the index.
pub fn constant(term: &Term) -> Result<Term> {
    let (size, body) = parts(term, Fold::Sum)?;
    Ok(Term::product([Term::size(size), without(body)?]))
}

/// sum-swap: ΣₖΣₗa → ΣₗΣₖa.
pub fn swap(term: &Term) -> Result<Term> {
    let (outer, body) = parts(term, Fold::Sum)?;
    let (inner, body) = parts(body, Fold::Sum)?;
    let body = body.shift(2, 2).open(&[Index::Bound(0), Index::Bound(1)]);
    Ok(Term::fold(Fold::Sum, inner.clone(), Term::fold(Fold::Sum, outer.clone(), body)))
}

/// sum-distribute: c·Σa → Σ(c·a), where the sum is the factor with this number.
pub fn distribute(term: &Term, number: usize) -> Result<Term> {
    let Node::Product(factors) = term.node() else { return Err(Reason::Form) };
    let (size, body) = parts(factors.get(number).ok_or(Reason::NoSuch)?, Fold::Sum)?;
    let others = factors.iter().enumerate().filter(|(place, _)| *place != number).map(|(_, f)| f.shift(0, 1));
    Ok(Term::fold(Fold::Sum, size.clone(), Term::product(others.chain([body.clone()]))))
}

/// sum-expand: a sum over a numeral, written out.
pub fn expand(term: &Term) -> Result<Term> {
    let (Size::Numeral(size), body) = parts(term, Fold::Sum)? else { return Err(Reason::Form) };
    if *size > MAX_EXPANSION {
        return Err(Reason::TooLarge);
    }
    Ok(Term::sum((1..=*size).map(|value| body.open(&[Index::Numeral(value)]))))
}

/// sum-case: Σ(if C: a, b) → if C: Σa, Σb for a condition without the index.
pub fn case(term: &Term) -> Result<Term> {
    let (size, body) = parts(term, Fold::Sum)?;
    let Node::If(condition, then, otherwise) = body.node() else { return Err(Reason::Form) };
    // The condition is carried by a term, so that it can be taken out of the binder like one.
    let carrier = without(&Term::indicator(condition.clone()))?;
    let Node::If(condition, _, _) = carrier.node() else { return Err(Reason::Form) };
    let sum = |part: &Term| Term::fold(Fold::Sum, size.clone(), part.clone());
    Ok(Term::case(condition.clone(), sum(then), sum(otherwise)))
}

/// sum-join: Σa + Σb + c → Σ(a + b) + c for two sums over one size.
pub fn join(term: &Term, first: usize, second: usize) -> Result<Term> {
    let Node::Sum(addends) = term.node() else { return Err(Reason::Form) };
    let (size, a) = parts(addends.get(first).ok_or(Reason::NoSuch)?, Fold::Sum)?;
    let (other, b) = parts(addends.get(second).ok_or(Reason::NoSuch)?, Fold::Sum)?;
    if size != other || first == second {
        return Err(Reason::Form);
    }
    let joined = Term::fold(Fold::Sum, size.clone(), Term::sum([a.clone(), b.clone()]));
    let rest = addends.iter().enumerate().filter(|(place, _)| ![first, second].contains(place));
    Ok(Term::sum([joined].into_iter().chain(rest.map(|(_, addend)| addend.clone()))))
}

/// product-factor: ∏(a·b) → ∏a·∏b.
pub fn product_factor(term: &Term) -> Result<Term> {
    let (size, body) = parts(term, Fold::Product)?;
    let Node::Product(factors) = body.node() else { return Err(Reason::Form) };
    Ok(Term::product(factors.iter().map(|factor| Term::fold(Fold::Product, size.clone(), factor.clone()))))
}

/// product-exp: ∏exp a → exp Σa.
pub fn product_exp(term: &Term) -> Result<Term> {
    let (size, body) = parts(term, Fold::Product)?;
    let Node::Apply(Function::Exp, exponent) = body.node() else { return Err(Reason::Form) };
    Ok(Term::apply(Function::Exp, Term::fold(Fold::Sum, size.clone(), exponent.clone())))
}
