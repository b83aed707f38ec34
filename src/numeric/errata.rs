//! Mistakes in the note that this book grew from: a false line as it was written, with a point that refutes it.
//!
//! A record claims four things, and [`check`] tests each of them: at the witness the sides have the stated, different
//! values; the line is false at most other points too; under its restriction, if it has one, it is true; and the step
//! that mends it keeps one of the two sides.

use super::cross_entropy::cross_entropy_from_probabilities;
use super::step::{Domain, Indices, Labels, Side, Tolerance, Value, scalar};
use super::{Point, check as check_step, cross_entropy, delta, dual_gradient, dual_jacobian, softmax, steps};
use approx::abs_diff_eq;
use nalgebra::{DVector, dvector};
use quickcheck::{Arbitrary, Gen};
use std::fmt;

/// A false line of the note.
#[derive(Clone, Copy)]
pub struct Erratum {
    /// The permanent id, such as `lost-indicator`; a directive `erratum=lost-indicator` names it in the book.
    pub id: &'static str,
    /// The page that tells of it, relative to `book/`.
    pub file: &'static str,
    /// What is wrong, in a few words.
    pub title: &'static str,
    /// The line, byte for byte as it stands in the note and on the page.
    pub tex: &'static str,
    /// The points that the line speaks of, by what the note says of its labels.
    pub domain: Domain,
    /// The left side; of a line that begins with `=`, the head of its chain.
    pub left: Side,
    /// The right side.
    pub right: Side,
    /// The index letters that are free in the line, such as `ij`.
    pub free: &'static str,
    /// A point at which the sides differ, small enough to be worked by hand.
    pub witness: fn() -> Point,
    /// The left side at the witness, exactly: an integer or a quotient such as `1/2`.
    pub left_value: &'static str,
    /// The right side at the witness, likewise.
    pub right_value: &'static str,
    /// Where the line is true after all.
    pub holds_where: Option<Restriction>,
    /// The id of the step that says what is true instead.
    pub mend: &'static str,
}

/// A restriction under which a false line is true.
#[derive(Clone, Copy, Debug)]
pub struct Restriction {
    /// The restriction in words and TeX.
    pub words: &'static str,
    /// The points that satisfy it.
    pub domain: Domain,
}

/// What a check of a record has covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// How many random points of the domain were evaluated.
    pub cases: usize,
    /// At how many of them the sides differ.
    pub differing: usize,
    /// At how many random points of the restriction the sides were found equal; 0 without a restriction.
    pub held: usize,
}

/// A claim of a record that is not so.
#[derive(Clone, Debug, PartialEq)]
pub enum Flaw {
    /// The witness is not a point that the line speaks of.
    WitnessOutside,
    /// A stated value is no integer or quotient of integers.
    Unreadable(&'static str),
    /// A side has another value at the witness than the record states.
    WrongValue {
        /// The stated value.
        stated: &'static str,
        /// What the side evaluates to.
        found: f64,
    },
    /// Both sides have the same value at the witness.
    NoDifference,
    /// The sides differ at too few random points for the line to be called false.
    MostlyTrue(Tally),
    /// The sides differ at a point where the restriction says that they agree.
    FailsWhereItShouldHold(Box<Point>),
    /// There is no step of the id that should mend the line.
    NoMend,
    /// The step that should mend the line does not speak of the witness, fails there, or keeps neither side.
    MendsNothing,
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Flaw::WitnessOutside => write!(f, "the witness does not lie in the domain"),
            Flaw::Unreadable(stated) => write!(f, "`{stated}` is no integer and no quotient of integers"),
            Flaw::WrongValue { stated, found } => write!(f, "at the witness a side is {found:?}, not {stated}"),
            Flaw::NoDifference => write!(f, "at the witness both sides are equal"),
            Flaw::MostlyTrue(tally) => {
                write!(f, "the sides differ at only {} of {} random points", tally.differing, tally.cases)
            }
            Flaw::FailsWhereItShouldHold(at) => write!(f, "the line should hold, and does not, at {at:?}"),
            Flaw::NoMend => write!(f, "there is no step with the id of the mend"),
            Flaw::MendsNothing => write!(f, "the mend keeps neither side of the line at the witness"),
        }
    }
}

impl Erratum {
    /// Whether both sides agree at a point, up to rounding.
    pub fn holds_at(&self, at: &Point) -> bool {
        let (left, right) = ((self.left)(at), (self.right)(at));
        close(at, &left, &right)
    }

    /// The witness and both values as rows of symbol and value, for the worked table.
    pub fn counterexample(&self) -> Vec<(&'static str, String)> {
        let at = (self.witness)();
        let list =
            |values: &DVector<f64>| format!("({})", values.iter().map(f64::to_string).collect::<Vec<_>>().join(", "));
        let indices = [("i", at.i + 1), ("j", at.j + 1)].into_iter().filter(|(letter, _)| self.free.contains(letter));
        let mut rows = vec![("n", at.n().to_string())];
        rows.extend(indices.map(|(letter, index)| (letter, index.to_string())));
        rows.extend([("z", list(&at.z)), ("y", list(&at.y))]);
        rows.extend([("left side", self.left_value.to_owned()), ("right side", self.right_value.to_owned())]);
        rows
    }
}

