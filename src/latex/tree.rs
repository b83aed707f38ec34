//! The expression tree: what a formula says by the rules of precedence, before any letter has a meaning.
//!
//! A [`Formula`] has rows (the lines of an `aligned`, or just one), a row has parts in the order in which they are
//! written, and a part is a [`Chain`] of expressions and relations or something between them. Every node has the span
//! of the text that it was read from.
//!
//! What depends on meaning is left open here. `f(x)` and `a(b + c)` are both a [`Node::Call`]; `x^2`, `W^{(1)}` and
//! `A^\top` are all [`Node::Scripted`]; `\delta_{ij}` has the product of i and j below it; and which letters are
//! indices, functions or vectors is not asked. Where two conventions are in use among mathematicians
//! ([`Conventions`]), [`Formula::ambiguities`] says so and the same text can be read under the other one.
//!
//! Braces of TeX cannot be seen and so mean nothing: `{a + b} c` is read as a + bc, just as it looks.

use super::error::Error;
use crate::source::Span;

/// A formula as it is seen: its rows, and what else was noticed about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Formula {
    /// The rows. A row that carries on the expression of the row before (it begins with `+`, or that one ends with an
    /// operator, a relation or an open parenthesis) is joined to it.
    pub rows: Vec<Row>,
    /// The names in `\label{…}` with their places.
    pub labels: Vec<(String, Span)>,
    /// The places at which another convention would give another tree.
    pub ambiguities: Vec<Ambiguity>,
    /// What is wrong with the spelling. What it spoils is [`Unknown::Malformed`] in its place.
    pub errors: Vec<Error>,
    /// What is drawn and cannot be seen, or looks like something else. A formula with any of it is not to be read.
    pub hidden: Vec<Hidden>,
}

/// Something that is not as it looks: white mathematics, an invisible character, a Cyrillic letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hidden {
    /// What it is, with an article: "an invisible character (U+200B)".
    pub what: String,
    /// Where.
    pub span: Span,
}

/// One row of a formula.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What stands in it, from left to right.
    pub parts: Vec<Part>,
    /// The whole row.
    pub span: Span,
}

/// Something that stands on its own in a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// `A = B \le C`, or a single expression.
    Chain(Chain),
    /// `\Rightarrow`, `\implies`, `\therefore`, or any other arrow that joins nothing to nothing, such as a leading
    /// `\rightarrow`.
    Arrow(Arrow, Span),
    /// `\forall i = 1 \dots n`, `\exists x`: the quantifier and what it ranges over.
    Quantifier(Quantifier, Chain),
    /// Words, as in `\text{if }`; a mark like `--- (2)` in text is words too.
    Text(String, Span),
    /// `\tag{1}`, or `--- (2)` and `(2)` at the end of a row, without dashes and parentheses.
    Tag(String, Span),
    /// White space of at least a quad, or punctuation, between statements.
    Separator(Separator, Span),
}

/// Arrows between statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrow {
    /// `\Rightarrow`, `\implies`, `\Longrightarrow`, `=>`.
    Implies,
    /// `\Leftarrow`, `\impliedby`.
    ImpliedBy,
    /// `\Leftrightarrow`, `\iff`.
    Iff,
    /// `\therefore`.
    Therefore,
    /// `\because`.
    Because,
    /// `\rightarrow`, `\to`, `\hookrightarrow`, `\leadsto` and others: a pointer for the eye.
    Pointer,
}

/// `\forall` or `\exists`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantifier {
    /// `\forall`
    ForAll,
    /// `\exists`
    Exists,
}

/// What separates the statements of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Separator {
    /// `\quad`, `\qquad`, `\hspace{…}` of a quad or more.
    Gap,
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// `.` at the end of a sentence.
    Period,
}

