//! Named functions: elementary ones, and those of vectors and matrices.

use super::conventions::Convention;
use super::key::Key;
use super::products::sum_all;
use super::reader::{Bound, Reader, shape_trouble};
use super::sizes::Sizes;
use super::trouble::Trouble;
use super::value::{Axis, Value};
use crate::latex::{Apply, Delimiter, Expr, Node, Scripted};
use crate::source::Span;
use quod_kernel::term::{Condition, Fold, Function, Index, Term};

/// Functions that quod knows by name where the file does not define them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Builtin {
    Softmax,
    Sigmoid,
    Diagonal,
    Trace,
    LogSumExp,
}

/// The function of one number that a word names.
fn elementary(word: &str) -> Option<Function> {
    Some(match word {
        "exp" => Function::Exp,
        "log" | "ln" => Function::Log,
        "sin" => Function::Sin,
        "cos" => Function::Cos,
        "sinh" => Function::Sinh,
        "cosh" => Function::Cosh,
        "tanh" => Function::Tanh,
        "arctan" => Function::Arctan,
        "sqrt" => Function::Sqrt,
        "abs" => Function::Abs,
        _ => return None,
    })
}

/// A function of one number that is a quotient of others.
fn quotient(word: &str) -> Option<fn(Term) -> Term> {
    fn of(function: Function, x: Term) -> Term {
        Term::apply(function, x)
    }
    Some(match word {
        "tan" => |x| of(Function::Sin, x.clone()).over(of(Function::Cos, x)),
        "cot" => |x| of(Function::Cos, x.clone()).over(of(Function::Sin, x)),
        "coth" => |x| of(Function::Cosh, x.clone()).over(of(Function::Sinh, x)),
        "sec" => |x| Term::power(of(Function::Cos, x), -1),
        "csc" => |x| Term::power(of(Function::Sin, x), -1),
        "sech" => |x| Term::power(of(Function::Cosh, x), -1),
        _ => return None,
    })
}

fn extremum(word: &str) -> Option<Fold> {
    match word {
        "max" => Some(Fold::Max),
        "min" => Some(Fold::Min),
        _ => None,
    }
}

