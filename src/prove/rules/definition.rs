//! Definitions and derivatives are removed first: what is left is arithmetic, functions, folds and cases.

use super::derivative::holds_derivative;
use crate::prove::search::{Path, Prover, Search};
use quod_kernel::rules::Scope;
use quod_kernel::term::{Function, Node};

impl Prover {
    /// Unfolds all definitions that may be unfolded here and computes all derivatives.
    pub fn lower(&mut self, path: &mut Path) -> Search<()> {
        self.burn(1)?;
        match path.term.node() {
            Node::Call(name, ..) if self.scope.may_unfold(name) => {
                let steps = self.derivatives_by_parameters(name)?;
                self.unfold(path, steps)?;
                self.lower(path)
            }
            Node::Derivative { .. } => {
                self.inside(path, 0, Self::lower)?;
                self.inside(path, 0, Self::prepare)?;
                // Roots that cancel cost no condition on their arguments.
                if holds_root(&path.term) {
                    self.inside(path, 0, Self::normalise)?;
                }
                self.derive(path)?;
                self.lower(path)
            }
            _ => self.all(path, Self::lower),
        }
    }

    /// The steps that compute the derivatives in the body of a definition with parameters, for they must be gone
    /// before arguments take the parameters' places.
    fn derivatives_by_parameters(
        &mut self,
        name: &quod_kernel::term::Name,
    ) -> Search<Vec<quod_kernel::certificate::Step>> {
        let Some(definition) = self.scope.statement.definition(name).cloned() else { return Ok(Vec::new()) };
        if definition.parameters.is_empty() || !holds_derivative(&definition.body) {
            return Ok(Vec::new());
        }
        let mut apart = Scope::new(self.scope.statement.clone());
        apart.under.clone_from(&self.scope.under);
        std::mem::swap(&mut self.scope, &mut apart);
        let mut path = Path::from(&definition.body);
        let outside = definition.indices.clone();
        self.scope.bound.extend(outside);
        let result = self.lower(&mut path);
        std::mem::swap(&mut self.scope, &mut apart);
        result.map(|()| path.steps)
    }
}

fn holds_root(term: &quod_kernel::term::Term) -> bool {
    let mut found = matches!(term.node(), Node::Apply(Function::Sqrt | Function::Abs, _));
    term.node().each_part(&mut |part, _| found = found || holds_root(part));
    found
}
