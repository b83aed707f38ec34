//! Steps of `book/floating-point.md`: rewritings that keep the value and avoid overflow, underflow and cancellation.

use super::Chapter;
use crate::numeric::*;

pub(super) static CHAPTER: Chapter =
    Chapter { file: "floating-point.md", code: include_str!("floating_point.rs"), steps: STEPS };

const STEPS: &[Step] = &[
    Step {
        id: "float.safe-softmax",
        title: "softmax with a shift",
        tex: r"s_i = \frac{e^{z_i - m}}{\sum_{l=1}^n e^{z_l - m}}",
        uses: &["softmax.def", "softmax.shift"],
        domain: Domain::ALL,
        // ANCHOR: float.safe-softmax
        left: |at| scalar(at.z[at.i].exp() / partition(&at.z)),
        right: |at| {
            let m = at.z.max();
            scalar((at.z[at.i] - m).exp() / at.z.map(|z_l| (z_l - m).exp()).sum())
        },
        oracles: &[Oracle::dual(|at| scalar(dual_gradient(log_sum_exp, &at.z)[at.i]))],
        // ANCHOR_END: float.safe-softmax
        tolerance: Tolerance::SHORT,
        wrong: &[
            Wrong {
                slip: Slip::Shift,
                right: |at| scalar((at.z[at.i] - at.z.max()).exp() / at.z.map(|z_l| (z_l - at.z.min()).exp()).sum()),
            },
            Wrong { slip: Slip::Index, right: |at| scalar(at.z[at.j].exp() / partition(&at.z)) },
            Wrong { slip: Slip::MissingSum, right: |at| scalar((at.z[at.i] - at.z.max()).exp()) },
        ],
    },
    Step {
        id: "float.max-shift",
        title: "log-sum-exp with a shift",
        tex: r"\log \sum_{l=1}^n e^{z_l} = m + \log \sum_{l=1}^n e^{z_l - m}",
        uses: &[],
        domain: Domain::ALL,
        // ANCHOR: float.max-shift
        left: |at| scalar(partition(&at.z).ln()),
        right: |at| {
            let m = at.z.max();
            scalar(m + at.z.map(|z_l| (z_l - m).exp()).sum().ln())
        },
        oracles: &[Oracle::formula("adding one exponential at a time", |at| scalar(one_at_a_time(at)))],
        // ANCHOR_END: float.max-shift
        tolerance: Tolerance::SHORT,
        wrong: &[
            Wrong { slip: Slip::Shift, right: |at| scalar(at.z.map(|z_l| (z_l - at.z.max()).exp()).sum().ln()) },
            Wrong {
                slip: Slip::Sign,
                right: |at| scalar(at.z.map(|z_l| (z_l - at.z.max()).exp()).sum().ln() - at.z.max()),
            },
        ],
    },
    Step {
        id: "float.log-softmax",
        title: "the logarithm without the probability",
        tex: r"\log s_i = (z_i - m) - \log \sum_{l=1}^n e^{z_l - m}",
        uses: &["softmax.log", "float.max-shift"],
        domain: Domain::POSITIVE,
        // ANCHOR: float.log-softmax
        left: |at| scalar(softmax(&at.z)[at.i].ln()),
        right: |at| {
            let m = at.z.max();
            scalar((at.z[at.i] - m) - at.z.map(|z_l| (z_l - m).exp()).sum().ln())
        },
        oracles: &[Oracle::formula("minus the logarithm of the sum of all e^(z_l - z_i)", |at| {
            scalar(-at.z.map(|z_l| (z_l - at.z[at.i]).exp()).sum().ln())
        })],
        // ANCHOR_END: float.log-softmax
        tolerance: Tolerance::SHORT,
        wrong: &[
            Wrong {
                slip: Slip::Shift,
                right: |at| scalar(at.z[at.i] - at.z.map(|z_l| (z_l - at.z.max()).exp()).sum().ln()),
            },
            Wrong { slip: Slip::Index, right: |at| scalar(at.z[at.j] - log_sum_exp(&at.z)) },
            Wrong { slip: Slip::Term, right: |at| scalar(at.z[at.i] - at.z.max()) },
        ],
    },
    Step {
        id: "float.fused-loss",
        title: "the loss in one piece",
        tex: r"\mathcal{L} = \log \sum_{l=1}^n e^{z_l - m} - \sum_{i=1}^n y_i (z_i - m)",
        uses: &["ce.def", "float.log-softmax"],
        domain: Domain { labels: Labels::Distribution, ..Domain::POSITIVE },
        // ANCHOR: float.fused-loss
        left: |at| scalar(-at.y.dot(&softmax(&at.z).map(f64::ln))),
        right: |at| {
            let m = at.z.max();
            let shifted = at.z.map(|z_l| z_l - m);
            scalar(shifted.map(f64::exp).sum().ln() - at.y.dot(&shifted))
        },
        oracles: &[Oracle::formula("the labels times the losses of each class as the true one", |at| {
            let class_loss = |i: usize| at.z.map(|z_l| (z_l - at.z[i]).exp()).sum().ln();
            scalar((0..at.n()).map(|i| at.y[i] * class_loss(i)).sum())
        })],
        // ANCHOR_END: float.fused-loss
        tolerance: Tolerance::LABELS,
        wrong: &[
            Wrong {
                slip: Slip::Shift,
                right: |at| scalar(at.z.map(|z_l| (z_l - at.z.max()).exp()).sum().ln() - at.y.dot(&at.z)),
            },
            Wrong { slip: Slip::Index, right: |at| scalar(log_sum_exp(&at.z) - at.z[at.i]) },
            Wrong { slip: Slip::Sign, right: |at| scalar(log_sum_exp(&at.z) + at.y.dot(&at.z)) },
        ],
    },
    Step {
        id: "float.class-loss",
        title: "the loss of one class, with the 1 kept apart",
        tex: r"-\log s_i = \log\left(1 + \sum_{l=1}^n \left(1 - 1_{\{l=i\}}\right) e^{z_l - z_i}\right)",
        uses: &["softmax.def"],
        domain: Domain::POSITIVE,
        // ANCHOR: float.class-loss
        left: |at| scalar(-softmax(&at.z)[at.i].ln()),
        right: |at| {
            let other = |l: usize| (1.0 - delta(l, at.i)) * (at.z[l] - at.z[at.i]).exp();
            scalar((0..at.n()).map(other).sum::<f64>().ln_1p())
        },
        oracles: &[Oracle::formula("adding one exponential at a time", |at| scalar(one_at_a_time(at) - at.z[at.i]))],
        // ANCHOR_END: float.class-loss
        tolerance: Tolerance::SHORT,
        wrong: &[
            Wrong { slip: Slip::LostDelta, right: |at| scalar(at.z.map(|z_l| (z_l - at.z[at.i]).exp()).sum().ln_1p()) },
            Wrong {
                slip: Slip::Term,
                right: |at| scalar((0..at.n()).map(|l| (1.0 - delta(l, at.i)) * at.z[l].exp()).sum::<f64>().ln_1p()),
            },
        ],
    },
    Step {
        id: "float.complement",
        title: "what is missing to 1",
        tex: r"1 - s_j = \sum_{i=1}^n \left(1 - 1_{\{i=j\}}\right) s_i",
        uses: &["softmax.sum"],
        domain: Domain::ALL,
        // ANCHOR: float.complement
        left: |at| scalar(1.0 - softmax(&at.z)[at.j]),
        right: |at| {
            let s = softmax(&at.z);
            scalar((0..at.n()).map(|i| (1.0 - delta(i, at.j)) * s[i]).sum())
        },
        oracles: &[Oracle::dual(|at| scalar(dual_jacobian(log_softmax, &at.z)[(at.j, at.j)]))],
        // ANCHOR_END: float.complement
        tolerance: Tolerance::SHORT,
        wrong: &[
            Wrong { slip: Slip::LostDelta, right: |at| scalar(softmax(&at.z).sum()) },
            Wrong { slip: Slip::SwappedCases, right: |at| scalar(softmax(&at.z)[at.j]) },
            Wrong { slip: Slip::MissingSum, right: |at| scalar((1.0 - delta(at.i, at.j)) * softmax(&at.z)[at.i]) },
        ],
    },
    Step {
        id: "float.division-free",
        title: "softmax without a division",
        tex: r"s_i = e^{z_i - \log \sum_{l=1}^n e^{z_l}}",
        uses: &["softmax.log"],
        domain: Domain::ALL,
        // ANCHOR: float.division-free
        left: |at| scalar(at.z[at.i].exp() / partition(&at.z)),
        right: |at| scalar((at.z[at.i] - log_sum_exp(&at.z)).exp()),
        oracles: &[Oracle::dual(|at| scalar(dual_gradient(log_sum_exp, &at.z)[at.i]))],
        // ANCHOR_END: float.division-free
        tolerance: Tolerance::SHORT,
        wrong: &[
            Wrong { slip: Slip::Sign, right: |at| scalar((log_sum_exp(&at.z) - at.z[at.i]).min(700.0).exp()) },
            Wrong { slip: Slip::Index, right: |at| scalar((at.z[at.j] - log_sum_exp(&at.z)).exp()) },
            Wrong { slip: Slip::Shift, right: |at| scalar((at.z[at.i] - at.z.max()).exp()) },
        ],
    },
    Step {
        id: "float.rescale",
        title: "from one shift to another",
        tex: r"\sum_{l=1}^n e^{z_l - m} = e^{t - m} \sum_{l=1}^n e^{z_l - t}",
        uses: &[],
        domain: Domain::ALL,
        // ANCHOR: float.rescale
        left: |at| {
            let m = at.z.max();
            scalar(at.z.map(|z_l| (z_l - m).exp()).sum())
        },
        right: |at| {
            let (m, t) = (at.z.max(), at.z.max() + at.t);
            scalar((t - m).exp() * at.z.map(|z_l| (z_l - t).exp()).sum())
        },
        oracles: &[Oracle::formula("the reciprocal of the greatest probability", |at| {
            scalar(1.0 / dual_gradient(log_sum_exp, &at.z).max())
        })],
        // ANCHOR_END: float.rescale
        tolerance: Tolerance::SHORT,
        wrong: &[
            Wrong {
                slip: Slip::Sign,
                right: |at| scalar((-2.0 * at.t).exp() * at.z.map(|z_l| (z_l - at.z.max()).exp()).sum()),
            },
            Wrong { slip: Slip::Shift, right: |at| scalar(at.z.map(|z_l| (z_l - at.z.max() - at.t).exp()).sum()) },
        ],
    },
];

/// The log-sum-exp built up by log(e^a + e^b) = max(a, b) + log(1 + e^−|a − b|), one logit after the other.
fn one_at_a_time(at: &Point) -> f64 {
    let add = |a: f64, b: f64| a.max(b) + (-(a - b).abs()).exp().ln_1p();
    at.z.iter().copied().reduce(add).unwrap_or(f64::NEG_INFINITY)
}
