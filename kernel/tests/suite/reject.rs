//! Certificates that must be rejected, each in a file named by what it tries, and some that must be accepted; and
//! checkers that only pretend, which these files must find out.

use quod_kernel::file::Fault;
use quod_kernel::{Digest, File, recheck};
use std::path::Path;

/// The files of a folder beside the tests: names and texts.
pub fn files(folder: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())).flatten();
    let read = |path: std::path::PathBuf| std::fs::read_to_string(path).expect("text");
    let mut files: Vec<(String, String)> =
        entries.map(|entry| (entry.file_name().to_string_lossy().into_owned(), read(entry.path()))).collect();
    files.sort();
    files
}

/// What a file tries, why it must be rejected, and the certificate.
struct Forgery {
    name: String,
    fault: String,
    text: String,
}

fn forgeries() -> Vec<Forgery> {
    let parse = |(name, text): (String, String)| {
        let mut parts = text.splitn(3, '\n');
        let mut comment = || parts.next().and_then(|line| line.strip_prefix("# ")).expect("two comments").to_owned();
        let (_, fault) = (comment(), comment());
        Forgery { name, fault, text: parts.next().expect("a certificate").to_owned() }
    };
    files("reject").into_iter().map(parse).collect()
}

/// The recheck of a text under its right name.
fn named(text: &str) -> Result<File, Fault> {
    recheck(&Digest::of(text.as_bytes()).to_string(), text.as_bytes()).map(|(file, _)| file)
}

#[test]
fn forged_certificates_are_rejected_for_the_reason_that_they_state() {
    let forgeries = forgeries();
    assert!(forgeries.len() >= 75, "{}", forgeries.len());
    for Forgery { name, fault, text } in &forgeries {
        let found = named(text).map(|file| file.certificate.statement).expect_err(name).to_string();
        assert_eq!(&found, fault, "{name}");
    }
    // Most are rejected by the proof or the witness, not by their form.
    assert!(forgeries.iter().filter(|forgery| forgery.fault.starts_with("step ")).count() >= 65);
}

#[test]
fn right_certificates_are_accepted() {
    let files = files("accept");
    // Those of the note and of the book.
    assert!(files.len() >= 120, "{}", files.len());
    for (name, text) in &files {
        let accepted = recheck(name, text.as_bytes());
        assert!(accepted.is_ok(), "{name}: {}", accepted.unwrap_err());
    }
}

/// How many right certificates a checker accepts, and how many wrong ones it rejects.
fn score(checker: impl Fn(&str) -> bool) -> (usize, usize) {
    let right = files("accept").iter().filter(|(_, text)| checker(text)).count();
    (right, forgeries().iter().filter(|forgery| !checker(&forgery.text)).count())
}

#[test]
fn checkers_that_only_pretend_are_found_out() {
    let (right, wrong) = (files("accept").len(), forgeries().len());
    assert_eq!(score(|text| named(text).is_ok()), (right, wrong), "the kernel");
    assert_eq!(score(|_| true), (right, 0), "accept all");
    assert_eq!(score(|_| false), (0, wrong), "reject all");
    // Whoever only reads finds the forgeries of the form, and no other.
    let of_form = forgeries().iter().filter(|forgery| !forgery.fault.starts_with("step ")).count();
    assert_eq!(score(|text| File::read(text).is_ok()), (right, of_form), "only parse");
    assert!(of_form * 5 < wrong);
}

/// Words, numbers and signs of a text, with what stands between them.
fn tokens(text: &str) -> Vec<(usize, &str)> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let word = |c: char| c.is_alphanumeric() || "_-".contains(c);
        let length = if word(first) { rest.find(|c| !word(c)).unwrap_or(rest.len()) } else { first.len_utf8() };
        tokens.push((text.len() - rest.len(), &rest[..length]));
        rest = &rest[length..];
    }
    tokens
}

/// What may stand in the place of a token.
fn others(token: &str) -> Vec<&'static str> {
    let numbers = ["", "0", "1", "2", "7", "-1", "9223372036854775807"];
    let words = ["", "i", "j", "n", "z", "s", "end", "inside", "ring", "exp", "log", "unfold", "differentiate"];
    let signs = ["", "+", "-", "*", "/", "=", "≤", "<", "(", "]", "\n", " "];
    let list: &[&str] = match token.chars().next() {
        Some(c) if c.is_ascii_digit() => &numbers,
        Some(c) if c.is_alphabetic() => &words,
        _ => &signs,
    };
    list.iter().copied().filter(|other| *other != token).collect()
}

#[test]
fn every_token_altered_is_rejected_or_leaves_the_same_theorem() {
    let (mut rejected, mut same) = (0, 0);
    // A sixth of them on each run, other ones for each file; with QUOD_THOROUGH all, which takes a minute.
    let share = if std::env::var_os("QUOD_THOROUGH").is_some() { 1 } else { 6 };
    for (place, (name, text)) in files("accept").into_iter().enumerate() {
        let original = File::read(&text).expect("a certificate");
        let all = tokens(&text);
        // Proofs are long and alike; what comes before them is altered in full.
        let head = text.find("\nequal").or(text.find("\nsign")).unwrap_or(text.len());
        let stride = 1 + all.len() / 60;
        let chosen =
            |(n, (at, _)): &(usize, &(usize, &str))| (*at < head || n % stride == 0) && (n + place) % share == 0;
        for (number, (at, token)) in all.iter().enumerate().filter(chosen) {
            for other in others(token) {
                let altered = format!("{}{other}{}", &text[..*at], &text[at + token.len()..]);
                match named(&altered).and_then(|file| {
                    file.check(&original.certificate.statement, original.tex)?;
                    Ok(file)
                }) {
                    Err(_) => rejected += 1,
                    Ok(file) => {
                        assert_eq!(file.certificate.statement, original.certificate.statement);
                        assert_eq!(file.tex, original.tex, "{name}: token {number}");
                        same += 1;
                    }
                }
                // Under its old name no altered file is accepted.
                assert!(altered == text || recheck(&name, altered.as_bytes()).is_err());
            }
        }
    }
    println!("{rejected} rejected, {same} prove the same");
    assert!(rejected > 20_000 && same * 20 < rejected, "{rejected} rejected, {same} prove the same");
}

#[test]
fn no_text_makes_the_reader_panic_or_hang() {
    let mut choices = crate::generate::Choices::new(5);
    let texts: Vec<String> = files("accept").into_iter().map(|(_, text)| text).collect();
    let pieces = [
        "inside\n",
        "part 0\n",
        "end\n",
        "unfold\n",
        "fact 0\n",
        "split [i = j]\n",
        "Σ(",
        "∂(",
        "((",
        "λ(",
        "\"",
        "[1",
        "^",
        "1/0",
        "- ",
        "\u{0}",
        "é",
    ];
    for _ in 0..4000 {
        let mut bytes = texts[choices.below(texts.len())].clone().into_bytes();
        for _ in 0..1 + choices.below(4) {
            let at = choices.below(bytes.len() + 1);
            let piece = pieces[choices.below(pieces.len())].repeat(1 + choices.below(40));
            match choices.below(4) {
                0 => bytes.truncate(at),
                1 => drop(bytes.splice(at..at, piece.bytes())),
                2 => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1 << (at % 8)),
                _ => drop(bytes.drain(at..(at + choices.below(60)).min(bytes.len()))),
            }
        }
        // The answer does not matter; that there is one does.
        let _ = recheck(&Digest::of(&bytes).to_string(), &bytes);
    }
}
