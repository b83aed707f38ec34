//! The prover's state and its moves: every change of a term is a kernel rule, recorded as a step.

use super::normal::{Polynomial, TooLarge, Value};
use quod_kernel::certificate::{Reason, Rule, Step};
use quod_kernel::check;
use quod_kernel::rules::Scope;
use quod_kernel::statement::MAX_DEPTH;
use quod_kernel::term::{Condition, Fold, Node, Size, Term};

/// Why the search stops before its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// No fuel is left.
    Fuel,
    /// What comes next depends on whether this condition on free indices holds.
    Split(Condition),
    /// A rule that was thought to apply does not.
    Stuck(Reason),
}

impl From<TooLarge> for Stop {
    fn from(_: TooLarge) -> Self {
        Stop::Stuck(Reason::TooLarge)
    }
}

pub type Search<T> = Result<T, Stop>;

/// A term and the steps that led to it.
#[derive(Clone, Debug)]
pub struct Path {
    /// Where the steps lead.
    pub term: Term,
    /// The steps.
    pub steps: Vec<Step>,
}

impl Path {
    /// No step.
    pub fn from(term: &Term) -> Self {
        Self { term: term.clone(), steps: Vec::new() }
    }
}

/// A hypothesis that is an equation, as a rewriting of its greatest monomial.
pub struct Rewriting {
    /// The number of the hypothesis.
    pub number: usize,
    /// The ranges of its indices.
    pub ranges: Vec<Size>,
    /// What the hypothesis says is 0: the left side minus the right one in normal form, under binders of these ranges,
    /// cleared of what divides all of it.
    pub polynomial: Polynomial,
    /// The factor that clears it.
    pub clear: Term,
}

/// The prover at work on one case of one statement.
pub struct Prover {
    /// What is known.
    pub scope: Scope,
    /// The work units that are left.
    pub fuel: u64,
    /// The hypotheses as rewritings.
    pub rewritings: Vec<Rewriting>,
    /// How deep the search is in itself: it must not use up the stack.
    pub depth: u32,
    /// Whether double sums may be halved: not within the search for a half.
    pub halving: bool,
}

/// How deep the search may go into itself.
const MAX_SEARCH_DEPTH: u32 = 120;

impl Prover {
    /// Uses up work units.
    pub fn burn(&mut self, units: u64) -> Search<()> {
        self.fuel = self.fuel.checked_sub(units).ok_or(Stop::Fuel)?;
        Ok(())
    }

    /// Applies a rule to the whole term.
    pub fn by(&mut self, path: &mut Path, rule: Rule) -> Search<()> {
        self.burn(1)?;
        let term = self.scope.apply(&rule, &path.term).map_err(Stop::Stuck)?;
        if term.depth() > MAX_DEPTH {
            return Err(Stop::Stuck(Reason::TooLarge));
        }
        path.term = term;
        path.steps.push(Step::By(rule));
        Ok(())
    }

    /// Applies a rule where it applies: whether it did.
    pub fn tried(&mut self, path: &mut Path, rule: Rule) -> Search<bool> {
        match self.by(path, rule) {
            Ok(()) => Ok(true),
            Err(Stop::Stuck(_)) => Ok(false),
            Err(stop) => Err(stop),
        }
    }

    /// To a term that is equal in the ring, if it is not the term itself.
    pub fn ring(&mut self, path: &mut Path, target: Term) -> Search<()> {
        if target == path.term { Ok(()) } else { self.by(path, Rule::Ring(target)) }
    }

    /// Unfolds a defined symbol after steps on the body of its definition.
    pub fn unfold(&mut self, path: &mut Path, steps: Vec<Step>) -> Search<()> {
        self.burn(1)?;
        let step = Step::By(Rule::Unfold(steps));
        path.term = check::apply(&mut self.scope, std::slice::from_ref(&step), &path.term)
            .map_err(|rejected| Stop::Stuck(rejected.reason))?;
        path.steps.push(step);
        Ok(())
    }

