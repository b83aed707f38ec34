//! The search for proofs: definitions are unfolded, derivatives computed, both sides brought into a normal form, all
//! by the kernel's rules; what is found is a certificate, which the kernel then checks.

mod difference;
mod normal;
mod rules;
mod search;
#[cfg(test)]
mod tests;
mod witness;

pub use difference::factors_of_difference;
use quod_kernel::certificate::{Certificate, Fact, Proof, Reason};
use quod_kernel::check;
use quod_kernel::ring::Ring;
use quod_kernel::rules::{POSITIVE, Scope, SignFact, Signs, of_relation};
use quod_kernel::statement::{Claim, Hypothesis, Relation, Statement};
use quod_kernel::term::{Condition, Function, Node, Size, Term};
use search::{Path, Prover, Search, Stop};
use std::collections::BTreeSet;

/// What the search found.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// The kernel accepted a certificate.
    Proved(Box<Proved>),
    /// No proof was found.
    Unproved(Unproved),
    /// The fuel was used up first.
    OutOfFuel,
}

/// A proof, and what it could not do without.
#[derive(Clone, Debug)]
pub struct Proved {
    /// What the kernel accepted.
    pub certificate: Certificate,
    /// A least set of hypotheses, by number: none can be left out.
    pub hypotheses: BTreeSet<usize>,
    /// What one side must be for it to be defined, where the other is defined without, and no hypothesis grants it.
    pub conditions: Vec<Need>,
    /// How many rules the kernel applied.
    pub steps: usize,
}

/// A condition on the sign of a term for all values of the indices, which are bound in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// The ranges of the indices, the last one innermost.
    pub ranges: Vec<Size>,
    /// The term.
    pub term: Term,
    /// Which signs it may have.
    pub signs: Signs,
}

/// Why there is no proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unproved {
    /// Both sides have different normal forms, or the sign is not known.
    Open,
    /// A rule that the way needed does not apply.
    Stuck(Reason),
    /// No instance was found that meets the hypotheses and at which both sides are defined.
    NoWitness,
    /// The statement makes no sense.
    IllFormed,
}

/// How many cases a proof may fall into.
const MAX_SPLITS: u32 = 64;

/// Searches for a proof with so many work units: the same answer on every machine.
pub fn prove(statement: &Statement, fuel: u64) -> Outcome {
    if statement.check().is_err() {
        return Outcome::Unproved(Unproved::IllFormed);
    }
    let mut fuel = fuel;
    let all: BTreeSet<usize> = (0..statement.hypotheses.len()).collect();
    let mut best = match attempt(statement, &all, &mut fuel) {
        Ok(proof) => proof,
        Err(stop) => return stopped(stop),
    };
    let Some(witness) = witness::find(statement) else { return Outcome::Unproved(Unproved::NoWitness) };
    let certificate = |proof| Certificate { statement: statement.clone(), witness: witness.clone(), proof };
    let mut accepted = match check(statement, &certificate(best.clone())) {
        Ok(accepted) => accepted,
        Err(rejected) => return Outcome::Unproved(Unproved::Stuck(rejected.reason)),
    };
    let mut allowed = accepted.hypotheses.clone();
    for number in accepted.hypotheses.clone() {
        let mut fewer = allowed.clone();
        fewer.remove(&number);
        // Without fuel for the attempt the hypothesis stays.
        let Ok(proof) = attempt(statement, &fewer, &mut fuel) else { continue };
        if let Ok(less) = check(statement, &certificate(proof.clone())) {
            (best, accepted, allowed) = (proof, less, fewer);
        }
    }
    let conditions = conditions(statement, &accepted.hypotheses);
    let (hypotheses, steps) = (accepted.hypotheses, accepted.steps);
    Outcome::Proved(Box::new(Proved { certificate: certificate(best), hypotheses, conditions, steps }))
}

fn stopped(stop: Stop) -> Outcome {
    match stop {
        Stop::Fuel => Outcome::OutOfFuel,
        Stop::Stuck(Reason::Unequal | Reason::Sign) | Stop::Split(_) => Outcome::Unproved(Unproved::Open),
        Stop::Stuck(reason) => Outcome::Unproved(Unproved::Stuck(reason)),
    }
}

