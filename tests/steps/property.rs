//! What every property of this folder does: look up the record, draw points, shrink, and say where the step stands.

use quickcheck::{QuickCheck, TestResult};
use quod::numeric::{Point, check, steps};
use quod::source::{Document, Source};
use std::path::Path;

/// How many points each property draws.
pub const CASES: u64 = 300;

/// Evaluates the step of an id at a point; an error names step, chapter, line, point and both sides.
pub fn holds(id: &str, point: Point) -> TestResult {
    let (chapter, step) = steps::find(id).unwrap_or_else(|| panic!("there is no step `{id}`"));
    match check(step, &point) {
        Ok(()) => TestResult::passed(),
        Err(failure) => TestResult::error(format!("{}: {failure}", place(chapter.file, id))),
    }
}

/// Runs a property and insists that points were really drawn.
pub fn quickcheck(property: fn(Point) -> TestResult) {
    QuickCheck::new().tests(CASES).min_tests_passed(CASES).quickcheck(property);
}

/// `book/CHAPTER:LINE:COLUMN` of the formula of an id.
pub fn place(file: &str, id: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("book").join(file);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("book/{file}: {error}"));
    let document = Document::read(Source::new(format!("book/{file}"), text));
    document.named(id).map_or_else(
        || format!("book/{file}, which has no formula `{id}`"),
        |formula| document.source.locate(formula.span.start),
    )
}

/// A quickcheck property for each id; the name of the test is chosen by the author, the id ties it to the record.
#[macro_export]
macro_rules! properties {
    ($($name:ident: $id:literal),* $(,)?) => {
        $(
            #[test]
            fn $name() {
                $crate::property::quickcheck(|point| $crate::property::holds($id, point));
            }
        )*
    };
}