    /// Changes one part of the term.
    pub fn inside(
        &mut self,
        path: &mut Path,
        number: usize,
        change: impl FnOnce(&mut Self, &mut Path) -> Search<()>,
    ) -> Search<()> {
        self.each(path, &[number], change_once(change))
    }

    /// Changes all parts of the term.
    pub fn all(&mut self, path: &mut Path, change: fn(&mut Self, &mut Path) -> Search<()>) -> Search<()> {
        let numbers: Vec<usize> = (0..check::parts(&path.term).len()).collect();
        self.each(path, &numbers, change)
    }

    fn each(
        &mut self,
        path: &mut Path,
        numbers: &[usize],
        mut change: impl FnMut(&mut Self, &mut Path) -> Search<()>,
    ) -> Search<()> {
        let mut parts: Vec<Term> = check::parts(&path.term).into_iter().map(|(part, _)| part).collect();
        let mut list = Vec::new();
        for number in numbers {
            let Some(part) = parts.get(*number) else { return Err(Stop::Stuck(Reason::NoSuch)) };
            let mut inner = Path::from(part);
            let outside = self.scope.enter(&path.term, *number);
            let result = change(self, &mut inner);
            self.scope.leave(outside);
            result?;
            if !inner.steps.is_empty() {
                parts[*number] = inner.term;
                list.push((*number, inner.steps));
            }
        }
        if !list.is_empty() {
            path.term = check::rebuild(&path.term, parts);
            path.steps.push(Step::Inside(list));
        }
        Ok(())
    }

    /// Brings a term without derivatives and definitions into normal form.
    pub fn normalise(&mut self, path: &mut Path) -> Search<()> {
        self.burn(1)?;
        if self.depth == MAX_SEARCH_DEPTH {
            return Err(Stop::Fuel);
        }
        self.depth += 1;
        let result = self.by_form(path);
        self.depth -= 1;
        result
    }

    fn by_form(&mut self, path: &mut Path) -> Search<()> {
        let term = path.term.clone();
        match term.node() {
            Node::Number(_) | Node::Pi | Node::Size(_) | Node::Entry(..) => self.reduce(path),
            Node::Product(factors) if factors[0] == Term::integer(0) => self.ring(path, Term::integer(0)),
            Node::Sum(_) | Node::Product(_) | Node::Power(..) => {
                self.all(path, Self::normalise)?;
                self.arithmetic(path)
            }
            Node::If(..) => self.case(path),
            Node::Raise(..) => {
                self.by(path, Rule::RaiseExp)?;
                self.normalise(path)
            }
            Node::Apply(..) => {
                self.inside(path, 0, Self::normalise)?;
                self.function(path)
            }
            // An indicator in a product is gone before its case is taken apart.
            Node::Fold(Fold::Product, ..) if self.tried(path, Rule::Contract)? => self.normalise(path),
            Node::Fold(..) => {
                self.inside(path, 0, Self::normalise)?;
                self.fold(path)
            }
            Node::Call(..) | Node::Opaque(..) | Node::Derivative { .. } => {
                self.all(path, Self::normalise)?;
                self.reduce(path)
            }
        }
    }

    /// Computes sums, products and powers of terms in normal form.
    pub fn arithmetic(&mut self, path: &mut Path) -> Search<()> {
        self.burn(1 + u64::from(path.term.depth()))?;
        let value = Value::of(&path.term)?;
        self.ring(path, value.term())?;
        if self.absorb(path)? {
            return self.arithmetic(path);
        }
        self.reduce(path)
    }
}

fn change_once<F: FnOnce(&mut Prover, &mut Path) -> Search<()>>(
    change: F,
) -> impl FnMut(&mut Prover, &mut Path) -> Search<()> {
    let mut change = Some(change);
    move |prover, path| change.take().map_or(Ok(()), |change| change(prover, path))
}
