//! Pictures that a chapter asks for by `<!-- quod: figure NAME … -->`, drawn when the book is built.
//!
//! The way of the data: `request` reads the directive, one file for each figure computes its numbers and draws them with
//! `svg` (and `diagram`, where there are axes), `frame` puts caption and table beside the drawing. Every number that is
//! drawn comes from the functions of `numeric` or from what this build has established.

mod request;
mod svg;
mod diagram;
mod frame;
mod heat;
mod temperature;
mod simplex;
mod accuracy;

use super::Problem;
use super::survey::Page;
use crate::diagnostic::Diagnostic;
use crate::source::{Order, Span};
use frame::Figure;
use request::{Request, flaw};

/// A figure of a page: the place of its directive, and its HTML.
pub type Drawn = (Span, String);

/// The figures that a page asks for, in order, and what is wrong with those that cannot be drawn.
pub fn drawn(page: &Page) -> (Vec<Drawn>, Vec<Problem>) {
    let (mut drawn, mut problems) = (Vec::new(), Vec::new());
    for directive in &page.document.directives {
        let Some(Order::Figure(words)) = Order::parse(page.document.source.slice(directive.body)) else { continue };
        let id = format!("{}.figure{}", page.stem(), drawn.len() + problems.len() + 1);
        match figure(page, words, directive.span) {
            Ok(figure) => drawn.push((directive.span, figure.html(&id))),
            Err(flaw) => problems.push(page.problem(flaw)),
        }
    }
    (drawn, problems)
}

fn figure(page: &Page, words: &str, span: Span) -> Result<Figure, Diagnostic> {
    if !alone(page.document.source.text(), span) {
        return Err(flaw(span, "this figure stands in the middle of a line", "give the directive a line of its own"));
    }
    let request = Request::read(words, span)?;
    match request.name {
        "jacobian" => heat::figure(&request),
        "temperature" => temperature::figure(&request),
        "simplex" => simplex::figure(&request),
        "log-sum-exp" => accuracy::figure(&request),
        other => Err(flaw(
            span,
            &format!("there is no figure `{other}`"),
            "the figures are: jacobian, temperature, simplex, log-sum-exp",
        )),
    }
}

/// Whether nothing but marks of a quotation stands beside a directive on its lines.
fn alone(text: &str, span: Span) -> bool {
    let before = text[..span.start].rsplit('\n').next().unwrap_or("");
    let after = text[span.end..].split('\n').next().unwrap_or("");
    before.chars().all(|it| it == '>' || it.is_whitespace()) && after.trim().is_empty()
}
