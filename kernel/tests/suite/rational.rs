//! Arithmetic is exact, ordered by value, and says so when it leaves its range.

use quod_kernel::{Overflow, Rational};

fn q(numerator: i128, denominator: i128) -> Rational {
    Rational::new(numerator, denominator).unwrap()
}

#[test]
fn fractions_are_kept_in_lowest_terms() {
    assert_eq!(q(6, -4), q(-3, 2));
    assert_eq!((q(6, -4).numerator(), q(6, -4).denominator()), (-3, 2));
    assert_eq!(q(0, -7), Rational::ZERO);
    assert_eq!(q(-3, 2).to_string(), "-3/2");
}

#[test]
fn the_field_laws_hold() {
    let mut choices = crate::generate::Choices::new(7);
    let mut any = || q(choices.below(41) as i128 - 20, 1 + choices.below(12) as i128);
    for _ in 0..2000 {
        let (a, b, c) = (any(), any(), any());
        let left = a.times(b.plus(c).unwrap()).unwrap();
        assert_eq!(left, a.times(b).unwrap().plus(a.times(c).unwrap()).unwrap());
        assert_eq!(a.minus(b).unwrap().plus(b).unwrap(), a);
        assert_eq!(a.cmp(&b), a.minus(b).unwrap().numerator().cmp(&0));
        if !a.is_zero() {
            assert_eq!(a.times(a.inverse().unwrap()), Ok(Rational::ONE));
            assert_eq!(a.power(-3).unwrap(), q(1, 1).times(a.power(3).unwrap().inverse().unwrap()).unwrap());
        }
    }
}

#[test]
fn overflow_is_an_answer() {
    let most = q(i128::MAX, 1);
    assert_eq!(most.plus(Rational::ONE), Err(Overflow));
    assert_eq!(most.negate().minus(Rational::ONE), Err(Overflow));
    assert_eq!(most.times(most), Err(Overflow));
    assert_eq!(q(1, i128::MAX).times(q(1, 2)), Err(Overflow));
    assert_eq!(q(2, 1).power(127), Err(Overflow));
    assert_eq!(q(2, 1).power(126).unwrap().power(-1), Ok(q(1, 1 << 126)));
    assert_eq!(Rational::ZERO.power(0), Err(Overflow));
    assert_eq!(Rational::new(1, 0), Err(Overflow));
    assert_eq!(Rational::new(i128::MIN, 1), Err(Overflow));
}

#[test]
fn order_needs_no_product() {
    let (a, b) = (q(i128::MAX, i128::MAX - 1), q(i128::MAX - 1, i128::MAX - 2));
    assert!(a < b && a.negate() > b.negate());
    assert!(q(-1, 2) < q(-1, 3) && q(-1, 3) < Rational::ZERO && q(1, 3) < q(1, 2));
}
