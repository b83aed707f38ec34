//! Derivatives set to zero in words alone: "Setting the gradient to zero gives".
//!
//! The sentence names no formula, so that the derivative meant is the one displayed last under the same heading; all of
//! them, where the words speak of several.

use super::hypotheses::{Source, Stated};
use super::prose::{Sentence, Token, has};
use super::{Derivation, Role, end_of_section};
use crate::elaborate::{Assumption, Reader, Value, close, sides as sides_of};
use crate::latex::{Expr, Node};
use crate::source::Span;
use quod_kernel::statement::Relation;
use quod_kernel::term::Term;

const SETS: [&str; 6] = ["set", "setting", "equate", "equating", "solve", "solving"];
const ZERO: [&str; 1] = ["zero"];
const SEVERAL: [&str; 6] = ["both", "all", "these", "them", "derivatives", "gradients"];

/// The word by which a sentence before a formula sets a derivative to zero without showing which.
pub fn sets_to_zero(sentence: &Sentence) -> Option<Span> {
    let verb = sentence.before.iter().find_map(|token| match token {
        Token::Word(word, span) if SETS.contains(&word.as_str()) => Some(*span),
        _ => None,
    });
    verb.filter(|_| has(&sentence.before, &ZERO))
}

/// The conditions that such sentences state, each for the rest of its heading.
pub fn conditions(derivation: &mut Derivation) -> Vec<Stated> {
    let mut found: Vec<Stated> = Vec::new();
    for number in 0..derivation.threads.len() {
        let place = derivation.threads[number].sides[0].formula;
        let sentence = &derivation.passages[place].sentence;
        let claims = derivation.roles[number] == Role::Claim;
        let Some(word) = sets_to_zero(sentence).filter(|_| claims) else { continue };
        let mut roles = derivation.threads.iter().zip(&derivation.roles);
        let shown = roles.any(|(thread, role)| thread.sides[0].formula == place && *role == Role::Condition);
        if shown || found.iter().any(|other| other.source == Source::Word(word)) {
            continue;
        }
        let several = has(&sentence.before, &SEVERAL);
        let scope = place..end_of_section(&derivation.passages, place);
        for derivative in derivatives(derivation, number, several) {
            found.extend(condition(derivation, derivative, word, scope.clone()));
        }
    }
    found
}

/// The threads before one, under its heading, that begin with a derivative; the last one unless several are meant.
fn derivatives(derivation: &Derivation, number: usize, several: bool) -> Vec<usize> {
    let section = |thread: usize| derivation.passages[derivation.threads[thread].sides[0].formula].section;
    let mut found: Vec<usize> = (0..number)
        .filter(|other| section(*other) == section(number))
        .filter(|other| matches!(derivation.threads[*other].sides[0].expr.node, Node::Derivative(_)))
        .collect();
    if !several {
        found = found.pop().into_iter().collect();
    }
    found
}

/// What is shown of the derivative last is assumed to be 0, and listed just so.
fn condition(derivation: &mut Derivation, thread: usize, word: Span, scope: std::ops::Range<usize>) -> Option<Stated> {
    let thread = &derivation.threads[thread];
    let sides: Vec<Expr> = thread.sides.iter().map(|side| side.expr.clone()).collect();
    let shown = thread.sides.last()?.clone();
    let whole: Vec<&Expr> = sides.iter().collect();
    let mut reader = Reader::new(&mut derivation.world, shown.formula);
    let left = reader.side(&shown.expr, &whole).ok()?;
    let free = reader.free.clone();
    let zero = Value::scalar(Term::integer(0));
    let both = sides_of(reader.world_mut(), &left, &zero, &free, shown.expr.span).ok()?;
    let text = format!("{} = 0", derivation.passages[shown.formula].tex(shown.expr.span).trim());
    let assumptions = vec![Assumption { hypothesis: close(&both, Relation::Equal) }];
    Some(Stated { source: Source::Word(word), place: scope.start, scope, text, assumptions })
}
