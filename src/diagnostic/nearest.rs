//! How far apart two spellings are, for what a misspelt name may have meant.

/// How many characters must be added, removed or replaced to make one text of the other (Levenshtein, 1966), where two
/// neighbours that change places count as one (Damerau, 1964).
pub fn distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut rows = vec![(0..=other.len()).collect::<Vec<usize>>()];
    for i in 0..one.len() {
        let mut row = vec![i + 1];
        for j in 0..other.len() {
            let replaced = rows[i][j] + usize::from(one[i] != other[j]);
            let swaps = i > 0 && j > 0 && one[i] == other[j - 1] && one[i - 1] == other[j];
            let swapped = if swaps { rows[i - 1][j - 1] + 1 } else { usize::MAX };
            row.push(replaced.min(rows[i][j + 1] + 1).min(row[j] + 1).min(swapped));
        }
        rows.push(row);
    }
    rows[one.len()][other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_count_single_changes() {
        let cases =
            [("", "", 0), ("ab", "", 2), ("Q0102", "Q0120", 1), ("kitten", "sitting", 3), ("alpah", "alpha", 1)];
        for (one, other, expected) in cases {
            assert_eq!((distance(one, other), distance(other, one)), (expected, expected), "{one} {other}");
        }
    }
}
