//! Tokens: a formula's text cut into pieces that together are the whole text.

use crate::source::Span;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// White space, and `~`.
    Space,
    /// From `%` to the end of the line.
    Comment,
    /// `{`
    Open,
    /// `}`
    Close,
    /// `^`
    Superscript,
    /// `_`
    Subscript,
    /// `'` and `’`
    Prime,
    /// `&`
    Align,
    /// A backslash with letters: `\alpha`.
    Word,
    /// A backslash with one other character: `\,`, `\\`.
    Sign,
    /// Any other character.
    Character,
}

/// A token and its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where.
    pub span: Span,
}

/// The tokens of a text, in order and without gaps.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let (kind, length) = first(&text[at..]);
        tokens.push(Token { kind, span: Span::new(at, at + length) });
        at += length;
    }
    tokens
}

/// The first token of a text that is not empty: its kind and its length.
fn first(text: &str) -> (TokenKind, usize) {
    let mut characters = text.chars();
    let Some(c) = characters.next() else { return (TokenKind::Character, 0) };
    let one = |kind| (kind, c.len_utf8());
    match c {
        '{' => one(TokenKind::Open),
        '}' => one(TokenKind::Close),
        '^' => one(TokenKind::Superscript),
        '_' => one(TokenKind::Subscript),
        '&' => one(TokenKind::Align),
        '\'' | '’' => one(TokenKind::Prime),
        '%' => (TokenKind::Comment, text.find('\n').map_or(text.len(), |end| end + 1)),
        '\\' => command(characters.as_str()),
        c if is_space(c) => (TokenKind::Space, text.find(|c| !is_space(c)).unwrap_or(text.len())),
        _ => one(TokenKind::Character),
    }
}

/// The command whose backslash is followed by `rest`.
fn command(rest: &str) -> (TokenKind, usize) {
    let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    if letters > 0 {
        return (TokenKind::Word, 1 + letters);
    }
    match rest.chars().next() {
        Some(c) => (TokenKind::Sign, 1 + c.len_utf8()),
        None => (TokenKind::Character, 1),
    }
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '~'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(text: &str) -> Vec<&str> {
        tokens(text).iter().map(|token| &text[token.span.range()]).collect()
    }

    #[test]
    fn pieces() {
        assert_eq!(spelled(r"\frac12x_i"), [r"\frac", "1", "2", "x", "_", "i"]);
        assert_eq!(spelled(r"a \\ b\,c"), ["a", " ", r"\\", " ", "b", r"\,", "c"]);
        assert_eq!(spelled("a%b\nc"), ["a", "%b\n", "c"]);
        assert_eq!(spelled("f''&\\"), ["f", "'", "'", "&", "\\"]);
        assert_eq!(spelled(r"\{é∂\é"), [r"\{", "é", "∂", r"\é"]);
        assert_eq!(spelled("a~\n b"), ["a", "~\n ", "b"]);
    }
}
