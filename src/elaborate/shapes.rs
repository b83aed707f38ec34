//! Shapes that follow from use: what is measured by a norm is a vector, both sides of an equation have one shape, and a
//! sum is a sum of like things.
//!
//! Facts go round until nothing new is found. A symbol for which two shapes are found keeps none. What follows from no
//! use is decided by the habit of writing a vector behind its matrix (`A x`), and only in letters that hold nothing
//! else: Petersen and Pedersen, The Matrix Cookbook, notation.

use super::key::Key;
use super::occurrence;
use super::survey::{Survey, strip};
use super::world::World;
use crate::latex::{
    Big, Chain, Delimiter, Derivative, Differential, Expr, Factor, Group, Join, Node, RelationKind, Scripted,
};
use std::collections::{BTreeMap, BTreeSet};

/// The shape of a value; vectors are columns or rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Scalar,
    Column,
    Row,
    Matrix,
}

impl Shape {
    fn of_rank(rank: usize) -> Option<Self> {
        [Shape::Scalar, Shape::Column, Shape::Matrix].get(rank).copied()
    }

    fn rank(self) -> usize {
        match self {
            Shape::Scalar => 0,
            Shape::Column | Shape::Row => 1,
            Shape::Matrix => 2,
        }
    }

    fn transpose(self) -> Self {
        match self {
            Shape::Column => Shape::Row,
            Shape::Row => Shape::Column,
            other => other,
        }
    }

    /// The matrix product; `None` where it has no meaning.
    fn times(self, right: Self) -> Option<Self> {
        match (self, right) {
            (Shape::Scalar, other) | (other, Shape::Scalar) => Some(other),
            (Shape::Matrix, Shape::Matrix) | (Shape::Column, Shape::Row) => Some(Shape::Matrix),
            (Shape::Matrix, Shape::Column) => Some(Shape::Column),
            (Shape::Row, Shape::Matrix) => Some(Shape::Row),
            (Shape::Row, Shape::Column) => Some(Shape::Scalar),
            _ => None,
        }
    }
}

impl World {
    /// Infers the ranks of symbols of which neither indices, words, sets nor type faces tell the shape.
    pub fn infer_shapes<'a>(&mut self, chains: impl Iterator<Item = &'a Chain> + Clone) {
        let mut inference = Inference {
            world: self,
            found: BTreeMap::new(),
            torn: BTreeSet::new(),
            guessed: BTreeSet::new(),
            habit: false,
            capitals: false,
            changed: false,
        };
        for habit in [false, true] {
            inference.habit = habit;
            inference.rounds(chains.clone());
        }
        inference.capitals = true;
        inference.rounds(chains);
        let Inference { mut found, torn, guessed, .. } = inference;
        found.retain(|key, _| !torn.contains(key));
        self.guessed = guessed.into_iter().filter(|key| found.contains_key(key)).collect();
        self.inferred = found.into_iter().map(|(key, shape)| (key, shape.rank())).collect();
    }
}

struct Inference<'w> {
    world: &'w World,
    found: BTreeMap<Key, Shape>,
    torn: BTreeSet<Key>,
    guessed: BTreeSet<Key>,
    habit: bool,
    /// Whether capitals in products are taken for matrices.
    capitals: bool,
    changed: bool,
}

