//! Sizes: how many values an index takes, found by what must be equal.
//!
//! Each axis of a symbol and each index has a size of its own until a use says that two are one: an index on an axis,
//! a sum of two vectors. Within a term a size is a placeholder; [`Sizes::resolve`] names it when the file is read.

use quod_kernel::term::{Name, Size};
use std::collections::BTreeMap;

/// One size; equal sizes may have several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SizeId(usize);

/// Sizes that cannot be equal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash(pub String, pub String);

/// What is known of a size.
#[derive(Clone, Debug, Default)]
struct Class {
    names: Vec<String>,
    numeral: Option<u64>,
}

/// Nothing is known.
const NOTHING: &Class = &Class { names: Vec::new(), numeral: None };

/// All sizes of a file.
#[derive(Clone, Debug, Default)]
pub struct Sizes {
    parents: Vec<u32>,
    /// The sizes of which something is known, be it only that they are several in one: most have no entry here, for a
    /// long file has many, and they are copied before each trial.
    classes: BTreeMap<usize, Class>,
    named: BTreeMap<String, SizeId>,
    compared: Vec<(SizeId, SizeId)>,
    apart: Vec<(SizeId, SizeId)>,
}

impl Sizes {
    /// A size of which nothing is known.
    pub fn fresh(&mut self) -> SizeId {
        let number = self.parents.len();
        self.parents.push(u32::try_from(number).unwrap_or_else(|_| panic!("a file has at most 2³² sizes")));
        SizeId(number)
    }

    /// The size that the author calls `name`.
    pub fn named(&mut self, name: &str) -> SizeId {
        if let Some(id) = self.named.get(name) {
            return *id;
        }
        let id = self.add(Class { names: vec![name.to_string()], numeral: None });
        self.named.insert(name.to_string(), id);
        id
    }

    /// A size that is a numeral.
    pub fn numeral(&mut self, value: u64) -> SizeId {
        self.add(Class { names: Vec::new(), numeral: Some(value) })
    }

    fn add(&mut self, class: Class) -> SizeId {
        let id = self.fresh();
        self.classes.insert(id.0, class);
        id
    }

    fn class(&self, root: usize) -> &Class {
        self.classes.get(&root).unwrap_or(NOTHING)
    }

    fn root(&self, id: SizeId) -> usize {
        let mut at = id.0;
        loop {
            let above = self.parents[at] as usize;
            if above == at {
                return at;
            }
            at = above;
        }
    }

    /// Whether both are known to be one size.
    pub fn same(&self, a: SizeId, b: SizeId) -> bool {
        self.root(a) == self.root(b)
    }

    /// The numeral that a size is.
    pub fn value(&self, id: SizeId) -> Option<u64> {
        self.class(self.root(id)).numeral
    }

