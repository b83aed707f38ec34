//! One formula's TeX to HTML with MathML, and that HTML through a Markdown renderer unharmed.
//!
//! KaTeX does the typesetting (katex-rs, a port of KaTeX 0.18.5; <https://katex.org/docs/options>). What is added here:
//! errors as data with byte spans into the TeX, bounds on what one formula may cost, and [`carry`].

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::thread;

use katex::types::TrustContext;
use katex::{KatexContext, OutputFormat, Settings, StrictMode, StrictSetting, TrustSetting};

use crate::source::Span;

mod bounds;
mod error;
mod html;

use bounds::Stop;
pub use bounds::{MAX_DEPTH, MAX_TOKENS};
pub use error::RenderError;
pub use html::carry;
use html::settled;
pub(super) use html::{Piece, pieces};

/// The longest TeX that is set, in bytes: some twenty times the longest display of a printed textbook.
pub const MAX_BYTES: usize = 32 * 1024;
/// How many macros one formula may expand; KaTeX's own default.
pub const MAX_EXPANSIONS: usize = 1000;
/// The largest length that a formula may ask for (`\rule`, `\kern`), in em; larger ones are cut to it.
pub const MAX_EM: f64 = 100.0;
/// The stack for one formula, in bytes. KaTeX recurses once per nested group, up to 64 KiB a level in a debug build;
/// macros may nest braces some thousand deep before [`MAX_TOKENS`] stops them. It is reserved and hardly ever touched.
const STACK: usize = 1 << 29;

/// An author's macros: the name with its backslash, and the body with `#1` to `#9` for its arguments.
pub type Macros = BTreeMap<String, String>;

/// Sets formulas. Costly to make and cheap to use: make one for a whole book.
pub struct Renderer {
    context: KatexContext,
}

impl Default for Renderer {
    fn default() -> Self {
        Self { context: bounds::context() }
    }
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
        let work = || self.render_here(tex, display, macros);
        thread::scope(|scope| match thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work) {
            Ok(thread) => thread
                .join()
                .unwrap_or_else(|_| Err(RenderError::new("KaTeX failed on this formula without saying why", None))),
            Err(error) => {
                Err(RenderError::new(format!("no thread could be started to set the formula: {error}"), None))
            }
        })
    }

    fn render_here(&self, tex: &str, display: bool, macros: &Macros) -> Result<String, RenderError> {
        let refused = Arc::new(Mutex::new(None));
        let settings = settings(display, macros, Arc::clone(&refused));
        let outcome = katex::render_to_string(&self.context, tex, &settings);
        match bounds::take_stop() {
            Some(Stop::Limit(message)) => return Err(RenderError::new(message, None)),
            Some(Stop::Swallowed(error)) => return Err(error::told(&error, tex, macros)),
            None => {}
        }
        let html = outcome.map_err(|error| error::told(&error, tex, macros))?;
        match refused.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).take() {
            Some(command) => Err(error::untrusted(tex, &command)),
            None => Ok(settled(&html)),
        }
    }
}

fn refuse_unfit(tex: &str) -> Result<(), RenderError> {
    if tex.len() > MAX_BYTES {
        let message = format!("the formula is {} bytes long; at most {MAX_BYTES} are set", tex.len());
        return Err(RenderError::new(message, None));
    }
    if let Some(at) = tex.find('\0') {
        return Err(RenderError::new("the character U+0000 cannot stand in a formula", Some(Span::new(at, at + 1))));
    }
    let too_deep =
        |at| RenderError::new(format!("the formula nests more than {MAX_DEPTH} deep"), Some(Span::new(at, at + 1)));
    too_deep_at(tex).map_or(Ok(()), |at| Err(too_deep(at)))
}

