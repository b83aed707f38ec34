//! Hypotheses that are equations rewrite their greatest monomial wherever it divides another.

use crate::prove::normal::{Monomial, Polynomial, Value};
use crate::prove::search::{Path, Prover, Rewriting, Search, Stop};
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
                Ok(()) => self.rewritings.push(Rewriting { number, ranges, value: Value::of(&path.term)? }),
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
        let value = Value::of(&path.term)?;
        let Some((number, instance, factor)) = self.applicable(&value)? else { return Ok(()) };
        self.burn(5)?;
        if !self.tried(path, Rule::Hypothesis { number, instance, factor })? {
            return Ok(());
        }
        // The difference must come into normal form as it stands, or it would be rewritten to 0 by itself.
        let rewritings = std::mem::take(&mut self.rewritings);
        let result = self.normalise(path);
        self.rewritings = rewritings;
        result?;
        self.reduce(path)
    }

    /// The first hypothesis that applies, with the values of its indices and the factor.
    fn applicable(&self, value: &Value) -> Search<Option<(usize, Vec<Index>, Term)>> {
        for (bottom, top) in &value.0 {
            for (monomial, coefficient) in &top.0 {
                let indices = indices_of(monomial);
                for rewriting in &self.rewritings {
                    let Some((lead, over)) = lead(&rewriting.value) else { continue };
                    for instance in self.instances(&rewriting.ranges, &indices) {
                        let opened = Monomial(lead.0.iter().map(|(g, e)| (g.open(&instance), *e)).collect());
                        if !monomial.is_divisible_by(&opened) {
                            continue;
                        }
                        let rest = Polynomial::monomial(
                            monomial.times(&opened.inverse()),
                            coefficient.times(over.inverse().map_err(|_| Stop::Fuel)?).map_err(|_| Stop::Fuel)?,
                        );
                        let factor = Value([(bottom.clone(), rest)].into()).term();
                        return Ok(Some((rewriting.number, instance, factor)));
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

/// The monomial that a hypothesis replaces: the one with the most sums, then the highest degree, then the greatest.
fn lead(value: &Value) -> Option<(&Monomial, quod_kernel::Rational)> {
    let (_, top) = value.0.first_key_value().filter(|(bottom, _)| value.0.len() == 1 && bottom.is_empty())?;
    let weight = |monomial: &Monomial| {
        let sums: usize = monomial.0.keys().map(sums).sum();
        (sums, monomial.0.values().sum::<i64>())
    };
    let best = top.0.iter().max_by(|a, b| weight(a.0).cmp(&weight(b.0)).then(a.0.cmp(b.0)))?;
    (!best.0.0.is_empty()).then_some((best.0, *best.1))
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
    term.node().each_part(&mut |part, binders| loose(part, depth + binders, found));
}
