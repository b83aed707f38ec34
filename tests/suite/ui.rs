//! Golden reports: each `tests/ui/FAMILY/NAME.md` gives just the report in `NAME.report` beside it.
//!
//! `QUOD_BLESS=1` writes the reports anew; what changed is then seen in the diff.

use crate::pages::UI;
use quod::report::{explained, human};
use quod::verdict::{Analysis, Status};

/// The report without colors, with no space at the end of a line.
pub fn plain(report: &str) -> String {
    let text = anstream::adapter::strip_str(report).to_string();
    text.lines().map(|line| line.trim_end().to_string() + "\n").collect()
}

/// What each link was read as: the golden file of a notation shows its meaning, too.
fn readings(analysis: &Analysis) -> String {
    let mut text = "\nread as\n".to_string();
    for link in analysis.formulas.iter().flat_map(|formula| &formula.links) {
        let line = analysis.source.position(link.span.start).line;
        text.push_str(&format!("  {line:>5}  {}\n", link.reading.as_deref().unwrap_or("no statement")));
    }
    text
}

#[test]
fn every_page_has_its_report() {
    let bless = std::env::var("QUOD_BLESS").is_ok_and(|value| value == "1");
    assert!(UI.len() >= 15, "the golden files are there");
    let mut wrong = Vec::new();
    for (page, analysis) in &*UI {
        let explain = analysis.source.name().starts_with("reading/");
        let mut report = plain(&(if explain { explained } else { human })(std::slice::from_ref(analysis), 80));
        if analysis.source.name().starts_with("notation/") {
            report.push_str(&readings(analysis));
        }
        let golden = page.with_extension("report");
        if bless {
            std::fs::write(&golden, &report).expect("the report can be written");
        } else if std::fs::read_to_string(&golden).ok().as_deref() != Some(&report) {
            wrong.push(format!("{}: the report is now\n{report}", analysis.source.name()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_status_is_without_an_example() {
    let mut seen = std::collections::BTreeSet::new();
    for (page, _) in &*UI {
        let report = std::fs::read_to_string(page.with_extension("report")).expect("a golden report");
        let words = |status: &Status| report.contains(&format!(" {}", status.word()));
        seen.extend(Status::ALL.into_iter().filter(words));
    }
    let missing: Vec<Status> = Status::ALL.into_iter().filter(|status| !seen.contains(status)).collect();
    assert_eq!(missing, Vec::<Status>::new());
}
