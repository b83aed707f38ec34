//! The author's macros: definitions in a formula, and their expansion before it is parsed.
//!
//! Expansion is of text, as TeX and KaTeX do it, except that every character keeps the place from which it came: an
//! argument its own place, the rest of a macro the place where the macro is used. One set of macros serves reading and
//! rendering, so nothing may be redefined that has a meaning already: the page would show another formula than the one
//! that is read.

mod expander;
mod input;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use super::error::{Error, ErrorKind};
use super::notation::notation;
use crate::source::Span;
use expander::Expander;

/// The text that a formula may expand to, in characters.
const LONGEST_EXPANSION: usize = 50_000;

/// The commands that define macros.
const DEFINING: &[&str] = &[
    "\\newcommand",
    "\\renewcommand",
    "\\providecommand",
    "\\DeclareMathOperator",
    "\\def",
    "\\gdef",
    "\\edef",
    "\\xdef",
    "\\let",
    "\\DeclareRobustCommand",
];

/// Commands of the language itself, which are in no table of notations.
const STRUCTURAL: &[&str] = &[
    "\\left",
    "\\right",
    "\\middle",
    "\\begin",
    "\\end",
    "\\\\",
    "\\cr",
    "\\newline",
    "\\catcode",
    "\\mathchardef",
    "\\relax",
];

/// Commands of the table that neither LaTeX nor amsmath defines, so that authors define them; their definition holds.
const REDEFINABLE: &[&str] = &[
    "\\R",
    "\\N",
    "\\Z",
    "\\and",
    "\\or",
    "\\sub",
    "\\ang",
    "\\empty",
    "\\argmax",
    "\\argmin",
    "\\coloneqq",
    "\\coloneq",
    "\\colonequals",
    "\\eqdef",
    "\\bm",
    "\\bold",
    "\\mathds",
    "\\mathbbm",
    "\\Bbb",
    "\\llbracket",
    "\\rrbracket",
    "\\transpose",
    "\\nicefrac",
    "\\sfrac",
    "\\cancel",
    "\\isin",
    "\\degree",
    "\\trace",
    // Signs of text: no mathematics is written with ¶ and §.
    "\\P",
    "\\S",
];

/// A macro.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Macro {
    parameters: usize,
    /// The text of the first argument where it is left out.
    default: Option<String>,
    body: String,
}

/// The macros in force, in the order of a page.
#[derive(Clone, Debug, Default)]
pub struct Macros {
    known: BTreeMap<String, Macro>,
    /// Standard commands that somebody tried to redefine: what uses them is not read, since the page shows it otherwise.
    refused: BTreeSet<String>,
}

/// A character with the place that it came from.
#[derive(Clone, Copy, Debug)]
struct Placed {
    c: char,
    span: Span,
}

/// A formula's text after expansion, and the way back.
#[derive(Clone, Debug)]
pub struct Expansion {
    /// The text to be parsed.
    pub text: String,
    /// What was wrong with definitions and uses.
    pub errors: Vec<Error>,
    /// For each character, where it begins in `text` and the place it came from; `None` if nothing was expanded.
    places: Option<Vec<(usize, Span)>>,
}

/// The LaTeX at a place, with whole commands: a place that cuts into braces is widened until they are balanced.
pub fn whole(text: &str, span: Span) -> &str {
    let (mut start, mut end) = (span.start, span.end);
    loop {
        let (mut depth, mut open) = (0i32, 0i32);
        for c in text[start..end].chars() {
            depth += i32::from(c == '{') - i32::from(c == '}');
            open = open.min(depth);
        }
        if open < 0 {
            let Some(brace) = text[..start].rfind('{') else { return &text[start..end] };
            let before = text[..brace].trim_end_matches(|c: char| c.is_ascii_alphabetic());
            start = if before.ends_with('\\') { before.len() - 1 } else { brace };
        } else if depth > 0 {
            let Some(brace) = text[end..].find('}') else { return &text[start..end] };
            end += brace + 1;
        } else {
            return &text[start..end];
        }
    }
}

