//! The value of a term at an instance.

use super::dual::Dual;
use super::exact::{Failure, Field, Value};
use super::instance::{Array, Instance};
use super::opaque;
use quod_kernel::statement::{Definition, Statement};
use quod_kernel::term::{Condition, Fold, Index, Lambda, Name, Node, Partial, Size, Term};
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::rc::Rc;

/// What an active derivative varies.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Target {
    Variable(Name),
    Parameter(usize, Name),
    Definition(Name),
}

/// An active derivative.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Perturbation {
    level: usize,
    target: Target,
    at: Vec<u64>,
    fixed: Vec<Name>,
}

/// The parameters of a definition that is being evaluated: flattened entries, last index fastest.
type Frame = BTreeMap<Name, (Vec<u64>, Vec<Result<Dual, Failure>>)>;

/// A place of a definition under certain derivatives.
type Place = (Name, Vec<u64>, Vec<Rc<Perturbation>>);

/// Evaluates terms of a statement at an instance of it.
pub struct Evaluator<'a> {
    field: &'a Field,
    statement: &'a Statement,
    instance: &'a Instance,
    work: u64,
    bound: Vec<u64>,
    frames: Vec<Rc<Frame>>,
    active: Vec<Rc<Perturbation>>,
    level: usize,
    depth: u32,
    memo: BTreeMap<Place, Result<Dual, Failure>>,
}

/// How deep terms may nest through definitions, so that little stack is needed.
pub const DEEPEST: u32 = 300;

/// How deep derivatives may nest: the parts of a number double with each.
const MAX_LEVEL: usize = 6;

/// What a term costs by the number k of derivatives around it: a product of two numbers has up to 3ᵏ products of parts.
const COSTS: [u64; MAX_LEVEL + 1] = [1, 2, 4, 12, 50, 243, 729];

/// The most entries of the arguments of a function.
const MAX_ARGUMENTS: u64 = 1024;

type Evaluated = Result<Dual, Failure>;

impl<'a> Evaluator<'a> {
    /// An evaluator that may do this much work, in arithmetic operations.
    pub fn new(field: &'a Field, statement: &'a Statement, instance: &'a Instance, work: u64) -> Self {
        let (bound, frames, active, memo) = (Vec::new(), Vec::new(), Vec::new(), BTreeMap::new());
        Self { field, statement, instance, work, bound, frames, active, level: 0, depth: 0, memo }
    }

    /// The work that is left.
    pub fn left(&self) -> u64 {
        self.work
    }

    /// The value of a term whose loose bound indices have these values, the last one innermost.
    pub fn value(&mut self, term: &Term, bound: &[u64]) -> Result<Value, Failure> {
        self.bound = bound.to_vec();
        self.term(term).map(|dual| dual.real().clone())
    }

    /// Whether a condition holds.
    pub fn holds(&mut self, condition: &Condition) -> Result<bool, Failure> {
        match condition {
            Condition::Equal(left, right) => {
                self.spend(1)?;
                Ok(self.index(left)? == self.index(right)?)
            }
            Condition::Less(left, right) => {
                self.spend(1)?;
                Ok(self.index(left)? < self.index(right)?)
            }
            Condition::Positive(term) => {
                let value = self.term(term)?;
                match self.field.sign(value.real())? {
                    // Where the sign turns, a derivative need not exist.
                    Ordering::Equal if value.varies() => Err(Failure::Undefined),
                    sign => Ok(sign == Ordering::Greater),
                }
            }
            Condition::Not(inner) => self.holds(inner).map(|holds| !holds),
            Condition::And(list) => list.iter().try_fold(true, |all, part| Ok(all & self.holds(part)?)),
            Condition::Or(list) => list.iter().try_fold(false, |any, part| Ok(any | self.holds(part)?)),
        }
    }

    fn size(&self, size: &Size) -> Result<u64, Failure> {
        self.instance.size(size).ok_or(Failure::Undefined)
    }

    fn index(&self, index: &Index) -> Result<u64, Failure> {
        let value = match index {
            Index::Bound(number) => self.bound.iter().rev().nth(*number as usize).copied(),
            Index::Free(name) => self.instance.indices.get(name).copied(),
            Index::Numeral(value) => Some(*value),
        };
        value.ok_or(Failure::Undefined)
    }

    fn indices(&self, indices: &[Index]) -> Result<Vec<u64>, Failure> {
        indices.iter().map(|index| self.index(index)).collect()
    }

    fn spend(&mut self, work: u64) -> Result<(), Failure> {
        self.work = self.work.checked_sub(work).ok_or(Failure::Exhausted)?;
        Ok(())
    }

