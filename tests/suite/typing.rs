//! A page while it is typed, and pages of scraps: reading never panics, and every place it names lies in the file.

use crate::note::{NOTE, displays};
use quickcheck::{QuickCheck, TestResult};
use quod::derivation::Derivation;
use quod::elaborate::{Reader, Value, sides, statement};
use quod::latex::Conventions;
use quod::source::{Document, Source, Span};
use quod::verdict::{Effort, analyse};
use quod_kernel::statement::Relation;

/// Reads a page up to its statements, and counts these.
fn read(text: &str) -> usize {
    let document = Document::read(Source::new("typed.md", text));
    let mut derivation = Derivation::read(&document, Conventions::default());
    let mut statements = 0;
    for thread in &derivation.threads {
        let whole: Vec<_> = thread.sides.iter().map(|side| &side.expr).collect();
        let mut reader = Reader::new(&mut derivation.world, thread.sides[0].formula);
        let values: Vec<Option<Value>> = whole.iter().map(|side| reader.side(side, &whole).ok()).collect();
        let free = reader.free.clone();
        for pair in values.windows(2) {
            let [Some(left), Some(right)] = pair else { continue };
            let both = sides(&mut derivation.world, left, right, &free, Span::new(0, 0));
            let built = both.and_then(|both| statement(&mut derivation.world, &both, Relation::Equal, &[]));
            statements += usize::from(built.is_ok());
        }
    }
    statements
}

/// The places between the letters of a text.
fn places(text: &str) -> impl Iterator<Item = usize> + '_ {
    text.char_indices().map(|(at, _)| at).chain([text.len()])
}

#[test]
fn every_beginning_and_every_end_of_a_display_can_be_read() {
    let mut statements = 0;
    for display in displays() {
        for at in places(display) {
            statements += read(&format!("$${}$$", &display[..at])) + read(&format!("$${}$$", &display[at..]));
        }
    }
    assert!(statements > 100, "only {statements} statements: almost nothing was read");
}

#[test]
fn the_note_can_be_read_while_it_is_typed_and_deleted() {
    let places: Vec<usize> = places(NOTE).collect();
    for at in places.iter().step_by(29) {
        read(&NOTE[..*at]);
        read(&NOTE[*at..]);
    }
    assert!(read(NOTE) > 20, "the whole note is read");
}

const SCRAPS: &[&str] = &[
    "\\frac",
    "{",
    "}",
    "{",
    "}",
    "_",
    "^",
    "'",
    "(",
    ")",
    "\\left(",
    "\\right)",
    "\\left",
    "\\right",
    "\\begin{cases}",
    "\\end{cases}",
    "\\begin{pmatrix}",
    "\\end{pmatrix}",
    "\\begin{aligned}",
    "\\end{aligned}",
    "&",
    "\\\\",
    "=",
    "\\le",
    "\\Rightarrow",
    "\\sum",
    "\\prod",
    "\\partial",
    "\\nabla",
    "\\log",
    "\\exp",
    "e",
    "x",
    "y",
    "z",
    "i",
    "j",
    "n",
    "0",
    "1",
    "2",
    ".",
    ",",
    ";",
    ":=",
    "|",
    "\\|",
    "\\dots",
    "\\vdots",
    "\\top",
    "\\text{ if }",
    "\\text{",
    "$",
    "$$",
    "\\mathbf",
    "\\hat",
    "\\mathbb R",
    "\\in",
    "\\to",
    "\\mathrm d",
    "\\quad",
    "\\tag{1}",
    "\\label",
    "\\newcommand",
    "\\def",
    "#1",
    "\\sqrt",
    "[",
    "]",
    "\\overset",
    "\\underbrace",
    "\\cancel",
    "\\color{red}",
    "\\operatorname",
    "\\delta_{ij}",
    "1_{",
    "+",
    "-",
    "*",
    "/",
    "\\cdot",
    "\\times",
    "!",
    "%",
    "~",
    " ",
    "\n",
    "\n\n",
    "é",
    "本",
    "\u{feff}",
    "\u{202e}",
    "∂",
    "Σ",
    "\\",
    "s_i",
    "\\sum_{i=1}^n x_i",
    "\\frac{\\partial L}{\\partial z_j}",
    "where",
    "let",
    "so",
    "> ",
    "- ",
    "# ",
    "<!-- quod: ",
    "-->",
    "expect refuted Q0201",
    "assume ",
    "use x.md",
    "```math\n",
    "```",
    "\\[",
    "\\]",
];

/// What is wrong with the places of an analysis.
fn misplaced(text: &str) -> Option<String> {
    let effort = Effort { work: 50, ..Effort::default() };
    let analysis = analyse(Source::new("scraps.md", text), effort);
    crate::splices::misplaced(text, &analysis)
}

#[test]
fn scraps_never_panic_and_name_only_places_in_the_file() {
    fn property(scraps: Vec<u16>) -> TestResult {
        let text: String = scraps.iter().map(|scrap| SCRAPS[usize::from(*scrap) % SCRAPS.len()]).collect();
        let complaint = misplaced(&format!("$${text}$$")).or_else(|| misplaced(&text));
        complaint.map_or_else(TestResult::passed, TestResult::error)
    }
    QuickCheck::new().tests(400).quickcheck(property as fn(Vec<u16>) -> TestResult);
}

#[test]
fn a_formula_of_errors_alone_is_told_in_a_few_words() {
    let page = format!("$${}1$$\n", "x^".repeat(2_000));
    let findings = analyse(Source::new("tower.md", page), Effort::default()).findings;
    assert!((1..40).contains(&findings.len()), "{} findings", findings.len());
}
