//! The witness: one instance that meets all hypotheses and at which both sides are defined, so that no proof is
//! vacuous. Values are exact where they can be; of others the sign is kept.

use crate::certificate::{Reason, Witness};
use crate::rational::Rational;
use crate::rules::{NEGATIVE, POSITIVE, Signs, ZERO, apply_sign, of_number, of_relation, plus, power, times};
use crate::statement::{Hypothesis, Statement};
use crate::term::{Condition, Fold, Function, Index, Lambda, Name, Node, Size, Term};
use std::collections::BTreeMap;

/// How many parts of terms may be visited.
const MAX_VISITS: usize = 200_000;

/// A real number of which all is known, or the possible signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Value {
    Exact(Rational),
    Of(Signs),
}

/// The values of an array, the last axis fastest.
#[derive(Clone)]
struct Array {
    axes: Vec<u64>,
    values: Vec<Value>,
}

struct Point<'a> {
    statement: &'a Statement,
    witness: &'a Witness,
    variables: BTreeMap<Name, Array>,
    parameters: BTreeMap<Name, Array>,
    bound: Vec<u64>,
    /// Whether all must be differentiable too.
    strict: bool,
    visits: usize,
}

type Result<T> = std::result::Result<T, Reason>;

const UNDEFINED: Reason = Reason::WitnessUndefined;

/// Checks the witness against the declarations, the hypotheses and the sides of the claim.
pub fn check(statement: &Statement, witness: &Witness) -> Result<()> {
    let fits = |(name, least): (&Name, &u64)| witness.sizes.get(name).is_some_and(|value| value >= least);
    if witness.sizes.len() != statement.sizes.len() || !statement.sizes.iter().all(fits) {
        return Err(Reason::WitnessShape);
    }
    let (variables, parameters, bound) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
    let mut point = Point { statement, witness, variables, parameters, bound, strict: false, visits: 0 };
    let inside = |(name, size): (&Name, &Size)| {
        witness.indices.get(name).is_some_and(|value| *value >= 1 && point.size(size).is_ok_and(|n| *value <= n))
    };
    if witness.indices.len() != statement.indices.len() || !statement.indices.iter().all(inside) {
        return Err(Reason::WitnessShape);
    }
    if witness.entries.len() != statement.variables.len() {
        return Err(Reason::WitnessShape);
    }
    for (name, axes) in &statement.variables {
        let axes = axes.iter().map(|size| point.size(size)).collect::<Result<Vec<_>>>()?;
        let entries = witness.entries.get(name).ok_or(Reason::WitnessShape)?;
        let count = axes.iter().try_fold(1u64, |n, axis| n.checked_mul(*axis)).ok_or(Reason::WitnessShape)?;
        if u64::try_from(entries.len()) != Ok(count) {
            return Err(Reason::WitnessShape);
        }
        let values = entries.iter().map(|value| Value::Exact(*value)).collect();
        point.variables.insert(name.clone(), Array { axes, values });
    }
    for (number, hypothesis) in statement.hypotheses.iter().enumerate() {
        if !point.meets(hypothesis)? {
            return Err(Reason::WitnessFails(number));
        }
    }
    point.term(&statement.claim.left)?;
    point.term(&statement.claim.right)?;
    Ok(())
}

impl Value {
    fn signs(self) -> Signs {
        match self {
            Value::Exact(value) => of_number(value),
            Value::Of(signs) => signs,
        }
    }

    fn both(
        self,
        other: Self,
        exact: impl Fn(Rational, Rational) -> std::result::Result<Rational, crate::Overflow>,
        rough: impl Fn(Signs, Signs) -> Signs,
    ) -> Self {
        if let (Value::Exact(a), Value::Exact(b)) = (self, other)
            && let Ok(value) = exact(a, b)
        {
            return Value::Exact(value);
        }
        match rough(self.signs(), other.signs()) {
            ZERO => Value::Exact(Rational::ZERO),
            signs => Value::Of(signs),
        }
    }

    fn plus(self, other: Self) -> Self {
        self.both(other, Rational::plus, plus)
    }

    fn times(self, other: Self) -> Self {
        self.both(other, Rational::times, times)
    }
}

