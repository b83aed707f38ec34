//! Expression → value: the walk over the tree, in which every letter gets its meaning.

use super::conventions::{Applied, Convention};
use super::folds::Element;
use super::key::Key;
use super::means::{self, Mean};
use super::occurrence::{self, At};
use super::sizes::{Clash, SizeId, Sizes};
use super::trouble::Trouble;
use super::value::{Axis, Value};
use super::world::World;
use crate::diagnostic::distance;
use crate::latex::{Delimiter, Expr, Group, Node, Sign, Symbol, Unknown, notations};
use crate::source::Span;
use quod_kernel::Rational;
use quod_kernel::term::{Function, Index, Name, Size, Term};
use std::collections::{BTreeMap, BTreeSet};

/// What a letter that is bound stands for.
#[derive(Clone, Debug)]
pub(super) enum Bound {
    /// An index with its range.
    Index(Name, SizeId),
    /// A numeral, where a sum to a numeral is written out.
    Numeral(u64),
}

/// Reads the sides of one chain: they share their free indices.
pub struct Reader<'w> {
    pub(super) world: &'w mut World,
    pub(super) place: usize,
    pub(super) bound: Vec<(Symbol, Bound)>,
    /// The letters that stand for elements of sets.
    pub(super) elements: Vec<Element>,
    /// The ranges of the free indices.
    pub free: BTreeMap<Symbol, SizeId>,
    /// The free indices of the side that was read last.
    pub used_free: BTreeSet<Symbol>,
    /// The letters that are bound in the side that was read last.
    pub used_bound: BTreeSet<Symbol>,
    pub(super) parameters: Vec<(Key, Name, Vec<SizeId>)>,
    /// The letters that are numbers in this formula and arrays elsewhere.
    dummies: Vec<(Key, Name)>,
    /// The component that is taken of each vector where vectors are stacked, and its range.
    pub(super) component: Option<(Name, SizeId)>,
    /// The mean within which something is read.
    pub(super) mean: Option<Mean>,
    /// Whether `z_n` may stand for the last entry: within an ellipsis.
    pub(super) lasts: bool,
    /// How often each letter stands in the whole link; see [`Reader::limits`].
    pub(super) letters: BTreeMap<Symbol, usize>,
    /// How often each letter stands in the whole link where no fold binds it.
    pub(super) unbound: BTreeMap<Symbol, usize>,
    /// How often the second letter of a pair stands in folds that begin with a condition between both.
    pub(super) pairs: BTreeMap<(Symbol, Symbol), usize>,
}

impl<'w> Reader<'w> {
    /// A reader of the formula number `place`.
    pub fn new(world: &'w mut World, place: usize) -> Self {
        let dummies = world.dummies_at(place).map(|(_, key, name)| (key.clone(), name.clone())).collect();
        Self {
            world,
            place,
            bound: Vec::new(),
            elements: Vec::new(),
            free: BTreeMap::new(),
            used_free: BTreeSet::new(),
            used_bound: BTreeSet::new(),
            parameters: Vec::new(),
            dummies,
            component: None,
            mean: None,
            lasts: false,
            letters: BTreeMap::new(),
            unbound: BTreeMap::new(),
            pairs: BTreeMap::new(),
        }
    }

    /// What a letter is in this formula alone: a parameter of its definition, or a number although it is an array elsewhere.
    pub(super) fn local(&self, key: &Key) -> Option<(Name, Vec<SizeId>)> {
        let parameter = self.parameters.iter().find(|(other, _, _)| other == key);
        let dummy = || self.dummies.iter().find(|(other, _)| other == key);
        match parameter {
            Some((_, name, axes)) => Some((name.clone(), axes.clone())),
            None => dummy().map(|(_, name)| (name.clone(), Vec::new())),
        }
    }

    /// Whether a letter that is an array elsewhere is a number in this formula.
    pub(super) fn is_number_here(&self, key: &Key) -> bool {
        !self.parameters.iter().any(|(other, _, _)| other == key) && self.dummies.iter().any(|(other, _)| other == key)
    }

    /// The symbols, for what goes on outside the reader.
    pub fn world_mut(&mut self) -> &mut World {
        self.world
    }

