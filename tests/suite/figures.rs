//! Figures that a chapter asks for: drawn, named, and with the same numbers beside them.

use crate::browser::{found_or_skipped, program, required};
use crate::demo::Book;
use crate::dom;
use nalgebra::{DVector, dvector};
use quod::numeric::{gradient, jacobian, softmax};
use quod::site::Problem;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

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

/// A derivation with a figure that lives, at z = (2, 1, 0) and y = (1, 0, 0).
const LIVE: &str = r"# A chapter

Let

<!-- quod: id=softmax.def -->
$$s_i = \frac{e^{z_i}}{\sum_{l=1}^n e^{z_l}}$$

Then

<!-- quod: id=softmax.entry -->
$$\frac{\partial s_i}{\partial z_j} = s_i \left(1_{\{i=j\}} - s_j\right)$$

With the loss

$$\mathcal{L}(y, s) = -\sum_{i=1}^n y_i \log s_i$$

assume that

$$\sum_{i=1}^n y_i = 1$$

Then

<!-- quod: id=ce.gradient -->
$$\frac{\partial \mathcal{L}}{\partial z_j} = s_j - y_j$$

<!-- quod: figure live z=2,1,0 y=1,0,0 show=s:softmax.def,J:softmax.entry,g:ce.gradient -->
";

fn live() -> Book {
    let book = Book::of(LIVE);
    book.plain().unwrap_or_else(|problems| panic!("{problems:#?}"));
    book
}

/// What nalgebra has for each cell of the figure, by quantity and place.
fn cells(z: &DVector<f64>) -> BTreeMap<String, f64> {
    let (s, j, g) = (softmax(z), jacobian(z), gradient(&dvector![1.0, 0.0, 0.0], z));
    let single = |key: &str, values: &DVector<f64>| -> Vec<(String, f64)> {
        values.iter().enumerate().map(|(at, value)| (format!("{key} {}", at + 1), *value)).collect()
    };
    let places = (0..3).flat_map(|row| (0..3).map(move |column| (row, column)));
    let square = places.map(|(row, column)| (format!("q1 {} {}", row + 1, column + 1), j[(row, column)]));
    single("q0", &s).into_iter().chain(square).chain(single("q2", &g)).collect()
}

/// The same as a page shows it.
fn written(z: &DVector<f64>) -> BTreeMap<String, String> {
    let write = |value: f64| format!("{value:.4}").replace('-', "\u{2212}");
    cells(z).into_iter().map(|(place, value)| (place, write(value))).collect()
}

/// A site with a live figure, and what a browser must find in it.
pub fn live_in(folder: &Path) {
    let book = live();
    for (path, bytes) in book.files("out") {
        let target = folder.join(path.strip_prefix(book.root().join("out")).expect("below"));
        std::fs::create_dir_all(target.parent().expect("a folder")).expect("a folder");
        std::fs::write(target, bytes).expect("a file");
    }
    let expected = json!({
        "before": written(&dvector![2.0, 1.0, 0.0]),
        "keys": [["ArrowRight", "ArrowRight"], ["Home", "ArrowRight"], ["ArrowLeft"]],
        "after": written(&dvector![2.2, -4.9, -0.1]),
    });
    std::fs::write(folder.join("expected.json"), expected.to_string()).expect("a file");
}

#[test]
fn the_numbers_of_a_live_figure_are_those_of_nalgebra_in_drawing_and_table() {
    let html = live().read("out/chapter.html");
    for (place, text) in written(&dvector![2.0, 1.0, 0.0]) {
        let (of, at) = place.split_once(' ').expect("two parts");
        let cell = format!("data-of=\"{of}\" data-at=\"{at}\">{text}</");
        assert_eq!(html.matches(&cell).count(), 2, "{place} {text}");
    }
}

