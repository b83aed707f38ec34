//! What a page says of a relation: a seal by shape, word and colour, and behind it the evidence.
//!
//! A [`Seal`] is made from a [`Verdict`] or from a run of a check, and from nothing else; `inspect` compares the seals
//! of the finished pages with those that the build can make.

use super::cite::Work;
use super::html::escape;
use super::survey::{Page, Survey};
use super::testing::Tested;
use super::verdicts::{Counts, Verdict, Verdicts};
use crate::numeric::Step;
use crate::print::statement_to_words;
use crate::verdict::{Counterexample, Link, Origin, Status, at_counterexample};
use quod_kernel::statement::Statement;
use quod_kernel::syntax::read_statement;

/// What a page says of a relation, a step or a chapter, in a few words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    kind: &'static str,
    text: String,
}

impl Seal {
    /// Of a relation; one that claims nothing has none. `sign` is put before the words where a formula has several
    /// relations.
    pub fn verdict(verdict: Verdict, sign: Option<&str>) -> Option<Seal> {
        let link = verdict.link();
        let sign = sign.map_or(String::new(), |sign| format!("{sign} "));
        let text = format!("{sign}{}", phrase(link));
        (link.status != Status::Aside).then_some(Seal { kind: link.status.word(), text })
    }

    /// Of a display that is not understood.
    pub fn unread(verdicts: &Verdicts, page: &Page, formula: usize) -> Option<Seal> {
        verdicts.unread(page, formula).then(|| Seal { kind: "unread", text: "not read".into() })
    }

    /// Of a step whose check has passed.
    pub fn tested(tested: &Tested, step: &Step) -> Option<Seal> {
        tested.of(step).map(|_| Seal { kind: "tested", text: "tested in Rust".into() })
    }

    /// Of a chapter, or of the whole book: how many of its relations and steps are what.
    pub fn ledger(counts: &Counts, tested: usize) -> Vec<Seal> {
        let shown = [Status::Proved, Status::Checked, Status::Unread];
        let rows = shown.iter().map(|status| (status.word(), counts.of(*status), status.word()));
        let announced = ("refuted", counts.expected, "wrong on purpose");
        let rows = rows.chain([announced, ("tested", tested, "tested in Rust")]);
        rows.filter(|(_, count, _)| *count > 0)
            .map(|(kind, count, words)| Seal { kind, text: format!("{count} {words}") })
            .collect()
    }

    /// The class by which the stylesheet and `inspect` know it.
    pub fn kind(&self) -> &str {
        self.kind
    }

    /// Its words.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its HTML.
    pub fn html(&self) -> String {
        format!("<span class=\"seal s-{}\">{}{}</span>", self.kind, shape(self.kind), escape(&self.text))
    }
}

/// The words for what was established of a relation.
fn phrase(link: &Link) -> String {
    match link.status {
        Status::Proved => format!("proved{}", scope(link)),
        Status::Checked => format!("checked at {} instances, no proof", link.effective),
        Status::Unread => "not read".into(),
        status => status.word().into(),
    }
}

/// For which sizes a proved relation holds.
fn scope(link: &Link) -> String {
    let Some(statement) = reading(link) else { return String::new() };
    let sizes: Vec<&str> = statement.sizes.keys().map(|name| name.as_str()).collect();
    if sizes.is_empty() { String::new() } else { format!(" for every {}", sizes.join(" and ")) }
}

fn reading(link: &Link) -> Option<Statement> {
    read_statement(link.reading.as_deref()?).ok()
}

/// One shape for each word, so that none is told by its colour alone.
fn shape(kind: &str) -> String {
    let path = match kind {
        "proved" => "<path class=\"fill\" d=\"M2 2h12v12H2z\"/><path class=\"cut\" d=\"M4.6 8.4l2.3 2.3 4.5-5.2\"/>",
        "checked" => "<circle cx=\"8\" cy=\"8\" r=\"6.5\"/><path class=\"fill\" d=\"M8 1.5a6.5 6.5 0 0 1 0 13z\"/>",
        "refuted" => "<path d=\"M8 1l7 7-7 7-7-7z\"/><path d=\"M6 6l4 4m0-4l-4 4\"/>",
        "ill-formed" => "<path d=\"M8 1.5l6.8 12.5H1.2z\"/><path d=\"M8 6v4m0 2v.2\"/>",
        "blocked" => "<circle cx=\"8\" cy=\"8\" r=\"6.5\"/><path d=\"M3.5 12.5l9-9\"/>",
        "definition" => "<path d=\"M4 6h.1M4 10h.1M7.5 6H14M7.5 10H14\"/>",
        "assumed" => "<path d=\"M8 2v12M8 8h6\"/>",
        "tested" => "<circle cx=\"8\" cy=\"8\" r=\"6.5\"/><path d=\"M4.8 8.4l2.2 2.2 4.3-5\"/>",
        _ => "<circle class=\"dotted\" cx=\"8\" cy=\"8\" r=\"6.5\"/>",
    };
    format!("<svg viewBox=\"0 0 16 16\" aria-hidden=\"true\" focusable=\"false\">{path}</svg>")
}

/// Where in the book something stands, seen from a page.
pub struct Place<'a> {
    /// The book.
    pub survey: &'a Survey,
    /// Its verdicts.
    pub verdicts: &'a Verdicts,
    /// The page from which one looks.
    pub page: &'a Page,
    /// Whether the certificates lie in the site; where mdBook writes the pages, they do not.
    pub published: bool,
    /// The book as a work that is cited.
    pub work: &'a Work,
}

