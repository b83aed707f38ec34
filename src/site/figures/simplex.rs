//! The gradient s − y as arrows on the probability simplex of three classes.

use super::frame::{Figure, Table};
use super::request::{Request, flaw};
use super::svg::{Anchor, At, Mark, Svg, decimal, indexed, shortest};
use crate::diagnostic::Diagnostic;
use crate::numeric::{gradient, logits};
use nalgebra::{DVector, dvector};

/// The corners, one for each class that is certain.
const CORNERS: [At; 3] = [(200.0, 24.0), (30.0, 318.0), (370.0, 318.0)];

/// The simplex is cut into so many parts along each side.
const PARTS: usize = 8;

/// How much of its length each arrow is drawn.
const SCALE: f64 = 0.11;

/// The figure `simplex y=…`.
pub fn figure(request: &Request) -> Result<Figure, Diagnostic> {
    request.only(&["y"])?;
    let y = DVector::from_vec(request.numbers("y", &[1.0, 0.0, 0.0])?);
    if y.len() != 3 || (y.sum() - 1.0).abs() > 1e-9 || y.iter().any(|share| *share < 0.0) {
        return Err(flaw(
            request.span,
            "`y` is no point of the simplex of three classes",
            "give three shares that sum to 1, such as y=1,0,0",
        ));
    }
    let field = field(&y);
    let shown: Vec<String> = y.iter().map(|share| shortest(*share)).collect();
    let row = |(s, g): &(DVector<f64>, DVector<f64>)| {
        let cells =
            |values: &DVector<f64>| values.iter().map(|value| decimal(*value, 3)).collect::<Vec<_>>().join(", ");
        vec![cells(s), cells(g)]
    };
    let table = Table::of(&["s", "s \u{2212} y"], field.iter().map(row));
    Ok(Figure {
        title: format!("The gradient s \u{2212} y on the simplex, for the labels {}", shown.join(", ")),
        description: "A triangle whose corners are the three classes. At each point s an arrow shows s minus y: it \
                      points straight away from the labels y, and is the longer the farther s is from them."
            .into(),
        caption: format!(
            "The gradient s \u{2212} y at points s of the simplex, for the labels y = ({}). Every arrow points straight away \
             from y; a step of descent goes the other way. Arrows are drawn at {} of their length.",
            shown.join(", "),
            decimal(SCALE, 2)
        ),
        drawing: draw(&y, &field),
        linked: false,
        data: String::new(),
        table,
    })
}

/// Points of the simplex, each with the gradient at logits whose softmax it is.
fn field(y: &DVector<f64>) -> Vec<(DVector<f64>, DVector<f64>)> {
    let share = |count: usize| count as f64 / PARTS as f64;
    let pairs = (1..PARTS).flat_map(|first| (1..PARTS - first).map(move |second| (first, second)));
    pairs
        .map(|(first, second)| {
            let s = dvector![share(first), share(second), share(PARTS - first - second)];
            let g = gradient(y, &logits(&s));
            (s, g)
        })
        .collect()
}

/// The place of a point with these shares of the corners.
fn place(shares: &DVector<f64>) -> At {
    let along = |pick: fn(At) -> f64| shares.iter().zip(CORNERS).map(|(share, corner)| share * pick(corner)).sum();
    (along(|corner| corner.0), along(|corner| corner.1))
}

fn draw(y: &DVector<f64>, field: &[(DVector<f64>, DVector<f64>)]) -> Svg {
    let mut svg = Svg::new(400.0, 350.0);
    svg.path("axis", &CORNERS, true);
    for (s, g) in field {
        svg.arrow("arrow", place(s), place(&(s + g * SCALE)));
    }
    let at = place(y);
    svg.mark("mark c1", at, Mark::Diamond);
    svg.text("name", (at.0 + 10.0, at.1 + 4.0), Anchor::Start, "y", "");
    let labels = [(178.0, 28.0, Anchor::End), (30.0, 338.0, Anchor::Middle), (370.0, 338.0, Anchor::Middle)];
    for (class, (x, y, anchor)) in labels.into_iter().enumerate() {
        svg.text("name", (x, y), anchor, &format!("{} = 1", indexed("s", &[class + 1])), "");
    }
    svg
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn every_arrow_points_away_from_the_labels() {
        let y = dvector![0.2, 0.3, 0.5];
        let target = place(&y);
        let field = field(&y);
        assert_eq!(field.len(), 21);
        for (s, g) in field {
            assert_relative_eq!(g, &s - &y, epsilon = 1e-14);
            let (from, to) = (place(&s), place(&(&s + &g)));
            assert_relative_eq!(to.0 - from.0, from.0 - target.0, epsilon = 1e-9);
            assert_relative_eq!(to.1 - from.1, from.1 - target.1, epsilon = 1e-9);
        }
    }

    #[test]
    fn corners_are_certain_classes() {
        assert_eq!(place(&dvector![1.0, 0.0, 0.0]), CORNERS[0]);
        assert_eq!(place(&dvector![0.0, 0.0, 1.0]), CORNERS[2]);
    }
}
