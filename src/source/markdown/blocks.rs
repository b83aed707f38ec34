//! The walk over the lines: containers, headings, code, tables, and the paragraphs between them.

use super::super::text::{Source, Span};
use super::lines::{Container, Cursor, is_thematic_break, split};
use super::{Directive, Document, Formula, Piece, Unclosed, html, math};

/// Nesting deeper than this is read as words: nobody quotes or indents so far.
const DEEPEST_CONTAINER: usize = 100;

/// The walk so far.
pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) lines: Vec<Span>,
    pub(super) containers: Vec<Container>,
    /// Where in the flow the open paragraph begins.
    pub(super) paragraph: Option<usize>,
    /// Whether the open paragraph is a table, whose rows are apart from each other.
    pub(super) table: bool,
    /// Whether the lines that are nothing but `$$` are even in number, so that they pair up.
    pub(super) dollars_pair: bool,
    pub(super) formulas: Vec<Formula>,
    pub(super) directives: Vec<Directive>,
    pub(super) unclosed: Vec<Unclosed>,
    pub(super) flow: Vec<Piece>,
    pub(super) prefixes: Vec<Span>,
}

/// Finds everything in a file.
pub(super) fn read(source: Source) -> Document {
    let text = source.text();
    let mut reader = Reader {
        text,
        lines: split(text),
        containers: Vec::new(),
        paragraph: None,
        table: false,
        dollars_pair: text.lines().filter(|line| line.trim_matches(['>', ' ', '\t', '\r']) == "$$").count() % 2 == 0,
        formulas: Vec::new(),
        directives: Vec::new(),
        unclosed: Vec::new(),
        flow: Vec::new(),
        prefixes: Vec::new(),
    };
    let mut line = reader.after_front_matter();
    while line < reader.lines.len() {
        line = reader.block(line);
    }
    reader.end_paragraph();
    let Reader { formulas, directives, unclosed, flow, prefixes, .. } = reader;
    Document { source, formulas, directives, unclosed, flow, prefixes }
}

