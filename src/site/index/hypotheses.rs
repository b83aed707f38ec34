//! What is assumed, where it is stated, and which proofs could not do without it.

use super::{Desk, List, Spot};
use crate::verdict::Status;
use std::collections::BTreeMap;

/// Where a hypothesis is stated and needed.
#[derive(Default)]
struct Places<'a> {
    stated: Vec<Spot<'a>>,
    needed: Vec<Spot<'a>>,
}

/// The hypotheses by what they say.
pub fn list(desk: &Desk, list: &mut List) {
    let mut found: BTreeMap<String, Places> = BTreeMap::new();
    for (spot, verdict) in desk.relations() {
        let link = verdict.link();
        if link.status == Status::Assumed {
            let said = format!("{} {} {}", link.left.trim(), link.relation, link.right.trim());
            found.entry(said).or_default().stated.push(spot);
        }
        for need in &link.needs {
            found.entry(need.trim().to_owned()).or_default().needed.push(spot);
        }
    }
    if found.is_empty() {
        return list.paragraph("Nothing is assumed in this book: every relation holds for all values of its symbols.");
    }
    list.paragraph(
        "Each hypothesis with the relations whose proof could not do without it. What needs none of them holds for all \
         values of its symbols.",
    );
    let rows = found.iter().map(|(said, places)| {
        let stated =
            if places.stated.is_empty() { "not as a formula of its own".into() } else { desk.places(&places.stated) };
        vec![list.formula(desk, said), stated, desk.places(&places.needed)]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    list.table("Hypotheses", &["Hypothesis", "Stated", "Needed"], &rows);
}
