//! Probabilities, densities and their like: numbers that are told apart by how they are written.
//!
//! `\mathbb{P}(A \mid B)` is one number wherever it is written so, and quod knows no law about it: what follows only by
//! such a law is neither proved nor refuted. An index within makes it a family of numbers, `p(x_i \mid \theta)` for each i;
//! a parameter would make it a function, which is not read.

use super::key::Key;
use super::reader::{Bound, Reader};
use super::sizes::SizeId;
use super::trouble::Trouble;
use super::value::Value;
use crate::latex::{Expr, Font, Symbol, TokenKind, tokens};
use quod_kernel::term::{Index, Name, Term};

/// The indices within a text, each with its letter and its range.
type Holes = Vec<(String, Index, SizeId)>;

impl Reader<'_> {
    /// The number that is written at a place; `what` names it where it is not read.
    pub(super) fn chance(&mut self, expr: &Expr, what: &str) -> Result<Value, Trouble> {
        let unread = || Trouble::unread(expr.span, format!("{what} are not read"));
        let written = self.world.texts.get(self.place).map(|text| text.at(expr.span).to_string()).ok_or_else(unread)?;
        if self.has_several_meanings(expr) {
            return Err(unread());
        }
        let mut pieces: Vec<(TokenKind, String)> = tokens(&written)
            .iter()
            .filter(|token| !matches!(token.kind, TokenKind::Space | TokenKind::Comment))
            .map(|token| (token.kind, written[token.span.range()].to_string()))
            .collect();
        let holes = self.holes(&mut pieces).ok_or_else(unread)?;
        let name = Name::new(&spelled(&pieces));
        let symbol = Symbol { name: name.as_str().to_string(), font: Font::Plain, accents: Vec::new(), word: true };
        let axes = self.world.axes_of(&Key::plain(symbol), &name, holes.len());
        for ((_, _, size), axis) in holes.iter().zip(&axes) {
            self.unify(*size, *axis, expr.span)?;
        }
        self.world.chances.insert(name.clone());
        Ok(Value::scalar(Term::entry(name, holes.into_iter().map(|(_, index, _)| index).collect())))
    }

    /// A letter within that is defined twice tells by its text alone no number.
    fn has_several_meanings(&self, expr: &Expr) -> bool {
        let mut several = false;
        expr.walk(&mut |part| {
            if let Some(Ok(found)) = super::occurrence::read(&self.world.survey, part) {
                several |= self.world.is_defined_again(&found.key);
            }
        });
        several
    }

    /// Puts a mark in the place of every index; `None` where one of them is not understood.
    fn holes(&mut self, pieces: &mut [(TokenKind, String)]) -> Option<Holes> {
        let dotted = pieces.iter().any(|(_, piece)| piece.ends_with("dots")) || spelled(pieces).contains("..");
        let mut holes = Holes::new();
        for at in 0..pieces.len() {
            let (kind, piece) = pieces[at].clone();
            let name = piece.trim_start_matches('\\').to_string();
            if self.parameters.iter().any(|(key, _, _)| key.symbol.name == name) {
                return None;
            }
            let letter = kind == TokenKind::Character || kind == TokenKind::Word;
            if let Some(element) = self.elements.iter().rev().find(|one| one.letter.name == name).filter(|_| letter) {
                if holes.iter().all(|(other, _, _)| *other != name) {
                    holes.push((name.clone(), Index::Free(element.index.clone()), element.size));
                }
                let place = holes.iter().position(|(other, _, _)| *other == name)?;
                pieces[at] = (TokenKind::Word, format!("\\cdot{}", "'".repeat(place)));
                continue;
            }
            let Some(symbol) = self.index_of_name(&name).filter(|_| letter) else { continue };
            let scripted = pieces.get(at + 1).is_some_and(|(kind, _)| *kind == TokenKind::Subscript);
            if dotted || scripted || symbol.font != Font::Plain {
                return None;
            }
            let known = holes.iter().position(|(other, _, _)| *other == name);
            let place = match (known, self.resolve(&symbol)) {
                (Some(place), _) => place,
                (None, (index, Some(size))) => {
                    holes.push((name, index, size));
                    holes.len() - 1
                }
                (None, (_, None)) => return None,
            };
            pieces[at].1 = format!("\\cdot{}", "'".repeat(place));
            pieces[at].0 = TokenKind::Word;
        }
        Some(holes)
    }

    /// The index that a letter of this name is here.
    fn index_of_name(&self, name: &str) -> Option<Symbol> {
        let bound = self.bound.iter().rev().find(|(symbol, _)| symbol.name == name);
        match bound {
            Some((symbol, Bound::Index(..) | Bound::Numeral(_))) => Some(symbol.clone()),
            None => self.world.survey.index_named(name),
        }
    }
}

/// The pieces as one text, with white space only where a command needs it to end.
fn spelled(pieces: &[(TokenKind, String)]) -> String {
    let mut text = String::new();
    let mut after_word = false;
    for (kind, piece) in pieces {
        if after_word && piece.starts_with(char::is_alphabetic) {
            text.push(' ');
        }
        text.push_str(piece);
        after_word = *kind == TokenKind::Word;
    }
    text
}
