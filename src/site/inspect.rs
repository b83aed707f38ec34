//! The built pages, read back: what the reader sees is what the chapter says, and links lead somewhere.

use super::Problem;
use super::evidence::Seal;
use super::foreign::may_lead;
use super::frame::Established;
use super::pages::{PRINT, SCRIPTS, Shown};
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
    seals: Vec<(String, String)>,
    acts: Vec<String>,
}

/// Compares every page with its chapters, formula by formula, and follows every link within the site.
/// A page may say of a formula only what this build has established.
pub fn inspect(shown: &[Shown], files: &BTreeSet<String>, survey: &Survey, established: &Established) -> Vec<Problem> {
    let seen: BTreeMap<&str, Seen> = shown.iter().map(|page| (page.file.as_str(), read(&page.html))).collect();
    let formulas = shown.iter().flat_map(|page| formulas(page, &seen[page.file.as_str()], survey));
    let (own, shared): (Vec<&Shown>, Vec<&Shown>) = shown.iter().partition(|page| page.file != PRINT);
    let follow =
        |pages: Vec<&Shown>| pages.into_iter().flat_map(|page| links(page, &seen, files, survey)).collect::<Vec<_>>();
    // A link that is dead on its chapter's own page would be reported again for the page that holds all chapters.
    let dead = Some(follow(own)).filter(|dead| !dead.is_empty()).unwrap_or_else(|| follow(shared));
    let forged = shown.iter().flat_map(|page| forged(page, &seen[page.file.as_str()], survey, established));
    let acts = shown.iter().flat_map(|page| acting(page, &seen[page.file.as_str()], survey));
    let mut files = BTreeSet::new();
    let twice = shown.iter().filter(|page| !files.insert(&page.file)).map(|page| doubled(page, survey));
    twice.chain(formulas).chain(forged).chain(acts).chain(dead).collect()
}

/// What is wrong with a page that no chapter has a part in: a defect of quod.
fn ours(code: &str, page: &Shown, message: String) -> Problem {
    let source = crate::source::Source::new(page.file.clone(), "");
    let span = crate::source::Span::new(0, 0);
    let diagnostic = Diagnostic::error(code, message, span, "on a page that quod adds");
    Problem { source, diagnostic: diagnostic.help("this is a defect of quod: please report it") }
}

/// A page in the place of another one: a chapter that is called as one of the pages that quod adds.
fn doubled(page: &Shown, survey: &Survey) -> Problem {
    let message = format!("two pages would be written to `{}`", page.file);
    let chapter = survey.pages.iter().find(|it| it.path.with_extension("html") == std::path::Path::new(&page.file));
    let Some(source) = chapter else { return *super::guard::broken("", &message) };
    source.problem(
        Diagnostic::error("Q0410", message, crate::source::Span::new(0, 0), "this chapter and a page that quod adds")
            .help("give the chapter's file another name"),
    )
}

/// What on a page could act, which nothing that comes this far should: the last gate behind all others.
fn acting(page: &Shown, seen: &Seen, survey: &Survey) -> Vec<Problem> {
    let place = page.chapters.first().and_then(|path| survey.pages.iter().find(|page| page.path == *path));
    let problem = |what: &String| {
        let message = format!("`{}` would hold {what}", page.file);
        match place {
            Some(source) => source.problem(
                Diagnostic::error("Q0415", message, crate::source::Span::new(0, 0), "on the page of this chapter")
                    .help("this is a defect of quod: please report the chapter"),
            ),
            None => ours("Q0415", page, message),
        }
    };
    seen.acts.iter().map(problem).collect()
}

/// Seals on a page that are not those of its formulas, one after the other.
fn forged(page: &Shown, seen: &Seen, survey: &Survey, established: &Established) -> Option<Problem> {
    let sources: Vec<&Page> =
        page.chapters.iter().filter_map(|path| survey.pages.iter().find(|page| page.path == *path)).collect();
    let mut expected: Vec<(String, String)> = Vec::new();
    if let ([only], true) = (sources.as_slice(), page.file != PRINT) {
        expected.extend(established.ledger(survey, only).iter().map(written));
    }
    for source in &sources {
        let displays = (0..source.document.formulas.len()).filter(|at| source.document.formulas[*at].display);
        expected.extend(displays.flat_map(|at| established.seals(source, at)).map(|seal| written(&seal)));
    }
    expected.extend(page.claims.seals.iter().map(written));
    let longer = expected.len().max(seen.seals.len());
    let at = (0..longer).find(|at| expected.get(*at) != seen.seals.get(*at))?;
    let words = |seal: Option<&(String, String)>| seal.map_or("nothing".to_owned(), |(_, text)| format!("`{text}`"));
    let message = format!(
        "`{}` says {} where this build has established {}",
        page.file,
        words(seen.seals.get(at)),
        words(expected.get(at))
    );
    let label = "on the page of this chapter";
    let problem = Diagnostic::error("Q0414", message, crate::source::Span::new(0, 0), label)
        .help("write what you know in words of your own; the seals of this site are set by quod alone");
    Some(match sources.first() {
        Some(source) => source.problem(problem),
        None => ours("Q0414", page, problem.message),
    })
}