/// A proof from these hypotheses alone.
fn attempt(statement: &Statement, allowed: &BTreeSet<usize>, fuel: &mut u64) -> Search<Proof> {
    let mut scope = Scope::new(without(statement, allowed));
    let mut splits = MAX_SPLITS;
    split(&mut scope, allowed, fuel, &mut splits)
}

/// The statement with hypotheses that say nothing in place of those that are not allowed, so that numbers stay.
fn without(statement: &Statement, allowed: &BTreeSet<usize>) -> Statement {
    let mut statement = statement.clone();
    for (number, hypothesis) in statement.hypotheses.iter_mut().enumerate() {
        if !allowed.contains(&number) {
            *hypothesis = Hypothesis::Where(Condition::And(Vec::new()));
        }
    }
    statement
}

fn split(scope: &mut Scope, allowed: &BTreeSet<usize>, fuel: &mut u64, splits: &mut u32) -> Search<Proof> {
    if let Some(number) = absurd(scope) {
        return Ok(Proof::Absurd(number));
    }
    for hypothesis in scope.statement.hypotheses.clone() {
        if let Hypothesis::Where(condition) = hypothesis
            && let Some(condition) = open_part(scope, &condition)
        {
            return both(scope, &condition, allowed, fuel, splits);
        }
    }
    match case(scope, fuel) {
        Err(Stop::Split(condition)) => both(scope, &condition, allowed, fuel, splits),
        other => other,
    }
}

/// Proves the claim where the condition holds, and where it does not.
fn both(
    scope: &mut Scope,
    condition: &Condition,
    allowed: &BTreeSet<usize>,
    fuel: &mut u64,
    splits: &mut u32,
) -> Search<Proof> {
    *splits = splits.checked_sub(1).ok_or(Stop::Fuel)?;
    let condition = oriented(scope, condition);
    let mut proofs = Vec::new();
    for holds in [true, false] {
        let outside = (scope.statement.clone(), scope.known.clone());
        scope.assume(&condition, holds).map_err(Stop::Stuck)?;
        let proof = split(scope, allowed, fuel, splits);
        (scope.statement, scope.known) = outside;
        proofs.push(Box::new(proof?));
    }
    let (Some(otherwise), Some(then)) = (proofs.pop(), proofs.pop()) else { return Err(Stop::Stuck(Reason::Form)) };
    Ok(Proof::Split { condition, then, otherwise })
}

/// The equation the other way round where only that replaces an index.
fn oriented(scope: &Scope, condition: &Condition) -> Condition {
    match condition {
        Condition::Equal(a, b) if scope.replacement(a, b).is_err() => Condition::Equal(b.clone(), a.clone()),
        other => other.clone(),
    }
}

/// A hypothesis on indices that is false in this case.
fn absurd(scope: &mut Scope) -> Option<usize> {
    let hypotheses = scope.statement.hypotheses.clone();
    hypotheses.iter().position(|hypothesis| match hypothesis {
        Hypothesis::Where(condition) => scope.decide(condition) == Some(false),
        Hypothesis::All(..) => false,
    })
}

/// A comparison in a hypothesis on indices that is not decided yet.
fn open_part(scope: &mut Scope, condition: &Condition) -> Option<Condition> {
    match condition {
        Condition::Equal(a, b) => {
            let replaces = scope.replacement(a, b).is_ok() || scope.replacement(b, a).is_ok();
            (replaces && scope.decide(condition).is_none()).then(|| condition.clone())
        }
        Condition::Less(..) => scope.decide(condition).is_none().then(|| condition.clone()),
        Condition::Positive(_) => None,
        Condition::Not(inner) => open_part(scope, inner),
        Condition::And(list) | Condition::Or(list) => list.iter().find_map(|part| open_part(scope, part)),
    }
}

/// One case: nothing is left to split by, or the search says by what to split.
fn case(scope: &mut Scope, fuel: &mut u64) -> Search<Proof> {
    let fresh = Scope::new(scope.statement.clone());
    let mut prover =
        Prover { scope: std::mem::replace(scope, fresh), fuel: *fuel, rewritings: Vec::new(), depth: 0, halving: true };
    let result = prover.claim();
    *fuel = prover.fuel;
    *scope = prover.scope;
    scope.facts.clear();
    result
}

