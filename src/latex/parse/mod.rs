//! Tokens to the lossless tree. Never fails: what is wrong is noted once, where it began, and reading goes on.

mod arguments;
mod blocks;
#[cfg(test)]
pub(super) mod tests;

pub(super) use arguments::length;

use super::error::{Error, ErrorKind};
use super::notation::notation;
use super::syntax::{Syntax, SyntaxKind, SyntaxNode};
use super::token::{Token, TokenKind, tokens};
use crate::source::Span;

/// Groups, environments and delimiters inside each other, at most. Nobody writes a third of it, and it keeps every
/// walk over the tree within a small stack.
pub(super) const DEEPEST: usize = 48;

/// Reads the syntax of a formula.
pub fn parse(text: &str) -> Syntax {
    let tokens = tokens(text);
    let mut parser =
        Parser { text, tokens, at: 0, errors: Vec::new(), open: Open::default(), forgiven: Open::default() };
    let children = parser.sequence(Inside::Formula);
    Syntax { children, errors: parser.errors }
}

/// What a sequence stands in, which decides what ends it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Formula,
    Group,
    Rows,
    Optional,
    Dollars,
    Delimited,
    Environment,
}

/// How many constructs of each kind are open, or were closed early and so owe a closing delimiter.
#[derive(Default)]
struct Open {
    groups: usize,
    lefts: usize,
    environments: usize,
    /// Commands that are arguments without braces, which nest too: `\sqrt\sqrt x`.
    commands: usize,
}

impl Open {
    fn depth(&self) -> usize {
        self.groups + self.lefts + self.environments + self.commands
    }
}

struct Parser<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    at: usize,
    errors: Vec<Error>,
    open: Open,
    /// Closing delimiters that an error already spoke of.
    forgiven: Open,
}

impl<'t> Parser<'t> {
    fn peek(&self) -> Option<Token> {
        self.tokens.get(self.at).copied()
    }

