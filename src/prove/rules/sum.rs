//! Sums: a monomial under sums falls into the connected parts of its index graph; each part is one generator, with its
//! sums in front and their order chosen by the form.

use super::case::is_guard;
use crate::prove::search::{Path, Prover, Search};
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
        }
        self.reduce(path)
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
