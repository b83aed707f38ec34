//! The rules. Each takes a term and says the term that it becomes, or why it does not apply: wherever the old term is
//! defined, the new one is defined and equal.

mod case;
mod delta;
mod derivative;
mod function;
mod hypothesis;
mod sign;
mod sum;

pub use case::of_indices;
pub use sign::{
    NEGATIVE, POSITIVE, SignFact, Signs, ZERO, apply as apply_sign, of_number, of_relation, plus, power, times,
};

use crate::certificate::{Reason, Rule};
use crate::ring::Ring;
use crate::statement::Statement;
use crate::term::{Condition, Index, Name, Rewrite, Size, Term};
use std::cell::RefCell;
use std::collections::BTreeSet;

type Result<T> = std::result::Result<T, Reason>;

/// What is known at the place of a term.
pub struct Scope {
    /// The statement, in which case splits replace indices.
    pub statement: Statement,
    /// The ranges of the bound indices, the innermost last.
    pub bound: Vec<Size>,
    /// The conditions that hold here; their bound indices count from here.
    pub known: Vec<Condition>,
    /// The derivatives around the place: by what, and which definitions they hold fixed.
    pub under: Vec<(Name, Vec<Name>)>,
    /// What follows from both sides being defined: for all values of the indices, which are bound in the term, its
    /// sign is one of these.
    pub facts: Vec<SignFact>,
    /// The numbers of the hypotheses that were used.
    pub used: RefCell<BTreeSet<usize>>,
}

impl Scope {
    /// The scope of a whole statement.
    pub fn new(statement: Statement) -> Self {
        let (bound, known, under, facts) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { statement, bound, known, under, facts, used: RefCell::default() }
    }

    /// The range of an index, or nothing for a numeral or an index without one.
    pub fn range(&self, index: &Index) -> Option<&Size> {
        match index {
            Index::Bound(number) => self.bound.iter().rev().nth(*number as usize),
            Index::Free(name) => self.statement.indices.get(name),
            Index::Numeral(_) => None,
        }
    }

    /// Whether every value of the index lies in the range.
    pub fn fits(&self, index: &Index, size: &Size) -> bool {
        match (index, size) {
            (Index::Numeral(value), Size::Named(name)) => {
                *value >= 1 && self.statement.sizes.get(name).is_some_and(|least| value <= least)
            }
            (Index::Numeral(value), Size::Numeral(size)) => (1..=*size).contains(value),
            _ => self.range(index) == Some(size),
        }
    }

    /// Runs `inside` under further binders.
    pub fn within<T>(&mut self, sizes: &[Size], inside: impl FnOnce(&mut Self) -> T) -> T {
        let (outside, depth) = (self.known.clone(), self.bound.len());
        self.push(sizes);
        let result = inside(self);
        self.bound.truncate(depth);
        self.known = outside;
        result
    }

    /// Enters further binders.
    pub(crate) fn push(&mut self, sizes: &[Size]) {
        if !sizes.is_empty() {
            let mut moving = Move(sizes.len() as u32);
            self.known.iter_mut().for_each(|condition| *condition = condition.rewrite(&mut moving, 0));
            self.bound.extend_from_slice(sizes);
        }
    }

    /// Whether a condition is known to hold or to fail.
    pub fn decide(&mut self, condition: &Condition) -> Option<bool> {
        if let Some(value) = self.recall(condition) {
            return Some(value);
        }
        match condition {
            Condition::Equal(a, b) if a == b => Some(true),
            Condition::Less(a, b) if a == b => Some(false),
            Condition::Equal(Index::Numeral(a), Index::Numeral(b)) => Some(a == b),
            Condition::Less(Index::Numeral(a), Index::Numeral(b)) => Some(a < b),
            // Of two values just one of three comparisons holds.
            Condition::Equal(a, b) => {
                let less = [self.recall_less(a, b), self.recall_less(b, a)];
                let turned = self.recall(&Condition::Equal(b.clone(), a.clone()));
                turned.or(less.contains(&Some(true)).then_some(false)).or((less == [Some(false); 2]).then_some(true))
            }
            Condition::Less(a, b) => {
                let equal = [(a, b), (b, a)].map(|(a, b)| self.recall(&Condition::Equal(a.clone(), b.clone())));
                let greater = self.recall_less(b, a);
                let fails = greater == Some(true) || equal.contains(&Some(true));
                let holds = greater == Some(false) && equal.contains(&Some(false));
                (fails || holds).then_some(!fails)
            }
            Condition::Positive(term) => match self.signs(term) {
                POSITIVE => Some(true),
                signs if signs & POSITIVE == 0 => Some(false),
                _ => None,
            },
            Condition::Not(inner) => self.decide(inner).map(|value| !value),
            Condition::And(list) => self.decide_all(list, false),
            Condition::Or(list) => self.decide_all(list, true),
        }
    }

    /// Whether one part of this value settles the whole, or all parts of the other value do.
    fn decide_all(&mut self, parts: &[Condition], settles: bool) -> Option<bool> {
        let values: Vec<Option<bool>> = parts.iter().map(|part| self.decide(part)).collect();
        let other = values.iter().all(|value| *value == Some(!settles));
        if values.contains(&Some(settles)) { Some(settles) } else { other.then_some(!settles) }
    }

