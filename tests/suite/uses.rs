//! Files that use each other, on a disk and through standard input; and the book, whose files do.

use crate::pages::BOOK;
use std::io::Write;
use std::path::Path;
use std::process::{Output, Stdio};

const CHAPTER: &str = "$$s_i = \\frac{e^{z_i}}{\\sum_{l=1}^n e^{z_l}}$$\n";
const USER: &str = "<!-- quod: use parts/softmax.md -->\n\n$$\\sum_{i=1}^n s_i = 1$$\n";

fn check(folder: &Path, path: &str, input: &str) -> Output {
    let mut command = crate::quod_without_home();
    command.current_dir(folder).args(["check", path]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("quod runs");
    child.stdin.take().expect("piped").write_all(input.as_bytes()).expect("written");
    child.wait_with_output().expect("quod ends")
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("parts")).expect("a folder");
    std::fs::write(folder.path().join("parts/softmax.md"), CHAPTER).expect("written");
    std::fs::write(folder.path().join("user.md"), USER).expect("written");
    folder
}

#[test]
fn a_file_is_used_relative_to_the_one_that_names_it() {
    let folder = folder();
    let inner = "<!-- quod: use ../parts/softmax.md -->\n\n$$\\sum_{i=1}^n s_i = 1$$\n";
    std::fs::write(folder.path().join("parts/inner.md"), inner).expect("written");
    for (path, input) in [("user.md", ""), ("parts/inner.md", ""), ("-", USER)] {
        let output = check(folder.path(), path, input);
        let report = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{path}: {report}");
        assert!(report.contains("1 proved"), "{path}: {report}");
    }
}

#[test]
fn a_file_that_is_missing_or_no_text_is_an_error_at_the_directive() {
    let folder = folder();
    for spoil in [true, false] {
        let chapter = folder.path().join("parts/softmax.md");
        if spoil {
            std::fs::write(chapter, [0xff, 0xfe, 0xff]).expect("written");
        } else {
            std::fs::remove_file(chapter).expect("removed");
        }
        let output = check(folder.path(), "user.md", "");
        let report = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(1), "{report}");
        assert!(report.contains("error[Q0407]: parts/softmax.md cannot be used"), "{report}");
        assert!(report.contains("user.md:1:1") && !report.contains("refuted"), "{report}");
    }
}

/// The pages that show the note's mistakes are the only ones with a line that fails.
#[test]
fn the_book_says_nothing_false() {
    let mut used = 0;
    for (_, analysis) in &*BOOK {
        let name = analysis.source.name();
        used += analysis.source.text().lines().filter(|line| line.starts_with("<!-- quod: use ")).count();
        if !name.starts_with("errata/") && name != "note.md" {
            let links = analysis.formulas.iter().flat_map(|formula| &formula.links);
            let failing: Vec<_> = links.filter(|link| link.status.fails() && !link.expected).collect();
            assert!(failing.is_empty(), "{name}: {failing:?}");
        }
    }
    assert!(BOOK.len() > 20 && used >= 1, "some chapters use others");
}
