//! Whom to blame for a false link, and the line that would be true.

use super::analyse::{Analyser, plain_label};
use super::analysis::{Counterexample, Link, Status};
use super::slips::slips;
use super::thread::{Course, Line};
use super::truth::{parts_that_differ, still_true};
use crate::derivation::{Derivation, Token};
use crate::diagnostic::{Diagnostic, Severity};
use crate::elaborate::{DefinitionId, Key, Reader, Sides, World, each_occurrence, spell, statement};
use crate::latex::{self, Expr, Node, Parsed, Symbol};
use crate::source::Span;
use quod_kernel::statement::Relation;
use quod_kernel::term::{Index, Name, Term};
use std::collections::{BTreeMap, BTreeSet};

/// Says what is wrong with a false link and what would be true.
pub fn blame(analyser: &mut Analyser, course: &mut Course, at: usize, from: usize, link: &mut Link) {
    let (Ok(left), Ok(right)) = (&course.lines[from], &course.lines[at + 1]) else { return };
    let (left, right) = (left.clone(), right.clone());
    let formula = course.thread.joins[at].formula;
    let letters: BTreeSet<Symbol> = left.free.union(&right.free).cloned().collect();
    let bound_by_condition: BTreeSet<Symbol> =
        course.governing(formula, &letters).into_iter().flat_map(|(_, letters)| letters).collect();
    let missing = |here: &Line, there: &Line| -> Vec<Symbol> {
        if there.constant {
            return Vec::new();
        }
        here.free
            .iter()
            .filter(|letter| !there.free.contains(*letter) && !bound_by_condition.contains(*letter))
            .cloned()
            .collect()
    };
    let (on_right, on_left) = (missing(&right, &left), missing(&left, &right));
    if on_right.is_empty() && on_left.is_empty() {
        refuted(analyser, course, at, from, link);
    } else {
        one_sided(analyser, course, at, from, link, &on_right, &on_left);
    }
}

/// Notes each symbol of a false line that stands nowhere else in the file, with the known one that is nearest.
fn lone_symbols(analyser: &mut Analyser, course: &Course, at: usize) {
    let formula = course.thread.joins[at].formula;
    let all = analyser.symbols.get_or_init(|| every_symbol(&analyser.derivation));
    let world = &analyser.derivation.world;
    let mut lone = Vec::new();
    for side in [at, at + 1] {
        each_occurrence(&world.survey, &course.thread.sides[side].expr, &mut |found| {
            let letter = world.survey.is_index(&found.key.symbol) || world.survey.is_size(&found.key.symbol);
            let known = letter || found.key.symbol.word || world.is_defined(&found.key);
            if !known && all.get(&found.key) == Some(&1) && !lone.iter().any(|(key, _)| *key == found.key) {
                lone.push((found.key, found.span));
            }
        });
    }
    let near = |key: &Key| {
        let alike = |other: &&Key| *other != key && other.symbol.name.to_lowercase() == key.symbol.name.to_lowercase();
        all.keys().find(alike).map(Key::tex)
    };
    let lone: Vec<_> = lone.into_iter().filter_map(|(key, span)| Some((near(&key)?, key, span))).collect();
    for (nearest, key, span) in lone {
        let text = format!("{} occurs nowhere else, and so is a variable of its own", key.tex());
        let mut finding = analyser.warning("Q0101", text, formula, span, "only here");
        finding.severity = Severity::Note;
        analyser.add_once(formula, finding.help(format!("is {nearest} meant?")));
    }
}

/// How often each symbol of a file stands in it.
fn every_symbol(derivation: &Derivation) -> BTreeMap<Key, usize> {
    let mut all = BTreeMap::new();
    let lines = derivation.passages.iter().flat_map(|passage| &passage.lines);
    for side in lines.flat_map(|line| line.chain.sides()) {
        each_occurrence(&derivation.world.survey, side, &mut |found| *all.entry(found.key).or_default() += 1);
    }
    all
}

fn file_span(analyser: &Analyser, course: &Course, at: usize) -> Span {
    let join = &course.thread.joins[at];
    analyser.derivation.passages[join.formula].excerpt.span(join.span)
}

