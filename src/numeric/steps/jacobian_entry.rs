//! Steps of `book/jacobian-entry.md`: one entry of the Jacobian, equations (2) and (3).

use super::Chapter;
use crate::numeric::*;

pub(super) static CHAPTER: Chapter =
    Chapter { file: "jacobian-entry.md", code: include_str!("jacobian_entry.rs"), steps: STEPS };

const STEPS: &[Step] = &[
    Step {
        id: "softmax.log-derivative-split",
        title: "the derivative of log softmax, term by term",
        tex: concat!(
            r"\frac{\partial}{\partial z_j} \log s_i",
            r" = \frac{\partial z_i}{\partial z_j}",
            r" - \frac{\partial}{\partial z_j} \log \sum_{l=1}^n e^{z_l}"
        ),
        uses: &["softmax.log"],
        domain: Domain::POSITIVE,
        // ANCHOR: softmax.log-derivative-split
        left: |at| scalar(dual_jacobian(|z| softmax(z).map(|s| s.ln()), &at.z)[(at.i, at.j)]),
        right: |at| {
            let identity = dual_jacobian(|z| z.clone(), &at.z);
            let log_z = dual_gradient(|z| partition(z).ln(), &at.z);
            scalar(identity[(at.i, at.j)] - log_z[at.j])
        },
        oracles: &[Oracle::difference(|at| scalar(difference_jacobian(log_softmax, &at.z)[(at.i, at.j)]))],
        // ANCHOR_END: softmax.log-derivative-split
        tolerance: Tolerance::SHORT,
        wrong: &[
            Wrong {
                slip: Slip::Sign,
                right: |at| scalar(delta(at.i, at.j) + dual_gradient(|z| partition(z).ln(), &at.z)[at.j]),
            },
            Wrong {
                slip: Slip::Index,
                right: |at| scalar(delta(at.i, at.j) - dual_gradient(|z| partition(z).ln(), &at.z)[at.i]),
            },
            Wrong { slip: Slip::Term, right: |at| scalar(delta(at.i, at.j)) },
        ],
    },
    Step {
        id: "softmax.log-derivative",
        title: "the derivative of log softmax",
        tex: r"\frac{\partial}{\partial z_j} \log s_i = 1_{\{i=j\}} - s_j \tag{2}",
        uses: &["softmax.log-derivative-split", "softmax.indicator", "lse.gradient"],
        domain: Domain::POSITIVE,
        // ANCHOR: softmax.log-derivative
        left: |at| scalar(dual_jacobian(|z| softmax(z).map(|s| s.ln()), &at.z)[(at.i, at.j)]),
        right: |at| scalar(delta(at.i, at.j) - softmax(&at.z)[at.j]),
        oracles: &[Oracle::difference(|at| scalar(difference_jacobian(log_softmax, &at.z)[(at.i, at.j)]))],
        // ANCHOR_END: softmax.log-derivative
        tolerance: Tolerance::SHORT,
        wrong: &[
            Wrong { slip: Slip::Index, right: |at| scalar(delta(at.i, at.j) - softmax(&at.z)[at.i]) },
            Wrong { slip: Slip::LostDelta, right: |at| scalar(1.0 - softmax(&at.z)[at.j]) },
            Wrong { slip: Slip::Sign, right: |at| scalar(softmax(&at.z)[at.j] - delta(at.i, at.j)) },
        ],
    },
    Step {
        id: "softmax.entry",
        title: "one entry of the Jacobian",
        tex: r"\frac{\partial s_i}{\partial z_j} = s_i \left(1_{\{i=j\}} - s_j\right) \tag{3}",
        uses: &["softmax.log-trick", "softmax.log-derivative"],
        domain: Domain::ALL,
        // ANCHOR: softmax.entry
        left: |at| scalar(dual_jacobian(softmax, &at.z)[(at.i, at.j)]),
        right: |at| {
            let s = softmax(&at.z);
            scalar(s[at.i] * (delta(at.i, at.j) - s[at.j]))
        },
        oracles: &[Oracle::difference(|at| scalar(difference_jacobian(softmax, &at.z)[(at.i, at.j)]))],
        // ANCHOR_END: softmax.entry
        tolerance: Tolerance::SHORT,
        wrong: &[
            Wrong { slip: Slip::Factor, right: |at| scalar(delta(at.i, at.j) - softmax(&at.z)[at.j]) },
            Wrong { slip: Slip::LostDelta, right: |at| scalar(softmax(&at.z)[at.i] * (1.0 - softmax(&at.z)[at.j])) },
            Wrong {
                slip: Slip::Sign,
                right: |at| scalar(softmax(&at.z)[at.i] * (softmax(&at.z)[at.j] - delta(at.i, at.j))),
            },
        ],
    },
    Step {
        id: "softmax.diagonal",
        title: "an entry on the diagonal",
        tex: r"\frac{\partial s_i}{\partial z_i} = s_i (1 - s_i)",
        uses: &["softmax.entry"],
        domain: Domain { indices: Indices::Equal, ..Domain::ALL },
        // ANCHOR: softmax.diagonal
        left: |at| scalar(dual_jacobian(softmax, &at.z)[(at.i, at.i)]),
        right: |at| {
            let s = softmax(&at.z);
            scalar(s[at.i] * (1.0 - s[at.i]))
        },
        oracles: &[Oracle::difference(|at| scalar(difference_jacobian(softmax, &at.z)[(at.i, at.i)]))],
        // ANCHOR_END: softmax.diagonal
        tolerance: Tolerance::SHORT,
        wrong: &[
            Wrong { slip: Slip::SwappedCases, right: |at| scalar(-softmax(&at.z)[at.i].powi(2)) },
            Wrong { slip: Slip::Term, right: |at| scalar(softmax(&at.z)[at.i]) },
            Wrong { slip: Slip::Exponent, right: |at| scalar(softmax(&at.z)[at.i].powi(2)) },
        ],
    },
    Step {
        id: "softmax.off-diagonal",
        title: "an entry off the diagonal",
        tex: r"\frac{\partial s_i}{\partial z_j} = -s_i s_j \quad (i \neq j)",
        uses: &["softmax.entry"],
        domain: Domain { least: 2, indices: Indices::Different, ..Domain::ALL },
        // ANCHOR: softmax.off-diagonal
        left: |at| scalar(dual_jacobian(softmax, &at.z)[(at.i, at.j)]),
        right: |at| {
            let s = softmax(&at.z);
            scalar(-s[at.i] * s[at.j])
        },
        oracles: &[Oracle::difference(|at| scalar(difference_jacobian(softmax, &at.z)[(at.i, at.j)]))],
        // ANCHOR_END: softmax.off-diagonal
        tolerance: Tolerance::SHORT,
        wrong: &[
            Wrong { slip: Slip::Sign, right: |at| scalar(softmax(&at.z)[at.i] * softmax(&at.z)[at.j]) },
            Wrong { slip: Slip::Term, right: |_| scalar(0.0) },
            Wrong { slip: Slip::SwappedCases, right: |at| scalar(softmax(&at.z)[at.i] * (1.0 - softmax(&at.z)[at.j])) },
        ],
    },
    Step {
        id: "softmax.quotient-rule",
        title: "the quotient rule on softmax",
        tex: concat!(
            r"\frac{\partial s_i}{\partial z_j}",
            r" = \frac{1_{\{i=j\}} e^{z_i} \sum_{l=1}^n e^{z_l}",
            r" - e^{z_i} e^{z_j}}{\left(\sum_{l=1}^n e^{z_l}\right)^2}"
        ),
        uses: &["softmax.def", "softmax.indicator"],
        domain: Domain::ALL,
        // ANCHOR: softmax.quotient-rule
        left: |at| scalar(dual_jacobian(softmax, &at.z)[(at.i, at.j)]),
        right: |at| {
            // Every exponential is divided by e^max(z), so that the products stay finite; the quotient keeps its value.
            let e = at.z.add_scalar(-at.z.max()).map(f64::exp);
            scalar((delta(at.i, at.j) * e[at.i] * e.sum() - e[at.i] * e[at.j]) / e.sum().powi(2))
        },
        oracles: &[Oracle::difference(|at| scalar(difference_jacobian(softmax, &at.z)[(at.i, at.j)]))],
        // ANCHOR_END: softmax.quotient-rule
        tolerance: Tolerance::SHORT,
        wrong: &[
            Wrong {
                slip: Slip::Exponent,
                right: |at| {
                    let e = at.z.add_scalar(-at.z.max()).map(f64::exp);
                    scalar((delta(at.i, at.j) * e[at.i] * e.sum() - e[at.i] * e[at.j]) / e.sum())
                },
            },
            Wrong {
                slip: Slip::Sign,
                right: |at| {
                    let e = at.z.add_scalar(-at.z.max()).map(f64::exp);
                    scalar((delta(at.i, at.j) * e[at.i] * e.sum() + e[at.i] * e[at.j]) / e.sum().powi(2))
                },
            },
            Wrong {
                slip: Slip::MissingSum,
                right: |at| {
                    let e = at.z.add_scalar(-at.z.max()).map(f64::exp);
                    scalar((delta(at.i, at.j) * e[at.i] * e[at.j] - e[at.i] * e[at.j]) / e.sum().powi(2))
                },
            },
        ],
    },
    Step {
        id: "softmax.quotient-split",
        title: "the quotient in two fractions",
        tex: concat!(
            r"\frac{\partial s_i}{\partial z_j}",
            r" = 1_{\{i=j\}} \frac{e^{z_i}}{\sum_{l=1}^n e^{z_l}}",
            r" - \frac{e^{z_i}}{\sum_{l=1}^n e^{z_l}} \cdot \frac{e^{z_j}}{\sum_{l=1}^n e^{z_l}}"
        ),
        uses: &["softmax.quotient-rule"],
        domain: Domain::ALL,
        // ANCHOR: softmax.quotient-split
        left: |at| scalar(dual_jacobian(softmax, &at.z)[(at.i, at.j)]),
        right: |at| {
            let fraction = at.z.map(f64::exp) / partition(&at.z);
            scalar(delta(at.i, at.j) * fraction[at.i] - fraction[at.i] * fraction[at.j])
        },
        oracles: &[Oracle::difference(|at| scalar(difference_jacobian(softmax, &at.z)[(at.i, at.j)]))],
        // ANCHOR_END: softmax.quotient-split
        tolerance: Tolerance::SHORT,
        wrong: &[
            Wrong {
                slip: Slip::Index,
                right: |at| {
                    let fraction = at.z.map(f64::exp) / partition(&at.z);
                    scalar(delta(at.i, at.j) * fraction[at.i] - fraction[at.j] * fraction[at.j])
                },
            },
            Wrong {
                slip: Slip::LostDelta,
                right: |at| {
                    let fraction = at.z.map(f64::exp) / partition(&at.z);
                    scalar(fraction[at.i] - fraction[at.i] * fraction[at.j])
                },
            },
            Wrong {
                slip: Slip::Factor,
                right: |at| {
                    let fraction = at.z.map(f64::exp) / partition(&at.z);
                    scalar(delta(at.i, at.j) * fraction[at.i] - fraction[at.j])
                },
            },
        ],
    },
    Step {
        id: "softmax.entry-expanded",
        title: "one entry, multiplied out",
        tex: r"\frac{\partial s_i}{\partial z_j} = s_i 1_{\{i=j\}} - s_i s_j",
        uses: &["softmax.quotient-split", "softmax.def"],
        domain: Domain::ALL,
        // ANCHOR: softmax.entry-expanded
        left: |at| scalar(dual_jacobian(softmax, &at.z)[(at.i, at.j)]),
        right: |at| {
            let s = softmax(&at.z);
            scalar(s[at.i] * delta(at.i, at.j) - s[at.i] * s[at.j])
        },
        oracles: &[Oracle::difference(|at| scalar(difference_jacobian(softmax, &at.z)[(at.i, at.j)]))],
        // ANCHOR_END: softmax.entry-expanded
        tolerance: Tolerance::SHORT,
        wrong: &[
            Wrong {
                slip: Slip::Factor,
                right: |at| scalar(softmax(&at.z)[at.i] * delta(at.i, at.j) - softmax(&at.z)[at.j]),
            },
            Wrong {
                slip: Slip::Sign,
                right: |at| {
                    let s = softmax(&at.z);
                    scalar(s[at.i] * delta(at.i, at.j) + s[at.i] * s[at.j])
                },
            },
            Wrong {
                slip: Slip::Exponent,
                right: |at| {
                    let s = softmax(&at.z);
                    scalar(s[at.i] * delta(at.i, at.j) - s[at.i].powi(2) * s[at.j])
                },
            },
        ],
    },
    Step {
        id: "softmax.exchange",
        title: "the entry is the same with i and j exchanged",
        tex: r"s_i \left(1_{\{i=j\}} - s_j\right) = s_j \left(1_{\{i=j\}} - s_i\right)",
        uses: &["softmax.entry-expanded"],
        domain: Domain::ALL,
        // ANCHOR: softmax.exchange
        left: |at| {
            let s = softmax(&at.z);
            scalar(s[at.i] * (delta(at.i, at.j) - s[at.j]))
        },
        right: |at| {
            let s = softmax(&at.z);
            scalar(s[at.j] * (delta(at.i, at.j) - s[at.i]))
        },
        oracles: &[
            Oracle::difference(|at| scalar(difference_jacobian(softmax, &at.z)[(at.j, at.i)])),
            Oracle::dual(|at| scalar(dual_jacobian(softmax, &at.z)[(at.i, at.j)])),
        ],
        // ANCHOR_END: softmax.exchange
        tolerance: Tolerance::SHORT,
        wrong: &[
            Wrong { slip: Slip::LostDelta, right: |at| scalar(softmax(&at.z)[at.j] * (1.0 - softmax(&at.z)[at.i])) },
            Wrong {
                slip: Slip::Index,
                right: |at| scalar(softmax(&at.z)[at.i] * (delta(at.i, at.j) - softmax(&at.z)[at.i])),
            },
            Wrong {
                slip: Slip::Sign,
                right: |at| scalar(softmax(&at.z)[at.j] * (delta(at.i, at.j) + softmax(&at.z)[at.i])),
            },
        ],
    },
];
