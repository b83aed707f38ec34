//! Terms of the core language in machine numbers, to show what a proved line says at chosen values.

use nalgebra::DVector;
use quod_kernel::rational::Rational;
use quod_kernel::statement::Statement;
use quod_kernel::term::{Condition, Fold, Function, Index, Name, Node, Size, Term};
use std::collections::BTreeMap;

/// What the names of a statement stand for: every named size is `size`, every variable a vector of that length.
pub struct Values<'a> {
    /// The statement.
    pub statement: &'a Statement,
    /// The size.
    pub size: u64,
    /// The variables.
    pub variables: &'a BTreeMap<String, DVector<f64>>,
    /// The free indices, from 1.
    pub indices: &'a BTreeMap<Name, u64>,
}

/// The value of a term in `f64`; what is undefined there is no number (`NaN`) or infinite.
///
/// `None` where it holds a derivative, an opaque function, a definition with parameters, or a name without a value.
pub fn evaluate(term: &Term, values: &Values) -> Option<f64> {
    Run { values, bound: Vec::new() }.term(term)
}

struct Run<'a> {
    values: &'a Values<'a>,
    bound: Vec<u64>,
}

impl Run<'_> {
    fn index(&self, index: &Index) -> Option<u64> {
        match index {
            Index::Bound(number) => {
                let place = self.bound.len().checked_sub(usize::try_from(*number).ok()? + 1)?;
                self.bound.get(place).copied()
            }
            Index::Free(name) => self.values.indices.get(name).copied(),
            Index::Numeral(value) => Some(*value),
        }
    }

    fn indices(&self, list: &[Index]) -> Option<Vec<u64>> {
        list.iter().map(|index| self.index(index)).collect()
    }

    fn size(&self, size: &Size) -> u64 {
        match size {
            Size::Named(_) => self.values.size,
            Size::Numeral(value) => *value,
        }
    }

    /// Under a binder whose index has a value.
    fn under(&mut self, value: u64, term: &Term) -> Option<f64> {
        self.bound.push(value);
        let found = self.term(term);
        self.bound.pop();
        found
    }

    fn all(&mut self, terms: &[Term], start: f64, join: fn(f64, f64) -> f64) -> Option<f64> {
        terms.iter().try_fold(start, |all, term| Some(join(all, self.term(term)?)))
    }

    fn term(&mut self, term: &Term) -> Option<f64> {
        Some(match term.node() {
            Node::Number(value) => number(*value)?,
            Node::Pi => std::f64::consts::PI,
            Node::Size(_) => self.values.size as f64,
            Node::Entry(name, at) => self.entry(name, at)?,
            Node::Call(name, at, arguments) if arguments.is_empty() => self.call(name, at)?,
            Node::Call(..) | Node::Opaque(..) | Node::Derivative { .. } => return None,
            Node::Sum(terms) => self.all(terms, 0.0, |a, b| a + b)?,
            Node::Product(terms) => self.all(terms, 1.0, |a, b| a * b)?,
            Node::Power(base, exponent) => self.term(base)?.powi(i32::try_from(*exponent).ok()?),
            Node::Raise(base, exponent) => (self.term(exponent)? * self.term(base)?.ln()).exp(),
            Node::Apply(function, argument) => applied(*function, self.term(argument)?),
            Node::Fold(fold, size, body) => self.fold(*fold, size, body)?,
            Node::If(condition, then, otherwise) => {
                let chosen = if self.condition(condition)? { then } else { otherwise };
                self.term(chosen)?
            }
        })
    }

    fn entry(&self, name: &Name, at: &[Index]) -> Option<f64> {
        let [at] = self.indices(at)?[..] else { return None };
        let entries = self.values.variables.get(name.as_str())?;
        entries.get(usize::try_from(at).ok()?.checked_sub(1)?).copied()
    }

    /// A definition stands outside of everything that is bound where it is used.
    fn call(&mut self, name: &Name, at: &[Index]) -> Option<f64> {
        let definition = self.values.statement.definitions.iter().find(|it| it.name == *name)?;
        Run { values: self.values, bound: self.indices(at)? }.term(&definition.body)
    }

    fn fold(&mut self, fold: Fold, size: &Size, body: &Term) -> Option<f64> {
        let (start, join): (f64, fn(f64, f64) -> f64) = match fold {
            Fold::Sum => (0.0, |a, b| a + b),
            Fold::Product => (1.0, |a, b| a * b),
            Fold::Max => (f64::NEG_INFINITY, f64::max),
            Fold::Min => (f64::INFINITY, f64::min),
        };
        (1..=self.size(size)).try_fold(start, |all, value| Some(join(all, self.under(value, body)?)))
    }

    fn condition(&mut self, condition: &Condition) -> Option<bool> {
        Some(match condition {
            Condition::Equal(left, right) => self.index(left)? == self.index(right)?,
            Condition::Less(left, right) => self.index(left)? < self.index(right)?,
            Condition::Positive(term) => self.term(term)? > 0.0,
            Condition::Not(inner) => !self.condition(inner)?,
            Condition::And(list) => {
                list.iter().map(|part| self.condition(part)).collect::<Option<Vec<_>>>()?.iter().all(|it| *it)
            }
            Condition::Or(list) => {
                list.iter().map(|part| self.condition(part)).collect::<Option<Vec<_>>>()?.iter().any(|it| *it)
            }
        })
    }
}

