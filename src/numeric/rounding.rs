//! How far log-sum-exp is off in machine numbers, at logits where its value is known exactly.

use super::softmax::{Machine, log_sum_exp, partition};
use nalgebra::DVector;
use std::f64::consts::LN_2;

/// What ln 2 has beyond its nearest `f64`: the first bits of the rest, so that both together hold about 106 bits.
const LN_2_REST: f64 = 2.319_046_813_846_299_6e-17;

/// Relative errors of log Σ_l e^{z_l} at four logits that all equal `shift`, where its value is `shift` + 2 ln 2.
///
/// An error is infinite where the result is no number, or none that is finite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rounding {
    /// The logit.
    pub shift: f64,
    /// As it is written, in `f32` and in `f64`.
    pub naive: [f64; 2],
    /// With the greatest logit taken out first, in `f32` and in `f64`.
    pub safe: [f64; 2],
}

/// Measures [`partition`] under a logarithm and [`log_sum_exp`]; `shift` must be a number that `f32` holds, such as a
/// whole number below 2²⁴ in size.
pub fn rounding(shift: f64) -> Rounding {
    let (single, double) = (DVector::from_element(4, shift as f32), DVector::from_element(4, shift));
    let error = |computed: f64| relative_error(computed, shift);
    Rounding {
        shift,
        naive: [error(naive(&single).into()), error(naive(&double))],
        safe: [error(log_sum_exp(&single).into()), error(log_sum_exp(&double))],
    }
}

fn naive<D: Machine>(z: &DVector<D>) -> D {
    partition(z).ln()
}

/// The error of `computed` for `shift` + 2 ln 2; taking the large parts off first leaves the small ones exact.
fn relative_error(computed: f64, shift: f64) -> f64 {
    let error = ((computed - shift) - 2.0 * LN_2 - 2.0 * LN_2_REST).abs() / (shift + 2.0 * LN_2).abs();
    if error.is_finite() { error } else { f64::INFINITY }
}

/// The decimal logarithm of a positive number, to place it on an axis of powers of ten.
pub fn decades(value: f64) -> f64 {
    value.log10()
}

/// Logits whose softmax is `s`, up to rounding: the logarithms of its entries, which must be positive.
pub fn logits(s: &DVector<f64>) -> DVector<f64> {
    s.map(f64::ln)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::softmax;
    use approx::assert_relative_eq;
    use nalgebra::dvector;

    #[test]
    fn the_naive_formula_fails_where_the_exponential_leaves_its_range_and_the_safe_one_never() {
        for shift in (-1000..=1000).step_by(25).map(f64::from) {
            let found = rounding(shift);
            assert!(found.safe[0] < 2.0 * f64::from(f32::EPSILON), "{found:?}");
            assert!(found.safe[1] < 2.0 * f64::EPSILON, "{found:?}");
            assert_eq!(found.naive[0].is_infinite(), !(-103.0..=87.0).contains(&shift), "{found:?}");
            assert_eq!(found.naive[1].is_infinite(), !(-745.0..=708.0).contains(&shift), "{found:?}");
        }
    }

    #[test]
    fn the_error_is_that_of_the_value_and_not_of_the_reference() {
        // The nearest number to 2 ln 2 is off by the rest of ln 2 and by nothing else.
        assert_relative_eq!(relative_error(2.0 * LN_2, 0.0), LN_2_REST / LN_2, max_relative = 1e-12);
        assert_relative_eq!(relative_error(3.0, 1.0), (2.0 - 2.0 * LN_2) / (1.0 + 2.0 * LN_2), max_relative = 1e-12);
        assert_eq!(relative_error(f64::NAN, 0.0), f64::INFINITY);
    }

    #[test]
    fn softmax_gives_back_the_probabilities_whose_logarithms_it_is_given() {
        let s = dvector![0.1, 0.3, 0.6];
        assert_relative_eq!(softmax(&logits(&s)), s, max_relative = 1e-15);
    }
}
