//! Derivatives by two routes that share no formula with the book: dual numbers (num-dual) and central differences.
//!
//! A dual number carries a value and a derivative through the very operations of the function, so it is exact but for
//! rounding. A central difference only evaluates the function, so it is approximate and knows nothing of calculus.

use nalgebra::{DMatrix, DVector};
use num_dual::{Dual64, HyperDual64};

/// The step of a central difference, the cube root of 2⁻⁵³: it balances truncation, of the order of h², with rounding,
/// of the order of u/h (Nocedal and Wright, *Numerical Optimization*, 2nd ed., section 8.1).
pub(super) const DIFFERENCE_STEP: f64 = 4.806_217_383_937_354e-6;

/// The m×n Jacobian of `f` at `z` by dual numbers, a column for each coordinate of `z`.
pub fn dual_jacobian(f: impl Fn(&DVector<Dual64>) -> DVector<Dual64>, z: &DVector<f64>) -> DMatrix<f64> {
    columns(z.len(), |j| {
        let seeded = DVector::from_fn(z.len(), |l, _| Dual64::new(z[l], f64::from(u8::from(l == j))));
        f(&seeded).map(|value| value.eps)
    })
}

/// The gradient of `f` at `z` by dual numbers, as a vector as long as `z`.
pub fn dual_gradient(f: impl Fn(&DVector<Dual64>) -> Dual64, z: &DVector<f64>) -> DVector<f64> {
    dual_jacobian(|seeded| DVector::from_element(1, f(seeded)), z).row(0).transpose()
}

/// The n×n Hessian of `f` at `z` by hyper-dual numbers: a pair of coordinates at a time, exact but for rounding.
pub fn dual_hessian(f: impl Fn(&DVector<HyperDual64>) -> HyperDual64, z: &DVector<f64>) -> DMatrix<f64> {
    let seed = |l: usize, of: usize| f64::from(u8::from(l == of));
    DMatrix::from_fn(z.len(), z.len(), |i, j| {
        let seeded = DVector::from_fn(z.len(), |l, _| HyperDual64::new(z[l], seed(l, i), seed(l, j), 0.0));
        f(&seeded).eps1eps2
    })
}

/// The m×n Jacobian of `f` at `z` by central differences; the divisor is the distance the arguments really moved.
pub fn difference_jacobian(f: impl Fn(&DVector<f64>) -> DVector<f64>, z: &DVector<f64>) -> DMatrix<f64> {
    columns(z.len(), |j| {
        let moved = |by: f64| DVector::from_fn(z.len(), |l, _| if l == j { z[l] + by } else { z[l] });
        let (ahead, behind) = (moved(DIFFERENCE_STEP), moved(-DIFFERENCE_STEP));
        (f(&ahead) - f(&behind)) / (ahead[j] - behind[j])
    })
}

/// The gradient of `f` at `z` by central differences, as a vector as long as `z`.
pub fn difference_gradient(f: impl Fn(&DVector<f64>) -> f64, z: &DVector<f64>) -> DVector<f64> {
    difference_jacobian(|moved| DVector::from_element(1, f(moved)), z).row(0).transpose()
}

fn columns(n: usize, column: impl Fn(usize) -> DVector<f64>) -> DMatrix<f64> {
    DMatrix::from_columns(&(0..n).map(column).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::{dmatrix, dvector};
    use num_dual::DualNum;

    #[test]
    fn both_routes_know_the_jacobian_of_a_known_function() {
        let z = dvector![0.5, -2.0];
        let expected = dmatrix![-2.0, 0.5; 0.5_f64.exp(), 0.0];
        let dual = dual_jacobian(|z| dvector![z[0] * z[1], z[0].exp()], &z);
        let difference = difference_jacobian(|z| dvector![z[0] * z[1], z[0].exp()], &z);
        approx::assert_relative_eq!(dual, expected, max_relative = 1e-15);
        approx::assert_relative_eq!(difference, expected, epsilon = 1e-9);
    }

    #[test]
    fn hyper_dual_numbers_know_the_hessian_of_a_known_function() {
        let z = dvector![0.5, -2.0];
        let expected = dmatrix![2.0 * -2.0, 2.0 * 0.5; 2.0 * 0.5, (-2.0_f64).exp()];
        let dual = dual_hessian(|z| z[0] * z[0] * z[1] + z[1].exp(), &z);
        approx::assert_relative_eq!(dual, expected, max_relative = 1e-15);
    }
}
