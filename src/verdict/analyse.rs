//! One document → one analysis.

use super::analysis::{Analysis, Finding, Formula, Link, Status};
use super::engines::Engines;
use super::judge::variables_of;
use super::uses::{Shelf, Users};
use super::{expect, instance};
use crate::derivation::{Derivation, HypothesisSource, Line, Outside, Role, Thread, Token};
use crate::diagnostic::{Diagnostic, Severity};
use crate::elaborate::Key;
use crate::latex::{self, Chain, Convention, Conventions, Expr, Node, Unknown};
use crate::refute::Effort;
use crate::source::{Document, Source, Span};
use quod_kernel::statement::Statement;
use quod_kernel::term::Name;
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
    /// The symbols of which only a conclusion says what they are.
    pub unknown: BTreeSet<Key>,
    /// The symbols that asides alone give, gathered at the first false line.
    pub asides: OnceCell<Vec<Key>>,
    /// The formulas that were compared with a general definition.
    pub compared: BTreeSet<usize>,
    /// How often each symbol stands in the file, once somebody has asked.
    pub symbols: OnceCell<BTreeMap<Key, usize>>,
    /// Prover and refuter.
    pub engines: &'d mut Engines,
    /// The conventions under which the file is read.
    pub conventions: Conventions,
    /// Whether a new meaning of a symbol holds to the end of the file, and not only of its section.
    pub lasting: bool,
    /// Whether a symbol is defined again, and formulas stand beyond its section.
    pub redefined: bool,
}

/// Analyses a Markdown file that uses no other one.
pub fn analyse(source: Source, effort: Effort) -> Analysis {
    analyse_with(source, &Shelf::default(), effort)
}

/// Analyses a Markdown file; those that it uses lie on the shelf.
pub fn analyse_with(source: Source, shelf: &Shelf, effort: Effort) -> Analysis {
    let document = Document::read(source);
    let mut engines = Engines::new(effort);
    let (plain, first) = in_one_layout(&document, shelf, &mut engines);
    let Run { mut formulas, mut findings, ambiguous, redefined, .. } = first;
    let others = ALL.into_iter().filter(|convention| ambiguous.contains(convention)).map(|convention| {
        (Reading { conventions: turned(convention, plain.conventions), ..plain }, Doubt::Convention(convention))
    });
    let lasting = redefined.then_some((Reading { lasting: true, ..plain }, Doubt::Meaning));
    for (reading, doubt) in others.chain(lasting) {
        // A definition that is read in two ways concerns every formula that rests on it.
        let other = run(&document, shelf, reading, &mut engines).formulas;
        (0..formulas.len()).for_each(|formula| disagree(&mut formulas, &mut findings, &other, formula, doubt));
    }
    let mut announced = expect::apply(&document, &mut formulas, &mut findings);
    findings.sort_by_key(|finding| finding.diagnostic.labels[0].span);
    announced.sort_by_key(|finding| finding.diagnostic.labels[0].span);
    Analysis { source: document.source, formulas, findings, announced }
}

const ALL: [Convention; 3] = [Convention::FunctionReach, Convention::SlashReach, Convention::DerivativeReach];

/// How a file is read.
#[derive(Clone, Copy, Debug, Default)]
struct Reading {
    conventions: Conventions,
    /// Whether a new meaning of a symbol holds to the end of the file.
    lasting: bool,
}

/// In what two readings of a file differ.
#[derive(Clone, Copy)]
enum Doubt {
    Convention(Convention),
    /// Which of two meanings a symbol has beyond the section that gives it a new one.
    Meaning,
}

/// What one reading of a file finds.
struct Run {
    formulas: Vec<Formula>,
    findings: Vec<Finding>,
    /// The conventions on which some reading depends.
    ambiguous: Vec<Convention>,
    /// Whether a symbol is defined again, and formulas stand beyond its section.
    redefined: bool,
    /// Whether a vector is differentiated by a vector.
    layout_met: bool,
}

