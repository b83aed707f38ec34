//! What is to be said of a false equation beside its counterexample: where it is true all the same, and in which of
//! their parts the sides differ.

use super::engines::Engines;
use crate::print::term_to_latex;
use crate::prove::factors_of_difference;
use quod_kernel::statement::{Claim, Relation, Statement};
use quod_kernel::syntax::BoundNames;
use quod_kernel::term::{Index, Name, Node, Term};

/// The work units for the difference of two sides.
const FUEL: u64 = 30_000;
/// Sums and products of more parts are not compared part by part.
const MAX_PARTS: usize = 4;
/// How many bytes of LaTeX say where a false equation is true.
const LONGEST: usize = 600;
/// How deep the parts that differ are looked for.
const MAX_DEPTH: usize = 6;

/// Where a false equation is true all the same, in LaTeX: the zeros of the factors of its sides' difference.
pub fn still_true(statement: &Statement) -> Option<String> {
    let factors = factors_of_difference(statement, FUEL)?;
    let names = BoundNames::of_statement(statement);
    let zero = |factor: &Term| {
        let (left, right) = zero_of(factor);
        format!("{} = {}", term_to_latex(&left, &names), term_to_latex(&right, &names))
    };
    let text = factors.iter().map(zero).collect::<Vec<_>>().join(" or ");
    // A wall of monomials tells nobody where the line is true.
    (!text.is_empty() && text.len() <= LONGEST).then_some(text)
}

/// The equation that a factor is 0, solved for an entry if it is that entry, or one and a number.
fn zero_of(factor: &Term) -> (Term, Term) {
    let plain = (factor.clone(), Term::integer(0));
    let Node::Sum(terms) = factor.node() else { return plain };
    let [first, second] = terms.as_slice() else { return plain };
    for (one, other) in [(first, second), (second, first)] {
        let (coefficient, rest) = match one.node() {
            Node::Product(factors) if factors.len() == 2 => (factors[0].clone(), &factors[1]),
            _ => (Term::integer(1), one),
        };
        let simple = matches!(coefficient.node(), Node::Number(_)) && matches!(rest.node(), Node::Entry(..));
        let constant = matches!(other.node(), Node::Number(_) | Node::Entry(..));
        if let (true, true, Node::Number(value)) = (simple, constant, coefficient.node()) {
            let Ok(inverse) = value.inverse() else { return plain };
            return (rest.clone(), Term::product([Term::number(inverse.negate()), other.clone()]));
        }
    }
    plain
}

/// The smallest parts in which the sides of an equation differ, in LaTeX, where these are smaller than the sides: parts
/// that are proved equal are left out on the way.
pub fn parts_that_differ(engines: &mut Engines, statement: &Statement) -> Option<(String, String)> {
    if statement.claim.relation != Relation::Equal {
        return None;
    }
    let mut narrowed = statement.clone();
    let mut steps = 0;
    while steps < MAX_DEPTH
        && let Some(smaller) = narrower(engines, &narrowed)
    {
        narrowed = smaller;
        steps += 1;
    }
    let names = BoundNames::of_statement(&narrowed);
    let text = |term: &Term| term_to_latex(term, &names);
    (steps > 0).then(|| (text(&narrowed.claim.left), text(&narrowed.claim.right)))
}

