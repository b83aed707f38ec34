//! Text to document: a file's text, places in it, and the formulas and directives that stand in its Markdown.
//!
//! This room reads no LaTeX and knows no mathematics; it says *where* a formula lies, byte for byte.

mod directive;
mod markdown;
mod text;

pub use directive::Order;
pub use markdown::{Directive, Document, Excerpt, Formula, Piece, Unclosed};
pub use text::{Position, Source, Span, fingerprint};
