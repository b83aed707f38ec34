//! What the eye sees is what is read: mathematics that is drawn but cannot be seen, or that looks like something else,
//! is named here, and its formula is not read.

use super::notation::{Argument, Meaning, Notation, notation};
use super::parse::length;
use super::syntax::{Syntax, SyntaxKind, SyntaxNode};
use super::token::TokenKind;
use super::tree::Hidden;
use crate::source::Span;

/// Negative space from which things overlap, in eighteenths of an em; up to three `\!` are fine adjustment.
const OVERLAP: f64 = -9.0;

/// Everything in a formula that is not as it looks.
pub(super) fn hidden(text: &str, syntax: &Syntax) -> Vec<Hidden> {
    let mut found: Vec<Hidden> = text.char_indices().filter_map(|(at, c)| suspicious(at, c)).collect();
    let mut walk = Walk { text, found: Vec::new(), squeeze: 0.0, depth: 0 };
    walk.nodes(&syntax.children);
    found.append(&mut walk.found);
    found.sort_by_key(|hidden| hidden.span);
    found
}

/// A character that is invisible or looks like another one.
fn suspicious(at: usize, c: char) -> Option<Hidden> {
    if c.is_ascii_graphic() || matches!(c, ' ' | '\n' | '\r' | '\t') {
        return None;
    }
    let what = match c {
        '\u{ad}'
        | '\u{200b}'..='\u{200d}'
        | '\u{2060}'..='\u{2064}'
        | '\u{feff}'
        | '\u{180e}'
        | '\u{115f}'
        | '\u{3164}' => "an invisible character",
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{61c}' => {
            "a control character of text direction"
        }
        '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' => {
            "a combining character"
        }
        '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e01ef}' => "a variation selector",
        c if looks_like(c).is_some() => "a letter of another script that looks like a Latin one",
        c if c.is_control() => "a control character",
        _ => return None,
    };
    let what = match looks_like(c) {
        Some(latin) => format!("{what} ({c}, U+{:04X}, for {latin})", c as u32),
        None => format!("{what} (U+{:04X})", c as u32),
    };
    Some(Hidden { what, span: Span::new(at, at + c.len_utf8()) })
}

/// The Latin letter that a letter of another script looks like.
fn looks_like(c: char) -> Option<char> {
    const LOOKALIKES: &[(&str, &str)] = &[
        ("АВЕКМНОРСТХУІЈЅԚԜһ", "ABEKMHOPCTXYIJSQWh"),
        ("аеорсухіјѕԁԛԝ", "aeopcyxijsdqw"),
        ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEZHIKMNOPTYXo"),
        ("ⅠⅤⅩⅬⅭⅮⅯⅰⅴⅹⅼⅽⅾⅿ", "IVXLCDMivxlcdm"),
        ("օսոհ", "ounh"),
    ];
    if ('\u{ff21}'..='\u{ff5a}').contains(&c) {
        return char::from_u32(c as u32 - 0xfee0);
    }
    LOOKALIKES.iter().find_map(|(theirs, latin)| {
        let place = theirs.chars().position(|other| other == c)?;
        latin.chars().nth(place)
    })
}

struct Walk<'t> {
    text: &'t str,
    found: Vec<Hidden>,
    /// The space taken back since something was last drawn.
    squeeze: f64,
    /// How many scripts this is in: there a clap centres a limit and hides nothing.
    depth: usize,
}

impl Walk<'_> {
    fn slice(&self, span: Span) -> &str {
        &self.text[span.range()]
    }

    fn report(&mut self, what: impl Into<String>, span: Span) {
        self.found.push(Hidden { what: what.into(), span });
    }

    fn nodes(&mut self, nodes: &[SyntaxNode]) {
        for node in nodes {
            self.node(node);
        }
    }

    fn node(&mut self, node: &SyntaxNode) {
        match node.kind {
            SyntaxKind::Token(TokenKind::Word | TokenKind::Sign) => match notation(self.slice(node.span)) {
                Some(Notation { meaning: Meaning::Space(width), .. }) => self.move_by(f64::from(*width), node.span),
                _ => self.squeeze = 0.0,
            },
            SyntaxKind::Token(TokenKind::Space | TokenKind::Comment) => {}
            SyntaxKind::Token(_) => self.squeeze = 0.0,
            SyntaxKind::Command(row) => self.command(row, node),
            SyntaxKind::RowBreak => self.row_break(node),
            SyntaxKind::Scripts => {
                self.depth += 1;
                self.nodes(&node.children);
                self.depth -= 1;
            }
            _ => self.nodes(&node.children),
        }
    }

    fn move_by(&mut self, width: f64, span: Span) {
        let before = self.squeeze;
        self.squeeze = (self.squeeze + width).min(0.0);
        if self.squeeze < OVERLAP && before >= OVERLAP {
            self.report("negative space that draws things over each other", span);
        }
    }

    fn command(&mut self, row: &Notation, node: &SyntaxNode) {
        let raw = |walk: &Self, index: usize| {
            let argument = node.arguments().nth(index)?;
            Some(walk.slice(argument.span).trim_matches(['{', '}', ' ']).to_owned())
        };
        match row.meaning {
            Meaning::Length => {
                let width = node.arguments().last().map_or(0.0, |argument| eighteenths(self.slice(argument.span)));
                return self.move_by(width, node.span);
            }
            Meaning::ColorSwitch | Meaning::Color if raw(self, 0).is_some_and(|name| is_pale(&name)) => {
                self.report("mathematics in a colour that cannot be seen on the page", node.span);
            }
            Meaning::ColorBox => {
                let colours = row.shape.iter().filter(|argument| **argument == Argument::Raw).count();
                if colours.checked_sub(1).and_then(|last| raw(self, last)).is_some_and(|name| is_dark(&name)) {
                    self.report("mathematics on a background on which it cannot be seen", node.span);
                }
            }
            Meaning::Overlap if !(self.depth > 0 && self.slice(node.span).contains("clap")) => {
                self.report("mathematics drawn over other mathematics", node.span);
            }
            // What is not drawn cannot hide anything.
            Meaning::Phantom => return,
            _ => {}
        }
        self.squeeze = 0.0;
        self.nodes(&node.children);
    }

    fn row_break(&mut self, node: &SyntaxNode) {
        self.squeeze = 0.0;
        let length =
            node.children.last().map_or(0.0, |last| eighteenths(self.slice(last.span).trim_matches(['[', ']', ' '])));
        if length < OVERLAP {
            self.report("rows drawn over each other", node.span);
        }
    }
}

