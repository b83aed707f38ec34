//! The pages of the diagnostic codes: each failing example fails with its code, each mended one is built.

use crate::demo::{Book, CHAPTERS, WRONG, records};
use quod::diagnostic::CODES;
use quod::numeric::steps::Chapter;
use quod::site::build;
use quod::source::Source;
use quod::verdict::{Effort, analyse};
use std::path::Path;

/// Codes without an example, each for the reason that its page gives.
const WITHOUT_EXAMPLE: &[&str] = &["Q0411", "Q0414", "Q0501"];

/// A fenced example: the words after its fence, and its text.
struct Example {
    info: Vec<String>,
    text: String,
}

impl Example {
    fn has(&self, word: &str) -> bool {
        self.info.iter().any(|given| given == word)
    }

    /// The codes that a book made of this example fails with.
    fn codes(&self) -> Vec<&'static str> {
        if self.has("check") {
            let analysis = analyse(Source::new("example.md", self.text.as_str()), Effort::default());
            return analysis.findings.iter().map(|finding| finding.diagnostic.code.name).collect();
        }
        let book = if self.has("with=denying") {
            Book::of("# A chapter\n\n$$\\int_0^1 x \\, dx = \\frac{1}{2}$$\n")
        } else if self.has("toml") {
            Book::of("# A chapter\n")
        } else {
            Book::of(&self.text)
        };
        if self.has("toml") {
            book.write("book.toml", &self.text);
        }
        let chapters: &'static [&'static Chapter] = match () {
            () if self.has("with=demo") => CHAPTERS,
            () if self.has("with=wrong") => WRONG,
            () => &[],
        };
        let problems = build(book.root(), records(chapters), &|_| {}).err().unwrap_or_default();
        problems.iter().map(|problem| problem.diagnostic.code.name).collect()
    }
}

fn page(code: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("book/codes/{code}.md"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("book/codes/{code}.md: {error}"))
}

fn examples(page: &str) -> Vec<Example> {
    let fenced = page.split("\n````").skip(1).step_by(2);
    let example = |fenced: &str| {
        let (info, text) = fenced.split_once('\n').expect("a fence ends its line");
        Example { info: info.split_whitespace().map(str::to_owned).collect(), text: text.to_owned() + "\n" }
    };
    fenced.map(example).collect()
}

#[test]
fn every_example_does_what_its_page_says() {
    for code in CODES.iter().filter(|code| !WITHOUT_EXAMPLE.contains(&code.name)) {
        let examples = examples(&page(code.name));
        let failing: Vec<_> = examples.iter().filter(|example| example.has("fails")).collect();
        let mended: Vec<_> = examples.iter().filter(|example| example.has("mended")).collect();
        assert!(!failing.is_empty() && !mended.is_empty(), "{}: an example of each kind is needed", code.name);
        for example in failing {
            let codes = example.codes();
            assert!(codes.contains(&code.name), "{}: fails with {codes:?}\n{}", code.name, example.text);
        }
        for example in mended {
            assert_eq!(example.codes(), Vec::<&str>::new(), "{}: mended\n{}", code.name, example.text);
        }
    }
}

#[test]
fn every_code_has_a_page_with_its_title_and_every_page_a_code() {
    for code in CODES {
        let heading = format!("# {}: {}\n", code.name, code.title);
        assert!(page(code.name).starts_with(&heading), "book/codes/{}.md does not begin with {heading}", code.name);
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("book/codes");
    let pages = std::fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.file_name());
    let pages: Vec<String> = pages.map(|name| name.to_string_lossy().into_owned()).collect();
    for page in pages.iter().filter(|page| *page != "index.md") {
        assert!(CODES.iter().any(|code| format!("{}.md", code.name) == *page), "book/codes/{page} is no code's page");
    }
}
