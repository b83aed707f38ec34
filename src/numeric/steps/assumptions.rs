//! Steps of `book/assumptions.md`: what s − y rests on, and what it does not.

use super::Chapter;
use crate::numeric::*;
use nalgebra::{DMatrix, DVector, dvector};

pub(super) static CHAPTER: Chapter =
    Chapter { file: "assumptions.md", code: include_str!("assumptions.rs"), steps: STEPS };

const DISTRIBUTION: Domain = Domain { labels: Labels::Distribution, ..Domain::ALL };

const STEPS: &[Step] = &[
    Step {
        id: "ce.hypothesis-gap",
        title: "how far off without the hypothesis",
        tex: concat!(
            r"\frac{\partial \mathcal{L}}{\partial z_j} - \left(s_j - y_j\right)",
            r" = s_j \left(\sum_{i=1}^n y_i - 1\right)"
        ),
        uses: &["ce.before-hypothesis"],
        domain: Domain::ALL,
        // ANCHOR: ce.hypothesis-gap
        left: |at| {
            let gradient = dual_gradient(|z| cross_entropy(&at.y, z), &at.z);
            scalar(gradient[at.j] - (softmax(&at.z)[at.j] - at.y[at.j]))
        },
        right: |at| scalar(softmax(&at.z)[at.j] * (at.y.sum() - 1.0)),
        oracles: &[Oracle::dual(|at| {
            let excess = |z: &DVector<Dual64>| log_sum_exp(z) * (at.y.sum() - 1.0);
            scalar(dual_gradient(excess, &at.z)[at.j])
        })],
        // ANCHOR_END: ce.hypothesis-gap
        tolerance: Tolerance::LABELS,
        wrong: &[
            Wrong { slip: Slip::Sign, right: |at| scalar(softmax(&at.z)[at.j] * (1.0 - at.y.sum())) },
            Wrong { slip: Slip::Term, right: |at| scalar(softmax(&at.z)[at.j] * at.y.sum()) },
            Wrong { slip: Slip::Index, right: |at| scalar(softmax(&at.z)[at.i] * (at.y.sum() - 1.0)) },
        ],
    },
    Step {
        id: "ce.gradient-sum",
        title: "the gradient sums to zero",
        tex: r"\sum_{j=1}^n \frac{\partial \mathcal{L}}{\partial z_j} = 0",
        uses: &["ce.before-hypothesis"],
        domain: Domain::ALL,
        // ANCHOR: ce.gradient-sum
        left: |at| scalar(dual_gradient(|z| cross_entropy(&at.y, z), &at.z).sum()),
        right: |_| scalar(0.0),
        oracles: &[Oracle::dual(|at| {
            let along_ones = |t: &DVector<Dual64>| cross_entropy(&at.y, &at.z.map(|z_l| t[0] + z_l));
            scalar(dual_gradient(along_ones, &dvector![0.0])[0])
        })],
        // ANCHOR_END: ce.gradient-sum
        tolerance: Tolerance::LABELS,
        wrong: &[
            Wrong { slip: Slip::Term, right: |at| scalar(at.y.sum()) },
            Wrong { slip: Slip::Factor, right: |at| scalar(1.0 - at.y.sum()) },
        ],
    },
    Step {
        id: "ce.true-class",
        title: "one true class",
        tex: r"\frac{\partial}{\partial z_j} \left(-\log s_i\right) = s_j - 1_{\{i=j\}}",
        uses: &["softmax.log"],
        domain: Domain::ALL,
        // ANCHOR: ce.true-class
        left: |at| scalar(dual_jacobian(|z| -log_softmax(z), &at.z)[(at.i, at.j)]),
        right: |at| scalar(softmax(&at.z)[at.j] - delta(at.i, at.j)),
        oracles: &[Oracle::difference(|at| scalar(difference_jacobian(|z| -log_softmax(z), &at.z)[(at.i, at.j)]))],
        // ANCHOR_END: ce.true-class
        tolerance: Tolerance::SHORT,
        wrong: &[
            Wrong { slip: Slip::LostDelta, right: |at| scalar(softmax(&at.z)[at.j] - 1.0) },
            Wrong { slip: Slip::Index, right: |at| scalar(softmax(&at.z)[at.i] - delta(at.i, at.j)) },
        ],
    },
    Step {
        id: "ce.soft-labels",
        title: "soft labels average the one-hot gradients",
        tex: r"\sum_{i=1}^n y_i \left(s_j - 1_{\{i=j\}}\right) = s_j - y_j",
        uses: &["indicator.sift"],
        domain: DISTRIBUTION,
        // ANCHOR: ce.soft-labels
        left: |at| {
            let s = softmax(&at.z);
            scalar((0..at.n()).map(|i| at.y[i] * (s[at.j] - delta(i, at.j))).sum())
        },
        right: |at| scalar(softmax(&at.z)[at.j] - at.y[at.j]),
        oracles: &[Oracle::dual(|at| scalar(dual_gradient(|z| cross_entropy(&at.y, z), &at.z)[at.j]))],
        // ANCHOR_END: ce.soft-labels
        tolerance: Tolerance::LABELS,
        wrong: &[
            Wrong { slip: Slip::Index, right: |at| scalar(softmax(&at.z)[at.j] - at.y[at.i]) },
            Wrong { slip: Slip::Factor, right: |at| scalar(at.y[at.j] * softmax(&at.z)[at.j] - at.y[at.j]) },
        ],
    },
    Step {
        id: "ce.smoothed-sum",
        title: "smoothed labels still sum to one",
        tex: r"\sum_{i=1}^n \left(\left(1 - \varepsilon\right) y_i + \frac{\varepsilon}{n}\right) = 1",
        uses: &[],
        domain: DISTRIBUTION,
        // ANCHOR: ce.smoothed-sum
        left: |at| scalar(smoothed(&at.y, at.t).sum()),
        right: |_| scalar(1.0),
        oracles: &[Oracle::formula("the total of a matrix that mixes identity and average, times y", |at| {
            let n = at.n() as f64;
            let average = DMatrix::from_element(at.n(), at.n(), at.t / n);
            scalar(((DMatrix::identity(at.n(), at.n()) * (1.0 - at.t) + average) * &at.y).sum())
        })],
        // ANCHOR_END: ce.smoothed-sum
        tolerance: SMOOTHED,
        wrong: &[
            Wrong { slip: Slip::Factor, right: |at| scalar(1.0 - at.t + at.t / at.n() as f64) },
            Wrong { slip: Slip::Term, right: |at| scalar(1.0 - at.t) },
        ],
    },
    Step {
        id: "ce.label-smoothing",
        title: "the gradient under label smoothing",
        tex: concat!(
            r"\frac{\partial}{\partial z_j}",
            r" \left(-\sum_{i=1}^n \left(\left(1 - \varepsilon\right) y_i + \frac{\varepsilon}{n}\right) \log s_i\right)",
            r" = s_j - \left(1 - \varepsilon\right) y_j - \frac{\varepsilon}{n}"
        ),
        uses: &["ce.gradient", "ce.smoothed-sum"],
        domain: DISTRIBUTION,
        // ANCHOR: ce.label-smoothing
        left: |at| scalar(dual_gradient(|z| cross_entropy(&smoothed(&at.y, at.t), z), &at.z)[at.j]),
        right: |at| scalar(softmax(&at.z)[at.j] - (1.0 - at.t) * at.y[at.j] - at.t / at.n() as f64),
        oracles: &[Oracle::difference(|at| {
            scalar(difference_gradient(|z| cross_entropy(&smoothed(&at.y, at.t), z), &at.z)[at.j])
        })],
        // ANCHOR_END: ce.label-smoothing
        tolerance: SMOOTHED,
        wrong: &[
            Wrong { slip: Slip::Factor, right: |at| scalar(softmax(&at.z)[at.j] - (1.0 - at.t) * at.y[at.j] - at.t) },
            Wrong { slip: Slip::Term, right: |at| scalar(softmax(&at.z)[at.j] - (1.0 - at.t) * at.y[at.j]) },
            Wrong {
                slip: Slip::Sign,
                right: |at| scalar(softmax(&at.z)[at.j] - (1.0 + at.t) * at.y[at.j] - at.t / at.n() as f64),
            },
        ],
    },
    Step {
        id: "ce.class-weights",
        title: "the gradient under class weights",
        tex: concat!(
            r"\frac{\partial}{\partial z_j} \left(-\sum_{i=1}^n w_i y_i \log s_i\right)",
            r" = s_j \sum_{i=1}^n w_i y_i - w_j y_j"
        ),
        uses: &["ce.before-hypothesis"],
        domain: Domain::ALL,
        // ANCHOR: ce.class-weights
        left: |at| {
            let w = &at.v;
            scalar(dual_gradient(|z| cross_entropy(&w.component_mul(&at.y), z), &at.z)[at.j])
        },
        right: |at| {
            let w = &at.v;
            scalar(softmax(&at.z)[at.j] * w.dot(&at.y) - w[at.j] * at.y[at.j])
        },
        oracles: &[Oracle::difference(|at| {
            scalar(difference_gradient(|z| cross_entropy(&at.v.component_mul(&at.y), z), &at.z)[at.j])
        })],
        // ANCHOR_END: ce.class-weights
        tolerance: Tolerance {
            weight: |at| at.n() as f64 * at.y.amax().max(1.0) * at.v.amax().max(1.0),
            reason: "Sums of labels times class weights cancel; their error is relative to n · max |y_i| · max |w_i|.",
            ..Tolerance::LABELS
        },
        wrong: &[
            Wrong { slip: Slip::Factor, right: |at| scalar(at.v[at.j] * (softmax(&at.z)[at.j] - at.y[at.j])) },
            Wrong {
                slip: Slip::Index,
                right: |at| scalar(softmax(&at.z)[at.j] * at.v.dot(&at.y) - at.v[at.i] * at.y[at.j]),
            },
        ],
    },
    Step {
        id: "ce.entropy-divergence",
        title: "entropy plus divergence",
        tex: r"-\sum_{i=1}^n y_i \log s_i = -\sum_{i=1}^n y_i \log y_i + \sum_{i=1}^n y_i \log \frac{y_i}{s_i}",
        uses: &[],
        domain: Domain { spread: 700.0, ..DISTRIBUTION },
        // ANCHOR: ce.entropy-divergence
        left: |at| scalar(-at.y.dot(&softmax(&at.z).map(f64::ln))),
        right: |at| {
            let s = softmax(&at.z);
            let entropy: f64 = -at.y.iter().map(|&y_i| weighted_log(y_i, y_i)).sum::<f64>();
            let divergence: f64 = (0..at.n()).map(|i| weighted_log(at.y[i], at.y[i] / s[i])).sum();
            scalar(entropy + divergence)
        },
        oracles: &[Oracle::formula("log-sum-exp less the logits averaged by the labels", |at| {
            scalar(log_sum_exp(&at.z) - at.y.dot(&at.z))
        })],
        // ANCHOR_END: ce.entropy-divergence
        tolerance: Tolerance::LABELS,
        wrong: &[
            Wrong {
                slip: Slip::Sign,
                right: |at| {
                    let entropy: f64 = at.y.iter().map(|&y_i| weighted_log(y_i, y_i)).sum();
                    scalar(cross_entropy(&at.y, &at.z) + 2.0 * entropy)
                },
            },
            Wrong {
                slip: Slip::Reciprocal,
                right: |at| {
                    let entropy: f64 = -at.y.iter().map(|&y_i| weighted_log(y_i, y_i)).sum::<f64>();
                    scalar(2.0 * entropy - cross_entropy(&at.y, &at.z))
                },
            },
        ],
    },
    Step {
        id: "ce.divergence-gradient",
        title: "the divergence has the same gradient",
        tex: r"\frac{\partial}{\partial z_j} \sum_{i=1}^n y_i \log \frac{y_i}{s_i} = s_j - y_j",
        uses: &["ce.gradient", "ce.entropy-divergence"],
        domain: DISTRIBUTION,
        // ANCHOR: ce.divergence-gradient
        left: |at| scalar(dual_gradient(|z| divergence(&at.y, z), &at.z)[at.j]),
        right: |at| scalar(softmax(&at.z)[at.j] - at.y[at.j]),
        oracles: &[Oracle::difference(|at| scalar(difference_gradient(|z| divergence(&at.y, z), &at.z)[at.j]))],
        // ANCHOR_END: ce.divergence-gradient
        tolerance: Tolerance::LABELS,
        wrong: &[
            Wrong { slip: Slip::Reciprocal, right: |at| scalar(at.y[at.j] - softmax(&at.z)[at.j]) },
            Wrong {
                slip: Slip::Term,
                right: |at| scalar(softmax(&at.z)[at.j] - at.y[at.j] + weighted_log(at.y[at.j], at.y[at.j])),
            },
        ],
    },
    Step {
        id: "ce.hessian",
        title: "the second derivatives of the loss",
        tex: concat!(
            r"\frac{\partial^2 \mathcal{L}}{\partial z_i \partial z_j}",
            r" = s_i \left(1_{\{i=j\}} - s_j\right) \sum_{k=1}^n y_k"
        ),
        uses: &["ce.before-hypothesis", "softmax.entry"],
        domain: Domain::ALL,
        // ANCHOR: ce.hessian
        left: |at| scalar(dual_hessian(|z| cross_entropy(&at.y, z), &at.z)[(at.i, at.j)]),
        right: |at| {
            let s = softmax(&at.z);
            scalar(s[at.i] * (delta(at.i, at.j) - s[at.j]) * at.y.sum())
        },
        oracles: &[Oracle::difference(|at| {
            let gradient = |z: &DVector<f64>| dual_gradient(|w| cross_entropy(&at.y, w), z);
            scalar(difference_jacobian(gradient, &at.z)[(at.i, at.j)])
        })],
        // ANCHOR_END: ce.hessian
        tolerance: Tolerance::LABELS,
        wrong: &[
            Wrong { slip: Slip::MissingSum, right: |at| scalar(jacobian(&at.z)[(at.i, at.j)] * at.y[at.j]) },
            Wrong {
                slip: Slip::LostDelta,
                right: |at| scalar(softmax(&at.z)[at.i] * (1.0 - softmax(&at.z)[at.j]) * at.y.sum()),
            },
            Wrong { slip: Slip::Sign, right: |at| scalar(-jacobian(&at.z)[(at.i, at.j)] * at.y.sum()) },
        ],
    },
];

