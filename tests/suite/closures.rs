//! Meaning, not templates: every reading of the note, of its dresses and of the book's steps has the values of an
//! independent closure, and a reading of altered TeX has others.

use super::dresses::dressed;
use super::machine::{Machine, near, places};
use super::note_verdicts::text;
use nalgebra::ComplexField;
use quickcheck::{Arbitrary, Gen};
use quod::numeric::steps::{CHAPTERS, all};
use quod::numeric::{Point, Step};
use quod::source::{Document, Source};
use quod::verdict::{Analysis, Effort, Formula, analyse};
use quod_kernel::statement::Statement;
use quod_kernel::syntax::read_statement;
use quod_kernel::term::{Index, Name, Node};

/// Where the note's lines are evaluated; indices count from 0.
struct At {
    z: Vec<f64>,
    y: Vec<f64>,
    i: usize,
    j: usize,
}

/// 100 random points; the labels are any numbers, so that nothing is equal by Σ y = 1 alone.
fn points(least: usize, most: usize) -> Vec<At> {
    let mut g = Gen::from_size_and_seed(16, 1);
    let mut draw = |below: usize| usize::arbitrary(&mut g) % below;
    let mut all = Vec::new();
    for _ in 0..100 {
        let n = least + draw(most - least + 1);
        let mut vector = |from: f64| (0..n).map(|_| from + draw(2001) as f64 / 1000.0).collect::<Vec<f64>>();
        let (z, y) = (vector(-1.0), vector(-1.0));
        all.push(At { z, y, i: draw(n), j: draw(n) });
    }
    all
}

/// The value of a side of the note at a point, by hand.
type Side = fn(&At) -> f64;

fn softmax(at: &At, i: usize) -> f64 {
    let e = |x: f64| ComplexField::exp(x);
    e(at.z[i]) / at.z.iter().map(|x| e(*x)).sum::<f64>()
}

fn delta(at: &At) -> f64 {
    f64::from(u8::from(at.i == at.j))
}

/// ∂s_i/∂z_j.
const ENTRY: Side = |at| softmax(at, at.i) * (delta(at) - softmax(at, at.j));
/// ∂(log s_i)/∂z_j.
const LOG: Side = |at| delta(at) - softmax(at, at.j);
const S_I: Side = |at| softmax(at, at.i);
const S_J: Side = |at| softmax(at, at.j);
const LOG_S: Side = |at| ComplexField::ln(softmax(at, at.i));
/// −Σ y_i log s_i.
const LOSS: Side = |at| -(0..at.z.len()).map(|k| at.y[k] * ComplexField::ln(softmax(at, k))).sum::<f64>();
/// ∂L/∂z_j for any y.
const GRADIENT: Side = |at| softmax(at, at.j) * at.y.iter().sum::<f64>() - at.y[at.j];
/// One addend of the chain rule.
const ADDEND: Side = |at| -at.y[at.i] * (delta(at) - softmax(at, at.j));

/// The links of the note: the row, and what the left and the right side of each link are. What a chain says further down
/// is compared with its head, which has the same value.
const ROWS: [(usize, &[(Side, Side)]); 22] = [
    (1, &[(ENTRY, ENTRY)]),
    (2, &[(S_I, S_I)]),
    (3, &[(LOG, LOG)]),
    (4, &[(ENTRY, ENTRY)]),
    (5, &[(LOG_S, LOG_S), (LOG_S, LOG_S)]),
    (6, &[(LOG, LOG)]),
    (7, &[(delta, delta)]),
    (8, &[(delta, delta)]),
    (9, &[(S_J, S_J)]),
    (10, &[(S_J, S_J)]),
    (11, &[(S_J, S_J), (S_J, S_J)]),
    (13, &[(LOG, LOG)]),
    (14, &[(GRADIENT, ENTRY)]),
    (16, &[(LOSS, LOSS)]),
    (17, &[(GRADIENT, ADDEND)]),
    (18, &[(GRADIENT, ADDEND)]),
    (19, &[(GRADIENT, GRADIENT)]),
    (20, &[(GRADIENT, GRADIENT)]),
    (21, &[(GRADIENT, GRADIENT)]),
    (22, &[(GRADIENT, |at| (softmax(at, at.j) - 1.0) * at.y.iter().sum::<f64>())]),
    (23, &[(GRADIENT, |at| softmax(at, at.j) - at.y[at.j])]),
    (24, &[(GRADIENT, |at| softmax(at, at.j) - at.y[at.j])]),
];

