//! Pages cut out of real ones and put together at random: reading and judging them never panics, ends within its work
//! units, says the same each time, and names only places in the file.

use crate::dresses::Random;
use crate::note::NOTE;
use quod::source::Source;
use quod::verdict::{Analysis, Effort, analyse};
use std::path::Path;

/// Signs that upset readers of text and of Markdown.
const SIGNS: &[&str] = &[
    "$$",
    "$",
    "\\[",
    "\\]",
    "```math\n",
    "```",
    "<!-- quod: ",
    "-->",
    "\n\n",
    "\r\n",
    "\t",
    "> ",
    "- ",
    "# ",
    "{",
    "}",
    "\\\\",
    "&",
    "\\begin{cases}",
    "\\end{cases}",
    "\\left(",
    "\\right.",
    "^",
    "_",
    "'",
    "=",
    "\\Rightarrow",
    "∑",
    "ﬁ",
    "\u{200b}",
    "\u{301}",
    "\u{202e}",
    "\u{feff}",
    "𝒛",
    "ä",
    "\0",
    "%",
    "\\newcommand{\\a}{\\a\\a}\\a",
    "10^{1000}",
];

/// Every page of a folder, at any depth.
fn pages(folder: &Path, found: &mut Vec<String>) {
    let mut entries: Vec<_> =
        std::fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        match path.extension() {
            _ if path.is_dir() => pages(&path, found),
            Some(kind) if kind == "md" => found.push(std::fs::read_to_string(&path).expect("text")),
            _ => {}
        }
    }
}

fn sources() -> Vec<String> {
    let mut found = vec![NOTE.to_string()];
    for folder in ["tests/strangers", "tests/beyond", "tests/attacks", "tests/ui", "book"] {
        pages(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut found);
    }
    assert!(found.len() > 300, "only {} pages to cut from", found.len());
    found
}

/// A piece of a text of at most so many bytes, cut at letters.
fn piece<'t>(text: &'t str, most: usize, random: &mut Random) -> &'t str {
    let place = |at: usize| (at.min(text.len())..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let start = place(random.next() as usize % (text.len() + 1));
    &text[start..place(start + random.next() as usize % most)]
}

fn spliced(sources: &[String], random: &mut Random) -> String {
    let mut text = String::new();
    for _ in 0..2 + random.next() % 10 {
        match random.next() % 4 {
            0 => text.push_str(random.pick::<&str>(SIGNS)),
            1 => text.push_str(&format!("\n\n$${}$$\n\n", piece(random.pick::<String>(sources), 80, random))),
            _ => text.push_str(piece(random.pick::<String>(sources), 300, random)),
        }
    }
    text
}

/// What is wrong with the places of an analysis.
pub fn misplaced(text: &str, analysis: &Analysis) -> Option<String> {
    let formulas = analysis.formulas.iter().map(|formula| formula.span);
    let links = analysis.formulas.iter().flat_map(|formula| &formula.links).map(|link| link.span);
    let labels = analysis.findings.iter().flat_map(|finding| &finding.diagnostic.labels).map(|label| label.span);
    let bad = formulas.chain(links).chain(labels).find(|span| text.get(span.range()).is_none());
    bad.map(|span| format!("{span:?} is no place in {text:?}"))
}

#[test]
fn pages_of_pieces_are_judged_without_panic_and_the_same_each_time() {
    let number = |name: &str, otherwise| std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(otherwise);
    let first: u64 = number("QUOD_FUZZ_FIRST", 0);
    let (sources, effort) = (sources(), Effort { work: 2_000, ..Effort::default() });
    let mut links = 0;
    for seed in first..first + number("QUOD_FUZZ_COUNT", 150) {
        let text = spliced(&sources, &mut Random(seed));
        if std::env::var_os("QUOD_FUZZ_SHOW").is_some() {
            eprintln!("seed {seed}: {text:?}");
        }
        let [one, two] = [(), ()].map(|()| analyse(Source::new("pieces.md", text.as_str()), effort));
        assert_eq!(misplaced(&text, &one), None, "seed {seed}");
        assert!(one.formulas == two.formulas && one.findings == two.findings, "seed {seed}: twice, and not the same");
        links += one.formulas.iter().map(|formula| formula.links.len()).sum::<usize>();
    }
    assert!(links > 50, "only {links} links: almost nothing was read");
}
