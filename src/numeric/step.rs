//! A step of the book: one record that holds its formula, both sides as functions, its oracles and its tolerance.

use super::derivative::DIFFERENCE_STEP;
use super::point::{Point, distribution};
use nalgebra::{DMatrix, DVector};

/// The value of a side: 1×1 for a scalar, n×1 for a vector, m×n for a matrix.
pub type Value = DMatrix<f64>;

/// One side of a step as a function of the point.
pub type Side = fn(&Point) -> Value;

/// A scalar as a [`Value`].
pub fn scalar(x: f64) -> Value {
    DMatrix::from_element(1, 1, x)
}

/// A vector as a [`Value`].
pub fn vector(values: DVector<f64>) -> Value {
    DMatrix::from_columns(&[values])
}

/// One step: an equation of the book, paired with its check.
#[derive(Clone, Copy)]
pub struct Step {
    /// The permanent id, such as `softmax.log-trick`; it names the formula in the chapter and the anchor of its code.
    pub id: &'static str,
    /// What the step says, in a few words.
    pub title: &'static str,
    /// The formula, byte for byte as it stands between the delimiters in the chapter.
    pub tex: &'static str,
    /// The ids of the earlier steps and definitions that the step builds on.
    pub uses: &'static [&'static str],
    /// The points for which the step is claimed.
    pub domain: Domain,
    /// The left side.
    pub left: Side,
    /// The right side.
    pub right: Side,
    /// Independent routes to the same value, at least one.
    pub oracles: &'static [Oracle],
    /// How far both sides may differ by rounding alone.
    pub tolerance: Tolerance,
    /// Wrong right sides that the check must catch, at least two.
    pub wrong: &'static [Wrong],
}

impl Step {
    /// The same step with a wrong right side in place of its own and nothing else changed.
    pub fn with_wrong_right(&self, wrong: &Wrong) -> Step {
        Step { right: wrong.right, ..*self }
    }

    /// The same step with both sides wrong alike, so that only an oracle can tell.
    pub fn with_both_wrong(&self, wrong: &Wrong) -> Step {
        Step { left: wrong.right, right: wrong.right, ..*self }
    }
}

/// Which labels a step allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Labels {
    /// Any weights.
    Any,
    /// Nonnegative with Σ y = 1.
    Distribution,
    /// A unit vector; its 1 stands at the point's index i.
    OneHot,
}

/// Which pairs of indices a step allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Indices {
    /// All pairs.
    Any,
    /// Only i = j.
    Equal,
    /// Only i ≠ j.
    Different,
}

/// The points for which a step is claimed. Points are fitted into it by construction, so that none is thrown away.
#[derive(Clone, Copy, Debug)]
pub struct Domain {
    /// The least number of classes.
    pub least: usize,
    /// The greatest number of classes.
    pub most: usize,
    /// The greatest difference of two logits; beyond about 745 the smaller probability underflows to 0.
    pub spread: f64,
    /// The labels.
    pub labels: Labels,
    /// The indices.
    pub indices: Indices,
}

impl Domain {
    /// Every size, every pair of indices, any labels, logits anywhere within ±700.
    pub const ALL: Domain =
        Domain { least: 1, most: 16, spread: f64::INFINITY, labels: Labels::Any, indices: Indices::Any };

    /// As [`Domain::ALL`], but no two logits more than 700 apart, so that every probability is a positive `f64` and its
    /// logarithm and reciprocal exist.
    pub const POSITIVE: Domain = Domain { spread: 700.0, ..Domain::ALL };

    /// The point of the domain nearest in kind to `point`; a point of the domain stays as it is.
    pub fn fit(&self, point: &Point) -> Point {
        let mut at = point.resized(point.n().clamp(self.least, self.most));
        match self.indices {
            Indices::Equal => at.j = at.i,
            Indices::Different if at.i == at.j => at.j = (at.i + 1) % at.n(),
            Indices::Any | Indices::Different => {}
        }
        let floor = at.z.max() - self.spread;
        at.z.apply(|z| *z = z.max(floor));
        match self.labels {
            Labels::Any => {}
            Labels::Distribution => at.y = distribution(&at.y),
            Labels::OneHot => at.y = DVector::from_fn(at.n(), |l, _| super::delta(l, at.i)),
        }
        at
    }
}

