//! Steps of `book/log-sum-exp.md`: the derivative of the logarithm of a sum of exponentials.

use super::Chapter;
use crate::numeric::*;

pub(super) static CHAPTER: Chapter =
    Chapter { file: "log-sum-exp.md", code: include_str!("log_sum_exp.rs"), steps: STEPS };

/// For derivatives of the sum of all exponentials.
const PARTITION: Tolerance = Tolerance {
    weight: |at| partition(&at.z),
    reason: "A difference quotient subtracts two values of the whole sum, so its error is relative to the sum, even \
             where the derivative is one small summand.",
    ..Tolerance::SHORT
};

/// For log-sum-exp itself.
const LOGARITHMS: Tolerance = Tolerance {
    reason: "e^z carries a relative error of a few (1 + |z|)u, the sum at most nu more, and a logarithm makes an \
             absolute error of it.",
    ..Tolerance::SHORT
};

const STEPS: &[Step] = &[
    Step {
        id: "lse.chain",
        title: "the chain rule through the logarithm",
        tex: concat!(
            r"\frac{\partial}{\partial z_j} \log \sum_{l=1}^n e^{z_l}",
            r" = \frac{1}{\sum_{l=1}^n e^{z_l}} \cdot \frac{\partial}{\partial z_j} \sum_{l=1}^n e^{z_l}"
        ),
        uses: &[],
        domain: Domain::ALL,
        // ANCHOR: lse.chain
        left: |at| scalar(dual_gradient(|z| partition(z).ln(), &at.z)[at.j]),
        right: |at| scalar(1.0 / partition(&at.z) * dual_gradient(partition, &at.z)[at.j]),
        oracles: &[Oracle::difference(|at| scalar(difference_gradient(log_sum_exp, &at.z)[at.j]))],
        // ANCHOR_END: lse.chain
        tolerance: Tolerance::SHORT,
        wrong: &[
            Wrong { slip: Slip::Factor, right: |at| scalar(dual_gradient(partition, &at.z)[at.j]) },
            Wrong {
                slip: Slip::MissingSum,
                right: |at| scalar(dual_gradient(partition, &at.z)[at.j] / at.z[at.i].exp()),
            },
            Wrong { slip: Slip::Term, right: |at| scalar(1.0 / partition(&at.z)) },
        ],
    },
    Step {
        id: "lse.written-out",
        title: "the sum written out",
        tex: concat!(
            r"\frac{\partial}{\partial z_j} \sum_{l=1}^n e^{z_l}",
            r" = \frac{\partial}{\partial z_j} \left(e^{z_1} + \dots + e^{z_n}\right)"
        ),
        uses: &[],
        domain: Domain::ALL,
        // ANCHOR: lse.written-out
        left: |at| scalar(dual_gradient(partition, &at.z)[at.j]),
        right: |at| {
            let written_out = |z: &nalgebra::DVector<Dual64>| {
                let mut sum = z[0].exp();
                for l in 1..z.len() {
                    sum += z[l].exp();
                }
                sum
            };
            scalar(dual_gradient(written_out, &at.z)[at.j])
        },
        oracles: &[Oracle::difference(|at| scalar(difference_gradient(partition, &at.z)[at.j]))],
        // ANCHOR_END: lse.written-out
        tolerance: PARTITION,
        wrong: &[
            // Only the two terms that are spelled out.
            Wrong {
                slip: Slip::MissingSum,
                right: |at| scalar(dual_gradient(|z| z[0].exp() + z[z.len() - 1].exp(), &at.z)[at.j]),
            },
            Wrong { slip: Slip::Index, right: |at| scalar(dual_gradient(partition, &at.z)[at.i]) },
        ],
    },
    Step {
        id: "lse.sum-rule",
        title: "the derivative of a sum",
        tex: concat!(
            r"\frac{\partial}{\partial z_j} \sum_{l=1}^n e^{z_l}",
            r" = \sum_{l=1}^n \frac{\partial}{\partial z_j} e^{z_l}"
        ),
        uses: &[],
        domain: Domain::ALL,
        // ANCHOR: lse.sum-rule
        left: |at| scalar(dual_gradient(partition, &at.z)[at.j]),
        right: |at| {
            let summand = |l: usize| dual_gradient(|z| z[l].exp(), &at.z)[at.j];
            scalar((0..at.n()).map(summand).sum())
        },
        oracles: &[Oracle::difference(|at| scalar(difference_gradient(partition, &at.z)[at.j]))],
        // ANCHOR_END: lse.sum-rule
        tolerance: PARTITION,
        wrong: &[
            Wrong { slip: Slip::MissingSum, right: |at| scalar(dual_gradient(|z| z[at.i].exp(), &at.z)[at.j]) },
            Wrong { slip: Slip::LostDelta, right: |at| scalar(partition(&at.z)) },
            Wrong { slip: Slip::Index, right: |at| scalar(at.z[at.i].exp()) },
        ],
    },
    Step {
        id: "lse.exp-chain",
        title: "the chain rule at one exponential",
        tex: r"\frac{\partial}{\partial z_j} e^{z_l} = e^{z_l} \cdot \frac{\partial z_l}{\partial z_j}",
        uses: &[],
        domain: Domain::ALL,
        // ANCHOR: lse.exp-chain
        left: |at| {
            let l = at.i;
            scalar(dual_gradient(|z| z[l].exp(), &at.z)[at.j])
        },
        right: |at| {
            let l = at.i;
            scalar(at.z[l].exp() * dual_gradient(|z| z[l], &at.z)[at.j])
        },
        oracles: &[Oracle::difference(|at| scalar(difference_gradient(|z| z[at.i].exp(), &at.z)[at.j]))],
        // ANCHOR_END: lse.exp-chain
        tolerance: Tolerance::SHORT,
        wrong: &[
            Wrong { slip: Slip::Term, right: |at| scalar(dual_gradient(|z| z[at.i], &at.z)[at.j]) },
            Wrong {
                slip: Slip::Exponent,
                right: |at| scalar(at.z[at.i] * (at.z[at.i] - 1.0).exp() * dual_gradient(|z| z[at.i], &at.z)[at.j]),
            },
            Wrong { slip: Slip::LostDelta, right: |at| scalar(at.z[at.i].exp()) },
        ],
    },
    Step {
        id: "lse.exp-indicator",
        title: "one exponential by one logit",
        tex: r"\frac{\partial}{\partial z_j} e^{z_l} = e^{z_l} 1_{\{l=j\}}",
        uses: &["lse.exp-chain", "softmax.indicator"],
        domain: Domain::ALL,
        // ANCHOR: lse.exp-indicator
        left: |at| {
            let l = at.i;
            scalar(dual_gradient(|z| z[l].exp(), &at.z)[at.j])
        },
        right: |at| {
            let l = at.i;
            scalar(at.z[l].exp() * delta(l, at.j))
        },
        oracles: &[Oracle::difference(|at| scalar(difference_gradient(|z| z[at.i].exp(), &at.z)[at.j]))],
        // ANCHOR_END: lse.exp-indicator
        tolerance: Tolerance::SHORT,
        wrong: &[
            Wrong { slip: Slip::LostDelta, right: |at| scalar(at.z[at.i].exp()) },
            Wrong { slip: Slip::SwappedCases, right: |at| scalar(at.z[at.i].exp() * (1.0 - delta(at.i, at.j))) },
            Wrong { slip: Slip::Factor, right: |at| scalar(delta(at.i, at.j)) },
        ],
    },
    Step {
        id: "lse.partition",
        title: "the derivative of the partition function",
        tex: r"\frac{\partial}{\partial z_j} \sum_{l=1}^n e^{z_l} = e^{z_j}",
        uses: &["lse.sum-rule", "lse.exp-indicator", "indicator.sift"],
        domain: Domain::ALL,
        // ANCHOR: lse.partition
        left: |at| scalar(dual_gradient(partition, &at.z)[at.j]),
        right: |at| scalar(at.z[at.j].exp()),
        oracles: &[Oracle::difference(|at| scalar(difference_gradient(partition, &at.z)[at.j]))],
        // ANCHOR_END: lse.partition
        tolerance: PARTITION,
        wrong: &[
            Wrong { slip: Slip::LostDelta, right: |at| scalar(partition(&at.z)) },
            Wrong { slip: Slip::Index, right: |at| scalar(at.z[at.i].exp()) },
            Wrong { slip: Slip::Term, right: |at| scalar(partition(&at.z) - at.z[at.j].exp()) },
        ],
    },
    Step {
        id: "lse.derivative",
        title: "the derivative of log-sum-exp",
        tex: r"\frac{\partial}{\partial z_j} \log \sum_{l=1}^n e^{z_l} = \frac{e^{z_j}}{\sum_{l=1}^n e^{z_l}}",
        uses: &["lse.chain", "lse.partition"],
        domain: Domain::ALL,
        // ANCHOR: lse.derivative
        left: |at| scalar(dual_gradient(|z| partition(z).ln(), &at.z)[at.j]),
        right: |at| scalar(at.z[at.j].exp() / partition(&at.z)),
        oracles: &[Oracle::difference(|at| scalar(difference_gradient(log_sum_exp, &at.z)[at.j]))],
        // ANCHOR_END: lse.derivative
        tolerance: Tolerance::SHORT,
        wrong: &[
            Wrong { slip: Slip::Term, right: |at| scalar(1.0 / partition(&at.z)) },
            Wrong { slip: Slip::Reciprocal, right: |at| scalar(partition(&at.z) / at.z[at.j].exp()) },
            Wrong { slip: Slip::LostDelta, right: |_| scalar(1.0) },
        ],
    },
    Step {
        id: "lse.gradient",
        title: "log-sum-exp has softmax as its gradient",
        tex: r"\frac{\partial}{\partial z_j} \log \sum_{l=1}^n e^{z_l} = s_j",
        uses: &["lse.derivative", "softmax.def"],
        domain: Domain::ALL,
        // ANCHOR: lse.gradient
        left: |at| scalar(dual_gradient(|z| partition(z).ln(), &at.z)[at.j]),
        right: |at| scalar(softmax(&at.z)[at.j]),
        oracles: &[Oracle::difference(|at| scalar(difference_gradient(log_sum_exp, &at.z)[at.j]))],
        // ANCHOR_END: lse.gradient
        tolerance: Tolerance::SHORT,
        wrong: &[
            Wrong { slip: Slip::Index, right: |at| scalar(softmax(&at.z)[at.i]) },
            Wrong { slip: Slip::Sign, right: |at| scalar(-softmax(&at.z)[at.j]) },
            Wrong { slip: Slip::Exponent, right: |at| scalar(softmax(&at.z)[at.j].powi(2)) },
        ],
    },
    Step {
        id: "lse.gradient-sum",
        title: "the derivatives of log-sum-exp sum to one",
        tex: r"\sum_{j=1}^n \frac{\partial}{\partial z_j} \log \sum_{l=1}^n e^{z_l} = 1",
        uses: &["lse.gradient", "softmax.sum"],
        domain: Domain::ALL,
        // ANCHOR: lse.gradient-sum
        left: |at| scalar(dual_gradient(|z| partition(z).ln(), &at.z).sum()),
        right: |_| scalar(1.0),
        oracles: &[Oracle::difference(|at| scalar(difference_gradient(log_sum_exp, &at.z).sum()))],
        // ANCHOR_END: lse.gradient-sum
        tolerance: Tolerance {
            weight: |at| at.n() as f64,
            reason: "n derivatives are added, each with its own error.",
            ..Tolerance::SHORT
        },
        wrong: &[
            Wrong { slip: Slip::MissingSum, right: |at| scalar(dual_gradient(|z| partition(z).ln(), &at.z)[at.j]) },
            Wrong { slip: Slip::Factor, right: |at| scalar(at.n() as f64) },
            Wrong { slip: Slip::Term, right: |_| scalar(0.0) },
        ],
    },
    Step {
        id: "lse.shift",
        title: "a shift of all logits shifts log-sum-exp",
        tex: r"\log \sum_{l=1}^n e^{z_l + t} = t + \log \sum_{l=1}^n e^{z_l}",
        uses: &[],
        domain: Domain::ALL,
        // ANCHOR: lse.shift
        left: |at| {
            // Sixteen terms e^(700 + 7) still fit in f64; e^(700 + 8) would not.
            let shifted = at.z.add_scalar(at.t.min(7.0));
            scalar(shifted.map(f64::exp).sum().ln())
        },
        right: |at| scalar(at.t.min(7.0) + partition(&at.z).ln()),
        oracles: &[Oracle::formula("the shifted, safe log-sum-exp", |at| {
            scalar(log_sum_exp(&at.z.map(|z_l| z_l + at.t.min(7.0))))
        })],
        // ANCHOR_END: lse.shift
        tolerance: LOGARITHMS,
        wrong: &[
            Wrong { slip: Slip::Shift, right: |at| scalar(partition(&at.z).ln()) },
            Wrong { slip: Slip::Sign, right: |at| scalar(partition(&at.z).ln() - at.t.min(7.0)) },
            // The shift is counted once for each summand.
            Wrong { slip: Slip::Factor, right: |at| scalar(at.n() as f64 * at.t.min(7.0) + partition(&at.z).ln()) },
        ],
    },
    Step {
        id: "lse.equal",
        title: "log-sum-exp of equal logits",
        tex: r"\log \sum_{l=1}^n e^t = t + \log n",
        uses: &["indicator.ones"],
        domain: Domain::ALL,
        // ANCHOR: lse.equal
        left: |at| scalar((0..at.n()).map(|_| at.t.exp()).sum::<f64>().ln()),
        right: |at| scalar(at.t + (at.n() as f64).ln()),
        oracles: &[Oracle::formula("t plus the sum of log((k + 1) / k)", |at| {
            scalar(at.t + (1..at.n()).map(|k| (1.0 / k as f64).ln_1p()).sum::<f64>())
        })],
        // ANCHOR_END: lse.equal
        tolerance: LOGARITHMS,
        wrong: &[
            Wrong { slip: Slip::MissingSum, right: |at| scalar(at.t) },
            Wrong { slip: Slip::Term, right: |at| scalar((at.n() as f64).ln()) },
            Wrong { slip: Slip::Exponent, right: |at| scalar(at.t + at.n() as f64) },
        ],
    },
];
