//! What `cargo run` itself establishes of each step before a page may say so.

use crate::numeric::steps::Chapter;
use crate::numeric::{Failure, Run, Step, run};
use std::collections::BTreeMap;

/// The seed of every run that a page reports, so that the same source gives the same page.
pub const SEED: u64 = 2021;

/// How many points a step is evaluated at before its badge is printed.
pub const CASES: usize = 200;

/// The steps that passed in this very process; there is no other way to obtain a [`Run`] for a page.
#[derive(Default)]
pub struct Tested {
    runs: BTreeMap<&'static str, Run>,
}

impl Tested {
    /// Runs every step of the chapters.
    ///
    /// # Errors
    /// The failures of all steps that do not hold, each at its smallest point.
    pub fn run(chapters: &[&Chapter]) -> Result<Tested, Vec<Failure>> {
        let mut tested = Tested::default();
        let mut failures = Vec::new();
        for step in chapters.iter().flat_map(|chapter| chapter.steps) {
            match run(step, CASES, SEED) {
                Ok(run) => drop(tested.runs.insert(step.id, run)),
                Err(failure) => failures.push(*failure),
            }
        }
        if failures.is_empty() { Ok(tested) } else { Err(failures) }
    }

    /// What the run of a step covered, if it passed.
    pub fn of(&self, step: &Step) -> Option<&Run> {
        self.runs.get(step.id)
    }

    /// How many points were evaluated in all.
    pub fn cases(&self) -> usize {
        self.runs.values().map(|run| run.cases).sum()
    }
}
