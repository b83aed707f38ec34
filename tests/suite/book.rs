//! The book of this repository, built from a copy, and broken in ways that its build must notice.

use crate::demo::Book;
use quod::numeric::steps;
use quod::site::{Built, Problem, Records, build};
use std::path::Path;

/// A copy of the book, with a file altered.
fn copy(alter: impl Fn(&str, String) -> String) -> Book {
    let book = Book::of("");
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    std::fs::remove_file(book.root().join("book/chapter.md")).expect("removed");
    book.write("book.toml", &std::fs::read_to_string(top.join("book.toml")).expect("book.toml"));
    let mut open = vec![top.join("book")];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                let name = path.strip_prefix(top).expect("below the top").display().to_string();
                let altered = alter(&name, text);
                book.write(&name, &altered);
            }
        }
    }
    book
}

/// Builds the book of this repository in another folder.
pub fn build_in(folder: &Path) {
    let book = copy(|_, text| text);
    for (path, bytes) in book.files(".") {
        let target = folder.join(path.strip_prefix(book.root()).expect("below the book"));
        std::fs::create_dir_all(target.parent().expect("a folder")).expect("a folder");
        std::fs::write(target, bytes).expect("a file");
    }
    let built = build(folder, Records::BOOK, &|_| {});
    assert!(built.is_ok(), "the book does not build");
}

fn made(book: &Book) -> Result<Built, Vec<Problem>> {
    build(book.root(), Records::BOOK, &|_| {})
}

/// The codes with which the book fails when `from` is replaced by `to` in one file, and the messages.
fn broken(file: &str, from: &str, to: &str) -> Vec<(&'static str, String)> {
    let book = copy(|name, text| {
        if name != file {
            return text;
        }
        assert!(text.contains(from), "{file} has no {from}");
        text.replacen(from, to, 1)
    });
    let problems = made(&book).err().unwrap_or_default();
    problems.iter().map(|problem| (problem.diagnostic.code.name, problem.diagnostic.message.clone())).collect()
}

#[test]
fn the_book_builds_and_shows_every_step_as_tested_and_every_relation_as_proved() {
    let book = copy(|_, text| text);
    let built = made(&book).unwrap_or_else(|problems| panic!("{problems:#?}"));
    assert_eq!(built.rows.iter().map(|row| row.steps.len()).sum::<usize>(), steps::all().count());
    assert!(built.formulas > 100, "only {} formulas", built.formulas);
    for (chapter, step) in steps::all() {
        let page = book.read(&format!("target/book/{}", chapter.file.replace(".md", ".html")));
        let frame =
            page.split(&format!("id=\"{}\"", step.id)).nth(1).unwrap_or_else(|| panic!("no frame for {}", step.id));
        assert!(frame.split("</details>").next().is_some_and(|frame| frame.contains("tested in Rust")), "{}", step.id);
        let summary = frame.split("</summary>").next().unwrap_or("");
        assert!(summary.contains("s-proved") || summary.contains("s-definition"), "{}: {summary}", step.id);
    }
}

#[test]
fn a_formula_changed_only_in_the_chapter_fails_naming_the_step() {
    for (chapter, step) in steps::all() {
        let file = format!("book/{}", chapter.file);
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(&file)).expect("a chapter");
        assert!(text.contains(&format!("$${}$$", step.tex)), "{}: its formula is not in {file}", step.id);
    }
    let found = broken("book/gradient.md", "s_j - y_j$$", "y_j - s_j$$");
    assert!(found.iter().any(|(code, message)| *code == "Q0404" && message.contains("`ce.gradient`")), "{found:?}");
}

#[test]
fn a_lost_id_and_an_unclosed_brace_stop_the_build() {
    let lost = broken("book/gradient.md", "<!-- quod: id=ce.gradient -->", "");
    assert!(lost.iter().any(|(code, message)| *code == "Q0403" && message.contains("`ce.gradient`")), "{lost:?}");
    let brace = broken("book/jacobian.md", "\\operatorname{diag}", "\\operatorname{diag");
    assert!(brace.iter().any(|(code, _)| *code == "Q0401"), "{brace:?}");
}
