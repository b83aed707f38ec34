//! Letters that are numbers in some formulas and arrays in others.

use super::roles::{declaration, holds, is_of_arrays};
use super::{Passage, Role, Thread, end_of_section};
use crate::elaborate::{Key, Occurrence, World, read_occurrence};
use crate::latex::{Differential, Expr, Node};
use quod_kernel::term::Name;
use std::collections::BTreeSet;
use std::ops::Range;

/// The arguments of functions that are defined by numbers under a heading where nothing says that they are arrays: there
/// `\sigma(x) = 1/(1 + e^{-x})` speaks of a number x, although x may be a vector under another heading. Where entries of
/// the letter stand under the same heading, as t_n beside \sigma(t), it is a number only in formulas that apply the
/// function to it and hold nothing of arrays. Each comes with the formulas in which it is a number, and with its name in
/// the core language.
pub fn dummies(
    passages: &[Passage],
    threads: &[Thread],
    roles: &[Role],
    world: &World,
) -> Vec<(Range<usize>, Key, Name)> {
    let heading = |thread: &Thread| passages[thread.sides[0].formula].section;
    let mut found: Vec<(Range<usize>, Key, Name)> = Vec::new();
    for (thread, role) in threads.iter().zip(roles) {
        let Role::Definition(id) = role else { continue };
        let Some(key) = argument(world, thread) else { continue };
        let here = heading(thread);
        let declared = threads.iter().zip(roles).any(|(other, role)| {
            let keys = || declaration(&world.survey, other).map(|(keys, _)| keys).unwrap_or_default();
            *role == Role::Declaration && heading(other) == here && keys().iter().any(|declared| declared.key == key)
        });
        let first = passages.iter().position(|passage| passage.section == here).unwrap_or(0);
        let section = first..end_of_section(passages, first);
        let formula = thread.sides[0].formula;
        let known = found.iter().any(|(range, other, _)| *other == key && range.contains(&formula));
        if declared
            || known
            || is_of_arrays(&thread.sides[1].expr)
            || !holds(&world.survey, &thread.sides[1].expr, &key)
        {
            continue;
        }
        let function = &world.written(*id).key;
        let name = Name::new(&format!("{}_{{{}}}", key.tex(), function.tex()));
        let entries = passages[section.clone()].iter().any(|passage| has_entries(world, passage, &key));
        if !entries {
            found.push((section, key, name));
        } else {
            let alone = section.filter(|number| speaks_of_a_number(world, &passages[*number], function, &key));
            found.extend(alone.map(|number| (number..number + 1, key.clone(), name.clone())));
        }
    }
    for (number, passage) in passages.iter().enumerate() {
        let covered = |key: &Key| found.iter().any(|(range, other, _)| other == key && range.contains(&number));
        let mut numbers: Vec<Key> = numbers(world, passage).into_iter().filter(|key| !covered(key)).collect();
        for (thread, role) in threads.iter().zip(roles).filter(|(thread, _)| thread.sides[0].formula == number) {
            if let Role::Definition(id) = role {
                let own = formals(world, thread);
                let defined = &world.written(*id).key;
                let mentioned = |other: &Passage| sides(other).any(|side| holds(&world.survey, side, defined));
                let meets = |key: &Key| passages.iter().any(|other| has_entries(world, other, key) && mentioned(other));
                numbers.retain(|key| own.contains(key) || !meets(key));
            }
        }
        found.extend(numbers.into_iter().map(|key| {
            let name = Name::new(&format!("{{{}}}", key.tex()));
            (number..number + 1, key, name)
        }));
    }
    found
}

/// The sides of all that is written in a formula.
fn sides(passage: &Passage) -> impl Iterator<Item = &Expr> {
    passage.lines.iter().flat_map(|line| line.chain.sides())
}

/// The bare letters to which the left side of a definition is applied.
fn formals(world: &World, thread: &Thread) -> Vec<Key> {
    let left = read_occurrence(&world.survey, &thread.sides[0].expr).and_then(Result::ok);
    let arguments = left.and_then(|left| left.arguments).unwrap_or_default();
    arguments.into_iter().filter_map(|argument| world.survey.bare(argument)).collect()
}

