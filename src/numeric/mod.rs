//! Softmax, its Jacobian and the cross-entropy on nalgebra, and the runner of the book's steps.
//!
//! Everything here is numerical: it *tests* the book's formulas at sampled points, by independent routes, and can never
//! prove one. The functions come first and are of use on their own; the step records and their runner follow.
//!
//! ```
//! use nalgebra::dvector;
//! use quod::numeric::{jacobian, softmax};
//!
//! let z = dvector![1.0, 2.0, 3.0];
//! let s = softmax(&z);
//! let j = jacobian(&z);
//! assert!((j[(0, 1)] + s[0] * s[1]).abs() < 1e-15);
//! ```

// These functions may differ in the last bits from platform to platform; steps are compared within tolerances.
#![allow(clippy::disallowed_methods)]

mod softmax;
mod cross_entropy;
mod derivative;
mod rounding;
mod evaluate;
mod point;
mod step;
mod runner;
pub mod steps;
pub mod errata;

pub use cross_entropy::{cross_entropy, gradient};
pub use derivative::{difference_gradient, difference_jacobian, dual_gradient, dual_hessian, dual_jacobian};
pub use evaluate::{Values, evaluate};
pub use num_dual::{Dual64, DualNum, HyperDual64};
pub use point::{Family, Point};
pub use rounding::{Rounding, decades, logits, rounding};
pub use runner::{Against, Failure, Run, check, run};
pub use softmax::{Machine, Number, delta, jacobian, log_softmax, log_sum_exp, partition, softmax};
pub use step::{Domain, Indices, Labels, Oracle, Route, Side, Slip, Step, Tolerance, Value, Wrong, scalar, vector};
