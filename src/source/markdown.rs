//! Where formulas and directives lie in Markdown.

use super::text::{Source, Span};

/// One formula: everything from its opening to its closing delimiter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Formula {
    /// The formula with its delimiters.
    pub span: Span,
    /// What stands between the delimiters, byte for byte.
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

/// A Markdown file with the places of its formulas and directives, each list in the order of the text.
#[derive(Clone, Debug)]
pub struct Document {
    /// The file.
    pub source: Source,
    /// Its formulas.
    pub formulas: Vec<Formula>,
    /// Its directives.
    pub directives: Vec<Directive>,
}

impl Document {
    /// Finds the formulas and directives of a file.
    pub fn read(source: Source) -> Document {
        Document { source, formulas: Vec::new(), directives: Vec::new() }
    }

    /// The formula that a directive `id=…` names: the first one after it.
    pub fn named(&self, id: &str) -> Option<&Formula> {
        let directive = self.directives.iter().find(|d| self.source.slice(d.body).strip_prefix("id=") == Some(id))?;
        self.formulas.iter().find(|formula| formula.span.start >= directive.span.end)
    }
}
