//! The evaluator against a second one, in machine numbers with differences for derivatives, on random terms.

use super::evaluate::Evaluator;
use super::exact::Field;
use super::instance::{Array, Entry, Instance};
use super::number::Number;
use super::opaque;
use crate::generate;
use nalgebra::ComplexField;
use quod_kernel::statement::Statement;
use quod_kernel::term::{Condition, Fold, Function, Index, Lambda, Name, Node, Partial, Size, Term};
use std::collections::BTreeMap;

/// Values of arrays by name: axes and flattened entries.
type Values = BTreeMap<Name, (Vec<u64>, Vec<f64>)>;

/// The second evaluator. `frozen` definitions are evaluated among other values, those of before a difference.
#[derive(Clone)]
struct Machine<'a> {
    statement: &'a Statement,
    sizes: &'a BTreeMap<Name, u64>,
    indices: &'a BTreeMap<Name, u64>,
    values: Values,
    parameters: Values,
    frozen: Vec<(Name, Values)>,
    bound: Vec<u64>,
}

const STEP: f64 = 1e-4;

impl Machine<'_> {
    fn size(&self, size: &Size) -> u64 {
        match size {
            Size::Named(name) => self.sizes[name],
            Size::Numeral(value) => *value,
        }
    }

    fn index(&self, index: &Index) -> u64 {
        match index {
            Index::Bound(number) => self.bound[self.bound.len() - 1 - *number as usize],
            Index::Free(name) => self.indices[name],
            Index::Numeral(value) => *value,
        }
    }

    fn at(&self, at: &[Index]) -> Vec<u64> {
        at.iter().map(|index| self.index(index)).collect()
    }

    fn holds(&self, condition: &Condition) -> bool {
        match condition {
            Condition::Equal(a, b) => self.index(a) == self.index(b),
            Condition::Less(a, b) => self.index(a) < self.index(b),
            Condition::Positive(term) => self.term(term) > 0.0,
            Condition::Not(inner) => !self.holds(inner),
            Condition::And(list) => list.iter().all(|part| self.holds(part)),
            Condition::Or(list) => list.iter().any(|part| self.holds(part)),
        }
    }

    fn under(&self, index: u64) -> Self {
        let mut inner = self.clone();
        inner.bound.push(index);
        inner
    }

    fn array(&self, lambda: &Lambda) -> (Vec<u64>, Vec<f64>) {
        let axes: Vec<u64> = lambda.axes.iter().map(|axis| self.size(axis)).collect();
        let entry = |place: Vec<u64>| {
            let mut inner = self.clone();
            inner.bound.extend(place);
            inner.term(&lambda.body)
        };
        let entries = Array::places(&axes).map(entry).collect();
        (axes, entries)
    }

    fn term(&self, term: &Term) -> f64 {
        match term.node() {
            Node::Number(value) => value.numerator() as f64 / value.denominator() as f64,
            Node::Pi => std::f64::consts::PI,
            Node::Size(name) => self.sizes[name] as f64,
            Node::Entry(name, at) => {
                let (axes, entries) = self.parameters.get(name).unwrap_or_else(|| &self.values[name]);
                entries[Array::place(axes, &self.at(at)).unwrap()]
            }
            Node::Call(name, at, arguments) => self.call(name, at, arguments),
            Node::Opaque(_, _, partials, arguments) => self.opaque(partials, arguments),
            Node::Sum(terms) => terms.iter().map(|term| self.term(term)).sum(),
            Node::Product(factors) => factors.iter().map(|factor| self.term(factor)).product(),
            Node::Power(base, exponent) => power(self.term(base), *exponent),
            Node::Raise(base, exponent) => {
                let base = self.term(base);
                if base > 0.0 { ComplexField::powf(base, self.term(exponent)) } else { f64::NAN }
            }
            Node::Apply(function, argument) => apply(*function, self.term(argument)),
            Node::Fold(fold, size, body) => {
                let values = (1..=self.size(size)).map(|index| self.under(index).term(body));
                match fold {
                    Fold::Sum => values.sum(),
                    Fold::Product => values.product(),
                    Fold::Max => values.fold(f64::NEG_INFINITY, |a, b| if b.is_nan() || b > a { b } else { a }),
                    Fold::Min => values.fold(f64::INFINITY, |a, b| if b.is_nan() || b < a { b } else { a }),
                }
            }
            Node::If(condition, then, otherwise) => self.term(if self.holds(condition) { then } else { otherwise }),
            Node::Derivative { body, by, at, fixed } => {
                let at = self.at(at);
                let shifted = |step: f64| {
                    let mut other = self.clone();
                    other.frozen.extend(fixed.iter().map(|name| (name.clone(), self.values.clone())));
                    let map = if self.parameters.contains_key(by) { &mut other.parameters } else { &mut other.values };
                    let (axes, entries) = map.get_mut(by).unwrap();
                    let place = Array::place(axes, &at).unwrap();
                    entries[place] += step;
                    other.term(body)
                };
                (shifted(STEP) - shifted(-STEP)) / (2.0 * STEP)
            }
        }
    }

    fn call(&self, name: &Name, at: &[Index], arguments: &[Lambda]) -> f64 {
        let definition = self.statement.definition(name).unwrap();
        let mut inner = self.clone();
        inner.parameters = Values::new();
        for ((parameter, _), argument) in definition.parameters.iter().zip(arguments) {
            inner.parameters.insert(parameter.clone(), self.array(argument));
        }
        if let Some((_, values)) = self.frozen.iter().find(|(other, _)| other == name) {
            inner.values = values.clone();
        }
        inner.bound = self.at(at);
        inner.term(&definition.body)
    }

    fn opaque(&self, partials: &[Partial], arguments: &[Lambda]) -> f64 {
        let (mut entries, mut starts) = (Vec::new(), Vec::new());
        for argument in arguments {
            let (axes, values) = self.array(argument);
            starts.push((entries.len(), axes));
            entries.extend(values);
        }
        let place = |partial: &Partial| {
            let (start, axes) = &starts[partial.argument];
            start + Array::place(axes, &self.at(&partial.indices)).unwrap()
        };
        let by: Vec<usize> = partials.iter().map(place).collect();
        let monomials = opaque::derivative(opaque::polynomial(3, 0, entries.len()), &by);
        monomials.iter().map(|(c, factors)| *c as f64 * factors.iter().map(|f| entries[*f]).product::<f64>()).sum()
    }
}

