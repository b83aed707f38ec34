//! SARIF 2.1.0, the format in which code scanners exchange results (OASIS, 2020).

use super::write::Json;
use crate::diagnostic::{CODES, Severity};
use crate::source::{Source, Span};
use crate::verdict::{Analysis, Finding};

/// All findings as one SARIF log with one run.
pub fn sarif(analyses: &[Analysis]) -> String {
    let rules = CODES.iter().map(|code| {
        let text = Json::object([("text", Json::from(code.title))]);
        Json::object([("id", Json::from(code.name)), ("shortDescription", text)])
    });
    let driver = Json::object([
        ("name", Json::from("quod")),
        ("version", Json::from(env!("CARGO_PKG_VERSION"))),
        ("rules", Json::list(rules)),
    ]);
    let results =
        analyses.iter().flat_map(|analysis| analysis.findings.iter().map(|finding| result(&analysis.source, finding)));
    let run = Json::object([
        ("tool", Json::object([("driver", driver)])),
        ("columnKind", Json::from("unicodeCodePoints")),
        ("results", Json::list(results)),
    ]);
    let schema = "https://json.schemastore.org/sarif-2.1.0.json";
    Json::object([("$schema", Json::from(schema)), ("version", Json::from("2.1.0")), ("runs", Json::list([run]))])
        .pretty()
}

fn result(source: &Source, finding: &Finding) -> Json {
    let diagnostic = &finding.diagnostic;
    let level = match diagnostic.severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    };
    let rule = CODES.iter().position(|code| code.name == diagnostic.code.name).unwrap_or(0);
    let help = diagnostic.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
    let text = format!("{}{help}", diagnostic.message);
    Json::object([
        ("ruleId", Json::from(diagnostic.code.name)),
        ("ruleIndex", Json::from(rule)),
        ("level", Json::from(level)),
        ("message", Json::object([("text", Json::from(text.as_str()))])),
        ("locations", Json::list([location(source, diagnostic.labels[0].span)])),
    ])
}

fn location(source: &Source, span: Span) -> Json {
    let (start, end) = (source.position(span.start), source.position(span.end));
    let region = Json::object([
        ("startLine", Json::from(start.line)),
        ("startColumn", Json::from(start.column)),
        ("endLine", Json::from(end.line)),
        ("endColumn", Json::from(end.column)),
    ]);
    let artifact = Json::object([("uri", Json::from(uri(source.name()).as_str()))]);
    Json::object([("physicalLocation", Json::object([("artifactLocation", artifact), ("region", region)]))])
}

/// A path as a relative reference: what has a meaning in one is written in hexadecimal.
fn uri(path: &str) -> String {
    let mut text = String::new();
    for byte in path.replace('\\', "/").bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => text.push(char::from(byte)),
            other => text.push_str(&format!("%{other:02X}")),
        }
    }
    text
}
