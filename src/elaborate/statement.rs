//! Two sides, hypotheses and the definitions behind them → a statement of the core language.

use super::key::{Key, spell};
use super::sizes::{SizeId, Sizes};
use super::trouble::Trouble;
use super::value::Value;
use super::world::{DefinitionId, World};
use crate::latex::Symbol;
use crate::source::Span;
use quod_kernel::statement::{Claim, Definition, Hypothesis, Relation, Shape, Statement};
use quod_kernel::term::{Condition, Index, Lambda, Name, Node, Size, Term};
use std::collections::{BTreeMap, BTreeSet};

/// A hypothesis with placeholders for sizes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assumption {
    /// What is assumed; free indices of a claim are bound in it.
    pub hypothesis: Hypothesis,
}

/// Two sides in a relation, entry by entry, with the ranges of their free indices.
#[derive(Clone, Debug)]
pub struct Sides {
    /// The left side.
    pub left: Term,
    /// The right side.
    pub right: Term,
    /// The free indices of both.
    pub indices: BTreeMap<Name, SizeId>,
}

/// Takes two values entry by entry. A zero stands for an array of zeros.
pub fn sides(
    world: &mut World,
    left: &Value,
    right: &Value,
    free: &BTreeMap<Symbol, SizeId>,
    span: Span,
) -> Result<Sides, Trouble> {
    world.sizes.settle();
    let zero = |value: &Value| value.rank() == 0 && value.term == Term::integer(0);
    let shape = if zero(left) { right } else { left };
    if !zero(left) && !zero(right) && (left.rank() != right.rank() || (left.rank() == 1 && left.row != right.row)) {
        let text = format!("{} on the left and {} on the right", left.describe(), right.describe());
        return Err(Trouble::ill_formed("Q0104", span, text));
    }
    let mut indices: BTreeMap<Name, SizeId> =
        free.iter().map(|(letter, size)| (Name::new(&spell(letter)), *size)).collect();
    for (a, b) in left.axes.iter().zip(&right.axes) {
        let clash = |_| Trouble::ill_formed("Q0104", span, "the sizes of both sides differ");
        world.sizes.unify(a.size, b.size).map_err(clash)?;
    }
    let letters = ["i", "j", "k", "l", "p", "q"].into_iter().map(Name::new).filter(|name| !indices.contains_key(name));
    let letters: Vec<Name> = letters.take(shape.rank()).collect();
    indices.extend(letters.iter().cloned().zip(shape.axes.iter().map(|axis| axis.size)));
    let at: Vec<Index> = letters.into_iter().map(Index::Free).collect();
    let entry = |value: &Value| if value.rank() == 0 { value.term.clone() } else { value.entry(&at) };
    Ok(Sides { left: entry(left), right: entry(right), indices })
}

/// A claim for all values of the indices that are free in it.
pub fn close(sides: &Sides, relation: Relation) -> Hypothesis {
    let used = free_indices([&sides.left, &sides.right]);
    let (names, ranges): (Vec<Name>, Vec<Size>) = sides
        .indices
        .iter()
        .filter(|(name, _)| used.contains(*name))
        .map(|(name, size)| (name.clone(), Sizes::placeholder(*size)))
        .unzip();
    Hypothesis::All(ranges, Claim { relation, left: sides.left.close(&names), right: sides.right.close(&names) })
}

/// The names of the free indices in some terms.
pub fn free_indices<'a>(terms: impl IntoIterator<Item = &'a Term>) -> BTreeSet<Name> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&Term> = terms.into_iter().collect();
    while let Some(term) = open.pop() {
        term.node().each_part(&mut |part, _| open.push(part));
        term.node().each_index(&mut |index| {
            if let Index::Free(name) = index {
                found.insert(name.clone());
            }
        });
    }
    found
}

/// Builds the statement, with every definition that it needs.
pub fn statement(
    world: &mut World,
    sides: &Sides,
    relation: Relation,
    hypotheses: &[Assumption],
) -> Result<Statement, Trouble> {
    statement_at(world, sides, relation, hypotheses, &[])
}

