//! Sums: a monomial under sums falls into the connected parts of its index graph; each part is one generator, with its
//! sums in front and their order chosen by the form.

use super::case::is_guard;
use crate::prove::normal::TooLarge;
use crate::prove::search::{Path, Prover, Search};
use quod_kernel::Rational;
use quod_kernel::certificate::Rule;
use quod_kernel::rules::Scope;
use quod_kernel::term::{Condition, Fold, Function, Index, Node, Term};

/// How many sums in front are brought into a canonical order: the work grows with the factorial.
const MAX_ORDERED: usize = 4;

impl Prover {
    /// Brings a fold whose body is in normal form into normal form.
    pub fn fold(&mut self, path: &mut Path) -> Search<()> {
        match path.term.node() {
            Node::Fold(Fold::Sum, ..) => self.sum(path),
            Node::Fold(Fold::Product, ..) => self.product(path),
            _ => self.reduce(path),
        }
    }

    fn sum(&mut self, path: &mut Path) -> Search<()> {
        self.burn(1)?;
        let Node::Fold(Fold::Sum, _, body) = path.term.node() else { return self.normalise(path) };
        match body.node() {
            Node::Sum(_) => {
                self.by(path, Rule::SumLinear)?;
                self.all(path, Self::sum_of_monomial)?;
                self.arithmetic(path)
            }
            _ => self.sum_of_monomial(path),
        }
    }

    fn sum_of_monomial(&mut self, path: &mut Path) -> Search<()> {
        let Node::Fold(Fold::Sum, size, body) = path.term.node() else { return self.normalise(path) };
        if Scope::is_constant(body) {
            self.by(path, Rule::SumConstant)?;
            return self.arithmetic(path);
        }
        if let quod_kernel::term::Size::Numeral(_) = size {
            self.by(path, Rule::SumExpand)?;
            return self.normalise(path);
        }
        match body.node() {
            Node::Product(factors) if factors.iter().any(Scope::is_constant) => {
                self.by(path, Rule::SumFactor)?;
                self.all(path, Self::sum_of_monomial_if_sum)?;
                self.arithmetic(path)
            }
            Node::If(..) if is_guard(body) => self.sum_of_guard(path),
            _ => self.chain(path),
        }
    }

    fn sum_of_monomial_if_sum(&mut self, path: &mut Path) -> Search<()> {
        match path.term.node() {
            // The other factors are in normal form already, and sums among them keep theirs.
            Node::Fold(Fold::Sum, ..) => self.sum_of_monomial(path),
            _ => Ok(()),
        }
    }

    /// Contracts an indicator, takes a condition without the index outside, or leaves the sum as it is.
    fn sum_of_guard(&mut self, path: &mut Path) -> Search<()> {
        if self.tried(path, Rule::Contract)? {
            return self.normalise(path);
        }
        if self.tried(path, Rule::SumCase)? {
            return self.normalise(path);
        }
        let Node::Fold(_, size, body) = path.term.node() else { return Ok(()) };
        let (size, body) = (size.clone(), body.clone());
        let Some(depth) = self.scope.within(std::slice::from_ref(&size), |_| movable(&body)) else {
            return self.chain(path);
        };
        self.inside(path, 0, |prover, path| (0..depth).rev().try_for_each(|level| prover.at_guard(path, level)))?;
        if self.tried(path, Rule::Contract)? || self.tried(path, Rule::SumCase)? {
            return self.normalise(path);
        }
        self.chain(path)
    }

    /// Swaps the guard under `level` others with the next one inside.
    fn at_guard(&mut self, path: &mut Path, level: usize) -> Search<()> {
        match level {
            0 => self.by(path, Rule::CaseSwap),
            _ => self.inside(path, 0, |prover, path| prover.at_guard(path, level - 1)),
        }
    }

    /// Takes sums among the factors to the front and chooses the order of all.
    fn chain(&mut self, path: &mut Path) -> Search<()> {
        self.inside(path, 0, Self::prenex)?;
        let depth = chain_depth(&path.term);
        if (2..=MAX_ORDERED).contains(&depth) {
            self.order(path, depth)?;
            if self.part_of_chain(path, depth)? || (depth == 2 && self.halving && self.halve(path)?) {
                return Ok(());
            }
        }
        self.reduce(path)
    }

