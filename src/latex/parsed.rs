//! From the text of a formula to its trees, with every place in the text as it was written.

use super::error::Error;
use super::macros::{Expansion, Macros};
use super::parse::parse;
use super::read::read;
use super::syntax::Syntax;
use super::tree::{Chain, Conventions, Expr, Formula, Mark, Node, Note, Part};
use crate::source::Span;

/// A formula that has been parsed and can be read under several conventions.
#[derive(Debug)]
pub struct Parsed {
    expansion: Expansion,
    syntax: Syntax,
}

impl Parsed {
    /// Expands the macros in a formula and parses it. Macros that it defines are added to `macros`.
    pub fn new(text: &str, macros: &mut Macros) -> Self {
        let expansion = macros.expand(text);
        let syntax = parse(&expansion.text);
        Self { expansion, syntax }
    }

    /// The text after expansion, and the way back.
    pub fn into_expansion(self) -> Expansion {
        self.expansion
    }

    /// The lossless tree of the text after expansion.
    pub fn syntax(&self) -> &Syntax {
        &self.syntax
    }

    /// Reads the formula. All places are in the text that was given to [`Parsed::new`].
    pub fn read(&self, conventions: Conventions) -> Formula {
        let mut formula = read(&self.expansion.text, &self.syntax, conventions);
        if self.expansion.is_changed() {
            formula.map_spans(&|span| self.expansion.origin(span));
        }
        let mut errors: Vec<Error> = self.expansion.errors.clone();
        errors.append(&mut formula.errors);
        Formula { errors, ..formula }
    }
}

impl Formula {
    /// Moves every place in it.
    fn map_spans(&mut self, map: &dyn Fn(Span) -> Span) {
        for row in &mut self.rows {
            row.span = map(row.span);
            row.parts.iter_mut().for_each(|part| part.map_spans(map));
        }
        self.labels.iter_mut().for_each(|(_, span)| *span = map(*span));
        self.ambiguities.iter_mut().for_each(|ambiguity| ambiguity.span = map(ambiguity.span));
        self.hidden.iter_mut().for_each(|hidden| hidden.span = map(hidden.span));
        for error in &mut self.errors {
            error.span = map(error.span);
            error.other = error.other.map(map);
        }
    }
}

impl Part {
    fn map_spans(&mut self, map: &dyn Fn(Span) -> Span) {
        match self {
            Part::Chain(chain) | Part::Quantifier(_, chain) => chain.map_spans(map),
            Part::Arrow(_, span) | Part::Text(_, span) | Part::Tag(_, span) | Part::Separator(_, span) => {
                *span = map(*span)
            }
        }
    }
}

impl Chain {
    fn map_spans(&mut self, map: &dyn Fn(Span) -> Span) {
        self.first.map_spans(map);
        for link in &mut self.links {
            link.relation.span = map(link.relation.span);
            link.relation.note.iter_mut().for_each(|note| note.map_spans(map));
            link.right.map_spans(map);
        }
    }
}

impl Note {
    fn map_spans(&mut self, map: &dyn Fn(Span) -> Span) {
        self.span = map(self.span);
        self.chain.iter_mut().for_each(|chain| chain.map_spans(map));
    }
}

impl Expr {
    fn map_spans(&mut self, map: &dyn Fn(Span) -> Span) {
        self.span = map(self.span);
        self.node.map_spans(map);
    }
}

fn each<'e>(exprs: impl IntoIterator<Item = &'e mut Box<Expr>>, map: &dyn Fn(Span) -> Span) {
    exprs.into_iter().for_each(|expr| expr.map_spans(map));
}

impl Node {
    fn map_spans(&mut self, map: &dyn Fn(Span) -> Span) {
        match self {
            Node::Missing | Node::Unknown(_) | Node::Number(_) | Node::Symbol(_) | Node::Dots(_) => {}
            Node::Sum(terms) => terms.iter_mut().for_each(|term| {
                term.sign_span = term.sign_span.map(map);
                term.value.map_spans(map);
            }),
            Node::Product(factors) => factors.iter_mut().for_each(|factor| {
                factor.join_span = factor.join_span.map(map);
                factor.value.map_spans(map);
            }),
            Node::Scripted(scripted) => {
                scripted.base.map_spans(map);
                each(scripted.sub.iter_mut().chain(&mut scripted.sup), map);
            }
            Node::Group(group) => group.body.map_spans(map),
            Node::List(items) => items.iter_mut().for_each(|item| item.map_spans(map)),
            Node::Given(left, right)
            | Node::Parted(left, right)
            | Node::Fraction(left, right)
            | Node::Binomial(left, right)
            | Node::Evaluated(left, right) => each([left, right], map),
            Node::Relation(chain) => chain.map_spans(map),
            Node::Call(call) => {
                call.group_span = map(call.group_span);
                each([&mut call.head, &mut call.group.body], map);
            }
            Node::Apply(apply) => {
                apply.function.map_spans(map);
                each(&mut apply.argument, map);
            }
            Node::Root(radicand, index) => each(std::iter::once(radicand).chain(index), map),
            Node::Factorial(body) | Node::Indicator(body) | Node::Accented(_, body) => body.map_spans(map),
            Node::Marked(mark, body) => {
                if let Mark::Noted(note) = mark {
                    note.map_spans(map);
                }
                body.map_spans(map);
            }
            Node::Big(big) => {
                big.head_span = map(big.head_span);
                each([&mut big.lower, &mut big.upper, &mut big.body].into_iter().flatten(), map);
            }
            Node::Derivative(derivative) => {
                for (variable, order) in &mut derivative.variables {
                    variable.map_spans(map);
                    order.iter_mut().for_each(|order| order.map_spans(map));
                }
                each(derivative.order.iter_mut().chain(&mut derivative.operand), map);
            }
            Node::Matrix(matrix) => matrix.rows.iter_mut().flatten().for_each(|entry| entry.map_spans(map)),
            Node::Cases(cases) => cases.iter_mut().for_each(|case| {
                case.span = map(case.span);
                case.value.map_spans(map);
                case.when.iter_mut().for_each(|part| part.map_spans(map));
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_in_the_text_as_written() {
        let text = r"\newcommand{\d}[1]{\frac{\partial #1}{\partial z_j}} \d{s_i} = s_i \foo";
        let formula = Parsed::new(text, &mut Macros::default()).read(Conventions::default());
        let Part::Chain(chain) = &formula.rows[0].parts[0] else { panic!("a chain") };
        let Node::Derivative(derivative) = &chain.first.node else { panic!("a derivative") };
        let slice = |span: Span| &text[span.range()];
        assert_eq!(slice(chain.first.span), r"\d{s_i}");
        assert_eq!(derivative.operand.as_ref().map(|operand| slice(operand.span)), Some("s_i"));
        assert_eq!(slice(derivative.variables[0].0.span), r"\d{s_i}");
        assert_eq!(slice(chain.links[0].right.span), r"s_i \foo");
    }

    #[test]
    fn macros_hold_for_the_formulas_after_them() {
        let mut macros = Macros::default();
        assert_eq!(Parsed::new(r"\newcommand{\R}{\mathbb R}", &mut macros).read(Conventions::default()).rows, []);
        let later = Parsed::new(r"x \in \R^n", &mut macros).read(Conventions::default());
        let mut plain = Parsed::new(r"x \in \mathbb R^n", &mut Macros::default()).read(Conventions::default());
        plain.map_spans(&|_| Span::new(0, 0));
        let mut moved = later.clone();
        moved.map_spans(&|_| Span::new(0, 0));
        assert_eq!(moved, plain);
    }
}