fn written(seal: &Seal) -> (String, String) {
    (seal.kind().to_owned(), seal.text().to_owned())
}

fn formulas(page: &Shown, seen: &Seen, survey: &Survey) -> Vec<Problem> {
    if page.chapters.is_empty() {
        let message = format!("`{}` would not show the formulas that it claims to show", page.file);
        return if seen.tex == page.claims.tex { Vec::new() } else { vec![ours("Q0411", page, message)] };
    }
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
fn links(page: &Shown, seen: &BTreeMap<&str, Seen>, files: &BTreeSet<String>, survey: &Survey) -> Vec<Problem> {
    let here = &seen[page.file.as_str()];
    let local = here.links.iter().filter(|link| !link.contains(':') && !link.starts_with("//"));
    let dead = local.filter(|link| !leads(&page.file, link, seen, files));
    let dead = dead.map(|link| unlinked(page, survey, &format!("the link to `{link}` leads nowhere"), link));
    let twice = here.twice.iter().map(|id| unlinked(page, survey, &format!("the id `{id}` stands twice"), id));
    dead.chain(twice).collect()
}

fn leads(from: &str, link: &str, seen: &BTreeMap<&str, Seen>, files: &BTreeSet<String>) -> bool {
    let (path, place) = link.split_once('#').map_or((link, None), |(path, place)| (path, Some(place)));
    let target = resolve(from, path);
    match (seen.get(target.as_str()), place) {
        (Some(page), Some(place)) => page.ids.contains(place),
        (Some(_), None) => true,
        (None, _) => files.contains(&target),
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
    if &*name.local == "script" && !is_own(node) {
        seen.acts.push("a script that is not the site’s own".into());
    }
    if ["style", "iframe", "object", "embed", "base", "form", "template"].contains(&&*name.local) {
        seen.acts.push(format!("the element `{}`", name.local));
    }
    if &*name.local == "annotation" {
        seen.tex.push(text_of(node));
    }
    for attribute in attrs.borrow().iter() {
        let value = attribute.value.to_string();
        match &*attribute.name.local {
            "class" => seen.seals.extend(seal_of(&value).map(|kind| (kind.to_owned(), all_text_of(node)))),
            "id" if seen.ids.contains(&value) => _ = seen.twice.insert(value),
            "id" => _ = seen.ids.insert(value),
            "href" | "src" => {
                if !may_lead(&value) {
                    seen.acts.push(format!("the address `{value}`"));
                }
                seen.links.push(value);
            }
            "style" => seen.acts.push(format!("the style `{value}`")),
            key if key.starts_with("on") => seen.acts.push(format!("the attribute `{key}`")),
            _ => {}
        }
    }
}

/// Whether a script is one of the site's files, loaded from its top and with nothing in it.
fn is_own(node: &Handle) -> bool {
    let NodeData::Element { attrs, .. } = &node.data else { return false };
    let attributes = attrs.borrow();
    let expected = attributes.iter().all(|it| ["src", "defer"].contains(&&*it.name.local));
    let source = attributes.iter().find(|it| &*it.name.local == "src").map_or(String::new(), |it| it.value.to_string());
    expected && SCRIPTS.contains(&source.trim_start_matches("../")) && all_text_of(node).is_empty()
}

/// The kind of seal that an element with these classes looks like, whatever else it is.
fn seal_of(classes: &str) -> Option<&str> {
    let mut classes = classes.split_ascii_whitespace();
    classes.clone().find_map(|class| class.strip_prefix("s-")).or_else(|| classes.find(|class| *class == "seal"))
}

/// All text below a node.
fn all_text_of(node: &Handle) -> String {
    let (mut text, mut open) = (String::new(), vec![node.clone()]);
    while let Some(node) = open.pop() {
        if let NodeData::Text { contents } = &node.data {
            text.push_str(&contents.borrow());
        }
        open.extend(node.children.borrow().iter().rev().cloned());
    }
    text
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
    use crate::site::pages::Claims;
    use crate::site::testing::Tested;
    use crate::site::verdicts::Verdicts;
    use crate::source::{Document, Source};
    use crate::verdict::Effort;

    /// What is found in a page of one chapter whose only formula is `$a < b$`.
    fn found(body: &str) -> Vec<&'static str> {
        found_in("$a < b$", body)
    }

    /// What is found in a page of one chapter with this formula.
    fn found_in(formula: &str, body: &str) -> Vec<&'static str> {
        let document = Document::read(Source::new("book/a.md", format!("# A\n\n{formula}\n")));
        let (page, _) = Page::new("a.md".into(), String::new(), document);
        let records = super::super::Records::NONE;
        let (survey, _) = Survey::new(vec![page], &records);
        let (tested, verdicts) = (Tested::default(), Verdicts::reach(&survey.pages, Effort::default()));
        let established = Established { tested: &tested, verdicts: &verdicts, records: &records };
        let shown = Shown {
            file: "a.html".into(),
            chapters: vec!["a.md".into()],
            html: format!("<body>{body}</body>"),
            claims: Claims::default(),
        };
        inspect(&[shown], &BTreeSet::from(["own.png", "copy.js"].map(str::to_owned)), &survey, &established)
            .iter()
            .map(|problem| problem.diagnostic.code.name)
            .collect()
    }

    #[test]
    fn a_seal_that_was_not_established_is_noticed_wherever_it_comes_from() {
        let formula = "<annotation encoding=\"application/x-tex\">(a+b)^2 = a^2 + 2ab + b^2</annotation>";
        let seal = |kind: &str, words: &str| format!("<span class=\"seal s-{kind}\"><svg></svg>{words}</span>");
        let ledger = seal("proved", "1 proved");
        let page = |seals: &str| found_in("$$(a+b)^2 = a^2 + 2ab + b^2$$", &format!("{ledger}{formula}{seals}"));
        assert!(page(&seal("proved", "proved")).is_empty(), "{:?}", page(&seal("proved", "proved")));
        assert_eq!(page(""), ["Q0414"], "a status that is kept back");
        assert_eq!(page(&seal("refuted", "refuted")), ["Q0414"]);
        assert_eq!(page(&seal("proved", "proved for every n")), ["Q0414"]);
        assert_eq!(page(&seal("proved", "proved").repeat(2)), ["Q0414"]);
        assert_eq!(page(&(seal("proved", "proved") + "<b class=\"s-proved\">proved</b>")), ["Q0414"]);
        assert_eq!(page(&(seal("proved", "proved") + "<b class=\"x seal\">proved</b>")), ["Q0414"]);
        assert_eq!(found(&format!("{FORMULA}{}", seal("proved", "proved"))), ["Q0414"]);
    }

    /// What is found in a page that quod adds, without a chapter, which claims to show the formula `a`.
    fn found_in_a_list(body: &str) -> Vec<&'static str> {
        let claims = Claims { seals: Vec::new(), tex: vec!["a".into()] };
        let shown = Shown { file: "list.html".into(), chapters: Vec::new(), html: body.into(), claims };
        let records = super::super::Records::NONE;
        let (tested, verdicts, survey) = (Tested::default(), Verdicts::default(), Survey::default());
        let established = Established { tested: &tested, verdicts: &verdicts, records: &records };
        inspect(&[shown], &BTreeSet::new(), &survey, &established).iter().map(|it| it.diagnostic.code.name).collect()
    }

    #[test]
    fn a_list_shows_what_it_claims_to_show_and_no_other_seal_or_formula() {
        let formula = "<math><annotation encoding=\"application/x-tex\">a</annotation></math>";
        assert_eq!(found_in_a_list(formula), [""; 0]);
        assert_eq!(found_in_a_list(""), ["Q0411"]);
        assert_eq!(found_in_a_list(&formula.replace(">a<", ">b<")), ["Q0411"]);
        assert_eq!(found_in_a_list(&format!("{formula}<span class=\"seal s-proved\">proved</span>")), ["Q0414"]);
        assert_eq!(found_in_a_list(&format!("{formula}<script></script>")), ["Q0415"]);
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
    fn whatever_could_act_is_noticed_behind_all_other_gates() {
        for (danger, codes) in [
            ("<script></script>", &["Q0415"][..]),
            ("<script src=\"own.png\"></script>", &["Q0415"][..]),
            ("<script src=\"copy.js\">x</script>", &["Q0415"][..]),
            ("<script src=\"copy.js\" onload=\"x\"></script>", &["Q0415", "Q0415"][..]),
            ("<script src=\"other.js\" defer></script>", &["Q0415", "Q0412"][..]),
            ("<script src=\"live.js\" defer>x</script>", &["Q0415", "Q0412"][..]),
            ("<script src=\"live.js\" type=\"module\"></script>", &["Q0415", "Q0412"][..]),
            ("<p style=\"color:red\">x</p>", &["Q0415"][..]),
            ("<p onclick=\"x\">x</p>", &["Q0415"][..]),
            ("<a href=\"javascript:x\">x</a>", &["Q0415"][..]),
            ("<iframe></iframe>", &["Q0415"][..]),
        ] {
            assert_eq!(found(&format!("{FORMULA}{danger}")), codes, "{danger}");
        }
    }

    #[test]
    fn dead_links_and_doubled_ids_are_noticed() {
        assert_eq!(found(&format!("{FORMULA}<a href=\"#gone\">x</a>")), ["Q0412"]);
        assert_eq!(found(&format!("{FORMULA}<a href=\"b.html\">x</a>")), ["Q0412"]);
        assert_eq!(found(&format!("{FORMULA}<img src=\"gone.png\">")), ["Q0412"]);
        assert_eq!(found(&format!("{FORMULA}<img src=\"own.png\">")), [""; 0]);
        assert_eq!(found(&format!("{FORMULA}<p id=\"x\"></p><p id=\"x\"></p>")), ["Q0412"]);
    }
}
