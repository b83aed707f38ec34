//! Steps of `book/chain-rule.md`: the loss by a logit, through every probability.

use super::Chapter;
use crate::numeric::cross_entropy::cross_entropy_from_probabilities;
use crate::numeric::*;
use nalgebra::DVector;

pub(super) static CHAPTER: Chapter =
    Chapter { file: "chain-rule.md", code: include_str!("chain_rule.rs"), steps: STEPS };

const STEPS: &[Step] = &[
    Step {
        id: "ce.chain",
        title: "the chain rule with its sum",
        tex: concat!(
            r"\frac{\partial \mathcal{L}}{\partial z_j}",
            r" = \sum_{i=1}^n \frac{\partial \mathcal{L}}{\partial s_i} \cdot \frac{\partial s_i}{\partial z_j}"
        ),
        uses: &["ce.def", "softmax.def"],
        domain: Domain::POSITIVE,
        // ANCHOR: ce.chain
        left: |at| scalar(dual_gradient(|z| cross_entropy(&at.y, z), &at.z)[at.j]),
        right: |at| {
            let by_s = dual_gradient(|s| cross_entropy_from_probabilities(&at.y, s), &softmax(&at.z));
            let jacobian = dual_jacobian(softmax, &at.z);
            scalar((0..at.n()).map(|i| by_s[i] * jacobian[(i, at.j)]).sum())
        },
        oracles: &[Oracle::difference(|at| scalar(difference_gradient(|z| cross_entropy(&at.y, z), &at.z)[at.j]))],
        // ANCHOR_END: ce.chain
        tolerance: Tolerance::LABELS,
        wrong: &[
            Wrong { slip: Slip::MissingSum, right: |at| scalar(path(at, at.i, at.j)) },
            Wrong { slip: Slip::Sign, right: |at| scalar(-(0..at.n()).map(|i| path(at, i, at.j)).sum::<f64>()) },
            Wrong { slip: Slip::Index, right: |at| scalar((0..at.n()).map(|j| path(at, at.i, j)).sum()) },
        ],
    },
    Step {
        id: "ce.path",
        title: "what one path carries",
        tex: concat!(
            r"\frac{\partial \mathcal{L}}{\partial s_i} \cdot \frac{\partial s_i}{\partial z_j}",
            r" = -\frac{y_i}{s_i} \cdot s_i \left(1_{\{i=j\}} - s_j\right)"
        ),
        uses: &["ce.partial", "softmax.entry"],
        domain: Domain::POSITIVE,
        // ANCHOR: ce.path
        left: |at| {
            let by_s = dual_gradient(|s| cross_entropy_from_probabilities(&at.y, s), &softmax(&at.z));
            scalar(by_s[at.i] * dual_jacobian(softmax, &at.z)[(at.i, at.j)])
        },
        right: |at| {
            let s = softmax(&at.z);
            scalar(-at.y[at.i] / s[at.i] * s[at.i] * (delta(at.i, at.j) - s[at.j]))
        },
        // Only the summand i of the loss depends on s_i.
        oracles: &[Oracle::difference(|at| {
            scalar(difference_gradient(|z| -at.y[at.i] * log_softmax(z)[at.i], &at.z)[at.j])
        })],
        // ANCHOR_END: ce.path
        tolerance: Tolerance::LABELS,
        wrong: &[
            Wrong { slip: Slip::LostDelta, right: |at| scalar(-at.y[at.i] * (1.0 - softmax(&at.z)[at.j])) },
            Wrong { slip: Slip::Sign, right: |at| scalar(at.y[at.i] * (delta(at.i, at.j) - softmax(&at.z)[at.j])) },
            Wrong {
                slip: Slip::Reciprocal,
                right: |at| {
                    scalar(-at.y[at.i] * softmax(&at.z)[at.i].powi(2) * (delta(at.i, at.j) - softmax(&at.z)[at.j]))
                },
            },
        ],
    },
    Step {
        id: "ce.chain-substituted",
        title: "the chain rule with both factors filled in",
        tex: concat!(
            r"\frac{\partial \mathcal{L}}{\partial z_j}",
            r" = -\sum_{i=1}^n \frac{y_i}{s_i} \cdot s_i \left(1_{\{i=j\}} - s_j\right)"
        ),
        uses: &["ce.chain", "ce.path"],
        domain: Domain::POSITIVE,
        // ANCHOR: ce.chain-substituted
        left: |at| scalar(dual_gradient(|z| cross_entropy(&at.y, z), &at.z)[at.j]),
        right: |at| {
            let s = softmax(&at.z);
            let term = |i: usize| at.y[i] / s[i] * s[i] * (delta(i, at.j) - s[at.j]);
            scalar(-(0..at.n()).map(term).sum::<f64>())
        },
        oracles: &[Oracle::difference(|at| scalar(difference_gradient(|z| cross_entropy(&at.y, z), &at.z)[at.j]))],
        // ANCHOR_END: ce.chain-substituted
        tolerance: Tolerance::LABELS,
        wrong: &[
            Wrong { slip: Slip::MissingSum, right: |at| scalar(-at.y[at.j] * (1.0 - softmax(&at.z)[at.j])) },
            Wrong { slip: Slip::LostDelta, right: |at| scalar(-at.y.sum() * (1.0 - softmax(&at.z)[at.j])) },
        ],
    },
    Step {
        id: "ce.chain-vector",
        title: "the chain rule as a product of matrix and vector",
        tex: r"\nabla_z \mathcal{L} = J^\top \nabla_s \mathcal{L}",
        uses: &["jacobian.def", "ce.chain"],
        domain: Domain::POSITIVE,
        // ANCHOR: ce.chain-vector
        left: |at| vector(dual_gradient(|z| cross_entropy(&at.y, z), &at.z)),
        right: |at| {
            let by_s = dual_gradient(|s| cross_entropy_from_probabilities(&at.y, s), &softmax(&at.z));
            vector(dual_jacobian(softmax, &at.z).transpose() * by_s)
        },
        oracles: &[Oracle::difference(|at| vector(difference_gradient(|z| cross_entropy(&at.y, z), &at.z)))],
        // ANCHOR_END: ce.chain-vector
        tolerance: Tolerance::LABELS,
        wrong: &[
            Wrong { slip: Slip::MissingSum, right: |at| vector(DVector::from_fn(at.n(), |j, _| path(at, j, j))) },
            Wrong { slip: Slip::Factor, right: |at| vector(-at.y.component_div(&softmax(&at.z))) },
        ],
    },
    Step {
        id: "ce.one-path",
        title: "one path, at the true class of a one-hot label",
        tex: concat!(
            r"\frac{\partial \mathcal{L}}{\partial z_j}",
            r" = \frac{\partial \mathcal{L}}{\partial s_i} \cdot \frac{\partial s_i}{\partial z_j}"
        ),
        uses: &["ce.chain", "ce.partial"],
        domain: Domain { labels: Labels::OneHot, ..Domain::POSITIVE },
        // ANCHOR: ce.one-path
        left: |at| scalar(dual_gradient(|z| cross_entropy(&at.y, z), &at.z)[at.j]),
        right: |at| {
            let by_s = dual_gradient(|s| cross_entropy_from_probabilities(&at.y, s), &softmax(&at.z));
            scalar(by_s[at.i] * dual_jacobian(softmax, &at.z)[(at.i, at.j)])
        },
        oracles: &[Oracle::difference(|at| scalar(difference_gradient(|z| cross_entropy(&at.y, z), &at.z)[at.j]))],
        // ANCHOR_END: ce.one-path
        tolerance: Tolerance::LABELS,
        wrong: &[
            Wrong { slip: Slip::Index, right: |at| scalar(path(at, at.j, at.j)) },
            Wrong { slip: Slip::Sign, right: |at| scalar(-path(at, at.i, at.j)) },
        ],
    },
    Step {
        id: "ce.missed-paths",
        title: "what one path misses",
        tex: concat!(
            r"\frac{\partial \mathcal{L}}{\partial z_i}",
            r" - \frac{\partial \mathcal{L}}{\partial s_i} \cdot \frac{\partial s_i}{\partial z_i}",
            r" = s_i \left(\sum_{k=1}^n y_k - y_i\right)"
        ),
        uses: &["ce.chain", "ce.path"],
        domain: Domain::POSITIVE,
        // ANCHOR: ce.missed-paths
        left: |at| {
            let by_z = dual_gradient(|z| cross_entropy(&at.y, z), &at.z);
            let by_s = dual_gradient(|s| cross_entropy_from_probabilities(&at.y, s), &softmax(&at.z));
            scalar(by_z[at.i] - by_s[at.i] * dual_jacobian(softmax, &at.z)[(at.i, at.i)])
        },
        right: |at| scalar(softmax(&at.z)[at.i] * (at.y.sum() - at.y[at.i])),
        // The loss without its summand i has only the other paths.
        oracles: &[Oracle::difference(|at| {
            let mut others = at.y.clone();
            others[at.i] = 0.0;
            scalar(difference_gradient(|z| cross_entropy(&others, z), &at.z)[at.i])
        })],
        // ANCHOR_END: ce.missed-paths
        tolerance: Tolerance::LABELS,
        wrong: &[
            Wrong { slip: Slip::Term, right: |at| scalar(softmax(&at.z)[at.i] * at.y.sum()) },
            Wrong { slip: Slip::MissingSum, right: |at| scalar(softmax(&at.z)[at.i] * (at.y[at.j] - at.y[at.i])) },
        ],
    },
];

/// What the path through s_i carries: ∂L/∂s_i · ∂s_i/∂z_j.
fn path(at: &Point, i: usize, j: usize) -> f64 {
    let by_s = dual_gradient(|s| cross_entropy_from_probabilities(&at.y, s), &softmax(&at.z));
    by_s[i] * dual_jacobian(softmax, &at.z)[(i, j)]
}