fn run(document: &Document, shelf: &Shelf, Reading { conventions, lasting }: Reading, engines: &mut Engines) -> Run {
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
        unknown: BTreeSet::new(),
        asides: OnceCell::new(),
        compared: BTreeSet::new(),
        symbols: OnceCell::new(),
        engines,
        conventions,
        lasting,
        redefined: false,
    };
    analyser.all();
    let Analyser { formulas, findings, redefined, derivation, .. } = analyser;
    Run { formulas, findings, ambiguous, redefined, layout_met: derivation.world.layout_met }
}

/// Reads a file in the layout of derivatives in which its links hold: a row for each entry of what is differentiated,
/// unless they hold only with a row for each entry of that by which it is. Where some hold only so and others only the
/// other way, the file mixes both (Q0109).
fn in_one_layout(document: &Document, shelf: &Shelf, engines: &mut Engines) -> (Reading, Run) {
    let plain = Reading::default();
    let mut first = run(document, shelf, plain, engines);
    let fails =
        |formulas: &[Formula]| formulas.iter().flat_map(|formula| &formula.links).any(|link| link.status.fails());
    if !first.layout_met || !fails(&first.formulas) {
        return (plain, first);
    }
    let conventions = Conventions { layout_by_variable: true, ..plain.conventions };
    let turned = Reading { conventions, ..plain };
    let second = run(document, shelf, turned, engines);
    let only = |here: &[Formula], there: &[Formula]| -> Vec<(usize, Span)> {
        let holds = |link: &Link| matches!(link.status, Status::Proved | Status::Checked);
        let pairs = here.iter().zip(there).enumerate();
        let links = pairs.flat_map(|(number, (a, b))| a.links.iter().zip(&b.links).map(move |pair| (number, pair)));
        links.filter(|(_, (a, b))| holds(a) && b.status.fails()).map(|(number, (a, _))| (number, a.span)).collect()
    };
    let (here, there) = (only(&first.formulas, &second.formulas), only(&second.formulas, &first.formulas));
    match here.first() {
        None if !there.is_empty() => (turned, second),
        Some((_, other)) => {
            first.findings.extend(
                there
                    .into_iter()
                    .map(|(formula, span)| Finding { diagnostic: two_layouts(span, *other), formula: Some(formula) }),
            );
            (plain, first)
        }
        None => (plain, first),
    }
}

/// The warning for a link that holds only in the layout which the rest of the file does not use.
fn two_layouts(span: Span, other: Span) -> Diagnostic {
    let text = "this holds only if the derivative of a vector by a vector is transposed";
    let mut finding = Diagnostic::error("Q0109", text, span, "a row for each entry of the variable");
    finding.severity = Severity::Warning;
    finding
        .also(other, "holds only with a row for each entry of what is differentiated")
        .help("use one layout in a file: transpose the derivative here, or there")
}

fn turned(convention: Convention, mut conventions: Conventions) -> Conventions {
    match convention {
        Convention::FunctionReach => conventions.function_takes_product = true,
        Convention::SlashReach => conventions.juxtaposition_first = true,
        Convention::DerivativeReach => conventions.derivative_takes_product = true,
    }
    conventions
}

/// Where two readings give a link different verdicts, it is not read.
fn disagree(formulas: &mut [Formula], findings: &mut Vec<Finding>, other: &[Formula], number: usize, doubt: Doubt) {
    let formula = &mut formulas[number];
    let mut differ = Vec::new();
    for (link, twin) in formula.links.iter_mut().zip(&other[number].links) {
        let settled = |status: Status| status != Status::Unread;
        let gives = matches!(doubt, Doubt::Meaning) && link.status == Status::Definition;
        if link.status != twin.status && settled(link.status) && settled(twin.status) && !gives {
            differ.push((link.span, [&*link, twin].map(|link| (link.reading.clone(), link.status))));
            *link = Link {
                status: Status::Unread,
                counterexample: None,
                without: Vec::new(),
                true_where: None,
                method: None,
                effective: 0,
                certificate: None,
                needs: Vec::new(),
                ..link.clone()
            };
        }
    }
    for (span, both) in differ {
        findings.retain(|finding| finding.formula != Some(number) || finding.diagnostic.labels[0].span != span);
        findings.push(Finding { diagnostic: doubtful(doubt, span, both), formula: Some(number) });
    }
}

