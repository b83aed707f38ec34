//! What is said of directives that cannot be followed, in `quod check` and in a book alike.

use super::Diagnostic;
use crate::source::Span;

/// A comment after `quod:` that is no directive.
pub fn unknown_directive(span: Span) -> Diagnostic {
    Diagnostic::error("Q0407", "quod does not know this directive", span, "not one of its directives").help(
        "write `id=…`, `erratum=…`, `expect …`, `assume …`, `use …`, `instance …`, `skip …` or `figure …` after \
               `quod:`",
    )
}

/// A directive that speaks of the formula behind it, where there is none.
pub fn dangling_directive(span: Span) -> Diagnostic {
    Diagnostic::error("Q0407", "no display follows this directive", span, "speaks of the display after it")
        .help("put it on a line of its own directly above a `$$ … $$` display, or delete it")
}

/// A second id for a formula; `place` is where it got its first one.
pub fn two_ids(first: &str, place: Span, span: Span) -> Diagnostic {
    Diagnostic::error("Q0407", "one formula cannot have two ids", span, "a second id for the same display")
        .also(place, format!("it is already `{first}`"))
        .help("delete one of them, or put the missing display between them")
}
