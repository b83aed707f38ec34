//! Up to which size a refutation must look (soundness.md 15): the least size plus v + d, where v is the most indices
//! in one monomial of numerator times denominator before any cancelling, and d the degree in that size.

use super::evaluate::DEEPEST;
use quod_kernel::statement::{Claim, Statement};
use quod_kernel::term::{Condition, Name, Node, Term};
use std::collections::BTreeMap;

/// Of a polynomial: the most indices in one of its monomials, and its degree in each size.
#[derive(Clone, Debug, Default)]
struct Measure {
    indices: u64,
    degrees: BTreeMap<Name, u64>,
}

/// Of a quotient: its numerator, and the factors of its denominator with their multiplicity.
#[derive(Clone, Debug, Default)]
struct Quotient {
    above: Measure,
    below: BTreeMap<Term, (u64, Measure)>,
}

/// No measure exceeds this: sizes beyond are out of reach anyway.
const ENOUGH: u64 = 1000;

impl Measure {
    fn of(indices: usize) -> Self {
        Self { indices: indices as u64, degrees: BTreeMap::new() }
    }

    /// That of the product with the other one to the power `times`.
    fn times(mut self, other: &Self, times: u64) -> Self {
        let add = |a: u64, b: u64| a.saturating_add(b.saturating_mul(times)).min(ENOUGH);
        self.indices = add(self.indices, other.indices);
        for (name, degree) in &other.degrees {
            let old = self.degrees.entry(name.clone()).or_default();
            *old = add(*old, *degree);
        }
        self
    }

    /// That of the sum.
    fn or(mut self, other: &Self) -> Self {
        self.indices = self.indices.max(other.indices);
        for (name, degree) in &other.degrees {
            let old = self.degrees.entry(name.clone()).or_default();
            *old = (*old).max(*degree);
        }
        self
    }
}

impl Quotient {
    fn of(indices: usize) -> Self {
        Self { above: Measure::of(indices), below: BTreeMap::new() }
    }

    /// Numerator and denominator multiplied.
    fn whole(&self) -> Measure {
        self.below.values().fold(self.above.clone(), |sum, (count, measure)| sum.times(measure, *count))
    }

    fn times(mut self, other: &Self, times: u64) -> Self {
        self.above = self.above.times(&other.above, times);
        for (term, (count, measure)) in &other.below {
            let old = self.below.entry(term.clone()).or_insert_with(|| (0, measure.clone()));
            old.0 = old.0.saturating_add(count.saturating_mul(times)).min(ENOUGH);
        }
        self
    }

    /// The sum over the least common denominator.
    fn plus(self, other: &Self) -> Self {
        let mut below = self.below.clone();
        for (term, (count, measure)) in &other.below {
            let old = below.entry(term.clone()).or_insert_with(|| (0, measure.clone()));
            old.0 = old.0.max(*count);
        }
        let lift = |part: &Self| {
            let missing = |term: &Term, count: u64| count - part.below.get(term).map_or(0, |(count, _)| *count);
            below
                .iter()
                .fold(part.above.clone(), |sum, (term, (count, measure))| sum.times(measure, missing(term, *count)))
        };
        let above = lift(&self).or(&lift(other));
        Self { above, below }
    }
}

/// How far beyond its least value each named size must be tried.
pub fn beyond(statement: &Statement, claim: &Claim) -> BTreeMap<Name, u64> {
    let mut weigh = Weigh { statement, left: 20_000, depth: 0 };
    let whole = weigh.term(&claim.left).plus(&weigh.term(&claim.right)).whole();
    let bound = |name: &Name| whole.indices + whole.degrees.get(name).copied().unwrap_or(0);
    statement.sizes.keys().map(|name| (name.clone(), bound(name))).collect()
}

struct Weigh<'a> {
    statement: &'a Statement,
    /// How many terms may still be looked at; a term beyond counts nothing, and the sizes tried are fewer.
    left: u64,
    depth: u32,
}

