//! How the displays of a chapter hang together, taken from what this build has established of them.
//!
//! Three ways of hanging together are told apart, as blueprints of formal proofs do: the *statement* uses a definition
//! that it names; the *proof* also rests on definitions behind these and on hypotheses; the *text* argues from a step that
//! its record names.

use super::Ground;
use super::frame::{Figure, Table};
use super::request::{Request, flaw};
use super::svg::{Anchor, At, Mark, Svg};
use crate::diagnostic::Diagnostic;
use crate::site::html::escape;
use crate::site::survey::Page;
use crate::verdict::{Link, Status};
use quod_kernel::statement::Statement;
use quod_kernel::syntax::read_statement;
use quod_kernel::term::{Name, Node, Term};
use std::collections::{BTreeMap, BTreeSet};

/// The most nodes side by side, and the room for one row.
const ABREAST: usize = 6;
const ROW: f64 = 58.0;
const WIDTH: f64 = 420.0;
const BOX: At = (50.0, 24.0);

/// How one display hangs on another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Statement,
    Proof,
    Text,
}

impl Kind {
    const ALL: [Kind; 3] = [Kind::Statement, Kind::Proof, Kind::Text];

    fn class(self) -> &'static str {
        match self {
            Kind::Statement => "edge states",
            Kind::Proof => "edge proves",
            Kind::Text => "edge argues",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Kind::Statement => "its statement uses",
            Kind::Proof => "its proof uses",
            Kind::Text => "the text argues from",
        }
    }
}

/// A display of the chapter, or a step of another one that the text argues from.
struct Vertex {
    label: String,
    title: String,
    href: String,
    status: Option<Status>,
    edges: BTreeSet<(Kind, usize)>,
}

/// The figure `graph`: of the chapter in which it stands.
pub fn figure(request: &Request, page: &Page, ground: &Ground) -> Result<Figure, Diagnostic> {
    request.only(&[])?;
    let vertices = vertices(page, ground);
    if vertices.iter().all(|vertex| vertex.edges.is_empty()) {
        return Err(flaw(request.span, "no display of this chapter rests on another one", "delete the directive"));
    }
    let row = |vertex: &Vertex| {
        let used = |kind: Kind| -> String {
            let targets = vertex.edges.iter().filter(|(it, _)| *it == kind).map(|(_, at)| &vertices[*at]);
            let links = targets.map(|to| format!("<a href=\"{}\">{}</a>", escape(&to.href), escape(&to.label)));
            links.collect::<Vec<_>>().join(", ")
        };
        let own =
            format!("<a href=\"{}\">{}</a> {}", escape(&vertex.href), escape(&vertex.label), escape(&vertex.title));
        std::iter::once(own).chain(Kind::ALL.map(used)).collect()
    };
    let mut head = vec!["display".to_owned()];
    head.extend(Kind::ALL.map(|kind| kind.words().to_owned()));
    Ok(Figure {
        title: "What rests on what in this chapter".into(),
        description: "A graph of links. Each display of the chapter is a box that leads to it; lines lead from what is used, \
                      above, to what uses it, below. Rounded boxes are definitions, boxes with pointed sides hypotheses, \
                      plain boxes claims, dashed boxes stand in other chapters. The table has the same lines as words."
            .into(),
        caption: "What rests on what. Rounded: definitions; pointed: hypotheses; dashed: steps of other chapters.".into(),
        drawing: draw(&vertices),
        linked: true,
        table: Table { head, rows: vertices.iter().map(row).collect() },
        data: String::new(),
    })
}

