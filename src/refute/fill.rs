//! Instances that meet the hypotheses by construction: entries are given values one by one; as soon as one more entry
//! makes a hypothesis complete, an equation that is linear in it is solved for it, any other is tested.

use super::evaluate::Evaluator;
use super::exact::{Failure, Field, Value};
use super::instance::{Entry, Instance};
use super::linear;
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
    /// At random.
    Random {
        /// The state of the source.
        state: u64,
        /// What the values are like.
        mood: Mood,
    },
}

/// What random values are like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// Positive, and in an array that hypotheses bind such that they sum to about 1: many hypotheses ask for that.
    Calm,
    /// Positive, so that logarithms and roots are defined.
    Positive,
    /// Of either sign.
    Any,
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
    pub entries: &'a [(usize, usize)],
    /// The least weight of all entries from each one on.
    pub lightest: Vec<u64>,
    /// The work that may still be done.
    pub work: u64,
    /// The most values that may be tried in one search.
    pub steps: u64,
}

/// What a search says to each instance that meets the hypotheses.
pub type Visit<'v> = &'v mut dyn FnMut(&Instance, &mut u64) -> ControlFlow<()>;

/// A system of more equations times unknowns than this is not solved.
const MAX_SYSTEM: usize = 3000;

impl<'a> Filler<'a> {
    fn spend(&mut self, work: usize) {
        self.work = self.work.saturating_sub(work as u64);
    }

