//! Small derivations as a stranger would write them, each display with the verdicts that its truth demands.
//!
//! Below a display stands `<!-- verdicts: … -->` with a word for each of its links: `holds` (proved or checked), `false`
//! (refuted or ill-formed), or the word of a status.

use quod::source::Source;
use quod::verdict::{Analysis, Effort, Status, analyse};
use std::path::{Path, PathBuf};

const MARK: &str = "<!-- verdicts:";

fn pages() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/strangers");
    let files = std::fs::read_dir(folder).expect("the folder of derivations").flatten();
    let mut pages: Vec<PathBuf> =
        files.map(|file| file.path()).filter(|path| path.extension() == Some("md".as_ref())).collect();
    pages.sort();
    pages
}

/// The words below each display, with the line in which they stand.
fn wanted<'a>(text: &'a str) -> Vec<(usize, Vec<&'a str>)> {
    let words = |line: &'a str| line.strip_prefix(MARK)?.strip_suffix("-->").map(str::split_whitespace);
    let lines = text.lines().enumerate();
    lines.filter_map(|(number, line)| Some((number + 1, words(line)?.collect()))).collect()
}

fn meets(status: Status, word: &str) -> bool {
    match word {
        "holds" => matches!(status, Status::Proved | Status::Checked),
        "false" => matches!(status, Status::Refuted | Status::IllFormed),
        _ => status.word() == word,
    }
}

/// The displays whose verdicts are not those that are wanted.
fn complaints(name: &str, text: &str) -> Vec<String> {
    let analysis = analyse(Source::new(name, text), Effort::default());
    let mut found = Vec::new();
    for (line, words) in wanted(text) {
        let above = |place: usize| text[..place].lines().count() < line;
        let display = analysis.formulas.iter().rfind(|formula| formula.display && above(formula.span.start));
        let Some(display) = display else {
            found.push(format!("{name}:{line}: no display stands above"));
            continue;
        };
        let statuses: Vec<Status> = display.statuses().collect();
        let met =
            statuses.len() == words.len() && statuses.iter().zip(&words).all(|(status, word)| meets(*status, word));
        if !met {
            let said = said(&analysis, display.span.start, display.span.end);
            found.push(format!("{name}:{line}: {words:?} wanted, {statuses:?} found\n{}\n{said}", display.tex));
        }
    }
    found
}

fn said(analysis: &Analysis, start: usize, end: usize) -> String {
    let here = analysis.findings.iter().filter(|finding| {
        let span = finding.diagnostic.labels[0].span;
        span.start >= start && span.end <= end
    });
    here.map(|finding| format!("  {} {}", finding.diagnostic.code.name, finding.diagnostic.message))
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn every_derivation_gets_the_verdicts_that_its_truth_demands() {
    let (mut found, mut displays) = (Vec::new(), 0);
    let pages = pages();
    for page in &pages {
        let text = std::fs::read_to_string(page).expect("a page of text");
        displays += wanted(&text).len();
        let name = page.file_name().expect("a name").to_string_lossy().into_owned();
        found.extend(complaints(&name, &text));
    }
    assert!(pages.len() >= 60 && displays >= 250, "{} derivations with {displays} displays", pages.len());
    assert!(found.is_empty(), "{}", found.join("\n\n"));
}

/// The test can fail: a false line that is said to hold, a true one that is said to be false, and a link too many.
#[test]
fn a_verdict_that_is_not_wanted_is_noticed() {
    for (tex, words) in [("x + 1 = x", "holds"), ("x + x = 2x", "false"), ("x = x + 0 = x", "holds"), ("x < x + 1", "")]
    {
        let text = format!("Let $x > 0$.\n\n$${tex}$$\n\n{MARK} {words} -->\n");
        assert_eq!(complaints("x.md", &text).len(), 1, "{tex}");
    }
    assert_eq!(complaints("x.md", &format!("{MARK} holds -->\n")).len(), 1);
}
