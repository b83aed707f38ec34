//! Identities beyond the note and their false neighbours, `tests/beyond`: the score, demanded and written down.

use super::dresses::fresh_seed;
use quod::source::Source;
use quod::verdict::{Effort, Formula, Status, analyse};
use std::fmt::Write;
use std::path::PathBuf;

/// The true links that are not proved, each with the law that is missing.
const MISSING: [(&str, &str); 1] =
    [("vectors.least-squares", "a gradient before a numeral factor reaches over the whole product")];

/// The claims of a note: those displays that have an id.
struct Note {
    name: String,
    claims: Vec<Formula>,
}

/// The notes of a folder that are chosen by their place, judged.
fn notes(folder: &str, chosen: impl Fn(usize) -> bool) -> Vec<Note> {
    let entries = std::fs::read_dir(folder).expect("the folder of notes").map(|entry| entry.expect("an entry").path());
    let kept = |path: &PathBuf| path.extension().is_some_and(|kind| kind == "md") && !path.ends_with("README.md");
    let mut paths: Vec<PathBuf> = entries.filter(kept).filter(|path| !path.ends_with("SCORE.md")).collect();
    paths.sort();
    paths.iter().enumerate().filter(|(place, _)| chosen(*place)).map(|(_, path)| note(path)).collect()
}

fn note(path: &PathBuf) -> Note {
    let text = std::fs::read_to_string(path).expect("a note is text");
    let named = |formula: &Formula| text.contains(&format!("<!-- quod: id={} -->", formula.id));
    let name = path.file_stem().expect("a name").to_string_lossy().to_string();
    let analysis = analyse(Source::new(path.display().to_string(), text.clone()), Effort::default());
    Note { name, claims: analysis.formulas.into_iter().filter(named).collect() }
}

fn count(note: &Note, wanted: impl Fn(&Formula) -> usize) -> usize {
    note.claims.iter().map(wanted).sum()
}

fn links(formula: &Formula, status: Status) -> usize {
    formula.links.iter().filter(|link| link.status == status).count()
}

/// Whether some link of a false claim is refuted, or is no statement.
fn caught(formula: &Formula) -> bool {
    formula.links.iter().any(|link| matches!(link.status, Status::Refuted | Status::IllFormed))
}

/// Whether a false claim stands as if it were true.
fn believed(formula: &Formula) -> bool {
    formula.links.iter().all(|link| link.status == Status::Proved)
}

/// The score as a page: a row a note, and the true links that are not proved.
fn page(truths: &[Note], lies: &[Note]) -> String {
    let mut page = String::from(
        "# The score beyond the note\n\nWritten by `QUOD_BLESS=1 cargo test --test suite -- beyond`; the test demands it.\n\n\
         | note | true links | proved | false claims | refuted or ill-formed | believed |\n|---|---|---|---|---|---|\n",
    );
    let (mut totals, mut open) = ([0; 5], String::new());
    for (truth, lie) in truths.iter().zip(lies) {
        let row = [
            count(truth, |formula| formula.links.len()),
            count(truth, |formula| links(formula, Status::Proved)),
            lie.claims.len(),
            count(lie, |formula| usize::from(caught(formula))),
            count(lie, |formula| usize::from(believed(formula))),
        ];
        totals.iter_mut().zip(row).for_each(|(total, value)| *total += value);
        writeln!(page, "| `{}` | {} |", truth.name, row.map(|value| value.to_string()).join(" | ")).expect("a row");
        for formula in &truth.claims {
            for link in formula.links.iter().filter(|link| link.status != Status::Proved) {
                let law = MISSING.iter().find(|(id, _)| *id == formula.id).map_or("?", |(_, law)| law);
                writeln!(open, "- `{}` is {}: {law}.", formula.id, link.status).expect("a line");
            }
        }
    }
    let all = totals.map(|value| format!("**{value}**")).join(" | ");
    write!(page, "| **all {}** | {all} |\n\nTrue and not proved:\n\n{open}", truths.len()).expect("the end");
    page
}