impl Prover {
    fn claim(&mut self) -> Search<Proof> {
        let facts = self.facts()?;
        let given = (0..self.scope.statement.hypotheses.len()).collect();
        self.take_hypotheses(&given)?;
        let claim = self.scope.statement.claim.clone();
        if claim.relation != Relation::Equal {
            return self.sign(facts, &claim);
        }
        if claim.left == claim.right {
            return Ok(Proof::Equal { facts, left: Vec::new(), right: Vec::new() });
        }
        let (mut left, right) = (self.normal(&claim.left)?, self.normal(&claim.right)?);
        let equal = |left: &Path| Ring::default().equal(&left.term, &right.term).map_err(Stop::Stuck);
        let mut done = equal(&left)?;
        if !done {
            self.combine(&mut left, &right.term)?;
            done = equal(&left)?;
        }
        match done {
            true => Ok(Proof::Equal { facts, left: left.steps, right: right.steps }),
            false => Err(self.sign_to_split(&[&left.term, &right.term]).unwrap_or(Stop::Stuck(Reason::Unequal))),
        }
    }

    /// An inequality: the difference may show its sign as it stands, with definitions unfolded, in normal form, or by
    /// a bound.
    fn sign(&mut self, facts: Vec<Fact>, claim: &Claim) -> Search<Proof> {
        let whole = claim.left.clone().minus(claim.right.clone());
        let shown = |prover: &mut Self, term: &Term| prover.scope.signs(term) & !of_relation(claim.relation) == 0;
        let mut difference = Path::from(&whole);
        if !shown(self, &difference.term) {
            self.lower(&mut difference)?;
        }
        if !shown(self, &difference.term) {
            self.normalise(&mut difference)?;
        }
        let steps = difference.steps.clone();
        if shown(self, &difference.term) {
            return Ok(Proof::Sign { facts, steps, bound: None });
        }
        match self.bound(&difference.term, claim.relation)? {
            Some(path) => Ok(Proof::Sign { facts, steps, bound: Some((path.term, path.steps)) }),
            None => Err(self.sign_to_split(&[&difference.term]).unwrap_or(Stop::Stuck(Reason::Sign))),
        }
    }

    /// The sign of a term without bound indices on which absolute values or cases depend, the simplest first.
    fn sign_to_split(&mut self, terms: &[&Term]) -> Option<Stop> {
        let mut found = Vec::new();
        terms.iter().for_each(|term| sources_of_sign(term, &mut found));
        found.sort_by_key(|term| (length(term), term.clone()));
        let open = |term: &Term, prover: &mut Self| {
            let signs = prover.scope.signs(term);
            signs & POSITIVE != 0 && signs != POSITIVE && prover.scope.total(term)
        };
        let term = found.into_iter().find(|term| open(term, self))?;
        Some(Stop::Split(Condition::Positive(term)))
    }

    fn normal(&mut self, term: &Term) -> Search<Path> {
        let mut path = Path::from(term);
        self.lower(&mut path)?;
        self.normalise(&mut path)?;
        Ok(path)
    }

