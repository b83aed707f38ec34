//! Whom to blame for a false link, and the line that would be true.

use super::analyse::{Analyser, plain_label};
use super::analysis::{Counterexample, Link, Status};
use super::thread::{Course, Line};
use crate::derivation::Token;
use crate::diagnostic::{Diagnostic, Severity};
use crate::elaborate::{DefinitionId, Key, Reader, Sides, World, read_occurrence, spell, statement};
use crate::latex::{self, Expr, Node, Operator, Parsed, Sign, Symbol};
use crate::source::Span;
use quod_kernel::statement::Relation;
use quod_kernel::term::{Index, Name, Term};
use std::collections::{BTreeMap, BTreeSet};

/// A change of a line's text and what it mends.
struct Slip {
    text: String,
    what: String,
}

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
    let world = &analyser.derivation.world;
    let mut all: BTreeMap<Key, Vec<Span>> = BTreeMap::new();
    let lines = analyser.derivation.passages.iter().flat_map(|passage| &passage.lines);
    for side in lines.flat_map(|line| line.chain.sides()) {
        side.walk(&mut |part| {
            if let Some(Ok(found)) = read_occurrence(&world.survey, part) {
                all.entry(found.key).or_default().push(found.span);
            }
        });
    }
    // A symbol with scripts is met twice, once with them and once as their base.
    let count =
        |key: &Key| all.get(key).map_or(0, |spans| spans.iter().map(|span| span.start).collect::<BTreeSet<_>>().len());
    let mut lone = Vec::new();
    for side in [at, at + 1] {
        course.thread.sides[side].expr.walk(&mut |part| {
            if let Some(Ok(found)) = read_occurrence(&world.survey, part) {
                let letter = world.survey.is_index(&found.key.symbol) || world.survey.is_size(&found.key.symbol);
                let known = letter || found.key.symbol.word || world.is_defined(&found.key);
                if !known && count(&found.key) == 1 && !lone.iter().any(|(key, _)| *key == found.key) {
                    lone.push((found.key, found.span));
                }
            }
        });
    }
    for (key, span) in lone {
        let near = |other: &&Key| **other != key && other.symbol.name.to_lowercase() == key.symbol.name.to_lowercase();
        let Some(nearest) = all.keys().find(near).map(Key::tex) else { continue };
        let text = format!("{} occurs nowhere else, and so is a variable of its own", key.tex());
        let mut finding = analyser.warning("Q0101", text, formula, span, "only here");
        finding.severity = Severity::Note;
        analyser.add_once(formula, finding.help(format!("is {nearest} meant?")));
    }
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
    let held = holds(analyser, course, at, from, &text)?;
    let letters: Vec<String> = letters.iter().map(|letter| format!("Σ_{}", spell(letter))).collect();
    held.then(|| format!("is a {} missing? This holds: {}", letters.join(" "), text))
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
    let held = holds(analyser, course, at, from, &text)?;
    held.then(|| format!("is {} meant for {}? This holds: {text}", spell(meant), spell(wrong)))
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
        let mut trial = trial(analyser, course, &expr, number)?;
        let left = trial.lines.pop()?.ok()?;
        if let Ok(Some(_)) = analyser.survives(&trial, at, at, &left, &right) {
            let text = analyser.derivation.passages[number].tex(expr.span).to_string();
            return Some(format!("another left side is meant; this holds: {text} = {}", analyser.tex(course, at + 1)));
        }
    }
    None
}

/// A copy of a course with one more line, read in a formula.
fn trial<'t>(analyser: &mut Analyser, course: &Course<'t>, expr: &Expr, formula: usize) -> Option<Course<'t>> {
    let saved = analyser.derivation.world.clone();
    let mut whole: Vec<&Expr> = course.thread.sides.iter().map(|side| &side.expr).collect();
    whole.push(expr);
    let mut reader = Reader::new(&mut analyser.derivation.world, formula);
    reader.free = course.free.clone();
    let value = reader.side(expr, &whole);
    let (free, used) = (reader.free.clone(), reader.used_free.clone());
    analyser.derivation.world.remarks.clear();
    let Ok(value) = value else {
        analyser.derivation.world = saved;
        return None;
    };
    let line = Line { value, free: used, constant: false };
    Some(Course {
        thread: course.thread,
        lines: vec![Ok(line)],
        free,
        conditions: course.conditions.clone(),
        stands: Vec::new(),
    })
}