/// A sixth of the notes under a fresh seed; `QUOD_BEYOND=all` takes them all, and so does blessing.
#[test]
fn the_score_beyond_the_note_is_the_one_that_is_written_down() {
    let set = |name: &str| std::env::var_os(name).is_some();
    let whole = set("QUOD_BEYOND") || set("QUOD_BLESS");
    let seed = fresh_seed();
    println!("seed {seed} (QUOD_SEED)");
    let chosen = |place: usize| whole || (place as u64).wrapping_add(seed).is_multiple_of(6);
    let (truths, lies) = (notes("tests/beyond", chosen), notes("tests/beyond/false", chosen));
    if !whole {
        let written = std::fs::read_to_string("tests/beyond/SCORE.md").expect("the score");
        for row in page(&truths, &lies).lines().filter(|line| line.starts_with("| `") || line.starts_with("- ")) {
            assert!(written.contains(row), "seed {seed}: not as it is written down: {row}");
        }
        return;
    }
    let names = |notes: &[Note]| notes.iter().map(|note| note.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&truths), names(&lies));
    let total = |notes: &[Note], wanted: &dyn Fn(&Formula) -> usize| -> usize {
        notes.iter().map(|note| count(note, wanted)).sum()
    };
    let claims = total(&lies, &|_| 1);
    assert!(claims >= 120 && total(&truths, &|_| 1) == claims, "{claims} claims");
    let (all, proved) = (total(&truths, &|f| f.links.len()), total(&truths, &|f| links(f, Status::Proved)));
    assert!(proved * 100 >= all * 90, "{proved} of {all} true links are proved");
    let believed = lies.iter().flat_map(|note| &note.claims).filter(|formula| believed(formula));
    assert_eq!(believed.map(|formula| formula.id.as_str()).collect::<Vec<_>>(), [""; 0], "false, and proved");
    let caught = total(&lies, &|formula| usize::from(caught(formula)));
    assert!(caught * 100 >= claims * 95, "{caught} of {claims} false claims are refuted");
    let page = page(&truths, &lies);
    assert!(!page.contains(": ?."), "a true link without the law that it lacks:\n{page}");
    let path = "tests/beyond/SCORE.md";
    if std::env::var_os("QUOD_BLESS").is_some() {
        std::fs::write(path, &page).expect("the score is written");
    }
    assert_eq!(
        page,
        std::fs::read_to_string(path).unwrap_or_default(),
        "run it with QUOD_BLESS=1 and read the difference"
    );
}

/// The notes of a folder and their false neighbours in a folder within it; none of the false ones may be believed.
#[test]
fn the_score_of_the_further_notes_is_the_one_that_is_written_down() {
    let seed = fresh_seed();
    let set = |name: &str| std::env::var_os(name).is_some();
    let whole = set("QUOD_BEYOND") || set("QUOD_BLESS");
    let chosen = |place: usize| whole || (place as u64).wrapping_add(seed).is_multiple_of(6);
    let (truths, lies) = (notes("tests/further", chosen), notes("tests/further/false", chosen));
    let believed = lies.iter().flat_map(|note| &note.claims).filter(|formula| believed(formula));
    assert_eq!(believed.map(|formula| formula.id.as_str()).collect::<Vec<_>>(), [""; 0], "false, and proved");
    let page = page(&truths, &lies);
    if set("QUOD_BLESS") {
        std::fs::write("tests/further/SCORE.md", &page).expect("the score is written");
    }
    let written = std::fs::read_to_string("tests/further/SCORE.md").expect("the score");
    for row in page.lines().filter(|line| line.starts_with("| `") || line.starts_with("- ")) {
        assert!(written.contains(row), "seed {seed}: not as it is written down: {row}");
    }
    let total = |notes: &[Note], wanted: &dyn Fn(&Formula) -> usize| -> usize {
        notes.iter().map(|note| count(note, wanted)).sum()
    };
    let (all, proved) = (total(&truths, &|f| f.links.len()), total(&truths, &|f| links(f, Status::Proved)));
    let (claims, caught) = (total(&lies, &|_| 1), total(&lies, &|formula| usize::from(caught(formula))));
    assert!(!whole || claims >= 60, "{claims} claims");
    assert!(
        !whole || (proved * 100 >= all * 90 && caught * 100 >= claims * 95),
        "{proved} of {all}, {caught} of {claims}"
    );
}

#[test]
fn a_claim_is_believed_only_if_each_of_its_links_is_proved_and_caught_if_one_is_refuted() {
    let judge = |tex: &str| {
        let text = format!("<!-- quod: id=a -->\n$${tex}$$\n");
        let mut formulas = analyse(Source::new("a.md", text), Effort::default()).formulas;
        formulas.remove(0)
    };
    let (truth, half, lie) = (judge("2 x = x + x"), judge("2 x = x + x = x"), judge("2 x = x"));
    assert_eq!([&truth, &half, &lie].map(believed), [true, false, false]);
    assert_eq!([&truth, &half, &lie].map(caught), [false, true, true]);
}
