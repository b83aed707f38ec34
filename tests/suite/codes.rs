//! The pages of the diagnostic codes: each failing example fails with its code, each mended one is built.

use crate::demo::{Book, CHAPTERS, WRONG, records};
use crate::ui::plain;
use quod::diagnostic::CODES;
use quod::numeric::steps::Chapter;
use quod::report::{draw, human};
use quod::site::{Problem, build};
use quod::source::Source;
use quod::verdict::{Analysis, Effort, analyse};
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

    fn analysis(&self) -> Analysis {
        analyse(Source::new("example.md", self.text.as_str()), Effort::default())
    }

    /// The codes that this example fails with.
    fn codes(&self) -> Vec<&'static str> {
        if self.has("check") {
            return self.analysis().findings.iter().map(|finding| finding.diagnostic.code.name).collect();
        }
        self.problems().iter().map(|problem| problem.diagnostic.code.name).collect()
    }

    /// What is wrong with a book made of this example; its folder is called BOOK.
    fn problems(&self) -> Vec<Problem> {
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
        let mut problems = build(book.root(), records(chapters), &|_| {}).err().unwrap_or_default();
        for problem in &mut problems {
            let diagnostic = &mut problem.diagnostic;
            let labels = diagnostic.labels.iter_mut().map(|label| &mut label.text);
            for text in labels.chain([&mut diagnostic.message]).chain(&mut diagnostic.help) {
                *text = text.replace(&book.root().display().to_string(), "BOOK");
            }
        }
        problems
    }

    /// What a user is shown of this example.
    fn report(&self) -> String {
        if self.has("check") {
            return human(&[self.analysis()], 80);
        }
        let problems = self.problems();
        problems.iter().map(|problem| draw(&problem.source, &problem.diagnostic, 80) + "\n\n").collect()
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

/// The golden report of a code is that of its failing example; `QUOD_BLESS=1` writes it anew.
#[test]
fn every_failing_example_is_drawn_as_its_golden_report() {
    let bless = std::env::var("QUOD_BLESS").is_ok_and(|value| value == "1");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui/codes");
    let mut wrong = Vec::new();
    for code in CODES.iter().filter(|code| !WITHOUT_EXAMPLE.contains(&code.name)) {
        let examples = examples(&page(code.name));
        let failing = examples.iter().filter(|example| example.has("fails"));
        let report = plain(&failing.map(Example::report).collect::<String>());
        let golden = folder.join(format!("{}.report", code.name));
        if bless {
            std::fs::write(&golden, &report).expect("the report can be written");
        } else if std::fs::read_to_string(&golden).ok().as_deref() != Some(&report) {
            wrong.push(format!("{}: the report is now\n{report}", code.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
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
