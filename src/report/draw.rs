//! Diagnostics on a terminal: what is wrong, the place in the source with carets below it, why, and what to write.

use super::style::{HELP, MARGIN, TITLE, of_severity, paint};
use super::text::{clean, clean_letter, fitting, width, wrap};
use crate::diagnostic::{Diagnostic, Label};
use crate::source::{Source, Span};
use anstyle::Style;

/// A diagnostic as text, no line wider than `room` but one that gives a place; colors are escape sequences, and whoever
/// prints it decides whether they stay.
pub fn draw(source: &Source, diagnostic: &Diagnostic, room: usize) -> String {
    let style = of_severity(diagnostic.severity);
    let head = format!("{}[{}]", super::json::severity_word(diagnostic.severity), diagnostic.code.name);
    let mut lines = vec![];
    for (number, line) in wrap(&format!("{head}: {}", diagnostic.message), room).into_iter().enumerate() {
        lines.push(match line.strip_prefix(&head).filter(|_| number == 0) {
            Some(rest) => paint(style, &head) + &paint(TITLE, rest),
            None => paint(TITLE, &line),
        });
    }
    let margin = diagnostic.labels.iter().map(|label| source.position(label.span.end).line.to_string().len());
    let drawing = Drawing { source, room, margin: margin.max().unwrap_or(1) };
    let mut before = None;
    for (number, label) in diagnostic.labels.iter().enumerate() {
        let (style, sign, arrow) = if number == 0 { (style, "^", "-->") } else { (MARGIN, "-", ":::") };
        drawing.label(label, before, style, (sign, arrow), &mut lines);
        before = Some(label.span);
    }
    if let Some(help) = &diagnostic.help {
        drawing.help(help, &mut lines);
    }
    lines.join("\n")
}

/// What all labels of a diagnostic have in common.
struct Drawing<'a> {
    source: &'a Source,
    /// The columns of the terminal.
    room: usize,
    /// The columns of the widest line number.
    margin: usize,
}

/// A line of the source as it is shown, and the columns of it that are meant.
struct Cells {
    text: String,
    marked: (usize, usize),
    /// Whether a letter of it is meant.
    meant: bool,
}

/// How many lines of a place are shown; of the others it is said how many there are.
const LINES: usize = 4;

impl Drawing<'_> {
    fn label(
        &self,
        label: &Label,
        before: Option<Span>,
        style: Style,
        (sign, arrow): (&str, &str),
        lines: &mut Vec<String>,
    ) {
        let first = self.source.position(label.span.start).line;
        let last = self.source.position(label.span.end).line;
        if before.is_none_or(|before| self.source.position(before.start).line != first) {
            let place = clean(&self.source.locate(label.span.start));
            lines.push(format!("{}{} {place}", " ".repeat(self.margin), paint(MARGIN, arrow)));
            lines.push(self.beside(""));
        }
        let shown = if last - first < LINES { last - first + 1 } else { LINES - 1 };
        let (mut start, mut end) = (0, 0);
        for number in first..first + shown {
            let cells = self.cells(number, label.span);
            let (text, marked) = window(&cells, self.room - self.margin - 3);
            if before.is_none_or(|before| self.source.position(before.start).line != number) {
                let number = paint(MARGIN, &format!("{number:>width$} |", width = self.margin));
                lines.push(format!("{number} {text}").trim_end().to_string());
            }
            (start, end) = marked;
            if cells.meant || first == last {
                let signs = paint(style, &sign.repeat(marked.1 - marked.0));
                lines.push(self.beside(&format!("{}{signs}", " ".repeat(marked.0))));
            } else {
                end = self.room;
            }
        }
        if last - first + 1 > shown {
            lines.push(self.beside(&format!("… and {} lines more", last - first + 1 - shown)));
            (start, end) = (0, self.room);
        }
        self.words(&clean(&label.text), (start, end), style, lines);
    }

    /// The words of a label: behind the carets where they fit, else below.
    fn words(&self, text: &str, (start, end): (usize, usize), style: Style, lines: &mut Vec<String>) {
        let room = self.room - self.margin - 3;
        if text.is_empty() {
            return;
        }
        if end + 1 + width(text) <= room
            && let Some(carets) = lines.last_mut()
        {
            carets.push_str(&format!(" {}", paint(style, text)));
            return;
        }
        let indent = " ".repeat(start.min(room / 4));
        let below = wrap(text, room - indent.len());
        lines.extend(below.iter().map(|line| self.beside(&format!("{indent}{}", paint(style, line)))));
    }

    fn help(&self, help: &str, lines: &mut Vec<String>) {
        lines.push(self.beside(""));
        let (lead, head) = (" ".repeat(self.margin + 1), "= help: ");
        for (number, line) in wrap(help, self.room - lead.len() - head.len()).into_iter().enumerate() {
            let head = if number == 0 { paint(HELP, head.trim_end()) + " " } else { " ".repeat(head.len()) };
            lines.push(format!("{lead}{head}{line}").trim_end().to_string());
        }
    }

    /// A line without a number.
    fn beside(&self, text: &str) -> String {
        let bar = paint(MARGIN, "|");
        format!("{} {bar} {text}", " ".repeat(self.margin)).trim_end().to_string()
    }

    /// A line as it is shown, with the columns that a span marks in it: none but white space around letters, and at
    /// least one.
    fn cells(&self, number: usize, span: Span) -> Cells {
        let line = self.source.line(number);
        let (mut text, mut column) = (String::new(), 0);
        let (mut from, mut to, mut begins) = (None, 0, 0);
        for (at, letter) in self.source.slice(line).trim_end_matches(['\r', '\n']).char_indices() {
            let here = column;
            let shown = match letter {
                '\t' => " ".repeat(4 - here % 4),
                '\u{feff}' if line.start + at == 0 => String::new(),
                letter => clean_letter(letter).to_string(),
            };
            column += width(&shown);
            text.push_str(&shown);
            if line.start + at < span.start {
                begins = column;
            } else if line.start + at < span.end && !letter.is_whitespace() {
                (from, to) = (Some(from.unwrap_or(here)), column);
            }
        }
        let start = from.unwrap_or(begins);
        Cells { text, marked: (start, to.max(start + 1)), meant: from.is_some() }
    }
}

