//! Statements: for all sizes, indices and variables that meet the hypotheses, `left` and `right` stand in a relation
//! wherever both are defined.

use crate::term::{Condition, Index, Lambda, Name, Node, Rewrite, Size, Term};
use std::collections::{BTreeMap, BTreeSet};

/// How deep a term may nest, so that walking one needs little stack.
pub const MAX_DEPTH: u32 = 100;

/// A relation between real numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// =
    Equal,
    /// ≠
    Unequal,
    /// <
    Less,
    /// ≤
    AtMost,
    /// >
    Greater,
    /// ≥
    AtLeast,
}

/// An opaque smooth function: nothing is known of it but its shape.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shape {
    /// The axes of its value; none for a scalar.
    pub axes: Vec<Size>,
    /// The axes of each argument.
    pub arguments: Vec<Vec<Size>>,
}

/// The meaning of a symbol: `name[indices](parameters) := body`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Definition {
    /// The symbol.
    pub name: Name,
    /// The ranges of its formal indices, bound in the body, the last one innermost.
    pub indices: Vec<Size>,
    /// Its parameters with their axes; in the body they are entries under these names.
    pub parameters: Vec<(Name, Vec<Size>)>,
    /// What it means.
    pub body: Term,
}

/// Two terms in a relation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Claim {
    /// The relation.
    pub relation: Relation,
    /// Its left side.
    pub left: Term,
    /// Its right side.
    pub right: Term,
}

/// What is assumed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hypothesis {
    /// A claim for all values of indices of these ranges, which are bound in it, the last one innermost.
    All(Vec<Size>, Claim),
    /// A condition on free indices.
    Where(Condition),
}

/// A statement. Sizes, variables, functions and definitions have different names; indices have names of their own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Statement {
    /// The named sizes, each with its least value, at least 1.
    pub sizes: BTreeMap<Name, u64>,
    /// The free indices with their ranges.
    pub indices: BTreeMap<Name, Size>,
    /// The variables with their axes; their entries are real and independent.
    pub variables: BTreeMap<Name, Vec<Size>>,
    /// The opaque functions.
    pub functions: BTreeMap<Name, Shape>,
    /// The definitions; each uses earlier ones only.
    pub definitions: Vec<Definition>,
    /// What is assumed.
    pub hypotheses: Vec<Hypothesis>,
    /// What is claimed.
    pub claim: Claim,
}

/// Why a statement makes no sense.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IllFormed {
    /// No symbol of the kind that its place demands has this name.
    UnknownName(Name),
    /// Two symbols have this name.
    DuplicateName(Name),
    /// No free index has this name.
    UnknownIndex(Name),
    /// A bound index has no binder.
    LooseIndex,
    /// A size, a least value or an index is the numeral 0.
    Zero,
    /// A symbol has another number of indices, arguments or partial derivatives' places.
    Arity(Name),
    /// An index of range `found` stands on an axis of size `expected`.
    Axis {
        /// The symbol.
        name: Name,
        /// The size of its axis.
        expected: Size,
        /// The range of the index.
        found: Size,
    },
    /// A numeral stands on an axis that may be shorter.
    Numeral {
        /// The symbol.
        name: Name,
        /// The numeral.
        numeral: u64,
        /// The size of the axis.
        size: Size,
    },
    /// A derivative by this name, which is no variable, parameter or definition without parameters in scope, or by a
    /// variable within a definition with parameters, where an argument could hold it.
    DerivativeBy(Name),
    /// A derivative by `by` holds, beside it, the symbol `through`, on which `by` depends.
    Ambiguous {
        /// The defined symbol.
        by: Name,
        /// What it depends on.
        through: Name,
    },
    /// A term nests deeper than [`MAX_DEPTH`].
    TooDeep,
}