    /// Gathers what both sides need to be defined, in normal form where it is not plain.
    fn facts(&mut self) -> Search<Vec<Fact>> {
        let claim = self.scope.statement.claim.clone();
        let gathered = gather(&self.scope, &[&claim.left, &claim.right])?;
        let mut facts = Vec::new();
        for (source, (ranges, term, signs)) in gathered.iter().enumerate() {
            // What is plain needs no fact.
            let plain = self.scope.within(ranges, |scope| scope.signs(term)) & !signs == 0;
            if plain {
                continue;
            }
            let mut lowered = Path::from(term);
            let outside = self.scope.bound.len();
            self.scope.bound.extend(ranges.iter().cloned());
            let result = self.lower(&mut lowered).and_then(|()| {
                let mut normal = lowered.clone();
                self.normalise(&mut normal)?;
                Ok(normal)
            });
            self.scope.bound.truncate(outside);
            match result {
                // Derivatives meet a term unfolded, the rules for functions meet it in normal form.
                Ok(normal) => {
                    let mut paths = vec![lowered, normal];
                    paths.dedup_by(|a, b| a.term == b.term);
                    facts.extend(paths.into_iter().filter(|p| !p.steps.is_empty()).map(|path| (source, path)));
                }
                Err(Stop::Stuck(_)) => {}
                Err(stop) => return Err(stop),
            }
        }
        self.scope.facts = gathered.clone();
        Ok(facts
            .into_iter()
            .map(|(source, path)| {
                let (ranges, _, signs) = &gathered[source];
                self.scope.add_fact(ranges.clone(), path.term, *signs);
                Fact { source, steps: path.steps }
            })
            .collect())
    }
}

fn gather(scope: &Scope, sides: &[&Term]) -> Search<Vec<SignFact>> {
    let mut apart = Scope::new(scope.statement.clone());
    sides.iter().try_for_each(|side| apart.gather(&[], side)).map_err(Stop::Stuck)?;
    Ok(apart.facts)
}

/// What one side alone needs to be defined, unless form or hypotheses grant it.
fn conditions(statement: &Statement, allowed: &BTreeSet<usize>) -> Vec<Need> {
    let mut scope = Scope::new(without(statement, allowed));
    let claim = &statement.claim;
    let (Ok(left), Ok(right)) = (gather(&scope, &[&claim.left]), gather(&scope, &[&claim.right])) else {
        return Vec::new();
    };
    let mut conditions: Vec<Need> = Vec::new();
    let alone =
        left.iter().filter(|fact| !right.contains(fact)).chain(right.iter().filter(|fact| !left.contains(fact)));
    for (ranges, term, signs) in alone {
        let condition = Need { ranges: ranges.clone(), term: term.clone(), signs: *signs };
        if !granted(&mut scope, &condition) && !conditions.contains(&condition) {
            conditions.push(condition);
        }
    }
    least(&mut scope, conditions)
}

/// The numbers of the hypotheses of a statement that grant a condition; nothing where they do not.
pub fn granted_by(statement: &Statement, need: &Need) -> Option<BTreeSet<usize>> {
    let mut scope = Scope::new(statement.clone());
    granted(&mut scope, need).then(|| scope.used.into_inner())
}

/// Whether form, hypotheses and facts give a term the signs that it needs.
fn granted(scope: &mut Scope, need: &Need) -> bool {
    scope.within(&need.ranges, |scope| scope.signs(&need.term)) & !need.signs == 0
}

/// The conditions that do not follow from the others; of two that follow from each other, the shorter.
fn least(scope: &mut Scope, mut conditions: Vec<Need>) -> Vec<Need> {
    conditions.sort_by_key(|need| std::cmp::Reverse(length(&need.term)));
    let mut place = 0;
    while place < conditions.len() {
        scope.facts.clear();
        for other in conditions.iter().enumerate().filter(|(at, _)| *at != place).map(|(_, other)| other) {
            scope.add_fact(other.ranges.clone(), other.term.clone(), other.signs);
        }
        if granted(scope, &conditions[place]) {
            conditions.remove(place);
        } else {
            place += 1;
        }
    }
    conditions
}

/// What stands in absolute values and in cases on a sign, without bound indices, and the factors of it.
fn sources_of_sign(term: &Term, found: &mut Vec<Term>) {
    let mut source = |inner: &Term| {
        let factors = if let Node::Product(factors) = inner.node() { factors.clone() } else { Vec::new() };
        found.extend(factors.into_iter().chain([inner.clone()]).filter(|part| part.loose() == 0));
    };
    match term.node() {
        Node::Apply(Function::Abs, inner) | Node::If(Condition::Positive(inner), ..) => source(inner),
        _ => {}
    }
    term.node().each_part(&mut |part, _| sources_of_sign(part, found));
}

/// How many parts a term has.
fn length(term: &Term) -> usize {
    let mut total = 1;
    term.node().each_part(&mut |part, _| total += length(part));
    total
}
