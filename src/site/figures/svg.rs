//! Drawings as SVG that carry no style and no script: every look is a class of the stylesheet, so that a drawing follows
//! the reader's theme, and the policy of a page has nothing to forbid.

use crate::site::html::escape;
use std::fmt::Write;

/// A place in a drawing, to the right and down from its upper left corner.
pub type At = (f64, f64);

/// How a line of words lies to its place.
#[derive(Clone, Copy)]
pub enum Anchor {
    /// It begins there.
    Start,
    /// Its middle is there.
    Middle,
    /// It ends there.
    End,
}

/// What marks a place of a diagram; series are told apart by it and not by colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A disc.
    Disc,
    /// A circle that is empty.
    Ring,
    /// A square.
    Square,
    /// A square that is empty.
    Frame,
    /// A triangle.
    Triangle,
    /// A square on its corner.
    Diamond,
}

impl Mark {
    /// All of them, in the order in which series take them.
    pub const ALL: [Mark; 6] = [Mark::Disc, Mark::Square, Mark::Triangle, Mark::Diamond, Mark::Ring, Mark::Frame];

    fn hollow(self) -> bool {
        matches!(self, Mark::Ring | Mark::Frame)
    }
}

/// A drawing in the making.
pub struct Svg {
    size: At,
    body: String,
}

impl Svg {
    /// An empty drawing.
    pub fn new(width: f64, height: f64) -> Svg {
        Svg { size: (width, height), body: String::new() }
    }

    /// Puts a piece of SVG as it is.
    pub fn raw(&mut self, piece: &str) {
        self.body.push_str(piece);
    }

    fn put(&mut self, piece: std::fmt::Arguments) {
        // Writing to a string cannot fail.
        _ = self.body.write_fmt(piece);
    }

    /// A straight line.
    pub fn line(&mut self, class: &str, from: At, to: At) {
        self.path(class, &[from, to], false);
    }

    /// A line through places, back to the first where it is `closed`.
    pub fn path(&mut self, class: &str, through: &[At], closed: bool) {
        let places: Vec<String> = through.iter().map(|&at| place(at)).collect();
        let end = if closed { "z" } else { "" };
        self.put(format_args!("<path class=\"{class}\" d=\"M{}{end}\"/>", places.join("L")));
    }

    /// A curve from one place to another that leaves and arrives upright.
    pub fn swing(&mut self, class: &str, from: At, to: At) {
        let middle = (from.1 + to.1) / 2.0;
        let (first, second) = (place((from.0, middle)), place((to.0, middle)));
        self.put(format_args!("<path class=\"{class}\" d=\"M{}C{first} {second} {}\"/>", place(from), place(to)));
    }

    /// A rectangle; `more` are further attributes.
    pub fn rectangle(&mut self, class: &str, corner: At, size: At, more: &str) {
        let [x, y, width, height] = [corner.0, corner.1, size.0, size.1].map(number);
        self.put(format_args!(
            "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"{more}/>"
        ));
    }

    /// A line of words; `more` are further attributes.
    pub fn text(&mut self, class: &str, at: At, anchor: Anchor, words: &str, more: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let (x, y, words) = (number(at.0), number(at.1), escape(words));
        self.put(format_args!(
            "<text class=\"{class}\" x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\"{more}>{words}</text>"
        ));
    }

    /// A mark of about 8 units across.
    pub fn mark(&mut self, class: &str, (x, y): At, mark: Mark) {
        let class = if mark.hollow() { format!("{class} hollow") } else { format!("{class} solid") };
        match mark {
            Mark::Disc | Mark::Ring => {
                self.put(format_args!(
                    "<circle class=\"{class}\" cx=\"{}\" cy=\"{}\" r=\"{}\"/>",
                    number(x),
                    number(y),
                    if mark.hollow() { "4.6" } else { "3.2" },
                ));
            }
            Mark::Square => self.rectangle(&class, (x - 3.0, y - 3.0), (6.0, 6.0), ""),
            Mark::Frame => self.rectangle(&class, (x - 4.2, y - 4.2), (8.4, 8.4), ""),
            Mark::Triangle => {
                self.path(&class, &[(x, y - 4.0), (x + 3.8, y + 3.0), (x - 3.8, y + 3.0)], true);
            }
            Mark::Diamond => self.path(&class, &[(x, y - 4.4), (x + 4.4, y), (x, y + 4.4), (x - 4.4, y)], true),
        }
    }

