//! The text of a paragraph, heading or table row: words, formulas, code spans, links, comments.

use super::super::text::Span;
use super::blocks::Reader;
use super::math::{Search, after_character, code_span, environment, find_run};
use super::{Formula, Piece, Unclosed};

/// The delimiters that begin with a backslash, longest first, with those that close them; `\\[` and `\\(` are how
/// they are written for renderers that see the text only after Markdown took one backslash away.
const BACKSLASH: &[(&str, &str, bool)] =
    &[("\\\\[", "\\\\]", true), ("\\\\(", "\\\\)", false), ("\\[", "\\]", true), ("\\(", "\\)", false)];

impl Reader<'_> {
    /// Reads words from `at` to the end of the line, or of a later line where a formula carries it on; returns the line
    /// after that.
    pub(super) fn text_line(&mut self, line: usize, at: usize) -> usize {
        let (mut line, mut at, mut plain) = (line, at, at);
        while line < self.lines.len() && at < self.lines[line].end {
            let mark = self.flow.len();
            let Some(next) = self.special(line, at) else {
                at += after_character(&self.text[at..self.lines[line].end]);
                continue;
            };
            self.insert_text(mark, plain, at);
            at = next;
            plain = next;
            line = self.line_of(at);
        }
        if line < self.lines.len() && plain < self.lines[line].end {
            self.insert_text(self.flow.len(), plain, self.lines[line].end);
        }
        line + 1
    }

    fn insert_text(&mut self, mark: usize, start: usize, end: usize) {
        let raw = &self.text[start..end];
        let start = start + (raw.len() - raw.trim_start().len());
        if !raw.trim().is_empty() {
            self.flow.insert(mark, Piece::Text(Span::new(start, start + raw.trim().len())));
        }
    }

    pub(super) fn add_formula(&mut self, formula: Formula) {
        self.note_prefixes(formula.span);
        self.flow.push(Piece::Formula(self.formulas.len()));
        self.formulas.push(formula);
    }

    /// What is not words at this place; returns where it ends.
    fn special(&mut self, line: usize, at: usize) -> Option<usize> {
        let rest = &self.text[at..self.lines[line].end];
        match rest.as_bytes()[0] {
            b'\\' => self.backslash(line, at),
            b'`' => self.code(line, at),
            b'$' if rest.starts_with("$$") => Some(self.dollars(line, at)),
            b'$' => self.dollar(line, at),
            b'<' => self.html(line, at),
            b']' if rest.starts_with("](") => destination(rest).map(|length| at + length),
            b'h' if rest.starts_with("http://") || rest.starts_with("https://") => {
                Some(at + rest.find([' ', '\t', ')', '>']).unwrap_or(rest.len()))
            }
            b'{' if rest.starts_with("{%") => self.liquid(line, at),
            _ => None,
        }
    }

    fn backslash(&mut self, line: usize, at: usize) -> Option<usize> {
        let rest = &self.text[at..self.lines[line].end];
        if let Some(name) = environment(rest) {
            let open = Span::new(at, at + "\\begin{}".len() + name.len());
            let Some(close) = self.close_environment(line, open.end, name) else {
                self.unclosed.push(Unclosed { span: open, expected: "\\end{…}" });
                return Some(open.end);
            };
            let span = open.to(close);
            self.add_formula(Formula { span, body: span, display: true });
            return Some(span.end);
        }
        let &(open, mark, display) = BACKSLASH.iter().find(|(open, ..)| rest.starts_with(open))?;
        let start = at + open.len();
        if let Some(close) = self.close_mark(line, start, mark, display) {
            let body = Span::new(start, close.start);
            self.add_formula(Formula { span: Span::new(at, close.end), body, display });
            return Some(close.end);
        }
        // In a sentence this is an escaped bracket; on a line of its own somebody meant mathematics.
        if display && rest.trim() == open {
            self.unclosed.push(Unclosed { span: Span::new(at, start), expected: mark });
        }
        Some(start)
    }

    fn code(&mut self, line: usize, at: usize) -> Option<usize> {
        let rest = &self.text[at..self.lines[line].end];
        if let Some(length) = code_span(rest) {
            return Some(at + length);
        }
        let fence = rest.bytes().take_while(|&byte| byte == b'`').count();
        let find = |rest: &str| find_run(rest, fence).map_or(Search::Next, |at| Search::Found(at, at + fence));
        Some(self.chase(line, at + fence, false, find).map_or(at + fence, |close| close.end))
    }

    /// `$$ … $$`: a display where no words stand on its lines.
    fn dollars(&mut self, line: usize, at: usize) -> usize {
        let open = Span::new(at, at + 2);
        let Some(close) = self.close_dollars(line, open.end) else {
            self.unclosed.push(Unclosed { span: open, expected: "$$" });
            return open.end;
        };
        let last = self.lines[self.line_of(close.start)].end;
        let before = has_words(&self.without_formulas(self.lines[line].start, at));
        let display = !before && !has_words(&outside_dollars(&self.text[close.end..last]));
        let body = Span::new(open.end, close.start);
        self.add_formula(Formula { span: open.to(close), body, display });
        close.end
    }

    /// `$ … $`, or `` $` … `$ `` as some forges write it.
    fn dollar(&mut self, line: usize, at: usize) -> Option<usize> {
        let (start, close) = if self.text[at..].starts_with("$`") {
            (at + 2, self.close_mark(line, at + 2, "`$", false)?)
        } else {
            (at + 1, self.close_dollar(line, at + 1)?)
        };
        let body = Span::new(start, close.start);
        self.add_formula(Formula { span: Span::new(at, close.end), body, display: false });
        Some(close.end)
    }

    /// A tag of Liquid; what it highlights is code.
    fn liquid(&mut self, line: usize, at: usize) -> Option<usize> {
        let rest = &self.text[at..self.lines[line].end];
        let end = at + rest.find("%}")? + 2;
        if !rest[2..].trim_start_matches('-').trim_start().starts_with("highlight") {
            return Some(end);
        }
        Some(self.text[end..].find("endhighlight").map_or(end, |close| {
            let after = end + close + "endhighlight".len();
            self.text[after..].find("%}").map_or(after, |tag| after + tag + 2)
        }))
    }

    /// The text between two places of a line, without the formulas that were found in it.
    fn without_formulas(&self, start: usize, end: usize) -> String {
        let mut kept = String::new();
        let mut from = start;
        let first = self.formulas.partition_point(|formula| formula.span.end <= start);
        for formula in &self.formulas[first..] {
            kept.push_str(&self.text[from..formula.span.start.max(from)]);
            from = formula.span.end.max(from);
        }
        kept.push_str(&self.text[from.min(end)..end]);
        kept
    }
}

/// What stands outside any further `$$…$$` or `$…$` in the rest of a line, without Pandoc's or kramdown's attributes.
fn outside_dollars(rest: &str) -> String {
    let mut kept: String = rest.split('$').collect::<Vec<_>>().chunks(2).map(|pair| pair[0]).collect();
    if rest.contains("$$") {
        kept = rest.split("$$").step_by(2).collect();
    }
    let attributes = ["{#", "{:", "{."].iter().filter_map(|open| kept.find(open)).min();
    if let Some(open) = attributes
        && let Some(close) = kept[open..].find('}')
    {
        kept.replace_range(open..open + close + 1, "");
    }
    kept
}

fn has_words(text: &str) -> bool {
    text.contains(char::is_alphabetic)
}

/// The length of `](address)`.
fn destination(rest: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at + 1);
        }
    }
    None
}
