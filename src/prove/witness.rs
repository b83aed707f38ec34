//! The search for an instance that meets all hypotheses and at which both sides are defined.

use quod_kernel::Rational;
use quod_kernel::certificate::Witness;
use quod_kernel::statement::Statement;
use quod_kernel::term::{Name, Size};
use quod_kernel::witness::check;
use std::collections::BTreeMap;

/// A way to fill an array: from its axes, and the place of an entry.
type Pattern = fn(&[u64], &[u64]) -> Rational;

const PATTERNS: [Pattern; 8] = [
    |_, _| Rational::ZERO,
    |_, _| Rational::ONE,
    |axes, _| Rational::ONE.times(fraction(1, axes.last().copied().unwrap_or(2))).unwrap_or(Rational::ONE),
    |_, at| if at.windows(2).all(|pair| pair[0] == pair[1]) { Rational::ONE } else { Rational::ZERO },
    |_, at| Rational::from(at.iter().sum::<u64>() + 1),
    |_, at| if at.iter().all(|place| *place == 1) { Rational::ONE } else { Rational::ZERO },
    |_, at| fraction(1, at.iter().sum::<u64>() + 1),
    |_, at| Rational::from(at.iter().sum::<u64>() + 1).negate(),
];

fn fraction(numerator: i128, denominator: u64) -> Rational {
    Rational::new(numerator, i128::from(denominator)).unwrap_or(Rational::ONE)
}

/// An instance, if one of those that are tried serves.
pub fn find(statement: &Statement) -> Option<Witness> {
    for extra in 0..4 {
        let sizes: BTreeMap<Name, u64> = statement.sizes.iter().map(|(n, least)| (n.clone(), least + extra)).collect();
        for indices in choices(statement, &sizes) {
            for patterns in assignments(statement.variables.len()) {
                let witness = fill(statement, &sizes, &indices, &patterns);
                if check(statement, &witness).is_ok() {
                    return Some(witness);
                }
            }
        }
    }
    None
}

/// Values of the free indices: all at the start, spread apart, or any, while those are few.
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
        all.truncate(256);
    }
    all
}

/// Which pattern each variable takes: the same for all, then every combination while those are few.
fn assignments(variables: usize) -> Vec<Vec<usize>> {
    let mut all: Vec<Vec<usize>> = (0..PATTERNS.len()).map(|pattern| vec![pattern; variables]).collect();
    let count = PATTERNS.len().checked_pow(variables as u32).unwrap_or(usize::MAX).min(512);
    all.extend((0..count).map(|number| digits(number, variables)));
    all
}

/// The number in the base of the patterns, lowest digit first.
fn digits(number: usize, count: usize) -> Vec<usize> {
    let place = |place: u32| PATTERNS.len().checked_pow(place).map_or(0, |unit| number / unit % PATTERNS.len());
    (0..count as u32).map(place).collect()
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
    patterns: &[usize],
) -> Witness {
    let entries = statement.variables.iter().zip(patterns).map(|((name, axes), pattern)| {
        let axes: Vec<u64> = axes.iter().map(|size| length(size, sizes)).collect();
        let count: u64 = axes.iter().product();
        let value = |number: u64| {
            let (mut rest, mut at) = (number, Vec::new());
            for axis in axes.iter().rev() {
                at.insert(0, rest % axis + 1);
                rest /= axis;
            }
            PATTERNS[*pattern](&axes, &at)
        };
        (name.clone(), (0..count.min(4096)).map(value).collect())
    });
    Witness { sizes: sizes.clone(), indices: indices.clone(), entries: entries.collect() }
}
