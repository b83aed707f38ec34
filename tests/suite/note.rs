//! The formulas of the note that started this project, as raw TeX.

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

/// A text without the lines that are exactly a directive.
fn stripped(text: &str) -> String {
    let is_directive = |line: &str| line.starts_with("<!-- quod: ") && line.ends_with(" -->\n");
    text.split_inclusive('\n').filter(|line| !is_directive(line)).collect()
}

#[test]
fn the_appendix_is_the_note_word_for_word() {
    let appendix = include_str!("../../book/note.md");
    assert_eq!(stripped(appendix), NOTE);
    assert_ne!(appendix, NOTE, "its mistakes are marked");
    assert_ne!(stripped(&appendix.replacen("is actually a Jacobian", "is a Jacobian", 1)), NOTE);
    assert_ne!(stripped(&format!("{appendix}\n")), NOTE, "not even a line end may be added");
}
