//! The search for the smallest counterexample.

use super::bound;
use super::evaluate::Evaluator;
use super::exact::{Failure, Field, Value};
use super::fill::{Choice, Filler, Mood, demands};
use super::instance::{Array, Instance};
use super::order::{self, Exponential};
use quod_kernel::statement::{Hypothesis, Relation, Statement};
use quod_kernel::term::{Condition, Fold, Function, Index, Name, Node, Size, Term};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

/// How certain a counterexample is; it is certain either way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rigour {
    /// Both sides are known exactly.
    Exact,
    /// The sides lie in intervals that have no number in common.
    Interval,
}

/// An instance that meets the hypotheses, at which both sides are defined and the claim is false.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counterexample {
    /// The instance.
    pub instance: Instance,
    /// The value of the left side.
    pub left: String,
    /// The value of the right side.
    pub right: String,
    /// How they are known.
    pub rigour: Rigour,
}

/// What the search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The claim is false: the smallest counterexample found.
    Refuted(Box<Counterexample>),
    /// The claim held at this many instances that met the hypotheses.
    Held {
        /// How many.
        effective: u64,
        /// Whether the search went as far as soundness.md 15 demands.
        complete: bool,
    },
    /// No instance met the hypotheses with both sides defined.
    NoInstance,
}

/// How far a search goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Effort {
    /// Units of work (an arithmetic operation is about one): the same answer on every machine.
    pub work: u64,
    /// How many random instances are tried for each choice of sizes and indices.
    pub random: u64,
    /// How many instances are tried in order for each choice of sizes and indices.
    pub ordered: u64,
}

impl Default for Effort {
    fn default() -> Self {
        Self { work: 500_000, random: 2, ordered: 4 }
    }
}

impl Effort {
    /// A look at the smallest instances alone, for a claim of which a proof is known: a second opinion.
    pub fn brief(self) -> Self {
        Self { work: self.work / 125, random: 1, ordered: 2 }
    }
}

/// What an instance says of the claim.
enum Judgement {
    False(Box<Counterexample>),
    True,
    Nothing,
}

/// How a search ends: with a counterexample, or without one.
type Found = Option<Box<Counterexample>>;

const COARSE: u32 = 128;
const FINE: u32 = 512;

/// Searches for the smallest counterexample to a well-formed statement, in the order of the contract: sizes by their
/// sum and then in turn, then indices, then values by their weight.
pub fn refute(statement: &Statement, effort: Effort) -> Verdict {
    let mut search = Search::new(statement, effort);
    match search.survey() {
        Some(found) => Verdict::Refuted(search.smallest(found)),
        None if search.effective == 0 => Verdict::NoInstance,
        None => Verdict::Held { effective: search.effective, complete: search.work > 0 && !search.skipped },
    }
}

/// An instance that meets all hypotheses of a statement, at which both sides of its claim are defined.
pub fn witness(statement: &Statement, effort: Effort) -> Option<Instance> {
    let mut search = Search::new(statement, effort);
    search.wanted = true;
    search.survey();
    search.witness
}

/// The value of a term of a statement at an instance, as a counterexample shows it.
pub fn value_at(statement: &Statement, instance: &Instance, term: &Term) -> Result<String, Failure> {
    let field = Field::new(FINE);
    let value = Evaluator::new(&field, statement, instance, Effort::default().work).value(term, &[])?;
    Ok(field.show(&value))
}

struct Search<'a> {
    statement: &'a Statement,
    effort: Effort,
    coarse: Field,
    fine: Field,
    work: u64,
    effective: u64,
    exponential: Exponential,
    used: BTreeSet<Name>,
    symmetric: bool,
    /// Whether the claim depends on the sign or the order of some of its parts.
    piecewise: bool,
    wanted: bool,
    witness: Option<Instance>,
    /// Whether some choice of sizes has too many entries to be looked at.
    skipped: bool,
}

