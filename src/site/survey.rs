//! Which formula of which chapter is which step.

use super::html::escape;
use super::testing::Failed;
use super::{Problem, Records};
use crate::diagnostic::{Diagnostic, dangling_directive, two_ids, unknown_directive};
use crate::numeric::Step;
use crate::numeric::errata::Erratum;
use crate::numeric::steps::Chapter;
use crate::source::{Directive, Document, Formula, Order, Span, Unclosed};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// A chapter's text with what its directives say of its formulas.
pub struct Page {
    /// The chapter's file, relative to the folder of the chapters.
    pub path: PathBuf,
    /// Its number, such as `3.`, empty where it has none.
    pub number: String,
    /// Its text.
    pub document: Document,
    /// What is said of each formula, in the order of [`Document::formulas`].
    pub marks: Vec<Mark>,
}

/// What directives say of one formula.
#[derive(Clone, Debug, Default)]
pub struct Mark {
    /// The id of the step, with the place where it is given.
    pub id: Option<(String, Span)>,
    /// The name of the record of a mistake, with the place where it is given.
    pub erratum: Option<(String, Span)>,
    /// What the formula is expected to fail with.
    pub expects: Vec<String>,
}

/// Where a step stands in the book.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The index of its page.
    pub page: usize,
    /// The index of its formula on the page.
    pub formula: usize,
    /// Its number, such as `3.2`.
    pub number: String,
}

/// The whole book, surveyed.
#[derive(Default)]
pub struct Survey {
    /// Its pages in the order of the summary.
    pub pages: Vec<Page>,
    /// The place of every step that stands in it.
    pub entries: BTreeMap<&'static str, Entry>,
}

impl Page {
    /// Reads a chapter and attaches its directives to the formulas after them; the problems come beside it.
    pub fn new(path: PathBuf, number: String, document: Document) -> (Page, Vec<Problem>) {
        let mut page = Page { path, number, marks: vec![Mark::default(); document.formulas.len()], document };
        let problems = (0..page.document.directives.len()).filter_map(|at| page.attach(at)).collect::<Vec<_>>();
        let unclosed = page.document.unclosed.iter().map(|opened| page.problem(unclosed(opened)));
        let problems = problems.into_iter().chain(unclosed).collect();
        (page, problems)
    }

    /// A diagnostic in this chapter.
    pub fn problem(&self, diagnostic: Diagnostic) -> Problem {
        Problem { source: self.document.source.clone(), diagnostic }
    }

    /// The way from its folder to the top of the site: `../` for each folder that it lies in.
    pub fn top(&self) -> String {
        "../".repeat(self.path.components().count() - 1)
    }

    /// The number of a display among the displays of its page, from 1.
    pub fn ordinal(&self, formula: usize) -> usize {
        self.document.formulas[..=formula].iter().filter(|it| it.display).count()
    }

    /// Its path with points instead of slashes and without its ending: what the places of its parts begin with.
    pub fn stem(&self) -> String {
        let path = self.path.with_extension("");
        let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        parts.join(".")
    }

    /// The place of a display on its page, the same on the page that shows all chapters: the id of its step, or the
    /// chapter's path with the display's number.
    pub fn anchor(&self, formula: usize) -> String {
        match &self.marks[formula].id {
            Some((id, _)) => id.clone(),
            None => format!("{}.f{}", self.stem(), self.ordinal(formula)),
        }
    }

    fn attach(&mut self, at: usize) -> Option<Problem> {
        let directive = self.document.directives[at];
        let Some(order) = Order::parse(self.document.source.slice(directive.body)) else {
            return Some(self.problem(unknown_directive(directive.span)));
        };
        let Some(formula) = self.formula_after(directive) else {
            return order.needs_formula().then(|| self.problem(dangling_directive(directive.span)));
        };
        match order {
            Order::Id(id) => {
                let id = (id.to_owned(), directive.body);
                if let Some((first, place)) = self.marks[formula].id.replace(id) {
                    return Some(self.problem(two_ids(&first, place, directive.span)));
                }
            }
            Order::Erratum(name) => self.marks[formula].erratum = Some((name.to_owned(), directive.body)),
            Order::Expect(what) => {
                let what = what.to_owned();
                self.marks[formula].expects.push(what);
            }
            Order::Assume(_) | Order::Use(_) | Order::Instance(_) | Order::Skip(_) | Order::Figure(_) => {}
        }
        None
    }

