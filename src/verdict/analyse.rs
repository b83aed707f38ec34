//! One document → one analysis.

use super::analysis::{Analysis, Finding, Formula, Link, Status};
use super::engines::Engines;
use super::judge::variables_of;
use super::uses::{Shelf, Users};
use super::{expect, instance, mend};
use crate::derivation::{Derivation, HypothesisSource, Line, Outside, Role, Thread, Token};
use crate::diagnostic::{Diagnostic, Severity};
use crate::elaborate::{DefinitionId, Key};
use crate::latex::{self, Chain, Convention, Conventions, Expr, Node, Unknown};
use crate::refute::Effort;
use crate::source::{Document, Source, Span};
use quod_kernel::statement::Statement;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

/// Judges a derivation.
pub struct Analyser<'d> {
    /// The file.
    pub document: &'d Document,
    /// What it says.
    pub derivation: Derivation,
    /// Its formulas, as far as they are judged.
    pub formulas: Vec<Formula>,
    /// What was found.
    pub findings: Vec<Finding>,
    /// The hypotheses that some link needed, each with the first formula that did.
    pub needed: BTreeMap<usize, usize>,
    /// Whether some file that this one uses cannot be read, so that definitions are missing.
    pub incomplete: bool,
    /// The formulas that were compared with a general definition.
    pub compared: BTreeSet<usize>,
    /// How often each symbol stands in the file, once somebody has asked.
    pub symbols: OnceCell<BTreeMap<Key, usize>>,
    /// Prover and refuter.
    pub engines: &'d mut Engines,
    /// The conventions under which the file is read.
    pub conventions: Conventions,
}

/// Analyses a Markdown file that uses no other one.
pub fn analyse(source: Source, effort: Effort) -> Analysis {
    analyse_with(source, &Shelf::default(), effort)
}

/// Analyses a Markdown file; those that it uses lie on the shelf.
pub fn analyse_with(source: Source, shelf: &Shelf, effort: Effort) -> Analysis {
    let document = Document::read(source);
    let mut engines = Engines::new(effort);
    let (mut formulas, mut findings, ambiguous) = run(&document, shelf, Conventions::default(), &mut engines);
    for convention in ALL {
        if ambiguous.contains(&convention) {
            // A definition that is read in two ways concerns every formula that rests on it.
            let (other, _, _) = run(&document, shelf, turned(convention), &mut engines);
            (0..formulas.len()).for_each(|formula| disagree(&mut formulas, &mut findings, &other, formula, convention));
        }
    }
    let mut announced = expect::apply(&document, &mut formulas, &mut findings);
    findings.sort_by_key(|finding| finding.diagnostic.labels[0].span);
    announced.sort_by_key(|finding| finding.diagnostic.labels[0].span);
    Analysis { source: document.source, formulas, findings, announced }
}

const ALL: [Convention; 3] = [Convention::FunctionReach, Convention::SlashReach, Convention::DerivativeReach];

/// The formulas, what was found, and the conventions on which some reading depends.
type Run = (Vec<Formula>, Vec<Finding>, Vec<Convention>);

fn run(document: &Document, shelf: &Shelf, conventions: Conventions, engines: &mut Engines) -> Run {
    let (used, mut flaws) = Users::new(shelf, conventions).taken(document);
    let incomplete = !flaws.is_empty();
    let derivation = Derivation::read_with(document, conventions, &used);
    flaws.extend(derivation.directives.flaws.iter().cloned());
    let met = |convention: &Convention| {
        let mut all = derivation.passages.iter().flat_map(|passage| &passage.tree.ambiguities);
        all.any(|ambiguity| ambiguity.convention == *convention)
    };
    let ambiguous = ALL.into_iter().filter(met).collect();
    let mut analyser = Analyser {
        document,
        formulas: expect::blank_formulas(document, &derivation),
        derivation,
        findings: flaws.into_iter().map(|diagnostic| Finding { diagnostic, formula: None }).collect(),
        needed: BTreeMap::new(),
        incomplete,
        compared: BTreeSet::new(),
        symbols: OnceCell::new(),
        engines,
        conventions,
    };
    analyser.all();
    (analyser.formulas, analyser.findings, ambiguous)
}

