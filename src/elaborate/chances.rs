//! Probabilities and densities: numbers that are told apart by how they are written.
//!
//! `\mathbb{P}(A \mid B)` is one number wherever it is written so, and quod knows no law about it: what follows only by
//! such a law is neither proved nor refuted. An index within would make it a family, and a parameter a function; these
//! are not read.

use super::key::Key;
use super::reader::Reader;
use super::trouble::Trouble;
use super::value::Value;
use crate::latex::{Font, Symbol, TokenKind, tokens};
use crate::source::Span;
use quod_kernel::term::{Name, Term};

impl Reader<'_> {
    /// The number that is written at a place; `what` names it where it is not read.
    pub(super) fn chance(&mut self, span: Span, what: &str) -> Result<Value, Trouble> {
        let unread = || Trouble::unread(span, format!("{what} are not read"));
        let written = self.world.texts.get(self.place).and_then(|text| text.get(span.range())).ok_or_else(unread)?;
        let pieces: Vec<(TokenKind, &str)> =
            tokens(written).iter().map(|token| (token.kind, &written[token.span.range()])).collect();
        let varies = pieces.iter().any(|(_, piece)| self.varies(piece.trim_start_matches('\\')));
        let indexed = pieces.windows(2).any(|pair| {
            let digit = pair[1].1.starts_with(|c: char| c.is_ascii_digit());
            matches!(pair[0].0, TokenKind::Subscript) && !digit
        });
        if varies || indexed {
            return Err(unread());
        }
        let name = Name::new(&spelled(&pieces));
        let symbol = Symbol { name: name.as_str().to_string(), font: Font::Plain, accents: Vec::new(), word: true };
        self.world.axes_of(&Key::plain(symbol), &name, 0);
        self.world.chances.insert(name.clone());
        Ok(Value::scalar(Term::entry(name, Vec::new())))
    }

    /// Whether a letter is an index or a parameter here, so that what holds it is no single number.
    fn varies(&self, letter: &str) -> bool {
        let bound = self.bound.iter().any(|(symbol, _)| symbol.name == letter);
        let parameter = self.parameters.iter().any(|(key, _, _)| key.symbol.name == letter);
        bound || parameter || self.world.survey.is_index_named(letter)
    }
}

/// The text without white space, except where a command needs it to end.
fn spelled(pieces: &[(TokenKind, &str)]) -> String {
    let mut text = String::new();
    let mut after_word = false;
    for (kind, piece) in pieces.iter().filter(|(kind, _)| !matches!(kind, TokenKind::Space | TokenKind::Comment)) {
        if after_word && piece.starts_with(char::is_alphabetic) {
            text.push(' ');
        }
        text.push_str(piece);
        after_word = *kind == TokenKind::Word;
    }
    text
}