/// The record of an id.
pub fn find(id: &str) -> Option<&'static Erratum> {
    ERRATA.iter().find(|erratum| erratum.id == id)
}

/// Tests every claim of a record; the random points are drawn from `seed`.
///
/// # Errors
/// The first claim that is not so.
pub fn check(erratum: &Erratum, cases: usize, seed: u64) -> Result<Tally, Flaw> {
    refutes(erratum)?;
    mends(erratum)?;
    let mut g = Gen::from_size_and_seed(16, seed);
    let points: Vec<Point> = (0..cases).map(|_| Point::arbitrary(&mut g)).collect();
    let differing = points.iter().filter(|point| !erratum.holds_at(&erratum.domain.fit(point))).count();
    let held = erratum.holds_where.map_or(Ok(0), |where_| holds(erratum, &where_.domain, &points))?;
    let tally = Tally { cases, differing, held };
    if differing * LEAST_SHARE < cases || cases == 0 { Err(Flaw::MostlyTrue(tally)) } else { Ok(tally) }
}

/// A line is called false only if it fails at one random point in this many, at least. Softmax values that have
/// underflowed make even a false line agree at some points, and labels that happen to satisfy the restriction do too.
const LEAST_SHARE: usize = 10;

fn close(at: &Point, left: &Value, right: &Value) -> bool {
    let allowed = Tolerance::LABELS.bound(at, left, right);
    left.shape() == right.shape() && abs_diff_eq!(left, right, epsilon = allowed)
}

/// The value of `-1/2`, `1/2`, `3` and the like.
fn quotient(stated: &'static str) -> Result<f64, Flaw> {
    let (above, below) = stated.split_once('/').unwrap_or((stated, "1"));
    match (above.parse::<i32>(), below.parse::<u32>()) {
        (Ok(above), Ok(below)) if below != 0 => Ok(f64::from(above) / f64::from(below)),
        _ => Err(Flaw::Unreadable(stated)),
    }
}

fn refutes(erratum: &Erratum) -> Result<(), Flaw> {
    let at = (erratum.witness)();
    if erratum.domain.fit(&at) != at {
        return Err(Flaw::WitnessOutside);
    }
    let sides = [(erratum.left, erratum.left_value), (erratum.right, erratum.right_value)];
    for (side, stated) in sides {
        let found = side(&at);
        if !close(&at, &found, &scalar(quotient(stated)?)) {
            return Err(Flaw::WrongValue { stated, found: found[0] });
        }
    }
    if erratum.holds_at(&at) { Err(Flaw::NoDifference) } else { Ok(()) }
}

fn mends(erratum: &Erratum) -> Result<(), Flaw> {
    let (_, step) = steps::find(erratum.mend).ok_or(Flaw::NoMend)?;
    let at = (erratum.witness)();
    let value = (step.left)(&at);
    let kept = [erratum.left, erratum.right].iter().any(|side| close(&at, &value, &side(&at)));
    if step.domain.fit(&at) == at && check_step(step, &at).is_ok() && kept { Ok(()) } else { Err(Flaw::MendsNothing) }
}

fn holds(erratum: &Erratum, domain: &Domain, points: &[Point]) -> Result<usize, Flaw> {
    let mut fitted = points.iter().map(|point| domain.fit(point));
    match fitted.find(|at| !erratum.holds_at(at)) {
        Some(at) => Err(Flaw::FailsWhereItShouldHold(Box::new(at))),
        None => Ok(points.len()),
    }
}

const DISTRIBUTION: Domain = Domain { labels: Labels::Distribution, ..Domain::POSITIVE };
const ONE_HOT: Domain = Domain { labels: Labels::OneHot, ..Domain::POSITIVE };

