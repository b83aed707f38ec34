//! The two engines behind one door: what was once found out of a statement is remembered, for one file often holds
//! the same statement twice, and is read once more where two conventions are in use.

use super::analysis::Counterexample;
use crate::prove::{self, Proved};
use crate::refute::{self, Effort, Rigour, Verdict};
use quod_kernel::statement::Statement;
use quod_kernel::term::Name;
use std::collections::BTreeMap;
use std::rc::Rc;

/// What evaluation says of a claim.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// It held at this many instances.
    Held(u64),
    /// It is false.
    False(Counterexample),
    /// No instance meets the hypotheses with both sides defined.
    NoInstance,
}

/// The work units for one proof: the same answer on every machine.
const FUEL: u64 = 300_000;

/// Prover and refuter, with what they have found so far.
#[derive(Debug, Default)]
pub struct Engines {
    /// How far evaluation goes.
    pub effort: Effort,
    proofs: BTreeMap<String, Option<Rc<Proved>>>,
    outcomes: BTreeMap<(String, Effort), Outcome>,
}

impl Engines {
    /// Engines that evaluate so far.
    pub fn new(effort: Effort) -> Self {
        Self { effort, ..Self::default() }
    }

    /// A proof of the statement that the kernel accepted.
    pub fn prove(&mut self, statement: &Statement) -> Option<Rc<Proved>> {
        let prove = || match prove::prove(statement, FUEL) {
            prove::Outcome::Proved(proved) => Some(Rc::from(proved)),
            prove::Outcome::Unproved(_) | prove::Outcome::OutOfFuel => None,
        };
        self.proofs.entry(statement.to_string()).or_insert_with(prove).clone()
    }

    /// What evaluation says of a statement.
    pub fn evaluate(&mut self, statement: &Statement) -> Outcome {
        self.evaluate_with(statement, self.effort)
    }

    /// What evaluation says of a statement of which a proof is known: a few instances are a second opinion, but whether
    /// there is any instance at all takes the whole effort.
    pub fn second_opinion(&mut self, statement: &Statement) -> Outcome {
        match self.brief(statement) {
            Outcome::NoInstance => self.evaluate(statement),
            other => other,
        }
    }

    /// What a few instances say of a statement.
    pub fn brief(&mut self, statement: &Statement) -> Outcome {
        self.evaluate_with(statement, self.effort.brief())
    }

    fn evaluate_with(&mut self, statement: &Statement, effort: Effort) -> Outcome {
        let key = (statement.to_string(), effort);
        self.outcomes.entry(key).or_insert_with(|| evaluate(statement, effort)).clone()
    }
}

fn evaluate(statement: &Statement, effort: Effort) -> Outcome {
    match refute::refute(statement, effort) {
        Verdict::Held { .. } if !has_larger_instance(statement, effort) => Outcome::NoInstance,
        Verdict::Held { effective, .. } => Outcome::Held(effective),
        Verdict::NoInstance => Outcome::NoInstance,
        Verdict::Refuted(found) => Outcome::False(counterexample(statement, &found)),
    }
}

/// Whether both sides are defined under the hypotheses at sizes above 1 too: what holds for arrays of one entry alone,
/// because all larger ones are excluded, was hardly meant.
fn has_larger_instance(statement: &Statement, effort: Effort) -> bool {
    if statement.hypotheses.is_empty() || statement.sizes.is_empty() {
        return true;
    }
    let mut larger = statement.clone();
    larger.sizes.values_mut().for_each(|least| *least = (*least).max(2));
    refute::witness(&larger, effort).is_some()
}

fn counterexample(statement: &Statement, found: &refute::Counterexample) -> Counterexample {
    let pairs =
        |map: &BTreeMap<Name, u64>| map.iter().map(|(name, value)| (name.as_str().to_string(), *value)).collect();
    let arrays = found.instance.arrays.iter().filter(|array| statement.variables.contains_key(&array.name));
    let values = arrays.map(|array| {
        let entries = array.entries.iter().map(|entry| entry.as_ref().map_or("any".to_string(), ToString::to_string));
        (array.name.as_str().to_string(), entries.collect())
    });
    Counterexample {
        sizes: pairs(&found.instance.sizes),
        indices: pairs(&found.instance.indices),
        values: values.collect(),
        left: found.left.clone(),
        right: found.right.clone(),
        exact: found.rigour == Rigour::Exact,
    }
}

#[cfg(test)]
mod tests {
    use super::{Engines, Outcome};
    use crate::refute::Effort;
    use quod_kernel::syntax::read_statement;

    #[test]
    fn a_proof_is_looked_for_once_and_still_evaluated() {
        let statement = read_statement("∀ n ≥ 1, a[n]: Σ(i ≤ n: 2*a[i]) = 2*Σ(i ≤ n: a[i])").unwrap();
        let mut engines = Engines::new(Effort::default());
        let (first, second) = (engines.prove(&statement).unwrap(), engines.prove(&statement).unwrap());
        assert!(std::rc::Rc::ptr_eq(&first, &second));
        let Outcome::Held(brief) = engines.second_opinion(&statement) else { panic!("it holds") };
        let Outcome::Held(whole) = engines.evaluate(&statement) else { panic!("it holds") };
        assert!(brief > 0 && brief < whole, "{brief} of {whole}");
    }

    #[test]
    fn a_brief_look_finds_what_is_false_at_the_least_sizes() {
        let statement = read_statement("∀ n ≥ 1, a[n]: Σ(i ≤ n: 2*a[i]) = Σ(i ≤ n: a[i])").unwrap();
        assert!(matches!(Engines::new(Effort::default()).second_opinion(&statement), Outcome::False(_)));
    }
}
