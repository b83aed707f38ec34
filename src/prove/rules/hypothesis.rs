//! Hypotheses that are equations rewrite their greatest monomial wherever it divides another.

use super::case::is_guard;
use crate::prove::normal::{Monomial, Polynomial, TooLarge, Value};
use crate::prove::search::{Path, Prover, Rewriting, Search, Stop};
use quod_kernel::Rational;
use quod_kernel::certificate::Rule;
use quod_kernel::statement::{Hypothesis, Relation};
use quod_kernel::term::{Fold, Index, Node, Size, Term};
use std::collections::BTreeSet;

impl Prover {
    /// Brings the equations among the hypotheses with these numbers into normal form.
    pub fn take_hypotheses(&mut self, allowed: &BTreeSet<usize>) -> Search<()> {
        let hypotheses = self.scope.statement.hypotheses.clone();
        for (number, hypothesis) in hypotheses.into_iter().enumerate() {
            let Hypothesis::All(ranges, claim) = hypothesis else { continue };
            if claim.relation != Relation::Equal || !allowed.contains(&number) {
                continue;
            }
            let mut path = Path::from(&claim.left.minus(claim.right));
            let outside = self.scope.bound.len();
            self.scope.bound.extend(ranges.iter().cloned());
            let result = self.lower(&mut path).and_then(|()| self.normalise(&mut path));
            self.scope.bound.truncate(outside);
            match result {
                Ok(()) => {
                    let (polynomial, _) = Value::of(&path.term)?.single()?;
                    // 1/σ² Σ x = 0 says that Σ x is 0: only then does it divide what has no σ.
                    let below = polynomial.common_denominator();
                    let clear = Value::polynomial(Polynomial::monomial(below.clone(), Rational::ONE)).term();
                    let polynomial = polynomial.scaled(&below, Rational::ONE)?;
                    self.rewritings.push(Rewriting { number, ranges, polynomial, clear });
                }
                Err(Stop::Stuck(_)) => {}
                Err(stop) => return Err(stop),
            }
        }
        Ok(())
    }

    /// Rewrites by a hypothesis where one applies, and brings the result into normal form.
    pub fn reduce(&mut self, path: &mut Path) -> Search<()> {
        if self.rewritings.is_empty() || !self.scope.under.is_empty() {
            return Ok(());
        }
        while let Some((number, instance, factor)) = self.applicable(&Value::of(&path.term)?)? {
            self.burn(5)?;
            let factor = self.cleared(number, &instance, factor);
            if !self.tried(path, Rule::Hypothesis { number, instance, factor })? {
                break;
            }
            self.normalise_as_it_stands(path)?;
        }
        Ok(())
    }

    /// The difference of a hypothesis must come into normal form as it stands, or it would be rewritten to 0 by itself.
    fn normalise_as_it_stands(&mut self, path: &mut Path) -> Search<()> {
        let rewritings = std::mem::take(&mut self.rewritings);
        let result = self.lower(path).and_then(|()| self.normalise(path));
        self.rewritings = rewritings;
        result
    }

    /// Adds such multiples of the hypotheses to the left side that it meets the right one, if the difference of both,
    /// multiplied by its denominator, is a combination of hypotheses.
    pub fn combine(&mut self, left: &mut Path, right: &Term) -> Search<()> {
        if self.rewritings.is_empty() {
            return Ok(());
        }
        let (top, bottom) = Value::of(&left.term.clone().minus(right.clone()))?.single()?;
        let content = top.content();
        let mut rest = Value::polynomial(top.scaled(&content.inverse(), Rational::ONE)?);
        let unit = Value([(bottom, Polynomial::monomial(content, Rational::ONE))].into()).term();
        let mut combination = Vec::new();
        while let Some((number, instance, factor)) = self.applicable(&rest)? {
            self.burn(20)?;
            let Some(rewriting) = self.rewritings.iter().find(|rewriting| rewriting.number == number) else { break };
            let zero = Value::polynomial(rewriting.polynomial.clone()).term().open(&instance);
            rest = Value::of(&Term::sum([rest.term(), Term::product([factor.clone(), zero]).negate()]))?;
            let factor = self.cleared(number, &instance, Term::product([unit.clone(), factor]));
            combination.push(Rule::Hypothesis { number, instance, factor });
        }
        if rest == Value::default() {
            for rule in combination {
                self.by(left, rule)?;
            }
            self.normalise_as_it_stands(left)?;
        }
        Ok(())
    }

