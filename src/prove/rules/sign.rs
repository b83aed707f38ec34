//! Signs that a normal form does not show: a sum less one of its addends, and products of sums less squares of sums.

use crate::prove::normal::{Monomial, Polynomial, TooLarge, Value};
use crate::prove::search::{Path, Prover, Search, Stop};
use quod_kernel::Rational;
use quod_kernel::ring::Ring;
use quod_kernel::rules::{Signs, of_relation};
use quod_kernel::statement::Relation;
use quod_kernel::term::{Condition, Fold, Function, Index, Node, Size, Term};
use std::collections::BTreeMap;

/// How many squares are completed, one after the other.
const MAX_SQUARES: usize = 8;

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
        candidates.extend(squares(&top)?);
        let mut terms: Vec<Term> =
            candidates.into_iter().map(|candidate| Term::product([candidate, over.clone()])).collect();
        terms.extend(self.logarithms(difference, &top, &indices)?);
        for term in terms {
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

    /// For c·log a + b the logarithm of a·e^(b/c), and for sums w·log a the bounds of log a by a − 1.
    fn logarithms(&mut self, difference: &Term, top: &Polynomial, indices: &[(Index, Size)]) -> Search<Vec<Term>> {
        let mut found = Vec::new();
        for (argument, scale, rest) in plain_logarithms(top) {
            let exponent = Term::product([Term::number(scale.inverse().map_err(TooLarge::from)?), rest]);
            let mut inner = Path::from(&Term::product([argument, Term::apply(Function::Exp, exponent)]));
            match self.normalise(&mut inner) {
                Ok(()) => {}
                Err(Stop::Stuck(_)) => continue,
                Err(stop) => return Err(stop),
            }
            let (inside, bottom) = Value::of(&inner.term)?.single()?;
            if !bottom.is_empty() {
                continue;
            }
            let whole = Value::polynomial(inside.clone()).term();
            found.extend(above_one(&whole, scale));
            for (generator, size, body) in sums(&inside) {
                let same = indices.iter().filter(|(_, range)| *range == size);
                found.extend(
                    same.filter_map(|(index, _)| above_one(&less_one(&inside, &generator, &size, &body, index), scale)),
                );
            }
        }
        found.extend(gibbs(difference)?);
        Ok(found)
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

/// The logarithms among the generators that stand alone, with their numbers and all that is beside.
fn plain_logarithms(top: &Polynomial) -> Vec<(Term, Rational, Term)> {
    let single = |monomial: &Monomial| match monomial.0.iter().collect::<Vec<_>>()[..] {
        [(generator, 1)] => match generator.node() {
            Node::Apply(Function::Log, argument) => Some(argument.clone()),
            _ => None,
        },
        _ => None,
    };
    let found = top.0.iter().filter_map(|(monomial, coefficient)| {
        let argument = single(monomial)?;
        let mut rest = top.clone();
        rest.0.remove(monomial);
        Some((argument, *coefficient, Value::polynomial(rest).term()))
    });
    found.collect()
}

/// For a sum a = 1 + b the term c·(1/a − 1 − log(1/a)) + c·b/a, which is c·log a: both parts have the sign of c where b
/// is not below 0.
fn above_one(a: &Term, scale: Rational) -> Option<Term> {
    let Node::Sum(addends) = a.node() else { return None };
    let one = addends.iter().position(|part| *part == Term::integer(1))?;
    let others = addends.iter().enumerate().filter(|(place, _)| *place != one).map(|(_, part)| part.clone());
    let over = Term::power(a.clone(), -1);
    let beside = Term::product([Term::sum(others), over.clone()]);
    let scale = |term: Term| Term::product([Term::number(scale), term]);
    let parts = [over.clone(), Term::integer(-1), Term::apply(Function::Log, over).negate()];
    Some(Term::sum(parts.into_iter().chain([beside]).map(scale)))
}

/// What is summed with one weight: its logarithms with their exponents.
type Weighted = (Size, Monomial, Vec<(Term, i64)>);

/// For sums Σw·log a, all with one weight, Σw·(b − 1 − log b) with b the product of the a⁻¹, and with the plain
/// logarithms in b too; with the opposite signs where that is meant.
fn gibbs(difference: &Term) -> Search<Vec<Term>> {
    let (top, bottom) = Value::of(difference)?.single()?;
    let Some((size, weight, sums)) = weighted(&top).filter(|_| bottom.is_empty()) else { return Ok(Vec::new()) };
    let plain = plain_logarithms(&top).into_iter().filter_map(|(a, scale, _)| Some((a.shift(0, 1), whole(scale)?)));
    let all: Vec<(Term, i64)> = sums.iter().cloned().chain(plain).collect();
    let mut found = Vec::new();
    for logarithms in [sums, all] {
        for sign in [-1, 1] {
            let powers = logarithms.iter().map(|(a, exponent)| Term::power(a.clone(), sign * exponent));
            let b = Value::of(&Term::product(powers))?.term();
            let tangent = [b.clone(), Term::integer(-1), Term::apply(Function::Log, b).negate()];
            let weight = Value::polynomial(Polynomial::monomial(weight.clone(), Rational::from(-sign))).term();
            found.push(Term::fold(Fold::Sum, size.clone(), Term::product([weight, Term::sum(tangent)])));
        }
    }
    Ok(found)
}

fn whole(number: Rational) -> Option<i64> {
    (number.denominator() == 1).then(|| i64::try_from(number.numerator()).ok())?
}

fn weighted(top: &Polynomial) -> Option<Weighted> {
    let mut found: Option<Weighted> = None;
    for (monomial, coefficient) in &top.0 {
        let [(generator, 1)] = monomial.0.iter().collect::<Vec<_>>()[..] else { continue };
        let Node::Fold(Fold::Sum, size, body) = generator.node() else { continue };
        let Some(mut weight) = self::monomial(body) else { continue };
        let logarithm = weight.0.iter().find_map(|(g, e)| match (g.node(), e) {
            (Node::Apply(Function::Log, a), 1) => Some((g.clone(), a.clone())),
            _ => None,
        });
        let Some((generator, argument)) = logarithm else { continue };
        weight.0.remove(&generator);
        let part = (argument, whole(*coefficient)?);
        match &mut found {
            None => found = Some((size.clone(), weight, vec![part])),
            Some((range, same, list)) if range == size && *same == weight => list.push(part),
            Some(_) => return None,
        }
    }
    found
}

/// The polynomial as a sum of squares with factors, one for each generator in which it is quadratic with a number
/// before the square, and what is left: from the greatest generator down, and from the least up.
fn squares(top: &Polynomial) -> Search<Vec<Term>> {
    let mut found = Vec::new();
    for reverse in [false, true] {
        let (mut rest, mut parts) = (top.clone(), Vec::new());
        while let Some((generator, scale, linear)) = quadratic(&rest, reverse).filter(|_| parts.len() < MAX_SQUARES) {
            let half = scale.plus(scale).and_then(|double| double.inverse()).map_err(TooLarge::from)?;
            let root = Polynomial::generator(&generator).plus(&linear.scaled(&Monomial::default(), half)?)?;
            let square = root.power(2)?.scaled(&Monomial::default(), scale)?;
            rest = rest.plus(&square.scaled(&Monomial::default(), Rational::MINUS_ONE)?)?;
            let root = Value::polynomial(root).term();
            parts.push(Term::product([Term::number(scale), Term::power(root, 2)]));
        }
        if !parts.is_empty() {
            parts.push(Value::polynomial(rest).term());
            found.push(Term::sum(parts));
        }
    }
    Ok(found)
}

/// A generator g of a polynomial c·g² + b·g + a with a number c: g, c and b.
fn quadratic(polynomial: &Polynomial, reverse: bool) -> Option<(Term, Rational, Polynomial)> {
    let mut generators: Vec<&Term> = polynomial.0.keys().flat_map(|monomial| monomial.0.keys()).collect();
    generators.sort();
    generators.dedup();
    if !reverse {
        generators.reverse();
    }
    generators.into_iter().find_map(|generator| {
        let scale = *polynomial.0.get(&Monomial([(generator.clone(), 2)].into()))?;
        let degree = |monomial: &Monomial| *monomial.0.get(generator).unwrap_or(&0);
        let fits = polynomial.0.keys().all(|m| matches!(degree(m), 0 | 1) || (degree(m) == 2 && m.0.len() == 1));
        let mut linear = Polynomial::default();
        for (monomial, coefficient) in polynomial.0.iter().filter(|(monomial, _)| degree(monomial) == 1) {
            let mut beside = monomial.clone();
            beside.0.remove(generator);
            linear.add(beside, *coefficient).ok()?;
        }
        fits.then(|| (generator.clone(), scale, linear))
    })
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
            let half = Term::number(Rational::new(1, 2).map_err(TooLarge::from)?);
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
