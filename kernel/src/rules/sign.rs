//! What sign a term can have where it is defined, and whether it is defined everywhere, by its form, the hypotheses
//! and the facts.

use super::{Result, Scope, of_indices};
use crate::certificate::Reason;
use crate::rational::Rational;
use crate::statement::{Claim, Hypothesis, Relation};
use crate::term::{Condition, Fold, Function, Index, Name, Node, Size, Term};
use std::collections::BTreeSet;

/// A set of signs.
pub type Signs = u8;
/// Below 0.
pub const NEGATIVE: Signs = 1;
/// 0.
pub const ZERO: Signs = 2;
/// Above 0.
pub const POSITIVE: Signs = 4;
const ANY: Signs = NEGATIVE | ZERO | POSITIVE;

/// A property of terms for all values of the indices, which are bound in the term.
pub type SignFact = (Vec<Size>, Term, Signs);

/// The signs of a number.
pub fn of_number(value: Rational) -> Signs {
    match value {
        _ if value.is_zero() => ZERO,
        _ if value.is_negative() => NEGATIVE,
        _ => POSITIVE,
    }
}

fn combine(a: Signs, b: Signs, one: impl Fn(Signs, Signs) -> Signs) -> Signs {
    let each = |set: Signs| [NEGATIVE, ZERO, POSITIVE].into_iter().filter(move |sign| set & sign != 0);
    each(a).flat_map(|x| each(b).map(move |y| (x, y))).fold(0, |all, (x, y)| all | one(x, y))
}

/// The signs of a sum.
pub fn plus(a: Signs, b: Signs) -> Signs {
    combine(a, b, |x, y| match (x, y) {
        (ZERO, sign) | (sign, ZERO) => sign,
        (x, y) if x == y => x,
        _ => ANY,
    })
}

/// The signs of a product.
pub fn times(a: Signs, b: Signs) -> Signs {
    combine(a, b, |x, y| match (x, y) {
        (ZERO, _) | (_, ZERO) => ZERO,
        (x, y) if x == y => POSITIVE,
        _ => NEGATIVE,
    })
}

/// The signs of a power, where it is defined.
pub fn power(base: Signs, exponent: i64) -> Signs {
    let base = if exponent > 0 { base } else { base & !ZERO };
    match (exponent % 2, base & (NEGATIVE | POSITIVE)) {
        (0, 0) => base,
        (0, _) => (base & ZERO) | POSITIVE,
        _ => base,
    }
}

/// The signs of a function at a number of these signs.
pub fn apply(function: Function, argument: Signs) -> Signs {
    match function {
        Function::Exp | Function::Cosh => POSITIVE,
        Function::Log | Function::Sin | Function::Cos => ANY,
        Function::Sqrt => argument & !NEGATIVE,
        Function::Sinh | Function::Tanh | Function::Arctan => argument,
        Function::Abs => (argument & ZERO) | if argument & !ZERO == 0 { 0 } else { POSITIVE },
    }
}

/// The signs that `left − right` has where they stand in the relation.
pub fn of_relation(relation: Relation) -> Signs {
    match relation {
        Relation::Equal => ZERO,
        Relation::Unequal => NEGATIVE | POSITIVE,
        Relation::Less => NEGATIVE,
        Relation::AtMost => NEGATIVE | ZERO,
        Relation::Greater => POSITIVE,
        Relation::AtLeast => POSITIVE | ZERO,
    }
}

/// The negated signs.
fn turned(signs: Signs) -> Signs {
    (signs & ZERO) | ((signs & NEGATIVE) << 2) | ((signs & POSITIVE) >> 2)
}

/// What a claim grants of the sign of a term: of a side alone where the other is a number, else of `left − right`.
pub fn of_claim(claim: &Claim) -> (Term, Signs) {
    let signs = of_relation(claim.relation);
    let (Claim { left, right, .. }, shift) = (claim, |value: &Rational, signs| plus(of_number(*value), signs));
    match (left.node(), right.node()) {
        (_, Node::Number(value)) => (left.clone(), shift(value, signs)),
        (Node::Number(value), _) => (right.clone(), shift(value, turned(signs))),
        _ => (left.clone().minus(right.clone()), signs),
    }
}

/// Of addends among which are a, −1 and −log a the others, and the signs of these three: log a ≤ a − 1, with equality
/// at 1. With the opposite three, the opposite signs.
fn tangent(terms: &[Term]) -> Option<(Vec<&Term>, Signs)> {
    terms.iter().find_map(|term| {
        let (negated, one) = (term.clone().negate(), Term::integer(1));
        let (three, signs) = match (negated.node(), term.node()) {
            (Node::Apply(Function::Log, a), _) => ([term.clone(), a.clone(), one.negate()], ZERO | POSITIVE),
            (_, Node::Apply(Function::Log, a)) => ([term.clone(), a.clone().negate(), one], ZERO | NEGATIVE),
            _ => return None,
        };
        let mut others: Vec<&Term> = terms.iter().collect();
        for part in &three {
            others.remove(others.iter().position(|other| *other == part)?);
        }
        Some((others, signs))
    })
}