/// A length in eighteenths of an em; what is no length counts as nothing.
pub(super) fn eighteenths(text: &str) -> f64 {
    let text = text.trim_matches(['{', '}', ' ']);
    if length(text).is_none() {
        return 0.0;
    }
    let end = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
    let number: f64 = text[..end].trim().parse().unwrap_or(0.0);
    let units = [("em", 18.0), ("mu", 1.0), ("ex", 8.0), ("cm", 51.0), ("mm", 5.1), ("in", 130.0)];
    let unit = units.iter().find(|(unit, _)| text[end..].starts_with(unit)).map_or(1.8, |(_, size)| *size);
    number * unit
}

/// The red, green and blue of `#fff` or `#ffffff`, from 0 to 255.
fn components(name: &str) -> Option<[u32; 3]> {
    let digits = name.strip_prefix('#').unwrap_or(name);
    let value = |part: &str| u32::from_str_radix(part, 16).ok();
    if !digits.is_ascii() {
        return None;
    }
    match digits.len() {
        3 => Some([value(&digits[..1])? * 17, value(&digits[1..2])? * 17, value(&digits[2..])? * 17]),
        6 => Some([value(&digits[..2])?, value(&digits[2..4])?, value(&digits[4..])?]),
        _ => None,
    }
}

/// Names of colours that cannot be seen on white.
const PALE: &[&str] = &[
    "white",
    "transparent",
    "snow",
    "ivory",
    "ghostwhite",
    "floralwhite",
    "azure",
    "mintcream",
    "whitesmoke",
    "seashell",
    "aliceblue",
    "honeydew",
    "lightyellow",
    "background",
];

fn is_pale(name: &str) -> bool {
    let name = name.to_lowercase();
    PALE.contains(&name.as_str()) || components(&name).is_some_and(|parts| parts.iter().all(|&part| part >= 0xd8))
}

fn is_dark(name: &str) -> bool {
    let name = name.to_lowercase();
    name == "black" || components(&name).is_some_and(|parts| parts.iter().all(|&part| part < 0x40))
}

#[cfg(test)]
mod tests {
    use super::super::parse::parse;
    use super::*;

    fn found(text: &str) -> Vec<(String, &str)> {
        hidden(text, &parse(text)).into_iter().map(|hidden| (hidden.what, &text[hidden.span.range()])).collect()
    }

    #[test]
    fn what_cannot_be_seen_is_named() {
        let cases = [
            (r"\color{white} x", "in a colour", r"\color{white}"),
            (r"\textcolor{#fefefe}{+ 1}", "in a colour", r"\textcolor{#fefefe}{+ 1}"),
            (r"{\color{White} x}", "in a colour", r"\color{White}"),
            (r"\colorbox{black}{$x$}", "on a background", r"\colorbox{black}{$x$}"),
            (r"a \llap{x}", "drawn over", r"\llap{x}"),
            (r"a \mathrlap{x}", "drawn over", r"\mathrlap{x}"),
            (r"a \hspace{-1em} b", "negative space", r"\hspace{-1em}"),
            (r"a \kern-20mu b", "negative space", r"\kern-20mu"),
            (r"a \!\!\!\! b", "negative space", r"\!"),
            (r"a \\[-2em] b", "rows drawn over", r"\\[-2em]"),
            ("a\u{200b}b", "an invisible character (U+200B)", "\u{200b}"),
            ("a\u{202e}b", "text direction (U+202E)", "\u{202e}"),
            ("a\u{338}=b", "a combining character (U+0338)", "\u{338}"),
            ("а + a", "(а, U+0430, for a)", "а"),
            ("Α + A", "(Α, U+0391, for A)", "Α"),
        ];
        for (text, what, place) in cases {
            let found = found(text);
            assert_eq!(found.len(), 1, "{text}");
            assert!(found[0].0.contains(what), "{text}: {}", found[0].0);
            assert_eq!(found[0].1, place, "{text}");
        }
    }

    #[test]
    fn what_can_be_seen_is_not() {
        let cases = [
            r"\color{red} x",
            r"\textcolor{#00f}{x}",
            r"\colorbox{yellow}{$x$}",
            r"\log\!\left(x\right)",
            r"[\![x]\!]",
            r"\sum_{\mathclap{i=1}} x",
            r"\phantom{\color{white} x}",
            r"a \hspace{1em} b",
            r"a \\[2pt] b",
            "α + β",
            "ν + v",
            r"x\!\!\!y",
            "é",
        ];
        for text in cases {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
