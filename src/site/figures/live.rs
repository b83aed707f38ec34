//! Quantities of the book at chosen values, which sliders move where a reader's browser runs scripts.
//!
//! What is shown is the right side of a line that is a definition or was proved; the script that recomputes it is compiled
//! from the very same term.

use super::Ground;
use super::frame::{Figure, Table};
use super::heat::{DECIMALS, shade};
use super::javascript::{quoted, right_side};
use super::request::{MOST, Request, flaw};
use super::svg::{Anchor, Svg, decimal, indexed, shortest};
use crate::diagnostic::Diagnostic;
use crate::numeric::{Values, evaluate};
use crate::site::html::escape;
use crate::verdict::Status;
use nalgebra::DVector;
use quod_kernel::statement::Statement;
use quod_kernel::syntax::read_statement;
use quod_kernel::term::{Index, Name, Size, Term};
use std::collections::BTreeMap;

/// The side of a cell, and the room for the names of rows.
const CELL: f64 = 68.0;
const LEFT: f64 = 56.0;

/// A quantity: its name in the figure, and its value at each choice of its indices, the first one slowest.
struct Quantity {
    name: String,
    script: String,
    sizes: Vec<String>,
    axes: usize,
    values: Vec<f64>,
}

/// The figure `live z=… y=… show=NAME:ID,…`: the first list of numbers is the one that moves. Beside it comes the script
/// that recomputes it, to be kept under the figure's `id`.
pub fn figure(request: &Request, ground: &Ground, id: &str) -> Result<(Figure, String), Diagnostic> {
    let mut variables: BTreeMap<String, DVector<f64>> = BTreeMap::new();
    let keys: Vec<&str> = request.given.iter().map(|(key, _)| *key).filter(|key| *key != "show").collect();
    for key in &keys {
        variables.insert((*key).to_owned(), DVector::from_vec(request.numbers(key, &[])?));
    }
    let lengths: Vec<usize> = variables.values().map(|list| list.len()).collect();
    let (Some(moved), Some(&count)) = (keys.first(), lengths.first()) else {
        return Err(flaw(request.span, "nothing is given that could move", "give numbers, such as z=1,0,-1"));
    };
    if lengths.iter().any(|length| *length != count) {
        return Err(flaw(request.span, "the lists differ in length", "give each variable as many numbers"));
    }
    let shown = request.value("show").unwrap_or("").split(',');
    let quantities: Vec<Quantity> =
        shown.map(|pair| quantity(pair, request, ground, &variables, count)).collect::<Result<_, _>>()?;
    let figure = framed(moved, &variables, &quantities, count);
    Ok((figure, script(id, &quantities)))
}

fn quantity(
    pair: &str,
    request: &Request,
    ground: &Ground,
    variables: &BTreeMap<String, DVector<f64>>,
    count: usize,
) -> Result<Quantity, Diagnostic> {
    let refuse = |why: String, help: &str| flaw(request.span, &why, help);
    let form = "write show=NAME:ID,NAME:ID with ids of displays of the book";
    let (name, id) = pair.split_once(':').ok_or_else(|| refuse(format!("`{pair}` is not NAME:ID"), form))?;
    let statement =
        statement(ground, id).ok_or_else(|| refuse(format!("`{id}` is no definition and no proved line"), form))?;
    let help = "show lines whose right side is a formula in vectors of one size, with one or two free indices";
    let no_value = || refuse(format!("the right side of `{id}` has no value here"), help);
    let indices = in_order(&statement);
    let fits = |size: &Size| matches!(size, Size::Named(_));
    let vectors = statement
        .variables
        .iter()
        .all(|(name, axes)| axes.len() == 1 && axes.iter().all(fits) && variables.contains_key(name.as_str()));
    let square = (1..=2).contains(&indices.len()) && indices.iter().all(|index| fits(&statement.indices[index]));
    let large = statement.sizes.values().all(|least| *least <= count as u64);
    if !vectors || !square || !large || count > MOST {
        return Err(no_value());
    }
    let values = choices(indices.len(), count as u64).into_iter().map(|at| {
        let at = indices.iter().cloned().zip(at).collect();
        let values = Values { statement: &statement, size: count as u64, variables, indices: &at };
        evaluate(&statement.claim.right, &values)
    });
    let values: Vec<f64> = values.collect::<Option<_>>().ok_or_else(no_value)?;
    let script = right_side(&statement, &indices).ok_or_else(no_value)?;
    let sizes = statement.sizes.keys().map(|size| quoted(size.as_str())).collect();
    Ok(Quantity { name: name.to_owned(), script, sizes, axes: indices.len(), values })
}

/// The statement of a display that is a definition, or was proved by this build.
fn statement(ground: &Ground, id: &str) -> Option<Statement> {
    let named = |mark: &crate::site::survey::Mark| mark.id.as_ref().is_some_and(|(name, _)| name == id);
    let (page, formula) =
        ground.survey.pages.iter().find_map(|page| Some((page, page.marks.iter().position(named)?)))?;
    let verdicts = ground.established.verdicts.of(page, formula);
    let sound = |status: Status| matches!(status, Status::Proved | Status::Definition);
    let link = verdicts.into_iter().map(|verdict| verdict.link()).rfind(|link| sound(link.status))?;
    read_statement(link.reading.as_deref()?).ok()
}

/// The free indices in the order in which the left side names them, then those that it does not.
fn in_order(statement: &Statement) -> Vec<Name> {
    let mut found = Vec::new();
    walk(&statement.claim.left, &mut found);
    found.extend(statement.indices.keys().cloned());
    let mut seen = Vec::new();
    found.retain(|name| {
        !seen.contains(name) && {
            seen.push(name.clone());
            true
        }
    });
    found
}

