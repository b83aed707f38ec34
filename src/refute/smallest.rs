//! The counterexample that is found against the first one of a plain enumeration in the contract's order, which knows
//! nothing of patterns of indices, of solving hypotheses or of random instances.

use super::evaluate::Evaluator;
use super::exact::Field;
use super::fill::Filler;
use super::instance::{Array, Entry, Instance};
use super::number::Number;
use super::{Effort, Verdict, refute};
use crate::generate::Choices;
use quod_kernel::statement::{Claim, Hypothesis, Statement};
use quod_kernel::syntax::read_statement;
use quod_kernel::term::{Name, Size};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// No size above this, and no values that weigh more than this beyond the least.
const LARGEST: u64 = 3;
const HEAVIEST: u64 = 4;

/// Rational numbers of a weight in the contract's order: 0; 1, −1; 2, −2, 1/2, −1/2; …
fn of_weight(weight: i64) -> Vec<Number> {
    if weight == 1 {
        return vec![Number::ZERO];
    }
    let mut list = Vec::new();
    for numerator in (1..weight).rev() {
        let number = Number::fraction(numerator, weight - numerator).unwrap();
        if number.weight() == weight as u64 {
            list.extend([number.clone(), number.negate()]);
        }
    }
    list
}

fn candidates(most: u64, exponential: bool) -> Vec<Entry> {
    let all = (1..=most as i64).flat_map(of_weight);
    if exponential {
        all.filter(|number| number.sign() == Ordering::Greater).map(Entry::Log).collect()
    } else {
        all.map(Entry::Plain).collect()
    }
}

fn holds(statement: &Statement, instance: &Instance, claim: &Claim, at: &[u64]) -> Option<bool> {
    let field = Field::new(256);
    let mut evaluator = Evaluator::new(&field, statement, instance, 1_000_000);
    let (left, right) = (evaluator.value(&claim.left, at).ok()?, evaluator.value(&claim.right, at).ok()?);
    Some(Filler::relation(claim.relation, field.compare(&left, &right).ok()?))
}

fn meets_all(statement: &Statement, instance: &Instance) -> bool {
    statement.hypotheses.iter().all(|hypothesis| match hypothesis {
        Hypothesis::All(ranges, claim) => {
            let axes: Vec<u64> = ranges.iter().map(|size| instance.size(size).unwrap()).collect();
            Array::places(&axes).all(|at| holds(statement, instance, claim, &at) == Some(true))
        }
        Hypothesis::Where(condition) => {
            let field = Field::new(64);
            Evaluator::new(&field, statement, instance, 1_000_000).holds(condition) == Ok(true)
        }
    })
}

/// The first values from this entry on with this weight that make the claim false.
fn values(statement: &Statement, instance: &mut Instance, entry: usize, weight: u64, logs: &[&str]) -> bool {
    let entries: Vec<(usize, usize)> = instance
        .arrays
        .iter()
        .enumerate()
        .flat_map(|(array, found)| (0..found.entries.len()).map(move |place| (array, place)))
        .collect();
    let Some((array, place)) = entries.get(entry).copied() else {
        let claim = &statement.claim;
        return weight == 0 && meets_all(statement, instance) && holds(statement, instance, claim, &[]) == Some(false);
    };
    let exponential = logs.contains(&instance.arrays[array].name.as_str());
    for candidate in candidates(weight, exponential) {
        let rest = weight - candidate.weight();
        instance.set(array, place, Some(candidate));
        if values(statement, instance, entry + 1, rest, logs) {
            return true;
        }
    }
    instance.set(array, place, None);
    false
}

/// The first counterexample of all, with these variables as logarithms.
fn first(statement: &Statement, logs: &[&str]) -> Option<Instance> {
    let names: Vec<&Name> = statement.sizes.keys().collect();
    let mut all: Vec<Vec<u64>> = Array::places(&vec![LARGEST; names.len()]).collect();
    all.retain(|sizes| statement.sizes.values().zip(sizes).all(|(least, size)| least <= size));
    all.sort_by_key(|sizes| (sizes.iter().sum::<u64>(), sizes.clone()));
    for sizes in all {
        let sizes: BTreeMap<Name, u64> = names.iter().map(|name| (*name).clone()).zip(sizes).collect();
        let length = |size: &Size| match size {
            Size::Named(name) => sizes[name],
            Size::Numeral(value) => *value,
        };
        let ranges: Vec<u64> = statement.indices.values().map(length).collect();
        for at in Array::places(&ranges) {
            let indices = statement.indices.keys().cloned().zip(at).collect();
            let mut instance = Instance::empty(statement, &sizes, &indices).unwrap();
            let light = |array: &Array| if logs.contains(&array.name.as_str()) { 2 } else { 1 };
            let least: u64 = instance.arrays.iter().map(|array| light(array) * array.entries.len() as u64).sum();
            for weight in least..=least + HEAVIEST {
                if values(statement, &mut instance, 0, weight, logs) {
                    return Some(instance);
                }
            }
        }
    }
    None
}

