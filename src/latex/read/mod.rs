//! The lossless tree to the expression tree.
//!
//! First everything is made flat, as the eye sees it (`flatten`, `commands`, `environments`): braces vanish, commands
//! with arguments become operands. Then rows are split into statements (`rows`, `statement`) and these into chains,
//! sums, products and operands by precedence (`expression`, `product`, `prefix`, `derivative`, `delimiter`, `bars`).

mod bars;
mod commands;
mod delimiter;
mod derivative;
mod environments;
mod expression;
mod flatten;
mod item;
mod leaves;
mod prefix;
mod product;
mod rows;
mod scripts;
mod statement;
#[cfg(test)]
mod tests;

use super::error::{Error, ErrorKind};
use super::parse::DEEPEST;
use super::syntax::Syntax;
use super::tree::{Ambiguity, Convention, Conventions, Expr, Formula, Node, Unknown};
use crate::source::Span;

/// Reads a formula from its syntax. What is not understood is [`Node::Unknown`] in its place.
pub fn read(text: &str, syntax: &Syntax, conventions: Conventions) -> Formula {
    let mut reader = Reader {
        text,
        conventions,
        errors: Vec::new(),
        ambiguities: Vec::new(),
        labels: Vec::new(),
        depth: 0,
        scripts: 0,
    };
    let items = reader.sequence(&syntax.children, None);
    let rows = reader.rows(items);
    let mut errors = syntax.errors.clone();
    errors.append(&mut reader.errors);
    errors.sort_by_key(|error| error.span);
    reader.ambiguities.sort_by_key(|ambiguity| ambiguity.span);
    reader.ambiguities.dedup();
    let hidden = super::seen::hidden(text, syntax);
    Formula { rows, labels: reader.labels, ambiguities: reader.ambiguities, errors, hidden }
}

/// What reading a formula needs and finds.
pub(super) struct Reader<'t> {
    text: &'t str,
    conventions: Conventions,
    errors: Vec<Error>,
    ambiguities: Vec<Ambiguity>,
    labels: Vec<(String, Span)>,
    depth: usize,
    /// How many scripts this is in.
    scripts: usize,
}

impl Reader<'_> {
    fn slice(&self, span: Span) -> &str {
        &self.text[span.range()]
    }

    fn error(&mut self, kind: ErrorKind, span: Span) {
        self.errors.push(Error { kind, span, other: None });
    }

    fn ambiguous(&mut self, convention: Convention, span: Span) {
        self.ambiguities.push(Ambiguity { convention, span });
    }
}

/// What an error spoils.
fn malformed(span: Span) -> Expr {
    Expr::new(Node::Unknown(Unknown::Malformed), span)
}

/// Nothing, where an expression belongs.
fn missing(at: usize) -> Expr {
    Expr::new(Node::Missing, Span::new(at, at))
}