    /// An arrow with its head at `to`; nothing where both ends meet.
    pub fn arrow(&mut self, class: &str, from: At, to: At) {
        let (x, y) = (to.0 - from.0, to.1 - from.1);
        let length = (x * x + y * y).sqrt();
        if length < 0.01 {
            return;
        }
        let (x, y) = (x / length, y / length);
        let head = 5.0_f64.min(length);
        let back = (to.0 - head * x, to.1 - head * y);
        let wing = |side: f64| (back.0 - side * head / 2.0 * y, back.1 + side * head / 2.0 * x);
        self.line(class, from, back);
        self.path(&format!("{class} head"), &[to, wing(1.0), wing(-1.0)], true);
    }

    /// The element, named and described by its own title and description. A drawing with links in it is a group of
    /// them; any other one is a single picture.
    pub fn element(&self, id: &str, title: &str, description: &str, linked: bool) -> String {
        let role = if linked { "group" } else { "img" };
        let (width, height) = (number(self.size.0), number(self.size.1));
        let (id, title, description) = (escape(id), escape(title), escape(description));
        format!(
            "<svg viewBox=\"0 0 {width} {height}\" width=\"{}\" role=\"{role}\" aria-labelledby=\"{id}.title\" \
             aria-describedby=\"{id}.desc\" focusable=\"false\"><title id=\"{id}.title\">{title}</title>\
             <desc id=\"{id}.desc\">{description}</desc>{}</svg>",
            number(1.2 * self.size.0),
            self.body
        )
    }
}

fn place((x, y): At) -> String {
    format!("{} {}", number(x), number(y))
}

/// A coordinate with at most two decimals.
fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".into() } else { text.into() }
}

/// A number as a reader sees it: so many decimals, and a true minus.
pub fn decimal(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let zero = text.bytes().all(|byte| b"-0.".contains(&byte));
    if zero { text.trim_start_matches('-').to_owned() } else { text.replace('-', "\u{2212}") }
}

/// A number as it was given: its shortest form, with a true minus.
pub fn shortest(value: f64) -> String {
    value.to_string().replace('-', "\u{2212}")
}

/// A letter with a number below it, in plain text.
pub fn indexed(letter: &str, numbers: &[usize]) -> String {
    let below = |number: &usize| -> String {
        number.to_string().bytes().filter_map(|digit| char::from_u32(0x2080 + u32::from(digit - b'0'))).collect()
    };
    let numbers: Vec<String> = numbers.iter().map(below).collect();
    format!("{letter}{}", numbers.join("\u{200a}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_are_short_and_never_minus_zero() {
        assert_eq!([1.0, 0.125, -0.001, 10.0, 100.5].map(number), ["1", "0.12", "0", "10", "100.5"]);
    }

    #[test]
    fn a_number_has_a_true_minus_and_no_signed_zero() {
        assert_eq!(decimal(-0.5, 2), "\u{2212}0.50");
        assert_eq!(decimal(-0.001, 2), "0.00");
        assert_eq!(decimal(12.0, 0), "12");
        assert_eq!(indexed("s", &[1, 12]), "s\u{2081}\u{200a}\u{2081}\u{2082}");
    }

    #[test]
    fn an_arrow_ends_at_its_head_and_one_of_no_length_is_not_drawn() {
        let mut svg = Svg::new(10.0, 10.0);
        svg.arrow("a", (1.0, 1.0), (1.0, 1.0));
        assert_eq!(svg.body, "");
        svg.arrow("a", (0.0, 0.0), (10.0, 0.0));
        assert_eq!(svg.body, "<path class=\"a\" d=\"M0 0L5 0\"/><path class=\"a head\" d=\"M10 0L5 2.5L5 -2.5z\"/>");
    }
}
