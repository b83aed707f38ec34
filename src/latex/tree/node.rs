//! Expressions.

use super::{Accent, Chain, Delimiter, Differential, Dots, Join, Note, Operator, Part, Sign, Symbol};
use crate::source::Span;

/// An expression with its place in the formula's text.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What it is.
    pub node: Node,
    /// Where it is written. In an expansion of an author's macro: where the macro is used.
    pub span: Span,
}

/// The kinds of expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// Nothing is written where an expression belongs: an empty cell, the side of a fragment.
    Missing,
    /// Something that is not understood, by name.
    Unknown(Unknown),
    /// A numeral as written: `2`, `0.5`.
    Number(String),
    /// A letter or a word.
    Symbol(Symbol),
    /// An ellipsis.
    Dots(Dots),
    /// `a + b - c`: at least one term, each with its sign. `-a` is a sum of one term.
    Sum(Vec<Term>),
    /// `a b \cdot c / d`: at least two factors, from left to right; the first has no operator.
    Product(Vec<Factor>),
    /// Scripts and primes on a base: `x_i^2`, `W^{(1)}`, `f'`, `A^\top`. `\hat{h_i}` is `\hat{h}_i`.
    Scripted(Scripted),
    /// Something in delimiters: `(a + b)`, `[0, 1)`, `|x|`, `\langle x, y \rangle`.
    Group(Group),
    /// `a, b; c`: at least two items.
    List(Vec<Expr>),
    /// `a \mid b` or `x : x > 0` within delimiters: what stands before and after the bar.
    Given(Box<Expr>, Box<Expr>),
    /// `p \| q` within delimiters: the two arguments of a divergence.
    Parted(Box<Expr>, Box<Expr>),
    /// Relations inside an expression: `i = j` in an indicator, a limit or a condition.
    Relation(Box<Chain>),
    /// A symbol (with or without scripts) right before a group: `f(x)`, `a(b + c)`, `E[x]`. Application or product:
    /// the meaning of the head decides. See [`Expr::as_product`].
    Call(Call),
    /// A function that takes what follows: `\log s_i`, `\exp(z)`, `\operatorname{tr} A`, bare `tanh(x)`.
    Apply(Apply),
    /// `\frac{a}{b}`, `\tfrac`, `\dfrac`, `a \over b`; a ratio with a slash is a [`Node::Product`] instead.
    Fraction(Box<Expr>, Box<Expr>),
    /// `\binom{n}{k}`.
    Binomial(Box<Expr>, Box<Expr>),
    /// `\sqrt{x}`, `\sqrt[3]{x}`: the radicand and the index.
    Root(Box<Expr>, Option<Box<Expr>>),
    /// `n!`.
    Factorial(Box<Expr>),
    /// `\sum`, `\prod`, `\max_i`, `\int`, `\lim`, … with limits and what it reaches over.
    Big(Big),
    /// Any dress of a derivative.
    Derivative(Derivative),
    /// `1_{\{i=j\}}`, `1(i=j)`, `\mathbb{1}[i=j]`, `[i=j]`: an indicator of a condition. (`\delta_{ij}` is a symbol
    /// with a subscript, since it may be defined as something else.)
    Indicator(Box<Expr>),
    /// A matrix or vector written out.
    Matrix(Matrix),
    /// `\begin{cases} a & \text{if } i = j \\ … \end{cases}`.
    Cases(Vec<Case>),
    /// `\left. f \right|_{x=0}`: the expression and the place.
    Evaluated(Box<Expr>, Box<Expr>),
    /// `\overline{a + b}` and other accents over more than a symbol.
    Accented(Accent, Box<Expr>),
    /// An expression that carries a mark without changing its value.
    Marked(Mark, Box<Expr>),
}

/// What was not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// A command that is in no table: `\foo`.
    Command(String),
    /// A character that stands for nothing we know.
    Character(char),
    /// Words where an operand or operator belongs: `a \text{ minus } b`.
    Words(String),
    /// `\partial f` or `\mathrm{d}x` outside a derivative.
    Differential,
    /// An operator without an operand, such as the end of `a +`.
    Operator(String),
    /// Something that is among the errors of the formula.
    Malformed,
    /// A notation that is known by this name and not read.
    Notation(&'static str),
}

/// A term of a sum.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// The sign before it; `Plus` where none is written.
    pub sign: Sign,
    /// Where the sign is written.
    pub sign_span: Option<Span>,
    /// The term.
    pub value: Expr,
}

/// A factor of a product.
#[derive(Clone, Debug, PartialEq)]
pub struct Factor {
    /// How it is joined to what stands before it.
    pub join: Join,
    /// Where the operator is written.
    pub join_span: Option<Span>,
    /// The factor. After [`Join::Slash`]: what is divided by, alone. Where that is a [`Node::Call`] which turns out to
    /// be a product, `a / b(c)`, two conventions apply: from left to right only b divides, or b · (c) does
    /// ([`juxtaposition_first`](super::Conventions::juxtaposition_first)).
    pub value: Expr,
}

