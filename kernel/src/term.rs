//! Terms: real-valued expressions over entries of arrays, in scalar components.
//!
//! Bound indices have no names (de Bruijn: `Bound(0)` belongs to the innermost binder), so terms that differ only by
//! the names of their bound indices are equal. Terms are built by the constructors of [`Term`] alone; these flatten
//! sums and products and gather numerals, and never change where a term is defined.
//!
//! *Defined*: a term is defined where all its parts are, [`Node::If`] excepted, of which only the chosen branch counts.

use crate::rational::Rational;
use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

/// The name of a size, index, variable, definition, parameter or opaque function. It may be any text, such as the
/// LaTeX by which the author writes the symbol.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(Arc<str>);

impl Name {
    /// The name spelled `text`.
    pub fn new(text: &str) -> Self {
        Self(Arc::from(text))
    }

    /// Its spelling.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How many values an index takes: it runs from 1 to its size.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Size {
    /// A size that stands for every number from its least value on.
    Named(Name),
    /// A numeral, at least 1.
    Numeral(u64),
}

/// The place of an entry along an axis.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Index {
    /// Bound by the binder with that many binders between; its range is the binder's.
    Bound(u32),
    /// Free in the statement, which says its range.
    Free(Name),
    /// A numeral, counted from 1.
    Numeral(u64),
}

/// A real function of one real argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Function {
    /// eˣ, for every x.
    Exp,
    /// The natural logarithm, for x > 0.
    Log,
    /// The root that is not negative, for x ≥ 0; differentiable for x > 0.
    Sqrt,
    /// The sine, for every x.
    Sin,
    /// The cosine, for every x.
    Cos,
    /// (eˣ − e⁻ˣ)/2, for every x.
    Sinh,
    /// (eˣ + e⁻ˣ)/2, for every x.
    Cosh,
    /// sinh x / cosh x, for every x.
    Tanh,
    /// The angle within ±π/2 whose tangent is x, for every x.
    Arctan,
    /// The absolute value, for every x; differentiable for x ≠ 0.
    Abs,
}

/// An operation over all values of a bound index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fold {
    /// The sum.
    Sum,
    /// The product.
    Product,
    /// The greatest value. No rule differentiates it.
    Max,
    /// The least value. No rule differentiates it.
    Min,
}

/// A condition on indices, or on the sign of a term.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Condition {
    /// Both indices have the same value.
    Equal(Index, Index),
    /// The first value is below the second.
    Less(Index, Index),
    /// The term is above 0; undefined where the term is.
    Positive(Term),
    /// The opposite.
    Not(Box<Condition>),
    /// All of them; of none it is true.
    And(Vec<Condition>),
    /// One of them at least; of none it is false.
    Or(Vec<Condition>),
}

/// A scalar or an array given by its entries: `body` stands under one binder for each axis, the last one innermost.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lambda {
    /// The axes; none for a scalar.
    pub axes: Vec<Size>,
    /// The entry at the bound indices.
    pub body: Term,
}

/// A partial derivative of an opaque function: by the entry at `indices` of its argument number `argument`, from 0.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Partial {
    /// Which argument.
    pub argument: usize,
    /// Which of its entries.
    pub indices: Vec<Index>,
}

/// What a term is made of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Node {
    /// A rational number.
    Number(Rational),
    /// π.
    Pi,
    /// A named size as a number.
    Size(Name),
    /// An entry of a variable or parameter; a scalar has no indices.
    Entry(Name, Vec<Index>),
    /// A defined symbol at indices, applied to arguments.
    Call(Name, Vec<Index>, Vec<Lambda>),
    /// An opaque smooth function at indices, or a partial derivative of it, at arguments. The order of `partials`
    /// does not matter (Schwarz): it is kept sorted.
    Opaque(Name, Vec<Index>, Vec<Partial>, Vec<Lambda>),
    /// A sum of two terms or more.
    Sum(Vec<Term>),
    /// A product of two factors or more, the numeral first.
    Product(Vec<Term>),
    /// A power with an integer numeral as exponent; undefined for a base of 0 unless the exponent is positive.
    Power(Term, i64),
    /// exp(exponent · log base), for a base above 0.
    Raise(Term, Term),
    /// A named function.
    Apply(Function, Term),
    /// A fold over an index from 1 to the size; its body stands under one binder. No body that is undefined at some
    /// value of the index gives a defined fold, unless a [`Node::If`] passes over it.
    Fold(Fold, Size, Term),
    /// The first term where the condition holds, else the second.
    If(Condition, Term, Term),
    /// The derivative of the body by an entry. By a variable or parameter it is total: through all definitions but
    /// those that are `fixed`, which count as constants. By a defined symbol it is partial: the symbol counts as a
    /// variable of its own in the body, other definitions are unfolded, and the result is taken at its value.
    Derivative {
        /// What is differentiated.
        body: Term,
        /// The variable, parameter or defined symbol.
        by: Name,
        /// Which of its entries.
        at: Vec<Index>,
        /// The definitions that are held fixed, sorted.
        fixed: Vec<Name>,
    },
}

