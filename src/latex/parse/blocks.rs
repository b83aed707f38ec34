//! What has a beginning and an end by name: `\left … \right`, environments, and the breaks between their rows.

use super::super::error::ErrorKind;
use super::super::notation::{Argument, Meaning, environment, notation};
use super::super::syntax::{SyntaxKind, SyntaxNode};
use super::super::token::{Token, TokenKind};
use super::arguments::length;
use super::{Inside, Parser};
use crate::source::Span;

impl<'t> Parser<'t> {
    pub(super) fn is_delimiter(&self, token: Token) -> bool {
        let spelling = self.spelled(token);
        let known = notation(spelling).is_some_and(|row| {
            matches!(row.meaning, Meaning::Open(_) | Meaning::Close(_) | Meaning::Bar(_) | Meaning::Mid)
        });
        known || matches!(spelling, "." | "/" | "<" | ">" | "\\backslash" | "\\uparrow" | "\\downarrow")
    }

    pub(super) fn delimiter(&mut self, children: &mut Vec<SyntaxNode>) -> bool {
        let Some(next) = self.after_space().filter(|&next| self.is_delimiter(next)) else { return false };
        self.space(children);
        let leaf = self.leaf();
        debug_assert_eq!(leaf.span, next.span, "the delimiter is the token after the space");
        children.push(SyntaxNode { kind: SyntaxKind::Delimiter, ..leaf });
        true
    }

    /// `\left(` and its kin: the command with its delimiter.
    pub(super) fn delimiter_command(&mut self) -> SyntaxNode {
        let token = self.tokens[self.at];
        let mut children = vec![self.leaf()];
        if !self.delimiter(&mut children) {
            self.error(ErrorKind::MissingDelimiter(self.spelled(token).to_owned()), token.span, None);
        }
        self.node(SyntaxKind::Delimiter, token.span.start, children)
    }

    pub(super) fn stray_delimiter(&mut self) -> SyntaxNode {
        let mut node = self.stray(ErrorKind::UnmatchedRight, |open| &mut open.lefts);
        self.delimiter(&mut node.children);
        self.node(SyntaxKind::Malformed, node.span.start, node.children)
    }

    pub(super) fn delimited(&mut self) -> SyntaxNode {
        if self.too_deep() {
            return self.malformed();
        }
        let left = self.delimiter_command();
        let span = left.span;
        let mut children = vec![left];
        self.open.lefts += 1;
        loop {
            children.append(&mut self.sequence(Inside::Delimited));
            if self.word() != "\\middle" {
                break;
            }
            let middle = self.delimiter_command();
            children.push(middle);
        }
        self.open.lefts -= 1;
        if self.word() == "\\right" {
            let right = self.delimiter_command();
            children.push(right);
        } else {
            self.error(ErrorKind::UnclosedLeft, span, None);
            self.forgiven.lefts += 1;
        }
        self.node(SyntaxKind::Delimited, span.start, children)
    }

    /// `\\`, with `*` and `[2pt]` where they follow; a bracket that holds no length is mathematics.
    pub(super) fn row_break(&mut self) -> SyntaxNode {
        let start = self.offset();
        let mut children = vec![self.leaf()];
        if self.word() == "*" {
            let star = self.leaf();
            children.push(SyntaxNode { kind: SyntaxKind::Raw, ..star });
        }
        let rest = &self.text[self.offset()..];
        if let Some(length) = bracketed_length(rest) {
            let end = self.offset() + length;
            Self::push_raw(&mut children, self.offset(), end);
            while self.peek().is_some_and(|token| token.span.start < end) {
                self.at += 1;
            }
        }
        self.node(SyntaxKind::RowBreak, start, children)
    }