/// The terms of the hypotheses.
fn hypotheses(statement: &Statement) -> Vec<&Term> {
    let mut terms = Vec::new();
    for hypothesis in &statement.hypotheses {
        match hypothesis {
            Hypothesis::All(_, claim) => terms.extend([&claim.left, &claim.right]),
            Hypothesis::Where(condition) => condition.each_term(&mut |term| terms.push(term)),
        }
    }
    terms
}

impl<'a> Search<'a> {
    fn new(statement: &'a Statement, effort: Effort) -> Self {
        let (claim, hypotheses) = ([&statement.claim.left, &statement.claim.right], hypotheses(statement));
        let reached = reached(statement, &[&claim[..], &hypotheses].concat());
        let mut used = symbols(&reached);
        used.extend(sizes(statement, &used));
        let symmetric = symmetric(statement, &reached);
        Self {
            statement,
            effort,
            coarse: Field::new(COARSE),
            fine: Field::new(FINE),
            work: effort.work,
            effective: 0,
            exponential: order::exponential(statement, &claim, &hypotheses),
            used,
            symmetric,
            piecewise: reached.iter().any(|term| piecewise(term)),
            wanted: false,
            witness: None,
            skipped: false,
        }
    }

    /// Looks at a few instances of every choice of sizes and indices.
    fn survey(&mut self) -> Found {
        // An equation that fails somewhere fails nearly everywhere, an inequality perhaps in a corner, and what depends
        // on signs perhaps only where some of them are −.
        let more = if self.statement.claim.relation == Relation::Equal && !self.piecewise { 1 } else { 10 };
        let effort = Effort { random: more * self.effort.random, ordered: more * self.effort.ordered, ..self.effort };
        let share = effort.work / 50;
        self.choices(&mut |search, instance| {
            let entries = search.entries(instance);
            let found = search.at_random(instance, &entries, effort.random);
            match found.or_else(|| search.in_order(instance, &entries, effort.ordered, share)) {
                Some(found) => ControlFlow::Break(Some(found)),
                None if search.work == 0 || search.wanted && search.witness.is_some() => ControlFlow::Break(None),
                None => ControlFlow::Continue(()),
            }
        })
    }

    /// The smallest counterexample, where some is known: every choice of sizes and indices before it is looked at
    /// more closely, and with the first that has one the values are tried in order.
    fn smallest(&mut self, some: Box<Counterexample>) -> Box<Counterexample> {
        self.work = self.effort.work;
        let share = self.effort.work / 20;
        let known = (some.instance.sizes.clone(), some.instance.indices.clone());
        let first = self.choices(&mut |search, instance| {
            if (&instance.sizes, &instance.indices) == (&known.0, &known.1) {
                return ControlFlow::Break(None);
            }
            let entries = search.entries(instance);
            let found = search.at_random(instance, &entries, 4 * search.effort.random);
            match found.or_else(|| search.in_order(instance, &entries, 100 * search.effort.ordered, share)) {
                Some(found) => ControlFlow::Break(Some(found)),
                None if search.work == 0 => ControlFlow::Break(None),
                None => ControlFlow::Continue(()),
            }
        });
        let some = first.unwrap_or(some);
        self.work = self.effort.work;
        let Some(mut instance) = Instance::empty(self.statement, &some.instance.sizes, &some.instance.indices) else {
            return some;
        };
        let entries = self.entries(&instance);
        self.in_order(&mut instance, &entries, u64::MAX, self.effort.work).unwrap_or_else(|| {
            self.work = self.effort.work;
            self.lighten(&entries, some)
        })
    }