fn turned(convention: Convention) -> Conventions {
    let mut conventions = Conventions::default();
    match convention {
        Convention::FunctionReach => conventions.function_takes_product = true,
        Convention::SlashReach => conventions.juxtaposition_first = true,
        Convention::DerivativeReach => conventions.derivative_takes_product = true,
    }
    conventions
}

/// Where two usual conventions give a link different verdicts, it is not read.
fn disagree(
    formulas: &mut [Formula],
    findings: &mut Vec<Finding>,
    other: &[Formula],
    number: usize,
    convention: Convention,
) {
    let formula = &mut formulas[number];
    let mut differ = Vec::new();
    for (link, twin) in formula.links.iter_mut().zip(&other[number].links) {
        let settled = |status: Status| status != Status::Unread;
        if link.status != twin.status && settled(link.status) && settled(twin.status) {
            differ.push((link.span, link.reading.clone(), twin.reading.clone()));
            *link = Link {
                status: Status::Unread,
                counterexample: None,
                method: None,
                effective: 0,
                certificate: None,
                needs: Vec::new(),
                ..link.clone()
            };
        }
    }
    for (span, first, second) in differ {
        findings.retain(|finding| finding.formula != Some(number) || finding.diagnostic.labels[0].span != span);
        let what = match convention {
            Convention::FunctionReach => "how far a function without parentheses reaches",
            Convention::SlashReach => "how far a slash reaches",
            Convention::DerivativeReach => "how far a derivative reaches",
        };
        let text = format!("two usual conventions differ here in {what}, and give different verdicts");
        let mut finding = Diagnostic::error("Q0002", text, span, "read in two ways");
        finding.severity = Severity::Note;
        let readings = [first, second].map(|reading| reading.unwrap_or_else(|| "no statement".to_string()));
        finding.help = Some(format!("put parentheses; it is read as\n  {}\nor as\n  {}", readings[0], readings[1]));
        findings.push(Finding { diagnostic: finding, formula: Some(number) });
    }
}

/// `①` is 1.
pub fn plain_label(tag: &str) -> String {
    let trimmed = tag.trim_matches(|c: char| c.is_whitespace() || "()-–—".contains(c));
    let mut chars = trimmed.chars();
    match (chars.next(), chars.next()) {
        (Some(c @ '①'..='⑳'), None) => (c as u32 - '①' as u32 + 1).to_string(),
        _ => trimmed.to_string(),
    }
}

/// A command that is in no table, with its place: a display that holds one may say more than it seems to.
fn unknown_command(tree: &latex::Formula) -> Option<(String, Span)> {
    let mut found = None;
    for part in tree.rows.iter().flat_map(|row| &row.parts) {
        part.for_each_side(&mut |side| {
            side.walk(&mut |expr| {
                if let Node::Unknown(Unknown::Command(name)) = &expr.node {
                    found.get_or_insert((name.clone(), expr.span));
                }
            });
        });
    }
    found
}

/// How many errors of one formula are told one by one.
const MOST_ERRORS: usize = 20;

