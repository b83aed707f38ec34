//! Document → steps: the chains that run through displays, what each is there for, and what the words around say.
//!
//! [`Derivation::read`] finds passages (every formula with its sentence), threads (chains through several displays),
//! the symbols of the file with their definitions, and the hypotheses. It judges nothing.

mod directives;
mod dummies;
mod hypotheses;
mod lines;
mod prose;
mod roles;
mod stationary;
mod threads;
mod uses;

pub use directives::{Directives, Expected};
pub use hypotheses::{Source as HypothesisSource, Stated, relation};
pub use lines::{Line, is_condition};
pub use prose::{AGAIN, Sentence, Token, has};
pub use roles::{Role, defined_symbol, draws_conclusion, holds};
pub use threads::{Join, Passage, Side, Thread, end_of_section};
pub use uses::{Chapter, Outside};

use crate::elaborate::{Key, Kind, Role as Use, Survey, Trouble, World};
use crate::latex::{Chain, Conventions, Expr, Macros, Node, RelationKind, Scripted, Sign};
use crate::source::{Document, Span};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A file as a derivation.
#[derive(Clone, Debug)]
pub struct Derivation {
    /// Every formula, in order; behind them what comes from outside: see [`Outside`].
    pub passages: Vec<Passage>,
    /// Every chain, in the order in which they begin.
    pub threads: Vec<Thread>,
    /// What each thread is there for.
    pub roles: Vec<Role>,
    /// The symbols.
    pub world: World,
    /// What is assumed for the file.
    pub hypotheses: Vec<Stated>,
    /// The macros that the page defines.
    pub macros: Macros,
    /// What the directives say.
    pub directives: Directives,
    /// Why a hypothesis is not read, by thread.
    pub unread: BTreeMap<usize, Trouble>,
    /// Every mention of a size by name, in order: the formula, the name, the place in the formula's text.
    pub sizes: Vec<(usize, String, Span)>,
}

impl Derivation {
    /// Reads a document that uses no other one, under one set of conventions.
    pub fn read(document: &Document, conventions: Conventions) -> Self {
        Self::read_with(document, conventions, &Chapter::default())
    }

    /// Reads a document that uses these definitions of others.
    pub fn read_with(document: &Document, conventions: Conventions, used: &Chapter) -> Self {
        let (mut macros, directives) = (Macros::default(), Directives::read(document));
        let mut passages = threads::passages(document, &directives, conventions, &mut macros);
        passages.extend(used.definitions.iter().cloned());
        let assumes = directives.assumes.iter();
        passages.extend(assumes.map(|one| uses::assumed(document, one, conventions, &mut macros)));
        let threads = threads::threads(&passages);
        let mut world = World::new(survey(&passages));
        world.layout_by_variable = conventions.layout_by_variable;
        let sizes = size_names(&passages, &mut world);
        world.speaks_of_arrays = speaks_of_arrays(&passages, &world.survey);
        world.texts = Arc::new(passages.iter().map(|passage| passage.expansion.clone()).collect());
        threads.iter().for_each(|thread| sizes_apart(thread, &mut world));
        let roles = roles(&threads, &passages, &mut world);
        declare(&threads, &roles, &mut world);
        hypotheses::shapes_in_words(document, &passages, &mut world);
        used.declare(&mut world);
        world.infer_shapes(passages.iter().flat_map(|passage| &passage.lines).map(|line| &line.chain));
        make_opaque(&mut world);
        world.dummies = dummies::dummies(&passages, &threads, &roles, &world);
        let (hypotheses, unread) = (Vec::new(), BTreeMap::new());
        let mut derivation = Self { passages, threads, roles, world, hypotheses, macros, directives, unread, sizes };
        derivation.lower_definitions();
        derivation.hypotheses = hypotheses::stated(document, &mut derivation);
        let stationary = stationary::conditions(&mut derivation);
        derivation.hypotheses.extend(stationary);
        derivation
    }

    /// Whether a later side of a chain may give the symbol its meaning: equal signs alone lead there, and it is more
    /// than a number, which says what something comes to and not what it is.
    fn may_define_by(&self, thread: usize, side: usize) -> bool {
        let thread = &self.threads[thread];
        let equal = |join: &Join| matches!(join.relation.kind, RelationKind::Equal | RelationKind::Defined);
        side < thread.sides.len()
            && thread.joins[..side].iter().all(equal)
            && !roles::is_numeral(&thread.sides[side].expr)
    }