fn vertices(page: &Page, ground: &Ground) -> Vec<Vertex> {
    let verdicts = ground.established.verdicts;
    let displays = (0..page.document.formulas.len()).filter(|at| page.document.formulas[*at].display);
    let stated = displays.filter(|at| verdicts.of(page, *at).iter().any(|it| it.link().status != Status::Aside));
    let stated: Vec<usize> = stated.collect();
    let mut vertices: Vec<Vertex> = stated.iter().map(|at| vertex(page, *at, ground)).collect();
    let mut defined: BTreeMap<Name, usize> = BTreeMap::new();
    let mut away: BTreeMap<String, usize> = BTreeMap::new();
    for (own, formula) in stated.iter().enumerate() {
        for verdict in verdicts.of(page, *formula) {
            let link = verdict.link();
            for (kind, to) in rests(link, page, &stated, &defined) {
                vertices[own].edges.insert((kind, to));
            }
            if let (Status::Definition, Some(name)) = (link.status, reading(link).and_then(|it| defines(&it))) {
                defined.entry(name).or_insert(own);
            }
        }
        let step = ground.established.step(&page.marks[*formula]);
        for id in step.map_or(&[][..], |(_, step)| step.uses) {
            let near = stated.iter().position(|at| page.marks[*at].id.as_ref().is_some_and(|(name, _)| name == id));
            let to = match near.or_else(|| away.get(*id).copied()) {
                Some(to) => to,
                None => {
                    let Some(entry) = ground.survey.entries.get(id) else { continue };
                    let target = &ground.survey.pages[entry.page];
                    vertices.push(vertex(target, entry.formula, ground));
                    let last = vertices.len() - 1;
                    vertices[last].href = format!("{}{}#{id}", page.top(), target.path.display());
                    vertices[last].status = None;
                    away.insert((*id).to_owned(), last);
                    last
                }
            };
            if to != own && !vertices[own].edges.iter().any(|(_, other)| *other == to) {
                vertices[own].edges.insert((Kind::Text, to));
            }
        }
    }
    vertices
}

fn vertex(page: &Page, formula: usize, ground: &Ground) -> Vertex {
    let step = ground.established.step(&page.marks[formula]);
    let number = step.and_then(|(_, step)| ground.survey.entries.get(step.id)).map(|entry| entry.number.clone());
    let status = ground.established.verdicts.of(page, formula).iter().map(|it| it.link().status).max();
    let word = status.map_or("", Status::word);
    Vertex {
        label: number.unwrap_or_else(|| format!("({})", page.ordinal(formula))),
        title: step.map_or_else(|| word.to_owned(), |(_, step)| step.title.to_owned()),
        href: format!("#{}", page.anchor(formula)),
        status,
        edges: BTreeSet::new(),
    }
}

fn reading(link: &Link) -> Option<Statement> {
    read_statement(link.reading.as_deref()?).ok()
}

/// The symbol that a definition gives a meaning.
fn defines(statement: &Statement) -> Option<Name> {
    match statement.claim.left.node() {
        Node::Call(name, ..) => Some(name.clone()),
        _ => None,
    }
}

/// The displays before it on which a link rests.
fn rests(link: &Link, page: &Page, stated: &[usize], defined: &BTreeMap<Name, usize>) -> Vec<(Kind, usize)> {
    let Some(statement) = reading(link) else { return Vec::new() };
    let mut named = BTreeSet::new();
    // What a definition is made of is named by its body; its left side names the symbol itself.
    let own = if link.status == Status::Definition { defines(&statement) } else { None };
    [&statement.claim.left, &statement.claim.right].into_iter().for_each(|side| names(side, &mut named));
    let definitions = statement.definitions.iter().filter(|it| Some(&it.name) != own.as_ref());
    let mut found: Vec<(Kind, usize)> = definitions
        .filter_map(|it| {
            Some((if named.contains(&it.name) { Kind::Statement } else { Kind::Proof }, *defined.get(&it.name)?))
        })
        .collect();
    let written = |at: usize| page.document.source.slice(page.document.formulas[stated[at]].body).trim().to_owned();
    let needed = link.needs.iter().filter_map(|need| (0..stated.len()).find(|at| written(*at) == need.trim()));
    found.extend(needed.map(|at| (Kind::Proof, at)));
    found
}

/// The defined symbols that a term names, and those by whose entries it differentiates.
fn names(term: &Term, found: &mut BTreeSet<Name>) {
    match term.node() {
        Node::Call(name, ..) => _ = found.insert(name.clone()),
        Node::Derivative { by, .. } => _ = found.insert(by.clone()),
        _ => {}
    }
    term.node().each_part(&mut |part, _| names(part, found));
}

/// The level of each vertex: below everything that it rests on.
fn levels(vertices: &[Vertex]) -> Vec<usize> {
    let mut levels = vec![0; vertices.len()];
    // The lines of a chapter could go round in a circle only through the text; so many rounds end in any case.
    for _ in 0..vertices.len() {
        for (at, vertex) in vertices.iter().enumerate() {
            let above = vertex.edges.iter().map(|(_, to)| levels[*to] + 1).max().unwrap_or(0);
            levels[at] = above.min(vertices.len());
        }
    }
    levels
}

