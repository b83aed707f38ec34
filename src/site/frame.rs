//! The frame around a display: what is known of it, and behind that the evidence.

use super::cite::Cited;
use super::evidence::{self, Place, Seal};
use super::html::escape;
use super::short;
use super::survey::{Mark, Page, Survey};
use super::testing::{SEED, Tested};
use super::verdicts::Counts;
use super::{Records, Verdicts};
use crate::numeric::errata::Erratum;
use crate::numeric::steps::{self, Chapter};
use crate::numeric::{Route, Step};

/// What this build has established.
#[derive(Clone, Copy)]
pub struct Established<'a> {
    /// Of the steps, by running their checks.
    pub tested: &'a Tested,
    /// Of the relations, by proof and search for counterexamples.
    pub verdicts: &'a Verdicts,
    /// The records of the steps.
    pub records: &'a Records,
}

impl<'a> Established<'a> {
    /// The step that a display is, with its chapter.
    pub fn step(&self, mark: &Mark) -> Option<(&'static Chapter, &'static Step)> {
        let (id, _) = mark.id.as_ref()?;
        steps::find_in(self.records.chapters, id)
    }

    /// What a page says of a display, in order.
    pub fn seals(&self, page: &Page, formula: usize) -> Vec<Seal> {
        let verdicts = self.verdicts.of(page, formula);
        let several = verdicts.len() > 1;
        let signed = verdicts
            .into_iter()
            .filter_map(|verdict| Seal::verdict(verdict, several.then_some(verdict.link().relation.as_str())));
        let mut seals: Vec<Seal> = signed.collect();
        seals.extend(Seal::unread(self.verdicts, page, formula));
        seals.extend(self.step(&page.marks[formula]).and_then(|(_, step)| Seal::tested(self.tested, step)));
        seals
    }

    /// What the head of a page says of its chapter; the first page speaks of the whole book.
    pub fn ledger(&self, survey: &Survey, page: &Page) -> Vec<Seal> {
        let first = survey.pages.first().is_some_and(|first| first.path == page.path);
        let pages = if first { survey.pages.as_slice() } else { std::slice::from_ref(page) };
        let steps = pages.iter().flat_map(|page| &page.marks).filter_map(|mark| self.step(mark));
        let tested = steps.filter(|(_, step)| self.tested.of(step).is_some()).count();
        let mut counts = Counts::default();
        pages.iter().for_each(|page| counts.add(&self.verdicts.counts(&page.path)));
        Seal::ledger(&counts, tested)
    }
}

/// A display in its frame: `formula` is its typeset HTML.
pub fn framed(place: &Place, established: &Established, at: usize, formula: &str) -> String {
    let mark = &place.page.marks[at];
    let seals = established.seals(place.page, at);
    let exhibit = !mark.expects.is_empty() || mark.erratum.is_some();
    let step = established.step(mark);
    let kind = match (step, exhibit) {
        (Some(_), _) => "step",
        (None, true) => "exhibit",
        (None, false) if seals.is_empty() => "plain",
        (None, false) => "claim",
    };
    let display = format!(
        "<div class=\"display\" tabindex=\"0\" role=\"group\" aria-label=\"Formula {}\">{formula}</div>",
        place.page.ordinal(at)
    );
    let known = if seals.is_empty() { String::new() } else { known(place, established, at, &seals, formula) };
    format!("<div class=\"{kind}\" id=\"{}\">{display}{known}</div>", escape(&place.page.anchor(at)))
}

/// The line under a display, which unfolds into the evidence.
fn known(place: &Place, established: &Established, at: usize, seals: &[Seal], formula: &str) -> String {
    let (page, mark) = (place.page, &place.page.marks[at]);
    let step = established.step(mark);
    let (number, title) = match step {
        Some((_, step)) => (permalink(place, step), format!("<span class=\"title\">{}</span>", escape(step.title))),
        None => (String::new(), String::new()),
    };
    let verdicts = established.verdicts.of(page, at);
    let several = verdicts.len() > 1;
    let numbered = verdicts.into_iter().enumerate();
    let mut body: String =
        numbered.map(|(at, verdict)| evidence::evidence(place, verdict, several.then_some(at + 1))).collect();
    let uses = step.map_or(String::new(), |(_, step)| uses(place, step));
    let tex = escape(page.document.source.slice(page.document.formulas[at].body).trim());
    body.push_str(&format!("{uses}<dl><dt>LaTeX</dt><dd><code class=\"tex\">{tex}</code></dd></dl>"));
    if let Some((chapter, step)) = step {
        body.push_str(&check(established.tested, chapter, step));
    }
    body.push_str(&cite(place, established, at, seals, formula));
    let announced = established.verdicts.of(page, at).into_iter().filter(|verdict| verdict.link().expected);
    let shown: String = announced.map(evidence::exhibit).collect();
    let erratum = mark.erratum.as_ref().and_then(|(id, _)| established.records.errata.iter().find(|it| it.id == id));
    let worked = erratum.map_or(String::new(), |erratum| worked(place, established.tested, erratum));
    let seals: String = seals.iter().map(Seal::html).collect();
    format!(
        "<div class=\"known\">{number}<details class=\"evidence\"><summary>{seals}{title}</summary>{body}</details>\
         </div>{shown}{worked}"
    )
}

/// How a display with a permanent id is cited.
fn cite(place: &Place, established: &Established, at: usize, seals: &[Seal], formula: &str) -> String {
    let (page, mark) = (place.page, &place.page.marks[at]);
    let Some((id, _)) = &mark.id else { return String::new() };
    let verdicts = established.verdicts.of(page, at);
    let certificates = verdicts.iter().filter_map(|verdict| Some(verdict.link().certificate.as_ref()?.name.as_str()));
    let said: Vec<&str> = seals.iter().map(Seal::text).collect();
    let mathml = formula.find("<math").zip(formula.find("</math>"));
    place.work.disclosure(&Cited {
        id,
        number: place.survey.entries.get(id.as_str()).map_or("", |entry| &entry.number),
        title: established.step(mark).map_or("", |(_, step)| step.title),
        established: &said.join(", "),
        certificates: certificates.collect(),
        mathml: mathml.map_or("", |(from, to)| &formula[from..to + "</math>".len()]),
        address: short::file(id).filter(|_| place.published),
    })
}

fn permalink(place: &Place, step: &Step) -> String {
    let number = place.survey.entries.get(step.id).map_or(String::new(), |entry| escape(&entry.number));
    let id = escape(step.id);
    format!("<a class=\"number\" href=\"#{id}\" title=\"Permanent link to {id}\">{number}</a>")
}

fn uses(place: &Place, step: &Step) -> String {
    let links: Vec<String> = step.uses.iter().filter_map(|id| place.survey.link(id, place.page)).collect();
    if links.is_empty() { String::new() } else { format!("<dl><dt>Uses</dt><dd>{}</dd></dl>", links.join(", ")) }
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

/// What this build saw of a mistake at random points; nothing where its check did not pass.
fn worked(place: &Place, tested: &Tested, erratum: &Erratum) -> String {
    let Some(tally) = tested.tally(erratum) else { return String::new() };
    let mend =
        place.survey.link(erratum.mend, place.page).map_or(String::new(), |link| format!(" What is true is {link}."));
    let holds = match erratum.holds_where {
        Some(_) => format!(" Where the page says that it still holds, it did at {} points.", tally.held),
        None => String::new(),
    };
    let (differing, cases) = (tally.differing, tally.cases);
    format!("<p class=\"figures\">In Rust both sides differ at {differing} of {cases} random points.{holds}{mend}</p>")
}
