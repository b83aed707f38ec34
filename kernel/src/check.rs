//! The checker: a certificate is accepted, or rejected with step, rule and reason.

use crate::certificate::{Certificate, Fact, Proof, Reason, Rule, Step};
use crate::ring::Ring;
use crate::rules::{Scope, of_indices, of_relation};
use crate::statement::{Claim, Hypothesis, MAX_DEPTH, Relation, Statement};
use crate::term::{Condition, Index, Node, Rewrite, Size, Term};
use crate::witness;
use std::collections::BTreeSet;

/// What the checker accepted: the claim follows from these hypotheses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The numbers of the hypotheses that were used.
    pub hypotheses: BTreeSet<usize>,
    /// How many rules were applied.
    pub steps: usize,
}

/// Where and why a certificate is rejected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// The number of the rule in the order in which they are applied, from 1; 0 before the first.
    pub step: usize,
    /// The rule, or the part of the proof.
    pub rule: &'static str,
    /// Why.
    pub reason: Reason,
}

type Result<T> = std::result::Result<T, Rejected>;

/// Counts the rules that are applied.
struct Checker {
    step: usize,
}

/// Checks that `certificate` proves `statement`, which the caller has read by itself.
pub fn check(statement: &Statement, certificate: &Certificate) -> Result<Accepted> {
    let mut checker = Checker { step: 0 };
    if certificate.statement != *statement {
        return Err(checker.reject("statement", Reason::OtherStatement));
    }
    statement.check().map_err(|fault| checker.reject("statement", Reason::IllFormed(fault)))?;
    let mut scope = Scope::new(statement.clone());
    checker.proof(&mut scope, &certificate.proof)?;
    witness::check(statement, &certificate.witness).map_err(|reason| checker.reject("witness", reason))?;
    Ok(Accepted { hypotheses: scope.used.into_inner(), steps: checker.step })
}

/// Applies steps to a term, in order: the result, where it is accepted. Provers build certificates with it.
pub fn apply(scope: &mut Scope, steps: &[Step], term: &Term) -> Result<Term> {
    Checker { step: 0 }.run(scope, steps, term)
}

impl Checker {
    fn reject(&self, rule: &'static str, reason: Reason) -> Rejected {
        Rejected { step: self.step, rule, reason }
    }

    fn proof(&mut self, scope: &mut Scope, proof: &Proof) -> Result<()> {
        match proof {
            Proof::Equal { facts, left, right } => self.equal(scope, facts, left, right),
            Proof::Sign { facts, steps, bound } => self.sign(scope, facts, steps, bound.as_ref()),
            Proof::Split { condition, then, otherwise } => self.split(scope, condition, then, otherwise),
            Proof::Absurd(number) => match scope.statement.hypotheses.get(*number).cloned() {
                Some(Hypothesis::Where(condition)) if scope.decide(&condition) == Some(false) => {
                    scope.used.borrow_mut().insert(*number);
                    Ok(())
                }
                Some(_) => Err(self.reject("absurd", Reason::Undecided)),
                None => Err(self.reject("absurd", Reason::NoSuch)),
            },
        }
    }

    fn equal(&mut self, scope: &mut Scope, facts: &[Fact], left: &[Step], right: &[Step]) -> Result<()> {
        if scope.statement.claim.relation != Relation::Equal {
            return Err(self.reject("equal", Reason::OtherRelation));
        }
        self.facts(scope, facts)?;
        let claim = scope.statement.claim.clone();
        let (left, right) = (self.run(scope, left, &claim.left)?, self.run(scope, right, &claim.right)?);
        match Ring::default().equal(&left, &right) {
            Ok(true) => Ok(()),
            Ok(false) => Err(self.reject("equal", Reason::Unequal)),
            Err(reason) => Err(self.reject("equal", reason)),
        }
    }

