//! Diagnostics as data, and the table of their codes. This room draws nothing.

mod codes;
mod directive;
mod nearest;

use crate::source::Span;
pub use codes::{CODES, Code, code};
pub use directive::{dangling_directive, two_ids, unknown_directive};
pub use nearest::distance;
use serde::{Deserialize, Serialize};

/// How much a diagnostic weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Severity {
    /// Worth knowing; changes no verdict and no exit status.
    Note,
    /// Probably not meant; fails only where warnings are denied.
    Warning,
    /// Wrong; the exit status is not zero.
    Error,
}

/// A span with words beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is to be said of it.
    pub text: String,
}

/// What is wrong, where, why, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// The code, a row of [`CODES`].
    pub code: &'static Code,
    /// How much it weighs.
    pub severity: Severity,
    /// What is wrong, in one sentence.
    pub message: String,
    /// The exact place first, related places after it.
    pub labels: Vec<Label>,
    /// What to write instead.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error of the code named `code` at `span`.
    ///
    /// # Panics
    /// If no row of the table has that name: a mistake in this program, found by its tests.
    pub fn error(name: &str, message: impl Into<String>, span: Span, label: impl Into<String>) -> Self {
        Self {
            code: code(name).unwrap_or_else(|| panic!("{name} is not in the table of codes")),
            severity: Severity::Error,
            message: message.into(),
            labels: vec![Label { span, text: label.into() }],
            help: None,
        }
    }

    /// The exact place of what is wrong.
    pub fn span(&self) -> Span {
        self.labels[0].span
    }

    /// All that is to be said of the exact place, in lines: message, label, help.
    pub fn told(&self) -> String {
        let label = Some(self.labels[0].text.as_str()).filter(|text| !text.is_empty());
        let lines = [Some(self.message.as_str()), label, self.help.as_deref()];
        lines.into_iter().flatten().collect::<Vec<_>>().join("\n")
    }

    /// The same diagnostic with a help.
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// The same diagnostic with a further labelled place.
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }
}
