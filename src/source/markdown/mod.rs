//! Where formulas, directives, prose and code lie in Markdown.
//!
//! The scanner is our own, because Markdown itself has no mathematics: a `$$` block may hold lines that Markdown takes
//! for a list, a quote or a heading, and an escape that it would alter. Every place is a byte span of the file as it
//! lies on disk; nothing is rewritten.

mod blocks;
mod html;
mod inline;
mod lines;
mod math;
#[cfg(test)]
mod tests;

use super::text::{Source, Span};

/// One formula: everything from its opening to its closing delimiter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Formula {
    /// The formula with its delimiters.
    pub span: Span,
    /// What stands between the delimiters, byte for byte; for a bare `\begin{align}` the environment itself.
    pub body: Span,
    /// Set on lines of its own (`$$ … $$`), rather than in a sentence.
    pub display: bool,
}

/// A comment `<!-- quod: … -->`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Directive {
    /// The whole comment.
    pub span: Span,
    /// What stands after `quod:`, trimmed.
    pub body: Span,
}

/// A delimiter that opens a formula which nothing closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unclosed {
    /// The opening delimiter.
    pub span: Span,
    /// The delimiter that would close it.
    pub expected: &'static str,
}

/// A piece of what the reader sees, in the order of the text. Comments, tags, code spans, link destinations, front
/// matter and the markers of lists and quotes are in no piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A heading begins, of level 1 to 6; its text is the pieces up to the next break.
    Heading(u8),
    /// Words, on one line.
    Text(Span),
    /// The formula with this number in [`Document::formulas`].
    Formula(usize),
    /// The directive with this number in [`Document::directives`].
    Directive(usize),
    /// A code block with its info string (empty where there is none); a `math` fence is a formula instead.
    Code {
        /// What stands after the opening fence, trimmed.
        info: Span,
        /// The lines of code, block by block contiguous in the file.
        body: Span,
    },
    /// A heading, paragraph, list item, table row or code block ends.
    Break,
}

/// A Markdown file with the places of its formulas and directives, each list in the order of the text.
#[derive(Clone, Debug)]
pub struct Document {
    /// The file.
    pub source: Source,
    /// Its formulas.
    pub formulas: Vec<Formula>,
    /// Its directives.
    pub directives: Vec<Directive>,
    /// The delimiters that open a formula and are never closed.
    pub unclosed: Vec<Unclosed>,
    /// Everything the reader sees, in order.
    pub flow: Vec<Piece>,
    /// The `> ` of block quotes on the later lines of a formula: in its body's span, but not part of its mathematics.
    prefixes: Vec<Span>,
}

/// The text of a formula without the quote markers in it, and the way back to the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The mathematics.
    pub text: String,
    /// For each stretch that is contiguous in the file: where it begins here, and where in the file.
    stretches: Vec<(usize, usize)>,
}

impl Excerpt {
    /// The place in the file of a byte offset in [`Excerpt::text`].
    pub fn offset(&self, at: usize) -> usize {
        let next = self.stretches.partition_point(|&(here, _)| here <= at);
        let (here, there) = self.stretches[next.max(1) - 1];
        there + (at - here)
    }

    /// The place in the file of a span of [`Excerpt::text`], from its first to its last byte.
    pub fn span(&self, span: Span) -> Span {
        if span.start == span.end {
            let at = self.offset(span.start);
            return Span::new(at, at);
        }
        Span::new(self.offset(span.start), self.offset(span.end - 1) + 1)
    }
}

impl Document {
    /// Finds what lies in a Markdown file. Never fails: what opens and does not close is in `unclosed`.
    pub fn read(source: Source) -> Self {
        blocks::read(source)
    }

    /// The text of a span with the quote markers of later lines left out, and the map back to the file.
    pub fn excerpt(&self, span: Span) -> Excerpt {
        let mut excerpt = Excerpt { text: String::new(), stretches: Vec::new() };
        let mut from = span.start;
        let first = self.prefixes.partition_point(|prefix| prefix.start < span.start);
        let inside = self.prefixes[first..].iter().take_while(|prefix| prefix.end <= span.end);
        for stop in inside.copied().chain([Span::new(span.end, span.end)]) {
            excerpt.stretches.push((excerpt.text.len(), from));
            excerpt.text.push_str(&self.source.text()[from..stop.start]);
            from = stop.end;
        }
        excerpt
    }
}

impl Document {
    /// The formula that a directive `id=…` names: the first display after it.
    pub fn named(&self, id: &str) -> Option<&Formula> {
        let directive = self.directives.iter().find(|d| self.source.slice(d.body).strip_prefix("id=") == Some(id))?;
        self.formulas.iter().find(|formula| formula.display && formula.span.start >= directive.span.end)
    }
}
