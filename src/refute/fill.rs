//! Instances that meet the hypotheses by construction: entries are given values one by one; as soon as one more entry
//! makes a hypothesis complete, an equation that is linear in it is solved for it, any other is tested.

use super::evaluate::Evaluator;
use super::exact::{Failure, Field, Value};
use super::instance::{Entry, Instance};
use super::number::Number;
use super::opaque::FAMILIES;
use super::order;
use quod_kernel::statement::{Claim, Hypothesis, Relation, Statement};
use quod_kernel::term::{Condition, Name};
use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::ops::ControlFlow;

/// A hypothesis at values of its own indices.
#[derive(Clone, Copy)]
pub enum Demand<'a> {
    /// A claim; the place in the list of all values of its indices.
    Claim(&'a Claim, &'a [u64]),
    /// A condition.
    Condition(&'a Condition),
}

/// How values are chosen.
pub enum Choice {
    /// In the order of the contract, such that all weights sum to what is left.
    Weight(u64),
    /// At random, from this state.
    Random(u64),
}

/// Fills instances of one statement.
pub struct Filler<'a> {
    /// Arithmetic for the hypotheses.
    pub field: &'a Field,
    /// The statement.
    pub statement: &'a Statement,
    /// The variables that are given logarithms.
    pub exponential: &'a BTreeSet<Name>,
    /// The entries in use, in the order in which they are filled: numbers of array and place.
    pub entries: Vec<(usize, usize)>,
    /// The work that may still be done.
    pub work: u64,
    /// The most values that may be tried in one search.
    pub steps: u64,
}

/// What a search says to each instance that meets the hypotheses.
pub type Visit<'v> = &'v mut dyn FnMut(&Instance, &mut u64) -> ControlFlow<()>;

/// Calls `visit` for the values of indices of these ranges.
pub fn all_indices(ranges: &[u64]) -> Vec<Vec<u64>> {
    super::instance::Array::places(ranges)
}

impl<'a> Filler<'a> {
    /// Whether a relation holds, where it can be decided.
    pub fn relation(relation: Relation, order: Ordering) -> bool {
        match relation {
            Relation::Equal => order == Ordering::Equal,
            Relation::Unequal => order != Ordering::Equal,
            Relation::Less => order == Ordering::Less,
            Relation::AtMost => order != Ordering::Greater,
            Relation::Greater => order == Ordering::Greater,
            Relation::AtLeast => order != Ordering::Less,
        }
    }

    /// left − right, or the truth of a condition as 0 or 1.
    fn difference(&mut self, instance: &Instance, demand: Demand) -> Result<Value, Failure> {
        let mut evaluator = Evaluator::new(self.field, self.statement, instance, self.work);
        let result = match demand {
            Demand::Claim(claim, at) => evaluator.value(&claim.left, at).and_then(|left| {
                let right = evaluator.value(&claim.right, at)?;
                Ok(self.field.minus(&left, &right))
            }),
            Demand::Condition(condition) => evaluator.holds(condition).map(|holds| Value::integer(i64::from(!holds))),
        };
        self.work = evaluator.left();
        result
    }

    fn met(&mut self, instance: &Instance, demand: Demand) -> Result<bool, Failure> {
        let difference = self.difference(instance, demand)?;
        let relation = match demand {
            Demand::Claim(claim, _) => claim.relation,
            Demand::Condition(_) => Relation::Equal,
        };
        Ok(Self::relation(relation, self.field.sign(&difference)?))
    }

    /// Visits instances that meet the demands, until told to stop or the steps are spent.
    pub fn fill(
        &mut self,
        instance: &mut Instance,
        demands: &[Demand],
        choice: &mut Choice,
        visit: Visit,
    ) -> ControlFlow<()> {
        let mut open = Vec::new();
        for demand in demands {
            match self.met(instance, *demand) {
                Ok(true) => {}
                Err(Failure::Missing(..)) => open.push(*demand),
                _ => return ControlFlow::Continue(()),
            }
        }
        self.entry(instance, 0, &open, choice, visit)
    }

    fn entry(
        &mut self,
        instance: &mut Instance,
        number: usize,
        open: &[Demand],
        choice: &mut Choice,
        visit: Visit,
    ) -> ControlFlow<()> {
        let Some((array, place)) = self.entries.get(number).copied() else {
            let fits = open.is_empty() && !matches!(choice, Choice::Weight(rest) if *rest > 0);
            return if fits { visit(instance, &mut self.work) } else { ControlFlow::Continue(()) };
        };
        let (complete, later) = self.split(instance, (array, place), open);
        let candidates = self.candidates(instance, number, &complete, choice);
        for candidate in candidates {
            self.steps = self.steps.saturating_sub(1);
            if self.steps == 0 || self.work == 0 {
                break;
            }
            let weight = candidate.weight();
            instance.set(array, place, Some(candidate));
            if complete.iter().all(|demand| self.met(instance, *demand) == Ok(true)) {
                let rest = match choice {
                    Choice::Weight(total) => Some(std::mem::replace(total, total.saturating_sub(weight))),
                    Choice::Random(_) => None,
                };
                let flow = self.entry(instance, number + 1, &later, choice, visit);
                if let (Choice::Weight(total), Some(rest)) = (&mut *choice, rest) {
                    *total = rest;
                }
                if flow.is_break() {
                    instance.set(array, place, None);
                    return flow;
                }
            }
        }
        instance.set(array, place, None);
        ControlFlow::Continue(())
    }

