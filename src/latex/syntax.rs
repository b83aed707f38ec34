//! The lossless tree: groups, scripts, commands with their arguments, environments. Its leaves spell the whole text.

use super::error::Error;
use super::notation::{Environment, Notation};
use super::token::TokenKind;
use crate::source::Span;

/// The syntax of a formula.
#[derive(Debug)]
pub struct Syntax {
    /// What it holds, in order.
    pub children: Vec<SyntaxNode>,
    /// What is wrong with it.
    pub errors: Vec<Error>,
}

/// A part of a formula's spelling.
#[derive(Debug)]
pub struct SyntaxNode {
    /// What it is.
    pub kind: SyntaxKind,
    /// Its place in the text.
    pub span: Span,
    /// What it holds, delimiters and white space included; empty for a token.
    pub children: Vec<SyntaxNode>,
}

/// The kinds of node.
#[derive(Clone, Copy, Debug)]
pub enum SyntaxKind {
    /// A leaf.
    Token(TokenKind),
    /// A leaf that is not read as mathematics: words, the name of a colour, a length.
    Raw,
    /// `{ … }`
    Group,
    /// `[ … ]` after a command that may have it.
    Optional,
    /// A group of words, with [`SyntaxKind::Raw`] leaves and [`SyntaxKind::Dollars`] in it.
    Text,
    /// `$ … $` inside words.
    Dollars,
    /// A command of the table with its arguments.
    Command(&'static Notation),
    /// A base with what stands after it: scripts, primes, `\limits`.
    Scripts,
    /// `\begin{name} … \end{name}`; `None` where the name is not known.
    Environment(Option<&'static Environment>),
    /// `\left( … \right)`
    Delimited,
    /// `\left(`, `\middle|`, `\right)`, or the delimiter after `\big`.
    Delimiter,
    /// `\\`, with the star and the length that may follow it.
    RowBreak,
    /// What an error spoils.
    Malformed,
}

impl SyntaxNode {
    /// Calls `visit` on every leaf, from left to right.
    pub fn for_each_leaf<'a>(&'a self, visit: &mut dyn FnMut(&'a SyntaxNode)) {
        if self.children.is_empty() {
            visit(self);
        }
        for child in &self.children {
            child.for_each_leaf(visit);
        }
    }

    /// Whether it is white space or a comment.
    pub fn is_space(&self) -> bool {
        matches!(self.kind, SyntaxKind::Token(TokenKind::Space | TokenKind::Comment))
    }

    /// The children that are arguments or other content: neither white space nor the command itself.
    pub fn arguments(&self) -> impl Iterator<Item = &SyntaxNode> {
        self.children.iter().skip(1).filter(|child| !child.is_space())
    }
}