/// The brace that opens one group too many.
fn too_deep_at(tex: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut bytes = tex.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'\\' => drop(bytes.next()),
            b'{' if depth == MAX_DEPTH => return Some(at),
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// KaTeX sets what it does not trust in red and carries on; `refused` keeps the first such command, so that it can be
/// made an error.
fn settings(display: bool, macros: &Macros, refused: Arc<Mutex<Option<String>>>) -> Settings {
    let distrust = move |context: &mut TrustContext| {
        refused.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).get_or_insert_with(|| context.command.clone());
        Some(false)
    };
    Settings::builder()
        .display_mode(display)
        .output(OutputFormat::HtmlAndMathml)
        .throw_on_error(true)
        .strict(StrictSetting::Mode(StrictMode::Ignore))
        .trust(TrustSetting::Function(Arc::new(distrust)))
        .max_size(MAX_EM)
        .max_expand(MAX_EXPANSIONS)
        .macros(bounds::macros(macros))
        .build()
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
    fn macro_bombs_are_errors() {
        let doubling: String =
            (b'a'..=b'y').map(|c| format!(r"\def\{}#1{{\{}{{#1#1}}}}", c as char, (c + 1) as char)).collect();
        assert!(error(&format!(r"{doubling}\def\z#1{{#1}}\a x")).message.contains("tokens"));
        assert!(error(r"\def\a#1{\a{#1#1}}\a x").message.contains("tokens"));
        assert!(error(r"\newcommand\a[1]{\a{#1#1}}\a x").message.contains("tokens"));
        assert!(error(r"\gdef\a#1;{\a#1#1;}{\a x;}").message.contains("tokens"));
        assert!(error(r"\let\b\def\b\a#1{\a{#1#1}}\a x").message.contains("tokens"));
        assert!(error(r"\def\a{\a}\a").message.contains("Too many expansions"));
        let table = Macros::from([(r"\a".to_owned(), r"\a{#1#1}".to_owned())]);
        assert!(Renderer::default().render(r"\a x", true, &table).unwrap_err().message.contains("tokens"));
    }

    #[test]
    fn deep_nesting_is_an_error_and_never_overflows_the_stack() {
        let deep = |open: &str, close: &str, times| format!("{}x{}", open.repeat(times), close.repeat(times));
        for (open, close) in [("{", "}"), (r"\sqrt{", "}"), ("x^{", "}"), (r"\text{", "}"), (r"\left(", r"\right)")] {
            assert!(error(&deep(open, close, 2000)).message.contains("deep"), "{open}");
        }
        assert!(error(&r"\rm".repeat(5000)).message.contains("deep"));
        for (open, close) in [("{", "}"), (r"\sqrt{", "}"), ("x^{", "}"), (r"\text{", "}"), (r"\frac{1}{", "}")] {
            let tex = format!(r"\def\a{{{}\a{}}}\a", open.repeat(10), close.repeat(10));
            assert!(error(&tex).message.contains("tokens"), "{open}");
        }
        let html = Renderer::default().render(&deep("{", "}", MAX_DEPTH / 2), true, &Macros::new());
        assert!(html.is_ok(), "{html:?}");
    }

    #[test]
    fn the_longest_formula_is_within_the_limits() {
        assert_eq!(Renderer::default().render(&"x".repeat(MAX_BYTES), false, &Macros::new()).err(), None);
    }

    #[test]
    fn errors_that_katex_rs_swallows_are_told() {
        assert_eq!(error(r"\tag{1}\tag{2} x").message, r"Multiple \tag");
        assert_eq!(blamed(r"é \newcommand{\frac}{1} x"), r"\frac");
        assert_eq!(blamed(r"é \renewcommand{\nope}{1} x"), r"\nope");
        assert_eq!(error(r"\def\a#1{#2}\a x").message, "Invalid argument number: 2");
        assert_eq!(error(r"\def\a#1{#0}\a x").message, "Invalid argument number: 0");
    }

    #[test]
    fn html_is_one_line_and_keeps_the_tex() {
        let html = Renderer::default().render("a\r\n\n+ b % c\n", false, &Macros::new()).unwrap();
        assert!(!html.contains(['\n', '\r']));
        assert!(html.contains("<annotation encoding=\"application/x-tex\">a&#13;&#10;&#10;+ b % c&#10;</annotation>"));
    }
}
