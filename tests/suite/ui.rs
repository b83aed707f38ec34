//! Golden reports: each `tests/ui/FAMILY/NAME.md` gives just the report in `NAME.report` beside it.
//!
//! `QUOD_BLESS=1` writes the reports anew; what changed is then seen in the diff.

use quod::report::human;
use quod::source::Source;
use quod::verdict::{Effort, Shelf, Status, analyse_with};
use std::path::{Path, PathBuf};

fn pages() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui");
    let families = std::fs::read_dir(folder).expect("the folder of golden files").flatten();
    let files = families.flat_map(|family| std::fs::read_dir(family.path()).into_iter().flatten().flatten());
    let mut pages: Vec<PathBuf> =
        files.map(|file| file.path()).filter(|path| path.extension() == Some("md".as_ref())).collect();
    pages.sort();
    pages
}

/// The report without colors.
fn plain(report: &str) -> String {
    let mut text = String::new();
    let mut rest = report;
    while let Some(at) = rest.find('\u{1b}') {
        text.push_str(&rest[..at]);
        rest = rest[at..].split_once('m').map_or("", |(_, rest)| rest);
    }
    let text = text + rest;
    text.lines().map(|line| line.trim_end().to_string() + "\n").collect()
}

#[test]
fn every_page_has_its_report() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui");
    let mut shelf = Shelf::default();
    let pages_by_name: Vec<(PathBuf, String)> = pages()
        .into_iter()
        .map(|page| {
            let name = page.strip_prefix(&root).expect("a page of the folder").display().to_string().replace('\\', "/");
            (page, name)
        })
        .collect();
    for (page, name) in &pages_by_name {
        let text = std::fs::read_to_string(page).expect("a page of text");
        shelf.put(name, Ok(Source::new(name.as_str(), text)));
    }
    let bless = std::env::var("QUOD_BLESS").is_ok_and(|value| value == "1");
    assert!(pages_by_name.len() >= 15, "the golden files are there");
    let mut wrong = Vec::new();
    for (page, name) in pages_by_name {
        let text = std::fs::read_to_string(&page).expect("a page of text");
        let report = plain(&human(&[analyse_with(Source::new(name.as_str(), text), &shelf, Effort::default())]));
        let golden = page.with_extension("report");
        if bless {
            std::fs::write(&golden, &report).expect("the report can be written");
        } else if std::fs::read_to_string(&golden).ok().as_deref() != Some(&report) {
            wrong.push(format!("{name}: the report is now\n{report}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_status_is_without_an_example() {
    let mut seen = std::collections::BTreeSet::new();
    for page in pages() {
        let report = std::fs::read_to_string(page.with_extension("report")).expect("a golden report");
        let words = |status: &Status| report.contains(&format!(" {}", status.word()));
        seen.extend(Status::ALL.into_iter().filter(words));
    }
    // Nothing is proved yet.
    let missing: Vec<Status> = Status::ALL.into_iter().filter(|status| !seen.contains(status)).collect();
    assert_eq!(missing, Vec::<Status>::new());
}
