//! The report for programs: schema `quod/1`, laid down in `docs/quod-1.schema.json`.

use crate::diagnostic::Severity;
use crate::source::{Source, Span};
use crate::verdict::{self, Analysis, Finding, Status};
use serde::{Serialize, Serializer};

/// The JSON Schema (draft 2020-12) that every report meets.
pub const SCHEMA: &str = include_str!("../../docs/quod-1.schema.json");

/// All documents as one JSON text.
pub fn json(analyses: &[Analysis]) -> String {
    let report = Report {
        schema: "quod/1",
        version: env!("CARGO_PKG_VERSION"),
        documents: analyses.iter().map(Document::of).collect(),
        summary: summary(analyses),
    };
    super::pretty(&report)
}

#[derive(Serialize)]
struct Report<'a> {
    schema: &'static str,
    version: &'static str,
    documents: Vec<Document<'a>>,
    summary: Members<usize>,
}

fn summary(analyses: &[Analysis]) -> Members<usize> {
    let count = |status: Status| analyses.iter().map(|analysis| analysis.count(status)).sum();
    let counts = Status::ALL.iter().map(|status| (status.word().to_string(), count(*status)));
    let expected = analyses.iter().map(Analysis::expected).sum();
    Members(counts.chain([("expected".to_string(), expected)]).collect())
}

/// An object whose members keep the order in which they were found.
struct Members<T>(Vec<(String, T)>);

impl<T: Serialize> Serialize for Members<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

#[derive(Serialize)]
struct Document<'a> {
    path: &'a str,
    formulas: Vec<Formula<'a>>,
    diagnostics: Vec<Diagnostic<'a>>,
}

impl<'a> Document<'a> {
    fn of(analysis: &'a Analysis) -> Self {
        Self {
            path: analysis.source.name(),
            formulas: analysis.formulas.iter().map(|formula| Formula::of(&analysis.source, formula)).collect(),
            diagnostics: analysis.findings.iter().map(|finding| Diagnostic::of(analysis, finding)).collect(),
        }
    }
}

#[derive(Serialize)]
struct Place {
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

impl Place {
    fn of(source: &Source, span: Span) -> Self {
        let (start, end) = (source.position(span.start), source.position(span.end));
        Self { line: start.line, column: start.column, end_line: end.line, end_column: end.column }
    }
}

#[derive(Serialize)]
struct Formula<'a> {
    id: &'a str,
    display: bool,
    #[serde(flatten)]
    place: Place,
    tex: &'a str,
    label: Option<&'a str>,
    status: Option<&'static str>,
    links: Vec<Link<'a>>,
}

impl<'a> Formula<'a> {
    fn of(source: &Source, formula: &'a verdict::Formula) -> Self {
        Self {
            id: &formula.id,
            display: formula.display,
            place: Place::of(source, formula.span),
            tex: &formula.tex,
            label: formula.label.as_deref(),
            status: formula.status.map(Status::word),
            links: formula.links.iter().map(|link| Link::of(source, link)).collect(),
        }
    }
}

#[derive(Serialize)]
struct Link<'a> {
    relation: &'a str,
    left: &'a str,
    right: &'a str,
    from: &'static str,
    #[serde(flatten)]
    place: Place,
    reading: Option<&'a str>,
    status: &'static str,
    method: Option<&'static str>,
    effective: u64,
    certificate: Option<String>,
    needs: &'a [String],
    without: Vec<Without<'a>>,
    uses: &'a [String],
    counterexample: Option<Counterexample<'a>>,
    true_where: Option<&'a str>,
    expected: bool,
}

impl<'a> Link<'a> {
    fn of(source: &Source, link: &'a verdict::Link) -> Self {
        Self {
            relation: &link.relation,
            left: &link.left,
            right: &link.right,
            from: link.from.word(),
            place: Place::of(source, link.span),
            reading: link.reading.as_deref(),
            status: link.status.word(),
            method: link.method,
            effective: link.effective,
            certificate: link.certificate.as_ref().map(|certificate| format!("sha256:{}", certificate.name)),
            needs: &link.needs,
            without: link.without.iter().map(|(need, found)| Without::of(need, found)).collect(),
            uses: &link.uses,
            counterexample: link.counterexample.as_ref().map(Counterexample::of),
            true_where: link.true_where.as_deref(),
            expected: link.expected,
        }
    }
}

/// What goes wrong without a hypothesis.
#[derive(Serialize)]
struct Without<'a> {
    need: &'a str,
    counterexample: Counterexample<'a>,
}

impl<'a> Without<'a> {
    fn of(need: &'a str, found: &'a verdict::Counterexample) -> Self {
        Self { need, counterexample: Counterexample::of(found) }
    }
}

#[derive(Serialize)]
struct Counterexample<'a> {
    sizes: Members<u64>,
    indices: Members<u64>,
    values: Members<&'a [String]>,
    left: &'a str,
    right: &'a str,
    rigour: &'static str,
}

impl<'a> Counterexample<'a> {
    fn of(found: &'a verdict::Counterexample) -> Self {
        Self {
            sizes: Members(found.sizes.clone()),
            indices: Members(found.indices.clone()),
            values: Members(found.values.iter().map(|(name, entries)| (name.clone(), entries.as_slice())).collect()),
            left: &found.left,
            right: &found.right,
            rigour: if found.exact { "exact" } else { "interval" },
        }
    }
}

#[derive(Serialize)]
struct Diagnostic<'a> {
    code: &'static str,
    severity: &'static str,
    message: &'a str,
    help: Option<&'a str>,
    #[serde(flatten)]
    place: Place,
    formula: Option<&'a str>,
}

impl<'a> Diagnostic<'a> {
    fn of(analysis: &'a Analysis, finding: &'a Finding) -> Self {
        let diagnostic = &finding.diagnostic;
        Self {
            code: diagnostic.code.name,
            severity: severity_word(diagnostic.severity),
            message: &diagnostic.message,
            help: diagnostic.help.as_deref(),
            place: Place::of(&analysis.source, diagnostic.span()),
            formula: finding.formula.map(|number| analysis.formulas[number].id.as_str()),
        }
    }
}

/// The word for a severity.
pub fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}
