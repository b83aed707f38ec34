//! Products: of scalars, of matrices and vectors, entry by entry.

use super::conventions::Convention;
use super::key::Key;
use super::occurrence;
use super::reader::{Reader, shape_trouble};
use super::sizes::Sizes;
use super::trouble::Trouble;
use super::value::{Axis, Value};
use crate::latex::{Expr, Factor, Join, Node, Scripted};
use crate::source::Span;
use quod_kernel::term::{Fold, Index, Term};

impl Reader<'_> {
    /// Factors from left to right.
    pub(super) fn product(&mut self, factors: &[Factor], span: Span) -> Result<Value, Trouble> {
        if let Some(place) = factors.iter().position(|factor| matches!(factor.value.node, Node::Dots(_))) {
            return self.ellipsis_product(factors, place, span);
        }
        self.refuse_signs_as_letters(factors)?;
        let mut total: Option<Value> = None;
        if let Some(operator) =
            factors.windows(2).find_map(|pair| self.differential_operator(&pair[0].value, &pair[1].value))
        {
            return Err(Trouble::unread(operator, "D with a letter below may be a derivative by that letter"));
        }
        for (number, factor) in factors.iter().enumerate() {
            if factor.join == Join::Star && factors.iter().any(|factor| self.is_applied_elsewhere(&factor.value)) {
                let here = factor.join_span.unwrap_or(factor.value.span);
                return Err(Trouble::unread(here, "a star between functions is a convolution, which is not read"));
            }
            if factor.join == Join::Slash {
                let open = number > 1 || number + 1 < factors.len();
                if open {
                    self.by_convention(Convention::SlashReach, factor.value.span);
                }
                self.refuse_product(&factor.value, "a/b(c) means (a/b)c to some and a/(bc) to others")?;
            }
            let value = self.expr(&factor.value)?;
            let here = factor.join_span.unwrap_or(factor.value.span);
            total = Some(match total {
                None => value,
                Some(total) => self.multiply(total, value, factor.join, here)?,
            });
        }
        total.ok_or_else(|| Trouble::unread(span, "an empty product"))
    }

    /// `\Sigma_j x_j` is a sum to some, `D_x f(x)` a derivative, and both are products with a letter to others.
    fn refuse_signs_as_letters(&self, factors: &[Factor]) -> Result<(), Trouble> {
        for (place, factor) in factors.iter().enumerate() {
            let Node::Scripted(Scripted { base, sub: Some(sub), sup: None, primes: 0 }) = &factor.value.node else {
                continue;
            };
            let (Some(sigma), Some(letter)) = (base.as_symbol(), sub.as_symbol()) else { continue };
            let mut goes_on = false;
            let rest = factors[place + 1..].iter();
            rest.for_each(|factor| factor.value.walk(&mut |part| goes_on |= part.as_symbol() == Some(letter)));
            let known = self.world.is_defined(&Key::plain(sigma.clone()));
            let applied = factors.get(place + 1).is_some_and(|next| matches!(next.value.node, Node::Call(_)));
            if sigma.name == "D" && goes_on && applied && !known {
                let text = "this may be a derivative here, or a letter";
                return Err(Trouble::unread(factor.value.span, text).help("write \\partial_x for a derivative"));
            }
            if sigma.name == "Sigma" && goes_on && !known && self.world.survey.is_index(letter) {
                let text = "\\Sigma may be a sum here, or a letter";
                return Err(Trouble::unread(factor.value.span, text).help("write \\sum for a sum"));
            }
        }
        Ok(())
    }

    /// Whether a letter stands here by itself that is a function elsewhere.
    fn is_applied_elsewhere(&self, expr: &Expr) -> bool {
        let key = self.world.survey.bare(expr);
        key.and_then(|key| self.world.survey.usage(&key)).is_some_and(|usage| !usage.applied.is_empty())
    }

    /// The place of `D_x` in `D_x f(x)`, where nothing says that it is a number.
    fn differential_operator(&self, first: &Expr, second: &Expr) -> Option<Span> {
        let found = occurrence::read(&self.world.survey, first)?.ok()?;
        let by = matches!(&first.node, Node::Scripted(scripted) if scripted.sub.is_some() && scripted.sup.is_none());
        let known = self.world.is_defined(&found.key) || self.world.rank(&found.key) > 0;
        (found.key.symbol.name == "D" && by && !known && matches!(second.node, Node::Call(_))).then_some(first.span)
    }

    /// What stands before parentheses and is no function is a factor. How far a slash or a function without parentheses
    /// reaches then has two usual answers.
    pub(super) fn refuse_product(&mut self, expr: &Expr, why: &str) -> Result<(), Trouble> {
        let product = match occurrence::read(&self.world.survey, expr) {
            _ if self.told_by_its_text(expr).is_some() => false,
            Some(Ok(found)) => found.arguments.is_some() && !self.is_function_at(&found),
            Some(Err(_)) => false,
            None => expr.as_product().is_some(),
        };
        match product {
            true => Err(Trouble::unread(expr.span, why).help("put parentheses around what belongs together")),
            false => Ok(()),
        }
    }

    fn multiply(&mut self, left: Value, right: Value, join: Join, span: Span) -> Result<Value, Trouble> {
        let product = |a: Term, b: Term| Term::product([a, b]);
        match join {
            Join::Slash => return self.divide(left, right, span),
            Join::Odot => return self.zip(left, right, span, product),
            Join::Oslash => return self.zip(left, right, span, Term::over),
            Join::Otimes | Join::Circ | Join::Other => return Err(Trouble::unread(span, "this operator is not read")),
            Join::First | Join::Juxtaposed | Join::Dot | Join::Times | Join::Star => {}
        }
        let unread = |left: &Value, right: &Value| {
            let text = format!("{} times {} has no meaning here", left.describe(), right.describe());
            Err(Trouble::unread(span, text).help("transpose one of them, or write \\odot for a product entry by entry"))
        };
        match (left.rank(), left.row, right.rank(), right.row) {
            (0, _, _, _) => Ok(right.map(|entry| Term::product([left.term, entry]))),
            (_, _, 0, _) => Ok(left.map(|entry| Term::product([entry, right.term]))),
            (1, false, 1, false) if join == Join::Dot => self.contract(left, right, span),
            (1, true, 1, false) | (2, _, 2, _) | (2, _, 1, false) | (1, true, 2, _) if join != Join::Star => {
                self.contract(left, right, span)
            }
            (1, false, 1, true) if join != Join::Star => {
                let term = Term::product([left.term, right.term]);
                Ok(Value::array([left.axes, right.axes].concat(), term))
            }
            _ => unread(&left, &right),
        }
    }

    /// The sum over the last axis of the left and the first axis of the right.
    pub(super) fn contract(&mut self, left: Value, right: Value, span: Span) -> Result<Value, Trouble> {
        let (Some(inner), Some(first)) = (left.axes.last().cloned(), right.axes.first()) else {
            return Err(Trouble::unread(span, "there is nothing to sum over"));
        };
        self.unify(inner.size, first.size, span)?;
        let mut at: Vec<Index> = right.names().into_iter().map(Index::Free).collect();
        at[0] = Index::Free(inner.name.clone());
        let body = Term::product([left.term.clone(), right.entry(&at)]);
        let term = Term::fold_over(Fold::Sum, &inner.name, Sizes::placeholder(inner.size), &body);
        let kept: Vec<Axis> = left.axes[..left.axes.len() - 1].iter().chain(&right.axes[1..]).cloned().collect();
        let row = left.rank() == 1 && right.rank() == 2;
        Ok(Value { axes: kept, row, term })
    }

    /// `\langle x, y \rangle`: the sum of the products of their entries.
    pub(super) fn inner_product(&mut self, body: &Expr, span: Span) -> Result<Value, Trouble> {
        let Node::List(items) = &body.node else {
            return Err(Trouble::unread(span, "an inner product needs two vectors"));
        };
        let [left, right] = items.as_slice() else {
            return Err(Trouble::unread(span, "an inner product needs two vectors"));
        };
        let (left, right) = (self.expr(left)?, self.expr(right)?);
        if left.rank() == 0 || right.rank() == 0 {
            return Err(Trouble::unread(span, "an inner product needs two vectors"));
        }
        let value =
            self.zip(Value { row: false, ..left }, Value { row: false, ..right }, span, |a, b| Term::product([a, b]))?;
        Ok(Value::scalar(sum_all(value)))
    }

    /// The sum of the squares of all entries.
    pub(super) fn norm_squared(&mut self, body: &Expr) -> Result<Value, Trouble> {
        let value = self.expr(body)?;
        match value.rank() {
            0 => Err(shape_trouble(body.span, "a vector or a matrix", &value)),
            _ => Ok(Value::scalar(sum_all(value.map(|entry| Term::power(entry, 2))))),
        }
    }
}

/// The sum over all axes.
pub(super) fn sum_all(value: Value) -> Term {
    value.axes.iter().rev().fold(value.term.clone(), |term, axis| {
        Term::fold_over(Fold::Sum, &axis.name, Sizes::placeholder(axis.size), &term)
    })
}