    /// The name in braces after `\begin` or `\end`.
    pub(super) fn name(&mut self, children: &mut Vec<SyntaxNode>) -> Option<&'t str> {
        if self.after_space().is_none_or(|next| next.kind != TokenKind::Open) {
            return None;
        }
        self.text_argument(children, false);
        let group = children.last()?;
        let spelled = &self.text[group.span.range()];
        Some(spelled.trim_matches(['{', '}', ' ']))
    }

    pub(super) fn environment(&mut self) -> SyntaxNode {
        if self.too_deep() {
            return self.malformed();
        }
        let begin = self.leaf();
        let mut span = begin.span;
        let mut children = vec![begin];
        let Some(name) = self.name(&mut children) else {
            self.error(ErrorKind::MissingArgument("\\begin".to_owned()), span, None);
            return self.node(SyntaxKind::Malformed, span.start, children);
        };
        span = Span::new(span.start, children.last().map_or(span.end, |last| last.span.end));
        let known = environment(name);
        if known.is_none() {
            self.error(ErrorKind::UnknownEnvironment(name.to_owned()), span, None);
        }
        for &argument in known.map_or(&[][..], |known| known.shape) {
            if argument != Argument::Optional || self.has_placement() {
                self.typed_argument(&mut children, argument);
            }
        }
        self.open.environments += 1;
        children.append(&mut self.sequence(Inside::Environment));
        self.open.environments -= 1;
        self.close_environment(&mut children, name, span);
        self.node(SyntaxKind::Environment(known), span.start, children)
    }

    /// `[t]` right after `\begin{aligned}`; any other bracket is mathematics.
    pub(super) fn has_placement(&self) -> bool {
        let rest = &self.text[self.offset()..];
        ["[t]", "[c]", "[b]", "[l]", "[r]"].iter().any(|placement| rest.starts_with(placement))
    }

    pub(super) fn close_environment(&mut self, children: &mut Vec<SyntaxNode>, name: &str, begin: Span) {
        if self.word() != "\\end" {
            self.error(ErrorKind::UnclosedEnvironment(name.to_owned()), begin, None);
            self.forgiven.environments += 1;
            return;
        }
        let before = self.at;
        let start = self.offset();
        let leaf = self.leaf();
        children.push(leaf);
        let end = self.name(children).unwrap_or_default();
        let span = Span::new(start, children.last().map_or(start, |last| last.span.end));
        if end == name {
            return;
        }
        // An \end that closes an environment further out is left to that one.
        if self.open.environments > 0 && self.names_open(end, before) {
            while children.last().is_some_and(|last| last.span.start >= start) {
                children.pop();
            }
            self.at = before;
            self.error(ErrorKind::UnclosedEnvironment(name.to_owned()), begin, None);
            return;
        }
        self.error(ErrorKind::WrongEnd { open: name.to_owned(), end: end.to_owned() }, span, Some(begin));
    }

    /// Whether an environment of that name was begun and not ended before a token.
    pub(super) fn names_open(&self, name: &str, before: usize) -> bool {
        let until = self.tokens[before].span.start;
        let count = |command: &str| self.text[..until].matches(&format!("\\{command}{{{name}}}")).count();
        count("begin") > count("end")
    }

    pub(super) fn stray_end(&mut self) -> SyntaxNode {
        let token = self.tokens[self.at];
        let mut children = vec![self.leaf()];
        let name = self.name(&mut children).unwrap_or_default();
        if self.forgiven.environments > 0 {
            self.forgiven.environments -= 1;
        } else {
            let end = children.last().map_or(token.span.end, |last| last.span.end);
            let kind = ErrorKind::UnmatchedEnd(name.to_owned());
            self.error(kind, Span::new(token.span.start, end), None);
        }
        self.node(SyntaxKind::Malformed, token.span.start, children)
    }
}

/// The bytes of `[2pt]`, and of the white space before it.
fn bracketed_length(text: &str) -> Option<usize> {
    let trimmed = text.trim_start();
    let inside = trimmed.strip_prefix('[')?;
    let end = length(inside)?;
    let after = inside[end..].trim_start();
    after.starts_with(']').then(|| text.len() - after.len() + 1)
}