    /// Reads every definition at its place. Where its first side has no reading, a later side of its chain may serve;
    /// where it goes round in a circle, it is a claim instead.
    fn lower_definitions(&mut self) {
        for at in 0..self.threads.len() {
            let Role::Definition(mut id) = self.roles[at] else { continue };
            let mut side = 1;
            while let Err(trouble) = self.world.lower(id) {
                let retry = trouble.kind == Kind::Unread && self.may_define_by(at, side + 1);
                if !retry {
                    break;
                }
                side += 1;
                let mut written = self.world.written(id).clone();
                self.world.retract(id);
                written.right = self.threads[at].sides[side].expr.clone();
                id = self.world.define(written);
                self.roles[at] = Role::Definition(id);
            }
        }
    }
}

/// The role of each thread. What other files define is known before anything of this file is read.
fn roles(threads: &[Thread], passages: &[Passage], world: &mut World) -> Vec<Role> {
    let mut roles = vec![Role::Aside; threads.len()];
    let used = |thread: &Thread| matches!(passages[thread.sides[0].formula].outside, Some(Outside::Used { .. }));
    let numbered = || threads.iter().enumerate();
    let order = numbered().filter(|(_, thread)| used(thread)).chain(numbered().filter(|(_, thread)| !used(thread)));
    let mut before: Vec<(&Thread, Role)> = Vec::new();
    for (number, thread) in order {
        roles[number] = roles::Roles { passages, world, before: &before }.role(thread);
        before.push((thread, roles[number]));
    }
    roles
}

fn survey(passages: &[Passage]) -> Survey {
    let mut chains: Vec<(&Chain, Use)> = Vec::new();
    for passage in passages {
        let inline = roles::may_be_condition(passage);
        for line in passage.lines.iter().filter(|line| passage.display || !is_mention(line)) {
            let declares =
                line.chain.links.first().is_some_and(|link| link.relation.kind == crate::latex::RelationKind::In);
            let role = match (inline, declares) {
                (true, _) => Use::Condition,
                (false, true) => Use::Declaration,
                (false, false) => Use::Claim,
            };
            chains.push((&line.chain, role));
            chains.extend(line.conditions.iter().map(|chain| (chain, Use::Condition)));
            chains.extend(line.ranges.iter().map(|chain| (chain, Use::Range)));
        }
    }
    Survey::new(chains.into_iter())
}

/// Whether a line only names letters, as `$i$` and `$(i, j)$` in a sentence do: that uses none of them as a value.
fn is_mention(line: &Line) -> bool {
    fn letters(expr: &crate::latex::Expr) -> bool {
        match &expr.node {
            Node::Symbol(_) => true,
            Node::List(items) => items.iter().all(letters),
            Node::Group(group) => letters(&group.body),
            _ => false,
        }
    }
    line.chain.links.is_empty() && letters(&line.chain.first)
}

/// Every mention of a size by name, so that the name that comes first in the file stands for the others.
fn size_names(passages: &[Passage], world: &mut World) -> Vec<(usize, String, Span)> {
    let mut mentions = Vec::new();
    for (formula, passage) in passages.iter().enumerate().filter(|(_, passage)| passage.display) {
        let chains = passage.lines.iter().flat_map(|line| std::iter::once(&line.chain).chain(&line.ranges));
        for side in chains.flat_map(|chain| chain.sides()) {
            side.walk(&mut |part| {
                if let Some(symbol) = part.as_symbol().filter(|symbol| world.survey.is_size(symbol)) {
                    mentions.push((formula, crate::elaborate::spell(symbol), part.span));
                }
            });
        }
    }
    for (_, name, _) in &mentions {
        world.sizes.named(name);
    }
    mentions
}

fn speaks_of_arrays(passages: &[Passage], survey: &Survey) -> bool {
    let mut found = passages.iter().any(|passage| {
        let words = ["vector", "vectors", "matrix", "matrices", "jacobian", "gradient"];
        has(&passage.sentence.before, &words) || has(&passage.sentence.after, &words)
    });
    for passage in passages {
        for line in &passage.lines {
            line.chain.sides().for_each(|side| {
                side.walk(&mut |part| {
                    found |= roles::is_sign_of_arrays(part)
                        || matches!(&part.node, Node::Scripted(scripted) if inverts_or_transposes(scripted))
                        || part.as_symbol().is_some_and(|symbol| survey.transposes(symbol));
                });
            });
        }
    }
    found
}

