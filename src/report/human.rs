//! The report for people: every finding with its place, then a line for each formula and the summary.
//!
//! It is read in order, by eye or by ear: words say everything, and colors only repeat them.

use super::draw::draw;
use super::style::{TITLE, of_status, paint};
use super::text::{clean, shorten, wrap};
use crate::verdict::{Analysis, Formula, Link, Origin, Status, at_counterexample};

/// The columns before what is written: line number and status.
const LEAD: usize = 21;

/// The report of some documents, in lines of at most `room` columns; colors are escape sequences, and whoever prints it
/// decides whether they stay.
pub fn human(analyses: &[Analysis], room: usize) -> String {
    let mut lines = Vec::new();
    for analysis in analyses {
        for finding in &analysis.findings {
            lines.push(draw(&analysis.source, &finding.diagnostic, room));
            lines.push(String::new());
        }
        table(analysis, room, &mut lines);
    }
    lines.extend(wrap(&summary(analyses), room));
    lines.join("\n") + "\n"
}

fn table(analysis: &Analysis, room: usize, lines: &mut Vec<String>) {
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