/// The statement about the parts in which both sides differ.
fn narrower(engines: &mut Engines, statement: &Statement) -> Option<Statement> {
    let (left, right) = (&statement.claim.left, &statement.claim.right);
    let about = |left: Term, right: Term| with_claim(statement, left, right);
    match (left.node(), right.node()) {
        (Node::Apply(f, a), Node::Apply(g, b)) if f == g => Some(about(a.clone(), b.clone())),
        (Node::Power(a, p), Node::Power(b, q)) if p == q => Some(about(a.clone(), b.clone())),
        (Node::Fold(f, m, a), Node::Fold(g, n, b)) if (f, m) == (g, n) => {
            let letters = ["k", "l", "m", "p", "q", "r"].map(Name::new);
            let fresh = letters.into_iter().find(|name| {
                !statement.indices.contains_key(name)
                    && !statement.sizes.contains_key(name)
                    && !statement.variables.contains_key(name)
                    && statement.definition(name).is_none()
            })?;
            let at = [Index::Free(fresh.clone())];
            let mut inner = about(a.open(&at), b.open(&at));
            inner.indices.insert(fresh, m.clone());
            Some(inner)
        }
        (Node::Sum(a), Node::Sum(b)) => {
            let (a, b) = without_equal(engines, statement, a, b)?;
            Some(about(Term::sum(a), Term::sum(b)))
        }
        (Node::Product(a), Node::Product(b)) => {
            let (a, b) = without_equal(engines, statement, a, b)?;
            Some(about(Term::product(a), Term::product(b)))
        }
        (Node::Product(a), _) => {
            let (a, b) = without_equal(engines, statement, a, std::slice::from_ref(right))?;
            Some(about(Term::product(a), Term::product(b)))
        }
        (_, Node::Product(b)) => {
            let (a, b) = without_equal(engines, statement, std::slice::from_ref(left), b)?;
            Some(about(Term::product(a), Term::product(b)))
        }
        _ => None,
    }
}

fn with_claim(statement: &Statement, left: Term, right: Term) -> Statement {
    Statement { claim: Claim { relation: Relation::Equal, left, right }, ..statement.clone() }
}

/// Two lists of parts without those that are proved equal in pairs; nothing where there are none.
fn without_equal(
    engines: &mut Engines,
    statement: &Statement,
    left: &[Term],
    right: &[Term],
) -> Option<(Vec<Term>, Vec<Term>)> {
    if left.len().max(right.len()) > MAX_PARTS {
        return None;
    }
    let (mut kept, mut others) = (Vec::new(), right.to_vec());
    for part in left {
        let equal = |other: &Term| {
            part == other || engines.prove(&with_claim(statement, part.clone(), other.clone())).is_some()
        };
        match others.iter().position(equal) {
            Some(place) => drop(others.remove(place)),
            None => kept.push(part.clone()),
        }
    }
    (kept.len() < left.len()).then_some((kept, others))
}

#[cfg(test)]
mod tests {
    use super::{parts_that_differ, still_true};
    use crate::refute::Effort;
    use crate::verdict::engines::Engines;
    use quod_kernel::statement::Statement;
    use quod_kernel::syntax::read_statement;

    fn note(claim: &str) -> Statement {
        let head = "∀ n ≥ 1, i ≤ n, j ≤ n, z[n], y[n]: s[i ≤ n] := exp(z[i])/Σ(l ≤ n: exp(z[l])); ";
        read_statement(&format!("{head}{claim}")).unwrap()
    }

    #[test]
    fn the_line_with_the_lost_indicator_is_true_at_the_true_class() {
        let sums = "Σ(i ≤ n: y[i]*s[j]) - Σ(i ≤ n: y[i]*[i = j]) = s[j]*Σ(i ≤ n: y[i]) - Σ(i ≤ n: y[i])";
        let statement = note(&format!("given Σ(i ≤ n: y[i]) = 1; {sums}"));
        assert_eq!(still_true(&statement).as_deref(), Some("y_{j} = 1"));
        let mut engines = Engines::new(Effort::default());
        let (left, right) = parts_that_differ(&mut engines, &statement).unwrap();
        assert!(right == "1" && left.contains('k') && left.contains('j'), "{left} against {right}");
    }

    #[test]
    fn several_factors_are_several_places() {
        assert_eq!(still_true(&note("y[i]*z[j] = y[i]*2*z[j]")).as_deref(), Some("y_{i} = 0 or z_{j} = 0"));
        assert_eq!(still_true(&note("y[i] = z[j]")).as_deref(), Some("z_{j} = y_{i}"));
        assert_eq!(still_true(&note("s[i] = 2*s[i]")), None);
    }

    #[test]
    fn sides_that_differ_as_wholes_have_no_smaller_parts() {
        let mut engines = Engines::new(Effort::default());
        assert_eq!(parts_that_differ(&mut engines, &note("y[i] = z[i]")), None);
    }
}
