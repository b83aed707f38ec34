//! Core language → text.

use super::{FOLDS, FUNCTIONS, bare};
use crate::rational::Rational;
use crate::statement::{Claim, Definition, Hypothesis, Relation, Statement};
use crate::term::{Condition, Fold, Index, Lambda, Name, Node, Partial, Size, Term};
use std::collections::BTreeSet;
use std::fmt;

/// How tightly an expression binds, loosest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tight {
    Sum,
    Product,
    Atom,
}

/// Readable names for bound indices: i, j, k, …, none that is in use.
#[derive(Clone, Debug, Default)]
pub struct BoundNames {
    avoid: BTreeSet<Name>,
    scope: Vec<Name>,
}

impl BoundNames {
    /// The names for a statement: they avoid every name that it declares.
    pub fn of_statement(statement: &Statement) -> Self {
        let mut avoid: BTreeSet<Name> = statement.sizes.keys().chain(statement.indices.keys()).cloned().collect();
        avoid.extend(statement.variables.keys().chain(statement.functions.keys()).cloned());
        for definition in &statement.definitions {
            avoid.insert(definition.name.clone());
            avoid.extend(definition.parameters.iter().map(|(name, _)| name.clone()));
        }
        Self { avoid, scope: Vec::new() }
    }

    /// The names for a term by itself: they avoid every name that stands in it.
    pub fn of_term(term: &Term) -> Self {
        let mut names = Self::default();
        let mut open = vec![term];
        while let Some(term) = open.pop() {
            term.node().each_part(&mut |part, _| open.push(part));
            term.node().each_index(&mut |index| {
                if let Index::Free(name) = index {
                    names.avoid.insert(name.clone());
                }
            });
            if let Node::Entry(name, _) | Node::Call(name, _, _) | Node::Opaque(name, _, _, _) | Node::Size(name) =
                term.node()
            {
                names.avoid.insert(name.clone());
            }
        }
        names
    }

    /// Enters `count` binders and says their names, outermost first.
    pub fn enter(&mut self, count: usize) -> Vec<Name> {
        let first = self.scope.len();
        for _ in 0..count {
            let name = candidates().find(|name| !self.avoid.contains(name) && !self.scope.contains(name));
            self.scope.extend(name);
        }
        self.scope[first..].to_vec()
    }

    /// Leaves `count` binders.
    pub fn leave(&mut self, count: usize) {
        self.scope.truncate(self.scope.len().saturating_sub(count));
    }

    /// The name of a bound index.
    pub fn get(&self, number: u32) -> Option<&Name> {
        self.scope.iter().rev().nth(number as usize)
    }
}

fn candidates() -> impl Iterator<Item = Name> {
    let letters = ["i", "j", "k", "l", "m", "p", "q", "r", "t", "u", "v", "w"];
    let plain = letters.into_iter().map(Name::new);
    plain.chain((1u32..).flat_map(move |number| letters.into_iter().map(move |l| Name::new(&format!("{l}{number}")))))
}

/// A term as text, its loose bound indices named by `names`.
pub fn write_term(term: &Term, names: &BoundNames) -> String {
    Writer::new(names.clone()).finish(|writer| writer.term(term, Tight::Sum))
}

/// A condition as text.
pub fn write_condition(condition: &Condition, names: &BoundNames) -> String {
    Writer::new(names.clone()).finish(|writer| writer.condition(condition, false))
}

/// A definition as text by itself: its bound indices avoid no names.
pub fn write_definition(definition: &Definition) -> String {
    let text = Writer::new(BoundNames::default()).finish(|writer| writer.definition(definition));
    text.trim_end_matches("; ").to_owned()
}

impl fmt::Display for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Writer::new(BoundNames::of_statement(self)).finish(|writer| writer.statement(self)))
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&write_term(self, &BoundNames::of_term(self)))
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Size::Named(name) => name.fmt(f),
            Size::Numeral(value) => value.fmt(f),
        }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.as_str();
        if bare(text) {
            f.write_str(text)
        } else {
            write!(f, "\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
        }
    }
}

impl fmt::Display for Relation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Relation::Equal => "=",
            Relation::Unequal => "≠",
            Relation::Less => "<",
            Relation::AtMost => "≤",
            Relation::Greater => ">",
            Relation::AtLeast => "≥",
        })
    }
}

