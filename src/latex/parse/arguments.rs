//! What commands take: groups, words, optional brackets, lengths.

use super::super::error::ErrorKind;
use super::super::notation::{Argument, Notation};
use super::super::syntax::{SyntaxKind, SyntaxNode};
use super::super::token::{Token, TokenKind};
use super::{Inside, Parser};
use crate::source::Span;

impl Parser<'_> {
    pub(super) fn with_arguments(&mut self, notation: &'static Notation, token: Token) -> SyntaxNode {
        if self.too_deep() {
            return self.malformed();
        }
        let mut children = vec![self.leaf()];
        for &argument in notation.shape {
            if !self.typed_argument(&mut children, argument) {
                let spelling = self.spelled(token).to_owned();
                let kind = match argument {
                    Argument::Delimiter => ErrorKind::MissingDelimiter(spelling),
                    _ => ErrorKind::MissingArgument(spelling),
                };
                self.error(kind, token.span, None);
                return self.node(SyntaxKind::Malformed, token.span.start, children);
            }
        }
        self.node(SyntaxKind::Command(notation), token.span.start, children)
    }

    /// Reads one argument; says whether it is there or may be missing.
    pub(super) fn typed_argument(&mut self, children: &mut Vec<SyntaxNode>, argument: Argument) -> bool {
        match argument {
            Argument::Math => self.argument(children),
            Argument::Rows => self.rows_argument(children),
            Argument::Text => self.text_argument(children, true),
            Argument::Raw => self.text_argument(children, false),
            Argument::Delimiter => self.delimiter(children),
            Argument::Length => self.length(children),
            Argument::Optional => {
                self.optional(children);
                true
            }
            Argument::Star => {
                if self.word() == "*" {
                    let star = self.leaf();
                    children.push(SyntaxNode { kind: SyntaxKind::Raw, ..star });
                }
                true
            }
        }
    }

    /// A group or a single token, after white space. Nothing moves where there is none.
    pub(super) fn argument(&mut self, children: &mut Vec<SyntaxNode>) -> bool {
        let Some(next) = self.after_space() else { return false };
        let nothing = match next.kind {
            TokenKind::Close | TokenKind::Align | TokenKind::Superscript | TokenKind::Subscript => true,
            TokenKind::Word | TokenKind::Sign => {
                matches!(
                    self.spelled(next),
                    "\\\\" | "\\cr" | "\\right" | "\\middle" | "\\end" | "\\limits" | "\\nolimits"
                )
            }
            TokenKind::Character => self.spelled(next) == "$",
            _ => false,
        };
        if nothing {
            return false;
        }
        self.space(children);
        let nested = next.kind == TokenKind::Word;
        if nested && self.too_deep() {
            let node = self.malformed();
            children.push(node);
            return true;
        }
        self.open.commands += usize::from(nested);
        let node = self.single();
        self.open.commands -= usize::from(nested);
        children.push(node);
        true
    }

    pub(super) fn rows_argument(&mut self, children: &mut Vec<SyntaxNode>) -> bool {
        if self.after_space().is_none_or(|next| next.kind != TokenKind::Open) {
            return self.argument(children);
        }
        self.space(children);
        let group = self.group(Inside::Rows);
        children.push(group);
        true
    }

    /// A group that is not mathematics; with `dollars` there may be some in it.
    pub(super) fn text_argument(&mut self, children: &mut Vec<SyntaxNode>, dollars: bool) -> bool {
        let Some(next) = self.after_space() else { return false };
        if matches!(next.kind, TokenKind::Close | TokenKind::Align) || self.spelled(next) == "\\\\" {
            return false;
        }
        self.space(children);
        if next.kind != TokenKind::Open {
            let leaf = self.leaf();
            children.push(SyntaxNode { kind: SyntaxKind::Raw, ..leaf });
            return true;
        }
        let mut inside = vec![self.leaf()];
        self.open.groups += 1;
        self.words(&mut inside, dollars);
        self.open.groups -= 1;
        self.close_group(&mut inside, next.span);
        let node = self.node(SyntaxKind::Text, next.span.start, inside);
        children.push(node);
        true
    }

    pub(super) fn words(&mut self, children: &mut Vec<SyntaxNode>, dollars: bool) {
        let mut depth = 0_usize;
        let mut start = self.offset();
        while let Some(token) = self.peek() {
            match token.kind {
                TokenKind::Close if depth == 0 => break,
                TokenKind::Close => depth -= 1,
                TokenKind::Open => depth += 1,
                TokenKind::Character if dollars && self.spelled(token) == "$" && !self.too_deep() => {
                    Self::push_raw(children, start, token.span.start);
                    let node = self.dollars();
                    start = node.span.end;
                    children.push(node);
                    continue;
                }
                TokenKind::Word if self.spelled(token) == "\\end" => break,
                _ => {}
            }
            self.at += 1;
        }
        Self::push_raw(children, start, self.offset());
    }

    pub(super) fn push_raw(children: &mut Vec<SyntaxNode>, start: usize, end: usize) {
        if start < end {
            children.push(SyntaxNode { kind: SyntaxKind::Raw, span: Span::new(start, end), children: Vec::new() });
        }
    }

    pub(super) fn dollars(&mut self) -> SyntaxNode {
        let open = self.leaf();
        let span = open.span;
        let mut children = vec![open];
        self.open.lefts += 1;
        children.append(&mut self.sequence(Inside::Dollars));
        self.open.lefts -= 1;
        if self.word() == "$" {
            let close = self.leaf();
            children.push(close);
        } else {
            self.error(ErrorKind::StrayDollar, span, None);
        }
        self.node(SyntaxKind::Dollars, span.start, children)
    }

    /// `[ … ]`, only where it is closed before anything else is.
    pub(super) fn optional(&mut self, children: &mut Vec<SyntaxNode>) {
        let Some(next) = self.after_space() else { return };
        if self.spelled(next) != "[" || !self.closes_bracket() || self.too_deep() {
            return;
        }
        self.space(children);
        let mut inside = vec![self.leaf()];
        self.open.lefts += 1;
        inside.append(&mut self.sequence(Inside::Optional));
        self.open.lefts -= 1;
        if self.word() == "]" {
            let close = self.leaf();
            inside.push(close);
        }
        let node = self.node(SyntaxKind::Optional, next.span.start, inside);
        children.push(node);
    }

    pub(super) fn closes_bracket(&self) -> bool {
        let mut depth = 0_usize;
        for token in &self.tokens[self.at..] {
            match (token.kind, self.spelled(*token)) {
                (TokenKind::Open, _) => depth += 1,
                (TokenKind::Close, _) if depth == 0 => return false,
                (TokenKind::Close, _) => depth -= 1,
                (_, "]") if depth == 0 => return true,
                (TokenKind::Align, _) | (_, "\\\\" | "\\right" | "\\end") if depth == 0 => return false,
                _ => {}
            }
        }
        false
    }

    /// A length without braces: `-3mu`, `1 em`.
    pub(super) fn length(&mut self, children: &mut Vec<SyntaxNode>) -> bool {
        let start = self.offset();
        let Some(length) = length(&self.text[start..]) else { return false };
        Self::push_raw(children, start, start + length);
        while self.peek().is_some_and(|token| token.span.start < start + length) {
            self.at += 1;
        }
        true
    }
}

/// The bytes of a length with its unit, and of the white space before and inside it.
pub(in super::super) fn length(text: &str) -> Option<usize> {
    let trimmed = text.trim_start();
    let number = trimmed.trim_start_matches(['+', '-']);
    let digits = number.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(number.len());
    let unit = number[digits..].trim_start();
    let units = ["em", "ex", "mu", "pt", "pc", "cm", "mm", "in", "px", "bp", "sp"];
    let known = digits > 0 && units.iter().any(|known| unit.starts_with(known));
    known.then(|| text.len() - unit.len() + 2)
}
