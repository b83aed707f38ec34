//! HTML in Markdown: comments (our directives among them), elements whose content is not read, and tags.

use super::super::text::Span;
use super::blocks::Reader;
use super::math::Search;
use super::{Directive, Formula, Piece, Unclosed};

/// Elements in which no renderer looks for mathematics.
const RAW: &[&str] = &["pre", "code", "script", "style", "textarea"];

/// Elements that end a paragraph, beside those above.
const BLOCKS: &[&str] = &[
    "aside",
    "blockquote",
    "center",
    "details",
    "div",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "header",
    "hr",
    "iframe",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];

/// A tag on one line: its name in lower case, whether it closes, and its length.
struct Tag {
    name: String,
    closes: bool,
    length: usize,
}

/// The tag or autolink that begins a text.
fn tag(rest: &str) -> Option<Tag> {
    let inside = rest.strip_prefix('<')?;
    let closes = inside.starts_with('/');
    let inside = inside.strip_prefix('/').unwrap_or(inside);
    let name: String = inside.chars().take_while(char::is_ascii_alphanumeric).collect();
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let end = end_of_tag(rest)?;
    let after = inside[name.len()..].chars().next()?;
    let plain = after.is_whitespace() || matches!(after, '>' | '/' | ':' | '-' | '.' | '@');
    plain.then_some(Tag { name: name.to_ascii_lowercase(), closes, length: end })
}

/// One past the `>` that ends a tag, which a quoted attribute may hold as well.
fn end_of_tag(rest: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in rest.char_indices().skip(1) {
        match (quote, c) {
            (None, '>') => return Some(at + 1),
            (None, '<') => return None,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            _ => {}
        }
    }
    None
}

/// Whether a line begins a block of HTML.
pub(super) fn starts_block(rest: &str) -> bool {
    rest.starts_with("<!--")
        || tag(rest).is_some_and(|tag| RAW.contains(&tag.name.as_str()) || BLOCKS.contains(&tag.name.as_str()))
}

impl Reader<'_> {
    /// What begins with `<`: returns the place after it, and whether it was a formula or something hidden.
    pub(super) fn html(&mut self, line: usize, at: usize) -> Option<usize> {
        let rest = &self.text[at..self.lines[line].end];
        if rest.starts_with("<!--") {
            return self.comment(line, at);
        }
        let tag = tag(rest)?;
        if tag.closes || !RAW.contains(&tag.name.as_str()) {
            return Some(at + tag.length);
        }
        let open = Span::new(at, at + tag.length);
        let Some(close) = self.closing_tag(line, open, &tag.name) else {
            return Some(self.hide_rest(line, open, "a closing tag"));
        };
        let opening = self.text[open.range()].to_ascii_lowercase();
        if tag.name == "script" && opening.contains("math/tex") {
            let display = opening.contains("mode=display");
            let body = Span::new(open.end, close.start);
            self.add_formula(Formula { span: open.to(close), body, display });
        }
        Some(close.end)
    }

    /// The tag that closes an element: anywhere below for a block, else within the paragraph.
    fn closing_tag(&self, line: usize, open: Span, name: &str) -> Option<Span> {
        let mark = format!("</{name}>");
        let find = |rest: &str| rest.to_ascii_lowercase().find(&mark).map(|at| (at, at + mark.len()));
        if self.begins_line(line, open.start) || name == "script" {
            let mut at = open.end;
            for line in &self.lines[line..] {
                if let Some((start, end)) = find(&self.text[at..line.end]) {
                    return Some(Span::new(at + start, at + end));
                }
                at = line.end;
            }
            return None;
        }
        let search = |rest: &str| find(rest).map_or(Search::Next, |(start, end)| Search::Found(start, end));
        self.chase(line, open.end, false, search)
    }

    fn begins_line(&self, line: usize, at: usize) -> bool {
        !self.text[self.lines[line].start..at].contains(char::is_alphanumeric)
    }

    /// A browser hides everything after a comment or a raw element that begins a line and is not closed, so none of it
    /// is read; inside a line such an opening is only words.
    fn hide_rest(&mut self, line: usize, open: Span, expected: &'static str) -> usize {
        if !self.begins_line(line, open.start) {
            return open.end;
        }
        self.unclosed.push(Unclosed { span: open, expected });
        self.text.len()
    }

    fn comment(&mut self, line: usize, at: usize) -> Option<usize> {
        let start = at + "<!--".len();
        let find = |rest: &str| rest.find("-->").map_or(Search::Next, |at| Search::Found(at, at + 3));
        let close = if self.begins_line(line, at) {
            self.text[start..].find("-->").map(|end| Span::new(start + end, start + end + 3))
        } else {
            self.chase(line, start, false, find)
        };
        let Some(close) = close else {
            return Some(self.hide_rest(line, Span::new(at, start), "-->"));
        };
        let inside = &self.text[start..close.start];
        if let Some(body) = inside.trim_start().strip_prefix("quod:") {
            let begin = close.start - body.trim_start().len();
            let body = Span::new(begin, begin + body.trim().len());
            self.flow.push(Piece::Directive(self.directives.len()));
            self.directives.push(Directive { span: Span::new(at, close.end), body });
        }
        Some(close.end)
    }
}
