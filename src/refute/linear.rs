//! Equations over the rational numbers: linear systems by Gaussian elimination, quadratic ones by the formula.

use super::number::Number;

/// A solution of Σ_k row[k]·x_k = row[last] for every row, the unknowns that the equations leave open as in `free`;
/// nothing where there is none.
pub fn solve(mut rows: Vec<Vec<Number>>, free: &[Number]) -> Option<Vec<Number>> {
    let unknowns = free.len();
    let mut pivots = Vec::new();
    let mut done = 0;
    for column in 0..unknowns {
        let Some(row) = (done..rows.len()).find(|row| !rows[*row][column].is_zero()) else { continue };
        rows.swap(done, row);
        let inverse = rows[done][column].inverse()?;
        rows[done].iter_mut().for_each(|entry| *entry = entry.times(&inverse));
        let pivot = rows[done].clone();
        for (number, row) in rows.iter_mut().enumerate() {
            if number != done && !row[column].is_zero() {
                let factor = row[column].clone();
                row.iter_mut().zip(&pivot).for_each(|(entry, above)| *entry = entry.minus(&factor.times(above)));
            }
        }
        pivots.push(column);
        done += 1;
    }
    if rows[done..].iter().any(|row| !row[unknowns].is_zero()) {
        return None;
    }
    let mut solution = free.to_vec();
    for (row, column) in rows.iter().zip(&pivots) {
        let open = (0..unknowns).filter(|other| !pivots.contains(other));
        solution[*column] = open.fold(row[unknowns].clone(), |sum, other| sum.minus(&row[other].times(&free[other])));
    }
    Some(solution)
}

/// The values at 0 and −1 of the polynomial of degree 2 at most that has these values at 1, 2, 3 and 4.
pub fn extended(values: &[Number]) -> [Number; 2] {
    let step = |a: &Number, b: &Number, c: &Number| a.minus(b).times(&Number::integer(3)).plus(c);
    let zero = step(&values[0], &values[1], &values[2]);
    let below = step(&zero, &values[0], &values[1]);
    [zero, below]
}

/// The rational roots of the polynomial of degree 1 or 2 that has these values at 1, 2, 3 and 4; nothing where there
/// is no such polynomial.
pub fn roots(values: &[Number]) -> Option<Vec<Number>> {
    let differences = |list: &[Number]| -> Vec<Number> { list.windows(2).map(|w| w[1].minus(&w[0])).collect() };
    let first = differences(values);
    let second = differences(&first);
    if first.iter().all(Number::is_zero) || differences(&second).iter().any(|third| !third.is_zero()) {
        return None;
    }
    // In u = t − 1 the polynomial is a·u² + b·u + c (Newton's formula).
    let half = Number::Small(1, 2);
    let (a, c) = (second[0].times(&half), &values[0]);
    let b = first[0].minus(&a);
    let shift = |u: Number| u.plus(&Number::ONE);
    let Some(below) = a.plus(&a).inverse() else {
        return Some(vec![shift(c.negate().times(&b.inverse()?))]);
    };
    let discriminant = b.times(&b).minus(&a.times(c).times(&Number::integer(4)));
    let Some(root) = discriminant.root() else { return Some(Vec::new()) };
    let mut roots = vec![root.minus(&b), root.negate().minus(&b)];
    roots.dedup();
    Some(roots.into_iter().map(|top| shift(top.times(&below))).collect())
}

#[cfg(test)]
mod tests {
    use super::{roots, solve};
    use crate::refute::number::Number;

    fn rows(rows: &[&[i64]]) -> Vec<Vec<Number>> {
        rows.iter().map(|row| row.iter().map(|entry| Number::integer(*entry)).collect()).collect()
    }

    #[test]
    fn roots_of_linear_and_quadratic_polynomials() {
        let at = |f: &dyn Fn(i64) -> i64| roots(&[1, 2, 3, 4].map(|t| Number::integer(f(t))));
        assert_eq!(at(&|t| 2 * t - 1), Some(vec![Number::Small(1, 2)]));
        assert_eq!(at(&|t| t * t - t), Some(vec![Number::ONE, Number::ZERO]));
        assert_eq!(at(&|t| (t - 3) * (t - 3)), Some(vec![Number::integer(3)]));
        assert_eq!(at(&|t| t * t - 2), Some(vec![]));
        assert_eq!(at(&|t| t * t * t), None);
        assert_eq!(at(&|_| 5), None);
    }

    #[test]
    fn solutions_keep_what_is_free() {
        let free = vec![Number::integer(5), Number::integer(7)];
        let solution = solve(rows(&[&[2, 3, 12], &[1, 1, 5]]), &free).unwrap();
        assert_eq!(solution, [Number::integer(3), Number::integer(2)]);
        assert_eq!(solve(rows(&[&[1, 1, 1]]), &free), Some(vec![Number::integer(-6), Number::integer(7)]));
        assert_eq!(solve(rows(&[&[1, 1, 1], &[2, 2, 3]]), &free), None);
        assert_eq!(solve(rows(&[&[0, 0, 0]]), &free), Some(free));
    }
}
