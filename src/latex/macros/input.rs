//! A walk over characters: commands, arguments, definitions.

use super::{Macro, Placed, is_command};
use crate::source::Span;

/// A walk over characters.
pub(super) struct Input<'c> {
    pub(super) characters: &'c [Placed],
    pub(super) at: usize,
}

impl Input<'_> {
    pub(super) fn peek(&self) -> Option<Placed> {
        self.characters.get(self.at).copied()
    }

    pub(super) fn next_is(&self, c: char) -> bool {
        self.peek().is_some_and(|placed| placed.c == c)
    }

    pub(super) fn span(&self, start: usize) -> Span {
        let last = self.at.max(start + 1).min(self.characters.len());
        self.characters[start..last].iter().map(|placed| placed.span).reduce(Span::to).unwrap_or(Span::new(0, 0))
    }

    pub(super) fn space(&mut self) {
        while self.peek().is_some_and(|placed| placed.c.is_whitespace()) {
            self.at += 1;
        }
    }

    pub(super) fn comment(&mut self) {
        while self.peek().is_some_and(|placed| placed.c != '\n') {
            self.at += 1;
        }
    }

    /// The command at a backslash.
    pub(super) fn command(&mut self) -> String {
        let mut name = String::from("\\");
        self.at += 1;
        while let Some(placed) = self.peek().filter(|placed| placed.c.is_ascii_alphabetic()) {
            name.push(placed.c);
            self.at += 1;
        }
        if name.len() == 1
            && let Some(placed) = self.peek()
        {
            name.push(placed.c);
            self.at += 1;
        }
        name
    }

    /// What stands in braces, or a single token.
    pub(super) fn argument(&mut self) -> Option<Vec<Placed>> {
        self.space();
        let first = self.peek()?;
        let start = self.at;
        match first.c {
            '{' => return self.balanced('{', '}'),
            '}' => return None,
            '\\' => drop(self.command()),
            _ => self.at += 1,
        }
        Some(self.characters[start..self.at].to_vec())
    }

    pub(super) fn balanced(&mut self, open: char, close: char) -> Option<Vec<Placed>> {
        let start = self.at + 1;
        let mut depth = 0_usize;
        let mut at = self.at;
        while let Some(placed) = self.characters.get(at) {
            match placed.c {
                '\\' => at += 1,
                c if c == open => depth += 1,
                c if c == close => depth -= 1,
                _ => {}
            }
            at += 1;
            if depth == 0 {
                self.at = at;
                return Some(self.characters[start..at - 1].to_vec());
            }
        }
        None
    }

    pub(super) fn arguments(&mut self, known: &Macro) -> Option<Vec<Vec<Placed>>> {
        let mut arguments = Vec::new();
        if let Some(default) = &known.default {
            let before = self.at;
            self.space();
            let given = if self.next_is('[') { self.balanced('[', ']') } else { None };
            let place = self.span(before.saturating_sub(1));
            if given.is_none() {
                self.at = before;
            }
            arguments.push(given.unwrap_or_else(|| default.chars().map(|c| Placed { c, span: place }).collect()));
        }
        while arguments.len() < known.parameters {
            arguments.push(self.argument()?);
        }
        Some(arguments)
    }

    /// The name and meaning that a defining command gives, after the command itself.
    pub(super) fn definition(&mut self, command: &str) -> Option<(String, Macro)> {
        if self.next_is('*') {
            self.at += 1;
        }
        let starred = self.at.checked_sub(1).is_some_and(|last| self.characters[last].c == '*');
        let name = spelled(&self.argument()?).trim().to_owned();
        if !is_command(&name) {
            return None;
        }
        let plain = |body: String| Macro { parameters: 0, default: None, body };
        let definition = match command {
            "\\DeclareMathOperator" => {
                let star = if starred { "*" } else { "" };
                plain(format!("\\operatorname{star}{{{}}}", spelled(&self.argument()?)))
            }
            "\\let" => {
                self.space();
                if self.next_is('=') {
                    self.at += 1;
                }
                plain(spelled(&self.argument()?))
            }
            "\\def" | "\\gdef" | "\\edef" | "\\xdef" => {
                let parameters = self.parameters()?;
                Macro { parameters, default: None, body: spelled(&self.argument()?) }
            }
            _ => self.new_command()?,
        };
        Some((name, definition))
    }

    /// `#1#2` before the text of a `\def`; delimited parameters are not read.
    pub(super) fn parameters(&mut self) -> Option<usize> {
        let mut count = 0;
        self.space();
        while self.next_is('#') {
            self.at += 1;
            let number = self.peek()?.c.to_digit(10)? as usize;
            count += 1;
            if number != count {
                return None;
            }
            self.at += 1;
        }
        self.next_is('{').then_some(count)
    }

    /// `[2][default]{text}`.
    pub(super) fn new_command(&mut self) -> Option<Macro> {
        self.space();
        let mut parameters = 0;
        let mut default = None;
        if self.next_is('[') {
            parameters = spelled(&self.balanced('[', ']')?).trim().parse().ok().filter(|&count| count <= 9)?;
            self.space();
            if self.next_is('[') {
                default = Some(spelled(&self.balanced('[', ']')?));
            }
        }
        Some(Macro { parameters, default, body: spelled(&self.argument()?) })
    }
}

fn spelled(characters: &[Placed]) -> String {
    characters.iter().map(|placed| placed.c).collect()
}
