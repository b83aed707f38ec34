//! One formula's TeX to HTML with MathML, and that HTML through a Markdown renderer unharmed.
//!
//! KaTeX does the typesetting (katex-rs, a port of KaTeX 0.18.5; <https://katex.org/docs/options>). What is added here:
//! errors as data with byte spans into the TeX, bounds on what one formula may cost, and [`carry`].

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};
use std::thread;

use katex::macro_expander::MacroMap;
use katex::macros::MacroDefinition;
use katex::types::{ParseError, TrustContext};
use katex::{KatexContext, OutputFormat, Settings, StrictMode, StrictSetting, TrustSetting};

use crate::source::Span;

/// The longest TeX that is set, in bytes: some twenty times the longest display of a printed textbook.
pub const MAX_BYTES: usize = 32 * 1024;
/// How many macros one formula may expand; KaTeX's own default.
pub const MAX_EXPANSIONS: usize = 1000;
/// The largest length that a formula may ask for (`\rule`, `\kern`), in em; larger ones are cut to it.
pub const MAX_EM: f64 = 100.0;
/// The stack for one formula, in bytes. KaTeX recurses once per nested group, and [`MAX_BYTES`] bounds how deep.
const STACK: usize = 1 << 30;

/// An author's macros: the name with its backslash, and the body with `#1` to `#9` for its arguments.
pub type Macros = BTreeMap<String, String>;

/// Why a formula cannot be set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderError {
    /// What is wrong, in one sentence without a place.
    pub message: String,
    /// Where, in bytes of the formula's TeX, on character boundaries. It may be empty (at the end of the TeX), and is
    /// `None` where KaTeX names no place in the TeX itself, as inside the body of a macro.
    pub span: Option<Span>,
}

/// Sets formulas. Costly to make and cheap to use: make one for a whole book.
#[derive(Default)]
pub struct Renderer {
    context: KatexContext,
}

impl Renderer {
    /// Sets one formula: `tex` is what stands between the delimiters, byte for byte.
    ///
    /// The HTML is one line. Its MathML carries `tex` in `<annotation encoding="application/x-tex">`.
    ///
    /// # Errors
    /// If KaTeX refuses the TeX, if it uses a command that would need trust (`\href`, `\includegraphics`, `\htmlClass`),
    /// or if it costs more than the limits of this module allow.
    pub fn render(&self, tex: &str, display: bool, macros: &Macros) -> Result<String, RenderError> {
        refuse_unfit(tex)?;
        // A formula gets a stack of its own, because the depth of its groups is up to its author.
        let work = || catch_unwind(AssertUnwindSafe(|| self.render_here(tex, display, macros)));
        thread::scope(|scope| {
            let handle = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
            let outcome = handle.map(|handle| handle.join()).map_err(|error| RenderError {
                message: format!("no thread could be started to set the formula: {error}"),
                span: None,
            })?;
            outcome.and_then(|outcome| outcome).unwrap_or_else(|_| Err(internal_failure()))
        })
    }

    fn render_here(&self, tex: &str, display: bool, macros: &Macros) -> Result<String, RenderError> {
        let refused = Arc::new(Mutex::new(None));
        let settings = settings(display, macros, Arc::clone(&refused));
        let html = katex::render_to_string(&self.context, tex, &settings).map_err(|error| located(&error, tex))?;
        match refused.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).take() {
            Some(command) => Err(untrusted(tex, &command)),
            None => Ok(settled(&html)),
        }
    }
}

fn refuse_unfit(tex: &str) -> Result<(), RenderError> {
    if tex.len() > MAX_BYTES {
        let message = format!("the formula is {} bytes long; at most {MAX_BYTES} are set", tex.len());
        return Err(RenderError { message, span: None });
    }
    match tex.find('\0') {
        Some(at) => Err(RenderError {
            message: "the character U+0000 cannot stand in a formula".into(),
            span: Some(Span::new(at, at + 1)),
        }),
        None => Ok(()),
    }
}