impl Weigh<'_> {
    fn term(&mut self, term: &Term) -> Quotient {
        if self.left == 0 || self.depth >= DEEPEST {
            return Quotient::default();
        }
        self.left -= 1;
        self.depth += 1;
        let quotient = self.node(term);
        self.depth -= 1;
        quotient
    }

    fn node(&mut self, term: &Term) -> Quotient {
        let mut own = 0;
        term.node().each_index(&mut |_| own += 1);
        match term.node() {
            Node::Number(_) | Node::Pi => Quotient::default(),
            Node::Size(name) => {
                let degrees = BTreeMap::from([(name.clone(), 1)]);
                Quotient { above: Measure { indices: 0, degrees }, below: BTreeMap::new() }
            }
            Node::Entry(..) => Quotient::of(own),
            Node::Call(name, at, arguments) => {
                let definition = self.statement.definition(name);
                match definition.and_then(|definition| definition.unfold(at, arguments)) {
                    Some(unfolded) => self.term(&unfolded),
                    None => self.generator(term, own),
                }
            }
            Node::Opaque(..) => self.generator(term, own),
            Node::Sum(terms) => self.joined(terms, |sum, part| sum.plus(part)),
            Node::Product(factors) => self.joined(factors, |product, factor| product.times(factor, 1)),
            Node::Power(base, exponent) => self.power(base, *exponent),
            Node::Raise(..) | Node::Apply(..) => self.generator(term, own),
            Node::Fold(_, size, body) => self.fold(size, body),
            Node::If(condition, then, otherwise) => {
                let condition = self.condition(condition, own);
                self.term(then).plus(&self.term(otherwise)).times(&condition, 1)
            }
            // (N/D)′ = (N′D − ND′)/D², and the derivative of an exponent is no longer than the exponent.
            Node::Derivative { body, .. } => {
                let body = self.term(body);
                let below = Quotient { above: Measure::default(), below: body.below.clone() };
                let twice = Measure::of(own).times(&body.above, 2).times(&below.whole(), 1);
                Quotient { above: twice, below: BTreeMap::new() }.times(&below, 2)
            }
        }
    }

    /// Sums or multiplies the parts of a term; the denominators of the result count as terms that are looked at.
    fn joined(&mut self, parts: &[Term], join: impl Fn(Quotient, &Quotient) -> Quotient) -> Quotient {
        let mut whole: Option<Quotient> = None;
        for part in parts {
            let part = self.term(part);
            whole = Some(match whole {
                None => part,
                Some(whole) => {
                    self.left = self.left.saturating_sub(whole.below.len() as u64);
                    join(whole, &part)
                }
            });
        }
        whole.unwrap_or_default()
    }

    /// A term that counts as one generator with all the indices of its parts.
    fn generator(&mut self, term: &Term, own: usize) -> Quotient {
        let mut parts = Vec::new();
        term.node().each_part(&mut |part, _| parts.push(part));
        let mut above = Measure::of(own);
        for part in parts {
            above = above.times(&self.term(part).whole(), 1);
        }
        Quotient { above, below: BTreeMap::new() }
    }

    fn condition(&mut self, condition: &Condition, own: usize) -> Quotient {
        let mut terms = Vec::new();
        condition.each_term(&mut |term| terms.push(term));
        let measure = terms.into_iter().fold(Measure::of(own), |sum, term| sum.times(&self.term(term).whole(), 1));
        Quotient { above: measure, below: BTreeMap::new() }
    }

    fn power(&mut self, base: &Term, exponent: i64) -> Quotient {
        let count = exponent.unsigned_abs();
        let inner = self.term(base);
        if exponent >= 0 {
            return Quotient::default().times(&inner, count);
        }
        let below = Quotient { above: Measure::default(), below: inner.below.clone() };
        let above = Measure::default().times(&below.whole(), count);
        Quotient { above, below: BTreeMap::from([(base.clone(), (count, inner.above))]) }
    }

    fn fold(&mut self, size: &quod_kernel::term::Size, body: &Term) -> Quotient {
        let mut inner = self.term(body);
        // A denominator that holds the bound index cannot leave the sum: it counts as part of a generator.
        let (held, free): (BTreeMap<_, _>, BTreeMap<_, _>) =
            inner.below.into_iter().partition(|(term, _)| term.loose() > 0);
        inner.above = held.values().fold(inner.above, |sum, (count, measure)| sum.times(measure, *count));
        inner.below = free;
        // Where the body does not use the index, the sum is a multiple of the size.
        if let quod_kernel::term::Size::Named(name) = size {
            let degrees = BTreeMap::from([(name.clone(), 1)]);
            inner.above = inner.above.times(&Measure { indices: 0, degrees }, u64::from(!uses_innermost(body, 0)));
        }
        inner
    }
}

/// Whether a body uses the index of the binder it stands under.
fn uses_innermost(body: &Term, depth: u32) -> bool {
    if body.loose() <= depth {
        return false;
    }
    let mut found = false;
    body.node().each_index(&mut |index| found |= *index == quod_kernel::term::Index::Bound(depth));
    body.node().each_part(&mut |part, binders| found |= uses_innermost(part, depth + binders.len() as u32));
    found
}

#[cfg(test)]
mod tests {
    use super::beyond;
    use quod_kernel::syntax::read_statement;

    fn bound(claim: &str) -> u64 {
        let head = "∀ n ≥ 1, a[n], z[n], i ≤ n: s[i ≤ n] := exp(z[i])/Σ(k ≤ n: exp(z[k])); ";
        let statement = read_statement(&format!("{head}{claim}")).unwrap();
        *beyond(&statement, &statement.claim).values().next().unwrap()
    }

    #[test]
    fn the_attacks_of_the_rule_are_within_reach() {
        assert_eq!(bound("(n - 1)*(n - 2)*(n - 3)*(n - 4) = 0"), 4);
        let p = |k: u32| format!("Σ(k ≤ n: a[k]^{k})");
        assert!(bound(&format!("({})^3 - 3*{}*{} + 2*{} = 0", p(1), p(1), p(2), p(3))) >= 3);
        assert!(bound(&format!("(n - 4)*(n - 5)*{} = 0", p(4))) >= 6);
        assert!(bound("Σ(k ≤ n: 1) = 1") >= 1);
    }

    #[test]
    fn equal_denominators_are_counted_once() {
        assert_eq!(bound("s[i] = exp(z[i])/Σ(k ≤ n: exp(z[k]))"), 2);
        assert!(bound("s[i]*s[1] + s[i] = 0") <= 4);
        assert!(bound("∂(s[i], z[1]) = 0") <= 6);
    }
}
