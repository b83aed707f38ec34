//! Core language → LaTeX and plain words; its text form is written by `quod_kernel::syntax`.
//!
//! A name is the LaTeX by which the author writes the symbol (`\hat y`, `a^{[L]}`), and is printed as it is; a name of
//! several plain letters is set upright. Bound indices get readable letters that nothing else uses.

mod latex;
mod words;

pub use latex::{claim_to_latex, condition_to_latex, term_to_latex};
pub use words::{claim_to_words, statement_to_words};

use quod_kernel::syntax::BoundNames;
use quod_kernel::term::{Condition, Fold, Index, Lambda, Node, Term};

/// The letter or numeral of an index; `?` for one that no binder binds.
fn index_text(index: &Index, names: &BoundNames) -> String {
    match index {
        Index::Bound(number) => names.get(*number).map_or("?".to_string(), |name| name.as_str().to_string()),
        Index::Free(name) => name.as_str().to_string(),
        Index::Numeral(value) => value.to_string(),
    }
}

/// A term that begins with a negative numeral, with its sign turned.
fn opposite(term: &Term) -> Option<Term> {
    let leading = match term.node() {
        Node::Product(factors) => &factors[0],
        _ => term,
    };
    match leading.node() {
        Node::Number(value) if value.is_negative() => Some(term.clone().negate()),
        _ => None,
    }
}

/// The factors above and below the fraction bar.
fn fraction(factors: &[Term]) -> (Vec<Term>, Vec<Term>) {
    let (mut above, mut below) = (Vec::new(), Vec::new());
    for factor in factors {
        match factor.node() {
            Node::Power(base, exponent) if *exponent < 0 && *exponent > i64::MIN => {
                below.push(Term::power(base.clone(), -exponent));
            }
            Node::Number(value) if value.denominator() != 1 => {
                let part = |part: i128| quod_kernel::Rational::new(part, 1).map(Term::number);
                match (part(value.numerator()), part(value.denominator())) {
                    (Ok(numerator), Ok(denominator)) => {
                        above.extend((value.numerator() != 1).then_some(numerator));
                        below.push(denominator);
                    }
                    _ => above.push(factor.clone()),
                }
            }
            _ => above.push(factor.clone()),
        }
    }
    (above, below)
}

/// The condition on the index of a sum or product, and what is then added or multiplied.
fn restricted(fold: Fold, body: &Term) -> Option<(&Condition, &Term)> {
    let neutral = match fold {
        Fold::Sum => Term::integer(0),
        Fold::Product => Term::integer(1),
        Fold::Max | Fold::Min => return None,
    };
    match body.node() {
        Node::If(condition, then, otherwise) if *otherwise == neutral && *then != Term::integer(1) => {
            Some((condition, then))
        }
        _ => None,
    }
}

/// The branches of cases that are nested in their last branch, and that last branch.
fn branches(mut term: &Term) -> (Vec<(&Condition, &Term)>, &Term) {
    let mut list = Vec::new();
    while let Node::If(condition, then, otherwise) = term.node() {
        list.push((condition, then));
        term = otherwise;
    }
    (list, term)
}

/// The array whose entries a lambda passes on unchanged: `λ(k ≤ n: s[k])` passes on s.
fn whole_array(lambda: &Lambda) -> Option<&str> {
    let (Node::Entry(name, at) | Node::Call(name, at, _)) = lambda.body.node() else { return None };
    let plain = at.len() == lambda.axes.len()
        && at.iter().rev().enumerate().all(|(place, index)| *index == Index::Bound(place as u32));
    let bare = !matches!(lambda.body.node(), Node::Call(_, _, arguments) if !arguments.is_empty());
    (plain && bare).then(|| name.as_str())
}

#[cfg(test)]
mod tests;
