//! One claim: its statement, under the hypotheses that touch it, and what both engines say of it.

use super::analysis::Counterexample;
use super::engines::{Engines, Outcome};
use crate::derivation::Stated;
use crate::elaborate::{Assumption, Sides, Trouble, World, statement};
use crate::prove::{Proved, granted_by};
use crate::refute::{self, Effort};
use crate::source::Span;
use quod_kernel::statement::{Hypothesis, IllFormed, Relation, Statement};
use quod_kernel::term::{Name, Node, Term};
use std::collections::BTreeSet;
use std::rc::Rc;

/// A claim with its statement and what was found out.
#[derive(Clone, Debug)]
pub struct Judged {
    /// The statement in the core language.
    pub statement: Statement,
    /// What evaluation says.
    pub outcome: Outcome,
    /// A proof that the kernel accepted.
    pub proved: Option<Rc<Proved>>,
    /// The numbers of the file's hypotheses that it could not do without.
    pub needs: Vec<usize>,
    /// For each of these the smallest counterexample to the claim without it, where one was found.
    pub without: Vec<(usize, Counterexample)>,
}

/// What is to be judged: two sides in a relation, with what holds beside them.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'a> {
    /// The formula in which it stands.
    pub place: usize,
    /// Both sides.
    pub sides: &'a Sides,
    /// Their relation.
    pub relation: Relation,
    /// The conditions beside it.
    pub conditions: &'a [Assumption],
    /// The hypotheses of the file.
    pub stated: &'a [Stated],
    /// Where it stands in the formula's text.
    pub span: Span,
}

/// Judges a claim under its own conditions and the file's hypotheses, and finds the least set of these that it needs.
/// A proof is looked for first, for evaluation need not go far where there is one.
pub fn judge(engines: &mut Engines, world: &mut World, claim: Claim) -> Result<Judged, Trouble> {
    let (among, statement) = claim.under(world)?;
    let (effort, proof) = (engines.effort, claim.proof(engines, world, &among, &statement)?);
    // A proof that needs no hypothesis may still speak of no point that the hypotheses allow.
    let somewhere = |proof: &Proof| {
        let conditional = !proof.1.conditions.is_empty() && proof.2.len() < among.len();
        !conditional || refute::witness(&statement, effort).is_some() || !has_premises(&statement, effort)
    };
    if let Some((fewer, proved, needs)) = proof.filter(somewhere) {
        let mut outcome = engines.second_opinion(&fewer);
        // The hypotheses that the proof does without may still say where an instance lies.
        if matches!(outcome, Outcome::NoInstance) && needs.len() < among.len() {
            outcome = engines.evaluate(&statement);
        }
        let statement = fewer;
        let judged = Judged { statement, outcome, proved: Some(proved), needs, without: Vec::new() };
        return claim.with_each_dropped(engines, world, judged);
    }
    let judged = claim.by_evaluation(engines, world, among, statement)?;
    claim.with_each_dropped(engines, world, judged)
}

/// Whether a claim holds at the instances that a brief search tries, and if so, whether it is proved.
pub fn survives(engines: &mut Engines, world: &mut World, claim: Claim) -> Result<Option<bool>, Trouble> {
    let (among, statement) = claim.under(world)?;
    match engines.brief(&statement) {
        Outcome::Held(_) => Ok(Some(claim.proof(engines, world, &among, &statement)?.is_some())),
        Outcome::False(_) | Outcome::NoInstance => Ok(None),
    }
}

/// A statement that is proved, its proof, and the numbers of the file's hypotheses that it holds.
type Proof = (Statement, Rc<Proved>, Vec<usize>);