    /// Whether the condition or its opposite stands among what is known.
    fn recall(&self, condition: &Condition) -> Option<bool> {
        let opposite = condition.clone().negate();
        self.known.iter().find_map(|c| if c == condition { Some(true) } else { (*c == opposite).then_some(false) })
    }

    fn recall_less(&self, a: &Index, b: &Index) -> Option<bool> {
        self.recall(&Condition::Less(a.clone(), b.clone()))
    }

    /// The term that the rule makes of this one.
    pub fn apply(&mut self, rule: &Rule, term: &Term) -> Result<Term> {
        match rule {
            Rule::Ring(target) => self.ring(term, target),
            Rule::SumLinear => sum::linear(term),
            Rule::SumFactor => sum::factor(term),
            Rule::SumConstant => sum::constant(term),
            Rule::SumSwap => sum::swap(term),
            Rule::SumDistribute(number) => sum::distribute(term, *number),
            Rule::SumExpand => sum::expand(term),
            Rule::SumCase => sum::case(term),
            Rule::SumJoin(first, second) => sum::join(term, *first, *second),
            Rule::ProductFactor => sum::product_factor(term),
            Rule::ProductExp => sum::product_exp(term),
            Rule::Contract => self.contract(term),
            Rule::CaseKnown => self.case_known(term),
            Rule::CaseSame => case::same(term),
            Rule::CaseSeparate => case::separate(term),
            Rule::CaseComplement => self.case_complement(term),
            Rule::CaseAbsorb(number) => case::absorb(term, *number),
            Rule::CasePower => case::power(term),
            Rule::CaseSwap => case::swap(term),
            Rule::CaseLinear => case::linear(term),
            Rule::CaseSubstitute(reverse) => self.case_substitute(term, *reverse),
            Rule::CaseCondition => case::condition(term),
            Rule::CaseLess => case::less(term),
            Rule::Differentiate => self.differentiate(term),
            // The checker runs the steps of an unfolding; see `check`.
            Rule::Unfold(_) => Err(Reason::Form),
            Rule::ExpSum => function::exp_sum(term),
            Rule::ExpScale => function::exp_scale(term),
            Rule::ExpLog => function::exp_log(term),
            Rule::ExpZero => function::exp_zero(term),
            Rule::LogProduct => self.log_product(term),
            Rule::LogPower => self.log_power(term),
            Rule::LogExp => function::log_exp(term),
            Rule::LogNumber(parts) => function::log_number(term, parts),
            Rule::LogFold => self.log_fold(term),
            Rule::RaiseExp => function::raise_exp(term),
            Rule::Hyperbolic => function::hyperbolic(term),
            Rule::SqrtPower => function::sqrt_power(term),
            Rule::SqrtProduct => self.sqrt_product(term),
            Rule::SqrtNumber(root) => function::sqrt_number(term, *root),
            Rule::AbsSign => self.abs_sign(term),
            Rule::Hypothesis { number, instance, factor } => self.hypothesis(term, *number, instance, factor),
        }
    }

    /// ring: to an equal term whose atoms and divisors are among those of the first, or cause no doubt by themselves.
    fn ring(&mut self, term: &Term, target: &Term) -> Result<Term> {
        if !Ring::default().equal(term, target)? {
            return Err(Reason::Unequal);
        }
        self.follows(term, target).then(|| target.clone()).ok_or(Reason::Undefined)
    }

    /// Whether `target` is defined wherever `term` is, by their atoms and divisors.
    fn follows(&mut self, term: &Term, target: &Term) -> bool {
        let mut ring = Ring::default();
        if ring.fraction(term).is_err() {
            return false;
        }
        let (atoms, mut units) = (ring.atoms().len(), BTreeSet::new());
        let given = std::mem::take(&mut ring.divisors);
        units.extend(given.into_iter().flat_map(|(_, divisors)| divisors));
        // √a ≠ 0 wherever a ≠ 0, and the other way round.
        for number in 0..atoms {
            if let Some(inner) = ring.root(number).filter(|_| units.contains(&ring.single(number))) {
                units.extend(ring.divisors_of(&inner).unwrap_or_default());
            }
        }
        if ring.fraction(target).is_err() {
            return false;
        }
        let fresh = ring.atoms()[atoms..].iter().all(|atom| self.total(atom));
        fresh && ring.divisors.iter().all(|(base, d)| d.is_subset(&units) || self.signs(base) & ZERO == 0)
    }
}

/// Moves all loose indices under further binders.
struct Move(u32);

impl Rewrite for Move {
    fn index(&mut self, index: &Index, depth: u32) -> Index {
        match index {
            Index::Bound(number) if *number >= depth => Index::Bound(number.saturating_add(self.0)),
            _ => index.clone(),
        }
    }
}

/// The index under further binders.
fn moved(index: &Index, by: u32) -> Index {
    Move(by).index(index, 0)
}

/// The body of one binder without the binder, if it is free of its index.
fn without(body: &Term) -> Result<Term> {
    let opened = body.open(&[Index::Numeral(1)]);
    if opened == body.open(&[Index::Numeral(2)]) { Ok(opened) } else { Err(Reason::Captured) }
}

/// Replaces an index by another one, both counted from the place of the change.
pub struct Replace {
    /// The index that goes.
    pub from: Index,
    /// The index that comes.
    pub to: Index,
}

impl Rewrite for Replace {
    fn index(&mut self, index: &Index, depth: u32) -> Index {
        if *index == moved(&self.from, depth) { moved(&self.to, depth) } else { index.clone() }
    }
}
