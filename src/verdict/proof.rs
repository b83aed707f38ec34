//! What a proof leaves open: the side conditions that it needs.

use crate::print::term_to_latex;
use crate::prove::{Need, Proved};
use quod_kernel::rules::{NEGATIVE, POSITIVE, ZERO};
use quod_kernel::statement::Statement;
use quod_kernel::syntax::BoundNames;
use std::collections::BTreeSet;

/// The side conditions, in LaTeX, under which the kernel accepted a proof of the statement.
pub fn conditions(statement: &Statement, proved: &Proved) -> Vec<String> {
    let texts: BTreeSet<String> = proved.conditions.iter().map(|need| condition(statement, need)).collect();
    texts.into_iter().collect()
}

fn condition(statement: &Statement, need: &Need) -> String {
    let mut names = BoundNames::of_statement(statement);
    names.enter(need.ranges.len());
    let term = term_to_latex(&need.term, &names);
    let sign = match need.signs {
        POSITIVE => "> 0",
        NEGATIVE => "< 0",
        ZERO => "= 0",
        signs if signs == POSITIVE | ZERO => "\\ge 0",
        signs if signs == NEGATIVE | ZERO => "\\le 0",
        signs if signs == NEGATIVE | POSITIVE => "\\ne 0",
        _ => "\\text{ defined}",
    };
    format!("{term} {sign}")
}
