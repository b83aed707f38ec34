//! The symbols of a file and their meanings: definitions, variables, opaque functions, with the sizes of their axes.

use super::inverses::Inverse;
use super::key::{Key, Mark};
use super::reader::Reader;
use super::sizes::{SizeId, Sizes};
use super::survey::Survey;
use super::trouble::Trouble;
use crate::latex::{Expansion, Expr, Node};
use quod_kernel::term::{Name, Term};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The number of a definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DefinitionId(pub usize);

/// A definition as the author writes it.
#[derive(Clone, Debug)]
pub struct Written {
    /// The symbol that is defined.
    pub key: Key,
    /// The left side: the symbol, with formal indices or parameters.
    pub left: Expr,
    /// What it means.
    pub right: Expr,
    /// The formula in which it stands, in the order of the file.
    pub place: usize,
    /// The formulas for which it holds.
    pub scope: std::ops::Range<usize>,
}

/// A definition's meaning, with placeholders for sizes.
#[derive(Clone, Debug)]
pub struct Lowered {
    /// The sizes of its indices.
    pub axes: Vec<SizeId>,
    /// Its parameters with the sizes of their axes.
    pub parameters: Vec<(Key, Name, Vec<SizeId>)>,
    /// What it means; its indices are bound, the last one innermost.
    pub body: Term,
    /// Whether a vector is a row.
    pub row: bool,
}

#[derive(Clone, Debug)]
enum State {
    Raw,
    Busy,
    Done(Lowered),
    Failed(Trouble),
}

#[derive(Clone, Debug)]
struct Entry {
    written: Written,
    name: Name,
    state: State,
}

/// An opaque function: the axes of its value and of its arguments.
#[derive(Clone, Debug)]
pub struct Opaque {
    /// The axes of its value.
    pub axes: Vec<SizeId>,
    /// The axes of each argument.
    pub arguments: Vec<Vec<SizeId>>,
    /// Of what it is a function, where the file never says so but differentiates it by these.
    pub of: Vec<Key>,
}

/// Something worth a warning that was met while reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// A letter is read as its only defined font variant (Q0107).
    Variant(Key, Key),
    /// A sum reaches over a plus (Q0108).
    Reach(Name),
}

/// All symbols of a file. It is copied before each trial of a mended line, so what grows with the file and hardly changes
/// any more is shared by the copies.
#[derive(Clone, Debug)]
pub struct World {
    /// The letters.
    pub survey: Arc<Survey>,
    /// The sizes.
    pub sizes: Sizes,
    /// The symbols whose shape is said in words or by a set: their axes.
    pub declared: BTreeMap<Key, Vec<SizeId>>,
    /// Of these, the symbols that are vectors or matrices where they have an index.
    pub declared_rows: BTreeSet<Key>,
    /// The symbols whose shape follows from their use: their ranks.
    pub inferred: BTreeMap<Key, usize>,
    /// Letters that are numbers under a heading which defines a function of them, and arrays elsewhere: the formulas
    /// under that heading, the letter, and its name in the core language.
    pub dummies: Vec<(std::ops::Range<usize>, Key, Name)>,
    /// Whether the file speaks of vectors or matrices.
    pub speaks_of_arrays: bool,
    /// The formulas as they are written, macros expanded.
    pub texts: Arc<Vec<Expansion>>,
    /// The names of probabilities and densities, which are numbers of which no law is known.
    pub chances: BTreeSet<Name>,
    /// The matrices that are inverted.
    pub(super) inverses: Vec<Inverse>,
    /// The symbols that are taken for matrices because they are capitals in products: a number is a matrix of one row.
    pub guessed: BTreeSet<Key>,
    /// Whether the derivative of a vector by a vector has a row for each entry of the latter.
    pub layout_by_variable: bool,
    /// Whether such a derivative was met.
    pub layout_met: bool,
    /// Remarks since they were last taken.
    pub remarks: Vec<Remark>,
    entries: Arc<Vec<Entry>>,
    /// The numbers of the definitions of each symbol, by its letter: a file may have thousands.
    by_letter: Arc<BTreeMap<String, BTreeMap<Key, Vec<usize>>>>,
    by_name: Arc<BTreeMap<Name, usize>>,
    axes: Arc<BTreeMap<Name, Vec<SizeId>>>,
    opaques: Arc<BTreeMap<Key, Opaque>>,
    count: usize,
}

/// What a symbol is at some place in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// It is defined.
    Defined(DefinitionId),
    /// It is an opaque function.
    Function,
    /// It is a variable.
    Variable,
}