/// A term, shared: a clone costs nothing.
#[derive(Clone)]
pub struct Term(Arc<Shared>);

struct Shared {
    node: Node,
    /// How many binders around the term its loose indices need.
    loose: u32,
    /// The longest way to a leaf.
    depth: u32,
}

/// A change of terms, top down.
pub trait Rewrite {
    /// The replacement of a term under `depth` binders, or nothing, to change its parts.
    fn term(&mut self, _term: &Term, _depth: u32) -> Option<Term> {
        None
    }

    /// The replacement of an index under `depth` binders.
    fn index(&mut self, index: &Index, _depth: u32) -> Index {
        index.clone()
    }
}

impl Term {
    /// Builds the term as it is; the constructors below keep the form.
    fn of(node: Node) -> Self {
        let (mut loose, mut depth) = (0, 0);
        node.each_index(&mut |index| {
            if let Index::Bound(number) = index {
                loose = loose.max(number.saturating_add(1));
            }
        });
        if let Node::If(condition, _, _) = &node {
            depth = condition.depth().saturating_add(1);
        }
        node.each_part(&mut |part, binders| {
            loose = loose.max(part.0.loose.saturating_sub(binders.len() as u32));
            depth = depth.max(part.0.depth.saturating_add(1));
        });
        Self(Arc::new(Shared { node, loose, depth }))
    }

    /// What the term is made of.
    pub fn node(&self) -> &Node {
        &self.0.node
    }

    /// How many binders around it the term needs: 0 if no bound index is loose.
    pub fn loose(&self) -> u32 {
        self.0.loose
    }

    /// The longest way from the term to a leaf.
    pub fn depth(&self) -> u32 {
        self.0.depth
    }

    /// A rational number.
    pub fn number(value: Rational) -> Self {
        Self::of(Node::Number(value))
    }

    /// An integer.
    pub fn integer(value: i64) -> Self {
        Self::number(Rational::from(value))
    }

    /// π.
    pub fn pi() -> Self {
        Self::of(Node::Pi)
    }

    /// A size as a number.
    pub fn size(size: &Size) -> Self {
        match size {
            Size::Named(name) => Self::of(Node::Size(name.clone())),
            Size::Numeral(value) => Self::number(Rational::from(*value)),
        }
    }

    /// An entry of a variable or parameter.
    pub fn entry(name: Name, indices: Vec<Index>) -> Self {
        Self::of(Node::Entry(name, indices))
    }

    /// A defined symbol.
    pub fn call(name: Name, indices: Vec<Index>, arguments: Vec<Lambda>) -> Self {
        Self::of(Node::Call(name, indices, arguments))
    }

    /// An opaque function or its partial derivative.
    pub fn opaque(name: Name, indices: Vec<Index>, mut partials: Vec<Partial>, arguments: Vec<Lambda>) -> Self {
        partials.sort();
        Self::of(Node::Opaque(name, indices, partials, arguments))
    }

    /// The sum: nested sums are flattened, the numeral 0 is dropped, the order is kept.
    pub fn sum(terms: impl IntoIterator<Item = Term>) -> Self {
        let mut addends = Vec::new();
        for term in terms {
            match term.node() {
                Node::Sum(inner) => addends.extend(inner.iter().cloned()),
                Node::Number(value) if value.is_zero() => {}
                _ => addends.push(term),
            }
        }
        match addends.len() {
            0 => Self::integer(0),
            1 => addends.remove(0),
            _ => Self::of(Node::Sum(addends)),
        }
    }