/// The same statement at some sizes.
pub fn statement_at(
    world: &mut World,
    sides: &Sides,
    relation: Relation,
    hypotheses: &[Assumption],
    at: &[(SizeId, u64)],
) -> Result<Statement, Trouble> {
    let mut gather = Gather {
        world,
        variables: BTreeSet::new(),
        functions: BTreeSet::new(),
        order: Vec::new(),
        open: BTreeSet::new(),
        derives: false,
    };
    gather.term(&sides.left)?;
    gather.term(&sides.right)?;
    for assumption in hypotheses {
        match &assumption.hypothesis {
            Hypothesis::All(_, claim) => {
                gather.term(&claim.left)?;
                gather.term(&claim.right)?;
            }
            Hypothesis::Where(condition) => gather.condition(condition)?,
        }
    }
    let laws = gather.laws_of_inverses()?;
    let Gather { variables, functions, order, .. } = gather;
    let mut lowered = Vec::new();
    for id in order {
        lowered.push((id, world.lower(id)?));
    }
    let mut zonk = Zonk { world, at, given: BTreeMap::new(), least: BTreeMap::new() };
    let claim = zonk.claim(&Claim { relation, left: sides.left.clone(), right: sides.right.clone() });
    let mut statement = Statement::new(claim);
    for assumption in hypotheses.iter().chain(&laws) {
        statement.hypotheses.push(zonk.hypothesis(&assumption.hypothesis));
    }
    let mut used = free_indices([&statement.claim.left, &statement.claim.right]);
    statement.hypotheses.iter().for_each(|hypothesis| {
        if let Hypothesis::Where(condition) = hypothesis {
            condition_indices(condition, &mut used);
        }
    });
    for (name, size) in sides.indices.iter().filter(|(name, _)| used.contains(*name)) {
        statement.indices.insert(name.clone(), zonk.size(&Sizes::placeholder(*size)));
    }
    for name in variables {
        let axes = zonk.axes(&name);
        statement.variables.insert(name, axes);
    }
    for name in functions {
        if let Some(opaque) = zonk.world.opaque_by_name(&name).cloned() {
            let axes = zonk.sizes(&opaque.axes);
            let arguments = opaque.arguments.iter().map(|axes| zonk.sizes(axes)).collect();
            statement.functions.insert(name, Shape { axes, arguments });
        }
    }
    for (id, lowered) in lowered {
        let name = zonk.world.name(id).clone();
        let parameters: Vec<(Name, Vec<Size>)> =
            lowered.parameters.iter().map(|(_, name, axes)| (name.clone(), zonk.sizes(axes))).collect();
        let indices = zonk.sizes(&lowered.axes);
        let body = zonk.term(&lowered.body);
        statement.definitions.push(Definition { name, indices, parameters, body });
    }
    zonk.declare(&mut statement);
    Ok(statement)
}

fn condition_indices(condition: &Condition, found: &mut BTreeSet<Name>) {
    condition.each_index(&mut |index| {
        if let Index::Free(name) = index {
            found.insert(name.clone());
        }
    });
    condition.each_term(&mut |term| found.extend(free_indices([term])));
}

/// Finds the symbols behind some terms; definitions in an order in which each uses earlier ones.
struct Gather<'w> {
    world: &'w mut World,
    variables: BTreeSet<Name>,
    functions: BTreeSet<Name>,
    order: Vec<DefinitionId>,
    open: BTreeSet<DefinitionId>,
    /// Whether a derivative was met.
    derives: bool,
}

