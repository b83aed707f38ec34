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
            // A numeral that keeps its exponent, as 0 does, would lose it below the bar.
            Node::Power(base, exponent)
                if *exponent < 0 && *exponent > i64::MIN && !matches!(base.node(), Node::Number(_)) =>
            {
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

/// The condition on the index of a sum or product, and what is then added or multiplied. Below the sign stands only a
/// comparison of that index with another one, the index first: anything else there could be read as a further index.
fn restricted(fold: Fold, body: &Term) -> Option<(Condition, &Term)> {
    let neutral = match fold {
        Fold::Sum => Term::integer(0),
        Fold::Product => Term::integer(1),
        Fold::Max | Fold::Min => return None,
    };
    match body.node() {
        Node::If(condition, then, otherwise) if *otherwise == neutral && *then != Term::integer(1) => {
            about_bound(condition).map(|condition| (condition, then))
        }
        _ => None,
    }
}

/// A comparison of the innermost bound index with another one, the bound one first.
fn about_bound(condition: &Condition) -> Option<Condition> {
    let own = |index: &Index| *index == Index::Bound(0);
    match condition {
        Condition::Less(a, b) if own(a) != own(b) => Some(condition.clone()),
        Condition::Not(inner) => match &**inner {
            Condition::Equal(a, b) if own(a) && !own(b) => Some(condition.clone()),
            Condition::Equal(a, b) if own(b) && !own(a) => Some(Condition::unequal(b.clone(), a.clone())),
            Condition::Less(a, b) if own(a) != own(b) => Some(condition.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// Whether two conditions are seen never to hold together.
fn exclusive(a: &Condition, b: &Condition) -> bool {
    let same = |one: &Condition, other: &Condition| match (one, other) {
        (Condition::Equal(a, b), Condition::Less(c, d)) => (a, b) == (c, d) || (a, b) == (d, c),
        (Condition::Equal(a, Index::Numeral(first)), Condition::Equal(b, Index::Numeral(second))) => {
            a == b && first != second
        }
        (Condition::Less(a, b), Condition::Less(c, d)) => (a, b) == (d, c),
        _ => false,
    };
    *a == b.clone().negate() || same(a, b) || same(b, a)
}

/// The branches of cases that are nested in their last branch, and that last branch. Rows of cases must exclude each
/// other; what does not is left to the last branch.
fn branches(mut term: &Term) -> (Vec<(&Condition, &Term)>, &Term) {
    let mut list: Vec<(&Condition, &Term)> = Vec::new();
    while let Node::If(condition, then, otherwise) = term.node()
        && list.iter().all(|(before, _)| exclusive(before, condition))
    {
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