#[test]
fn the_script_that_is_compiled_from_the_proved_terms_agrees_with_nalgebra() {
    let Some(node) = found_or_skipped(program(&["node"]), required()) else { return };
    let book = live();
    let logits =
        [dvector![2.0, 1.0, 0.0], dvector![-4.5, 0.25, 4.0], dvector![0.0, 0.0, 0.0], dvector![5.0, -5.0, 1e-3]];
    let asked: Vec<Vec<f64>> = logits.iter().map(|z| z.as_slice().to_vec()).collect();
    let program = format!(
        "{}\nconst of = (list) => (k) => list[k - 1];\nconst out = {asked:?}.map((z) => {{\n\
         const cells = {{}};\nfor (const [key, make] of Object.entries(quodProved['chapter.figure1'])) {{\n\
         const at = make({{ n: 3 }}, {{ z: of(z), y: of([1, 0, 0]) }});\nfor (const i of [1, 2, 3]) {{\n\
         if (at.length === 1) cells[`${{key}} ${{i}}`] = at(i);\n\
         else for (const j of [1, 2, 3]) cells[`${{key}} ${{i}} ${{j}}`] = at(i, j);\n}}\n}}\nreturn cells;\n}});\n\
         console.log(JSON.stringify(out));",
        book.read("out/proved.js")
    );
    let output = Command::new(node).arg("-e").arg(program).output().expect("node runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let found: Vec<BTreeMap<String, Value>> = serde_json::from_slice(&output.stdout).expect("a list");
    for (found, z) in found.iter().zip(&logits) {
        let wanted = cells(z);
        assert_eq!(found.keys().collect::<Vec<_>>(), wanted.keys().collect::<Vec<_>>());
        for (place, value) in wanted {
            let computed = found[&place].as_f64().unwrap_or(f64::NAN);
            assert!((computed - value).abs() <= 1e-14, "{place} at {z}: {computed} and {value}");
        }
    }
}

#[test]
fn only_a_page_with_a_live_figure_runs_the_two_scripts_of_live_figures() {
    let page = live().read("out/chapter.html");
    assert!(
        page.contains("script-src 'self';") && ["proved.js", "live.js"].iter().all(|it| page.matches(it).count() == 1),
        "{page}"
    );
    let book = Book::of(&chapter());
    book.plain().unwrap_or_else(|problems| panic!("{problems:?}"));
    let still = book.read("out/chapter.html");
    assert!(!still.contains("proved.js") && !still.contains("live.js") && !book.root().join("out/live.js").exists());
}

#[test]
fn nothing_but_a_proved_line_or_a_definition_lives() {
    for (from, to) in [
        ("show=s:softmax.def", "show=s:softmax.none"),
        ("show=s:softmax.def", "show=s"),
        ("z=2,1,0 y=1,0,0", "z=2,1,0"),
        ("z=2,1,0 y=1,0,0", "z=2,1 y=1,0,0"),
        ("z=2,1,0 y=1,0,0 ", ""),
    ] {
        assert_eq!(refused(&LIVE.replace(from, to)).first().map(|(code, _)| *code), Some("Q0407"), "{to}");
    }
    let wrong = LIVE.replace("s_j - y_j", "s_j + y_j");
    assert!(refused(&wrong).iter().any(|(code, _)| *code == "Q0407"), "a refuted line must not live");
}

#[test]
fn a_graph_leads_from_each_display_to_what_its_statement_and_its_proof_use() {
    let asked =
        LIVE.replace("figure live z=2,1,0 y=1,0,0 show=s:softmax.def,J:softmax.entry,g:ce.gradient", "figure graph");
    let book = Book::of(&asked);
    book.plain().unwrap_or_else(|problems| panic!("{problems:#?}"));
    let html = book.read("out/chapter.html");
    let page = dom::parse(&html);
    let figure = dom::by(&page, "id", "chapter.figure1").pop().expect("the graph");
    let shape = dom::shape(&figure);
    let link = |to: &str, words: &str| format!("<a {{\"href\": \"#{to}\"}}>\"{words}\"</>");
    let (s, loss, given) = (link("softmax.def", "(1)"), link("chapter.f3", "(3)"), link("chapter.f4", "(4)"));
    let row = |own: &str, title: &str, states: &str, proves: &str| {
        format!("<th {{\"scope\": \"row\"}}>{own}\" {title}\"</><td {{}}>{states}</><td {{}}>{proves}</><td {{}}></>")
    };
    for wanted in [
        row(&s, "definition", "", ""),
        row(&link("softmax.entry", "(2)"), "proved", &s, ""),
        row(&loss, "definition", &s, ""),
        row(&link("ce.gradient", "(5)"), "proved", &format!("{s}\", \"{loss}"), &given),
    ] {
        assert!(shape.contains(&wanted), "no {wanted} in\n{shape}");
    }
    assert!(shape.contains("\"aria-label\": \"(5), proved: proved\""), "{shape}");
    assert_eq!(shape.matches("\"class\": \"edge proves\"").count(), 1 + 1, "one line and its legend");
    assert_eq!(refused("# A\n\n<!-- quod: figure graph -->\n"), [("Q0407", 3)]);
}
