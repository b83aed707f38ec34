//! What quod has to say of this book: failures that a directive announces, warnings and notes; and all codes.

use super::{Desk, List, Spot};
use crate::diagnostic::{CODES, Code, Severity};
use crate::site::html::escape;
use std::collections::BTreeMap;

/// The codes, those that occur in the book first.
pub fn list(desk: &Desk, list: &mut List) {
    let mut found: BTreeMap<&'static str, Vec<(String, Option<Spot>)>> = BTreeMap::new();
    for page in &desk.survey.pages {
        for (announced, finding) in desk.established.verdicts.told(page) {
            let how = match finding.diagnostic.severity {
                _ if announced => "announced",
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "note",
            };
            let words = format!("{how}: {}", escape(&finding.diagnostic.message));
            let spot = finding.formula.filter(|at| *at < page.marks.len()).map(|at| (page, at));
            found.entry(finding.diagnostic.code.name).or_default().push((words, spot));
        }
    }
    list.paragraph("What quod says of this book. An error stops a build unless a directive announces it.");
    let rows = CODES.iter().filter_map(|code| {
        let told = found.get(code.name)?;
        let told: Vec<String> = told.iter().map(|(words, spot)| item(desk, words, *spot)).collect();
        Some(vec![name(desk, code), escape(code.title), format!("<ul>{}</ul>", told.concat())])
    });
    let rows: Vec<Vec<String>> = rows.collect();
    match rows.is_empty() {
        true => list.paragraph("In this book: nothing."),
        false => list.table("Diagnostics of this book", &["Code", "About", "In this book"], &rows),
    }
    list.html.push_str("<h2 id=\"every-code\">Every code</h2>\n");
    list.paragraph("<code>quod explain CODE</code> shows the page of a code, with a failing and a mended example.");
    let rows: Vec<Vec<String>> = CODES.iter().map(|code| vec![name(desk, code), escape(code.title)]).collect();
    list.table("Every code", &["Code", "About"], &rows);
}

fn item(desk: &Desk, words: &str, spot: Option<Spot>) -> String {
    let place = spot.map_or(String::new(), |spot| format!(" ({})", desk.link(spot)));
    format!("<li>{words}{place}</li>")
}

/// The code, with a link to its page where the book has one.
fn name(desk: &Desk, code: &Code) -> String {
    let is_it = |stem: &std::ffi::OsStr| stem == code.name;
    match desk.survey.pages.iter().find(|page| page.path.file_stem().is_some_and(is_it)) {
        Some(page) => format!("<a href=\"{}\">{}</a>", escape(&super::address(page)), code.name),
        None => code.name.to_owned(),
    }
}
