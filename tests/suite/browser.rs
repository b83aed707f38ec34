//! quod's formulas beside KaTeX's own, in a browser: runs the scripts of `tests/browser`.
//!
//! Needs node, Debian's chromium and `npm ci` in `tests/browser`. Where one is missing the tests are skipped with a loud
//! line, unless `QUOD_REQUIRE_BROWSER=1` is set, as in `.ci/run`.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use quod::site::KATEX_CSS;
use quod::site::fonts::Faces;
use quod::site::katex::{Macros, Renderer};
use serde_json::json;

use crate::formulas;

/// The first program of this name on the search path.
pub fn program(names: &[&str]) -> Result<PathBuf, String> {
    let folders: Vec<PathBuf> = env::split_paths(&env::var_os("PATH").unwrap_or_default()).collect();
    let found =
        names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|it| it.is_file());
    found.ok_or_else(|| format!("{} is not installed", names[0]))
}

pub fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser")
}

/// Node and the browser, or what is missing.
fn tools() -> Result<(PathBuf, PathBuf), String> {
    let tools = (program(&["node"])?, program(&["chromium", "chromium-browser", "google-chrome"])?);
    let modules = scripts().join("node_modules");
    modules.is_dir().then_some(tools).ok_or_else(|| "`npm ci` has not been run in tests/browser".to_owned())
}

fn write_formulas(folder: &Path) {
    let (renderer, macros) = (Renderer::default(), Macros::new());
    let mut all = Faces::default();
    let mut one = |tex: &str, display: bool| {
        let html = renderer.render(tex, display, &macros).unwrap_or_else(|error| panic!("{tex}: {error:?}"));
        let mut faces = Faces::default();
        faces.add(&html);
        all.add(&html);
        json!({ "tex": tex, "display": display, "faces": faces.names().collect::<Vec<_>>(), "html": html })
    };
    let displays = formulas::all().into_iter().map(|tex| (tex, true));
    let inlines = formulas::all().into_iter().filter(|tex| !formulas::display_only(tex)).map(|tex| (tex, false));
    let list: Vec<_> = displays.chain(inlines).map(|(tex, display)| one(tex, display)).collect();
    fs::write(folder.join("formulas.json"), serde_json::to_string(&list).unwrap()).unwrap();
    fs::write(folder.join("katex.css"), KATEX_CSS).unwrap();
    fs::create_dir(folder.join("fonts")).unwrap();
    all.files().iter().for_each(|font| fs::write(folder.join("fonts").join(&font.name), &font.bytes).unwrap());
}

/// What was found, or `None` after a loud line; where the browser is required, missing tools are a failure.
pub fn found_or_skipped<T>(found: Result<T, String>, required: bool) -> Option<T> {
    let missing = match found {
        Ok(tools) => return Some(tools),
        Err(missing) => missing,
    };
    assert!(!required, "QUOD_REQUIRE_BROWSER is set: {missing}");
    skipped("a test in a browser", &missing);
    None
}

/// Says so on standard error itself, where the harness does not keep it back.
fn skipped(what: &str, why: &str) {
    // Written directly, because what a passing test prints otherwise is not shown.
    drop(writeln!(std::io::stderr(), "SKIPPED {what}: {why}"));
}

pub fn required() -> bool {
    env::var_os("QUOD_REQUIRE_BROWSER").is_some_and(|it| it == "1")
}

/// Runs a script of `tests/browser` on a fresh folder with formulas, stylesheet and fonts.
fn run(script: &str) {
    run_on(script, |folder| {
        write_formulas(folder);
        folder.to_owned()
    });
}

/// Runs a script on what `make` puts into a fresh folder; `make` says where in it the script is to look.
fn run_on(script: &str, make: impl Fn(&Path) -> PathBuf) {
    let Some((node, chromium)) = found_or_skipped(tools(), required()) else { return };
    let folder = tempfile::tempdir().unwrap();
    let target = make(folder.path());
    if let Err(said) = ran(script, &target, &node, &chromium) {
        panic!("{script} failed; the pictures are in {}\n{said}", folder.keep().display());
    }
}

/// Runs a script on a fresh build of the book.
fn run_on_the_book(script: &str) {
    run_on(script, |folder| {
        crate::book::build_in(folder);
        folder.join("target/book")
    });
}

/// Runs a script on a folder; whether the tools for it are there.
pub fn run_in(script: &str, target: &Path) -> bool {
    let Some((node, chromium)) = found_or_skipped(tools(), required()) else { return false };
    ran(script, target, &node, &chromium).unwrap_or_else(|said| panic!("{script} failed\n{said}"));
    true
}

/// Runs a script; what it said is the error where it complains.
fn ran(script: &str, target: &Path, node: &Path, chromium: &Path) -> Result<(), String> {
    let mut command = Command::new(node);
    command.current_dir(scripts()).arg(script).arg(target).arg(chromium);
    let output = command.output().unwrap();
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    println!("{said}");
    if output.status.success() { Ok(()) } else { Err(said) }
}

#[test]
fn html_and_pixels_are_those_of_katex_itself() {
    run("compare.mjs");
}

#[test]
fn every_page_reads_well_without_javascript_and_asks_for_nothing() {
    run_on_the_book("site.mjs");
}

#[test]
fn every_page_is_accessible_as_far_as_a_machine_can_tell() {
    run_on_the_book("axe.mjs");
}

#[test]
fn what_is_searched_copied_or_cited_works_by_keyboard_and_from_a_file() {
    run_on_the_book("search.mjs");
}

#[test]
fn sliders_recompute_what_was_proved_to_the_last_digit_that_nalgebra_has() {
    run_on("live.mjs", |folder| {
        crate::figures::live_in(folder);
        folder.to_owned()
    });
}

/// Costs a minute, so it runs only where the browser is required.
#[test]
fn no_declaration_of_the_stylesheet_can_go_unnoticed() {
    match required() {
        true => run("sweep.mjs"),
        false => skipped("the sweep through the stylesheet", "QUOD_REQUIRE_BROWSER=1 runs it"),
    }
}

#[test]
fn a_missing_tool_is_skipped_where_no_browser_is_required() {
    assert_eq!(found_or_skipped(program(&["no-such-program"]), false), None);
    assert_eq!(found_or_skipped(Ok(1), true), Some(1));
}

#[test]
#[should_panic(expected = "no-such-program is not installed")]
fn a_missing_tool_fails_where_the_browser_is_required() {
    found_or_skipped(program(&["no-such-program"]), true);
}
