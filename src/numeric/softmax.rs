//! Softmax, log-sum-exp and the Jacobian, in the shifted form that neither overflows nor loses accuracy.
//!
//! The functions are generic over [`Number`], so that one definition serves plain numbers and derivatives.

use nalgebra::{DMatrix, DVector, Scalar};
use num_dual::DualNum;
use num_traits::Float;

/// A plain `f32` or `f64`, or a dual number over one of them that carries derivatives along.
pub trait Machine: DualNum + Scalar + Copy {}

impl<D: DualNum + Scalar + Copy> Machine for D {}

/// A plain `f64`, or a dual number over it.
pub trait Number: Machine<Primitive = f64> {}

impl<D: Machine<Primitive = f64>> Number for D {}

/// The Kronecker delta: 1 where `i = j`, else 0.
pub fn delta(i: usize, j: usize) -> f64 {
    f64::from(u8::from(i == j))
}

/// The partition function Z = Σ_l e^{z_l} as it is written, unshifted.
///
/// Domain: every z_l at most about 709 in `f64` and 88 in `f32`; beyond that e^{z_l} overflows to infinity.
pub fn partition<D: Machine>(z: &DVector<D>) -> D {
    z.iter().map(|z_l| z_l.exp()).fold(D::zero(), |sum, term| sum + term)
}

/// The greatest logit, as a constant: the shift that the safe formulas use.
fn greatest<D: Machine>(z: &DVector<D>) -> D::Primitive {
    z.iter().map(|z_l| z_l.re()).fold(Float::neg_infinity(), Float::max)
}

/// The log-sum-exp log Σ_l e^{z_l}, computed as m + log Σ_l e^{z_l − m} with m the greatest logit.
///
/// Domain: every finite `z` with at least one entry. Source: Blanchard, Higham & Higham, IMA J. Numer. Anal. 41 (2021).
pub fn log_sum_exp<D: Machine>(z: &DVector<D>) -> D {
    let m = greatest(z);
    partition(&z.map(|z_l| z_l - m)).ln() + m
}

/// The softmax s_i = e^{z_i} / Σ_l e^{z_l}, computed as e^{z_i − m} / Σ_l e^{z_l − m} with m the greatest logit.
///
/// Takes n logits and gives n probabilities. The shift is a constant under differentiation, which is allowed because
/// softmax does not change when all logits move together. Entries more than about 745 below the greatest underflow to 0.
pub fn softmax<D: Number>(z: &DVector<D>) -> DVector<D> {
    let m = greatest(z);
    let weights = z.map(|z_l| (z_l - m).exp());
    let total = weights.iter().copied().fold(D::from(0.0), |sum, weight| sum + weight);
    weights.map(|weight| weight / total)
}

/// The logarithm of softmax, log s_i = z_i − log Σ_l e^{z_l}, without forming s_i: it cannot underflow.
pub fn log_softmax<D: Number>(z: &DVector<D>) -> DVector<D> {
    let log_z = log_sum_exp(z);
    z.map(|z_i| z_i - log_z)
}

/// The Jacobian of softmax, J = diag(s) − s sᵀ, the n×n matrix with J_ij = ∂s_i/∂z_j = s_i (δ_ij − s_j).
pub fn jacobian(z: &DVector<f64>) -> DMatrix<f64> {
    let s = softmax(z);
    DMatrix::from_diagonal(&s) - &s * s.transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;
    use nalgebra::dvector;

    #[test]
    fn softmax_is_finite_where_the_definition_overflows() {
        let z = dvector![1000.0, 999.0];
        assert!(f64::is_infinite(partition(&z)));
        assert_relative_eq!(softmax(&z)[0], 0.731_058_578_630_004_9, max_relative = 1e-15);
        assert_relative_eq!(log_sum_exp(&z), 1_000.313_261_687_518_2, max_relative = 1e-15);
    }

    #[test]
    fn log_softmax_survives_where_softmax_underflows() {
        let z = dvector![-700.0, 700.0];
        assert_eq!(softmax(&z)[0], 0.0);
        assert_eq!(log_softmax(&z)[0], -1400.0);
    }

    #[test]
    fn the_jacobian_of_two_equal_logits_is_known() {
        assert_eq!(jacobian(&dvector![0.0, 0.0]), nalgebra::dmatrix![0.25, -0.25; -0.25, 0.25]);
    }
}
