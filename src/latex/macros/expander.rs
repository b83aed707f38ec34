//! The expansion of macros in a text.

use super::super::error::{Error, ErrorKind};
use super::super::notation::{Argument, notation};
use super::input::Input;
use super::{DEFINING, LONGEST_EXPANSION, Macro, Macros, Placed};
use crate::source::Span;

/// Macros inside macros, at most.
const DEEPEST_EXPANSION: usize = 32;

/// Uses of macros in one text, at most: `\def\a{\a\a}` doubles with every level and adds not one character.
const MOST_EXPANSIONS: usize = 20_000;

pub(super) struct Expander<'m> {
    pub(super) macros: &'m mut Macros,
    pub(super) out: Vec<Placed>,
    pub(super) errors: Vec<Error>,
    pub(super) expansions: usize,
}

impl Expander<'_> {
    pub(super) fn error(&mut self, kind: ErrorKind, span: Span) {
        if !self.errors.iter().any(|error| error.kind == kind && error.span == span) {
            self.errors.push(Error { kind, span, other: None });
        }
    }

    pub(super) fn expand(&mut self, input: Vec<Placed>, depth: usize) {
        let mut reader = Input { characters: &input, at: 0 };
        // How many arguments the command before still takes, for each open brace.
        let mut expected = vec![0_usize];
        while let Some(placed) = reader.peek() {
            match placed.c {
                '\\' => self.command(&mut reader, &mut expected, depth),
                '%' => reader.comment(),
                c => {
                    match c {
                        '{' => {
                            one_less(&mut expected);
                            expected.push(0);
                        }
                        '}' if expected.len() > 1 => drop(expected.pop()),
                        c if !c.is_whitespace() && !matches!(c, '[' | ']') => one_less(&mut expected),
                        _ => {}
                    }
                    self.push(placed);
                    reader.at += 1;
                }
            }
        }
    }

    pub(super) fn command(&mut self, reader: &mut Input, expected: &mut [usize], depth: usize) {
        let start = reader.at;
        let name = reader.command();
        let span = reader.span(start);
        if DEFINING.contains(&name.as_str()) {
            return self.definition(reader, &name, start);
        }
        let is_argument = expected.last().is_some_and(|&count| count > 0);
        if let Some(known) = self.macros.known.get(&name).cloned() {
            one_less(expected);
            return self.apply(reader, &name, &known, start, (depth, is_argument));
        }
        if self.macros.refused.contains(&name) {
            self.error(ErrorKind::Redefined(name.clone()), span);
        }
        one_less(expected);
        if let (Some(row), Some(count)) = (notation(&name), expected.last_mut()) {
            *count = row.shape.iter().filter(|argument| matches!(argument, Argument::Math | Argument::Text)).count();
        }
        for at in start..reader.at {
            self.push(reader.characters[at]);
        }
    }

    /// Adds a character; a space where two pieces would otherwise grow together into another command.
    pub(super) fn push(&mut self, placed: Placed) {
        if self.out.len() < LONGEST_EXPANSION {
            self.out.push(placed);
        }
    }

    pub(super) fn seam(&mut self, next: Option<char>, span: Span) {
        if next.is_some_and(|c| c.is_ascii_alphabetic()) && ends_in_command(&self.out) {
            self.push(Placed { c: ' ', span });
        }
    }

    /// Expands one use of a macro; as an argument of a command it stays one argument.
    pub(super) fn apply(
        &mut self,
        reader: &mut Input,
        name: &str,
        known: &Macro,
        start: usize,
        (depth, is_argument): (usize, bool),
    ) {
        let Some(arguments) = reader.arguments(known) else {
            let span = reader.span(start);
            self.error(ErrorKind::MissingMacroArgument(name.to_owned()), span);
            return;
        };
        let span = reader.span(start);
        self.expansions += 1;
        if depth >= DEEPEST_EXPANSION || self.expansions > MOST_EXPANSIONS || self.out.len() >= LONGEST_EXPANSION {
            self.error(ErrorKind::EndlessMacro(name.to_owned()), span);
            return;
        }
        let body = substitute(&known.body, &arguments, span);
        if body.len() >= LONGEST_EXPANSION {
            self.error(ErrorKind::EndlessMacro(name.to_owned()), span);
            return;
        }
        let braces = |c| Placed { c, span };
        if is_argument {
            self.push(braces('{'));
        } else {
            self.seam(body.first().map(|placed| placed.c), span);
        }
        self.expand(body, depth + 1);
        if is_argument {
            self.push(braces('}'));
        }
        self.seam(reader.peek().map(|placed| placed.c), span);
    }

    pub(super) fn definition(&mut self, reader: &mut Input, command: &str, start: usize) {
        let defined = reader.definition(command);
        let span = reader.span(start);
        let result = match defined {
            Some((name, definition)) if command == "\\providecommand" && self.macros.known.contains_key(&name) => {
                drop(definition);
                Ok(())
            }
            Some((name, definition)) => self.macros.insert(&name, definition, span),
            None => Err(Error { kind: ErrorKind::WrongDefinition(command.to_owned()), span, other: None }),
        };
        self.errors.extend(result.err());
    }
}

fn one_less(expected: &mut [usize]) {
    if let Some(count) = expected.last_mut() {
        *count = count.saturating_sub(1);
    }
}

/// Whether the last of some characters are a command of letters; nobody writes longer ones than this looks at.
fn ends_in_command(characters: &[Placed]) -> bool {
    let letters = characters.iter().rev().take(64).take_while(|placed| placed.c.is_ascii_alphabetic()).count();
    letters > 0 && characters.len().checked_sub(letters + 1).is_some_and(|at| characters[at].c == '\\')
}

/// The text of a macro with its arguments in place.
fn substitute(body: &str, arguments: &[Vec<Placed>], span: Span) -> Vec<Placed> {
    let mut out: Vec<Placed> = Vec::new();
    let mut characters = body.chars().peekable();
    while let Some(c) = characters.next() {
        let number = characters.peek().and_then(|c| c.to_digit(10)).filter(|_| c == '#');
        match number.and_then(|number| arguments.get((number as usize).checked_sub(1)?)) {
            Some(argument) => {
                characters.next();
                if argument.first().is_some_and(|placed| placed.c.is_ascii_alphabetic()) && ends_in_command(&out) {
                    out.push(Placed { c: ' ', span });
                }
                out.extend(argument);
                if out.len() > LONGEST_EXPANSION {
                    break;
                }
            }
            None => out.push(Placed { c, span }),
        }
    }
    out
}