impl Scope {
    /// The signs that a term can have where it is defined.
    pub fn signs(&mut self, term: &Term) -> Signs {
        let by_form = match term.node() {
            Node::Number(value) => of_number(*value),
            Node::Pi | Node::Size(_) | Node::Raise(..) => POSITIVE,
            Node::Entry(..) | Node::Opaque(..) | Node::Derivative { .. } => ANY,
            Node::Call(name, at, arguments) if self.may_unfold(name) => {
                let meaning = self.statement.definition(name).and_then(|d| d.unfold(at, arguments));
                meaning.map_or(ANY, |meaning| self.signs(&meaning))
            }
            Node::Call(..) => ANY,
            Node::Sum(terms) => {
                let (others, signs) = tangent(terms).unwrap_or((terms.iter().collect(), ZERO));
                others.into_iter().fold(signs, |all, part| plus(all, self.signs(part)))
            }
            Node::Product(factors) => factors.iter().fold(POSITIVE, |all, part| times(all, self.signs(part))),
            Node::Power(base, exponent) => power(self.signs(base), *exponent),
            Node::Apply(function, argument) => apply(*function, self.signs(argument)),
            Node::Fold(fold, size, body) => {
                let body = self.within(std::slice::from_ref(size), |scope| scope.signs(body));
                match fold {
                    Fold::Sum => plus(body, body),
                    Fold::Product => body | times(body, body),
                    Fold::Max | Fold::Min => body,
                }
            }
            Node::If(_, then, otherwise) => self.signs(then) | self.signs(otherwise),
        };
        if by_form.count_ones() < 2 { by_form } else { by_form & self.recalled_signs(term) }
    }

    /// What the conditions that hold here, hypotheses and facts say of the sign of a term.
    fn recalled_signs(&self, term: &Term) -> Signs {
        let positive = Condition::Positive(term.clone());
        let mut signs = match self.recall(&positive) {
            Some(true) => POSITIVE,
            Some(false) => NEGATIVE | ZERO,
            None => ANY,
        };
        for (ranges, pattern, granted) in &self.facts {
            // Under a derivative a fact must hold nearby too: an open condition on a continuous term does.
            let open = self.under.is_empty() || (granted & ZERO == 0 && continuous(pattern));
            if open && self.is_instance(ranges, pattern, term) {
                signs &= granted;
            }
        }
        for (number, hypothesis) in self.statement.hypotheses.iter().enumerate() {
            let Hypothesis::All(ranges, claim) = hypothesis else { continue };
            let (pattern, granted) = of_claim(claim);
            if signs & granted != signs && self.is_instance(ranges, &pattern, term) && self.holds_nearby(claim) {
                signs &= granted;
                self.used.borrow_mut().insert(number);
            }
        }
        signs
    }

    /// Whether a hypothesis says nothing of what is varied around the place.
    pub(super) fn holds_nearby(&self, claim: &Claim) -> bool {
        let stop = BTreeSet::new();
        let depends = |by: &Name| {
            [&claim.left, &claim.right].into_iter().any(|side| self.statement.dependencies(side, &stop).contains(by))
        };
        !self.under.iter().any(|(by, _)| depends(by))
    }

    fn is_instance(&self, ranges: &[Size], pattern: &Term, term: &Term) -> bool {
        if ranges.is_empty() {
            return pattern == term;
        }
        if pattern.depth() != term.depth() {
            return false;
        }
        // 1 serves for an index that the pattern does not use.
        let mut indices = BTreeSet::from([Index::Numeral(1)]);
        loose_indices(term, 0, &mut indices);
        self.some_instance(ranges, &mut Vec::new(), pattern, term, &indices)
    }

    fn some_instance(
        &self,
        ranges: &[Size],
        chosen: &mut Vec<Index>,
        pattern: &Term,
        term: &Term,
        among: &BTreeSet<Index>,
    ) -> bool {
        let Some(range) = ranges.get(chosen.len()) else { return pattern.open(chosen) == *term };
        among.iter().filter(|index| self.fits(index, range)).any(|index| {
            chosen.push(index.clone());
            let found = self.some_instance(ranges, chosen, pattern, term, among);
            chosen.pop();
            found
        })
    }