/// The numeral as a machine number, from its text form `p` or `p/q`.
fn number(value: Rational) -> Option<f64> {
    let text = value.to_string();
    let (above, below) = text.split_once('/').unwrap_or((&text, "1"));
    Some(above.parse::<f64>().ok()? / below.parse::<f64>().ok()?)
}

fn applied(function: Function, value: f64) -> f64 {
    match function {
        Function::Exp => value.exp(),
        Function::Log => value.ln(),
        Function::Sqrt => value.sqrt(),
        Function::Sin => value.sin(),
        Function::Cos => value.cos(),
        Function::Sinh => value.sinh(),
        Function::Cosh => value.cosh(),
        Function::Tanh => value.tanh(),
        Function::Arctan => value.atan(),
        Function::Abs => value.abs(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::jacobian;
    use approx::assert_relative_eq;
    use quod_kernel::syntax::read_statement;

    fn right(statement: &str, z: &DVector<f64>, at: &[u64]) -> Option<f64> {
        let statement = read_statement(statement).expect("well formed");
        let indices = statement.indices.keys().cloned().zip(at.iter().copied()).collect();
        let variables = BTreeMap::from([("z".to_owned(), z.clone())]);
        let values = Values { statement: &statement, size: z.len() as u64, variables: &variables, indices: &indices };
        evaluate(&statement.claim.right, &values)
    }

    #[test]
    fn the_entry_that_is_proved_is_that_of_nalgebra() {
        let text = "∀ n ≥ 1, i ≤ n, j ≤ n, z[n]: s[k ≤ n] := exp(z[k])/Σ(l ≤ n: exp(z[l])); \
                    ∂(s[i], z[j]) = s[i]*([i = j] - s[j])";
        let z = nalgebra::dvector![0.5, -1.0, 2.0];
        let j = jacobian(&z);
        for (row, column) in (0..3).flat_map(|row| (0..3).map(move |column| (row, column))) {
            let found = right(text, &z, &[row as u64 + 1, column as u64 + 1]).expect("a value");
            assert_relative_eq!(found, j[(row, column)], epsilon = 1e-15);
        }
    }

    #[test]
    fn what_has_no_value_by_itself_has_none() {
        let z = nalgebra::dvector![0.5, -1.0];
        assert_eq!(right("∀ n ≥ 1, i ≤ n, z[n]: z[i] = ∂(exp(z[i]), z[i])", &z, &[1]), None);
        assert_eq!(right("∀ n ≥ 1, i ≤ n, z[n]: z[i] = 1/2 + n*z[i]", &z, &[2]), Some(-1.5));
    }
}
