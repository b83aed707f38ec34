//! The records of mistakes: each is tested, and each test is shown to notice a record that is wrong itself.

use crate::property::{CASES, quickcheck};
use quickcheck::TestResult;
use quod::numeric::errata::{ERRATA, Erratum, Flaw, Restriction, check, find};
use quod::numeric::{Domain, Labels, Point, scalar};
use quod::source::{Document, Order, Source};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const NOTE: &str = include_str!("../fixtures/seed-note.txt");

fn erratum(id: &str) -> Erratum {
    *find(id).unwrap_or_else(|| panic!("there is no record `{id}`"))
}

fn flaw(erratum: &Erratum) -> Flaw {
    check(erratum, 300, 1).expect_err("the record is wrong on purpose")
}

#[test]
fn every_record_is_as_it_claims() {
    for erratum in ERRATA {
        let cases = usize::try_from(CASES).expect("a small number");
        let tally = check(erratum, cases, 1).unwrap_or_else(|flaw| panic!("{}: {flaw}", erratum.id));
        assert_eq!((tally.cases, tally.held > 0), (cases, erratum.holds_where.is_some()), "{}", erratum.id);
    }
}

#[test]
fn each_line_holds_where_its_record_says() {
    quickcheck(|point| {
        let fails = ERRATA.iter().find(|erratum| {
            erratum.holds_where.is_some_and(|restriction| !erratum.holds_at(&restriction.domain.fit(&point)))
        });
        fails.map_or_else(TestResult::passed, |erratum| TestResult::error(format!("{} fails", erratum.id)))
    });
}

#[test]
fn the_lost_indicator_is_harmless_at_the_true_class_and_nowhere_else() {
    quickcheck(|point| {
        let lost = erratum("lost-indicator");
        let at = lost.domain.fit(&point);
        TestResult::from_bool(lost.holds_at(&at) == (at.y[at.j] == 1.0))
    });
}

#[test]
fn the_late_hypothesis_is_what_the_line_needs() {
    quickcheck(|point| {
        let late = erratum("late-hypothesis");
        let mut at = late.domain.fit(&point);
        // The greatest logit, so that its probability is no rounded 0 that would hide the difference.
        at.j = at.z.imax();
        TestResult::from_bool(late.holds_at(&at) == ((at.y.sum() - 1.0).abs() < 1e-9))
    });
}

#[test]
fn a_line_that_is_true_is_no_erratum() {
    for &erratum in ERRATA {
        let right_value = erratum.left_value;
        assert_eq!(
            flaw(&Erratum { right: erratum.left, right_value, ..erratum }),
            Flaw::NoDifference,
            "{}",
            erratum.id
        );
    }
}

#[test]
fn a_line_that_is_false_at_its_witness_alone_is_no_erratum() {
    fn right(at: &Point) -> nalgebra::DMatrix<f64> {
        let lost = find("lost-indicator").expect("a record");
        if *at == (lost.witness)() { (lost.right)(at) } else { (lost.left)(at) }
    }
    let wrong = flaw(&Erratum { right, ..erratum("lost-indicator") });
    assert!(matches!(wrong, Flaw::MostlyTrue(tally) if tally.differing == 0), "{wrong}");
}

#[test]
fn stated_values_must_be_the_values() {
    for &erratum in ERRATA {
        let wrong = flaw(&Erratum { left_value: "1/3", ..erratum });
        assert!(matches!(wrong, Flaw::WrongValue { stated: "1/3", .. }), "{}: {wrong}", erratum.id);
        let wrong = flaw(&Erratum { right_value: "2/3", ..erratum });
        assert!(matches!(wrong, Flaw::WrongValue { stated: "2/3", .. }), "{}: {wrong}", erratum.id);
    }
    assert_eq!(flaw(&Erratum { left_value: "0.5", ..erratum("lost-indicator") }), Flaw::Unreadable("0.5"));
}

#[test]
fn a_witness_must_satisfy_what_the_note_says_of_its_labels() {
    let witness =
        || Point { y: nalgebra::dvector![1.0, 1.0], ..(find("late-hypothesis").expect("a record").witness)() };
    assert_eq!(flaw(&Erratum { witness, ..erratum("lost-indicator") }), Flaw::WitnessOutside);
}

