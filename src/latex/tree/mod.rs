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

mod node;
mod signs;

use super::error::Error;
use crate::source::Span;
pub use node::*;
pub use signs::*;

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
    /// The derivative of a vector by a vector has a row for each entry of the latter, and not of what is differentiated.
    pub layout_by_variable: bool,
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