impl<'a> Reader<'a> {
    pub(super) fn line(&self, line: usize) -> &'a str {
        &self.text[self.lines[line].range()]
    }

    /// The line that holds a byte offset.
    pub(super) fn line_of(&self, offset: usize) -> usize {
        self.lines.partition_point(|line| line.start <= offset).max(1) - 1
    }

    /// The first line after the front matter of Jekyll (`---`) or Hugo (`+++`).
    fn after_front_matter(&self) -> usize {
        let Some(first) = self.lines.first() else { return 0 };
        let fence = self.text[first.range()].trim_end();
        if fence != "---" && fence != "+++" {
            return 0;
        }
        let closes = |line: &usize| [fence, "..."].contains(&self.line(*line).trim_end());
        (1..self.lines.len()).find(closes).map_or(0, |line| line + 1)
    }

    /// Ends the paragraph that is open.
    pub(super) fn end_paragraph(&mut self) {
        self.table = false;
        if self.paragraph.take().is_some() {
            self.push_break();
        }
    }

    fn push_break(&mut self) {
        if self.flow.last().is_some_and(|last| *last != Piece::Break) {
            self.flow.push(Piece::Break);
        }
    }

    /// Reads the block or the line of a paragraph that begins at a line, and returns the line after it.
    fn block(&mut self, line: usize) -> usize {
        let mut cursor = Cursor::new(self.text, self.lines[line]);
        let matched = self.containers.iter().take_while(|&&container| cursor.enter(container, false)).count();
        if cursor.is_blank() {
            self.containers.truncate(matched);
            self.end_paragraph();
            return line + 1;
        }
        let left = matched < self.containers.len();
        if !(left && self.paragraph.is_some() && !self.starts_block(cursor)) {
            if left {
                self.containers.truncate(matched);
                self.end_paragraph();
            }
            self.open_containers(&mut cursor);
            if cursor.is_blank() {
                return line + 1;
            }
            if let Some(next) = self.leaf(line, cursor) {
                return next;
            }
        }
        self.paragraph_line(line, cursor)
    }

    fn open_containers(&mut self, cursor: &mut Cursor) {
        while self.containers.len() < DEEPEST_CONTAINER {
            let container = if cursor.quote() {
                Container::Quote
            } else if let Some(item) = cursor.item(self.paragraph.is_some()) {
                item
            } else {
                return;
            };
            self.end_paragraph();
            self.push_break();
            self.containers.push(container);
        }
    }

    /// Whether a line that lacks the markers of its containers begins something new, rather than carrying on a
    /// paragraph.
    pub(super) fn starts_block(&self, cursor: Cursor) -> bool {
        let rest = cursor.rest().trim_start();
        cursor.indent() <= 3
            && (cursor.clone().quote()
                || cursor.clone().item(true).is_some()
                || fence(rest).is_some()
                || heading(rest).is_some()
                || is_thematic_break(rest)
                || html::starts_block(rest))
    }

    /// Reads a block that is no paragraph; returns the line after it.
    fn leaf(&mut self, line: usize, cursor: Cursor) -> Option<usize> {
        let rest = cursor.rest().trim_start();
        let start = self.lines[line].end - rest.len();
        if cursor.indent() > 3 {
            return self.paragraph.is_none().then(|| self.indented_code(line, cursor));
        }
        if let Some(fence) = fence(rest) {
            self.end_paragraph();
            return Some(self.fenced(line, start, fence));
        }
        if let Some((level, skip)) = heading(rest) {
            self.end_paragraph();
            self.paragraph = Some(self.flow.len());
            self.flow.push(Piece::Heading(level));
            self.table = true;
            let next = self.text_line(line, start + skip);
            self.end_paragraph();
            return Some(next);
        }
        if let (Some(begin), Some(level)) = (self.paragraph, underline(rest)) {
            self.flow.insert(begin, Piece::Heading(level));
            self.end_paragraph();
            return Some(line + 1);
        }
        if is_thematic_break(rest) || (self.paragraph.is_none() && is_link_definition(rest)) {
            self.end_paragraph();
            return Some(line + 1);
        }
        None
    }

    fn paragraph_line(&mut self, line: usize, mut cursor: Cursor) -> usize {
        cursor.skip_white();
        if self.paragraph.is_none() {
            self.paragraph = Some(self.flow.len());
            self.table = self.lines.get(line + 1).is_some_and(|_| is_table_rule(self.line(line + 1)));
        }
        let next = self.text_line(line, cursor.at);
        if self.table {
            self.push_break();
        }
        next
    }

    /// Lines indented by four columns, outside a paragraph.
    fn indented_code(&mut self, line: usize, cursor: Cursor) -> usize {
        let body = Span::new(cursor.at, self.lines[line].end);
        let mut end = line + 1;
        let mut last = body.end;
        while end < self.lines.len() {
            let mut cursor = Cursor::new(self.text, self.lines[end]);
            let inside = self.containers.iter().all(|&container| cursor.enter(container, false));
            if !inside || (!cursor.is_blank() && cursor.indent() <= 3) {
                break;
            }
            if !cursor.is_blank() {
                last = self.lines[end].end;
            }
            end += 1;
        }
        self.flow.push(Piece::Code { info: Span::new(body.start, body.start), body: Span::new(body.start, last) });
        self.push_break();
        self.line_of(last) + 1
    }

    /// A fenced block; one that says `math` is a display.
    fn fenced(&mut self, line: usize, start: usize, fence: Fence) -> usize {
        let info_start = start + fence.length;
        let raw = &self.text[info_start..self.lines[line].end];
        let info_start = info_start + (raw.len() - raw.trim_start().len());
        let info = Span::new(info_start, info_start + raw.trim().len());
        let mut end = line + 1;
        let mut close = None;
        while end < self.lines.len() {
            let mut cursor = Cursor::new(self.text, self.lines[end]);
            if !self.containers.iter().all(|&container| cursor.enter(container, false)) {
                break;
            }
            if cursor.indent() <= 3 && fence.closes(cursor.rest().trim()) {
                close = Some(end);
                break;
            }
            end += 1;
        }
        let body_start = self.lines.get(line + 1).map_or(self.lines[line].end, |next| next.start);
        let last = self.lines[end - 1].end;
        let body = Span::new(body_start.min(last), last);
        if !math::is_math_fence(&self.text[info.range()]) {
            self.flow.push(Piece::Code { info, body });
        } else if let Some(close) = close {
            self.add_formula(Formula { span: Span::new(start, self.lines[close].end), body, display: true });
        } else {
            self.unclosed.push(Unclosed { span: Span::new(start, info.end), expected: "```" });
            self.flow.push(Piece::Code { info, body });
        }
        self.push_break();
        close.map_or(end, |close| close + 1)
    }
}

/// An opening code fence.
#[derive(Clone, Copy)]
struct Fence {
    mark: char,
    length: usize,
}

impl Fence {
    fn closes(self, line: &str) -> bool {
        line.len() >= self.length && line.chars().all(|c| c == self.mark)
    }
}

fn fence(rest: &str) -> Option<Fence> {
    let mark = rest.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = rest.bytes().take_while(|&byte| byte == mark as u8).count();
    let opens = length >= 3 && !(mark == '`' && rest[length..].contains('`'));
    opens.then_some(Fence { mark, length })
}

/// The level of an ATX heading, and how many bytes come before its text.
fn heading(rest: &str) -> Option<(u8, usize)> {
    let level = rest.bytes().take_while(|&byte| byte == b'#').count();
    let after = &rest[level..];
    let opens = (1..=6).contains(&level) && (after.is_empty() || after.starts_with([' ', '\t']));
    opens.then_some((level as u8, level))
}

/// The level of a setext heading that a line ends.
fn underline(rest: &str) -> Option<u8> {
    let rest = rest.trim_end();
    let all = |mark: char| !rest.is_empty() && rest.chars().all(|c| c == mark);
    if all('=') {
        Some(1)
    } else if all('-') {
        Some(2)
    } else {
        None
    }
}

/// `| --- | :-: |`: the line under the head of a table.
fn is_table_rule(line: &str) -> bool {
    let line = line.trim_start_matches(['>', ' ', '\t']);
    line.contains('-') && line.contains('|') && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'))
}

/// `[name]: address`.
fn is_link_definition(rest: &str) -> bool {
    let Some(name) = rest.strip_prefix('[') else { return false };
    let Some(close) = name.find("]:") else { return false };
    close > 0 && !name.starts_with('^') && !name[..close].contains(['[', ']', '$'])
}