/// The part of a line that is shown: all of it where there is room, else from a little before the marked part on.
fn window(cells: &Cells, room: usize) -> (String, (usize, usize)) {
    let (text, (start, end)) = (cells.text.as_str(), cells.marked);
    let total = width(text);
    if total <= room && end <= room {
        return (text.to_string(), (start, end));
    }
    let from = if end < room { 0 } else { start.saturating_sub(8).min((total + 1).saturating_sub(room)) };
    // The ellipsis at the left takes the place of one letter.
    let hidden = fitting(text, from);
    let hidden = hidden + text[hidden..].chars().next().filter(|_| from > 0).map_or(0, char::len_utf8);
    let (lead, rest) = (if from > 0 { "…" } else { "" }, &text[hidden..]);
    let room = room - width(lead);
    let shown = match width(rest) <= room {
        true => rest.to_string(),
        false => format!("{}…", &rest[..fitting(rest, room - 1)]),
    };
    let moved = |column: usize| (column + width(lead)).saturating_sub(width(&text[..hidden]));
    let start = moved(start).min(room + width(lead) - 1);
    (format!("{lead}{shown}"), (start, moved(end).clamp(start + 1, room + width(lead))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use quickcheck::QuickCheck;

    fn plain(source: &Source, diagnostic: &Diagnostic, room: usize) -> String {
        anstream::adapter::strip_str(&draw(source, diagnostic, room)).to_string()
    }

    fn about(text: &str, part: &str) -> (Source, Diagnostic) {
        let at = text.find(part).expect("a part of the text");
        (
            Source::new("a.md", text),
            Diagnostic::error("Q0201", "both sides differ", Span::new(at, at + part.len()), "left 1, right 2"),
        )
    }

    #[test]
    fn the_place_the_reason_and_what_to_write_stand_below_each_other() {
        let (source, diagnostic) = about("text\n\n> $$a = \tb$$\n", "a = \tb");
        let drawn = plain(&source, &diagnostic.help("write\n  a = a"), 60);
        let expected = [
            "error[Q0201]: both sides differ",
            " --> a.md:3:5",
            "  |",
            "3 | > $$a =     b$$",
            "  |     ^^^^^^^^^ left 1, right 2",
            "  |",
            "  = help: write",
            "            a = a",
        ];
        assert_eq!(drawn, expected.join("\n"));
    }

    #[test]
    fn a_long_line_is_shown_around_the_place() {
        let text = format!("{} = {}", "x".repeat(100), "y".repeat(100));
        let (source, diagnostic) = about(&text, "= yy");
        let drawn = plain(&source, &diagnostic, 40);
        assert!(drawn.contains("\n1 | …xxxxxx = yyyyyyyyyyyyyyyyyyyyyyyyy…\n"), "{drawn}");
        assert!(drawn.contains("\n  |         ^^^^ left 1, right 2"), "{drawn}");
    }

    #[test]
    fn carets_stand_below_wide_letters_and_behind_a_byte_order_mark() {
        let (source, diagnostic) = about("\u{feff}本語 $字 = b$", "字 = b");
        let drawn = plain(&source, &diagnostic, 60);
        assert!(drawn.contains("\n1 | 本語 $字 = b$\n  |       ^^^^^^ left"), "{drawn}");
        assert!(drawn.contains("a.md:1:5"), "{drawn}");
    }

    #[test]
    fn a_place_over_many_lines_says_how_many() {
        let (source, diagnostic) = about("$$\na\nb\nc\nd\ne\n$$", "a\nb\nc\nd\ne");
        let drawn = plain(&source, &diagnostic, 60);
        assert!(
            drawn.contains("2 | a\n  | ^\n3 | b\n  | ^\n4 | c\n  | ^\n  | … and 2 lines more\n  | left 1"),
            "{drawn}"
        );
    }

    #[test]
    fn a_second_place_has_other_signs() {
        let (source, diagnostic) = about("a = b\n\nc", "a = b");
        let drawn = plain(&source, &diagnostic.also(Span::new(4, 5), "here").also(Span::new(7, 8), "there"), 60);
        let expected = "1 | a = b\n  | ^^^^^ left 1, right 2\n  |     - here\n ::: a.md:3:1\n  |\n3 | c\n  | - there";
        assert!(drawn.ends_with(expected), "{drawn}");
    }

    #[test]
    fn no_line_is_wider_than_the_room_whatever_the_text() {
        fn property(text: String, start: usize, length: usize, words: String, room: u8) -> bool {
            let room = 40 + usize::from(room % 61);
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let start = start % places.len();
            let end = (start + length % 200).min(places.len() - 1);
            let span = Span::new(places[start], places[end]);
            let diagnostic = Diagnostic::error("Q0001", words.as_str(), span, words.as_str());
            let diagnostic = diagnostic.also(span, words.as_str()).help(words.as_str());
            plain(&Source::new("a.md", text), &diagnostic, room).lines().all(|line| width(line) <= room)
        }
        QuickCheck::new().tests(2000).quickcheck(property as fn(String, usize, usize, String, u8) -> bool);
    }
}