#[test]
fn a_restriction_that_is_too_wide_is_noticed() {
    for &erratum in ERRATA {
        let holds_where = Some(Restriction { words: "everywhere", domain: erratum.domain });
        let wrong = flaw(&Erratum { holds_where, ..erratum });
        assert!(matches!(wrong, Flaw::FailsWhereItShouldHold(_)), "{}: {wrong}", erratum.id);
    }
    let domain = Domain { labels: Labels::Any, ..Domain::POSITIVE };
    let holds_where = Some(Restriction { words: "for any labels", domain });
    let wrong = flaw(&Erratum { holds_where, ..erratum("late-hypothesis") });
    assert!(matches!(wrong, Flaw::FailsWhereItShouldHold(_)), "{wrong}");
}

#[test]
fn a_mend_must_exist_and_keep_a_side() {
    for &erratum in ERRATA {
        assert_eq!(flaw(&Erratum { mend: "ce.no-such-step", ..erratum }), Flaw::NoMend, "{}", erratum.id);
        assert_eq!(flaw(&Erratum { mend: "ce.collected", ..erratum }), Flaw::MendsNothing, "{}", erratum.id);
    }
    // This step is right, but not for the labels of the witness.
    assert_eq!(flaw(&Erratum { mend: "ce.gradient", ..erratum("late-hypothesis") }), Flaw::MendsNothing);
}

#[test]
fn nothing_is_tested_on_no_points() {
    assert!(matches!(check(&ERRATA[0], 0, 1), Err(Flaw::MostlyTrue(_))));
}

#[test]
fn the_lines_are_displays_of_the_note() {
    let displays: Vec<&str> = NOTE.split("$$").skip(1).step_by(2).collect();
    for erratum in ERRATA {
        assert!(displays.contains(&erratum.tex), "{}: the note has no display {}", erratum.id, erratum.tex);
    }
}

#[test]
fn each_record_stands_on_its_page_as_it_was_written() {
    for erratum in ERRATA {
        let text = read(&book().join(erratum.file));
        assert_eq!(on_page(&text, erratum.id), Some(erratum.tex.to_owned()), "{}", erratum.file);
        assert_ne!(on_page(&text.replace(erratum.tex, "0 = 1"), erratum.id), Some(erratum.tex.to_owned()));
    }
}

#[test]
fn each_page_is_listed_and_each_name_on_it_has_a_record() {
    let index = read(&book().join("errata/index.md"));
    let mut named = BTreeSet::new();
    for path in pages() {
        let file = path.file_name().and_then(|name| name.to_str()).expect("a name in UTF-8");
        assert!(file == "index.md" || index.contains(&format!("]({file})")), "errata/index.md does not list {file}");
        named.extend(names(&read(&path)));
    }
    let records: BTreeSet<String> = ERRATA.iter().map(|erratum| erratum.id.to_owned()).collect();
    assert_eq!(records.len(), ERRATA.len(), "an id occurs twice");
    assert_eq!(named, records);
}

fn book() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("book")
}

fn pages() -> Vec<PathBuf> {
    let folder = std::fs::read_dir(book().join("errata")).expect("the folder of the errata");
    folder.map(|entry| entry.expect("an entry").path()).collect()
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The ids of records that a page names.
fn names(text: &str) -> Vec<String> {
    let document = Document::read(Source::new("page", text));
    let orders = document.directives.iter().map(|directive| Order::parse(document.source.slice(directive.body)));
    orders.filter_map(|order| if let Some(Order::Erratum(id)) = order { Some(id.to_owned()) } else { None }).collect()
}

/// The display after the directive that names a record.
fn on_page(text: &str, id: &str) -> Option<String> {
    let document = Document::read(Source::new("page", text));
    let is_it = |body| Order::parse(document.source.slice(body)) == Some(Order::Erratum(id));
    let end = document.directives.iter().find(|directive| is_it(directive.body))?.span.end;
    let formula = document.formulas.iter().find(|formula| formula.display && formula.span.start >= end)?;
    Some(document.source.slice(formula.body).to_owned())
}

#[test]
fn a_record_without_its_line_is_noticed() {
    let right = |_: &Point| scalar(0.0);
    let wrong = flaw(&Erratum { right, ..erratum("wrong-left-side") });
    assert!(matches!(wrong, Flaw::WrongValue { stated: "1/4", .. }), "{wrong}");
}
