//! Which rules of the kernel the proofs of this book use, read from the certificates themselves.

use super::{Desk, List, Spot};
use crate::site::html::escape;
use quod_kernel::certificate::{Fact, Proof, Step};
use quod_kernel::file::File;
use std::collections::{BTreeMap, BTreeSet};

/// The rules by name.
pub fn list(desk: &Desk, list: &mut List) {
    let mut rules: BTreeMap<&'static str, Vec<Spot>> = BTreeMap::new();
    let mut proofs = 0;
    for (spot, verdict) in desk.relations() {
        let Some(certificate) = &verdict.link().certificate else { continue };
        let Ok(file) = File::read(&certificate.text) else { continue };
        proofs += 1;
        for rule in rules_of(&file.certificate.proof) {
            rules.entry(rule).or_default().push(spot);
        }
    }
    list.paragraph(&format!(
        "The {proofs} certificates of this book use {} rules of the kernel, beside its arithmetic of polynomials, which \
         compares both sides at the end of each proof.",
        rules.len()
    ));
    if rules.is_empty() {
        return;
    }
    let rows = rules.iter().map(|(rule, spots)| {
        let name = match desk.heading(rule) {
            Some(address) => format!("<a href=\"{}\">{rule}</a>", escape(&address)),
            None => (*rule).to_owned(),
        };
        vec![name, spots.len().to_string(), desk.places(spots)]
    });
    list.table("Rules", &["Rule", "Proofs", "Used"], &rows.collect::<Vec<_>>());
}

/// The rules that a proof uses.
fn rules_of(proof: &Proof) -> BTreeSet<&'static str> {
    let (mut rules, mut open) = (BTreeSet::new(), vec![proof]);
    while let Some(proof) = open.pop() {
        match proof {
            Proof::Equal { facts, left, right } => {
                facts.iter().for_each(|Fact { steps, .. }| gather(steps, &mut rules));
                gather(left, &mut rules);
                gather(right, &mut rules);
            }
            Proof::Sign { facts, steps, bound } => {
                facts.iter().for_each(|Fact { steps, .. }| gather(steps, &mut rules));
                gather(steps, &mut rules);
                bound.iter().for_each(|(_, steps)| gather(steps, &mut rules));
            }
            Proof::Split { then, otherwise, .. } => open.extend([&**then, &**otherwise]),
            Proof::Absurd(_) => {}
        }
    }
    rules
}

fn gather(steps: &[Step], rules: &mut BTreeSet<&'static str>) {
    for step in steps {
        match step {
            Step::By(rule) => _ = rules.insert(rule.name()),
            Step::Inside(parts) => parts.iter().for_each(|(_, steps)| gather(steps, rules)),
        }
    }
}
