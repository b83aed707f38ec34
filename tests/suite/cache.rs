//! What `quod check` keeps: the same bytes with and without it, and no way to be told a lie by it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const NOTE: &str = include_str!("../fixtures/seed-note.txt");
const FALSE: &str = "$$a + a = 3 a$$\n";
const FORMATS: [&str; 4] = ["human", "json", "sarif", "github"];

/// A folder with pages, one of which uses another, and places for a cache and for the user's own files beside them.
fn pages() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("pages")).expect("a folder");
    let put = |name: &str, text: &str| std::fs::write(folder.path().join("pages").join(name), text).expect("written");
    put("note.md", NOTE);
    put("false.md", FALSE);
    put("base.md", "$$u := v + 1$$\n");
    put("uses.md", "<!-- quod: use base.md -->\n\n$$2 u = 2 v + 2$$\n");
    folder
}

fn quod(folder: &Path, secret: Option<&str>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_quod"));
    command.current_dir(folder).stdin(Stdio::null()).env("HOME", folder.join("home"));
    for variable in ["XDG_CACHE_HOME", "XDG_STATE_HOME", "QUOD_CACHE_SECRET", "COLUMNS"] {
        command.env_remove(variable);
    }
    command.env("LOCALAPPDATA", folder.join("home"));
    if let Some(secret) = secret {
        command.env("QUOD_CACHE_SECRET", secret);
    }
    command
}

fn check(folder: &Path, arguments: &[&str]) -> Output {
    quod(folder, None).arg("check").arg("pages").args(arguments).output().expect("quod runs")
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let files = std::fs::read_dir(folder).map(|entries| entries.flatten().map(|entry| entry.path()).collect());
    files.unwrap_or_default()
}

#[test]
fn every_report_has_the_same_bytes_with_and_without_a_cache() {
    let folder = pages();
    for format in FORMATS {
        let without = check(folder.path(), &["--no-cache", "--format", format]);
        assert_eq!(without.status.code(), Some(1));
        for _ in 0..2 {
            assert_eq!(check(folder.path(), &["--cache", "kept", "--format", format]), without);
        }
    }
    assert_eq!(entries(&folder.path().join("kept")).len(), 4, "an entry a page, whatever the format");
    assert!(!folder.path().join("home/.cache").exists(), "the user's own folder was not asked for");
}

#[test]
fn the_users_own_folder_is_the_default_and_no_cache_leaves_it_alone() {
    let folder = pages();
    let without = check(folder.path(), &["--no-cache"]);
    assert!(!folder.path().join("home").exists());
    assert_eq!(check(folder.path(), &[]), without);
    let own = if cfg!(windows) { "home/quod/.cache" } else { "home/.cache/quod" };
    assert_eq!(entries(&folder.path().join(own)).len(), 4);
    let both = check(folder.path(), &["--no-cache", "--cache", "kept"]);
    assert_eq!(both.status.code(), Some(2), "both at once make no sense");
}

#[test]
fn what_changes_in_a_used_file_or_in_the_effort_is_judged_anew() {
    let folder = pages();
    let cached = |more: &[&str]| check(folder.path(), &[&["--cache", "kept"], more].concat());
    cached(&[]);
    std::fs::write(folder.path().join("pages/base.md"), "$$u := v + 2$$\n").expect("written");
    let changed = cached(&[]);
    assert_eq!(changed, check(folder.path(), &["--no-cache"]));
    assert!(String::from_utf8_lossy(&changed.stdout).contains("uses.md:3"), "it is false now");
    assert_eq!(cached(&["--fuel", "100"]), check(folder.path(), &["--no-cache", "--fuel", "100"]));
}

#[test]
fn a_status_forged_in_the_cache_is_not_shown() {
    let folder = pages();
    let right = check(folder.path(), &["--no-cache"]);
    check(folder.path(), &["--cache", "kept"]);
    let mut forged = 0;
    for path in entries(&folder.path().join("kept")) {
        let text = std::fs::read_to_string(&path).expect("an entry");
        let lie = text.replace("\"Refuted\"", "\"Checked\"").replace("\"IllFormed\"", "\"Assumed\"");
        forged += usize::from(lie != text);
        std::fs::write(&path, lie).expect("written");
    }
    assert_eq!(forged, 2, "the note and the false page");
    assert_eq!(check(folder.path(), &["--cache", "kept"]), right);
}

#[test]
fn a_folder_that_others_have_filled_counts_only_with_their_secret() {
    let folder = pages();
    let check = |secret| {
        let mut command = quod(folder.path(), Some(secret));
        command.args(["check", "pages", "--cache", "kept"]).output().expect("quod runs")
    };
    let bytes = || {
        let mut all = entries(&folder.path().join("kept"));
        all.sort();
        all.iter().map(|path| std::fs::read(path).expect("an entry")).collect::<Vec<_>>()
    };
    let right = check("one");
    let ours = bytes();
    assert_eq!((check("one"), bytes() == ours), (right.clone(), true), "the same secret on another machine");
    assert_eq!((check("two"), bytes() == ours), (right, false), "another secret: all is judged and sealed anew");
}

#[test]
fn a_cache_that_cannot_be_written_is_worth_a_word_and_fails_nothing() {
    let folder = pages();
    std::fs::write(folder.path().join("taken"), "a file").expect("written");
    let (right, told) = (check(folder.path(), &["--no-cache"]), check(folder.path(), &["--cache", "taken"]));
    assert_eq!((told.status, told.stdout), (right.status, right.stdout));
    let words = String::from_utf8_lossy(&told.stderr).into_owned();
    assert!(words.contains("warning: nothing is kept for the next time: taken cannot be written"), "{words}");
    std::fs::remove_dir_all(folder.path().join("home")).expect("removed");
    std::fs::write(folder.path().join("home"), "a file").expect("written");
    assert_eq!(check(folder.path(), &[]).stderr, b"", "the default is not worth a word");
}

#[test]
fn several_processes_may_fill_one_cache() {
    let folder = pages();
    let right = check(folder.path(), &["--no-cache"]);
    let start = || {
        let mut command = quod(folder.path(), None);
        command.args(["check", "pages", "--cache", "kept"]).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().expect("quod starts")
    };
    let running: Vec<_> = (0..4).map(|_| start()).collect();
    running.into_iter().for_each(|child| assert_eq!(child.wait_with_output().expect("quod ends"), right));
    assert_eq!(check(folder.path(), &["--cache", "kept"]), right);
    assert_eq!(entries(&folder.path().join("kept")).len(), 4, "no draft is left");
}