/// Readings without verdicts: as good as no evaluation.
fn read(text: &str) -> Analysis {
    analyse(Source::new("note.md", text), Effort { work: 1, random: 0, ordered: 0 })
}

/// What the letters of a file in some dress stand for.
struct Letters {
    z: Name,
    i: Name,
    j: Name,
}

fn display(analysis: &Analysis, row: usize) -> &Formula {
    analysis.formulas.iter().filter(|formula| formula.display).nth(row - 1).expect("the row")
}

fn statement(formula: &Formula, link: usize) -> Option<Statement> {
    let reading = formula.links.get(link)?.reading.as_ref()?;
    Some(read_statement(reading).unwrap_or_else(|error| panic!("{reading}: {error}")))
}

/// Row 13 says ∂(log s_i)/∂z_j, whatever the letters are.
fn letters(analysis: &Analysis, before: usize) -> Letters {
    let statement = statement(display(analysis, 13 + before), 0).expect("row 13 is read");
    let Node::Derivative { by, at, .. } = statement.claim.left.node() else { panic!("row 13 differentiates") };
    let [Index::Free(j)] = at.as_slice() else { panic!("by an entry") };
    let i = statement.indices.keys().find(|name| *name != j).expect("another index");
    Letters { z: by.clone(), i: i.clone(), j: j.clone() }
}

/// The values of both sides of a statement at a point, where they have any.
fn values(statement: &Statement, letters: &Letters, at: &At) -> Option<(f64, f64)> {
    let mut machine = Machine::new(statement);
    let n = at.z.len() as u64;
    machine.sizes = statement.sizes.keys().map(|name| (name.clone(), n)).collect();
    for name in statement.indices.keys() {
        // A definition is read with letters of its own.
        let index = match name.as_str() {
            _ if *name == letters.i => at.i,
            _ if *name == letters.j => at.j,
            "i" => at.i,
            "j" => at.j,
            _ => return None,
        };
        machine.indices.insert(name.clone(), index as u64 + 1);
    }
    for (name, axes) in &statement.variables {
        let vector = if *name == letters.z { &at.z } else { &at.y };
        (axes.len() == 1).then_some(())?;
        machine.values.insert(name.clone(), (vec![n], vector.clone()));
    }
    Some((machine.term(&statement.claim.left)?, machine.term(&statement.claim.right)?))
}

/// Whether a link has the values of its closures at every point.
fn equals(formula: &Formula, link: usize, letters: &Letters, sides: (Side, Side)) -> bool {
    let Some(statement) = statement(formula, link) else { return false };
    points(1, 5).iter().all(|at| {
        let found = values(&statement, letters, at);
        found.is_some_and(|(left, right)| near(left, (sides.0)(at)) && near(right, (sides.1)(at)))
    })
}

/// All links of a file in order, with their formulas.
fn links(analysis: &Analysis) -> Vec<(&Formula, usize)> {
    let displays = analysis.formulas.iter().filter(|formula| formula.display);
    displays.flat_map(|formula| (0..formula.links.len()).map(move |link| (formula, link))).collect()
}

fn complaints(what: &str, text: &str, before: usize) -> Vec<String> {
    let (plain, analysis) = (read(&self::text()), read(text));
    let letters = letters(&analysis, before);
    // The same links in the same order, however they are spread over displays.
    let (plain, dressed) = (links(&plain).len(), links(&analysis));
    let mut found = Vec::new();
    if plain != dressed.len() {
        found.push(format!("{what} has {} links, not {plain}", dressed.len()));
    }
    let mut next = dressed.into_iter();
    for row in 1..=24 {
        // Row 12 has no links, and row 15 defines a matrix of numerals.
        let own = ROWS.iter().find(|(number, _)| *number == row).map_or(&[][..], |(_, links)| links);
        let here: Vec<_> = next.by_ref().take(if row == 15 { 1 } else { own.len() }).collect();
        for ((formula, link), sides) in here.into_iter().zip(own) {
            if !equals(formula, link, &letters, *sides) {
                let reading = &formula.links[link].reading;
                found.push(format!("{what}, row {row}: {} is read as {reading:?}", formula.tex));
            }
        }
    }
    found
}