fn power(base: f64, exponent: i64) -> f64 {
    if exponent <= 0 && base == 0.0 { f64::NAN } else { ComplexField::powi(base, exponent as i32) }
}

fn apply(function: Function, x: f64) -> f64 {
    match function {
        Function::Exp => ComplexField::exp(x),
        Function::Log if x > 0.0 => ComplexField::ln(x),
        Function::Sqrt if x >= 0.0 => ComplexField::sqrt(x),
        Function::Log | Function::Sqrt => f64::NAN,
        Function::Sin => ComplexField::sin(x),
        Function::Cos => ComplexField::cos(x),
        Function::Sinh => ComplexField::sinh(x),
        Function::Cosh => ComplexField::cosh(x),
        Function::Tanh => ComplexField::tanh(x),
        Function::Arctan => ComplexField::atan(x),
        Function::Abs => x.abs(),
    }
}

/// An instance with n = 3, m = 2 and values that no two entries share.
fn instance(statement: &Statement, seed: u64) -> (Instance, Values) {
    let name = Name::new;
    let sizes = BTreeMap::from([(name("n"), 3), (name("m"), 2)]);
    let indices = BTreeMap::from([(name("i"), 1 + seed % 3), (name("k"), 1 + seed % 2)]);
    let mut instance = Instance::empty(statement, &sizes, &indices).unwrap();
    let mut choices = generate::Choices::new(seed + 77);
    let mut values = Values::new();
    for array in 0..instance.arrays.len() {
        let count = instance.arrays[array].entries.len();
        let mut entries = Vec::new();
        for place in 0..count {
            let numerator = choices.below(17) as i64 - 6;
            let number = Number::fraction(if numerator == 0 { 11 } else { numerator }, 7).unwrap();
            let function = instance.arrays[array].arguments.is_some();
            entries.push(if numerator == 0 { 11.0 / 7.0 } else { numerator as f64 / 7.0 });
            instance.set(array, place, Some(Entry::Plain(if function { Number::integer(3) } else { number })));
        }
        values.insert(instance.arrays[array].name.clone(), (instance.arrays[array].axes.clone(), entries));
    }
    (instance, values)
}

