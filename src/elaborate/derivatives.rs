//! Derivatives in every dress: by an entry, by a vector, twice, `\nabla`.

use super::occurrence::{self, Occurrence};
use super::reader::Reader;
use super::sizes::SizeId;
use super::survey::strip;
use super::trouble::Trouble;
use super::value::{Axis, Value};
use super::world::Meaning;
use crate::latex::{Derivative, Differential, Expr, Node};
use crate::source::Span;
use quod_kernel::term::{Index, Name, Term};

/// By what is differentiated once: an entry, or a whole array with the axes that it adds.
struct By {
    name: Name,
    at: Vec<Index>,
    axes: Vec<Axis>,
}

impl Reader<'_> {
    pub(super) fn derivative(&mut self, derivative: &Derivative, span: Span) -> Result<Value, Trouble> {
        if derivative.sign == Differential::Other {
            return Err(Trouble::unread(span, "this kind of derivative is not read"));
        }
        let operand = derivative.operand.as_deref();
        let operand = operand.ok_or_else(|| Trouble::unread(span, "nothing is differentiated here"))?;
        let steps = self.steps(derivative, span)?;
        if derivative.sign == Differential::Nabla {
            self.refuse_constant(operand, &steps)?;
        }
        let mut value = self.expr(operand)?;
        for variable in steps.into_iter().rev() {
            self.refuse_held_arguments(operand, &variable)?;
            let by = self.by(&variable)?;
            if value.rank() + by.axes.len() > 2 {
                return Err(Trouble::unread(span, "a derivative with more than two axes is not read"));
            }
            let of_vectors = value.rank() == 1 && by.axes.len() == 1;
            let term = Term::derivative(value.term, by.name, by.at, Vec::new());
            value = Value::array([value.axes, by.axes].concat(), term);
            self.world.layout_met |= of_vectors;
            if of_vectors && self.world.layout_by_variable {
                value = value.transpose();
            }
        }
        Ok(value)
    }

    /// The variables, each as often as its order says.
    fn steps(&self, derivative: &Derivative, span: Span) -> Result<Vec<Expr>, Trouble> {
        let order = |order: Option<&Expr>| match order.map(|order| &order.node) {
            None => Ok(1),
            Some(Node::Number(text)) => match text.parse::<usize>() {
                Ok(count @ 1..=4) => Ok(count),
                _ => Err(Trouble::unread(span, "a derivative of this order is not read")),
            },
            Some(_) => Err(Trouble::unread(span, "the order of a derivative must be a numeral")),
        };
        let nabla = derivative.sign == Differential::Nabla;
        if derivative.variables.is_empty() {
            let only = derivative.operand.as_deref().and_then(|operand| self.only_argument(operand));
            let only = only.filter(|_| nabla).ok_or_else(|| {
                Trouble::unread(span, "it is not said by what is differentiated")
                    .help("write the variable below the sign, as in \\nabla_z L")
            })?;
            return Ok(std::iter::repeat_n(only, order(derivative.order.as_deref())?).collect());
        }
        let mut steps = Vec::new();
        for (variable, times) in &derivative.variables {
            let times = if nabla { derivative.order.as_deref() } else { times.as_ref() };
            steps.extend(std::iter::repeat_n(variable.clone(), order(times)?));
        }
        let total = order(derivative.order.as_deref())?;
        if !nabla && derivative.order.is_some() && total != steps.len() {
            return Err(Trouble::unread(span, "the orders above and below differ"));
        }
        Ok(steps)
    }

    /// Nobody means the gradient of a symbol that has nothing to do with the variable.
    fn refuse_constant(&self, operand: &Expr, steps: &[Expr]) -> Result<(), Trouble> {
        let Some(key) = self.world.survey.bare(operand) else { return Ok(()) };
        let own = steps.iter().any(|step| self.world.survey.bare(variable_base(step)).as_ref() == Some(&key));
        match self.world.meaning(&key, self.place, false) {
            Meaning::Variable if !own && !self.parameters.iter().any(|(other, _, _)| *other == key) => Err(
                Trouble::unread(operand.span, format!("{} does not depend on what it is differentiated by", key.tex())),
            ),
            _ => Ok(()),
        }
    }

    /// The variable of `\nabla f(x)`, and of `\nabla f` where f is defined as a function of one: its only argument. The
    /// outer sign of `\nabla\nabla f` is by the variable of the inner one.
    fn only_argument(&self, operand: &Expr) -> Option<Expr> {
        if let Node::Derivative(inner) = &strip(operand).node
            && inner.sign == Differential::Nabla
        {
            return match inner.variables.as_slice() {
                [] => self.only_argument(inner.operand.as_deref()?),
                [(variable, None)] => Some(variable.clone()),
                _ => None,
            };
        }
        let found = occurrence::read(&self.world.survey, strip(operand))?.ok()?;
        let only = |arguments: &[&Expr]| match arguments {
            [argument] if self.world.survey.bare(argument).is_some() => Some((*argument).clone()),
            _ => None,
        };
        if let Some(arguments) = &found.arguments {
            return only(arguments);
        }
        let id = self.world.definition(&found.key, self.place)?;
        let left = occurrence::read(&self.world.survey, &self.world.written(id).left)?.ok()?;
        only(&left.arguments?)
    }

    fn by(&mut self, variable: &Expr) -> Result<By, Trouble> {
        if let Node::Number(_) = variable.node {
            return Err(Trouble::unread(variable.span, "a derivative by the place of an argument is not read"));
        }
        let no_variable =
            || Trouble::ill_formed("Q0104", variable.span, "a derivative is taken by a variable, and this is none");
        let found = match occurrence::read(&self.world.survey, strip(variable)) {
            Some(found) => found?,
            None => return Err(no_variable()),
        };
        let key = self.world.meant(&found.key, self.place);
        // A symbol that is always written with the same arguments, such as σ(z)_i, needs none: it is one symbol.
        let written_out = match self.world.definition(&key, self.place) {
            Some(id) => found.arguments.is_some() && !self.has_parameters(id),
            None => false,
        };
        if (found.arguments.is_some() && !written_out) || found.power.is_some() {
            return Err(no_variable());
        }
        if self.world.survey.is_index(&key.symbol) && found.at.is_empty() && key.marks.is_empty() {
            return Err(Trouble::unread(variable.span, "a derivative by an index is not read"));
        }
        let parameter = self.parameters.iter().find(|(other, _, _)| *other == key).cloned();
        let (name, axes) = match (parameter, self.world.meaning(&key, self.place, false)) {
            (Some((_, name, axes)), _) => (name, axes),
            (None, Meaning::Variable) => {
                let (name, rank) = (Name::new(&key.tex()), self.world.rank(&key));
                let axes = self.world.axes_of(&key, &name, rank);
                (name, axes)
            }
            (None, Meaning::Defined(id)) => {
                if !self.formals(id).is_empty() && found.at.is_empty() && !written_out {
                    return Err(Trouble::unread(variable.span, "a derivative by a function is not read"));
                }
                let rank = self.world.rank_of_definition(id)?;
                let name = self.world.name(id).clone();
                let axes = self.world.axes_of(&key, &name, rank);
                (name, axes)
            }
            (None, Meaning::Function) => {
                return Err(Trouble::unread(variable.span, "a derivative by an opaque function is not read"));
            }
        };
        self.by_entry(&found, name, &axes)
    }

    fn by_entry(&mut self, found: &Occurrence, name: Name, sizes: &[SizeId]) -> Result<By, Trouble> {
        if found.at.is_empty() {
            let (axes, at) = self.new_axes(sizes);
            return Ok(By { name, at, axes });
        }
        if found.at.len() != sizes.len() {
            let text = format!("{} has {} indices here and {} elsewhere", found.key.tex(), found.at.len(), sizes.len());
            return Err(Trouble::unread(found.span, text));
        }
        let at: Result<Vec<Index>, Trouble> =
            found.at.iter().zip(sizes).map(|(at, size)| self.index(at, *size)).collect();
        at.map(|at| By { name, at, axes: Vec::new() })
    }

    /// ∂L/∂x holds the other arguments of L fixed where x is an argument as written. Where another argument depends
    /// on x, two conventions are in use, and neither is guessed.
    fn refuse_held_arguments(&mut self, operand: &Expr, variable: &Expr) -> Result<(), Trouble> {
        let (Some(function), Some(by)) =
            (self.bare_or_applied(operand), self.world.survey.bare(variable_base(variable)))
        else {
            return Ok(());
        };
        let Some(id) = self.world.definition(&function, self.place) else { return Ok(()) };
        let formals = self.formals(id);
        if !formals.contains(&by) {
            return Ok(());
        }
        for other in formals.iter().filter(|other| **other != by) {
            if self.world.depends(other, &by, self.place) {
                let text = format!("{} is an argument beside {}, which depends on it", by.tex(), other.tex());
                return Err(Trouble::unread(variable.span, text));
            }
        }
        Ok(())
    }

    fn bare_or_applied(&self, operand: &Expr) -> Option<super::key::Key> {
        occurrence::read(&self.world.survey, strip(operand))?.ok().map(|found| found.key)
    }
}

/// The letter below its scripts.
fn variable_base(variable: &Expr) -> &Expr {
    match &variable.node {
        Node::Scripted(scripted) => variable_base(&scripted.base),
        _ => variable,
    }
}
