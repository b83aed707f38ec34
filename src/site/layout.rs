//! The frame of every page: title, contents, the chapter, and the way on.

use super::cite::Work;
use super::evidence::Seal;
use super::html::escape;
use super::index;
use std::path::Path;

/// The scripts of a page with live figures, in the order in which they run; there are no others.
pub const SCRIPTS: [&str; 2] = ["proved.js", "live.js"];

/// A line of the table of contents.
pub enum Line {
    /// The title of a part.
    Part(String),
    /// A chapter.
    Chapter {
        /// Its number with the final point, or nothing.
        number: String,
        /// Its name.
        name: String,
        /// Its page, relative to the top of the site.
        file: String,
        /// How deep it is nested, from 0.
        depth: usize,
    },
}

/// What all pages have in common.
pub struct Book {
    /// The title.
    pub title: String,
    /// The language, as in `lang="en"`.
    pub language: String,
    /// One sentence about the book.
    pub description: String,
    /// Where the book says how its verdicts can be doubted, relative to the top of the site.
    pub doubt: Option<String>,
    /// The table of contents.
    pub contents: Vec<Line>,
    /// What catalogues want to know of it.
    pub work: Work,
}

/// One page to be framed.
pub struct Sheet<'a> {
    /// Its file, relative to the top of the site.
    pub file: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Its content.
    pub body: &'a str,
    /// What was established of it.
    pub ledger: &'a [Seal],
    /// The scripts that it can do without, at the top of the site.
    pub scripts: &'a [&'a str],
}

impl Book {
    /// The whole HTML of a page.
    pub fn page(&self, sheet: &Sheet) -> String {
        let top = "../".repeat(Path::new(sheet.file).components().count() - 1);
        let title =
            if sheet.name == self.title { self.title.clone() } else { format!("{} – {}", sheet.name, self.title) };
        // No chapter can write this attribute, so that only a figure of ours brings scripts to a page.
        let live: &[&str] = if sheet.body.contains(" data-live=\"") { &SCRIPTS } else { &[] };
        let scripts: Vec<&str> = live.iter().chain(sheet.scripts).copied().collect();
        let policy = if scripts.is_empty() { "" } else { "script-src 'self'; " };
        let script = |name: &&str| format!("<script defer src=\"{top}{name}\"></script>\n");
        format!(
            "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"description\" content=\"{description}\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; {policy}img-src 'self'; \
             font-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'\">\n\
             <link rel=\"icon\" type=\"image/svg+xml\" href=\"{top}icon.svg\">\n<link rel=\"stylesheet\" href=\"{top}katex.css\">\n\
             <link rel=\"stylesheet\" href=\"{top}{styles}\">\n\
             <link rel=\"stylesheet\" href=\"{top}quod.css\">\n{tags}{scripts}</head>\n<body>\n\
             <a class=\"skip\" href=\"#content\">Skip to the text</a>\n\
             <header class=\"top\"><a href=\"{top}index.html\">{book}</a><span><a href=\"{top}search.html\">\
             Search</a> <a class=\"to-contents\" href=\"#contents\">Contents</a></span></header>\n<div class=\"spread\">\n<main id=\"content\">\n{ledger}{body}</main>\n{way}\
             <nav id=\"contents\" aria-label=\"Contents\">\n{contents}</nav>\n</div>\n</body>\n</html>\n",
            language = escape(&self.language),
            title = escape(&title),
            description = escape(&self.description),
            styles = super::styles::SHEET,
            book = escape(&self.title),
            tags = self.work.tags(sheet.name, &self.language),
            scripts = scripts.iter().map(script).collect::<String>(),
            ledger = self.ledger(sheet.ledger, &top),
            body = sheet.body,
            way = self.way(sheet.file, &top),
            contents = self.contents(sheet.file, &top),
        )
    }

    /// The line above a chapter that says what was established of it, and leads to how to doubt it.
    fn ledger(&self, seals: &[Seal], top: &str) -> String {
        if seals.is_empty() {
            return String::new();
        }
        let doubt = self.doubt.as_deref();
        let doubt = doubt.map_or(String::new(), |page| format!("<a href=\"{top}{page}\">How to doubt it</a>"));
        let seals: String = seals.iter().map(Seal::html).collect();
        format!("<p class=\"ledger\">{seals}{doubt}</p>\n")
    }

    fn contents(&self, current: &str, top: &str) -> String {
        let mut html = String::from("<ul>\n");
        let open = self.family(current);
        for (at, line) in self.contents.iter().enumerate() {
            if matches!(line, Line::Chapter { depth: 1.., .. }) && !open.contains(&at) {
                continue;
            }
            html.push_str(&match line {
                Line::Part(name) => format!("<li class=\"part\">{}</li>\n", escape(name)),
                Line::Chapter { number, name, file, depth } => {
                    let here = if file == current { " aria-current=\"page\"" } else { "" };
                    let number = if number.is_empty() { String::new() } else { format!("<b>{number}</b> ") };
                    format!(
                        "<li class=\"depth-{depth}\"><a href=\"{top}{file}\"{here}>{number}{}</a></li>\n",
                        escape(name)
                    )
                }
            });
        }
        html.push_str("<li class=\"part\">Lists</li>\n");
        for (file, name) in index::contents() {
            let here = if file == current { " aria-current=\"page\"" } else { "" };
            html.push_str(&format!("<li class=\"depth-0\"><a href=\"{top}{file}\"{here}>{name}</a></li>\n"));
        }
        format!("{html}<li class=\"part\"><a href=\"{top}print.html\">The whole book on one page</a></li>\n</ul>\n")
    }

    /// The lines of the chapter of the first level that `current` is or belongs to; the others stay folded.
    fn family(&self, current: &str) -> std::ops::Range<usize> {
        let Some(at) = self.contents.iter().position(|line| line.chapter().is_some_and(|(file, _)| file == current))
        else {
            return 0..0;
        };
        let is_top = |line: &Line| !matches!(line, Line::Chapter { depth: 1.., .. });
        let start = (0..=at).rev().find(|at| is_top(&self.contents[*at])).unwrap_or(0);
        let end = (at + 1..self.contents.len()).find(|at| is_top(&self.contents[*at])).unwrap_or(self.contents.len());
        start..end
    }

    /// The chapters before and after.
    fn way(&self, current: &str, top: &str) -> String {
        let chapters: Vec<(&str, &str)> = self.contents.iter().filter_map(Line::chapter).collect();
        let Some(at) = chapters.iter().position(|&(file, _)| file == current) else { return String::new() };
        let link = |at: usize, rel: &str, arrow: &str| {
            let (file, name) = chapters[at];
            let name = escape(name);
            format!("<a rel=\"{rel}\" href=\"{top}{file}\"><span>{arrow}</span>{name}</a>")
        };
        let before = at.checked_sub(1).map_or(String::new(), |at| link(at, "prev", "Before: "));
        let after = chapters.get(at + 1).map_or(String::new(), |_| link(at + 1, "next", "Next: "));
        format!("<nav class=\"way\" aria-label=\"Chapters before and after\">{before}{after}</nav>\n")
    }
}

impl Line {
    fn chapter(&self) -> Option<(&str, &str)> {
        match self {
            Line::Part(_) => None,
            Line::Chapter { file, name, .. } => Some((file, name)),
        }
    }
}
