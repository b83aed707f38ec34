//! The frames around displays: a step with its number, badge, uses and check, or an exhibit of a mistake.

use super::html::escape;
use super::survey::{Entry, Mark, Page, Survey};
use super::testing::{SEED, Tested};
use crate::numeric::errata::Erratum;
use crate::numeric::steps::Chapter;
use crate::numeric::{Route, Step};

/// The frame of a step around its typeset formula.
pub fn step(survey: &Survey, tested: &Tested, chapter: &Chapter, step: &Step, page: &Page, formula: &str) -> String {
    let entry = &survey.entries[step.id];
    format!(
        "<div class=\"step\" id=\"{id}\">{formula}<div class=\"step-line\">{number}{badge}<span class=\"step-title\">\
         {title}</span>{uses}</div>{check}</div>",
        id = escape(step.id),
        number = permalink(step, entry),
        badge = badge(tested, step),
        title = escape(step.title),
        uses = uses(survey, step, page),
        check = check(tested, chapter, step),
    )
}

fn permalink(step: &Step, entry: &Entry) -> String {
    let (id, number) = (escape(step.id), escape(&entry.number));
    format!("<a class=\"step-number\" href=\"#{id}\" title=\"Permanent link to {id}\">{number}</a>")
}

/// The badge says by shape, word and colour what this build established; without a run there is no badge to give.
fn badge(tested: &Tested, step: &Step) -> String {
    match tested.of(step) {
        Some(_) => format!("<span class=\"badge tested\">{TICK}tested in Rust</span>"),
        None => format!("<span class=\"badge untested\">{RING}not tested</span>"),
    }
}

const TICK: &str = "<svg viewBox=\"0 0 16 16\" aria-hidden=\"true\"><circle cx=\"8\" cy=\"8\" r=\"7\"/>\
                    <path d=\"M4.5 8.5l2.5 2.5 4.5-5.5\"/></svg>";
const RING: &str = "<svg viewBox=\"0 0 16 16\" aria-hidden=\"true\"><circle cx=\"8\" cy=\"8\" r=\"7\"/></svg>";
const CROSS: &str = "<svg viewBox=\"0 0 16 16\" aria-hidden=\"true\"><path d=\"M8 1l7 7-7 7-7-7z\"/>\
                     <path d=\"M6 6l4 4m0-4l-4 4\"/></svg>";

fn uses(survey: &Survey, step: &Step, page: &Page) -> String {
    let links: Vec<String> = step.uses.iter().filter_map(|id| link(survey, id, page)).collect();
    if links.is_empty() {
        return String::new();
    }
    format!("<span class=\"step-uses\">uses {}</span>", links.join(", "))
}

/// A link from `page` to a step, shown as its number.
fn link(survey: &Survey, id: &str, page: &Page) -> Option<String> {
    let entry = survey.entries.get(id)?;
    let target = &survey.pages[entry.page];
    let file = if target.path == page.path { String::new() } else { relative(page, target) };
    let (href, number) = (escape(&format!("{file}#{id}")), escape(&entry.number));
    Some(format!("<a href=\"{href}\" title=\"{}\">{number}</a>", escape(id)))
}

/// The Markdown file of `target` as seen from `page`; the renderer turns it into the page's address.
fn relative(page: &Page, target: &Page) -> String {
    let up = "../".repeat(page.path.components().count() - 1);
    format!("{up}{}", target.path.display())
}

fn check(tested: &Tested, chapter: &Chapter, step: &Step) -> String {
    let code = chapter.code_of(step.id).unwrap_or_default();
    format!(
        "<details class=\"check\"><summary>The check in Rust</summary><pre><code class=\"language-rust\">\
         {code}</code></pre>{figures}<p>{reason}</p></details>",
        code = escape(&code),
        figures = figures(tested, step),
        reason = escape(step.tolerance.reason),
    )
}

fn figures(tested: &Tested, step: &Step) -> String {
    let Some(run) = tested.of(step) else { return String::new() };
    let families: Vec<String> = run
        .families
        .iter()
        .map(|(family, count)| format!("{count} {}", format!("{family:?}").to_lowercase()))
        .collect();
    let oracles: Vec<&str> = step.oracles.iter().map(|oracle| route(oracle.route)).collect();
    format!(
        "<p>This build evaluated both sides at {cases} points ({families} logits; seed {SEED}) and compared the left \
         side with the right and with {oracles}.</p>",
        cases = run.cases,
        families = escape(&families.join(", ")),
        oracles = escape(&oracles.join(" and ")),
    )
}

fn route(route: Route) -> &'static str {
    match route {
        Route::Dual => "dual numbers",
        Route::Difference => "central differences",
        Route::Formula(description) => description,
    }
}

/// The frame of a display that is expected to fail, with the worked counterexample where there is a record of it.
pub fn exhibit(
    survey: &Survey,
    tested: &Tested,
    erratum: Option<&Erratum>,
    mark: &Mark,
    page: &Page,
    formula: &str,
) -> String {
    let expects = mark.expects.join("; ");
    let worked = erratum.map_or(String::new(), |erratum| worked(survey, tested, erratum, page));
    format!(
        "<div class=\"exhibit\">{formula}<div class=\"step-line\"><span class=\"badge exhibited\">{CROSS}as it was \
         written</span><span class=\"step-title\">expected: {}</span></div>{worked}</div>",
        escape(&expects)
    )
}

/// The counterexample as a small table, with what this build saw of it; nothing where its check did not pass.
fn worked(survey: &Survey, tested: &Tested, erratum: &Erratum, page: &Page) -> String {
    let Some(tally) = tested.tally(erratum) else { return String::new() };
    let rows = erratum
        .counterexample()
        .into_iter()
        .map(|(name, value)| format!("<tr><th scope=\"row\">{}</th><td>{}</td></tr>", escape(name), escape(&value)));
    let mend = link(survey, erratum.mend, page).map_or(String::new(), |link| format!(" What is true is step {link}."));
    let holds = match erratum.holds_where {
        Some(_) => format!(" Where the page says that it still holds, it did at {} points.", tally.held),
        None => String::new(),
    };
    format!(
        "<table class=\"worked\"><caption>A counterexample, evaluated by this build</caption>{}</table><p \
         class=\"figures\">Both sides differ at {} of {} random points.{holds}{mend}</p>",
        rows.collect::<String>(),
        tally.differing,
        tally.cases,
    )
}
