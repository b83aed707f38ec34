//! Ways through the expression tree, and the readings of it that depend on meaning.

use super::tree::{Apply, Call, Chain, Expr, Factor, Join, Node, Part, Scripted, Symbol};
use crate::source::Span;

impl Chain {
    /// The place of the whole chain.
    pub fn span(&self) -> Span {
        self.links.last().map_or(self.first.span, |link| self.first.span.to(link.right.span))
    }

    /// Every side, from left to right.
    pub fn sides(&self) -> impl Iterator<Item = &Expr> {
        std::iter::once(&self.first).chain(self.links.iter().map(|link| &link.right))
    }
}

impl Expr {
    /// An expression at a place.
    pub fn new(node: Node, span: Span) -> Self {
        Self { node, span }
    }

    /// Whether nothing is written here.
    pub fn is_missing(&self) -> bool {
        self.node == Node::Missing
    }

    /// The symbol, where this is one without scripts.
    pub fn as_symbol(&self) -> Option<&Symbol> {
        match &self.node {
            Node::Symbol(symbol) => Some(symbol),
            _ => None,
        }
    }

    /// The letters of a symbol or of a product of plain letters, as in the subscripts `ij`, `CE` and `total`, with the
    /// place of each.
    pub fn letters(&self) -> Option<Vec<(&Symbol, Span)>> {
        match &self.node {
            Node::Symbol(symbol) => Some(vec![(symbol, self.span)]),
            Node::Product(factors) => factors
                .iter()
                .map(|factor| {
                    let joined = matches!(factor.join, Join::First | Join::Juxtaposed);
                    factor.value.as_symbol().filter(|_| joined).map(|symbol| (symbol, factor.value.span))
                })
                .collect(),
            _ => None,
        }
    }

    /// The reading of a call as a product: `a(b + c)` = a · (b + c), where scripts after the group belong to the group,
    /// so that `a(b)^2` = a · (b)². `None` where this is no call, and where a derivative is taken at a place,
    /// `\frac{df}{dx}(x_0)`, which is no product.
    pub fn as_product(&self) -> Option<Expr> {
        match &self.node {
            Node::Call(call) if matches!(call.head.node, Node::Derivative(_)) => None,
            Node::Call(call) => Some(product(call, |group| group)),
            Node::Scripted(scripted) => match &scripted.base.node {
                Node::Call(call) if !matches!(call.head.node, Node::Derivative(_)) => Some(product(call, |group| {
                    let base = Box::new(group);
                    Expr::new(
                        Node::Scripted(Scripted { base, ..scripted.clone() }),
                        Span::new(call.group_span.start, self.span.end),
                    )
                })),
                _ => None,
            },
            _ => None,
        }
    }

    /// The shorter reach of a function without parentheses before a call that is a product: `\log a(b)` = log(a) · (b).
    /// `None` where there is no other reach.
    pub fn as_shorter_application(&self) -> Option<Expr> {
        let Node::Apply(Apply { function, argument: Some(argument), bare: true }) = &self.node else { return None };
        let Node::Product(mut factors) = argument.as_product()?.node else { return None };
        let first = factors[0].value.clone();
        let span = Span::new(self.span.start, first.span.end);
        let apply = Apply { function: function.clone(), argument: Some(Box::new(first)), bare: true };
        factors[0].value = Expr::new(Node::Apply(apply), span);
        Some(Expr::new(Node::Product(factors), self.span))
    }

