//! Signs that a normal form does not show: a sum less one of its addends, and products of sums less squares of sums.

use crate::prove::normal::{Monomial, Polynomial, Value};
use crate::prove::search::{Path, Prover, Search, Stop};
use quod_kernel::Rational;
use quod_kernel::ring::Ring;
use quod_kernel::rules::{Signs, of_relation};
use quod_kernel::statement::Relation;
use quod_kernel::term::{Condition, Fold, Index, Node, Size, Term};
use std::collections::BTreeMap;

impl Prover {
    /// A term that shows the sign of a difference in normal form, with the steps from it; nothing where none is found.
    pub fn bound(&mut self, difference: &Term, relation: Relation) -> Search<Option<Path>> {
        let (top, bottom) = Value::of(difference)?.single()?;
        let over = Value([(bottom, Polynomial::number(Rational::ONE))].into()).term();
        let indices: Vec<(Index, Size)> =
            self.scope.statement.indices.iter().map(|(name, size)| (Index::Free(name.clone()), size.clone())).collect();
        let mut candidates = Vec::new();
        let content = top.content();
        let rest = top.scaled(&content.inverse(), Rational::ONE)?;
        let beside = Value::polynomial(Polynomial::monomial(content, Rational::ONE)).term();
        for (generator, size, body) in sums(&rest) {
            for (index, _) in indices.iter().filter(|(_, range)| *range == size) {
                candidates.push(Term::product([beside.clone(), less_one(&rest, &generator, &size, &body, index)]));
            }
        }
        candidates.extend(less_square(&top)?);
        for candidate in candidates {
            let term = Term::product([candidate, over.clone()]);
            if self.shows(&term, of_relation(relation)) {
                let mut path = Path::from(&term);
                match self.normalise(&mut path) {
                    Ok(()) if Ring::default().equal(&path.term, difference) == Ok(true) => {
                        return Ok(Some(Path { term, steps: path.steps }));
                    }
                    Ok(()) | Err(Stop::Stuck(_)) => {}
                    Err(stop) => return Err(stop),
                }
            }
        }
        Ok(None)
    }

    fn shows(&mut self, term: &Term, among: Signs) -> bool {
        self.scope.signs(term) & !among == 0 && self.scope.total(term)
    }
}

/// The single sums among the generators, with ranges and bodies.
fn sums(top: &Polynomial) -> Vec<(Term, Size, Term)> {
    let generators = top.0.keys().flat_map(|monomial| monomial.0.keys());
    let mut found: Vec<(Term, Size, Term)> = generators
        .filter_map(|generator| match generator.node() {
            Node::Fold(Fold::Sum, size, body) => Some((generator.clone(), size.clone(), body.clone())),
            _ => None,
        })
        .collect();
    found.sort();
    found.dedup();
    found
}

/// The polynomial with the sum in two parts: the addend at the index, and all others.
fn less_one(top: &Polynomial, generator: &Term, size: &Size, body: &Term, index: &Index) -> Term {
    let here = match index {
        Index::Bound(number) => Index::Bound(number + 1),
        other => other.clone(),
    };
    let others = Term::case(Condition::Equal(Index::Bound(0), here), Term::integer(0), body.clone());
    let parts = Term::sum([body.open(std::slice::from_ref(index)), Term::fold(Fold::Sum, size.clone(), others)]);
    // Products are multiplied out, so that the addend meets what it is subtracted from.
    let power = |(g, e): (&Term, &i64)| Term::power(if g == generator { parts.clone() } else { g.clone() }, *e);
    let monomial =
        |(m, c): (&Monomial, &Rational)| Term::product([Term::number(*c)].into_iter().chain(m.0.iter().map(power)));
    let sum = Term::sum(top.0.iter().map(monomial));
    Value::of(&sum).map_or(sum, |value| value.term())
}

/// For each ΣpΣq − (Σr)² with p·q = r² the sum of squares ½ΣΣ(…)², times what the polynomial holds beside.
fn less_square(top: &Polynomial) -> Search<Vec<Term>> {
    let content = top.content();
    let rest = top.scaled(&content.inverse(), Rational::ONE)?;
    let [(first, a), (second, b)] = &rest.0.iter().collect::<Vec<_>>()[..] else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for (product, scale, square, minus) in [(first, **a, second, **b), (second, **b, first, **a)] {
        let factors: Vec<(&Term, &i64)> = product.0.iter().collect();
        let root: Vec<(&Term, &i64)> = square.0.iter().collect();
        if let ([(r, 2)], true) = (&root[..], scale == minus.negate())
            && let Some((size, weight, p, q)) = parts(&factors, r)
        {
            let at = |m: &Term, index| m.shift(1, 1).open(&[Index::Bound(index)]);
            let (weight, p, q) = (|i| at(&weight, i), |i| at(&p, i), |i| at(&q, i));
            let cross = Term::product([p(1), q(0)]).minus(Term::product([p(0), q(1)]));
            let body = Term::product([weight(0), weight(1), Term::power(cross, 2)]);
            let double = Term::fold(Fold::Sum, size.clone(), Term::fold(Fold::Sum, size, body));
            let beside = Value([(BTreeMap::new(), Polynomial::monomial(content.clone(), scale))].into()).term();
            let half = Term::number(Rational::new(1, 2).map_err(crate::prove::normal::TooLarge::from)?);
            found.push(Term::product([half, beside, double]));
        }
    }
    Ok(found)
}

/// For Σp·Σq and Σr the range and w, a, b with p = w·a², q = w·b², r = w·a·b; where q sums 1, Σq is a size.
fn parts(factors: &[(&Term, &i64)], root: &Term) -> Option<(Size, Term, Term, Term)> {
    let Node::Fold(Fold::Sum, size, r) = root.node() else { return None };
    let body = |term: &Term| match term.node() {
        Node::Fold(Fold::Sum, range, body) if range == size => monomial(body),
        Node::Size(name) if *size == Size::Named(name.clone()) => Some(Monomial::default()),
        _ => None,
    };
    let (p, q) = match factors {
        [(p, 1), (q, 1)] => (body(p)?, body(q)?),
        _ => return None,
    };
    let (mut weight, mut a, mut b) = (p.clone(), Monomial::default(), Monomial::default());
    weight.0.retain(|generator, exponent| {
        *exponent = (*exponent).min(*q.0.get(generator).unwrap_or(&0));
        *exponent != 0
    });
    for (whole, half) in [(&p, &mut a), (&q, &mut b)] {
        for (generator, exponent) in whole.times(&weight.inverse()).0 {
            if exponent % 2 != 0 {
                return None;
            }
            half.0.insert(generator, exponent / 2);
        }
    }
    let term = |m: &Monomial| Value::polynomial(Polynomial::monomial(m.clone(), Rational::ONE)).term();
    (weight.times(&a).times(&b) == monomial(r)?).then(|| (size.clone(), term(&weight), term(&a), term(&b)))
}

/// A term that is a monomial with the coefficient 1.
fn monomial(term: &Term) -> Option<Monomial> {
    let (top, bottom) = Value::of(term).ok()?.single().ok()?;
    match top.0.iter().collect::<Vec<_>>()[..] {
        [(monomial, coefficient)] if *coefficient == Rational::ONE && bottom.is_empty() => Some(monomial.clone()),
        _ => None,
    }
}
