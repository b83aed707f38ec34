//! Pages that nobody writes: what the book holds, listed from the reports of this very build.
//!
//! Each list is computed from [`Established`] and [`Survey`] alone. What it claims, seals and formulas, is handed to
//! `inspect` beside its HTML, so that a template that shows anything else fails the build.

mod symbols;
mod steps;
mod hypotheses;
mod rules;
mod diagnostics;

use super::evidence::Seal;
use super::frame::Established;
use super::html::escape;
use super::katex::{Macros, Renderer};
use super::markdown::slug;
use super::pages::{Claims, to_page};
use super::survey::{Page, Survey};
use super::verdicts::Verdict;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The folder of the lists, relative to the top of the site.
const FOLDER: &str = "index";

/// A list: the name of its file and its title.
type Head = (&'static str, &'static str);

/// How a list is made.
type Make = fn(&Desk, &mut List);

/// The lists in the order of the navigation.
const LISTS: [(Head, Make); 5] = [
    (("symbols", "Symbols"), symbols::list),
    (("steps", "Steps"), steps::list),
    (("hypotheses", "Hypotheses"), hypotheses::list),
    (("rules", "Rules of the proofs"), rules::list),
    (("diagnostics", "Diagnostics"), diagnostics::list),
];

/// The files of the lists, relative to the top of the site, with their titles.
pub fn contents() -> impl Iterator<Item = (String, &'static str)> {
    LISTS.iter().map(|((file, name), _)| (format!("{FOLDER}/{file}.html"), *name))
}

/// A list, ready to be framed.
pub struct Listed {
    /// Its file, relative to the top of the site.
    pub file: String,
    /// Its title.
    pub name: &'static str,
    /// Its HTML.
    pub body: String,
    /// What it shows of formulas and verdicts.
    pub claims: Claims,
}

/// A chapter as it will be shown.
pub struct Face<'a> {
    /// Its title.
    pub name: &'a str,
    /// The HTML of its page.
    pub html: &'a str,
}

/// All lists of a book, of which these are the chapters by their files.
pub fn lists(survey: &Survey, established: &Established, chapters: &BTreeMap<PathBuf, Face>) -> Vec<Listed> {
    let desk = Desk { survey, established, chapters, renderer: Renderer::default() };
    let made = contents().zip(LISTS).map(|((file, name), (_, list))| {
        let mut made = List { html: format!("<h1>{name}</h1>\n"), claims: Claims::default() };
        list(&desk, &mut made);
        Listed { file, name, body: made.html, claims: made.claims }
    });
    made.collect()
}

/// What a list is made from.
struct Desk<'a> {
    survey: &'a Survey,
    established: &'a Established<'a>,
    chapters: &'a BTreeMap<PathBuf, Face<'a>>,
    renderer: Renderer,
}

/// A formula of the book: its page, and its number on the page.
type Spot<'a> = (&'a Page, usize);