/// Where a line is false, in words.
pub fn at_counterexample(found: &Counterexample) -> String {
    let sizes = found.sizes.iter().chain(&found.indices).map(|(name, value)| format!("{name} = {value}"));
    let values = found.values.iter().map(|(name, entries)| match entries.as_slice() {
        [one] => format!("{name} = {one}"),
        all => format!("{name} = ({})", all.join(", ")),
    });
    let places: Vec<String> = sizes.chain(values).collect();
    let places = if places.is_empty() { String::new() } else { format!("at {}: ", places.join(", ")) };
    format!("{places}left {}, right {}", found.left, found.right)
}

fn where_false(link: &Link) -> String {
    link.counterexample.as_ref().map(at_counterexample).unwrap_or_default()
}

fn one_sided(
    analyser: &mut Analyser,
    course: &mut Course,
    at: usize,
    from: usize,
    link: &mut Link,
    on_right: &[Symbol],
    on_left: &[Symbol],
) {
    link.status = Status::IllFormed;
    let formula = course.thread.joins[at].formula;
    let say = |letters: &[Symbol]| letters.iter().map(spell).collect::<Vec<_>>().join(", ");
    let (letters, side) = if on_right.is_empty() { (on_left, "left") } else { (on_right, "right") };
    let text = match letters.len() {
        1 => format!("the index {} is free on the {side} side only", say(letters)),
        _ => format!("the indices {} are free on the {side} side only", say(letters)),
    };
    let mut finding = Diagnostic::error("Q0102", text, file_span(analyser, course, at), where_false(link));
    finding.help = missing_sum(analyser, course, at, from, on_right)
        .or_else(|| named_left_side(analyser, course, at, formula))
        .or_else(|| another_index(analyser, course, at, from, on_right, on_left))
        .or_else(|| captured(course, at, from, letters))
        .or_else(|| Some(format!("is a sum over {} missing, or is another left side meant?", say(letters))));
    analyser.add(formula, finding);
    lone_symbols(analyser, course, at);
}

/// `\sum_i (…)` around the right side, where that makes the line true.
fn missing_sum(
    analyser: &mut Analyser,
    course: &mut Course,
    at: usize,
    from: usize,
    letters: &[Symbol],
) -> Option<String> {
    if letters.is_empty() {
        return None;
    }
    let right = analyser.tex(course, at + 1);
    let sums: String = letters.iter().map(|letter| format!("\\sum_{{{}}} ", spell(letter))).collect();
    let plain = matches!(&course.thread.sides[at + 1].expr.node, Node::Sum(terms) if terms.len() > 1);
    let text = if plain { format!("{sums}\\left( {right} \\right)") } else { format!("{sums}{right}") };
    holds(analyser, course, at, from, &text)?;
    let letters: Vec<String> = letters.iter().map(|letter| format!("Σ_{}", spell(letter))).collect();
    Some(format!("is a {} missing? This holds: {}", letters.join(" "), text))
}

/// The right side with an index of the left for the one that is free on the right alone, where that makes the line true.
fn another_index(
    analyser: &mut Analyser,
    course: &mut Course,
    at: usize,
    from: usize,
    on_right: &[Symbol],
    on_left: &[Symbol],
) -> Option<String> {
    let ([wrong], [meant]) = (on_right, on_left) else { return None };
    let side = &course.thread.sides[at + 1];
    let mut places = Vec::new();
    side.expr.walk(&mut |part| places.extend(part.as_symbol().filter(|symbol| *symbol == wrong).map(|_| part.span)));
    places.sort();
    places.dedup();
    let (mut text, start) = (analyser.tex(course, at + 1), side.expr.span.start);
    let tex = analyser.derivation.passages[side.formula].tex(side.expr.span).to_string();
    for span in places.into_iter().rev().filter(|span| span.start >= start && span.end - start <= tex.len()) {
        text.replace_range(span.start - start..span.end - start, &spell(meant));
    }
    holds(analyser, course, at, from, &text)?;
    Some(format!("is {} meant for {}? This holds: {text}", spell(meant), spell(wrong)))
}

