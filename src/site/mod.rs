//! The book as a site: Markdown chapters to offline pages, in which every step carries what was established of it.
//!
//! The way of the data: `guard` decides where the output may go, `testing` runs the steps,
//! `survey` ties formulas to steps, `weave` puts typeset formulas and step frames into the Markdown,
//! `pages` renders it, `inspect` compares the pages with the chapters, and only then
//! `output` swaps the new site for the old one.

mod guard;
mod testing;
mod survey;
pub mod katex;
pub mod fonts;
mod html;
mod frame;
mod weave;
mod markdown;
mod layout;
mod pages;
mod inspect;
mod output;
mod build;

pub use build::{Built, build};
pub use testing::{CASES, SEED, Tested};

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
}

impl Records {
    /// Those of the book of this repository.
    pub const BOOK: Records = Records { chapters: steps::CHAPTERS, errata: ERRATA };
}

/// A diagnostic together with the text that it speaks of.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The file, or a line that stands for it where there is none.
    pub source: Source,
    /// What is wrong in it.
    pub diagnostic: Diagnostic,
}
