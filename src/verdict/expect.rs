//! Directives that speak of verdicts: names of formulas, and failures that a page shows on purpose.

use super::analysis::{Finding, Formula, Status};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{Document, Span};
use std::collections::BTreeMap;

/// The ids that directives give to formulas.
pub fn ids(document: &Document) -> BTreeMap<usize, String> {
    let mut found = BTreeMap::new();
    for directive in &document.directives {
        let body = document.source.slice(directive.body);
        if let Some(id) = body.strip_prefix("id=")
            && let Some(number) = next_formula(document, directive.span)
        {
            found.insert(number, id.trim().to_string());
        }
    }
    found
}

/// The first display behind a directive.
fn next_formula(document: &Document, span: Span) -> Option<usize> {
    document.formulas.iter().position(|formula| formula.display && formula.span.start >= span.end)
}

/// Marks the failures that directives announce, and reports those that did not come.
pub fn apply(document: &Document, formulas: &mut [Formula], findings: &mut Vec<Finding>) {
    for directive in &document.directives {
        let body = document.source.slice(directive.body);
        let Some(rest) = body.strip_prefix("expect ") else { continue };
        let Some(number) = next_formula(document, directive.span) else { continue };
        if !meet(rest, number, formulas, findings) {
            let text = format!("this was expected and did not happen: {}", rest.trim());
            let mut finding = Diagnostic::error("Q0205", text, directive.span, "expected here");
            finding.help = Some(outcome(&formulas[number]));
            findings.push(Finding { diagnostic: finding, formula: Some(number) });
        }
    }
}

/// What the formula's links are instead.
fn outcome(formula: &Formula) -> String {
    let words: Vec<&str> = formula.statuses().map(Status::word).collect();
    format!("the formula is: {}", words.join(", "))
}

fn meet(rest: &str, number: usize, formulas: &mut [Formula], findings: &mut Vec<Finding>) -> bool {
    let mut words: Vec<&str> = rest.split_whitespace().collect();
    let link = words.iter().position(|word| word.starts_with("link=")).map(|place| words.remove(place));
    let link: Option<usize> = link.and_then(|word| word["link=".len()..].parse().ok());
    match words.as_slice() {
        ["warning", code] => {
            let before = findings.len();
            findings.retain(|finding| !(finding.formula == Some(number) && finding.diagnostic.code.name == *code));
            findings.len() < before
        }
        [status, code] => {
            let formula = &mut formulas[number];
            let failing: Vec<usize> = (0..formula.links.len()).filter(|at| formula.links[*at].status.fails()).collect();
            let wanted = link.map(|number| number.saturating_sub(1)).or_else(|| failing.first().copied());
            let alone = failing.len() == 1 && failing.first().copied() == wanted;
            let Some(wanted) = wanted.filter(|_| alone) else { return false };
            let place = formula.links[wanted].span;
            let errors = |finding: &Finding| {
                let (code, severity) = (finding.diagnostic.code.name, finding.diagnostic.severity);
                finding.formula == Some(number) && severity == Severity::Error && code.starts_with('Q')
            };
            let right = findings.iter().any(|finding| errors(finding) && finding.diagnostic.code.name == *code);
            if formula.links[wanted].status.word() != *status || !right {
                return false;
            }
            formula.links[wanted].expected = true;
            findings.retain(|finding| {
                !(errors(finding)
                    && finding.diagnostic.code.name == *code
                    && place.contains(finding.diagnostic.labels[0].span))
            });
            true
        }
        _ => false,
    }
}
