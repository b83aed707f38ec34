//! What a display says of symbols that have no meaning: it tells something of them, and cannot be false.
//!
//! Nobody claims that independent unknowns are equal. `A t = \lambda t`, where the file says nothing of A, t and λ, says
//! what they are; a counterexample to it would be one to nothing. So a claim is not refuted where it uses no definition
//! and no hypothesis, and where either each side holds an unknown that the other lacks, or both hold different functions of
//! which nothing is known or different derivatives of them, or it opens a chain and compares numerals with an unknown that
//! is written once, so that it can be solved for it.

use super::analyse::Analyser;
use super::thread::Course;
use crate::diagnostic::{Diagnostic, Severity};
use crate::latex::RelationKind;
use quod_kernel::statement::{Hypothesis, Statement};
use quod_kernel::term::{Name, Node, Term};
use std::collections::{BTreeMap, BTreeSet};

/// The variables of a term with how often they are written, its opaque functions, and by what these are differentiated.
#[derive(Default)]
struct Unknowns {
    variables: BTreeMap<Name, usize>,
    functions: BTreeSet<Name>,
    derivatives: BTreeSet<Option<Name>>,
}

impl Unknowns {
    fn of(term: &Term) -> Self {
        let mut found = Self::default();
        found.walk(term, None);
        found
    }

    fn walk(&mut self, term: &Term, within: Option<&Name>) {
        let mut by = within;
        match term.node() {
            Node::Entry(name, _) => *self.variables.entry(name.clone()).or_default() += 1,
            Node::Opaque(name, _, partials, _) => {
                self.functions.insert(name.clone());
                let prime = (!partials.is_empty()).then(|| Name::new("'"));
                self.derivatives.insert(within.cloned().or(prime));
            }
            Node::Derivative { by: name, .. } => by = Some(name),
            _ => {}
        }
        term.node().each_part(&mut |part, _| self.walk(part, by));
    }

    fn is_empty(&self) -> bool {
        self.variables.is_empty() && self.functions.is_empty()
    }

    /// What is here and not there, functions first.
    fn beyond<'a>(&'a self, other: &'a Self) -> Vec<&'a Name> {
        let variables = self.variables.keys().filter(|name| !other.variables.contains_key(*name));
        self.functions.difference(&other.functions).chain(variables).collect()
    }

    /// Whether an equation of this with a numeral can be solved: it is one unknown, or one of several is written once.
    fn can_be_solved(&self) -> bool {
        self.functions.is_empty()
            && match self.variables.len() {
                0 => false,
                1 => self.variables.values().all(|count| *count == 1),
                _ => self.variables.values().any(|count| *count == 1),
            }
    }
}

fn holds_derivative(term: &Term) -> bool {
    let mut found = matches!(term.node(), Node::Derivative { .. });
    term.node().each_part(&mut |part, _| found |= holds_derivative(part));
    found
}

impl Analyser<'_> {
    /// Why a statement that speaks of probabilities is not judged: they are numbers without laws here, and none of them
    /// may be differentiated.
    pub fn chances(&self, statement: &Statement, false_without: bool) -> Option<&'static str> {
        let chances = &self.derivation.world.chances;
        if !statement.variables.keys().any(|name| chances.contains(name)) {
            return None;
        }
        let bodies = statement.definitions.iter().map(|definition| &definition.body);
        let mut terms = bodies.chain([&statement.claim.left, &statement.claim.right]);
        match terms.any(holds_derivative) {
            true => Some("derivatives of probabilities and densities are not read"),
            false => false_without.then_some("this holds at most by laws of probability, and none is known here"),
        }
    }

    /// The note for a link that says something of unknowns, and so is assumed; nothing where it claims.
    pub fn relates_the_unknown(&self, course: &Course, at: usize, statement: &Statement) -> Option<Diagnostic> {
        let constrained = statement.hypotheses.iter().any(|hypothesis| matches!(hypothesis, Hypothesis::All(..)));
        if !statement.definitions.is_empty() || constrained {
            return None;
        }
        let (left, right) = (Unknowns::of(&statement.claim.left), Unknowns::of(&statement.claim.right));
        let (only_left, only_right) = (left.beyond(&right), right.beyond(&left));
        let both = !only_left.is_empty() && !only_right.is_empty();
        let function = left.functions != right.functions || left.derivatives != right.derivatives;
        let opens = at == 0 && !course.thread.arrow;
        let solvable = (right.is_empty() && left.can_be_solved()) || (left.is_empty() && right.can_be_solved());
        let relates = both || function || (opens && solvable);
        if !relates {
            return None;
        }
        let join = &course.thread.joins[at];
        let shared = left.functions.first();
        let name = only_left.first().or(only_right.first()).copied().or(shared)?.as_str();
        let text = format!("nothing says what {name} is, so this is taken to say something of it");
        let mut finding = self.warning("Q0101", text, join.formula, join.span, "not judged");
        finding.severity = Severity::Note;
        let sign = if join.relation.kind == RelationKind::Equal {
            "define it, or say it in a hypothesis"
        } else {
            "say it in a hypothesis"
        };
        Some(finding.help(format!("{sign}; then this is judged")))
    }
}
