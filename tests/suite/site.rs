//! A small book built whole: what its pages show, and what is refused.

use crate::demo::{Book, CHAPTER, WRONG, records};
use quod::site::{Problem, build};

/// `code file:line:column` of each problem.
fn places(problems: &[Problem]) -> Vec<String> {
    let place = |problem: &Problem| {
        let start = problem.diagnostic.labels[0].span.start;
        format!("{} {}", problem.diagnostic.code.name, problem.source.locate(start))
    };
    problems.iter().map(place).collect()
}

fn refused(chapter: &str) -> Vec<String> {
    places(&Book::of(chapter).build().err().expect("a book that is refused"))
}

#[test]
fn a_step_shows_number_badge_permalink_check_and_formula() {
    let book = Book::of(CHAPTER);
    let built = book.build().unwrap_or_else(|problems| panic!("{problems:?}"));
    assert_eq!((built.formulas, built.rows.len(), built.rows[0].steps.as_slice()), (2, 1, &[("demo.total", 200)][..]));
    let page = book.read("out/chapter.html");
    for part in [
        "id=\"demo.total\"",
        "href=\"#demo.total\"",
        ">1.1</a>",
        "proved for every n",
        "tested in Rust",
        "left: a &lt; b,",
        "200 points",
        "a count of the classes equal to j",
        r"\sum_{i=1}^n 1_{\{i=j\}} = 1</annotation>",
        r"x^2</annotation>",
    ] {
        assert!(page.contains(part), "no {part} in\n{page}");
    }
    assert!(
        book.read("out/index.html").contains("url=chapter.html") && book.read("out/print.html").contains("demo.total")
    );
}

#[test]
fn a_page_runs_no_script_but_the_sites_own_and_asks_nobody_for_anything() {
    let book = Book::of(CHAPTER);
    assert!(book.build().is_ok());
    for (path, bytes) in book.files("out") {
        let text = String::from_utf8_lossy(&bytes);
        if path.extension().is_some_and(|kind| kind == "html" || kind == "css") {
            let own = ["copy.js", "search-data.js", "search.js"];
            let sources = own
                .iter()
                .flat_map(|name| ["", "../"].map(|top| format!("<script defer src=\"{top}{name}\"></script>")));
            let rest = sources.fold(text.clone().into_owned(), |rest, script| rest.replace(&script, ""));
            assert!(!rest.contains("<script") && !rest.contains("javascript:"), "{}", path.display());
            let outside = text.replace("http://www.w3.org/", "");
            assert!(!outside.contains("://"), "{} names another host", path.display());
        }
    }
}

#[test]
fn the_certificates_lie_in_the_site_and_the_kernel_accepts_them() {
    let book = Book::of(CHAPTER);
    assert!(book.build().is_ok());
    let certificates = book.files("out/certificates");
    assert_eq!(certificates.len(), 1);
    for (path, bytes) in &certificates {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        assert!(quod_kernel::recheck(&name, bytes).is_ok());
        assert!(book.read("out/chapter.html").contains(&format!("href=\"certificates/{name}\"")));
    }
}

#[test]
fn two_builds_give_the_same_bytes() {
    let book = Book::of(CHAPTER);
    assert!(book.build().is_ok());
    let first = book.files("out");
    assert!(book.build().is_ok());
    assert_eq!(first, book.files("out"));
    assert!(first.len() > 5);
}

#[test]
fn a_formula_that_katex_refuses_fails_at_its_line_and_leaves_the_old_site() {
    let book = Book::of(CHAPTER);
    assert!(book.build().is_ok());
    let old = book.files("out");
    book.write("book/chapter.md", &CHAPTER.replace("$x^2$", "$\\frac{x$"));
    let problems = book.build().err().expect("refused");
    assert_eq!(places(&problems), ["Q0401 book/chapter.md:3:15"]);
    assert_eq!(old, book.files("out"));
}

#[test]
fn every_formula_that_katex_refuses_is_reported_at_once() {
    let chapter = CHAPTER.replace("$x^2$", "$x^$ and $\\nosuch$");
    assert_eq!(refused(&chapter), ["Q0401 book/chapter.md:3:9", "Q0401 book/chapter.md:3:17"]);
}

#[test]
fn only_the_chapters_tex_changed_is_noticed_at_the_first_difference() {
    assert_eq!(
        refused(&CHAPTER.replace("= 1$$", "= 2$$")),
        ["Q0404 book/chapter.md:6:30", "Q0201 book/chapter.md:6:3"]
    );
}

