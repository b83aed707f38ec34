//! What a file takes from outside itself: the definitions of files that it uses, and the hypotheses of directives.

use super::directives::Assumed;
use super::lines::{Line, lines};
use super::roles::{Role, is_numeral};
use super::{Derivation, Passage, Sentence};
use crate::elaborate::{Key, SizeId, World, each_occurrence};
use crate::latex::{Chain, Conventions, Macros, Parsed};
use crate::source::{Document, Span};
use std::collections::BTreeSet;

/// From where a passage comes that is no formula of the file itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outside {
    /// A definition of another file.
    Used {
        /// The name of that file.
        file: String,
        /// The id of the formula in it.
        id: String,
    },
    /// A hypothesis of a directive, with the number of formulas before it.
    Assumed(Span, usize),
}

/// How long an axis is.
#[derive(Clone, Debug)]
enum Extent {
    Named(String),
    Numeral(u64),
    Any,
}

/// What a file gives to those that use it. Its results need not be given: a proof goes back to definitions, and so it
/// cannot rest on a line that is refuted, blocked or unread. Its hypotheses are its own.
#[derive(Clone, Debug, Default)]
pub struct Chapter {
    /// Its definitions, and those that it uses itself.
    pub definitions: Vec<Passage>,
    /// The shapes that it declares for symbols in them.
    shapes: Vec<(Key, Vec<Extent>)>,
}

impl Chapter {
    /// The definitions and shapes of both, those that both have once.
    pub fn join(&mut self, other: &Chapter) {
        for passage in &other.definitions {
            if !self.definitions.iter().any(|known| known.outside == passage.outside && known.lines == passage.lines) {
                self.definitions.push(passage.clone());
            }
        }
        self.shapes.extend(other.shapes.iter().cloned());
    }

    /// Takes in the shapes of symbols about which the file itself says nothing.
    pub fn declare(&self, world: &mut World) {
        for (key, extents) in &self.shapes {
            if world.declared.contains_key(key) {
                continue;
            }
            let axes: Vec<SizeId> = extents
                .iter()
                .map(|extent| match extent {
                    Extent::Named(name) => world.sizes.named(name),
                    Extent::Numeral(value) => world.sizes.numeral(*value),
                    Extent::Any => world.sizes.fresh(),
                })
                .collect();
            world.declared.insert(key.clone(), axes);
        }
    }
}

impl Derivation {
    /// What this file, of that name and with those ids, gives to those that use it: each definition that holds to its
    /// end and that is read. A value by numerals alone ends at a heading, and so at the end of the file too.
    pub fn chapter(&mut self, name: &str, ids: &[String]) -> Chapter {
        let mut chapter = Chapter::default();
        let mut held: BTreeSet<Key> = BTreeSet::new();
        for number in 0..self.threads.len() {
            let Role::Definition(id) = self.roles[number] else { continue };
            let written = self.world.written(id).clone();
            let ends = written.scope.end < self.passages.len() || is_numeral(&written.right);
            if ends || self.world.lower(id).is_err() {
                continue;
            }
            let passage = &self.passages[written.place];
            let line = passage.lines.iter().find(|line| line.chain.first == written.left);
            let Some((line, link)) = line.and_then(|line| Some((line, line.chain.links.first()?))) else { continue };
            let mut link = link.clone();
            link.right = written.right.clone();
            let chain = Chain { first: written.left.clone(), links: vec![link] };
            let mut given = Passage { lines: vec![Line { chain, ..line.clone() }], ..passage.clone() };
            given.sentence = Sentence::default();
            given.section = usize::MAX;
            let used = || Outside::Used { file: name.to_string(), id: ids[written.place].clone() };
            given.outside = Some(passage.outside.clone().unwrap_or_else(used));
            chapter.definitions.push(given);
            [&written.left, &written.right].into_iter().for_each(|side| {
                each_occurrence(&self.world.survey, side, &mut |found| held.extend([found.key]));
            });
        }
        chapter.shapes = held.into_iter().filter_map(|key| Some((key.clone(), self.extents(&key)?))).collect();
        chapter
    }

    fn extents(&self, key: &Key) -> Option<Vec<Extent>> {
        let sizes = &self.world.sizes;
        let extent = |axis: &SizeId| match (sizes.value(*axis), sizes.names(*axis).first()) {
            (Some(value), _) => Extent::Numeral(value),
            (None, Some(name)) => Extent::Named(name.clone()),
            (None, None) => Extent::Any,
        };
        self.world.declared.get(key).map(|axes| axes.iter().map(extent).collect())
    }
}

/// The formula of a directive `assume` as a passage behind those of the file.
pub fn assumed(document: &Document, assumed: &Assumed, conventions: Conventions, macros: &mut Macros) -> Passage {
    let excerpt = document.excerpt(assumed.tex);
    let parsed = Parsed::new(&excerpt.text, macros);
    let tree = parsed.read(conventions);
    let expansion = parsed.into_expansion();
    let sound = tree.errors.is_empty() && tree.hidden.is_empty();
    let lines = if sound { lines(&tree) } else { Vec::new() };
    let outside = Some(Outside::Assumed(assumed.span, assumed.place));
    let sentence = Sentence::default();
    Passage {
        display: false,
        excerpt,
        expansion,
        tree,
        lines,
        lost: Vec::new(),
        sentence,
        section: usize::MAX,
        skipped: None,
        outside,
    }
}
