//! What `cargo run` itself establishes of each step before a page may say so.

use super::Records;
use crate::numeric::errata::{self, Erratum, Flaw, Tally};
use crate::numeric::{Failure, Run, Step, run};
use std::collections::BTreeMap;

/// The seed of every run that a page reports, so that the same source gives the same page.
pub const SEED: u64 = 2021;

/// How many points a step is evaluated at before its badge is printed.
pub const CASES: usize = 200;

/// What passed in this very process; there is no other way to obtain a [`Run`] or a [`Tally`] for a page.
#[derive(Default)]
pub struct Tested {
    runs: BTreeMap<&'static str, Run>,
    tallies: BTreeMap<&'static str, Tally>,
}

/// A record that does not hold.
#[derive(Clone, Debug)]
pub enum Failed {
    /// A step, at its smallest point.
    Step(Box<Failure>),
    /// The record of a mistake, by its id.
    Erratum(&'static str, Flaw),
}

impl Tested {
    /// Runs every step, and checks every record of a mistake.
    ///
    /// # Errors
    /// Everything that does not hold.
    pub fn run(records: &Records) -> Result<Tested, Vec<Failed>> {
        let mut tested = Tested::default();
        let mut failed = Vec::new();
        for step in records.chapters.iter().flat_map(|chapter| chapter.steps) {
            match run(step, CASES, SEED) {
                Ok(run) => _ = tested.runs.insert(step.id, run),
                Err(failure) => failed.push(Failed::Step(failure)),
            }
        }
        for erratum in records.errata {
            match errata::check(erratum, CASES, SEED) {
                Ok(tally) => _ = tested.tallies.insert(erratum.id, tally),
                Err(flaw) => failed.push(Failed::Erratum(erratum.id, flaw)),
            }
        }
        if failed.is_empty() { Ok(tested) } else { Err(failed) }
    }

    /// What the run of a step covered, if it passed.
    pub fn of(&self, step: &Step) -> Option<&Run> {
        self.runs.get(step.id)
    }

    /// What the check of a mistake covered, if it passed.
    pub fn tally(&self, erratum: &Erratum) -> Option<&Tally> {
        self.tallies.get(erratum.id)
    }
}
