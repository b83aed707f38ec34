//! Woven Markdown to HTML: headings with ids, links between pages, tables that a keyboard can scroll.

use super::html::escape;
use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html::push_html};
use std::collections::BTreeMap;

/// A page's content.
pub struct Body {
    /// The HTML.
    pub html: String,
    /// Whether it begins with a heading of the first level.
    pub titled: bool,
}

/// Renders one chapter. `smart` sets typographic quotes and dashes; `prefix` is put before each heading's id, so that
/// several chapters can share a page; `link` turns the destination of a link into an address.
pub fn render(woven: &str, smart: bool, prefix: &str, link: impl Fn(&str) -> String) -> Body {
    let mut options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    options.set(Options::ENABLE_SMART_PUNCTUATION, smart);
    let mut writer = Writer { prefix, link, used: BTreeMap::new(), tables: 0, out: Vec::new() };
    let mut events = Parser::new_ext(woven, options);
    while let Some(event) = events.next() {
        writer.event(event, &mut events);
    }
    let titled = writer.out.iter().any(|event| matches!(event, Event::Html(html) if html.starts_with("<h1")));
    let mut html = String::new();
    push_html(&mut html, writer.out.into_iter());
    // An empty cell is no header, and would be read as one.
    let html = html.replace("<th></th>", "<td></td>");
    Body { html: uncarry(&html), titled }
}

/// Takes back the character references that only guarded a formula against Markdown.
fn uncarry(html: &str) -> String {
    let mut plain = String::with_capacity(html.len());
    let mut parts = html.split("&#");
    plain.push_str(parts.next().unwrap_or(""));
    for part in parts {
        let code = part.split_once(';').and_then(|(code, rest)| Some((code.parse::<u8>().ok()?, rest)));
        match code {
            Some((byte, rest)) if byte.is_ascii_punctuation() && !b"&<>\"".contains(&byte) => {
                plain.push(char::from(byte));
                plain.push_str(rest);
            }
            _ => {
                plain.push_str("&#");
                plain.push_str(part);
            }
        }
    }
    plain
}

struct Writer<'a, F> {
    prefix: &'a str,
    link: F,
    used: BTreeMap<String, usize>,
    tables: usize,
    out: Vec<Event<'a>>,
}

impl<'a, F: Fn(&str) -> String> Writer<'a, F> {
    fn event(&mut self, event: Event<'a>, rest: &mut impl Iterator<Item = Event<'a>>) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => self.heading(level, rest),
            Event::Start(Tag::CodeBlock(kind)) => self.code(&kind, rest),
            Event::Start(Tag::Table(columns)) => {
                self.tables += 1;
                let label = format!("Table {}{}", self.prefix, self.tables);
                self.raw(format!("<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"{label}\">"));
                self.out.push(Event::Start(Tag::Table(columns)));
            }
            Event::End(TagEnd::Table) => {
                self.out.push(Event::End(TagEnd::Table));
                self.raw("</div>".into());
            }
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                let dest_url = (self.link)(&dest_url).into();
                self.out.push(Event::Start(Tag::Link { link_type, dest_url, title, id }));
            }
            // The names of footnotes become ids, so they must not meet those of another chapter on a shared page.
            Event::FootnoteReference(name) => {
                self.out.push(Event::FootnoteReference(format!("{}{name}", self.prefix).into()));
            }
            Event::Start(Tag::FootnoteDefinition(name)) => {
                self.out.push(Event::Start(Tag::FootnoteDefinition(format!("{}{name}", self.prefix).into())));
            }
            // Links inside woven frames stand in raw HTML; they are written for Markdown files like all others.
            Event::Html(html) => self.raw(relink(&html, &self.link)),
            Event::InlineHtml(html) => self.out.push(Event::InlineHtml(relink(&html, &self.link).into())),
            other => self.out.push(other),
        }
    }

    fn raw(&mut self, html: String) {
        self.out.push(Event::Html(CowStr::from(html)));
    }

    /// A heading with an id made of its words and a link to itself.
    fn heading(&mut self, level: HeadingLevel, rest: &mut impl Iterator<Item = Event<'a>>) {
        let inside: Vec<Event> = rest.take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_)))).collect();
        let words: String = inside.iter().filter_map(words_of).collect();
        let id = self.unique(&slug(&words));
        self.raw(format!("<{level} id=\"{}\">", escape(&id)));
        for event in inside {
            self.event(event, &mut std::iter::empty());
        }
        self.raw(format!("</{level}>\n"));
    }

    fn code(&mut self, kind: &CodeBlockKind, rest: &mut impl Iterator<Item = Event<'a>>) {
        let language = match kind {
            CodeBlockKind::Fenced(info) => info.split([',', ' ']).next().unwrap_or("").to_owned(),
            CodeBlockKind::Indented => String::new(),
        };
        let inside = rest.take_while(|event| !matches!(event, Event::End(TagEnd::CodeBlock)));
        let text: String = inside.filter_map(|event| words_of(&event).map(str::to_owned)).collect();
        let class =
            if language.is_empty() { String::new() } else { format!(" class=\"language-{}\"", escape(&language)) };
        self.raw(format!("<pre><code{class}>{}</code></pre>\n", escape(&text)));
    }

    fn unique(&mut self, slug: &str) -> String {
        let base = format!("{}{slug}", self.prefix);
        let count = self.used.entry(base.clone()).or_default();
        *count += 1;
        if *count == 1 { base } else { format!("{base}-{}", *count - 1) }
    }
}