    /// The value of a term.
    fn term(&mut self, term: &Term) -> Evaluated {
        self.spend(COSTS[self.level])?;
        if self.depth >= DEEPEST {
            return Err(Failure::TooLarge);
        }
        self.depth += 1;
        let value = self.node(term.node());
        self.depth -= 1;
        self.spend(self.field.spent())?;
        let value = value?;
        value.within_limits()?;
        Ok(value)
    }

    fn node(&mut self, node: &Node) -> Evaluated {
        match node {
            Node::Number(value) => Ok(Dual::from(Value::Rational((*value).into()))),
            Node::Pi => Ok(Dual::from(self.field.pi())),
            Node::Size(name) => {
                let size = self.size(&Size::Named(name.clone()))?;
                Ok(Dual::from(Value::integer(i64::try_from(size).map_err(|_| Failure::TooLarge)?)))
            }
            Node::Entry(name, at) => self.entry(name, at),
            Node::Call(name, at, arguments) => self.call(name, at, arguments),
            Node::Opaque(name, at, partials, arguments) => self.opaque(name, at, partials, arguments),
            Node::Sum(terms) => {
                let mut sum = Dual::from(Value::ZERO);
                for term in terms {
                    sum = sum.plus(self.field, &self.term(term)?);
                }
                Ok(sum)
            }
            Node::Product(factors) => {
                let mut product = Dual::from(Value::ONE);
                for factor in factors {
                    product = product.times(self.field, &self.term(factor)?);
                }
                Ok(product)
            }
            Node::Power(base, exponent) => self.term(base)?.power(self.field, *exponent),
            Node::Raise(base, exponent) => self.raise(base, exponent),
            Node::Apply(function, argument) => self.term(argument)?.apply(self.field, *function),
            Node::Fold(fold, size, body) => self.fold(*fold, size, body),
            Node::If(condition, then, otherwise) => {
                if self.holds(condition)? {
                    self.term(then)
                } else {
                    self.term(otherwise)
                }
            }
            Node::Derivative { body, by, at, fixed } => self.derivative(body, by, at, fixed),
        }
    }

    /// exp(exponent · log base), by whole powers where the exponent happens to be an integer: of a positive base both
    /// are one.
    fn raise(&mut self, base: &Term, exponent: &Term) -> Evaluated {
        let (base, exponent) = (self.term(base)?, self.term(exponent)?);
        if self.field.sign(base.real())? != Ordering::Greater {
            return Err(Failure::Undefined);
        }
        if let (Value::Rational(number), false) = (exponent.real(), exponent.varies())
            && let Some(integer) = number.to_integer()
        {
            return base.power(self.field, integer);
        }
        let log = base.apply(self.field, quod_kernel::term::Function::Log)?;
        exponent.times(self.field, &log).apply(self.field, quod_kernel::term::Function::Exp)
    }

    fn entry(&mut self, name: &Name, at: &[Index]) -> Evaluated {
        let at = self.indices(at)?;
        if let Some(frame) = self.frames.last().cloned()
            && let Some((axes, entries)) = frame.get(name)
        {
            let place = Array::place(axes, &at).ok_or(Failure::Undefined)?;
            let target = Target::Parameter(self.frames.len(), name.clone());
            return Ok(self.perturbed(entries[place].clone()?, &target, &at));
        }
        let value = self.instance.entry(name, &at)?;
        Ok(self.perturbed(Dual::from(value), &Target::Variable(name.clone()), &at))
    }

    /// The number plus the ε of every active derivative by this entry.
    fn perturbed(&self, mut number: Dual, target: &Target, at: &[u64]) -> Dual {
        for active in &self.active {
            if active.target == *target && active.at == at {
                number = number.perturb(self.field, active.level);
            }
        }
        number
    }

    fn call(&mut self, name: &Name, at: &[Index], arguments: &[Lambda]) -> Evaluated {
        let statement = self.statement;
        let definition = statement.definition(name).ok_or(Failure::Undefined)?;
        let at = self.indices(at)?;
        let target = Target::Definition(name.clone());
        let apart = |active: &Rc<Perturbation>| active.fixed.contains(name) || active.target == target;
        let inner: Vec<_> = self.active.iter().filter(|active| !apart(active)).cloned().collect();
        let outer = std::mem::replace(&mut self.active, inner);
        let value = self.unfolded(definition, &at, arguments);
        self.active = outer;
        Ok(self.perturbed(value?, &target, &at))
    }