    /// The product: nested products are flattened, numerals are gathered into the first factor, a 1 is dropped (a 0
    /// is not, for the other factors say where the product is defined).
    pub fn product(terms: impl IntoIterator<Item = Term>) -> Self {
        let (mut coefficient, mut factors) = (Rational::ONE, Vec::new());
        let mut take = |term: Term| match term.node() {
            Node::Number(value) => match coefficient.times(*value) {
                Ok(product) => coefficient = product,
                Err(_) => factors.push(term),
            },
            _ => factors.push(term),
        };
        for term in terms {
            match term.node() {
                Node::Product(inner) => inner.iter().cloned().for_each(&mut take),
                _ => take(term),
            }
        }
        if coefficient != Rational::ONE || factors.is_empty() {
            factors.insert(0, Self::number(coefficient));
        }
        if factors.len() == 1 { factors.remove(0) } else { Self::of(Node::Product(factors)) }
    }

    /// The power with an integer exponent; a power of a numeral is computed where it can be, 1/bᵏ becomes b⁻ᵏ.
    pub fn power(base: Term, exponent: i64) -> Self {
        match base.node() {
            _ if exponent == 1 => base,
            Node::Number(value) => match value.power(exponent) {
                Ok(power) => Self::number(power),
                Err(_) => Self::of(Node::Power(base, exponent)),
            },
            Node::Power(inner, positive) if exponent == -1 && *positive > 0 => {
                Self::of(Node::Power(inner.clone(), -positive))
            }
            _ => Self::of(Node::Power(base, exponent)),
        }
    }

    /// The power with any exponent: [`Term::power`] for an integer numeral, else exp(exponent · log base).
    pub fn raise(base: Term, exponent: Term) -> Self {
        if let Node::Number(value) = exponent.node()
            && let Some(Ok(integer)) = value.to_integer().map(i64::try_from)
        {
            return Self::power(base, integer);
        }
        Self::of(Node::Raise(base, exponent))
    }

    /// A named function at a term.
    pub fn apply(function: Function, argument: Term) -> Self {
        Self::of(Node::Apply(function, argument))
    }

    /// A fold; `body` stands under one binder.
    pub fn fold(fold: Fold, size: Size, body: Term) -> Self {
        Self::of(Node::Fold(fold, size, body))
    }

    /// `then` where the condition holds, else `otherwise`.
    pub fn case(condition: Condition, then: Term, otherwise: Term) -> Self {
        Self::of(Node::If(condition, then, otherwise))
    }

    /// The derivative of `body` by an entry; see [`Node::Derivative`].
    pub fn derivative(body: Term, by: Name, at: Vec<Index>, mut fixed: Vec<Name>) -> Self {
        fixed.sort();
        fixed.dedup();
        Self::of(Node::Derivative { body, by, at, fixed })
    }

    /// Changes the term top down; `depth` is the number of binders around it that the caller has entered.
    pub fn rewrite(&self, change: &mut dyn Rewrite, depth: u32) -> Self {
        if let Some(other) = change.term(self, depth) {
            return other;
        }
        let indices = |list: &[Index], change: &mut dyn Rewrite| -> Vec<Index> {
            list.iter().map(|index| change.index(index, depth)).collect()
        };
        let all = |list: &[Term], change: &mut dyn Rewrite| -> Vec<Term> {
            list.iter().map(|term| term.rewrite(change, depth)).collect()
        };
        let lambdas = |list: &[Lambda], change: &mut dyn Rewrite| -> Vec<Lambda> {
            list.iter().map(|lambda| lambda.rewrite(change, depth)).collect()
        };
        match self.node() {
            Node::Number(_) | Node::Pi | Node::Size(_) => self.clone(),
            Node::Entry(name, at) => Self::entry(name.clone(), indices(at, change)),
            Node::Call(name, at, arguments) => {
                Self::call(name.clone(), indices(at, change), lambdas(arguments, change))
            }
            Node::Opaque(name, at, partials, arguments) => {
                let partial = |p: &Partial, change: &mut dyn Rewrite| Partial {
                    argument: p.argument,
                    indices: indices(&p.indices, change),
                };
                let partials = partials.iter().map(|p| partial(p, change)).collect();
                Self::opaque(name.clone(), indices(at, change), partials, lambdas(arguments, change))
            }
            Node::Sum(terms) => Self::sum(all(terms, change)),
            Node::Product(terms) => Self::product(all(terms, change)),
            Node::Power(base, exponent) => Self::power(base.rewrite(change, depth), *exponent),
            Node::Raise(base, exponent) => Self::raise(base.rewrite(change, depth), exponent.rewrite(change, depth)),
            Node::Apply(function, argument) => Self::apply(*function, argument.rewrite(change, depth)),
            Node::Fold(fold, size, body) => Self::fold(*fold, size.clone(), body.rewrite(change, depth + 1)),
            Node::If(condition, then, otherwise) => Self::case(
                condition.rewrite(change, depth),
                then.rewrite(change, depth),
                otherwise.rewrite(change, depth),
            ),
            Node::Derivative { body, by, at, fixed } => {
                Self::derivative(body.rewrite(change, depth), by.clone(), indices(at, change), fixed.clone())
            }
        }
    }

