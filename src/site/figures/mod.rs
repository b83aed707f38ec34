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
mod graph;
mod javascript;
mod live;

use super::Problem;
use super::frame::Established;
use super::survey::{Page, Survey};
use crate::diagnostic::Diagnostic;
use crate::source::{Order, Span};
use frame::Figure;
use request::{Request, flaw};

/// The book, and what this build has established of it.
pub struct Ground<'a> {
    /// Its pages.
    pub survey: &'a Survey,
    /// What was established.
    pub established: Established<'a>,
}

/// A figure of a page.
pub struct Drawn {
    /// The place of its directive.
    pub span: Span,
    /// Its HTML.
    pub html: String,
    /// What the script of the site is told of it, or nothing.
    pub script: String,
}

/// The figures that a page asks for, in order, and what is wrong with those that cannot be drawn.
pub fn drawn(page: &Page, ground: &Ground) -> (Vec<Drawn>, Vec<Problem>) {
    let (mut drawn, mut problems) = (Vec::new(), Vec::new());
    for directive in &page.document.directives {
        let Some(Order::Figure(words)) = Order::parse(page.document.source.slice(directive.body)) else { continue };
        let (id, span) = (format!("{}.figure{}", page.stem(), drawn.len() + problems.len() + 1), directive.span);
        match figure(page, words, span, ground, &id) {
            Ok((figure, script)) => drawn.push(Drawn { span, html: figure.html(&id), script }),
            Err(flaw) => problems.push(page.problem(flaw)),
        }
    }
    (drawn, problems)
}

fn figure(page: &Page, words: &str, span: Span, ground: &Ground, id: &str) -> Result<(Figure, String), Diagnostic> {
    if !alone(page.document.source.text(), span) {
        return Err(flaw(span, "this figure stands in the middle of a line", "give the directive a line of its own"));
    }
    let request = Request::read(words, span)?;
    let still = |figure: Figure| (figure, String::new());
    match request.name {
        "jacobian" => heat::figure(&request).map(still),
        "temperature" => temperature::figure(&request).map(still),
        "simplex" => simplex::figure(&request).map(still),
        "log-sum-exp" => accuracy::figure(&request).map(still),
        "graph" => graph::figure(&request, page, ground).map(still),
        "live" => live::figure(&request, ground, id),
        other => Err(flaw(
            span,
            &format!("there is no figure `{other}`"),
            "the figures are: jacobian, temperature, simplex, log-sum-exp, graph, live",
        )),
    }
}

/// The script of a site with these figures: under the place of each, the functions that recompute it.
pub fn script(figures: &str) -> String {
    format!(
        "// Compiled by quod from the terms of the lines that the pages show as proved.\n'use strict';\n\
         globalThis.quodProved = (() => {{\n{}const sized = (sizes, make) => Object.assign(make, {{ sizes }});\n\
         return {{\n{figures}}};\n}})();\n",
        javascript::PRELUDE
    )
}

/// Whether nothing but marks of a quotation stands beside a directive on its lines.
fn alone(text: &str, span: Span) -> bool {
    let before = text[..span.start].rsplit('\n').next().unwrap_or("");
    let after = text[span.end..].split('\n').next().unwrap_or("");
    before.chars().all(|it| it == '>' || it.is_whitespace()) && after.trim().is_empty()
}
