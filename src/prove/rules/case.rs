//! Cases: decided where they can be, else brought to sums of `if C: a, 0` with one condition each.

use crate::prove::search::{Path, Prover, Search, Stop};
use quod_kernel::certificate::Rule;
use quod_kernel::rules::of_indices;
use quod_kernel::term::{Condition, Index, Node, Term};

impl Prover {
    /// Brings a case into normal form.
    pub fn case(&mut self, path: &mut Path) -> Search<()> {
        self.burn(1)?;
        let Node::If(condition, then, otherwise) = path.term.node() else { return self.normalise(path) };
        let (condition, then, otherwise) = (condition.clone(), then.clone(), otherwise.clone());
        if then == otherwise {
            self.by(path, Rule::CaseSame)?;
            return self.normalise(path);
        }
        if self.scope.decide(&condition).is_some() {
            self.by(path, Rule::CaseKnown)?;
            return self.normalise(path);
        }
        let zero = Term::integer(0);
        match &condition {
            Condition::Not(_) | Condition::And(_) | Condition::Or(_) => {
                self.by(path, Rule::CaseCondition)?;
                self.case(path)
            }
            Condition::Equal(a, b) | Condition::Less(a, b) if is_free(a) && is_free(b) && self.splits(&condition) => {
                Err(Stop::Split(condition))
            }
            Condition::Positive(_) => {
                self.all(path, Self::normalise)?;
                Ok(())
            }
            _ if otherwise == zero => self.guard(path),
            _ if then == zero => {
                let parts = [1].map(|number| number + terms(&condition));
                self.inside(path, parts[0], Self::normalise)?;
                let again = matches!(path.term.node(), Node::If(_, _, otherwise) if *otherwise == zero);
                if again || self.tried(path, Rule::CaseComplement)? { self.normalise(path) } else { Ok(()) }
            }
            _ => {
                self.by(path, Rule::CaseSeparate)?;
                self.normalise(path)
            }
        }
    }

    /// Whether the kernel can split by the condition.
    fn splits(&mut self, condition: &Condition) -> bool {
        match condition {
            Condition::Equal(a, b) => self.scope.replacement(a, b).is_ok() || self.scope.replacement(b, a).is_ok(),
            _ => true,
        }
    }

    /// Brings `if C: a, 0` into normal form.
    fn guard(&mut self, path: &mut Path) -> Search<()> {
        let Node::If(condition, then, _) = path.term.node() else { return Ok(()) };
        let (condition, then) = (condition.clone(), then.clone());
        if let Condition::Equal(left, right) = &condition {
            // The index bound further inside goes, so that the sum over it finds only its indicator.
            let reverse = left > right;
            let (from, to) = if reverse { (right, left) } else { (left, right) };
            let replaced = self.scope.replacement(from, to).ok().map(|mut change| then.rewrite(&mut change, 0));
            if replaced.is_some_and(|replaced| replaced != then) {
                self.by(path, Rule::CaseSubstitute(reverse))?;
            }
        }
        self.inside(path, terms(&condition), Self::normalise)?;
        let Node::If(_, then, otherwise) = path.term.node() else { return self.normalise(path) };
        if then == otherwise {
            return self.by(path, Rule::CaseSame);
        }
        let then = then.clone();
        match then.node() {
            Node::Sum(_) => self.by(path, Rule::CaseLinear)?,
            Node::Product(factors) if matches!(factors[0].node(), Node::Number(_)) => {
                self.by(path, Rule::CaseLinear)?;
            }
            Node::Number(value) if *value != quod_kernel::Rational::ONE => self.by(path, Rule::CaseLinear)?,
            Node::If(inner, _, zero)
                if *zero == Term::integer(0) && *inner < condition && self.tried(path, Rule::CaseSwap)? =>
            {
                return self.guard(path);
            }
            _ => {}
        }
        // The addends of a sum may be cases whose order is not yet settled.
        match path.term.node() {
            Node::If(..) => Ok(()),
            Node::Sum(_) => {
                self.all(path, Self::settle)?;
                self.arithmetic(path)
            }
            _ => self.settle(path),
        }
    }

    fn settle(&mut self, path: &mut Path) -> Search<()> {
        match path.term.node() {
            Node::If(..) => self.case(path),
            Node::Product(_) => self.all(path, Self::settle),
            _ => Ok(()),
        }
    }

    /// Draws factors and powers into cases: whether there were any.
    pub fn absorb(&mut self, path: &mut Path) -> Search<bool> {
        match path.term.node() {
            Node::Sum(addends) => {
                let numbers: Vec<usize> = (0..addends.len()).filter(|n| self.absorbs(&addends[*n])).collect();
                for number in numbers.iter().rev() {
                    self.inside(path, *number, |prover, path| prover.absorb_one(path))?;
                }
                Ok(!numbers.is_empty())
            }
            _ if self.absorbs(&path.term) => self.absorb_one(path).map(|()| true),
            _ => Ok(false),
        }
    }

    fn absorbs(&self, term: &Term) -> bool {
        match term.node() {
            Node::Power(base, exponent) => *exponent > 0 && is_guard(base),
            Node::Product(factors) => {
                let plain = factors.len() == 2 && matches!(factors[0].node(), Node::Number(_)) && is_guard(&factors[1]);
                let guarded = |factor: &Term| match factor.node() {
                    Node::Power(base, exponent) => *exponent > 0 && is_guard(base),
                    _ => is_guard(factor),
                };
                !plain && factors.iter().any(guarded)
            }
            _ => false,
        }
    }

    fn absorb_one(&mut self, path: &mut Path) -> Search<()> {
        if let Node::Power(..) = path.term.node() {
            self.by(path, Rule::CasePower)?;
            return self.normalise(path);
        }
        let Node::Product(factors) = path.term.node() else { return Ok(()) };
        let power = |f: &Term| matches!(f.node(), Node::Power(base, exponent) if *exponent > 0 && is_guard(base));
        if let Some(number) = factors.iter().position(power) {
            self.inside(path, number, |prover, path| prover.by(path, Rule::CasePower))?;
            return self.absorb_one(path);
        }
        let Some(number) = factors.iter().position(is_guard) else { return Ok(()) };
        self.by(path, Rule::CaseAbsorb(number))?;
        self.case(path)
    }
}

/// How many parts of a case belong to its condition.
pub fn terms(condition: &Condition) -> usize {
    let mut count = 0;
    condition.each_term(&mut |_| count += 1);
    count
}

/// Whether the term is `if C: a, 0` with a condition on indices.
pub fn is_guard(term: &Term) -> bool {
    matches!(term.node(), Node::If(condition, _, zero) if *zero == Term::integer(0) && of_indices(condition))
}

fn is_free(index: &Index) -> bool {
    !matches!(index, Index::Bound(_))
}
