//! `--explain-reading`: what a link was read as, and by which conventions.
//!
//! The golden files in `tests/ui/reading` show the explained report; the list of conventions in the book is the table
//! of the program, and each of them is shown to be gone by in some golden file.

use crate::pages::UI;
use quod::report::{explained, json_explained};
use quod::source::Source;
use quod::verdict::{Convention, Effort, analyse};
use std::path::Path;

const BEGIN: &str = "<!-- conventions: written by QUOD_BLESS=1 cargo test --test suite -- reading -->\n";

/// The list of the book.
fn list() -> String {
    Convention::ALL.iter().map(|one| format!("- **{}**: {}.\n", one.name(), one.text())).collect()
}

/// The page with the list in its place.
fn with_list(page: &str) -> String {
    let (before, rest) = page.split_once(BEGIN).expect("the page has a place for the list");
    let after = rest.trim_start_matches('\n').split_once("\n\n").map_or("", |(_, after)| after);
    format!("{before}{BEGIN}\n{}\n{after}", list())
}

#[test]
fn the_book_lists_every_convention() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("book/notation.md");
    let page = std::fs::read_to_string(&path).expect("the page of the book");
    let wanted = with_list(&page);
    if std::env::var("QUOD_BLESS").is_ok_and(|value| value == "1") {
        std::fs::write(&path, &wanted).expect("the page can be written");
    } else {
        assert!(page == wanted, "QUOD_BLESS=1 cargo test --test suite -- reading, and read the difference");
    }
    let one_less = page.replacen(&format!("- **{}**", Convention::ALL[0].name()), "- **none**", 1);
    assert_ne!(one_less, with_list(&one_less), "a list that lacks a convention is noticed");
}

#[test]
fn every_convention_is_gone_by_in_some_golden_file() {
    let pages = || UI.iter().filter(|(_, analysis)| analysis.source.name().starts_with("reading/"));
    let links = || pages().flat_map(|(_, analysis)| &analysis.formulas).flat_map(|formula| &formula.links);
    let used = |one: &Convention| links().any(|link| link.conventions.iter().any(|(other, _)| other == one));
    let missing: Vec<&str> = Convention::ALL.iter().filter(|one| !used(one)).map(|one| one.name()).collect();
    assert_eq!(missing, Vec::<&str>::new());
}

#[test]
fn a_convention_is_named_where_it_was_gone_by_and_nowhere_else() {
    let text =
        "Let $x > 0$ and $y > 0$. Hence\n\n$$\\log (xy) = \\log x + \\log(y)$$\n\n$$(x + y)^2 = x^2 + 2xy + y^2$$\n";
    let analysis = analyse(Source::new("a.md", text), Effort::default());
    let mut links = analysis.formulas.iter().filter(|formula| formula.display).flat_map(|formula| &formula.links);
    let mut named = |name: &str| -> Vec<&str> {
        let link = links.next().expect("a link");
        let here = link.conventions.iter().filter(|(one, _)| one.name() == name);
        here.map(|(_, span)| analysis.source.slice(*span)).collect()
    };
    assert_eq!(named("natural-logarithm"), [r"\log", r"\log", r"\log"]);
    assert_eq!(named("natural-logarithm"), Vec::<&str>::new());
}

#[test]
fn the_explained_report_says_words_symbols_and_places() {
    let text = "Note that\n\n$$\\sum_{i=1}^n a_i b_1 = b_1 \\sum_{i=1}^n a_i$$\n";
    let analyses = [analyse(Source::new("a.md", text), Effort::default())];
    let human = crate::ui::plain(&explained(&analyses, 80));
    let one_line = human.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in ["read as ∀ n ≥ 1", "in words for every size n", "n: a size, at least 1", "sum-reach at 3:3:"] {
        assert!(one_line.contains(part), "{part} in\n{human}");
    }
    assert!(human.lines().all(|line| line.chars().count() <= 80), "{human}");
    let json: serde_json::Value = serde_json::from_str(&json_explained(&analyses)).expect("JSON");
    let explanation = &json["documents"][0]["formulas"][0]["links"][0]["explanation"];
    assert_eq!(explanation["symbols"]["a"], "a vector of n real numbers, any");
    assert_eq!(explanation["conventions"][0]["name"], "sizes-from-one");
    assert!(explanation["words"].as_str().is_some_and(|words| words.starts_with("for every size n")));
}

/// The rows of the table that maps the clauses of the contract to their files.
fn mapped() -> std::collections::BTreeSet<String> {
    let table = include_str!("../ui/conventions/README.md");
    let rows = table.lines().filter(|line| line.starts_with("| ") && line.contains("](")).map(|line| {
        let clause = line.trim_matches('|').split('|').next().unwrap_or("").trim();
        assert!(clause.split_whitespace().count() > 2, "a row says its clause: {line}");
        line.split("](").skip(1).filter_map(|part| Some(part.split_once(')')?.0.to_string())).collect::<Vec<_>>()
    });
    rows.flatten().collect()
}

#[test]
fn every_clause_of_the_conventions_has_its_file_and_every_file_its_clause() {
    let pages = UI.iter().filter_map(|(_, analysis)| analysis.source.name().strip_prefix("conventions/"));
    let files: std::collections::BTreeSet<String> = pages.map(str::to_string).collect();
    assert!(files.len() > 25, "{}", files.len());
    assert_eq!(mapped(), files);
}
