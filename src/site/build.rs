//! The whole way from a folder with `book.toml` to the finished site.

use super::guard::{self, Places};
use super::katex::{Macros, Renderer};
use super::output::Staging;
use super::pages::{self, Shown};
use super::survey::{Page, Survey};
use super::testing::Failed;
use super::testing::Tested;
use super::weave::Loom;
use super::{Problem, Records, inspect};
use crate::source::{Document, Source};
use mdbook::MDBook;
use mdbook::book::Book;
use mdbook::config::Config;
use mdbook::errors::{Error, Result as BookResult};
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};
use mdbook_renderer::{RenderContext, Renderer as BookRenderer};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// What was built.
pub struct Built {
    /// The first page.
    pub index: PathBuf,
    /// The files that show chapters.
    pub pages: usize,
    /// The formulas in the chapters.
    pub formulas: usize,
    /// A row for each step: number, id, points evaluated.
    pub steps: Vec<(String, &'static str, usize)>,
}

/// Tests the steps, builds the book in `root` and puts the site in the place of the old one.
///
/// `progress` is told what is being done, in a few words.
///
/// # Errors
/// Everything that is wrong with the book, each with its place; the old site then stays as it was.
pub fn build(root: &Path, records: Records, progress: &dyn Fn(&str)) -> Result<Built, Vec<Problem>> {
    let (config, places) = guard::places(root).map_err(|problem| vec![*problem])?;
    let broken = |error: &dyn std::fmt::Display| vec![*guard::broken(&configuration(root), &format!("{error:#}"))];
    let steps: usize = records.chapters.iter().map(|chapter| chapter.steps.len()).sum();
    progress(&format!("Testing {steps} steps"));
    let tested = Tested::run(&records);
    let book = load(root, config.clone()).map_err(|error| broken(&error))?;
    progress("Typesetting the chapters");
    let state = Rc::new(State { records, tested, src: config.book.src.clone(), found: RefCell::default() });
    let woven = woven(book, &state);
    let found = state.found.take();
    if !found.problems.is_empty() {
        return Err(found.problems);
    }
    let (woven, survey) = (woven.map_err(|error| broken(&error))?, found.survey);
    progress("Writing the pages");
    let shown = pages::pages(&config, &woven);
    let problems = inspect::inspect(&shown, &survey);
    if !problems.is_empty() {
        return Err(problems);
    }
    write(&places, &shown).map_err(|error| broken(&error))?;
    Ok(account(&places, &state, &survey, &shown))
}

fn configuration(root: &Path) -> String {
    std::fs::read_to_string(root.join("book.toml")).unwrap_or_default()
}

fn load(root: &Path, config: Config) -> BookResult<MDBook> {
    MDBook::load_with_config(root, config)
}

/// Runs mdBook's preprocessors and then ours; the book comes back through the renderer that is handed to mdBook.
fn woven(mut book: MDBook, state: &Rc<State>) -> BookResult<Book> {
    book.with_preprocessor(Weaver(Rc::clone(state)));
    let taker = Taker::default();
    book.execute_build_process(&taker)?;
    taker.0.take().ok_or_else(|| Error::msg("mdBook handed over no book"))
}

fn write(places: &Places, shown: &[Shown]) -> std::io::Result<()> {
    let staging = Staging::begin(&places.out)?;
    for page in shown {
        let path = staging.path().join(&page.file);
        std::fs::create_dir_all(path.parent().unwrap_or(staging.path()))?;
        std::fs::write(path, &page.html)?;
    }
    pages::assets(&places.src, staging.path(), shown)?;
    staging.publish()
}

fn account(places: &Places, state: &State, survey: &Survey, shown: &[Shown]) -> Built {
    let steps = state.records.chapters.iter().flat_map(|chapter| chapter.steps);
    let row = |step: &'static crate::numeric::Step| {
        let number = survey.entries.get(step.id)?.number.clone();
        let cases = state.tested.as_ref().ok()?.of(step)?.cases;
        Some((number, step.id, cases))
    };
    Built {
        index: places.out.join("index.html"),
        pages: shown.len(),
        formulas: survey.pages.iter().map(|page| page.document.formulas.len()).sum(),
        steps: steps.filter_map(row).collect(),
    }
}

/// What the preprocessor is given, and what it finds.
struct State {
    records: Records,
    tested: Result<Tested, Vec<Failed>>,
    src: PathBuf,
    found: RefCell<Found>,
}

#[derive(Default)]
struct Found {
    survey: Survey,
    problems: Vec<Problem>,
}

/// The preprocessor: surveys the book, then weaves each chapter.
struct Weaver(Rc<State>);

impl Preprocessor for Weaver {
    fn name(&self) -> &str {
        "quod"
    }

    fn run(&self, _: &PreprocessorContext, mut book: Book) -> BookResult<Book> {
        let (survey, mut problems) = self.0.survey(&book);
        let nothing = Tested::default();
        let tested = self.0.tested.as_ref().unwrap_or_else(|failures| {
            problems.extend(failures.iter().filter_map(|failure| survey.failed(failure)));
            &nothing
        });
        let (renderer, macros) = (Renderer::default(), Macros::new());
        let loom = Loom { renderer: &renderer, macros: &macros, survey: &survey, tested, records: &self.0.records };
        let mut woven = BTreeMap::new();
        for page in &survey.pages {
            match loom.weave(page) {
                Ok(text) => drop(woven.insert(page.path.clone(), text)),
                Err(found) => problems.extend(found),
            }
        }
        book.for_each_chapter_mut(|chapter| {
            if let Some(text) = chapter.path.as_ref().and_then(|path| woven.remove(path)) {
                chapter.content = text;
            }
        });
        self.0.found.replace(Found { survey, problems });
        Ok(book)
    }
}

impl State {
    fn survey(&self, book: &Book) -> (Survey, Vec<Problem>) {
        let (mut pages, mut problems) = (Vec::new(), Vec::new());
        for chapter in book.chapters() {
            let (Some(path), Some(source)) = (&chapter.path, &chapter.source_path) else { continue };
            let name = self.src.join(source).display().to_string();
            let document = Document::read(Source::new(name, chapter.content.clone()));
            let (page, found) = Page::new(path.clone(), pages::number(chapter), document);
            pages.push(page);
            problems.extend(found);
        }
        let (survey, found) = Survey::new(pages, &self.records);
        problems.extend(found);
        (survey, problems)
    }
}

/// The renderer: keeps the book that mdBook has prepared.
#[derive(Default)]
struct Taker(RefCell<Option<Book>>);

impl BookRenderer for Taker {
    fn name(&self) -> &str {
        "html"
    }

    fn render(&self, context: &RenderContext) -> BookResult<()> {
        self.0.replace(Some(context.book.clone()));
        Ok(())
    }
}
