//! Differentiation, one step at a time.
//!
//! What is differentiated must be smooth by its form: then each part is differentiable wherever the whole is defined,
//! and the sum, product and chain rules apply. Source: W. Rudin, Principles of Mathematical Analysis, theorems 5.3,
//! 5.5 and 9.15.

use super::{POSITIVE, Result, Scope, ZERO, moved};
use crate::certificate::Reason;
use crate::term::{Condition, Fold, Function, Index, Lambda, Name, Node, Partial, Size, Term};

/// By what is differentiated.
struct By<'a> {
    name: &'a Name,
    at: &'a [Index],
    fixed: &'a [Name],
}

impl By<'_> {
    /// The derivative of a term that stands under further binders.
    fn derive(&self, term: &Term, binders: u32) -> Term {
        let at = self.at.iter().map(|index| moved(index, binders)).collect();
        Term::derivative(term.clone(), self.name.clone(), at, self.fixed.to_vec())
    }
}

impl Scope {
    /// differentiate: one step by the head of what is differentiated.
    pub(super) fn differentiate(&mut self, term: &Term) -> Result<Term> {
        let Node::Derivative { body, by, at, fixed } = term.node() else { return Err(Reason::Form) };
        let by = By { name: by, at, fixed };
        if !self.depends(body, &by) {
            return Ok(Term::integer(0));
        }
        self.smooth(body, &by)?;
        match body.node() {
            Node::Entry(_, places) | Node::Call(_, places, _) => {
                let one = |(a, b): (&Index, &Index)| Term::indicator(Condition::Equal(a.clone(), b.clone()));
                Ok(Term::product(places.iter().zip(by.at).map(one)))
            }
            Node::Sum(terms) => Ok(Term::sum(terms.iter().map(|part| by.derive(part, 0)))),
            Node::Product(factors) => Ok(Term::sum((0..factors.len()).map(|chosen| {
                let one = |(place, f): (usize, &Term)| if place == chosen { by.derive(f, 0) } else { f.clone() };
                Term::product(factors.iter().enumerate().map(one))
            }))),
            Node::Power(base, exponent) => {
                let lower = exponent.checked_sub(1).ok_or(Reason::Overflow)?;
                let factor = Term::product([Term::integer(*exponent), Term::power(base.clone(), lower)]);
                Ok(Term::product([factor, by.derive(base, 0)]))
            }
            Node::Apply(function, inner) => {
                Ok(Term::product([derivative_of(*function, body, inner)?, by.derive(inner, 0)]))
            }
            Node::Fold(Fold::Sum, size, inner) => Ok(Term::fold(Fold::Sum, size.clone(), by.derive(inner, 1))),
            Node::Fold(Fold::Product, size, inner) => {
                let same = Condition::Equal(Index::Bound(0), Index::Bound(1));
                let others = Term::case(same, Term::integer(1), inner.shift(1, 1));
                let others = Term::fold(Fold::Product, size.clone(), others);
                Ok(Term::fold(Fold::Sum, size.clone(), Term::product([by.derive(inner, 1), others])))
            }
            Node::If(condition, then, otherwise) => {
                Ok(Term::case(condition.clone(), by.derive(then, 0), by.derive(otherwise, 0)))
            }
            Node::Opaque(name, at, partials, arguments) => {
                let one = |number| chain(&by, name, at, partials, arguments, number);
                Ok(Term::sum((0..arguments.len()).map(one)))
            }
            _ => Err(Reason::Form),
        }
    }

    fn depends(&self, term: &Term, by: &By) -> bool {
        self.statement.dependencies(term, &by.fixed.iter().collect()).contains(by.name)
    }

    /// Whether the term is differentiable wherever it is defined, by its form.
    fn smooth(&mut self, term: &Term, by: &By) -> Result<()> {
        if !self.depends(term, by) {
            return Ok(());
        }
        match term.node() {
            Node::Call(name, ..) if name != by.name => return Err(Reason::NotSmooth),
            Node::Fold(Fold::Max | Fold::Min, ..) | Node::Derivative { .. } => return Err(Reason::NotSmooth),
            Node::If(condition, ..) => {
                let mut smooth = true;
                condition.each_term(&mut |part| smooth = smooth && !self.depends(part, by));
                smooth.then_some(()).ok_or(Reason::NotSmooth)?;
            }
            Node::Apply(Function::Sqrt, inner) if self.signs(inner) != POSITIVE => return Err(Reason::Sign),
            Node::Apply(Function::Abs, inner) if self.signs(inner) & ZERO != 0 => return Err(Reason::Sign),
            _ => {}
        }
        super::super::check::parts(term)
            .into_iter()
            .try_for_each(|(part, sizes): (Term, Vec<Size>)| self.within(&sizes, |scope| scope.smooth(&part, by)))
    }
}

/// f′(u), where `whole` is f(u).
fn derivative_of(function: Function, whole: &Term, inner: &Term) -> Result<Term> {
    let apply = |function| Term::apply(function, inner.clone());
    let one = Term::integer(1);
    Ok(match function {
        Function::Exp => whole.clone(),
        Function::Log => Term::power(inner.clone(), -1),
        Function::Sqrt => one.over(Term::product([Term::integer(2), whole.clone()])),
        Function::Sin => apply(Function::Cos),
        Function::Cos => apply(Function::Sin).negate(),
        Function::Sinh => apply(Function::Cosh),
        Function::Cosh => apply(Function::Sinh),
        Function::Tanh => one.minus(Term::power(whole.clone(), 2)),
        Function::Arctan => one.clone().over(Term::sum([one, Term::power(inner.clone(), 2)])),
        Function::Abs => inner.clone().over(whole.clone()),
    })
}

/// The chain rule at one argument of an opaque function: a sum over all entries of that argument.
fn chain(by: &By, name: &Name, at: &[Index], partials: &[Partial], arguments: &[Lambda], number: usize) -> Term {
    let axes = &arguments[number].axes;
    let binders = arguments[number].binders();
    let at = at.iter().map(|index| moved(index, binders)).collect();
    let mut more: Vec<Partial> = partials
        .iter()
        .map(|p| Partial { argument: p.argument, indices: p.indices.iter().map(|i| moved(i, binders)).collect() })
        .collect();
    more.push(Partial { argument: number, indices: (0..binders).rev().map(Index::Bound).collect() });
    let shifted = arguments
        .iter()
        .map(|lambda| Lambda { axes: lambda.axes.clone(), body: lambda.body.shift(lambda.binders(), binders) });
    let outer = Term::opaque(name.clone(), at, more, shifted.collect());
    let body = Term::product([outer, by.derive(&arguments[number].body, binders)]);
    axes.iter().rev().fold(body, |body, size| Term::fold(Fold::Sum, size.clone(), body))
}