    /// Makes two sizes one. A size that has a name stands for every number, so it is no numeral.
    pub fn unify(&mut self, a: SizeId, b: SizeId) -> Result<(), Clash> {
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            return Ok(());
        }
        let (keep, drop) = if self.rank(a) <= self.rank(b) { (a, b) } else { (b, a) };
        let (first, second) = (self.class(keep), self.class(drop));
        let general = |one: &Class, other: &Class| one.numeral.is_some() && !other.names.is_empty();
        let apart = self.are_apart(SizeId(a), SizeId(b));
        let differ = apart || first.numeral.is_some() && second.numeral.is_some() && first.numeral != second.numeral;
        if differ || general(first, second) || general(second, first) {
            return Err(Clash(self.describe(SizeId(a)), self.describe(SizeId(b))));
        }
        let Class { names, numeral } = self.classes.remove(&drop).unwrap_or_default();
        let kept = self.classes.entry(keep).or_default();
        kept.names.extend(names);
        kept.numeral = kept.numeral.or(numeral);
        self.parents[drop] = self.parents[keep];
        Ok(())
    }

    /// Two sizes of which the file says that they differ are never one.
    pub fn differ(&mut self, a: SizeId, b: SizeId) {
        self.apart.push((a, b));
    }

    /// Two sizes that the author calls by different names on two axes of one symbol are never one.
    pub fn keep_apart(&mut self, a: SizeId, b: SizeId) {
        let named = |id| !self.class(self.root(id)).names.is_empty();
        if named(a) && named(b) && !self.same(a, b) {
            self.differ(a, b);
        }
    }

    /// Whether the file says that two sizes differ.
    pub fn are_apart(&self, a: SizeId, b: SizeId) -> bool {
        let (a, b) = (self.root(a), self.root(b));
        self.apart.iter().any(|(x, y)| [(a, b), (b, a)].contains(&(self.root(*x), self.root(*y))))
    }

    /// Remembers that two indices of these ranges are compared.
    pub fn compare(&mut self, a: SizeId, b: SizeId) {
        self.compared.push((a, b));
    }

    /// Gives an index that is only compared, and stands at no array, the range of the index it is compared with.
    pub fn settle(&mut self) {
        for (a, b) in std::mem::take(&mut self.compared) {
            // Neither has a numeral that the other's name could contradict where one of them is alone.
            if (self.is_alone(a) || self.is_alone(b)) && self.unify(a, b).is_err() {
                self.compared.push((a, b));
            }
        }
    }

    /// Whether nothing says anything of a size but the one index that ranges over it.
    fn is_alone(&self, id: SizeId) -> bool {
        !self.classes.contains_key(&self.root(id))
    }

    /// Takes back what was unified since `before` was saved. Sizes that are new since then stay.
    pub fn restore(&mut self, before: &Sizes) {
        let old = before.parents.len();
        self.parents[..old].copy_from_slice(&before.parents);
        let new = self.classes.split_off(&old);
        self.classes = before.classes.clone();
        self.classes.extend(new);
        for size in old..self.parents.len() {
            let root = self.root(SizeId(size));
            if root != size {
                self.classes.entry(root).or_default();
            }
        }
    }

    /// Named sizes first, in the order in which the file names them.
    fn rank(&self, root: usize) -> (bool, usize) {
        let class = self.class(root);
        let place = class.names.first().and_then(|name| self.named.get(name)).map_or(root, |id| id.0);
        (class.names.is_empty(), place)
    }

    /// How a size is called, for a message.
    pub fn describe(&self, id: SizeId) -> String {
        let class = self.class(self.root(id));
        match (class.numeral, class.names.first()) {
            (Some(value), _) => value.to_string(),
            (None, Some(name)) => name.clone(),
            (None, None) => "a size without a name".to_string(),
        }
    }

    /// All names of a size, in the order in which they were found.
    pub fn names(&self, id: SizeId) -> &[String] {
        &self.class(self.root(id)).names
    }

    /// The placeholder of a size within a term that is being built.
    pub fn placeholder(id: SizeId) -> Size {
        Size::Named(Name::new(&format!("?{}", id.0)))
    }

    /// The size behind a placeholder, where it is a numeral or the author names it; else its class, as a text. Any
    /// other name is itself.
    pub fn known(&self, name: &Name) -> Result<Size, String> {
        let number: Option<usize> = name.as_str().strip_prefix('?').and_then(|number| number.parse().ok());
        let Some(number) = number.filter(|number| *number < self.parents.len()) else {
            return Ok(Size::Named(name.clone()));
        };
        let root = self.root(SizeId(number));
        let class = self.class(root);
        match (class.numeral, class.names.first()) {
            (Some(value), _) => Ok(Size::Numeral(value)),
            (None, Some(name)) => Ok(Size::Named(Name::new(name))),
            (None, None) => Err(format!("?{root}")),
        }
    }

    /// Whether a placeholder is of this size.
    pub fn is_at(&self, name: &Name, id: SizeId) -> bool {
        let number: Option<usize> = name.as_str().strip_prefix('?').and_then(|number| number.parse().ok());
        number.is_some_and(|number| number < self.parents.len() && self.root(SizeId(number)) == self.root(id))
    }

    /// Whether the author calls some size so.
    pub fn is_named(&self, name: &str) -> bool {
        self.named.contains_key(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_size_are_told_and_the_first_one_stands() {
        let mut sizes = Sizes::default();
        let (n, axis, c) = (sizes.named("n"), sizes.fresh(), sizes.named("c"));
        sizes.unify(axis, n).unwrap();
        assert_eq!(sizes.names(axis), ["n"]);
        sizes.unify(c, axis).unwrap();
        assert_eq!(sizes.names(axis), ["n", "c"]);
        assert_eq!(sizes.describe(c), "n");
    }

    #[test]
    fn what_a_wrong_line_unified_is_taken_back() {
        let mut sizes = Sizes::default();
        let (n, m) = (sizes.named("n"), sizes.named("m"));
        let before = sizes.clone();
        let later = sizes.fresh();
        sizes.unify(n, m).unwrap();
        sizes.unify(later, m).unwrap();
        sizes.restore(&before);
        assert!(!sizes.same(n, m) && sizes.same(later, n));
    }

    #[test]
    fn sizes_that_are_said_to_differ_stay_apart() {
        let mut sizes = Sizes::default();
        let (m, n, axis) = (sizes.named("m"), sizes.named("n"), sizes.fresh());
        sizes.differ(m, n);
        sizes.unify(axis, m).unwrap();
        assert!(sizes.unify(axis, n).is_err() && sizes.are_apart(n, axis));
    }

    #[test]
    fn the_two_axes_of_one_symbol_keep_their_names() {
        let mut sizes = Sizes::default();
        let (m, n, axis) = (sizes.named("m"), sizes.named("n"), sizes.fresh());
        sizes.keep_apart(m, n);
        sizes.unify(axis, m).unwrap();
        assert!(sizes.unify(axis, n).is_err());
    }

    #[test]
    fn numerals_that_differ_clash_and_no_name_is_a_numeral() {
        let mut sizes = Sizes::default();
        let (three, four, n, axis) = (sizes.numeral(3), sizes.numeral(4), sizes.named("n"), sizes.fresh());
        assert!(sizes.unify(three, four).is_err());
        assert!(sizes.unify(three, n).is_err());
        sizes.unify(axis, three).unwrap();
        assert_eq!(sizes.value(axis), Some(3));
    }
}
