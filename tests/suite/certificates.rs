//! Certificates on their way: from the page into a folder, and back through the kernel alone.

use crate::note_verdicts::{analysis, text};
use quod::verdict::Status;
use quod_kernel::file::{File, tex_digest};
use quod_kernel::{Digest, recheck};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Output;

fn quod(arguments: &[&str]) -> Output {
    crate::quod_without_home().args(arguments).output().expect("quod runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

/// The note's certificates in a folder.
fn stored() -> (tempfile::TempDir, BTreeMap<String, Vec<u8>>) {
    let folder = folder();
    let output = quod(&["check", "tests/fixtures/seed-note.txt", "--certificates", &path(folder.path())]);
    assert_eq!(output.status.code(), Some(1), "the note holds a refuted link");
    let files = contents(folder.path());
    (folder, files)
}

fn path(path: &Path) -> String {
    path.display().to_string()
}

fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).expect("a folder").flatten();
    let read = |path: std::path::PathBuf| std::fs::read(path).expect("a file");
    entries.map(|entry| (entry.file_name().to_string_lossy().into_owned(), read(entry.path()))).collect()
}

#[test]
fn every_proved_link_and_no_other_has_a_certificate_that_the_kernel_rechecks() {
    let analysis = analysis(&text());
    let mut proved = 0;
    for link in analysis.formulas.iter().flat_map(|formula| &formula.links) {
        assert_eq!(link.certificate.is_some(), link.status == Status::Proved, "{} = {}", link.left, link.right);
        let Some(certificate) = &link.certificate else { continue };
        let (file, _) = recheck(&certificate.name, certificate.text.as_bytes()).expect("it is accepted");
        assert_eq!(Some(file.certificate.statement.to_string()), link.reading);
        assert_eq!(file.tex, tex_digest(&link.left, &link.relation, &link.right));
        proved += 1;
    }
    assert!(proved >= 17, "{proved}");
}

#[test]
fn a_folder_holds_one_file_for_each_certificate_named_by_its_contents() {
    let (folder, files) = stored();
    let report = quod(&["check", "tests/fixtures/seed-note.txt", "--format", "json"]);
    let report = String::from_utf8(report.stdout).expect("text");
    let named: Vec<&str> = report.split("\"certificate\": \"sha256:").skip(1).map(|rest| &rest[..64]).collect();
    assert!(named.len() >= 17);
    assert!(named.iter().all(|name| files.contains_key(*name)), "the report names files that are not there");
    assert_eq!(named.iter().collect::<std::collections::BTreeSet<_>>().len(), files.len());
    assert!(files.iter().all(|(name, bytes)| Digest::of(bytes).to_string() == *name));
    let output = quod(&["verify", &path(folder.path())]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(said(&output).contains(&format!("{} accepted, 0 rejected", files.len())));
    assert!(files.keys().all(|name| said(&output).contains(&name[..16])));
}

#[test]
fn the_same_file_is_not_written_again_and_a_damaged_one_is_mended() {
    let (folder, files) = stored();
    let age =
        |name: &str| std::fs::metadata(folder.path().join(name)).and_then(|data| data.modified()).expect("a time");
    let ages: Vec<_> = files.keys().map(|name| age(name)).collect();
    let damaged = files.keys().next().expect("a certificate");
    std::fs::write(folder.path().join(damaged), "half of it").expect("written");
    quod(&["check", "tests/fixtures/seed-note.txt", "--certificates", &path(folder.path())]);
    assert_eq!(contents(folder.path()), files, "nothing but the certificates is left");
    assert!(files.keys().skip(1).zip(&ages[1..]).all(|(name, old)| age(name) == *old));
}

#[test]
fn a_bad_file_is_named_with_step_rule_and_reason() {
    let (folder, files) = stored();
    let (_, bytes) = files.iter().find(|(_, bytes)| bytes.windows(8).any(|w| w == b"contract")).expect("a contraction");
    let forged = String::from_utf8_lossy(bytes).replacen("contract", "sum-swap", 1);
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
    let name = Digest::of(forged.as_bytes()).to_string();
    write(&name, &forged);
    write("readme", "no certificate");
    write(&Digest::of(b"?\n").to_string(), "?\n");
    let output = quod(&["verify", &path(folder.path())]);
    let said = said(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    let row = said.lines().find(|line| line.starts_with(&name)).expect("the forged file");
    assert!(row.contains("rejected: step ") && row.contains(", rule sum-swap: the term has not the form"), "{row}");
    let readme = said.lines().find(|line| line.starts_with("readme ")).expect("the other file");
    assert!(readme.contains(&format!("its contents have the name {}", Digest::of(b"no certificate"))), "{readme}");
    assert!(said.contains("line 1: this is no certificate"), "{said}");
    assert!(said.contains(&format!("{} accepted, 3 rejected", files.len())), "{said}");
}

#[test]
fn nothing_to_verify_and_what_cannot_be_read_or_written_exit_with_2() {
    let folder = folder();
    let empty = quod(&["verify", &path(folder.path())]);
    assert_eq!(empty.status.code(), Some(2));
    assert!(said(&empty).contains("holds no certificate"), "{}", said(&empty));
    let missing = quod(&["verify", &path(&folder.path().join("nowhere"))]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(said(&missing).contains("cannot be read"), "{}", said(&missing));
    std::fs::create_dir(folder.path().join("inner")).expect("made");
    assert_eq!(quod(&["verify", &path(folder.path())]).status.code(), Some(2));
    let file = path(&folder.path().join("file"));
    std::fs::write(&file, "x").expect("written");
    let blocked = quod(&["check", "tests/fixtures/seed-note.txt", "--certificates", &file]);
    assert_eq!(blocked.status.code(), Some(2));
    assert!(said(&blocked).contains("cannot be written"), "{}", said(&blocked));
}

#[test]
fn certificates_may_not_be_exchanged() {
    let (_, files) = stored();
    let read = |bytes: &Vec<u8>| File::read(&String::from_utf8_lossy(bytes)).expect("a certificate");
    let files: Vec<File> = files.values().map(read).collect();
    for one in &files {
        for other in &files {
            let own = (&one.certificate.statement, one.tex) == (&other.certificate.statement, other.tex);
            assert_eq!(other.check(&one.certificate.statement, one.tex).is_ok(), own);
            let renamed = recheck(&one.name().to_string(), other.to_string().as_bytes());
            assert_eq!(renamed.is_ok(), one == other);
        }
    }
}