#[test]
fn readings_of_the_note_have_the_values_of_closures() {
    assert_eq!(complaints("the note", &text(), 0), Vec::<String>::new());
}

#[test]
fn readings_of_the_dresses_have_the_values_of_closures() {
    let found: Vec<String> = (1..=8)
        .flat_map(|dress| complaints(&format!("dress {dress}"), &dressed(dress, dress as u64), usize::from(dress == 8)))
        .collect();
    assert_eq!(found, Vec::<String>::new());
}

/// A change of meaning, made at its first place behind the last relation of a display that has it.
const CHANGES: [(&str, &str, &str); 14] = [
    ("sign", "- ", "+ "),
    ("sign", "z_i - ", "z_i + "),
    ("index", "s_i", "s_j"),
    ("index", "s_j", "s_i"),
    ("index", "z_i", "z_j"),
    ("index", "y_i", "y_j"),
    ("index", r"\partial z_j", r"\partial z_i"),
    ("delta", r"1_{\{i=j\}}", "1"),
    ("delta", "i=j", r"i \ne j"),
    ("sum", r"\sum_{i=1}^c", ""),
    ("sum", r"\sum_{i=1}^C", ""),
    ("sum", r"\sum_{l=1}^n", ""),
    ("exponent", "e^{z_", "e^{2 z_"),
    ("factor", r"\frac{", r"2 \frac{"),
];

/// Changes that leave the meaning as it is: one in the words of row 4, and one that takes the sum from under a derivative
/// by one entry, which keeps one addend.
const EQUIVALENT: [(usize, &str); 2] = [(4, "- "), (18, r"\sum_{i=1}^c")];

#[test]
fn readings_of_altered_lines_have_other_values() {
    let text = text();
    let document = Document::read(Source::new("note.md", text.as_str()));
    let bodies: Vec<_> =
        document.formulas.iter().filter(|formula| formula.display).map(|formula| formula.body).collect();
    let (mut changed, mut unnoticed) = (0, Vec::new());
    for (row, links) in ROWS {
        let body = bodies[row - 1];
        let tex = document.source.slice(body);
        let from = tex.rfind('=').filter(|at| !tex[at + 1..].starts_with(['1', 'j'])).unwrap_or(0);
        for (kind, old, new) in CHANGES {
            let Some(place) = tex[from..].find(old).map(|place| body.start + from + place) else { continue };
            let other = format!("{}{new}{}", &text[..place], &text[place + old.len()..]);
            let analysis = read(&other);
            let formula = display(&analysis, row);
            let letters = Letters { z: Name::new("z"), i: Name::new("i"), j: Name::new("j") };
            changed += 1;
            let same = links.iter().enumerate().all(|(link, sides)| equals(formula, link, &letters, *sides));
            if same && !EQUIVALENT.contains(&(row, old)) {
                unnoticed.push(format!("{kind} in row {row}: {old} became {new} in {}", formula.tex));
            }
        }
    }
    assert!(changed >= 40, "only {changed} changes were made");
    assert_eq!(unnoticed, Vec::<String>::new());
}

/// The definitions on which the chapters of the book build, for those that do not repeat them.
const BOOK: &str = r"Define

$$s_i = \frac{e^{z_i}}{\sum_{l=1}^n e^{z_l}}$$

$$Z = \sum_{l=1}^n e^{z_l}$$

$$\mathcal{L} = -\sum_{i=1}^n y_i \log s_i$$

$$J_{ij} = \frac{\partial s_i}{\partial z_j}$$

";