impl World {
    /// The symbols of a surveyed file, none of them defined yet.
    pub fn new(survey: Survey) -> Self {
        Self {
            survey: Arc::new(survey),
            sizes: Sizes::default(),
            declared: BTreeMap::new(),
            declared_rows: BTreeSet::new(),
            inferred: BTreeMap::new(),
            dummies: Vec::new(),
            speaks_of_arrays: false,
            texts: Arc::default(),
            chances: BTreeSet::new(),
            inverses: Vec::new(),
            guessed: BTreeSet::new(),
            layout_by_variable: false,
            layout_met: false,
            remarks: Vec::new(),
            entries: Arc::default(),
            by_letter: Arc::default(),
            by_name: Arc::default(),
            axes: Arc::default(),
            opaques: Arc::default(),
            count: 0,
        }
    }

    /// A name that nothing else has.
    pub fn unique(&mut self, stem: &str) -> Name {
        self.count += 1;
        Name::new(&format!("{stem}@{}", self.count))
    }

    /// Takes in a definition.
    pub fn define(&mut self, written: Written) -> DefinitionId {
        let earlier = self.numbers(&written.key).len();
        let tex = written.key.tex();
        let name = Name::new(&if earlier == 0 { tex } else { format!("{tex}'{}", earlier + 1) });
        self.enter(Entry { written, name, state: State::Raw })
    }

    fn enter(&mut self, entry: Entry) -> DefinitionId {
        let (number, key) = (self.entries.len(), &entry.written.key);
        let symbols = Arc::make_mut(&mut self.by_letter).entry(key.symbol.name.clone()).or_default();
        symbols.entry(key.clone()).or_default().push(number);
        Arc::make_mut(&mut self.by_name).entry(entry.name.clone()).or_insert(number);
        Arc::make_mut(&mut self.entries).push(entry);
        DefinitionId(number)
    }

    /// Whether a symbol has several meanings, each in its own part of the file.
    pub(super) fn is_defined_again(&self, key: &Key) -> bool {
        self.numbers(key).len() > 1
    }

    /// The numbers of the definitions of a symbol, in their order.
    fn numbers(&self, key: &Key) -> &[usize] {
        self.by_letter.get(&key.symbol.name).and_then(|symbols| symbols.get(key)).map_or(&[], Vec::as_slice)
    }

    /// Forgets a definition that turned out to be none.
    pub fn retract(&mut self, id: DefinitionId) {
        Arc::make_mut(&mut self.entries)[id.0].written.scope = 0..0;
    }

    /// Reads the definitions in these formulas anew when they are next asked for: a symbol in them has another meaning.
    pub fn read_again(&mut self, formulas: std::ops::Range<usize>) {
        for entry in Arc::make_mut(&mut self.entries).iter_mut().filter(|entry| formulas.contains(&entry.written.place))
        {
            entry.state = State::Raw;
        }
    }

    /// Ends the scope of a definition before a formula.
    pub fn end_scope(&mut self, id: DefinitionId, before: usize) {
        let scope = &mut Arc::make_mut(&mut self.entries)[id.0].written.scope;
        scope.end = scope.end.min(before);
    }

    /// The definition as written.
    pub fn written(&self, id: DefinitionId) -> &Written {
        &self.entries[id.0].written
    }

    /// The name by which the core language calls a definition.
    pub fn name(&self, id: DefinitionId) -> &Name {
        &self.entries[id.0].name
    }

    /// The definition that has this name in the core language.
    pub fn by_name(&self, name: &Name) -> Option<DefinitionId> {
        self.by_name.get(name).copied().map(DefinitionId)
    }

    /// The definition of a symbol that holds in a formula.
    pub fn definition(&self, key: &Key, place: usize) -> Option<DefinitionId> {
        let holds = |number: &&usize| self.entries[**number].written.scope.contains(&place);
        self.numbers(key).iter().rev().find(holds).copied().map(DefinitionId)
    }

    /// Whether a symbol is defined anywhere in the file.
    pub fn is_defined(&self, key: &Key) -> bool {
        self.numbers(key).iter().any(|number| !self.entries[*number].written.scope.is_empty())
    }