/// The letters that have entries elsewhere in the file, in a formula that holds no array and writes them as only numbers
/// are written: `(a + b)^2 = a^2 + 2ab + b^2` speaks of no vectors, although a_i may stand in another display.
fn numbers(world: &World, passage: &Passage) -> BTreeSet<Key> {
    let (mut bare, mut arrays, mut shown) = (BTreeSet::new(), false, false);
    for side in sides(passage) {
        side.walk(&mut |part| {
            shown |= is_of_numbers(world, part);
            arrays |= matches!(part.node, Node::Matrix(_) | Node::Big(_)) || is_of_arrays(part);
            let Some(Ok(found)) = read_occurrence(&world.survey, part) else { return };
            if is_loose(world, &found) {
                bare.insert(found.key);
            } else {
                arrays |= found.transposed || world.rank(&found.key) > found.at.len();
            }
        });
    }
    let entries = bare.iter().any(|key| has_entries(world, passage, key));
    if arrays || entries || !shown { BTreeSet::new() } else { bare }
}

/// Whether this is a letter without indices of which only its entries elsewhere say that it is an array.
fn is_loose(world: &World, found: &Occurrence) -> bool {
    let whole = found.at.is_empty() && !found.transposed && found.arguments.is_none();
    whole && world.rank_is_by_entries(&found.key)
}

/// Such a letter, with its exponent.
fn loose<'a>(world: &World, expr: &'a Expr) -> Option<Occurrence<'a>> {
    read_occurrence(&world.survey, expr)?.ok().filter(|found| is_loose(world, found))
}

/// Whether an expression is one that only numbers may be in: a power or a quotient of a bare letter with entries, its
/// sum with a numeral, a product of two.
fn is_of_numbers(world: &World, expr: &Expr) -> bool {
    let letter = |expr: &Expr| loose(world, expr).is_some();
    match &expr.node {
        Node::Scripted(_) => loose(world, expr).is_some_and(|found| found.power.is_some()),
        Node::Fraction(_, below) => {
            let mut holds = false;
            below.walk(&mut |part| holds |= letter(part));
            holds
        }
        Node::Sum(terms) => {
            let numeral = terms.iter().any(|term| matches!(term.value.node, Node::Number(_)));
            numeral && terms.iter().any(|term| letter(&term.value))
        }
        Node::Product(factors) => factors.iter().filter(|factor| letter(&factor.value)).count() > 1,
        Node::Apply(apply) => {
            let power = matches!(&apply.function.node, Node::Scripted(scripted) if scripted.sup.is_some());
            power && apply.argument.as_deref().is_some_and(letter)
        }
        Node::Derivative(derivative) => derivative.sign == Differential::Total,
        _ => false,
    }
}

/// Whether a formula applies a function to a bare letter and holds neither entries of the letter nor other arrays.
fn speaks_of_a_number(world: &World, passage: &Passage, function: &Key, key: &Key) -> bool {
    let (mut applied, mut arrays) = (false, false);
    for side in sides(passage) {
        side.walk(&mut |part| {
            let Some(Ok(found)) = read_occurrence(&world.survey, part) else { return };
            let to = |argument: &&Expr| world.survey.bare(argument).as_ref() == Some(key);
            applied |= found.key == *function && found.arguments.iter().flatten().any(to);
            arrays |= match found.key == *key {
                true => !found.at.is_empty() || found.transposed,
                false => found.key != *function && world.rank(&found.key) > found.at.len(),
            };
        });
    }
    applied && !arrays
}

/// Whether a formula holds an entry of a symbol, or its transposition.
fn has_entries(world: &World, passage: &Passage, key: &Key) -> bool {
    let mut found = false;
    for side in sides(passage) {
        side.walk(&mut |part| {
            let entry = read_occurrence(&world.survey, part).and_then(Result::ok);
            found |= entry.is_some_and(|entry| entry.key == *key && (entry.transposed || !entry.at.is_empty()));
        });
    }
    found
}

/// The one argument on the left side of a definition, where it is a letter that is an array elsewhere.
fn argument(world: &World, thread: &Thread) -> Option<Key> {
    let left = read_occurrence(&world.survey, &thread.sides[0].expr)?.ok()?;
    let arguments = left.arguments?;
    let [argument] = arguments.as_slice() else { return None };
    let key = world.survey.bare(argument)?;
    (world.rank(&key) > 0 && !key.is_bold()).then_some(key)
}
