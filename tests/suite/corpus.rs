//! Real writing: what this build reads of the displays in `tests/corpus`, each as a document of its own.
//!
//! The page `book/in-the-wild.md` and the list `tests/corpus/readings.txt` are written by `QUOD_BLESS=1`; otherwise the
//! test fails where one of them is not what this build finds, so that a reading never changes unseen.

use quod::print::statement_to_words;
use quod::source::Source;
use quod::verdict::{Analysis, Effort, Finding, Formula, Link, Status, analyse};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// How many displays the list has; it is never trimmed.
const DISPLAYS: usize = 345;

/// What a display holds, by the LaTeX that shows it.
const CONSTRUCTS: &[(&str, &[&str])] = &[
    ("sums", &["\\sum", "∑"]),
    ("products over an index", &["\\prod"]),
    ("fractions", &["frac", "\\over"]),
    ("derivatives", &["\\partial", "\\nabla", "\\frac{d", "\\mathrm{d}", "\\d "]),
    ("logarithms and exponentials", &["\\log", "\\ln", "\\exp", "e^"]),
    ("vectors and matrices written out", &["matrix}", "{array}"]),
    ("transposes and inverses", &["^T", "^\\top", "^{T}", "^t", "^{-1}", "\\inv", "{\\top"]),
    ("norms", &["\\|", "\\Vert", "\\lVert", "||"]),
    ("probabilities and densities", &["P(", "p(", "Pr(", "p_", "q_", "P_", "\\mathbb{P}"]),
    ("expectations and variances", &["\\mathbb{E}", "\\E", "\\Expect", "Var", "Cov", "\\mathbb E"]),
    ("arg min, arg max, min, max", &["arg", "\\max", "\\min"]),
    ("integrals", &["\\int"]),
    ("limits and asymptotics", &["\\lim", "\\to ", "\\rightarrow", "\\infty"]),
    ("cases and indicators", &["{cases}", "\\mathbb{1}", "\\mathbb{I}", "\\mathbf{1}", "\\mathbb 1", "\\mathbb I"]),
    ("sets and membership", &["\\in ", "\\in\\", "∈", "\\{", "\\subset", "\\mathcal{D}"]),
    ("words within the formula", &["\\text", "\\mathrm", "\\operatorname", "\\textbf"]),
    ("several lines", &["\\\\"]),
    ("accents and fonts", &["\\hat", "\\bar", "\\tilde", "\\vec", "\\mathbf", "\\boldsymbol", "\\overrightarrow"]),
];

/// Parts that quod leaves unread by name, and says so; what else is unread is a gap.
const BY_NAME: &[&str] = &[
    "an expectation",
    "a probability",
    "a variance",
    "are not read",
    "integral is not read",
    "limit is not read",
    "argmin is not read",
    "argmax is not read",
    "a sum over a set",
    "arithmetic with indices",
    "laws that are not known",
    "this upper limit is no size",
    "a power of a matrix is not read",
];

/// A display of the list.
struct Display {
    /// The file of the list without its ending, the page's own file, and the line.
    id: String,
    tex: String,
    analysis: Analysis,
}

impl Display {
    fn formula(&self) -> &Formula {
        self.analysis.formulas.last().expect("each entry is one formula")
    }

    /// What was found of the display itself.
    fn findings(&self) -> impl Iterator<Item = &Finding> {
        let own = self.analysis.formulas.len() - 1;
        self.analysis.findings.iter().filter(move |finding| finding.formula == Some(own))
    }

    /// The parts that are not understood, each with its reason.
    fn reasons(&self) -> impl Iterator<Item = &str> {
        let unread = |finding: &&Finding| matches!(finding.diagnostic.code.name, "Q0001" | "Q0002" | "Q0304");
        self.findings().filter(unread).map(|finding| finding.diagnostic.message.as_str())
    }