    /// Whether `to` is defined, perhaps through others, by an expression that holds `from`.
    pub fn leads_to(&self, from: &Key, to: &Key) -> bool {
        let mut seen = BTreeSet::new();
        let mut open = vec![to.clone()];
        while let Some(key) = open.pop() {
            let entries = self.numbers(&key).iter().map(|number| &self.entries[*number]);
            for entry in entries.filter(|entry| !entry.written.scope.is_empty()) {
                super::occurrence::each(&self.survey, &entry.written.right, &mut |found| {
                    if seen.insert(found.key.clone()) {
                        open.push(found.key);
                    }
                });
            }
        }
        seen.contains(from)
    }

    /// The symbol that is meant where `key` is written: itself, or its only defined font variant (Q0107).
    pub fn meant(&mut self, key: &Key, place: usize) -> Key {
        if self.definition(key, place).is_some() {
            return key.clone();
        }
        let variant = |other: &Key| other != key && other.same_letter(key);
        let holds = |number: &usize| self.entries[*number].written.scope.contains(&place);
        // \mathbf x = (x_1, \dots, x_n) names the vector of these entries, and does not define them by themselves.
        let made_of_it = |number: &usize| {
            let mut found = false;
            self.entries[*number].written.right.walk(&mut |part| {
                found |= matches!(super::occurrence::read(&self.survey, part), Some(Ok(one)) if one.key == *key);
            });
            found
        };
        let holds = |number: &usize| holds(number) && !made_of_it(number);
        let symbols = self.by_letter.get(&key.symbol.name).into_iter().flatten();
        let defined: BTreeSet<Key> = symbols
            .filter(|(other, numbers)| variant(other) && numbers.iter().any(holds))
            .map(|(other, _)| other.clone())
            .collect();
        // Bold x_i beside plain x_{ij} is the vector of these entries.
        let own = self.survey.usage(key).and_then(|usage| usage.arities.last().copied()).unwrap_or(0);
        let entries = |other: &&Key| variant(other) && own < self.rank_by_use(other);
        let usages = self.survey.usages().filter(|_| key.is_bold()).map(|(other, _)| other);
        let components: Vec<Key> = usages.filter(entries).cloned().collect();
        let found = match (defined.len(), components.as_slice()) {
            // This is the convention of every text that sets vectors in bold, and nothing to warn of.
            (0, [only]) => return only.clone(),
            (1, _) => defined.into_iter().next(),
            _ => None,
        };
        let Some(found) = found else { return key.clone() };
        self.remarks.push(Remark::Variant(key.clone(), found.clone()));
        found
    }

    fn rank_by_use(&self, key: &Key) -> usize {
        let written = self.survey.usage(key).and_then(|usage| usage.arities.last().copied()).unwrap_or(0);
        self.vector_at(key).map_or(written, |indices| written.max(indices + 1))
    }

    /// At how many indices a symbol is a vector: as its place shows, or because the i-th of several vectors x is one.
    pub fn vector_at(&self, key: &Key) -> Option<usize> {
        let sample = |mark: &Mark| mark.text().contains("\\cdot");
        let plain = Key { marks: key.marks.iter().filter(|mark| !sample(mark)).cloned().collect(), ..key.clone() };
        let vectors = || (plain != *key && self.rank(&plain) == 1).then_some(1);
        self.survey.family(key).or_else(vectors)
    }

    /// What a symbol is in a formula, where it is `applied` to something or not.
    pub fn meaning(&self, key: &Key, place: usize, applied: bool) -> Meaning {
        if let Some(id) = self.definition(key, place) {
            return Meaning::Defined(id);
        }
        let opaque = self.opaques.contains_key(key);
        if opaque || (applied && self.is_function(key)) { Meaning::Function } else { Meaning::Variable }
    }

    /// Whether an undefined symbol before parentheses is a function rather than a factor.
    fn is_function(&self, key: &Key) -> bool {
        const USUAL: [&str; 20] = [
            "f", "g", "h", "F", "G", "H", "phi", "varphi", "psi", "sigma", "Phi", "Psi", "L", "ell", "J", "C", "E",
            "u", "v", "rho",
        ];
        let Some(usage) = self.survey.usage(key) else { return false };
        let several = usage.applied.iter().any(|arguments| arguments.len() > 1);
        let alone = !usage.bare && !usage.entries;
        // Nobody writes a product of two letters as a(b).
        let of_a_letter = usage.of_a_letter;
        let usual = USUAL.contains(&key.symbol.name.as_str()) || of_a_letter;
        several || key.symbol.word || (alone && usual)
    }

    /// The letters that are numbers in a formula although they are arrays elsewhere.
    pub fn dummies_at(&self, place: usize) -> impl Iterator<Item = &(std::ops::Range<usize>, Key, Name)> {
        self.dummies.iter().filter(move |(range, _, _)| range.contains(&place))
    }