/// KaTeX sets what it does not trust in red and carries on; `refused` keeps the first such command, so that it can be
/// made an error.
fn settings(display: bool, macros: &Macros, refused: Arc<Mutex<Option<String>>>) -> Settings {
    let distrust = move |context: &mut TrustContext| {
        refused.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).get_or_insert_with(|| context.command.clone());
        Some(false)
    };
    let table = macros.iter().map(|(name, body)| (name.clone(), MacroDefinition::String(body.clone())));
    Settings::builder()
        .display_mode(display)
        .output(OutputFormat::HtmlAndMathml)
        .throw_on_error(true)
        .strict(StrictSetting::Mode(StrictMode::Ignore))
        .trust(TrustSetting::Function(Arc::new(distrust)))
        .max_size(MAX_EM)
        .max_expand(MAX_EXPANSIONS)
        .macros(table.collect::<MacroMap>())
        .build()
}

/// KaTeX's offsets are bytes, but into whichever text the offending token came from: the TeX, or the body of a macro.
/// Only its debugging output says which.
fn located(error: &ParseError, tex: &str) -> RenderError {
    let message = error.kind.to_string().replace("'EOF'", "the end of the formula");
    let in_tex = format!("{error:?}").contains(&format!("SourceLocation {{ input: {tex:?},"));
    let span = match (error.position(), error.length()) {
        (Some(start), Some(length)) if in_tex => token(tex, start, start + length),
        _ => None,
    };
    RenderError { message, span }
}

/// The token at `start..end`, without the spaces after a command, which KaTeX counts to it.
fn token(tex: &str, start: usize, end: usize) -> Option<Span> {
    let token = tex.get(start..end)?;
    Some(Span::new(start, start + token.trim_end().len()))
}

fn untrusted(tex: &str, command: &str) -> RenderError {
    let span = tex.find(command).map(|at| Span::new(at, at + command.len()));
    RenderError { message: format!("{command} is not allowed in a formula, because it reaches outside of it"), span }
}

fn internal_failure() -> RenderError {
    RenderError { message: "KaTeX failed on this formula without saying why".into(), span: None }
}

/// The same HTML in one line and with its attributes in alphabetical order.
///
/// KaTeX writes a line end only where one stood in the TeX; a blank line would end an HTML block of Markdown, and a
/// carriage return would not survive the parsing of HTML. katex-rs keeps attributes in a hash table with a random seed,
/// so that their order, and with it the bytes of the page, would differ from run to run.
fn settled(html: &str) -> String {
    let mut settled = String::with_capacity(html.len());
    for piece in pieces(html) {
        match piece {
            Piece::Text(text) => settled.push_str(text),
            Piece::Tag(tag) => push_sorting_attributes(&mut settled, tag),
        }
    }
    settled.replace('\n', "&#10;").replace('\r', "&#13;")
}

/// Attributes are written `name="value"`, and a value holds no raw quotation mark.
fn push_sorting_attributes(to: &mut String, tag: &str) {
    let Some((first, last)) = tag.find(' ').zip(tag.rfind('"')) else {
        return to.push_str(tag);
    };
    let quarters: Vec<&str> = tag[first..=last].split_inclusive('"').collect();
    let mut attributes: Vec<String> = quarters.chunks(2).map(|pair| pair.concat()).collect();
    attributes.sort_unstable();
    to.push_str(&tag[..first]);
    to.extend(attributes);
    to.push_str(&tag[last + 1..]);
}

