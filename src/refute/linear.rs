//! Systems of linear equations over the rational numbers, by Gaussian elimination.

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

#[cfg(test)]
mod tests {
    use super::solve;
    use crate::refute::number::Number;

    fn rows(rows: &[&[i64]]) -> Vec<Vec<Number>> {
        rows.iter().map(|row| row.iter().map(|entry| Number::integer(*entry)).collect()).collect()
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
