//! Steps of `book/jacobian.md`: the Jacobian as a matrix.

use super::Chapter;
use crate::numeric::*;
use nalgebra::{DMatrix, DVector, dmatrix, dvector};

pub(super) static CHAPTER: Chapter = Chapter { file: "jacobian.md", code: include_str!("jacobian.rs"), steps: STEPS };

const STEPS: &[Step] = &[
    Step {
        id: "jacobian.four",
        title: "the Jacobian for four classes",
        tex: concat!(
            r"J_{\text{softmax}} = \begin{pmatrix}",
            r" s_1 (1 - s_1) & -s_1 s_2 & -s_1 s_3 & -s_1 s_4 \\",
            r" -s_2 s_1 & s_2 (1 - s_2) & -s_2 s_3 & -s_2 s_4 \\",
            r" -s_3 s_1 & -s_3 s_2 & s_3 (1 - s_3) & -s_3 s_4 \\",
            r" -s_4 s_1 & -s_4 s_2 & -s_4 s_3 & s_4 (1 - s_4) \end{pmatrix}"
        ),
        uses: &["softmax.diagonal", "softmax.off-diagonal"],
        domain: Domain { least: 4, most: 4, ..Domain::ALL },
        // ANCHOR: jacobian.four
        left: |at| dual_jacobian(softmax, &at.z),
        right: |at| {
            let s = softmax(&at.z);
            dmatrix![
                s[0] * (1.0 - s[0]), -s[0] * s[1], -s[0] * s[2], -s[0] * s[3];
                -s[1] * s[0], s[1] * (1.0 - s[1]), -s[1] * s[2], -s[1] * s[3];
                -s[2] * s[0], -s[2] * s[1], s[2] * (1.0 - s[2]), -s[2] * s[3];
                -s[3] * s[0], -s[3] * s[1], -s[3] * s[2], s[3] * (1.0 - s[3]);
            ]
        },
        oracles: &[Oracle::difference(|at| difference_jacobian(softmax, &at.z))],
        // ANCHOR_END: jacobian.four
        tolerance: Tolerance::SHORT,
        wrong: &[
            Wrong {
                slip: Slip::Index,
                right: |at| {
                    let (s, mut copied) = (softmax(&at.z), jacobian(&at.z));
                    copied[(1, 2)] = -s[1] * s[3];
                    copied
                },
            },
            Wrong { slip: Slip::Sign, right: |at| jacobian(&at.z).abs() },
        ],
    },
    Step {
        id: "jacobian.matrix",
        title: "the Jacobian as a matrix",
        tex: r"J = \operatorname{diag}(s) - s s^\top",
        uses: &["jacobian.def", "softmax.entry-expanded"],
        domain: Domain::ALL,
        // ANCHOR: jacobian.matrix
        left: |at| dual_jacobian(softmax, &at.z),
        right: |at| {
            let s = softmax(&at.z);
            DMatrix::from_diagonal(&s) - &s * s.transpose()
        },
        oracles: &[Oracle::difference(|at| difference_jacobian(softmax, &at.z))],
        // ANCHOR_END: jacobian.matrix
        tolerance: Tolerance::SHORT,
        wrong: &[
            Wrong { slip: Slip::LostDelta, right: |at| entries(at, |s, i, j| s[i] * (1.0 - s[j])) },
            Wrong { slip: Slip::Sign, right: |at| jacobian(&at.z).abs() },
            Wrong { slip: Slip::Term, right: |at| DMatrix::from_diagonal(&softmax(&at.z)) },
        ],
    },
    Step {
        id: "jacobian.symmetric",
        title: "the Jacobian is symmetric",
        tex: r"J^\top = J",
        uses: &["jacobian.def", "softmax.entry", "softmax.exchange"],
        domain: Domain::ALL,
        // ANCHOR: jacobian.symmetric
        left: |at| dual_jacobian(softmax, &at.z).transpose(),
        right: |at| dual_jacobian(softmax, &at.z),
        oracles: &[Oracle::difference(|at| difference_jacobian(softmax, &at.z).transpose())],
        // ANCHOR_END: jacobian.symmetric
        tolerance: Tolerance::SHORT,
        wrong: &[
            Wrong { slip: Slip::Index, right: |at| entries(at, |s, i, j| s[i] * (delta(i, j) - s[i])) },
            Wrong { slip: Slip::Sign, right: |at| -jacobian(&at.z) },
        ],
    },
    Step {
        id: "jacobian.column-sum-split",
        title: "the sum of a column, split",
        tex: r"\sum_{i=1}^n \frac{\partial s_i}{\partial z_j} = \sum_{i=1}^n s_i 1_{\{i=j\}} - s_j \sum_{i=1}^n s_i",
        uses: &["softmax.entry-expanded"],
        domain: Domain::ALL,
        // ANCHOR: jacobian.column-sum-split
        left: |at| scalar(dual_jacobian(softmax, &at.z).column(at.j).sum()),
        right: |at| {
            let s = softmax(&at.z);
            let first: f64 = (0..at.n()).map(|i| s[i] * delta(i, at.j)).sum();
            scalar(first - s[at.j] * s.sum())
        },
        oracles: &[Oracle::difference(|at| scalar(difference_gradient(|z| softmax(z).sum(), &at.z)[at.j]))],
        // ANCHOR_END: jacobian.column-sum-split
        tolerance: Tolerance::SHORT,
        wrong: &[
            Wrong { slip: Slip::MissingSum, right: |at| scalar(softmax(&at.z)[at.j] - softmax(&at.z)[at.j].powi(2)) },
            Wrong { slip: Slip::LostDelta, right: |at| scalar(1.0 - softmax(&at.z)[at.j]) },
        ],
    },
    Step {
        id: "jacobian.column-sum",
        title: "every column sums to zero",
        tex: r"\sum_{i=1}^n \frac{\partial s_i}{\partial z_j} = 0",
        uses: &["jacobian.column-sum-split", "indicator.sift", "softmax.sum"],
        domain: Domain::ALL,
        // ANCHOR: jacobian.column-sum
        left: |at| scalar(dual_jacobian(softmax, &at.z).column(at.j).sum()),
        right: |_| scalar(0.0),
        oracles: &[Oracle::difference(|at| scalar(difference_gradient(|z| softmax(z).sum(), &at.z)[at.j]))],
        // ANCHOR_END: jacobian.column-sum
        tolerance: Tolerance::SHORT,
        wrong: &[
            Wrong { slip: Slip::Term, right: |_| scalar(1.0) },
            Wrong { slip: Slip::LostDelta, right: |at| scalar(-softmax(&at.z)[at.j]) },
        ],
    },
    Step {
        id: "jacobian.row-sum-factored",
        title: "the sum of a row, factored",
        tex: r"\sum_{j=1}^n \frac{\partial s_i}{\partial z_j} = s_i \left(1 - \sum_{j=1}^n s_j\right)",
        uses: &["softmax.entry", "indicator.sift"],
        domain: Domain::ALL,
        // ANCHOR: jacobian.row-sum-factored
        left: |at| scalar(dual_jacobian(softmax, &at.z).row(at.i).sum()),
        right: |at| {
            let s = softmax(&at.z);
            scalar(s[at.i] * (1.0 - s.sum()))
        },
        // All logits move together by t, so the derivative by t is the sum of the row.
        oracles: &[Oracle::difference(|at| {
            scalar(difference_gradient(|t| softmax(&at.z.add_scalar(t[0]))[at.i], &dvector![0.0])[0])
        })],
        // ANCHOR_END: jacobian.row-sum-factored
        tolerance: Tolerance::SHORT,
        wrong: &[
            Wrong { slip: Slip::LostDelta, right: |at| scalar(softmax(&at.z)[at.i] * (at.n() as f64 - 1.0)) },
            Wrong { slip: Slip::MissingSum, right: |at| scalar(softmax(&at.z)[at.i] * (1.0 - softmax(&at.z)[at.i])) },
        ],
    },
    Step {
        id: "jacobian.row-sum",
        title: "every row sums to zero",
        tex: r"\sum_{j=1}^n \frac{\partial s_i}{\partial z_j} = 0",
        uses: &["jacobian.row-sum-factored", "softmax.sum"],
        domain: Domain::ALL,
        // ANCHOR: jacobian.row-sum
        left: |at| scalar(dual_jacobian(softmax, &at.z).row(at.i).sum()),
        right: |_| scalar(0.0),
        // All logits move together by t, so the derivative by t is the sum of the row.
        oracles: &[Oracle::difference(|at| {
            scalar(difference_gradient(|t| softmax(&at.z.add_scalar(t[0]))[at.i], &dvector![0.0])[0])
        })],
        // ANCHOR_END: jacobian.row-sum
        tolerance: Tolerance::SHORT,
        wrong: &[
            Wrong { slip: Slip::Term, right: |at| scalar(softmax(&at.z)[at.i]) },
            Wrong { slip: Slip::MissingSum, right: |at| scalar(softmax(&at.z)[at.i] * (1.0 - softmax(&at.z)[at.i])) },
        ],
    },
    Step {
        id: "jacobian.ones",
        title: "the Jacobian takes the vector of ones to zero",
        tex: r"J \mathbf{1} = 0",
        uses: &["jacobian.matrix", "softmax.sum"],
        domain: Domain::ALL,
        // ANCHOR: jacobian.ones
        left: |at| vector(dual_jacobian(softmax, &at.z) * DVector::from_element(at.n(), 1.0)),
        right: |at| vector(DVector::zeros(at.n())),
        oracles: &[Oracle::difference(|at| difference_jacobian(|t| softmax(&at.z.add_scalar(t[0])), &dvector![0.0]))],
        // ANCHOR_END: jacobian.ones
        tolerance: Tolerance::SHORT,
        wrong: &[
            Wrong { slip: Slip::Term, right: |at| vector(softmax(&at.z)) },
            Wrong { slip: Slip::Factor, right: |at| vector(softmax(&at.z).map(|s| s * (1.0 - s))) },
        ],
    },
    Step {
        id: "jacobian.trace",
        title: "the trace of the Jacobian",
        tex: r"\operatorname{tr}(J) = 1 - \sum_{i=1}^n s_i^2",
        uses: &["jacobian.def", "softmax.diagonal", "softmax.sum"],
        domain: Domain::ALL,
        // ANCHOR: jacobian.trace
        left: |at| scalar(dual_jacobian(softmax, &at.z).trace()),
        right: |at| scalar(1.0 - softmax(&at.z).map(|s| s.powi(2)).sum()),
        oracles: &[Oracle::difference(|at| scalar(difference_jacobian(softmax, &at.z).trace()))],
        // ANCHOR_END: jacobian.trace
        tolerance: Tolerance::SHORT,
        wrong: &[
            Wrong { slip: Slip::Exponent, right: |at| scalar(1.0 - softmax(&at.z).sum()) },
            Wrong { slip: Slip::MissingSum, right: |at| scalar(1.0 - softmax(&at.z)[at.i].powi(2)) },
        ],
    },
    Step {
        id: "jacobian.product-entry",
        title: "one entry of Jacobian times vector",
        tex: r"\sum_{j=1}^n \frac{\partial s_i}{\partial z_j} v_j = s_i \left(v_i - \sum_{j=1}^n s_j v_j\right)",
        uses: &["softmax.entry", "indicator.sift"],
        domain: Domain::ALL,
        // ANCHOR: jacobian.product-entry
        left: |at| {
            let jacobian = dual_jacobian(softmax, &at.z);
            scalar((0..at.n()).map(|j| jacobian[(at.i, j)] * at.v[j]).sum())
        },
        right: |at| {
            let s = softmax(&at.z);
            let mean: f64 = (0..at.n()).map(|j| s[j] * at.v[j]).sum();
            scalar(s[at.i] * (at.v[at.i] - mean))
        },
        // The logits move along v by t, so the derivative by t is the product with v.
        oracles: &[Oracle::difference(|at| {
            scalar(difference_gradient(|t| softmax(&(&at.z + &at.v * t[0]))[at.i], &dvector![0.0])[0])
        })],
        // ANCHOR_END: jacobian.product-entry
        tolerance: LINEAR,
        wrong: &[
            Wrong {
                slip: Slip::MissingSum,
                right: |at| {
                    let s = softmax(&at.z);
                    scalar(s[at.i] * (at.v[at.i] - s[at.i] * at.v[at.i]))
                },
            },
            Wrong {
                slip: Slip::LostDelta,
                right: |at| scalar(softmax(&at.z)[at.i] * (at.v.sum() - softmax(&at.z).dot(&at.v))),
            },
        ],
    },
    Step {
        id: "jacobian.product",
        title: "Jacobian times vector",
        tex: r"J v = s \odot \left(v - (s^\top v) \mathbf{1}\right)",
        uses: &["jacobian.def", "jacobian.product-entry"],
        domain: Domain::ALL,
        // ANCHOR: jacobian.product
        left: |at| vector(dual_jacobian(softmax, &at.z) * &at.v),
        right: |at| {
            let s = softmax(&at.z);
            let ones = DVector::from_element(at.n(), 1.0);
            vector(s.component_mul(&(&at.v - s.dot(&at.v) * ones)))
        },
        oracles: &[Oracle::difference(|at| difference_jacobian(|t| softmax(&(&at.z + &at.v * t[0])), &dvector![0.0]))],
        // ANCHOR_END: jacobian.product
        tolerance: LINEAR,
        wrong: &[
            Wrong { slip: Slip::Term, right: |at| vector(softmax(&at.z).component_mul(&at.v)) },
            Wrong { slip: Slip::Factor, right: |at| vector(at.v.add_scalar(-softmax(&at.z).dot(&at.v))) },
        ],
    },
    Step {
        id: "jacobian.quadratic-form",
        title: "the quadratic form of the Jacobian",
        tex: r"v^\top J v = \sum_{i=1}^n s_i v_i^2 - \left(\sum_{i=1}^n s_i v_i\right)^2",
        uses: &["jacobian.product"],
        domain: Domain::ALL,
        // ANCHOR: jacobian.quadratic-form
        left: |at| scalar(at.v.dot(&(dual_jacobian(softmax, &at.z) * &at.v))),
        right: |at| {
            let s = softmax(&at.z);
            let squares: f64 = (0..at.n()).map(|i| s[i] * at.v[i].powi(2)).sum();
            let mean: f64 = (0..at.n()).map(|i| s[i] * at.v[i]).sum();
            scalar(squares - mean.powi(2))
        },
        // The logits move along v by t; what is differentiated is the mean of v under the softmax.
        oracles: &[Oracle::difference(|at| {
            let mean = |t: &DVector<f64>| softmax(&(&at.z + &at.v * t[0])).dot(&at.v);
            scalar(difference_gradient(mean, &dvector![0.0])[0])
        })],
        // ANCHOR_END: jacobian.quadratic-form
        tolerance: QUADRATIC,
        wrong: &[
            Wrong {
                slip: Slip::Exponent,
                right: |at| {
                    let s = softmax(&at.z);
                    scalar(s.dot(&at.v.map(|v| v.powi(2))) - s.dot(&at.v))
                },
            },
            Wrong { slip: Slip::Sign, right: |at| scalar(-form(at, |s, v, mean| s * v * (v - mean))) },
        ],
    },
    Step {
        id: "jacobian.squares-expanded",
        title: "the squared differences, multiplied out",
        tex: concat!(
            r"\sum_{i=1}^n \sum_{j=1}^n s_i s_j (v_i - v_j)^2",
            r" = 2 \sum_{i=1}^n s_i v_i^2 - 2 \left(\sum_{i=1}^n s_i v_i\right)^2"
        ),
        uses: &["softmax.sum"],
        domain: Domain::ALL,
        // ANCHOR: jacobian.squares-expanded
        left: |at| {
            let s = softmax(&at.z);
            let term = |i: usize, j: usize| s[i] * s[j] * (at.v[i] - at.v[j]).powi(2);
            scalar((0..at.n()).map(|i| (0..at.n()).map(|j| term(i, j)).sum::<f64>()).sum())
        },
        right: |at| {
            let s = softmax(&at.z);
            let squares: f64 = (0..at.n()).map(|i| s[i] * at.v[i].powi(2)).sum();
            let mean: f64 = (0..at.n()).map(|i| s[i] * at.v[i]).sum();
            scalar(2.0 * squares - 2.0 * mean.powi(2))
        },
        oracles: &[Oracle::dual(|at| scalar(2.0 * at.v.dot(&(dual_hessian(log_sum_exp, &at.z) * &at.v))))],
        // ANCHOR_END: jacobian.squares-expanded
        tolerance: QUADRATIC,
        wrong: &[
            Wrong { slip: Slip::Factor, right: |at| scalar(form(at, |s, v, mean| s * v * (v - mean))) },
            Wrong { slip: Slip::Term, right: |at| scalar(form(at, |s, v, _| 2.0 * s * v.powi(2))) },
        ],
    },
    Step {
        id: "jacobian.sum-of-squares",
        title: "the quadratic form as a sum of squares",
        tex: r"v^\top J v = \frac{1}{2} \sum_{i=1}^n \sum_{j=1}^n s_i s_j (v_i - v_j)^2",
        uses: &["jacobian.quadratic-form", "jacobian.squares-expanded"],
        domain: Domain::ALL,
        // ANCHOR: jacobian.sum-of-squares
        left: |at| scalar(at.v.dot(&(dual_jacobian(softmax, &at.z) * &at.v))),
        right: |at| {
            let s = softmax(&at.z);
            let term = |i: usize, j: usize| s[i] * s[j] * (at.v[i] - at.v[j]).powi(2);
            scalar(0.5 * (0..at.n()).map(|i| (0..at.n()).map(|j| term(i, j)).sum::<f64>()).sum::<f64>())
        },
        oracles: &[Oracle::dual(|at| scalar(at.v.dot(&(dual_hessian(log_sum_exp, &at.z) * &at.v))))],
        // ANCHOR_END: jacobian.sum-of-squares
        tolerance: QUADRATIC,
        wrong: &[
            Wrong { slip: Slip::Factor, right: |at| scalar(form(at, |s, v, mean| 2.0 * s * v * (v - mean))) },
            Wrong {
                slip: Slip::MissingSum,
                right: |at| scalar(form(at, |s, v, _| 0.5 * s * (v - at.v[at.i]).powi(2))),
            },
        ],
    },
    Step {
        id: "jacobian.variance",
        title: "the quadratic form as a variance",
        tex: r"v^\top J v = \sum_{i=1}^n s_i \left(v_i - \sum_{j=1}^n s_j v_j\right)^2",
        uses: &["jacobian.quadratic-form", "softmax.sum"],
        domain: Domain::ALL,
        // ANCHOR: jacobian.variance
        left: |at| scalar(at.v.dot(&(dual_jacobian(softmax, &at.z) * &at.v))),
        right: |at| {
            let s = softmax(&at.z);
            let mean: f64 = (0..at.n()).map(|j| s[j] * at.v[j]).sum();
            scalar((0..at.n()).map(|i| s[i] * (at.v[i] - mean).powi(2)).sum())
        },
        oracles: &[Oracle::dual(|at| scalar(at.v.dot(&(dual_hessian(log_sum_exp, &at.z) * &at.v))))],
        // ANCHOR_END: jacobian.variance
        tolerance: QUADRATIC,
        wrong: &[
            Wrong { slip: Slip::Exponent, right: |at| scalar(form(at, |s, v, mean| s * (v - mean))) },
            Wrong { slip: Slip::Factor, right: |at| scalar(form(at, |_, v, mean| (v - mean).powi(2))) },
        ],
    },
    Step {
        id: "lse.hessian",
        title: "the Hessian of the log-sum-exp",
        tex: concat!(
            r"\frac{\partial^2}{\partial z_i \partial z_j} \log \sum_{l=1}^n e^{z_l}",
            r" = s_i \left(1_{\{i=j\}} - s_j\right)"
        ),
        uses: &["lse.gradient", "softmax.entry", "softmax.exchange"],
        domain: Domain::ALL,
        // ANCHOR: lse.hessian
        left: |at| scalar(dual_hessian(log_sum_exp, &at.z)[(at.i, at.j)]),
        right: |at| {
            let s = softmax(&at.z);
            scalar(s[at.i] * (delta(at.i, at.j) - s[at.j]))
        },
        // The gradient is differentiated by dual numbers once, and then by differences.
        oracles: &[Oracle::difference(|at| {
            scalar(difference_jacobian(|z| dual_gradient(log_sum_exp, z), &at.z)[(at.i, at.j)])
        })],
        // ANCHOR_END: lse.hessian
        tolerance: Tolerance::SHORT,
        wrong: &[
            Wrong { slip: Slip::Term, right: |at| scalar(delta(at.i, at.j) * softmax(&at.z)[at.i]) },
            Wrong { slip: Slip::Sign, right: |at| scalar(-jacobian(&at.z)[(at.i, at.j)]) },
        ],
    },
];

/// For products with v, whose entries are sums of terms as large as v.
const LINEAR: Tolerance = Tolerance {
    factor: 8.0,
    weight: |at| at.v.amax(),
    reason: "The terms are softmax values times entries of v and may cancel; \
             their error is relative to max |v_i|, not to the result.",
};

/// For quadratic forms in v, whose terms are as large as v².
const QUADRATIC: Tolerance = Tolerance {
    factor: 8.0,
    weight: |at| at.v.amax().powi(2),
    reason: "The terms are softmax values times products of two entries of v and may cancel; \
             their error is relative to max v_i², not to the result.",
};

/// The n×n matrix of an entry given by s, i and j.
fn entries(at: &Point, entry: impl Fn(&DVector<f64>, usize, usize) -> f64) -> Value {
    let s = softmax(&at.z);
    DMatrix::from_fn(at.n(), at.n(), |i, j| entry(&s, i, j))
}

/// The sum over i of a term given by s_i, v_i and the mean of v under s.
fn form(at: &Point, term: impl Fn(f64, f64, f64) -> f64) -> f64 {
    let s = softmax(&at.z);
    let mean = s.dot(&at.v);
    (0..at.n()).map(|i| term(s[i], at.v[i], mean)).sum()
}
