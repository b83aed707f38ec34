//! Steps of `book/log-softmax.md`: the logarithm of softmax, and its derivative as a difference.

use super::Chapter;
use crate::numeric::*;
use std::f64::consts::{LN_2, LOG2_E};

pub(super) static CHAPTER: Chapter =
    Chapter { file: "log-softmax.md", code: include_str!("log_softmax.rs"), steps: STEPS };

/// For logarithms of exponentials.
const LOGARITHMS: Tolerance = Tolerance {
    reason: "e^z carries a relative error of a few (n + |z|)u. A logarithm makes an absolute error of it, which stays \
             when large terms cancel.",
    ..Tolerance::SHORT
};

const STEPS: &[Step] = &[
    Step {
        id: "softmax.log-of-quotient",
        title: "the logarithm of a quotient",
        tex: r"\log \frac{e^{z_i}}{\sum_{l=1}^n e^{z_l}} = \log e^{z_i} - \log \sum_{l=1}^n e^{z_l}",
        uses: &[],
        domain: Domain::POSITIVE,
        // ANCHOR: softmax.log-of-quotient
        left: |at| scalar((at.z[at.i].exp() / partition(&at.z)).ln()),
        right: |at| scalar(at.z[at.i].exp().ln() - partition(&at.z).ln()),
        oracles: &[Oracle::formula("-log Σ_l e^(z_l - z_i)", |at| {
            scalar(-at.z.map(|z_l| (z_l - at.z[at.i]).exp()).sum().ln())
        })],
        // ANCHOR_END: softmax.log-of-quotient
        tolerance: LOGARITHMS,
        wrong: &[
            Wrong { slip: Slip::Sign, right: |at| scalar(at.z[at.i].exp().ln() + partition(&at.z).ln()) },
            Wrong { slip: Slip::Reciprocal, right: |at| scalar(partition(&at.z).ln() - at.z[at.i].exp().ln()) },
            Wrong { slip: Slip::MissingSum, right: |at| scalar(at.z[at.i].exp().ln() - at.z[at.j].exp().ln()) },
        ],
    },
    Step {
        id: "softmax.log-of-exp",
        title: "the logarithm undoes the exponential",
        tex: r"\log e^{z_i} = z_i",
        uses: &[],
        domain: Domain::ALL,
        // ANCHOR: softmax.log-of-exp
        left: |at| scalar(at.z[at.i].exp().ln()),
        right: |at| scalar(at.z[at.i]),
        oracles: &[Oracle::formula("powers of two and their logarithm", |at| {
            scalar((at.z[at.i] * LOG2_E).exp2().log2() * LN_2)
        })],
        // ANCHOR_END: softmax.log-of-exp
        tolerance: LOGARITHMS,
        wrong: &[
            Wrong { slip: Slip::Sign, right: |at| scalar(-at.z[at.i]) },
            Wrong { slip: Slip::Index, right: |at| scalar(at.z[at.j]) },
            Wrong { slip: Slip::Exponent, right: |at| scalar(at.z[at.i].exp()) },
        ],
    },
    Step {
        id: "softmax.log",
        title: "the logarithm of softmax",
        tex: r"\log s_i = z_i - \log \sum_{l=1}^n e^{z_l}",
        uses: &["softmax.def", "softmax.log-of-quotient", "softmax.log-of-exp"],
        domain: Domain::POSITIVE,
        // ANCHOR: softmax.log
        left: |at| scalar(softmax(&at.z)[at.i].ln()),
        right: |at| scalar(at.z[at.i] - partition(&at.z).ln()),
        oracles: &[Oracle::formula("-log Σ_l e^(z_l - z_i)", |at| {
            scalar(-at.z.map(|z_l| (z_l - at.z[at.i]).exp()).sum().ln())
        })],
        // ANCHOR_END: softmax.log
        tolerance: LOGARITHMS,
        wrong: &[
            Wrong { slip: Slip::Index, right: |at| scalar(at.z[at.j] - partition(&at.z).ln()) },
            Wrong { slip: Slip::Sign, right: |at| scalar(at.z[at.i] + partition(&at.z).ln()) },
            // The logarithm of the sum is taken for the sum of the logarithms.
            Wrong { slip: Slip::Exponent, right: |at| scalar(at.z[at.i] - at.z.sum()) },
        ],
    },
    Step {
        id: "softmax.log-ratio",
        title: "a difference of two log-probabilities",
        tex: r"\log s_i - \log s_j = z_i - z_j",
        uses: &["softmax.log"],
        domain: Domain::POSITIVE,
        // ANCHOR: softmax.log-ratio
        left: |at| scalar(softmax(&at.z)[at.i].ln() - softmax(&at.z)[at.j].ln()),
        right: |at| scalar(at.z[at.i] - at.z[at.j]),
        oracles: &[Oracle::formula("log of e^(z_i) / e^(z_j)", |at| {
            scalar((at.z[at.i].exp() / at.z[at.j].exp()).ln())
        })],
        // ANCHOR_END: softmax.log-ratio
        tolerance: LOGARITHMS,
        wrong: &[
            Wrong { slip: Slip::Sign, right: |at| scalar(at.z[at.i] + at.z[at.j]) },
            Wrong { slip: Slip::Reciprocal, right: |at| scalar(at.z[at.j] - at.z[at.i]) },
            Wrong { slip: Slip::Term, right: |at| scalar(at.z[at.i] - at.z[at.j] - partition(&at.z).ln()) },
        ],
    },
    Step {
        id: "softmax.log-substituted",
        title: "both sides differentiated",
        tex: concat!(
            r"\frac{\partial}{\partial z_j} \log s_i",
            r" = \frac{\partial}{\partial z_j} \left(z_i - \log \sum_{l=1}^n e^{z_l}\right)"
        ),
        uses: &["softmax.log"],
        domain: Domain::POSITIVE,
        // ANCHOR: softmax.log-substituted
        left: |at| scalar(dual_jacobian(|z| softmax(z).map(|s| s.ln()), &at.z)[(at.i, at.j)]),
        right: |at| scalar(dual_gradient(|z| z[at.i] - partition(z).ln(), &at.z)[at.j]),
        oracles: &[Oracle::difference(|at| scalar(difference_gradient(|z| log_softmax(z)[at.i], &at.z)[at.j]))],
        // ANCHOR_END: softmax.log-substituted
        tolerance: Tolerance::SHORT,
        wrong: &[
            Wrong { slip: Slip::Sign, right: |at| scalar(dual_gradient(|z| z[at.i] + partition(z).ln(), &at.z)[at.j]) },
            Wrong {
                slip: Slip::MissingSum,
                right: |at| scalar(dual_gradient(|z| z[at.i] - z[at.j].exp().ln(), &at.z)[at.j]),
            },
            Wrong { slip: Slip::Term, right: |at| scalar(-dual_gradient(|z| partition(z).ln(), &at.z)[at.j]) },
        ],
    },
    Step {
        id: "softmax.log-split",
        title: "the derivative of a difference",
        tex: concat!(
            r"\frac{\partial}{\partial z_j} \left(z_i - \log \sum_{l=1}^n e^{z_l}\right)",
            r" = \frac{\partial z_i}{\partial z_j} - \frac{\partial}{\partial z_j} \log \sum_{l=1}^n e^{z_l}"
        ),
        uses: &[],
        domain: Domain::ALL,
        // ANCHOR: softmax.log-split
        left: |at| scalar(dual_gradient(|z| z[at.i] - partition(z).ln(), &at.z)[at.j]),
        right: |at| {
            let first = dual_gradient(|z| z[at.i], &at.z)[at.j];
            let second = dual_gradient(|z| partition(z).ln(), &at.z)[at.j];
            scalar(first - second)
        },
        oracles: &[Oracle::difference(|at| scalar(difference_gradient(|z| log_softmax(z)[at.i], &at.z)[at.j]))],
        // ANCHOR_END: softmax.log-split
        tolerance: Tolerance::SHORT,
        wrong: &[
            Wrong {
                slip: Slip::Sign,
                right: |at| scalar(delta(at.i, at.j) + dual_gradient(|z| partition(z).ln(), &at.z)[at.j]),
            },
            Wrong {
                slip: Slip::LostDelta,
                right: |at| scalar(1.0 - dual_gradient(|z| partition(z).ln(), &at.z)[at.j]),
            },
            Wrong { slip: Slip::Term, right: |at| scalar(dual_gradient(|z| z[at.i], &at.z)[at.j]) },
        ],
    },
];