/// The note on a link that two readings judge differently.
fn doubtful(doubt: Doubt, span: Span, both: [(Option<String>, Status); 2]) -> Diagnostic {
    let [(first, one), (second, another)] = both;
    let [first, second] = [first, second].map(|reading| reading.unwrap_or_else(|| "no statement".to_string()));
    let convention = |what: &str| {
        let text = format!("two usual conventions differ here in {what}, and give different verdicts");
        Diagnostic::error("Q0002", text, span, "read in two ways")
            .help(format!("put parentheses; it is read as\n  {first}\nor as\n  {second}"))
    };
    let mut finding = match doubt {
        Doubt::Convention(Convention::FunctionReach) => convention("how far a function without parentheses reaches"),
        Doubt::Convention(Convention::SlashReach) => convention("how far a slash reaches"),
        Doubt::Convention(Convention::DerivativeReach) => convention("how far a derivative reaches"),
        Doubt::Meaning => {
            let text = "a symbol here was defined twice, and its two meanings give different verdicts";
            let label = format!("{} by the first meaning, {} by the second", one.word(), another.word());
            let help = "say which is meant: define it here again, or give one of them another name";
            Diagnostic::error("Q0106", text, span, label).help(help)
        }
    };
    finding.severity = Severity::Note;
    finding
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
        self.labels_never_given();
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
            let command = if unread { None } else { unknown_command(&passage.tree) };
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
            let hypotheses = &self.derivation.hypotheses;
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
            let enough: Vec<&str> = self
                .needed
                .keys()
                .filter(|other| touches(other))
                .map(|other| hypotheses[*other].text.as_str())
                .collect();
            if !enough.is_empty() {
                finding = finding.help(format!("all that is used is {}", enough.join(" and ")));
            }
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
        self.defining(statement.definitions.iter().map(|definition| &definition.name))
    }

    /// The ids of the formulas that give these names of the core language their meaning, in the order of the names.
    pub fn defining<'n>(&self, names: impl Iterator<Item = &'n Name>) -> Vec<String> {
        let world = &self.derivation.world;
        let mut ids: Vec<String> = Vec::new();
        for id in names.filter_map(|name| world.by_name(name)) {
            let id = self.id(world.written(id).place);
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids
    }

    /// The id of a formula of this file, or of one that it uses.
    fn id(&self, formula: usize) -> String {
        match (&self.derivation.passages[formula].outside, self.formulas.get(formula)) {
            (Some(Outside::Used { id, .. }), _) => id.clone(),
            (_, own) => own.map(|formula| formula.id.clone()).unwrap_or_default(),
        }
    }

    /// The conditions in the sentences that introduce the displays of a thread, and in the clauses right behind them,
    /// each with the display from which on it governs.
    pub fn introduced_by(&self, thread: &Thread) -> Vec<(usize, Chain)> {
        let mut found = Vec::new();
        for formula in thread.sides.iter().map(|side| side.formula).collect::<BTreeSet<_>>() {
            let passage = &self.derivation.passages[formula];
            let behind = if passage.display { passage.sentence.trailing() } else { &passage.sentence.after[..] };
            let spoken = passage.sentence.before.iter().chain(behind).filter_map(|token| match token {
                Token::Formula(number) => Some(*number),
                _ => None,
            });
            for number in spoken.chain(self.premise(formula)).filter(|number| self.is_local(*number)) {
                found.extend(self.derivation.passages[number].lines.iter().map(|line| (formula, line.chain.clone())));
            }
        }
        found
    }

    /// The display before, where it is a premise and this one its conclusion: `If … then …`.
    fn premise(&self, formula: usize) -> Option<usize> {
        let then = self.derivation.passages[formula].sentence.before.iter().find_map(|token| match token {
            Token::Word(word, _) => Some(word == "then"),
            _ => None,
        });
        let displays = self.derivation.passages[..formula].iter().rposition(|passage| passage.display);
        displays.filter(|_| self.derivation.passages[formula].display && then == Some(true))
    }

    fn is_local(&self, formula: usize) -> bool {
        let mut all = self.derivation.threads.iter().zip(&self.derivation.roles);
        all.any(|(thread, role)| *role == Role::Local && thread.sides[0].formula == formula)
    }
}
