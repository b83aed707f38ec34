//! The search for an instance that meets all hypotheses and at which both sides are defined.

use quod_kernel::Rational;
use quod_kernel::certificate::Witness;
use quod_kernel::statement::{Hypothesis, Statement};
use quod_kernel::term::{Condition, Name, Node, Size, Term};
use quod_kernel::witness::check;
use std::collections::{BTreeMap, BTreeSet};

/// A way to fill an array.
#[derive(Clone, Copy)]
enum Pattern {
    /// The same number everywhere.
    Constant(Rational),
    /// One over the length of the last axis.
    Uniform,
    /// 1 where all indices are equal, else 0.
    Diagonal,
    /// 1 in the first place, else 0.
    First,
    /// 2, 3, 4, … by the sum of the indices.
    Rising,
    /// 1/2, 1/3, 1/4, … by the sum of the indices.
    Falling,
}

/// How many ways to fill the variables of the hypotheses are tried for each choice of sizes and indices.
const MAX_ASSIGNMENTS: usize = 2000;
/// How many choices of the free indices are tried for each choice of sizes.
const MAX_CHOICES: usize = 256;
/// How many instances are tried in all.
const MAX_TRIES: usize = 20_000;

fn fraction(numerator: i128, denominator: u64) -> Rational {
    Rational::new(numerator, i128::from(denominator)).unwrap_or(Rational::ONE)
}

impl Pattern {
    fn value(self, axes: &[u64], at: &[u64]) -> Rational {
        let indicator = |holds: bool| if holds { Rational::ONE } else { Rational::ZERO };
        let sum = at.iter().sum::<u64>() + 1;
        match self {
            Pattern::Constant(value) => value,
            Pattern::Uniform => fraction(1, axes.last().copied().unwrap_or(2)),
            Pattern::Diagonal => indicator(at.windows(2).all(|pair| pair[0] == pair[1])),
            Pattern::First => indicator(at.iter().all(|place| *place == 1)),
            Pattern::Rising => Rational::from(sum),
            Pattern::Falling => fraction(1, sum),
        }
    }
}

/// An instance, if one of those that are tried serves.
pub fn find(statement: &Statement) -> Option<Witness> {
    let (bound, patterns) = (variables(statement), patterns(statement));
    let plain =
        [Rational::ONE, Rational::ZERO, fraction(1, 2)].map(Pattern::Constant).into_iter().chain([Pattern::Rising]);
    let fillings: Vec<BTreeMap<&Name, Pattern>> = plain
        .flat_map(|rest| assignments(&bound, &patterns).map(move |chosen| (rest, chosen)).collect::<Vec<_>>())
        .map(|(rest, chosen)| {
            statement.variables.keys().map(|name| (name, chosen.get(name).copied().unwrap_or(rest))).collect()
        })
        .collect();
    let mut tries = 0;
    for extra in 0..4 {
        let sizes: BTreeMap<Name, u64> = statement.sizes.iter().map(|(n, least)| (n.clone(), least + extra)).collect();
        for indices in choices(statement, &sizes) {
            for filling in &fillings {
                let witness = fill(statement, &sizes, &indices, filling);
                if check(statement, &witness).is_ok() {
                    return Some(witness);
                }
                tries += 1;
                if tries == MAX_TRIES {
                    return None;
                }
            }
        }
    }
    None
}

fn hypothesis_terms(statement: &Statement) -> Vec<Term> {
    let mut terms = Vec::new();
    for hypothesis in &statement.hypotheses {
        match hypothesis {
            Hypothesis::All(_, claim) => terms.extend([claim.left.clone(), claim.right.clone()]),
            Hypothesis::Where(condition) => condition.each_term(&mut |term| terms.push(term.clone())),
        }
    }
    terms
}

/// The variables on which the hypotheses depend.
fn variables(statement: &Statement) -> Vec<Name> {
    let stop = BTreeSet::new();
    let found: BTreeSet<Name> =
        hypothesis_terms(statement).iter().flat_map(|term| statement.dependencies(term, &stop)).collect();
    found.into_iter().filter(|name| statement.variables.contains_key(name)).collect()
}