/// Where each vertex lies, and how high the drawing is.
fn places(vertices: &[Vertex]) -> (Vec<At>, f64) {
    let levels = levels(vertices);
    let mut places = vec![(0.0, 0.0); vertices.len()];
    let mut row = 0;
    for level in levels.iter().collect::<BTreeSet<_>>() {
        let members: Vec<usize> = (0..vertices.len()).filter(|at| levels[*at] == *level).collect();
        for abreast in members.chunks(ABREAST) {
            let share = WIDTH / abreast.len() as f64;
            for (column, at) in abreast.iter().enumerate() {
                places[*at] = (share * (column as f64 + 0.5), 20.0 + ROW * row as f64);
            }
            row += 1;
        }
    }
    (places, ROW * row as f64)
}

fn draw(vertices: &[Vertex]) -> Svg {
    let (places, height) = places(vertices);
    let mut svg = Svg::new(WIDTH, height + 62.0);
    for (vertex, place) in vertices.iter().zip(&places) {
        for (kind, to) in &vertex.edges {
            let from = places[*to];
            svg.swing(kind.class(), (from.0, from.1 + BOX.1 / 2.0), (place.0, place.1 - BOX.1 / 2.0));
        }
    }
    for (vertex, place) in vertices.iter().zip(&places) {
        let word = vertex.status.map_or("in another chapter", Status::word);
        let label = format!("{}, {}: {word}", vertex.label, vertex.title);
        svg.raw(&format!("<a href=\"{}\" aria-label=\"{}\">", escape(&vertex.href), escape(&label)));
        shape(&mut svg, vertex.status, *place);
        svg.text("name", (place.0, place.1 + 4.5), Anchor::Middle, &vertex.label, "");
        svg.raw("</a>");
    }
    for (number, kind) in Kind::ALL.into_iter().enumerate() {
        let y = height + 12.0 + 18.0 * number as f64;
        svg.line(kind.class(), (100.0, y), (140.0, y));
        svg.text("name", (150.0, y + 4.5), Anchor::Start, kind.words(), "");
    }
    svg
}

fn shape(svg: &mut Svg, status: Option<Status>, (x, y): At) {
    let (wide, high) = (BOX.0 / 2.0, BOX.1 / 2.0);
    let corner = (x - wide, y - high);
    match status {
        Some(Status::Definition) => svg.rectangle("vertex", corner, BOX, " rx=\"12\""),
        Some(Status::Assumed) => {
            let tip = 8.0;
            let through = [
                (x - wide, y),
                (x - wide + tip, y - high),
                (x + wide - tip, y - high),
                (x + wide, y),
                (x + wide - tip, y + high),
                (x - wide + tip, y + high),
            ];
            svg.path("vertex", &through, true);
        }
        Some(status) if status.fails() => {
            svg.rectangle("vertex", corner, BOX, "");
            svg.mark("mark c1", (x + wide, y - high), Mark::Diamond);
        }
        Some(_) => svg.rectangle("vertex", corner, BOX, ""),
        None => svg.rectangle("vertex away", corner, BOX, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(edges: &[&[usize]]) -> Vec<Vertex> {
        let vertex = |to: &&[usize]| Vertex {
            label: String::new(),
            title: String::new(),
            href: String::new(),
            status: None,
            edges: to.iter().map(|to| (Kind::Proof, *to)).collect(),
        };
        edges.iter().map(vertex).collect()
    }

    #[test]
    fn everything_lies_below_what_it_rests_on() {
        let vertices = chain(&[&[], &[0], &[0, 1], &[3], &[2, 0]]);
        assert_eq!(levels(&chain(&[&[], &[0], &[0, 1], &[], &[2, 0]])), [0, 1, 2, 0, 3]);
        // A vertex that rests on itself is drawn all the same.
        assert_eq!(places(&vertices).0.len(), 5);
        let (at, _) = places(&chain(&[&[], &[0], &[0], &[1, 2]]));
        assert!(at[0].1 < at[1].1 && at[1].1 == at[2].1 && at[2].1 < at[3].1 && at[1].0 < at[2].0, "{at:?}");
    }
}
