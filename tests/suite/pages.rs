//! The pages that many tests look at, analysed once for all of them.

use quod::source::Source;
use quod::verdict::{Analysis, Effort, Shelf, analyse_with};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The pages in `tests/ui`, by family and name.
pub static UI: LazyLock<Vec<(PathBuf, Analysis)>> = LazyLock::new(|| analysed("tests/ui", &below("tests/ui")));

/// The chapters of the book.
pub static BOOK: LazyLock<Vec<(PathBuf, Analysis)>> = LazyLock::new(|| analysed("book", &below("book")));

/// The Markdown files below a folder, in the order of their paths.
fn below(folder: &str) -> Vec<PathBuf> {
    let (mut found, mut open) = (Vec::new(), vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)]);
    while let Some(folder) = open.pop() {
        for path in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if path.is_dir() {
                open.push(path);
            } else if path.extension() == Some("md".as_ref()) && !path.ends_with("README.md") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Each page with its analysis, named by its path below the folder.
fn analysed(folder: &str, pages: &[PathBuf]) -> Vec<(PathBuf, Analysis)> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let source = |page: &PathBuf| {
        let name = page.strip_prefix(&top).expect("below the folder").display().to_string().replace('\\', "/");
        Source::new(name, std::fs::read_to_string(page).expect("a page of text"))
    };
    let mut shelf = Shelf::default();
    for page in pages {
        let source = source(page);
        let name = source.name().to_string();
        shelf.put(&name, Ok(source));
    }
    let analysis = |page: &PathBuf| analyse_with(source(page), &shelf, Effort::default());
    let next = AtomicUsize::new(0);
    let mut all: Vec<(usize, Analysis)> = std::thread::scope(|scope| {
        let work = || {
            let numbers = std::iter::from_fn(|| Some(next.fetch_add(1, Ordering::Relaxed)));
            numbers.map_while(|number| Some((number, analysis(pages.get(number)?)))).collect::<Vec<_>>()
        };
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("an analysis")).collect()
    });
    all.sort_by_key(|(number, _)| *number);
    all.into_iter().map(|(number, analysis)| (pages[number].clone(), analysis)).collect()
}
