//! Terms as numbers at a point, by machine arithmetic and with nothing of the kernel but its terms: the other opinion
//! in the tests of the rules. Derivatives are differences; an opaque function is the sine of a weighted sum.

// Tests compare within a tolerance, so that the last bits of the platform do not matter.
#![allow(clippy::float_arithmetic, clippy::disallowed_methods)]

use quod_kernel::statement::Statement;
use quod_kernel::term::{Condition, Fold, Function, Index, Lambda, Name, Node, Partial, Size, Term};
use std::collections::BTreeMap;

/// Why a term has no number here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Out {
    /// It is not defined at the point.
    Undefined,
    /// Machine arithmetic cannot say.
    Unsure,
}

type Value = Result<f64, Out>;

/// An array with the lengths of its axes, the last one fastest.
pub type Array = (Vec<u64>, Vec<f64>);

/// Values for all that a statement declares.
#[derive(Clone, Debug)]
pub struct Point {
    /// The sizes.
    pub sizes: BTreeMap<Name, u64>,
    /// The free indices.
    pub indices: BTreeMap<Name, u64>,
    /// The variables.
    pub variables: BTreeMap<Name, Array>,
}

/// A symbol of which one entry is moved a little, and what is held fixed meanwhile.
#[derive(Clone)]
struct Bump {
    name: Name,
    at: Vec<u64>,
    by: f64,
    fixed: Vec<Name>,
}

/// The place of a term.
#[derive(Clone)]
pub struct Place<'a> {
    statement: &'a Statement,
    point: &'a Point,
    /// The values of the bound indices, the innermost last.
    pub bound: Vec<u64>,
    parameters: BTreeMap<Name, Array>,
    bumps: Vec<Bump>,
}

impl Point {
    /// The number for which a size stands.
    pub fn length(&self, size: &Size) -> u64 {
        match size {
            Size::Named(name) => self.sizes[name],
            Size::Numeral(value) => *value,
        }
    }

    /// The place of a whole statement's sides.
    pub fn of<'a>(&'a self, statement: &'a Statement) -> Place<'a> {
        Place { statement, point: self, bound: Vec::new(), parameters: BTreeMap::new(), bumps: Vec::new() }
    }
}

fn sure(value: f64) -> Value {
    if value.abs() <= 1e6 { Ok(value) } else { Err(Out::Unsure) }
}

/// What is above 0 by its nature, unless machine arithmetic has lost it.
fn above_zero(value: f64) -> Value {
    if value > 1e-6 { sure(value) } else { Err(Out::Unsure) }
}

/// A value whose sign or whose distance from 0 matters: 0 itself, or clearly not 0.
fn clear(value: f64) -> Value {
    if value == 0.0 || value.abs() > 1e-6 { Ok(value) } else { Err(Out::Unsure) }
}

