//! One chain, line by line: each judged from the line before, or from the head where that line does not stand.

use super::analyse::Analyser;
use super::analysis::{Counterexample, Link, Origin, Status};
use super::engines::{Engines, Outcome};
use super::judge::{Claim, Judged, judge, survives};
use super::mend;
use super::proof::{Proof, proof, restates_hypothesis};
use crate::derivation::{
    AGAIN, HypothesisSource, Outside, Role, Thread, Token, draws_conclusion, end_of_section, holds, relation,
};
use crate::diagnostic::{Diagnostic, Severity};
use crate::elaborate::{
    Applied, Assumption, Convention, DefinitionId, Key, Kind, Reader, Remark, SizeId, Trouble, Value, World, Written,
    each_occurrence, sides, spell, square,
};
use crate::latex::{Chain, Expr, Node, Relation as Sign, RelationKind, Symbol};
use crate::source::Span;
use quod_kernel::statement::{Hypothesis, Relation, Statement};
use std::collections::{BTreeMap, BTreeSet};

/// A side that was read.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its meaning.
    pub value: Value,
    /// Its free indices.
    pub free: BTreeSet<Symbol>,
    /// Whether it is made of numerals and sizes alone.
    pub constant: bool,
    /// By which conventions it was read.
    pub applied: Vec<Applied>,
}

/// A chain that is being judged.
pub struct Course<'t> {
    /// The chain.
    pub thread: &'t Thread,
    /// Its sides, as far as they can be read.
    pub lines: Vec<Result<Line, Trouble>>,
    /// The ranges of its free indices.
    pub free: BTreeMap<Symbol, SizeId>,
    /// What holds beside it, each from a formula on, with the letters that it compares.
    pub conditions: Vec<(usize, Assumption, BTreeSet<Symbol>)>,
    /// The status of the link that leads to each side; the head has none.
    pub stands: Vec<Option<Status>>,
}

impl Course<'_> {
    /// The conditions that govern a link in a formula whose sides have these free letters.
    pub fn governing(&self, formula: usize, letters: &BTreeSet<Symbol>) -> Vec<(Assumption, BTreeSet<Symbol>)> {
        let here = self.conditions.iter().filter(|(from, _, own)| *from <= formula && own.is_subset(letters));
        here.map(|(_, assumption, own)| (assumption.clone(), own.clone())).collect()
    }
}