    /// The index of the first display after a directive.
    fn formula_after(&self, directive: Directive) -> Option<usize> {
        let after = |formula: &Formula| formula.display && formula.span.start >= directive.span.end;
        self.document.formulas.iter().position(after)
    }
}

impl Survey {
    /// Ties the pages to the steps and says what does not fit: ids without a record, records without a place, ids that
    /// occur twice, and TeX that is not the one that is tested.
    pub fn new(pages: Vec<Page>, records: &Records) -> (Survey, Vec<Problem>) {
        let chapters = records.chapters;
        let mut survey = Survey { pages, entries: BTreeMap::new() };
        let mut problems = Vec::new();
        let steps: BTreeMap<&str, &'static Step> =
            chapters.iter().flat_map(|chapter| chapter.steps).map(|step| (step.id, step)).collect();
        let mut names = BTreeSet::new();
        for page in 0..survey.pages.len() {
            problems.extend(survey.enter(page, &steps, records.demanded, &mut names));
        }
        problems.extend(chapters.iter().flat_map(|chapter| survey.missing(chapter)));
        problems.extend(survey.pages.iter().flat_map(|page| mistaken(page, records.errata)));
        (survey, problems)
    }

    fn enter(
        &mut self,
        at: usize,
        steps: &BTreeMap<&str, &'static Step>,
        demanded: bool,
        names: &mut BTreeSet<String>,
    ) -> Vec<Problem> {
        let page = &self.pages[at];
        let prefix = if page.number.is_empty() { String::new() } else { format!("{}.", page.number) };
        let mut problems = Vec::new();
        let mut count = 0;
        for (formula, mark) in page.marks.iter().enumerate() {
            let Some((id, place)) = &mark.id else { continue };
            if !names.insert(id.clone()) {
                problems.push(page.problem(duplicate(id, *place)));
            }
            let Some(step) = steps.get(id.as_str()) else {
                problems.extend(demanded.then(|| page.problem(without_check(id, *place))));
                continue;
            };
            count += 1;
            let entry = Entry { page: at, formula, number: format!("{prefix}{count}") };
            self.entries.entry(step.id).or_insert(entry);
            let body = page.document.formulas[formula].body;
            if page.document.source.slice(body) != step.tex {
                let what = format!("step `{}`", step.id);
                problems.push(page.problem(differs(&what, step.tex, body, page.document.source.slice(body))));
            }
        }
        problems
    }

    /// The steps of a chapter that its file does not display.
    fn missing(&self, chapter: &Chapter) -> Vec<Problem> {
        let page = self.pages.iter().position(|page| page.path.to_str() == Some(chapter.file));
        let displayed = |step: &Step| self.entries.get(step.id).is_some_and(|entry| Some(entry.page) == page);
        let source = page.map_or_else(
            || crate::source::Source::new(format!("book/{}", chapter.file), ""),
            |page| self.pages[page].document.source.clone(),
        );
        let missing = chapter.steps.iter().filter(|step| !displayed(step));
        missing.map(|step| Problem { source: source.clone(), diagnostic: without_step(step, chapter) }).collect()
    }

    /// A failed check as a diagnostic at its formula; `None` where the book does not show it.
    pub fn failed(&self, failed: &Failed) -> Option<Problem> {
        let (page, formula, message, label, why) = match failed {
            Failed::Step(failure) => {
                let entry = self.entries.get(failure.step)?;
                let message = format!("the check of step `{}` fails", failure.step);
                let label = "both sides of this formula, as tested in Rust, differ";
                (&self.pages[entry.page], entry.formula, message, label, failure.to_string())
            }
            Failed::Erratum(id, flaw) => {
                let (page, formula) = self.exhibited(id)?;
                let label = "its record in src/numeric/errata.rs is not as it claims";
                (page, formula, format!("the check of the mistake `{id}` fails"), label, flaw.to_string())
            }
        };
        let body = page.document.formulas[formula].body;
        Some(page.problem(Diagnostic::error("Q0405", message, body, label).help(why)))
    }

