//! quod's MathML beside that of KaTeX 0.16.4 itself, which runs in QuickJS without a browser.
//!
//! Its HTML has other class names, so that only the MathML is comparable; the HTML is compared in `browser.rs`.

use katex_quickjs::{Opts, OutputType};
use quod::site::katex::{Macros, Renderer};

use crate::dom::{by, parse, shape};
use crate::formulas;

/// What KaTeX did otherwise three years ago: a command or sign, and the difference.
const KNOWN: &[(&str, &str)] = &[
    (r"\vdots", "its strut stood in an <mi>, now in an <mrow>"),
    (r"\dfrac", "the style is stated now even where it is that of the surroundings"),
    (r"\tfrac", "the style is stated now even where it is that of the surroundings"),
    (r"\dbinom", "the style is stated now even where it is that of the surroundings"),
    ("𝕬", "a bold Fraktur letter was text, now an identifier"),
    (r"\overlinesegment", "the sign was written \"undefined\""),
    (r"\colorbox", "the style of its text is stated now"),
    (r"\vcenter", "an <mrow> stands around it now"),
    (r"^\circ", "the digits before a superscript are one number now"),
    ("{,}", "a number with grouped digits is one number now"),
    (r"\underbracket", "was unknown"),
    (r"\emph", "was unknown"),
    (r"\mathsfit", "was unknown"),
];

fn theirs(tex: &str, display: bool) -> Option<String> {
    let opts = Opts::builder().display_mode(display).output_type(OutputType::Mathml).build().unwrap();
    katex_quickjs::render_with_opts(tex, &opts).ok().map(|html| mathml(&html))
}

/// The tree of the MathML in some HTML, with each element's attributes in alphabetical order.
fn mathml(html: &str) -> String {
    by(&parse(html), "xmlns", "http://www.w3.org/1998/Math/MathML").iter().map(shape).collect()
}

/// Whether quod and KaTeX 0.16.4 write the same MathML.
fn agree(renderer: &Renderer, tex: &str, display: bool) -> bool {
    let ours = renderer.render(tex, display, &Macros::new()).unwrap_or_else(|error| panic!("{tex}: {error:?}"));
    theirs(tex, display) == Some(mathml(&ours))
}

#[test]
fn mathml_is_that_of_katex_but_for_known_differences() {
    let renderer = Renderer::default();
    let known = |tex: &str| KNOWN.iter().any(|(command, _)| tex.contains(command));
    let ways = |tex| [(tex, true), (tex, false)];
    let all =
        formulas::all().into_iter().flat_map(ways).filter(|(tex, display)| *display || !formulas::display_only(tex));
    let (excused, compared): (Vec<_>, Vec<_>) = all.partition(|(tex, _)| known(tex));
    let wrong: Vec<_> = compared.iter().filter(|(tex, display)| !agree(&renderer, tex, *display)).collect();
    assert!(wrong.is_empty(), "other MathML than KaTeX's: {wrong:#?}");
    assert!(compared.len() > 8 * excused.len(), "{} compared, {} excused", compared.len(), excused.len());
}

/// A difference that is gone leaves the table.
#[test]
fn each_known_difference_is_one() {
    let renderer = Renderer::default();
    for (command, difference) in KNOWN {
        let mut tried = formulas::all().into_iter().filter(|tex| tex.contains(command));
        let differs = tried.any(|tex| !agree(&renderer, tex, true) || !agree(&renderer, tex, false));
        assert!(differs, "{command}: {difference}, says the table");
    }
}

#[test]
fn a_change_of_one_sign_is_seen() {
    let ours = Renderer::default().render("s_j - y_j", true, &Macros::new()).unwrap();
    assert_ne!(theirs("s_j + y_j", true), Some(mathml(&ours)));
    assert_ne!(theirs("s_i - y_j", true), Some(mathml(&ours)));
}
