//! Hypotheses that are equations.

use super::{Result, Scope};
use crate::certificate::Reason;
use crate::statement::{Hypothesis, Relation};
use crate::term::{Index, Term};

impl Scope {
    /// hypothesis: t → t + f·(b − a) for an instance of the hypothesis a = b, where f is defined wherever t is; never
    /// under a derivative by something on which a or b depends.
    pub(super) fn hypothesis(&mut self, term: &Term, number: usize, instance: &[Index], factor: &Term) -> Result<Term> {
        let hypothesis = self.statement.hypotheses.get(number).cloned().ok_or(Reason::NoSuch)?;
        let Hypothesis::All(ranges, claim) = hypothesis else { return Err(Reason::Form) };
        if claim.relation != Relation::Equal {
            return Err(Reason::OtherRelation);
        }
        if instance.len() != ranges.len() || !instance.iter().zip(&ranges).all(|(index, range)| self.fits(index, range))
        {
            return Err(Reason::Range);
        }
        if !self.holds_nearby(&claim) {
            return Err(Reason::UnderDerivative);
        }
        if !self.follows(term, factor) {
            return Err(Reason::Undefined);
        }
        self.used.borrow_mut().insert(number);
        let difference = claim.right.open(instance).minus(claim.left.open(instance));
        Ok(Term::sum([term.clone(), Term::product([factor.clone(), difference])]))
    }
}
