//! Runs steps: both sides and the oracles at many points, with the smallest failing point where they disagree.

use super::point::{Family, Point};
use super::step::{Route, Step, Value};
use approx::abs_diff_eq;
use quickcheck::{Arbitrary, Gen};
use std::collections::BTreeMap;
use std::fmt;

/// What the left side was compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Against {
    /// The right side of the step.
    Right,
    /// One of its oracles.
    Oracle(Route),
}

/// A step that does not hold at a point.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The id of the step.
    pub step: &'static str,
    /// The point, fitted into the step's domain.
    pub at: Point,
    /// What the left side was compared with.
    pub against: Against,
    /// The left side's value.
    pub left: Value,
    /// The value it should have equalled.
    pub other: Value,
    /// The greatest difference that rounding explains.
    pub allowed: f64,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self.against {
            Against::Right => "the right side",
            Against::Oracle(Route::Dual) => "dual numbers",
            Against::Oracle(Route::Difference) => "central differences",
            Against::Oracle(Route::Formula(description)) => description,
        };
        writeln!(f, "step `{}` does not hold: the left side differs from {name}", self.step)?;
        writeln!(f, "  at     {:?}", self.at)?;
        writeln!(f, "  left   {}", show(&self.left))?;
        writeln!(f, "  other  {}", show(&self.other))?;
        write!(f, "  a difference of {:.1e} could be rounding", self.allowed)
    }
}

/// A value on one line, rows separated by semicolons.
fn show(value: &Value) -> String {
    let row = |r| value.row(r).iter().map(|x| format!("{x:?}")).collect::<Vec<_>>().join(" ");
    (0..value.nrows()).map(row).collect::<Vec<_>>().join("; ")
}

/// What a run of a step has covered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// How many points were evaluated.
    pub cases: usize,
    /// How many of them belong to each family of logits.
    pub families: BTreeMap<Family, usize>,
}

/// Evaluates a step at one point, fitted into its domain: left against right, then left against each oracle.
///
/// # Errors
/// The first disagreement beyond the step's tolerance; shapes that differ and values that are not finite disagree.
pub fn check(step: &Step, point: &Point) -> Result<(), Box<Failure>> {
    let at = step.domain.fit(point);
    let (left, right) = ((step.left)(&at), (step.right)(&at));
    let allowed = step.tolerance.bound(&at, &left, &right);
    agree(step, &at, Against::Right, &left, &right, allowed)?;
    for oracle in step.oracles {
        let value = (oracle.value)(&at);
        let allowed = step.tolerance.oracle_bound(oracle.route, &at, &left, &value);
        agree(step, &at, Against::Oracle(oracle.route), &left, &value, allowed)?;
    }
    Ok(())
}

fn agree(
    step: &Step,
    at: &Point,
    against: Against,
    left: &Value,
    other: &Value,
    allowed: f64,
) -> Result<(), Box<Failure>> {
    let finite = left.iter().chain(other.iter()).all(|x| x.is_finite());
    if finite && left.shape() == other.shape() && abs_diff_eq!(left, other, epsilon = allowed) {
        return Ok(());
    }
    let (at, left, other) = (at.clone(), left.clone(), other.clone());
    Err(Box::new(Failure { step: step.id, at, against, left, other, allowed }))
}

/// Evaluates a step at `cases` points drawn from `seed`.
///
/// # Errors
/// The failure at the smallest point that shrinking finds, for the first point that fails.
pub fn run(step: &Step, cases: usize, seed: u64) -> Result<Run, Box<Failure>> {
    let mut g = Gen::from_size_and_seed(16, seed);
    let mut run = Run::default();
    for _ in 0..cases {
        let point = Point::arbitrary(&mut g);
        check(step, &point).map_err(|failure| shrink(step, failure))?;
        run.cases += 1;
        *run.families.entry(point.family).or_default() += 1;
    }
    Ok(run)
}

/// Moves to a simpler failing point for as long as there is one.
///
/// Fitting a candidate into the step's domain may undo what shrinking did (a class dropped below the least size comes
/// back), so only a point that is strictly simpler counts: otherwise the walk could go round in circles.
fn shrink(step: &Step, mut failure: Box<Failure>) -> Box<Failure> {
    while let Some(simpler) = simpler_failure(step, &failure.at) {
        failure = simpler;
    }
    failure
}

fn simpler_failure(step: &Step, at: &Point) -> Option<Box<Failure>> {
    at.shrink().find_map(|point| {
        let simpler = step.domain.fit(&point).complexity() < at.complexity();
        if simpler { check(step, &point).err() } else { None }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::{Domain, Indices, Labels, Oracle, Tolerance, scalar};

    const FAILS: Step = Step {
        id: "test.never-true",
        title: "a claim that fails everywhere",
        tex: "0 = 1",
        uses: &[],
        domain: Domain::ALL,
        left: |_| scalar(0.0),
        right: |_| scalar(1.0),
        oracles: &[Oracle::formula("zero", |_| scalar(0.0))],
        tolerance: Tolerance::SHORT,
        wrong: &[],
    };

    #[test]
    fn shrinking_ends_in_every_domain() {
        for indices in [Indices::Any, Indices::Equal, Indices::Different] {
            for labels in [Labels::Any, Labels::Distribution, Labels::OneHot] {
                let domain = Domain { least: 3, spread: 10.0, indices, labels, ..Domain::ALL };
                let failure = run(&Step { domain, ..FAILS }, 1, 1).expect_err("the claim fails everywhere");
                assert_eq!(failure.at.n(), 3, "not shrunk to the least size: {:?}", failure.at);
                assert_eq!(failure.at.z.amax(), 0.0, "not shrunk to the simplest logits: {:?}", failure.at);
            }
        }
    }
}
