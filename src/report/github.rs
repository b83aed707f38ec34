//! Annotations that GitHub shows beside the lines of a pull request.

use crate::diagnostic::Severity;
use crate::verdict::Analysis;
use std::fmt::Write;

/// One workflow command for each finding.
pub fn github(analyses: &[Analysis]) -> String {
    let mut text = String::new();
    for analysis in analyses {
        for finding in &analysis.findings {
            let diagnostic = &finding.diagnostic;
            let span = diagnostic.labels[0].span;
            let (start, end) = (analysis.source.position(span.start), analysis.source.position(span.end));
            let level = match diagnostic.severity {
                Severity::Note => "notice",
                Severity::Warning => "warning",
                Severity::Error => "error",
            };
            let help = diagnostic.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
            let _ = write!(text, "::{level} file={},line={}", property(analysis.source.name()), start.line);
            let _ = write!(text, ",endLine={}", end.line);
            if start.line == end.line {
                let _ = write!(text, ",col={},endColumn={}", start.column, end.column);
            }
            let _ =
                writeln!(text, ",title={}::{}", diagnostic.code.name, data(&format!("{}{help}", diagnostic.message)));
        }
    }
    text
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