impl Reader<'_> {
    pub(super) fn builtin(&self, key: &Key) -> Option<Builtin> {
        let plain = key.marks.is_empty() && key.symbol.word && self.world.definition(key, self.place).is_none();
        match key.symbol.name.as_str() {
            "softmax" | "Softmax" if plain => Some(Builtin::Softmax),
            "sigmoid" if plain => Some(Builtin::Sigmoid),
            "diag" | "Diag" if plain => Some(Builtin::Diagonal),
            "tr" | "Tr" | "trace" if plain => Some(Builtin::Trace),
            "logsumexp" | "LSE" if plain => Some(Builtin::LogSumExp),
            _ => None,
        }
    }

    /// `\log s_i`, `\exp(z)`, `\operatorname{tr} A`, `\sin^2 x`.
    pub(super) fn apply(&mut self, apply: &Apply, span: Span) -> Result<Value, Trouble> {
        let argument =
            apply.argument.as_deref().ok_or_else(|| Trouble::unread(span, "a function without an argument"))?;
        if apply.bare {
            self.refuse_product(argument, "\\log a(b) means b log a to some and log(ab) to others")?;
        }
        if apply.bare && !matches!(argument.node, Node::Group(_)) {
            self.by_convention(Convention::FunctionReach, span);
        }
        let found = super::occurrence::read(&self.world.survey, &apply.function)
            .unwrap_or_else(|| Err(Trouble::unread(apply.function.span, "this function is not known")))?;
        if let Some(builtin) = self.builtin(&Key::plain(found.key.symbol.clone())) {
            self.by_convention(Convention::KnownWords, apply.function.span);
            let value = match builtin {
                Builtin::Diagonal => self.over_only_letter(argument)?,
                _ => self.expr(argument)?,
            };
            let value = self.built_in(builtin, value, argument.span)?;
            return self.at_indices(value, &found.at, span);
        }
        let defined = self.world.definition(&found.key, self.place).is_some();
        if let (Some(fold), [], []) =
            (extremum(&found.key.symbol.name), found.at.as_slice(), found.key.marks.as_slice())
            && !defined
            && found.power.is_none()
        {
            return self.extremum_of(fold, argument);
        }
        let function = elementary(&found.key.symbol.name).filter(|_| !defined);
        if let (None, false, [], []) = (function, defined, found.at.as_slice(), found.key.marks.as_slice())
            && let Some(quotient) = quotient(&found.key.symbol.name)
        {
            let value = self.expr(argument)?;
            let value = match value.rank() {
                0 | 1 => value.map(quotient),
                _ => return Err(shape_trouble(argument.span, "a scalar or a vector", &value)),
            };
            return match found.power {
                None => Ok(value),
                Some(exponent) if matches!(&exponent.node, Node::Number(text) if text != "1") => {
                    self.power(value, exponent, argument.span)
                }
                Some(exponent) => {
                    Err(Trouble::unread(exponent.span, "an exponent at a function's name has two usual meanings"))
                }
            };
        }
        let unknown = || Trouble::unread(apply.function.span, format!("the function {} is not read", found.key.tex()));
        let function = function.ok_or_else(unknown)?;
        let base = match (found.at.as_slice(), found.key.marks.as_slice()) {
            ([], []) => None,
            ([], [super::key::Mark::Below(base)]) if function == Function::Log => {
                Some(base.parse::<i64>().map_err(|_| unknown())?)
            }
            _ => return Err(unknown()),
        };
        if function == Function::Log && base.is_none() {
            self.by_convention(Convention::NaturalLogarithm, apply.function.span);
        }
        if found.power.is_some() {
            self.by_convention(Convention::FunctionPower, apply.function.span);
        }
        let value = self.entrywise(function, argument)?;
        let value = match base {
            Some(base) => value.map(|term| term.over(Term::apply(Function::Log, Term::integer(base)))),
            None => value,
        };
        match found.power {
            None => Ok(value),
            Some(exponent) if matches!(&exponent.node, Node::Number(text) if text != "1") => {
                self.power(value, exponent, argument.span)
            }
            Some(exponent) => {
                Err(Trouble::unread(exponent.span, "an exponent at a function's name has two usual meanings"))
            }
        }
    }

    /// `\max(0, x)`, `\min\{a, b, c\}`: of numbers; where some are vectors of one size, entry by entry.
    fn extremum_of(&mut self, fold: Fold, argument: &Expr) -> Result<Value, Trouble> {
        let items = match &argument.node {
            Node::Group(group) => match &group.body.node {
                Node::List(items) if !items.iter().any(|item| matches!(item.node, Node::Dots(_))) => items,
                _ => return Err(Trouble::unread(argument.span, "the largest of this is not read")),
            },
            _ => return Err(Trouble::unread(argument.span, "the largest of this is not read")),
        };
        let values = items.iter().map(|item| self.expr(item)).collect::<Result<Vec<_>, _>>()?;
        let Some(shape) = values.iter().find(|value| value.rank() > 0).cloned() else {
            return Ok(Value::scalar(self.largest(fold, values.into_iter().map(|value| value.term).collect())));
        };
        let mut entries = Vec::new();
        for (value, item) in values.iter().zip(items) {
            entries.push(match value.rank() {
                0 => value.term.clone(),
                _ => self.zip(shape.clone(), value.clone(), item.span, |_, entry| entry)?.term,
            });
        }
        Ok(Value { term: self.largest(fold, entries), ..shape })
    }

    fn largest(&mut self, fold: Fold, entries: Vec<Term>) -> Term {
        let size = self.world.sizes.numeral(entries.len() as u64);
        let name = self.world.unique("item");
        let body = super::arrays::choose(&Index::Free(name.clone()), entries);
        Term::fold_over(fold, &name, Sizes::placeholder(size), &body)
    }

    fn at_indices(&mut self, value: Value, at: &[super::occurrence::At], span: Span) -> Result<Value, Trouble> {
        if at.is_empty() {
            return Ok(value);
        }
        if at.len() != value.rank() {
            return Err(Trouble::unread(span, "another number of indices is wanted here"));
        }
        let mut indices = Vec::new();
        for (at, axis) in at.iter().zip(&value.axes) {
            indices.push(self.index(at, axis.size)?);
        }
        Ok(Value::scalar(value.entry(&indices)))
    }

    /// `\operatorname{diag}(y_n(1 - y_n))`: an entry whose only index stands nowhere else in the link means the vector of
    /// these entries.
    fn over_only_letter(&mut self, argument: &Expr) -> Result<Value, Trouble> {
        let Some(letter) = self.only_letter(argument) else { return self.expr(argument) };
        let size = self.world.sizes.fresh();
        let name = self.world.unique(&letter.name);
        self.used_bound.insert(letter.clone());
        self.bound.push((letter, Bound::Index(name.clone(), size)));
        let value = self.expr(argument);
        self.bound.pop();
        let value = value?;
        match value.rank() {
            0 => Ok(Value::array(vec![Axis { name, size }], value.term)),
            _ => Err(shape_trouble(argument.span, "a scalar for each index", &value)),
        }
    }

    pub(super) fn built_in(&mut self, builtin: Builtin, value: Value, span: Span) -> Result<Value, Trouble> {
        match (builtin, value.rank()) {
            (Builtin::Softmax, 1) => {
                let exponential = value.map(|entry| Term::apply(Function::Exp, entry));
                let total = sum_all(exponential.clone());
                Ok(exponential.map(|entry| entry.over(total)))
            }
            (Builtin::LogSumExp, 1) => {
                let exponential = value.map(|entry| Term::apply(Function::Exp, entry));
                Ok(Value::scalar(Term::apply(Function::Log, sum_all(exponential))))
            }
            (Builtin::Sigmoid, 0 | 1) => Ok(value.map(|entry| {
                let exponential = Term::apply(Function::Exp, entry.negate());
                Term::power(Term::sum([Term::integer(1), exponential]), -1)
            })),
            (Builtin::Diagonal, 1) => {
                let (axes, at) = self.new_axes(&[value.axes[0].size, value.axes[0].size]);
                let equal = Term::indicator(Condition::Equal(at[0].clone(), at[1].clone()));
                Ok(Value::array(axes, Term::product([equal, value.entry(&at[..1])])))
            }
            (Builtin::Diagonal, 2) => {
                self.unify(value.axes[0].size, value.axes[1].size, span)?;
                let (axes, at) = self.new_axes(&[value.axes[0].size]);
                Ok(Value::array(axes, value.entry(&[at[0].clone(), at[0].clone()])))
            }
            (Builtin::Trace, 2) => {
                self.unify(value.axes[0].size, value.axes[1].size, span)?;
                let name = &value.axes[0].name;
                let at = Index::Free(name.clone());
                let body = value.entry(&[at.clone(), at]);
                Ok(Value::scalar(Term::fold_over(Fold::Sum, name, Sizes::placeholder(value.axes[0].size), &body)))
            }
            _ => Err(shape_trouble(span, "another shape", &value)),
        }
    }

    /// Scripts on what is no symbol: powers and transposes of groups, norms.
    pub(super) fn scripted(&mut self, scripted: &Scripted, span: Span) -> Result<Value, Trouble> {
        if scripted.primes == 1
            && scripted.sup.is_none()
            && scripted.sub.is_none()
            && self.world.survey.primes_transpose()
        {
            let value = self.expr(&scripted.base)?;
            return if value.rank() > 0 { Ok(value.transpose()) } else { Err(prime_trouble(span)) };
        }
        if scripted.primes > 0 {
            return Err(prime_trouble(span));
        }
        if let Node::Group(group) = &scripted.base.node
            && group.open == Delimiter::DoubleBar
        {
            return self.norm(&group.body, scripted, span);
        }
        if let Node::Apply(apply) = &scripted.base.node {
            return self.scripted_application(apply, scripted, span);
        }
        let base = self.expr(&scripted.base)?;
        let base = match scripted.sub.as_deref() {
            None => base,
            Some(sub) => self.entry_of(base, sub, span)?,
        };
        match scripted.sup.as_deref() {
            None => Ok(base),
            Some(sup) if super::occurrence::is_transposition(&self.world.survey, sup) => {
                self.by_convention(Convention::Transpose, span);
                Ok(base.transpose())
            }
            Some(sup) => self.power(base, sup, scripted.base.span),
        }
    }

    fn scripted_application(&mut self, apply: &Apply, scripted: &Scripted, span: Span) -> Result<Value, Trouble> {
        let value = self.apply(apply, span)?;
        let value = match scripted.sub.as_deref() {
            None => value,
            Some(sub) => self.entry_of(value, sub, span)?,
        };
        match scripted.sup.as_deref() {
            None => Ok(value),
            Some(sup) if super::occurrence::is_transposition(&self.world.survey, sup) => {
                self.by_convention(Convention::Transpose, span);
                Ok(value.transpose())
            }
            Some(sup) => self.power(value, sup, scripted.base.span),
        }
    }

    /// `(Wx)_i`: an entry of an expression.
    fn entry_of(&mut self, base: Value, sub: &Expr, span: Span) -> Result<Value, Trouble> {
        let items: Vec<&Expr> = match &sub.node {
            Node::List(items) => items.iter().collect(),
            Node::Product(factors) => factors.iter().map(|factor| &factor.value).collect(),
            _ => vec![sub],
        };
        let mut at = Vec::new();
        for item in items {
            at.push(match &item.node {
                Node::Symbol(symbol) if self.world.survey.is_index(symbol) => {
                    super::occurrence::At::Letter(symbol.clone(), item.span)
                }
                Node::Number(text) => {
                    let value = text.parse().ok().filter(|n| *n > 0);
                    let value = value.ok_or_else(|| Trouble::unread(item.span, "entries are counted from 1"))?;
                    super::occurrence::At::Numeral(value, item.span)
                }
                _ => return Err(Trouble::unread(sub.span, "this subscript is no index")),
            });
        }
        self.at_indices(base, &at, span)
    }

    fn norm(&mut self, body: &Expr, scripted: &Scripted, span: Span) -> Result<Value, Trouble> {
        let name = scripted.sub.as_deref().map(|sub| match &sub.node {
            Node::Number(text) => text.clone(),
            Node::Symbol(symbol) => symbol.name.clone(),
            _ => "?".to_string(),
        });
        let value = match name.as_deref() {
            None | Some("2" | "F") => {
                let square = self.norm_squared(body)?;
                let matrix = name.as_deref() == Some("2") && self.expr(body)?.rank() == 2;
                if matrix {
                    return Err(Trouble::unread(span, "the spectral norm is not read"));
                }
                if matches!(scripted.sup.as_deref().map(|sup| &sup.node), Some(Node::Number(text)) if text == "2") {
                    return Ok(square);
                }
                square.map(|square| Term::apply(Function::Sqrt, square))
            }
            Some("1") => {
                let value = self.expr(body)?;
                Value::scalar(sum_all(value.map(|entry| Term::apply(Function::Abs, entry))))
            }
            Some(_) => return Err(Trouble::unread(span, "this norm is not read")),
        };
        match scripted.sup.as_deref() {
            None => Ok(value),
            Some(sup) => self.power(value, sup, body.span),
        }
    }
}

fn prime_trouble(span: Span) -> Trouble {
    Trouble::unread(span, "a prime is read only at a function")
}