    /// Whether a term is defined at every point.
    pub fn total(&mut self, term: &Term) -> bool {
        let own = match term.node() {
            Node::Number(_) | Node::Pi | Node::Size(_) | Node::Sum(_) | Node::Product(_) => true,
            Node::Entry(name, at) => self.statement.variables.get(name).is_some_and(|axes| self.all_fit(at, axes)),
            Node::Opaque(name, at, partials, _) => self.statement.functions.get(name).is_some_and(|shape| {
                let fits = |p: &crate::term::Partial| {
                    shape.arguments.get(p.argument).is_some_and(|axes| self.all_fit(&p.indices, axes))
                };
                self.all_fit(at, &shape.axes) && partials.iter().all(fits)
            }),
            Node::Power(base, exponent) => *exponent > 0 || self.signs(base) & ZERO == 0,
            Node::Raise(base, _) | Node::Apply(Function::Log, base) => self.signs(base) == POSITIVE,
            Node::Apply(Function::Sqrt, argument) => self.signs(argument) & NEGATIVE == 0,
            Node::Apply(..) | Node::Fold(..) => true,
            Node::If(condition, ..) => of_indices(condition),
            Node::Call(..) | Node::Derivative { .. } => false,
        };
        own && super::super::check::parts(term)
            .into_iter()
            .all(|(part, sizes)| self.within(&sizes, |scope| scope.total(&part)))
    }

    fn all_fit(&self, indices: &[Index], axes: &[Size]) -> bool {
        indices.len() == axes.len() && indices.iter().zip(axes).all(|(index, axis)| self.fits(index, axis))
    }

    /// Whether a definition may be unfolded here: not where it is what is varied, or held fixed.
    pub fn may_unfold(&self, name: &Name) -> bool {
        !self.under.iter().any(|(by, fixed)| by == name || fixed.contains(name))
    }

    /// Adds what is known of the sign of a term, and what follows for its factors.
    pub fn add_fact(&mut self, ranges: Vec<Size>, term: Term, signs: Signs) {
        self.facts.push((ranges.clone(), term.clone(), signs));
        let nonzero = NEGATIVE | POSITIVE;
        match term.node() {
            _ if signs & ZERO != 0 => {}
            Node::Product(factors) => {
                let signs_of = |scope: &mut Self, f: &Term| scope.within(&ranges, |scope| scope.signs(f));
                for (place, factor) in factors.iter().enumerate() {
                    // Beside factors above 0 it has the sign of the product; a factor that occurs twice has not.
                    let mut others = factors.iter().enumerate().filter(|(other, _)| *other != place);
                    let alone = others.all(|(_, f)| signs_of(self, f) == POSITIVE);
                    self.add_fact(ranges.clone(), factor.clone(), if alone { signs } else { nonzero });
                }
            }
            Node::Power(base, _) | Node::Apply(Function::Abs, base) => self.add_fact(ranges, base.clone(), nonzero),
            Node::Apply(Function::Sqrt, inner) => self.add_fact(ranges, inner.clone(), POSITIVE),
            _ => {}
        }
    }

    /// Gathers what follows from a term being defined, outermost first. A defined symbol is defined where its
    /// meaning is. Branches of cases need not be defined and are passed over.
    pub fn gather(&mut self, ranges: &[Size], term: &Term) -> Result<()> {
        if self.facts.len() > 1000 {
            return Err(Reason::TooLarge);
        }
        let fact = match term.node() {
            Node::Power(base, exponent) if *exponent <= 0 => Some((base, NEGATIVE | POSITIVE)),
            Node::Raise(base, _) | Node::Apply(Function::Log, base) => Some((base, POSITIVE)),
            Node::Apply(Function::Sqrt, argument) => Some((argument, ZERO | POSITIVE)),
            Node::If(..) => return Ok(()),
            Node::Call(name, at, arguments) => {
                let meaning = self.statement.definition(name).and_then(|d| d.unfold(at, arguments));
                return meaning.map_or(Ok(()), |meaning| self.gather(ranges, &meaning));
            }
            _ => None,
        };
        if let Some((base, signs)) = fact {
            self.add_fact(ranges.to_vec(), base.clone(), signs);
        }
        super::super::check::parts(term).into_iter().try_for_each(|(part, sizes)| {
            let ranges: Vec<Size> = ranges.iter().cloned().chain(sizes).collect();
            self.gather(&ranges, &part)
        })
    }
}

/// Whether the term, without definitions, is a continuous function of every entry.
fn continuous(term: &Term) -> bool {
    let own = match term.node() {
        Node::If(condition, ..) => condition.depth() == 0,
        Node::Call(..) | Node::Derivative { .. } => false,
        _ => true,
    };
    let mut all = own;
    term.node().each_part(&mut |part, _| all = all && continuous(part));
    all
}

fn loose_indices(term: &Term, depth: u32, found: &mut BTreeSet<Index>) {
    term.node().each_index(&mut |index| match index {
        Index::Bound(number) if *number < depth => {}
        Index::Bound(number) => found.extend([Index::Bound(number - depth)]),
        _ => found.extend([index.clone()]),
    });
    term.node().each_part(&mut |part, binders| loose_indices(part, depth + binders.len() as u32, found));
}
