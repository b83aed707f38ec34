//! Formulas travel through Markdown: whatever surrounds them, the page holds the very same elements and TeX.

use pulldown_cmark::{Options, Parser, html};
use quod::site::katex::{Macros, Renderer, carry};

use crate::dom::{by, parse, shape, text};
use crate::note;

/// Markdown in which `@` is a formula, each with something before it that would like to reach into the formula.
const SURROUNDINGS: &[&str] = &[
    "@",
    "<div class=\"step\">@</div>",
    "so @ and @ hold",
    "it costs $5, @ or $6",
    "# Of @",
    "## The *case* of @ {#case}",
    "| a | b |\n|---|---|\n| @ | @ |\n| x | @ |",
    "- @\n- *emphasis @ here* and **@**",
    "> quoted \"@\" isn't",
    "a `tick @ and a ~~stroke @ ~~ and ^up @ up^ and ~down @ down~",
    "[a link @](https://example.org) and ![a picture [@",
    "term\n: @ is its definition",
    "a note[^1]\n\n[^1]: says @",
    "<!-- quod: id=a.b -->\n@\n\nand on",
];

/// TeX that is all Markdown.
const HOSTILE: &[&str] = &[
    r"a_1 * b_2 * c_3 x_{*}^{*} z*w*",
    r"\{ x \mid x^2 < 1 \} \& \% \# \$ \_",
    r"\text{--- (3)} \text{a `quoted' word...} \text{``x''}",
    r"[a](b) |x| \| \\ \text{![i](j)} [^1]",
    r"x < y > z \lt \text{<b>\&amp;</b>}",
    "\\begin{aligned}\n\n    a &= b \\\\\n\n- c &= d\n\\end{aligned}",
    "\\text{$x$ and $y$} % a ``comment'' | with * everything _\n",
    r"\text{https://example.org www.example.org a@example.org}",
    "x % {{#include a.md}} {{#title y}}\n\\text{~~no~~}",
    "\t a\tb  ",
    "\\verb|a|b`c`|",
    r"f'' + f''' \text{don't} --- -- ...",
    r"1) + 1. - 2",
    r"\tag{*} x_*",
];

fn markdown(text: &str) -> String {
    let mut page = String::new();
    html::push_html(&mut page, Parser::new_ext(text, Options::all()));
    page
}

/// What went wrong with `tex` somewhere in `surrounding`, after the formula was written as `carried`.
fn damage(surrounding: &str, tex: &str, html: &str, carried: &str) -> Option<String> {
    let page = parse(&markdown(&surrounding.replace('@', carried)));
    let wanted = shape(&by(&parse(html), "class", "katex")[0]);
    let formulas = by(&page, "class", "katex");
    let annotations = by(&page, "encoding", "application/x-tex");
    let copies = surrounding.matches('@').count();
    if formulas.len() != copies || annotations.len() != copies {
        return Some(format!("{} formulas instead of {copies}", formulas.len()));
    }
    let changed = annotations.iter().map(text).find(|it| it != tex);
    let reshaped = formulas.iter().any(|it| shape(it) != wanted).then(|| "other elements".to_owned());
    changed.or(reshaped)
}

fn assert_carried(renderer: &Renderer, tex: &str, display: bool) {
    let html = renderer.render(tex, display, &Macros::new()).unwrap_or_else(|e| panic!("{tex}: {e:?}"));
    for surrounding in SURROUNDINGS {
        let damage = damage(surrounding, tex, &html, &carry(&html));
        assert_eq!(damage, None, "{tex:?} was changed in {surrounding:?}");
    }
}

#[test]
fn every_formula_of_the_note_arrives_unchanged() {
    let renderer = Renderer::default();
    note::displays().iter().for_each(|tex| assert_carried(&renderer, tex, true));
    note::inlines().iter().for_each(|tex| assert_carried(&renderer, tex, false));
}

#[test]
fn tex_that_is_all_markdown_arrives_unchanged() {
    let renderer = Renderer::default();
    HOSTILE.iter().for_each(|tex| assert_carried(&renderer, tex, true));
}

/// The test can fail: without [`carry`], each of these is damaged somewhere.
#[test]
fn markdown_does_damage_what_is_not_carried() {
    for tex in [HOSTILE[0], HOSTILE[1], HOSTILE[2], HOSTILE[3]] {
        let html = Renderer::default().render(tex, true, &Macros::new()).unwrap();
        assert!(SURROUNDINGS.iter().any(|surrounding| damage(surrounding, tex, &html, &html).is_some()), "{tex:?}");
    }
}

#[test]
fn a_carriage_return_survives_in_a_block() {
    let tex = "a\r\n+ b";
    let html = Renderer::default().render(tex, true, &Macros::new()).unwrap();
    assert_eq!(damage("<div>@</div>", tex, &html, &carry(&html)), None);
}