/// `A^{-1}`, `A^\top` of a capital letter: numbers are seldom written so.
fn inverts_or_transposes(scripted: &Scripted) -> bool {
    let capital = scripted.base.as_symbol().is_some_and(|symbol| Key::plain(symbol.clone()).is_capital());
    let minus_one = |sup: &Expr| match &sup.node {
        Node::Sum(terms) => matches!(terms.as_slice(), [term] if term.sign == Sign::Minus),
        Node::Symbol(symbol) => symbol.name == "T" && !symbol.word,
        _ => false,
    };
    capital && scripted.sup.as_deref().is_some_and(minus_one)
}

/// Takes in the shapes that `x \in \mathbb R^n` declares.
fn declare(threads: &[Thread], roles: &[Role], world: &mut World) {
    for (thread, _) in threads.iter().zip(roles).filter(|(_, role)| **role == Role::Declaration) {
        let Some((keys, dimensions)) = roles::declaration(&world.survey, thread) else { continue };
        for declared in keys {
            let mut axes = Vec::new();
            for dimension in &dimensions {
                match &dimension.node {
                    Node::Symbol(symbol) => axes.push(world.sizes.named(&crate::elaborate::spell(symbol))),
                    Node::Number(text) => axes.extend(text.parse().ok().map(|value| world.sizes.numeral(value))),
                    _ => {}
                }
            }
            if axes.len() != dimensions.len() {
                continue;
            }
            for (place, axis) in axes.iter().enumerate() {
                axes[..place].iter().for_each(|other| world.sizes.keep_apart(*other, *axis));
            }
            let mut outer = |at: &crate::elaborate::At| match at {
                crate::elaborate::At::Last(size, _) => world.sizes.named(&crate::elaborate::spell(size)),
                _ => world.sizes.fresh(),
            };
            let below: Vec<_> = declared.below.iter().map(&mut outer).collect();
            let above: Vec<_> = declared.above.iter().map(&mut outer).collect();
            // What has an index and lies in ℝ is a scalar entry, and nothing is said of the array.
            let indexed = !below.is_empty() || !above.is_empty();
            match (indexed, axes.is_empty()) {
                (true, true) => continue,
                (true, false) => drop(world.declared_rows.insert(declared.key.clone())),
                (false, _) => {}
            }
            world.declared.insert(declared.key, [below, axes, above].concat());
        }
    }
}

/// `m \ne n`, `m < n` in a sentence: two sizes that are never one.
fn sizes_apart(thread: &Thread, world: &mut World) {
    use crate::latex::RelationKind as R;
    let letters = roles::compared_sizes(&world.survey, thread);
    let Some(letters) = letters.filter(|_| !thread.display) else { return };
    for (pair, join) in letters.windows(2).zip(&thread.joins) {
        if let ([Some(a), Some(b)], R::NotEqual | R::Less | R::Greater) = (pair, &join.relation.kind) {
            let (a, b) = (world.sizes.named(a), world.sizes.named(b));
            world.sizes.differ(a, b);
        }
    }
}

/// A symbol that the file only differentiates is an opaque function of what it is differentiated by, the last ones in
/// the chain of definitions. One that is differentiated by itself, perhaps through others, is a variable.
fn make_opaque(world: &mut World) {
    let candidates: Vec<(Key, BTreeSet<Key>)> = world
        .survey
        .usages()
        .filter(|(key, usage)| {
            !usage.by.is_empty() && !usage.plain && usage.applied.is_empty() && !world.is_defined(key)
        })
        .map(|(key, usage)| (key.clone(), usage.by.clone()))
        .collect();
    let circular = |key: &Key| {
        let mut seen = BTreeSet::new();
        let mut open = vec![key];
        while let Some(at) = open.pop() {
            let by = candidates.iter().filter(|(other, _)| other == at).flat_map(|(_, by)| by);
            open.extend(by.filter(|other| seen.insert((*other).clone())));
        }
        seen.contains(key)
    };
    let straight: Vec<(Key, BTreeSet<Key>)> = candidates.iter().filter(|(key, _)| !circular(key)).cloned().collect();
    for (key, by) in straight {
        let by: BTreeSet<Key> = by.iter().map(|key| world.meant(key, 0)).collect();
        world.remarks.clear();
        let last: Vec<Key> = by
            .iter()
            .filter(|one| !by.iter().any(|other| other != *one && world.leads_to(one, other)))
            .cloned()
            .collect();
        if !world.is_defined(&key) && !last.is_empty() {
            world.make_opaque(&key, last);
        }
    }
}