/// How deeply derivatives nest: each costs the machine half of its digits.
fn nesting(statement: &Statement, term: &Term) -> u32 {
    let mut most = 0;
    term.node().each_part(&mut |part, _| most = most.max(nesting(statement, part)));
    match term.node() {
        Node::Derivative { .. } => most + 1,
        Node::Call(name, _, _) => most + nesting(statement, &statement.definition(name).unwrap().body),
        _ => most,
    }
}

#[test]
fn exact_and_machine_evaluation_agree_on_random_terms() {
    let (mut compared, mut differentiated) = (0, 0);
    for seed in 0..4000 {
        let statement = generate::statement(seed, 1 + seed as usize % 3);
        let (instance, values) = instance(&statement, seed);
        let term = &statement.claim.left;
        let nested = nesting(&statement, term);
        if nested > 1 {
            continue;
        }
        let (sizes, indices) = (&instance.sizes, &instance.indices);
        let (parameters, frozen, bound) = (Values::new(), Vec::new(), Vec::new());
        let machine = Machine { statement: &statement, sizes, indices, values, parameters, frozen, bound };
        let expected = machine.term(term);
        let field = Field::new(192);
        let Ok(found) = Evaluator::new(&field, &statement, &instance, 200_000).value(term, &[]) else { continue };
        let found = field.enclose(&found);
        // Products of huge and tiny numbers leave intervals that are right and say little.
        if !field.arithmetic.is_narrow(&found) {
            continue;
        }
        let found = field.arithmetic.approximate(&found);
        // Beyond this size the machine's differences lose their digits, and near a corner or a pole all of them.
        if !expected.is_finite() || expected.abs() > 1e4 {
            continue;
        }
        let tolerance = if nested == 0 { 1e-9 } else { 1e-4 };
        let close = (found - expected).abs() <= tolerance * (1.0 + expected.abs());
        assert!(close, "seed {seed}: {term}: {found}, {expected}");
        compared += 1;
        differentiated += nested;
    }
    assert!(compared > 1500 && differentiated > 200, "{compared} compared, {differentiated} with a derivative");
}

