//! A book by somebody else: what its chapters try, and what becomes of it.

use crate::demo::Book;
use html5ever::tendril::StrTendril;
use markup5ever_rcdom::{Handle, NodeData};
use quod::site::{Records, build};

fn built(chapter: &str) -> Result<Book, Vec<&'static str>> {
    let book = Book::of(chapter);
    match build(book.root(), Records::NONE, &|_| {}) {
        Ok(_) => Ok(book),
        Err(problems) => Err(problems.iter().map(|problem| problem.diagnostic.code.name).collect()),
    }
}

/// What on a page could act, imitate a seal or ask another host.
pub fn dangers(node: &Handle, found: &mut Vec<String>) {
    if let NodeData::Element { name, attrs, .. } = &node.data {
        let forbidden = ["script", "iframe", "object", "embed", "form", "base", "style", "template", "frame"];
        let own =
            |it: &html5ever::Attribute| &*it.name.local == "src" && ["copy.js", "../copy.js"].contains(&&*it.value);
        let is_own = &*name.local == "script" && attrs.borrow().iter().any(own) && node.children.borrow().is_empty();
        if forbidden.contains(&&*name.local) && !is_own {
            found.push(format!("<{}>", name.local));
        }
        for attribute in attrs.borrow().iter() {
            let (key, value): (&str, &StrTendril) = (&attribute.name.local, &attribute.value);
            let scheme = value.split(':').next().unwrap_or("").trim().to_ascii_lowercase();
            let acts = ["href", "src", "action", "xlink:href", "srcset"].contains(&key)
                && ["javascript", "data", "vbscript", "file"].contains(&scheme.as_str());
            if key.starts_with("on") || key == "style" || key.starts_with("data-") || acts {
                found.push(format!("{key}={value}"));
            }
        }
    }
    node.children.borrow().iter().for_each(|child| dangers(child, found));
}

fn assert_harmless(chapter: &str) {
    let book = built(chapter).unwrap_or_else(|codes| panic!("{chapter} is refused by {codes:?}"));
    for page in ["out/chapter.html", "out/print.html"] {
        let mut found = Vec::new();
        dangers(&crate::dom::parse(&book.read(page)).document, &mut found);
        assert!(found.is_empty(), "{chapter}: {found:?}");
    }
}

#[test]
fn commands_that_need_trust_are_refused() {
    for tex in [
        r"\href{javascript:alert(1)}{x}",
        r"\url{javascript:alert(1)}",
        r"\htmlData{foo=bar}{x}",
        r"\htmlClass{seal s-proved}{x}",
        r"\htmlId{content}{x}",
        r"\htmlStyle{position:fixed}{x}",
        r"\includegraphics{https://example.org/pixel.png}",
        r"\def\a{\htmlClass{seal}}\a{x}",
        r"\csname href\endcsname{javascript:x}{y}",
    ] {
        let codes = built(&format!("# A\n\n$${tex}$$\n")).err().unwrap_or_else(|| panic!("{tex} is built"));
        assert!(codes.contains(&"Q0401"), "{tex}: {codes:?}");
        assert!(built(&format!("# A\n\nInline ${tex}$.\n")).is_err(), "{tex}");
    }
}

#[test]
fn markup_in_formulas_is_text() {
    for tex in [
        r"\text{<script>alert(1)</script>}",
        r#"\text{" onmouseover="alert(1)}"#,
        r"\text{</annotation></semantics></math><img src=x onerror=alert(1)>}",
        r"\text{\&lt;script\&gt;}",
        r"\text{--> <b onclick=x>}",
        r"\textcolor{red}{x} + \color{#ff0000} y",
        r"\text{]]><svg onload=alert(1)>}",
    ] {
        assert_harmless(&format!("# A\n\n$${tex}$$\n\nand ${tex}$ in a line.\n"));
    }
}

#[test]
fn colours_are_colours() {
    for tex in
        [r"\textcolor{red;position:fixed}{x}", r"\colorbox{url(https://example.org)}{x}", r"\color{expression(x)} x"]
    {
        assert_eq!(built(&format!("# A\n\n$${tex}$$\n")).err(), Some(vec!["Q0401"]), "{tex}");
    }
}

#[test]
fn names_and_code_from_a_chapter_are_text() {
    assert_harmless(
        "# A <b>bold</b> `<script>` heading\n\n```html\"><script>\n</code></pre><script>alert(1)</script>\n```\n",
    );
    assert_harmless("# A\n\n[x](b.png \"a\\\" onclick=\\\"y\")\n".replace("b.png", "#a").as_str());
    assert_harmless("# A\n\n<!-- five inches: 5\" <script> -->\n\n$$x = x$$\n");
    assert_harmless("# \u{202e}evil\u{202c} \u{0}\n\ntext\u{200b}\n");
}

#[test]
fn two_chapters_cannot_meet_in_an_id() {
    let book = Book::of("# A\n\n## Same\n\n$$x = x$$\n\n[^1]\n\n[^1]: note\n");
    book.write("book/SUMMARY.md", "# Summary\n\n- [A](chapter.md)\n- [B](other.md)\n");
    book.write("book/other.md", "# A\n\n## Same\n\n$$x = x$$\n\n[^1]\n\n[^1]: note\n");
    assert!(build(book.root(), Records::NONE, &|_| {}).is_ok());
    for id in ["content", "contents"] {
        assert_eq!(built(&format!("# A\n\n<span id=\"{id}\">x</span>\n")).err(), Some(vec!["Q0412"; 1]), "{id}");
    }
    let twice = "# A\n\n<!-- quod: id=a -->\n$$x = x$$\n\n<!-- quod: id=a -->\n$$y = y$$\n";
    assert_eq!(built(twice).err(), Some(vec!["Q0406"]));
}

#[test]
fn bombs_end_in_an_error() {
    for tex in [
        r"\def\a{\a\a}\a",
        r"\def\a#1{\b{#1#1}}\def\b#1{\c{#1#1}}\def\c#1{\a{#1#1}}\a x",
        &"{".repeat(5000),
        &format!("{}x{}", r"\sqrt{".repeat(3000), "}".repeat(3000)),
        &"x^".repeat(20_000),
    ] {
        assert!(built(&format!("# A\n\n$${tex}$$\n")).is_err(), "{}", &tex[..20]);
    }
}

#[test]
fn a_chapter_cannot_set_a_seal() {
    for text in [
        "<span class=\"seal s-proved\">proved</span>",
        "<details class=\"evidence\"><summary>proved for every n</summary></details>",
        "<div style=\"color:green\">proved</div>",
    ] {
        assert_eq!(built(&format!("# A\n\n{text}\n")).err(), Some(vec!["Q0415"]), "{text}");
    }
    assert_eq!(
        built("# A\n\n$$(a+b)^2 = a^2 + b^2$$\n").err(),
        Some(vec!["Q0201"]),
        "a false line is not shown at all"
    );
}
