//! Means: in `\frac{1}{n}\sum_i x_i` the letter below is the number of the summands, although no limit says so.

use crate::latex::{Big, Expr, Factor, Font, Join, Node, Operator, Symbol};

/// The number of summands and the index of a mean that is written without limits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mean {
    /// The letter in the denominator.
    pub count: Symbol,
    /// The index of the sum.
    pub index: Symbol,
}

/// The means that an expression is by its outermost sign: `\frac1n \sum_i …`, `1/n \sum_i …`, `\frac{\sum_i …}{n}`.
pub fn of(expr: &Expr) -> Option<Mean> {
    match &expr.node {
        Node::Product(factors) => factors.windows(2).find_map(|pair| mean(counted(&pair[0])?, &pair[1].value)),
        Node::Fraction(above, below) => mean(count(below)?, above),
        _ => None,
    }
}

/// Whether a letter is one that counts summands: n, m, and the capital of the index, as in `\frac1K\sum_k`.
pub fn is_usual(mean: &Mean) -> bool {
    let (count, index) = (mean.count.name.as_str(), mean.index.name.as_str());
    ["n", "m", "N", "M"].contains(&count) || (count != index && count.to_lowercase() == index)
}

/// The letter by which a factor divides what follows.
fn counted(factor: &Factor) -> Option<&Symbol> {
    match &factor.value.node {
        Node::Fraction(_, below) => count(below),
        _ if factor.join == Join::Slash => count(&factor.value),
        _ => None,
    }
}

/// The letter in `n`, `2n`, `n - 1`.
fn count(below: &Expr) -> Option<&Symbol> {
    let letter = |expr: &'_ Expr| -> bool {
        expr.as_symbol().is_some_and(|symbol| !symbol.word && symbol.accents.is_empty() && symbol.font == Font::Plain)
    };
    let number = |expr: &Expr| matches!(expr.node, Node::Number(_));
    match &below.node {
        Node::Symbol(symbol) => Some(symbol).filter(|_| letter(below)),
        Node::Group(group) => count(&group.body),
        Node::Product(factors) => match factors.as_slice() {
            [first, second] if number(&first.value) && letter(&second.value) => second.value.as_symbol(),
            _ => None,
        },
        Node::Sum(terms) => match terms.as_slice() {
            [first, second] if letter(&first.value) && number(&second.value) => first.value.as_symbol(),
            _ => None,
        },
        _ => None,
    }
}

fn mean(count: &Symbol, sum: &Expr) -> Option<Mean> {
    let Node::Big(Big { operator: Operator::Sum, lower: Some(lower), upper: None, .. }) = &sum.node else {
        return None;
    };
    let index = lower.as_symbol().filter(|index| *index != count)?;
    Some(Mean { count: count.clone(), index: index.clone() })
}
