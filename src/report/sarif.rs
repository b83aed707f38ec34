//! SARIF 2.1.0, the format in which code scanners exchange results (OASIS, 2020).

use super::json::severity_word;
use crate::diagnostic::{CODES, Diagnostic};
use crate::source::{Source, Span, fingerprint};
use crate::verdict::{Analysis, Finding};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// All findings as one SARIF log with one run.
pub fn sarif(analyses: &[Analysis]) -> String {
    let results: Vec<Value> = analyses.iter().flat_map(results).collect();
    let driver = json!({
        "name": "quod",
        "version": env!("CARGO_PKG_VERSION"),
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": rules(),
    });
    super::pretty(&json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{ "tool": { "driver": driver }, "columnKind": "unicodeCodePoints", "results": results }],
    }))
}

/// A rule for each code, with its page.
fn rules() -> Vec<Value> {
    let rule = |code: &crate::diagnostic::Code| {
        json!({
            "id": code.name,
            "shortDescription": { "text": code.title },
            "help": { "text": code.page, "markdown": code.page },
        })
    };
    CODES.iter().map(rule).collect()
}

fn results(analysis: &Analysis) -> Vec<Value> {
    let mut seen = BTreeMap::new();
    let mut result = |finding| {
        let print = print(analysis, finding);
        let count = seen.entry(print).and_modify(|count| *count += 1).or_insert(0);
        result(&analysis.source, &finding.diagnostic, &format!("{print:016x}:{count}"))
    };
    analysis.findings.iter().map(&mut result).collect()
}

/// What stays the same when a finding moves: its code and its formula without white space. Equal ones are counted.
fn print(analysis: &Analysis, finding: &Finding) -> u64 {
    let diagnostic = &finding.diagnostic;
    let about = match finding.formula {
        Some(number) => analysis.formulas[number].tex.as_str(),
        None => analysis.source.slice(diagnostic.span()),
    };
    let about: String = about.split_whitespace().collect();
    fingerprint(&format!("{} {} {about}", diagnostic.code.name, diagnostic.message))
}

fn result(source: &Source, diagnostic: &Diagnostic, print: &str) -> Value {
    let rule = CODES.iter().position(|code| code.name == diagnostic.code.name);
    let related = diagnostic.labels.iter().enumerate().skip(1).map(|(id, label)| {
        let mut place = location(source, label.span);
        place["id"] = json!(id);
        place["message"] = json!({ "text": label.text });
        place
    });
    json!({
        "ruleId": diagnostic.code.name,
        "ruleIndex": rule,
        "level": severity_word(diagnostic.severity),
        "message": { "text": diagnostic.told() },
        "locations": [location(source, diagnostic.span())],
        "relatedLocations": related.collect::<Vec<_>>(),
        "partialFingerprints": { "quod/v1": print },
    })
}

fn location(source: &Source, span: Span) -> Value {
    let (start, end) = (source.position(span.start), source.position(span.end));
    json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(source.name()) },
            "region": {
                "startLine": start.line,
                "startColumn": start.column,
                "endLine": end.line,
                "endColumn": end.column,
            },
        },
    })
}

/// A path as a reference (RFC 3986): what has a meaning in one is written in hexadecimal, and one from the root of a
/// disk is a whole address.
fn uri(path: &str) -> String {
    let path = path.replace('\\', "/");
    let letter = path.as_bytes().first().is_some_and(u8::is_ascii_alphabetic) && path.as_bytes().get(1) == Some(&b':');
    let head = match () {
        () if path.starts_with("//") => "file:",
        () if path.starts_with('/') => "file://",
        () if letter => "file:///",
        () => "",
    };
    let mut text = head.to_string();
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => text.push(char::from(byte)),
            other => text.push_str(&format!("%{other:02X}")),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::{Effort, analyse};

    #[test]
    fn paths_become_references() {
        assert_eq!(uri("book/a b%.md"), "book/a%20b%25.md");
        assert_eq!(uri("note:é.md"), "note%3A%C3%A9.md");
        assert_eq!(uri("/tmp/x.md"), "file:///tmp/x.md");
        assert_eq!(uri(r"C:\x\y.md"), "file:///C%3A/x/y.md");
        assert_eq!(uri("<stdin>"), "%3Cstdin%3E");
    }

    fn prints(text: &str) -> Vec<String> {
        let analysis = analyse(Source::new("a.md", text), Effort::default());
        let print = |result: Value| result["partialFingerprints"]["quod/v1"].as_str().map(str::to_owned);
        results(&analysis).into_iter().filter_map(print).collect()
    }

    #[test]
    fn a_fingerprint_stays_when_lines_move_and_no_two_are_equal() {
        let slip = "$$a + a = 3 a$$\n";
        let (here, there) = (prints(slip), prints("# A title\n\nwords\n\n$$ a + a\n = 3 a$$\n"));
        assert_eq!(here.len(), 1);
        assert_eq!(here, there);
        let twice = prints(&format!("{slip}\n## b\n\n{slip}"));
        assert_eq!((twice.len(), &twice[0]), (2, &here[0]));
        assert_ne!(twice[0], twice[1]);
        assert_ne!(prints("$$a + a = 4 a$$\n"), here);
    }
}
