//! Softmax against the temperature: s = softmax(z / T).

use super::diagram::{Axis, Diagram};
use super::frame::{Figure, Table};
use super::request::Request;
use super::svg::{Anchor, Mark, Svg, decimal, indexed, shortest};
use crate::diagnostic::Diagnostic;
use crate::numeric::softmax;
use nalgebra::DVector;
use std::f64::consts::SQRT_2;

/// Half octaves below and above 1 at which the probabilities are computed.
const HALVES: i32 = 6;

/// The figure `temperature z=…`.
pub fn figure(request: &Request) -> Result<Figure, Diagnostic> {
    request.only(&["z"])?;
    let z = DVector::from_vec(request.numbers("z", &[2.0, 1.0, 0.0, -1.0])?);
    let given: Vec<String> = z.iter().map(|value| shortest(*value)).collect();
    let columns = curve(&z);
    let names: Vec<String> = (1..=z.len()).map(|at| indexed("s", &[at])).collect();
    let mut head = vec!["T"];
    head.extend(names.iter().map(String::as_str));
    let rows = columns
        .iter()
        .map(|(_, t, s)| std::iter::once(decimal(*t, 3)).chain(s.iter().map(|value| decimal(*value, 4))).collect());
    Ok(Figure {
        title: format!("Softmax of the logits {} against the temperature", given.join(", ")),
        description: "One line for each class over the temperature T from one eighth to eight. At low temperature the \
                      greatest logit takes nearly all probability; at high temperature all classes come near the same \
                      share."
            .into(),
        caption: format!(
            "The probabilities of the logits {}, divided by the temperature T: cold decides, hot levels.",
            given.join(", ")
        ),
        drawing: draw(&columns, &names),
        linked: false,
        data: String::new(),
        table: Table::of(&head, rows),
    })
}

/// For each half octave: its number, the temperature, and the probabilities.
fn curve(z: &DVector<f64>) -> Vec<(i32, f64, DVector<f64>)> {
    (-HALVES..=HALVES).map(|half| (half, temperature(half), softmax(&(z / temperature(half))))).collect()
}

/// 2 to the power of so many halves, by multiplication alone, which rounds alike everywhere.
fn temperature(half: i32) -> f64 {
    let power = (0..half.unsigned_abs() / 2).fold(1.0, |power, _| power * 2.0);
    let power = if half % 2 == 0 { power } else { power * SQRT_2 };
    if half < 0 { 1.0 / power } else { power }
}

fn draw(columns: &[(i32, f64, DVector<f64>)], names: &[String]) -> Svg {
    let mut svg = Svg::new(400.0, 300.0);
    let edge = f64::from(HALVES);
    let diagram = Diagram {
        across: Axis { values: (-edge, edge), places: (44.0, 330.0) },
        up: Axis { values: (0.0, 1.0), places: (250.0, 28.0) },
    };
    let octaves: Vec<(f64, String)> = (-HALVES..=HALVES)
        .step_by(2)
        .map(|half| {
            (f64::from(half), if half < 0 { format!("1/{}", 1 << (-half / 2)) } else { (1 << (half / 2)).to_string() })
        })
        .collect();
    let shares: Vec<(f64, String)> = [0.0, 0.25, 0.5, 0.75, 1.0].map(|share| (share, decimal(share, 2))).to_vec();
    diagram.axes(&mut svg, ["temperature T", "probability"], &octaves, &shares);
    for class in 0..names.len() {
        let places: Vec<_> = columns.iter().map(|(half, _, s)| diagram.at(f64::from(*half), s[class])).collect();
        svg.path(&format!("curve c{}", class % 4), &places, false);
        let mark = Mark::ALL[class % Mark::ALL.len()];
        places.iter().for_each(|place| svg.mark(&format!("mark c{}", class % 4), *place, mark));
        let y = 40.0 + 20.0 * class as f64;
        svg.mark(&format!("mark c{}", class % 4), (350.0, y), mark);
        svg.text("name", (362.0, y + 4.0), Anchor::Start, &names[class], "");
    }
    svg
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn the_temperatures_are_powers_of_the_root_of_two() {
        assert_eq!([-2, 0, 2, 6].map(temperature), [0.5, 1.0, 2.0, 8.0]);
        assert_relative_eq!(temperature(-1) * temperature(1), 1.0, max_relative = 1e-15);
    }

    #[test]
    fn each_row_is_softmax_of_the_logits_over_its_temperature() {
        let z = nalgebra::dvector![1.0, 0.0, 3.0];
        for (half, t, s) in curve(&z) {
            let given_back = crate::numeric::logits(&s) * t;
            assert_relative_eq!(given_back.add_scalar(-given_back[0]), z.add_scalar(-z[0]), epsilon = 1e-12);
            assert_relative_eq!(s.sum(), 1.0, max_relative = 1e-12);
            assert_eq!(temperature(half), t);
        }
    }
}