struct Writer {
    names: BoundNames,
    text: String,
}

impl Writer {
    fn new(names: BoundNames) -> Self {
        Self { names, text: String::new() }
    }

    fn finish(mut self, write: impl FnOnce(&mut Self)) -> String {
        write(&mut self);
        self.text
    }

    fn put(&mut self, text: impl fmt::Display) {
        // Writing to a string does not fail.
        let _ = fmt::Write::write_fmt(&mut self.text, format_args!("{text}"));
    }

    fn list<T>(&mut self, items: &[T], separator: &str, mut write: impl FnMut(&mut Self, &T)) {
        for (place, item) in items.iter().enumerate() {
            if place > 0 {
                self.put(separator);
            }
            write(self, item);
        }
    }

    fn statement(&mut self, statement: &Statement) {
        let mut binders: Vec<String> =
            statement.sizes.iter().map(|(name, least)| format!("{name} ≥ {least}")).collect();
        binders.extend(statement.indices.iter().map(|(name, size)| format!("{name} ≤ {size}")));
        binders.extend(statement.variables.iter().map(|(name, axes)| format!("{name}{}", bracket(axes))));
        for (name, shape) in &statement.functions {
            let arguments: Vec<String> = shape.arguments.iter().map(|axes| format!("[{}]", commas(axes))).collect();
            binders.push(format!("{name}{}({})", bracket(&shape.axes), arguments.join(", ")));
        }
        if !binders.is_empty() {
            self.put(format!("∀ {}: ", binders.join(", ")));
        }
        statement.definitions.iter().for_each(|definition| self.definition(definition));
        statement.hypotheses.iter().for_each(|hypothesis| self.hypothesis(hypothesis));
        self.claim(&statement.claim);
    }

    fn definition(&mut self, definition: &Definition) {
        self.put(&definition.name);
        let ranges = self.enter(&definition.indices);
        if !ranges.is_empty() {
            self.put(format!("[{ranges}]"));
        }
        if !definition.parameters.is_empty() {
            let parameters: Vec<String> =
                definition.parameters.iter().map(|(name, axes)| format!("{name}{}", bracket(axes))).collect();
            self.put(format!("({})", parameters.join(", ")));
        }
        self.put(" := ");
        self.term(&definition.body, Tight::Sum);
        self.put("; ");
        self.names.leave(definition.indices.len());
    }

    fn hypothesis(&mut self, hypothesis: &Hypothesis) {
        match hypothesis {
            Hypothesis::All(sizes, claim) => {
                self.put("given ");
                let ranges = self.enter(sizes);
                if !ranges.is_empty() {
                    self.put(format!("∀ {ranges}: "));
                }
                self.claim(claim);
                self.names.leave(sizes.len());
            }
            Hypothesis::Where(condition) => {
                self.put("where ");
                self.condition(condition, false);
            }
        }
        self.put("; ");
    }

    fn claim(&mut self, claim: &Claim) {
        self.term(&claim.left, Tight::Sum);
        self.put(format!(" {} ", claim.relation));
        self.term(&claim.right, Tight::Sum);
    }

    /// Enters binders of these sizes and says them: `i ≤ n, j ≤ m`.
    fn enter(&mut self, sizes: &[Size]) -> String {
        let names = self.names.enter(sizes.len());
        let ranges: Vec<String> = names.iter().zip(sizes).map(|(name, size)| format!("{name} ≤ {size}")).collect();
        ranges.join(", ")
    }

    fn index(&mut self, index: &Index) {
        match index {
            Index::Bound(number) => match self.names.get(*number) {
                Some(name) => self.put(name.clone()),
                None => self.put(format!("#{number}")),
            },
            Index::Free(name) => self.put(name),
            Index::Numeral(value) => self.put(value),
        }
    }

    fn indices(&mut self, indices: &[Index]) {
        if !indices.is_empty() {
            self.put("[");
            self.list(indices, ", ", Self::index);
            self.put("]");
        }
    }

    fn arguments(&mut self, arguments: &[Lambda]) {
        if !arguments.is_empty() {
            self.put("(");
            self.list(arguments, ", ", Self::lambda);
            self.put(")");
        }
    }