/// The letter that is free on one side and bound by a sum on the other: written out, a sum must not bind what stands in
/// its summand from outside.
fn captured(course: &Course, at: usize, from: usize, letters: &[Symbol]) -> Option<String> {
    let letter = letters.first()?;
    let binds = |side: usize| {
        let mut found = false;
        course.thread.sides[side].expr.walk(&mut |part| {
            if let Node::Big(big) = &part.node
                && let Some(lower) = &big.lower
            {
                lower.walk(&mut |inner| found |= inner.as_symbol() == Some(letter));
            }
        });
        found
    };
    let letter = spell(letter);
    (binds(from) || binds(at + 1)).then(|| {
        format!("{letter} is free on one side, and on the other a sum binds a letter of that name: rename that one")
    })
}

/// The left side of a statement that the sentence before names by its number, where that makes the line true.
fn named_left_side(analyser: &mut Analyser, course: &Course, at: usize, formula: usize) -> Option<String> {
    let words: Vec<String> = analyser.derivation.passages[formula]
        .sentence
        .before
        .iter()
        .filter_map(|token| if let Token::Word(word, _) = token { Some(word.clone()) } else { None })
        .collect();
    let mut named = Vec::new();
    for (number, passage) in analyser.derivation.passages.iter().enumerate().take(formula) {
        let tags = passage.lines.iter().filter_map(|line| line.tag.as_deref()).map(plain_label);
        if tags.into_iter().any(|tag| words.contains(&tag)) {
            named.push(number);
        }
    }
    let right = course.lines[at + 1].clone().ok()?;
    for number in named {
        let expr = analyser
            .derivation
            .threads
            .iter()
            .find(|thread| thread.joins.iter().any(|join| join.formula == number))?
            .sides[0]
            .expr
            .clone();
        let held = attempted(analyser, |analyser| {
            let mut trial = trial(analyser, course, &expr, number)?;
            let left = trial.lines.pop()?.ok()?;
            analyser.survives(&trial, at, at, &left, &right).ok().flatten()
        });
        if held.is_some() {
            let text = analyser.derivation.passages[number].tex(expr.span).to_string();
            return Some(format!("another left side is meant; this holds: {text} = {}", analyser.tex(course, at + 1)));
        }
    }
    None
}

/// A copy of a course with one more line, read in a formula.
fn trial<'t>(analyser: &mut Analyser, course: &Course<'t>, expr: &Expr, formula: usize) -> Option<Course<'t>> {
    let mut whole: Vec<&Expr> = course.thread.sides.iter().map(|side| &side.expr).collect();
    whole.push(expr);
    let mut reader = Reader::new(&mut analyser.derivation.world, formula);
    reader.free = course.free.clone();
    let value = reader.side(expr, &whole).ok()?;
    let line = Line { value, free: reader.used_free.clone(), constant: false };
    let free = reader.free.clone();
    analyser.derivation.world.remarks.clear();
    let conditions = course.conditions.clone();
    Some(Course { thread: course.thread, lines: vec![Ok(line)], free, conditions, stands: Vec::new() })
}

/// What an attempt gives, with all that it has changed taken back: a line that nobody wrote says nothing of the file.
fn attempted<T>(analyser: &mut Analyser, attempt: impl FnOnce(&mut Analyser) -> T) -> T {
    let (world, findings) = (analyser.derivation.world.clone(), analyser.findings.len());
    let result = attempt(analyser);
    analyser.findings.truncate(findings);
    analyser.derivation.world = world;
    result
}

/// Whether a link holds with this text as its right side, and if so, whether that is proved; nothing where it does not, or
/// cannot be read.
fn holds(analyser: &mut Analyser, course: &mut Course, at: usize, from: usize, text: &str) -> Option<bool> {
    let tree = Parsed::new(text, &mut analyser.derivation.macros.clone()).read(analyser.conventions);
    let formula = course.thread.joins[at].formula;
    let [row] = tree.rows.as_slice() else { return None };
    let [latex::Part::Chain(chain)] = row.parts.as_slice() else { return None };
    if !chain.links.is_empty() || !tree.errors.is_empty() {
        return None;
    }
    let left = course.lines[from].clone().ok()?;
    attempted(analyser, |analyser| {
        let mut trial = trial(analyser, course, &chain.first, formula)?;
        let right = trial.lines.pop()?.ok()?;
        let more = right.free.difference(&left.free).next().is_some();
        if more { None } else { analyser.survives(&trial, at, from, &left, &right).ok()? }
    })
}