/// What a symbol is.
enum Symbol<'a> {
    Variable(&'a [Size]),
    Function(&'a Shape),
    Definition(&'a Definition),
}

/// Where a term stands: its statement, the definitions it may use, the parameters and bound indices in scope.
struct Scope<'a> {
    statement: &'a Statement,
    definitions: &'a [Definition],
    /// The free indices; none within a definition, whose meaning is the same everywhere.
    indices: &'a BTreeMap<Name, Size>,
    parameters: &'a [(Name, Vec<Size>)],
    bound: Vec<Size>,
}

impl Statement {
    /// A statement without declarations and hypotheses.
    pub fn new(claim: Claim) -> Self {
        Self {
            sizes: BTreeMap::new(),
            indices: BTreeMap::new(),
            variables: BTreeMap::new(),
            functions: BTreeMap::new(),
            definitions: Vec::new(),
            hypotheses: Vec::new(),
            claim,
        }
    }

    /// The definition of `name`.
    pub fn definition(&self, name: &Name) -> Option<&Definition> {
        self.definitions.iter().find(|definition| definition.name == *name)
    }

    /// Changes the terms, conditions and indices of the claim and the hypotheses.
    pub fn replace(&mut self, change: &mut dyn Rewrite) {
        let replace = |claim: &mut Claim, change: &mut dyn Rewrite, depth| {
            claim.left = claim.left.rewrite(change, depth);
            claim.right = claim.right.rewrite(change, depth);
        };
        for hypothesis in &mut self.hypotheses {
            match hypothesis {
                Hypothesis::All(ranges, claim) => replace(claim, change, ranges.len() as u32),
                Hypothesis::Where(condition) => *condition = condition.rewrite(change, 0),
            }
        }
        replace(&mut self.claim, change, 0);
    }

    /// Whether the statement makes sense: names, scopes, shapes, derivatives.
    pub fn check(&self) -> Result<(), IllFormed> {
        self.check_names()?;
        let sizes = self.indices.values().chain(self.variables.values().flatten());
        let shapes =
            self.functions.values().flat_map(|shape| shape.axes.iter().chain(shape.arguments.iter().flatten()));
        sizes.chain(shapes).try_for_each(|size| self.check_size(size))?;
        for (place, definition) in self.definitions.iter().enumerate() {
            definition.parameters.iter().flat_map(|(_, axes)| axes).try_for_each(|size| self.check_size(size))?;
            let (indices, parameters) = (&BTreeMap::new(), definition.parameters.as_slice());
            let mut scope = Scope { indices, parameters, ..self.scope(place) };
            scope.under(&definition.indices, |scope| scope.term(&definition.body))?;
        }
        let mut scope = self.scope(self.definitions.len());
        for hypothesis in &self.hypotheses {
            match hypothesis {
                Hypothesis::All(ranges, claim) => scope.under(ranges, |scope| scope.claim(claim))?,
                Hypothesis::Where(condition) => scope.condition(condition)?,
            }
        }
        scope.claim(&self.claim)
    }

    fn scope(&self, definitions: usize) -> Scope<'_> {
        let definitions = &self.definitions[..definitions];
        Scope { statement: self, definitions, indices: &self.indices, parameters: &[], bound: Vec::new() }
    }

    fn check_names(&self) -> Result<(), IllFormed> {
        let defined = self.definitions.iter().map(|definition| &definition.name);
        let mut seen = BTreeSet::new();
        for name in self.sizes.keys().chain(self.variables.keys()).chain(self.functions.keys()).chain(defined) {
            seen.insert(name).then_some(()).ok_or_else(|| IllFormed::DuplicateName(name.clone()))?;
        }
        for definition in &self.definitions {
            for (place, (name, _)) in definition.parameters.iter().enumerate() {
                let twice = definition.parameters[..place].iter().any(|(other, _)| other == name);
                if twice || seen.contains(name) {
                    return Err(IllFormed::DuplicateName(name.clone()));
                }
            }
        }
        if self.sizes.values().any(|least| *least == 0) { Err(IllFormed::Zero) } else { Ok(()) }
    }

    fn check_size(&self, size: &Size) -> Result<(), IllFormed> {
        match size {
            Size::Named(name) if !self.sizes.contains_key(name) => Err(IllFormed::UnknownName(name.clone())),
            Size::Numeral(0) => Err(IllFormed::Zero),
            _ => Ok(()),
        }
    }

    /// The variables and definitions on which a term depends: those it holds, and through all definitions but those
    /// at which to `stop`, which are not entered and not listed.
    pub fn dependencies(&self, term: &Term, stop: &BTreeSet<&Name>) -> BTreeSet<Name> {
        let (mut found, mut open) = (BTreeSet::new(), vec![term.clone()]);
        while let Some(term) = open.pop() {
            term.node().each_part(&mut |part, _| open.push(part.clone()));
            let (Node::Entry(name, _) | Node::Call(name, _, _) | Node::Derivative { by: name, .. }) = term.node()
            else {
                continue;
            };
            if !stop.contains(name) && found.insert(name.clone()) {
                open.extend(self.definition(name).map(|definition| definition.body.clone()));
            }
        }
        found
    }
}

