//! The report for people: every finding with its place, then a line for each formula and the summary.

use super::draw::draw;
use crate::verdict::{Analysis, Formula, Link, Origin, Status};
use std::fmt::Write;

/// The report of some documents, in lines of at most 80 columns where the mathematics allows; colors are escape
/// sequences, and whoever prints it decides whether they stay.
pub fn human(analyses: &[Analysis]) -> String {
    let mut text = String::new();
    for analysis in analyses {
        for finding in &analysis.findings {
            let _ = writeln!(text, "{}\n", draw(&analysis.source, &finding.diagnostic));
        }
        table(analysis, &mut text);
    }
    let _ = writeln!(text, "{}", summary(analyses));
    text
}

fn table(analysis: &Analysis, text: &mut String) {
    let _ = writeln!(text, "{}", analysis.source.name());
    for formula in analysis.formulas.iter().filter(|formula| formula.display || !formula.links.is_empty()) {
        let line = analysis.source.position(formula.span.start).line;
        let _ = writeln!(text, "  {:>5}  {:<11} {}", line, word(formula), shorten(&formula.tex, 58));
        for link in formula.links.iter().filter(|_| formula.links.len() > 1) {
            let _ = writeln!(text, "         {:<11} {} {}", link.status, link.relation, shorten(&link.right, 54));
        }
        formula.links.iter().for_each(|link| needs(link, text));
    }
    text.push('\n');
}

fn needs(link: &Link, text: &mut String) {
    if link.from == Origin::Head {
        let _ = writeln!(text, "                     judged from the head: {}", shorten(&link.left, 34));
    }
    if !link.needs.is_empty() {
        let _ = writeln!(text, "                     needs {}", link.needs.join(", "));
    }
}

/// The status of a formula: the worst of its links.
fn word(formula: &Formula) -> &'static str {
    let worst = [Status::Refuted, Status::IllFormed, Status::Blocked, Status::Unread, Status::Checked, Status::Proved];
    let found = worst.into_iter().find(|status| formula.statuses().any(|other| other == *status));
    found.or_else(|| formula.statuses().next()).map_or("", Status::word)
}

fn shorten(tex: &str, width: usize) -> String {
    let line = tex.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= width {
        return line;
    }
    let kept: String = line.chars().take(width - 1).collect();
    format!("{kept}…")
}

/// How often each status occurs.
pub fn summary(analyses: &[Analysis]) -> String {
    let counts =
        Status::ALL.iter().map(|status| (status.word(), analyses.iter().map(|a| a.count(*status)).sum::<usize>()));
    let expected = ("expected", analyses.iter().map(Analysis::expected).sum());
    let parts: Vec<String> = counts
        .chain([expected])
        .filter(|(_, count)| *count > 0)
        .map(|(word, count)| format!("{count} {word}"))
        .collect();
    if parts.is_empty() { "no formulas".to_string() } else { parts.join(", ") }
}