    /// The axes of a variable, or of a definition by its name in the core language.
    pub fn axes_of(&mut self, key: &Key, name: &Name, rank: usize) -> Vec<SizeId> {
        if let Some(axes) = self.axes.get(name).filter(|axes| axes.len() == rank) {
            return axes.clone();
        }
        let axes = match self.declared.get(key) {
            Some(axes) if axes.len() == rank => axes.clone(),
            _ => (0..rank).map(|_| self.sizes.fresh()).collect(),
        };
        Arc::make_mut(&mut self.axes).insert(name.clone(), axes.clone());
        axes
    }

    /// The axes of every variable that was met.
    pub fn known_axes(&self, name: &Name) -> Option<&Vec<SizeId>> {
        self.axes.get(name)
    }

    /// The number of axes of a variable: by its components, by declaration, by bold face, by transposition, or by what
    /// is added to it.
    pub fn rank(&self, key: &Key) -> usize {
        let beside = || self.survey.beside(key).filter_map(|other| self.said_rank(other)).max();
        self.said_rank(key).or_else(beside).unwrap_or(0)
    }

    /// The number of axes by indices, a set, words, bold face, transposition or inference.
    pub(super) fn said_rank(&self, key: &Key) -> Option<usize> {
        let by_use = self.rank_by_use(key);
        if by_use > 0 {
            return Some(by_use.max(self.rank_of_rows(key)));
        }
        if let Some(axes) = self.declared.get(key) {
            return Some(axes.len());
        }
        let transposed = self.survey.usage(key).is_some_and(|usage| usage.transposed);
        let array = key.is_bold() || transposed;
        array.then(|| if key.is_capital() { 2 } else { 1 }).or_else(|| self.inferred.get(key).copied())
    }

    /// The number of axes of a symbol that is a vector where it has an index: `x_i^\top w`, `x_i \in \mathbb R^d`.
    fn rank_of_rows(&self, key: &Key) -> usize {
        let declared = if self.declared_rows.contains(key) { self.declared.get(key).map_or(0, Vec::len) } else { 0 };
        let transposed = self.survey.usage(key).and_then(|usage| usage.rows.last().copied());
        declared.max(transposed.map_or(0, |count| count + 1))
    }

    /// Whether a symbol is a vector where it has its first index alone.
    pub fn is_row(&self, key: &Key) -> bool {
        self.rank_of_rows(key) > 0
    }

    /// Whether nothing says what shape a capital or bold letter has.
    pub fn is_of_unknown_shape(&self, key: &Key, place: usize) -> bool {
        let named = self.survey.is_size(&key.symbol) || self.survey.is_index(&key.symbol);
        let named = named || self.survey.is_set(&key.symbol);
        let known = named || self.rank(key) > 0 || self.declared.contains_key(key) || self.opaques.contains_key(key);
        !known && key.is_capital() && self.definition(key, place).is_none()
    }

    /// Every symbol of an expression that is read in a formula, but those that only tell one number from another.
    pub fn each_factor(&self, expr: &Expr, place: usize, visit: &mut impl FnMut(super::occurrence::Occurrence)) {
        if super::symbols::told_by_its_text(self, expr, place).is_some() {
            return;
        }
        if let Some(Ok(found)) = super::occurrence::read(&self.survey, expr) {
            // What stands below a letter belongs to it; what it is applied to and its exponent have letters of their own.
            let inner: Vec<&Expr> = found.arguments.iter().flatten().copied().chain(found.power).collect();
            visit(found);
            return inner.into_iter().for_each(|part| self.each_factor(part, place, visit));
        }
        let mut children: Vec<&Expr> = Vec::new();
        let sign =
            |expr: &Expr| expr.as_symbol().is_some_and(|one| ["T", "top", "intercal"].contains(&one.name.as_str()));
        match &expr.node {
            Node::Scripted(scripted) if scripted.sup.as_deref().is_some_and(sign) => {
                children.extend([&*scripted.base].into_iter().chain(scripted.sub.as_deref()));
            }
            _ => expr.for_each_child(&mut |child| children.push(child)),
        }
        children.into_iter().for_each(|child| self.each_factor(child, place, visit));
    }

    /// Says that a symbol is an opaque function of these symbols.
    pub fn make_opaque(&mut self, key: &Key, of: Vec<Key>) {
        let rank = self.rank_by_use(key);
        let axes = (0..rank).map(|_| self.sizes.fresh()).collect();
        Arc::make_mut(&mut self.opaques).insert(key.clone(), Opaque { axes, arguments: Vec::new(), of });
    }