/// Expressions joined by relations: `A = B \le C` has two links. A row that begins with a relation, or ends with one,
/// has [`Node::Missing`] on that side.
#[derive(Clone, Debug, PartialEq)]
pub struct Chain {
    /// The leftmost expression.
    pub first: Expr,
    /// Each relation with the expression on its right.
    pub links: Vec<Link>,
}

/// A relation and the expression on its right.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// The relation.
    pub relation: Relation,
    /// The expression on its right.
    pub right: Expr,
}

/// A relation sign where it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Relation {
    /// Which relation.
    pub kind: RelationKind,
    /// What is set over or under it, as in `\overset{!}{=}`.
    pub note: Option<Note>,
    /// The sign with its note.
    pub span: Span,
}

/// The relations that are told apart; every other one is `Other` by its spelling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RelationKind {
    /// `=`
    Equal,
    /// `:=`, `\coloneqq`, `\triangleq`, `\equiv`, `\overset{\text{def}}{=}`
    Defined,
    /// `\ne`, `\neq`, `≠`
    NotEqual,
    /// `<`
    Less,
    /// `\le`, `\leq`, `\leqslant`, `≤`
    LessEqual,
    /// `>`
    Greater,
    /// `\ge`, `\geq`, `\geqslant`, `≥`
    GreaterEqual,
    /// `\approx`, `\simeq`, `\cong`
    Approximately,
    /// `\propto`
    Proportional,
    /// `\in`
    In,
    /// `\notin`
    NotIn,
    /// `\sim`
    Distributed,
    /// `\to`, `\rightarrow` with something on both sides
    To,
    /// `\mapsto`
    MapsTo,
    /// `\leftarrow`, `\gets`: an update
    Gets,
    /// `:` with something on both sides, as in `f : X \to Y`
    Colon,
    /// `\Rightarrow` inside parentheses or braces; between statements it is a [`Part::Arrow`]
    Implies,
    /// Any other, by its command or character: `\subset`, `\perp`, `\ll`, …
    Other(String),
}

/// What is set over, under or beside something: `\underbrace{a}_{=0}`, `\overset{!}{=}`.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    /// The note as it is spelled.
    pub text: String,
    /// The note read as mathematics, where it is any: a chain that begins with a relation for `=0`.
    pub chain: Option<Box<Chain>>,
    /// Its place.
    pub span: Span,
}

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

/// A letter or word with its font and accents, all of which tell symbols apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Symbol {
    /// `s`, `alpha` (for `\alpha` and α alike), `softmax`, `infty`, `top`.
    pub name: String,
    /// How it is set.
    pub font: Font,
    /// From the innermost outwards.
    pub accents: Vec<Accent>,
    /// Whether it is a word (`\operatorname{…}`, `\mathrm{…}`, `\text{…}`, `\log`) and not a single letter.
    pub word: bool,
}

/// The fonts that mathematicians tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Font {
    /// The usual italic, or upright where that is usual (Greek capitals, `\log`).
    Plain,
    /// `\mathrm`, `\text`, `\operatorname` around letters.
    Roman,
    /// `\mathbf`, `\boldsymbol`, `\bm`, `\pmb`, `\bf`.
    Bold,
    /// `\mathcal`
    Calligraphic,
    /// `\mathscr`
    Script,
    /// `\mathbb`, `\mathds`, `\Bbb`
    Blackboard,
    /// `\mathfrak`
    Fraktur,
    /// `\mathsf`
    SansSerif,
    /// `\mathtt`
    Typewriter,
}

/// Accents; the wide forms are the same as the narrow ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Accent {
    /// `\hat`, `\widehat`
    Hat,
    /// `\bar`, `\overline`
    Bar,
    /// `\tilde`, `\widetilde`
    Tilde,
    /// `\vec`, `\overrightarrow`
    Vector,
    /// `\overleftarrow`
    LeftArrow,
    /// `\dot`
    Dot,
    /// `\ddot`
    DoubleDot,
    /// `\check`
    Check,
    /// `\breve`
    Breve,
    /// `\acute`
    Acute,
    /// `\grave`
    Grave,
    /// `\mathring`
    Ring,
    /// `\underline`
    Underline,
}