    /// The term with its outermost loose indices replaced: the body of a binder of `by.len()` indices, taken at `by`.
    pub fn open(&self, by: &[Index]) -> Self {
        let count = by.len() as u32;
        self.reindex(0, !by.is_empty(), true, &|index, depth| match index {
            Index::Bound(number) if *number >= depth + count => Index::Bound(number - count),
            Index::Bound(number) if *number >= depth => match &by[(depth + count - 1 - number) as usize] {
                Index::Bound(outer) => Index::Bound(outer.saturating_add(depth)),
                other => other.clone(),
            },
            _ => index.clone(),
        })
    }

    /// The body of a binder of `names.len()` indices, made by binding these free indices: the opposite of `open`.
    pub fn close(&self, names: &[Name]) -> Self {
        self.reindex(0, !names.is_empty(), false, &|index, depth| match index {
            Index::Bound(number) if *number >= depth => Index::Bound(number.saturating_add(names.len() as u32)),
            Index::Free(name) => match names.iter().rev().position(|other| other == name) {
                Some(place) => Index::Bound(depth + place as u32),
                None => index.clone(),
            },
            _ => index.clone(),
        })
    }

    /// The term moved under `by` further binders, which go between it and all but its `keep` innermost loose indices.
    pub fn shift(&self, keep: u32, by: u32) -> Self {
        self.reindex(keep, by > 0, true, &|index, depth| match index {
            Index::Bound(number) if *number >= depth => Index::Bound(number.saturating_add(by)),
            _ => index.clone(),
        })
    }

    /// Changes every index by a function of it and of the number of binders around it, if `needed` at all; where only
    /// `loose` ones change, terms without any are left alone.
    fn reindex(&self, depth: u32, needed: bool, loose: bool, change: &dyn Fn(&Index, u32) -> Index) -> Self {
        if needed { self.rewrite(&mut Reindex { loose, change }, depth) } else { self.clone() }
    }
}

struct Reindex<'a> {
    loose: bool,
    change: &'a dyn Fn(&Index, u32) -> Index,
}

impl Rewrite for Reindex<'_> {
    fn term(&mut self, term: &Term, depth: u32) -> Option<Term> {
        (self.loose && term.loose() <= depth).then(|| term.clone())
    }

    fn index(&mut self, index: &Index, depth: u32) -> Index {
        (self.change)(index, depth)
    }
}

impl Lambda {
    /// A scalar.
    pub fn scalar(body: Term) -> Self {
        Self { axes: Vec::new(), body }
    }

    /// How many binders the body stands under.
    pub fn binders(&self) -> u32 {
        u32::try_from(self.axes.len()).unwrap_or(u32::MAX)
    }

    fn rewrite(&self, change: &mut dyn Rewrite, depth: u32) -> Self {
        Self { axes: self.axes.clone(), body: self.body.rewrite(change, depth + self.binders()) }
    }
}

impl Condition {
    /// The opposite condition; twice it is the condition itself.
    pub fn negate(self) -> Self {
        match self {
            Condition::Not(inner) => *inner,
            other => Condition::Not(Box::new(other)),
        }
    }

    /// All of the conditions; nested ones are flattened, one alone is itself.
    pub fn all(parts: impl IntoIterator<Item = Condition>) -> Self {
        let mut list = Vec::new();
        for part in parts {
            match part {
                Condition::And(inner) => list.extend(inner),
                other => list.push(other),
            }
        }
        if list.len() == 1 { list.remove(0) } else { Condition::And(list) }
    }

    /// One at least of the conditions; nested ones are flattened, one alone is itself.
    pub fn any(parts: impl IntoIterator<Item = Condition>) -> Self {
        let mut list = Vec::new();
        for part in parts {
            match part {
                Condition::Or(inner) => list.extend(inner),
                other => list.push(other),
            }
        }
        if list.len() == 1 { list.remove(0) } else { Condition::Or(list) }
    }

    /// The longest way to a leaf, terms included.
    pub fn depth(&self) -> u32 {
        match self {
            Condition::Equal(..) | Condition::Less(..) => 0,
            Condition::Positive(term) => term.depth().saturating_add(1),
            Condition::Not(inner) => inner.depth().saturating_add(1),
            Condition::And(list) | Condition::Or(list) => {
                list.iter().map(|c| c.depth().saturating_add(1)).max().unwrap_or(0)
            }
        }
    }