    fn lambda(&mut self, lambda: &Lambda) {
        if lambda.axes.is_empty() {
            return self.term(&lambda.body, Tight::Sum);
        }
        let ranges = self.enter(&lambda.axes);
        self.put(format!("λ({ranges}: "));
        self.term(&lambda.body, Tight::Sum);
        self.put(")");
        self.names.leave(lambda.axes.len());
    }

    fn partial(&mut self, partial: &Partial) {
        self.put(format!(".{}", partial.argument + 1));
        self.indices(&partial.indices);
    }

    fn parenthesised(&mut self, needed: bool, write: impl FnOnce(&mut Self)) {
        if needed {
            self.put("(");
        }
        write(self);
        if needed {
            self.put(")");
        }
    }

    fn term(&mut self, term: &Term, place: Tight) {
        match term.node() {
            Node::Number(value) => {
                let tight = match value.to_integer() {
                    _ if value.is_negative() => Tight::Sum,
                    Some(_) => Tight::Atom,
                    None => Tight::Product,
                };
                self.parenthesised(tight < place, |writer| writer.put(value));
            }
            Node::Pi => self.put("π"),
            Node::Size(name) => self.put(name),
            Node::Entry(name, at) => {
                self.put(name);
                self.indices(at);
            }
            Node::Call(name, at, arguments) => {
                self.put(name);
                self.indices(at);
                self.arguments(arguments);
            }
            Node::Opaque(name, at, partials, arguments) => {
                self.put(name);
                self.indices(at);
                self.list(partials, "", Self::partial);
                self.arguments(arguments);
            }
            Node::Sum(terms) => self.parenthesised(Tight::Sum < place, |writer| writer.sum(terms)),
            Node::Product(factors) => self.product(term, factors, place),
            Node::Power(base, exponent) if *exponent < 0 && !matches!(base.node(), Node::Number(_)) => {
                self.parenthesised(Tight::Product < place, |writer| {
                    writer.put("1/");
                    writer.power(base, exponent.unsigned_abs());
                });
            }
            Node::Power(base, exponent) => {
                self.parenthesised(Tight::Product < place, |writer| {
                    writer.term(base, Tight::Atom);
                    writer.put(format!("^{exponent}"));
                });
            }
            Node::Raise(base, exponent) => {
                self.parenthesised(Tight::Product < place, |writer| {
                    writer.term(base, Tight::Atom);
                    writer.put("^");
                    writer.term(exponent, Tight::Atom);
                });
            }
            Node::Apply(function, argument) => {
                let word = FUNCTIONS.iter().find(|(other, _)| other == function).map_or("?", |(_, word)| word);
                self.put(word);
                self.put("(");
                self.term(argument, Tight::Sum);
                self.put(")");
            }
            Node::Fold(fold, size, body) => self.fold(*fold, size, body),
            Node::If(condition, then, otherwise) => self.case(condition, then, otherwise),
            Node::Derivative { body, by, at, fixed } => {
                self.put("∂(");
                self.term(body, Tight::Sum);
                self.put(format!(", {by}"));
                self.indices(at);
                if !fixed.is_empty() {
                    self.put(format!("; {}", commas(fixed)));
                }
                self.put(")");
            }
        }
    }

    fn sum(&mut self, terms: &[Term]) {
        for (place, term) in terms.iter().enumerate() {
            let positive = opposite(term);
            match (place, &positive) {
                (0, Some(_)) => self.put("-"),
                (_, Some(_)) => self.put(" - "),
                (0, None) => {}
                (_, None) => self.put(" + "),
            }
            self.term(positive.as_ref().unwrap_or(term), Tight::Product);
        }
    }

    fn product(&mut self, term: &Term, factors: &[Term], place: Tight) {
        if let Some(positive) = opposite(term) {
            return self.parenthesised(Tight::Sum < place, |writer| {
                writer.put("-");
                writer.term(&positive, Tight::Product);
            });
        }
        self.parenthesised(Tight::Product < place, |writer| {
            for (place, factor) in factors.iter().enumerate() {
                match factor.node() {
                    Node::Number(value) if place == 0 => writer.put(value),
                    Node::Power(base, exponent) if *exponent < 0 && !matches!(base.node(), Node::Number(_)) => {
                        writer.put(if place == 0 { "1/" } else { "/" });
                        writer.power(base, exponent.unsigned_abs());
                    }
                    _ => {
                        if place > 0 {
                            writer.put("*");
                        }
                        writer.factor(factor);
                    }
                }
            }
        });
    }