/// The evidence for a relation, as paragraphs and a list of facts; `number` tells it from its neighbours in a chain.
pub fn evidence(place: &Place, verdict: Verdict, number: Option<usize>) -> String {
    let link = verdict.link();
    let heading = number.map_or(String::new(), |number| {
        format!("<p class=\"relation\">Relation {number}, {} {}</p>", escape(&link.relation), escape(&phrase(link)))
    });
    let statement = reading(link);
    let words = statement.as_ref().map(|statement| escape(&sentence(&statement_to_words(statement))));
    let mut facts = vec![fact("In words", words), fact("How", Some(how(link)))];
    facts.push(fact("Judged from", (link.from == Origin::Head).then(|| code(&link.left))));
    facts.push(fact("Needs", list(link.needs.iter().map(|need| code(need)))));
    let without = |(need, found): &(String, Counterexample)| {
        format!("{}: false {}", code(need), escape(&at_counterexample(found)))
    };
    facts.push(fact("Without", list(link.without.iter().map(without))));
    facts.push(fact("Rests on", list(link.uses.iter().map(|id| cited(place, id)))));
    let certificate = link.certificate.as_ref().map(|it| match place.published {
        true => format!("<a href=\"certificates/{name}\">sha256:{name}</a>", name = escape(&it.name)),
        false => format!("sha256:{}", escape(&it.name)),
    });
    facts.push(fact("Certificate", certificate));
    facts.push(fact("Core language", link.reading.as_deref().map(code)));
    let worked = if link.expected { String::new() } else { exhibit(verdict) };
    format!("{heading}{worked}<dl>{}</dl>", facts.concat())
}

/// Where a relation is false, and what is true instead.
pub fn exhibit(verdict: Verdict) -> String {
    let worked = verdict.link().counterexample.as_ref().map_or(String::new(), counterexample);
    format!("{worked}{}", mend(verdict))
}

fn fact(name: &str, value: Option<String>) -> String {
    value.map_or(String::new(), |value| format!("<dt>{name}</dt><dd>{value}</dd>"))
}

fn list(items: impl Iterator<Item = String>) -> Option<String> {
    let items: Vec<String> = items.collect();
    (!items.is_empty()).then(|| items.join(", "))
}

fn code(text: &str) -> String {
    format!("<code>{}</code>", escape(text))
}

/// Words as a sentence: a capital at the beginning, a point at the end, and no comma twice.
fn sentence(words: &str) -> String {
    let words = spoken(words).replace(",,", ",");
    let mut rest = words.trim_end_matches(',').chars();
    let capital = rest.next().map(|first| first.to_uppercase());
    format!("{}{}.", capital.map_or(String::new(), |first| first.to_string()), rest.as_str())
}

/// How the status was reached, in a sentence.
fn how(link: &Link) -> String {
    let tried = match link.effective {
        0 => String::new(),
        count => format!(" The search for a counterexample tried {count} instances in vain."),
    };
    match link.status {
        Status::Definition => "It gives a symbol its meaning and claims nothing.".into(),
        Status::Assumed => "It is a hypothesis: where it is needed, a step says so.".into(),
        Status::Proved => format!("A symbolic proof, accepted by quod’s kernel {}.{tried}", env!("CARGO_PKG_VERSION")),
        Status::Checked => format!("No proof was found; it held at all {} instances tried.", link.effective),
        Status::Refuted => "A counterexample, found and evaluated exactly.".into(),
        Status::IllFormed => "As it stands it is no statement.".into(),
        Status::Blocked => "It follows from the line before it, which is wrong.".into(),
        Status::Aside => "It claims nothing.".into(),
        Status::Unread => "quod does not understand it, so nothing is said of it.".into(),
    }
}

/// A formula that a proof rests on, as a link to it where the book shows it.
fn cited(place: &Place, id: &str) -> String {
    let own = place.verdicts.named(place.page, id).map(|formula| place.page.anchor(formula));
    match own {
        Some(anchor) => format!("<a href=\"#{}\">{}</a>", escape(&anchor), escape(id)),
        None => place.survey.link(id, place.page).unwrap_or_else(|| escape(id)),
    }
}

/// The smallest place at which a relation is false, as a table.
fn counterexample(found: &Counterexample) -> String {
    let row =
        |name: &str, value: &str| format!("<tr><th scope=\"row\">{}</th><td>{}</td></tr>", escape(name), escape(value));
    let whole = found.sizes.iter().chain(&found.indices).map(|(name, value)| row(name, &value.to_string()));
    let values = found.values.iter().map(|(name, entries)| row(&spoken(name), &entries.join(", ")));
    let sides = [row("left side", &found.left), row("right side", &found.right)];
    let rigour = if found.exact { "exact" } else { "rigorous bounds" };
    let rows: String = whole.chain(values).chain(sides).collect();
    format!("<table class=\"worked\"><caption>The smallest counterexample ({rigour})</caption>{rows}</table>")
}

/// A name without its backslashes and braces.
fn spoken(name: &str) -> String {
    name.replace("\\mathcal", "").replace(['\\', '{', '}'], "")
}

/// What a directive announced, and what to write instead.
fn mend(verdict: Verdict) -> String {
    let Some(finding) = verdict.finding() else { return String::new() };
    let diagnostic = &finding.diagnostic;
    let help = diagnostic.help.as_deref().map_or(String::new(), |help| format!("<pre>{}</pre>", escape(help)));
    let (code, message) = (diagnostic.code.name, escape(&diagnostic.message));
    format!("<p class=\"announced\">{code}: {message}.</p>{help}")
}