impl<'a> Scope<'a> {
    fn under(
        &mut self,
        sizes: &[Size],
        check: impl FnOnce(&mut Self) -> Result<(), IllFormed>,
    ) -> Result<(), IllFormed> {
        sizes.iter().try_for_each(|size| self.statement.check_size(size))?;
        self.bound.extend_from_slice(sizes);
        let result = check(self);
        self.bound.truncate(self.bound.len() - sizes.len());
        result
    }

    fn claim(&mut self, claim: &Claim) -> Result<(), IllFormed> {
        self.term(&claim.left)?;
        self.term(&claim.right)
    }

    fn symbol(&self, name: &Name) -> Result<Symbol<'a>, IllFormed> {
        if let Some((_, axes)) = self.parameters.iter().find(|(other, _)| other == name) {
            return Ok(Symbol::Variable(axes));
        }
        let (variable, function) = (self.statement.variables.get(name), self.statement.functions.get(name));
        let definition = self.definitions.iter().find(|definition| definition.name == *name);
        match (variable, function, definition) {
            (Some(axes), _, _) => Ok(Symbol::Variable(axes)),
            (_, Some(shape), _) => Ok(Symbol::Function(shape)),
            (_, _, Some(definition)) => Ok(Symbol::Definition(definition)),
            _ => Err(IllFormed::UnknownName(name.clone())),
        }
    }

    /// The range of an index, or nothing for a numeral.
    fn range(&self, index: &Index) -> Result<Option<&Size>, IllFormed> {
        match index {
            Index::Bound(number) => {
                self.bound.iter().rev().nth(*number as usize).map(Some).ok_or(IllFormed::LooseIndex)
            }
            Index::Free(name) => self.indices.get(name).map(Some).ok_or_else(|| IllFormed::UnknownIndex(name.clone())),
            Index::Numeral(0) => Err(IllFormed::Zero),
            Index::Numeral(_) => Ok(None),
        }
    }

    /// Whether the indices fit the axes of `name`.
    fn fit(&self, name: &Name, indices: &[Index], axes: &[Size]) -> Result<(), IllFormed> {
        if indices.len() != axes.len() {
            return Err(IllFormed::Arity(name.clone()));
        }
        indices.iter().zip(axes).try_for_each(|(index, axis)| self.fit_one(name, index, axis))
    }

    fn fit_one(&self, name: &Name, index: &Index, axis: &Size) -> Result<(), IllFormed> {
        let least = match axis {
            Size::Named(size) => self.statement.sizes.get(size).copied().unwrap_or(1),
            Size::Numeral(value) => *value,
        };
        match (self.range(index)?, index) {
            (Some(range), _) if range != axis => {
                Err(IllFormed::Axis { name: name.clone(), expected: axis.clone(), found: range.clone() })
            }
            (None, Index::Numeral(numeral)) if *numeral > least => {
                Err(IllFormed::Numeral { name: name.clone(), numeral: *numeral, size: axis.clone() })
            }
            _ => Ok(()),
        }
    }

    fn lambdas<'b>(
        &mut self,
        name: &Name,
        lambdas: &[Lambda],
        shapes: impl ExactSizeIterator<Item = &'b Vec<Size>>,
    ) -> Result<(), IllFormed> {
        if lambdas.len() != shapes.len() {
            return Err(IllFormed::Arity(name.clone()));
        }
        for (lambda, axes) in lambdas.iter().zip(shapes) {
            if lambda.axes.len() != axes.len() {
                return Err(IllFormed::Arity(name.clone()));
            }
            if let Some((found, expected)) = lambda.axes.iter().zip(axes).find(|(found, expected)| found != expected) {
                let (expected, found) = (expected.clone(), found.clone());
                return Err(IllFormed::Axis { name: name.clone(), expected, found });
            }
            self.under(axes, |scope| scope.term(&lambda.body))?;
        }
        Ok(())
    }

    fn condition(&mut self, condition: &Condition) -> Result<(), IllFormed> {
        if condition.depth() > MAX_DEPTH {
            return Err(IllFormed::TooDeep);
        }
        let (mut indices, mut terms) = (Vec::new(), Vec::new());
        condition.each_index(&mut |index| indices.push(index));
        condition.each_term(&mut |term| terms.push(term));
        indices.into_iter().try_for_each(|index| self.range(index).map(|_| ()))?;
        terms.into_iter().try_for_each(|term| self.term(term))
    }

    fn term(&mut self, term: &Term) -> Result<(), IllFormed> {
        if term.depth() > MAX_DEPTH {
            return Err(IllFormed::TooDeep);
        }
        let unknown = |name: &Name| Err(IllFormed::UnknownName(name.clone()));
        match term.node() {
            Node::Number(_) | Node::Pi => Ok(()),
            Node::Size(name) => self.statement.check_size(&Size::Named(name.clone())),
            Node::Entry(name, at) => match self.symbol(name)? {
                Symbol::Variable(axes) => self.fit(name, at, axes),
                _ => unknown(name),
            },
            Node::Call(name, at, arguments) => match self.symbol(name)? {
                Symbol::Definition(definition) => {
                    self.fit(name, at, &definition.indices)?;
                    self.lambdas(name, arguments, definition.parameters.iter().map(|(_, axes)| axes))
                }
                _ => unknown(name),
            },
            Node::Opaque(name, at, partials, arguments) => match self.symbol(name)? {
                Symbol::Function(shape) => {
                    self.fit(name, at, &shape.axes)?;
                    for partial in partials {
                        let axes = shape.arguments.get(partial.argument);
                        self.fit(name, &partial.indices, axes.ok_or_else(|| IllFormed::Arity(name.clone()))?)?;
                    }
                    self.lambdas(name, arguments, shape.arguments.iter())
                }
                _ => unknown(name),
            },
            Node::Sum(terms) | Node::Product(terms) => terms.iter().try_for_each(|term| self.term(term)),
            Node::Power(part, _) | Node::Apply(_, part) => self.term(part),
            Node::Raise(base, exponent) => self.term(base).and_then(|()| self.term(exponent)),
            Node::Fold(_, size, body) => self.under(std::slice::from_ref(size), |scope| scope.term(body)),
            Node::If(condition, then, otherwise) => {
                self.condition(condition)?;
                self.term(then)?;
                self.term(otherwise)
            }
            Node::Derivative { body, by, at, fixed } => self.derivative(body, by, at, fixed),
        }
    }

    fn derivative(&mut self, body: &Term, by: &Name, at: &[Index], fixed: &[Name]) -> Result<(), IllFormed> {
        self.term(body)?;
        for name in fixed {
            let Symbol::Definition(_) = self.symbol(name)? else { return Err(IllFormed::UnknownName(name.clone())) };
        }
        let parameter = self.parameters.iter().any(|(name, _)| name == by);
        match self.symbol(by)? {
            Symbol::Variable(axes) if parameter || self.parameters.is_empty() => self.fit(by, at, axes),
            Symbol::Definition(definition) if definition.parameters.is_empty() && self.parameters.is_empty() => {
                self.fit(by, at, &definition.indices)?;
                self.unambiguous(body, definition, fixed)
            }
            _ => Err(IllFormed::DerivativeBy(by.clone())),
        }
    }

    /// Whether `body`, unfolded to the defined symbol and the fixed ones, is free of what that symbol depends on.
    fn unambiguous(&self, body: &Term, by: &Definition, fixed: &[Name]) -> Result<(), IllFormed> {
        let stop = fixed.iter().chain([&by.name]).collect();
        let beside = self.statement.dependencies(body, &stop);
        let behind = self.statement.dependencies(&by.body, &BTreeSet::new());
        match beside.intersection(&behind).next() {
            Some(through) => Err(IllFormed::Ambiguous { by: by.name.clone(), through: through.clone() }),
            None => Ok(()),
        }
    }
}