/// Whether a link holds with this text as its right side; nothing where it cannot be read.
fn holds(analyser: &mut Analyser, course: &mut Course, at: usize, from: usize, text: &str) -> Option<bool> {
    let tree = Parsed::new(text, &mut analyser.derivation.macros.clone()).read(analyser.conventions);
    let formula = course.thread.joins[at].formula;
    let [row] = tree.rows.as_slice() else { return None };
    let [latex::Part::Chain(chain)] = row.parts.as_slice() else { return None };
    if !chain.links.is_empty() || !tree.errors.is_empty() {
        return None;
    }
    let left = course.lines[from].clone().ok()?;
    let saved = analyser.derivation.world.clone();
    let findings = analyser.findings.len();
    let result = trial(analyser, course, &chain.first, formula).and_then(|mut trial| {
        let right = trial.lines.pop()?.ok()?;
        let free = right.free.difference(&left.free).next();
        Some(free.is_none() && analyser.survives(&trial, at, from, &left, &right).ok()?.is_some())
    });
    analyser.findings.truncate(findings);
    analyser.derivation.world = saved;
    result
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
    finding.help = mended(analyser, course, at, from);
    analyser.add(formula, finding);
    lone_symbols(analyser, course, at);
}

/// The first usual slip whose mended line holds.
fn mended(analyser: &mut Analyser, course: &mut Course, at: usize, from: usize) -> Option<String> {
    let left = course.lines[from].clone().ok()?;
    let right = course.thread.sides[at + 1].clone();
    let text = analyser.derivation.passages[right.formula].excerpt.text.clone();
    for slip in slips(&right.expr, &text, &left.free, analyser) {
        if holds(analyser, course, at, from, &slip.text) == Some(true) {
            return Some(format!("{}; this holds: {}", slip.what, slip.text));
        }
    }
    None
}

/// The usual slips that a line may hold, the likeliest first.
fn slips(expr: &Expr, text: &str, free: &BTreeSet<Symbol>, analyser: &Analyser) -> Vec<Slip> {
    let span = expr.span;
    let edit =
        |place: Span, new: &str| format!("{}{new}{}", &text[span.start..place.start], &text[place.end..span.end]);
    let insert = |place: usize, new: &str| edit(Span::new(place, place), new);
    let (mut lost, mut signs, mut indices, mut factors) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut bound: Vec<Symbol> = Vec::new();
    expr.walk(&mut |part| match &part.node {
        Node::Big(big) if big.operator == Operator::Sum => {
            let letter = big.lower.as_deref().and_then(|lower| match &lower.node {
                Node::Symbol(symbol) => Some(symbol.clone()),
                Node::Relation(chain) => chain.first.as_symbol().cloned(),
                _ => None,
            });
            let (Some(letter), Some(body)) = (letter, &big.body) else { return };
            for other in free.iter().filter(|other| **other != letter) {
                let delta = format!(" 1_{{\\{{{}={}\\}}}}", spell(&letter), spell(other));
                let what = format!("the factor{delta} was lost");
                lost.push(Slip { text: insert(body.span.end, &delta), what });
            }
            bound.push(letter);
        }
        Node::Sum(terms) => {
            for (place, term) in terms.iter().enumerate() {
                let text = match (term.sign, term.sign_span) {
                    (Sign::Plus, Some(sign)) => edit(sign, "-"),
                    (Sign::Minus, Some(sign)) => edit(sign, if place == 0 { "" } else { "+" }),
                    (Sign::Plus, None) => insert(term.value.span.start, "-"),
                    _ => continue,
                };
                signs.push(Slip { text, what: "a sign is wrong".to_string() });
            }
        }
        Node::Fraction(above, below) => {
            let turned = format!("\\frac{{{}}}{{{}}}", &text[below.span.range()], &text[above.span.range()]);
            factors.push(Slip { text: edit(part.span, &turned), what: "the fraction is upside down".to_string() });
        }
        Node::Symbol(symbol) if analyser.derivation.world.survey.is_index(symbol) => {
            for other in free.iter().chain(&bound).filter(|other| *other != symbol) {
                let what = format!("an index {} should be {}", spell(symbol), spell(other));
                indices.push(Slip { text: edit(part.span, &spell(other)), what });
            }
        }
        _ => {}
    });
    let whole = &text[span.range()];
    let closed =
        if matches!(&expr.node, Node::Sum(_)) { format!("\\left( {whole} \\right)") } else { whole.to_string() };
    let mut all = lost;
    all.extend(signs);
    all.push(Slip { text: format!("-{closed}"), what: "the sign is wrong".to_string() });
    all.extend(indices);
    all.extend(factors);
    for factor in ["2", "\\frac{1}{2}"] {
        all.push(Slip { text: format!("{factor} {closed}"), what: format!("the factor {factor} was lost") });
    }
    all.truncate(48);
    all
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