impl Claim<'_> {
    /// The hypotheses that govern the claim, and its statement under all of them.
    fn under(&self, world: &mut World) -> Result<(Vec<usize>, Statement), Trouble> {
        let mut among = self.touching(world)?;
        among.retain(|number| self.stated[*number].scope.contains(&self.place));
        let statement = self.build(world, &among)?;
        Ok((among, statement))
    }

    /// A proof from as few of these hypotheses as the prover can do with.
    fn proof(
        &self,
        engines: &mut Engines,
        world: &mut World,
        among: &[usize],
        statement: &Statement,
    ) -> Result<Option<Proof>, Trouble> {
        if !among.is_empty() {
            let bare = self.build(world, &[])?;
            if let Some(proved) = engines.prove(&bare) {
                return self.discharged(engines, world, among, statement, (bare, proved, Vec::new())).map(Some);
            }
        }
        let Some(proved) = engines.prove(statement) else { return Ok(None) };
        let needed = self.needed(among, &proved.hypotheses);
        if needed.len() < among.len() {
            let fewer = self.build(world, &needed)?;
            if let Some(proved) = engines.prove(&fewer) {
                return self.discharged(engines, world, among, statement, (fewer, proved, needed)).map(Some);
            }
        }
        Ok(Some((statement.clone(), proved, among.to_vec())))
    }

    /// The same proof with the hypotheses of the full statement that grant its side conditions, and without these.
    fn discharged(
        &self,
        engines: &mut Engines,
        world: &mut World,
        among: &[usize],
        full: &Statement,
        proof: Proof,
    ) -> Result<Proof, Trouble> {
        let mut granting = BTreeSet::new();
        let mut open = proof.1.conditions.clone();
        open.retain(|need| {
            let by = granted_by(full, need);
            granting.extend(by.iter().flatten());
            by.is_none()
        });
        let mut needed = self.needed(among, &granting);
        if needed.is_empty() {
            return Ok(proof);
        }
        needed.extend(&proof.2);
        needed.sort_unstable();
        needed.dedup();
        let statement = self.build(world, &needed)?;
        Ok(match engines.prove(&statement) {
            Some(proved) => (statement, Rc::new(Proved { conditions: open, ..(*proved).clone() }), needed),
            None => proof,
        })
    }

    /// Those of the file's hypotheses of which some part is among the hypotheses of the statement with these numbers.
    fn needed(&self, among: &[usize], hypotheses: &BTreeSet<usize>) -> Vec<usize> {
        let mut first = self.conditions.len();
        let mut needed = Vec::new();
        for number in among {
            let next = first + self.stated[*number].assumptions.len();
            if hypotheses.range(first..next).next().is_some() {
                needed.push(*number);
            }
            first = next;
        }
        needed
    }

    /// What evaluation says, and where it refutes nothing, the least set of hypotheses for that.
    fn by_evaluation(
        &self,
        engines: &mut Engines,
        world: &mut World,
        mut among: Vec<usize>,
        mut statement: Statement,
    ) -> Result<Judged, Trouble> {
        let mut outcome = engines.evaluate(&statement);
        if matches!(outcome, Outcome::NoInstance) && !among.is_empty() && !has_premises(&statement, engines.effort) {
            // What holds without them holds, whether or not an instance of the hypotheses is found.
            let bare = self.build(world, &[])?;
            if let held @ Outcome::Held(_) = engines.evaluate(&bare) {
                (outcome, statement, among) = (held, bare, Vec::new());
            }
        }
        if !matches!(outcome, Outcome::Held(_)) {
            return Ok(Judged { statement, outcome, proved: None, needs: Vec::new(), without: Vec::new() });
        }
        for number in among.clone().into_iter().rev() {
            let without: Vec<usize> = among.iter().copied().filter(|other| *other != number).collect();
            let weaker = self.build(world, &without)?;
            if matches!(engines.evaluate(&weaker), Outcome::Held(_)) {
                among = without;
                statement = weaker;
            }
        }
        // With fewer hypotheses the prover may go another way.
        let proved = engines.prove(&statement);
        Ok(Judged { statement, outcome, proved, needs: among, without: Vec::new() })
    }

    /// Looks for what goes wrong where one of the hypotheses that a link needs is dropped.
    fn with_each_dropped(&self, engines: &mut Engines, world: &mut World, judged: Judged) -> Result<Judged, Trouble> {
        let mut without = Vec::new();
        if matches!(judged.outcome, Outcome::Held(_)) {
            for number in &judged.needs {
                let rest: Vec<usize> = judged.needs.iter().copied().filter(|other| other != number).collect();
                let weaker = self.build(world, &rest)?;
                if let Outcome::False(found) = engines.brief(&weaker) {
                    without.push((*number, found));
                }
            }
        }
        Ok(Judged { without, ..judged })
    }

    /// The hypotheses that speak of a variable of the claim, perhaps through others.
    fn touching(&self, world: &mut World) -> Result<Vec<usize>, Trouble> {
        if self.stated.is_empty() {
            return Ok(Vec::new());
        }
        let bare = statement(world, self.sides, self.relation, self.conditions)?;
        let mut variables: BTreeSet<Name> = bare.variables.keys().cloned().collect();
        let mut among = BTreeSet::new();
        loop {
            let before = among.len();
            for (number, stated) in self.stated.iter().enumerate() {
                let own = variables_of(stated);
                if !own.is_disjoint(&variables) {
                    variables.extend(own);
                    among.insert(number);
                }
            }
            if among.len() == before {
                return Ok(among.into_iter().collect());
            }
        }
    }

    fn build(&self, world: &mut World, among: &[usize]) -> Result<Statement, Trouble> {
        let mut hypotheses = self.conditions.to_vec();
        among.iter().for_each(|number| hypotheses.extend(self.stated[*number].assumptions.iter().cloned()));
        let built = statement(world, self.sides, self.relation, &hypotheses)?;
        match built.check() {
            Ok(()) => Ok(built),
            Err(reason) => Err(Trouble::unread(self.span, ill_formed(&reason))),
        }
    }
}

