//! Where the site may be written: never over, around or among what somebody wrote.

use super::Problem;
use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};
use mdbook::config::Config;
use std::path::{Component, Path, PathBuf};

/// The file that marks a folder as written by quod, so that it may be replaced.
pub const MARKER: &str = ".quod-site";

/// The folders of one book.
#[derive(Clone, Debug)]
pub struct Places {
    /// Where `book.toml` lies.
    pub root: PathBuf,
    /// Where the chapters lie.
    pub src: PathBuf,
    /// Where the site goes.
    pub out: PathBuf,
}

/// Reads `book.toml` and settles the folders. Missing chapters are never created.
///
/// # Errors
/// Q0410 where `book.toml` cannot be read, Q0409 where the site would replace anything that quod did not write.
pub fn places(root: &Path) -> Result<(Config, Places), Box<Problem>> {
    let file = root.join("book.toml");
    let text = std::fs::read_to_string(&file).map_err(|error| broken("", &format!("book.toml: {error}")))?;
    let mut config: Config = text.parse().map_err(|error| broken(&text, &format!("{error:#}")))?;
    config.build.create_missing = false;
    let src = resolve(&root.join(&config.book.src));
    let out = resolve(&root.join(&config.build.build_dir));
    let places = Places { root: resolve(root), src, out };
    match conflict(&places) {
        Some(why) => Err(Box::new(overwriting(&text, &places, &why))),
        None => Ok((config, places)),
    }
}

/// Why the site must not go to `places.out`, if so.
fn conflict(places: &Places) -> Option<String> {
    let Places { root, src, out } = places;
    if root.starts_with(out) {
        return Some("that folder holds the book itself".into());
    }
    if src.starts_with(out) || out.starts_with(src) {
        return Some("that folder and the folder of the chapters lie in one another".into());
    }
    if out.is_file() {
        return Some("a file of that name exists".into());
    }
    let strangers = out.read_dir().ok()?.flatten().any(|_| !out.join(MARKER).exists());
    strangers.then(|| "that folder exists and holds files that quod did not write".into())
}

fn overwriting(text: &str, places: &Places, why: &str) -> Problem {
    let span = ["build-dir", "[build]", "[book]"].iter().find_map(|key| {
        let start = text.find(key)?;
        Some(Span::new(start, start + text[start..].find('\n').unwrap_or(text.len() - start)))
    });
    let shown = places.out.strip_prefix(&places.root).unwrap_or(&places.out).display().to_string();
    let shown = if shown.is_empty() { ".".to_owned() } else { shown };
    let diagnostic = Diagnostic::error(
        "Q0409",
        format!("the site would go to `{shown}`, but {why}"),
        span.unwrap_or(Span::new(0, 0)),
        "the output folder follows from this",
    )
    .help("write `build-dir = \"target/book\"` under `[build]`, or name any other folder of its own");
    Problem { source: Source::new("book.toml", text), diagnostic }
}

/// A book that cannot be loaded; `why` is the loader's own message.
pub fn broken(text: &str, why: &str) -> Box<Problem> {
    let diagnostic = Diagnostic::error("Q0410", "the book cannot be loaded", Span::new(0, 0), why);
    Box::new(Problem { source: Source::new("book.toml", text), diagnostic })
}

/// The path without `.`, `..` and symbolic links, as far as it exists.
fn resolve(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut resolved = PathBuf::new();
    for component in absolute.components() {
        match component {
            Component::ParentDir => drop(resolved.pop()),
            Component::CurDir => {}
            other => resolved.push(other),
        }
        resolved = resolved.canonicalize().unwrap_or(resolved);
    }
    resolved
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book(config: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::create_dir(folder.path().join("book")).expect("book");
        std::fs::write(folder.path().join("book/a.md"), "# A\n").expect("chapter");
        std::fs::write(folder.path().join("book.toml"), config).expect("configuration");
        folder
    }

    #[test]
    fn a_folder_of_its_own_is_allowed_and_made_absolute() {
        let folder = book("[book]\nsrc = \"book\"\n[build]\nbuild-dir = \"target/book\"\n");
        let (config, places) = places(folder.path()).expect("allowed");
        assert!(places.out.ends_with("target/book") && places.out.is_absolute());
        assert!(!config.build.create_missing);
    }

    #[test]
    fn every_way_to_overwrite_a_source_is_refused_by_name() {
        for out in ["book", ".", "..", "./book/../book", "book/out", "elsewhere", "a-file"] {
            let folder = book(&format!("[book]\nsrc = \"book\"\n[build]\nbuild-dir = \"{out}\"\n"));
            std::fs::create_dir(folder.path().join("elsewhere")).expect("a folder");
            std::fs::write(folder.path().join("elsewhere/thesis.tex"), "years of work").expect("a file");
            std::fs::write(folder.path().join("a-file"), "work").expect("a file");
            let problem = places(folder.path()).expect_err(out);
            assert_eq!(problem.diagnostic.code.name, "Q0409", "{out}");
            assert_eq!(problem.source.position(problem.diagnostic.labels[0].span.start).line, 4, "{out}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_symbolic_link_to_the_chapters_is_seen_through() {
        let folder = book("[book]\nsrc = \"book\"\n[build]\nbuild-dir = \"link\"\n");
        std::os::unix::fs::symlink(folder.path().join("book"), folder.path().join("link")).expect("a link");
        assert_eq!(places(folder.path()).expect_err("refused").diagnostic.code.name, "Q0409");
    }

    #[test]
    fn without_build_dir_the_default_is_refused_where_it_is_the_source() {
        let folder = book("[book]\nsrc = \"book\"\n");
        assert_eq!(places(folder.path()).expect_err("refused").diagnostic.code.name, "Q0409");
    }

    #[test]
    fn a_site_that_quod_wrote_may_be_replaced() {
        let folder = book("[book]\nsrc = \"book\"\n[build]\nbuild-dir = \"out\"\n");
        std::fs::create_dir(folder.path().join("out")).expect("a folder");
        std::fs::write(folder.path().join("out").join(MARKER), "").expect("the marker");
        assert!(places(folder.path()).is_ok());
    }

    #[test]
    fn a_configuration_that_is_no_toml_is_a_broken_book() {
        assert_eq!(places(book("[book\n").path()).expect_err("broken").diagnostic.code.name, "Q0410");
        let empty = tempfile::tempdir().expect("a temporary folder");
        assert_eq!(places(empty.path()).expect_err("missing").diagnostic.code.name, "Q0410");
    }
}