impl Inference<'_> {
    /// At least one symbol is found in every round but the last one, so that this ends.
    fn rounds<'a>(&mut self, chains: impl Iterator<Item = &'a Chain> + Clone) {
        loop {
            self.changed = false;
            for chain in chains.clone() {
                self.chain(chain);
            }
            if !self.changed {
                return;
            }
        }
    }

    fn survey(&self) -> &Survey {
        &self.world.survey
    }

    fn chain(&mut self, chain: &Chain) {
        chain.sides().for_each(|side| self.evidence(side));
        let like = |kind: &RelationKind| matches!(kind, RelationKind::Equal | RelationKind::Defined);
        if chain.links.iter().all(|link| like(&link.relation.kind)) {
            let sides: Vec<&Expr> = chain.sides().filter(|side| !side.is_missing() && !is_zero(side)).collect();
            self.alike(&sides);
        }
    }

    /// All of these have the shape that one of them is known to have, unless it is a scalar: numbers are added to
    /// vectors, and zero stands for arrays of zeros.
    fn alike(&mut self, parts: &[&Expr]) {
        let shapes: Vec<Option<Shape>> = parts.iter().map(|part| self.shape(part)).collect();
        let known = shapes.iter().flatten().find(|shape| **shape != Shape::Scalar).copied();
        if let Some(shape) = known {
            parts.iter().for_each(|part| self.expect(part, shape));
        }
    }

    /// What an expression says about the symbols within.
    fn evidence(&mut self, expr: &Expr) {
        match &expr.node {
            Node::Sum(terms) => {
                let parts: Vec<&Expr> = terms.iter().map(|term| &term.value).collect();
                self.alike(&parts);
            }
            Node::Product(factors) => {
                self.behind_a_row(factors);
                if self.habit {
                    self.behind_a_matrix(factors);
                }
                if self.capitals && self.world.speaks_of_arrays {
                    self.capitals_of(factors);
                }
            }
            Node::Group(Group { open: Delimiter::DoubleBar, body, .. }) => {
                let shape = self.shape(body).unwrap_or(Shape::Column);
                self.expect(body, shape);
            }
            Node::Derivative(derivative) => self.gradient(derivative),
            _ => {}
        }
        expr.for_each_child(&mut |child| self.evidence(child));
    }

    /// `\nabla_w` is taken by a vector, or by a matrix where the letter is a capital.
    fn gradient(&mut self, derivative: &Derivative) {
        if derivative.sign != Differential::Nabla {
            return;
        }
        for (variable, _) in &derivative.variables {
            if let Some(key) = self.survey().bare(variable) {
                self.note(&key, if key.is_capital() { Shape::Matrix } else { Shape::Column });
            }
        }
    }

    /// `y^\top x`: right behind a row stands a vector, or a matrix where the letter is a capital.
    fn behind_a_row(&mut self, factors: &[Factor]) {
        for pair in factors.windows(2) {
            let row = pair[1].join == Join::Juxtaposed && self.shape(&pair[0].value) == Some(Shape::Row);
            if let Some(key) = self.survey().bare(&pair[1].value).filter(|key| row && !key.is_capital()) {
                self.note(&key, Shape::Column);
            }
        }
        for three in factors.windows(3) {
            let row = three[1..].iter().all(|factor| factor.join == Join::Juxtaposed);
            let row = row && self.shape(&three[0].value) == Some(Shape::Row);
            if let Some(key) = self.survey().bare(&three[1].value).filter(|key| row && key.is_capital()) {
                self.note(&key, Shape::Matrix);
            }
        }
    }

    /// `A B`, `X^\top \Lambda X`: capitals of which nothing tells the shape, beside another array in a product. They are
    /// taken for matrices, which may have one row and one column; what is false of larger ones alone is not refuted.
    fn capitals_of(&mut self, factors: &[Factor]) {
        let keys: Vec<Key> = factors.iter().filter_map(|factor| self.unknown_capital(&factor.value)).collect();
        let arrays = factors.iter().filter(|factor| {
            self.shape(&factor.value).is_some_and(|shape| shape != Shape::Scalar)
                || self.unknown_capital(&factor.value).is_some()
                || matches!(&factor.value.node, Node::Group(group) if self.holds_capitals(&group.body))
                || matches!(&factor.value.node, Node::Scripted(scripted) if inverts_a_group(scripted))
        });
        if arrays.count() > 1 {
            for key in keys {
                self.note(&key, Shape::Matrix);
                self.guessed.insert(key);
            }
        }
    }

    /// A bare capital, perhaps inverted, of which nothing tells the shape.
    fn unknown_capital(&self, expr: &Expr) -> Option<Key> {
        let found = occurrence::read(self.survey(), strip(expr))?.ok()?;
        let bare = found.at.is_empty() && found.arguments.is_none() && !found.transposed;
        let named = self.survey().is_size(&found.key.symbol) || self.survey().is_index(&found.key.symbol);
        let known = self.world.said_rank(&found.key).is_some() || self.found.contains_key(&found.key);
        let fresh = bare && found.primes == 0 && found.key.is_capital() && !named && !known;
        let identity = found.key.symbol.name == "I";
        (fresh && !identity).then_some(found.key)
    }

    fn holds_capitals(&self, expr: &Expr) -> bool {
        let mut found = false;
        expr.walk(&mut |part| found |= self.unknown_capital(part).is_some());
        found
    }

    /// `A x`: the last factor, where it is a small Latin letter right behind a matrix.
    fn behind_a_matrix(&mut self, factors: &[Factor]) {
        let [.., matrix, last] = factors else { return };
        let follows = last.join == Join::Juxtaposed && self.shape(&matrix.value) == Some(Shape::Matrix);
        let latin = |key: &Key| key.symbol.name.chars().count() == 1 && key.symbol.name.is_ascii() && !key.is_capital();
        if let Some(key) = self.survey().bare(&last.value).filter(|key| follows && latin(key)) {
            self.note(&key, Shape::Column);
        }
    }

    fn note(&mut self, key: &Key, shape: Shape) {
        let named = self.survey().is_size(&key.symbol) || self.survey().is_index(&key.symbol);
        if named || self.world.said_rank(key).is_some() {
            return;
        }
        match self.found.get(key) {
            None => {
                self.found.insert(key.clone(), shape);
                self.changed = true;
            }
            Some(other) if *other != shape && !self.torn.contains(key) => {
                self.torn.insert(key.clone());
            }
            Some(_) => {}
        }
    }

    /// The shape, where it is known.
    fn shape(&self, expr: &Expr) -> Option<Shape> {
        if let Some(found) = occurrence::read(self.survey(), expr) {
            return self.shape_of_symbol(&found.ok()?);
        }
        match &expr.node {
            Node::Number(_) | Node::Indicator(_) => Some(Shape::Scalar),
            Node::Group(Group { open: Delimiter::Parenthesis | Delimiter::Bracket, body, .. })
            | Node::Marked(_, body)
            | Node::Big(Big { body: Some(body), .. }) => self.shape(body),
            Node::Group(Group { open: Delimiter::DoubleBar | Delimiter::Bar | Delimiter::Angle, .. }) => {
                Some(Shape::Scalar)
            }
            Node::Sum(terms) => {
                let mut shapes = terms.iter().map(|term| self.shape(&term.value));
                shapes.find(|shape| shape.is_some_and(|shape| shape != Shape::Scalar)).flatten().or_else(|| {
                    terms.iter().all(|term| self.shape(&term.value) == Some(Shape::Scalar)).then_some(Shape::Scalar)
                })
            }
            Node::Product(factors) => self.product(factors, None),
            Node::Fraction(above, below) => self.shape(above).filter(|_| self.shape(below) == Some(Shape::Scalar)),
            Node::Scripted(scripted) if scripted.primes == 1 && self.survey().primes_transpose() => {
                self.shape(&scripted.base).map(Shape::transpose)
            }
            Node::Scripted(scripted) if scripted.sub.is_none() => match scripted.sup.as_deref() {
                Some(sup) if occurrence::is_transposition(self.survey(), sup) => {
                    self.shape(&scripted.base).map(Shape::transpose)
                }
                Some(_) => self.shape(&scripted.base).filter(|shape| matches!(shape, Shape::Scalar | Shape::Matrix)),
                None => self.shape(&scripted.base),
            },
            Node::Scripted(scripted) if is_norm(&scripted.base) => Some(Shape::Scalar),
            Node::Derivative(derivative) => self.shape_of_gradient(derivative),
            _ => None,
        }
    }

    fn shape_of_symbol(&self, found: &occurrence::Occurrence) -> Option<Shape> {
        if found.arguments.is_some() {
            return None;
        }
        if !found.at.is_empty() {
            let vector = self.world.vector_at(&found.key) == Some(found.at.len());
            let shape = if vector { Shape::Column } else { Shape::Scalar };
            return (shape == Shape::Scalar || found.power.is_none()).then_some(if found.transposed {
                shape.transpose()
            } else {
                shape
            });
        }
        let name = &found.key.symbol.name;
        if self.survey().is_size(&found.key.symbol) || name == "pi" || name == "e" {
            return Some(Shape::Scalar);
        }
        if name == "I" && self.world.speaks_of_arrays && found.key.marks.is_empty() && found.power.is_none() {
            return Some(Shape::Matrix);
        }
        let said = self.world.said_rank(&found.key).and_then(Shape::of_rank);
        let shape = said.or_else(|| self.found.get(&found.key).copied())?;
        match found.power {
            Some(_) if shape != Shape::Matrix => (shape == Shape::Scalar).then_some(shape),
            _ if found.transposed => Some(shape.transpose()),
            _ => Some(shape),
        }
    }

    /// The gradient of a scalar has the shape of what it is taken by.
    fn shape_of_gradient(&self, derivative: &Derivative) -> Option<Shape> {
        let [(variable, None)] = derivative.variables.as_slice() else { return None };
        let operand = derivative.operand.as_deref()?;
        let scalar = match self.shape(operand) {
            Some(shape) => shape == Shape::Scalar,
            None => derivative.sign == Differential::Nabla,
        };
        self.shape(variable).filter(|_| scalar && derivative.order.is_none())
    }

    /// The shape of a product, with `unknown` for the factor of which nothing is known.
    fn product(&self, factors: &[Factor], unknown: Option<Shape>) -> Option<Shape> {
        let mut total = Shape::Scalar;
        for factor in factors {
            let shape = self.shape(&factor.value).or(unknown)?;
            total = match factor.join {
                Join::Slash => (shape == Shape::Scalar).then_some(total)?,
                Join::Odot | Join::Oslash => (shape == total).then_some(total)?,
                Join::Dot if total == Shape::Column && shape == Shape::Column => Shape::Scalar,
                Join::First | Join::Juxtaposed | Join::Dot | Join::Times | Join::Star => total.times(shape)?,
                Join::Otimes | Join::Circ | Join::Other => return None,
            };
        }
        Some(total)
    }

    /// Says that an expression has a shape.
    fn expect(&mut self, expr: &Expr, shape: Shape) {
        if let Some(key) = self.survey().bare(expr) {
            if shape != Shape::Row {
                self.note(&key, shape);
            }
            return;
        }
        match &expr.node {
            Node::Group(Group { open: Delimiter::Parenthesis | Delimiter::Bracket, body, .. })
            | Node::Marked(_, body)
            | Node::Big(Big { body: Some(body), .. })
            | Node::Fraction(body, _) => self.expect(body, shape),
            Node::Sum(terms) => terms.iter().filter(|term| !is_zero(&term.value)).for_each(|term| {
                self.expect(&term.value, shape);
            }),
            Node::Product(factors) => self.expect_product(factors, shape),
            Node::Scripted(scripted) if keeps_its_shape(scripted) && shape == Shape::Matrix => {
                let base = (*scripted.base).clone();
                self.expect(&base, shape);
            }
            _ => {}
        }
    }

    /// The one factor of unknown shape, where only one shape of it gives what is expected.
    fn expect_product(&mut self, factors: &[Factor], shape: Shape) {
        let mut unknown = factors.iter().filter(|factor| self.shape(&factor.value).is_none());
        let (Some(only), None) = (unknown.next(), unknown.next()) else { return };
        let all = [Shape::Scalar, Shape::Column, Shape::Matrix];
        let mut fitting = all.into_iter().filter(|candidate| self.product(factors, Some(*candidate)) == Some(shape));
        if let (Some(found), None) = (fitting.next(), fitting.next()) {
            let value = only.value.clone();
            self.expect(&value, found);
        }
    }
}

fn is_zero(expr: &Expr) -> bool {
    matches!(&strip(expr).node, Node::Number(text) if text == "0")
}

fn is_norm(expr: &Expr) -> bool {
    matches!(&expr.node, Node::Group(Group { open: Delimiter::DoubleBar, .. }))
}

/// `(A - B)^{-1}`.
fn inverts_a_group(scripted: &Scripted) -> bool {
    let group =
        matches!(scripted.base.node, Node::Group(Group { open: Delimiter::Parenthesis | Delimiter::Bracket, .. }));
    group && scripted.sub.is_none() && scripted.sup.as_deref().is_some_and(super::reader::is_minus_one)
}

/// `(A - B)^{-1}`, `\Sigma^2`: a power of a matrix is a matrix.
fn keeps_its_shape(scripted: &Scripted) -> bool {
    let power = |sup: &Expr| matches!(sup.node, Node::Number(_)) || super::reader::is_minus_one(sup);
    scripted.sub.is_none() && scripted.sup.as_deref().is_some_and(power)
}