    /// A symbol whose definition is not read is no variable: nothing is known of it.
    pub(super) fn refuse_lost(&self, key: &Key, span: Span) -> Result<(), Trouble> {
        match self.world.lost.get(key) {
            Some(written) => {
                let text = format!("{} is defined by something that is not read: {written}", key.tex());
                Err(Trouble::unread(span, text).help("mend that definition first"))
            }
            None => Ok(()),
        }
    }

    /// Notes that a part of the formula is read by a convention.
    pub(super) fn by_convention(&mut self, convention: Convention, span: Span) {
        self.world.applied.push(Applied { place: self.place, span, convention });
    }

    /// Reads one side of a link; `whole` are all sides of the link, whose letters say which sums bind which letter.
    pub fn side(&mut self, expr: &Expr, whole: &[&Expr]) -> Result<Value, Trouble> {
        self.unbound = BTreeMap::new();
        let unbound = &mut self.unbound;
        whole.iter().for_each(|side| super::folds::count_unbound(side, &mut Vec::new(), unbound));
        self.letters = BTreeMap::new();
        whole.iter().for_each(|side| count_letters(side, &mut self.letters));
        self.pairs = BTreeMap::new();
        whole.iter().for_each(|side| super::folds::count_pairs(side, &mut self.pairs));
        self.used_free.clear();
        self.used_bound.clear();
        self.bound.clear();
        self.elements.clear();
        self.lasts = false;
        self.component = None;
        self.expr(expr)
    }

    /// The meaning of an expression.
    pub(super) fn expr(&mut self, expr: &Expr) -> Result<Value, Trouble> {
        let Some(mean) = means::of(expr) else { return self.plain(expr) };
        let outer = self.mean.replace(mean);
        let value = self.plain(expr);
        self.mean = outer;
        value
    }

    fn plain(&mut self, expr: &Expr) -> Result<Value, Trouble> {
        if let Some(what) = self.told_by_its_text(expr) {
            return self.chance(expr, what);
        }
        if let Some(found) = occurrence::read(&self.world.survey, expr) {
            return self.symbol(found?, expr);
        }
        if let Some(product) = expr.as_product() {
            self.by_convention(Convention::FactorBeforeBrackets, expr.span);
            return self.expr(&product);
        }
        match &expr.node {
            Node::Number(text) => number(text, expr.span).map(Value::scalar),
            Node::Sum(terms) => self.sum(terms, expr.span),
            Node::Product(factors) => self.product(factors, expr.span),
            Node::Scripted(scripted) => self.scripted(scripted, expr.span),
            Node::Group(group) => self.group(group, expr.span),
            Node::Apply(apply) => self.apply(apply, expr.span),
            Node::Fraction(above, below) => {
                let (above, below) = (self.expr(above)?, self.expr(below)?);
                self.divide(above, below, expr.span)
            }
            Node::Root(radicand, None) => self.entrywise(Function::Sqrt, radicand),
            Node::Root(..) => Err(Trouble::unread(expr.span, "only square roots are read")),
            Node::Big(big) => self.big(big, expr.span),
            Node::Derivative(derivative) => self.derivative(derivative, expr.span),
            Node::Indicator(body) => {
                self.by_convention(Convention::Indicator, expr.span);
                self.indicator(body)
            }
            Node::Matrix(matrix) => self.matrix(matrix, expr.span),
            Node::Cases(cases) => self.cases(cases, expr.span),
            Node::Marked(_, body) => self.expr(body),
            Node::Unknown(Unknown::Notation("a probability")) => self.chance(expr, "probabilities"),
            Node::Factorial(_) => self.chance(expr, "factorials"),
            Node::Unknown(unknown) => Err(unknown_trouble(unknown, expr.span)),
            _ => Err(Trouble::unread(expr.span, unread_name(&expr.node))),
        }
    }

    /// A scalar, or trouble that says what is there instead.
    pub(super) fn scalar(&mut self, expr: &Expr) -> Result<Term, Trouble> {
        let value = self.expr(expr)?;
        match value.rank() {
            0 => Ok(value.term),
            _ => Err(shape_trouble(expr.span, "a scalar", &value)),
        }
    }