/// A stretch of HTML.
enum Piece<'a> {
    Text(&'a str),
    Tag(&'a str),
}

/// Cuts HTML into tags and what stands between them. A `>` within quotes does not end a tag.
fn pieces(html: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = html;
    std::iter::from_fn(move || {
        let length = if rest.starts_with('<') { tag_length(rest) } else { rest.find('<').unwrap_or(rest.len()) };
        let (piece, after) = rest.split_at(length);
        rest = after;
        (!piece.is_empty()).then(|| if piece.starts_with('<') { Piece::Tag(piece) } else { Piece::Text(piece) })
    })
}

fn tag_length(html: &str) -> usize {
    let mut quoted = false;
    let end = html.bytes().position(|byte| {
        quoted ^= byte == b'"';
        byte == b'>' && !quoted
    });
    end.map_or(html.len(), |end| end + 1)
}

/// The same HTML, written so that a Markdown renderer passes it on unchanged, both as a block of its own and within a
/// paragraph, a heading or a cell of a table.
///
/// ASCII punctuation in text becomes character references, which Markdown resolves to plain text that is never markup
/// (CommonMark 0.31, section 2.5). In attributes, which Markdown passes on as they are, only what could end a cell or
/// begin a code span or formula is replaced. A carriage return in the TeX survives in a block only: Markdown resolves
/// its reference, and a parser of HTML then reads a line feed.
pub fn carry(html: &str) -> String {
    let mut carried = String::with_capacity(html.len() * 2);
    for piece in pieces(html) {
        match piece {
            Piece::Text(text) => push_replacing(&mut carried, text, |it| it.is_ascii_punctuation()),
            Piece::Tag(tag) => push_replacing(&mut carried, tag, |it| "`|$\\{}".contains(it)),
        }
    }
    carried
}

/// Appends `text` with a character reference in place of what `special` picks; references that stand there stay.
fn push_replacing(to: &mut String, text: &str, special: impl Fn(char) -> bool) {
    let mut in_reference = false;
    for character in text.chars() {
        in_reference |= character == '&';
        if special(character) && !in_reference || character == '\t' {
            to.push_str(&format!("&#{};", u32::from(character)));
        } else {
            to.push(character);
        }
        in_reference &= character != ';';
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(tex: &str) -> RenderError {
        Renderer::default().render(tex, true, &Macros::new()).expect_err("the TeX is wrong on purpose")
    }

    fn blamed(tex: &str) -> &str {
        &tex[error(tex).span.expect("KaTeX names a place").range()]
    }

    #[test]
    fn places_are_bytes_whatever_stands_before_them() {
        assert_eq!(blamed(r"x \foo y"), r"\foo");
        assert_eq!(blamed(r"é∂ \foo y"), r"\foo");
        assert_eq!(blamed("\u{1F600} \u{1D538} \\foo y"), r"\foo");
        assert_eq!(blamed(r"\text{é ① \badé}"), r"\bad");
        assert_eq!(error("αβγ {x").span, Some(Span::new(9, 9)), "the end of the formula");
    }

    #[test]
    fn a_place_inside_the_body_of_a_macro_is_not_taken_for_a_place_in_the_formula() {
        assert_eq!(error(r"\text{\R}").span, None);
        let macros = Macros::from([(r"\broken".to_owned(), r"xxxxx\foo".to_owned())]);
        let error = Renderer::default().render(r"aaaaaaaaa \broken", true, &macros).unwrap_err();
        assert_eq!((error.message.as_str(), error.span), (r"Undefined control sequence: \foo", None));
    }

    #[test]
    fn what_needs_trust_is_an_error_rather_than_red_text() {
        let error = error(r"é \href{https://example.org}{x}");
        assert!(error.message.contains(r"\href"), "{error:?}");
        assert_eq!(error.span, Some(Span::new(3, 8)));
    }

    #[test]
    fn macros_of_the_table_are_expanded() {
        let macros = Macros::from([(r"\pd".to_owned(), r"\frac{\partial #1}{\partial #2}".to_owned())]);
        let renderer = Renderer::default();
        let html = renderer.render(r"\pd{s_i}{z_j}", true, &macros).unwrap();
        let written_out = renderer.render(r"\frac{\partial s_i}{\partial z_j}", true, &Macros::new()).unwrap();
        let drawn = |html: &str| html[html.find("katex-html").unwrap()..].to_owned();
        assert_eq!(drawn(&html), drawn(&written_out));
    }

    #[test]
    fn unfit_texts_are_refused_before_they_are_read() {
        assert!(error(&"x".repeat(MAX_BYTES + 1)).message.contains("at most"));
        assert_eq!(error("é\0").span, Some(Span::new(2, 3)));
    }

    #[test]
    fn attributes_stand_in_alphabetical_order() {
        let mut sorted = String::new();
        push_sorting_attributes(&mut sorted, r#"<mo stretchy="false" fence="true" lspace="0 em"/>"#);
        assert_eq!(sorted, r#"<mo fence="true" lspace="0 em" stretchy="false"/>"#);
    }

    #[test]
    fn html_is_one_line_and_keeps_the_tex() {
        let html = Renderer::default().render("a\r\n\n+ b % c\n", false, &Macros::new()).unwrap();
        assert!(!html.contains(['\n', '\r']));
        assert!(html.contains("<annotation encoding=\"application/x-tex\">a&#13;&#10;&#10;+ b % c&#10;</annotation>"));
    }
}
