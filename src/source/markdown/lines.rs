//! Lines, columns and the containers (quotes, list items, footnotes) whose markers begin them.

use super::super::text::Span;

/// What a line can stand in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Container {
    /// A block quote: its lines begin with `>`.
    Quote,
    /// A list item or a footnote: its lines are indented by at least so many columns.
    Item(usize),
}

/// The lines of a text, without their ends (`\n`, `\r\n`) and without a byte-order mark.
pub(super) fn split(text: &str) -> Vec<Span> {
    let mut lines = Vec::new();
    let mut start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    for line in text[start..].split_inclusive('\n') {
        let content = line.strip_suffix('\n').unwrap_or(line);
        let content = content.strip_suffix('\r').unwrap_or(content);
        lines.push(Span::new(start, start + content.len()));
        start += line.len();
    }
    lines
}

/// A place in a line, with its column (tabs reach to the next multiple of 4) and the columns that are left of a tab
/// of which a marker took only a part.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'a> {
    text: &'a str,
    pub(super) at: usize,
    end: usize,
    column: usize,
    spare: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str, line: Span) -> Self {
        Self { text, at: line.start, end: line.end, column: 0, spare: 0 }
    }

    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.at..self.end]
    }

    pub(super) fn is_blank(&self) -> bool {
        self.rest().trim().is_empty()
    }

    /// How many columns of white space come next.
    pub(super) fn indent(&self) -> usize {
        let mut probe = *self;
        probe.skip_columns(usize::MAX);
        probe.column - self.column + self.spare
    }

    /// Passes over at most `columns` columns of white space.
    fn skip_columns(&mut self, columns: usize) {
        let spared = self.spare.min(columns);
        self.spare -= spared;
        let mut left = columns - spared;
        while left > 0 && self.spare == 0 {
            let width = match self.text.as_bytes()[..self.end].get(self.at) {
                Some(b' ') => 1,
                Some(b'\t') => 4 - self.column % 4,
                _ => return,
            };
            self.at += 1;
            self.column += width;
            self.spare = width.saturating_sub(left);
            left = left.saturating_sub(width);
        }
    }

    pub(super) fn skip_white(&mut self) {
        self.skip_columns(usize::MAX);
    }

    fn skip_bytes(&mut self, count: usize) {
        self.at += count;
        self.column += count;
    }

    /// Passes over the marker of a container that is open already; a line in a list item may lack its indentation when
    /// `lenient`, as it may inside a formula.
    pub(super) fn enter(&mut self, container: Container, lenient: bool) -> bool {
        match container {
            Container::Quote => self.quote(),
            Container::Item(columns) => {
                let inside = lenient || self.is_blank() || self.indent() >= columns;
                if inside {
                    self.skip_columns(columns);
                }
                inside
            }
        }
    }

    /// Passes over `> `.
    pub(super) fn quote(&mut self) -> bool {
        let mut probe = *self;
        probe.skip_columns(3);
        if !probe.rest().starts_with('>') || probe.spare > 0 {
            return false;
        }
        probe.skip_bytes(1);
        probe.skip_columns(1);
        *self = probe;
        true
    }

    /// Passes over `- `, `1. ` or `[^note]: `. In a paragraph only an item that could not be words begins one.
    pub(super) fn item(&mut self, in_paragraph: bool) -> Option<Container> {
        let indent = self.indent();
        if indent > 3 || is_thematic_break(self.rest()) {
            return None;
        }
        let mut probe = *self;
        probe.skip_white();
        if let Some(width) = footnote_marker(probe.rest()) {
            probe.skip_bytes(width);
            probe.skip_columns(1);
            *self = probe;
            return Some(Container::Item(4));
        }
        let marker = list_marker(probe.rest(), in_paragraph)?;
        probe.skip_bytes(marker);
        let gap = probe.indent();
        let gap = if probe.is_blank() || gap > 4 { 1 } else { gap };
        probe.skip_columns(gap);
        *self = probe;
        Some(Container::Item(indent + marker + gap))
    }
}

/// The length of a list marker, where white space or nothing follows it.
fn list_marker(rest: &str, in_paragraph: bool) -> Option<usize> {
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let width = match rest.as_bytes().get(digits) {
        Some(b'-' | b'+' | b'*') if digits == 0 => 1,
        Some(b'.' | b')') if (1..=9).contains(&digits) => digits + 1,
        _ => return None,
    };
    let after = &rest[width..];
    let spaced = after.is_empty() || after.starts_with([' ', '\t']);
    let starts = !in_paragraph || (!after.trim().is_empty() && (digits == 0 || &rest[..digits] == "1"));
    (spaced && starts).then_some(width)
}

/// The length of `[^name]:`.
fn footnote_marker(rest: &str) -> Option<usize> {
    let name = rest.strip_prefix("[^")?;
    let close = name.find("]:")?;
    let plain = close > 0 && !name[..close].contains([' ', '[', ']']);
    plain.then_some(2 + close + 2)
}

/// Three or more of one of `*`, `-`, `_` and nothing else.
pub(super) fn is_thematic_break(rest: &str) -> bool {
    let mut marks = rest.chars().filter(|c| !c.is_whitespace());
    let Some(first) = marks.next() else { return false };
    matches!(first, '*' | '-' | '_') && marks.clone().all(|c| c == first) && marks.count() >= 2
}
