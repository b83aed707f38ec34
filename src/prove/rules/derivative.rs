//! Derivatives, from the inside out.

use crate::prove::search::{Path, Prover, Search};
use quod_kernel::certificate::Rule;
use quod_kernel::term::{Fold, Node, Term};

impl Prover {
    /// Makes what is differentiated smooth by its form and short: powers with any exponent and products of
    /// exponentials become exponentials.
    pub fn prepare(&mut self, path: &mut Path) -> Search<()> {
        self.all(path, Self::prepare)?;
        match path.term.node() {
            Node::Raise(..) => self.by(path, Rule::RaiseExp),
            Node::Fold(Fold::Product, ..) => self.tried(path, Rule::ProductExp).map(|_| ()),
            _ => Ok(()),
        }
    }

    /// Differentiates step by step until no derivative is left.
    pub fn derive(&mut self, path: &mut Path) -> Search<()> {
        if let Node::Derivative { .. } = path.term.node() {
            self.by(path, Rule::Differentiate)?;
        }
        match path.term.node() {
            // A product with a factor 0 needs no more work.
            Node::Derivative { .. } => self.derive(path),
            _ if !holds_derivative(&path.term) => Ok(()),
            Node::Product(_) => {
                self.all(path, Self::derive)?;
                let zero = matches!(path.term.node(), Node::Product(f) if f[0] == Term::integer(0));
                if zero { self.tried(path, Rule::Ring(Term::integer(0))).map(|_| ()) } else { Ok(()) }
            }
            _ => self.all(path, Self::derive),
        }
    }
}

/// Whether a derivative stands in the term.
pub fn holds_derivative(term: &Term) -> bool {
    let mut found = matches!(term.node(), Node::Derivative { .. });
    term.node().each_part(&mut |part, _| found = found || holds_derivative(part));
    found
}
