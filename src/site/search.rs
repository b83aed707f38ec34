//! Search without a server: the finished pages → a file of entries that a script of the page `search.html` looks through.
//!
//! The entries are read from the pages themselves, so that they name places that exist, and each formula is held once,
//! by its LaTeX: neither its MathML nor what is drawn is text to be found. The data is a script, because a page from
//! `file://` may load nothing else; it is loaded by the search page alone.

use super::html::escape;
use super::index;
use super::pages::Shown;
use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// The page.
pub const PAGE: &str = "search.html";
/// The entries, and the script that looks through them.
pub const DATA: &str = "search-data.js";
pub const SCRIPT: &str = "search.js";

/// What can be found: a section, or a display.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// What it is called.
    pub title: String,
    /// Its page and place.
    pub address: String,
    /// Its words.
    pub words: String,
    /// The LaTeX of its formulas.
    pub tex: Vec<String>,
    /// Whether it is a display.
    pub formula: bool,
}

/// The body of the page, which says without a script where else to look.
pub fn body() -> String {
    let lists: String =
        index::contents().map(|(file, name)| format!("<li><a href=\"{}\">{name}</a></li>", escape(&file))).collect();
    format!(
        "<h1>Search</h1>\n<noscript><p>Searching needs JavaScript, which is off. The lists below need none.</p></noscript>\n\
         <div role=\"search\" id=\"search\" hidden><label for=\"query\">Words, or symbols as in LaTeX</label>\n\
         <input type=\"search\" id=\"query\" autocomplete=\"off\" spellcheck=\"false\">\n\
         <p id=\"count\" role=\"status\">Nothing leaves this page: the search runs in your browser.</p>\n\
         <ol id=\"results\"></ol></div>\n<h2 id=\"lists\">Lists</h2>\n<ul>{lists}</ul>\n"
    )
}

/// The entries of these pages as a script. What a chapter holds is a string in it, whatever it looks like.
pub fn data<'a>(pages: impl Iterator<Item = &'a Shown>) -> String {
    let rows: Vec<_> = pages
        .flat_map(|page| entries(&page.file, &page.html))
        .map(|it| (it.title, it.address, it.words, it.tex, u8::from(it.formula)))
        .collect();
    let rows = serde_json::to_string(&rows).unwrap_or_default();
    // Even if somebody puts the file into a page, nothing in it ends the script.
    format!(
        "globalThis.quodSearch = {};\n",
        rows.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
    )
}

/// What can be found on a page: its sections, and the displays, each once.
pub fn entries(file: &str, html: &str) -> Vec<Entry> {
    let dom = parse_document(RcDom::default(), ParseOpts::default()).one(html);
    let mut reader = Reader { file, entries: Vec::new(), section: None };
    let mut open = vec![dom.document.clone()];
    let mut within = false;
    // A stack of its own, because the depth of a page is up to its author.
    while let Some(node) = open.pop() {
        within |= element(&node) == "main";
        match element(&node).as_str() {
            // The contents and the way on are the same on every page.
            "nav" | "header" | "head" => continue,
            _ if within && reader.read(&node) => continue,
            _ => open.extend(node.children.borrow().iter().rev().cloned()),
        }
    }
    reader.entries.iter_mut().for_each(|entry| entry.words = tidy(&entry.words));
    reader.entries
}

struct Reader<'a> {
    file: &'a str,
    entries: Vec<Entry>,
    /// The entry of the section that is being read.
    section: Option<usize>,
}

impl Reader<'_> {
    /// Takes what a node holds; whether all below it is done.
    fn read(&mut self, node: &Handle) -> bool {
        if let NodeData::Text { contents } = &node.data {
            self.add(&contents.borrow());
            return true;
        }
        let (name, classes) = (element(node), attribute(node, "class"));
        let has = |class: &str| classes.split_ascii_whitespace().any(|it| it == class);
        match name.as_str() {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.section(node),
            "math" => self.inline(node),
            "div" if ["step", "exhibit", "claim", "plain"].iter().any(|it| has(it)) => self.display(node),
            _ => return has("katex-html") || has("ledger"),
        }
        true
    }

    fn address(&self, place: &str) -> String {
        if place.is_empty() { self.file.to_owned() } else { format!("{}#{place}", self.file) }
    }

    fn section(&mut self, node: &Handle) {
        let address = self.address(&attribute(node, "id"));
        self.section = Some(self.entries.len());
        self.entries.push(Entry { title: tidy(&text(node)), address, ..Entry::default() });
    }

    fn add(&mut self, words: &str) {
        if let Some(entry) = self.section.and_then(|at| self.entries.get_mut(at)) {
            entry.words.push(' ');
            entry.words.push_str(words);
        }
    }

    fn inline(&mut self, node: &Handle) {
        let tex = text(node);
        self.add(&tex);
        if let Some(entry) = self.section.and_then(|at| self.entries.get_mut(at)) {
            entry.tex.push(tex);
        }
    }

    /// A display: its formula, its number and title, and how it reads in words.
    fn display(&mut self, node: &Handle) {
        let part = |class: &str| find(node, &|it| attribute(it, "class").split(' ').any(|own| own == class));
        let tex = find(node, &|it| element(it) == "math").iter().map(text).collect::<Vec<_>>();
        let said: Vec<String> = ["number", "title"].iter().flat_map(|it| part(it).first().map(text)).collect();
        let terms = find(node, &|it| element(it) == "dt");
        let words = terms.iter().filter(|term| text(term) == "In words").filter_map(beside);
        let id = attribute(node, "id");
        let title = tidy(&said.join(" "));
        let section = self.section.map_or(String::new(), |at| self.entries[at].title.clone());
        self.entries.push(Entry {
            title: if title.is_empty() { section } else { title },
            address: self.address(&id),
            words: tidy(&format!("{id} {}", words.collect::<Vec<_>>().join(" "))),
            tex: tex.into_iter().take(1).collect(),
            formula: true,
        });
    }
}

