//! Every symbol of the book: what it is, of which size, where it is defined and where it is used.
//!
//! A symbol is what the core language knows under a name; a name that means two things has two rows.

use super::{Desk, List, Spot};
use crate::verdict::{Link, Status};
use quod_kernel::statement::{Shape, Statement};
use quod_kernel::syntax::read_statement;
use quod_kernel::term::{Name, Node, Size, Term};
use std::collections::{BTreeMap, BTreeSet};

/// What a name means, in words.
type Meaning = (String, String);

/// Where a symbol occurs.
#[derive(Default)]
struct Places<'a> {
    defined: Vec<Spot<'a>>,
    used: Vec<Spot<'a>>,
}

/// The symbols by name.
pub fn list(desk: &Desk, list: &mut List) {
    let mut symbols: BTreeMap<Meaning, Places> = BTreeMap::new();
    for (spot, verdict) in desk.relations() {
        let Some(statement) = verdict.link().reading.as_deref().and_then(|text| read_statement(text).ok()) else {
            continue;
        };
        let defined = defined(verdict.link(), &statement);
        for (name, meaning) in mentioned(&statement) {
            let is_defined = defined.as_ref() == Some(&name);
            let places = symbols.entry((name.as_str().to_owned(), meaning)).or_default();
            let places = if is_defined { &mut places.defined } else { &mut places.used };
            places.push(spot);
        }
    }
    if symbols.is_empty() {
        return list.paragraph("No formula of this book was read, so that nothing is known of its symbols.");
    }
    list.paragraph(
        "Every symbol as this build has read it. Sizes are numbers of entries; a symbol without a definition stands for \
         any value.",
    );
    let rows: Vec<Vec<String>> = symbols.iter().map(|(meaning, places)| row(desk, list, meaning, places)).collect();
    list.table("Symbols", &["Symbol", "What it is", "Defined", "Used"], &rows);
}

fn row(desk: &Desk, list: &mut List, (name, meaning): &Meaning, places: &Places) -> Vec<String> {
    let math = list.formula(desk, written(name));
    let meaning_html = meaning.split('$').enumerate().map(|(part, text)| match part % 2 {
        0 => crate::site::html::escape(text),
        _ => list.formula(desk, text),
    });
    let meaning_html: String = meaning_html.collect();
    let defined = if places.defined.is_empty() { "–".into() } else { desk.places(&places.defined) };
    vec![math, meaning_html, defined, desk.places(&places.used)]
}

/// The name as it is written: a symbol that is defined again carries a mark and a number in the core language.
fn written(name: &str) -> &str {
    match name.rsplit_once('\'') {
        Some((name, number)) if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => name,
    }
}

/// The symbol that a definition gives a meaning to.
fn defined(link: &Link, statement: &Statement) -> Option<Name> {
    let (Node::Entry(name, _) | Node::Call(name, ..) | Node::Opaque(name, ..)) = statement.claim.left.node() else {
        return None;
    };
    (link.status == Status::Definition).then(|| name.clone())
}

/// The symbols that a claim names itself, each with what it is.
fn mentioned(statement: &Statement) -> BTreeMap<Name, String> {
    let names = names_in([&statement.claim.left, &statement.claim.right]);
    let known = names.into_iter().filter_map(|name| Some((meaning(statement, &name)?, name)));
    known.map(|(meaning, name)| (name, meaning)).collect()
}

fn names_in<'a>(terms: impl IntoIterator<Item = &'a Term>) -> BTreeSet<Name> {
    let mut open: Vec<Term> = terms.into_iter().cloned().collect();
    let mut names = BTreeSet::new();
    while let Some(term) = open.pop() {
        term.node().each_part(&mut |part, sizes| {
            names.extend(sizes.iter().filter_map(named));
            open.push(part.clone());
        });
        match term.node() {
            Node::Size(name) | Node::Entry(name, _) | Node::Call(name, ..) | Node::Opaque(name, ..) => {
                names.insert(name.clone());
            }
            Node::Derivative { by, .. } => _ = names.insert(by.clone()),
            _ => {}
        }
    }
    names
}

fn named(size: &Size) -> Option<Name> {
    match size {
        Size::Named(name) => Some(name.clone()),
        Size::Numeral(_) => None,
    }
}

/// What a name is in a statement, in words, with formulas between dollar signs; nothing for what is bound.
fn meaning(statement: &Statement, name: &Name) -> Option<String> {
    if let Some(least) = statement.sizes.get(name) {
        return Some(if *least == 1 { "a size".into() } else { format!("a size, at least {least}") });
    }
    if let Some(axes) = statement.variables.get(name) {
        return Some(array(axes));
    }
    if let Some(Shape { axes, arguments }) = statement.functions.get(name) {
        return Some(function(axes, arguments));
    }
    let definition = statement.definition(name)?;
    let arguments: Vec<Vec<Size>> = definition.parameters.iter().map(|(_, axes)| axes.clone()).collect();
    Some(if arguments.is_empty() { array(&definition.indices) } else { function(&definition.indices, &arguments) })
}

/// An array by its axes.
fn array(axes: &[Size]) -> String {
    match axes {
        [] => "a number".into(),
        [one] => format!("a vector of {} numbers", size(one)),
        [rows, columns] => format!("a matrix, {} by {}", size(rows), size(columns)),
        _ => format!("an array, {}", axes.iter().map(size).collect::<Vec<_>>().join(" by ")),
    }
}

fn function(axes: &[Size], arguments: &[Vec<Size>]) -> String {
    let of: Vec<String> = arguments.iter().map(|axes| array(axes)).collect();
    format!("a function of {}, whose value is {}", of.join(" and "), array(axes))
}

fn size(size: &Size) -> String {
    match size {
        Size::Named(name) => format!("${}$", name.as_str()),
        Size::Numeral(count) => count.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_names_its_symbols_sizes_and_what_it_differentiates_by() {
        let text = "∀ n ≥ 1, j ≤ n, y[n], z[n]: s[i ≤ n] := exp(z[i])/Σ(k ≤ n: exp(z[k])); \
                    ∂(Σ(i ≤ n: y[i]*log(s[i])), z[j]) = 0";
        let statement = read_statement(text).expect("a statement");
        let found: Vec<(String, String)> =
            mentioned(&statement).into_iter().map(|(name, what)| (name.as_str().to_owned(), what)).collect();
        let vector = |name: &str| (name.to_owned(), "a vector of $n$ numbers".to_owned());
        assert_eq!(found, [("n".to_owned(), "a size".to_owned()), vector("s"), vector("y"), vector("z")]);
    }
}