impl Analyser<'_> {
    fn all(&mut self) {
        self.misspelt();
        self.assumptions_of_directives();
        for number in 0..self.derivation.threads.len() {
            if self.derivation.threads[number].sides[0].formula >= self.formulas.len() {
                continue;
            }
            self.course(number);
            if let Role::Definition(id) = self.derivation.roles[number] {
                instance::compare(self, number, id);
            }
        }
        instance::without_comparison(self);
        self.one_size_under_several_names();
        self.without_links();
        self.hypotheses_at_the_end();
    }

    /// The whole of a formula, in its own text.
    fn whole(&self, formula: usize) -> Span {
        Span::new(0, self.derivation.passages[formula].excerpt.text.len())
    }

    fn misspelt(&mut self) {
        for number in 0..self.formulas.len() {
            let passage = &self.derivation.passages[number];
            let errors: Vec<_> = passage
                .tree
                .errors
                .iter()
                .map(|error| {
                    let span = passage.excerpt.span(error.span);
                    let mut finding =
                        Diagnostic::error("Q0001", error.kind.to_string(), span, "here").help(error.kind.help());
                    finding.severity = Severity::Warning;
                    if let Some(other) = error.other {
                        finding = finding.also(passage.excerpt.span(other), "this belongs to it");
                    }
                    finding
                })
                .collect();
            let more = errors.len().saturating_sub(MOST_ERRORS);
            errors.into_iter().take(MOST_ERRORS).for_each(|finding| self.add(number, finding));
            if more > 0 {
                let text = format!("this formula has {more} more errors, which are not listed");
                let finding = self.warning("Q0001", text, number, self.whole(number), "here");
                self.add(number, finding.help("mend the first ones and check it again"));
            }
            for hidden in self.derivation.passages[number].tree.hidden.clone() {
                let text = format!("the formula is not read: it holds {}", hidden.what);
                let finding = self.warning("Q0002", text, number, hidden.span, "not as it looks");
                self.add(number, finding.help("write what is to be seen, and nothing else"));
            }
            if let Some(reason) = self.derivation.passages[number].skipped.clone() {
                let span = self.whole(number);
                let text = format!("this formula is skipped: {reason}");
                let mut finding = self.warning("Q0002", text, number, span, "skipped by a directive");
                finding.severity = Severity::Note;
                self.add(number, finding);
            }
        }
    }

    /// Says which directive `assume` is not read, and why.
    fn assumptions_of_directives(&mut self) {
        for number in self.formulas.len()..self.derivation.passages.len() {
            let passage = &self.derivation.passages[number];
            if !matches!(passage.outside, Some(Outside::Assumed(..))) {
                continue;
            }
            let numbered = self.derivation.threads.iter().enumerate();
            let mut own = numbered.filter(|(_, thread)| thread.sides[0].formula == number);
            let trouble = own.find_map(|(thread, _)| self.derivation.unread.get(&thread));
            let says = |line: &Line| !line.chain.links.is_empty() && !line.chain.sides().any(Expr::is_missing);
            let (span, why) = match (passage.tree.errors.first(), passage.tree.hidden.first(), trouble) {
                (Some(error), _, _) => (error.span, error.kind.to_string()),
                (_, Some(hidden), _) => (hidden.span, format!("it holds {}", hidden.what)),
                (_, _, Some(trouble)) => (trouble.span, trouble.message.clone()),
                _ if passage.lines.is_empty() || !passage.lines.iter().all(says) => {
                    (self.whole(number), "it is no equation or inequality".to_string())
                }
                _ => continue,
            };
            let span = self.derivation.passages[number].excerpt.span(self.within(number, span));
            let finding = Diagnostic::error("Q0407", format!("this cannot be assumed: {why}"), span, "not read");
            let finding = finding.help("write one equation or inequality after `assume`, as in a formula");
            self.findings.push(Finding { diagnostic: finding, formula: None });
        }
    }

    /// The status of formulas that have no relation.
    fn without_links(&mut self) {
        for number in 0..self.formulas.len() {
            let passage = &self.derivation.passages[number];
            let spoilt = !passage.tree.errors.is_empty() || !passage.tree.hidden.is_empty();
            let unread = passage.skipped.is_some() || spoilt;
            if !self.formulas[number].links.is_empty() {
                continue;
            }
            let command = if passage.display && !unread { unknown_command(&passage.tree) } else { None };
            self.formulas[number].status =
                Some(if unread || command.is_some() { Status::Unread } else { Status::Aside });
            if let Some((name, span)) = command {
                let text = format!("{name} is not known, and may be a relation");
                let mut finding = self.warning("Q0002", text, number, span, "not known");
                finding.severity = Severity::Note;
                self.add(number, finding.help("define it by \\newcommand in the page"));
            }
        }
    }

    /// Hypotheses that nothing needed.
    fn hypotheses_at_the_end(&mut self) {
        for number in 0..self.derivation.hypotheses.len() {
            if self.needed.contains_key(&number) {
                continue;
            }
            let stated = self.derivation.hypotheses[number].clone();
            if stated.scope.len() < self.derivation.passages.len() {
                continue;
            }
            let own = variables_of(&stated);
            let touches = |other: &usize| !variables_of(&self.derivation.hypotheses[*other]).is_disjoint(&own);
            let weaker = self.needed.iter().find(|(other, _)| touches(other)).map(|(_, formula)| *formula);
            let (code, text) = match weaker.is_some() {
                true => ("Q0303", format!("{}: this is stronger than needed", stated.text)),
                false => ("Q0302", format!("{}: no step that was read needs this", stated.text)),
            };
            let (span, formula) = match stated.source {
                HypothesisSource::Word(span) | HypothesisSource::Directive(span) => (span, None),
                HypothesisSource::Thread(thread) => {
                    let formula = self.derivation.threads[thread].sides[0].formula;
                    (self.document.formulas[formula].span, Some(formula))
                }
            };
            let mut finding = Diagnostic::error(code, text, span, "assumed here");
            finding.severity = if weaker.is_some() { Severity::Warning } else { Severity::Note };
            self.findings.push(Finding { diagnostic: finding, formula: weaker.or(formula) });
        }
    }

    /// Says that a name is another name of a size, where it first stands.
    fn one_size_under_several_names(&mut self) {
        let mut seen: Vec<String> = Vec::new();
        for (formula, name, span) in self.derivation.sizes.clone() {
            if formula >= self.formulas.len() || seen.contains(&name) {
                continue;
            }
            let sizes = &mut self.derivation.world.sizes;
            let size = sizes.named(&name);
            let other = seen.iter().find(|other| sizes.names(size).contains(other)).cloned();
            seen.push(name.clone());
            if let Some(other) = other {
                let text = format!("one size is called {other} and {name}");
                let finding = self.warning("Q0105", text, formula, span, format!("{name} here"));
                self.add(formula, finding.help(format!("write {other} throughout")));
            }
        }
    }

    /// A warning at a place in a formula's own text.
    pub fn warning(
        &self,
        code: &str,
        message: String,
        formula: usize,
        span: Span,
        label: impl Into<String>,
    ) -> Diagnostic {
        let place = self.derivation.passages[formula].excerpt.span(self.within(formula, span));
        let mut finding = Diagnostic::error(code, message, place, label);
        finding.severity = Severity::Warning;
        finding
    }

    /// A span of a formula's own text, kept within it: a definition's trouble may lie in another formula.
    pub fn within(&self, formula: usize, span: Span) -> Span {
        let length = self.derivation.passages[formula].excerpt.text.len();
        let text = &self.derivation.passages[formula].excerpt.text;
        let fits = span.end <= length && text.is_char_boundary(span.start) && text.is_char_boundary(span.end);
        if fits { span } else { Span::new(0, length) }
    }

    /// Adds a finding of a formula.
    pub fn add(&mut self, formula: usize, diagnostic: Diagnostic) {
        self.findings.push(Finding { diagnostic, formula: Some(formula) });
    }

    /// Adds a finding unless the formula has the same one.
    pub fn add_once(&mut self, formula: usize, diagnostic: Diagnostic) {
        let same = |finding: &Finding| {
            finding.formula == Some(formula)
                && finding.diagnostic.code == diagnostic.code
                && finding.diagnostic.message == diagnostic.message
        };
        if !self.findings.iter().any(same) {
            self.add(formula, diagnostic);
        }
    }

    /// The ids of the formulas that define what a statement uses.
    pub fn uses(&self, statement: &Statement) -> Vec<String> {
        let world = &self.derivation.world;
        let defined = statement.definitions.iter().filter_map(|definition| world.by_name(&definition.name));
        let mut ids: Vec<String> = defined.map(|id| self.id(world.written(id).place)).collect();
        ids.dedup();
        ids
    }

    /// The id of a formula of this file, or of one that it uses.
    fn id(&self, formula: usize) -> String {
        match (&self.derivation.passages[formula].outside, self.formulas.get(formula)) {
            (Some(Outside::Used { id, .. }), _) => id.clone(),
            (_, own) => own.map(|formula| formula.id.clone()).unwrap_or_default(),
        }
    }

    /// The definition as the core language writes it.
    pub fn definition_reading(&mut self, id: DefinitionId) -> Option<String> {
        mend::definition_reading(&mut self.derivation.world, id)
    }

    /// The conditions in the sentence that introduces a display.
    pub fn introduced_by(&self, thread: &Thread) -> Vec<(usize, Chain)> {
        let formula = thread.sides[0].formula;
        let passage = &self.derivation.passages[formula];
        let tokens =
            passage.sentence.before.iter().chain(if passage.display { &[][..] } else { &passage.sentence.after[..] });
        let mut found = Vec::new();
        for token in tokens {
            let Token::Formula(number) = token else { continue };
            let local = self.derivation.threads.iter().zip(&self.derivation.roles);
            let mut local = local.filter(|(other, role)| **role == Role::Local && other.sides[0].formula == *number);
            if local.next().is_some() {
                found.extend(self.derivation.passages[*number].lines.iter().map(|line| (formula, line.chain.clone())));
            }
        }
        found
    }
}
