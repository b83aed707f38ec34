//! Where a step is evaluated: sizes, indices, logits, labels and a test vector, drawn and shrunk by quickcheck.

use nalgebra::DVector;
use quickcheck::{Arbitrary, Gen};
use std::fmt;

/// The greatest number of classes drawn.
const GREATEST_SIZE: usize = 16;

/// The kinds of logits that are drawn; each has broken a softmax somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// Within ±5.
    Ordinary,
    /// Within ±700, at the edge of what e^x can hold in `f64`.
    Huge,
    /// Few distinct values, so that many logits are equal.
    Tied,
    /// Subnormal numbers, within ±10⁻³⁰⁸.
    Denormal,
}

impl Family {
    /// All families, in the order in which they are tabulated.
    pub const ALL: [Family; 4] = [Family::Ordinary, Family::Huge, Family::Tied, Family::Denormal];

    fn logit(self, g: &mut Gen) -> f64 {
        match self {
            Family::Ordinary => between(g, -5.0, 5.0),
            Family::Huge => {
                let anywhere = between(g, -700.0, 700.0);
                *g.choose(&[-700.0, 700.0, anywhere]).expect("three choices")
            }
            Family::Tied => *g.choose(&[-1.0, 0.0, 2.0]).expect("three choices"),
            Family::Denormal => between(g, -1.0, 1.0) * 1e-308,
        }
    }
}

/// The values at which both sides of a step are evaluated. Indices count from 0 and are less than the length of `z`.
#[derive(Clone, PartialEq)]
pub struct Point {
    /// The kind of the logits.
    pub family: Family,
    /// The n logits.
    pub z: DVector<f64>,
    /// The n labels: one-hot, soft, or any weights.
    pub y: DVector<f64>,
    /// A vector of n components for quadratic forms and products.
    pub v: DVector<f64>,
    /// A shift, or any other free scalar.
    pub t: f64,
    /// The index written i.
    pub i: usize,
    /// The index written j.
    pub j: usize,
}

impl Point {
    /// The number of classes.
    pub fn n(&self) -> usize {
        self.z.len()
    }

    /// How complicated the point is to read: its size, then its indices, then all its numbers together. Numbers count
    /// by their class and magnitude only, so that a rounding in the last place is never an improvement.
    pub(super) fn complexity(&self) -> (usize, usize, u64) {
        let numbers = self.z.iter().chain(self.y.iter()).chain(self.v.iter()).chain([&self.t]);
        let total = numbers.map(|&x| weight(x)).map(|(class, bits)| u64::from(class) << 32 | bits >> 52).sum();
        (self.n(), self.i + self.j, total)
    }

    /// The same point with `n` classes: further ones repeat the first ones, and indices wrap around.
    pub(super) fn resized(&self, n: usize) -> Point {
        let resize = |values: &DVector<f64>| DVector::from_fn(n, |l, _| values[l % self.n()]);
        let (z, y, v) = (resize(&self.z), resize(&self.y), resize(&self.v));
        Point { z, y, v, i: self.i % n, j: self.j % n, ..self.clone() }
    }

    fn without(&self, l: usize) -> Point {
        let drop = |values: &DVector<f64>| values.clone().remove_row(l);
        let keep = |index: usize| if index > l { index - 1 } else { index.min(self.n() - 2) };
        Point { z: drop(&self.z), y: drop(&self.y), v: drop(&self.v), i: keep(self.i), j: keep(self.j), ..self.clone() }
    }

    fn smaller(&self) -> Vec<Point> {
        let classes = (0..self.n()).filter(|_| self.n() > 1).map(|l| self.without(l));
        let indices = [(0, self.j), (self.i, 0)].into_iter().map(|(i, j)| Point { i, j, ..self.clone() });
        let shift = simpler(self.t).map(|t| Point { t, ..self.clone() });
        classes.chain(indices).chain(shift).filter(|point| point != self).collect()
    }

    fn simpler_entries(&self) -> Vec<Point> {
        let with = |l: usize, change: fn(&mut Point) -> &mut DVector<f64>| {
            let mut base = self.clone();
            let now = change(&mut base)[l];
            simpler(now).map(move |value| {
                let mut point = base.clone();
                change(&mut point)[l] = value;
                point
            })
        };
        let entries = (0..self.n()).flat_map(|l| {
            with(l, |p| &mut p.z).chain(with(l, |p| &mut p.y)).chain(with(l, |p| &mut p.v)).collect::<Vec<_>>()
        });
        entries.collect()
    }
}