#[test]
fn only_the_check_changed_is_noticed_with_the_smallest_point() {
    let book = Book::of(CHAPTER);
    let problems = build(book.root(), records(WRONG), &|_| {}).err().expect("refused");
    assert_eq!(places(&problems), ["Q0405 book/chapter.md:6:3"]);
    let help = problems[0].diagnostic.help.as_deref().unwrap_or_default();
    assert!(help.contains("step `demo.total` does not hold") && help.contains("n = 2"), "{help}");
}

#[test]
fn steps_and_checks_come_in_pairs() {
    let without_id = CHAPTER.replace("<!-- quod: id=demo.total -->\n", "");
    assert_eq!(refused(&without_id), ["Q0403 book/chapter.md:1:1"]);
    let other_id = CHAPTER.replace("id=demo.total", "id=demo.other");
    assert_eq!(refused(&other_id), ["Q0402 book/chapter.md:5:12", "Q0403 book/chapter.md:1:1"]);
    let twice = format!("{CHAPTER}\n<!-- quod: id=demo.total -->\n$$\\sum_{{i=1}}^n 1_{{\\{{i=j\\}}}} = 1$$\n");
    assert_eq!(refused(&twice), ["Q0406 book/chapter.md:10:12"]);
}

#[test]
fn directives_that_cannot_be_followed_are_errors() {
    let unknown = CHAPTER.replace("id=demo", "identify=demo");
    assert_eq!(refused(&unknown), ["Q0407 book/chapter.md:5:1", "Q0403 book/chapter.md:1:1"]);
    assert_eq!(refused(&format!("{CHAPTER}\n<!-- quod: id=late -->\n")), ["Q0407 book/chapter.md:10:1"]);
    let two = CHAPTER.replace("<!-- quod", "<!-- quod: id=first -->\n<!-- quod");
    assert_eq!(refused(&two), ["Q0407 book/chapter.md:6:1"]);
}

#[test]
fn a_formula_that_never_ends_is_an_error() {
    assert_eq!(refused(&format!("{CHAPTER}\n$$\nx = 1\n")), ["Q0408 book/chapter.md:10:1"]);
}

#[test]
fn links_within_the_book_must_lead_somewhere() {
    assert!(Book::of(&format!("{CHAPTER}\n[up](#a-chapter) [step](chapter.md#demo.total)\n")).build().is_ok());
    let dead = refused(&format!("{CHAPTER}\n[gone](missing.md) [lost](#nowhere)\n"));
    assert_eq!(dead, ["Q0412 book/chapter.md:10:8", "Q0412 book/chapter.md:10:28"]);
}

#[test]
fn a_chapter_that_does_not_exist_is_an_error_and_is_not_created() {
    let book = Book::of(CHAPTER);
    book.write("book/SUMMARY.md", "- [A chapter](chapter.md)\n- [Missing](missing.md)\n");
    assert_eq!(places(&book.build().err().expect("refused")), ["Q0410 book.toml:1:1"]);
    assert!(!book.root().join("book/missing.md").exists());
}

#[test]
fn chapters_survive_a_configuration_that_would_delete_them() {
    let book = Book::of(CHAPTER);
    book.write("book.toml", "[book]\ntitle = \"Demo\"\nsrc = \"book\"\n");
    let before = book.files(".");
    assert_eq!(places(&book.build().err().expect("refused")), ["Q0409 book.toml:1:1"]);
    assert_eq!(before, book.files("."));
}

#[test]
fn displays_in_lists_and_quotes_stay_there() {
    let book = Book::of(&format!(
        "{CHAPTER}\n> Quoted\n>\n> $$a_1 * b_2 * c$$\n>\n> still quoted\n\n- item\n\n  $$d_1 = e_2$$\n\n  still item\n"
    ));
    assert!(book.build().is_ok());
    let page = book.read("out/chapter.html");
    let quote = page.split("<blockquote>").nth(1).and_then(|rest| rest.split("</blockquote>").next()).expect("a quote");
    assert!(quote.contains("a_1 * b_2 * c</annotation>") && quote.contains("still quoted"), "{quote}");
    let item = page.split("<li>").nth(1).and_then(|rest| rest.split("</li>").next()).expect("an item");
    assert!(item.contains("d_1 = e_2</annotation>") && item.contains("still item"), "{item}");
}
