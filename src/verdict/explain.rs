//! What a link was understood to say: in words, and symbol by symbol.

use super::analysis::Link;
use crate::print::{statement_to_words, symbols_to_words};
use quod_kernel::syntax::read_statement;

/// What the reading of a link says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The statement as a sentence.
    pub words: String,
    /// Its symbols by their names in the core language, each with what it is: its shape, its size, its range.
    pub symbols: Vec<(String, String)>,
}

impl Link {
    /// What its reading says; nothing where it has none.
    pub fn explanation(&self) -> Option<Explanation> {
        let statement = read_statement(self.reading.as_deref()?).ok()?;
        Some(Explanation { words: statement_to_words(&statement), symbols: symbols_to_words(&statement) })
    }
}