    /// Visits every choice of sizes and indices, in order, with an instance that has no values yet.
    fn choices(&mut self, visit: &mut dyn FnMut(&mut Self, &mut Instance) -> ControlFlow<Found>) -> Found {
        let beyond = bound::beyond(self.statement, &self.statement.claim);
        let span = |name: &Name| if self.used.contains(name) { beyond.get(name).copied().unwrap_or(0) } else { 0 };
        let spans: Vec<u64> = self.statement.sizes.keys().map(span).collect();
        for excess in 0..=spans.iter().sum() {
            for steps in compositions(excess, &spans) {
                let least = self.statement.sizes.iter().zip(&steps);
                let sizes: BTreeMap<Name, u64> =
                    least.map(|((name, least), step)| (name.clone(), least.saturating_add(*step))).collect();
                if let ControlFlow::Break(found) = self.choices_of_indices(&sizes, visit) {
                    return found;
                }
            }
        }
        None
    }

    fn choices_of_indices(
        &mut self,
        sizes: &BTreeMap<Name, u64>,
        visit: &mut dyn FnMut(&mut Self, &mut Instance) -> ControlFlow<Found>,
    ) -> ControlFlow<Found> {
        self.work = self.work.saturating_sub(8);
        let kinds: Vec<&Size> = self.statement.indices.values().collect();
        for values in Array::places(&self.ranges(&kinds, sizes)) {
            self.work = self.work.saturating_sub(1);
            if self.work == 0 {
                return ControlFlow::Break(None);
            }
            if self.symmetric && !first_of_its_pattern(&values, &kinds) {
                continue;
            }
            let indices = self.statement.indices.keys().cloned().zip(values).collect();
            let Some(mut instance) = Instance::empty(self.statement, sizes, &indices) else {
                self.skipped = true;
                break;
            };
            visit(self, &mut instance)?;
        }
        ControlFlow::Continue(())
    }

    /// How many values each free index takes; where only the pattern of equality counts, as many as patterns need.
    fn ranges(&self, kinds: &[&Size], sizes: &BTreeMap<Name, u64>) -> Vec<u64> {
        let length = |size: &Size| match size {
            Size::Named(name) => sizes.get(name).copied().unwrap_or(1),
            Size::Numeral(value) => *value,
        };
        let most = |place: usize| if self.symmetric { place as u64 + 1 } else { u64::MAX };
        kinds.iter().enumerate().map(|(place, size)| length(size).min(most(place))).collect()
    }

    /// The entries that need values.
    fn entries(&self, instance: &Instance) -> Vec<(usize, usize)> {
        let used = instance.arrays.iter().enumerate().filter(|(_, array)| self.used.contains(&array.name));
        used.flat_map(|(number, array)| (0..array.entries.len()).map(move |place| (number, place))).collect()
    }

    /// A counterexample among this many random instances. Great arrays are filled first: a scalar that a hypothesis
    /// ties to one is then solved for. Where that leads nowhere, each array in turn is filled last.
    fn at_random(&mut self, instance: &mut Instance, entries: &[(usize, usize)], count: u64) -> Found {
        let mut entries = entries.to_vec();
        entries.sort_by_key(|(array, _)| std::cmp::Reverse(instance.arrays[*array].entries.len()));
        let (mut found, mut judged) = (None, 0);
        let mut seed = 0x9E37_79B9_7F4A_7C15;
        // At some a side may be undefined: a few more are tried then.
        let moods = [Mood::Calm, Mood::Any, Mood::Positive].into_iter().cycle();
        for (attempt, mood) in moods.take(3 * count as usize + 3).enumerate() {
            if attempt > 0 && judged == 0 && !self.statement.hypotheses.is_empty() {
                let first = entries.first().map(|(array, _)| *array);
                let length = entries.iter().take_while(|(array, _)| Some(*array) == first).count();
                entries.rotate_left(length);
            }
            let mut choice = Choice::Random { state: seed, mood };
            self.visit(instance, &entries, &mut choice, 300, &mut |judgement| match judgement {
                Judgement::False(counterexample) => {
                    found = Some(counterexample);
                    ControlFlow::Break(())
                }
                Judgement::True => {
                    judged += 1;
                    ControlFlow::Break(())
                }
                Judgement::Nothing => ControlFlow::Continue(()),
            });
            if let Choice::Random { state, .. } = choice {
                seed = state;
            }
            if found.is_some() || entries.is_empty() || judged == count {
                break;
            }
        }
        found
    }