impl Analyser<'_> {
    /// Judges a chain, and writes its links into their formulas.
    pub fn course(&mut self, number: usize) {
        let thread = self.derivation.threads[number].clone();
        let role = self.defined_again(number).unwrap_or(self.derivation.roles[number]);
        if thread.joins.is_empty() && !thread.display {
            return;
        }
        let sizes = self.derivation.world.sizes.clone();
        let mut course = self.begin(&thread);
        let defined = self.defining_side(&thread, role);
        for at in 0..thread.joins.len() {
            let link = match (role, defined) {
                (Role::Aside | Role::Local, _) => self.plain(&course, at, Status::Aside),
                (Role::Hypothesis | Role::Condition, _) if self.derivation.unread.contains_key(&number) => {
                    let trouble = self.derivation.unread[&number].clone();
                    let mut link = self.blank(&course, at, at);
                    self.trouble(&course, at, &trouble, &mut link);
                    link
                }
                (Role::Hypothesis | Role::Declaration | Role::Condition, _) => self.plain(&course, at, Status::Assumed),
                (Role::Unread, _) => self.two_readings(&course, at),
                (Role::Partial, _) => self.partial(&course, at),
                (_, Some((id, side))) if side == at + 1 => self.definition(&course, at, id),
                (_, Some((_, side))) if at + 1 < side => self.unread_line(&course, at),
                _ => self.link(&mut course, at),
            };
            let headless = at == 0 && self.concluded_unknown(&course, 0, 0).is_some() && link.status == Status::Unread;
            course.stands.push(Some(link.status).filter(|_| !headless));
            let formula = thread.joins[at].formula;
            self.formulas[formula].links.push(link);
        }
        // A wrong line says nothing of sizes to the lines that are right.
        if course.stands.iter().flatten().any(|status| status.fails()) {
            self.derivation.world.sizes.restore(&sizes);
        }
    }

    /// A claim about a defined symbol that is not true, under another heading or after *let, define, now, redefine*, or
    /// written with `:=`, defines the symbol again to the end of its section.
    fn defined_again(&mut self, number: usize) -> Option<Role> {
        let thread = self.derivation.threads[number].clone();
        let kind = &thread.joins.first()?.relation.kind;
        let explicit = *kind == RelationKind::Defined;
        let claims = matches!(self.derivation.roles[number], Role::Claim) || explicit;
        if !(explicit || *kind == RelationKind::Equal) || !claims || thread.arrow {
            return None;
        }
        let place = thread.joins[0].formula;
        let survey = &self.derivation.world.survey;
        let key = crate::derivation::defined_symbol(survey, &thread.sides[0].expr)?;
        if holds(survey, &thread.sides[1].expr, &key) {
            return None;
        }
        let old = self.derivation.world.definition(&key, place)?;
        if !explicit && !self.may_define_again(&thread, old) {
            return None;
        }
        let findings = self.findings.len();
        let course = self.begin(&thread);
        let judged = self.judged(&course, 0, 0);
        self.findings.truncate(findings);
        let differ = match judged.map(|judged| judged.outcome) {
            Ok(Outcome::Held(_)) => return None,
            Ok(Outcome::False(found)) => Some(mend::at_counterexample(&found)),
            Ok(Outcome::NoInstance) if !explicit => return None,
            Err(trouble) if !explicit && trouble.kind == Kind::Unread => return None,
            _ => None,
        };
        Some(self.define_again(&thread, old, differ))
    }

    /// Whether an equation for a symbol that has a meaning stands where it may give another one.
    fn may_define_again(&self, thread: &Thread, old: DefinitionId) -> bool {
        let passage = &self.derivation.passages[thread.joins[0].formula];
        let before = self.derivation.world.written(old).place;
        let elsewhere = thread.display && self.derivation.passages[before].section != passage.section;
        elsewhere
            || self.announced(&passage.sentence.before, &self.derivation.world.written(old).key.tex())
            || AGAIN.iter().any(|word| thread.words.iter().any(|own| own == word))
    }

    /// Whether the words before a display announce that a symbol is defined again. What is said of another symbol, right
    /// behind the word, is said of that one alone: *let m be any number, and move the logits by it*.
    fn announced(&self, before: &[Token], symbol: &str) -> bool {
        let of_other = |token: &Token| match token {
            Token::Formula(number) => self.document.formulas.get(*number).is_some_and(|formula| {
                let text = self.document.source.text();
                !text[formula.span.start..formula.span.end].contains(symbol)
            }),
            _ => false,
        };
        before.iter().enumerate().any(|(at, token)| {
            let word = matches!(token, Token::Word(word, _) if AGAIN.contains(&word.as_str()));
            word && !before.get(at + 1).is_some_and(of_other)
        })
    }

    fn define_again(&mut self, thread: &Thread, old: DefinitionId, differ: Option<String>) -> Role {
        let place = thread.joins[0].formula;
        let key = self.derivation.world.written(old).key.clone();
        let (left, right) = (thread.sides[0].expr.clone(), thread.sides[1].expr.clone());
        let section = place..end_of_section(&self.derivation.passages, place);
        let earlier = self.derivation.world.written(old).place;
        let text = format!("{} is defined again, to the end of this section", key.tex());
        let label = differ.map_or("a new meaning".to_string(), |differ| {
            format!(
                "a new meaning; {}",
                differ.replace("left ", "the first one gives ").replace(", right ", ", this one ")
            )
        });
        let finding = self.warning("Q0106", text, place, left.span.to(right.span), label);
        let finding = match (self.document.formulas.get(earlier), &self.derivation.passages[earlier].outside) {
            (Some(before), _) => finding.also(before.span, "its first meaning"),
            (None, Some(Outside::Used { file, .. })) => {
                Diagnostic { message: format!("{}; {file} gives it another meaning", finding.message), ..finding }
            }
            (None, _) => finding,
        };
        self.add(place, finding.help("give one of them another name"));
        // Beyond the section both meanings are possible: a second run takes the new one there.
        let end = self.derivation.passages.len();
        let scope = if self.lasting { place..end } else { section.clone() };
        self.redefined |= section.end < self.document.formulas.len();
        self.derivation.world.read_again(scope.clone());
        Role::Definition(self.derivation.world.define(Written { key, left, right, place, scope }))
    }

    fn begin<'t>(&mut self, thread: &'t Thread) -> Course<'t> {
        let place = thread.sides[0].formula;
        let mut course =
            Course { thread, lines: Vec::new(), free: BTreeMap::new(), conditions: Vec::new(), stands: vec![None] };
        let mut reader = Reader::new(&mut self.derivation.world, place);
        thread.ranges.iter().for_each(|chain| reader.declare_range(chain));
        course.free = reader.free.clone();
        for side in 0..thread.sides.len() {
            self.read_side(&mut course, side);
        }
        self.read_conditions(&mut course);
        course
    }

    fn read_side(&mut self, course: &mut Course, side: usize) {
        let whole: Vec<&Expr> = course.thread.sides.iter().map(|side| &side.expr).collect();
        let formula = course.thread.sides[side].formula;
        let mut reader = Reader::new(&mut self.derivation.world, formula);
        reader.free = std::mem::take(&mut course.free);
        let value = reader.side(whole[side], &whole);
        course.free = reader.free.clone();
        let (free, bound) = (reader.used_free.clone(), reader.used_bound.clone());
        if let Some(letter) = free.intersection(&bound).next() {
            self.bound_and_free(formula, whole[side].span, letter);
        }
        self.remarks(formula, whole[side].span);
        let constant = is_constant(whole[side], &self.derivation.world.survey);
        let applied = self.applied_within(formula, whole[side].span);
        course.lines.push(value.map(|value| Line { value, free, constant, applied }));
    }

    /// The conventions by which a side was read; what its definitions went by belongs to these.
    fn applied_within(&mut self, formula: usize, span: Span) -> Vec<Applied> {
        let within = |one: &Applied| one.place == formula && span.start <= one.span.start && one.span.end <= span.end;
        let mut all = std::mem::take(&mut self.derivation.world.applied);
        all.retain(within);
        all.sort();
        all.dedup();
        all
    }

    /// The conventions by which both sides of a link were read, where they stand in the file.
    fn conventions(&self, course: &Course, at: usize, from: usize) -> Vec<(Convention, Span)> {
        let lines = [from, at + 1].into_iter().filter_map(|side| course.lines.get(side)?.as_ref().ok());
        let place = |one: &Applied| (one.convention, self.derivation.passages[one.place].excerpt.span(one.span));
        let mut all: Vec<(Convention, Span)> = lines.flat_map(|line| &line.applied).map(place).collect();
        all.sort_by_key(|(convention, span)| (span.start, span.end, *convention));
        all.dedup();
        all
    }

    /// The reading of a link, with the conventions that lie in its quantifiers.
    fn read_as(&self, link: &mut Link, statement: &Statement) {
        link.reading = Some(statement.to_string());
        let quantified = [
            (Convention::SizesFromOne, !statement.sizes.is_empty()),
            (Convention::EveryIndex, !statement.indices.is_empty()),
            (Convention::Variables, !statement.variables.is_empty()),
        ];
        let own = quantified.into_iter().filter(|(_, holds)| *holds).map(|(convention, _)| (convention, link.span));
        link.conventions.splice(0..0, own);
    }

    /// What the world noticed while a side was read.
    fn remarks(&mut self, formula: usize, span: Span) {
        for remark in std::mem::take(&mut self.derivation.world.remarks) {
            match remark {
                Remark::Variant(written, meant) => {
                    let text = format!("{} has no meaning of its own and is read as {}", written.tex(), meant.tex());
                    let finding = self.warning("Q0107", text, formula, span, "read as its font variant");
                    self.add_once(formula, finding.help(format!("write {}", meant.tex())));
                }
                Remark::Reach(letter) => {
                    let letter = letter.as_str();
                    let text = format!("the sum over {letter} is read to reach over the plus, where {letter} goes on");
                    let finding = self.warning("Q0108", text, formula, span, "the sum reaches to the end");
                    self.add_once(formula, finding.help("put what is summed in parentheses"));
                }
            }
        }
    }

    fn bound_and_free(&mut self, formula: usize, span: Span, letter: &Symbol) {
        let letter = spell(letter);
        let text = format!("{letter} is bound by a sum and free outside it in one expression");
        let finding = self.warning("Q0103", text, formula, span, "read by lexical scope: the sum binds its own letter");
        self.add_once(formula, finding.help(format!("rename the {letter} that the sum binds")));
    }

    /// Conditions that stand beside the chain, and those of the sentence that introduces it.
    fn read_conditions(&mut self, course: &mut Course) {
        let mut chains: Vec<(usize, Chain)> = course.thread.conditions.clone();
        chains.extend(self.introduced_by(course.thread));
        for (formula, chain) in chains {
            let mut reader = Reader::new(&mut self.derivation.world, formula);
            reader.free = course.free.clone();
            reader.used_free.clear();
            let assumption = if reader.compares_indices(&chain) {
                reader.condition(&chain).ok().map(|condition| Assumption { hypothesis: Hypothesis::Where(condition) })
            } else {
                local_equation(&mut reader, &chain, &letters_of(course))
            };
            let letters = reader.used_free.clone();
            let free = reader.free.clone();
            if let Some(assumption) = assumption {
                course.free.extend(free);
                course.conditions.push((formula, assumption, letters));
            }
        }
    }

    /// The side of a thread that gives its left symbol a meaning.
    fn defining_side(&self, thread: &Thread, role: Role) -> Option<(DefinitionId, usize)> {
        let Role::Definition(id) = role else { return None };
        let right = &self.derivation.world.written(id).right;
        let place = thread.sides.iter().skip(1).position(|side| side.expr == *right)?;
        Some((id, place + 1))
    }

    fn plain(&mut self, course: &Course, at: usize, status: Status) -> Link {
        Link { status, ..self.blank(course, at, at) }
    }

    fn partial(&mut self, course: &Course, at: usize) -> Link {
        let mut link = self.blank(course, at, at);
        let text = "this gives the symbol a meaning for some indices alone";
        let trouble = Trouble::unread(course.thread.sides[0].expr.span, text);
        self.trouble(course, at, &trouble.help("write all cases at once, with \\begin{cases}"), &mut link);
        link
    }

    fn two_readings(&mut self, course: &Course, at: usize) -> Link {
        let mut link = self.blank(course, at, at);
        let left = &course.thread.sides[0].expr;
        let trouble = match square(left) {
            Some(_) => Trouble::unread(left.span, "this gives the square of a letter that also stands without it")
                .help("define the letter itself, or write its square everywhere"),
            None => Trouble::unread(left.span, "this gives a letter only through a function of it")
                .help("define the letter itself, or say what is known of it before"),
        };
        self.trouble(course, at, &trouble, &mut link);
        link
    }

    /// A link without verdict, judged from the side `from`.
    pub fn blank(&self, course: &Course, at: usize, from: usize) -> Link {
        let join = &course.thread.joins[at];
        let passage = &self.derivation.passages[join.formula];
        Link {
            relation: passage.excerpt.text[join.relation.span.range()].to_string(),
            left: self.tex(course, from),
            right: self.tex(course, at + 1),
            from: if from == at { Origin::Previous } else { Origin::Head },
            span: passage.excerpt.span(join.span),
            reading: None,
            status: Status::Unread,
            method: None,
            effective: 0,
            certificate: None,
            needs: Vec::new(),
            uses: Vec::new(),
            counterexample: None,
            without: Vec::new(),
            true_where: None,
            expected: false,
            conventions: self.conventions(course, at, from),
        }
    }

    /// The LaTeX of a side.
    pub fn tex(&self, course: &Course, side: usize) -> String {
        let side = &course.thread.sides[side];
        self.derivation.passages[side.formula].tex(side.expr.span).to_string()
    }

    fn definition(&mut self, course: &Course, at: usize, id: DefinitionId) -> Link {
        let mut link = self.blank(course, at, at);
        match self.derivation.world.lower(id) {
            Ok(_) => {
                link.status = Status::Definition;
                if let Some(statement) = mend::definition_statement(&mut self.derivation.world, id) {
                    self.read_as(&mut link, &statement);
                }
            }
            Err(trouble) => self.trouble(course, at, &trouble, &mut link),
        }
        link
    }

    fn unread_line(&mut self, course: &Course, at: usize) -> Link {
        let mut link = self.blank(course, at, at);
        if let Err(trouble) = course.lines[at + 1].clone() {
            self.trouble(course, at, &trouble, &mut link);
        }
        link
    }

    /// Whether some symbol of a thread is taken for an array only because the file writes its entries somewhere, or for
    /// another reason than that it says so: elsewhere it may be another one.
    fn shapes_by_use(&self, thread: &Thread) -> bool {
        let world = &self.derivation.world;
        let mut found = false;
        for side in &thread.sides {
            each_occurrence(&world.survey, &side.expr, &mut |occurrence| {
                let said = world.declared.contains_key(&occurrence.key);
                // The i-th of several may be of any shape.
                found |= !said && (world.rank(&occurrence.key) > 0 || occurrence.above > 0);
                found |= !said && world.is_of_unknown_shape(&occurrence.key, side.formula);
            });
        }
        found
    }

    /// Says why a link has no reading.
    fn trouble(&mut self, course: &Course, at: usize, trouble: &Trouble, link: &mut Link) {
        if trouble.kind == Kind::IllFormed("Q0104") && !trouble.written && self.shapes_by_use(course.thread) {
            let unread = Trouble { kind: Kind::Unread, ..trouble.clone() };
            return self.trouble_in(course.thread.joins[at].formula, &unread, link);
        }
        self.trouble_in(course.thread.joins[at].formula, trouble, link);
    }

    fn trouble_in(&mut self, formula: usize, trouble: &Trouble, link: &mut Link) {
        let (status, code, severity) = match trouble.kind {
            Kind::Unread => (Status::Unread, "Q0002", Severity::Note),
            Kind::IllFormed(code) => (Status::IllFormed, code, Severity::Error),
        };
        link.status = status;
        let span = self.derivation.passages[formula].excerpt.span(self.within(formula, trouble.span));
        let mut finding = Diagnostic::error(code, trouble.message.clone(), span, "here");
        finding.severity = severity;
        finding.help = trouble.help.clone();
        self.add_once(formula, finding);
    }

    /// A link that claims something.
    fn link(&mut self, course: &mut Course, at: usize) -> Link {
        let kind = &course.thread.joins[at].relation.kind;
        if matches!(
            kind,
            RelationKind::Approximately
                | RelationKind::Proportional
                | RelationKind::To
                | RelationKind::Distributed
                | RelationKind::MapsTo
                | RelationKind::Gets
        ) {
            return self.plain(course, at, Status::Aside);
        }
        if *kind == RelationKind::In {
            return self.plain(course, at, Status::Assumed);
        }
        if let Err(trouble) = course.lines[at + 1].clone() {
            let mut link = self.blank(course, at, at);
            self.trouble(course, at, &trouble, &mut link);
            return link;
        }
        // A link is unread where its left side is; what its right side says can be judged from then on.
        let fresh = |status: Status| status == Status::Unread && course.lines[..at].iter().all(Result::is_err);
        let previous_stands = course.lines[at].is_ok()
            && course.stands[at].is_none_or(|status| status.holds() || status == Status::Aside || fresh(status));
        if previous_stands {
            return self.link_to(course, at, at);
        }
        if let (0, Err(trouble)) = (at, course.lines[0].clone()) {
            let mut link = self.blank(course, at, 0);
            self.trouble_in(course.thread.sides[0].formula, &trouble, &mut link);
            return link;
        }
        if course.lines[0].is_err() {
            let mut link = self.blank(course, at, 0);
            link.status = if course.lines[at].is_ok() { Status::Blocked } else { Status::Unread };
            if let Err(trouble) = &course.lines[0] {
                let mut unread = Trouble::unread(
                    course.thread.joins[at].span,
                    "neither the line before nor the head of the chain is read",
                );
                unread.help = trouble.help.clone();
                let status = link.status;
                self.trouble(course, at, &unread, &mut link);
                link.status = status;
            }
            return link;
        }
        self.link_to_head(course, at)
    }

    /// False from the head but true from the wrong line before it: that line alone is to blame.
    fn link_to_head(&mut self, course: &mut Course, at: usize) -> Link {
        let before = self.findings.len();
        let mut link = self.link_to(course, at, 0);
        if link.status != Status::Refuted || course.lines[at].is_err() {
            return link;
        }
        let follows = matches!(self.judged(course, at, at).map(|judged| judged.outcome), Ok(Outcome::Held(_)));
        if follows {
            self.findings.truncate(before);
            link.status = Status::Blocked;
            link.from = Origin::Previous;
            let formula = course.thread.joins[at].formula;
            let text = "this follows from the line before, which is wrong";
            let mut finding = self.warning("Q0203", text.to_string(), formula, course.thread.joins[at].span, "blocked");
            finding.severity = Severity::Error;
            self.add(formula, finding.help("mend the line before it"));
        }
        link
    }

    /// The statement of a link and what evaluation says of it.
    pub fn judged(&mut self, course: &Course, at: usize, from: usize) -> Result<Judged, Trouble> {
        let span = course.thread.joins[at].span;
        let (Ok(left), Ok(right)) = (&course.lines[from], &course.lines[at + 1]) else {
            return Err(Trouble::unread(span, "a side is not read"));
        };
        self.compare(course, at, from, left, right)
    }

    /// Judges any two lines as if they were sides of this link.
    pub fn compare(
        &mut self,
        course: &Course,
        at: usize,
        from: usize,
        left: &Line,
        right: &Line,
    ) -> Result<Judged, Trouble> {
        self.claim(course, at, from, left, right, judge)
    }

    /// Whether two lines hold, as if they were sides of this link, at the instances that a brief search tries; if so,
    /// whether that is proved.
    pub fn survives(
        &mut self,
        course: &Course,
        at: usize,
        from: usize,
        left: &Line,
        right: &Line,
    ) -> Result<Option<bool>, Trouble> {
        self.claim(course, at, from, left, right, survives)
    }

    fn claim<T>(
        &mut self,
        course: &Course,
        at: usize,
        from: usize,
        left: &Line,
        right: &Line,
        ask: fn(&mut Engines, &mut World, Claim) -> Result<T, Trouble>,
    ) -> Result<T, Trouble> {
        let join = &course.thread.joins[at];
        let relation = composed(&course.thread.joins[from..=at].iter().map(|join| &join.relation).collect::<Vec<_>>());
        let relation = relation.ok_or_else(|| Trouble::unread(join.relation.span, "this relation is not read here"))?;
        let here = |trouble| Trouble { span: join.span, ..trouble };
        let both = sides(&mut self.derivation.world, &left.value, &right.value, &course.free, join.span)?;
        let letters: BTreeSet<Symbol> = left.free.union(&right.free).cloned().collect();
        let conditions: Vec<Assumption> =
            course.governing(join.formula, &letters).into_iter().map(|(a, _)| a).collect();
        let claim = Claim {
            place: join.formula,
            sides: &both,
            relation,
            conditions: &conditions,
            stated: &self.derivation.hypotheses,
            span: join.span,
        };
        ask(self.engines, &mut self.derivation.world, claim).map_err(here)
    }

    fn link_to(&mut self, course: &mut Course, at: usize, from: usize) -> Link {
        let mut link = self.blank(course, at, from);
        if let Some(trouble) = self.unknown_shapes(course, at, from) {
            self.trouble(course, at, &trouble, &mut link);
            return link;
        }
        let judged = match self.judged(course, at, from) {
            Ok(judged) => judged,
            Err(trouble) => {
                self.trouble(course, at, &trouble, &mut link);
                return link;
            }
        };
        let formula = course.thread.joins[at].formula;
        let span = course.thread.joins[at].span;
        self.remarks(formula, span);
        self.read_as(&mut link, &judged.statement);
        link.uses = self.uses(&judged.statement);
        if let Some(trouble) = self.only_by_unification(course, at, from, &judged) {
            self.trouble(course, at, &trouble, &mut link);
            return link;
        }
        if let Some(why) = self.chances(&judged.statement, false) {
            let trouble = Trouble::unread(span, why);
            self.trouble(course, at, &trouble, &mut link);
            return link;
        }
        match &judged.outcome {
            Outcome::Held(_) if restates_hypothesis(&self.without_laws(&judged.statement)) => {
                link.status = Status::Assumed;
                link.needs =
                    judged.needs.iter().map(|number| self.derivation.hypotheses[*number].text.clone()).collect();
                self.note_needs(formula, span, &judged.needs);
            }
            Outcome::Held(effective) => {
                link.status = Status::Checked;
                link.method = Some("numeric");
                link.effective = *effective;
                link.needs =
                    judged.needs.iter().map(|number| self.derivation.hypotheses[*number].text.clone()).collect();
                let tex = tex_of(&link);
                if let Some(Proof { conditions, definitions, certificate }) =
                    judged.proved.as_ref().and_then(|proved| proof(&judged.statement, proved, tex))
                {
                    link.status = Status::Proved;
                    link.method = Some("symbolic");
                    link.certificate = Some(certificate);
                    link.uses = self.defining(definitions.iter());
                    let new: Vec<String> = conditions.into_iter().filter(|it| !link.needs.contains(it)).collect();
                    self.note_conditions(formula, span, &new);
                    link.needs.extend(new);
                }
                let text = |number: &usize| self.derivation.hypotheses[*number].text.clone();
                link.without = judged.without.iter().map(|(number, found)| (text(number), found.clone())).collect();
                if link.status == Status::Checked {
                    self.note_unproved(formula, span, link.effective);
                }
                self.note_needs(formula, span, &judged.needs);
            }
            Outcome::NoInstance => {
                let trouble = "no instance meets the hypotheses with both sides defined";
                let finding = self.warning("Q0304", trouble.to_string(), formula, span, "nothing to try");
                self.add_once(formula, finding);
            }
            Outcome::False(_) if self.incomplete && judged.proved.is_none() => {
                let text = "this differs, but a file that this one uses is not at hand, and may define its symbols";
                self.trouble(course, at, &Trouble::unread(span, text), &mut link);
            }
            Outcome::False(counterexample) => {
                if judged.proved.is_some() {
                    let finding = self.conflict(formula, span);
                    self.add_once(formula, finding);
                }
                if let Some(trouble) = self.false_of_guessed_shapes(course, at, from, counterexample) {
                    self.trouble(course, at, &trouble, &mut link);
                    return link;
                }
                if let Some(key) =
                    self.concluded_unknown(course, at, from).or_else(|| self.rests_on_the_unknown(course, at, from))
                {
                    let finding = self.says_what_is_unknown(&key, formula, span);
                    self.unknown.insert(key);
                    self.add_once(formula, finding);
                    return link;
                }
                if let Some(key) = self.rests_on_an_aside(course, at, from) {
                    let finding = self.says_what_an_aside_gives(&key, formula, span);
                    self.add_once(formula, finding);
                    return link;
                }
                if let Some(finding) = self.relates_the_unknown(course, at, &judged.statement) {
                    let head = &self.derivation.passages[course.thread.sides[0].formula];
                    let concluded = course.thread.display && draws_conclusion(course.thread, head);
                    link.status = if concluded { Status::Unread } else { Status::Assumed };
                    self.add_once(formula, finding);
                    return link;
                }
                if let Some(why) = self.chances(&judged.statement, true) {
                    let trouble = Trouble::unread(span, why);
                    self.trouble(course, at, &trouble, &mut link);
                    return link;
                }
                link.counterexample = Some(counterexample.clone());
                mend::blame(self, course, at, from, &mut link);
            }
        }
        link
    }

    /// The alarm: a claim with a proof that the kernel accepted and with a counterexample. One of them is wrong.
    fn conflict(&self, formula: usize, span: Span) -> Diagnostic {
        let message = "this was both proved and refuted: quod is wrong here, and nothing it says of it counts";
        let label = "a proof that the kernel accepted, and a counterexample";
        let finding = self.warning("Q0501", message.to_string(), formula, span, label);
        Diagnostic { severity: Severity::Error, ..finding }.help("please report the file; it shows a defect of quod")
    }

    /// In a file that speaks of arrays, a product of two capitals of unknown shape is not taken to commute.
    fn unknown_shapes(&self, course: &Course, at: usize, from: usize) -> Option<Trouble> {
        let world = &self.derivation.world;
        if !world.speaks_of_arrays {
            return None;
        }
        let mut found = BTreeSet::new();
        for side in [from, at + 1] {
            let side = &course.thread.sides[side];
            world.each_factor(&side.expr, side.formula, &mut |occurrence| {
                if world.is_of_unknown_shape(&occurrence.key, side.formula) {
                    found.insert(occurrence.key);
                }
            });
        }
        let mut found = found.into_iter();
        let first = found.next()?;
        let text = match found.next() {
            Some(second) => {
                let (first, second) = (first.tex(), second.tex());
                format!("nothing says whether {first} and {second} are matrices, which need not commute")
            }
            None if self.is_among_arrays(course, at, from, &first) => {
                format!("nothing says whether {} is a number or a matrix, and it stands among matrices", first.tex())
            }
            None => return None,
        };
        let help = format!("say it in words or by a set, as in {} \\in \\mathbb{{R}}^{{m \\times n}}", first.tex());
        Some(Trouble::unread(course.thread.joins[at].span, text).help(help))
    }

    /// What is false of larger matrices alone is not known to be false where some capital may be a number.
    fn false_of_guessed_shapes(
        &self,
        course: &Course,
        at: usize,
        from: usize,
        counterexample: &Counterexample,
    ) -> Option<Trouble> {
        let world = &self.derivation.world;
        let mut guessed = None;
        for side in [from, at + 1].map(|side| &course.thread.sides[side]) {
            world.each_factor(&side.expr, side.formula, &mut |found| {
                if world.guessed.contains(&found.key) {
                    guessed = Some(found.key);
                }
            });
        }
        let large = counterexample.sizes.iter().any(|(_, value)| *value > 1);
        let key = guessed.filter(|_| large)?;
        let text = format!("nothing says whether {} is a number or a matrix, and of matrices this is false", key.tex());
        let help = format!("say it in words or by a set, as in {} \\in \\mathbb{{R}}^{{m \\times n}}", key.tex());
        Some(Trouble::unread(course.thread.joins[at].span, text).help(help))
    }

    /// The statement without what is known of inverses anyhow.
    fn without_laws(&self, statement: &Statement) -> Statement {
        let mut statement = statement.clone();
        statement.hypotheses.retain(|hypothesis| !self.is_law(hypothesis));
        statement
    }

    /// Whether a symbol is a factor beside a vector or a matrix in a side of a link.
    fn is_among_arrays(&self, course: &Course, at: usize, from: usize, key: &Key) -> bool {
        let world = &self.derivation.world;
        let is_key = |expr: &Expr| world.survey.bare(expr).is_some_and(|other| other == *key);
        let array = |expr: &Expr| {
            let mut found = false;
            each_occurrence(&world.survey, expr, &mut |part| {
                found |= part.transposed || (part.at.is_empty() && world.rank(&part.key) > 0);
            });
            found
        };
        let mut found = false;
        for side in [from, at + 1] {
            course.thread.sides[side].expr.walk(&mut |part| {
                if let Node::Product(factors) = &part.node {
                    let values = || factors.iter().map(|factor| &factor.value);
                    found |= values().any(is_key) && values().any(array);
                }
            });
        }
        found
    }

    /// Two names of one size may be one, but a link must not be true for that reason alone.
    fn only_by_unification(&self, course: &Course, at: usize, from: usize, judged: &Judged) -> Option<Trouble> {
        let claim = &judged.statement.claim;
        if claim.left != claim.right {
            return None;
        }
        let names = |side: usize| -> BTreeSet<String> {
            let mut found = BTreeSet::new();
            course.thread.sides[side].expr.walk(&mut |part| {
                found.extend(part.as_symbol().filter(|symbol| self.derivation.world.survey.is_size(symbol)).map(spell));
            });
            found
        };
        let (left, right) = (names(from), names(at + 1));
        (left != right && !left.is_empty() && !right.is_empty())
            .then(|| Trouble::unread(course.thread.joins[at].span, "the sides differ by the name of a size alone"))
    }

    /// Notes the side conditions that a proof needs and nothing states.
    fn note_conditions(&mut self, formula: usize, span: Span, conditions: &[String]) {
        if conditions.is_empty() {
            return;
        }
        let text = format!("this holds only where {}, which is not stated", conditions.join(" and "));
        let finding = self.warning("Q0305", text, formula, span, "proved there");
        let finding = Diagnostic { severity: Severity::Note, ..finding };
        self.add_once(formula, finding.help("if it is meant so, say it: `assume` it in a sentence before"));
    }

    /// Notes that a link is only checked.
    fn note_unproved(&mut self, formula: usize, span: Span, effective: u64) {
        let text = "no proof of this was found, and no counterexample".to_string();
        let label = format!("held at all {effective} instances that were tried");
        let finding = self.warning("Q0202", text, formula, span, label);
        let finding = Diagnostic { severity: Severity::Note, ..finding };
        self.add(formula, finding.help("a step in between may make it provable"));
    }

    /// Warns where a hypothesis is used before it is stated, and remembers which hypotheses were needed.
    fn note_needs(&mut self, formula: usize, span: Span, needs: &[usize]) {
        for number in needs {
            let first = !self.needed.contains_key(number);
            self.needed.entry(*number).or_insert(formula);
            let stated = self.derivation.hypotheses[*number].clone();
            let place = match stated.source {
                HypothesisSource::Thread(thread) => self.derivation.threads[thread].sides[0].formula,
                HypothesisSource::Word(_) | HypothesisSource::Directive(_) => stated.place,
            };
            if first && place > formula {
                let text = format!("this needs {}, which is stated only further down", stated.text);
                let finding = self.warning("Q0301", text, formula, span, "used here for the first time");
                self.add(formula, finding.help("state it before it is used"));
            }
        }
    }
}