impl Definition {
    /// The symbol at indices, applied to arguments, unfolded once. Nothing where the body differentiates by a
    /// parameter: that derivative must be computed first.
    pub fn unfold(&self, indices: &[Index], arguments: &[Lambda]) -> Option<Term> {
        if indices.len() != self.indices.len() || arguments.len() != self.parameters.len() {
            return None;
        }
        let mut unfold = Unfold { definition: self, arguments, blocked: false };
        let body = if arguments.is_empty() {
            self.body.open(indices)
        } else {
            self.body.open(indices).rewrite(&mut unfold, 0)
        };
        (!unfold.blocked).then_some(body)
    }
}

struct Unfold<'a> {
    definition: &'a Definition,
    arguments: &'a [Lambda],
    blocked: bool,
}

impl crate::term::Rewrite for Unfold<'_> {
    fn term(&mut self, term: &Term, depth: u32) -> Option<Term> {
        let place = |name| self.definition.parameters.iter().position(|(parameter, _)| parameter == name);
        match term.node() {
            Node::Derivative { by, .. } if place(by).is_some() => {
                self.blocked = true;
                None
            }
            Node::Entry(name, at) => {
                let argument = &self.arguments[place(name)?];
                Some(argument.body.shift(argument.binders(), depth).open(at))
            }
            _ => None,
        }
    }
}
