//! An explicit matrix or list under a word (`J_{softmax}`), compared with the general definition of its letter.

use super::analyse::Analyser;
use super::analysis::{Counterexample, Link, Origin, Status};
use super::engines::Outcome;
use super::proof::proof;
use super::thread::tex_of;
use crate::diagnostic::{Diagnostic, Severity};
use crate::elaborate::{Assumption, DefinitionId, Key, Lowered, Mark, Sides, SizeId, World, statement_at};
use crate::latex::{Conventions, Macros, Parsed, Part};
use crate::source::Span;
use quod_kernel::statement::{Hypothesis, Relation, Statement};
use quod_kernel::term::{Condition, Index, Name, Term};
use std::collections::BTreeMap;

/// Compares the definition of a thread with that of its letter, entry by entry. Where all entries agree it is an
/// instance; where most do, the others are probably slips. A directive makes it a claim.
pub fn compare(analyser: &mut Analyser, thread: usize, id: DefinitionId) {
    let formula = analyser.derivation.threads[thread].joins[0].formula;
    let demanded = analyser.derivation.directives.instances.get(&formula).cloned();
    let Some((general, sizes)) = general(analyser, id, demanded.as_ref().map(|(of, _)| of.as_str())) else { return };
    analyser.compared.insert(formula);
    let lengths: Vec<u64> = sizes.iter().map(|(_, value)| *value).collect();
    let mut wrong = Vec::new();
    let mut effective = 0;
    for at in places(&lengths) {
        let index: Vec<Index> = at.iter().map(|value| Index::Numeral(*value)).collect();
        let statement = entry(analyser, id, general, &index, &sizes);
        match statement.as_ref().map(|statement| analyser.engines.evaluate(statement)) {
            Some(Outcome::Held(count)) => effective += count,
            Some(Outcome::False(found)) => wrong.push((at, Some(found))),
            _ => wrong.push((at, None)),
        }
    }
    let total: u64 = lengths.iter().product();
    let most = (total - wrong.len() as u64) * 2 > total;
    if let Some(first) = wrong.first().filter(|_| demanded.is_some()) {
        let (mut link, _) = link(analyser, formula, id, general, &lengths);
        link.status = if first.1.is_some() { Status::Refuted } else { Status::Unread };
        link.counterexample = first.1.clone();
        analyser.formulas[formula].links.push(link);
        wrong.iter().for_each(|(at, found)| differs(analyser, thread, at, found.as_ref()));
    } else if wrong.is_empty() {
        let (link, statement) = link(analyser, formula, id, general, &lengths);
        let proved = |all: &Statement| proof(all, &*analyser.engines.prove(all)?, tex_of(&link));
        let shown = statement.as_ref().and_then(proved);
        let uses = shown.as_ref().map_or(link.uses.clone(), |proof| analyser.defining(proof.definitions.iter()));
        let certificate = shown.map(|proof| proof.certificate);
        let (status, method) = match certificate {
            Some(_) => (Status::Proved, "symbolic"),
            None => (Status::Checked, "numeric"),
        };
        analyser.formulas[formula].links.push(Link {
            status,
            method: Some(method),
            effective,
            certificate,
            uses,
            ..link
        });
    } else if most {
        wrong.iter().for_each(|(at, _)| warn(analyser, thread, at));
    }
}

/// Says which directives `instance` found nothing to compare.
pub fn without_comparison(analyser: &mut Analyser) {
    for (formula, (of, span)) in analyser.derivation.directives.instances.clone() {
        if !analyser.compared.contains(&formula) {
            let text = format!("the next display is no instance of {of}");
            let finding = Diagnostic::error("Q0407", text, span, "not compared");
            let help = format!(
                "it must define an explicit matrix or list, and {of} the entries of an array of as many indices"
            );
            analyser.add(formula, finding.help(help));
        }
    }
}