    /// Rewrites a part of a chain by a hypothesis on a single sum: whether it did.
    fn part_of_chain(&mut self, path: &mut Path, depth: usize) -> Search<bool> {
        if self.rewritings.is_empty() || !self.scope.under.is_empty() {
            return Ok(false);
        }
        for innermost in 0..depth {
            let mut order: Vec<usize> = (0..depth).filter(|place| *place != innermost).collect();
            order.push(innermost);
            let mut candidate = path.clone();
            self.permute(&mut candidate, &order)?;
            self.at_depth(&mut candidate, depth - 1, |prover, path| {
                prover.inside(path, 0, Self::settled)?;
                prover.tried(path, Rule::SumFactor).map(|_| ())
            })?;
            let before = candidate.term.clone();
            self.at_depth(&mut candidate, depth - 1, |prover, path| match path.term.node() {
                Node::Product(_) => prover.all(path, Self::reduce_if_sum),
                _ => Ok(()),
            })?;
            if candidate.term != before {
                *path = candidate;
                return self.normalise(path).map(|()| true);
            }
        }
        Ok(false)
    }

    fn reduce_if_sum(&mut self, path: &mut Path) -> Search<()> {
        if is_sum(&path.term) { self.reduce(path) } else { Ok(()) }
    }

    /// Replaces a double sum by half of it and half of it with its sums swapped, where that joins to something
    /// simpler: whether it did.
    fn halve(&mut self, path: &mut Path) -> Search<bool> {
        let Node::Fold(_, outer, inner) = path.term.node() else { return Ok(false) };
        let Node::Fold(_, size, body) = inner.node() else { return Ok(false) };
        if outer != size || !(has_quotient(body) || is_less(body)) {
            return Ok(false);
        }
        let half = Term::number(Rational::new(1, 2).map_err(TooLarge::from)?);
        let part = Term::product([half, path.term.clone()]);
        let mut candidate = path.clone();
        self.ring(&mut candidate, Term::sum([part.clone(), part]))?;
        if is_less(body) {
            self.inside(&mut candidate, 1, |prover, path| {
                prover.inside(path, 1, |prover, path| {
                    prover.at_depth(path, 2, |prover, path| prover.by(path, Rule::CaseLess))?;
                    prover.normalise_without_halving(path)
                })
            })?;
            self.arithmetic(&mut candidate)?;
            let simpler = !holds_less(&candidate.term);
            return Ok(self.taken(path, candidate, simpler));
        }
        self.inside(&mut candidate, 1, |prover, path| {
            prover.inside(path, 1, |prover, path| prover.by(path, Rule::SumSwap))
        })?;
        for number in [0, 1] {
            self.inside(&mut candidate, number, |prover, path| prover.distribute_half(path))?;
        }
        self.by(&mut candidate, Rule::SumJoin(0, 1))?;
        self.inside(&mut candidate, 0, |prover, path| {
            prover.by(path, Rule::SumJoin(0, 1))?;
            prover.inside(path, 0, Self::normalise)
        })?;
        let simpler = matches!(candidate.term.node(), Node::Fold(_, _, inner)
            if matches!(inner.node(), Node::Fold(_, _, body) if !has_quotient(body)));
        if simpler {
            self.normalise(&mut candidate)?;
        }
        Ok(self.taken(path, candidate, simpler))
    }

    fn distribute_half(&mut self, path: &mut Path) -> Search<()> {
        self.by(path, Rule::SumDistribute(1))?;
        self.inside(path, 0, |prover, path| prover.by(path, Rule::SumDistribute(1)))
    }

    fn normalise_without_halving(&mut self, path: &mut Path) -> Search<()> {
        self.halving = false;
        let result = self.normalise(path);
        self.halving = true;
        result
    }

    fn taken(&self, path: &mut Path, candidate: Path, simpler: bool) -> bool {
        if simpler {
            *path = candidate;
        }
        simpler
    }

    fn prenex(&mut self, path: &mut Path) -> Search<()> {
        let expanded: Vec<Term> = match path.term.node() {
            Node::Product(factors) => factors.iter().flat_map(copies).collect(),
            Node::Power(..) => copies(&path.term),
            Node::Fold(Fold::Sum, ..) => return self.inside(path, 0, Self::prenex),
            _ => return Ok(()),
        };
        if !expanded.iter().any(is_sum) {
            return Ok(());
        }
        self.ring(path, Term::product(expanded))?;
        let Node::Product(factors) = path.term.node() else { return Ok(()) };
        let Some(number) = factors.iter().position(is_sum) else { return Ok(()) };
        self.by(path, Rule::SumDistribute(number))?;
        self.inside(path, 0, |prover, path| {
            prover.arithmetic(path)?;
            prover.prenex(path)
        })
    }

