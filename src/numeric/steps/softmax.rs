//! Steps of `book/softmax.md`: what softmax is, and why its derivative is a matrix.

use super::Chapter;
use crate::numeric::*;
use nalgebra::{DMatrix, DVector};

pub(super) static CHAPTER: Chapter = Chapter { file: "softmax.md", code: include_str!("softmax.rs"), steps: STEPS };

/// For quotients and sums of exponentials.
const EXPONENTIALS: Tolerance = Tolerance {
    reason: "e^z carries a relative error of at most a few (1 + |z|)u, a sum of n positive terms at most nu more. \
             Nothing cancels.",
    ..Tolerance::SHORT
};

const STEPS: &[Step] = &[
    Step {
        id: "softmax.def",
        title: "the definition of softmax",
        tex: r"s_i = \frac{e^{z_i}}{\sum_{l=1}^n e^{z_l}}",
        uses: &[],
        domain: Domain::ALL,
        // ANCHOR: softmax.def
        left: |at| scalar(softmax(&at.z)[at.i]),
        right: |at| scalar(at.z[at.i].exp() / at.z.map(f64::exp).sum()),
        oracles: &[Oracle::formula("1 / Σ_l e^(z_l - z_i)", |at| {
            scalar(1.0 / at.z.map(|z_l| (z_l - at.z[at.i]).exp()).sum())
        })],
        // ANCHOR_END: softmax.def
        tolerance: EXPONENTIALS,
        wrong: &[
            Wrong { slip: Slip::Index, right: |at| scalar(at.z[at.j].exp() / at.z.map(f64::exp).sum()) },
            Wrong { slip: Slip::MissingSum, right: |at| scalar(at.z[at.i].exp() / at.z[at.j].exp()) },
            Wrong { slip: Slip::Exponent, right: |at| scalar(at.z[at.i] / at.z.sum()) },
        ],
    },
    Step {
        id: "softmax.partition",
        title: "the partition function",
        tex: r"Z = \sum_{l=1}^n e^{z_l}",
        uses: &[],
        domain: Domain::ALL,
        // ANCHOR: softmax.partition
        left: |at| scalar(partition(&at.z)),
        right: |at| scalar(at.z.map(f64::exp).sum()),
        oracles: &[Oracle::formula("e to the power of log-sum-exp", |at| scalar(log_sum_exp(&at.z).exp()))],
        // ANCHOR_END: softmax.partition
        tolerance: EXPONENTIALS,
        wrong: &[
            Wrong { slip: Slip::MissingSum, right: |at| scalar(at.z[at.i].exp()) },
            Wrong { slip: Slip::Index, right: |at| scalar(at.n() as f64 * at.z[at.j].exp()) },
            Wrong { slip: Slip::Exponent, right: |at| scalar(at.z.sum().exp()) },
        ],
    },
    Step {
        id: "softmax.common-denominator",
        title: "one denominator for all classes",
        tex: r"\sum_{i=1}^n s_i = \frac{\sum_{i=1}^n e^{z_i}}{\sum_{l=1}^n e^{z_l}}",
        uses: &["softmax.def"],
        domain: Domain::ALL,
        // ANCHOR: softmax.common-denominator
        left: |at| scalar(softmax(&at.z).sum()),
        right: |at| scalar(at.z.map(f64::exp).sum() / at.z.map(f64::exp).sum()),
        oracles: &[Oracle::dual(|at| {
            // All logits move together at unit speed: log-sum-exp then moves at the speed Σ_i s_i.
            scalar(dual_gradient(|t| log_sum_exp(&at.z.map(|z_l| t[0] + z_l)), &DVector::zeros(1))[0])
        })],
        // ANCHOR_END: softmax.common-denominator
        tolerance: EXPONENTIALS,
        wrong: &[
            Wrong { slip: Slip::MissingSum, right: |at| scalar(at.z[at.i].exp() / partition(&at.z)) },
            Wrong { slip: Slip::Factor, right: |at| scalar(partition(&at.z) / (at.n() as f64 * partition(&at.z))) },
        ],
    },
    Step {
        id: "softmax.sum",
        title: "the outputs sum to one",
        tex: r"\sum_{i=1}^n s_i = 1",
        uses: &["softmax.common-denominator"],
        domain: Domain::ALL,
        // ANCHOR: softmax.sum
        left: |at| scalar(softmax(&at.z).sum()),
        right: |_| scalar(1.0),
        oracles: &[Oracle::formula("e to the power of the log-sum-exp of log s", |at| {
            scalar(log_sum_exp(&log_softmax(&at.z)).exp())
        })],
        // ANCHOR_END: softmax.sum
        tolerance: EXPONENTIALS,
        wrong: &[
            Wrong { slip: Slip::MissingSum, right: |at| scalar(softmax(&at.z)[at.i]) },
            Wrong { slip: Slip::Term, right: |at| scalar(1.0 - softmax(&at.z)[at.i]) },
            Wrong { slip: Slip::Factor, right: |at| scalar(at.n() as f64) },
        ],
    },
    Step {
        id: "softmax.ratio",
        title: "a ratio of two outputs",
        tex: r"\frac{s_i}{s_j} = e^{z_i - z_j}",
        uses: &["softmax.def"],
        domain: Domain::POSITIVE,
        // ANCHOR: softmax.ratio
        left: |at| scalar(softmax(&at.z)[at.i] / softmax(&at.z)[at.j]),
        right: |at| scalar((at.z[at.i] - at.z[at.j]).exp()),
        oracles: &[Oracle::formula("e^(z_i) / e^(z_j)", |at| scalar(at.z[at.i].exp() / at.z[at.j].exp()))],
        // ANCHOR_END: softmax.ratio
        tolerance: EXPONENTIALS,
        wrong: &[
            Wrong { slip: Slip::Sign, right: |at| scalar((at.z[at.i] + at.z[at.j]).exp()) },
            Wrong { slip: Slip::Reciprocal, right: |at| scalar((at.z[at.j] - at.z[at.i]).exp()) },
            Wrong { slip: Slip::Exponent, right: |at| scalar(at.z[at.i] / at.z[at.j]) },
        ],
    },
    Step {
        id: "softmax.shift",
        title: "a shift of all logits changes nothing",
        tex: r"\frac{e^{z_i + t}}{\sum_{l=1}^n e^{z_l + t}} = \frac{e^{z_i}}{\sum_{l=1}^n e^{z_l}}",
        uses: &[],
        domain: Domain::ALL,
        // ANCHOR: softmax.shift
        left: |at| {
            // Sixteen terms e^(700 + 7) still fit in f64; e^(700 + 8) would not.
            let shifted = at.z.add_scalar(at.t.min(7.0));
            scalar(shifted[at.i].exp() / shifted.map(f64::exp).sum())
        },
        right: |at| scalar(at.z[at.i].exp() / at.z.map(f64::exp).sum()),
        oracles: &[Oracle::formula("1 / Σ_l e^(z_l - z_i)", |at| {
            scalar(1.0 / at.z.map(|z_l| (z_l - at.z[at.i]).exp()).sum())
        })],
        // ANCHOR_END: softmax.shift
        tolerance: EXPONENTIALS,
        wrong: &[
            Wrong { slip: Slip::Shift, right: |at| scalar((at.z[at.i] + at.t).exp() / partition(&at.z)) },
            Wrong { slip: Slip::Index, right: |at| scalar(at.z[at.j].exp() / partition(&at.z)) },
            Wrong { slip: Slip::Reciprocal, right: |at| scalar(partition(&at.z) / at.z[at.i].exp()) },
        ],
    },
    Step {
        id: "softmax.uniform",
        title: "equal logits give equal outputs",
        tex: r"\frac{e^t}{\sum_{l=1}^n e^t} = \frac{1}{n}",
        uses: &[],
        domain: Domain::ALL,
        // ANCHOR: softmax.uniform
        left: |at| scalar(at.t.exp() / (0..at.n()).map(|_| at.t.exp()).sum::<f64>()),
        right: |at| scalar(1.0 / at.n() as f64),
        oracles: &[Oracle::formula("softmax of n equal logits", |at| {
            scalar(softmax(&DVector::from_element(at.n(), at.t))[at.i])
        })],
        // ANCHOR_END: softmax.uniform
        tolerance: EXPONENTIALS,
        wrong: &[
            Wrong { slip: Slip::MissingSum, right: |_| scalar(1.0) },
            Wrong { slip: Slip::Factor, right: |at| scalar(at.t.exp() / at.n() as f64) },
            Wrong { slip: Slip::Reciprocal, right: |at| scalar(at.n() as f64) },
        ],
    },
    Step {
        id: "softmax.two-classes",
        title: "softmax of two classes is the logistic function",
        tex: r"\frac{e^{z_1}}{e^{z_1} + e^{z_2}} = \frac{1}{1 + e^{-(z_1 - z_2)}}",
        uses: &[],
        domain: Domain { least: 2, ..Domain::ALL },
        // ANCHOR: softmax.two-classes
        left: |at| scalar(at.z[0].exp() / (at.z[0].exp() + at.z[1].exp())),
        right: |at| scalar(1.0 / (1.0 + (-(at.z[0] - at.z[1])).exp())),
        oracles: &[Oracle::formula("(1 + tanh((z_1 - z_2) / 2)) / 2", |at| {
            scalar((1.0 + ((at.z[0] - at.z[1]) / 2.0).tanh()) / 2.0)
        })],
        // ANCHOR_END: softmax.two-classes
        tolerance: EXPONENTIALS,
        wrong: &[
            Wrong { slip: Slip::Sign, right: |at| scalar(1.0 / (1.0 + (at.z[0] - at.z[1]).exp())) },
            Wrong { slip: Slip::Index, right: |at| scalar(1.0 / (1.0 + (-at.z[0]).exp())) },
            Wrong { slip: Slip::Reciprocal, right: |at| scalar(1.0 + (-(at.z[0] - at.z[1])).exp()) },
        ],
    },
    Step {
        id: "jacobian.def",
        title: "the Jacobian of softmax",
        tex: r"J = \begin{bmatrix} \frac{\partial s_1}{\partial z_1} & \frac{\partial s_1}{\partial z_2} & \dots & \frac{\partial s_1}{\partial z_n} \\ \vdots & \vdots & \ddots & \vdots \\ \frac{\partial s_n}{\partial z_1} & \frac{\partial s_n}{\partial z_2} & \dots & \frac{\partial s_n}{\partial z_n} \end{bmatrix}",
        uses: &["softmax.def"],
        domain: Domain::ALL,
        // ANCHOR: jacobian.def
        left: |at| dual_jacobian(softmax, &at.z),
        right: |at| {
            let row = |i: usize| dual_gradient(|z| softmax(z)[i], &at.z).transpose();
            DMatrix::from_rows(&(0..at.n()).map(row).collect::<Vec<_>>())
        },
        oracles: &[Oracle::difference(|at| difference_jacobian(softmax, &at.z))],
        // ANCHOR_END: jacobian.def
        tolerance: Tolerance::SHORT,
        wrong: &[
            Wrong { slip: Slip::Sign, right: |at| -dual_jacobian(softmax, &at.z) },
            Wrong {
                slip: Slip::Index,
                right: |at| {
                    let diagonal = dual_jacobian(softmax, &at.z).diagonal();
                    DMatrix::from_fn(at.n(), at.n(), |i, _| diagonal[i])
                },
            },
            // The denominator is taken for a constant.
            Wrong { slip: Slip::Term, right: |at| DMatrix::from_diagonal(&softmax(&at.z)) },
        ],
    },
];
