//! The steps of the book, a file a chapter: `book/C.md` is paired with `steps/C.rs` and `tests/steps/C.rs`.
//!
//! The lines between `ANCHOR: id` and `ANCHOR_END: id` are what the chapter shows beside the formula of that id.

use super::step::Step;

mod softmax;
mod log_trick;
mod log_softmax;
mod indicator;
mod log_sum_exp;
mod jacobian_entry;
mod jacobian;
mod cross_entropy;
mod chain_rule;
mod gradient;
mod assumptions;
mod floating_point;

/// A chapter of the book with the steps that it displays.
pub struct Chapter {
    /// Its file in `book/`.
    pub file: &'static str,
    /// The Rust source of its records.
    pub code: &'static str,
    /// Its steps, in the order of the text.
    pub steps: &'static [Step],
}

/// The chapters with steps, in the order of the book.
pub static CHAPTERS: &[&Chapter] = &[
    &softmax::CHAPTER,
    &log_trick::CHAPTER,
    &log_softmax::CHAPTER,
    &indicator::CHAPTER,
    &log_sum_exp::CHAPTER,
    &jacobian_entry::CHAPTER,
    &jacobian::CHAPTER,
    &cross_entropy::CHAPTER,
    &chain_rule::CHAPTER,
    &gradient::CHAPTER,
    &assumptions::CHAPTER,
    &floating_point::CHAPTER,
];

/// All steps with their chapters, in the order of the book.
pub fn all() -> impl Iterator<Item = (&'static Chapter, &'static Step)> {
    CHAPTERS.iter().flat_map(|chapter| chapter.steps.iter().map(move |step| (*chapter, step)))
}

/// The step of an id, with its chapter.
pub fn find(id: &str) -> Option<(&'static Chapter, &'static Step)> {
    find_in(CHAPTERS, id)
}

/// The same among the given chapters only.
pub fn find_in(chapters: &[&'static Chapter], id: &str) -> Option<(&'static Chapter, &'static Step)> {
    let named = |chapter: &&'static Chapter| Some((*chapter, chapter.steps.iter().find(|step| step.id == id)?));
    chapters.iter().find_map(named)
}

impl Chapter {
    /// The lines of code between the anchors of a step, without their common indentation.
    pub fn code_of(&self, id: &str) -> Option<String> {
        let is_mark = |line: &str, mark: &str| line.trim() == format!("// {mark}: {id}");
        let mut lines = self.code.lines().skip_while(|line| !is_mark(line, "ANCHOR"));
        lines.next()?;
        let mut lines = lines.peekable();
        let mut inside = Vec::new();
        while let Some(line) = lines.next_if(|line| !is_mark(line, "ANCHOR_END")) {
            inside.push(line);
        }
        lines.next()?;
        let indent = inside.iter().filter(|line| !line.trim().is_empty()).map(|line| indent_of(line)).min()?;
        Some(inside.iter().map(|line| line.get(indent..).unwrap_or("")).collect::<Vec<_>>().join("\n"))
    }
}

fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start().len()
}
