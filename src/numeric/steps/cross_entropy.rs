//! Steps of `book/cross-entropy.md`: the loss, in probabilities and in logits.

use super::Chapter;
use crate::numeric::cross_entropy::cross_entropy_from_probabilities;
use crate::numeric::*;
use nalgebra::{DVector, dvector};

pub(super) static CHAPTER: Chapter =
    Chapter { file: "cross-entropy.md", code: include_str!("cross_entropy.rs"), steps: STEPS };

const STEPS: &[Step] = &[
    Step {
        id: "ce.def",
        title: "the cross-entropy",
        tex: r"\mathcal{L}(y, s) = -\sum_{i=1}^n y_i \log s_i",
        uses: &["softmax.def"],
        domain: Domain::POSITIVE,
        // ANCHOR: ce.def
        left: |at| scalar(cross_entropy(&at.y, &at.z)),
        right: |at| {
            let s = softmax(&at.z);
            scalar(-(0..at.n()).map(|i| at.y[i] * s[i].ln()).sum::<f64>())
        },
        oracles: &[Oracle::formula("the logarithms of the reciprocals, 1/s_i = Σ_l e^(z_l − z_i)", |at| {
            scalar((0..at.n()).map(|i| at.y[i] * log_sum_exp(&at.z.add_scalar(-at.z[i]))).sum())
        })],
        // ANCHOR_END: ce.def
        tolerance: Tolerance::LABELS,
        wrong: &[
            Wrong { slip: Slip::Sign, right: |at| scalar(-cross_entropy(&at.y, &at.z)) },
            Wrong { slip: Slip::Term, right: |at| scalar(-at.y.dot(&softmax(&at.z))) },
            Wrong { slip: Slip::Index, right: |at| scalar(-at.y.sum() * log_softmax(&at.z)[at.i]) },
        ],
    },
    Step {
        id: "ce.logits",
        title: "the cross-entropy in logits",
        tex: r"\mathcal{L} = -\sum_{i=1}^n y_i \left(z_i - \log \sum_{l=1}^n e^{z_l}\right)",
        uses: &["ce.def", "softmax.log"],
        domain: Domain::POSITIVE,
        // ANCHOR: ce.logits
        left: |at| scalar(cross_entropy_from_probabilities(&at.y, &softmax(&at.z))),
        right: |at| {
            let log_z = partition(&at.z).ln();
            scalar(-(0..at.n()).map(|i| at.y[i] * (at.z[i] - log_z)).sum::<f64>())
        },
        oracles: &[Oracle::formula("the logarithms of the reciprocals, 1/s_i = Σ_l e^(z_l − z_i)", |at| {
            scalar((0..at.n()).map(|i| at.y[i] * log_sum_exp(&at.z.add_scalar(-at.z[i]))).sum())
        })],
        // ANCHOR_END: ce.logits
        tolerance: Tolerance::LABELS,
        wrong: &[
            Wrong { slip: Slip::Sign, right: |at| scalar(-at.y.dot(&at.z.add_scalar(log_sum_exp(&at.z)))) },
            Wrong { slip: Slip::Term, right: |at| scalar(-at.y.dot(&at.z)) },
        ],
    },
    Step {
        id: "ce.collected",
        title: "the log-sum-exp collected",
        tex: concat!(
            r"\mathcal{L} = \left(\sum_{i=1}^n y_i\right) \log \sum_{l=1}^n e^{z_l}",
            r" - \sum_{i=1}^n y_i z_i"
        ),
        uses: &["ce.logits"],
        domain: Domain::POSITIVE,
        // ANCHOR: ce.collected
        left: |at| scalar(cross_entropy_from_probabilities(&at.y, &softmax(&at.z))),
        right: |at| {
            let weighted: f64 = (0..at.n()).map(|i| at.y[i] * at.z[i]).sum();
            scalar(at.y.sum() * partition(&at.z).ln() - weighted)
        },
        oracles: &[Oracle::formula("the logarithms of the reciprocals, 1/s_i = Σ_l e^(z_l − z_i)", |at| {
            scalar((0..at.n()).map(|i| at.y[i] * log_sum_exp(&at.z.add_scalar(-at.z[i]))).sum())
        })],
        // ANCHOR_END: ce.collected
        tolerance: Tolerance::LABELS,
        wrong: &[
            Wrong { slip: Slip::MissingSum, right: |at| scalar(log_sum_exp(&at.z) - at.y.dot(&at.z)) },
            Wrong { slip: Slip::Sign, right: |at| scalar(at.y.sum() * log_sum_exp(&at.z) + at.y.dot(&at.z)) },
        ],
    },
    Step {
        id: "ce.log-sum-exp",
        title: "the cross-entropy of labels that sum to one",
        tex: r"\mathcal{L} = \log \sum_{l=1}^n e^{z_l} - \sum_{i=1}^n y_i z_i",
        uses: &["ce.collected"],
        domain: Domain { labels: Labels::Distribution, ..Domain::POSITIVE },
        // ANCHOR: ce.log-sum-exp
        left: |at| scalar(cross_entropy_from_probabilities(&at.y, &softmax(&at.z))),
        right: |at| {
            let weighted: f64 = (0..at.n()).map(|i| at.y[i] * at.z[i]).sum();
            scalar(partition(&at.z).ln() - weighted)
        },
        oracles: &[Oracle::formula("the logarithms of the reciprocals, 1/s_i = Σ_l e^(z_l − z_i)", |at| {
            scalar((0..at.n()).map(|i| at.y[i] * log_sum_exp(&at.z.add_scalar(-at.z[i]))).sum())
        })],
        // ANCHOR_END: ce.log-sum-exp
        tolerance: Tolerance::LABELS,
        wrong: &[
            Wrong { slip: Slip::Factor, right: |at| scalar(at.n() as f64 * log_sum_exp(&at.z) - at.y.dot(&at.z)) },
            Wrong { slip: Slip::Index, right: |at| scalar(log_sum_exp(&at.z) - at.z[at.i]) },
        ],
    },
    Step {
        id: "ce.one-hot",
        title: "the cross-entropy of a one-hot label",
        tex: r"\mathcal{L} = -\log s_i",
        uses: &["ce.def"],
        domain: Domain { labels: Labels::OneHot, ..Domain::POSITIVE },
        // ANCHOR: ce.one-hot
        left: |at| scalar(cross_entropy_from_probabilities(&at.y, &softmax(&at.z))),
        right: |at| scalar(-softmax(&at.z)[at.i].ln()),
        oracles: &[Oracle::formula("the logarithm of the reciprocal, 1/s_i = Σ_l e^(z_l − z_i)", |at| {
            scalar(log_sum_exp(&at.z.add_scalar(-at.z[at.i])))
        })],
        // ANCHOR_END: ce.one-hot
        tolerance: Tolerance::LABELS,
        wrong: &[
            Wrong { slip: Slip::Index, right: |at| scalar(-log_softmax(&at.z)[at.j]) },
            Wrong { slip: Slip::Term, right: |at| scalar(1.0 - softmax(&at.z)[at.i]) },
            Wrong { slip: Slip::Factor, right: |at| scalar(-softmax(&at.z)[at.i] * log_softmax(&at.z)[at.i]) },
        ],
    },
    Step {
        id: "ce.gaps",
        title: "the loss by the gaps between the logits",
        tex: r"-\log s_i = \log \sum_{l=1}^n e^{z_l - z_i}",
        uses: &["softmax.def"],
        domain: Domain::POSITIVE,
        // ANCHOR: ce.gaps
        left: |at| scalar(-softmax(&at.z)[at.i].ln()),
        right: |at| scalar((0..at.n()).map(|l| (at.z[l] - at.z[at.i]).exp()).sum::<f64>().ln()),
        oracles: &[Oracle::formula("the log-sum-exp minus the logit", |at| scalar(log_sum_exp(&at.z) - at.z[at.i]))],
        // ANCHOR_END: ce.gaps
        tolerance: Tolerance::SHORT,
        wrong: &[
            Wrong { slip: Slip::Sign, right: |at| scalar(log_sum_exp(&at.z.map(|z_l| at.z[at.i] - z_l))) },
            Wrong { slip: Slip::Shift, right: |at| scalar(log_sum_exp(&at.z)) },
        ],
    },
    Step {
        id: "ce.partial",
        title: "the loss by one probability",
        tex: r"\frac{\partial \mathcal{L}}{\partial s_i} = -\frac{y_i}{s_i}",
        uses: &["ce.def"],
        domain: Domain::POSITIVE,
        // ANCHOR: ce.partial
        left: |at| scalar(dual_gradient(|s| cross_entropy_from_probabilities(&at.y, s), &softmax(&at.z))[at.i]),
        right: |at| scalar(-at.y[at.i] / softmax(&at.z)[at.i]),
        // The factor r on s_i moves about 1, whatever the size of s_i; the slope by r is s_i times the slope by s_i.
        oracles: &[Oracle::difference(|at| {
            let s = softmax(&at.z);
            let loss = |r: &DVector<f64>| {
                let scaled = DVector::from_fn(at.n(), |l, _| if l == at.i { r[0] * s[l] } else { s[l] });
                cross_entropy_from_probabilities(&at.y, &scaled)
            };
            scalar(difference_gradient(loss, &dvector![1.0])[0] / s[at.i])
        })],
        // ANCHOR_END: ce.partial
        tolerance: Tolerance {
            factor: 8.0,
            weight: |at| at.n() as f64 * at.y.amax().max(1.0) / softmax(&at.z)[at.i],
            reason: "The difference quotient carries the rounding of all n summands of the loss, divided by s_i.",
        },
        wrong: &[
            Wrong { slip: Slip::Sign, right: |at| scalar(at.y[at.i] / softmax(&at.z)[at.i]) },
            Wrong { slip: Slip::Reciprocal, right: |at| scalar(-at.y[at.i] * softmax(&at.z)[at.i]) },
            Wrong { slip: Slip::Term, right: |at| scalar(at.y[at.i] - at.y[at.i] / softmax(&at.z)[at.i]) },
        ],
    },
];
