//! The cross-entropy of softmax and its gradient.

use super::softmax::{Number, log_softmax, softmax};
use nalgebra::DVector;

/// The cross-entropy −Σ_i y_i log s_i of labels `y` and the softmax s of the logits `z`.
///
/// Both have length n. A label of 0 contributes 0 whatever its probability, the limit of −y log s as y → 0.
pub fn cross_entropy<D: Number>(y: &DVector<f64>, z: &DVector<D>) -> D {
    let log_s = log_softmax(z);
    y.iter().zip(log_s.iter()).fold(D::from(0.0), |sum, (&y_i, &log_s_i)| sum - log_s_i * y_i)
}

/// The cross-entropy −Σ_i y_i log s_i as a function of the probabilities `s` themselves, for partial derivatives by s_i.
///
/// Both have length n, and every s_i is positive; they need not sum to 1, so that each can be varied alone.
pub(super) fn cross_entropy_from_probabilities<D: Number>(y: &DVector<f64>, s: &DVector<D>) -> D {
    y.iter().zip(s.iter()).fold(D::from(0.0), |sum, (&y_i, s_i)| sum - s_i.ln() * y_i)
}

/// The gradient of the cross-entropy by the logits, ∇_z L = s − y; it needs Σ_i y_i = 1.
pub fn gradient(y: &DVector<f64>, z: &DVector<f64>) -> DVector<f64> {
    softmax(z) - y
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::dvector;

    #[test]
    fn the_loss_of_equal_logits_is_the_logarithm_of_their_number() {
        let loss = cross_entropy(&dvector![0.0, 1.0, 0.0], &dvector![7.0, 7.0, 7.0]);
        approx::assert_relative_eq!(loss, 3.0_f64.ln(), max_relative = 1e-15);
    }

    #[test]
    fn the_loss_from_probabilities_need_not_know_that_they_sum_to_one() {
        let loss = cross_entropy_from_probabilities(&dvector![2.0, 1.0], &dvector![0.5, 4.0]);
        assert_eq!(loss, 0.0);
    }
}