/// A base with scripts.
#[derive(Clone, Debug, PartialEq)]
pub struct Scripted {
    /// What carries the scripts. For a power of a product in parentheses it is the group, for `f(x)^2` the call.
    pub base: Box<Expr>,
    /// What stands below: a symbol, a [`Node::List`] (`i,j`), a [`Node::Product`] (`ij`), a relation, …
    pub sub: Option<Box<Expr>>,
    /// What stands above: `2`, `\top`, a [`Node::Group`] for `(1)` and `[L]`, the symbol `*`.
    pub sup: Option<Box<Expr>>,
    /// The number of primes.
    pub primes: usize,
}

/// Delimiters around something.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// On the left.
    pub open: Delimiter,
    /// On the right.
    pub close: Delimiter,
    /// What they hold; [`Node::Missing`] for `()`.
    pub body: Box<Expr>,
}

/// A symbol with a group right after it.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// A symbol, with scripts or without, or another call. A derivative that holds its operand is a head only where
    /// the group holds nothing but places, `\frac{df}{dx}(x_0)`: then it is evaluated there, or multiplied.
    pub head: Box<Expr>,
    /// The group.
    pub group: Group,
    /// The group's place.
    pub group_span: Span,
}

/// A function with its argument.
#[derive(Clone, Debug, PartialEq)]
pub struct Apply {
    /// The function: a symbol, with scripts or without (`\log_2`, `\sin^{-1}`, `\max`).
    pub function: Box<Expr>,
    /// The argument: a [`Node::Group`] where one follows, else what the function reaches; `None` where nothing does
    /// (`\log = …`).
    pub argument: Option<Box<Expr>>,
    /// Whether the argument stands without delimiters. Where such an argument is or ends in a [`Node::Call`] that
    /// turns out to be a product, `\log a (b + c)`, two conventions apply: log(a)(b + c), which is
    /// [`Expr::as_shorter_application`], and log(a(b + c)) ([`function_takes_product`](super::Conventions::function_takes_product)).
    pub bare: bool,
}

/// An operator with limits.
#[derive(Clone, Debug, PartialEq)]
pub struct Big {
    /// Which one.
    pub operator: Operator,
    /// The operator's own place, with its limits.
    pub head_span: Span,
    /// Below or at the lower right: `i=1`, `i \ne j`, `i,j`, `j \in S`, `k`; rows of a `\substack` are a list.
    pub lower: Option<Box<Expr>>,
    /// Above or at the upper right.
    pub upper: Option<Box<Expr>>,
    /// The rest of its product. It never holds a `+` outside delimiters: in `\sum_i a_i + b_i` the sum is the first
    /// term, and whether it reaches on is for the meaning of i to decide.
    pub body: Option<Box<Expr>>,
}

/// A derivative.
#[derive(Clone, Debug, PartialEq)]
pub struct Derivative {
    /// Which sign it is written with.
    pub sign: Differential,
    /// By what, each with the order as written: one `(x, None)` for `∂/∂x`, `(x, Some(2))` for `∂²/∂x²`. Empty for
    /// `\nabla f`.
    pub variables: Vec<(Expr, Option<Expr>)>,
    /// The order written at the upper sign: `2` in `∂²f`, also in `\nabla^2 f`.
    pub order: Option<Box<Expr>>,
    /// Of what; `None` where nothing follows.
    pub operand: Option<Box<Expr>>,
    /// Whether the operand stands in the numerator (`\frac{\partial f}{\partial x}`), so that nothing is ambiguous, or
    /// after the operator (`\frac{\partial}{\partial x} f`).
    pub inside: bool,
}

/// A matrix or vector written out.
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix {
    /// The delimiter on the left.
    pub open: Delimiter,
    /// The delimiter on the right.
    pub close: Delimiter,
    /// The entries; an empty cell is [`Node::Missing`], an ellipsis [`Node::Dots`]. Rows may differ in length.
    pub rows: Vec<Vec<Expr>>,
}

/// A row of `cases`.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// The value.
    pub value: Expr,
    /// What stands after it, words and conditions in order; empty where nothing does.
    pub when: Vec<Part>,
    /// The row.
    pub span: Span,
}

/// Marks that change no value.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// `\cancel`, `\bcancel`, `\xcancel`, `\sout`
    Cancelled,
    /// `\boxed`, `\fbox`
    Boxed,
    /// `\underbrace{…}_{note}`, `\overbrace{…}^{note}`, `\underset`, `\overset`
    Noted(Note),
}