/// The general definition behind an explicit one, with the sizes that it takes there: of the symbol that a directive
/// names, else of the letter that stands under a word.
fn general(analyser: &mut Analyser, id: DefinitionId, of: Option<&str>) -> Option<(DefinitionId, Vec<(SizeId, u64)>)> {
    let world = &mut analyser.derivation.world;
    let written = world.written(id).clone();
    let word = |mark: &Mark| matches!(mark, Mark::Below(text) if text.chars().count() > 1);
    let base = match of {
        Some(of) => named(world, of)?,
        None if written.key.marks.len() == 1 && word(&written.key.marks[0]) => Key::plain(written.key.symbol.clone()),
        None => return None,
    };
    let base = world.meant(&base, written.place);
    world.remarks.clear();
    let general = world.definition(&base, written.place).filter(|general| *general != id)?;
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

/// The symbol that a directive writes.
fn named(world: &World, tex: &str) -> Option<Key> {
    let tree = Parsed::new(tex, &mut Macros::default()).read(Conventions::default());
    let [row] = tree.rows.as_slice() else { return None };
    let [Part::Chain(chain)] = row.parts.as_slice() else { return None };
    world.survey.bare(&chain.first).filter(|_| chain.links.is_empty())
}

fn entry(
    analyser: &mut Analyser,
    special: DefinitionId,
    general: DefinitionId,
    at: &[Index],
    sizes: &[(SizeId, u64)],
) -> Option<Statement> {
    let world = &mut analyser.derivation.world;
    let call = |world: &World, id| Term::call(world.name(id).clone(), at.to_vec(), Vec::new());
    let both = Sides { left: call(world, special), right: call(world, general), indices: BTreeMap::new() };
    let statement = statement_at(world, &both, Relation::Equal, &[], sizes).ok()?;
    statement.check().is_ok().then_some(statement)
}

fn places(lengths: &[u64]) -> Vec<Vec<u64>> {
    lengths.iter().fold(vec![Vec::new()], |all, length| {
        all.into_iter()
            .flat_map(|begun| (1..=*length).map(move |value| [begun.clone(), vec![value]].concat()))
            .collect()
    })
}

fn link(
    analyser: &mut Analyser,
    formula: usize,
    id: DefinitionId,
    general: DefinitionId,
    lengths: &[u64],
) -> (Link, Option<Statement>) {
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
    // Naming all values of each index changes nothing, and tells the prover by what to split.
    let all = both.indices.keys().zip(lengths).map(|(name, length)| {
        let value = |value| Condition::Equal(Index::Free(name.clone()), Index::Numeral(value));
        Assumption { hypothesis: Hypothesis::Where(Condition::any((1..=*length).map(value).collect::<Vec<_>>())) }
    });
    let all: Vec<Assumption> = all.collect();
    let statement = statement_at(world, &both, Relation::Equal, &all, &sizes).ok();
    let (left, right) = (world.written(id).key.tex(), world.written(general).key.tex());
    let uses = statement.as_ref().map(|statement| analyser.uses(statement)).unwrap_or_default();
    let span = analyser.formulas[formula].links.first().map_or(analyser.formulas[formula].span, |link| link.span);
    let link = Link {
        relation: "=".to_string(),
        left,
        right,
        from: Origin::Instance,
        span,
        reading: statement.as_ref().map(|statement| statement.to_string()),
        status: Status::Unread,
        method: None,
        effective: 0,
        certificate: None,
        needs: Vec::new(),
        uses,
        counterexample: None,
        without: Vec::new(),
        true_where: None,
        expected: false,
    };
    (link, statement)
}

/// How a place is called, and where its entry stands in the file.
fn place(analyser: &Analyser, thread: usize, at: &[u64]) -> (String, Span) {
    let name = match at {
        [row, column] => format!("row {row}, column {column}"),
        _ => format!("place {}", at[0]),
    };
    let thread = &analyser.derivation.threads[thread];
    let right = &thread.sides[1].expr;
    let passage = &analyser.derivation.passages[thread.joins[0].formula];
    (name, passage.excerpt.span(cell(right, at).unwrap_or(right.span)))
}

fn warn(analyser: &mut Analyser, thread: usize, at: &[u64]) {
    let (place, span) = place(analyser, thread, at);
    let text = format!("the entry in {place} differs from the general definition");
    let mut finding = Diagnostic::error("Q0204", text, span, "most entries agree, this one does not");
    finding.severity = Severity::Warning;
    analyser.add(analyser.derivation.threads[thread].joins[0].formula, finding);
}

/// The same as an error, where a directive claims that all entries agree.
fn differs(analyser: &mut Analyser, thread: usize, at: &[u64], found: Option<&Counterexample>) {
    let (place, span) = place(analyser, thread, at);
    let text = format!("the entry in {place} is not that of the general definition");
    let label = found.map_or("not read".to_string(), super::mend::at_counterexample);
    let finding = Diagnostic::error(if found.is_some() { "Q0201" } else { "Q0002" }, text, span, label);
    analyser.add(analyser.derivation.threads[thread].joins[0].formula, finding);
}

/// The place of an entry of a matrix that is written out.
fn cell(expr: &crate::latex::Expr, at: &[u64]) -> Option<Span> {
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