/// The text of the element after this one.
fn beside(node: &Handle) -> Option<String> {
    let parent = node.parent.take();
    node.parent.set(parent.clone());
    let parent = parent?.upgrade()?;
    let children = parent.children.borrow();
    let at = children.iter().position(|it| std::rc::Rc::ptr_eq(it, node))?;
    children.get(at + 1).map(text)
}

/// The outermost elements below a node that are as wanted, in order.
fn find(node: &Handle, wanted: &dyn Fn(&Handle) -> bool) -> Vec<Handle> {
    let (mut found, mut open) = (Vec::new(), vec![node.clone()]);
    while let Some(node) = open.pop() {
        if wanted(&node) {
            found.push(node);
        } else {
            open.extend(node.children.borrow().iter().rev().cloned());
        }
    }
    found
}

/// The text below a node; of a formula its LaTeX alone.
fn text(node: &Handle) -> String {
    let (mut text, mut open) = (String::new(), vec![(node.clone(), false)]);
    while let Some((node, math)) = open.pop() {
        if attribute(&node, "class").split(' ').any(|class| class == "katex-html") {
            continue;
        }
        let math = (math || element(&node) == "math") && element(&node) != "annotation";
        if let (NodeData::Text { contents }, false) = (&node.data, math) {
            text.push_str(&contents.borrow());
        }
        open.extend(node.children.borrow().iter().rev().map(|child| (child.clone(), math)));
    }
    text
}

fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn element(node: &Handle) -> String {
    if let NodeData::Element { name, .. } = &node.data { name.local.to_string() } else { String::new() }
}

fn attribute(node: &Handle, key: &str) -> String {
    let NodeData::Element { attrs, .. } = &node.data else { return String::new() };
    attrs.borrow().iter().find(|it| &*it.name.local == key).map_or(String::new(), |it| it.value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MATH: &str = "<span class=\"katex\"><span class=\"katex-mathml\"><math><semantics><mrow><mi>x</mi></mrow>\
                        <annotation encoding=\"application/x-tex\">s_j - y_j</annotation></semantics></math></span>\
                        <span class=\"katex-html\" aria-hidden=\"true\"><b>s</b></span></span>";

    fn page() -> String {
        format!(
            "<head><title>T</title></head><body><nav>way</nav><main><h1 id=\"top\">The {MATH} head</h1><p>An indicator \
             {MATH} here.</p><div class=\"step\" id=\"a.b\"><div class=\"display\">{MATH}</div><div class=\"known\"><a \
             class=\"number\">3.1</a><details><summary><span class=\"title\">the end</span></summary><dl><dt>In \
             words</dt><dd>s of j minus y of j.</dd><dt>LaTeX</dt><dd>s_j - y_j</dd></dl></details></div></div>\
             <p>after</p></main></body>"
        )
    }

    #[test]
    fn a_display_is_one_entry_and_a_section_holds_the_rest() {
        let found = entries("a.html", &page());
        let section = Entry {
            title: "The s_j - y_j head".into(),
            address: "a.html#top".into(),
            words: "An indicator s_j - y_j here. after".into(),
            tex: vec!["s_j - y_j".into()],
            formula: false,
        };
        let display = Entry {
            title: "3.1 the end".into(),
            address: "a.html#a.b".into(),
            words: "a.b s of j minus y of j.".into(),
            tex: vec!["s_j - y_j".into()],
            formula: true,
        };
        assert_eq!(found, [section, display]);
    }

    #[test]
    fn what_a_chapter_holds_is_a_string_in_the_data() {
        let html = "<main><h1 id=\"x\">\u{2028}\"];alert(1)//&lt;/script&gt;&lt;!--</h1></main>".to_owned();
        let page = Shown { file: "a.html".into(), chapters: Vec::new(), html, claims: Default::default() };
        let data = data([&page].into_iter());
        let json =
            data.strip_prefix("globalThis.quodSearch = ").and_then(|it| it.strip_suffix(";\n")).expect("a script");
        let rows: serde_json::Value = serde_json::from_str(json).expect("JSON");
        assert_eq!(rows[0][0], "\"];alert(1)//</script><!--");
        assert!(!data.contains('<') && !data.contains('\u{2028}'));
    }
}