    /// New axes of these sizes with the indices that stand for them.
    pub(super) fn new_axes(&mut self, sizes: &[SizeId]) -> (Vec<Axis>, Vec<Index>) {
        let axes: Vec<Axis> = sizes.iter().map(|size| Axis { name: self.world.unique("axis"), size: *size }).collect();
        let indices = axes.iter().map(|axis| Index::Free(axis.name.clone())).collect();
        (axes, indices)
    }

    /// Makes two sizes one, or says why they differ.
    pub(super) fn unify(&mut self, a: SizeId, b: SizeId, span: Span) -> Result<(), Trouble> {
        let numerals = self.world.sizes.value(a).is_some() && self.world.sizes.value(b).is_some();
        let apart = self.world.sizes.are_apart(a, b);
        self.world.sizes.unify(a, b).map_err(|Clash(a, b)| match numerals || apart {
            true => Trouble {
                written: apart,
                ..Trouble::ill_formed("Q0104", span, format!("the sizes {a} and {b} differ"))
            },
            false => Trouble::unread(span, format!("{a} is any size elsewhere, and {b} here")),
        })
    }

    /// The index that stands at a place, on an axis of that size.
    pub(super) fn index(&mut self, at: &At, axis: SizeId) -> Result<Index, Trouble> {
        match at {
            At::Letter(letter, span) => self.letter(letter, axis, *span),
            At::Numeral(value, span) => {
                let short = self.world.sizes.value(axis).is_some_and(|size| size < *value);
                let message = || format!("there is no entry {value} on an axis of {}", self.world.sizes.describe(axis));
                if short { Err(Trouble::ill_formed("Q0104", *span, message())) } else { Ok(Index::Numeral(*value)) }
            }
            At::Last(letter, span) if self.lasts => {
                let size = self.world.sizes.named(&super::key::spell(letter));
                self.unify(size, axis, *span)?;
                Ok(Index::Free(last(letter)))
            }
            At::Last(letter, span) => {
                Err(Trouble::unread(*span, format!("{} is a size, not an index", super::key::spell(letter))))
            }
        }
    }

    fn letter(&mut self, letter: &Symbol, axis: SizeId, span: Span) -> Result<Index, Trouble> {
        let (index, size) = self.resolve(letter);
        match size {
            Some(size) => self.unify(size, axis, span).map(|()| index),
            None => Ok(index),
        }
    }

    /// The index that a letter stands for, with its range.
    pub(super) fn resolve(&mut self, letter: &Symbol) -> (Index, Option<SizeId>) {
        match self.bound.iter().rev().find(|(other, _)| other == letter) {
            Some((_, Bound::Index(name, size))) => (Index::Free(name.clone()), Some(*size)),
            Some((_, Bound::Numeral(value))) => (Index::Numeral(*value), None),
            None => {
                self.used_free.insert(letter.clone());
                let size = match self.free.get(letter) {
                    Some(size) => *size,
                    None => self.world.sizes.fresh(),
                };
                self.free.insert(letter.clone(), size);
                (Index::Free(Name::new(&super::key::spell(letter))), Some(size))
            }
        }
    }

    /// Two arrays entry by entry, their sizes made equal.
    pub(super) fn zip(
        &mut self,
        left: Value,
        right: Value,
        span: Span,
        join: impl FnOnce(Term, Term) -> Term,
    ) -> Result<Value, Trouble> {
        if left.rank() != right.rank() || left.row != right.row {
            let text = format!("{} and {} do not fit together", left.describe(), right.describe());
            return Err(Trouble::ill_formed("Q0104", span, text));
        }
        for (a, b) in left.axes.iter().zip(&right.axes) {
            self.unify(a.size, b.size, span)?;
        }
        let indices: Vec<Index> = left.names().into_iter().map(Index::Free).collect();
        let term = join(left.term, right.entry(&indices));
        Ok(Value { axes: left.axes, row: left.row, term })
    }

