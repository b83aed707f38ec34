//! Pages of random true and false claims, whose truth is known without quod: true ones are made by rewriting, false ones
//! by altering a part and finding a point at which both sides differ. No false one may be proved and no true one refuted.
//!
//! `QUOD_FUZZ_FIRST` and `QUOD_FUZZ_COUNT` choose other seeds and more of them; `docs/fuzzing.md` says what they found.

mod dress;
mod rewrite;
mod term;

use crate::dresses::Random;
use dress::{Dress, entry_at};
use quod::source::Source;
use quod::verdict::{Analysis, Effort, Link, Status, analyse};
use rewrite::{mutated, rewritten};
use std::collections::BTreeMap;
use term::{Point, Term, VECTORS};

fn seeds(count: u64) -> std::ops::Range<u64> {
    let number = |name: &str, otherwise| std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(otherwise);
    let first = number("QUOD_FUZZ_FIRST", 0);
    first..first + number("QUOD_FUZZ_COUNT", count)
}

/// Points of sizes 1 to 4 with all values of the free indices.
fn points(random: &mut Random) -> Vec<Point> {
    let mut all = Vec::new();
    for size in 1..5 {
        for place in 0..size * size {
            let mut entry = || (random.next() % 4000) as f64 / 1000.0 - 2.0;
            let vectors = VECTORS.iter().map(|_| (0..size).map(|_| entry()).collect()).collect();
            all.push(Point { vectors, indices: vec![('i', place / size), ('j', place % size)] });
        }
    }
    all
}

/// How far two terms are apart somewhere, relative to their size; nothing where they are nowhere both defined.
fn distance(left: &Term, right: &Term, points: &[Point]) -> Option<f64> {
    let at = |point: &Point| {
        let (a, b) = (left.value(point, None).re, right.value(point, None).re);
        (a.is_finite() && b.is_finite()).then(|| (a - b).abs() / (1.0 + a.abs() + b.abs()))
    };
    points.iter().filter_map(at).reduce(f64::max)
}

/// The claims of a page: chains of terms, and whether all of them are equal.
struct Page {
    chain: Vec<Term>,
    text: String,
    equal: bool,
}

/// A page of a chain in a random dress, with what it must say of its symbols.
fn page(chain: Vec<Term>, equal: bool, random: &mut Random) -> Page {
    let dress = Dress::random(random);
    let sides: Vec<String> = chain.iter().map(|side| dress.write(side)).collect();
    let claim = match (sides.len(), random.next() % 3) {
        (3.., 0) => format!(
            "$$\\begin{{aligned}} {} \\end{{aligned}}$$",
            sides.join(" \\\\ &= ").replacen(" \\\\ &= ", " &= ", 1)
        ),
        (3.., 1) => format!("$${}$$\n\nand so\n\n$$= {}$$", sides[..2].join(" = "), sides[2..].join(" = ")),
        _ => format!("$${}$$", sides.join(" = ")),
    };
    let head =
        "For vectors $x, a, b \\in \\mathbb{R}^n$ let\n\n$$s_i := \\frac{e^{x_i}}{\\sum_{l=1}^n e^{x_l}}$$\n\nThen\n\n";
    Page { chain, text: format!("{head}{claim}\n"), equal }
}

/// A random page; `None` where the terms do not lend themselves to one.
fn made(seed: u64) -> Option<Page> {
    let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5DEE_CE66);
    let random = &mut random;
    let mut first = rewrite::term(random, 1 + (seed % 3) as usize, &['i', 'j', 'i']);
    if random.next().is_multiple_of(3) {
        first = Term::By(Box::new(first), 'j');
    }
    let mut chain = vec![first.apart()?];
    for _ in 0..1 + random.next() % 3 {
        let mut next = chain.last()?.clone();
        for _ in 0..1 + random.next() % 3 {
            next = rewritten(&next, random).unwrap_or(next);
        }
        chain.push(next);
    }
    let points = points(random);
    for pair in chain.windows(2) {
        let apart = distance(&pair[0], &pair[1], &points)?;
        assert!(apart < 1e-6, "seed {seed}: a step that keeps no value: {pair:?} differ by {apart}");
    }
    let equal = seed.is_multiple_of(2);
    if !equal {
        let last = chain.pop()?;
        let wrong = mutated(&last, random)?;
        chain = vec![chain.swap_remove(0), wrong];
        if distance(&chain[0], &chain[1], &points)? < 1e-3 {
            return None;
        }
    }
    let free = chain[0].free();
    // A page on which an index stands at no entry says nothing of its range.
    let ranged = |letter: &char| chain.iter().all(|side| entry_at(side, *letter));
    let fits = |side: &Term| side.free() == free && side.count() < 60;
    (chain.iter().all(fits) && free.iter().all(ranged)).then(|| page(chain, equal, random))
}

/// The links of the last formulas: those of the claim, not of the page's head.
fn claimed(analysis: &Analysis) -> impl Iterator<Item = &Link> {
    analysis.formulas.iter().filter(|formula| formula.display).skip(1).flat_map(|formula| &formula.links)
}

/// What must never be said of a page; the statuses of its claims otherwise.
fn judged(page: &Page) -> Result<Vec<Status>, String> {
    let analysis = analyse(Source::new("random.md", page.text.as_str()), Effort::default());
    if analysis.findings.iter().any(|finding| finding.diagnostic.code.name == "Q0501") {
        return Err("it is proved and refuted at once".into());
    }
    let links: Vec<&Link> = claimed(&analysis).collect();
    // What relates symbols without any meaning is assumed, true or not: that claims nothing.
    let wrong = links.iter().find(|link| match page.equal {
        true => link.status.fails(),
        false => matches!(link.status, Status::Proved | Status::Definition),
    });
    match wrong {
        Some(link) => Err(format!("{}\n{:?}\n{:?}", link.status, link.reading, link.counterexample)),
        None => Ok(links.into_iter().map(|link| link.status).collect()),
    }
}

#[test]
fn no_false_claim_is_proved_and_no_true_one_refuted() {
    let mut counts: BTreeMap<(bool, Status), usize> = BTreeMap::new();
    let mut complaints = Vec::new();
    for seed in seeds(120) {
        let Some(page) = made(seed) else { continue };
        match judged(&page) {
            Ok(statuses) => {
                statuses.into_iter().for_each(|status| *counts.entry((page.equal, status)).or_default() += 1)
            }
            Err(why) => {
                let complaint = format!("seed {seed}, equal {}: {why}\n{}\n{:?}", page.equal, page.text, page.chain);
                eprintln!("{complaint}");
                complaints.push(complaint);
            }
        }
    }
    println!("{counts:?}");
    assert!(complaints.is_empty(), "{} complaints\n\n{}", complaints.len(), complaints.join("\n\n"));
    let count = |equal, status| counts.get(&(equal, status)).copied().unwrap_or(0);
    assert!(count(true, Status::Proved) > 20 && count(false, Status::Refuted) > 10, "hardly anything was judged");
}