    fn outcome(&self) -> Outcome {
        let statuses: Vec<Status> = self.formula().statuses().collect();
        let unread = statuses.iter().filter(|status| **status == Status::Unread).count();
        let judged = |status: &Status| !matches!(status, Status::Unread | Status::Aside | Status::Assumed);
        match unread {
            0 if statuses.iter().any(judged) => Outcome::Judged,
            0 => Outcome::Read,
            _ if unread < statuses.len() => Outcome::Partly,
            _ if self.reasons().any(|reason| BY_NAME.iter().any(|name| reason.contains(name))) => Outcome::ByName,
            _ => Outcome::Unread,
        }
    }
}

/// What came of a display.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    /// Each of its links has a reading, and one of them is a definition or was judged.
    Judged,
    /// It is read: assumed, or recognised and claims nothing.
    Read,
    /// Some of its links are read.
    Partly,
    /// Nothing of it is, for a reason that quod names.
    ByName,
    /// Nothing of it is.
    Unread,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

/// A display as a document, below the macros of its page.
fn document(macros: &str, tex: &str) -> String {
    let fence = |tex: &str| if tex.is_empty() { String::new() } else { format!("```math\n{tex}\n```\n\n") };
    fence(macros.trim()) + &fence(tex)
}

/// All displays of the list, judged, in the order of the files.
fn displays() -> Vec<Display> {
    let mut sources: Vec<PathBuf> = std::fs::read_dir(folder())
        .expect("the folder of the list")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension() == Some("json".as_ref()))
        .collect();
    sources.sort();
    let mut displays = Vec::new();
    for source in sources {
        let text = std::fs::read_to_string(&source).expect("a source of the list");
        let records: Vec<Value> = serde_json::from_str(&text).expect("a JSON array");
        let stem = source.file_stem().expect("a name").to_string_lossy().into_owned();
        // What the site defines for all its pages.
        let site = std::fs::read_to_string(folder().join(format!("macros/{stem}.tex"))).unwrap_or_default();
        let mut macros = (String::new(), site.clone());
        for record in &records {
            let field = |name: &str| record[name].as_str().expect("a text").to_string();
            let (path, tex) = (field("path"), field("tex"));
            if macros.0 != path {
                macros = (path.clone(), site.clone());
            }
            let page = path.rsplit('/').next().unwrap_or_default();
            let id = format!("{stem} {page}:{}", record["line"]);
            let source = Source::new("display.md", document(&macros.1, &tex));
            let analysis = analyse(source, Effort::default());
            if tex.starts_with("\\newcommand") {
                macros.1 += &tex;
            }
            displays.push(Display { id, tex, analysis });
        }
    }
    displays
}

fn holds(tex: &str, signs: &[&str]) -> bool {
    signs.iter().any(|sign| tex.contains(sign))
}

fn percent(part: usize, whole: usize) -> String {
    format!("{} %", (100 * part + whole / 2).checked_div(whole).unwrap_or(0))
}

/// A row of the table: a name and how many displays came out how.
fn row(text: &mut String, name: &str, displays: &[&Display]) {
    let count = |outcomes: &[Outcome]| displays.iter().filter(|display| outcomes.contains(&display.outcome())).count();
    let whole = displays.len();
    let (read, judged) = (count(&[Outcome::Judged, Outcome::Read]), count(&[Outcome::Judged]));
    let (partly, named, unread) = (count(&[Outcome::Partly]), count(&[Outcome::ByName]), count(&[Outcome::Unread]));
    let (share, judged_share) = (percent(read, whole), percent(judged, whole));
    writeln!(
        text,
        "| {name} | {whole} | {read} | {share} | {judged} | {judged_share} | {partly} | {named} | {unread} |"
    )
    .expect("a string takes all");
}

const HEAD: &str = "displays | read | | of these judged | | partly read | unread by name | unread |
|---|--:|--:|--:|--:|--:|--:|--:|--:|
";