impl<'a> Desk<'a> {
    /// Every formula of the book.
    fn formulas(&self) -> impl Iterator<Item = Spot<'a>> {
        self.survey.pages.iter().flat_map(|page| (0..page.document.formulas.len()).map(move |at| (page, at)))
    }

    /// Every relation of the book, with its formula.
    fn relations(&self) -> impl Iterator<Item = (Spot<'a>, Verdict<'a>)> {
        let verdicts = self.established.verdicts;
        self.formulas().flat_map(move |(page, at)| verdicts.of(page, at).into_iter().map(move |it| ((page, at), it)))
    }

    /// The title of a chapter.
    fn name(&self, page: &Page) -> &str {
        self.chapters.get(&page.path).map_or("", |chapter| chapter.name)
    }

    /// A link to a chapter by its title.
    fn chapter(&self, page: &Page) -> String {
        format!("<a href=\"{}\">{}</a>", escape(&address(page)), escape(self.name(page)))
    }

    /// A link to a formula by the number of its step, or its name; a formula within a line is found by its chapter.
    fn link(&self, (page, at): Spot) -> String {
        if !page.document.formulas[at].display {
            return self.chapter(page);
        }
        let anchor = page.anchor(at);
        let label = self.survey.entries.get(anchor.as_str()).map_or(anchor.as_str(), |entry| entry.number.as_str());
        format!("<a href=\"{}#{}\">{}</a>", escape(&address(page)), escape(&anchor), escape(label))
    }

    /// Links to formulas, chapter by chapter, folded where there are many.
    fn places(&self, spots: &[Spot]) -> String {
        let mut chapters: Vec<(&Page, Vec<String>)> = Vec::new();
        for spot in spots {
            let link = self.link(*spot);
            match chapters.last_mut() {
                Some((page, links)) if page.path == spot.0.path => {
                    if !links.contains(&link) {
                        links.push(link);
                    }
                }
                _ => chapters.push((spot.0, vec![link])),
            }
        }
        let count: usize = chapters.iter().map(|(_, links)| links.len()).sum();
        if chapters.len() == 1 && count <= 12 {
            return chapters[0].1.join(", ");
        }
        let rows = chapters.iter().map(|(page, links)| {
            let named = links.len() == 1 && links[0] == self.chapter(page);
            let links = if named { String::new() } else { format!(": {}", links.join(", ")) };
            format!("<li>{}{links}</li>", self.chapter(page))
        });
        let rows: String = rows.collect();
        let summary = format!("{count} places in {} chapters", chapters.len());
        if count == 0 {
            "nowhere".into()
        } else {
            format!("<details><summary>{summary}</summary><ul>{rows}</ul></details>")
        }
    }

    /// The page and heading of the book that are called just so, as an address.
    fn heading(&self, words: &str) -> Option<String> {
        let is_it = |line: &str| line.starts_with('#') && line.trim_start_matches('#').trim() == words;
        // A line that only looks like a heading, in an example perhaps, has no place on the page.
        let place = format!(" id=\"{}\">", slug(words));
        let shown = |page: &&Page| self.chapters.get(&page.path).is_some_and(|chapter| chapter.html.contains(&place));
        let told = |page: &&Page| page.document.source.text().lines().any(is_it);
        let page = self.survey.pages.iter().filter(told).find(shown)?;
        Some(format!("{}#{}", address(page), slug(words)))
    }
}

/// The address of a chapter, seen from the folder of the lists.
fn address(page: &Page) -> String {
    let parts: Vec<_> = page.path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    format!("../{}", to_page(&parts.join("/")))
}

/// A list in the making.
struct List {
    html: String,
    claims: Claims,
}

impl List {
    /// Text of ours.
    fn paragraph(&mut self, words: &str) {
        self.html.push_str(&format!("<p>{words}</p>\n"));
    }

    /// A table with these heads; the first cell of a row names it.
    fn table(&mut self, name: &str, heads: &[&str], rows: &[Vec<String>]) {
        let heads: String = heads.iter().map(|head| format!("<th scope=\"col\">{head}</th>")).collect();
        let row = |cells: &Vec<String>| {
            let first = cells.first().map_or(String::new(), |cell| format!("<th scope=\"row\">{cell}</th>"));
            let rest: String = cells.iter().skip(1).map(|cell| format!("<td>{cell}</td>")).collect();
            format!("<tr>{first}{rest}</tr>\n")
        };
        let rows: String = rows.iter().map(row).collect();
        self.html.push_str(&format!(
            "<div class=\"table list\" tabindex=\"0\" role=\"region\" aria-label=\"{name}\"><table><thead><tr>{heads}\
             </tr></thead>\n<tbody>\n{rows}</tbody></table></div>\n"
        ));
    }

    /// Seals, which `inspect` will look for in this order.
    fn seals(&mut self, seals: Vec<Seal>) -> String {
        let html = seals.iter().map(Seal::html).collect();
        self.claims.seals.extend(seals);
        html
    }

    /// A formula within a line, or its LaTeX where KaTeX cannot set it by itself.
    fn formula(&mut self, desk: &Desk, tex: &str) -> String {
        match desk.renderer.render(tex, false, &Macros::new()) {
            Ok(html) => {
                self.claims.tex.push(tex.to_owned());
                format!("<span class=\"math\">{html}</span>")
            }
            Err(_) => format!("<code>{}</code>", escape(tex)),
        }
    }
}
