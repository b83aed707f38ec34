//! What a display says of symbols that have no meaning: it tells something of them, and cannot be false.
//!
//! Nobody claims that independent unknowns are equal. `A t = \lambda t`, where the file says nothing of A, t and λ, says
//! what they are; a counterexample to it would be one to nothing. So a claim is not refuted where it uses no definition
//! and no hypothesis, and where either each side holds an unknown that the other lacks, or one side alone holds a
//! function of which nothing is known, or both sides differentiate such a function by different letters, or it stands by itself and compares a bare unknown with a numeral. Anything else is
//! judged: `2a = 6` behind "if a = 3" is false where a is free again.
//!
//! After *hence* or an arrow an equation claims, and defines nothing. Where it gives the first word ever of a symbol, there
//! is nothing to hold the claim against: it is `unread`, and so is every later link that would be false and rests on
//! that symbol.

use super::analyse::Analyser;
use super::thread::Course;
use crate::derivation::{Role, defined_symbol, draws_conclusion, holds};
use crate::diagnostic::{Diagnostic, Severity};
use crate::elaborate::{Key, World};
use crate::latex::RelationKind;
use crate::source::Span;
use quod_kernel::statement::{Hypothesis, Statement};
use quod_kernel::term::{Name, Node, Term};
use std::collections::BTreeSet;

/// The variables and the opaque functions of a term.
#[derive(Default)]
struct Unknowns {
    variables: BTreeSet<Name>,
    functions: BTreeSet<Name>,
    /// By what an unknown function is differentiated.
    by: BTreeSet<Name>,
}

impl Unknowns {
    fn of(term: &Term, world: &World) -> Self {
        let mut found = Self::default();
        found.walk(term, world);
        found
    }

    fn walk(&mut self, term: &Term, world: &World) {
        match term.node() {
            // An inverse is known where its matrix is.
            Node::Entry(name, _) if world.is_inverse(name) => {
                world.inverted(name).into_iter().for_each(|matrix| self.walk(matrix, world));
            }
            Node::Entry(name, _) => drop(self.variables.insert(name.clone())),
            Node::Opaque(name, ..) => drop(self.functions.insert(name.clone())),
            Node::Derivative { body, by, .. } if matches!(body.node(), Node::Opaque(..)) => {
                self.by.insert(by.clone());
            }
            _ => {}
        }
        term.node().each_part(&mut |part, _| self.walk(part, world));
    }

    fn is_empty(&self) -> bool {
        self.variables.is_empty() && self.functions.is_empty()
    }

    /// What is here and not there, functions first.
    fn beyond<'a>(&'a self, other: &'a Self) -> Vec<&'a Name> {
        self.functions.difference(&other.functions).chain(self.variables.difference(&other.variables)).collect()
    }
}

fn holds_part(term: &Term, wanted: &dyn Fn(&Term) -> bool) -> bool {
    let mut found = wanted(term);
    term.node().each_part(&mut |part, _| found |= holds_part(part, wanted));
    found
}