    /// Calls `visit` on every expression directly inside this one, from left to right.
    pub fn for_each_child<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        match &self.node {
            Node::Missing | Node::Unknown(_) | Node::Number(_) | Node::Symbol(_) | Node::Dots(_) => {}
            Node::Sum(terms) => terms.iter().for_each(|term| visit(&term.value)),
            Node::Product(factors) => factors.iter().for_each(|factor| visit(&factor.value)),
            Node::Scripted(Scripted { base, sub, sup, .. }) => {
                visit(base);
                sub.iter().chain(sup).for_each(|script| visit(script));
            }
            Node::Group(group) => visit(&group.body),
            Node::List(items) => items.iter().for_each(visit),
            Node::Given(left, right)
            | Node::Parted(left, right)
            | Node::Fraction(left, right)
            | Node::Binomial(left, right) => {
                visit(left);
                visit(right);
            }
            Node::Evaluated(body, place) => {
                visit(body);
                visit(place);
            }
            Node::Relation(chain) => chain.sides().for_each(visit),
            Node::Call(call) => {
                visit(&call.head);
                visit(&call.group.body);
            }
            Node::Apply(apply) => {
                visit(&apply.function);
                apply.argument.iter().for_each(|argument| visit(argument));
            }
            Node::Root(radicand, index) => {
                index.iter().for_each(|index| visit(index));
                visit(radicand);
            }
            Node::Factorial(body) | Node::Indicator(body) | Node::Accented(_, body) | Node::Marked(_, body) => {
                visit(body);
            }
            Node::Big(big) => [&big.lower, &big.upper, &big.body].into_iter().flatten().for_each(|part| visit(part)),
            Node::Derivative(derivative) => {
                derivative.order.iter().for_each(|order| visit(order));
                for (variable, order) in &derivative.variables {
                    visit(variable);
                    order.iter().for_each(&mut *visit);
                }
                derivative.operand.iter().for_each(|operand| visit(operand));
            }
            Node::Matrix(matrix) => matrix.rows.iter().flatten().for_each(visit),
            Node::Cases(cases) => cases.iter().for_each(|case| {
                visit(&case.value);
                case.when.iter().for_each(|part| part.for_each_side(visit));
            }),
        }
    }

    /// Calls `visit` on this expression and on every expression inside it.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        visit(self);
        self.for_each_child(&mut |child| child.walk(visit));
    }
}

impl Part {
    /// Calls `visit` on the sides of a chain, also of one that a quantifier ranges over.
    pub fn for_each_side<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        if let Part::Chain(chain) | Part::Quantifier(_, chain) = self {
            chain.sides().for_each(visit);
        }
    }
}

fn product(call: &Call, finish: impl FnOnce(Expr) -> Expr) -> Expr {
    let group = finish(Expr::new(Node::Group(call.group.clone()), call.group_span));
    let span = call.head.span.to(group.span);
    let head = Factor { join: Join::First, join_span: None, value: (*call.head).clone() };
    let group = Factor { join: Join::Juxtaposed, join_span: None, value: group };
    Expr::new(Node::Product(vec![head, group]), span)
}

#[cfg(test)]
mod tests {
    use super::super::{Chain, Conventions, Formula, Part, parse, read};
    use super::*;

    fn first(text: &str) -> Expr {
        let Formula { mut rows, .. } = read(text, &parse(text), Conventions::default());
        match rows.remove(0).parts.remove(0) {
            Part::Chain(Chain { first, .. }) => first,
            part => panic!("a chain, not {part:?}"),
        }
    }

    fn factors(expr: Option<Expr>, text: &str) -> Option<Vec<&str>> {
        match expr?.node {
            Node::Product(factors) => Some(factors.iter().map(|factor| &text[factor.value.span.range()]).collect()),
            _ => None,
        }
    }

    #[test]
    fn a_call_may_be_a_product() {
        let cases = [
            ("a(b + c)", Some(vec!["a", "(b + c)"])),
            ("a_i(b)^2", Some(vec!["a_i", "(b)^2"])),
            ("f(x)(y)", Some(vec!["f(x)", "(y)"])),
            ("a b", None),
            (r"\frac{df}{dx}(x_0)", None),
        ];
        for (text, expected) in cases {
            assert_eq!(factors(first(text).as_product(), text), expected, "{text}");
        }
    }

    #[test]
    fn a_function_may_reach_over_the_head_of_a_call_alone() {
        let text = r"\log a(b)";
        assert_eq!(factors(first(text).as_shorter_application(), text), Some(vec![r"\log a", "(b)"]));
        assert_eq!(first(r"\log a").as_shorter_application(), None);
        assert_eq!(first(r"\log (a)").as_shorter_application(), None);
    }

    #[test]
    fn letters_of_a_subscript() {
        let letters = |text: &str| first(text).letters().map(|letters| letters.len());
        assert_eq!(letters("ij"), Some(2));
        assert_eq!(letters("i"), Some(1));
        assert_eq!(letters(r"i \cdot j"), None);
        assert_eq!(letters("i + j"), None);
    }

    #[test]
    fn a_walk_meets_every_symbol() {
        let expr = first(
            r"\sum_{i=1}^n \frac{\partial f(x)}{\partial z_j^2} \sqrt[k]{\log a} \begin{cases} b & c = e \end{cases}",
        );
        let mut names = String::new();
        expr.walk(&mut |part| {
            if let Node::Symbol(symbol) = &part.node {
                names += &symbol.name;
            }
        });
        assert_eq!(names, "inzjfxklogabce");
    }
}
