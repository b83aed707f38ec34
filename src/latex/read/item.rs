//! What the parser of expressions reads: the lossless tree made flat, as it is seen.

use super::super::tree::{
    Arrow, Delimiter, Derivative, Dots, Expr, Join, Node, Note, Operator, Quantifier, RelationKind, Sign, Symbol,
    Unknown,
};
use crate::source::Span;

/// An item and its place in the formula as it was written.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) kind: ItemKind,
    pub(super) span: Span,
}

/// The kinds of item.
#[derive(Clone, Debug)]
pub(super) enum ItemKind {
    Number(String),
    Symbol(Symbol),
    /// A function that takes what follows.
    Function(Symbol),
    /// A function that is an operator with limits once it has a subscript.
    Extremum(Operator, Symbol),
    Big(Operator),
    /// `\frac{\partial}{\partial x}`, still without its operand.
    Derivative(Box<Derivative>),
    Partial,
    Nabla,
    Dots(Dots),
    /// Something that is read already: a fraction, a matrix, `\left( … \right)`.
    Ready(Box<Node>),
    /// Scripts on what stands before.
    Scripts(Box<Scripts>),
    Factorial,
    Sign(Sign),
    Join(Join),
    Relation(RelationKind, Option<Note>),
    /// An arrow that is a relation only between operands.
    Pointer,
    Not,
    Open(Delimiter),
    Close(Delimiter),
    Bar(Delimiter),
    Mid,
    Comma,
    Semicolon,
    Colon,
    Period,
    Gap,
    Text(String),
    Tag(String),
    Arrow(Arrow),
    Quantifier(Quantifier),
    /// `&`
    Align,
    /// `\\`
    RowBreak,
    Unknown(Unknown),
}

/// Scripts, read.
#[derive(Clone, Debug, Default)]
pub(super) struct Scripts {
    pub(super) sub: Option<Expr>,
    pub(super) sup: Option<Expr>,
    pub(super) primes: usize,
}

impl ItemKind {
    /// Whether an operand begins here, wherever it stands.
    pub(super) fn starts_operand(&self) -> bool {
        matches!(
            self,
            ItemKind::Number(_)
                | ItemKind::Symbol(_)
                | ItemKind::Function(_)
                | ItemKind::Extremum(..)
                | ItemKind::Big(_)
                | ItemKind::Derivative(_)
                | ItemKind::Partial
                | ItemKind::Nabla
                | ItemKind::Dots(_)
                | ItemKind::Ready(_)
                | ItemKind::Open(_)
                | ItemKind::Unknown(_)
        )
    }

    /// Whether an operand may end here.
    pub(super) fn ends_operand(&self) -> bool {
        self.starts_operand()
            || matches!(self, ItemKind::Close(_) | ItemKind::Bar(_) | ItemKind::Scripts(_) | ItemKind::Align)
    }

    /// Whether it joins what stands on both sides.
    pub(super) fn is_operator(&self) -> bool {
        matches!(self, ItemKind::Sign(_) | ItemKind::Join(_) | ItemKind::Relation(..))
    }
}