    /// A link from a page to a step, shown as its number.
    pub fn link(&self, id: &str, from: &Page) -> Option<String> {
        let entry = self.entries.get(id)?;
        let target = &self.pages[entry.page];
        let file = format!("{}{}", from.top(), target.path.display());
        let file = if target.path == from.path { String::new() } else { file };
        let (href, number) = (escape(&format!("{file}#{id}")), escape(&entry.number));
        Some(format!("<a href=\"{href}\" title=\"{}\">{number}</a>", escape(id)))
    }

    /// The formula that shows a mistake.
    fn exhibited(&self, id: &str) -> Option<(&Page, usize)> {
        let shows = |mark: &Mark| mark.erratum.as_ref().is_some_and(|(name, _)| name == id);
        self.pages.iter().find_map(|page| Some((page, page.marks.iter().position(shows)?)))
    }
}

/// Mistakes without a record, and lines that are not the ones that are tested.
fn mistaken(page: &Page, errata: &[Erratum]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (formula, mark) in page.document.formulas.iter().zip(&page.marks) {
        let Some((id, place)) = &mark.erratum else { continue };
        let written = page.document.source.slice(formula.body);
        match errata.iter().find(|erratum| erratum.id == id) {
            None => problems.push(page.problem(without_record(id, *place))),
            Some(erratum) if erratum.tex != written => {
                let what = format!("the mistake `{id}`");
                problems.push(page.problem(differs(&what, erratum.tex, formula.body, written)));
            }
            Some(_) => {}
        }
    }
    problems
}

fn unclosed(opened: &Unclosed) -> Diagnostic {
    let label = format!("opened here, and no `{}` follows", opened.expected);
    Diagnostic::error("Q0408", "this formula has no end", opened.span, label)
        .help(format!("close it with `{}`, or write `\\$` for a dollar sign", opened.expected))
}

fn without_check(id: &str, place: Span) -> Diagnostic {
    Diagnostic::error("Q0402", format!("step `{id}` has no check"), place, "no record in src/numeric/steps has this id")
        .help("add a record of that id to the chapter's file in src/numeric/steps, or delete the directive")
}

fn without_record(id: &str, place: Span) -> Diagnostic {
    let label = "no record in src/numeric/errata.rs has this id";
    Diagnostic::error("Q0402", format!("the mistake `{id}` has no check"), place, label)
        .help("add a record of that id, or delete the directive")
}

fn without_step(step: &Step, chapter: &Chapter) -> Diagnostic {
    let message = format!("the check of `{}` has no step in `{}`", step.id, chapter.file);
    let display = step.tex;
    Diagnostic::error("Q0403", message, Span::new(0, 0), "no display of this chapter has that id")
        .help(format!("add the lines\n<!-- quod: id={} -->\n$${display}$$\nor delete the record", step.id))
}

fn duplicate(id: &str, place: Span) -> Diagnostic {
    Diagnostic::error("Q0406", format!("the id `{id}` names two formulas"), place, "given a second time here")
        .help("give each formula an id of its own; ids are permanent, so change the newer one")
}

fn differs(what: &str, tested: &str, body: Span, written: &str) -> Diagnostic {
    let common = written.chars().zip(tested.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    let from = body.start + common;
    let to = written[common..].chars().next().map_or(from, |next| from + next.len_utf8());
    Diagnostic::error(
        "Q0404",
        format!("{what} displays another formula than the one that is tested"),
        Span::new(from, to),
        "differs from the record from here on",
    )
    .help(format!("the record has\n{tested}\nchange the chapter, or the record together with its sides"))
}