    /// A factor that is not the leading numeral: powers need no brackets, products and fractions do.
    fn factor(&mut self, factor: &Term) {
        let power = matches!(factor.node(), Node::Power(..) | Node::Raise(..));
        self.term(factor, if power { Tight::Product } else { Tight::Atom });
    }

    fn power(&mut self, base: &Term, exponent: u64) {
        self.term(base, Tight::Atom);
        if exponent != 1 {
            self.put(format!("^{exponent}"));
        }
    }

    fn fold(&mut self, fold: Fold, size: &Size, body: &Term) {
        let word = FOLDS.iter().find(|(other, _)| *other == fold).map_or("?", |(_, word)| word);
        let range = self.enter(std::slice::from_ref(size));
        self.put(format!("{word}({range}"));
        let body = match body.node() {
            Node::If(condition, then, otherwise) if neutral(fold) == Some(otherwise) && *then != Term::integer(1) => {
                self.put(", ");
                self.condition(condition, false);
                then
            }
            _ => body,
        };
        self.put(": ");
        self.term(body, Tight::Sum);
        self.put(")");
        self.names.leave(1);
    }

    fn case(&mut self, condition: &Condition, then: &Term, otherwise: &Term) {
        if *then == Term::integer(1) && *otherwise == Term::integer(0) {
            self.put("[");
            self.condition(condition, false);
            return self.put("]");
        }
        self.put("if(");
        self.condition(condition, false);
        self.put(": ");
        self.term(then, Tight::Sum);
        self.put(", ");
        self.term(otherwise, Tight::Sum);
        self.put(")");
    }

    fn pair(&mut self, left: &Index, relation: &str, right: &Index) {
        self.index(left);
        self.put(format!(" {relation} "));
        self.index(right);
    }

    fn condition(&mut self, condition: &Condition, inner: bool) {
        match condition {
            Condition::Equal(left, right) => self.pair(left, "=", right),
            Condition::Less(left, right) => self.pair(left, "<", right),
            Condition::Positive(term) => {
                self.put("positive(");
                self.term(term, Tight::Sum);
                self.put(")");
            }
            Condition::Not(opposite) => match &**opposite {
                Condition::Equal(left, right) => self.pair(left, "≠", right),
                Condition::Less(left, right) => self.pair(right, "≤", left),
                other => {
                    self.put("not(");
                    self.condition(other, false);
                    self.put(")");
                }
            },
            Condition::And(list) if list.is_empty() => self.put("true"),
            Condition::Or(list) if list.is_empty() => self.put("false"),
            Condition::And(list) | Condition::Or(list) => {
                let word = if matches!(condition, Condition::And(_)) { " and " } else { " or " };
                self.parenthesised(inner, |writer| {
                    writer.list(list, word, |writer, part| writer.condition(part, true));
                });
            }
        }
    }
}

/// The neutral element of a fold, where it has one.
pub(super) fn neutral(fold: Fold) -> Option<&'static Term> {
    use std::sync::LazyLock;
    static ZERO: LazyLock<Term> = LazyLock::new(|| Term::integer(0));
    static ONE: LazyLock<Term> = LazyLock::new(|| Term::integer(1));
    match fold {
        Fold::Sum => Some(&ZERO),
        Fold::Product => Some(&ONE),
        Fold::Max | Fold::Min => None,
    }
}

/// Minus the term, for a term that begins with a negative numeral.
fn opposite(term: &Term) -> Option<Term> {
    let negative = |value: &Rational| value.is_negative();
    match term.node() {
        Node::Number(value) if negative(value) => Some(Term::number(value.negate())),
        Node::Product(factors) => match factors[0].node() {
            Node::Number(value) if negative(value) => {
                let first = Term::number(value.negate());
                Some(Term::product([first].into_iter().chain(factors[1..].iter().cloned())))
            }
            _ => None,
        },
        _ => None,
    }
}

fn commas<T: fmt::Display>(items: &[T]) -> String {
    items.iter().map(T::to_string).collect::<Vec<_>>().join(", ")
}

fn bracket(axes: &[Size]) -> String {
    if axes.is_empty() { String::new() } else { format!("[{}]", commas(axes)) }
}
