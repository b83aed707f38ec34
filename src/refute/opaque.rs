//! What stands in for an opaque function at an instance: polynomials, the simplest first.
//!
//! A statement holds for every smooth function only if it holds for these, so that a counterexample with one of them
//! is a counterexample.

/// How many families of polynomials there are.
pub const FAMILIES: i64 = 4;

/// A coefficient and the numbers of the argument entries that it multiplies.
pub type Monomial = (i64, Vec<usize>);

/// The polynomial of a family in `count` argument entries, for the entry number `value` of the function's value:
/// 0; the sum of the entries; each entry with its own coefficient; that with all products of two and the cubes.
pub fn polynomial(family: i64, value: usize, count: usize) -> Vec<Monomial> {
    let own = |entry: usize| 1 + ((entry + 2 * value) % 5) as i64;
    let linear =
        |coefficient: &dyn Fn(usize) -> i64| (0..count).map(|entry| (coefficient(entry), vec![entry])).collect();
    match family {
        0 => Vec::new(),
        1 => linear(&|_| 1 + value as i64),
        2 => linear(&own),
        _ => {
            let mut monomials: Vec<Monomial> = linear(&own);
            for first in 0..count {
                for second in first..count {
                    let sign = if (first + second + value).is_multiple_of(3) { -1 } else { 1 };
                    monomials.push((sign * (1 + ((3 * first + 5 * second + value) % 7) as i64), vec![first, second]));
                }
                monomials.push((1 + ((2 * first + value) % 3) as i64, vec![first; 3]));
            }
            monomials
        }
    }
}

/// The partial derivative by these entries in turn.
pub fn derivative(mut polynomial: Vec<Monomial>, by: &[usize]) -> Vec<Monomial> {
    for entry in by {
        polynomial.retain_mut(|(coefficient, factors)| {
            let count = factors.iter().filter(|factor| *factor == entry).count();
            if let Some(place) = factors.iter().position(|factor| factor == entry) {
                factors.remove(place);
            }
            *coefficient *= count as i64;
            count > 0
        });
    }
    polynomial
}

/// The polynomial as text, its argument entries called a1, a2, …
pub fn show(family: i64, value: usize, count: usize) -> String {
    let mut text = String::new();
    for (coefficient, factors) in polynomial(family, value, count) {
        if !text.is_empty() {
            text += if coefficient < 0 { " - " } else { " + " };
        } else if coefficient < 0 {
            text += "-";
        }
        let mut parts: Vec<String> = factors.iter().map(|factor| format!("a{}", factor + 1)).collect();
        if coefficient.abs() != 1 {
            parts.insert(0, coefficient.abs().to_string());
        }
        text += &parts.join("*");
    }
    if text.is_empty() { "0".into() } else { text }
}

#[cfg(test)]
mod tests {
    use super::{derivative, polynomial, show};

    #[test]
    fn derivatives_of_a_polynomial() {
        let cubic = vec![(2, vec![0, 0, 0]), (-3, vec![0, 1]), (5, vec![1])];
        assert_eq!(derivative(cubic.clone(), &[0]), [(6, vec![0, 0]), (-3, vec![1])]);
        assert_eq!(derivative(cubic.clone(), &[0, 1]), derivative(cubic.clone(), &[1, 0]));
        assert_eq!(derivative(cubic, &[1, 1]), []);
    }

    #[test]
    fn polynomials_as_text() {
        assert_eq!([0, 1, 2].map(|family| show(family, 0, 2)), ["0", "a1 + a2", "a1 + 2*a2"]);
        assert_eq!(polynomial(3, 0, 2).len(), 7);
    }
}