    fn unfolded(&mut self, definition: &Definition, at: &[u64], arguments: &[Lambda]) -> Evaluated {
        let place = (definition.name.clone(), at.to_vec(), self.active.clone());
        if arguments.is_empty()
            && let Some(known) = self.memo.get(&place)
        {
            return known.clone();
        }
        let mut frame = Frame::new();
        for ((parameter, _), argument) in definition.parameters.iter().zip(arguments) {
            frame.insert(parameter.clone(), self.array(argument)?);
        }
        self.frames.push(Rc::new(frame));
        let outer = std::mem::replace(&mut self.bound, at.to_vec());
        let value = self.term(&definition.body);
        self.bound = outer;
        self.frames.pop();
        if arguments.is_empty() {
            self.memo.insert(place, value.clone());
        }
        value
    }

    /// All entries of an argument; one that is undefined matters only where it is used.
    fn array(&mut self, argument: &Lambda) -> Result<(Vec<u64>, Vec<Evaluated>), Failure> {
        let axes: Vec<u64> = argument.axes.iter().map(|axis| self.size(axis)).collect::<Result<_, _>>()?;
        if Array::count(&axes) > MAX_ARGUMENTS {
            return Err(Failure::TooLarge);
        }
        let (mut entries, depth) = (Vec::new(), self.bound.len());
        for place in Array::places(&axes) {
            self.bound.extend(place);
            entries.push(self.term(&argument.body));
            self.bound.truncate(depth);
        }
        Ok((axes, entries))
    }

    fn opaque(&mut self, name: &Name, at: &[Index], partials: &[Partial], arguments: &[Lambda]) -> Evaluated {
        let (mut entries, mut starts, mut shapes) = (Vec::new(), Vec::new(), Vec::new());
        for argument in arguments {
            let (axes, values) = self.array(argument)?;
            starts.push(entries.len());
            shapes.push(axes);
            entries.extend(values);
        }
        let (family, value_place) = self.instance.family(name, &self.indices(at)?)?;
        let mut by = Vec::new();
        for partial in partials {
            let place = Array::place(&shapes[partial.argument], &self.indices(&partial.indices)?);
            by.push(starts[partial.argument] + place.ok_or(Failure::Undefined)?);
        }
        let entries: Vec<Dual> = entries.into_iter().collect::<Result<_, _>>()?;
        let count = entries.len() as u64;
        self.spend(if family == opaque::FAMILIES - 1 { count * count } else { count })?;
        let mut sum = Dual::from(Value::ZERO);
        for (coefficient, factors) in opaque::derivative(opaque::polynomial(family, value_place, entries.len()), &by) {
            self.spend(factors.len() as u64 * COSTS[self.level])?;
            let mut product = Dual::from(Value::integer(coefficient));
            for factor in factors {
                product = product.times(self.field, &entries[factor]);
            }
            sum = sum.plus(self.field, &product);
        }
        Ok(sum)
    }

    fn fold(&mut self, fold: Fold, size: &Size, body: &Term) -> Evaluated {
        let size = self.size(size)?;
        let mut result: Option<Dual> = None;
        for index in 1..=size {
            self.bound.push(index);
            let value = self.term(body);
            self.bound.pop();
            let value = value?;
            result = Some(match (result, fold) {
                (None, _) => value,
                (Some(sum), Fold::Sum) => sum.plus(self.field, &value),
                (Some(product), Fold::Product) => product.times(self.field, &value),
                (Some(best), Fold::Max) => self.better(best, value, Ordering::Greater)?,
                (Some(best), Fold::Min) => self.better(best, value, Ordering::Less)?,
            });
        }
        result.ok_or(Failure::Undefined)
    }

    /// The greater or the lesser of two numbers; where they tie, neither may vary, for there is a corner.
    fn better(&self, best: Dual, value: Dual, wanted: Ordering) -> Evaluated {
        match self.field.compare(value.real(), best.real())? {
            Ordering::Equal if best.varies() || value.varies() => Err(Failure::Undefined),
            order => Ok(if order == wanted { value } else { best }),
        }
    }

    fn derivative(&mut self, body: &Term, by: &Name, at: &[Index], fixed: &[Name]) -> Evaluated {
        let at = self.indices(at)?;
        let target = if self.frames.last().is_some_and(|frame| frame.contains_key(by)) {
            Target::Parameter(self.frames.len(), by.clone())
        } else if self.statement.variables.contains_key(by) {
            Target::Variable(by.clone())
        } else {
            Target::Definition(by.clone())
        };
        let level = self.level;
        if level >= MAX_LEVEL {
            return Err(Failure::TooLarge);
        }
        self.active.push(Rc::new(Perturbation { level, target, at, fixed: fixed.to_vec() }));
        self.level += 1;
        let value = self.term(body);
        self.level -= 1;
        self.active.pop();
        Ok(value?.derivative(level))
    }
}