/// The steps of the book whose formulas have a reading, with it.
fn steps() -> Vec<(&'static Step, Option<Statement>)> {
    let mut found = Vec::new();
    for chapter in CHAPTERS {
        for step in chapter.steps {
            let text = format!("{BOOK}Hence\n\n$$\n{}\n$$\n", step.tex);
            let analysis = read(&text);
            let formula = analysis.formulas.iter().rfind(|formula| formula.display).expect("the step");
            let last = formula.links.len().checked_sub(1);
            found.push((step, last.and_then(|last| statement(formula, last))));
        }
    }
    found
}

/// The values of both sides of a step's reading, entry by entry, beside those of its record.
fn compared(step: &Step, statement: &Statement, at: &Point, right: fn(&Point) -> quod::numeric::Value) -> Option<bool> {
    let (left, right) = ((step.left)(at), right(at));
    let mut machine = Machine::new(statement);
    let n = at.n() as u64;
    machine.sizes = statement.sizes.keys().map(|name| (name.clone(), n)).collect();
    for (name, axes) in &statement.variables {
        let vector = match (name.as_str(), axes.len()) {
            ("z", 1) => &at.z,
            ("y", 1) => &at.y,
            ("v" | "w", 1) => &at.v,
            (_, 0) if statement.variables.values().filter(|axes| axes.is_empty()).count() == 1 => {
                machine.values.insert(name.clone(), (vec![], vec![at.t]));
                continue;
            }
            _ => return None,
        };
        machine.values.insert(name.clone(), (vec![n], vector.iter().copied().collect()));
    }
    let scalar = left.len() == 1;
    let indices: Vec<&Name> = statement.indices.keys().collect();
    let axes: Vec<u64> = if scalar { vec![] } else { indices.iter().map(|_| n).collect() };
    let mut same = true;
    for place in places(&axes) {
        for (number, name) in indices.iter().enumerate() {
            let fixed = if name.as_str() == "j" { at.j } else { at.i };
            machine.indices.insert((*name).clone(), place.get(number).copied().unwrap_or(fixed as u64 + 1));
        }
        let entry = |matrix: &quod::numeric::Value| {
            let row = place.first().map_or(0, |row| *row as usize - 1);
            let column = place.get(1).map_or(0, |column| *column as usize - 1);
            matrix.get((row, column)).copied()
        };
        let (a, b) = (machine.term(&statement.claim.left)?, machine.term(&statement.claim.right)?);
        // An undefined side says nothing, such as y log y at y = 0.
        let defined = a.is_finite() && b.is_finite();
        same &= !defined || (near(a, entry(&left)?) && near(b, entry(&right)?));
    }
    Some(same)
}

fn book_points(step: &Step) -> Vec<Point> {
    let mut g = Gen::from_size_and_seed(16, 7);
    let mut points = Vec::new();
    while points.len() < 100 {
        let mut point = step.domain.fit(&Point::arbitrary(&mut g));
        point.z.apply(|z| *z = z.clamp(-2.0, 2.0));
        point.t = point.t.clamp(-2.0, 2.0);
        if point.n() <= 4 {
            points.push(point);
        }
    }
    points
}

#[test]
fn readings_of_the_book_have_the_values_of_its_records() {
    let (mut read, mut wrong, mut unread) = (0, Vec::new(), Vec::new());
    for (step, statement) in steps() {
        let Some(statement) = statement else {
            unread.push(step.id);
            continue;
        };
        let points = book_points(step);
        let same: Option<Vec<bool>> = points.iter().map(|at| compared(step, &statement, at, step.right)).collect();
        match same {
            None => unread.push(step.id),
            Some(same) if same.contains(&false) => wrong.push(format!("{}: {statement}", step.id)),
            Some(_) => {
                read += 1;
                for other in step.wrong {
                    let noticed = points.iter().any(|at| compared(step, &statement, at, other.right) == Some(false));
                    assert!(noticed, "{}: the reading equals a wrong side ({:?})", step.id, other.slip);
                }
            }
        }
    }
    println!("{read} of {} steps are read and evaluated; not: {unread:?}", all().count());
    assert_eq!(wrong, Vec::<String>::new());
    assert!(read * 2 > all().count(), "only {read} steps are read; not: {unread:?}");
}