    fn spelled(&self, token: Token) -> &'t str {
        &self.text[token.span.range()]
    }

    /// The command or character that comes next, else nothing.
    fn word(&self) -> &'t str {
        self.peek().map_or("", |token| self.spelled(token))
    }

    fn end(&self) -> usize {
        self.text.len()
    }

    fn offset(&self) -> usize {
        self.peek().map_or(self.end(), |token| token.span.start)
    }

    fn error(&mut self, kind: ErrorKind, span: Span, other: Option<Span>) {
        self.errors.push(Error { kind, span, other });
    }

    fn leaf(&mut self) -> SyntaxNode {
        let token = self.tokens[self.at];
        self.at += 1;
        SyntaxNode { kind: SyntaxKind::Token(token.kind), span: token.span, children: Vec::new() }
    }

    /// Moves white space and comments into a node.
    fn space(&mut self, children: &mut Vec<SyntaxNode>) {
        while self.peek().is_some_and(|token| matches!(token.kind, TokenKind::Space | TokenKind::Comment)) {
            let leaf = self.leaf();
            children.push(leaf);
        }
    }

    /// The token after white space, without moving.
    fn after_space(&self) -> Option<Token> {
        let mut tokens = self.tokens[self.at..].iter();
        tokens.find(|token| !matches!(token.kind, TokenKind::Space | TokenKind::Comment)).copied()
    }

    fn node(&self, kind: SyntaxKind, start: usize, children: Vec<SyntaxNode>) -> SyntaxNode {
        SyntaxNode { kind, span: Span::new(start, children.last().map_or(start, |last| last.span.end)), children }
    }

    /// Whether the next token ends a sequence; what it closes is decided by who opened it.
    fn ends(&self, inside: Inside) -> bool {
        let Some(token) = self.peek() else { return true };
        let in_rows = self.open.environments > 0
            && matches!(inside, Inside::Group | Inside::Delimited | Inside::Optional | Inside::Dollars);
        match token.kind {
            TokenKind::Close => self.open.groups > 0,
            TokenKind::Align => in_rows,
            TokenKind::Sign | TokenKind::Word => match self.spelled(token) {
                "\\\\" | "\\cr" => in_rows,
                "\\right" | "\\middle" => self.open.lefts > 0,
                "\\end" => self.open.environments > 0,
                _ => false,
            },
            TokenKind::Character => match self.spelled(token) {
                "]" => inside == Inside::Optional,
                "$" => inside == Inside::Dollars,
                _ => false,
            },
            _ => false,
        }
    }

    fn sequence(&mut self, inside: Inside) -> Vec<SyntaxNode> {
        let mut nodes = Vec::new();
        while !self.ends(inside) {
            self.space(&mut nodes);
            if self.ends(inside) {
                break;
            }
            let node = self.scripted();
            nodes.push(node);
        }
        nodes
    }

    /// A node with the scripts after it.
    fn scripted(&mut self) -> SyntaxNode {
        let start = self.offset();
        let mut children = Vec::new();
        if !self.is_script(self.peek()) {
            let base = self.single();
            let takes_scripts = !matches!(
                base.kind,
                SyntaxKind::RowBreak | SyntaxKind::Malformed | SyntaxKind::Token(TokenKind::Align)
            );
            if !takes_scripts || !self.is_script(self.after_space()) {
                return base;
            }
            children.push(base);
        }
        self.scripts(&mut children);
        self.node(SyntaxKind::Scripts, start, children)
    }

    fn is_script(&self, token: Option<Token>) -> bool {
        token.is_some_and(|token| match token.kind {
            TokenKind::Superscript | TokenKind::Subscript | TokenKind::Prime => true,
            TokenKind::Word => matches!(self.spelled(token), "\\limits" | "\\nolimits" | "\\displaylimits"),
            _ => false,
        })
    }

    fn scripts(&mut self, children: &mut Vec<SyntaxNode>) {
        let (mut sub, mut sup): (Option<Span>, Option<Span>) = (None, None);
        while self.is_script(self.after_space()) {
            self.space(children);
            let mark = self.leaf();
            let kind = mark.kind;
            let span = mark.span;
            children.push(mark);
            match kind {
                SyntaxKind::Token(TokenKind::Subscript) => {
                    let known = self.script_argument(children, span, "_");
                    self.note_script(&mut sub, known, span, ErrorKind::DoubleSubscript);
                }
                SyntaxKind::Token(TokenKind::Superscript) => {
                    let known = self.script_argument(children, span, "^");
                    self.note_script(&mut sup, known, span, ErrorKind::DoubleSuperscript);
                }
                _ => {}
            }
        }
    }

    fn note_script(&mut self, seen: &mut Option<Span>, known: bool, span: Span, twice: ErrorKind) {
        if !known {
            return;
        }
        match *seen {
            Some(first) => self.error(twice, span, Some(first)),
            None => *seen = Some(span),
        }
    }

    fn script_argument(&mut self, children: &mut Vec<SyntaxNode>, mark: Span, spelling: &str) -> bool {
        let found = self.argument(children);
        if !found {
            self.error(ErrorKind::MissingArgument(spelling.to_owned()), mark, None);
        }
        found
    }

    /// A node without scripts: a token, a group, a command with its arguments, an environment.
    fn single(&mut self) -> SyntaxNode {
        let token = self.tokens[self.at];
        match token.kind {
            TokenKind::Open => self.group(Inside::Group),
            TokenKind::Close => self.stray(ErrorKind::UnmatchedClose, |open| &mut open.groups),
            TokenKind::Word | TokenKind::Sign => self.command(token),
            TokenKind::Character if self.spelled(token) == "$" => {
                self.error(ErrorKind::StrayDollar, token.span, None);
                self.malformed()
            }
            _ => self.leaf(),
        }
    }

    fn malformed(&mut self) -> SyntaxNode {
        let leaf = self.leaf();
        SyntaxNode { kind: SyntaxKind::Malformed, span: leaf.span, children: vec![leaf] }
    }

    /// A closing delimiter that closes nothing, unless an error already said so.
    fn stray(&mut self, kind: ErrorKind, owed: impl Fn(&mut Open) -> &mut usize) -> SyntaxNode {
        let owed = owed(&mut self.forgiven);
        if *owed > 0 {
            *owed -= 1;
        } else {
            self.error(kind, self.tokens[self.at].span, None);
        }
        self.malformed()
    }

    fn too_deep(&mut self) -> bool {
        let deep = self.open.depth() >= DEEPEST;
        if deep && !self.errors.iter().any(|error| error.kind == ErrorKind::TooDeep) {
            self.error(ErrorKind::TooDeep, self.tokens[self.at].span, None);
        }
        deep
    }

    /// Passes over what is nested too deeply, up to the brace that closes it.
    fn pass_over(&mut self) -> SyntaxNode {
        let start = self.offset();
        let mut depth = 0_usize;
        let mut children = Vec::new();
        while let Some(token) = self.peek() {
            match token.kind {
                TokenKind::Open => depth += 1,
                TokenKind::Close if depth == 0 => break,
                TokenKind::Close => depth -= 1,
                _ => {}
            }
            let leaf = self.leaf();
            children.push(leaf);
            if depth == 0 {
                break;
            }
        }
        self.node(SyntaxKind::Malformed, start, children)
    }

    fn group(&mut self, inside: Inside) -> SyntaxNode {
        if self.too_deep() {
            return self.pass_over();
        }
        let open = self.leaf();
        let span = open.span;
        let mut children = vec![open];
        self.open.groups += 1;
        children.append(&mut self.sequence(inside));
        self.open.groups -= 1;
        self.close_group(&mut children, span);
        self.node(SyntaxKind::Group, span.start, children)
    }

    fn close_group(&mut self, children: &mut Vec<SyntaxNode>, open: Span) {
        if self.peek().is_some_and(|token| token.kind == TokenKind::Close) {
            let close = self.leaf();
            children.push(close);
        } else {
            self.error(ErrorKind::UnclosedGroup, open, None);
            self.forgiven.groups += 1;
        }
    }

    fn command(&mut self, token: Token) -> SyntaxNode {
        match self.spelled(token) {
            "\\\\" | "\\cr" | "\\newline" | "\\tabularnewline" => return self.row_break(),
            "\\left" => return self.delimited(),
            "\\right" => return self.stray_delimiter(),
            "\\middle" => return self.delimiter_command(),
            "\\begin" => return self.environment(),
            "\\end" => return self.stray_end(),
            _ => {}
        }
        let Some(notation) = notation(self.spelled(token)) else { return self.leaf() };
        if notation.shape.is_empty() {
            return self.leaf();
        }
        self.with_arguments(notation, token)
    }
}