    /// Sums up the weights of the entries, from the last one on.
    pub fn weigh(&mut self, instance: &Instance) {
        let mut sum = 0;
        let light = |array: usize| if self.exponential.contains(&instance.arrays[array].name) { 2 } else { 1 };
        let sums = self.entries.iter().rev().map(|(array, _)| {
            sum += light(*array);
            sum
        });
        let mut sums: Vec<u64> = sums.collect();
        sums.reverse();
        self.lightest = sums;
    }

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
        if place == 0 && !open.is_empty() && matches!(choice, Choice::Random { .. }) {
            self.block(instance, number, open, choice, visit)?;
        }
        let (complete, later) = self.split(instance, &[(array, place)], open);
        let candidates = self.candidates(instance, number, &complete, !open.is_empty(), choice);
        for candidate in candidates {
            self.steps = self.steps.saturating_sub(1);
            self.spend(1);
            if self.steps == 0 || self.work == 0 {
                break;
            }
            let weight = candidate.weight();
            instance.set(array, place, Some(candidate));
            if complete.iter().all(|demand| self.met(instance, *demand) == Ok(true)) {
                let rest = match choice {
                    Choice::Weight(total) => Some(std::mem::replace(total, total.saturating_sub(weight))),
                    Choice::Random { .. } => None,
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

    /// The demands that these entries complete, and those that lack another one too.
    fn split<'d>(
        &mut self,
        instance: &mut Instance,
        entries: &[(usize, usize)],
        open: &[Demand<'d>],
    ) -> (Vec<Demand<'d>>, Vec<Demand<'d>>) {
        for (array, place) in entries {
            let trial = self.trial(instance, *array, 1);
            instance.set(*array, *place, Some(trial));
        }
        let missing = |result| matches!(result, Err(Failure::Missing(..)));
        let parts = open.iter().partition(|demand| !missing(self.difference(instance, **demand)));
        entries.iter().for_each(|(array, place)| instance.set(*array, *place, None));
        parts
    }

    /// Fills a whole array such that all equations which it completes, and which are linear in its entries, hold.
    fn block(
        &mut self,
        instance: &mut Instance,
        number: usize,
        open: &[Demand],
        choice: &mut Choice,
        visit: Visit,
    ) -> ControlFlow<()> {
        let array = self.entries[number].0;
        let count = self.entries[number..].iter().take_while(|(other, _)| *other == array).count();
        let entries = self.entries[number..number + count].to_vec();
        let plain =
            !self.exponential.contains(&instance.arrays[array].name) && instance.arrays[array].arguments.is_none();
        if !plain || count * open.len() > MAX_SYSTEM {
            return ControlFlow::Continue(());
        }
        let (complete, later) = self.split(instance, &entries, open);
        let rows = self.rows(instance, &entries, &complete);
        for _ in 0..if rows.is_some() { 3 } else { 0 } {
            let free: Vec<Number> = entries.iter().map(|_| self.random_number(choice, count)).collect();
            self.spend(count * count.min(complete.len()) * complete.len());
            let Some(solution) = rows.clone().and_then(|rows| linear::solve(rows, &free)) else { break };
            for ((array, place), value) in entries.iter().zip(solution) {
                instance.set(*array, *place, Some(Entry::Plain(value)));
            }
            let flow = if complete.iter().all(|demand| self.met(instance, *demand) == Ok(true)) {
                self.entry(instance, number + count, &later, choice, visit)
            } else {
                ControlFlow::Continue(())
            };
            entries.iter().for_each(|(array, place)| instance.set(*array, *place, None));
            flow?;
        }
        ControlFlow::Continue(())
    }

    fn random_number(&self, choice: &mut Choice, count: usize) -> Number {
        let Choice::Random { state, mood } = choice else { return Number::ONE };
        match random(state, false, count, *mood) {
            Entry::Plain(number) | Entry::Log(number) => number,
        }
    }

    /// The equations among the demands as rows of a linear system, if there are any and each looks linear from all
    /// entries at 1 and each of them in turn at 2; a solution is tested in any case.
    fn rows(
        &mut self,
        instance: &mut Instance,
        entries: &[(usize, usize)],
        demands: &[Demand],
    ) -> Option<Vec<Vec<Number>>> {
        let equation = |demand: &&Demand| matches!(demand, Demand::Claim(Claim { relation: Relation::Equal, .. }, _));
        let equations: Vec<Demand> = demands.iter().filter(equation).copied().collect();
        if equations.is_empty() {
            return None;
        }
        let one = Entry::Plain(Number::ONE);
        entries.iter().for_each(|(array, place)| instance.set(*array, *place, Some(one.clone())));
        let mut rows = Vec::new();
        for demand in equations {
            rows.extend(self.row(instance, entries, demand));
        }
        entries.iter().for_each(|(array, place)| instance.set(*array, *place, None));
        Some(rows)
    }

    fn row(&mut self, instance: &mut Instance, entries: &[(usize, usize)], demand: Demand) -> Option<Vec<Number>> {
        let Ok(Value::Rational(base)) = self.difference(instance, demand) else { return None };
        let mut right = base.negate();
        let mut row = Vec::new();
        for (array, place) in entries {
            instance.set(*array, *place, Some(Entry::Plain(Number::integer(2))));
            let moved = self.difference(instance, demand);
            instance.set(*array, *place, Some(Entry::Plain(Number::ONE)));
            let Ok(Value::Rational(moved)) = moved else { return None };
            let slope = moved.minus(&base);
            right = right.plus(&slope);
            row.push(slope);
        }
        row.push(right);
        Some(row)
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
        constrained: bool,
        choice: &mut Choice,
    ) -> Vec<Entry> {
        let (array, place) = self.entries[number];
        for demand in complete {
            if let Some(mut solutions) = self.solve(instance, (array, place), *demand) {
                match choice {
                    Choice::Weight(rest) => {
                        let most = rest.saturating_sub(self.lightest(number + 1));
                        solutions.retain(|solution| solution.weight() <= most);
                    }
                    Choice::Random { state, .. } => {
                        // Which root comes first differs from entry to entry, so that not all are alike.
                        let first = (*state >> 40) as usize % solutions.len().max(1);
                        solutions.rotate_left(first);
                        random(state, false, 0, Mood::Any);
                    }
                }
                return solutions;
            }
        }
        let name = &instance.arrays[array].name;
        let function = self.statement.functions.contains_key(name);
        let exponential = self.exponential.contains(name);
        match choice {
            Choice::Weight(rest) => {
                let most = rest.saturating_sub(self.lightest(number + 1));
                let least = if self.entries.len() == number + 1 { most } else { 0 };
                let list = if exponential { order::logarithms(most) } else { order::plain(most) };
                let family = |entry: &Entry| matches!(entry, Entry::Plain(Number::Small(0..FAMILIES, 1)));
                list.into_iter().filter(|entry| entry.weight() >= least && (!function || family(entry))).collect()
            }
            Choice::Random { .. } if function => {
                (0..FAMILIES).rev().map(|family| Entry::Plain(Number::integer(family))).collect()
            }
            Choice::Random { state, mood } => {
                let count = instance.arrays[array].entries.len();
                let mut list = vec![random(state, exponential, if constrained { count } else { 0 }, *mood)];
                if constrained {
                    list.push(random(state, exponential, 0, Mood::Any));
                }
                if constrained && !exponential {
                    // A hypothesis on squares has rational solutions from Pythagorean ones.
                    list.extend(
                        [(3, 5), (4, 5), (2, 3), (1, 3), (5, 13)].map(|(a, b)| Entry::Plain(Number::Small(a, b))),
                    );
                }
                if !complete.is_empty() {
                    list.extend(if exponential { order::logarithms(4) } else { order::plain(9) });
                }
                list
            }
        }
    }

    /// The least weight of all entries from this one on.
    fn lightest(&self, number: usize) -> u64 {
        self.lightest.get(number).copied().unwrap_or(0)
    }

    /// The rational solutions of an equation for an entry in which it is linear or quadratic, seen from six values, or
    /// from the four positive ones where it is undefined at the others; nothing where it is neither.
    fn solve(&mut self, instance: &mut Instance, (array, place): (usize, usize), demand: Demand) -> Option<Vec<Entry>> {
        let Demand::Claim(Claim { relation: Relation::Equal, .. }, _) = demand else { return None };
        if self.exponential.contains(&instance.arrays[array].name) {
            return None;
        }
        let mut values = Vec::new();
        for trial in [1, 2, 3, 4, 0, -1] {
            instance.set(array, place, Some(Entry::Plain(Number::integer(trial))));
            let difference = self.difference(instance, demand);
            instance.set(array, place, None);
            match difference {
                Ok(Value::Rational(number)) => values.push(Some(number)),
                Err(Failure::Undefined) if trial < 1 => values.push(None),
                _ => return None,
            }
        }
        let beside = values.split_off(4);
        let values: Vec<Number> = values.into_iter().flatten().collect();
        let roots = linear::roots(&values)?;
        // What looks like a polynomial at positive numbers need not be one: |x| looks like x.
        let expected = linear::extended(&values);
        if beside.iter().zip(&expected).any(|(value, expected)| value.as_ref().is_some_and(|value| value != expected)) {
            return None;
        }
        let mut roots: Vec<Entry> = roots.into_iter().map(Entry::Plain).collect();
        roots.sort_by_key(Entry::weight);
        Some(roots)
    }
}

/// A random small number (xorshift64*), or the logarithm of one; for an array of so many entries that hypotheses bind.
fn random(state: &mut u64, exponential: bool, entries: usize, mood: Mood) -> Entry {
    let mut below = |bound: u64| {
        *state ^= *state >> 12;
        *state ^= *state << 25;
        *state ^= *state >> 27;
        ((state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % bound) as i64
    };
    let (numerator, denominator) = match mood {
        Mood::Calm if entries > 0 => (1 + below(2), entries as i64 + 2 + below(3)),
        _ => (1 + below(11), 1 + below(4)),
    };
    let number = Number::fraction(numerator, denominator).unwrap_or(Number::ONE);
    match below(5) {
        _ if exponential => Entry::Log(number),
        0 | 1 if mood == Mood::Any => Entry::Plain(number.negate()),
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
