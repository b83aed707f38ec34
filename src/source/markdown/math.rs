//! Where a formula that has been opened ends.

use super::super::text::Span;
use super::blocks::Reader;
use super::lines::{Container, Cursor};

/// The environments that make a display without any dollar around them.
const ENVIRONMENTS: &[&str] = &[
    "align",
    "align*",
    "alignat",
    "alignat*",
    "aligned",
    "array",
    "bmatrix",
    "cases",
    "displaymath",
    "dmath",
    "dmath*",
    "eqnarray",
    "eqnarray*",
    "equation",
    "equation*",
    "flalign",
    "flalign*",
    "gather",
    "gather*",
    "gathered",
    "matrix",
    "multline",
    "multline*",
    "pmatrix",
    "split",
    "subequations",
    "vmatrix",
];

/// Whether the info string of a code fence says that it holds mathematics: `math`, or MyST's `{math}`.
pub(super) fn is_math_fence(info: &str) -> bool {
    matches!(info.split_whitespace().next(), Some("math" | "{math}"))
}

/// The name in `\begin{name}`, where that is an environment of mathematics.
pub(super) fn environment(rest: &str) -> Option<&str> {
    let name = rest.strip_prefix("\\begin{")?;
    let name = &name[..name.find('}')?];
    ENVIRONMENTS.contains(&name).then_some(name)
}

/// What a search said of one line.
pub(super) enum Search {
    /// The closing delimiter, as offsets in what was searched.
    Found(usize, usize),
    /// Not on this line.
    Next,
    /// Nothing can close it any more.
    Stop,
}

/// The places at which `mark` stands in a line, leaving out what a backslash escapes.
fn unescaped<'t>(rest: &'t str, mark: &'t str) -> impl Iterator<Item = usize> + 't {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < rest.len() {
            let here = at;
            if rest[at..].starts_with(mark) {
                at += mark.len();
                return Some(here);
            }
            at += after_character(&rest[at..]);
        }
        None
    })
}

/// The length of the next character, or of a backslash with the character that it escapes.
pub(super) fn after_character(rest: &str) -> usize {
    let mut characters = rest.chars();
    match characters.next() {
        Some('\\') => 1 + characters.next().map_or(0, char::len_utf8),
        Some(c) => c.len_utf8(),
        None => 0,
    }
}

/// Whether a later line holds whole `$$…$$` pairs of its own, so that it cannot close an earlier one.
fn stands_alone(rest: &str) -> bool {
    let marks: Vec<usize> = unescaped(rest, "$$").collect();
    let Some(&first) = marks.first() else { return false };
    let opens = rest[..first].trim().is_empty()
        || (rest[..first].ends_with(char::is_whitespace) && !rest[first + 2..].starts_with(char::is_whitespace));
    marks.len().is_multiple_of(2) && opens
}

/// Words rather than mathematics: three words in a row, outside commands and braces.
fn is_prose(line: &str) -> bool {
    let word = |part: &str| {
        let part = part.trim_matches(|c: char| c.is_ascii_punctuation() && !matches!(c, '\\' | '{' | '}' | '$'));
        part.chars().count() >= 2 && part.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '’' | '-'))
    };
    let words: Vec<bool> = line.split_whitespace().map(word).collect();
    !line.contains("\\text") && words.windows(3).any(|three| three.iter().all(|&is_word| is_word))
}

