//! Inverses of matrices: `M^{-1}` is a matrix V of which is known that MV and VM are the identity.
//!
//! The inverse of a matrix is unique where it exists, so that a claim about `M^{-1}` wherever it is defined is the same
//! as the claim about every V with `MV = VM = I` (Horn and Johnson, Matrix Analysis, section 0.5). Each statement that
//! holds such a V has both equations among its hypotheses.

use super::key::Key;
use super::reader::{Bound, Reader};
use super::sizes::{SizeId, Sizes};
use super::statement::{Assumption, free_indices};
use super::trouble::Trouble;
use super::value::Value;
use super::world::World;
use crate::latex::{Font, Symbol};
use crate::source::Span;
use quod_kernel::statement::{Claim, Hypothesis, Relation};
use quod_kernel::term::{Condition, Fold, Index, Name, Node, Term};

/// A matrix that is inverted somewhere in the file.
#[derive(Clone, Debug)]
pub struct Inverse {
    /// The name of the inverse in the core language.
    pub name: Name,
    /// The matrix; its outer indices and then its row and column are bound.
    body: Term,
    /// The sizes of the outer indices.
    outer: Vec<SizeId>,
    /// The size of the matrix.
    size: SizeId,
}

impl Reader<'_> {
    /// The inverse of a square matrix that is written at a place.
    pub(super) fn inverse(&mut self, base: &Value, span: Span) -> Result<Value, Trouble> {
        let [rows, columns] = base.axes.as_slice() else {
            return Err(Trouble::unread(span, format!("{} has no inverse", base.describe())));
        };
        let (rows, columns) = (rows.clone(), columns.clone());
        self.unify(rows.size, columns.size, span)?;
        if self.parameters.iter().any(|(_, name, _)| holds_entry(&base.term, name)) {
            return Err(Trouble::unread(span, "the inverse of a matrix that is a parameter is not read"));
        }
        let mut names: Vec<Name> = free_indices([&base.term]).into_iter().collect();
        names.retain(|name| *name != rows.name && *name != columns.name);
        let outer: Option<Vec<SizeId>> = names.iter().map(|name| self.range_of(name)).collect();
        let outer = outer.ok_or_else(|| Trouble::unread(span, "this inverse is not understood"))?;
        let all: Vec<Name> = names.iter().cloned().chain([rows.name, columns.name]).collect();
        let inverse = self.inverse_of(base.term.close(&all), outer, rows.size, span);
        let (axes, at) = self.new_axes(&[inverse.size, inverse.size]);
        let at: Vec<Index> = names.into_iter().map(Index::Free).chain(at).collect();
        Ok(Value::array(axes, Term::entry(inverse.name, at)))
    }

    /// The range of an index that is bound here or free.
    fn range_of(&self, name: &Name) -> Option<SizeId> {
        let bound = self.bound.iter().rev().find_map(|(_, bound)| match bound {
            Bound::Index(own, size) if own == name => Some(*size),
            _ => None,
        });
        let free = || self.free.iter().find(|(letter, _)| super::key::spell(letter) == name.as_str());
        bound.or_else(|| free().map(|(_, size)| *size))
    }

    /// The inverse of a matrix, the same one wherever this matrix is inverted.
    fn inverse_of(&mut self, body: Term, outer: Vec<SizeId>, size: SizeId, span: Span) -> Inverse {
        let settled = self.world.settled_term(&body);
        let known = self.world.inverses.iter().find(|known| self.world.settled_term(&known.body) == settled);
        if let Some(known) = known.cloned() {
            return known;
        }
        let written = self.world.texts.get(self.place).map_or("", |text| text.at(span)).trim();
        let letters = written.chars().count() == 1 || written.starts_with('(') && written.ends_with(')');
        let text = if letters { format!("{written}^{{-1}}") } else { format!("{{{written}}}^{{-1}}") };
        let taken = |name: &str| self.world.inverses.iter().any(|known| known.name.as_str() == name);
        let primes = (0..).find(|count| !taken(&format!("{text}{}", "'".repeat(*count)))).unwrap_or(0);
        let name = Name::new(&format!("{text}{}", "'".repeat(primes)));
        let symbol = Symbol { name: name.as_str().to_string(), font: Font::Plain, accents: Vec::new(), word: true };
        let axes = self.world.axes_of(&Key::plain(symbol), &name, outer.len() + 2);
        for (axis, size) in axes.iter().zip(outer.iter().chain([&size, &size])) {
            // Fresh sizes clash with nothing.
            let _ = self.world.sizes.unify(*axis, *size);
        }
        let inverse = Inverse { name, body, outer, size };
        self.world.inverses.push(inverse.clone());
        inverse
    }
}

impl World {
    /// Whether a name of the core language is that of an inverse.
    pub fn is_inverse(&self, name: &Name) -> bool {
        self.inverses.iter().any(|inverse| inverse.name == *name)
    }

    /// The matrix whose inverse has this name.
    pub fn inverted(&self, name: &Name) -> Option<&Term> {
        self.inverses.iter().find(|inverse| inverse.name == *name).map(|inverse| &inverse.body)
    }

    /// What is known of the inverse with this name: it is one from both sides.
    pub(super) fn laws_of_inverse(&mut self, name: &Name) -> Vec<Assumption> {
        let Some(inverse) = self.inverses.iter().find(|inverse| inverse.name == *name).cloned() else {
            return Vec::new();
        };
        let outer: Vec<Name> = inverse.outer.iter().map(|_| self.unique("outer")).collect();
        let [row, column, inner] = ["row", "column", "inner"].map(|stem| self.unique(stem));
        let at = |ends: [&Name; 2]| -> Vec<Index> {
            outer.iter().chain(ends).map(|name| Index::Free(name.clone())).collect()
        };
        let matrix = |ends: [&Name; 2]| inverse.body.open(&at(ends));
        let entry = |ends: [&Name; 2]| Term::entry(inverse.name.clone(), at(ends));
        let one = Term::indicator(Condition::Equal(Index::Free(row.clone()), Index::Free(column.clone())));
        let names: Vec<Name> = outer.iter().chain([&row, &column]).cloned().collect();
        let sizes = inverse.outer.iter().chain([&inverse.size, &inverse.size]);
        let ranges: Vec<_> = sizes.map(|size| Sizes::placeholder(*size)).collect();
        let (first, second) = ([&row, &inner], [&inner, &column]);
        [Term::product([matrix(first), entry(second)]), Term::product([entry(first), matrix(second)])]
            .into_iter()
            .map(|body| {
                let left = Term::fold_over(Fold::Sum, &inner, Sizes::placeholder(inverse.size), &body);
                let claim = Claim { relation: Relation::Equal, left: left.close(&names), right: one.close(&names) };
                Assumption { hypothesis: Hypothesis::All(ranges.clone(), claim) }
            })
            .collect()
    }
}

/// Whether a term holds an entry of the array with this name.
pub(super) fn holds_entry(term: &Term, name: &Name) -> bool {
    let mut found = matches!(term.node(), Node::Entry(own, _) if own == name);
    term.node().each_part(&mut |part, _| found |= holds_entry(part, name));
    found
}
