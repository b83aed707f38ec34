//! `quod check`, `quod explain` and `quod schema` as a user runs them: exit status, where what is printed, widths, colors.

use crate::note::NOTE;
use serde_json::Value;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use unicode_width::UnicodeWidthChar;

const TRUE: &str = "$$\\sum_{i=1}^n (a_i + b_i) = \\sum_{i=1}^n a_i + \\sum_{i=1}^n b_i$$\n";
const FALSE: &str = "$$a + a = 3 a$$\n";
const ILL_FORMED: &str = "$$\\sum_{i=1}^n a_i = a_i$$\n";
const UNREAD: &str = "$$\\mathbb{E}[X] = \\int x p(x) dx$$\n";

/// A folder with these files.
fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("created");
        std::fs::write(path, text).expect("written");
    }
    folder
}

fn quod(folder: &Path) -> Command {
    let mut command = crate::quod_without_home();
    command.current_dir(folder).stdin(Stdio::null());
    for variable in ["COLUMNS", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
        command.env_remove(variable);
    }
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    quod(folder).args(arguments).output().expect("quod runs")
}

/// Exit status, standard output, standard error.
fn told(output: Output) -> (Option<i32>, String, String) {
    let text = |bytes| String::from_utf8(bytes).expect("text");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// The exit status for one file.
fn status_of(text: &[u8], options: &[&str]) -> Option<i32> {
    let folder = folder(&[("a.md", text)]);
    run(folder.path(), &[&["check", "a.md"], options].concat()).status.code()
}

fn width(line: &str) -> usize {
    line.chars().filter_map(UnicodeWidthChar::width).sum()
}

#[test]
fn the_exit_status_says_whether_every_claim_holds() {
    let proved_and_unread = format!("{TRUE}\n{UNREAD}");
    let expected = format!("<!-- quod: expect refuted Q0201 -->\n{FALSE}");
    let blocked = "$$a + b = a - b$$\n\n$$= a - b + 0$$\n";
    for (text, expected) in [
        (TRUE, 0),
        (&proved_and_unread, 0),
        (&expected, 0),
        ("", 0),
        ("no mathematics\n", 0),
        ("the letter $a$ alone\n", 0),
        (FALSE, 1),
        (ILL_FORMED, 1),
        (blocked, 1),
        (UNREAD, 1),
        ("\u{feff}", 0),
    ] {
        assert_eq!(status_of(text.as_bytes(), &[]), Some(expected), "{text:?}");
    }
}

#[test]
fn what_is_denied_fails_and_nothing_else() {
    let warned = "$$\\mathcal{L} = a$$\n\n$$L + L = 2 a$$\n";
    let unread = format!("{TRUE}\n{UNREAD}");
    let cases = [(unread.as_str(), "unread"), (warned, "warnings")];
    for (text, denied) in cases {
        for deny in ["checked", "unread", "warnings"] {
            let expected = i32::from(deny == denied);
            assert_eq!(status_of(text.as_bytes(), &["--deny", deny]), Some(expected), "{deny}: {text}");
        }
        assert_eq!(status_of(text.as_bytes(), &["--deny", "checked", "--deny", denied]), Some(1), "{text}");
    }
    let corollary = NOTE.split("$$\\frac{\\partial \\mathcal{L}}").next().expect("the first part of the note");
    assert_eq!(status_of(corollary.as_bytes(), &["--deny", "checked", "--deny", "unread"]), Some(0));
}

#[test]
fn what_cannot_be_read_is_said_on_standard_error_and_the_rest_is_checked() {
    let folder = folder(&[("good.md", TRUE.as_bytes()), ("bad.md", b"\xff\xfe$$"), ("empty/x.txt", b"")]);
    for (paths, message) in [
        (&["good.md", "missing.md"][..], "missing.md cannot be read"),
        (&["bad.md", "good.md"], "bad.md is no text in UTF-8"),
        (&["good.md", "empty"], "empty holds no Markdown file"),
    ] {
        let (status, out, error) = told(run(folder.path(), &[&["check", "--format", "json"], paths].concat()));
        assert_eq!(status, Some(2), "{error}");
        assert!(error.starts_with("error: ") && error.contains(message), "{error}");
        let report: Value = serde_json::from_str(&out).expect("a report");
        assert_eq!(report["summary"]["proved"], 1, "{out}");
    }
}

#[test]
fn bad_usage_is_2() {
    let folder = folder(&[("a.md", TRUE.as_bytes())]);
    let cases: &[&[&str]] = &[
        &["check"],
        &["check", "a.md", "--partition", "0/2"],
        &["check", "a.md", "--partition", "3/2"],
        &["check", "a.md", "--partition", "1"],
        &["check", "a.md", "--jobs", "0"],
        &["check", "a.md", "--fuel", "much"],
        &["check", "a.md", "--deny", "everything"],
        &["check", "a.md", "--format", "yaml"],
        &["check", "a.md", "--color", "pink"],
        &["explain"],
        &["explain", "Q9999"],
        &["frobnicate"],
    ];
    for arguments in cases {
        let (status, out, error) = told(run(folder.path(), arguments));
        assert_eq!((status, out.as_str()), (Some(2), ""), "{arguments:?}: {error}");
        assert!(error.starts_with("error: "), "{arguments:?}: {error}");
    }
}

#[test]
fn a_name_of_any_ending_a_folder_at_any_depth_and_standard_input_are_read() {
    let folder = folder(&[("a.txt", TRUE.as_bytes()), ("f/b.md", b""), ("f/g/c.md", b""), ("f/d.txt", b"")]);
    let paths = |arguments: &[&str]| -> Vec<String> {
        let output = run(folder.path(), &[&["check", "--format", "json"], arguments].concat());
        let report: Value = serde_json::from_slice(&output.stdout).expect("a report");
        let documents = report["documents"].as_array().expect("documents");
        documents.iter().filter_map(|document| Some(document["path"].as_str()?.replace('\\', "/"))).collect()
    };
    assert_eq!(paths(&["a.txt"]), ["a.txt"]);
    assert_eq!(paths(&["f", "a.txt", "f/b.md"]), ["a.txt", "f/b.md", "f/g/c.md"]);
    let mut child = quod(folder.path())
        .args(["check", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("quod runs");
    child.stdin.take().expect("piped").write_all(FALSE.as_bytes()).expect("written");
    let (status, out, _) = told(child.wait_with_output().expect("quod ends"));
    assert_eq!(status, Some(1));
    assert!(out.contains("--> <stdin>:1:3") && out.contains("at a = 1: left 2, right 3"), "{out}");
}

#[test]
fn parts_make_the_whole_and_threads_do_not_matter() {
    let names: Vec<String> = (0..9).map(|number| format!("{number}.md")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), TRUE.as_bytes())).collect();
    let folder = folder(&files);
    let report = |options: &[&str]| run(folder.path(), &[&["check", ".", "--format", "json"], options].concat()).stdout;
    let documents = |options: &[&str]| {
        let report: Value = serde_json::from_slice(&report(options)).expect("a report");
        report["documents"].as_array().expect("documents").clone()
    };
    let mut parts =
        [documents(&["--partition", "1/3"]), documents(&["--partition", "2/3"]), documents(&["--partition", "3/3"])];
    assert!(parts.iter().all(|part| part.len() < names.len()), "a part is the whole");
    let mut all = parts.iter_mut().flat_map(std::mem::take).collect::<Vec<_>>();
    all.sort_by_key(|document| document["path"].as_str().map(str::to_owned));
    assert_eq!(all, documents(&[]));
    assert_eq!(report(&["--jobs", "1"]), report(&["--jobs", "7"]));
}

#[test]
fn a_report_fits_the_terminal_and_is_plain_unless_it_is_asked_for_colors() {
    let wide = "Über $$\\text{日本語の長い長い長い長い長い長い長い長い文} = \\frac{\\alpha\\beta\\gamma\\delta}{x}$$ 日本語\n\n";
    let long = format!("$$x = {}$$\n\n$$x = 1$$\n", vec!["y_{some \\, long \\, index}"; 20].join(" + "));
    let text = format!("{NOTE}\n\n{wide}{long}\n\n{ILL_FORMED}\n\n$$ a + $$\n\n$$ b = \\frac{{1}}{{$$\n");
    let folder = folder(&[("a.md", text.as_bytes())]);
    for columns in ["40", "57", "80", "100"] {
        let output = quod(folder.path()).args(["check", "a.md"]).env("COLUMNS", columns).output().expect("quod runs");
        let (status, out, error) = told(output);
        assert_eq!((status, error.as_str()), (Some(1), ""));
        assert!(out.contains("-1/2"), "the counterexample is shown\n{out}");
        assert!(!out.contains('\u{1b}'), "colors go to a terminal only");
        let widest = out.lines().map(width).max().unwrap_or(0);
        let columns: usize = columns.parse().expect("a number");
        assert!(widest <= columns && widest > columns / 2, "{widest} of {columns}\n{out}");
    }
    let colored = run(folder.path(), &["check", "a.md", "--color", "always"]);
    let (plain, colored) = (told(run(folder.path(), &["check", "a.md"])).1, told(colored).1);
    assert!(colored.contains("\u{1b}["));
    assert_eq!(anstream::adapter::strip_str(&colored).to_string(), plain, "colors only repeat what words say");
    let never = quod(folder.path()).args(["check", "a.md", "--color", "never"]).env("CLICOLOR_FORCE", "1").output();
    assert_eq!(told(never.expect("quod runs")).1, plain);
    let asked = quod(folder.path()).args(["check", "a.md"]).env("NO_COLOR", "1").env("CLICOLOR_FORCE", "1").output();
    assert_eq!(told(asked.expect("quod runs")).1, plain, "NO_COLOR is respected");
}

#[test]
fn what_a_page_holds_never_commands_the_terminal() {
    let folder = folder(&[("a.md", "$$\u{1b}[31m a = b\u{202e}$$\n\n$$a = \u{1b}]0;title\u{7} 2 a$$\n".as_bytes())]);
    let (_, out, error) = told(run(folder.path(), &["check", "a.md", "--color", "always"]));
    for forbidden in ["\u{1b}[31m a", "\u{1b}]", "\u{7}", "\u{202e}"] {
        assert!(!out.contains(forbidden) && !error.contains(forbidden), "{forbidden:?} in {out:?}");
    }
}

#[test]
fn the_page_of_every_code_fits_and_a_misspelt_code_gets_advice() {
    let here = folder(&[]);
    for code in quod::diagnostic::CODES {
        let (status, out, error) = told(run(here.path(), &["explain", &code.name.to_lowercase()]));
        assert_eq!((status, error.as_str()), (Some(0), ""));
        assert!(out.starts_with(&format!("{}: {}\n", code.name, code.title)), "{out}");
        assert!(out.lines().all(|line| width(line) <= 80), "{out}");
    }
    let (_, _, error) = told(run(here.path(), &["explain", "Q021"]));
    assert!(error.contains("did you mean Q0201, a step that is false?"), "{error}");
    let (status, out, _) = told(run(here.path(), &["schema"]));
    assert_eq!((status, out.as_str()), (Some(0), quod::report::SCHEMA));
}