impl Reader<'_> {
    /// Where the text of a later line begins, if that line carries on a formula or a code span. Within a display
    /// Markdown's own blocks do not count.
    pub(super) fn continuation(&self, line: usize, display: bool) -> Option<usize> {
        if self.table || line >= self.lines.len() {
            return None;
        }
        let mut cursor = Cursor::new(self.text, self.lines[line]);
        let inside = self.containers.iter().all(|&container| cursor.enter(container, true));
        let carries_on = inside && !cursor.is_blank() && (display || !self.starts_block(cursor));
        carries_on.then_some(cursor.at)
    }

    /// Searches this line and those that carry it on; gives the place of the closing delimiter.
    pub(super) fn chase(
        &self,
        line: usize,
        at: usize,
        display: bool,
        mut find: impl FnMut(&str) -> Search,
    ) -> Option<Span> {
        let mut at = at;
        for line in line..self.lines.len() {
            match find(&self.text[at..self.lines[line].end]) {
                Search::Found(start, end) => return Some(Span::new(at + start, at + end)),
                Search::Next => at = self.continuation(line + 1, display)?,
                Search::Stop => return None,
            }
        }
        None
    }

    /// The `$$` that closes a `$$`.
    pub(super) fn close_dollars(&self, line: usize, at: usize) -> Option<Span> {
        let mut first = true;
        let close = self.chase(line, at, true, |rest| {
            if !std::mem::take(&mut first) && stands_alone(rest) {
                return Search::Stop;
            }
            unescaped(rest, "$$").next().map_or(Search::Next, |at| Search::Found(at, at + 2))
        });
        close.or_else(|| self.close_across_blank_lines(line, at, "$$"))
    }

    /// A closing delimiter of letters or brackets, such as `\]`.
    pub(super) fn close_mark(&self, line: usize, at: usize, mark: &str, display: bool) -> Option<Span> {
        let find = |rest: &str| match unescaped(rest, mark).next() {
            Some(at) => Search::Found(at, at + mark.len()),
            None => Search::Next,
        };
        let close = self.chase(line, at, display, find);
        close.or_else(|| if display { self.close_across_blank_lines(line, at, mark) } else { None })
    }

    /// Some writers set blank lines into the mathematics. That is taken for one formula only where both delimiters
    /// stand alone on their lines, no prose lies between, and a blank line comes first or the lines `$$` of the file
    /// come in pairs, since otherwise the first is simply not closed.
    fn close_across_blank_lines(&self, line: usize, at: usize, mark: &str) -> Option<Span> {
        let blank = |line: usize| line < self.lines.len() && self.line(line).trim_matches(['>', ' ', '\t']).is_empty();
        let alone = self.text[at..self.lines[line].end].trim().is_empty();
        let sure = blank(line + 1) || (self.dollars_pair && mark == "$$");
        if self.table || !alone || !sure {
            return None;
        }
        for line in line + 1..self.lines.len() {
            let mut cursor = Cursor::new(self.text, self.lines[line]);
            if !self.containers.iter().all(|&container| cursor.enter(container, true)) {
                return None;
            }
            let rest = cursor.rest().trim();
            if rest == mark {
                let start = self.lines[line].end - cursor.rest().trim_start().len();
                return Some(Span::new(start, start + mark.len()));
            }
            if rest.contains(mark) || rest.contains('$') || rest.starts_with(['#', '`', '~']) || is_prose(rest) {
                return None;
            }
        }
        None
    }

    /// The `$` that closes a `$`: not after white space, not before a digit, not inside braces where it can be helped.
    pub(super) fn close_dollar(&self, line: usize, at: usize) -> Option<Span> {
        let opened = self.text[at..self.lines[line].end].chars().next();
        if opened.is_none_or(|c| c.is_whitespace() || c == '$') {
            return None;
        }
        let balanced = self.find_dollar(line, at, true);
        balanced.or_else(|| self.find_dollar(line, at, false))
    }

    fn find_dollar(&self, line: usize, start: usize, balance: bool) -> Option<Span> {
        let mut depth = 0_i32;
        self.chase(line, start, false, |rest| {
            let mut at = 0;
            while at < rest.len() {
                match rest.as_bytes()[at] {
                    b'{' if balance => depth += 1,
                    b'}' if balance => depth -= 1,
                    b'`' if code_span(&rest[at..]).is_some() => return Search::Stop,
                    b'$' if depth == 0 && closes_dollar(&rest[..at], &rest[at + 1..]) => {
                        return Search::Found(at, at + 1);
                    }
                    _ => {}
                }
                at += after_character(&rest[at..]);
            }
            Search::Next
        })
    }

    /// The `\end{name}` that closes a `\begin{name}`; `at` lies after the latter.
    pub(super) fn close_environment(&self, line: usize, at: usize, name: &str) -> Option<Span> {
        let (begin, end) = (format!("\\begin{{{name}}}"), format!("\\end{{{name}}}"));
        let mut depth = 1;
        self.chase(line, at, true, |rest| {
            let mut at = 0;
            while at < rest.len() {
                if rest[at..].starts_with(&begin) {
                    depth += 1;
                } else if rest[at..].starts_with(&end) {
                    depth -= 1;
                    if depth == 0 {
                        return Search::Found(at, at + end.len());
                    }
                }
                at += after_character(&rest[at..]);
            }
            Search::Next
        })
    }

    /// Notes the quote markers on the later lines of a formula.
    pub(super) fn note_prefixes(&mut self, formula: Span) {
        if !self.containers.contains(&Container::Quote) {
            return;
        }
        for line in self.line_of(formula.start) + 1..=self.line_of(formula.end) {
            let mut cursor = Cursor::new(self.text, self.lines[line]);
            for &container in &self.containers {
                cursor.enter(container, true);
            }
            if self.text[self.lines[line].start..cursor.at].contains('>') {
                self.prefixes.push(Span::new(self.lines[line].start, cursor.at));
            }
        }
    }
}

fn closes_dollar(before: &str, after: &str) -> bool {
    !before.ends_with(char::is_whitespace) && !after.starts_with(|c: char| c.is_ascii_digit())
}

/// The length of a code span that begins a text, and of its fence, where it closes on this line.
pub(super) fn code_span(rest: &str) -> Option<usize> {
    let fence = rest.bytes().take_while(|&byte| byte == b'`').count();
    let close = find_run(&rest[fence..], fence)?;
    Some(fence + close + fence)
}

/// Where a run of exactly `length` backticks stands.
pub(super) fn find_run(rest: &str, length: usize) -> Option<usize> {
    let bytes = rest.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let run = bytes[at..].iter().take_while(|&&byte| byte == b'`').count();
        if run == length {
            return Some(at);
        }
        at += run.max(1);
    }
    None
}
