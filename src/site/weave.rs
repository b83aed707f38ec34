//! Chapters with their formulas typeset and framed, still as Markdown.

use super::Problem;
use super::cite::Work;
use super::evidence::Place;
use super::figures::Drawn;
use super::frame::{Established, framed};
use super::katex::{Macros, RenderError, Renderer, carry};
use super::survey::{Page, Survey};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// What weaving needs besides the text.
pub struct Loom<'a> {
    /// The book.
    pub survey: &'a Survey,
    /// What was established of its steps and relations.
    pub established: Established<'a>,
    /// Whether the certificates lie in the site.
    pub published: bool,
    /// The book as a work that is cited.
    pub work: &'a Work,
}

impl Loom<'_> {
    /// The Markdown of a page with every formula and every figure's directive replaced by its HTML, which no Markdown
    /// renderer alters.
    pub fn weave(&self, page: &Page, typeset: &[String], drawn: &[Drawn]) -> String {
        let text = page.document.source.text();
        let formulas = page.document.formulas.iter().zip(typeset).enumerate();
        let formulas = formulas.map(|(at, (formula, html))| {
            if !formula.display {
                return (formula.span, inline(html));
            }
            let framed = carry(&framed(&self.place(page), &self.established, at, html));
            (formula.span, as_block(text, formula.span, &framed))
        });
        let figures = drawn.iter().map(|it| (it.span, as_block(text, it.span, &carry(&it.html))));
        let mut pieces: Vec<(Span, String)> = formulas.chain(figures).collect();
        pieces.sort_by_key(|(span, _)| span.start);
        let (mut woven, mut from) = (String::new(), 0);
        for (span, html) in pieces {
            woven.push_str(&text[from..span.start]);
            woven.push_str(&html);
            from = span.end;
        }
        woven.push_str(&text[from..]);
        woven
    }

    fn place<'p>(&'p self, page: &'p Page) -> Place<'p> {
        Place {
            survey: self.survey,
            verdicts: self.established.verdicts,
            page,
            published: self.published,
            work: self.work,
        }
    }
}

/// The HTML of each formula of a page. It comes before everything else that reads formulas, because it is what bounds
/// what one of them may cost.
///
/// # Errors
/// Q0401 for each formula that KaTeX cannot set.
pub fn typeset(renderer: &Renderer, macros: &Macros, page: &Page) -> Result<Vec<String>, Vec<Problem>> {
    let (mut set, mut problems) = (Vec::new(), Vec::new());
    for formula in &page.document.formulas {
        let excerpt = page.document.excerpt(formula.body);
        match renderer.render(&excerpt.text, formula.display, macros) {
            Ok(html) => set.push(html),
            Err(error) => {
                let place = error.span.map_or(formula.body, |span| excerpt.span(span));
                let related = error.related.map(|(span, words)| (excerpt.span(span), words));
                problems.push(page.problem(refused(error, place, related)));
            }
        }
    }
    if problems.is_empty() { Ok(set) } else { Err(problems) }
}

fn inline(html: &str) -> String {
    carry(&format!("<span class=\"math\">{html}</span>"))
}

/// A block of HTML in place of a display: a blank line must end it, with the quote marks of the lines around it.
fn as_block(text: &str, span: Span, html: &str) -> String {
    let line = text[..span.start].rfind('\n').map_or(0, |newline| newline + 1);
    let kept = |character: char| if character == '>' || character.is_whitespace() { character } else { ' ' };
    let prefix: String = text[line..span.start].chars().map(kept).collect();
    format!("{html}\n{}", prefix.trim_end())
}

fn refused(error: RenderError, place: Span, related: Option<(Span, &str)>) -> Diagnostic {
    let message = format!("KaTeX cannot set this formula: {}", error.message);
    let help = error.help.unwrap_or_else(|| "mend the formula; the reader would see an error in its place".into());
    let diagnostic = Diagnostic::error("Q0401", message, place, "the trouble is here").help(help);
    match related {
        Some((span, words)) => diagnostic.also(span, words),
        None => diagnostic,
    }
}
