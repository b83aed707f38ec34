//! Derivations that would be proved if a rule of soundness were missing: none may be.
//!
//! A file says in its first comment which rule it tries to get round. A comment `quod-attack` stands before each display
//! that attacks, with `link=2` where only one of its links does.

use quod::source::Source;
use quod::verdict::{Analysis, Effort, Formula, Status, analyse};
use std::path::{Path, PathBuf};

/// The rules that have a folder of attacks: each begins with the number of its rule.
const RULES: [&str; 21] = [
    "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19",
    "20", "21",
];

/// An attacked display: the offset of its mark, and the link, or all of them.
type Mark = (usize, Option<usize>);

pub fn files() -> Vec<PathBuf> {
    let (mut found, mut open) = (Vec::new(), vec![PathBuf::from("tests/attacks")]);
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).expect("the folder of attacks") {
            let path = entry.expect("an entry").path();
            if path.is_dir() { open.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).expect("an attack is text")
}

/// The marks of a file.
fn marks(text: &str) -> Vec<Mark> {
    let comments = text.match_indices("<!-- quod-attack");
    comments
        .map(|(at, mark)| {
            let rest = text[at + mark.len()..].split("-->").next().unwrap_or_default().trim();
            let link = rest.strip_prefix(": link=").map(|number| number.parse().expect("the number of a link"));
            assert!(link.is_some() || rest.is_empty(), "a mark with {rest}");
            (at, link)
        })
        .collect()
}

/// The statuses that a mark speaks of.
fn attacked(analysis: &Analysis, (at, link): Mark) -> Vec<Status> {
    let display = |formula: &&Formula| formula.display && formula.span.start > at;
    let formula = analysis.formulas.iter().find(display).expect("a display behind the mark");
    match link {
        Some(number) => vec![formula.links[number - 1].status],
        None => formula.statuses().collect(),
    }
}

/// What is wrong with the verdicts on a file, and the statuses of its attacks.
fn complaints(name: &str, text: &str) -> (Vec<String>, Vec<Status>) {
    let analysis = analyse(Source::new(name, text), Effort::default());
    let mut complaints = Vec::new();
    let marks = marks(text);
    if marks.is_empty() {
        complaints.push(format!("{name} marks no attack"));
    }
    if analysis.findings.iter().any(|finding| finding.diagnostic.code.name == "Q0501") {
        complaints.push(format!("{name} raises the alarm"));
    }
    let statuses: Vec<Status> = marks.into_iter().flat_map(|mark| attacked(&analysis, mark)).collect();
    if statuses.contains(&Status::Proved) {
        complaints.push(format!("{name} is proved"));
    }
    (complaints, statuses)
}

#[test]
fn no_attack_is_proved() {
    let (mut all, mut wrong) = (Vec::new(), Vec::new());
    for path in files() {
        let (complaints, statuses) = complaints(&path.display().to_string(), &text(&path));
        wrong.extend(complaints);
        all.extend(statuses);
    }
    assert!(wrong.is_empty(), "{} attacks succeed:\n{}", wrong.len(), wrong.join("\n"));
    let count = |statuses: &[Status]| all.iter().filter(|status| statuses.contains(status)).count();
    let judged = count(&[Status::Refuted, Status::IllFormed]);
    let open = count(&[Status::Checked, Status::Definition, Status::Aside]);
    println!("{} attacked links: {judged} refuted or ill-formed, {} unread", all.len(), count(&[Status::Unread]));
    // An attack that is not judged at all attacks little.
    assert!(judged * 100 >= all.len() * 60, "{judged} of {} are refuted", all.len());
    assert!(open * 100 <= all.len() * 3, "{open} of {} are checked or claim nothing", all.len());
}

#[test]
fn every_rule_is_attacked_and_every_attack_names_its_rule() {
    let files = files();
    assert!(files.len() >= 500, "{} attacks", files.len());
    // Rule 20 is that of the alarm, which no attack may raise.
    for rule in RULES.iter().filter(|rule| **rule != "20") {
        let folder =
            |path: &&PathBuf| path.starts_with("tests/attacks") && path.to_string_lossy()[14..].starts_with(rule);
        let count = files.iter().filter(folder).count();
        assert!(count >= 8, "{count} attacks on rule {rule}");
    }
    for path in &files {
        let text = text(path);
        let says = text.starts_with("<!-- Rule ") || text.starts_with("<!-- Convention ");
        assert!(says, "{} does not name its rule", path.display());
    }
}

#[test]
fn an_attack_that_succeeds_is_noticed() {
    let proved = "<!-- quod-attack -->\n\n$$2 x - x = x$$\n";
    assert_eq!(complaints("true.md", proved).0, ["true.md is proved"]);
    let second = "<!-- quod-attack: link=2 -->\n\n$$x + x = 2 x = 3 x - x$$\n";
    assert_eq!(complaints("second.md", second).0.len(), 1);
    let first = "<!-- quod-attack: link=1 -->\n\n$$2 x = x = x + x$$\n";
    assert!(complaints("first.md", first).0.is_empty());
    assert_eq!(complaints("none.md", "$$2 x = x$$\n").0, ["none.md marks no attack"]);
}
