//! The report for programs: schema `quod/1`.

use super::write::Json;
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{Source, Span};
use crate::verdict::{Analysis, Counterexample, Finding, Formula, Link, Status};

/// All documents as one JSON text.
pub fn json(analyses: &[Analysis]) -> String {
    let documents = Json::list(analyses.iter().map(document));
    let version = Json::from(env!("CARGO_PKG_VERSION"));
    let members = [
        ("schema", Json::from("quod/1")),
        ("version", version),
        ("documents", documents),
        ("summary", summary(analyses)),
    ];
    Json::object(members).pretty()
}

fn summary(analyses: &[Analysis]) -> Json {
    let count = |status: Status| analyses.iter().map(|analysis| analysis.count(status)).sum::<usize>();
    let mut members: Vec<(String, Json)> =
        Status::ALL.iter().map(|status| (status.word().to_string(), Json::from(count(*status)))).collect();
    members.push(("expected".to_string(), Json::from(analyses.iter().map(Analysis::expected).sum::<usize>())));
    Json::Object(members)
}

fn document(analysis: &Analysis) -> Json {
    let formulas = Json::list(analysis.formulas.iter().map(|item| formula(&analysis.source, item)));
    let diagnostics = Json::list(analysis.findings.iter().map(|finding| diagnostic(analysis, finding)));
    Json::object([("path", Json::from(analysis.source.name())), ("formulas", formulas), ("diagnostics", diagnostics)])
}

fn place(source: &Source, span: Span) -> Vec<(String, Json)> {
    let (start, end) = (source.position(span.start), source.position(span.end));
    let members = [("line", start.line), ("column", start.column), ("end_line", end.line), ("end_column", end.column)];
    members.into_iter().map(|(name, value)| (name.to_string(), Json::from(value))).collect()
}

fn joined(first: Json, place: Vec<(String, Json)>, last: Json) -> Json {
    let mut members = Vec::new();
    for part in [first, Json::Object(place), last] {
        if let Json::Object(own) = part {
            members.extend(own);
        }
    }
    Json::Object(members)
}

fn formula(source: &Source, formula: &Formula) -> Json {
    let first = Json::object([("id", Json::from(formula.id.as_str())), ("display", Json::Bool(formula.display))]);
    let last = Json::object([
        ("tex", Json::from(formula.tex.as_str())),
        ("label", Json::optional(formula.label.as_deref())),
        ("status", Json::optional(formula.status.map(Status::word))),
        ("links", Json::list(formula.links.iter().map(|item| link(source, item)))),
    ]);
    joined(first, place(source, formula.span), last)
}

fn link(source: &Source, link: &Link) -> Json {
    let first = Json::object([
        ("relation", Json::from(link.relation.as_str())),
        ("left", Json::from(link.left.as_str())),
        ("right", Json::from(link.right.as_str())),
        ("from", Json::from(link.from.word())),
    ]);
    let certificate = link.certificate.as_ref().map(|certificate| format!("sha256:{}", certificate.name));
    let last = Json::object([
        ("reading", Json::optional(link.reading.as_deref())),
        ("status", Json::from(link.status.word())),
        ("method", Json::optional(link.method)),
        ("effective", Json::Number(link.effective)),
        ("certificate", Json::optional(certificate.as_deref())),
        ("needs", Json::texts(&link.needs)),
        ("uses", Json::texts(&link.uses)),
        ("counterexample", link.counterexample.as_ref().map_or(Json::Null, counterexample)),
        ("expected", Json::Bool(link.expected)),
    ]);
    joined(first, place(source, link.span), last)
}

fn counterexample(found: &Counterexample) -> Json {
    let numbers = |list: &[(String, u64)]| {
        Json::Object(list.iter().map(|(name, value)| (name.clone(), Json::from(*value))).collect())
    };
    let values = found.values.iter().map(|(name, entries)| (name.clone(), Json::texts(entries))).collect();
    Json::object([
        ("sizes", numbers(&found.sizes)),
        ("indices", numbers(&found.indices)),
        ("values", Json::Object(values)),
        ("left", Json::from(found.left.as_str())),
        ("right", Json::from(found.right.as_str())),
        ("rigour", Json::from(if found.exact { "exact" } else { "interval" })),
    ])
}

fn diagnostic(analysis: &Analysis, finding: &Finding) -> Json {
    let Diagnostic { code, severity, message, labels, help } = &finding.diagnostic;
    let first = Json::object([
        ("code", Json::from(code.name)),
        ("severity", Json::from(severity_word(*severity))),
        ("message", Json::from(message.as_str())),
        ("help", Json::optional(help.as_deref())),
    ]);
    let id = finding.formula.map(|number| analysis.formulas[number].id.as_str());
    joined(first, place(&analysis.source, labels[0].span), Json::object([("formula", Json::optional(id))]))
}

/// The word for a severity.
pub fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}
