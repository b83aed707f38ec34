//! The built pages, read back: what the reader sees is what the chapter says, and links lead somewhere.

use super::Problem;
use super::pages::{PRINT, Shown};
use super::survey::{Page, Survey};
use crate::diagnostic::Diagnostic;
use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use std::collections::{BTreeMap, BTreeSet};

/// What a page holds, taken from its parsed HTML.
#[derive(Default)]
struct Seen {
    tex: Vec<String>,
    ids: BTreeSet<String>,
    twice: BTreeSet<String>,
    links: Vec<String>,
}

/// Compares every page with its chapters, formula by formula, and follows every link within the site.
pub fn inspect(shown: &[Shown], survey: &Survey) -> Vec<Problem> {
    let seen: BTreeMap<&str, Seen> = shown.iter().map(|page| (page.file.as_str(), read(&page.html))).collect();
    let formulas = shown.iter().flat_map(|page| formulas(page, &seen[page.file.as_str()], survey));
    let (own, shared): (Vec<&Shown>, Vec<&Shown>) = shown.iter().partition(|page| page.file != PRINT);
    let follow = |pages: Vec<&Shown>| pages.into_iter().flat_map(|page| links(page, &seen, survey)).collect::<Vec<_>>();
    // A link that is dead on its chapter's own page would be reported again for the page that holds all chapters.
    let dead = Some(follow(own)).filter(|dead| !dead.is_empty()).unwrap_or_else(|| follow(shared));
    formulas.chain(dead).collect()
}

fn formulas(page: &Shown, seen: &Seen, survey: &Survey) -> Vec<Problem> {
    let sources = page.chapters.iter().filter_map(|path| survey.pages.iter().find(|page| page.path == *path));
    let expected: Vec<(&Page, usize, String)> = sources
        .flat_map(|source| {
            let texts = source.document.formulas.iter().map(|formula| source.document.excerpt(formula.body).text);
            texts.enumerate().map(move |(at, text)| (source, at, text))
        })
        .collect();
    let differing = expected.iter().enumerate().find(|(at, (_, _, text))| seen.tex.get(*at) != Some(text));
    match differing {
        Some((at, (source, formula, _))) => vec![altered(page, source, *formula, seen.tex.get(at))],
        None if seen.tex.len() > expected.len() => expected
            .last()
            .map(|(source, formula, _)| altered(page, source, *formula, seen.tex.last()))
            .into_iter()
            .collect(),
        None => Vec::new(),
    }
}

fn altered(page: &Shown, source: &Page, formula: usize, shown: Option<&String>) -> Problem {
    let body = source.document.formulas[formula].body;
    let shown = shown.map_or("nothing".to_owned(), |tex| format!("`{tex}`"));
    let message = format!("`{}` would not show this formula as it is written", page.file);
    source.problem(
        Diagnostic::error("Q0411", message, body, format!("the page has {shown} here"))
            .help("this is a defect of quod: please report the chapter; a blank line around the formula may avoid it"),
    )
}

/// Links within the site that name no page, or no place on it.
fn links(page: &Shown, seen: &BTreeMap<&str, Seen>, survey: &Survey) -> Vec<Problem> {
    let here = &seen[page.file.as_str()];
    let local = here.links.iter().filter(|link| !link.contains(':') && !link.starts_with("//"));
    let dead = local.filter(|link| !leads(&page.file, link, seen));
    let dead = dead.map(|link| unlinked(page, survey, &format!("the link to `{link}` leads nowhere"), link));
    let twice = here.twice.iter().map(|id| unlinked(page, survey, &format!("the id `{id}` stands twice"), id));
    dead.chain(twice).collect()
}

fn leads(from: &str, link: &str, seen: &BTreeMap<&str, Seen>) -> bool {
    let (path, place) = link.split_once('#').map_or((link, None), |(path, place)| (path, Some(place)));
    let target = resolve(from, path);
    match (seen.get(target.as_str()), place) {
        (Some(page), Some(place)) => page.ids.contains(place),
        (Some(_), None) => true,
        (None, _) => {
            [".css", ".svg", ".png", ".jpg", ".jpeg", ".webp", ".gif"].iter().any(|kind| target.ends_with(kind))
        }
    }
}

