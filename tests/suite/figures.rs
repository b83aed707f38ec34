//! Figures that a chapter asks for: drawn, named, and with the same numbers beside them.

use crate::demo::Book;
use crate::dom;
use quod::site::Problem;

/// Each figure: what is asked for, the class of what shows a number, and how many of these only explain the others.
const FIGURES: &[(&str, &str, usize)] = &[
    ("jacobian z=1,0,-1.5", "value", 0),
    ("temperature z=1,0,-1.5", "mark ", 3),
    ("simplex y=0.6,0.2,0.2", "arrow head", 0),
    ("log-sum-exp", "mark ", 4),
];

fn chapter() -> String {
    let asked = FIGURES.iter().map(|(words, ..)| format!("Look:\n\n<!-- quod: figure {words} -->\n\n"));
    format!("# A chapter\n\n{}> Quoted:\n>\n> <!-- quod: figure jacobian -->\n", asked.collect::<String>())
}

fn refused(chapter: &str) -> Vec<(&'static str, usize)> {
    let place = |problem: &Problem| {
        let start = problem.diagnostic.labels[0].span.start;
        (problem.diagnostic.code.name, problem.source.position(start).line)
    };
    let problems = Book::of(chapter).plain().err().expect("a book that is refused");
    problems.iter().map(place).collect()
}

#[test]
fn every_figure_is_named_described_and_has_as_many_numbers_in_its_table_as_in_its_drawing() {
    let book = Book::of(&chapter());
    book.plain().unwrap_or_else(|problems| panic!("{problems:?}"));
    let html = book.read("out/chapter.html");
    let page = dom::parse(&html);
    for (at, (words, class, others)) in FIGURES.iter().enumerate() {
        let id = format!("chapter.figure{}", at + 1);
        let figure = dom::by(&page, "id", &id).pop().unwrap_or_else(|| panic!("no figure {words}"));
        let shape = dom::shape(&figure);
        for part in ["title", "desc"] {
            let words =
                dom::by(&page, "id", &format!("{id}.{part}")).pop().map(|it| dom::text(&it)).unwrap_or_default();
            assert!(words.len() > 20, "{id} has no {part}");
        }
        assert!(shape.contains(&format!("\"aria-labelledby\": \"{id}.title\"")), "{shape}");
        assert!(!shape.contains("\"style\"") && !shape.contains("\"href\""), "{shape}");
        let drawn = shape.matches(&format!("\"class\": \"{class}")).count() - others;
        let told = shape.matches("<td ").count();
        assert_eq!(drawn, told, "{words}");
    }
    assert!(dom::shape(&dom::by(&page, "id", "chapter.figure5")[0]).contains("0.2293"), "the default of a quotation");
}

#[test]
fn the_same_chapter_gives_the_same_bytes_and_no_id_stands_twice_where_all_chapters_do() {
    let pages: Vec<String> = (0..2)
        .map(|_| {
            let book = Book::of(&chapter());
            book.plain().unwrap_or_else(|problems| panic!("{problems:?}"));
            book.read("out/chapter.html") + &book.read("out/print.html")
        })
        .collect();
    assert_eq!(pages[0], pages[1]);
}

#[test]
fn a_figure_that_cannot_be_drawn_is_refused_where_it_is_asked_for() {
    for (words, line) in [
        ("<!-- quod: figure jacobians -->", 3),
        ("<!-- quod: figure jacobian y=1,2 -->", 3),
        ("<!-- quod: figure jacobian z=1 -->", 3),
        ("<!-- quod: figure jacobian z = 1, 2 -->", 3),
        ("<!-- quod: figure simplex y=1,1,0 -->", 3),
        ("<!-- quod: figure simplex y=0.5,0.5 -->", 3),
        ("Text <!-- quod: figure jacobian --> and more.", 3),
        ("\n<!-- quod: figure -->", 4),
    ] {
        assert_eq!(refused(&format!("# A\n\n{words}\n")), [("Q0407", line)], "{words}");
    }
}

#[test]
fn a_figure_says_nothing_of_the_display_behind_it() {
    let book = Book::of("# A\n\n<!-- quod: figure jacobian -->\n\n$$(a+b)^2 = a^2 + 2ab + b^2$$\n");
    book.plain().unwrap_or_else(|problems| panic!("{problems:?}"));
    assert!(book.read("out/chapter.html").contains("s-proved"));
}