/// The digest of the text of which a link's statement is the reading.
/// The digest of a link's LaTeX.
pub fn tex_of(link: &Link) -> quod_kernel::Digest {
    quod_kernel::file::tex_digest(&link.left, &link.relation, &link.right)
}

/// The relation that follows from several in a row.
fn composed(signs: &[&Sign]) -> Option<Relation> {
    let mut total = Relation::Equal;
    for sign in signs {
        let next = relation(&sign.kind)?;
        total = match (total, next) {
            (Relation::Equal, next) => next,
            (total, Relation::Equal) => total,
            (Relation::AtMost, Relation::AtMost) => Relation::AtMost,
            (Relation::Less | Relation::AtMost, Relation::Less | Relation::AtMost) => Relation::Less,
            (Relation::AtLeast, Relation::AtLeast) => Relation::AtLeast,
            (Relation::Greater | Relation::AtLeast, Relation::Greater | Relation::AtLeast) => Relation::Greater,
            _ => return None,
        };
    }
    Some(total)
}

/// Whether a side holds numerals and sizes alone.
fn is_constant(expr: &Expr, survey: &crate::elaborate::Survey) -> bool {
    let mut constant = true;
    expr.walk(&mut |part| {
        constant &= match &part.node {
            Node::Symbol(symbol) => survey.is_size(symbol),
            Node::Big(_) | Node::Derivative(_) | Node::Apply(_) => false,
            _ => true,
        };
    });
    constant
}

/// The letters that are free somewhere in a chain.
fn letters_of(course: &Course) -> BTreeSet<Symbol> {
    course.lines.iter().flatten().flat_map(|line| line.free.iter().cloned()).collect()
}

/// `λ = 0` for the sentence and what it introduces.
fn local_equation(reader: &mut Reader, chain: &Chain, free_elsewhere: &BTreeSet<Symbol>) -> Option<Assumption> {
    let [link] = chain.links.as_slice() else { return None };
    let whole = [&chain.first, &link.right];
    let left = reader.side(whole[0], &whole).ok()?;
    let right = reader.side(whole[1], &whole).ok()?;
    let free = reader.free.clone();
    let mut both = sides(reader.world_mut(), &left, &right, &free, link.relation.span).ok()?;
    // An index that the chain holds free means the same one here; any other is for all its values.
    both.indices.retain(|name, _| !free_elsewhere.iter().any(|letter| spell(letter) == name.as_str()));
    reader.used_free.retain(|letter| free_elsewhere.contains(letter));
    Some(Assumption { hypothesis: crate::elaborate::close(&both, relation(&link.relation.kind)?) })
}
