//! The order in which values are tried: by |numerator| + denominator, ties as 0, 1, −1, 2, −2, 1/2, −1/2, …

use super::evaluate::DEEPEST;
use super::instance::Entry;
use super::number::Number;
use quod_kernel::statement::{Definition, Statement};
use quod_kernel::term::{Function, Name, Node, Term};
use std::collections::BTreeSet;

/// The rational numbers up to a weight, in order.
pub fn plain(weight: u64) -> Vec<Entry> {
    let mut list = Vec::new();
    for number in positive(weight) {
        // Zero is 0/1, the lightest of all, before 1.
        if list.is_empty() {
            list.push(Entry::Plain(Number::ZERO));
        }
        list.push(Entry::Plain(number.clone()));
        list.push(Entry::Plain(number.negate()));
    }
    if weight == 1 { vec![Entry::Plain(Number::ZERO)] } else { list }
}

/// The logarithms of positive rational numbers up to a weight, in order.
pub fn logarithms(weight: u64) -> Vec<Entry> {
    positive(weight).into_iter().map(Entry::Log).collect()
}

/// Positive fractions in lowest terms by weight, the greater numerator first: 1, 2, 1/2, 3, 1/3, 4, 3/2, …
fn positive(weight: u64) -> Vec<Number> {
    let mut list = Vec::new();
    for total in 2..=i64::try_from(weight).unwrap_or(2) {
        for denominator in 1..total {
            let Some(number) = Number::fraction(total - denominator, denominator) else { continue };
            if number.weight() == total as u64 {
                list.push(number);
            }
        }
    }
    list
}

/// Which variables occur inside exp, so that rational exponentials stay rational.
pub struct Exponential {
    /// Those that occur nowhere else: each is given the logarithm of a rational number.
    pub only: BTreeSet<Name>,
    /// Those that may occur elsewhere too: at random instances, where no order is kept, they get logarithms as well,
    /// for then more is exact.
    pub also: BTreeSet<Name>,
}

/// The variables inside exp, in the terms of a claim and in those of the hypotheses. In hypotheses a variable counts
/// as being elsewhere, for an equation is solved for plain numbers.
pub fn exponential(statement: &Statement, claim: &[&Term], hypotheses: &[&Term]) -> Exponential {
    let mut walk =
        Walk { statement, inside: BTreeSet::new(), outside: BTreeSet::new(), seen: BTreeSet::new(), depth: 0 };
    hypotheses.iter().for_each(|term| walk.term(term, false));
    let bound = walk.outside.clone();
    claim.iter().for_each(|term| walk.term(term, false));
    let without = |other: &BTreeSet<Name>| {
        let variable = |name: &&Name| statement.variables.contains_key(*name) && !other.contains(*name);
        walk.inside.iter().filter(variable).cloned().collect()
    };
    Exponential { only: without(&walk.outside), also: without(&bound) }
}

struct Walk<'a> {
    statement: &'a Statement,
    inside: BTreeSet<Name>,
    outside: BTreeSet<Name>,
    seen: BTreeSet<(Name, bool)>,
    depth: u32,
}

impl Walk<'_> {
    fn term(&mut self, term: &Term, inside: bool) {
        match term.node() {
            Node::Entry(name, _) => {
                if inside { &mut self.inside } else { &mut self.outside }.insert(name.clone());
            }
            Node::Apply(Function::Exp | Function::Sinh | Function::Cosh | Function::Tanh, argument) => {
                self.term(argument, true);
            }
            Node::Call(name, _, arguments) => {
                if let Some(definition) = self.statement.definition(name) {
                    self.definition(definition, inside);
                    let within = self.inside.clone();
                    for ((parameter, _), argument) in definition.parameters.iter().zip(arguments) {
                        let exponent = within.contains(parameter) && !self.outside.contains(parameter);
                        self.term(&argument.body, exponent);
                    }
                }
            }
            Node::Sum(_) | Node::Derivative { .. } => term.node().each_part(&mut |part, _| self.term(part, inside)),
            Node::Fold(quod_kernel::term::Fold::Sum, _, body) => self.term(body, inside),
            Node::If(condition, then, otherwise) => {
                condition.each_term(&mut |term| self.term(term, false));
                self.term(then, inside);
                self.term(otherwise, inside);
            }
            Node::Product(factors) => {
                // A product of an array's entry with numerals and scalars stays an exponent, one of two entries not.
                let indexed = factors.iter().filter(|factor| has_index(factor)).count();
                for factor in factors {
                    let alone = if indexed == 0 { factors.len() <= 2 && !is_number(factor) } else { has_index(factor) };
                    self.term(factor, inside && alone && indexed <= 1);
                }
            }
            _ => term.node().each_part(&mut |part, _| self.term(part, false)),
        }
    }

    fn definition(&mut self, definition: &Definition, inside: bool) {
        // Each definition may nest by as much as a term may.
        if self.depth < DEEPEST / 10 && self.seen.insert((definition.name.clone(), inside)) {
            self.depth += 1;
            self.term(&definition.body, inside);
            self.depth -= 1;
        }
    }
}

fn is_number(term: &Term) -> bool {
    matches!(term.node(), Node::Number(_))
}

/// Whether a term holds a symbol with indices.
fn has_index(term: &Term) -> bool {
    let mut found = false;
    term.node().each_index(&mut |_| found = true);
    term.node().each_part(&mut |part, _| found |= has_index(part));
    found
}

#[cfg(test)]
mod tests {
    use super::{exponential, logarithms, plain};
    use quod_kernel::syntax::read_statement;

    #[test]
    fn values_come_in_the_order_of_the_contract() {
        let text = |list: Vec<super::Entry>| list.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        assert_eq!(text(plain(4)), "0 1 -1 2 -2 1/2 -1/2 3 -3 1/3 -1/3");
        assert_eq!(text(plain(1)), "0");
        assert_eq!(text(logarithms(4)), "0 log(2) log(1/2) log(3) log(1/3)");
    }

    #[test]
    fn variables_only_inside_exp_are_found() {
        for (claim, expected) in [
            ("Σ(k ≤ n: exp(z[k] - x)) = exp(z[1])", "x z"),
            ("exp(z[1])*z[1] = 0", ""),
            ("s[1] = exp(-z[1])", "z"),
            ("log(s[1]) = z[1]", ""),
            ("g(z[1]) = 0", "z"),
            ("exp(x*z[1]) = 0", "z"),
            ("exp(z[1]*y[1]) = exp(-1/2*x)", "x"),
            ("exp(z[1]^2) = 0", ""),
        ] {
            let head = "∀ n ≥ 1, z[n], y[n], x: s[i ≤ n] := exp(z[i])/Σ(k ≤ n: exp(z[k])); g(t) := 1/(1 + exp(-t)); ";
            let statement = read_statement(&format!("{head}{claim}")).unwrap();
            let found = exponential(&statement, &[&statement.claim.left, &statement.claim.right], &[]).only;
            assert_eq!(found.iter().map(|n| n.as_str()).collect::<Vec<_>>().join(" "), expected, "{claim}");
        }
    }
}