/// Which way an ellipsis runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dots {
    /// `\dots`, `\ldots`, `\cdots`, `...`, `..`, `…`
    Horizontal,
    /// `\vdots`
    Vertical,
    /// `\ddots`, `\iddots`
    Diagonal,
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

/// The sign of a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// `+`, or none
    Plus,
    /// `-`
    Minus,
    /// `\pm`
    PlusMinus,
    /// `\mp`
    MinusPlus,
    /// `\oplus`, `\cup`, `\setminus` and others at the level of a sum, which are not addition
    Other,
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
    /// ([`Conventions::juxtaposition_first`]).
    pub value: Expr,
}

/// How a factor follows the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Join {
    /// It is the first one.
    First,
    /// Nothing is written between.
    Juxtaposed,
    /// `\cdot`
    Dot,
    /// `\times`
    Times,
    /// `*`, `\ast`
    Star,
    /// `/`, `\div`
    Slash,
    /// `\odot`: entry by entry
    Odot,
    /// `\oslash`: divided entry by entry
    Oslash,
    /// `\otimes`
    Otimes,
    /// `\circ`
    Circ,
    /// Any other operator at this level (`\wedge`, `\cap`, `\bmod`, …)
    Other,
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

/// Delimiters, whatever their size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delimiter {
    /// `(`, `)`
    Parenthesis,
    /// `[`, `]`
    Bracket,
    /// `\{`, `\}`
    Brace,
    /// `\langle`, `\rangle`
    Angle,
    /// `|`, `\vert`, `\lvert`
    Bar,
    /// `\|`, `\Vert`, `\lVert`
    DoubleBar,
    /// `\lfloor`, `\rfloor`
    Floor,
    /// `\lceil`, `\rceil`
    Ceiling,
    /// `\llbracket`, `[\![`
    DoubleBracket,
    /// `\left.`, `\right.`
    None,
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
    /// [`Expr::as_shorter_application`], and log(a(b + c)) ([`Conventions::function_takes_product`]).
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

/// The operators with limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `\sum`
    Sum,
    /// `\prod`
    Product,
    /// `\max` with a subscript
    Max,
    /// `\min` with a subscript
    Min,
    /// Any other, by name: `\int`, `\lim`, `\arg\max`, `\sup`, `\bigcup`, …
    Other(&'static str),
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

/// The sign of a derivative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Differential {
    /// `\partial`
    Partial,
    /// `d`, `\mathrm d`
    Total,
    /// `\nabla`
    Nabla,
    /// `\delta`, `D`, `\Delta`: a variational or another derivative, not read
    Other,
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

/// How two usual conventions differ.
///
/// The default is the shorter reach in all three, which is also the order from left to right. The other reading of a
/// text is made by reading it again with one of them turned; there is need for that only where
/// [`Formula::ambiguities`] names it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Conventions {
    /// Whether a function without parentheses takes all juxtaposed factors, `\log x y` = log(xy), or only the first.
    pub function_takes_product: bool,
    /// Whether juxtaposition binds closer than a slash, `1/2x` = 1/(2x), or operations go from left to right.
    pub juxtaposition_first: bool,
    /// Whether a derivative in front of a product takes all of it, `\frac{d}{dx} f \cdot g` = (f·g)', or only what is
    /// joined without an operator (and only the group where a group comes first).
    pub derivative_takes_product: bool,
}

/// The three conventions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Convention {
    /// [`Conventions::function_takes_product`]
    FunctionReach,
    /// [`Conventions::juxtaposition_first`]
    SlashReach,
    /// [`Conventions::derivative_takes_product`]
    DerivativeReach,
}

/// A place where a convention decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ambiguity {
    /// Which convention.
    pub convention: Convention,
    /// The smallest part that is read differently.
    pub span: Span,
}
