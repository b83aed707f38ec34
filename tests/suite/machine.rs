//! A second evaluator of statements, in machine numbers with central differences for derivatives. It shares nothing with
//! the reader, the refuter and the prover.

use nalgebra::ComplexField;
use quod_kernel::statement::Statement;
use quod_kernel::term::{Condition, Fold, Function, Index, Lambda, Name, Node, Size, Term};
use std::collections::BTreeMap;

const STEP: f64 = 1e-4;

/// The axes of an array and its entries, the last index fastest.
type Array = (Vec<u64>, Vec<f64>);

/// Values for what a statement speaks of.
#[derive(Clone)]
pub struct Machine<'a> {
    pub statement: &'a Statement,
    pub sizes: BTreeMap<Name, u64>,
    pub indices: BTreeMap<Name, u64>,
    pub values: BTreeMap<Name, Array>,
    bound: Vec<u64>,
}

impl<'a> Machine<'a> {
    pub fn new(statement: &'a Statement) -> Self {
        let (sizes, indices, values) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Self { statement, sizes, indices, values, bound: Vec::new() }
    }

    fn size(&self, size: &Size) -> Option<u64> {
        match size {
            Size::Named(name) => self.sizes.get(name).copied(),
            Size::Numeral(value) => Some(*value),
        }
    }

    fn index(&self, index: &Index) -> Option<u64> {
        match index {
            Index::Bound(number) => self.bound.iter().rev().nth(*number as usize).copied(),
            Index::Free(name) => self.indices.get(name).copied(),
            Index::Numeral(value) => Some(*value),
        }
    }

    fn at(&self, at: &[Index]) -> Option<Vec<u64>> {
        at.iter().map(|index| self.index(index)).collect()
    }

    fn holds(&self, condition: &Condition) -> Option<bool> {
        Some(match condition {
            Condition::Equal(a, b) => self.index(a)? == self.index(b)?,
            Condition::Less(a, b) => self.index(a)? < self.index(b)?,
            Condition::Positive(term) => self.term(term)? > 0.0,
            Condition::Not(inner) => !self.holds(inner)?,
            Condition::And(list) => {
                list.iter().map(|part| self.holds(part)).collect::<Option<Vec<_>>>()?.iter().all(|it| *it)
            }
            Condition::Or(list) => {
                list.iter().map(|part| self.holds(part)).collect::<Option<Vec<_>>>()?.contains(&true)
            }
        })
    }

    fn under(&self, indices: &[u64]) -> Self {
        let mut inner = self.clone();
        inner.bound.extend(indices);
        inner
    }

    fn array(&self, axes: &[Size], entry: impl Fn(&[u64]) -> Option<f64>) -> Option<Array> {
        let axes: Vec<u64> = axes.iter().map(|axis| self.size(axis)).collect::<Option<_>>()?;
        let entries = places(&axes).iter().map(|at| entry(at)).collect::<Option<_>>()?;
        Some((axes, entries))
    }

    /// The value of a term; nothing where it holds an opaque function or something without a value.
    pub fn term(&self, term: &Term) -> Option<f64> {
        Some(match term.node() {
            Node::Number(value) => value.numerator() as f64 / value.denominator() as f64,
            Node::Pi => std::f64::consts::PI,
            Node::Size(name) => *self.sizes.get(name)? as f64,
            Node::Entry(name, at) => self.entry(name, &self.at(at)?)?,
            Node::Call(name, at, arguments) => self.call(name, &self.at(at)?, arguments)?,
            Node::Opaque(..) => return None,
            Node::Sum(terms) => terms.iter().map(|term| self.term(term)).sum::<Option<f64>>()?,
            Node::Product(factors) => factors.iter().map(|factor| self.term(factor)).product::<Option<f64>>()?,
            Node::Power(base, exponent) => ComplexField::powi(self.term(base)?, i32::try_from(*exponent).ok()?),
            Node::Raise(base, exponent) => ComplexField::powf(self.term(base)?, self.term(exponent)?),
            Node::Apply(function, argument) => apply(*function, self.term(argument)?),
            Node::Fold(fold, size, body) => {
                let values = (1..=self.size(size)?).map(|index| self.under(&[index]).term(body));
                let values: Vec<f64> = values.collect::<Option<_>>()?;
                match fold {
                    Fold::Sum => values.iter().sum(),
                    Fold::Product => values.iter().product(),
                    Fold::Max => values.into_iter().fold(f64::NEG_INFINITY, f64::max),
                    Fold::Min => values.into_iter().fold(f64::INFINITY, f64::min),
                }
            }
            Node::If(condition, then, otherwise) => self.term(if self.holds(condition)? { then } else { otherwise })?,
            Node::Derivative { body, by, at, .. } => {
                let at = self.at(at)?;
                (self.shifted(by, &at, STEP)?.term(body)? - self.shifted(by, &at, -STEP)?.term(body)?) / (2.0 * STEP)
            }
        })
    }

    fn entry(&self, name: &Name, at: &[u64]) -> Option<f64> {
        let (axes, entries) = self.values.get(name)?;
        entries.get(place(axes, at)).copied()
    }

    /// A definition that has values of its own is one by which something is differentiated.
    fn call(&self, name: &Name, at: &[u64], arguments: &[Lambda]) -> Option<f64> {
        if self.values.contains_key(name) {
            return self.entry(name, at);
        }
        let definition = self.statement.definition(name)?;
        let mut inner = self.clone();
        for ((parameter, _), argument) in definition.parameters.iter().zip(arguments) {
            let array = self.array(&argument.axes, |at| self.under(at).term(&argument.body))?;
            inner.values.insert(parameter.clone(), array);
        }
        inner.bound = at.to_vec();
        inner.term(&definition.body)
    }

    fn shifted(&self, by: &Name, at: &[u64], step: f64) -> Option<Self> {
        let mut other = self.clone();
        if !other.values.contains_key(by) {
            let axes = &self.statement.definition(by)?.indices;
            let array = self.array(axes, |at| self.call(by, at, &[]))?;
            other.values.insert(by.clone(), array);
        }
        let (axes, entries) = other.values.get_mut(by)?;
        *entries.get_mut(place(axes, at))? += step;
        Some(other)
    }
}

fn place(axes: &[u64], at: &[u64]) -> usize {
    axes.iter().zip(at).fold(0, |place, (axis, index)| place * *axis as usize + *index as usize - 1)
}

/// All indices of an array with these axes.
pub fn places(axes: &[u64]) -> Vec<Vec<u64>> {
    let extend = |begun: Vec<Vec<u64>>, axis: &u64| -> Vec<Vec<u64>> {
        begun.iter().flat_map(|at| (1..=*axis).map(|index| [&at[..], &[index]].concat())).collect()
    };
    axes.iter().fold(vec![Vec::new()], extend)
}

fn apply(function: Function, x: f64) -> f64 {
    match function {
        Function::Exp => ComplexField::exp(x),
        Function::Log => ComplexField::ln(x),
        Function::Sqrt => x.sqrt(),
        Function::Sin => ComplexField::sin(x),
        Function::Cos => ComplexField::cos(x),
        Function::Sinh => ComplexField::sinh(x),
        Function::Cosh => ComplexField::cosh(x),
        Function::Tanh => ComplexField::tanh(x),
        Function::Arctan => ComplexField::atan(x),
        Function::Abs => x.abs(),
    }
}

/// Whether two numbers differ by no more than differences for derivatives explain.
pub fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-4 * (1.0 + a.abs().max(b.abs()))
}