/// A term equal to this one wherever both are defined, by a law that the seed chooses.
fn rewritten(statement: &Statement, term: &Term, seed: u64) -> Term {
    let again = |part: &Term| rewritten(statement, part, seed / 7 + 1);
    let one = Term::integer(1);
    match (seed % 5, term.node()) {
        (_, Node::Call(name, at, arguments)) => {
            statement.definition(name).unwrap().unfold(at, arguments).unwrap_or_else(|| term.clone())
        }
        (0 | 1, Node::Sum(terms)) => Term::sum(terms.iter().rev().map(again)),
        (_, Node::Product(factors)) => match factors.iter().position(|f| matches!(f.node(), Node::Sum(_))) {
            Some(place) => {
                let Node::Sum(terms) = factors[place].node() else { unreachable!() };
                let with = |term: &Term| {
                    let rest = factors.iter().enumerate().filter(|(other, _)| *other != place);
                    Term::product([term.clone()].into_iter().chain(rest.map(|(_, factor)| factor.clone())))
                };
                Term::sum(terms.iter().map(with))
            }
            None => Term::product(factors.iter().rev().map(again)),
        },
        (_, Node::Power(base, exponent @ 2..)) => Term::product([again(base), Term::power(base.clone(), exponent - 1)]),
        (_, Node::Raise(base, exponent)) => {
            let log = Term::apply(Function::Log, again(base));
            Term::apply(Function::Exp, Term::product([exponent.clone(), log]))
        }
        (_, Node::Apply(Function::Tanh, x)) => {
            let (up, down) = (Term::apply(Function::Exp, x.clone()), Term::apply(Function::Exp, x.clone().negate()));
            up.clone().minus(down.clone()).over(Term::sum([up, down]))
        }
        (_, Node::Fold(Fold::Sum, size, body)) => match body.node() {
            Node::Sum(terms) => Term::sum(terms.iter().map(|term| Term::fold(Fold::Sum, size.clone(), term.clone()))),
            Node::Fold(Fold::Sum, inner, body) => {
                let swapped = body.shift(2, 2).open(&[Index::Bound(0), Index::Bound(1)]);
                Term::fold(Fold::Sum, inner.clone(), Term::fold(Fold::Sum, size.clone(), swapped))
            }
            _ => Term::fold(Fold::Sum, size.clone(), again(body)),
        },
        (0..=2, Node::If(condition, then, otherwise)) => {
            let indicator = Term::indicator(condition.clone());
            let opposite = one.minus(indicator.clone());
            Term::sum([Term::product([indicator, then.clone()]), Term::product([opposite, otherwise.clone()])])
        }
        (_, Node::If(condition, then, otherwise)) => {
            Term::case(condition.clone().negate(), otherwise.clone(), then.clone())
        }
        // Under a derivative that holds a definition fixed, the definition must not be unfolded.
        (_, Node::Derivative { body, by, at, fixed }) if fixed.is_empty() => {
            let derivative = |body: Term| Term::derivative(body, by.clone(), at.clone(), fixed.clone());
            match body.node() {
                Node::Sum(terms) => Term::sum(terms.iter().map(|term| derivative(term.clone()))),
                Node::Product(factors) => {
                    let rest = Term::product(factors[1..].iter().cloned());
                    let first = Term::product([derivative(factors[0].clone()), rest.clone()]);
                    Term::sum([first, Term::product([factors[0].clone(), derivative(rest)])])
                }
                Node::Power(base, exponent) => {
                    let inner = derivative(base.clone());
                    Term::product([Term::integer(*exponent), Term::power(base.clone(), exponent - 1), inner])
                }
                Node::Apply(Function::Exp, inner) => Term::product([body.clone(), derivative(inner.clone())]),
                Node::Apply(Function::Log, inner) => derivative(inner.clone()).over(inner.clone()),
                _ => derivative(again(body)),
            }
        }
        (_, Node::Apply(function, argument)) => Term::apply(*function, again(argument)),
        _ => Term::sum([term.clone(), one.clone(), one.negate()]),
    }
}

#[test]
fn a_law_is_never_refuted() {
    let mut held = 0;
    for seed in 0..800 {
        let mut statement = generate::statement(seed, 1 + seed as usize % 3);
        statement.hypotheses.clear();
        let left = statement.claim.left.clone();
        let right = rewritten(&statement, &left, seed);
        statement.claim =
            quod_kernel::statement::Claim { relation: quod_kernel::statement::Relation::Equal, left, right };
        assert_eq!(statement.check(), Ok(()), "seed {seed}: {statement}");
        let effort = super::Effort { work: 3_000, random: 2, ordered: 6 };
        match super::refute(&statement, effort) {
            super::Verdict::Refuted(found) => panic!("seed {seed}: {statement}\n{found:?}"),
            super::Verdict::Held { .. } => held += 1,
            super::Verdict::NoInstance => {}
        }
    }
    assert!(held > 600, "{held} held");
}