    /// Changes the indices and terms of the condition; see [`Term::rewrite`].
    pub fn rewrite(&self, change: &mut dyn Rewrite, depth: u32) -> Self {
        let all = |list: &[Condition], change: &mut dyn Rewrite| -> Vec<Condition> {
            list.iter().map(|condition| condition.rewrite(change, depth)).collect()
        };
        match self {
            Condition::Equal(left, right) => Condition::Equal(change.index(left, depth), change.index(right, depth)),
            Condition::Less(left, right) => Condition::Less(change.index(left, depth), change.index(right, depth)),
            Condition::Positive(term) => Condition::Positive(term.rewrite(change, depth)),
            Condition::Not(inner) => inner.rewrite(change, depth).negate(),
            Condition::And(list) => Condition::all(all(list, change)),
            Condition::Or(list) => Condition::any(all(list, change)),
        }
    }

    /// Calls `visit` for each index of the condition that is in no term of it.
    pub fn each_index<'a>(&'a self, visit: &mut dyn FnMut(&'a Index)) {
        match self {
            Condition::Equal(left, right) | Condition::Less(left, right) => [left, right].into_iter().for_each(visit),
            Condition::Positive(_) => {}
            Condition::Not(inner) => inner.each_index(visit),
            Condition::And(list) | Condition::Or(list) => list.iter().for_each(|part| part.each_index(visit)),
        }
    }

    /// Calls `visit` for each term of the condition.
    pub fn each_term<'a>(&'a self, visit: &mut dyn FnMut(&'a Term)) {
        match self {
            Condition::Equal(..) | Condition::Less(..) => {}
            Condition::Positive(term) => visit(term),
            Condition::Not(inner) => inner.each_term(visit),
            Condition::And(list) | Condition::Or(list) => list.iter().for_each(|part| part.each_term(visit)),
        }
    }
}

impl Node {
    /// Calls `visit` for each direct part, with the sizes of the binders that stand between.
    pub fn each_part<'a>(&'a self, visit: &mut dyn FnMut(&'a Term, &'a [Size])) {
        match self {
            Node::Number(_) | Node::Pi | Node::Size(_) | Node::Entry(..) => {}
            Node::Call(_, _, arguments) | Node::Opaque(_, _, _, arguments) => {
                arguments.iter().for_each(|lambda| visit(&lambda.body, &lambda.axes));
            }
            Node::Sum(terms) | Node::Product(terms) => terms.iter().for_each(|term| visit(term, &[])),
            Node::Power(term, _) | Node::Apply(_, term) | Node::Derivative { body: term, .. } => visit(term, &[]),
            Node::Raise(base, exponent) => [base, exponent].into_iter().for_each(|term| visit(term, &[])),
            Node::Fold(_, size, body) => visit(body, std::slice::from_ref(size)),
            Node::If(condition, then, otherwise) => {
                condition.each_term(&mut |term| visit(term, &[]));
                [then, otherwise].into_iter().for_each(|term| visit(term, &[]));
            }
        }
    }

    /// Calls `visit` for each index that stands in the node itself and in no part of it.
    pub fn each_index<'a>(&'a self, visit: &mut dyn FnMut(&'a Index)) {
        match self {
            Node::Entry(_, at) | Node::Call(_, at, _) | Node::Derivative { at, .. } => at.iter().for_each(visit),
            Node::Opaque(_, at, partials, _) => {
                at.iter().chain(partials.iter().flat_map(|p| &p.indices)).for_each(visit);
            }
            Node::If(condition, _, _) => condition.each_index(visit),
            Node::Number(_) | Node::Pi | Node::Size(_) | Node::Sum(_) | Node::Product(_) => {}
            Node::Power(..) | Node::Raise(..) | Node::Apply(..) | Node::Fold(..) => {}
        }
    }
}

impl PartialEq for Term {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.node == other.0.node
    }
}

impl Eq for Term {}

impl PartialOrd for Term {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Term {
    fn cmp(&self, other: &Self) -> Ordering {
        if Arc::ptr_eq(&self.0, &other.0) { Ordering::Equal } else { self.0.node.cmp(&other.0.node) }
    }
}

impl std::hash::Hash for Term {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.node.hash(state);
    }
}

impl fmt::Debug for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0.node, f)
    }
}