/// The patterns, with the numbers of the hypotheses and their whole roots among the constants.
fn patterns(statement: &Statement) -> Vec<Pattern> {
    let mut numbers = vec![Rational::ONE, Rational::ZERO];
    for term in hypothesis_terms(statement) {
        constants(&term, &mut numbers);
    }
    numbers.extend([Rational::MINUS_ONE, Rational::from(2i64), fraction(1, 2)]);
    let mut seen = BTreeSet::new();
    numbers.retain(|number| seen.insert(*number));
    let rest = [Pattern::Uniform, Pattern::Diagonal, Pattern::First, Pattern::Rising, Pattern::Falling];
    numbers.into_iter().take(8).map(Pattern::Constant).chain(rest).collect()
}

fn constants(term: &Term, found: &mut Vec<Rational>) {
    if let Node::Number(value) = term.node() {
        let root = (1..100i64).map(Rational::from).find(|root: &Rational| root.times(*root) == Ok(*value));
        found.extend([Some(*value), root, value.inverse().ok()].into_iter().flatten());
    }
    term.node().each_part(&mut |part, _| constants(part, found));
}

/// One pattern for all, then every combination while those are few.
fn assignments<'a>(
    variables: &'a [Name],
    patterns: &'a [Pattern],
) -> impl Iterator<Item = BTreeMap<&'a Name, Pattern>> + use<'a> {
    let count = patterns.len().checked_pow(variables.len() as u32).unwrap_or(usize::MAX).min(MAX_ASSIGNMENTS);
    let same = patterns.iter().map(|pattern| variables.iter().map(|name| (name, *pattern)).collect());
    let mixed = (0..count).map(|number| {
        let mut rest = number;
        let digit = |name| {
            let pattern = patterns[rest % patterns.len()];
            rest /= patterns.len();
            (name, pattern)
        };
        variables.iter().map(digit).collect()
    });
    same.chain(mixed)
}

/// Values of the free indices, while those are few.
fn choices(statement: &Statement, sizes: &BTreeMap<Name, u64>) -> Vec<BTreeMap<Name, u64>> {
    let mut all = vec![BTreeMap::new()];
    for (name, size) in &statement.indices {
        let size = length(size, sizes).min(4);
        let more = |chosen: BTreeMap<Name, u64>| {
            (1..=size).map(move |value| {
                let mut longer = chosen.clone();
                longer.insert(name.clone(), value);
                longer
            })
        };
        all = all.into_iter().flat_map(more).collect();
        all.truncate(MAX_CHOICES);
    }
    // Which index has which value matters to conditions between indices alone.
    let free = |hypothesis: &Hypothesis| matches!(hypothesis, Hypothesis::Where(c) if *c != Condition::And(Vec::new()));
    let needed = if statement.hypotheses.iter().any(free) { MAX_CHOICES } else { 4 };
    all.truncate(needed);
    all
}

fn length(size: &Size, sizes: &BTreeMap<Name, u64>) -> u64 {
    match size {
        Size::Named(name) => sizes.get(name).copied().unwrap_or(1),
        Size::Numeral(value) => *value,
    }
}

fn fill(
    statement: &Statement,
    sizes: &BTreeMap<Name, u64>,
    indices: &BTreeMap<Name, u64>,
    filling: &BTreeMap<&Name, Pattern>,
) -> Witness {
    let entries = statement.variables.iter().map(|(name, axes)| {
        let axes: Vec<u64> = axes.iter().map(|size| length(size, sizes)).collect();
        let count: u64 = axes.iter().product();
        let value = |number: u64| {
            let (mut rest, mut at) = (number, Vec::new());
            for axis in axes.iter().rev() {
                at.insert(0, rest % axis + 1);
                rest /= axis;
            }
            filling[name].value(&axes, &at)
        };
        (name.clone(), (0..count.min(4096)).map(value).collect())
    });
    Witness { sizes: sizes.clone(), indices: indices.clone(), entries: entries.collect() }
}
