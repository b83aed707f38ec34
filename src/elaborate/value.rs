//! Scalars, vectors and matrices, each given by its entry at named axes.

use super::sizes::SizeId;
use quod_kernel::term::{Index, Name, Term};

/// An axis of an array: the name by which the entry's term calls its index, and its size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Axis {
    /// Free in the term; unique in the file.
    pub name: Name,
    /// How many values it takes.
    pub size: SizeId,
}

/// What an expression means: a scalar, or an array by its entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// None for a scalar, one for a vector, two for a matrix.
    pub axes: Vec<Axis>,
    /// Whether a vector is a row.
    pub row: bool,
    /// The entry at the axes.
    pub term: Term,
}

impl Value {
    /// A scalar.
    pub fn scalar(term: Term) -> Self {
        Self { axes: Vec::new(), row: false, term }
    }

    /// An array with these axes, a column where it has one.
    pub fn array(axes: Vec<Axis>, term: Term) -> Self {
        Self { axes, row: false, term }
    }

    /// The number of axes.
    pub fn rank(&self) -> usize {
        self.axes.len()
    }

    /// The names of the axes.
    pub fn names(&self) -> Vec<Name> {
        self.axes.iter().map(|axis| axis.name.clone()).collect()
    }

    /// The entry at indices.
    pub fn entry(&self, at: &[Index]) -> Term {
        self.term.close(&self.names()).open(at)
    }

    /// The same array with a change of each entry.
    pub fn map(self, change: impl FnOnce(Term) -> Term) -> Self {
        Self { term: change(self.term), ..self }
    }

    /// Rows for columns.
    pub fn transpose(mut self) -> Self {
        match self.axes.len() {
            1 => self.row = !self.row,
            _ => self.axes.reverse(),
        }
        self
    }

    /// What it is, for a message.
    pub fn describe(&self) -> &'static str {
        match (self.axes.len(), self.row) {
            (0, _) => "a scalar",
            (1, false) => "a column vector",
            (1, true) => "a row vector",
            (2, _) => "a matrix",
            _ => "an array of more than two axes",
        }
    }
}
