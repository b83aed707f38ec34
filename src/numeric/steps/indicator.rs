//! Steps of `book/indicator.md`: the derivative of one logit by another, and sums with an indicator.

use super::Chapter;
use crate::numeric::*;
use nalgebra::DMatrix;

pub(super) static CHAPTER: Chapter = Chapter { file: "indicator.md", code: include_str!("indicator.rs"), steps: STEPS };

/// For values that are copied, counted and multiplied by 0 or 1, which no rounding touches.
const EXACT: Tolerance = Tolerance {
    factor: 0.0,
    reason: "Numbers are only copied, counted, multiplied by 0 or 1 and added to 0. Nothing is rounded, so both sides \
             must be equal to the last bit.",
    ..Tolerance::SHORT
};

const STEPS: &[Step] = &[
    Step {
        id: "indicator.cases",
        title: "one logit differentiated by another",
        tex: r"\frac{\partial z_i}{\partial z_j} = \begin{cases} 1 & \text{if } i=j \\ 0 & \text{otherwise} \end{cases}",
        uses: &[],
        domain: Domain::ALL,
        // ANCHOR: indicator.cases
        left: |at| scalar(dual_gradient(|z| z[at.i], &at.z)[at.j]),
        right: |at| scalar(if at.i == at.j { 1.0 } else { 0.0 }),
        oracles: &[Oracle::difference(|at| scalar(difference_gradient(|z| z[at.i], &at.z)[at.j]))],
        // ANCHOR_END: indicator.cases
        tolerance: EXACT,
        wrong: &[
            Wrong { slip: Slip::SwappedCases, right: |at| scalar(if at.i == at.j { 0.0 } else { 1.0 }) },
            Wrong { slip: Slip::LostDelta, right: |_| scalar(1.0) },
        ],
    },
    Step {
        id: "indicator.def",
        title: "the indicator",
        tex: r"1_{\{i=j\}} = \begin{cases} 1 & \text{if } i=j \\ 0 & \text{otherwise} \end{cases}",
        uses: &[],
        domain: Domain::ALL,
        // ANCHOR: indicator.def
        left: |at| scalar(delta(at.i, at.j)),
        right: |at| scalar(if at.i == at.j { 1.0 } else { 0.0 }),
        oracles: &[Oracle::formula("an entry of the identity matrix", |at| {
            scalar(DMatrix::<f64>::identity(at.n(), at.n())[(at.i, at.j)])
        })],
        // ANCHOR_END: indicator.def
        tolerance: EXACT,
        wrong: &[
            Wrong { slip: Slip::SwappedCases, right: |at| scalar(if at.i == at.j { 0.0 } else { 1.0 }) },
            Wrong { slip: Slip::Sign, right: |at| scalar(if at.i == at.j { 1.0 } else { -1.0 }) },
        ],
    },
    Step {
        id: "softmax.indicator",
        title: "the derivative of a logit is the indicator",
        tex: r"\frac{\partial z_i}{\partial z_j} = 1_{\{i=j\}}",
        uses: &["indicator.cases", "indicator.def"],
        domain: Domain::ALL,
        // ANCHOR: softmax.indicator
        left: |at| scalar(dual_gradient(|z| z[at.i], &at.z)[at.j]),
        right: |at| scalar(delta(at.i, at.j)),
        oracles: &[Oracle::difference(|at| scalar(difference_gradient(|z| z[at.i], &at.z)[at.j]))],
        // ANCHOR_END: softmax.indicator
        tolerance: EXACT,
        wrong: &[
            Wrong { slip: Slip::LostDelta, right: |_| scalar(1.0) },
            Wrong { slip: Slip::SwappedCases, right: |at| scalar(1.0 - delta(at.i, at.j)) },
            Wrong { slip: Slip::Term, right: |_| scalar(0.0) },
        ],
    },
    Step {
        id: "indicator.sift",
        title: "an indicator picks one summand",
        tex: r"\sum_{i=1}^n v_i 1_{\{i=j\}} = v_j",
        uses: &["indicator.def"],
        domain: Domain::ALL,
        // ANCHOR: indicator.sift
        left: |at| scalar((0..at.n()).map(|i| at.v[i] * delta(i, at.j)).sum()),
        right: |at| scalar(at.v[at.j]),
        oracles: &[Oracle::dual(|at| {
            // The speed of Σ_i v_i z_i when z_j alone moves.
            scalar(dual_gradient(|z| z.iter().zip(&at.v).map(|(&z_i, &v_i)| z_i * v_i).sum(), &at.z)[at.j])
        })],
        // ANCHOR_END: indicator.sift
        tolerance: EXACT,
        wrong: &[
            Wrong { slip: Slip::LostDelta, right: |at| scalar(at.v.sum()) },
            Wrong { slip: Slip::Index, right: |at| scalar(at.v[at.i]) },
            Wrong { slip: Slip::Sign, right: |at| scalar(-at.v[at.j]) },
        ],
    },
    Step {
        id: "indicator.count",
        title: "an indicator is 1 once",
        tex: r"\sum_{i=1}^n 1_{\{i=j\}} = 1",
        uses: &["indicator.sift"],
        domain: Domain::ALL,
        // ANCHOR: indicator.count
        left: |at| scalar((0..at.n()).map(|i| delta(i, at.j)).sum()),
        right: |_| scalar(1.0),
        oracles: &[Oracle::dual(|at| scalar(dual_gradient(|z| z.iter().copied().sum(), &at.z)[at.j]))],
        // ANCHOR_END: indicator.count
        tolerance: EXACT,
        wrong: &[
            Wrong { slip: Slip::LostDelta, right: |at| scalar(at.n() as f64) },
            Wrong { slip: Slip::MissingSum, right: |at| scalar(delta(at.i, at.j)) },
            Wrong { slip: Slip::Term, right: |_| scalar(0.0) },
        ],
    },
    Step {
        id: "indicator.ones",
        title: "a sum of ones counts the classes",
        tex: r"\sum_{i=1}^n 1 = n",
        uses: &[],
        domain: Domain::ALL,
        // ANCHOR: indicator.ones
        left: |at| scalar((0..at.n()).map(|_| 1.0).sum()),
        right: |at| scalar(at.n() as f64),
        oracles: &[Oracle::formula("the trace of the identity matrix", |at| {
            scalar(DMatrix::<f64>::identity(at.n(), at.n()).trace())
        })],
        // ANCHOR_END: indicator.ones
        tolerance: EXACT,
        wrong: &[
            Wrong { slip: Slip::MissingSum, right: |_| scalar(1.0) },
            Wrong { slip: Slip::Term, right: |at| scalar(at.n() as f64 - 1.0) },
        ],
    },
    Step {
        id: "indicator.contract",
        title: "two indicators with a common summed index",
        tex: r"\sum_{k=1}^n 1_{\{i=k\}} 1_{\{k=j\}} = 1_{\{i=j\}}",
        uses: &["indicator.sift"],
        domain: Domain::ALL,
        // ANCHOR: indicator.contract
        left: |at| scalar((0..at.n()).map(|k| delta(at.i, k) * delta(k, at.j)).sum()),
        right: |at| scalar(delta(at.i, at.j)),
        oracles: &[Oracle::formula("the distance of i and j", |at| {
            scalar(if at.i.abs_diff(at.j) == 0 { 1.0 } else { 0.0 })
        })],
        // ANCHOR_END: indicator.contract
        tolerance: EXACT,
        wrong: &[
            Wrong { slip: Slip::LostDelta, right: |_| scalar(1.0) },
            Wrong { slip: Slip::Factor, right: |at| scalar(2.0 * delta(at.i, at.j)) },
            Wrong { slip: Slip::MissingSum, right: |at| scalar(delta(at.i, 0) * delta(0, at.j)) },
        ],
    },
    Step {
        id: "indicator.exchange",
        title: "beside an indicator the indices may be exchanged",
        tex: r"v_i 1_{\{i=j\}} = v_j 1_{\{i=j\}}",
        uses: &["indicator.def"],
        domain: Domain::ALL,
        // ANCHOR: indicator.exchange
        left: |at| scalar(at.v[at.i] * delta(at.i, at.j)),
        right: |at| scalar(at.v[at.j] * delta(at.i, at.j)),
        oracles: &[Oracle::formula("an entry of the diagonal matrix of v", |at| {
            scalar(DMatrix::from_diagonal(&at.v)[(at.i, at.j)])
        })],
        // ANCHOR_END: indicator.exchange
        tolerance: EXACT,
        wrong: &[
            Wrong { slip: Slip::LostDelta, right: |at| scalar(at.v[at.j]) },
            Wrong { slip: Slip::SwappedCases, right: |at| scalar(at.v[at.j] * (1.0 - delta(at.i, at.j))) },
            Wrong { slip: Slip::Factor, right: |at| scalar(delta(at.i, at.j)) },
        ],
    },
    Step {
        id: "indicator.square",
        title: "an indicator is its own square",
        tex: r"\left(1_{\{i=j\}}\right)^2 = 1_{\{i=j\}}",
        uses: &["indicator.def"],
        domain: Domain::ALL,
        // ANCHOR: indicator.square
        left: |at| scalar(delta(at.i, at.j).powi(2)),
        right: |at| scalar(delta(at.i, at.j)),
        oracles: &[Oracle::formula("an entry of the squared identity matrix", |at| {
            scalar(DMatrix::<f64>::identity(at.n(), at.n()).pow(2)[(at.i, at.j)])
        })],
        // ANCHOR_END: indicator.square
        tolerance: EXACT,
        wrong: &[
            Wrong { slip: Slip::LostDelta, right: |_| scalar(1.0) },
            Wrong { slip: Slip::Factor, right: |at| scalar(2.0 * delta(at.i, at.j)) },
        ],
    },
    Step {
        id: "indicator.sum-of-squares",
        title: "through a sum of squares",
        tex: r"\frac{\partial}{\partial z_j} \sum_{i=1}^n z_i^2 = 2 z_j",
        uses: &["softmax.indicator", "indicator.sift"],
        domain: Domain::ALL,
        // ANCHOR: indicator.sum-of-squares
        left: |at| scalar(dual_gradient(|z| z.iter().map(|&z_i| z_i * z_i).sum(), &at.z)[at.j]),
        right: |at| scalar(2.0 * at.z[at.j]),
        oracles: &[Oracle::difference(|at| scalar(difference_gradient(|z| z.norm_squared(), &at.z)[at.j]))],
        // ANCHOR_END: indicator.sum-of-squares
        tolerance: Tolerance {
            weight: |at| at.z.norm_squared(),
            reason: "The derivative itself is not rounded. A difference quotient subtracts two sums of squares, so its \
                     error is relative to that sum and not to the derivative.",
            ..Tolerance::SHORT
        },
        wrong: &[
            Wrong { slip: Slip::LostDelta, right: |at| scalar(2.0 * at.z.sum()) },
            Wrong { slip: Slip::Index, right: |at| scalar(2.0 * at.z[at.i]) },
            Wrong { slip: Slip::Factor, right: |at| scalar(at.z[at.j]) },
        ],
    },
];