    fn sign(
        &mut self,
        scope: &mut Scope,
        facts: &[Fact],
        steps: &[Step],
        bound: Option<&(Term, Vec<Step>)>,
    ) -> Result<()> {
        let relation = scope.statement.claim.relation;
        if relation == Relation::Equal {
            return Err(self.reject("sign", Reason::OtherRelation));
        }
        self.facts(scope, facts)?;
        let claim = scope.statement.claim.clone();
        let mut difference = self.run(scope, steps, &claim.left.minus(claim.right))?;
        if let Some((term, steps)) = bound {
            let stated = Claim { relation, left: term.clone(), right: Term::integer(0) };
            let stated = Statement { claim: stated, ..scope.statement.clone() };
            stated.check().map_err(|fault| self.reject("bound", Reason::IllFormed(fault)))?;
            if !scope.total(term) {
                return Err(self.reject("bound", Reason::Undefined));
            }
            let end = self.run(scope, steps, term)?;
            if !Ring::default().equal(&difference, &end).map_err(|reason| self.reject("bound", reason))? {
                return Err(self.reject("bound", Reason::Unequal));
            }
            difference = term.clone();
        }
        if scope.signs(&difference) & !of_relation(relation) == 0 {
            Ok(())
        } else {
            Err(self.reject("sign", Reason::Sign))
        }
    }

    /// Gathers what follows from both sides being defined, and rewrites it.
    fn facts(&mut self, scope: &mut Scope, facts: &[Fact]) -> Result<()> {
        scope.facts.clear();
        let claim = scope.statement.claim.clone();
        for side in [&claim.left, &claim.right] {
            scope.gather(&[], side).map_err(|reason| self.reject("fact", reason))?;
        }
        for Fact { source, steps } in facts {
            let Some((ranges, term, signs)) = scope.facts.get(*source).cloned() else {
                return Err(self.reject("fact", Reason::NoSuch));
            };
            let term = scope.within(&ranges, |scope| self.run(scope, steps, &term))?;
            scope.add_fact(ranges, term, signs);
        }
        Ok(())
    }

    fn split(&mut self, scope: &mut Scope, condition: &Condition, then: &Proof, otherwise: &Proof) -> Result<()> {
        for (holds, proof) in [(false, otherwise), (true, then)] {
            let outside = (scope.statement.clone(), scope.known.clone());
            scope.assume(condition, holds).map_err(|reason| self.reject("split", reason))?;
            let result = self.proof(scope, proof);
            (scope.statement, scope.known) = outside;
            result?;
        }
        Ok(())
    }

    fn run(&mut self, scope: &mut Scope, steps: &[Step], term: &Term) -> Result<Term> {
        let mut term = term.clone();
        for step in steps {
            term = match step {
                Step::Inside(list) => self.inside(scope, list, &term)?,
                Step::By(rule) => {
                    self.step += 1;
                    match rule {
                        Rule::Unfold(steps) => self.unfold(scope, steps, &term)?,
                        _ => scope.apply(rule, &term).map_err(|reason| self.reject(rule.name(), reason))?,
                    }
                }
            };
            if term.depth() > MAX_DEPTH {
                return Err(self.reject("term", Reason::TooLarge));
            }
        }
        Ok(term)
    }

    fn inside(&mut self, scope: &mut Scope, list: &[(usize, Vec<Step>)], term: &Term) -> Result<Term> {
        let mut parts: Vec<Term> = parts(term).into_iter().map(|(part, _)| part).collect();
        for (number, steps) in list {
            let part = parts.get(*number).cloned().ok_or_else(|| self.reject("inside", Reason::NoSuch))?;
            let outside = scope.enter(term, *number);
            let changed = self.run(scope, steps, &part);
            scope.leave(outside);
            parts[*number] = changed?;
        }
        Ok(rebuild(term, parts))
    }

    /// unfold: a defined symbol → its meaning at its indices and arguments, after steps on the body of its definition.
    /// Not where the symbol is what is varied, or held fixed.
    fn unfold(&mut self, scope: &mut Scope, steps: &[Step], term: &Term) -> Result<Term> {
        let Node::Call(name, at, arguments) = term.node() else { return Err(self.reject("unfold", Reason::Form)) };
        if !scope.may_unfold(name) {
            return Err(self.reject("unfold", Reason::UnderDerivative));
        }
        let definition = scope.statement.definition(name).cloned();
        let Some(mut definition) = definition else { return Err(self.reject("unfold", Reason::NoSuch)) };
        if !steps.is_empty() {
            // The body knows nothing of the place where the symbol stands.
            let mut apart = Scope::new(scope.statement.clone());
            apart.under = scope.under.clone();
            let indices = definition.indices.clone();
            definition.body = apart.within(&indices, |apart| self.run(apart, steps, &definition.body))?;
            scope.used.borrow_mut().extend(apart.used.into_inner());
        }
        definition.unfold(at, arguments).ok_or_else(|| self.reject("unfold", Reason::Form))
    }
}

