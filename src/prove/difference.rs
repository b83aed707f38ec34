//! What the sides of a false equation differ by, in factors: where one of them is 0, the equation still holds.

use super::normal::Value;
use super::search::{Prover, Search, Stop};
use quod_kernel::certificate::Reason;
use quod_kernel::rules::{Scope, ZERO};
use quod_kernel::statement::{Hypothesis, Relation, Statement};
use quod_kernel::term::{Node, Term};

/// The factors of left − right that may be 0, in normal form under the hypotheses; they are 0 exactly where both sides
/// are defined and equal. Nothing for what is no equation, holds for certain indices alone, or has no normal form within
/// so many work units.
pub fn factors_of_difference(statement: &Statement, fuel: u64) -> Option<Vec<Term>> {
    let conditional = statement.hypotheses.iter().any(|hypothesis| matches!(hypothesis, Hypothesis::Where(_)));
    if statement.check().is_err() || statement.claim.relation != Relation::Equal || conditional {
        return None;
    }
    let scope = Scope::new(statement.clone());
    factors(&mut Prover { scope, fuel, rewritings: Vec::new(), depth: 0, halving: true }).ok()
}

fn factors(prover: &mut Prover) -> Search<Vec<Term>> {
    prover.facts()?;
    let all = (0..prover.scope.statement.hypotheses.len()).collect();
    prover.take_hypotheses(&all)?;
    let claim = prover.scope.statement.claim.clone();
    let difference = prover.normal(&claim.left.minus(claim.right))?;
    let mut found = Vec::new();
    for factor in Value::of(&difference.term)?.factors()? {
        match factor.node() {
            // A denominator is not 0 where the sides are defined.
            Node::Power(_, exponent) if *exponent < 0 => {}
            // A difference of 0 would be a proof, and is none of ours.
            Node::Number(value) if value.is_zero() => return Err(Stop::Stuck(Reason::Form)),
            Node::Power(base, _) if prover.scope.signs(base) & ZERO != 0 => found.push(base.clone()),
            Node::Power(..) => {}
            _ if prover.scope.signs(&factor) & ZERO != 0 => found.push(factor),
            _ => {}
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::factors_of_difference;
    use quod_kernel::syntax::read_statement;

    fn factors(claim: &str) -> Option<Vec<String>> {
        let head = "∀ n ≥ 1, i ≤ n, j ≤ n, x, y[n], z[n]: s[i ≤ n] := exp(z[i])/Σ(k ≤ n: exp(z[k])); ";
        let statement = read_statement(&format!("{head}{claim}")).unwrap();
        Some(factors_of_difference(&statement, 100_000)?.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn what_cannot_be_zero_is_no_factor() {
        assert_eq!(factors("s[j]*x = 0"), Some(vec!["x".to_string()]));
        assert_eq!(factors("n*x^2/y[j] = 0"), Some(vec!["x".to_string()]));
        assert_eq!(factors("s[j] = 2*s[j]"), Some(vec![]));
    }

    #[test]
    fn hypotheses_are_used() {
        let found = factors("given Σ(k ≤ n: y[k]) = 1; Σ(k ≤ n: y[k]*[k = j]) = Σ(k ≤ n: y[k])").unwrap();
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains("y[j]") && !found[0].contains('Σ'), "{found:?}");
    }

    #[test]
    fn what_is_no_equation_or_holds_has_none() {
        assert_eq!(factors("x ≤ 0"), None);
        assert_eq!(factors("x = x"), None);
        assert_eq!(factors("where i ≠ j; x*[i = j] = 1"), None);
    }
}