/// The variables of which a hypothesis speaks.
pub fn variables_of(stated: &Stated) -> BTreeSet<Name> {
    let mut found = BTreeSet::new();
    for assumption in &stated.assumptions {
        if let Hypothesis::All(_, claim) = &assumption.hypothesis {
            [&claim.left, &claim.right].into_iter().for_each(|term| entries(term, &mut found));
        }
    }
    found
}

fn entries(term: &Term, found: &mut BTreeSet<Name>) {
    if let Node::Entry(name, _) | Node::Derivative { by: name, .. } = term.node() {
        found.insert(name.clone());
    }
    term.node().each_part(&mut |part, _| entries(part, found));
}

/// Why the core language refuses a statement, in words.
fn ill_formed(reason: &IllFormed) -> String {
    match reason {
        IllFormed::Axis { name, expected, found } => {
            format!("an index over {found} stands at {}, whose entries run over {expected}", name.as_str())
        }
        IllFormed::Ambiguous { by, through } => format!(
            "this differentiates by {}, and holds {} beside it, on which {} depends",
            by.as_str(),
            through.as_str(),
            by.as_str()
        ),
        IllFormed::DerivativeBy(name) => format!("a derivative by {} is not read here", name.as_str()),
        IllFormed::Arity(name) => format!("{} has another number of indices or arguments", name.as_str()),
        IllFormed::TooDeep => "this is nested too deeply".to_string(),
        IllFormed::DuplicateName(name) => format!("{} names two things", name.as_str()),
        IllFormed::Numeral { name, numeral, .. } => format!("{} may have no entry {numeral}", name.as_str()),
        IllFormed::UnknownName(name) | IllFormed::UnknownIndex(name) => {
            format!("{} has no meaning here", name.as_str())
        }
        other => format!("the core language refuses it: {other:?}"),
    }
}

/// Whether an instance of the hypotheses alone is found: then it is a side of the claim that they leave undefined, and a
/// proof without them would say nothing of any point that they allow.
fn has_premises(statement: &Statement, effort: Effort) -> bool {
    let zero = Term::integer(0);
    let claim = quod_kernel::statement::Claim { relation: Relation::Equal, left: zero.clone(), right: zero };
    refute::witness(&Statement { claim, ..statement.clone() }, effort).is_some()
}
