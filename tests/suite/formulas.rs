//! The formulas on which quod is compared with KaTeX itself: those of the note, and a corpus of its own.

use crate::note;

const CORPUS: &str = include_str!("../fixtures/formulas.txt");

/// Every formula, as raw TeX.
pub fn all() -> Vec<&'static str> {
    let corpus = CORPUS.lines().filter(|line| !line.starts_with('%'));
    note::displays().into_iter().chain(note::inlines()).chain(corpus).collect()
}

/// Whether KaTeX sets the formula only as a display.
pub fn display_only(tex: &str) -> bool {
    let display_only = ["\\tag", "{align}", "{align*}", "{gather*}", "{equation", "{split}", "{CD}"];
    display_only.iter().any(|it| tex.contains(it))
}

#[test]
fn the_corpus_is_large() {
    assert!(all().len() >= 24 + 120, "{}", all().len());
}