impl Gather<'_> {
    fn term(&mut self, term: &Term) -> Result<(), Trouble> {
        let mut open = vec![term.clone()];
        while let Some(term) = open.pop() {
            term.node().each_part(&mut |part, _| open.push(part.clone()));
            match term.node() {
                Node::Entry(name, _) => self.variable(name),
                Node::Opaque(name, ..) => drop(self.functions.insert(name.clone())),
                Node::Call(name, ..) => self.definition(name)?,
                Node::Derivative { by, .. } => {
                    self.derives = true;
                    match self.world.by_name(by) {
                        Some(_) => self.definition(by)?,
                        None => self.variable(by),
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// What is known of the inverses that were met. An inverse varies with its matrix, which its laws do not say of a
    /// derivative.
    fn laws_of_inverses(&mut self) -> Result<Vec<Assumption>, Trouble> {
        let (mut laws, mut done) = (Vec::new(), BTreeSet::new());
        loop {
            let new = self.variables.iter().find(|name| self.world.is_inverse(name) && !done.contains(*name)).cloned();
            let Some(name) = new else { break };
            for law in self.world.laws_of_inverse(&name) {
                if let Hypothesis::All(_, claim) = &law.hypothesis {
                    self.term(&claim.left)?;
                }
                laws.push(law);
            }
            done.insert(name);
        }
        if self.derives && !laws.is_empty() {
            let text = "derivatives beside the inverse of a matrix are not read";
            return Err(Trouble::unread(Span::new(0, 0), text));
        }
        Ok(laws)
    }

    fn condition(&mut self, condition: &Condition) -> Result<(), Trouble> {
        let mut terms = Vec::new();
        condition.each_term(&mut |term| terms.push(term.clone()));
        terms.iter().try_for_each(|term| self.term(term))
    }

    fn variable(&mut self, name: &Name) {
        if !name.as_str().ends_with('°') {
            self.variables.insert(name.clone());
        }
    }

    fn definition(&mut self, name: &Name) -> Result<(), Trouble> {
        let Some(id) = self.world.by_name(name) else { return Ok(()) };
        if self.order.contains(&id) {
            return Ok(());
        }
        let written = self.world.written(id).clone();
        if !self.open.insert(id) {
            return Err(Trouble::unread(
                written.left.span,
                format!("the definition of {} goes round in a circle", name.as_str()),
            ));
        }
        let lowered = self.world.lower(id)?;
        self.term(&lowered.body)?;
        self.order.push(id);
        Ok(())
    }
}

/// Replaces placeholders by sizes, and keeps the least value that each size needs.
struct Zonk<'w> {
    world: &'w World,
    at: &'w [(SizeId, u64)],
    given: BTreeMap<String, Name>,
    least: BTreeMap<Name, u64>,
}

impl Zonk<'_> {
    fn size(&mut self, size: &Size) -> Size {
        let Size::Named(name) = size else { return size.clone() };
        if let Some((_, value)) = self.at.iter().find(|(id, _)| self.world.sizes.is_at(name, *id)) {
            return Size::Numeral(*value);
        }
        let found = match self.world.sizes.known(name) {
            // One name of the core language cannot be a size and an array: the size of h beside h_i is called n_h.
            Ok(Size::Named(name)) if self.world.survey.has_entries(name.as_str()) => {
                Size::Named(Name::new(&format!("n_{{{}}}", name.as_str())))
            }
            Ok(size) => size,
            Err(class) => Size::Named(self.invented(class)),
        };
        if let Size::Named(name) = &found {
            self.least.entry(name.clone()).or_insert(1);
        }
        found
    }

    /// A size without a name of the author's is called n, m, p, … by its order in the statement.
    fn invented(&mut self, class: String) -> Name {
        if let Some(name) = self.given.get(&class) {
            return name.clone();
        }
        let letters = ["n", "m", "p", "q", "r", "N", "M"].into_iter().map(str::to_string);
        let mut all = letters.chain((1..).map(|number| format!("n_{{{number}}}"))).map(|text| Name::new(&text));
        let taken = |name: &Name| {
            let letter = self.world.sizes.is_named(name.as_str()) || self.world.survey.is_written(name.as_str());
            letter || self.given.values().any(|other| other == name)
        };
        let name = all.find(|name| !taken(name)).unwrap_or_else(|| Name::new("n"));
        self.given.insert(class, name.clone());
        name
    }

    fn sizes(&mut self, ids: &[SizeId]) -> Vec<Size> {
        ids.iter().map(|id| self.size(&Sizes::placeholder(*id))).collect()
    }

    fn axes(&mut self, name: &Name) -> Vec<Size> {
        let axes = self.world.known_axes(name).cloned().unwrap_or_default();
        self.sizes(&axes)
    }

    /// Numerals on an axis need a size that is large enough.
    fn numerals(&mut self, at: &[Index], axes: &[Size]) {
        for (index, axis) in at.iter().zip(axes) {
            if let (Index::Numeral(value), Size::Named(name)) = (index, axis) {
                let least = self.least.entry(name.clone()).or_insert(1);
                *least = (*least).max(*value);
            }
        }
    }

    fn claim(&mut self, claim: &Claim) -> Claim {
        Claim { relation: claim.relation, left: self.term(&claim.left), right: self.term(&claim.right) }
    }

    fn hypothesis(&mut self, hypothesis: &Hypothesis) -> Hypothesis {
        match hypothesis {
            Hypothesis::All(ranges, claim) => {
                let ranges = ranges.iter().map(|size| self.size(size)).collect();
                Hypothesis::All(ranges, self.claim(claim))
            }
            Hypothesis::Where(condition) => Hypothesis::Where(self.condition(condition)),
        }
    }

    fn condition(&mut self, condition: &Condition) -> Condition {
        match condition {
            Condition::Equal(..) | Condition::Less(..) => condition.clone(),
            Condition::Positive(term) => Condition::Positive(self.term(term)),
            Condition::Not(inner) => self.condition(inner).negate(),
            Condition::And(list) => Condition::all(list.iter().map(|part| self.condition(part)).collect::<Vec<_>>()),
            Condition::Or(list) => Condition::any(list.iter().map(|part| self.condition(part)).collect::<Vec<_>>()),
        }
    }

    fn terms(&mut self, terms: &[Term]) -> Vec<Term> {
        terms.iter().map(|term| self.term(term)).collect()
    }

    fn lambdas(&mut self, lambdas: &[Lambda]) -> Vec<Lambda> {
        lambdas
            .iter()
            .map(|lambda| Lambda {
                axes: lambda.axes.iter().map(|size| self.size(size)).collect(),
                body: self.term(&lambda.body),
            })
            .collect()
    }

    fn term(&mut self, term: &Term) -> Term {
        match term.node() {
            Node::Number(_) | Node::Pi => term.clone(),
            Node::Size(name) => Term::size(&self.size(&Size::Named(name.clone()))),
            Node::Entry(name, at) => {
                let axes = self.axes(name);
                self.numerals(at, &axes);
                term.clone()
            }
            Node::Call(name, at, arguments) => {
                let axes = self.axes(name);
                self.numerals(at, &axes);
                Term::call(name.clone(), at.clone(), self.lambdas(arguments))
            }
            Node::Opaque(name, at, partials, arguments) => {
                if let Some(opaque) = self.world.opaque_by_name(name) {
                    let axes = self.sizes(&opaque.axes);
                    self.numerals(at, &axes);
                }
                Term::opaque(name.clone(), at.clone(), partials.clone(), self.lambdas(arguments))
            }
            Node::Sum(terms) => Term::sum(self.terms(terms)),
            Node::Product(terms) => Term::product(self.terms(terms)),
            Node::Power(base, exponent) => Term::power(self.term(base), *exponent),
            Node::Raise(base, exponent) => Term::raise(self.term(base), self.term(exponent)),
            Node::Apply(function, argument) => Term::apply(*function, self.term(argument)),
            Node::Fold(fold, size, body) => Term::fold(*fold, self.size(size), self.term(body)),
            Node::If(condition, then, otherwise) => {
                Term::case(self.condition(condition), self.term(then), self.term(otherwise))
            }
            Node::Derivative { body, by, at, fixed } => {
                let axes = self.axes(by);
                self.numerals(at, &axes);
                Term::derivative(self.term(body), by.clone(), at.clone(), fixed.clone())
            }
        }
    }

    fn declare(self, statement: &mut Statement) {
        statement.sizes = self.least;
    }
}

impl World {
    /// A term with its sizes as far as they are known: equal ones are the same.
    pub(super) fn settled_term(&self, term: &Term) -> Term {
        Zonk { world: self, at: &[], given: BTreeMap::new(), least: BTreeMap::new() }.term(term)
    }

    /// A hypothesis with its sizes as far as they are known: equal ones are the same.
    pub fn settled(&self, assumption: &Assumption) -> Hypothesis {
        let mut zonk = Zonk { world: self, at: &[], given: BTreeMap::new(), least: BTreeMap::new() };
        zonk.hypothesis(&assumption.hypothesis)
    }

    /// Whether a symbol depends on another one through its definitions.
    pub fn depends(&mut self, key: &Key, on: &Key, place: usize) -> bool {
        let Some(id) = self.definition(key, place) else { return key == on };
        let target = match self.definition(on, place) {
            Some(other) => self.name(other).clone(),
            None => Name::new(&on.tex()),
        };
        let Ok(lowered) = self.lower(id) else { return true };
        let mut gather = Gather {
            world: self,
            variables: BTreeSet::new(),
            functions: BTreeSet::new(),
            order: Vec::new(),
            open: BTreeSet::new(),
            derives: false,
        };
        if gather.term(&lowered.body).is_err() {
            return true;
        }
        let defined: Vec<Name> = gather.order.clone().into_iter().map(|id| gather.world.name(id).clone()).collect();
        gather.variables.contains(&target) || defined.contains(&target)
    }
}