/// All records with a counterexample by numbers, in the order of the note.
pub static ERRATA: &[Erratum] = &[
    Erratum {
        id: "wrong-left-side",
        file: "errata/wrong-left-side.md",
        title: "the derivative of the loss in place of the derivative of an output",
        tex: r"\frac{\partial \mathcal{L}}{\partial z_j} = s_i * (1_{\{i=j\}} - s_j) \quad \text{--- (3)}",
        domain: DISTRIBUTION,
        left: by_logit,
        right: |at| {
            let s = softmax(&at.z);
            scalar(s[at.i] * (delta(at.i, at.j) - s[at.j]))
        },
        free: "ij",
        witness: || two_classes(dvector![0.0, 1.0], 1, 1),
        left_value: "1/2",
        right_value: "1/4",
        holds_where: Some(Restriction { words: "$n = 1$", domain: Domain { most: 1, ..DISTRIBUTION } }),
        mend: "softmax.entry",
    },
    Erratum {
        id: "missing-sum",
        file: "errata/missing-sum.md",
        title: "the chain rule without its sum",
        tex: concat!(
            r"\frac{\partial \mathcal{L}}{\partial z_j}",
            r" = \frac{\partial \mathcal{L}}{\partial s_i} * \frac{\partial s_i}{\partial z_j}"
        ),
        domain: DISTRIBUTION,
        left: by_logit,
        right: |at| {
            let by_s = dual_gradient(|s| cross_entropy_from_probabilities(&at.y, s), &softmax(&at.z));
            scalar(by_s[at.i] * dual_jacobian(softmax, &at.z)[(at.i, at.j)])
        },
        free: "ij",
        witness: || two_classes(dvector![0.0, 1.0], 1, 1),
        left_value: "1/2",
        right_value: "0",
        holds_where: Some(Restriction { words: "$y_i = 1$ and all other labels 0", domain: ONE_HOT }),
        mend: "ce.chain",
    },
    Erratum {
        id: "missing-sum-carried-on",
        file: "errata/missing-sum.md",
        title: "one letter for two indices",
        tex: concat!(
            r"= \frac{\partial}{\partial s_i} \left(- \sum_{i=1}^c y_i \log(s_i) \right)",
            r" * s_i * (1_{\{i=j\}} - s_j)"
        ),
        domain: DISTRIBUTION,
        left: by_logit,
        right: |at| {
            let s = softmax(&at.z);
            let by_s = dual_gradient(|s| cross_entropy_from_probabilities(&at.y, s), &s);
            scalar(by_s[at.i] * s[at.i] * (delta(at.i, at.j) - s[at.j]))
        },
        free: "ij",
        witness: || two_classes(dvector![0.0, 1.0], 1, 1),
        left_value: "1/2",
        right_value: "0",
        holds_where: Some(Restriction { words: "$y_i = 1$ and all other labels 0", domain: ONE_HOT }),
        mend: "ce.chain-substituted",
    },
    Erratum {
        id: "lost-indicator",
        file: "errata/lost-indicator.md",
        title: "a sum that has lost its indicator",
        tex: r"= s_j \sum_{i=1}^C y_i - \sum_{i=1}^C y_i",
        domain: ONE_HOT,
        left: by_logit,
        right: |at| scalar(softmax(&at.z)[at.j] * at.y.sum() - at.y.sum()),
        free: "j",
        witness: || two_classes(dvector![0.0, 1.0], 2, 1),
        left_value: "1/2",
        right_value: "-1/2",
        holds_where: Some(Restriction { words: "$y_j = 1$", domain: Domain { indices: Indices::Equal, ..ONE_HOT } }),
        mend: "ce.pull-out",
    },
    Erratum {
        id: "late-hypothesis",
        file: "errata/late-hypothesis.md",
        title: "a hypothesis stated after its use",
        tex: r"= s_j - y_j",
        domain: Domain::POSITIVE,
        left: by_logit,
        right: |at| scalar(softmax(&at.z)[at.j] - at.y[at.j]),
        free: "j",
        witness: || two_classes(dvector![1.0, 1.0], 1, 1),
        left_value: "0",
        right_value: "-1/2",
        holds_where: Some(Restriction { words: r"$\sum_{i=1}^n y_i = 1$", domain: DISTRIBUTION }),
        mend: "ce.before-hypothesis",
    },
];

/// The true derivative of the loss by logit j, by dual numbers.
fn by_logit(at: &Point) -> Value {
    scalar(dual_gradient(|z| cross_entropy(&at.y, z), &at.z)[at.j])
}

/// Two classes with both logits 0; the indices count from 1, as in the book.
fn two_classes(y: DVector<f64>, i: usize, j: usize) -> Point {
    let zeros = DVector::zeros(2);
    Point { family: super::Family::Tied, z: zeros.clone(), y, v: zeros, t: 0.0, i: i - 1, j: j - 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_values_are_integers_and_quotients() {
        assert_eq!(quotient("-1/2"), Ok(-0.5));
        assert_eq!(quotient("3"), Ok(3.0));
        for stated in ["", "1/0", "0.5", "1/-2", "one"] {
            assert_eq!(quotient(stated), Err(Flaw::Unreadable(stated)));
        }
    }

    #[test]
    fn the_worked_table_shows_only_the_indices_of_the_line() {
        let rows = find("lost-indicator").expect("it is in the list").counterexample();
        let expected =
            [("n", "2"), ("j", "1"), ("z", "(0, 0)"), ("y", "(0, 1)"), ("left side", "1/2"), ("right side", "-1/2")];
        assert_eq!(rows, expected.map(|(symbol, value)| (symbol, value.to_owned())));
    }
}
