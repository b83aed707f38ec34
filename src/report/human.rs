//! The report for people: every finding with its place, then a line for each formula and the summary.
//!
//! It is read in order, by eye or by ear: words say everything, and colors only repeat them.

use super::draw::draw;
use super::style::{MARGIN, TITLE, of_status, paint};
use super::text::{clean, shorten, wrap};
use crate::source::Span;
use crate::verdict::{Analysis, Convention, Formula, Link, Origin, Status, at_counterexample};

/// The columns before what is written: line number and status.
const LEAD: usize = 21;

/// The columns of the heads within an explained reading.
const HEAD: usize = 9;

/// The report of some documents, in lines of at most `room` columns; colors are escape sequences, and whoever prints it
/// decides whether they stay.
pub fn human(analyses: &[Analysis], room: usize) -> String {
    report(analyses, room, false)
}

/// The same, with what each link was read as below it: in the core language, in words, symbol by symbol, and by which
/// conventions, each with its place.
pub fn explained(analyses: &[Analysis], room: usize) -> String {
    report(analyses, room, true)
}

fn report(analyses: &[Analysis], room: usize, explain: bool) -> String {
    let mut lines = Vec::new();
    for analysis in analyses {
        for finding in &analysis.findings {
            lines.push(draw(&analysis.source, &finding.diagnostic, room));
            lines.push(String::new());
        }
        table(analysis, room, explain, &mut lines);
    }
    lines.extend(wrap(&summary(analyses), room));
    lines.join("\n") + "\n"
}

fn table(analysis: &Analysis, room: usize, explain: bool, lines: &mut Vec<String>) {
    let formulas: Vec<&Formula> =
        analysis.formulas.iter().filter(|formula| formula.display || !formula.links.is_empty()).collect();
    lines.push(paint(TITLE, &clean(analysis.source.name())));
    if !formulas.is_empty() {
        lines.push(format!("  {:>5}  {:<11} what is written", "line", "status"));
    }
    for formula in formulas {
        let line = analysis.source.position(formula.span.start).line;
        lines.push(row(&line.to_string(), worst(formula), &formula.tex, room));
        for link in &formula.links {
            if formula.links.len() > 1 {
                lines.push(row("", Some(link.status), &format!("{} {}", link.relation, link.right), room));
            }
            lines.extend(remarks(link).iter().flat_map(|remark| below(remark, room)));
            if explain {
                lines.extend(reading(analysis, link).iter().flat_map(|part| entry(part, room)));
            }
        }
    }
    lines.push(String::new());
}

fn row(line: &str, status: Option<Status>, written: &str, room: usize) -> String {
    let word = status.map_or(String::new(), |status| paint(of_status(status), &format!("{status:<11}")));
    format!("  {line:>5}  {word} {}", shorten(written, room.saturating_sub(LEAD)))
}

/// What else is to be known of a link.
fn remarks(link: &Link) -> Vec<String> {
    let head = (link.from == Origin::Head).then(|| format!("judged from the head: {}", shorten(&link.left, 300)));
    let checked = (link.status == Status::Checked)
        .then(|| format!("no proof was found; it held at all {} instances that were tried", link.effective));
    let needs = (!link.needs.is_empty()).then(|| format!("needs {}", link.needs.join(", ")));
    let without = link.without.iter().map(|(need, found)| format!("false without {need} {}", at_counterexample(found)));
    let expected = link.expected.then(|| "as the page expects".to_string());
    [head, checked, needs].into_iter().flatten().chain(without).chain(expected).collect()
}

/// What a link was read as: heads, each with what stands behind it.
fn reading(analysis: &Analysis, link: &Link) -> Vec<(&'static str, String)> {
    let Some(explanation) = link.explanation() else { return Vec::new() };
    let mut parts = vec![("read as", link.reading.clone().unwrap_or_default()), ("in words", explanation.words)];
    let symbols = explanation.symbols.into_iter().map(|(name, what)| format!("{name}: {what}"));
    parts.extend(symbols.enumerate().map(|(number, text)| (if number == 0 { "symbols" } else { "" }, text)));
    let place = |span: &Span| {
        let position = analysis.source.position(span.start);
        format!("{}:{}", position.line, position.column)
    };
    let mut all: Vec<(Convention, Vec<String>)> = Vec::new();
    for (convention, span) in &link.conventions {
        match all.iter_mut().find(|(other, _)| other == convention) {
            Some((_, places)) => places.push(place(span)),
            None => all.push((*convention, vec![place(span)])),
        }
    }
    let conventions = all
        .into_iter()
        .map(|(convention, places)| format!("{} at {}: {}", convention.name(), places.join(", "), convention.text()));
    parts.extend(conventions.enumerate().map(|(number, text)| (if number == 0 { "by" } else { "" }, text)));
    parts
}

/// A head and what stands behind it, in lines that go on below themselves.
fn entry((head, text): &(&str, String), room: usize) -> Vec<String> {
    let lines = wrap(text, room.saturating_sub(LEAD + HEAD + 2)).into_iter().enumerate();
    let line = |(number, line): (usize, String)| match number {
        0 => format!("{}{} {line}", " ".repeat(LEAD), paint(MARGIN, &format!("{head:<width$}", width = HEAD - 1))),
        _ => format!("{}{line}", " ".repeat(LEAD + HEAD + 2)),
    };
    lines.map(line).collect()
}

fn below(remark: &str, room: usize) -> Vec<String> {
    let lines = wrap(remark, room.saturating_sub(LEAD + 2)).into_iter().enumerate();
    lines.map(|(number, line)| format!("{}{line}", " ".repeat(LEAD + 2 * usize::from(number > 0)))).collect()
}

/// The status of a formula: the worst of its links.
fn worst(formula: &Formula) -> Option<Status> {
    let worst = [Status::Refuted, Status::IllFormed, Status::Blocked, Status::Unread, Status::Checked, Status::Proved];
    let found = worst.into_iter().find(|status| formula.statuses().any(|other| other == *status));
    found.or_else(|| formula.statuses().next())
}

/// How often each status occurs.
fn summary(analyses: &[Analysis]) -> String {
    let count = |status: Status| analyses.iter().map(|analysis| analysis.count(status)).sum::<usize>();
    let counts = Status::ALL.iter().map(|status| (status.word(), count(*status)));
    let expected = ("expected", analyses.iter().map(Analysis::expected).sum());
    let parts: Vec<String> = counts
        .chain([expected])
        .filter(|(_, count)| *count > 0)
        .map(|(word, count)| format!("{count} {word}"))
        .collect();
    if parts.is_empty() { "no formulas".to_string() } else { parts.join(", ") }
}