fn words_of<'e>(event: &'e Event) -> Option<&'e str> {
    match event {
        Event::Text(text) | Event::Code(text) => Some(text),
        Event::SoftBreak | Event::HardBreak => Some(" "),
        _ => None,
    }
}

/// Letters and digits in lower case, joined by hyphens, as mdBook and GitHub make them.
pub fn slug(words: &str) -> String {
    let kept = words.to_lowercase().replace(|c: char| !c.is_alphanumeric() && c != '-' && c != '_', " ");
    let slug = kept.split_whitespace().collect::<Vec<_>>().join("-");
    if slug.is_empty() { "section".into() } else { slug }
}

/// Passes the value of every `href` of raw HTML through `link`.
fn relink(html: &str, link: impl Fn(&str) -> String) -> String {
    let mut parts = html.split(" href=\"");
    let mut relinked = parts.next().unwrap_or("").to_owned();
    for part in parts {
        let end = part.find('"').unwrap_or(part.len());
        relinked.push_str(" href=\"");
        relinked.push_str(&link(&part[..end]));
        relinked.push_str(&part[end..]);
    }
    relinked
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(markdown: &str) -> String {
        render(markdown, false, "", |dest| dest.replace(".md", ".html")).html
    }

    #[test]
    fn headings_get_distinct_ids_of_their_words() {
        let page = html("# A `b` & c\n\n## Same\n\n## Same\n");
        assert!(page.contains("<h1 id=\"a-b-c\">A <code>b</code> &amp; c</h1>"), "{page}");
        assert!(page.contains("<h2 id=\"same\">") && page.contains("<h2 id=\"same-1\">"), "{page}");
    }

    #[test]
    fn links_lead_to_pages_in_markdown_and_in_raw_html() {
        assert!(html("[x](a.md#b)").contains("href=\"a.html#b\""));
        assert!(html("<div><a href=\"a.md#b\">x</a></div>\n").contains("href=\"a.html#b\""));
        assert!(html("x <a href=\"a.md\">y</a>\n").contains("href=\"a.html\""));
    }

    #[test]
    fn code_is_shown_as_it_is() {
        let page = html("```rust,ignore\na < b && c\n\nd\n```\n");
        assert!(page.contains("<pre><code class=\"language-rust\">a &lt; b &amp;&amp; c"), "{page}");
    }
}
