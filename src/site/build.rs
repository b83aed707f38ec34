//! The whole way from a folder with `book.toml` to the finished site.

use super::cite::Work;
use super::figures::{self, Ground};
use super::foreign::foreign;
use super::frame::Established;
use super::guard::{self, Places};
use super::katex::{Macros, Renderer};
use super::output::Staging;
use super::pages::{self, Shown};
use super::survey::{Page, Survey};
use super::testing::Failed;
use super::testing::Tested;
use super::verdicts::{Counts, Deny, Verdicts};
use super::weave::{Loom, typeset};
use super::{Problem, Records, inspect, styles};
use crate::source::{Document, Source};
use crate::verdict::Effort;
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
    /// A row for each chapter that holds mathematics.
    pub rows: Vec<Row>,
}

/// What was established of a chapter.
pub struct Row {
    /// Its file, relative to the folder of the chapters.
    pub chapter: String,
    /// The statuses of its relations.
    pub counts: Counts,
    /// The steps whose checks passed, each with the number of points at which it was evaluated.
    pub steps: Vec<(&'static str, usize)>,
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
    progress("Verifying and typesetting the chapters");
    let deny = deny(&config).map_err(|why| broken(&why))?;
    let src = config.book.src.clone();
    let work = Work::of(&config);
    let state = Rc::new(State { records, tested, src, deny, published: true, work, found: RefCell::default() });
    let woven = woven(book, &state);
    let found = state.found.take();
    if !found.problems.is_empty() {
        return Err(found.problems);
    }
    let (woven, survey) = (woven.map_err(|error| broken(&error))?, found.survey);
    progress("Writing the pages");
    let nothing = Tested::default();
    let tested = state.tested.as_ref().unwrap_or(&nothing);
    let established = Established { tested, verdicts: &found.verdicts, records: &state.records };
    let mut shown = pages::pages(&config, &woven, &survey, &established);
    let styles = styles::gather(&mut shown);
    let mut files = pages::files(&places.src).map_err(|error| broken(&error))?;
    files.extend(found.verdicts.certificate_names().map(|name| format!("certificates/{name}")));
    let scripts = if found.scripts.is_empty() { Vec::new() } else { pages::scripts(&found.scripts) };
    files.extend(scripts.iter().map(|(name, _)| (*name).to_owned()));
    let problems = inspect::inspect(&shown, &files, &survey, &established);
    if !problems.is_empty() {
        return Err(problems);
    }
    write(&places, &shown, &styles, &scripts, &found.verdicts).map_err(|error| broken(&error))?;
    Ok(account(&places, &established, &survey, &shown))
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

fn write(
    places: &Places,
    shown: &[Shown],
    styles: &str,
    scripts: &[(&str, String)],
    verdicts: &Verdicts,
) -> std::io::Result<()> {
    let staging = Staging::begin(&places.out)?;
    for page in shown {
        let path = staging.path().join(&page.file);
        std::fs::create_dir_all(path.parent().unwrap_or(staging.path()))?;
        std::fs::write(path, &page.html)?;
    }
    std::fs::write(staging.path().join(styles::SHEET), styles)?;
    for (name, text) in scripts {
        std::fs::write(staging.path().join(name), text)?;
    }
    verdicts.certificates(&staging.path().join("certificates")).map_err(std::io::Error::other)?;
    pages::assets(&places.src, staging.path(), shown)?;
    staging.publish()
}

/// `deny = […]` under `[preprocessor.quod]`.
fn deny(config: &Config) -> Result<Deny, String> {
    let words: Vec<String> =
        config.get("preprocessor.quod.deny").map_err(|error| format!("{error:#}"))?.unwrap_or_default();
    let mut deny = Deny::default();
    for word in words {
        match word.as_str() {
            "checked" => deny.checked = true,
            "unread" => deny.unread = true,
            "warnings" => deny.warnings = true,
            _ => return Err(format!("`deny` knows checked, unread and warnings, not `{word}`")),
        }
    }
    Ok(deny)
}

fn account(places: &Places, established: &Established, survey: &Survey, shown: &[Shown]) -> Built {
    let rows = survey.pages.iter().map(|page| {
        let steps = page.marks.iter().filter_map(|mark| established.step(mark));
        let steps = steps.filter_map(|(_, step)| Some((step.id, established.tested.of(step)?.cases)));
        Row {
            chapter: page.path.display().to_string(),
            counts: established.verdicts.counts(&page.path),
            steps: steps.collect(),
        }
    });
    Built {
        index: places.out.join("index.html"),
        pages: shown.iter().filter(|page| !page.chapters.is_empty()).count(),
        formulas: survey.pages.iter().map(|page| page.document.formulas.len()).sum(),
        rows: rows.collect(),
    }
}

/// What the preprocessor is given, and what it finds.
struct State {
    records: Records,
    tested: Result<Tested, Vec<Failed>>,
    src: PathBuf,
    deny: Deny,
    published: bool,
    work: Work,
    found: RefCell<Found>,
}

#[derive(Default)]
struct Found {
    survey: Survey,
    verdicts: Verdicts,
    problems: Vec<Problem>,
    /// What the figures tell the script of the site.
    scripts: String,
}

/// The preprocessor: surveys and verifies the book, then weaves each chapter.
struct Weaver(Rc<State>);

impl Preprocessor for Weaver {
    fn name(&self) -> &str {
        "quod"
    }

    fn run(&self, _: &PreprocessorContext, book: Book) -> BookResult<Book> {
        Ok(self.0.weave(book))
    }
}

/// Does to a book what [`build`] does to its chapters, for a stock mdBook that writes the pages itself.
///
/// # Errors
/// Everything that is wrong with the book, each with its place.
pub fn preprocess(context: &PreprocessorContext, book: Book) -> Result<Book, Vec<Problem>> {
    let config = &context.config;
    let broken = |why: &str| vec![*guard::broken(&configuration(&context.root), why)];
    let records = Records::of(config);
    let deny = deny(config).map_err(|why| broken(&why))?;
    let (tested, src) = (Tested::run(&records), config.book.src.clone());
    let work = Work::of(config);
    let state = State { records, tested, src, deny, published: false, work, found: RefCell::default() };
    let woven = state.weave(book);
    let problems = state.found.take().problems;
    if !problems.is_empty() {
        return Err(problems);
    }
    if let Ok(Some(path)) = config.get::<PathBuf>("preprocessor.quod.stylesheet") {
        let texts: Vec<&str> = woven.chapters().map(|chapter| chapter.content.as_str()).collect();
        let path = context.root.join(path);
        let written = std::fs::create_dir_all(path.parent().unwrap_or(&context.root));
        written
            .and_then(|()| std::fs::write(path, pages::stylesheet(&texts)))
            .map_err(|error| broken(&format!("the stylesheet cannot be written: {error}")))?;
    }
    Ok(woven)
}

impl State {
    fn weave(&self, mut book: Book) -> Book {
        let (survey, mut problems) = self.survey(&book);
        let nothing = Tested::default();
        let tested = self.tested.as_ref().unwrap_or_else(|failures| {
            problems.extend(failures.iter().filter_map(|failure| survey.failed(failure)));
            &nothing
        });
        problems.extend(survey.pages.iter().flat_map(foreign));
        let (renderer, macros) = (Renderer::default(), Macros::new());
        let (mut set, mut refused) = (Vec::new(), Vec::new());
        for page in &survey.pages {
            match typeset(&renderer, &macros, page) {
                Ok(formulas) => set.push(formulas),
                Err(found) => refused.extend(found),
            }
        }
        if !refused.is_empty() {
            problems.extend(refused);
            self.found.replace(Found { survey, problems, ..Found::default() });
            return book;
        }
        let verdicts = Verdicts::reach(&survey.pages, Effort::default());
        // The survey and the verdicts both read the directives: what one has said of a line the other does not repeat.
        let told: Vec<_> = problems.iter().map(Problem::place).collect();
        problems.extend(verdicts.problems(&self.deny).into_iter().filter(|problem| !told.contains(&problem.place())));
        let established = Established { tested, verdicts: &verdicts, records: &self.records };
        let loom = Loom { survey: &survey, established, published: self.published, work: &self.work };
        let (mut woven, mut scripts) = (BTreeMap::new(), String::new());
        let ground = Ground { survey: &survey, established };
        for (page, set) in survey.pages.iter().zip(&set) {
            let (drawn, found) = figures::drawn(page, &ground);
            problems.extend(found);
            scripts.extend(drawn.iter().map(|figure| figure.script.as_str()));
            woven.insert(page.path.clone(), loom.weave(page, set, &drawn));
        }
        book.for_each_chapter_mut(|chapter| {
            if let Some(text) = chapter.path.as_ref().and_then(|path| woven.remove(path)) {
                chapter.content = text;
            }
        });
        self.found.replace(Found { survey, verdicts, problems, scripts });
        book
    }

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
