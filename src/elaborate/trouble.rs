//! Why an expression has no reading.

use crate::source::Span;

/// What kind of trouble it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// quod does not understand it; mathematicians may.
    Unread,
    /// It makes no sense as it stands, for the reason of this code.
    IllFormed(&'static str),
}

/// The smallest part that has no reading, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// What kind.
    pub kind: Kind,
    /// The smallest part, in the formula's own text.
    pub span: Span,
    /// Why, in words.
    pub message: String,
    /// What would be read instead.
    pub help: Option<String>,
    /// Whether it rests on names of sizes that the author wrote, and on no shape that was inferred from use.
    pub written: bool,
}

impl Trouble {
    /// Something that is not understood.
    pub fn unread(span: Span, message: impl Into<String>) -> Self {
        Self { kind: Kind::Unread, span, message: message.into(), help: None, written: false }
    }

    /// Something that makes no sense.
    pub fn ill_formed(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self { kind: Kind::IllFormed(code), span, message: message.into(), help: None, written: false }
    }

    /// The same with what would be read instead.
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}
