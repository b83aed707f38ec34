//! An explicit matrix or list under a word (`J_{softmax}`), compared with the general definition of its letter.

use super::analyse::Analyser;
use super::analysis::{Link, Origin, Status};
use super::engines::Outcome;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::Severity;
use crate::elaborate::{DefinitionId, Key, Lowered, Mark, Sides, SizeId, statement_at};
use quod_kernel::statement::Relation;
use quod_kernel::term::{Index, Name, Term};
use std::collections::BTreeMap;

/// Compares the definition of a thread with that of its letter, entry by entry. Where all entries agree it is an
/// instance; where most do, the others are probably slips.
pub fn compare(analyser: &mut Analyser, thread: usize, id: DefinitionId) {
    let Some((general, sizes)) = general(analyser, id) else { return };
    let lengths: Vec<u64> = sizes.iter().map(|(_, value)| *value).collect();
    let total: u64 = lengths.iter().product();
    let mut wrong = Vec::new();
    let mut effective = 0;
    for at in places(&lengths) {
        let index: Vec<Index> = at.iter().map(|value| Index::Numeral(*value)).collect();
        match entry(analyser, id, general, &index, &sizes) {
            Some(Outcome::Held(count)) => effective += count,
            _ => wrong.push(at),
        }
    }
    let agree = total - wrong.len() as u64;
    let formula = analyser.derivation.threads[thread].joins[0].formula;
    if wrong.is_empty() {
        push(analyser, formula, id, general, &lengths, effective);
    } else if agree * 2 > total {
        wrong.iter().for_each(|at| warn(analyser, formula, thread, at));
    }
}

/// The general definition behind an explicit one, with the sizes that it takes there.
fn general(analyser: &mut Analyser, id: DefinitionId) -> Option<(DefinitionId, Vec<(SizeId, u64)>)> {
    let world = &mut analyser.derivation.world;
    let written = world.written(id).clone();
    let word = |mark: &Mark| matches!(mark, Mark::Below(text) if text.chars().count() > 1);
    if written.key.marks.len() != 1 || !word(&written.key.marks[0]) {
        return None;
    }
    let base = world.meant(&Key::plain(written.key.symbol.clone()), written.place);
    world.remarks.clear();
    let general = world.definition(&base, written.place)?;
    let special: Lowered = world.lower(id).ok()?;
    let axes = world.lower(general).ok()?.axes;
    if special.axes.is_empty() || axes.len() != special.axes.len() {
        return None;
    }
    let values: Option<Vec<u64>> = special.axes.iter().map(|size| world.sizes.value(*size)).collect();
    let sizes: Vec<(SizeId, u64)> = axes.iter().copied().zip(values?).collect();
    let agree = |(size, value): &(SizeId, u64)| {
        sizes.iter().all(|(other, length)| !world.sizes.same(*size, *other) || length == value)
    };
    sizes.iter().all(agree).then(|| (general, sizes.clone()))
}

fn entry(
    analyser: &mut Analyser,
    special: DefinitionId,
    general: DefinitionId,
    at: &[Index],
    sizes: &[(SizeId, u64)],
) -> Option<Outcome> {
    let world = &mut analyser.derivation.world;
    let call = |world: &crate::elaborate::World, id| Term::call(world.name(id).clone(), at.to_vec(), Vec::new());
    let both = Sides { left: call(world, special), right: call(world, general), indices: BTreeMap::new() };
    let statement = statement_at(world, &both, Relation::Equal, &[], sizes).ok()?;
    statement.check().ok()?;
    Some(analyser.engines.evaluate(&statement))
}

fn places(lengths: &[u64]) -> Vec<Vec<u64>> {
    lengths.iter().fold(vec![Vec::new()], |all, length| {
        all.into_iter()
            .flat_map(|begun| (1..=*length).map(move |value| [begun.clone(), vec![value]].concat()))
            .collect()
    })
}

fn push(
    analyser: &mut Analyser,
    formula: usize,
    id: DefinitionId,
    general: DefinitionId,
    lengths: &[u64],
    effective: u64,
) {
    let world = &mut analyser.derivation.world;
    let names: Vec<Name> = ["i", "j", "k"].iter().take(lengths.len()).map(|letter| Name::new(letter)).collect();
    let at: Vec<Index> = names.iter().cloned().map(Index::Free).collect();
    let axes = world.lower(general).map(|lowered| lowered.axes).unwrap_or_default();
    let both = Sides {
        left: Term::call(world.name(id).clone(), at.clone(), Vec::new()),
        right: Term::call(world.name(general).clone(), at, Vec::new()),
        indices: names.into_iter().zip(axes.iter().copied()).collect(),
    };
    let sizes: Vec<(SizeId, u64)> = axes.into_iter().zip(lengths.iter().copied()).collect();
    let statement = statement_at(world, &both, Relation::Equal, &[], &sizes);
    let (left, right) = (world.written(id).key.tex(), world.written(general).key.tex());
    let uses = statement.as_ref().map(|statement| analyser.uses(statement)).unwrap_or_default();
    let span = analyser.formulas[formula].links.first().map_or(analyser.formulas[formula].span, |link| link.span);
    analyser.formulas[formula].links.push(Link {
        relation: "=".to_string(),
        left,
        right,
        from: Origin::Instance,
        span,
        reading: statement.ok().map(|statement| statement.to_string()),
        status: Status::Checked,
        method: Some("numeric"),
        effective,
        certificate: None,
        needs: Vec::new(),
        uses,
        counterexample: None,
        expected: false,
    });
}

fn warn(analyser: &mut Analyser, formula: usize, thread: usize, at: &[u64]) {
    let place = match at {
        [row, column] => format!("row {row}, column {column}"),
        _ => format!("place {}", at[0]),
    };
    let right = &analyser.derivation.threads[thread].sides[1].expr;
    let span = cell(right, at).unwrap_or(right.span);
    let passage = &analyser.derivation.passages[formula];
    let text = format!("the entry in {place} differs from the general definition");
    let mut finding =
        Diagnostic::error("Q0204", text, passage.excerpt.span(span), "most entries agree, this one does not");
    finding.severity = Severity::Warning;
    analyser.add(formula, finding);
}

/// The place of an entry of a matrix that is written out.
fn cell(expr: &crate::latex::Expr, at: &[u64]) -> Option<crate::source::Span> {
    let mut found = None;
    expr.walk(&mut |part| {
        if let crate::latex::Node::Matrix(matrix) = &part.node
            && found.is_none()
        {
            let position = |value: u64| usize::try_from(value).ok().and_then(|value| value.checked_sub(1));
            found = match at {
                [row, column] => position(*row)
                    .zip(position(*column))
                    .and_then(|(row, column)| Some(matrix.rows.get(row)?.get(column)?.span)),
                [place] => {
                    position(*place).and_then(|place| matrix.rows.iter().flatten().nth(place).map(|cell| cell.span))
                }
                _ => None,
            };
        }
    });
    found
}
