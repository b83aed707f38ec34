//! Every step that has a name, with what was established of it.

use super::{Desk, List, Spot};
use crate::site::html::escape;

/// The steps in the order of the book.
pub fn list(desk: &Desk, list: &mut List) {
    let named: Vec<Spot> = desk.formulas().filter(|(page, at)| page.marks[*at].id.is_some()).collect();
    if named.is_empty() {
        return list.paragraph(
            "No step of this book has a name. A line <code>&lt;!-- quod: id=NAME --&gt;</code> above a display gives \
             it one, by which others can link to it and cite it.",
        );
    }
    list.paragraph(&format!(
        "The {} steps that have a permanent name. Certificates are shown by the first digits of their SHA-256; \
         <code>quod verify certificates</code> rechecks all of them.",
        named.len()
    ));
    let rows: Vec<Vec<String>> = named.iter().map(|spot| row(desk, list, *spot)).collect();
    list.table("Steps", &["Step", "What it says", "What was established", "Certificates"], &rows);
}

fn row(desk: &Desk, list: &mut List, (page, at): Spot) -> Vec<String> {
    let mark = &page.marks[at];
    let id = mark.id.as_ref().map_or("", |(id, _)| id);
    let tex = page.document.source.slice(page.document.formulas[at].body).trim();
    let says = match desk.established.step(mark) {
        Some((_, step)) => format!("{}<br><code>{}</code>", escape(step.title), escape(id)),
        None => format!("<code>{}</code>", escape(tex)),
    };
    let certificates = desk.established.verdicts.of(page, at).into_iter().filter_map(|verdict| {
        let name = &verdict.link().certificate.as_ref()?.name;
        let (name, short) = (escape(name), escape(name.get(..12)?));
        Some(format!("<a href=\"../certificates/{name}\"><code>{short}</code></a>"))
    });
    let certificates: Vec<String> = certificates.collect();
    let seals = list.seals(desk.established.seals(page, at));
    vec![desk.link((page, at)), says, seals, certificates.join(" ")]
}
