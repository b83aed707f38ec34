//! The rules against the numeric engine: what random terms become keeps its value, and stays defined.

use crate::generate;
use crate::prove::search::{Path, Prover};
use crate::prove::{Outcome, prove};
use crate::refute::{Effort, Verdict, refute, value_at, witness};
use quod_kernel::Rational;
use quod_kernel::rules::Scope;
use quod_kernel::statement::{Claim, Hypothesis, Relation, Statement};
use quod_kernel::term::{Index, Node, Rewrite, Term};

/// The first seed and how many: both may be set, for longer runs.
fn seeds(count: u64) -> std::ops::Range<u64> {
    let number = |name: &str, otherwise| std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(otherwise);
    let first = number("QUOD_FUZZ_FIRST", 0);
    first..first + number("QUOD_FUZZ_COUNT", count)
}

fn equation(statement: &Statement, left: &Term, right: &Term) -> Statement {
    let claim = Claim { relation: Relation::Equal, left: left.clone(), right: right.clone() };
    Statement { claim, hypotheses: Vec::new(), ..statement.clone() }
}

/// The normal form of the left side, with the hypotheses on indices that the way there took.
fn normal(statement: &Statement) -> Option<(Term, usize)> {
    let mut prover =
        Prover { scope: Scope::new(statement.clone()), fuel: 20_000, rewritings: Vec::new(), depth: 0, halving: true };
    let mut path = Path::from(&statement.claim.left);
    prover.lower(&mut path).ok()?;
    prover.normalise(&mut path).ok()?;
    Some((path.term, path.steps.len()))
}

/// Splits by the first condition that the search asks for, keeping the case in which it holds not; indices of one
/// range are made different by a hypothesis.
fn apart(statement: &Statement) -> Statement {
    let mut statement = statement.clone();
    statement.hypotheses.clear();
    statement
}

/// Little, for the engines meet many statements.
const EFFORT: Effort = Effort { work: 3_000, random: 1, ordered: 2 };

#[test]
fn normal_forms_keep_value_and_definedness() {
    let (mut changed, mut compared) = (0, 0);
    for seed in seeds(120) {
        let statement = apart(&generate::statement(seed, 2 + seed as usize % 2));
        let left = statement.claim.left.clone();
        let Some((term, steps)) = normal(&equation(&statement, &left, &left)) else { continue };
        changed += usize::from(steps > 0);
        let claim = equation(&statement, &left, &term);
        if let Verdict::Refuted(found) = refute(&claim, EFFORT) {
            panic!("seed {seed}: {claim}\n{found:?}");
        }
        let Some(instance) = witness(&equation(&statement, &left, &left), EFFORT) else { continue };
        if value_at(&claim, &instance, &left).is_ok() {
            let value = value_at(&claim, &instance, &term);
            assert!(value.is_ok(), "seed {seed}: undefined on the right only: {claim}\n{value:?}");
            compared += 1;
        }
    }
    println!("{changed} changed, {compared} compared");
    assert!(changed > 20 && compared > 20);
}

/// Changes one number, sign, exponent, index or part of a term.
struct Mutate {
    place: usize,
    seen: usize,
}

impl Rewrite for Mutate {
    fn term(&mut self, term: &Term, _depth: u32) -> Option<Term> {
        self.seen += 1;
        if self.seen != self.place + 1 {
            return None;
        }
        Some(match term.node() {
            Node::Number(value) => Term::number(value.plus(Rational::ONE).ok()?),
            Node::Power(base, exponent) => Term::power(base.clone(), exponent + 1),
            Node::Sum(list) => Term::sum(list[1..].iter().cloned()),
            Node::Product(list) => Term::product(list[1..].iter().cloned()),
            Node::Apply(_, argument) => argument.clone(),
            Node::Fold(_, _, body) => body.open(&[Index::Numeral(1)]),
            Node::If(condition, then, otherwise) => Term::case(condition.clone(), otherwise.clone(), then.clone()),
            _ => term.clone().negate(),
        })
    }
}

#[test]
fn what_is_proved_is_not_refuted() {
    let (mut proved, mut mutants, mut refuted) = (0, 0, 0);
    for seed in seeds(40) {
        let statement = apart(&generate::statement(seed, 2));
        let left = statement.claim.left.clone();
        let Some((term, _)) = normal(&equation(&statement, &left, &left)) else { continue };
        let truth = equation(&statement, &left, &term);
        if let Outcome::Proved(_) = prove(&truth, 20_000) {
            proved += 1;
        }
        for place in 0..6 {
            let mutant = term.rewrite(&mut Mutate { place, seen: 0 }, 0);
            let claim = equation(&statement, &left, &mutant);
            if claim.check().is_err() || mutant == term {
                continue;
            }
            mutants += 1;
            let found = refute(&claim, EFFORT);
            refuted += usize::from(matches!(found, Verdict::Refuted(_)));
            if let (Outcome::Proved(_), Verdict::Refuted(found)) = (prove(&claim, 20_000), &found) {
                panic!("seed {seed}: proved and refuted: {claim}\n{found:?}");
            }
        }
    }
    println!("{proved} proved, {mutants} mutants, {refuted} of them refuted");
    assert!(proved > 10 && refuted > 10);
}

#[test]
fn hypotheses_prove_nothing_that_is_refuted() {
    let mut proved = 0;
    for seed in seeds(80) {
        let mut statement = generate::statement(seed, 1);
        let Some(Hypothesis::All(_, claim)) = statement.hypotheses.first_mut() else { continue };
        claim.relation = Relation::Equal;
        // The left side of the hypothesis is rewritten by it, within the claim.
        let opened = |term: &Term| term.open(&[Index::Numeral(1), Index::Numeral(1)]);
        let (a, b) = (opened(&claim.left), opened(&claim.right));
        let x = statement.claim.left.clone();
        statement.claim = Claim {
            relation: Relation::Equal,
            left: Term::product([a.clone(), x.clone()]),
            right: Term::product([b, x]),
        };
        if statement.check().is_err() {
            continue;
        }
        if let Outcome::Proved(_) = prove(&statement, 20_000) {
            proved += 1;
            if let Verdict::Refuted(found) = refute(&statement, EFFORT) {
                panic!("seed {seed}: proved and refuted: {statement}\n{found:?}");
            }
        }
    }
    println!("{proved} proved");
    assert!(proved > 3);
}
