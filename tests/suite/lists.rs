//! The lists that quod adds to a book: what they hold is what the chapters show.

use crate::demo::Book;
use quod::site::{Records, build};
use std::path::Path;

const CHAPTER: &str = "# Sums & more\n\nLet\n\n<!-- quod: id=total.def -->\n$$T = \\sum_{i=1}^n a_i$$\n\n\
Assume\n\n$$\\sum_{i=1}^n a_i = 1$$\n\n<!-- quod: id=total.one -->\n$$T = 1$$\n\n\
<!-- quod: id=total.wrong -->\n<!-- quod: expect refuted Q0201 -->\n$$(x+w)^2 = x^2 + w^2$$\n\n\
<!-- quod: id=total.square -->\n$$(x+w)^2 = x^2 + 2xw + w^2$$\n";

fn built(chapter: &str) -> Book {
    let book = Book::of(chapter);
    let built = build(book.root(), Records::NONE, &|_| {});
    let told = built.err().unwrap_or_default();
    let told: Vec<_> = told.iter().map(|problem| (problem.diagnostic.code.name, &problem.diagnostic.message)).collect();
    assert!(told.is_empty(), "{told:?}");
    book
}

/// The rows of the tables of a page.
fn rows(page: &str) -> Vec<&str> {
    let rows = page.split("<tr>").skip(1).filter_map(|row| row.split("</tr>").next());
    rows.filter(|row| row.contains("scope=\"row\"")).collect()
}

/// The row that holds this.
fn row<'a>(page: &'a str, what: &str) -> &'a str {
    rows(page).into_iter().find(|row| row.contains(what)).unwrap_or_else(|| panic!("no row with {what} in\n{page}"))
}

#[test]
fn every_step_is_listed_with_its_own_verdict_and_certificate() {
    let book = built(CHAPTER);
    let (list, page) = (book.read("out/index/steps.html"), book.read("out/chapter.html"));
    let said: Vec<(&str, &str)> = vec![
        ("total.def", "definition"),
        ("total.one", "proved for every n"),
        ("total.wrong", "refuted"),
        ("total.square", "proved"),
    ];
    assert_eq!(rows(&list).len(), said.len());
    for (id, words) in said {
        let row = row(&list, &format!("href=\"../chapter.html#{id}\""));
        assert!(row.contains(&format!("</svg>{words}</span>")), "{row}");
        let frame = page.split(&format!("id=\"{id}\"")).nth(1).and_then(|rest| rest.split("</details>").next());
        let frame = frame.expect("a frame on the page");
        assert!(frame.contains(&format!("</svg>{words}</span>")), "{frame}");
        let certificate = row.split("href=\"../certificates/").nth(1).and_then(|rest| rest.split('"').next());
        assert_eq!(certificate.is_some(), words.starts_with("proved"), "{row}");
        assert!(certificate.is_none_or(|name| frame.contains(&format!("sha256:{name}"))));
    }
}

#[test]
fn symbols_hypotheses_rules_and_diagnostics_are_those_of_the_chapters() {
    let book = built(CHAPTER);
    let symbols = book.read("out/index/symbols.html");
    let total = row(&symbols, ">T</annotation>");
    assert!(total.contains("a number") && total.contains("#total.def") && total.contains("#total.one"), "{total}");
    assert!(rows(&symbols).iter().any(|row| row.contains(">n</annotation>") && row.contains("<td>a size</td>")));
    assert!(row(&symbols, ">a</annotation>").contains("a vector of"));
    let hypotheses = book.read("out/index/hypotheses.html");
    let sum = row(&hypotheses, "a_i = 1</annotation>");
    assert!(sum.contains("#chapter.f2") && sum.contains("#total.one") && !sum.contains("#total.square"), "{sum}");
    let rules = book.read("out/index/rules.html");
    assert!(row(&rules, ">hypothesis<").contains("#total.one"), "{rules}");
    let diagnostics = book.read("out/index/diagnostics.html");
    let refuted = row(&diagnostics, "Q0201");
    assert!(refuted.contains("announced") && refuted.contains("#total.wrong"), "{refuted}");
}

#[test]
fn every_page_leads_to_the_lists() {
    let book = built(CHAPTER);
    for list in ["symbols", "steps", "hypotheses", "rules", "diagnostics"] {
        assert!(book.read("out/chapter.html").contains(&format!("href=\"index/{list}.html\"")), "{list}");
        assert!(book.read("out/index/steps.html").contains(&format!("href=\"../index/{list}.html\"")), "{list}");
    }
}

#[test]
fn a_book_of_words_alone_has_lists_that_say_so() {
    let book = built("# Words\n\n## hypothesis\n\n```text\n## ring\n```\n");
    assert!(book.read("out/index/steps.html").contains("No step of this book has a name"));
    assert!(book.read("out/index/symbols.html").contains("No formula of this book was read"));
    assert!(book.read("out/index/hypotheses.html").contains("Nothing is assumed"));
    assert!(book.read("out/index/rules.html").contains("The 0 certificates"));
    assert!(book.read("out/index/diagnostics.html").contains("In this book: nothing."));
}

#[test]
fn a_rule_leads_to_the_heading_that_explains_it_and_to_no_example_of_one() {
    let explained = built(&format!("{CHAPTER}\n## hypothesis\n\n```text\n## ring\n```\n\n## ring\n"));
    let rules = explained.read("out/index/rules.html");
    assert!(rules.contains("href=\"../chapter.html#hypothesis\">hypothesis</a>"), "{rules}");
    let example = built(&format!("{CHAPTER}\n```text\n## hypothesis\n```\n"));
    assert!(row(&example.read("out/index/rules.html"), "hypothesis").contains("<th scope=\"row\">hypothesis</th>"));
}

#[test]
fn a_chapter_in_the_place_of_a_list_is_refused() {
    for taken in ["index/steps.md", "print.md"] {
        let book = Book::of(CHAPTER);
        book.write("book/SUMMARY.md", &format!("# Summary\n\n- [A](chapter.md)\n- [B]({taken})\n"));
        book.write(&format!("book/{taken}"), "# B\n");
        let problems = build(book.root(), Records::NONE, &|_| {}).err().expect("refused");
        let told = (problems[0].diagnostic.code.name, problems[0].source.name().to_string());
        assert_eq!(told, ("Q0410", format!("book/{taken}")));
        assert!(!Path::new(&book.root().join("out")).exists(), "nothing is written");
    }
}