/// What a scope was before it entered a part of a term.
pub struct Outside {
    known: Vec<Condition>,
    bound: usize,
    under: usize,
}

impl Scope {
    /// Enters the part of a term with this number.
    pub fn enter(&mut self, term: &Term, number: usize) -> Outside {
        let outside = Outside { known: self.known.clone(), bound: self.bound.len(), under: self.under.len() };
        let sizes = parts(term).into_iter().nth(number).map(|(_, sizes)| sizes).unwrap_or_default();
        self.push(&sizes);
        match term.node() {
            Node::Derivative { by, fixed, .. } => {
                self.known.retain(of_indices);
                self.under.push((by.clone(), fixed.clone()));
            }
            Node::If(condition, ..) => {
                let mut terms = 0;
                condition.each_term(&mut |_| terms += 1);
                match number.checked_sub(terms) {
                    Some(0) => self.known.push(condition.clone()),
                    Some(_) => self.known.push(condition.clone().negate()),
                    None => {}
                }
            }
            _ => {}
        }
        outside
    }

    /// Leaves the part that was entered last.
    pub fn leave(&mut self, outside: Outside) {
        self.known = outside.known;
        self.bound.truncate(outside.bound);
        self.under.truncate(outside.under);
    }

    /// Takes a condition on free indices, or on the sign of a term that is defined everywhere, as true, or as false. An
    /// equation replaces its first index by the second.
    pub fn assume(&mut self, condition: &Condition, holds: bool) -> std::result::Result<(), Reason> {
        let free = |index: &Index| match index {
            Index::Free(name) => self.statement.indices.contains_key(name),
            Index::Numeral(value) => *value >= 1,
            Index::Bound(_) => false,
        };
        match condition {
            Condition::Equal(a, b) | Condition::Less(a, b) if free(a) && free(b) => {}
            Condition::Positive(term) => {
                let claim = Claim { relation: Relation::Equal, left: term.clone(), right: Term::integer(0) };
                let stated = Statement { claim, ..self.statement.clone() };
                stated.check().map_err(Reason::IllFormed)?;
                if !self.total(term) {
                    return Err(Reason::Undefined);
                }
            }
            _ => return Err(Reason::Form),
        }
        let Condition::Equal(from, to) = condition else {
            self.known.push(if holds { condition.clone() } else { condition.clone().negate() });
            return Ok(());
        };
        if !holds {
            self.known.push(condition.clone().negate());
            return Ok(());
        }
        let mut replacement = self.replacement(from, to)?;
        // An index has this value, so its range reaches so far.
        if let (Some(Size::Named(size)), Index::Numeral(value)) = (self.range(from).cloned(), to) {
            self.statement.sizes.entry(size).and_modify(|least| *least = (*least).max(*value));
        }
        self.statement.replace(&mut replacement);
        self.known.iter_mut().for_each(|known| *known = known.rewrite(&mut replacement, 0));
        Ok(())
    }
}

/// The direct parts of a term in the order of [`Node::each_part`], each with the sizes of the binders between.
pub fn parts(term: &Term) -> Vec<(Term, Vec<Size>)> {
    let mut list = Vec::new();
    term.node().each_part(&mut |part, sizes| list.push((part.clone(), sizes.to_vec())));
    list
}

/// Puts other parts in the place of the direct parts of a term, in their order.
struct Exchange {
    inside: bool,
    parts: std::vec::IntoIter<Term>,
}

impl Rewrite for Exchange {
    fn term(&mut self, _: &Term, _: u32) -> Option<Term> {
        // The whole term comes first.
        if std::mem::replace(&mut self.inside, true) { self.parts.next() } else { None }
    }
}

/// The term with other direct parts.
pub fn rebuild(term: &Term, parts: Vec<Term>) -> Term {
    term.rewrite(&mut Exchange { inside: false, parts: parts.into_iter() }, 0)
}