    /// Of all orders of the sums in front, takes the one whose term comes first.
    fn order(&mut self, path: &mut Path, depth: usize) -> Search<()> {
        let mut best: Option<Path> = None;
        for order in permutations(depth) {
            let mut candidate = path.clone();
            self.permute(&mut candidate, &order)?;
            self.at_depth(&mut candidate, depth, Self::settled)?;
            if best.as_ref().is_none_or(|best| candidate.term < best.term) {
                best = Some(candidate);
            }
        }
        if let Some(best) = best.filter(|best| best.term != path.term) {
            *path = best;
        }
        Ok(())
    }

    /// Normal form of a body whose indices were renumbered.
    fn settled(&mut self, path: &mut Path) -> Search<()> {
        match path.term.node() {
            Node::If(..) => Ok(()),
            _ => self.normalise(path),
        }
    }

    /// Brings the sums into the order in which `order` lists their places.
    fn permute(&mut self, path: &mut Path, order: &[usize]) -> Search<()> {
        let mut places: Vec<usize> = (0..order.len()).collect();
        for (target, wanted) in order.iter().enumerate() {
            let mut place = places.iter().position(|p| p == wanted).unwrap_or(target);
            while place > target {
                self.at_depth(path, place - 1, |prover, path| prover.by(path, Rule::SumSwap))?;
                places.swap(place, place - 1);
                place -= 1;
            }
        }
        Ok(())
    }

    fn at_depth(
        &mut self,
        path: &mut Path,
        depth: usize,
        change: fn(&mut Self, &mut Path) -> Search<()>,
    ) -> Search<()> {
        match depth {
            0 => change(self, path),
            _ => self.inside(path, 0, |prover, path| prover.at_depth(path, depth - 1, change)),
        }
    }

    fn product(&mut self, path: &mut Path) -> Search<()> {
        let term = path.term.clone();
        let Node::Fold(_, _, body) = term.node() else { return Ok(()) };
        match body.node() {
            Node::Product(_) => {
                self.by(path, Rule::ProductFactor)?;
                self.all(path, |prover, path| match path.term.node() {
                    Node::Fold(..) => prover.product(path),
                    _ => Ok(()),
                })?;
                self.arithmetic(path)
            }
            Node::Apply(Function::Exp, _) => {
                self.by(path, Rule::ProductExp)?;
                self.normalise(path)
            }
            _ if self.tried(path, Rule::Contract)? => self.normalise(path),
            _ => self.reduce(path),
        }
    }
}

/// How deep under other guards the first one lies that names the index of the sum, or is free of it.
fn movable(body: &Term) -> Option<usize> {
    let (mut term, mut depth) = (body, 0);
    while let Node::If(condition, then, _) = term.node() {
        let free = {
            let mut holds = false;
            condition.each_index(&mut |index| holds = holds || *index == Index::Bound(0));
            !holds
        };
        let names = matches!(condition, Condition::Equal(a, b) if (*a == Index::Bound(0)) != (*b == Index::Bound(0)));
        if depth > 0 && (free || names) {
            return Some(depth);
        }
        if !is_guard(then) {
            return None;
        }
        (term, depth) = (then, depth + 1);
    }
    None
}

/// Whether the term divides by something that names both innermost indices.
fn has_quotient(term: &Term) -> bool {
    let both = |base: &Term| !Scope::is_constant(base) && base.open(&[Index::Numeral(1)]).loose() > 0;
    match term.node() {
        Node::Power(base, exponent) => *exponent < 0 && matches!(base.node(), Node::Sum(_)) && both(base),
        Node::Product(list) | Node::Sum(list) => list.iter().any(has_quotient),
        _ => false,
    }
}

fn is_less(term: &Term) -> bool {
    matches!(term.node(), Node::If(Condition::Less(..), ..)) && is_guard(term)
}

fn holds_less(term: &Term) -> bool {
    let mut found = is_less(term);
    term.node().each_part(&mut |part, _| found = found || holds_less(part));
    found
}

fn is_sum(term: &Term) -> bool {
    matches!(term.node(), Node::Fold(Fold::Sum, ..))
}

/// A positive power of a sum as that many factors.
fn copies(factor: &Term) -> Vec<Term> {
    match factor.node() {
        Node::Power(base, exponent) if is_sum(base) && (1..=8).contains(exponent) => {
            (0..*exponent).map(|_| base.clone()).collect()
        }
        _ => vec![factor.clone()],
    }
}

fn chain_depth(term: &Term) -> usize {
    match term.node() {
        Node::Fold(Fold::Sum, _, body) => 1 + chain_depth(body),
        _ => 0,
    }
}

fn permutations(count: usize) -> Vec<Vec<usize>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for shorter in permutations(count - 1) {
        for place in 0..count {
            let mut longer = shorter.clone();
            longer.insert(place, count - 1);
            all.push(longer);
        }
    }
    all
}
