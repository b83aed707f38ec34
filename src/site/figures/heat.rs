//! The Jacobian of softmax as a heat map.

use super::frame::{Figure, Table};
use super::request::Request;
use super::svg::{Anchor, At, Svg, decimal, indexed, shortest};
use crate::diagnostic::Diagnostic;
use crate::numeric::jacobian;
use nalgebra::{DMatrix, DVector};

/// How many decimals cells and tables show.
pub const DECIMALS: usize = 4;

/// The side of a cell, and the place of the first one.
const CELL: f64 = 68.0;
const CORNER: At = (44.0, 34.0);

/// The figure `jacobian z=…`.
pub fn figure(request: &Request) -> Result<Figure, Diagnostic> {
    request.only(&["z"])?;
    let z = DVector::from_vec(request.numbers("z", &[2.0, 1.0, 0.0, -1.0])?);
    let matrix = jacobian(&z);
    let given: Vec<String> = z.iter().map(|value| shortest(*value)).collect();
    let names: Vec<String> = (1..=z.len()).map(|at| indexed("z", &[at])).collect();
    let mut head = vec!["row i, column j".to_owned()];
    head.extend(names.clone());
    let rows = matrix.row_iter().enumerate().map(|(at, row)| {
        let cells = row.iter().map(|value| decimal(*value, DECIMALS));
        std::iter::once(indexed("s", &[at + 1])).chain(cells).collect()
    });
    Ok(Figure {
        title: format!("The Jacobian of softmax at the logits {}", given.join(", ")),
        description: format!(
            "A square of {n} times {n} cells. The cell in row i and column j is the derivative of output i by logit j. \
             Cells on the diagonal are positive, all others negative; each row and each column sums to zero.",
            n = z.len()
        ),
        caption: format!(
            "The Jacobian at the logits {}: positive on the diagonal, negative elsewhere, the same above and below it.",
            given.join(", ")
        ),
        drawing: draw(&matrix),
        linked: false,
        data: String::new(),
        table: Table::of(&head.iter().map(String::as_str).collect::<Vec<_>>(), rows),
    })
}

/// Draws a matrix.
fn draw(matrix: &DMatrix<f64>) -> Svg {
    let (rows, columns) = matrix.shape();
    let corner = |row: usize, column: usize| (CORNER.0 + CELL * column as f64, CORNER.1 + CELL * row as f64);
    let (right, low) = corner(rows, columns);
    let mut svg = Svg::new(right + 12.0, low + 12.0);
    for column in 0..columns {
        svg.text(
            "name",
            (corner(0, column).0 + CELL / 2.0, CORNER.1 - 12.0),
            Anchor::Middle,
            &indexed("z", &[column + 1]),
            "",
        );
    }
    for row in 0..rows {
        svg.text(
            "name",
            (CORNER.0 - 12.0, corner(row, 0).1 + CELL / 2.0 + 4.0),
            Anchor::End,
            &indexed("s", &[row + 1]),
            "",
        );
        for column in 0..columns {
            let (x, y) = corner(row, column);
            let value = matrix[(row, column)];
            let class = if value < 0.0 { "cell below" } else { "cell above" };
            svg.rectangle(class, (x, y), (CELL, CELL), &format!(" fill-opacity=\"{}\"", shade(value)));
            svg.text("value", (x + CELL / 2.0, y + CELL / 2.0 + 4.0), Anchor::Middle, &decimal(value, DECIMALS), "");
        }
    }
    svg
}

/// How dense the colour of a value is: the entries of a Jacobian of softmax lie between −1/4 and 1/4, and the densest
/// colour still leaves the number in the cell easy to read.
pub fn shade(value: f64) -> String {
    format!("{:.3}", 0.04 + 0.4 * (4.0 * value.abs()).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    #[test]
    fn every_cell_shows_its_entry_in_place_and_the_table_says_the_same() {
        let request = Request::read("jacobian z=1,0,-2", Span::new(0, 1)).expect("a request");
        let figure = figure(&request).expect("a figure");
        let drawn = figure.drawing.element("f", "t", "d", false);
        let j = jacobian(&nalgebra::dvector![1.0, 0.0, -2.0]);
        for (row, column) in (0..3).flat_map(|row| (0..3).map(move |column| (row, column))) {
            let value = decimal(j[(row, column)], DECIMALS);
            let x = CORNER.0 + CELL * (column as f64 + 0.5);
            let y = CORNER.1 + CELL * (row as f64 + 0.5) + 4.0;
            assert!(drawn.contains(&format!("x=\"{x}\" y=\"{y}\" text-anchor=\"middle\">{value}<")), "{drawn}");
            assert_eq!(figure.table.rows[row][column + 1], value);
        }
    }

    #[test]
    fn a_greater_entry_is_darker_up_to_a_bound() {
        assert!(shade(0.1) < shade(-0.2) && shade(0.25) == shade(9.0));
        assert_eq!((shade(0.0), shade(0.25)), ("0.040".into(), "0.440".into()));
    }
}