fn holds_derivative(term: &Term) -> bool {
    holds_part(term, &|part| matches!(part.node(), Node::Derivative { .. }))
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
            true => Some("derivatives of what only its text tells are not read"),
            false => false_without.then_some("this holds at most by laws that are not known here"),
        }
    }

    /// Whether a hypothesis says of an inverse no more than that it is one.
    pub fn is_law(&self, hypothesis: &Hypothesis) -> bool {
        let Hypothesis::All(_, claim) = hypothesis else { return false };
        let inverse =
            |term: &Term| matches!(term.node(), Node::Entry(name, _) if self.derivation.world.is_inverse(name));
        holds_part(&claim.left, &inverse)
    }

    /// The note for a link that says something of unknowns, and so is assumed; nothing where it claims.
    pub fn relates_the_unknown(&self, course: &Course, at: usize, statement: &Statement) -> Option<Diagnostic> {
        let said = |hypothesis: &Hypothesis| matches!(hypothesis, Hypothesis::All(..)) && !self.is_law(hypothesis);
        let constrained = statement.hypotheses.iter().any(said);
        if !statement.definitions.is_empty() || constrained {
            return None;
        }
        let world = &self.derivation.world;
        let (left, right) = (Unknowns::of(&statement.claim.left, world), Unknowns::of(&statement.claim.right, world));
        let (only_left, only_right) = (left.beyond(&right), right.beyond(&left));
        let both = !only_left.is_empty() && !only_right.is_empty();
        // dC/dX = dC/dY says how C depends on X through Y, of which nothing is written.
        let through = !left.by.is_subset(&right.by) && !right.by.is_subset(&left.by);
        let function = left.functions != right.functions || through;
        let alone = course.thread.joins.len() == 1 && !course.thread.arrow;
        let bare = |term: &Term| matches!(term.node(), Node::Entry(..));
        let (one, other) = (&statement.claim.left, &statement.claim.right);
        let with_a_numeral = alone && (bare(one) && right.is_empty() || bare(other) && left.is_empty());
        if !both && !function && !with_a_numeral {
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

    /// The symbol of which a link, as a conclusion, says the first word: its left side, that nothing before it mentions.
    pub fn concluded_unknown(&self, course: &Course, at: usize, from: usize) -> Option<Key> {
        let (left, right) = (&course.thread.sides[from], &course.thread.sides[at + 1]);
        let passage = &self.derivation.passages[left.formula];
        // An inline equation is a claim only in a sentence that concludes.
        if from != 0 || (course.thread.display && !draws_conclusion(course.thread, passage)) {
            return None;
        }
        let world = &self.derivation.world;
        let key = defined_symbol(&world.survey, &left.expr)?;
        let earlier = self.derivation.passages[..left.formula].iter().flat_map(|passage| &passage.lines);
        let mut sides = earlier.filter(|line| !line.chain.links.is_empty()).flat_map(|line| line.chain.sides());
        let known = world.is_defined(&key)
            || holds(&world.survey, &right.expr, &key)
            || sides.any(|side| holds(&world.survey, side, &key));
        (!known).then_some(key)
    }

    /// The note for such a link.
    pub fn says_what_is_unknown(&self, key: &Key, formula: usize, span: Span) -> Diagnostic {
        let name = key.tex();
        let text = format!("nothing says what {name} is, and a conclusion does not define it");
        let mut finding = self.warning("Q0101", text, formula, span, "not judged");
        finding.severity = Severity::Note;
        finding.help(format!("to say what {name} is, write := here, or the equation without such a word or arrow"))
    }

    /// The symbol of such a link on which a later link rests.
    pub fn rests_on_the_unknown(&self, course: &Course, at: usize, from: usize) -> Option<Key> {
        let sides = [from, at + 1].map(|side| &course.thread.sides[side].expr);
        let survey = &self.derivation.world.survey;
        self.unknown.iter().find(|key| sides.iter().any(|side| holds(survey, side, key))).cloned()
    }

    /// The symbol of a link that the file gives by an aside alone, as in "the Jacobian $J = …$": the author knows what it
    /// is, and nothing here does.
    pub fn rests_on_an_aside(&self, course: &Course, at: usize, from: usize) -> Option<Key> {
        let survey = &self.derivation.world.survey;
        let sides = [from, at + 1].map(|side| &course.thread.sides[side].expr);
        let given = self.asides.get_or_init(|| self.given_by_asides());
        given.iter().find(|key| sides.iter().any(|side| holds(survey, side, key))).cloned()
    }

    fn given_by_asides(&self) -> Vec<Key> {
        let world = &self.derivation.world;
        let given = self.derivation.threads.iter().zip(&self.derivation.roles).filter_map(|(thread, role)| {
            let equation = thread.joins.first().is_some_and(|join| join.relation.kind == RelationKind::Equal);
            let key = defined_symbol(&world.survey, &thread.sides[0].expr).filter(|_| equation)?;
            let own = thread.sides[1..].iter().any(|side| holds(&world.survey, &side.expr, &key));
            (*role == Role::Aside && !own && !world.is_defined(&key)).then_some(key)
        });
        given.collect()
    }

    /// The note for such a link.
    pub fn says_what_an_aside_gives(&self, key: &Key, formula: usize, span: Span) -> Diagnostic {
        let name = key.tex();
        let text = format!("{name} is given by an equation that is read as an aside, and so by nothing");
        let mut finding = self.warning("Q0101", text, formula, span, "not judged");
        finding.severity = Severity::Note;
        finding.help(format!("write `let ${name} = …$`, or `where ${name} = …$`: that is a definition"))
    }
}
