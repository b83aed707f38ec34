//! How a step is found and cited: short addresses, citations, search.

use crate::demo::Book;
use quod::site::{Records, build};

const CHAPTER: &str = "# Squares\n\nThe *indicator* of $x_1$.\n\n<!-- quod: id=square.sum -->\n\
                       $$(x+w)^2 = x^2 + 2xw + w^2$$\n\n<!-- quod: id=a/../../b -->\n$$x + x = 2x$$\n";

fn built(chapter: &str, toml: &str) -> Book {
    let book = Book::of("");
    book.write("book.toml", toml);
    std::fs::remove_file(book.root().join("book/chapter.md")).expect("removed");
    book.write("book/SUMMARY.md", "# Summary\n\n- [Deep & down](part/chapter.md)\n");
    book.write("book/part/chapter.md", chapter);
    let problems = build(book.root(), Records::NONE, &|_| {}).err().unwrap_or_default();
    let told: Vec<_> = problems.iter().map(|it| (it.diagnostic.code.name, &it.diagnostic.message)).collect();
    assert!(told.is_empty(), "{told:?}");
    book
}

const TOML: &str = "[book]\ntitle = \"Demo <1>\"\nauthors = [\"A \\\"B\\\" C\"]\nsrc = \"book\"\n[build]\n\
                    build-dir = \"out\"\n[preprocessor.quod]\npublished = \"2026-11-24\"\n";

#[test]
fn a_short_address_leads_to_its_step_without_a_script() {
    let book = built(CHAPTER, TOML);
    let short = book.read("out/s/square.sum.html");
    assert!(short.contains("http-equiv=\"refresh\" content=\"0; url=../part/chapter.html#square.sum\""), "{short}");
    assert!(short.contains("<a href=\"../part/chapter.html#square.sum\">") && !short.contains("<script"), "{short}");
    assert_eq!(book.files("out/s").len(), 1, "an id that is no file name has no short address");
    assert!(!book.root().join("b.html").exists() && !book.root().join("out/b.html").exists());
}

#[test]
fn a_step_is_cited_with_version_verdict_and_certificate() {
    let book = built(CHAPTER, TOML);
    let page = book.read("out/part/chapter.html");
    let cites: Vec<&str> = page.split("<details class=\"cite\">").skip(1).collect();
    assert_eq!(cites.len(), 2, "one for each display with an id");
    let name = book.files("out/certificates").into_keys().map(|path| path.file_name().expect("a name").to_owned());
    let names: Vec<String> = name.map(|name| name.to_string_lossy().into_owned()).collect();
    let cited = names.iter().filter(|name| cites[0].contains(&format!("certificate sha256:{name}"))).count();
    assert_eq!(cited, 1, "{}", cites[0]);
    for part in [
        "href=\"../s/square.sum.html\"",
        "@misc{quod:square.sum,",
        "&quot;DOI&quot;: &quot;&quot;",
        "none yet",
        "doi       = {}",
        env!("CARGO_PKG_VERSION"),
        "&lt;math ",
        "proved",
        "(2026)",
    ] {
        assert!(cites[0].contains(part), "no {part} in {}", cites[0]);
    }
    for tag in [
        "citation_title\" content=\"Deep &amp; down\"",
        "citation_author\" content=\"A &quot;B&quot; C\"",
        "citation_inbook_title\" content=\"Demo &lt;1&gt;\"",
        "citation_publication_date\" content=\"2026/11/24\"",
    ] {
        assert!(page.contains(tag), "no {tag}");
    }
}

/// The entries of the search of a book: title, address, words, formulas, whether it is a display.
fn entries(book: &Book) -> Vec<(String, String, String, Vec<String>, u8)> {
    let data = book.read("out/search-data.js");
    let json = data.strip_prefix("globalThis.quodSearch = ").and_then(|rest| rest.strip_suffix(";\n"));
    serde_json::from_str(json.expect("a script of one assignment")).expect("JSON")
}

#[test]
fn each_formula_can_be_found_once() {
    let book = built(CHAPTER, TOML);
    let found = entries(&book);
    let square: Vec<_> = found.iter().filter(|it| it.3.iter().any(|tex| tex.contains("2xw"))).collect();
    assert_eq!(square.len(), 1, "{found:?}");
    assert_eq!((square[0].1.as_str(), square[0].4), ("part/chapter.html#square.sum", 1));
    assert!(!found.iter().any(|it| it.2.contains("2xw") || it.1.starts_with("print.html")), "{found:?}");
    let section = found.iter().find(|it| it.2.contains("indicator")).expect("a section");
    assert_eq!((section.0.as_str(), section.1.as_str()), ("Squares", "part/chapter.html#squares"));
    assert_eq!(section.3, ["x_1"]);
}

#[test]
fn the_search_page_alone_loads_the_search() {
    let book = built(CHAPTER, TOML);
    let page = book.read("out/search.html");
    assert!(page.contains("<script defer src=\"search-data.js\">") && page.contains("script-src 'self';"), "{page}");
    assert!(page.contains("<noscript>") && page.contains("href=\"index/steps.html\""), "{page}");
    let chapter = book.read("out/part/chapter.html");
    assert!(!chapter.contains("search-data.js") && chapter.contains("href=\"../search.html\""), "{chapter}");
    assert!(!chapter.contains("unsafe") && !page.contains("unsafe"), "no script within a page");
}

#[test]
fn titles_ids_and_labels_of_a_stranger_are_text_everywhere() {
    let hostile = "\"></script><script>alert(1)</script>&<b onclick=x>";
    let id = "x\"onmouseover=\"alert(1)<script>&'";
    let chapter = format!(
        "# `{hostile}` \u{202e}\n\n<!-- quod: id={id} -->\n$$x + x = 2x$$\n\n\
         $$w + w = 2w \\tag{{\\text{{<script>}}}}$$\n\n$$\\def\\evil{{y}} \\evil + \\evil = 2y$$\n"
    );
    let book = Book::of(&chapter);
    let title = hostile.replace('"', "\\\"");
    book.write("book.toml", &TOML.replace("Demo <1>", &title).replace("A \\\"B\\\" C", &title));
    assert!(build(book.root(), Records::NONE, &|_| {}).is_ok());
    for (path, bytes) in book.files("out") {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let name = path.display();
        assert!(!text.contains("<script>alert") && !text.contains("<b onclick"), "{name}");
        if path.extension().is_some_and(|kind| kind == "html") {
            let mut found = Vec::new();
            crate::hostile::dangers(&crate::dom::parse(&text).document, &mut found);
            found.retain(|it| it != "<script>" || !text.contains("<script defer src=\"search-data.js\">"));
            assert!(found.is_empty(), "{name}: {found:?}");
        }
    }
    assert_eq!(entries(&book).iter().filter(|it| it.1.ends_with(id)).count(), 1);
}
