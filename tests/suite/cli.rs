//! The command as a user runs it.

use crate::demo::Book;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn quod(folder: &Path) -> Command {
    let mut command = crate::quod_without_home();
    command.current_dir(folder).stdin(Stdio::null());
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    quod(folder).args(arguments).output().expect("quod runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The book of this repository in a folder of its own, so that tests do not write where the user builds.
fn own_book() -> Book {
    let book = Book::of("");
    std::fs::remove_dir_all(book.root().join("book")).expect("removed");
    copy_all(Path::new(env!("CARGO_MANIFEST_DIR")).join("book").as_path(), &book.root().join("book"));
    let config = Path::new(env!("CARGO_MANIFEST_DIR")).join("book.toml");
    std::fs::copy(config, book.root().join("book.toml")).expect("copied");
    book
}

fn copy_all(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() { copy_all(&entry.path(), &target) } else { drop(std::fs::copy(entry.path(), target)) }
    }
}

#[test]
fn without_arguments_it_verifies_the_book_and_builds_the_site() {
    let book = own_book();
    let output = run(book.root(), &[]);
    let (out, progress) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(0), "{out}{progress}");
    for chapter in quod::numeric::steps::CHAPTERS {
        let name = chapter.file.trim_end_matches(".md");
        let row = out.lines().find(|line| line.split_whitespace().next() == Some(name));
        let tested = chapter.steps.len().to_string();
        assert!(row.is_some_and(|row| row.ends_with(&format!(" {tested}"))), "{}: {row:?}", chapter.file);
    }
    assert!(out.ends_with("pages: open target/book/index.html\n"), "{out}");
    assert!(progress.contains("Testing") && progress.contains("Writing the pages"), "{progress}");
    assert!(out.lines().all(|line| line.chars().count() <= 80), "a line is wider than 80 columns\n{out}");
    assert!(!out.contains('\u{1b}') && !progress.contains('\u{1b}'), "colors go to a terminal only");
    assert!(book.root().join("target/book/index.html").exists());
}

#[test]
fn an_unclosed_brace_exits_with_2_draws_a_caret_and_leaves_the_site() {
    let book = own_book();
    assert_eq!(run(book.root(), &[]).status.code(), Some(0));
    let old = book.files("target/book");
    let chapter = book.read("book/log-trick.md").replacen("\\frac{1}{s_i}", "\\frac{1}{s_i", 1);
    book.write("book/log-trick.md", &chapter);
    let output = run(book.root(), &[]);
    let error = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{error}");
    assert!(error.contains("error[Q0401]") && error.contains("book/log-trick.md:") && error.contains('^'), "{error}");
    assert!(output.stdout.is_empty());
    assert_eq!(old, book.files("target/book"));
}

#[test]
fn a_folder_without_a_book_is_a_clear_error() {
    let empty = tempfile::tempdir().expect("a folder");
    let output = run(empty.path(), &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("book.toml"), "{}", text(&output.stderr));
    assert_eq!(std::fs::read_dir(empty.path()).expect("listed").count(), 0, "nothing is written");
}

#[test]
fn what_does_not_exist_is_bad_usage() {
    let empty = tempfile::tempdir().expect("a folder");
    for arguments in [&["frobnicate"][..], &["--nonsense"], &["--color", "pink"]] {
        assert_eq!(run(empty.path(), arguments).status.code(), Some(2), "{arguments:?}");
    }
    assert_eq!(run(empty.path(), &["--version"]).status.code(), Some(0));
}

/// Kills a build right after each line of progress; the site is then wholly the old or wholly the new one.
#[test]
fn a_build_that_is_killed_leaves_a_whole_site() {
    let book = own_book();
    assert_eq!(run(book.root(), &[]).status.code(), Some(0));
    let old = book.files("target/book");
    book.write("book/index.md", &(book.read("book/index.md") + "\nOne more line.\n"));
    for lines in 1.. {
        let mut child = quod(book.root()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("quod runs");
        let mut progress = BufReader::new(child.stderr.take().expect("piped"));
        let mut line = String::new();
        let seen = (0..lines).take_while(|_| progress.read_line(&mut line).expect("read") > 0).count();
        let ended = seen < lines;
        child.kill().expect("killed");
        child.wait().expect("ended");
        drop(progress.read_to_string(&mut line));
        let now = book.files("target/book");
        if ended {
            assert_ne!(now, old, "a build that was not killed makes the new site");
            assert!(lines > 2, "there was no progress to kill it at");
            return;
        }
        assert!(now == old || now.len() == old.len(), "half a site after {line}");
    }
}
