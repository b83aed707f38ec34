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

/// Marks the failures that directives announce, and reports those that did not come. What was announced is taken out
/// of the findings and handed back.
pub fn apply(document: &Document, formulas: &mut [Formula], findings: &mut Vec<Finding>) -> Vec<Finding> {
    let mut announced = Vec::new();
    for directive in &document.directives {
        let body = document.source.slice(directive.body);
        let Some(rest) = body.strip_prefix("expect ") else { continue };
        let Some(number) = next_formula(document, directive.span) else { continue };
        let Some(met) = meet(rest, number, formulas, findings) else {
            let text = format!("this was expected and did not happen: {}", rest.trim());
            let mut finding = Diagnostic::error("Q0205", text, directive.span, "expected here");
            finding.help = Some(outcome(&formulas[number]));
            findings.push(Finding { diagnostic: finding, formula: Some(number) });
            continue;
        };
        announced.extend(met);
    }
    announced
}

/// What the formula's links are instead.
fn outcome(formula: &Formula) -> String {
    let words: Vec<&str> = formula.statuses().map(Status::word).collect();
    format!("the formula is: {}", words.join(", "))
}

/// What a directive announced, taken out of the findings; `None` where it did not come.
fn meet(rest: &str, number: usize, formulas: &mut [Formula], findings: &mut Vec<Finding>) -> Option<Vec<Finding>> {
    let mut words: Vec<&str> = rest.split_whitespace().collect();
    let link = words.iter().position(|word| word.starts_with("link=")).map(|place| words.remove(place));
    let link: Option<usize> = link.and_then(|word| word["link=".len()..].parse().ok());
    match words.as_slice() {
        ["warning", code] => {
            let met =
                take(findings, |finding| finding.formula == Some(number) && finding.diagnostic.code.name == *code);
            (!met.is_empty()).then_some(met)
        }
        [status, code] => {
            let formula = &mut formulas[number];
            let failing: Vec<usize> = (0..formula.links.len()).filter(|at| formula.links[*at].status.fails()).collect();
            let wanted = link.map(|number| number.saturating_sub(1)).or_else(|| failing.first().copied());
            let alone = failing.len() == 1 && failing.first().copied() == wanted;
            let wanted = wanted.filter(|_| alone)?;
            let place = formula.links[wanted].span;
            let errors = |finding: &Finding| {
                finding.formula == Some(number)
                    && finding.diagnostic.severity == Severity::Error
                    && finding.diagnostic.code.name == *code
            };
            if formula.links[wanted].status.word() != *status || !findings.iter().any(errors) {
                return None;
            }
            formula.links[wanted].expected = true;
            Some(take(findings, |finding| errors(finding) && place.contains(finding.diagnostic.labels[0].span)))
        }
        _ => None,
    }
}

/// Takes out of a list what a test picks.
fn take(findings: &mut Vec<Finding>, picked: impl Fn(&Finding) -> bool) -> Vec<Finding> {
    let (taken, kept) = std::mem::take(findings).into_iter().partition(picked);
    *findings = kept;
    taken
}
