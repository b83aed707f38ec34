//! The built book under programs of others: the Nu HTML checker, mdBook itself, and the paper of a browser.
//!
//! Like the tests in a browser they are skipped with a loud line where a program is missing, unless
//! `QUOD_REQUIRE_BROWSER=1` is set, as in `.ci/run`.

use crate::browser::{found_or_skipped, program, required, run_in, scripts};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What KaTeX itself writes and the checker does not know, each with the reason.
const KNOWN: &[&str] = &[
    // MathML 3 has no width on a cell, but KaTeX centres numbered lines by it; browsers pass over it.
    "Attribute “width” not allowed on element “mtd” at this point.",
];

/// Java and the checker, or what is missing.
fn checker() -> Result<(PathBuf, PathBuf), String> {
    let archive = scripts().join("node_modules/vnu-jar/build/dist/vnu.jar");
    let java = program(&["java"])?;
    archive.is_file().then_some((java, archive)).ok_or_else(|| "`npm ci` has not been run in tests/browser".to_owned())
}

/// The errors that the checker finds below a folder.
fn invalid(java: &Path, archive: &Path, folder: &Path) -> Vec<String> {
    let mut command = Command::new(java);
    command
        .arg("-jar")
        .arg(archive)
        .args(["--skip-non-html", "--also-check-css", "--also-check-svg", "--format", "json"])
        .arg(folder);
    let output = command.output().expect("java runs");
    let report: serde_json::Value = serde_json::from_slice(&output.stderr).expect("the report of the checker");
    let messages = report["messages"].as_array().expect("messages").iter().filter(|it| it["type"] != "info");
    let text = |it: &serde_json::Value, key: &str| it[key].as_str().unwrap_or("").to_owned();
    let told = messages.map(|it| (text(it, "message"), format!("{}: {}", text(it, "url"), text(it, "message"))));
    told.filter(|(message, _)| !KNOWN.contains(&message.as_str())).map(|(_, line)| line).collect()
}

#[test]
fn every_page_is_valid_html() {
    let Some((java, archive)) = found_or_skipped(checker(), required()) else { return };
    let folder = tempfile::tempdir().expect("a folder");
    crate::book::build_in(folder.path());
    let site = folder.path().join("target/book");
    let page = std::fs::read_to_string(site.join("index.html")).expect("a page");
    assert_eq!(invalid(&java, &archive, &site), Vec::<String>::new());
    let spoilt = folder.path().join("spoilt");
    std::fs::create_dir(&spoilt).expect("a folder");
    std::fs::write(spoilt.join("a.html"), page.replace("<main", "<p></div><main")).expect("a page");
    assert!(!invalid(&java, &archive, &spoilt).is_empty(), "a page that is spoilt on purpose is not noticed");
}

/// The script for paper looks for what is clipped or missing, and leaves a PDF, whose text is read here.
#[test]
fn the_print_edition_shows_every_display_and_its_pdf_every_number_and_title() {
    let Some(pdftotext) = found_or_skipped(program(&["pdftotext"]), required()) else { return };
    let folder = tempfile::tempdir().expect("a folder");
    crate::book::build_in(folder.path());
    let site = folder.path().join("target/book");
    if !run_in("print.mjs", &site) {
        return;
    }
    let output = Command::new(pdftotext).arg(folder.path().join("target/book.pdf")).arg("-").output().expect("it runs");
    let text = String::from_utf8_lossy(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
    let list = std::fs::read_to_string(site.join("index/steps.html")).expect("the steps");
    let numbers = list.split("</a></th>").filter_map(|part| part.rsplit('>').next()).filter(|it| it.contains('.'));
    let numbers: Vec<&str> = numbers.filter(|it| it.len() < 8).collect();
    assert!(numbers.len() >= 100, "{} steps", numbers.len());
    let words: std::collections::BTreeSet<&str> = text.split(' ').collect();
    let missing: Vec<_> = numbers.iter().filter(|number| !words.contains(*number)).collect();
    assert!(missing.is_empty(), "not on paper: {missing:?}");
    // A line may break within a title, and a hyphen may end it.
    let bare = |text: &str| text.replace([' ', '-', '‐'], "");
    let paper = bare(&text);
    let lost: Vec<_> = quod::numeric::steps::all().filter(|(_, step)| !paper.contains(&bare(step.title))).collect();
    assert!(lost.is_empty(), "`{}` is not on paper", lost[0].1.title);
}

/// mdBook as its authors build it, with quod as the command that `book.toml` names.
#[test]
fn the_real_mdbook_gives_the_same_chapters() {
    let Some(mdbook) = found_or_skipped(program(&["mdbook"]), required()) else { return };
    let folder = tempfile::tempdir().expect("a folder");
    crate::book::build_in(folder.path());
    let toml = std::fs::read_to_string(folder.path().join("book.toml")).expect("book.toml");
    std::fs::write(folder.path().join("book.toml"), toml.replace("target/book", "target/stock")).expect("book.toml");
    let quod = Path::new(env!("CARGO_BIN_EXE_quod")).parent().expect("a folder");
    let path = std::env::join_paths(
        std::iter::once(quod.to_owned()).chain(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())),
    );
    let mut command = Command::new(mdbook);
    let output = command.arg("build").current_dir(folder.path()).env("PATH", path.expect("a path")).output();
    let output = output.expect("mdbook runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut compared = 0;
    for (chapter, step) in quod::numeric::steps::all() {
        let file = chapter.file.replace(".md", ".html");
        let frame = |site: &str| {
            let page = std::fs::read_to_string(folder.path().join("target").join(site).join(&file)).expect("a chapter");
            let at = page.find(&format!("id=\"{}\"", step.id)).unwrap_or_else(|| panic!("{site}: no {}", step.id));
            let end = page[at..].find("</summary>").expect("a summary");
            let frame = crate::dom::parse(&format!("<div {}", &page[at..at + end]));
            crate::dom::text(&frame.document).split_whitespace().collect::<String>()
        };
        assert_eq!(frame("book"), frame("stock"), "{}", step.id);
        compared += 1;
    }
    assert!(compared > 100);
}