/// A random term in a[n], x, exp(z[n]) and indices i, j, under some binders.
fn term(choices: &mut Choices, depth: u32, bound: &[&str]) -> String {
    let indices = [&["i", "j"][..], bound].concat();
    let mut index = || indices[choices.below(indices.len())];
    let (first, second) = (index(), index());
    if depth == 0 {
        return match choices.below(7) {
            0 => "x".into(),
            1 => format!("[{first} = {second}]"),
            2 => format!("exp(z[{first}])"),
            3 => (choices.below(3) + 1).to_string(),
            4 => "n".into(),
            _ => format!("a[{first}]"),
        };
    }
    let inner = |choices: &mut Choices| term(choices, depth - 1, bound);
    match choices.below(6) {
        0 | 1 => format!("({} + {})", inner(choices), inner(choices)),
        2 => format!("({} - {})", inner(choices), inner(choices)),
        3 => format!("{}*{}", inner(choices), inner(choices)),
        4 => format!("({})^2", inner(choices)),
        _ => {
            let letter = ["k", "l", "p", "q"][bound.len().min(3)];
            format!("Σ({letter} ≤ n: {})", term(choices, depth - 1, &[bound, &[letter]].concat()))
        }
    }
}

/// What comes first: the sum of the sizes, the sizes, the indices.
fn choice(instance: &Instance) -> (u64, Vec<u64>, Vec<u64>) {
    let sizes: Vec<u64> = instance.sizes.values().copied().collect();
    (sizes.iter().sum(), sizes, instance.indices.values().copied().collect())
}

/// Whether the counterexample that is found, if there is one, is the first one; one with smaller sizes or indices, whose
/// values are too heavy for the enumeration, comes before it too.
fn agrees(text: &str, logs: &[&str]) -> Option<bool> {
    let statement = read_statement(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    assert_eq!(statement.check(), Ok(()), "{text}");
    let expected = first(&statement, logs)?;
    let Verdict::Refuted(found) = refute(&statement, Effort::default()) else { panic!("not refuted: {text}") };
    let used = |instance: &Instance| (instance.sizes.clone(), instance.indices.clone(), instance.arrays.clone());
    // What stands nowhere in the statement has no value in what is found, and the lightest here.
    let mut given = found.instance;
    for array in 0..given.arrays.len() {
        for place in 0..given.arrays[array].entries.len() {
            if given.arrays[array].entries[place].is_none() {
                let light = expected.arrays[array].entries[place].clone();
                assert!(light.as_ref().is_some_and(|entry| entry.weight() <= 2), "{text}");
                given.set(array, place, light);
            }
        }
    }
    let same = used(&given) == used(&expected);
    if choice(&given) < choice(&expected) {
        let false_there = holds(&statement, &given, &statement.claim, &[]) == Some(false);
        return Some(false_there && meets_all(&statement, &given));
    }
    if !same {
        eprintln!("{text}\n found {given:?}\n first {expected:?}");
    }
    Some(same)
}

#[test]
fn what_is_found_is_the_first_in_the_order_of_the_contract() {
    let (mut refuted, mut seed) = (0, 0);
    while refuted < 150 {
        seed += 1;
        let mut choices = Choices::new(seed);
        let (left, right) = (term(&mut choices, 2, &[]), term(&mut choices, 2, &[]));
        let head =
            ["", "given x > 0; ", "given Σ(k ≤ n: a[k]) = 1; ", "given ∀ k ≤ n: a[k]^2 = a[k]; ", "where i ≠ j; "]
                [seed as usize % 5];
        let relation = ["=", "=", "≤", "<"][choices.below(4)];
        let text = format!("∀ n ≥ 1, i ≤ n, j ≤ n, a[n], x, z[n]: {head}{left} {relation} {right}");
        if let Some(agree) = agrees(&text, &["z"]) {
            assert!(agree, "seed {seed}: {text}");
            refuted += 1;
        }
    }
}

#[test]
fn hypotheses_that_look_linear_hide_no_smaller_one() {
    for (text, logs) in [
        ("∀ x, y: given abs(x) = 1; given x + y = 1; y < 2", &[][..]),
        ("∀ x: given x^2 = 4; x = 2", &[]),
        ("∀ x, y: given x*y = 1; x = y", &[]),
        ("∀ x, y: given x^2 + y^2 = 1; x + y = 1", &[]),
        ("∀ m ≥ 1, n ≥ 1, A[m, n]: Σ(i ≤ m: Σ(j ≤ n: A[i, j])) = m*n*A[1, 1]", &[]),
        ("∀ m ≥ 1, n ≥ 1, a[m], b[n]: Σ(i ≤ m: a[i])*m = Σ(j ≤ n: b[j])*n", &[]),
        ("∀ n ≥ 1, z[n]: Σ(k ≤ n: exp(z[k]))^2 = Σ(k ≤ n: exp(2*z[k]))", &["z"]),
        ("∀ n ≥ 2, a[n]: a[1] + a[2] = Σ(k ≤ n: a[k])", &[]),
    ] {
        assert_eq!(agrees(text, logs), Some(true), "{text}");
    }
}
