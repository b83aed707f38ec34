//! Why a formula cannot be set, and where: KaTeX's errors made data.

use std::sync::LazyLock;

use katex::KatexContext;
use katex::macros::builtins::BUILTIN_MACROS;
use katex::types::{Mode, ParseError, ParseErrorKind};

use super::Macros;
use crate::source::Span;

/// Why a formula cannot be set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderError {
    /// What is wrong, in one sentence without a place.
    pub message: String,
    /// Where, in bytes of the formula's TeX, on character boundaries. It may be empty (at the end of the TeX), and is
    /// `None` where KaTeX names no place in the TeX itself, as inside the body of a macro.
    pub span: Option<Span>,
    /// A second place that explains the first, with a few words: the brace that is never closed.
    pub related: Option<(Span, &'static str)>,
    /// What to write instead, where that can be guessed.
    pub help: Option<String>,
}

impl RenderError {
    /// An error with a message and a place.
    pub(super) fn new(message: impl Into<String>, span: Option<Span>) -> Self {
        Self { message: message.into(), span, related: None, help: None }
    }
}

/// KaTeX's error in our form.
///
/// Its offsets are bytes, but into whichever text the offending token came from: the TeX, or the body of a macro. Only
/// its debugging output says which.
pub(super) fn told(error: &ParseError, tex: &str, macros: &Macros) -> RenderError {
    let in_tex = format!("{error:?}").contains(&format!("SourceLocation {{ input: {tex:?},"));
    let span = match (error.position(), error.length()) {
        (Some(start), Some(length)) if in_tex => token(tex, start, start + length),
        _ => None,
    };
    let message = error.kind.to_string().replace("'EOF'", "the end of the formula");
    let at_end = span.is_some_and(|span| span.start == tex.len());
    let unclosed = unclosed_brace(tex).filter(|_| at_end && message.contains("'}'"));
    let help = match &*error.kind {
        ParseErrorKind::UndefinedControlSequence { name } => nearest_command(name, macros),
        ParseErrorKind::NoSuchEnvironment { name } => nearest_environment(name),
        _ => None,
    };
    RenderError {
        related: unclosed.map(|span| (span, "this brace is not closed")),
        help,
        ..RenderError::new(message, span)
    }
}

/// KaTeX would set such a command in red and carry on.
pub(super) fn untrusted(tex: &str, command: &str) -> RenderError {
    let span = tex.find(command).map(|at| Span::new(at, at + command.len()));
    RenderError::new(format!("{command} is not allowed in a formula, because it reaches outside of it"), span)
}

/// The token at `start..end`, without the spaces after a command, which KaTeX counts to it.
fn token(tex: &str, start: usize, end: usize) -> Option<Span> {
    let token = tex.get(start..end)?;
    Some(Span::new(start, start + token.trim_end().len()))
}

/// The innermost brace that is opened and never closed.
fn unclosed_brace(tex: &str) -> Option<Span> {
    let mut open = Vec::new();
    let mut bytes = tex.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'\\' => drop(bytes.next()),
            b'{' => open.push(at),
            b'}' => drop(open.pop()),
            _ => {}
        }
    }
    open.pop().map(|at| Span::new(at, at + 1))
}

/// What KaTeX knows.
static KATEX: LazyLock<KatexContext> = LazyLock::new(KatexContext::default);

/// "did you mean …", for a command that is one slip of the pen away from `name`.
fn nearest_command(name: &str, macros: &Macros) -> Option<String> {
    let known = |name: &str| {
        KATEX.functions.contains_key(name)
            || KATEX.symbols.contains(Mode::Math, name)
            || BUILTIN_MACROS.contains_key(name)
            || macros.contains_key(name)
    };
    let word = name.strip_prefix('\\')?;
    let found = slips(word).map(|word| format!("\\{word}")).find(|candidate| known(candidate));
    found.map(|command| format!("did you mean `{command}`?"))
}

fn nearest_environment(name: &str) -> Option<String> {
    let found = slips(name).find(|candidate| KATEX.environments.contains_key(candidate));
    found.map(|environment| format!("did you mean `\\begin{{{environment}}}`?"))
}

/// What `word` may have been meant to be: two letters swapped, one too many, one missing, one wrong, likeliest first
/// (Damerau, Communications of the ACM 7(3), 1964: four slips in five are one of these).
fn slips(word: &str) -> impl Iterator<Item = String> {
    let letters: Vec<char> = word.chars().collect();
    let splice = |from: usize, to: usize, with: &[char]| [&letters[..from], with, &letters[to..]].concat();
    let alphabet = || ('a'..='z').chain('A'..='Z');
    let swapped = (1..letters.len()).map(|at| splice(at - 1, at + 1, &[letters[at], letters[at - 1]]));
    let dropped = (0..letters.len()).map(|at| splice(at, at + 1, &[]));
    let added = (0..=letters.len()).flat_map(|at| alphabet().map(move |letter| (at, at, letter)));
    let replaced = (0..letters.len()).flat_map(|at| alphabet().map(move |letter| (at, at + 1, letter)));
    let changed = added.chain(replaced).map(|(from, to, letter)| splice(from, to, &[letter]));
    let all: Vec<String> = swapped.chain(dropped).chain(changed).map(String::from_iter).collect();
    all.into_iter().filter(|candidate| !candidate.is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::{Macros, Renderer};
    use super::*;

    fn error(tex: &str) -> RenderError {
        let macros = Macros::from([(r"\softmax".to_owned(), r"\operatorname{softmax}".to_owned())]);
        Renderer::default().render(tex, true, &macros).expect_err("the TeX is wrong on purpose")
    }

    #[test]
    fn a_slip_of_the_pen_has_a_help() {
        let help = |tex| error(tex).help.unwrap_or_default();
        assert_eq!(help(r"\frca{a}{b}"), r"did you mean `\frac`?");
        assert_eq!(help(r"\aplha"), r"did you mean `\alpha`?");
        assert_eq!(help(r"\opertorname{x}"), r"did you mean `\operatorname`?");
        assert_eq!(help(r"\mathbbb{R}"), r"did you mean `\mathbb`?");
        assert_eq!(help(r"\sofmax"), r"did you mean `\softmax`?");
        assert_eq!(help(r"\begin{algined} x \end{algined}"), r"did you mean `\begin{aligned}`?");
        assert_eq!(error(r"\nosuchthing").help, None);
    }

    #[test]
    fn a_brace_that_is_not_closed_is_shown() {
        assert_eq!(error(r"é \{ \frac{a}{b + {c}").related.map(|(span, _)| span), Some(Span::new(14, 15)));
        assert_eq!(error(r"{x \right)").related, None);
    }

    #[test]
    fn the_end_of_a_formula_is_called_so() {
        assert_eq!(error("{x").message, "Expected '}', got the end of the formula");
    }
}
