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
];
