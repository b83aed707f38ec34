//! Numbers and labels that the words of a page cite: each must be given to some formula.

use super::analyse::{Analyser, plain_label};
use crate::diagnostic::{Diagnostic, Severity, distance};
use crate::source::{Piece, Span};
use std::collections::BTreeSet;

/// Words after which a number in parentheses is that of a formula.
const CITES: [&str; 11] = ["equation", "equations", "eq", "eqs", "eqn", "from", "by", "using", "into", "in", "formula"];

/// A label or a number that is cited.
struct Cited {
    name: String,
    span: Span,
}

impl Analyser<'_> {
    /// Warns of what is cited and never given.
    pub fn labels_never_given(&mut self) {
        let given: BTreeSet<String> = self
            .derivation
            .passages
            .iter()
            .flat_map(|passage| {
                let tags = passage.lines.iter().filter_map(|line| line.tag.as_deref()).map(plain_label);
                tags.chain(passage.tree.labels.iter().map(|(label, _)| label.clone())).collect::<Vec<_>>()
            })
            .collect();
        let numbered = given.iter().any(|label| is_number(label));
        for piece in &self.document.flow {
            let Piece::Text(span) = piece else { continue };
            let text = self.document.source.slice(*span);
            for Cited { name, span } in labels(text, span.start).chain(numbers(text, span.start)) {
                let looked_for = !is_number(&name) || numbered;
                if looked_for && !given.contains(&name) {
                    let finding = never_given(&name, span, &given);
                    self.findings.push(super::Finding { diagnostic: finding, formula: None });
                }
            }
        }
    }
}

fn is_number(label: &str) -> bool {
    !label.is_empty() && label.chars().all(|c| c.is_ascii_digit())
}

/// `\eqref{eq:a}`, and `\ref{eq:a}` of a formula.
fn labels(text: &str, start: usize) -> impl Iterator<Item = Cited> + '_ {
    ["\\eqref{", "\\ref{eq"].into_iter().flat_map(move |command| {
        text.match_indices(command).filter_map(move |(at, _)| {
            let open = at + text[at..].find('{')? + 1;
            let end = open + text[open..].find('}')?;
            let span = Span::new(start + open, start + end);
            Some(Cited { name: text[open..end].trim().to_string(), span })
        })
    })
}

/// `from (2)`, `in equation (2)`.
fn numbers(text: &str, start: usize) -> impl Iterator<Item = Cited> + '_ {
    text.match_indices('(').filter_map(move |(at, _)| {
        let end = at + text[at..].find(')')?;
        let before = text[..at].trim_end_matches(|c: char| c.is_whitespace() || c == '.');
        let word = before.rsplit(|c: char| !c.is_alphanumeric()).next()?.to_lowercase();
        let name = text[at + 1..end].trim().to_string();
        let cited = is_number(&name) && CITES.contains(&word.as_str());
        cited.then(|| Cited { name, span: Span::new(start + at, start + end + 1) })
    })
}

fn never_given(name: &str, span: Span, given: &BTreeSet<String>) -> Diagnostic {
    let text = format!("{name} is cited, and no formula has that label or number");
    let mut finding = Diagnostic::error("Q0110", text, span, "cited here");
    finding.severity = Severity::Warning;
    let near = given.iter().map(|label| (distance(label, name), label)).min();
    match near.filter(|(distance, _)| *distance <= name.chars().count() / 2) {
        Some((_, label)) if !is_number(name) => finding.help(format!("is {label} meant?")),
        _ => finding.help("give it to the formula with \\label or \\tag, or cite another one"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_and_numbers_are_told_from_other_parentheses() {
        let found = |text: &str| labels(text, 0).chain(numbers(text, 0)).map(|cited| cited.name).collect::<Vec<_>>();
        assert_eq!(found("see \\eqref{eq:a} and \\ref{fig:b} and \\ref{eq:c}"), ["eq:a", "eq:c"]);
        assert_eq!(found("from (2) into eq. (13), in 2020 (3), (4) and (a) by (b)"), ["2", "13"]);
        assert_eq!(found("an open ( and \\eqref{ never close"), Vec::<String>::new());
    }
}