impl Place<'_> {
    fn index(&self, index: &Index) -> u64 {
        match index {
            Index::Bound(number) => self.bound[self.bound.len() - 1 - *number as usize],
            Index::Free(name) => self.point.indices[name],
            Index::Numeral(value) => *value,
        }
    }

    fn at(&self, indices: &[Index]) -> Vec<u64> {
        indices.iter().map(|index| self.index(index)).collect()
    }

    /// All values of indices of these ranges, the last one fastest.
    fn grid(&self, sizes: &[Size]) -> Vec<Vec<u64>> {
        sizes.iter().fold(vec![Vec::new()], |all, size| {
            let longer = |begun: &Vec<u64>| {
                let begun = begun.clone();
                (1..=self.point.length(size)).map(move |value| [begun.clone(), vec![value]].concat())
            };
            all.iter().flat_map(longer).collect()
        })
    }

    fn under(&self, values: &[u64]) -> Self {
        let mut inner = self.clone();
        inner.bound.extend(values);
        inner
    }

    fn array(&self, lambda: &Lambda) -> Result<Array, Out> {
        let lengths = lambda.axes.iter().map(|size| self.point.length(size)).collect();
        let values = self.grid(&lambda.axes).into_iter().map(|at| self.under(&at).value(&lambda.body));
        Ok((lengths, values.collect::<Result<_, _>>()?))
    }

    /// What the bumps add to an entry.
    fn moved(&self, name: &Name, at: &[u64]) -> f64 {
        self.bumps.iter().filter(|bump| bump.name == *name && bump.at == at).map(|bump| bump.by).sum()
    }

    fn entry(&self, name: &Name, at: &[Index]) -> Value {
        let (lengths, values) = self.parameters.get(name).unwrap_or_else(|| &self.point.variables[name]);
        let at = self.at(at);
        let mut place = 0;
        for (value, length) in at.iter().zip(lengths) {
            if value > length {
                return Err(Out::Undefined);
            }
            place = place * length + value - 1;
        }
        Ok(values[place as usize] + self.moved(name, &at))
    }

    fn call(&self, name: &Name, at: &[Index], arguments: &[Lambda]) -> Value {
        let definition = self.statement.definition(name).expect("a definition");
        let mut inner = self.clone();
        inner.bumps.retain(|bump| !bump.fixed.contains(name));
        let arrays = arguments.iter().map(|lambda| inner.array(lambda)).collect::<Result<Vec<_>, _>>()?;
        let values = self.at(at);
        if values.iter().zip(&definition.indices).any(|(value, size)| *value > self.point.length(size)) {
            return Err(Out::Undefined);
        }
        let moved = inner.moved(name, &values);
        inner.parameters = definition.parameters.iter().map(|(name, _)| name.clone()).zip(arrays).collect();
        inner.bound = values;
        sure(inner.value(&definition.body)? + moved)
    }

    /// sin(1/2 + Σ w·a) with a weight for each entry; its derivatives multiply by weights and move by π/2.
    fn opaque(&self, at: &[Index], partials: &[Partial], arguments: &[Lambda]) -> Value {
        let weight = |argument: usize, at: &[u64]| {
            let place = at.iter().fold(1, |sum, value| 3 * sum + value);
            (argument as f64 + 1.0) / 2.0 - place as f64 / 8.0
        };
        let mut phase = 0.5 + self.at(at).iter().sum::<u64>() as f64;
        for (number, lambda) in arguments.iter().enumerate() {
            for at in self.grid(&lambda.axes) {
                phase += weight(number, &at) * self.under(&at).value(&lambda.body)?;
            }
        }
        let mut factor = 1.0;
        for partial in partials {
            factor *= weight(partial.argument, &self.at(&partial.indices));
            phase += std::f64::consts::FRAC_PI_2;
        }
        Ok(factor * phase.sin())
    }

    /// The derivative by differences of the fourth order, if two widths agree on it.
    fn derivative(&self, body: &Term, by: &Name, at: &[Index], fixed: &[Name]) -> Value {
        let value = |by_what: f64| {
            let mut inner = self.clone();
            inner.bumps.push(Bump { name: by.clone(), at: self.at(at), by: by_what, fixed: fixed.to_vec() });
            inner.value(body).map_err(|_| Out::Unsure)
        };
        self.value(body)?;
        let slope = |h: f64| -> Value {
            Ok((8.0 * (value(h)? - value(-h)?) - (value(2.0 * h)? - value(-2.0 * h)?)) / (12.0 * h))
        };
        let (wide, narrow) = (slope(4e-3)?, slope(2e-3)?);
        if (wide - narrow).abs() <= 1e-6 * (1.0 + wide.abs()) { sure(narrow) } else { Err(Out::Unsure) }
    }

    /// Whether the condition holds.
    pub fn holds(&self, condition: &Condition) -> Result<bool, Out> {
        match condition {
            Condition::Equal(a, b) => Ok(self.index(a) == self.index(b)),
            Condition::Less(a, b) => Ok(self.index(a) < self.index(b)),
            Condition::Positive(term) => Ok(clear(self.value(term)?)? > 0.0),
            Condition::Not(inner) => Ok(!self.holds(inner)?),
            Condition::And(list) => list.iter().try_fold(true, |all, part| Ok(self.holds(part)? && all)),
            Condition::Or(list) => list.iter().try_fold(false, |any, part| Ok(self.holds(part)? || any)),
        }
    }

    fn fold(&self, fold: Fold, size: &Size, body: &Term) -> Value {
        let values = self.grid(std::slice::from_ref(size)).into_iter().map(|at| self.under(&at).value(body));
        let values = values.collect::<Result<Vec<_>, _>>()?;
        sure(match fold {
            Fold::Sum => values.iter().sum(),
            Fold::Product => values.iter().product(),
            Fold::Max => values.into_iter().fold(f64::NEG_INFINITY, f64::max),
            Fold::Min => values.into_iter().fold(f64::INFINITY, f64::min),
        })
    }

    /// The number that the term is.
    pub fn value(&self, term: &Term) -> Value {
        match term.node() {
            Node::Number(value) => sure(value.numerator() as f64 / value.denominator() as f64),
            Node::Pi => Ok(std::f64::consts::PI),
            Node::Size(name) => Ok(self.point.sizes[name] as f64),
            Node::Entry(name, at) => self.entry(name, at),
            Node::Call(name, at, arguments) => self.call(name, at, arguments),
            Node::Opaque(_, at, partials, arguments) => self.opaque(at, partials, arguments),
            Node::Sum(terms) => terms.iter().try_fold(0.0, |sum, part| sure(sum + self.value(part)?)),
            Node::Product(factors) => factors.iter().try_fold(1.0, |product, f| sure(product * self.value(f)?)),
            Node::Power(base, exponent) => {
                let base = self.value(base)?;
                if *exponent <= 0 && clear(base)? == 0.0 {
                    return Err(Out::Undefined);
                }
                i32::try_from(*exponent).map_or(Err(Out::Unsure), |exponent| sure(base.powi(exponent)))
            }
            Node::Raise(base, exponent) => {
                let (base, exponent) = (clear(self.value(base)?)?, self.value(exponent)?);
                if base > 0.0 { above_zero(base.powf(exponent)) } else { Err(Out::Undefined) }
            }
            Node::Apply(function, argument) => apply(*function, self.value(argument)?),
            Node::Fold(fold, size, body) => self.fold(*fold, size, body),
            Node::If(condition, then, otherwise) => {
                if self.holds(condition)? {
                    self.value(then)
                } else {
                    self.value(otherwise)
                }
            }
            Node::Derivative { body, by, at, fixed } => self.derivative(body, by, at, fixed),
        }
    }
}

fn apply(function: Function, x: f64) -> Value {
    sure(match function {
        Function::Exp => return above_zero(x.exp()),
        // Many waves within one step make differences meaningless.
        Function::Sin | Function::Cos if x.abs() > 50.0 => return Err(Out::Unsure),
        Function::Log if clear(x)? > 0.0 => x.ln(),
        Function::Sqrt if clear(x)? >= 0.0 => x.sqrt(),
        Function::Log | Function::Sqrt => return Err(Out::Undefined),
        Function::Sin => x.sin(),
        Function::Cos => x.cos(),
        Function::Sinh => x.sinh(),
        Function::Cosh => x.cosh(),
        Function::Tanh => x.tanh(),
        Function::Arctan => x.atan(),
        Function::Abs => x.abs(),
    })
}