/// The part of the page that this build writes.
fn tables(displays: &[Display]) -> String {
    let mut text = format!("| construct | {HEAD}");
    let all: Vec<&Display> = displays.iter().collect();
    for (name, signs) in CONSTRUCTS {
        row(&mut text, name, &all.iter().copied().filter(|display| holds(&display.tex, signs)).collect::<Vec<_>>());
    }
    row(&mut text, "**all displays**", &all);
    text += &format!("\n| source | {HEAD}");
    let mut sources: BTreeMap<&str, Vec<&Display>> = BTreeMap::new();
    all.iter().for_each(|display| {
        sources.entry(display.id.split(' ').next().unwrap_or_default()).or_default().push(display);
    });
    sources.iter().for_each(|(source, own)| row(&mut text, source, own));
    let links =
        |status| displays.iter().flat_map(|display| display.formula().statuses()).filter(|s| *s == status).count();
    text += "\n| status | links |\n|---|--:|\n";
    Status::ALL.iter().for_each(|status| {
        writeln!(text, "| {status} | {} |", links(*status)).expect("a string takes all");
    });
    text += "\n| why a part is not read | displays |\n|---|--:|\n";
    let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
    for display in displays {
        let own: std::collections::BTreeSet<String> =
            display.reasons().map(|reason| reason.replace('|', "\\|")).collect();
        own.into_iter().for_each(|reason| *reasons.entry(reason).or_default() += 1);
    }
    let mut reasons: Vec<_> = reasons.into_iter().collect();
    reasons.sort_by_key(|(reason, count)| (std::cmp::Reverse(*count), reason.clone()));
    reasons.iter().for_each(|(reason, count)| {
        writeln!(text, "| {reason} | {count} |").expect("a string takes all");
    });
    text
}

/// The reading of a link in plain words.
fn words(link: &Link) -> String {
    let Some(reading) = &link.reading else { return "(no statement)".to_string() };
    match quod_kernel::syntax::read_statement(reading) {
        Ok(statement) => statement_to_words(&statement),
        Err(_) => reading.clone(),
    }
}

/// Every display with what it was read as.
fn readings(displays: &[Display]) -> String {
    let mut text = String::new();
    for display in displays {
        let formula = display.formula();
        writeln!(text, "=== {}\n{}", display.id, display.tex.trim()).expect("a string takes all");
        for link in &formula.links {
            writeln!(text, "--- {}: {}", link.status, words(link)).expect("a string takes all");
            if let Some(found) = &link.counterexample {
                writeln!(text, "      at {found:?}").expect("a string takes all");
            }
        }
        if let Some(status) = formula.status {
            writeln!(text, "--- {status}").expect("a string takes all");
        }
        for finding in display.findings() {
            let label = &finding.diagnostic.labels[0];
            let part = display.analysis.source.slice(label.span).replace('\n', " ");
            let (code, message) = (finding.diagnostic.code.name, &finding.diagnostic.message);
            writeln!(text, "    {code} {message}: {part}").expect("a string takes all");
        }
        text.push('\n');
    }
    text
}

fn bless(path: &Path, text: &str) -> bool {
    let found = std::fs::read_to_string(path).unwrap_or_default();
    if std::env::var("QUOD_BLESS").is_ok_and(|value| value == "1") {
        std::fs::write(path, text).expect("the file can be written");
        return true;
    }
    found == text
}

const BEGIN: &str = "<!-- quod writes from here -->\n";
const END: &str = "<!-- to here -->\n";

/// The page with the part between the marks exchanged.
fn page_with(page: &str, tables: &str) -> Option<String> {
    let (before, rest) = page.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n{tables}\n{END}{after}"))
}

#[test]
fn page_and_readings_are_what_this_build_finds() {
    let displays = displays();
    assert_eq!(displays.len(), DISPLAYS, "the list is whole");
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("book/in-the-wild.md");
    let text = std::fs::read_to_string(&page).expect("the page");
    let fresh = page_with(&text, &tables(&displays)).expect("the page has its marks");
    let golden = folder().join("readings.txt");
    let stale: Vec<&str> = [(page.as_path(), fresh), (golden.as_path(), readings(&displays))]
        .iter()
        .filter(|(path, text)| !bless(path, text))
        .filter_map(|(path, _)| path.file_name()?.to_str())
        .collect();
    assert!(stale.is_empty(), "{stale:?}: run QUOD_BLESS=1 cargo test --test suite -- corpus, and read the difference");
}
