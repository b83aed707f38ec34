//! What the prover adds: a claim that no instance refutes may be proved for all of them.

use crate::print::term_to_latex;
use crate::prove::{Need, Outcome, prove};
use quod_kernel::rules::{NEGATIVE, POSITIVE, ZERO};
use quod_kernel::statement::Statement;
use quod_kernel::syntax::BoundNames;
use std::collections::BTreeSet;

/// The work units for one proof: the same answer on every machine.
const FUEL: u64 = 300_000;

/// The side conditions, in LaTeX, under which the kernel accepted a proof of the statement; `None` without a proof.
pub fn proof(statement: &Statement) -> Option<Vec<String>> {
    match prove(statement, FUEL) {
        Outcome::Proved(proved) => {
            let texts: BTreeSet<String> = proved.conditions.iter().map(|need| condition(statement, need)).collect();
            Some(texts.into_iter().collect())
        }
        Outcome::Unproved(_) | Outcome::OutOfFuel => None,
    }
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
