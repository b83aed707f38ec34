//! Directives that speak of verdicts: names of formulas, and failures that a page shows on purpose.

use super::analyse::plain_label;
use super::analysis::{Finding, Formula, Status};
use crate::derivation::{Derivation, Directives, Expected};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Document;

/// The formulas with their names, before anything is judged.
pub fn blank_formulas(document: &Document, derivation: &Derivation) -> Vec<Formula> {
    let stem = stem(document.source.name());
    let (mut displays, mut inlines) = (0, 0);
    let mut formulas = Vec::new();
    for (number, (formula, passage)) in document.formulas.iter().zip(&derivation.passages).enumerate() {
        let count = if formula.display { &mut displays } else { &mut inlines };
        *count += 1;
        let letter = if formula.display { 'f' } else { 'i' };
        let own = passage.tree.labels.first().map(|(label, _)| label.clone());
        let tag = passage.lines.iter().find_map(|line| line.tag.clone());
        let given = derivation.directives.ids.get(&number).map(|(id, _)| id.clone());
        let id = given.or_else(|| own.clone());
        formulas.push(Formula {
            id: id.unwrap_or_else(|| format!("{stem}.{letter}{count}")),
            display: formula.display,
            span: formula.span,
            tex: passage.excerpt.text.trim().to_string(),
            label: tag.map(|tag| plain_label(&tag)).or(own),
            status: None,
            links: Vec::new(),
        });
    }
    formulas
}

fn stem(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.split_once('.').map_or(file, |(stem, _)| if stem.is_empty() { file } else { stem }).to_string()
}

/// What a directive says that the next formula fails with.
enum Expectation<'a> {
    /// A link of this status with an error of this code, and no other failing link; the link's number from 1.
    Failure(Status, &'a str, Option<usize>),
    /// A warning or note of this code.
    Warning(&'a str),
}

const FORM: &str = "write `expect refuted Q0201`, with `link=2` where it is not the only link that could be meant, or \
                    `expect warning Q0105`";

impl<'a> Expectation<'a> {
    /// Reads the words after `expect`, or says what is wrong with them.
    fn parse(words: &'a str) -> Result<Self, String> {
        let (links, words): (Vec<&str>, Vec<&str>) =
            words.split_whitespace().partition(|word| word.starts_with("link="));
        let [what, code] = words.as_slice() else { return Err("it names a status and a code".to_string()) };
        if crate::diagnostic::code(code).is_none() {
            return Err(format!("there is no code {code}"));
        }
        let link = match links.as_slice() {
            [] => None,
            [one] => match one["link=".len()..].parse() {
                Ok(number) if number > 0 => Some(number),
                _ => return Err(format!("{one} is no number of a link: they count from 1")),
            },
            _ => return Err("it names several links".to_string()),
        };
        let failing = Status::ALL.into_iter().filter(|status| status.fails()).find(|status| status.word() == *what);
        match (*what, failing) {
            ("warning", _) if link.is_none() => Ok(Self::Warning(code)),
            ("warning", _) => Err("a warning belongs to the formula, not to one link".to_string()),
            (_, Some(status)) => Ok(Self::Failure(status, code, link)),
            _ => Err(format!("a link cannot fail as {what}")),
        }
    }
}

/// Marks the failures that directives announce, and reports those that did not come. What was announced is taken out
/// of the findings and handed back.
pub fn apply(document: &Document, formulas: &mut [Formula], findings: &mut Vec<Finding>) -> Vec<Finding> {
    let mut announced = Vec::new();
    for Expected { span, formula, words } in Directives::read(document).expects {
        let finding = match Expectation::parse(&words) {
            Err(why) => {
                let text = format!("this expectation cannot be followed: {why}");
                Diagnostic::error("Q0407", text, span, "nothing is expected").help(FORM)
            }
            Ok(expectation) => match meet(&expectation, formula, formulas, findings) {
                Some(met) => {
                    announced.extend(met);
                    continue;
                }
                None => {
                    let text = format!("this was expected and did not happen: {words}");
                    Diagnostic::error("Q0205", text, span, "expected here").help(outcome(&formulas[formula]))
                }
            },
        };
        findings.push(Finding { diagnostic: finding, formula: Some(formula) });
    }
    announced
}

/// What the formula's links are instead.
fn outcome(formula: &Formula) -> String {
    let words: Vec<&str> = formula.statuses().map(Status::word).collect();
    format!("the formula is: {}", words.join(", "))
}

/// What a directive announced, taken out of the findings; `None` where it did not come.
fn meet(
    wanted: &Expectation,
    number: usize,
    formulas: &mut [Formula],
    findings: &mut Vec<Finding>,
) -> Option<Vec<Finding>> {
    let of = |finding: &Finding, code: &str| finding.formula == Some(number) && finding.diagnostic.code.name == code;
    match wanted {
        Expectation::Warning(code) => {
            let met = take(findings, |finding| of(finding, code) && finding.diagnostic.severity != Severity::Error);
            (!met.is_empty()).then_some(met)
        }
        Expectation::Failure(status, code, link) => {
            let links = &mut formulas[number].links;
            let failing: Vec<usize> = (0..links.len()).filter(|at| links[*at].status.fails()).collect();
            let [at] = failing.as_slice() else { return None };
            let place = links[*at].span;
            let error = |finding: &Finding| {
                let here = place.contains(finding.diagnostic.labels[0].span);
                of(finding, code) && finding.diagnostic.severity == Severity::Error && here
            };
            let right = links[*at].status == *status && link.is_none_or(|link| link == at + 1);
            if !right || !findings.iter().any(error) {
                return None;
            }
            links[*at].expected = true;
            Some(take(findings, error))
        }
    }
}

/// Takes out of a list what a test picks.
fn take(findings: &mut Vec<Finding>, picked: impl Fn(&Finding) -> bool) -> Vec<Finding> {
    let (taken, kept) = std::mem::take(findings).into_iter().partition(picked);
    *findings = kept;
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expectation_is_read_whole_or_not_at_all() {
        let right = |words| Expectation::parse(words).is_ok();
        for words in ["refuted Q0201", "ill-formed Q0102 link=2", "link=1 blocked Q0203", "warning Q0105"] {
            assert!(right(words), "{words}");
        }
        for words in [
            "",
            "refuted",
            "proved Q0201",
            "refuted Q9999",
            "refuted Q0201 link=0",
            "refuted Q0201 link=two",
            "warning Q0105 link=1",
            "refuted Q0201 loudly",
        ] {
            assert!(!right(words), "{words}");
        }
    }
}
