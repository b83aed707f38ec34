//! The book as a site: Markdown chapters to offline pages, in which every step carries what was established of it.
//!
//! The way of the data: `guard` decides where the output may go, `testing` runs the steps, `survey` ties formulas to
//! steps, `foreign` says what a chapter may not hold, `verdicts` judges every relation, `evidence`, `cite` and `frame`
//! say what is known of a display, `figures` draws, `weave` puts typeset formulas and their frames into the Markdown,
//! `pages` renders it, `index` lists what the book holds, `short` and `search` lead to it, `inspect` compares the pages
//! with the chapters and the seals with what was established, and only then `output` swaps the new site for the old one.

mod guard;
mod testing;
mod survey;
mod foreign;
mod verdicts;
pub mod katex;
pub mod fonts;
mod html;
mod evidence;
mod cite;
mod frame;
mod figures;
mod weave;
mod markdown;
mod layout;
mod index;
mod short;
mod search;
mod pages;
mod styles;
mod inspect;
mod output;
mod build;
mod serve;

pub use build::{Built, Row, build, preprocess};
pub use serve::serve;
pub use testing::{CASES, SEED, Tested};
pub use verdicts::{Counts, Verdict, Verdicts};

use crate::diagnostic::Diagnostic;
use crate::numeric::errata::{ERRATA, Erratum};
use crate::numeric::steps::{self, Chapter};
use crate::source::Source;

/// The stylesheet for formulas; its fonts lie in `fonts/` beside it (see [`fonts`]).
pub const KATEX_CSS: &str = include_str!("theme/katex.css");

/// The records that a book's directives can name.
#[derive(Clone, Copy)]
pub struct Records {
    /// The chapters with their steps.
    pub chapters: &'static [&'static Chapter],
    /// The mistakes that are shown.
    pub errata: &'static [Erratum],
    /// Whether every id of a display must have a record, as in the book of this repository; elsewhere an id is a name.
    pub demanded: bool,
}

impl Records {
    /// Those of the book of this repository.
    pub const BOOK: Records = Records { chapters: steps::CHAPTERS, errata: ERRATA, demanded: true };
    /// Those of a book with this configuration: `rust-checks = true` under `[preprocessor.quod]` says that it is the
    /// book of this repository, whose steps are paired with the checks that are compiled in.
    pub fn of(config: &mdbook::config::Config) -> Records {
        let paired = config.get("preprocessor.quod.rust-checks").ok().flatten().unwrap_or(false);
        if paired { Records::BOOK } else { Records::NONE }
    }

    /// Those of the book in a folder; a book that cannot be read has none.
    pub fn of_book(root: &std::path::Path) -> Records {
        let text = std::fs::read_to_string(root.join("book.toml")).unwrap_or_default();
        text.parse().map_or(Records::NONE, |config| Records::of(&config))
    }

    /// None: a book whose relations are verified, without checks in Rust.
    pub const NONE: Records = Records { chapters: &[], errata: &[], demanded: false };
}

/// A diagnostic together with the text that it speaks of.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The file, or a line that stands for it where there is none.
    pub source: Source,
    /// What is wrong in it.
    pub diagnostic: Diagnostic,
}

impl Problem {
    /// Its code, its file and its line.
    fn place(&self) -> (&'static str, String, usize) {
        let line = self.source.position(self.diagnostic.span().start).line;
        (self.diagnostic.code.name, self.source.name().to_string(), line)
    }
}
