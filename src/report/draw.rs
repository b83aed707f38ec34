//! Diagnostics on a terminal: the source with carets, as rustc draws them.

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Source;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

/// A diagnostic as text, with colors as escape sequences; whoever prints it decides whether they stay.
pub fn draw(source: &Source, diagnostic: &Diagnostic) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let kinds = std::iter::once(AnnotationKind::Primary).chain(std::iter::repeat(AnnotationKind::Context));
    let annotations = diagnostic.labels.iter().zip(kinds);
    let annotations = annotations.map(|(label, kind)| kind.span(label.span.range()).label(label.text.as_str()));
    let snippet = Snippet::source(source.text()).path(source.name()).line_start(1).annotations(annotations);
    let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.code.name);
    let mut group = Group::with_title(title).element(snippet);
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    Renderer::styled().term_width(80).render(&[group])
}