fn resolve(from: &str, path: &str) -> String {
    if path.is_empty() {
        return from.to_owned();
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." => {}
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

/// A dead link, placed in the chapter's text as well as it can be found there.
fn unlinked(page: &Shown, survey: &Survey, message: &str, link: &str) -> Problem {
    let tail = link.rsplit(['/', '#']).next().unwrap_or(link).trim_end_matches(".html");
    let sources = page.chapters.iter().filter_map(|path| survey.pages.iter().find(|page| page.path == *path));
    let found = sources.clone().find_map(|source| Some((source, source.document.source.text().find(tail)?)));
    let place = found.map(|(source, at)| (source, crate::source::Span::new(at, at + tail.len())));
    let message = format!("{message} (on the page `{}`)", page.file);
    match place.or_else(|| sources.clone().next().map(|source| (source, crate::source::Span::new(0, 0)))) {
        Some((source, span)) => source.problem(
            Diagnostic::error("Q0412", message, span, "written here")
                .help("correct the address, or give the heading or step that it names that very id"),
        ),
        None => *super::guard::broken("", &message),
    }
}

fn read(html: &str) -> Seen {
    let dom = parse_document(RcDom::default(), ParseOpts::default()).one(html);
    let mut seen = Seen::default();
    let mut open = vec![dom.document.clone()];
    // A stack of its own, because the depth of a page is up to its author.
    while let Some(node) = open.pop() {
        note(&node, &mut seen);
        open.extend(node.children.borrow().iter().rev().cloned());
    }
    seen
}

fn note(node: &Handle, seen: &mut Seen) {
    let NodeData::Element { name, attrs, .. } = &node.data else { return };
    if &*name.local == "annotation" {
        seen.tex.push(text_of(node));
    }
    for attribute in attrs.borrow().iter() {
        let value = attribute.value.to_string();
        match &*attribute.name.local {
            "id" if seen.ids.contains(&value) => _ = seen.twice.insert(value),
            "id" => _ = seen.ids.insert(value),
            "href" | "src" => seen.links.push(value),
            _ => {}
        }
    }
}

fn text_of(node: &Handle) -> String {
    let children = node.children.borrow();
    children
        .iter()
        .filter_map(|child| match &child.data {
            NodeData::Text { contents } => Some(contents.borrow().to_string()),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Document, Source};

    /// What is found in a page of one chapter whose only formula is `$a < b$`.
    fn found(body: &str) -> Vec<&'static str> {
        let document = Document::read(Source::new("book/a.md", "# A\n\n$a < b$\n"));
        let (page, _) = Page::new("a.md".into(), String::new(), document);
        let (survey, _) = Survey::new(vec![page], &super::super::Records { chapters: &[], errata: &[] });
        let shown =
            Shown { file: "a.html".into(), chapters: vec!["a.md".into()], html: format!("<body>{body}</body>") };
        inspect(&[shown], &survey).iter().map(|problem| problem.diagnostic.code.name).collect()
    }

    const FORMULA: &str = "<math><annotation encoding=\"application/x-tex\">a &lt; b</annotation></math>";

    #[test]
    fn a_page_that_shows_its_formula_and_links_to_itself_is_well() {
        assert!(found(&format!("<h1 id=\"x\">A</h1>{FORMULA}<a href=\"#x\">x</a><a href=\"a.html\">a</a>")).is_empty());
    }

    #[test]
    fn an_altered_a_lost_and_an_added_formula_are_noticed() {
        assert_eq!(found(&FORMULA.replace("&lt;", "&gt;")), ["Q0411"]);
        assert_eq!(found(""), ["Q0411"]);
        assert_eq!(found(&format!("{FORMULA}{FORMULA}")), ["Q0411"]);
    }

    #[test]
    fn dead_links_and_doubled_ids_are_noticed() {
        assert_eq!(found(&format!("{FORMULA}<a href=\"#gone\">x</a>")), ["Q0412"]);
        assert_eq!(found(&format!("{FORMULA}<a href=\"b.html\">x</a>")), ["Q0412"]);
        assert_eq!(found(&format!("{FORMULA}<p id=\"x\"></p><p id=\"x\"></p>")), ["Q0412"]);
    }
}
