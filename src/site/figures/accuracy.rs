//! The relative error of log-sum-exp, as it is written and with a shift, measured in `f32` and `f64` by this very build.

use super::diagram::{Axis, Diagram};
use super::frame::{Figure, Table};
use super::request::Request;
use super::svg::{Anchor, At, Mark, Svg, decimal};
use crate::diagnostic::Diagnostic;
use crate::numeric::{Rounding, decades, rounding};

/// Logits from −`FAR` to `FAR`, so far apart.
const FAR: i32 = 1000;
const STEP: usize = 50;

/// The powers of ten between which errors are placed; no error, and errors without bound, lie beyond them.
const LEAST: f64 = -18.0;
const MOST: f64 = 0.0;
const BEYOND: f64 = 2.0;

/// A column of measured errors.
struct Series {
    name: &'static str,
    mark: Mark,
    class: &'static str,
    of: fn(&Rounding) -> f64,
}

const SERIES: [Series; 4] = [
    Series { name: "as written, f32", mark: Mark::Frame, class: "c1", of: |found| found.naive[0] },
    Series { name: "with the shift, f32", mark: Mark::Square, class: "c0", of: |found| found.safe[0] },
    Series { name: "as written, f64", mark: Mark::Ring, class: "c1", of: |found| found.naive[1] },
    Series { name: "with the shift, f64", mark: Mark::Disc, class: "c0", of: |found| found.safe[1] },
];

/// The figure `log-sum-exp`.
pub fn figure(request: &Request) -> Result<Figure, Diagnostic> {
    request.only(&[])?;
    let found: Vec<Rounding> = (-FAR..=FAR).step_by(STEP).map(|shift| rounding(f64::from(shift))).collect();
    let mut head = vec!["logit"];
    head.extend(SERIES.iter().map(|series| series.name));
    let rows = found.iter().map(|at| {
        let cells = SERIES.iter().map(|series| said((series.of)(at)));
        std::iter::once(decimal(at.shift, 0)).chain(cells).collect()
    });
    Ok(Figure {
        title: "The relative error of log-sum-exp at four equal logits".into(),
        description: "Errors over the logit from minus 1000 to 1000, on a scale of powers of ten. With the shift they \
                      stay near 1e-8 in f32 and 1e-16 in f64 everywhere. As written, the result is no finite number \
                      beyond about 88 and below about minus 103 in f32, and beyond about 709 and below about minus 745 \
                      in f64."
            .into(),
        caption:
            "The relative error of log-sum-exp at four equal logits, where its value is known exactly, measured when \
                  this page was built. As written it leaves the range of the numbers; with the shift it never does."
                .into(),
        drawing: draw(&found),
        linked: false,
        data: String::new(),
        table: Table::of(&head, rows),
    })
}

/// An error in words.
fn said(error: f64) -> String {
    match error {
        0.0 => "0".into(),
        error if error.is_finite() => format!("{error:.1e}"),
        _ => "not finite".into(),
    }
}

/// Where an error lies on the scale of powers of ten.
fn height(error: f64) -> f64 {
    match error {
        0.0 => LEAST - BEYOND,
        error if error.is_finite() => decades(error).clamp(LEAST, MOST),
        _ => MOST + BEYOND,
    }
}

fn draw(found: &[Rounding]) -> Svg {
    let mut svg = Svg::new(420.0, 370.0);
    let far = f64::from(FAR);
    let diagram = Diagram {
        across: Axis { values: (-far, far), places: (58.0, 404.0) },
        up: Axis { values: (LEAST - BEYOND, MOST + BEYOND), places: (268.0, 28.0) },
    };
    let logits: Vec<(f64, String)> = [-1000.0, -500.0, 0.0, 500.0, 1000.0].map(|at| (at, decimal(at, 0))).to_vec();
    let mut powers = vec![(LEAST - BEYOND, "0".to_owned()), (MOST + BEYOND, "\u{221e}".to_owned())];
    powers.extend([-16.0, -12.0, -8.0, -4.0, 0.0].map(|power| (power, format!("1e{}", decimal(power, 0)))));
    diagram.axes(&mut svg, ["logit", "relative error"], &logits, &powers);
    for series in &SERIES {
        for at in found {
            let place = diagram.at(at.shift, height((series.of)(at)));
            svg.mark(&format!("mark {}", series.class), place, series.mark);
        }
    }
    for (number, series) in SERIES.iter().enumerate() {
        let at = legend(number);
        svg.mark(&format!("mark {}", series.class), at, series.mark);
        svg.text("name", (at.0 + 10.0, at.1 + 4.0), Anchor::Start, series.name, "");
    }
    svg
}

fn legend(number: usize) -> At {
    (64.0 + 180.0 * (number % 2) as f64, 326.0 + 22.0 * (number / 2) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_error_and_errors_without_bound_lie_beyond_the_scale() {
        assert_eq!([0.0, f64::INFINITY, 1e-8, 5.0, 1e-30].map(height), [-20.0, 2.0, -8.0, 0.0, -18.0]);
        assert_eq!([0.0, f64::INFINITY, 1.25e-8].map(said), ["0", "not finite", "1.2e-8"]);
    }

    #[test]
    fn every_measured_error_stands_in_the_table() {
        let request = Request::read("log-sum-exp", crate::source::Span::new(0, 1)).expect("a request");
        let table = figure(&request).expect("a figure").table;
        for row in &table.rows {
            let shift: f64 = row[0].replace('\u{2212}', "-").parse().expect("a number");
            let found = rounding(shift);
            let errors = [found.naive[0], found.safe[0], found.naive[1], found.safe[1]].map(said);
            assert_eq!(row[1..], errors);
        }
        assert_eq!(table.rows.len(), 41);
    }
}
