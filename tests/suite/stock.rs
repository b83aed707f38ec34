//! `quod build`, `quod preprocess` beside a stock mdBook, and `quod serve`.

use crate::demo::Book;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

const QUOD: &str = env!("CARGO_BIN_EXE_quod");

const TOML: &str = "[book]\ntitle = \"Demo\"\nsrc = \"book\"\n[build]\nbuild-dir = \"out\"\n\
                    [preprocessor.quod]\nstylesheet = \"target/quod.css\"\n[output.html]\n\
                    additional-css = [\"target/quod.css\"]\n";

const CHAPTER: &str = "# A chapter\n\nWe know $a * b * c$.\n\n<!-- quod: id=square -->\n\
                       $$(a + b)^2 = a^2 + 2 a b + b^2$$\n";

fn book() -> Book {
    let book = Book::of(CHAPTER);
    book.write("book.toml", TOML);
    book
}

fn quod(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(QUOD).current_dir(folder).args(arguments).stdin(Stdio::null()).output().expect("quod runs")
}

/// Gives quod what mdBook gives a preprocessor: the context and the book, as a list of two.
fn preprocess(input: &str) -> Output {
    let mut child = Command::new(QUOD)
        .arg("preprocess")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("quod runs");
    child.stdin.take().expect("piped").write_all(input.as_bytes()).expect("written");
    child.wait_with_output().expect("ended")
}

fn exchange(root: &Path, content: &str) -> String {
    let config = serde_json::json!({
        "book": { "title": "Demo", "src": "book", "authors": [], "language": "en" },
        "preprocessor": { "quod": { "stylesheet": "target/quod.css" } },
        "output": { "html": {} },
    });
    let chapter = serde_json::json!({ "Chapter": {
        "name": "A chapter", "content": content, "number": [1], "sub_items": [], "path": "chapter.md",
        "source_path": "chapter.md", "parent_names": [],
    }});
    let context = serde_json::json!({
        "root": root, "config": config, "renderer": "html", "mdbook_version": "0.5.4",
    });
    serde_json::json!([context, { "items": [chapter] }]).to_string()
}

#[test]
fn another_folders_book_is_built_by_name() {
    let book = book();
    let output = quod(Path::new("/"), &["build", &book.root().display().to_string()]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("chapter") && book.read("out/chapter.html").contains("s-proved"), "{said}");
    assert!(book.read("out/chapter.html").contains("id=\"square\""), "an id needs no check in a book without records");
}

#[test]
fn renderers_other_than_html_are_not_supported() {
    let here = Path::new(".");
    assert_eq!(quod(here, &["preprocess", "supports", "html"]).status.code(), Some(0));
    assert_eq!(quod(here, &["preprocess", "supports", "epub"]).status.code(), Some(1));
    assert_eq!(preprocess("no json").status.code(), Some(2));
}

#[test]
fn a_preprocessor_answers_with_the_woven_book() {
    let book = book();
    let output = preprocess(&exchange(book.root(), CHAPTER));
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let content = answer["items"][0]["Chapter"]["content"].as_str().expect("a chapter");
    assert!(
        content.contains("s-proved") && content.contains("class=\"katex\"") && !content.contains("$$"),
        "{content}"
    );
    assert!(book.read("target/quod.css").contains("data:font/ttf;base64,"));
}

#[test]
fn a_preprocessor_refuses_what_a_build_refuses() {
    let book = book();
    let output = preprocess(&exchange(book.root(), "# A\n\n$$(a + b)^2 = a^2 + b^2$$\n"));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        output.stdout.is_empty() && said.contains("error[Q0201]") && said.contains("book/chapter.md:3:3"),
        "{said}"
    );
}

/// What stands under the formula; mdBook breaks the line after each block.
fn frame(page: &str) -> String {
    let start = page.find("<div class=\"claim\" id=\"square\">").unwrap_or_else(|| panic!("no frame in\n{page}"));
    assert!(page[start..].contains("(a + b)^2 = a^2 + 2 a b + b^2</annotation>"));
    let start = start + page[start..].find("<div class=\"known\">").expect("the line under the formula");
    // How a step is cited differs: only the own site has a page for its short address.
    let end = page[start..].find("<details class=\"cite\">").expect("the end of the evidence");
    let frame = crate::dom::parse(&page[start..start + end]);
    crate::dom::text(&frame.document).split_whitespace().collect()
}

/// mdBook itself, with its own renderer, and quod as the external command that `book.toml` names.
#[test]
fn a_stock_mdbook_shows_the_same_frames() {
    let book = book();
    assert_eq!(quod(book.root(), &["build"]).status.code(), Some(0));
    let own = frame(&book.read("out/chapter.html"));
    let command = format!("command = \"{QUOD} preprocess\"\nstylesheet");
    book.write("book.toml", &TOML.replace("stylesheet", &command).replace("\"out\"", "\"stock\""));
    let mdbook = mdbook::MDBook::load(book.root()).expect("a book");
    mdbook.build().expect("mdBook builds it");
    assert_eq!(own, frame(&book.read("stock/chapter.html")));
    let linked = book.read("stock/chapter.html");
    assert!(linked.contains("target/quod"), "the stylesheet is linked");
}

/// Kills the server, whatever happens.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn get(address: &str, path: &str, host: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("connected");
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n").expect("asked");
    let mut answer = String::new();
    drop(stream.read_to_string(&mut answer));
    answer
}

#[test]
fn a_served_book_is_built_again_after_a_change_and_tells_its_pages() {
    let book = book();
    let child = Command::new(QUOD)
        .current_dir(book.root())
        .args(["serve", "--port", "0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("quod runs");
    let mut server = Server(child);
    let lines = BufReader::new(server.0.stdout.take().expect("piped")).lines().map_while(Result::ok);
    let served = lines.into_iter().find_map(|line| Some(line.strip_prefix("serving http://")?.to_owned()));
    let address = served.expect("an address").trim_end_matches('/').to_owned();

    let page = get(&address, "/chapter.html", &address);
    assert!(page.starts_with("HTTP/1.1 200") && page.contains("/.quod/reload.js"), "{page}");
    assert!(page.contains("default-src 'none'; script-src 'self'"), "the policy lets the one script in");
    assert!(!book.read("out/chapter.html").contains("reload.js"), "the site on the disk has no script");
    assert!(get(&address, "/.quod/reload.js", &address).contains("location.reload"));
    assert!(get(&address, "/../book.toml", &address).starts_with("HTTP/1.1 404"));
    assert!(get(&address, "/", "evil.example").starts_with("HTTP/1.1 403"), "names that point here are not answered");

    let number = |answer: String| answer.rsplit("\r\n").next().unwrap_or("").to_owned();
    let before = number(get(&address, "/.quod/news", &address));
    book.write("book/chapter.md", &(CHAPTER.to_owned() + "\nOne more line.\n"));
    let after = number(get(&address, &format!("/.quod/news?{before}"), &address));
    assert_ne!(before, after, "the page is told");
    assert!(get(&address, "/chapter.html", &address).contains("One more line."));
}