impl Expansion {
    /// The place in the original text of a span of the expanded one.
    pub fn origin(&self, span: Span) -> Span {
        let Some(places) = &self.places else { return span };
        let of = |offset: usize| {
            let next = places.partition_point(|&(start, _)| start <= offset);
            next.checked_sub(1).map_or(Span::new(0, 0), |last| places[last].1)
        };
        let start = of(span.start);
        if span.start == span.end { Span::new(start.start, start.start) } else { start.to(of(span.end - 1)) }
    }

    /// The expanded text of what stands at a place in the original text, with whole commands.
    pub fn at(&self, span: Span) -> &str {
        let Some(places) = &self.places else { return whole(&self.text, span) };
        let within = |&&(_, origin): &&(usize, Span)| span.start <= origin.start && origin.end <= span.end;
        let (first, last) = (places.iter().find(within), places.iter().rfind(within));
        let (Some((start, _)), Some((last, _))) = (first, last) else { return "" };
        let end = last + self.text[*last..].chars().next().map_or(0, char::len_utf8);
        whole(&self.text, Span::new(*start, end))
    }

    /// Whether any macro was expanded or defined.
    pub fn is_changed(&self) -> bool {
        self.places.is_some()
    }
}

impl Macros {
    /// Whether nothing is defined.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty() && self.refused.is_empty()
    }

    /// Defines a macro from its name and its text, in which `#1` to `#9` are arguments, as in the table of macros of a
    /// book.
    pub fn define(&mut self, name: &str, body: &str) -> Result<(), Error> {
        let place = Span::new(0, name.len());
        let parameters = (1..=9).rev().find(|number| body.contains(&format!("#{number}"))).unwrap_or(0);
        if !is_command(name) {
            return Err(Error { kind: ErrorKind::WrongDefinition(name.to_owned()), span: place, other: None });
        }
        self.insert(name, Macro { parameters, default: None, body: body.to_owned() }, place)
    }

    fn insert(&mut self, name: &str, definition: Macro, span: Span) -> Result<(), Error> {
        let standard = (notation(name).is_some() || STRUCTURAL.contains(&name) || DEFINING.contains(&name))
            && !REDEFINABLE.contains(&name);
        if standard {
            self.refused.insert(name.to_owned());
            return Err(Error { kind: ErrorKind::Redefined(name.to_owned()), span, other: None });
        }
        self.known.insert(name.to_owned(), definition);
        Ok(())
    }

    /// The names of the macros with their texts, for a renderer; parameters are `#1` and so on.
    pub fn definitions(&self) -> impl Iterator<Item = (&str, &str)> {
        self.known.iter().map(|(name, known)| (name.as_str(), known.body.as_str()))
    }

    /// Expands a formula; the macros that it defines hold from there on.
    pub fn expand(&mut self, text: &str) -> Expansion {
        let uses = |name: &String| text.contains(name.as_str());
        let plain = !DEFINING.iter().any(|command| text.contains(command))
            && !self.known.keys().any(uses)
            && !self.refused.iter().any(uses);
        if plain {
            return Expansion { text: text.to_owned(), errors: Vec::new(), places: None };
        }
        let characters =
            text.char_indices().map(|(at, c)| Placed { c, span: Span::new(at, at + c.len_utf8()) }).collect();
        let mut expander = Expander { macros: self, out: Vec::new(), errors: Vec::new(), expansions: 0 };
        expander.expand(characters, 0);
        let Expander { out, errors, .. } = expander;
        let mut expanded = String::new();
        let mut places = Vec::with_capacity(out.len());
        for placed in out {
            places.push((expanded.len(), placed.span));
            expanded.push(placed.c);
        }
        Expansion { text: expanded, errors, places: Some(places) }
    }
}

fn is_command(name: &str) -> bool {
    let letters = name.strip_prefix('\\').unwrap_or("");
    !letters.is_empty() && (letters.chars().all(|c| c.is_ascii_alphabetic()) || letters.chars().count() == 1)
}
