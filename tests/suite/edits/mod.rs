//! Every single edit of every step of the book: each sign, index, indicator, sum, factor, exponent, numeral, case. None
//! may be proved unless it is listed, with the reason, as saying the same or another truth.
//!
//! `cargo test` runs a sample under a fresh seed, which it prints; `QUOD_EDITS=all` runs them all.

mod edit;

use super::dresses::{Random, fresh_seed};
use edit::edits;
use quod::numeric::{
    Step,
    steps::{Chapter, all},
};
use quod::source::Source;
use quod::verdict::{Analysis, Effort, Status, analyse};
use std::collections::{BTreeMap, BTreeSet};

/// The edits that are no slips, and those that no counterexample was found for: `verdict | id | TeX | reason`.
const LISTED: &str = "tests/edits.txt";

/// What becomes of an edited step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    /// Some link is refuted or no statement.
    Caught,
    /// All links are proved.
    Proved,
    /// Anything else.
    Open,
}

fn fate(analysis: &Analysis, id: &str) -> Fate {
    let Some(formula) = analysis.formulas.iter().find(|formula| formula.id == id) else { return Fate::Open };
    let mut statuses = formula.statuses().filter(|status| *status != Status::Definition).peekable();
    let claims = statuses.peek().is_some();
    let statuses: Vec<Status> = statuses.collect();
    if statuses.iter().any(|status| matches!(status, Status::Refuted | Status::IllFormed)) {
        Fate::Caught
    } else if claims && statuses.iter().all(|status| *status == Status::Proved) {
        Fate::Proved
    } else {
        Fate::Open
    }
}

fn read(name: &str, text: &str) -> Analysis {
    analyse(Source::new(name, text), Effort::default())
}

/// The text of a chapter before and behind the TeX of a step; `cut` takes the displays out that only claim something.
fn context(chapter: &Chapter, step: &Step, cut: bool) -> Option<(String, String)> {
    let text = std::fs::read_to_string(format!("book/{}", chapter.file)).expect("the chapter");
    let analysis = read(chapter.file, &text);
    let claims = |statuses: &[Status]| !statuses.iter().any(|s| matches!(s, Status::Definition | Status::Assumed));
    let mut cuts = Vec::new();
    let mut place = None;
    for formula in analysis.formulas.iter().filter(|formula| formula.display) {
        let from = text.find(&format!("<!-- quod: id={} -->", formula.id)).unwrap_or(formula.span.start);
        if formula.id == step.id {
            place = text[formula.span.start..formula.span.end].find(step.tex).map(|at| formula.span.start + at);
        } else if cut && claims(&formula.statuses().collect::<Vec<_>>()) {
            cuts.push(from..formula.span.end);
        }
    }
    let place = place?;
    let kept = |from: usize, to: usize| -> String {
        let outside = |(at, _): &(usize, char)| (from..to).contains(at) && !cuts.iter().any(|cut| cut.contains(at));
        text.char_indices().filter(outside).map(|(_, c)| c).collect()
    };
    // Without headings a false equation for a symbol cannot pass for a second definition of it.
    let flat = |text: String| match cut {
        true => text.lines().map(|line| if line.starts_with('#') { "" } else { line }).collect::<Vec<_>>().join("\n"),
        false => text,
    };
    Some((flat(kept(0, place)), flat(kept(place + step.tex.len(), text.len()))))
}

/// An edited step, in its context.
struct Case {
    id: &'static str,
    tex: String,
    text: String,
}

/// Every edit of every step whose links all hold as they stand, and the ids of the others.
fn cases() -> (Vec<Case>, Vec<&'static str>) {
    let (mut cases, mut left_out) = (Vec::new(), Vec::new());
    for (chapter, step) in all() {
        // The step in its chapter without the other claims; where it needs them to be read, in the whole chapter.
        let holds = |(before, behind): &(String, String)| {
            let analysis = read(chapter.file, &format!("{before}{}{behind}", step.tex));
            let formula = analysis.formulas.iter().find(|formula| formula.id == step.id);
            formula.is_some_and(|formula| formula.links.iter().any(|link| link.status == Status::Proved))
                && fate(&analysis, step.id) == Fate::Proved
        };
        let base = [true, false].into_iter().filter_map(|cut| context(chapter, step, cut)).find(holds);
        let Some((before, behind)) = base else {
            left_out.push(step.id);
            continue;
        };
        for tex in edits(step.tex) {
            cases.push(Case { id: step.id, text: format!("{before}{tex}{behind}"), tex });
        }
    }
    (cases, left_out)
}

/// The fates of some cases, on two threads.
fn fates(cases: &[&Case]) -> Vec<Fate> {
    let half = cases.len() / 2;
    let run =
        |part: &[&Case]| part.iter().map(|case| fate(&read("chapter.md", &case.text), case.id)).collect::<Vec<_>>();
    std::thread::scope(|scope| {
        let first = scope.spawn(|| run(&cases[..half]));
        let second = run(&cases[half..]);
        first.join().expect("the first half").into_iter().chain(second).collect()
    })
}

/// The listed edits of a fate: id and TeX, with the reason.
fn listed(text: &str, verdict: &str) -> BTreeMap<(String, String), String> {
    let rows = text.lines().filter(|line| !line.starts_with('%')).filter_map(|line| {
        let mut cells = line.split(" | ");
        let row = (cells.next()?, cells.next()?, cells.next()?, cells.next()?);
        (row.0 == verdict).then(|| ((row.1.to_string(), row.2.to_string()), row.3.to_string()))
    });
    rows.collect()
}

