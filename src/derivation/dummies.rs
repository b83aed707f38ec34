//! Letters that are numbers under one heading and arrays under another.

use super::roles::{declaration, is_of_arrays};
use super::{Passage, Role, Thread, end_of_section};
use crate::elaborate::{Key, World, read_occurrence};
use quod_kernel::term::Name;
use std::ops::Range;

/// The arguments of functions that are defined by numbers under a heading where nothing says that they are arrays: there
/// `\sigma(x) = 1/(1 + e^{-x})` speaks of a number x, although x may be a vector under another heading. Each comes with
/// the formulas under that heading, and with its name in the core language.
pub fn dummies(
    passages: &[Passage],
    threads: &[Thread],
    roles: &[Role],
    world: &World,
) -> Vec<(Range<usize>, Key, Name)> {
    let heading = |thread: &Thread| passages[thread.sides[0].formula].section;
    let mut found: Vec<(Range<usize>, Key, Name)> = Vec::new();
    for (thread, role) in threads.iter().zip(roles) {
        let (Role::Definition(id), true) = (role, thread.display) else { continue };
        let Some(key) = argument(world, thread) else { continue };
        let here = heading(thread);
        let declared = threads.iter().zip(roles).any(|(other, role)| {
            let keys = || declaration(&world.survey, other).map(|(keys, _)| keys).unwrap_or_default();
            *role == Role::Declaration && heading(other) == here && keys().iter().any(|declared| declared.key == key)
        });
        let first = passages.iter().position(|passage| passage.section == here).unwrap_or(0);
        let section = first..end_of_section(passages, first);
        let known = found.iter().any(|(range, other, _)| *other == key && range.contains(&first));
        let entries = passages[section.clone()].iter().any(|passage| has_entries(world, passage, &key));
        if !declared && !known && !entries && !is_of_arrays(&thread.sides[1].expr) {
            let name = Name::new(&format!("{}_{{{}}}", key.tex(), world.written(*id).key.tex()));
            found.push((section, key, name));
        }
    }
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
