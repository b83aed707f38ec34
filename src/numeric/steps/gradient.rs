//! Steps of `book/gradient.md`: from the summed chain rule down to s − y.

use super::Chapter;
use crate::numeric::*;

pub(super) static CHAPTER: Chapter = Chapter { file: "gradient.md", code: include_str!("gradient.rs"), steps: STEPS };

const STEPS: &[Step] = &[
    Step {
        id: "ce.cancel",
        title: "the probability cancels",
        tex: concat!(
            r"-\sum_{i=1}^n \frac{y_i}{\cancel{s_i}} \cdot \cancel{s_i} \left(1_{\{i=j\}} - s_j\right)",
            r" = -\sum_{i=1}^n y_i \left(1_{\{i=j\}} - s_j\right)"
        ),
        uses: &["softmax.def"],
        domain: Domain::POSITIVE,
        // ANCHOR: ce.cancel
        left: |at| {
            let s = softmax(&at.z);
            let term = |i: usize| at.y[i] / s[i] * s[i] * (delta(i, at.j) - s[at.j]);
            scalar(-(0..at.n()).map(term).sum::<f64>())
        },
        right: |at| {
            let s = softmax(&at.z);
            let term = |i: usize| at.y[i] * (delta(i, at.j) - s[at.j]);
            scalar(-(0..at.n()).map(term).sum::<f64>())
        },
        oracles: &[Oracle::dual(|at| scalar(dual_gradient(|z| cross_entropy(&at.y, z), &at.z)[at.j]))],
        // ANCHOR_END: ce.cancel
        tolerance: Tolerance::LABELS,
        wrong: &[
            Wrong {
                slip: Slip::Sign,
                right: |at| {
                    let s = softmax(&at.z);
                    scalar((0..at.n()).map(|i| at.y[i] * (delta(i, at.j) - s[at.j])).sum())
                },
            },
            Wrong {
                slip: Slip::MissingSum,
                right: |at| scalar(-at.y[at.i] * (delta(at.i, at.j) - softmax(&at.z)[at.j])),
            },
            Wrong {
                slip: Slip::Factor,
                right: |at| {
                    let s = softmax(&at.z);
                    scalar(-(0..at.n()).map(|i| at.y[i] * s[i] * (delta(i, at.j) - s[at.j])).sum::<f64>())
                },
            },
        ],
    },
    Step {
        id: "ce.distribute",
        title: "one sum becomes two",
        tex: r"-\sum_{i=1}^n y_i \left(1_{\{i=j\}} - s_j\right) = \sum_{i=1}^n y_i s_j - \sum_{i=1}^n y_i 1_{\{i=j\}}",
        uses: &[],
        domain: Domain::ALL,
        // ANCHOR: ce.distribute
        left: |at| {
            let s = softmax(&at.z);
            scalar(-(0..at.n()).map(|i| at.y[i] * (delta(i, at.j) - s[at.j])).sum::<f64>())
        },
        right: |at| {
            let s = softmax(&at.z);
            let first: f64 = (0..at.n()).map(|i| at.y[i] * s[at.j]).sum();
            let second: f64 = (0..at.n()).map(|i| at.y[i] * delta(i, at.j)).sum();
            scalar(first - second)
        },
        oracles: &[Oracle::dual(|at| scalar(dual_gradient(|z| cross_entropy(&at.y, z), &at.z)[at.j]))],
        // ANCHOR_END: ce.distribute
        tolerance: Tolerance::LABELS,
        wrong: &[
            Wrong { slip: Slip::Sign, right: |at| scalar(softmax(&at.z)[at.j] * at.y.sum() + at.y[at.j]) },
            Wrong { slip: Slip::Index, right: |at| scalar(at.y.dot(&softmax(&at.z)) - at.y[at.j]) },
        ],
    },
    Step {
        id: "ce.pull-out",
        title: "a factor leaves its sum",
        tex: concat!(
            r"\sum_{i=1}^n y_i s_j - \sum_{i=1}^n y_i 1_{\{i=j\}}",
            r" = s_j \sum_{i=1}^n y_i - \sum_{i=1}^n y_i 1_{\{i=j\}}"
        ),
        uses: &[],
        domain: Domain::ALL,
        // ANCHOR: ce.pull-out
        left: |at| {
            let s = softmax(&at.z);
            let first: f64 = (0..at.n()).map(|i| at.y[i] * s[at.j]).sum();
            let second: f64 = (0..at.n()).map(|i| at.y[i] * delta(i, at.j)).sum();
            scalar(first - second)
        },
        right: |at| {
            let first = softmax(&at.z)[at.j] * at.y.sum();
            let second: f64 = (0..at.n()).map(|i| at.y[i] * delta(i, at.j)).sum();
            scalar(first - second)
        },
        oracles: &[Oracle::dual(|at| scalar(dual_gradient(|z| cross_entropy(&at.y, z), &at.z)[at.j]))],
        // ANCHOR_END: ce.pull-out
        tolerance: Tolerance::LABELS,
        wrong: &[
            Wrong { slip: Slip::LostDelta, right: |at| scalar(softmax(&at.z)[at.j] * at.y.sum() - at.y.sum()) },
            Wrong { slip: Slip::Index, right: |at| scalar(softmax(&at.z)[at.i] * at.y.sum() - at.y[at.j]) },
            Wrong { slip: Slip::Factor, right: |at| scalar(at.y.sum() - at.y[at.j]) },
        ],
    },
    Step {
        id: "ce.sift",
        title: "the indicator picks one label",
        tex: r"s_j \sum_{i=1}^n y_i - \sum_{i=1}^n y_i 1_{\{i=j\}} = s_j \sum_{i=1}^n y_i - y_j",
        uses: &["indicator.sift"],
        domain: Domain::ALL,
        // ANCHOR: ce.sift
        left: |at| {
            let picked: f64 = (0..at.n()).map(|i| at.y[i] * delta(i, at.j)).sum();
            scalar(softmax(&at.z)[at.j] * at.y.sum() - picked)
        },
        right: |at| scalar(softmax(&at.z)[at.j] * at.y.sum() - at.y[at.j]),
        oracles: &[Oracle::dual(|at| scalar(dual_gradient(|z| cross_entropy(&at.y, z), &at.z)[at.j]))],
        // ANCHOR_END: ce.sift
        tolerance: Tolerance::LABELS,
        wrong: &[
            Wrong { slip: Slip::LostDelta, right: |at| scalar(softmax(&at.z)[at.j] * at.y.sum() - at.y.sum()) },
            Wrong { slip: Slip::Index, right: |at| scalar(softmax(&at.z)[at.j] * at.y.sum() - at.y[at.i]) },
            Wrong {
                slip: Slip::SwappedCases,
                right: |at| scalar(softmax(&at.z)[at.j] * at.y.sum() - (at.y.sum() - at.y[at.j])),
            },
        ],
    },
    Step {
        id: "ce.before-hypothesis",
        title: "the gradient for any labels",
        tex: r"\frac{\partial \mathcal{L}}{\partial z_j} = s_j \sum_{i=1}^n y_i - y_j",
        uses: &["ce.chain-substituted", "ce.cancel", "ce.distribute", "ce.pull-out", "ce.sift"],
        domain: Domain::ALL,
        // ANCHOR: ce.before-hypothesis
        left: |at| scalar(dual_gradient(|z| cross_entropy(&at.y, z), &at.z)[at.j]),
        right: |at| scalar(softmax(&at.z)[at.j] * at.y.sum() - at.y[at.j]),
        oracles: &[Oracle::difference(|at| scalar(difference_gradient(|z| cross_entropy(&at.y, z), &at.z)[at.j]))],
        // ANCHOR_END: ce.before-hypothesis
        tolerance: Tolerance::LABELS,
        wrong: &[
            Wrong { slip: Slip::Factor, right: |at| scalar(softmax(&at.z)[at.j] - at.y[at.j]) },
            Wrong { slip: Slip::Index, right: |at| scalar(softmax(&at.z)[at.j] * at.y.sum() - at.y[at.i]) },
            Wrong { slip: Slip::Sign, right: |at| scalar(at.y[at.j] - softmax(&at.z)[at.j] * at.y.sum()) },
        ],
    },
    Step {
        id: "ce.gradient",
        title: "the gradient of the cross-entropy",
        tex: r"\frac{\partial \mathcal{L}}{\partial z_j} = s_j - y_j",
        uses: &["ce.before-hypothesis"],
        domain: Domain { labels: Labels::Distribution, ..Domain::ALL },
        // ANCHOR: ce.gradient
        left: |at| scalar(dual_gradient(|z| cross_entropy(&at.y, z), &at.z)[at.j]),
        right: |at| scalar(softmax(&at.z)[at.j] - at.y[at.j]),
        oracles: &[Oracle::difference(|at| scalar(difference_gradient(|z| cross_entropy(&at.y, z), &at.z)[at.j]))],
        // ANCHOR_END: ce.gradient
        tolerance: Tolerance::LABELS,
        wrong: &[
            Wrong { slip: Slip::Sign, right: |at| scalar(at.y[at.j] - softmax(&at.z)[at.j]) },
            Wrong { slip: Slip::Index, right: |at| scalar(softmax(&at.z)[at.i] - at.y[at.j]) },
            Wrong { slip: Slip::LostDelta, right: |at| scalar(softmax(&at.z)[at.j] - 1.0) },
        ],
    },
    Step {
        id: "ce.gradient-vector",
        title: "the gradient as a vector",
        tex: r"\nabla_z \mathcal{L} = s - y",
        uses: &["ce.gradient"],
        domain: Domain { labels: Labels::Distribution, ..Domain::ALL },
        // ANCHOR: ce.gradient-vector
        left: |at| vector(dual_gradient(|z| cross_entropy(&at.y, z), &at.z)),
        right: |at| vector(softmax(&at.z) - &at.y),
        oracles: &[Oracle::difference(|at| vector(difference_gradient(|z| cross_entropy(&at.y, z), &at.z)))],
        // ANCHOR_END: ce.gradient-vector
        tolerance: Tolerance::LABELS,
        wrong: &[
            Wrong { slip: Slip::Sign, right: |at| vector(&at.y - softmax(&at.z)) },
            Wrong { slip: Slip::Term, right: |at| vector(softmax(&at.z)) },
            Wrong { slip: Slip::LostDelta, right: |at| vector(softmax(&at.z).add_scalar(-1.0)) },
        ],
    },
];