    /// The first counterexample in order, among `count` instances and within this much work.
    fn in_order(&mut self, instance: &mut Instance, entries: &[(usize, usize)], count: u64, work: u64) -> Found {
        let (mut found, mut left) = (None, count);
        let until = self.work.saturating_sub(work);
        let lightest: u64 =
            entries.iter().map(|(array, _)| if self.is_exponential(instance, *array) { 2 } else { 1 }).sum();
        // Beyond this weight a value has more than two digits, and the list of candidates grows without use.
        for weight in lightest..lightest + 24 {
            self.visit(instance, entries, &mut Choice::Weight(weight), 100_000, &mut |judgement| {
                if let Judgement::False(counterexample) = judgement {
                    found = Some(counterexample);
                }
                left = left.saturating_sub(1);
                if found.is_some() || left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
            if found.is_some() || left == 0 || self.work <= until || entries.is_empty() {
                break;
            }
        }
        found
    }

    fn is_exponential(&self, instance: &Instance, array: usize) -> bool {
        self.exponential.only.contains(&instance.arrays[array].name)
    }

    /// A counterexample made lighter entry by entry, for one that is out of reach of the search in order.
    fn lighten(&mut self, entries: &[(usize, usize)], mut best: Box<Counterexample>) -> Box<Counterexample> {
        for (array, place) in entries {
            let old = best.instance.arrays[*array].entries[*place].clone();
            let Some(weight) = old.as_ref().map(super::instance::Entry::weight) else { continue };
            let exponential = self.is_exponential(&best.instance, *array);
            let lighter = weight.min(9).saturating_sub(1);
            for entry in if exponential { order::logarithms(lighter) } else { order::plain(lighter) } {
                let mut instance = best.instance.clone();
                instance.set(*array, *place, Some(entry));
                let mut found = None;
                self.visit(
                    &mut instance,
                    &[],
                    &mut Choice::Random { state: 1, mood: Mood::Any },
                    10,
                    &mut |judgement| {
                        if let Judgement::False(counterexample) = judgement {
                            found = Some(counterexample);
                        }
                        ControlFlow::Break(())
                    },
                );
                if let Some(lighter) = found {
                    best = lighter;
                    break;
                }
            }
        }
        best
    }

    /// Judges the claim at instances that meet the hypotheses, until told to stop.
    fn visit(
        &mut self,
        instance: &mut Instance,
        entries: &[(usize, usize)],
        choice: &mut Choice,
        steps: u64,
        say: &mut dyn FnMut(Judgement) -> ControlFlow<()>,
    ) {
        let Some(values) = places_of_hypotheses(self.statement, instance) else {
            self.skipped = true;
            return;
        };
        let demands = demands(&self.statement.hypotheses, &values);
        let (statement, coarse, fine) = (self.statement, &self.coarse, &self.fine);
        let (mut effective, mut witness) = (0, None);
        let mut filler = Filler {
            field: coarse,
            statement,
            exponential: match choice {
                Choice::Weight(_) => &self.exponential.only,
                Choice::Random { .. } => &self.exponential.also,
            },
            entries,
            lightest: Vec::new(),
            work: self.work,
            steps,
        };
        filler.weigh(instance);
        let _ = filler.fill(instance, &demands, choice, &mut |instance, work| {
            let judgement = judge(statement, [coarse, fine], instance, work);
            if !matches!(judgement, Judgement::Nothing) {
                effective += 1;
                witness.get_or_insert_with(|| instance.clone());
            }
            say(judgement)
        });
        self.work = filler.work;
        self.effective += effective;
        self.witness = self.witness.take().or(witness);
    }
}

/// What an instance says of the claim, by coarse intervals where values are not exact, by fine ones where these
/// overlap. Sides of an equation that fine intervals cannot tell apart count as equal: that is no proof.
fn judge(statement: &Statement, fields: [&Field; 2], instance: &Instance, work: &mut u64) -> Judgement {
    for (round, field) in fields.into_iter().enumerate() {
        let mut evaluator = Evaluator::new(field, statement, instance, *work);
        let sides = evaluator.value(&statement.claim.left, &[]);
        let sides = sides.and_then(|left| Ok((left, evaluator.value(&statement.claim.right, &[])?)));
        *work = evaluator.left();
        match sides {
            Ok((left, right)) => match field.compare(&left, &right) {
                Ok(order) if Filler::relation(statement.claim.relation, order) => return Judgement::True,
                Ok(_) => return Judgement::False(counterexample(field, instance, &left, &right)),
                Err(_) if statement.claim.relation == Relation::Equal && field.alike(&left, &right) => {
                    return Judgement::True;
                }
                Err(_) if round == 0 => {}
                Err(_) if statement.claim.relation == Relation::Equal => return Judgement::True,
                Err(_) => return Judgement::Nothing,
            },
            Err(Failure::Undecided) if round == 0 => {}
            Err(Failure::Exhausted) => {
                *work = 0;
                return Judgement::Nothing;
            }
            Err(_) => return Judgement::Nothing,
        }
    }
    Judgement::Nothing
}

fn counterexample(field: &Field, instance: &Instance, left: &Value, right: &Value) -> Box<Counterexample> {
    let rigour = if left.is_exact() && right.is_exact() { Rigour::Exact } else { Rigour::Interval };
    Box::new(Counterexample { instance: instance.clone(), left: field.show(left), right: field.show(right), rigour })
}

/// No hypothesis is looked at in more places than this.
const MAX_PLACES: u64 = 4096;

/// For each hypothesis all values of its own indices; nothing where these are too many.
fn places_of_hypotheses(statement: &Statement, instance: &Instance) -> Option<Vec<Vec<Vec<u64>>>> {
    let places = |hypothesis: &Hypothesis| match hypothesis {
        Hypothesis::All(ranges, _) => {
            let axes: Vec<u64> = ranges.iter().map(|size| instance.size(size).unwrap_or(1)).collect();
            (Array::count(&axes) <= MAX_PLACES).then(|| Array::places(&axes).collect())
        }
        Hypothesis::Where(_) => Some(Vec::new()),
    };
    statement.hypotheses.iter().map(places).collect()
}

/// All lists of steps with this sum, each at most its span, in lexicographic order.
fn compositions(sum: u64, spans: &[u64]) -> Vec<Vec<u64>> {
    let Some((first, rest)) = spans.split_first() else {
        return if sum == 0 { vec![Vec::new()] } else { Vec::new() };
    };
    let with = |step: u64| compositions(sum - step, rest).into_iter().map(move |tail| [&[step], &tail[..]].concat());
    (0..=sum.min(*first)).flat_map(with).collect()
}

/// Whether index values are the first of their pattern of equality: each is at most one more than the greatest before
/// it of the same range.
fn first_of_its_pattern(values: &[u64], ranges: &[&Size]) -> bool {
    (0..values.len()).all(|place| {
        let before = (0..place).filter(|other| ranges[*other] == ranges[place]).map(|other| values[other]);
        values[place] <= before.max().unwrap_or(0) + 1
    })
}

/// The terms that a statement's terms reach, through definitions: bodies included, parts not.
fn reached<'a>(statement: &'a Statement, terms: &[&'a Term]) -> Vec<&'a Term> {
    let mut seen = BTreeSet::new();
    let mut reached = terms.to_vec();
    let mut open = terms.to_vec();
    while let Some(term) = open.pop() {
        term.node().each_part(&mut |part, _| open.push(part));
        let (Node::Call(name, _, _) | Node::Derivative { by: name, .. }) = term.node() else { continue };
        if let Some(definition) = statement.definition(name)
            && seen.insert(name)
        {
            reached.push(&definition.body);
            open.push(&definition.body);
        }
    }
    reached
}

/// Whether a term holds |·|, √, max, min or a case on a sign.
fn piecewise(term: &Term) -> bool {
    let mut found = match term.node() {
        Node::Apply(function, _) => matches!(function, Function::Abs | Function::Sqrt),
        Node::Fold(fold, ..) => matches!(fold, Fold::Max | Fold::Min),
        Node::If(Condition::Positive(_), ..) => true,
        _ => false,
    };
    term.node().each_part(&mut |part, _| found = found || piecewise(part));
    found
}

/// The sizes on which the used symbols, the free indices and the hypotheses depend.
fn sizes(statement: &Statement, used: &BTreeSet<Name>) -> Vec<Name> {
    let mut sizes: Vec<&Size> = statement.indices.values().collect();
    for (_, axes) in statement.variables.iter().filter(|(name, _)| used.contains(*name)) {
        sizes.extend(axes);
    }
    for (_, shape) in statement.functions.iter().filter(|(name, _)| used.contains(*name)) {
        sizes.extend(shape.axes.iter().chain(shape.arguments.iter().flatten()));
    }
    for hypothesis in &statement.hypotheses {
        if let Hypothesis::All(ranges, _) = hypothesis {
            sizes.extend(ranges);
        }
    }
    let named = |size: &Size| match size {
        Size::Named(name) => Some(name.clone()),
        Size::Numeral(_) => None,
    };
    sizes.into_iter().filter_map(named).collect()
}

fn each_node<'a>(terms: &[&'a Term], visit: &mut dyn FnMut(&'a Node)) {
    let mut open = terms.to_vec();
    while let Some(term) = open.pop() {
        term.node().each_part(&mut |part, _| open.push(part));
        visit(term.node());
    }
}

/// The variables, opaque functions and sizes that occur in terms; a size also as the range of a fold.
fn symbols(terms: &[&Term]) -> BTreeSet<Name> {
    let mut symbols = BTreeSet::new();
    each_node(terms, &mut |node| match node {
        Node::Entry(name, _) | Node::Opaque(name, _, _, _) | Node::Size(name) => {
            symbols.insert(name.clone());
        }
        Node::Fold(_, Size::Named(name), _) => {
            symbols.insert(name.clone());
        }
        _ => {}
    });
    symbols
}

/// Whether renaming the values of indices leaves the statement as it is: no order, no numeral index, no opaque function,
/// whose stand-ins tell entries apart, and no equality of indices that may run over different ranges: a value that only
/// one of them can take is unlike the others.
fn symmetric(statement: &Statement, terms: &[&Term]) -> bool {
    let mut symmetric = statement.functions.is_empty();
    let (mut compared, mut ranges) = (false, BTreeSet::new());
    ranges.extend(statement.indices.values());
    let mut condition = |condition: &Condition| {
        let mut open = vec![condition];
        while let Some(condition) = open.pop() {
            match condition {
                Condition::Less(..) => symmetric = false,
                Condition::Not(inner) => open.push(inner),
                Condition::And(list) | Condition::Or(list) => open.extend(list),
                Condition::Equal(..) => compared = true,
                Condition::Positive(_) => {}
            }
            condition.each_index(&mut |index| symmetric &= !matches!(index, Index::Numeral(_)));
        }
    };
    for hypothesis in &statement.hypotheses {
        if let Hypothesis::Where(other) = hypothesis {
            condition(other);
        }
    }
    let mut numerals = false;
    each_node(terms, &mut |node| {
        if let Node::If(other, _, _) = node {
            condition(other);
        }
        if let Node::Fold(_, size, _) = node {
            ranges.insert(size);
        }
        node.each_index(&mut |index| numerals |= matches!(index, Index::Numeral(_)));
    });
    symmetric && !numerals && (!compared || ranges.len() <= 1)
}
