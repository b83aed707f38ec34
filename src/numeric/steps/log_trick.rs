//! Steps of `book/log-trick.md`: take the logarithm first.

use super::Chapter;
use crate::numeric::*;

pub(super) static CHAPTER: Chapter = Chapter { file: "log-trick.md", code: include_str!("log_trick.rs"), steps: STEPS };

const STEPS: &[Step] = &[
    Step {
        id: "softmax.derivative-of-log",
        title: "the derivative of a logarithm",
        tex: r"\frac{\partial}{\partial z_j} \log s_i = \frac{1}{s_i} \cdot \frac{\partial s_i}{\partial z_j}",
        uses: &["softmax.def"],
        domain: Domain::POSITIVE,
        // ANCHOR: softmax.derivative-of-log
        left: |at| scalar(dual_jacobian(|z| softmax(z).map(|s| s.ln()), &at.z)[(at.i, at.j)]),
        right: |at| scalar(dual_jacobian(softmax, &at.z)[(at.i, at.j)] / softmax(&at.z)[at.i]),
        oracles: &[Oracle::difference(|at| scalar(difference_jacobian(log_softmax, &at.z)[(at.i, at.j)]))],
        // ANCHOR_END: softmax.derivative-of-log
        tolerance: Tolerance::SHORT,
        wrong: &[
            Wrong {
                slip: Slip::Reciprocal,
                right: |at| scalar(dual_jacobian(softmax, &at.z)[(at.i, at.j)] * softmax(&at.z)[at.i]),
            },
            Wrong {
                slip: Slip::Index,
                right: |at| scalar(dual_jacobian(softmax, &at.z)[(at.i, at.j)] / softmax(&at.z)[at.j]),
            },
        ],
    },
    Step {
        id: "softmax.log-trick",
        title: "the log trick",
        tex: r"\frac{\partial s_i}{\partial z_j} = s_i \cdot \frac{\partial}{\partial z_j} \log s_i \tag{1}",
        uses: &["softmax.derivative-of-log"],
        domain: Domain::POSITIVE,
        // ANCHOR: softmax.log-trick
        left: |at| scalar(dual_jacobian(softmax, &at.z)[(at.i, at.j)]),
        right: |at| scalar(softmax(&at.z)[at.i] * dual_jacobian(log_softmax, &at.z)[(at.i, at.j)]),
        oracles: &[Oracle::difference(|at| scalar(difference_jacobian(softmax, &at.z)[(at.i, at.j)]))],
        // ANCHOR_END: softmax.log-trick
        tolerance: Tolerance::SHORT,
        wrong: &[
            Wrong { slip: Slip::Factor, right: |at| scalar(dual_jacobian(log_softmax, &at.z)[(at.i, at.j)]) },
            Wrong {
                slip: Slip::Index,
                right: |at| scalar(softmax(&at.z)[at.j] * dual_jacobian(log_softmax, &at.z)[(at.i, at.j)]),
            },
        ],
    },
    Step {
        id: "softmax.quotient",
        title: "the quotient rule, before anything is worked out",
        tex: r"\frac{\partial s_i}{\partial z_j} = \frac{\frac{\partial e^{z_i}}{\partial z_j} Z - e^{z_i} \frac{\partial Z}{\partial z_j}}{Z^2}",
        uses: &["softmax.def", "softmax.partition"],
        domain: Domain::ALL,
        // ANCHOR: softmax.quotient
        left: |at| scalar(dual_jacobian(softmax, &at.z)[(at.i, at.j)]),
        right: |at| {
            let numerator = at.z[at.i].exp();
            let by_z_j = dual_jacobian(|z| z.map(|z_l| z_l.exp()), &at.z)[(at.i, at.j)];
            let (total, total_by_z_j) = (partition(&at.z), dual_gradient(partition, &at.z)[at.j]);
            // Each product is divided as it is formed, because Z² overflows from about e^355 on.
            scalar(by_z_j / total - numerator / total * (total_by_z_j / total))
        },
        oracles: &[Oracle::difference(|at| scalar(difference_jacobian(softmax, &at.z)[(at.i, at.j)]))],
        // ANCHOR_END: softmax.quotient
        tolerance: Tolerance::SHORT,
        wrong: &[
            Wrong {
                slip: Slip::Sign,
                right: |at| {
                    let by_z_j = dual_jacobian(|z| z.map(|z_l| z_l.exp()), &at.z)[(at.i, at.j)];
                    scalar(by_z_j / partition(&at.z) + softmax(&at.z)[at.i] * softmax(&at.z)[at.j])
                },
            },
            // The denominator is taken for a constant.
            Wrong {
                slip: Slip::Term,
                right: |at| scalar(dual_jacobian(|z| z.map(|z_l| z_l.exp()), &at.z)[(at.i, at.j)] / partition(&at.z)),
            },
        ],
    },
];
