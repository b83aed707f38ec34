//! One claim: its statement, under the hypotheses that touch it, and what evaluation says of it.

use super::analysis::Counterexample;
use crate::derivation::Stated;
use crate::elaborate::{Assumption, Sides, Trouble, World, statement};
use crate::refute::{self, Effort, Rigour, Verdict};
use crate::source::Span;
use quod_kernel::statement::{Hypothesis, IllFormed, Relation, Statement};
use quod_kernel::term::{Name, Node, Term};
use std::collections::BTreeSet;

/// What was found out about a claim.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// It held at this many instances.
    Held(u64),
    /// It is false.
    False(Counterexample),
    /// No instance meets the hypotheses with both sides defined.
    NoInstance,
}

/// A claim with its statement and what was found out.
#[derive(Clone, Debug)]
pub struct Judged {
    /// The statement in the core language.
    pub statement: Statement,
    /// What was found out.
    pub outcome: Outcome,
    /// The numbers of the file's hypotheses that it could not do without.
    pub needs: Vec<usize>,
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
    /// How far evaluation goes.
    pub effort: Effort,
    /// Where it stands in the formula's text.
    pub span: Span,
}

/// Judges a claim under its own conditions and the file's hypotheses, and finds the least set of these that it needs.
pub fn judge(world: &mut World, claim: Claim) -> Result<Judged, Trouble> {
    let mut among = claim.touching(world)?;
    among.retain(|number| claim.stated[*number].scope.contains(&claim.place));
    let mut statement = claim.build(world, &among)?;
    let mut outcome = evaluate(&statement, claim.effort);
    if matches!(outcome, Outcome::NoInstance) && !among.is_empty() && !has_premises(&statement, claim.effort) {
        // What holds without them holds, whether or not an instance of the hypotheses is found.
        let bare = claim.build(world, &[])?;
        if let held @ Outcome::Held(_) = evaluate(&bare, claim.effort) {
            (outcome, statement, among) = (held, bare, Vec::new());
        }
    }
    if !matches!(outcome, Outcome::Held(_)) {
        return Ok(Judged { statement, outcome, needs: Vec::new() });
    }
    for number in among.clone().into_iter().rev() {
        let without: Vec<usize> = among.iter().copied().filter(|other| *other != number).collect();
        let weaker = claim.build(world, &without)?;
        if matches!(evaluate(&weaker, claim.effort), Outcome::Held(_)) {
            among = without;
            statement = weaker;
        }
    }
    Ok(Judged { statement, outcome, needs: among })
}

impl Claim<'_> {
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

/// What evaluation says of a statement.
pub fn evaluate(statement: &Statement, effort: Effort) -> Outcome {
    match refute::refute(statement, effort) {
        Verdict::Held { .. } if !has_larger_instance(statement, effort) => Outcome::NoInstance,
        Verdict::Held { effective, .. } => Outcome::Held(effective),
        Verdict::NoInstance => Outcome::NoInstance,
        Verdict::Refuted(found) => Outcome::False(counterexample(statement, &found)),
    }
}

/// Whether an instance of the hypotheses alone is found: then it is a side of the claim that they leave undefined, and a
/// proof without them would say nothing of any point that they allow.
fn has_premises(statement: &Statement, effort: Effort) -> bool {
    let zero = Term::integer(0);
    let claim = quod_kernel::statement::Claim { relation: Relation::Equal, left: zero.clone(), right: zero };
    refute::witness(&Statement { claim, ..statement.clone() }, effort).is_some()
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
    let pairs = |map: &std::collections::BTreeMap<Name, u64>| {
        map.iter().map(|(name, value)| (name.as_str().to_string(), *value)).collect()
    };
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