    /// Several terms with their signs.
    fn sum(&mut self, terms: &[crate::latex::Term], span: Span) -> Result<Value, Trouble> {
        if let Some(place) = terms.iter().position(|term| matches!(term.value.node, Node::Dots(_))) {
            return self.ellipsis_sum(terms, place, span);
        }
        if let Some(joined) = self.reach_over_plus(terms) {
            return self.sum(&joined, span);
        }
        let mut total: Option<Value> = None;
        for term in terms {
            let value = self.term(term)?;
            total = Some(match total {
                None => value,
                Some(total) if is_zero(&total) => value,
                Some(total) if is_zero(&value) => total,
                Some(total) => self.zip(total, value, term.value.span, |a, b| Term::sum([a, b]))?,
            });
        }
        total.ok_or_else(|| Trouble::unread(span, "an empty sum"))
    }

    /// One term with its sign.
    pub(super) fn term(&mut self, term: &crate::latex::Term) -> Result<Value, Trouble> {
        let value = self.expr(&term.value)?;
        match term.sign {
            Sign::Plus => Ok(value),
            Sign::Minus => Ok(value.map(Term::negate)),
            Sign::PlusMinus | Sign::MinusPlus => Err(Trouble::unread(term.value.span, "± stands for two values")),
            Sign::Other => Err(Trouble::unread(term.sign_span.unwrap_or(term.value.span), "this operator is not read")),
        }
    }

    fn group(&mut self, group: &Group, span: Span) -> Result<Value, Trouble> {
        if let (Delimiter::Bar, Some(set)) = (group.open, group.body.as_symbol())
            && self.world.survey.is_set(set)
        {
            let size = self.world.sizes.named(&format!("|{}|", super::key::spell(set)));
            return Ok(Value::scalar(size_term(size)));
        }
        match (group.open, group.close) {
            (Delimiter::Bar, Delimiter::Bar) => self.entrywise(Function::Abs, &group.body),
            (Delimiter::DoubleBar, Delimiter::DoubleBar) => {
                Ok(self.norm_squared(&group.body)?.map(|square| Term::apply(Function::Sqrt, square)))
            }
            (Delimiter::Angle, Delimiter::Angle) => self.inner_product(&group.body, span),
            (Delimiter::Parenthesis | Delimiter::Bracket | Delimiter::Brace | Delimiter::None, _) => {
                match &group.body.node {
                    Node::List(items) => self.list(items, span),
                    _ => self.expr(&group.body),
                }
            }
            _ => Err(Trouble::unread(span, "these delimiters are not read")),
        }
    }

    /// A named function of a scalar, or of each entry of a vector.
    pub(super) fn entrywise(&mut self, function: Function, argument: &Expr) -> Result<Value, Trouble> {
        let value = self.expr(argument)?;
        if value.rank() == 1 {
            self.by_convention(Convention::EntryByEntry, argument.span);
        }
        match value.rank() {
            0 | 1 => Ok(value.map(|entry| Term::apply(function, entry))),
            _ => Err(shape_trouble(argument.span, "a scalar or a vector", &value)),
        }
    }

    /// A quotient with a scalar below.
    pub(super) fn divide(&mut self, above: Value, below: Value, span: Span) -> Result<Value, Trouble> {
        match below.rank() {
            0 => Ok(above.map(|entry| entry.over(below.term))),
            _ => Err(Trouble::unread(span, format!("a division by {} is not read", below.describe()))),
        }
    }

    /// A value, which is written at a place, to a power.
    pub(super) fn power(&mut self, base: Value, exponent: &Expr, at: Span) -> Result<Value, Trouble> {
        if let (2, Node::Number(text)) = (base.rank(), &exponent.node)
            && let Ok(count @ 2..=4) = text.parse::<usize>()
        {
            self.unify(base.axes[0].size, base.axes[1].size, exponent.span)?;
            // Each factor needs axes of its own.
            return (1..count).try_fold(base.clone(), |total, _| {
                let (axes, at) = self.new_axes(&[base.axes[0].size, base.axes[1].size]);
                self.contract(total, Value::array(axes, base.entry(&at)), exponent.span)
            });
        }
        if base.rank() == 2 && is_minus_one(exponent) {
            return self.inverse(&base, at);
        }
        let exponent_value = self.scalar(exponent)?;
        match base.rank() {
            0 => Ok(base.map(|base| Term::raise(base, exponent_value))),
            _ => Err(Trouble::unread(exponent.span, format!("a power of {} is not read", base.describe()))),
        }
    }
}