    /// The factor of a hypothesis as it is stated, from that of its cleared form.
    fn cleared(&self, number: usize, instance: &[Index], factor: Term) -> Term {
        match self.rewritings.iter().find(|rewriting| rewriting.number == number) {
            Some(Rewriting { clear, .. }) if *clear != Term::integer(1) => {
                Term::product([clear.open(instance), factor])
            }
            _ => factor,
        }
    }

    /// The first hypothesis that applies, with the values of its indices and the factor.
    fn applicable(&self, value: &Value) -> Search<Option<(usize, Vec<Index>, Term)>> {
        for (bottom, top) in &value.0 {
            for (monomial, coefficient) in &top.0 {
                let indices = indices_of(monomial);
                for rewriting in &self.rewritings {
                    for instance in self.instances(&rewriting.ranges, &indices) {
                        let Some((lead, over)) = lead(&rewriting.polynomial, &instance)? else { continue };
                        if monomial.is_divisible_by(&lead) {
                            let coefficient = coefficient.times(over.inverse().map_err(TooLarge::from)?);
                            let coefficient = coefficient.map_err(TooLarge::from)?;
                            let rest = Polynomial::monomial(monomial.times(&lead.inverse()), coefficient);
                            let factor = Value([(bottom.clone(), rest)].into()).term();
                            return Ok(Some((rewriting.number, instance, factor)));
                        }
                    }
                }
            }
        }
        Ok(None)
    }

    fn instances(&self, ranges: &[Size], among: &BTreeSet<Index>) -> Vec<Vec<Index>> {
        ranges.iter().fold(vec![Vec::new()], |shorter, range| {
            let fitting: Vec<&Index> = among.iter().filter(|index| self.scope.fits(index, range)).collect();
            let longer = |chosen: Vec<Index>| {
                fitting.iter().map(move |index| [chosen.clone(), vec![(*index).clone()]].concat()).collect::<Vec<_>>()
            };
            shorter.into_iter().flat_map(longer).collect()
        })
    }
}

/// The monomial that an instance of a hypothesis replaces, with its coefficient: the one with the most sums, then the
/// highest degree, then the greatest, so that no rewriting is ever undone.
fn lead(polynomial: &Polynomial, instance: &[Index]) -> Search<Option<(Monomial, Rational)>> {
    let mut opened = Polynomial::default();
    for (monomial, coefficient) in &polynomial.0 {
        let mut product = Monomial::default();
        for (generator, exponent) in &monomial.0 {
            product = product.times(&Monomial([(generator.open(instance), *exponent)].into()));
        }
        opened.add(product, *coefficient)?;
    }
    let weight = |monomial: &Monomial| {
        let sums: usize = monomial.0.keys().map(sums).sum();
        // An indicator is what an array of zeros and ones is replaced by, not the other way round.
        let plain = monomial.0.iter().filter(|(generator, _)| !is_guard(generator));
        (sums, plain.map(|(_, exponent)| exponent).sum::<i64>())
    };
    let best = opened.0.into_iter().max_by(|a, b| weight(&a.0).cmp(&weight(&b.0)).then(a.0.cmp(&b.0)));
    Ok(best.filter(|(monomial, _)| !monomial.0.is_empty()))
}

fn sums(term: &Term) -> usize {
    let mut count = usize::from(matches!(term.node(), Node::Fold(Fold::Sum, ..)));
    term.node().each_part(&mut |part, _| count += sums(part));
    count
}

fn indices_of(monomial: &Monomial) -> BTreeSet<Index> {
    let mut found = BTreeSet::new();
    monomial.0.keys().for_each(|generator| loose(generator, 0, &mut found));
    found
}

fn loose(term: &Term, depth: u32, found: &mut BTreeSet<Index>) {
    term.node().each_index(&mut |index| match index {
        Index::Bound(number) if *number < depth => {}
        Index::Bound(number) => _ = found.insert(Index::Bound(number - depth)),
        _ => _ = found.insert(index.clone()),
    });
    term.node().each_part(&mut |part, binders| loose(part, depth + binders.len() as u32, found));
}