fn refuted(analyser: &mut Analyser, course: &mut Course, at: usize, from: usize, link: &mut Link) {
    link.status = Status::Refuted;
    let formula = course.thread.joins[at].formula;
    let what = match (from == at, course.thread.joins[at].formula == course.thread.sides[from].formula) {
        (true, true) if at == 0 => "both sides differ".to_string(),
        (true, _) => "this does not follow from the line before".to_string(),
        (false, _) => "this does not follow from the head of the chain".to_string(),
    };
    let mut finding = Diagnostic::error("Q0201", what, file_span(analyser, course, at), where_false(link));
    finding.severity = Severity::Error;
    finding.help = advice(analyser, course, at, from, link);
    analyser.add(formula, finding);
    lone_symbols(analyser, course, at);
}

/// The first usual slip whose mended line is proved, or else holds wherever it is tried.
fn mended(analyser: &mut Analyser, course: &mut Course, at: usize, from: usize) -> Option<String> {
    let left = course.lines[from].clone().ok()?;
    let right = course.thread.sides[at + 1].clone();
    let beside = course.thread.sides[from].clone();
    let text = analyser.derivation.passages[right.formula].excerpt.text.clone();
    let before = analyser.derivation.passages[beside.formula].excerpt.text.clone();
    let is_index = |symbol: &Symbol| analyser.derivation.world.survey.is_index(symbol);
    let slips = slips(&right.expr, &text, (&beside.expr, &before), &left.free, &is_index);
    let mut held = None;
    for slip in slips {
        match holds(analyser, course, at, from, &slip.text) {
            Some(true) => return Some(format!("{}; this holds: {}", slip.what, slip.text)),
            Some(false) if held.is_none() => {
                held = Some(format!("{}? this holds wherever it was tried: {}", slip.what, slip.text));
            }
            _ => {}
        }
    }
    held
}

/// The help for a false link: the mended line, where the sides differ, where the line is true all the same.
fn advice(analyser: &mut Analyser, course: &mut Course, at: usize, from: usize, link: &mut Link) -> Option<String> {
    // Of two numbers that differ, neither is the slip.
    let number = |side: usize| matches!(&course.thread.sides[side].expr.node, Node::Number(_));
    let mut lines: Vec<String> = match number(from) && number(at + 1) {
        true => return None,
        false => mended(analyser, course, at, from).into_iter().collect(),
    };
    if let Ok(judged) = analyser.judged(course, at, from) {
        let differ = parts_that_differ(analyser.engines, &judged.statement);
        lines.extend(
            differ.map(|(left, right)| format!("the sides differ in {left} on the left, {right} on the right")),
        );
        link.true_where = still_true(&judged.statement);
        lines.extend(link.true_where.as_ref().map(|place| format!("as it stands it is true exactly where {place}")));
    }
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// A definition as the core language writes it: the symbol at its indices is its body.
pub fn definition_reading(world: &mut World, id: DefinitionId) -> Option<String> {
    let lowered = world.lower(id).ok()?;
    if !lowered.parameters.is_empty() {
        return None;
    }
    let letters = ["i", "j", "k", "l", "p", "q"];
    let names: Vec<Name> = letters.iter().take(lowered.axes.len()).map(|letter| Name::new(letter)).collect();
    let at: Vec<Index> = names.iter().cloned().map(Index::Free).collect();
    let indices: BTreeMap<Name, _> = names.into_iter().zip(lowered.axes.iter().copied()).collect();
    let both = Sides {
        left: Term::call(world.name(id).clone(), at.clone(), Vec::new()),
        right: lowered.body.open(&at),
        indices,
    };
    statement(world, &both, Relation::Equal, &[]).ok().map(|statement| statement.to_string())
}