impl Point<'_> {
    fn size(&self, size: &Size) -> Result<u64> {
        match size {
            Size::Named(name) => self.witness.sizes.get(name).copied().ok_or(Reason::WitnessShape),
            Size::Numeral(value) => Ok(*value),
        }
    }

    fn index(&self, index: &Index) -> Result<u64> {
        match index {
            Index::Bound(number) => self.bound.iter().rev().nth(*number as usize).copied().ok_or(UNDEFINED),
            Index::Free(name) => self.witness.indices.get(name).copied().ok_or(Reason::WitnessShape),
            Index::Numeral(value) => Ok(*value),
        }
    }

    fn meets(&mut self, hypothesis: &Hypothesis) -> Result<bool> {
        match hypothesis {
            Hypothesis::Where(condition) => self.condition(condition),
            Hypothesis::All(ranges, claim) => {
                let difference = claim.left.clone().minus(claim.right.clone());
                let signs = self.each(ranges, |point| point.term(&difference).map(Value::signs))?;
                Ok(signs.into_iter().all(|signs| signs & !of_relation(claim.relation) == 0))
            }
        }
    }

    /// The results for all values of bound indices of these ranges, the last one fastest.
    fn each<T>(&mut self, ranges: &[Size], mut visit: impl FnMut(&mut Self) -> Result<T>) -> Result<Vec<T>> {
        let sizes = ranges.iter().map(|size| self.size(size)).collect::<Result<Vec<_>>>()?;
        let count = sizes.iter().try_fold(1u64, |n, size| n.checked_mul(*size)).unwrap_or(u64::MAX);
        if count > MAX_VISITS as u64 {
            return Err(Reason::TooLarge);
        }
        let (depth, mut results) = (self.bound.len(), Vec::new());
        for number in 0..count {
            let (mut rest, mut indices) = (number, Vec::new());
            for size in sizes.iter().rev() {
                indices.push(rest % size + 1);
                rest /= size;
            }
            self.bound.extend(indices.iter().rev());
            let result = visit(self);
            self.bound.truncate(depth);
            results.push(result?);
        }
        Ok(results)
    }

    fn condition(&mut self, condition: &Condition) -> Result<bool> {
        match condition {
            Condition::Equal(a, b) => Ok(self.index(a)? == self.index(b)?),
            Condition::Less(a, b) => Ok(self.index(a)? < self.index(b)?),
            Condition::Positive(term) => match self.term(term)?.signs() {
                POSITIVE if !self.strict => Ok(true),
                signs if signs & POSITIVE == 0 && !self.strict => Ok(false),
                _ => Err(UNDEFINED),
            },
            Condition::Not(inner) => self.condition(inner).map(|value| !value),
            Condition::And(list) => list.iter().try_fold(true, |all, part| Ok(self.condition(part)? && all)),
            Condition::Or(list) => list.iter().try_fold(false, |any, part| Ok(self.condition(part)? || any)),
        }
    }

    fn entry(&self, array: Option<&Array>, at: &[Index]) -> Result<Value> {
        let array = array.ok_or(Reason::WitnessShape)?;
        let mut place = 0;
        for (axis, index) in array.axes.iter().zip(at) {
            let index = self.index(index)?;
            if !(1..=*axis).contains(&index) {
                return Err(UNDEFINED);
            }
            place = place * axis + index - 1;
        }
        array.values.get(place as usize).copied().ok_or(Reason::WitnessShape)
    }

    fn arrays(&mut self, arguments: &[Lambda]) -> Result<Vec<Array>> {
        let mut arrays = Vec::new();
        for Lambda { axes, body } in arguments {
            let values = self.each(axes, |point| point.term(body))?;
            let axes = axes.iter().map(|size| self.size(size)).collect::<Result<Vec<_>>>()?;
            arrays.push(Array { axes, values });
        }
        Ok(arrays)
    }

    fn call(&mut self, name: &Name, at: &[Index], arguments: &[Lambda]) -> Result<Value> {
        let definition = self.statement.definition(name).ok_or(Reason::WitnessShape)?;
        let indices = at.iter().map(|index| self.index(index)).collect::<Result<Vec<_>>>()?;
        for (index, size) in indices.iter().zip(&definition.indices) {
            if *index > self.size(size)? {
                return Err(UNDEFINED);
            }
        }
        let names = definition.parameters.iter().map(|(name, _)| name.clone());
        let parameters = names.zip(self.arrays(arguments)?).collect();
        let (bound, outer) =
            (std::mem::replace(&mut self.bound, indices), std::mem::replace(&mut self.parameters, parameters));
        let value = self.term(&definition.body);
        (self.bound, self.parameters) = (bound, outer);
        value
    }

    /// The value of a term, or why it may have none.
    fn term(&mut self, term: &Term) -> Result<Value> {
        self.visits += 1;
        if self.visits > MAX_VISITS {
            return Err(Reason::TooLarge);
        }
        match term.node() {
            Node::Number(value) => Ok(Value::Exact(*value)),
            Node::Pi => Ok(Value::Of(POSITIVE)),
            Node::Size(name) => Ok(Value::Exact(Rational::from(self.size(&Size::Named(name.clone()))?))),
            Node::Entry(name, at) => self.entry(self.parameters.get(name).or(self.variables.get(name)), at),
            Node::Call(name, at, arguments) => self.call(name, at, arguments),
            Node::Opaque(_, at, partials, arguments) => {
                at.iter()
                    .chain(partials.iter().flat_map(|p| &p.indices))
                    .try_for_each(|i| self.index(i).map(|_| ()))?;
                self.arrays(arguments).map(|_| Value::Of(POSITIVE))
            }
            Node::Sum(terms) => {
                terms.iter().try_fold(Value::Exact(Rational::ZERO), |sum, part| Ok(sum.plus(self.term(part)?)))
            }
            Node::Product(factors) => {
                factors.iter().try_fold(Value::Exact(Rational::ONE), |product, f| Ok(product.times(self.term(f)?)))
            }
            Node::Power(base, exponent) => match self.term(base)? {
                value if *exponent <= 0 && value.signs() & ZERO != 0 => Err(UNDEFINED),
                value => Ok(exact(value, |v| v.power(*exponent), |signs| power(signs, *exponent))),
            },
            Node::Raise(base, exponent) => {
                let (base, _) = (self.term(base)?, self.term(exponent)?);
                if base.signs() == POSITIVE { Ok(Value::Of(POSITIVE)) } else { Err(UNDEFINED) }
            }
            Node::Apply(function, argument) => {
                let argument = self.term(argument)?;
                self.apply(*function, argument)
            }
            Node::Fold(fold, size, body) => {
                let values = self.each(std::slice::from_ref(size), |point| point.term(body))?;
                self.fold(*fold, &values)
            }
            Node::If(condition, then, otherwise) => {
                if self.condition(condition)? {
                    self.term(then)
                } else {
                    self.term(otherwise)
                }
            }
            Node::Derivative { body, at, .. } => {
                at.iter().try_for_each(|index| self.index(index).map(|_| ()))?;
                let outside = std::mem::replace(&mut self.strict, true);
                let value = self.term(body);
                self.strict = outside;
                value.map(|_| Value::Of(NEGATIVE | ZERO | POSITIVE))
            }
        }
    }

    fn apply(&self, function: Function, argument: Value) -> Result<Value> {
        let signs = argument.signs();
        let defined = match function {
            Function::Log => signs == POSITIVE,
            Function::Sqrt if self.strict => signs == POSITIVE,
            Function::Sqrt => signs & NEGATIVE == 0,
            Function::Abs if self.strict => signs & ZERO == 0,
            _ => true,
        };
        if !defined {
            return Err(UNDEFINED);
        }
        let whole = |value: i64| Ok(Value::Exact(Rational::from(value)));
        match (function, argument) {
            (Function::Exp | Function::Cos | Function::Cosh, Value::Exact(Rational::ZERO)) => whole(1),
            (Function::Log, Value::Exact(Rational::ONE)) => whole(0),
            (Function::Abs, Value::Exact(value)) => {
                Ok(Value::Exact(if value.is_negative() { value.negate() } else { value }))
            }
            (Function::Sqrt, Value::Exact(Rational::ONE)) => whole(1),
            (Function::Log, Value::Exact(value)) if value > Rational::ONE => Ok(Value::Of(POSITIVE)),
            (Function::Log, Value::Exact(_)) => Ok(Value::Of(NEGATIVE)),
            _ => match apply_sign(function, signs) {
                ZERO => whole(0),
                signs => Ok(Value::Of(signs)),
            },
        }
    }

    fn fold(&self, fold: Fold, values: &[Value]) -> Result<Value> {
        let (first, rest) = values.split_first().ok_or(UNDEFINED)?;
        rest.iter().try_fold(*first, |all, value| match (fold, all, value) {
            (Fold::Sum, ..) => Ok(all.plus(*value)),
            (Fold::Product, ..) => Ok(all.times(*value)),
            (Fold::Max | Fold::Min, ..) if self.strict => Err(UNDEFINED),
            (Fold::Max, Value::Exact(a), Value::Exact(b)) => Ok(Value::Exact(a.max(*b))),
            (Fold::Min, Value::Exact(a), Value::Exact(b)) => Ok(Value::Exact(a.min(*b))),
            (Fold::Max | Fold::Min, a, b) => Ok(Value::Of(a.signs() | b.signs())),
        })
    }
}

fn exact(
    value: Value,
    exact: impl Fn(Rational) -> std::result::Result<Rational, crate::Overflow>,
    rough: impl Fn(Signs) -> Signs,
) -> Value {
    if let Value::Exact(value) = value
        && let Ok(value) = exact(value)
    {
        return Value::Exact(value);
    }
    Value::Of(rough(value.signs()))
}