    /// The opaque function of that symbol, made at its first use with arguments of these axes.
    pub fn opaque(&mut self, key: &Key, rank: usize, arguments: &[Vec<SizeId>]) -> Opaque {
        if !self.opaques.contains_key(key) {
            let axes = (0..rank).map(|_| self.sizes.fresh()).collect();
            Arc::make_mut(&mut self.opaques)
                .insert(key.clone(), Opaque { axes, arguments: arguments.to_vec(), of: Vec::new() });
        }
        if self.opaques[key].arguments.is_empty() && !arguments.is_empty() {
            let changed = Arc::make_mut(&mut self.opaques).entry(key.clone());
            changed.and_modify(|opaque| opaque.arguments = arguments.to_vec());
        }
        self.opaques[key].clone()
    }

    /// The opaque function by its name in the core language.
    pub fn opaque_by_name(&self, name: &Name) -> Option<&Opaque> {
        self.opaques.iter().find(|(key, _)| key.tex() == name.as_str()).map(|(_, opaque)| opaque)
    }

    /// Of what an undefined function is a function, where the file only differentiates it.
    pub fn opaque_of(&self, key: &Key) -> Option<Vec<Key>> {
        self.opaques.get(key).map(|opaque| opaque.of.clone()).filter(|of| !of.is_empty())
    }

    /// The meaning of a definition, read at its own place in the file.
    pub fn lower(&mut self, id: DefinitionId) -> Result<Lowered, Trouble> {
        match &self.entries[id.0].state {
            State::Done(lowered) => return Ok(lowered.clone()),
            State::Failed(trouble) => return Err(trouble.clone()),
            State::Busy => {
                let tex = self.entries[id.0].written.key.tex();
                let span = self.entries[id.0].written.left.span;
                return Err(Trouble::unread(span, format!("the definition of {tex} goes round in a circle")));
            }
            State::Raw => {}
        }
        Arc::make_mut(&mut self.entries)[id.0].state = State::Busy;
        let written = self.entries[id.0].written.clone();
        let result = Reader::new(self, written.place).definition(&written, id);
        Arc::make_mut(&mut self.entries)[id.0].state = match &result {
            Ok(lowered) => State::Done(lowered.clone()),
            Err(trouble) => State::Failed(trouble.clone()),
        };
        result
    }

    /// The derivative of a defined function of one scalar, as a definition of its own: its name.
    pub fn derived(&mut self, id: DefinitionId, primes: usize) -> Option<Name> {
        let lowered = self.lower(id).ok()?;
        let [(_, parameter, axes)] = lowered.parameters.as_slice() else { return None };
        if !axes.is_empty() || !lowered.axes.is_empty() {
            return None;
        }
        let name = Name::new(&format!("{}{}", self.name(id).as_str(), "'".repeat(primes)));
        if self.by_name(&name).is_none() {
            let derive = |body, _| Term::derivative(body, parameter.clone(), Vec::new(), Vec::new());
            let body = (0..primes).fold(lowered.body.clone(), derive);
            let written = Written { scope: 0..0, ..self.written(id).clone() };
            let state = State::Done(Lowered { body, ..lowered.clone() });
            self.enter(Entry { written, name: name.clone(), state });
        }
        Some(name)
    }

    /// The number of axes of a definition, without reading it where its left side or its uses tell.
    pub fn rank_of_definition(&mut self, id: DefinitionId) -> Result<usize, Trouble> {
        let written = &self.entries[id.0].written;
        let formal =
            super::occurrence::read(&self.survey, &written.left).and_then(Result::ok).map_or(0, |o| o.at.len());
        let by_use = self.rank_by_use(&written.key);
        match formal.max(by_use) {
            0 => self.lower(id).map(|lowered| lowered.axes.len()),
            rank => Ok(rank),
        }
    }

    /// The letter of a symbol that is a size, as it is written.
    pub fn size_named(&mut self, key: &Key) -> Option<SizeId> {
        let plain = key.marks.is_empty() && self.survey.is_size(&key.symbol);
        plain.then(|| self.sizes.named(&key.tex()))
    }

    /// Whether a symbol has a mark that is only the name of a size, as in `I_n`.
    pub fn marked_by_size(&self, key: &Key) -> Option<String> {
        match key.marks.as_slice() {
            [Mark::Below(text)] => Some(text.clone()),
            _ => None,
        }
    }
}