/// What is wrong: an edit that is proved, or that nothing is known of, and is not listed as such.
fn complaints(found: &[(String, String, Fate)], list: &str) -> Vec<String> {
    let (proved, open) = (listed(list, "proved"), listed(list, "open"));
    let mut wrong: Vec<String> = proved
        .iter()
        .chain(&open)
        .filter(|(_, reason)| reason.trim().len() < 4)
        .map(|(at, _)| format!("no reason: {at:?}"))
        .collect();
    for (id, tex, fate) in found {
        let at = (id.clone(), tex.clone());
        match fate {
            Fate::Proved if !proved.contains_key(&at) => wrong.push(format!("proved | {id} | {tex} | ")),
            Fate::Open if !open.contains_key(&at) && !proved.contains_key(&at) => {
                wrong.push(format!("open | {id} | {tex} | "))
            }
            _ => {}
        }
    }
    wrong
}

#[test]
fn no_single_edit_of_a_step_is_proved() {
    let (cases, left_out) = cases();
    assert!(cases.len() >= 1500, "{} edits", cases.len());
    assert!(left_out.len() <= 12, "{} steps are left out: {left_out:?}", left_out.len());
    let whole = std::env::var("QUOD_EDITS").is_ok_and(|all| all == "all");
    let seed = fresh_seed();
    println!("seed {seed} (QUOD_SEED)");
    let mut random = Random(seed);
    let chosen: Vec<&Case> = cases.iter().filter(|_| random.next().is_multiple_of(16) || whole).collect();
    let fates = fates(&chosen);
    let found: Vec<(String, String, Fate)> =
        chosen.iter().zip(&fates).map(|(case, fate)| (case.id.to_string(), case.tex.clone(), *fate)).collect();
    let list = std::fs::read_to_string(LISTED).unwrap_or_default();
    let wrong = complaints(&found, &list);
    let count = |fate: Fate| fates.iter().filter(|other| **other == fate).count();
    let (caught, proved, open) = (count(Fate::Caught), count(Fate::Proved), count(Fate::Open));
    println!("{} edits of {}: {caught} caught, {proved} proved and listed, {open} open", chosen.len(), cases.len());
    println!("{} steps are left out: {left_out:?}", left_out.len());
    assert!(wrong.is_empty(), "seed {seed}: {} edits are not listed in {LISTED}:\n{}", wrong.len(), wrong.join("\n"));
    // Of what is no truth, nearly all is caught.
    let truths = listed(&list, "proved");
    let unsettled = found.iter().filter(|(_, _, fate)| *fate == Fate::Open);
    let slips = caught + unsettled.filter(|(id, tex, _)| !truths.contains_key(&(id.clone(), tex.clone()))).count();
    assert!(!whole || caught * 100 >= slips * 98, "{caught} of {slips} are caught");
}

#[test]
fn an_edit_that_is_proved_or_open_must_be_listed_with_a_reason() {
    let found = |fate| vec![("a".to_string(), "x = x".to_string(), fate)];
    assert_eq!(complaints(&found(Fate::Proved), "").len(), 1);
    assert_eq!(complaints(&found(Fate::Open), "").len(), 1);
    assert!(complaints(&found(Fate::Caught), "").is_empty());
    assert!(complaints(&found(Fate::Proved), "proved | a | x = x | both sides are x").is_empty());
    assert_eq!(complaints(&found(Fate::Proved), "open | a | x = x | both sides are x").len(), 1);
    assert_eq!(complaints(&found(Fate::Proved), "proved | a | x = x | ").len(), 1);
}

#[test]
fn the_fate_of_a_step_is_that_of_its_worst_link() {
    let of = |tex: &str| fate(&read("a.md", &format!("<!-- quod: id=a -->\n$${tex}$$\n")), "a");
    assert_eq!(of("2 x = x + x"), Fate::Proved);
    assert_eq!(of("2 x = x + x = x"), Fate::Caught);
    assert_eq!(of("2 x = x ! = x"), Fate::Open);
    assert_eq!(of("2 x"), Fate::Open);
}

#[test]
fn edits_are_made_of_every_kind_and_all_differ() {
    let tex = r"\sum_{i=1}^n x_i 1_{\{i=j\}} - \frac{x_i^2}{y} = \begin{cases} 1 & \text{if } i=j \\ 0 & \text{otherwise} \end{cases}";
    let made = edits(tex);
    let distinct: BTreeSet<&String> = made.iter().collect();
    assert!(distinct.len() == made.len() && !made.contains(&tex.to_string()) && made.len() > 20, "{made:#?}");
    for part in [
        r"x_i 1_{\{i=j\}} + \frac",
        r"1_{\{j=j\}}",
        r"x_i 1 -",
        r"$ x_i 1_",
        r"\frac{y}{x_i^2}",
        r"x_i^3",
        r"{cases} 0 & \text{if } i=j \\ 1",
        r"= - \begin",
    ] {
        let part = part.trim_start_matches('$');
        assert!(made.iter().any(|edit| edit.contains(part)), "{part} in {made:#?}");
    }
}
