//! Files and folders → documents: what is to be read, and in which order.

mod cache;
mod certificates;

pub use cache::Cache;
pub use certificates::store;

use crate::source::{Source, fingerprint};
use crate::verdict::{Analysis, Effort, Shelf, analyse_with};
use std::fmt;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Why some input cannot be read.
#[derive(Debug)]
pub enum Failure {
    /// A file or folder cannot be read.
    Unreadable(PathBuf, std::io::Error),
    /// A file is no text in UTF-8.
    NotText(PathBuf),
    /// A file or folder cannot be written.
    Unwritable(PathBuf, std::io::Error),
    /// A folder holds no Markdown.
    Empty(PathBuf),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Unreadable(path, error) => write!(f, "{} cannot be read: {error}", path.display()),
            Failure::Unwritable(path, error) => write!(f, "{} cannot be written: {error}", path.display()),
            Failure::NotText(path) => write!(f, "{} is no text in UTF-8", path.display()),
            Failure::Empty(path) => write!(f, "{} holds no Markdown file (*.md)", path.display()),
        }
    }
}

/// A share of the files: this one of so many, by a hash of the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Partition {
    /// Which one, from 1.
    pub number: u64,
    /// Of how many.
    pub of: u64,
}

impl Partition {
    fn holds(self, name: &str) -> bool {
        fingerprint(name) % self.of == self.number - 1
    }
}

/// The files that the paths name, sorted, each once: a file itself, a folder's `*.md` at any depth, `-` for standard
/// input.
pub fn files(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<Failure>) {
    let (mut found, mut failures) = (Vec::new(), Vec::new());
    for path in paths {
        if path.as_os_str() == "-" || !path.is_dir() {
            found.push(path.clone());
            continue;
        }
        let before = found.len();
        if let Err(failure) = folder(path, &mut found) {
            failures.push(failure);
        } else if found.len() == before {
            failures.push(Failure::Empty(path.clone()));
        }
    }
    found.sort();
    found.dedup();
    (found, failures)
}

fn folder(path: &Path, found: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let unreadable = |error| Failure::Unreadable(path.to_path_buf(), error);
    for entry in std::fs::read_dir(path).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let (inner, kind) = (entry.path(), entry.file_type().map_err(unreadable)?);
        if kind.is_dir() {
            folder(&inner, found)?;
        } else if inner.extension().is_some_and(|ending| ending == "md") {
            found.push(inner);
        }
    }
    Ok(())
}

/// The text of a file, or of standard input for `-`.
pub fn read(path: &Path) -> Result<Source, Failure> {
    let unreadable = |error| Failure::Unreadable(path.to_path_buf(), error);
    if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).map_err(unreadable)?;
        let text = String::from_utf8(bytes).map_err(|_| Failure::NotText(path.to_path_buf()))?;
        return Ok(Source::new("<stdin>", text));
    }
    let bytes = std::fs::read(path).map_err(unreadable)?;
    let text = String::from_utf8(bytes).map_err(|_| Failure::NotText(path.to_path_buf()))?;
    Ok(Source::new(path.display().to_string(), text))
}

/// Analyses a text, with the files that it uses from the disk, unless a cache knows its analysis.
pub fn analyse(source: Source, effort: Effort, cache: Option<&Cache>) -> Analysis {
    let shelf = shelf(&source, Shelf::default());
    let anew = |source| analyse_with(source, &shelf, effort);
    match cache {
        Some(cache) => cache.analysis(source, &shelf, effort, anew),
        None => anew(source),
    }
}

/// The files that a text uses, and those that these use, from the disk where the shelf does not hold them.
fn shelf(source: &Source, mut shelf: Shelf) -> Shelf {
    let mut open = Shelf::wanted(source);
    while let Some(name) = open.pop() {
        if shelf.holds(&name) {
            continue;
        }
        let file = read(Path::new(&name));
        open.extend(file.as_ref().map(Shelf::wanted).unwrap_or_default());
        shelf.put(&name, file.map_err(|failure| failure.to_string()));
    }
    shelf
}

/// Stack for each thread: deep formulas are walked by recursion.
const STACK: usize = 64 << 20;

/// Reads and analyses files on several threads; the answers are in the order of the files.
pub fn analyse_all(
    paths: &[PathBuf],
    effort: Effort,
    jobs: usize,
    partition: Option<Partition>,
    cache: Option<&Cache>,
) -> Vec<Result<Analysis, Failure>> {
    let chosen: Vec<&PathBuf> = paths
        .iter()
        .filter(|path| partition.is_none_or(|partition| partition.holds(&path.display().to_string())))
        .collect();
    on_threads(&chosen, jobs, |path| read(path).map(|source| analyse(source, effort, cache)))
}

/// Analyses texts that are already at hand, and may use each other, on several threads; the answers are in the order of
/// the texts.
pub fn analyse_texts(sources: &[Source], effort: Effort, jobs: usize) -> Vec<Analysis> {
    let mut texts = Shelf::default();
    sources.iter().for_each(|source| texts.put(source.name(), Ok(source.clone())));
    on_threads(sources, jobs, |source| {
        let shelf = shelf(source, texts.clone());
        analyse_with(source.clone(), &shelf, effort)
    })
}

/// How many threads are worth starting on this machine.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// Does the same work on every item, on several threads with deep stacks; the answers are in the order of the items.
fn on_threads<T: Sync, A: Send>(items: &[T], jobs: usize, work: impl Fn(&T) -> A + Sync) -> Vec<A> {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let mut answers: Vec<(usize, A)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..jobs.clamp(1, items.len().max(1)))
            .map(|_| {
                let deep = std::thread::Builder::new().stack_size(STACK);
                let worker = deep.spawn_scoped(scope, || {
                    let mut own = Vec::new();
                    loop {
                        let at = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                        let Some(item) = items.get(at) else { return own };
                        own.push((at, work(item)));
                    }
                });
                worker.unwrap_or_else(|error| panic!("no thread can be started: {error}"))
            })
            .collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    });
    answers.sort_by_key(|(at, _)| *at);
    answers.into_iter().map(|(_, answer)| answer).collect()
}
