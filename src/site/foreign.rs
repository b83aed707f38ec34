//! What a chapter may bring of its own: HTML and addresses that cannot act, imitate or ask anybody for anything.
//!
//! A list of what is allowed, since nobody can list all that is dangerous. Classes and styles are left out of it, so
//! that no chapter can dress a word as one of the site's seals.

use super::Problem;
use super::survey::Page;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Tag as Token, TagKind, Token as Kind};
use html5ever::tokenizer::{TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::cell::RefCell;
use std::ops::Range;

/// Elements that have no end tag.
const VOID: &[&str] = &["br", "col", "hr", "img", "wbr"];

/// Elements that have one.
const PAIRED: &[&str] = &[
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "caption",
    "cite",
    "code",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "i",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "u",
    "ul",
    "var",
];

/// Attributes, each with the elements that may have it; `*` is every element.
const ATTRIBUTES: &[(&str, &[&str])] = &[
    ("id", &["*"]),
    ("lang", &["*"]),
    ("dir", &["*"]),
    ("title", &["*"]),
    ("href", &["a"]),
    ("src", &["img"]),
    ("alt", &["img"]),
    ("width", &["img"]),
    ("height", &["img"]),
    ("start", &["ol"]),
    ("reversed", &["ol"]),
    ("colspan", &["td", "th"]),
    ("rowspan", &["td", "th"]),
    ("scope", &["th"]),
    ("open", &["details"]),
    ("datetime", &["time", "del", "ins"]),
];

/// What is open at some point of a chapter: an element of HTML, or a block of Markdown, which no element may cross.
enum Open {
    Element(String, Span),
    Block,
}

/// Everything in a chapter that its page may not hold.
pub fn foreign(page: &Page) -> Vec<Problem> {
    let text = without_formulas(page);
    let mut reader = Reader { page, open: Vec::new(), problems: Vec::new() };
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    let mut events = Parser::new_ext(&text, options).into_offset_iter().peekable();
    while let Some((event, place)) = events.next() {
        match event {
            Event::Html(_) | Event::InlineHtml(_) => {
                let mut place = place;
                while let Some((_, next)) = events.next_if(|(event, _)| matches!(event, Event::Html(_))) {
                    place.end = next.end;
                }
                reader.html(&text, place);
            }
            Event::Start(Tag::HtmlBlock) | Event::End(TagEnd::HtmlBlock) => {}
            Event::Start(tag) => reader.enter(&tag, place),
            Event::End(_) => reader.leave(),
            _ => {}
        }
    }
    reader.leave_all();
    reader.problems
}

/// The chapter with letters in place of its formulas, so that Markdown sees none of them; places stay.
fn without_formulas(page: &Page) -> String {
    let mut bytes = page.document.source.text().as_bytes().to_vec();
    for formula in &page.document.formulas {
        let dull = bytes[formula.span.range()].iter_mut().filter(|byte| !byte.is_ascii_whitespace() && **byte != b'>');
        dull.for_each(|byte| *byte = b'x');
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

struct Reader<'a> {
    page: &'a Page,
    open: Vec<Open>,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn report(&mut self, span: Span, message: impl Into<String>, label: &str) {
        let help = "write it in Markdown, or with an element and attributes that the page of Q0415 lists";
        self.problems.push(self.page.problem(Diagnostic::error("Q0415", message, span, label).help(help)));
    }

    fn enter(&mut self, tag: &Tag, place: Range<usize>) {
        let span = Span::new(place.start, place.end);
        match tag {
            Tag::Link { dest_url, .. } if !may_lead(dest_url) => {
                self.report(span, format!("a link may not lead to `{}`", dest_url.escape_debug()), "this link");
            }
            Tag::Image { dest_url, .. } if !is_own(dest_url) => {
                self.report(span, format!("a picture may not come from `{}`", dest_url.escape_debug()), "this picture");
            }
            _ => {}
        }
        self.open.push(Open::Block);
    }

    fn leave(&mut self) {
        while let Some(Open::Element(name, span)) = self.open.pop() {
            self.report(span, format!("`<{name}>` is not closed where it was opened"), "opened here");
        }
    }

    fn leave_all(&mut self) {
        while !self.open.is_empty() {
            self.leave();
        }
    }

    fn html(&mut self, text: &str, place: Range<usize>) {
        let html = &text[place.clone()];
        let mut from = 0;
        for token in tokens(html) {
            match token {
                Found::Tag(tag) => {
                    let span = self.place_of(html, &tag, &mut from, place.start);
                    self.tag(&tag, span);
                }
                Found::Malformed(why) => {
                    let span = Span::new(place.start, place.end);
                    self.report(span, format!("this HTML is malformed: {why}"), "here");
                }
            }
        }
    }

    /// Where a tag stands in a stretch of HTML; `from` moves behind it.
    fn place_of(&self, html: &str, tag: &Token, from: &mut usize, start: usize) -> Span {
        let slash = if tag.kind == TagKind::EndTag { "/" } else { "" };
        let wanted = format!("<{slash}{}", tag.name);
        let found =
            html.as_bytes()[*from..].windows(wanted.len()).position(|it| it.eq_ignore_ascii_case(wanted.as_bytes()));
        let at = *from + found.unwrap_or(0);
        let end = html[at..].find('>').map_or(html.len(), |end| at + end + 1);
        *from = end.min(html.len());
        Span::new(start + at, start + end)
    }

    fn tag(&mut self, tag: &Token, span: Span) {
        let name = &*tag.name;
        if !VOID.contains(&name) && !PAIRED.contains(&name) {
            return self.report(span, format!("a chapter may not hold the element `{name}`"), "written here");
        }
        if tag.kind == TagKind::EndTag {
            return self.end(name, span);
        }
        for attribute in &tag.attrs {
            let key = &*attribute.name.local;
            let known = ATTRIBUTES.iter().find(|(known, _)| *known == key);
            if !known.is_some_and(|(_, of)| of.contains(&"*") || of.contains(&name)) {
                self.report(span, format!("a chapter may not use `{key}` on `{name}`"), "written here");
            } else if key == "href" && !may_lead(&attribute.value) || key == "src" && !is_own(&attribute.value) {
                let value = attribute.value.escape_debug();
                self.report(span, format!("`{key}` may not be `{value}`"), "written here");
            }
        }
        if !VOID.contains(&name) {
            self.open.push(Open::Element(name.to_owned(), span));
        }
    }

    fn end(&mut self, name: &str, span: Span) {
        match self.open.last() {
            Some(Open::Element(open, _)) if open == name => drop(self.open.pop()),
            _ => self.report(span, format!("`</{name}>` closes nothing that is open here"), "written here"),
        }
    }
}

/// Whether an address leads within the book, or by a scheme that cannot act.
pub fn may_lead(address: &str) -> bool {
    let scheme = address.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    let known = scheme.is_some_and(|scheme| ["http", "https", "mailto"].contains(&scheme.as_str()));
    !address.contains(|c: char| c.is_control()) && (known || is_own(address))
}

/// Whether an address leads within the book.
fn is_own(address: &str) -> bool {
    let head = address.split(['/', '?', '#']).next().unwrap_or("");
    let outside = address.starts_with("//") || address.starts_with(['\\', ' ']) || head.contains([':', '&']);
    !outside && !address.contains(|c: char| c.is_control())
}

enum Found {
    Tag(Token),
    Malformed(String),
}

/// Collects the tags of a stretch of HTML.
#[derive(Default)]
struct Sink(RefCell<Vec<Found>>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Kind, _: u64) -> TokenSinkResult<()> {
        match token {
            Kind::TagToken(tag) => self.0.borrow_mut().push(Found::Tag(tag)),
            Kind::ParseError(why) => self.0.borrow_mut().push(Found::Malformed(why.into_owned())),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// The tags as a browser finds them.
fn tokens(html: &str) -> Vec<Found> {
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from(html));
    let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    tokenizer.sink.0.into_inner()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Document, Source};

    fn found(chapter: &str) -> Vec<String> {
        let document = Document::read(Source::new("a.md", chapter));
        let (page, _) = Page::new("a.md".into(), String::new(), document);
        foreign(&page).into_iter().map(|problem| problem.diagnostic.message).collect()
    }

    #[test]
    fn harmless_html_passes() {
        for text in [
            "x<sup>2</sup> and <kbd>Ctrl</kbd><br>\n",
            "<details><summary>More</summary>\n\nThe *rest* of it, $a < b$.\n\n</details>\n",
            "<img src=\"a.png\" alt=\"A picture\">\n\n![own](pictures/a.svg) [out](https://example.org) <a@b.org>\n",
            "<!-- quod: id=x -->\n$$a = a$$\n\n<!-- a remark -->\n",
            "[a](b.md#c) [m](mailto:a@b.org) <https://example.org>\n\n| a |\n|---|\n| <b>x</b> |\n",
            "$\\text{<script>}$ and `<script>` and\n\n```html\n<script>\n```\n",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn html_that_could_act_imitate_or_ask_is_refused() {
        for text in [
            "<script>alert(1)</script>\n",
            "a <img src=x onerror=alert(1)> b\n",
            "<a href=\"javascript:alert(1)\">x</a>\n",
            "<a href=\"JaVa&#115;cript:alert(1)\">x</a>\n",
            "<a href=\" javascript:alert(1)\">x</a>\n",
            "<a href=\"java\tscript:alert(1)\">x</a>\n",
            "[x](javascript:alert(1))\n",
            "[x](<java&Tab;script:alert(1)>)\n",
            "[x](data:text/html,hi)\n",
            "[x](vbscript:x)\n",
            "[x](//example.org)\n",
            "![x](https://example.org/pixel.png)\n",
            "<img src=\"//example.org/pixel.png\" alt=\"\">\n",
            "<img src=\"data:image/svg+xml,x\" alt=\"\">\n",
            "<span class=\"seal s-proved\">proved</span>\n",
            "<span style=\"position:fixed\">x</span>\n",
            "<style>p{}</style>\n",
            "<meta http-equiv=\"refresh\" content=\"0\">\n",
            "<base href=\"https://example.org\">\n",
            "<iframe src=\"a.html\"></iframe>\n",
            "<svg><a xlink:href=\"javascript:x\"></a></svg>\n",
            "<form action=\"a\"><input></form>\n",
            "<object data=\"a\"></object>\n",
            "<math><mtext></mtext></math>\n",
            "<p onclick=\"x\">x</p>\n",
            "<div\nonmouseover=\"x\">x</div>\n",
            "<plaintext>\n",
        ] {
            assert!(!found(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn elements_are_closed_where_they_were_opened() {
        assert_eq!(found("x\n\n</div>\n"), ["`</div>` closes nothing that is open here"]);
        assert_eq!(found("</main>\n"), ["a chapter may not hold the element `main`"]);
        assert_eq!(found("<div>\n\nx\n"), ["`<div>` is not closed where it was opened"]);
        let crossing = found("- <div>\n\nout\n\n</div>\n");
        assert_eq!(crossing.len(), 2, "{crossing:?}");
        assert_eq!(found("<b><i>x</b></i>\n").len(), 2, "{:?}", found("<b><i>x</b></i>\n"));
        assert!(found("<div title=\"\n\nx $a$ \">\n").iter().any(|it| it.contains("malformed")));
    }
}
