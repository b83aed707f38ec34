//! Letters that are numbers under one heading and arrays under another.

use super::roles::{declaration, is_of_arrays};
use super::{Passage, Role, Thread, end_of_section};
use crate::elaborate::{Key, World, read_occurrence};
use crate::latex::Expr;
use quod_kernel::term::Name;
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
        if declared || known || is_of_arrays(&thread.sides[1].expr) || !holds(world, &thread.sides[1].expr, &key) {
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
    found
}

/// Whether a formula applies a function to a bare letter and holds neither entries of the letter nor other arrays.
fn speaks_of_a_number(world: &World, passage: &Passage, function: &Key, key: &Key) -> bool {
    let (mut applied, mut arrays) = (false, false);
    for side in passage.lines.iter().flat_map(|line| line.chain.sides()) {
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

/// Whether an expression holds a letter as a whole.
fn holds(world: &World, expr: &Expr, key: &Key) -> bool {
    let mut found = false;
    expr.walk(&mut |part| found |= world.survey.bare(part).as_ref() == Some(key));
    found
}

/// Whether a formula holds an entry of a symbol.
fn has_entries(world: &World, passage: &Passage, key: &Key) -> bool {
    let mut found = false;
    for side in passage.lines.iter().flat_map(|line| line.chain.sides()) {
        side.walk(&mut |part| {
            let entry = read_occurrence(&world.survey, part).and_then(Result::ok);
            found |= entry.is_some_and(|entry| entry.key == *key && !entry.at.is_empty());
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
