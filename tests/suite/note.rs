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