fn walk(term: &Term, found: &mut Vec<Name>) {
    // Parts first: in ∂s_i/∂z_j the index of what is differentiated names the row.
    term.node().each_part(&mut |part, _| walk(part, found));
    term.node().each_index(&mut |index| {
        if let Index::Free(name) = index {
            found.push(name.clone());
        }
    });
}

/// Every choice of so many indices up to `size`, the last one fastest.
fn choices(axes: usize, size: u64) -> Vec<Vec<u64>> {
    (0..axes).fold(vec![Vec::new()], |all, _| {
        let longer = |at: Vec<u64>| (1..=size).map(move |next| at.iter().copied().chain([next]).collect());
        all.into_iter().flat_map(longer).collect()
    })
}

/// What the script of the page is told of a quantity's functions.
fn script(id: &str, quantities: &[Quantity]) -> String {
    let one = |(at, quantity): (usize, &Quantity)| {
        format!("{}: sized([{}], {}),\n", quoted(&key(at)), quantity.sizes.join(", "), quantity.script)
    };
    let all: String = quantities.iter().enumerate().map(one).collect();
    format!("{}: {{\n{all}}},\n", quoted(id))
}

fn key(quantity: usize) -> String {
    format!("q{quantity}")
}

fn framed(moved: &str, variables: &BTreeMap<String, DVector<f64>>, quantities: &[Quantity], count: usize) -> Figure {
    let list = |values: &DVector<f64>| values.iter().map(|value| shortest(*value)).collect::<Vec<_>>().join(", ");
    let given: Vec<String> =
        variables.iter().rev().map(|(name, values)| format!("{name} = ({})", list(values))).collect();
    let names: Vec<&str> = quantities.iter().map(|quantity| quantity.name.as_str()).collect();
    let numbers: Vec<String> = variables
        .iter()
        .map(|(name, values)| {
            let values: Vec<String> = values.iter().map(f64::to_string).collect();
            format!("{}:[{}]", quoted(name), values.join(","))
        })
        .collect();
    let (given, names) = (given.join(" and "), names.join(", "));
    Figure {
        title: format!("{names} at {given}"),
        description: "Rows of cells, one for each quantity, and a square of cells where a quantity has two indices. \
                      Positive entries are told from negative ones by their sign and by the colour of the cell."
            .into(),
        caption: format!(
            "{names} at {given}. The numbers are the right sides of the lines that are proved; where scripts run, sliders \
             recompute them by code that is compiled from the proved terms."
        ),
        drawing: draw(quantities, count),
        linked: false,
        table: table(quantities, count),
        data: format!(
            " data-slide=\"{}\" data-live=\"{}\"",
            escape(moved),
            escape(&format!("{{{}}}", numbers.join(",")))
        ),
    }
}

/// The rows of a quantity: its name with the first index where it has two, and the values.
fn rows(quantity: &Quantity, count: usize) -> Vec<(String, Vec<(String, f64)>)> {
    let chunk = quantity.values.chunks(count).enumerate();
    let row = |(row, values): (usize, &[f64])| {
        let name =
            if quantity.axes == 1 { quantity.name.clone() } else { indexed(&quantity.name, &[row + 1]) + "\u{2c7c}" };
        let place = |column: usize| match quantity.axes {
            1 => format!("{}", column + 1),
            _ => format!("{} {}", row + 1, column + 1),
        };
        (name, values.iter().enumerate().map(|(column, value)| (place(column), *value)).collect())
    };
    chunk.map(row).collect()
}

fn attributes(quantity: usize, place: &str) -> String {
    format!(" data-of=\"{}\" data-at=\"{place}\"", key(quantity))
}

fn table(quantities: &[Quantity], count: usize) -> Table {
    let mut head = vec![String::new()];
    head.extend((1..=count).map(|column| column.to_string()));
    let mut all = Vec::new();
    for (number, quantity) in quantities.iter().enumerate() {
        for (name, values) in rows(quantity, count) {
            let cell = |(place, value): (String, f64)| {
                format!("<span{}>{}</span>", attributes(number, &place), decimal(value, DECIMALS))
            };
            all.push(std::iter::once(escape(&name)).chain(values.into_iter().map(cell)).collect());
        }
    }
    Table { head, rows: all }
}

fn draw(quantities: &[Quantity], count: usize) -> Svg {
    let all: Vec<_> = quantities.iter().map(|quantity| rows(quantity, count)).collect();
    let lines: usize = all.iter().map(Vec::len).sum();
    let gap = 14.0;
    let height = 30.0 + lines as f64 * CELL * 0.6 + quantities.len() as f64 * gap;
    let mut svg = Svg::new(LEFT + CELL * count as f64 + 8.0, height);
    for column in 0..count {
        let x = LEFT + CELL * (column as f64 + 0.5);
        svg.text("tick", (x, 18.0), Anchor::Middle, &(column + 1).to_string(), "");
    }
    let mut y = 28.0;
    for (number, rows) in all.iter().enumerate() {
        for (name, values) in rows {
            svg.text("name", (LEFT - 10.0, y + CELL * 0.3 + 4.0), Anchor::End, name, "");
            for (column, (place, value)) in values.iter().enumerate() {
                let x = LEFT + CELL * column as f64;
                let class = if *value < 0.0 { "cell below" } else { "cell above" };
                let named = attributes(number, place);
                let dense = format!(" fill-opacity=\"{}\"{named}", shade(*value));
                svg.rectangle(class, (x, y), (CELL, CELL * 0.6), &dense);
                let middle = (x + CELL / 2.0, y + CELL * 0.3 + 4.0);
                svg.text("value", middle, Anchor::Middle, &decimal(*value, DECIMALS), &named);
            }
            y += CELL * 0.6;
        }
        y += gap;
    }
    svg
}