/// Labels mixed with the uniform distribution: (1 − ε) y_i + ε/n.
fn smoothed(y: &DVector<f64>, epsilon: f64) -> DVector<f64> {
    y.map(|y_i| (1.0 - epsilon) * y_i + epsilon / y.len() as f64)
}

/// The product y log x with the convention 0 log x = 0, the limit of y log y as y → 0.
fn weighted_log(y: f64, x: f64) -> f64 {
    if y == 0.0 { 0.0 } else { y * x.ln() }
}

/// The divergence Σ_i y_i log(y_i / s_i) of the labels from the softmax of `z`, a class at a time.
fn divergence<D: Number>(y: &DVector<f64>, z: &DVector<D>) -> D {
    let log_s = log_softmax(z);
    let term = |i: usize| if y[i] == 0.0 { D::from(0.0) } else { (-log_s[i] + y[i].ln()) * y[i] };
    (0..y.len()).map(term).fold(D::from(0.0), |sum, term| sum + term)
}

/// For labels smoothed by any ε, also one outside 0…1.
const SMOOTHED: Tolerance = Tolerance {
    weight: |at| at.n() as f64 * (1.0 + at.t.abs()),
    reason: "Labels mixed with weights 1 − ε and ε grow to 1 + 2|ε| in size and cancel; so does their error.",
    ..Tolerance::LABELS
};