/// How an oracle gets its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// Dual numbers, by num-dual: exact differentiation of the function itself.
    Dual,
    /// Central differences: the function is only evaluated.
    Difference,
    /// Another formula for the same value, named here.
    Formula(&'static str),
}

/// An independent route to the value of both sides; it must not share the formula that is tested.
#[derive(Clone, Copy)]
pub struct Oracle {
    /// How the value is got.
    pub route: Route,
    /// The value.
    pub value: Side,
}

impl Oracle {
    /// An oracle by dual numbers.
    pub const fn dual(value: Side) -> Oracle {
        Oracle { route: Route::Dual, value }
    }

    /// An oracle by central differences.
    pub const fn difference(value: Side) -> Oracle {
        Oracle { route: Route::Difference, value }
    }

    /// An oracle by another formula, described in a few words.
    pub const fn formula(description: &'static str, value: Side) -> Oracle {
        Oracle { route: Route::Formula(description), value }
    }
}

/// How far two correct evaluations may differ: `factor` · (n + 4 + ‖z‖∞) · u · scale, with u = 2⁻⁵³ the unit roundoff
/// and scale the greatest of 1, both values and `weight`.
///
/// A sum of n terms loses at most about n·u relatively, and e^z loses about |z|·u because a rounding of its argument is
/// multiplied by it; Blanchard, Higham and Higham (IMA J. Numer. Anal. 41, 2021, sections 3 and 4) prove bounds of
/// this shape for log-sum-exp and for softmax, shifted and unshifted.
#[derive(Clone, Copy)]
pub struct Tolerance {
    /// How many operations of that error the two sides have between them.
    pub factor: f64,
    /// A bound on intermediate values that the sides themselves do not show, where cancellation occurs.
    pub weight: fn(&Point) -> f64,
    /// Why the bound is as it is, for the reader.
    pub reason: &'static str,
}

impl Tolerance {
    /// For sides that are products and sums of a few softmax values, logits and labels, without cancellation.
    pub const SHORT: Tolerance = Tolerance {
        factor: 8.0,
        weight: |_| 1.0,
        reason: "Each side is a short product or sum of softmax values. \
                 Each of these carries a relative error of at most a few (n + |z|)u.",
    };

    /// For sums over the classes of terms weighted by the labels: the error grows with Σ |y_i| and with n.
    pub const LABELS: Tolerance = Tolerance {
        factor: 8.0,
        weight: |at| at.n() as f64 * at.y.amax().max(1.0),
        reason: "Sums weighted by the labels cancel; their error is relative to n · max |y_i|, not to the result.",
    };

    /// The greatest difference allowed between two values at `at`.
    pub fn bound(&self, at: &Point, left: &Value, right: &Value) -> f64 {
        self.factor * self.rounding(at) * self.scale(at, left, right)
    }

    /// The same against an oracle: a central difference adds its truncation, of the order of h², and the rounding of the
    /// function divided by h.
    pub fn oracle_bound(&self, route: Route, at: &Point, left: &Value, right: &Value) -> f64 {
        let exact = self.bound(at, left, right);
        match route {
            Route::Dual | Route::Formula(_) => exact,
            Route::Difference => {
                let h = DIFFERENCE_STEP;
                exact + self.factor * self.scale(at, left, right) * (self.rounding(at) / h + h * h)
            }
        }
    }

    fn rounding(&self, at: &Point) -> f64 {
        (at.n() as f64 + 4.0 + at.z.amax()) * (f64::EPSILON / 2.0)
    }

    fn scale(&self, at: &Point, left: &Value, right: &Value) -> f64 {
        left.amax().max(right.amax()).max((self.weight)(at)).max(1.0)
    }
}

/// What is wrong with a sabotaged right side; the slips that learners make.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slip {
    /// A sign is flipped.
    Sign,
    /// One index stands where another should.
    Index,
    /// A sum is missing.
    MissingSum,
    /// An indicator is lost.
    LostDelta,
    /// A factor is lost, doubled or halved.
    Factor,
    /// The cases of an indicator are swapped.
    SwappedCases,
    /// A quotient stands upside down.
    Reciprocal,
    /// A power is off by one.
    Exponent,
    /// A term is missing, or one too many is there.
    Term,
    /// A shift is forgotten or not undone.
    Shift,
}

/// A wrong right side that the check must catch.
#[derive(Clone, Copy)]
pub struct Wrong {
    /// What is wrong with it.
    pub slip: Slip,
    /// The wrong right side.
    pub right: Side,
}
