//! Two axes, and places between them.

use super::svg::{Anchor, At, Svg};

/// A range of values along an axis, and where its ends lie in the drawing.
#[derive(Clone, Copy)]
pub struct Axis {
    /// The values at both ends.
    pub values: (f64, f64),
    /// Their coordinates.
    pub places: (f64, f64),
}

impl Axis {
    /// The coordinate of a value.
    pub fn at(&self, value: f64) -> f64 {
        let share = (value - self.values.0) / (self.values.1 - self.values.0);
        self.places.0 + share * (self.places.1 - self.places.0)
    }
}

/// The frame of a diagram.
pub struct Diagram {
    /// To the right.
    pub across: Axis,
    /// Upwards.
    pub up: Axis,
}

impl Diagram {
    /// Where a pair of values lies.
    pub fn at(&self, across: f64, up: f64) -> At {
        (self.across.at(across), self.up.at(up))
    }

    /// Draws the axes with their names, and a line and words at each tick.
    pub fn axes(&self, svg: &mut Svg, names: [&str; 2], across: &[(f64, String)], up: &[(f64, String)]) {
        let ((left, right), (low, high)) = (self.across.places, self.up.places);
        for (value, words) in up {
            let y = self.up.at(*value);
            svg.line("grid", (left, y), (right, y));
            svg.text("tick", (left - 6.0, y + 4.0), Anchor::End, words, "");
        }
        for (value, words) in across {
            let x = self.across.at(*value);
            svg.line("grid", (x, low), (x, high));
            svg.text("tick", (x, low + 16.0), Anchor::Middle, words, "");
        }
        svg.path("axis", &[(left, high), (left, low), (right, low)], false);
        svg.text("name", ((left + right) / 2.0, low + 34.0), Anchor::Middle, names[0], "");
        svg.text("name", (left - 6.0, high - 10.0), Anchor::Middle, names[1], "");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_lie_at_the_ends_and_the_middle_between_them() {
        let axis = Axis { values: (-1.0, 3.0), places: (200.0, 0.0) };
        assert_eq!([-1.0, 1.0, 3.0].map(|value| axis.at(value)), [200.0, 100.0, 0.0]);
    }
}