    /// The demands that this entry completes, and those that lack another one too.
    fn split<'d>(
        &mut self,
        instance: &mut Instance,
        (array, place): (usize, usize),
        open: &[Demand<'d>],
    ) -> (Vec<Demand<'d>>, Vec<Demand<'d>>) {
        instance.set(array, place, Some(self.trial(instance, array, 1)));
        let parts =
            open.iter().partition(|demand| !matches!(self.difference(instance, **demand), Err(Failure::Missing(..))));
        instance.set(array, place, None);
        parts
    }

    fn trial(&self, instance: &Instance, array: usize, value: i64) -> Entry {
        let number = Number::integer(value);
        if self.exponential.contains(&instance.arrays[array].name) { Entry::Log(number) } else { Entry::Plain(number) }
    }

    fn candidates(
        &mut self,
        instance: &mut Instance,
        number: usize,
        complete: &[Demand],
        choice: &mut Choice,
    ) -> Vec<Entry> {
        let (array, place) = self.entries[number];
        for demand in complete {
            if let Some(solution) = self.solve(instance, (array, place), *demand) {
                return match choice {
                    Choice::Weight(rest) if solution.weight() + self.lightest(instance, number + 1) > *rest => {
                        Vec::new()
                    }
                    _ => vec![solution],
                };
            }
        }
        let name = &instance.arrays[array].name;
        let function = self.statement.functions.contains_key(name);
        let exponential = self.exponential.contains(name);
        match choice {
            Choice::Weight(rest) => {
                let most = rest.saturating_sub(self.lightest(instance, number + 1));
                let least = if self.entries.len() == number + 1 { most } else { 0 };
                let list = if exponential { order::logarithms(most) } else { order::plain(most) };
                let family = |entry: &Entry| matches!(entry, Entry::Plain(Number::Small(0..FAMILIES, 1)));
                list.into_iter().filter(|entry| entry.weight() >= least && (!function || family(entry))).collect()
            }
            Choice::Random(_) if function => {
                (0..FAMILIES).rev().map(|family| Entry::Plain(Number::integer(family))).collect()
            }
            Choice::Random(state) => {
                let mut list: Vec<Entry> = (0..2).map(|_| random(state, exponential)).collect();
                if !complete.is_empty() {
                    list.extend(if exponential { order::logarithms(4) } else { order::plain(9) });
                }
                list
            }
        }
    }

    /// The least weight of all entries from this one on.
    fn lightest(&self, instance: &Instance, number: usize) -> u64 {
        let light = |(array, _): &(usize, usize)| {
            if self.exponential.contains(&instance.arrays[*array].name) { 2 } else { 1 }
        };
        self.entries[number..].iter().map(light).sum()
    }

    /// The solution of an equation for an entry in which it is linear, seen from three values.
    fn solve(&mut self, instance: &mut Instance, (array, place): (usize, usize), demand: Demand) -> Option<Entry> {
        let Demand::Claim(Claim { relation: Relation::Equal, .. }, _) = demand else { return None };
        if self.exponential.contains(&instance.arrays[array].name) {
            return None;
        }
        let mut values = Vec::new();
        for trial in [1, 2, 3] {
            instance.set(array, place, Some(Entry::Plain(Number::integer(trial))));
            let difference = self.difference(instance, demand);
            instance.set(array, place, None);
            let Ok(Value::Rational(number)) = difference else { return None };
            values.push(number);
        }
        let slope = values[1].minus(&values[0]);
        if values[2].minus(&values[1]) != slope {
            return None;
        }
        let step = slope.inverse()?.times(&values[0]);
        Some(Entry::Plain(Number::ONE.minus(&step)))
    }
}

/// A random small number (xorshift64*), or the logarithm of one.
fn random(state: &mut u64, exponential: bool) -> Entry {
    let mut below = |bound: u64| {
        *state ^= *state >> 12;
        *state ^= *state << 25;
        *state ^= *state >> 27;
        ((state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % bound) as i64
    };
    let (numerator, denominator) = (1 + below(11), 1 + below(4));
    let number = Number::fraction(numerator, denominator).unwrap_or(Number::ONE);
    match below(5) {
        _ if exponential => Entry::Log(number),
        0 | 1 => Entry::Plain(number.negate()),
        _ => Entry::Plain(number),
    }
}

/// All demands of the hypotheses of a statement at an instance's sizes; `values` holds the values of bound indices.
pub fn demands<'a>(hypotheses: &'a [Hypothesis], values: &'a [Vec<Vec<u64>>]) -> Vec<Demand<'a>> {
    let mut demands = Vec::new();
    for (hypothesis, values) in hypotheses.iter().zip(values) {
        match hypothesis {
            Hypothesis::All(_, claim) => demands.extend(values.iter().map(|at| Demand::Claim(claim, at))),
            Hypothesis::Where(condition) => demands.push(Demand::Condition(condition)),
        }
    }
    demands
}
