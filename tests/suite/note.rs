//! The note that started this project: its formulas as raw TeX, and its copy in the book's appendix.

use quod::source::{Document, Order, Source};

/// The note, byte for byte.
pub const NOTE: &str = include_str!("../fixtures/seed-note.txt");

/// What stands between `$$` and `$$`, in order.
pub fn displays() -> Vec<&'static str> {
    NOTE.split("$$").skip(1).step_by(2).collect()
}

/// What stands between `$` and `$` outside of the displays, in order.
pub fn inlines() -> Vec<&'static str> {
    NOTE.split("$$").step_by(2).flat_map(|prose| prose.split('$').skip(1).step_by(2)).collect()
}

#[test]
fn the_note_has_24_displays_and_3_formulas_in_sentences() {
    assert_eq!((displays().len(), inlines().len()), (24, 3));
}

/// The appendix: the note with directives between its lines.
const APPENDIX: &str = include_str!("../../book/note.md");

/// The text without the lines that are exactly one directive.
fn stripped(text: &str) -> String {
    text.split_inclusive('\n').filter(|line| !is_directive(line)).collect()
}

/// Whether a line, with its line end, is one directive and nothing else.
fn is_directive(line: &str) -> bool {
    let body = line.strip_prefix("<!-- quod: ").and_then(|rest| rest.strip_suffix(" -->\n"));
    body.is_some_and(|body| !body.contains("--") && Order::parse(body).is_some())
}

/// What each display is expected to fail with: its number, counted from 1, and the order's words.
fn expectations(text: &str) -> Vec<(usize, String)> {
    let document = Document::read(Source::new("book/note.md", text));
    let displays: Vec<_> = document.formulas.iter().filter(|formula| formula.display).collect();
    let after = |end: usize| displays.iter().position(|formula| formula.span.start >= end).map_or(0, |at| at + 1);
    let orders =
        document.directives.iter().map(|directive| match Order::parse(document.source.slice(directive.body)) {
            Some(Order::Expect(what)) => (after(directive.span.end), what.to_owned()),
            other => panic!("the appendix holds another directive: {other:?}"),
        });
    orders.collect()
}

#[test]
fn the_appendix_is_the_note_byte_for_byte() {
    assert_eq!(stripped(APPENDIX), NOTE);
}

#[test]
fn a_change_of_the_appendix_is_noticed() {
    let expect = "<!-- quod: expect refuted Q0201 -->\n";
    assert!(APPENDIX.contains(expect));
    let changed = [
        APPENDIX.replacen("s_j - y_j", "y_j - s_j", 1),
        APPENDIX.replacen(" \n", "\n", 1),
        format!("{APPENDIX}\n"),
        APPENDIX.replace(expect, &format!(" {expect}")),
        APPENDIX.replace(expect, &expect.replace('\n', " \n")),
        APPENDIX.replace(expect, &expect.replace("quod", "note")),
        APPENDIX.replace(expect, &expect.replace("expect", "expects")),
        APPENDIX.replace(expect, &format!("{}{expect}", expect.trim_end())),
    ];
    for text in changed {
        assert_ne!(text, APPENDIX, "nothing was changed");
        assert_ne!(stripped(&text), NOTE, "not noticed: {text}");
    }
}

#[test]
fn every_line_that_fails_is_marked_before_its_display() {
    let expected = [
        (14, "ill-formed Q0102"),
        (16, "warning Q0105"),
        (17, "ill-formed Q0102"),
        (18, "ill-formed Q0102"),
        (18, "warning Q0103"),
        (21, "warning Q0105"),
        (22, "refuted Q0201"),
        (23, "warning Q0301"),
        (23, "warning Q0303"),
        (24, "warning Q0107"),
    ];
    assert_eq!(expectations(APPENDIX), expected.map(|(display, what)| (display, what.to_owned())));
    assert_eq!(expectations(NOTE), [], "the note itself bears no directive");
}