/// `-1` as an exponent.
pub(super) fn is_minus_one(exponent: &Expr) -> bool {
    match &exponent.node {
        Node::Sum(terms) => match terms.as_slice() {
            [term] => term.sign == Sign::Minus && matches!(&term.value.node, Node::Number(text) if text == "1"),
            _ => false,
        },
        _ => false,
    }
}

/// How often each letter stands in an expression.
pub(super) fn count_letters(expr: &Expr, counts: &mut BTreeMap<Symbol, usize>) {
    expr.walk(&mut |part| {
        if let Node::Symbol(symbol) = &part.node {
            *counts.entry(symbol.clone()).or_default() += 1;
        }
    });
}

/// The index of the last entry on an axis of that size, within an ellipsis.
pub(super) fn last(letter: &Symbol) -> Name {
    Name::new(&format!("{}@last", super::key::spell(letter)))
}

pub(super) fn is_zero(value: &Value) -> bool {
    value.rank() == 0 && value.term == Term::integer(0)
}

/// The trouble of a value that has another shape than its place wants.
pub(super) fn shape_trouble(span: Span, wanted: &str, found: &Value) -> Trouble {
    Trouble::unread(span, format!("{wanted} is wanted here, and this is {}", found.describe()))
}

/// The placeholder of a size as a number.
pub(super) fn size_term(id: SizeId) -> Term {
    let Size::Named(name) = Sizes::placeholder(id) else { unreachable!("placeholders have names") };
    Term::size(&Size::Named(name))
}

fn number(text: &str, span: Span) -> Result<Term, Trouble> {
    let trouble = || Trouble::unread(span, "this number is too long");
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits: i128 = format!("{whole}{part}").parse().map_err(|_| trouble())?;
    let scale = u32::try_from(part.len()).ok().and_then(|places| 10i128.checked_pow(places)).ok_or_else(trouble)?;
    Rational::new(digits, scale).map(Term::number).map_err(|_| trouble())
}

/// The known command whose spelling is nearest to an unknown one, where they differ in at most two letters.
fn nearest_command(name: &str) -> Option<&'static str> {
    let near = |known: &&str| distance(known.trim_start_matches('\\'), name);
    let known = notations().map(|row| row.spelling).filter(|spelling| spelling.starts_with('\\') && spelling.len() > 3);
    known.min_by_key(near).filter(|known| near(known) <= 2.min(name.chars().count() / 3))
}

fn unknown_trouble(unknown: &Unknown, span: Span) -> Trouble {
    if let Unknown::Command(name) = unknown
        && let Some(near) = nearest_command(name.trim_start_matches('\\'))
    {
        return Trouble::unread(span, format!("\\{} is not known", name.trim_start_matches('\\')))
            .help(format!("is {near} meant?"));
    }
    let text = match unknown {
        Unknown::Command(name) => format!("\\{} is not known", name.trim_start_matches('\\')),
        Unknown::Character(character) => format!("the character {character} is not known"),
        Unknown::Words(words) => format!("words stand where mathematics is wanted: {words}"),
        Unknown::Differential => "a differential outside a derivative is not read".to_string(),
        Unknown::Operator(sign) => format!("the operator {sign} has nothing to work on"),
        Unknown::Malformed => "this cannot be read".to_string(),
        Unknown::Notation(name) => format!("{name}: this notation is not read"),
    };
    Trouble::unread(span, text)
}

/// The name of what is known and not read.
fn unread_name(node: &Node) -> &'static str {
    match node {
        Node::Missing => "something is missing here",
        Node::Dots(_) => "an ellipsis without a pattern",
        Node::Given(..) => "a conditional is not read",
        Node::Parted(..) => "a double bar between two values is read only in the arguments of a symbol",
        Node::Relation(_) => "a relation stands where a value is wanted",
        Node::Binomial(..) => "binomial coefficients are not read",
        Node::Evaluated(..) => "an evaluation at a point is not read",
        Node::Accented(..) => "an accent over an expression is not read",
        Node::List(_) => "a list without delimiters is not read",
        _ => "this is not read",
    }
}