/// Simpler numbers than `x`, the simplest first; empty once `x` is 0, so that shrinking ends.
fn simpler(x: f64) -> impl Iterator<Item = f64> {
    let candidates = [0.0, 1.0, x.trunc(), (x * 4.0).round() / 4.0];
    candidates.into_iter().filter(move |&candidate| weight(candidate) < weight(x))
}

/// How complicated a number is to read: 0, then 1, then integers, then quarters, then all others; by size within each.
fn weight(x: f64) -> (u8, u64) {
    let class = match x {
        0.0 => 0,
        1.0 => 1,
        _ if x.trunc() == x => 2,
        _ if (x * 4.0).trunc() == x * 4.0 => 3,
        _ => 4,
    };
    (class, x.abs().to_bits())
}

/// A number in `low..=high`, spread evenly over a grid of 2³² points.
fn between(g: &mut Gen, low: f64, high: f64) -> f64 {
    low + (high - low) * (f64::from(u32::arbitrary(g)) / f64::from(u32::MAX))
}

fn below(g: &mut Gen, n: usize) -> usize {
    usize::arbitrary(g) % n
}

/// One-hot, soft with Σ y = 1, or any weights, each about a third of the time.
fn labels(g: &mut Gen, n: usize) -> DVector<f64> {
    let hot = below(g, n);
    let weights = DVector::from_fn(n, |_, _| between(g, -2.0, 2.0));
    match below(g, 3) {
        0 => DVector::from_fn(n, |l, _| super::delta(l, hot)),
        1 => distribution(&weights),
        _ => weights,
    }
}

/// The absolute values, divided by their sum; the first unit vector where all are 0. A distribution stays as it is.
pub(super) fn distribution(weights: &DVector<f64>) -> DVector<f64> {
    let total = weights.abs().sum();
    if weights.min() >= 0.0 && (total - 1.0).abs() <= weights.len() as f64 * f64::EPSILON {
        return weights.clone();
    }
    if total > 0.0 { weights.abs() / total } else { DVector::from_fn(weights.len(), |l, _| super::delta(l, 0)) }
}

impl Arbitrary for Point {
    fn arbitrary(g: &mut Gen) -> Self {
        let n = 1 + below(g, GREATEST_SIZE);
        let family = *g.choose(&Family::ALL).expect("four families");
        Point {
            family,
            z: DVector::from_fn(n, |_, _| family.logit(g)),
            y: labels(g, n),
            v: DVector::from_fn(n, |_, _| between(g, -3.0, 3.0)),
            t: between(g, -8.0, 8.0),
            i: below(g, n),
            j: below(g, n),
        }
    }

    fn shrink(&self) -> Box<dyn Iterator<Item = Self>> {
        let point = self.clone();
        let entries = std::iter::once_with(move || point.simpler_entries()).flatten();
        Box::new(self.smaller().into_iter().chain(entries))
    }
}

impl fmt::Debug for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |values: &DVector<f64>| values.iter().map(|x| format!("{x:?}")).collect::<Vec<_>>().join(", ");
        write!(f, "n = {}, i = {}, j = {}, z = [{}]", self.n(), self.i + 1, self.j + 1, list(&self.z))?;
        write!(f, ", y = [{}], v = [{}], t = {:?}", list(&self.y), list(&self.v), self.t)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_size_family_and_kind_of_label_is_drawn() {
        let mut g = Gen::from_size_and_seed(16, 1);
        let points: Vec<Point> = (0..2000).map(|_| Point::arbitrary(&mut g)).collect();
        for n in 1..=GREATEST_SIZE {
            assert!(points.iter().any(|point| point.n() == n), "no point has size {n}");
        }
        for family in Family::ALL {
            assert!(points.iter().any(|point| point.family == family), "no point is {family:?}");
        }
        assert!(points.iter().any(|point| point.z.amax() == 700.0));
        assert!(points.iter().any(|point| point.z.iter().all(|z| z.is_subnormal())));
        assert!(
            points.iter().any(|point| point.n() > 1 && point.y.iter().filter(|&&y| y == 0.0).count() == point.n() - 1)
        );
        assert!(points.iter().any(|point| point.y.min() > 0.0 && point.n() > 2 && (point.y.sum() - 1.0).abs() < 1e-12));
    }

    #[test]
    fn shrinking_ends_at_the_smallest_point() {
        let mut point = Point::arbitrary(&mut Gen::from_size_and_seed(16, 2));
        let mut steps = 0;
        while let Some(next) = point.shrink().next() {
            point = next;
            steps += 1;
            assert!(steps < 10_000, "shrinking goes round in circles at {point:?}");
        }
        assert_eq!((point.n(), point.z[0], point.y[0], point.t), (1, 0.0, 0.0, 0.0));
    }
}
