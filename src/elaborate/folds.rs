//! Sums, products and extrema over bound indices, with limits in every usual spelling.

use super::conventions::Convention;
use super::key::Key;
use super::reader::{Bound, Reader, count_letters};
use super::sizes::SizeId;
use super::trouble::Trouble;
use super::value::Value;
use super::world::Remark;
use crate::latex::{
    Big, Chain, Expr, Factor, Font, Link, Node, Operator, Relation, Scripted, Sign, Symbol, Term as Addend,
};
use crate::source::Span;
use quod_kernel::term::{Condition, Fold, Index, Name, Term};
use std::collections::BTreeMap;

/// The longest sum to a numeral that is written out.
const LONGEST: u64 = 16;

/// Over what a fold runs: letters with their ranges, and conditions between them.
#[derive(Default)]
struct Limits {
    letters: Vec<(Symbol, Range)>,
    conditions: Vec<Chain>,
    /// The letters that are elements of a set, each with the name of the list of all of them.
    elements: Vec<(Symbol, Name, SizeId)>,
    /// `x_i \in M`: the letter, and the name of the list that is 1 where it is so.
    members: Vec<(Symbol, Name)>,
    /// The letters that stay below the last value of their range.
    before: Vec<Symbol>,
}

#[derive(Clone, Copy)]
enum Range {
    To(SizeId),
    Numerals(u64, u64),
    From(u64, SizeId),
}

/// A letter that stands for each element of a set in turn.
#[derive(Clone, Debug)]
pub(super) struct Element {
    /// The letter.
    pub letter: Symbol,
    /// The list of all elements.
    pub array: Name,
    /// The place in that list.
    pub index: Name,
    /// How many there are.
    pub size: SizeId,
}

/// The symbol of a list that the author writes no letter for.
pub(super) fn list_symbol(name: &Name) -> Symbol {
    Symbol { name: name.as_str().to_string(), font: Font::Plain, accents: Vec::new(), word: true }
}

/// A capital: the name of a set.
fn is_set_name(expr: &Expr) -> bool {
    expr.as_symbol().is_some_and(|symbol| {
        !symbol.word && symbol.font != Font::Blackboard && symbol.name.starts_with(|c: char| c.is_ascii_uppercase())
    })
}

fn is_one(expr: &Expr) -> bool {
    matches!(&expr.node, Node::Number(text) if text == "1")
}

/// Whether a body is a sum that begins behind the letter, `\sum_{j=i+1}^{n}`: it is empty at the last value of the letter.
fn begins_behind(body: &Expr, letter: &Symbol) -> bool {
    let Node::Big(Big { operator: Operator::Sum, lower: Some(lower), .. }) = &body.node else { return false };
    let Node::Relation(chain) = &lower.node else { return false };
    let [link] = chain.links.as_slice() else { return false };
    let Node::Sum(terms) = &link.right.node else { return false };
    matches!(terms.as_slice(), [one, other]
        if one.value.as_symbol() == Some(letter) && other.sign == Sign::Plus && is_one(&other.value))
}

impl Reader<'_> {
    /// `\sum`, `\prod`, `\max_i`, `\min_i` with what they reach.
    pub(super) fn big(&mut self, big: &Big, span: Span) -> Result<Value, Trouble> {
        let fold = match big.operator {
            Operator::Sum => Fold::Sum,
            Operator::Product => Fold::Product,
            Operator::Max => Fold::Max,
            Operator::Min => Fold::Min,
            Operator::Other(name) => return Err(Trouble::unread(big.head_span, format!("{name} is not read"))),
        };
        let body = big.body.as_deref().ok_or_else(|| Trouble::unread(span, "nothing stands after this sign"))?;
        if let Node::Product(_) = body.node {
            self.by_convention(Convention::SumReach, big.head_span.to(body.span));
        }
        let limits = self.limits(big, body)?;
        if let [(letter, Range::Numerals(from, to))] = limits.letters.as_slice() {
            return self.written_out(fold, letter, *from..=*to, body, &limits, span);
        }
        let (depth, elements) = (self.bound.len(), self.elements.len());
        let mut binders = Vec::new();
        for (letter, array, size) in &limits.elements {
            let name = self.world.unique(&letter.name);
            self.elements.push(Element {
                letter: letter.clone(),
                array: array.clone(),
                index: name.clone(),
                size: *size,
            });
            binders.push((name, *size, 1));
        }
        for (letter, range) in &limits.letters {
            let (size, from) = match range {
                Range::To(size) => (*size, 1),
                Range::From(from, size) => (*size, *from),
                Range::Numerals(..) => {
                    return Err(Trouble::unread(big.head_span, "limits of this kind are not read together"));
                }
            };
            let name = self.world.unique(&letter.name);
            self.used_bound.insert(letter.clone());
            self.bound.push((letter.clone(), Bound::Index(name.clone(), size)));
            binders.push((name, size, from));
        }
        let result = self.folded(fold, &binders, &limits, body, big.head_span);
        self.bound.truncate(depth);
        self.elements.truncate(elements);
        result
    }

    fn folded(
        &mut self,
        fold: Fold,
        binders: &[(Name, SizeId, u64)],
        limits: &Limits,
        body: &Expr,
        span: Span,
    ) -> Result<Value, Trouble> {
        let mut all = Vec::new();
        for (name, _, from) in binders.iter().filter(|(_, _, from)| *from > 1) {
            all.push(Condition::at_most(Index::Numeral(*from), Index::Free(name.clone())));
        }
        for chain in &limits.conditions {
            all.push(self.condition(chain)?);
        }
        let value = self.expr(body)?;
        let value = self.weighted(fold, limits, body, value, span)?;
        let neutral = match fold {
            Fold::Sum => Some(Term::integer(0)),
            Fold::Product => Some(Term::integer(1)),
            Fold::Max | Fold::Min => None,
        };
        let mut term = value.term.clone();
        if !all.is_empty() {
            let neutral = neutral.ok_or_else(|| Trouble::unread(span, "an extremum under a condition is not read"))?;
            term = Term::case(Condition::all(all), term, neutral);
        }
        for (name, size, _) in binders.iter().rev() {
            term = Term::fold_over(fold, name, super::sizes::Sizes::placeholder(*size), &term);
        }
        Ok(Value { term, ..value })
    }

    /// The terms of a sum that are not within a set count nothing, and so does the last one of a sum to n - 1.
    fn weighted(
        &mut self,
        fold: Fold,
        limits: &Limits,
        body: &Expr,
        value: Value,
        span: Span,
    ) -> Result<Value, Trouble> {
        let mut weights = Vec::new();
        for (letter, name) in &limits.members {
            let (index, size) = self.resolve(letter);
            let axes = self.world.axes_of(&Key::plain(list_symbol(name)), name, 1);
            if let Some(size) = size {
                self.unify(size, axes[0], span)?;
            }
            weights.push(Term::entry(name.clone(), vec![index]));
        }
        for letter in limits.before.iter().filter(|letter| !begins_behind(body, letter)) {
            let (Index::Free(name), Some(size)) = self.resolve(letter) else { continue };
            // It is the last one where none is greater.
            let other = self.world.unique(&letter.name);
            let greater = Condition::Less(Index::Free(name), Index::Free(other.clone()));
            let none = Term::case(greater, Term::integer(0), Term::integer(1));
            let last = Term::fold_over(Fold::Product, &other, super::sizes::Sizes::placeholder(size), &none);
            weights.push(Term::integer(1).minus(last));
        }
        match weights.is_empty() {
            true => Ok(value),
            false if fold == Fold::Sum => {
                Ok(value.map(|term| Term::product(weights.into_iter().chain([term]).collect::<Vec<_>>())))
            }
            false => Err(Trouble::unread(span, "only sums are read over a part of a range")),
        }
    }

    /// A fold between numerals, as so many terms.
    fn written_out(
        &mut self,
        fold: Fold,
        letter: &Symbol,
        range: std::ops::RangeInclusive<u64>,
        body: &Expr,
        limits: &Limits,
        span: Span,
    ) -> Result<Value, Trouble> {
        if range.end().saturating_sub(*range.start()) >= LONGEST || !limits.conditions.is_empty() {
            return Err(Trouble::unread(span, "a fold between these numerals is not read"));
        }
        self.used_bound.insert(letter.clone());
        let mut total: Option<Value> = None;
        for value in range {
            self.bound.push((letter.clone(), Bound::Numeral(value)));
            let next = self.expr(body);
            self.bound.pop();
            let next = next?;
            total = Some(match total {
                None => next,
                Some(total) => match fold {
                    Fold::Sum => self.zip(total, next, span, |a, b| Term::sum([a, b]))?,
                    Fold::Product if total.rank() == 0 => self.zip(total, next, span, |a, b| Term::product([a, b]))?,
                    _ => return Err(Trouble::unread(span, "this fold between numerals is not read")),
                },
            });
        }
        let empty = if fold == Fold::Sum { 0 } else { 1 };
        Ok(total.unwrap_or_else(|| Value::scalar(Term::integer(empty))))
    }

    /// Which letters a fold binds. Below a condition such as `i \ne j` the first letter is bound, and the other one
    /// too where it stands nowhere else in the link and nothing binds it outside.
    fn limits(&mut self, big: &Big, body: &Expr) -> Result<Limits, Trouble> {
        let mut limits = Limits::default();
        match big.lower.as_deref() {
            None => {
                let letter = self.only_letter(body).ok_or_else(|| {
                    Trouble::unread(big.head_span, "it is not said over which index this runs")
                        .help("write the index below the sign, as in \\sum_i")
                })?;
                let range = self.upper(big, 1)?;
                limits.letters.push((letter, range));
            }
            Some(lower) => self.lower_limit(lower, big, &mut limits)?,
        }
        Ok(limits)
    }

    fn lower_limit(&mut self, lower: &Expr, big: &Big, limits: &mut Limits) -> Result<(), Trouble> {
        let unread = || Trouble::unread(lower.span, "this limit is not understood");
        match &lower.node {
            Node::Symbol(symbol)
                if matches!(big.operator, Operator::Max | Operator::Min)
                    && big.upper.is_none()
                    && !self.world.survey.stands_below(symbol) =>
            {
                Err(Trouble::unread(big.head_span, "an extremum over the values of a variable is not read"))
            }
            Node::Symbol(symbol) if self.world.survey.is_element(symbol) && big.upper.is_none() => {
                self.element_of(symbol.clone(), symbol, limits);
                Ok(())
            }
            Node::Symbol(symbol) if !symbol.word => {
                let range = match self.counted(symbol, big) {
                    Some(size) => Range::To(size),
                    None => self.upper(big, 1)?,
                };
                limits.letters.push((symbol.clone(), range));
                Ok(())
            }
            Node::List(items) => items.iter().try_for_each(|item| self.lower_limit(item, big, limits)),
            Node::Group(group) => self.lower_limit(&group.body, big, limits),
            Node::Relation(chain) => self.lower_chain(chain, big, limits),
            Node::Product(_) => {
                for (symbol, _) in lower.letters().ok_or_else(unread)? {
                    let range = self.upper(big, 1)?;
                    limits.letters.push((symbol.clone(), range));
                }
                Ok(())
            }
            _ => Err(unread()),
        }
    }

    fn lower_chain(&mut self, chain: &Chain, big: &Big, limits: &mut Limits) -> Result<(), Trouble> {
        use crate::latex::RelationKind as R;
        let unread = || Trouble::unread(chain.span(), "this limit is not understood");
        let letter = |expr: &Expr| expr.as_symbol().filter(|symbol| !symbol.word).cloned();
        match (chain.links.as_slice(), &chain.first.node) {
            ([link], _) if link.relation.kind == R::Equal => {
                let letters = match &chain.first.node {
                    Node::List(items) => items.iter().map(letter).collect::<Option<Vec<_>>>().ok_or_else(unread)?,
                    _ => vec![letter(&chain.first).ok_or_else(unread)?],
                };
                if let ([one], Some((other, strict))) = (letters.as_slice(), self.index_plus_one(&link.right)) {
                    // j = i + 1 begins behind i.
                    let kind = if strict { R::Less } else { R::LessEqual };
                    let relation = Relation { kind, ..link.relation.clone() };
                    let right = chain.first.clone();
                    limits.conditions.push(Chain { first: other, links: vec![Link { relation, right }] });
                    let range = self.upper_before(big, one, limits)?;
                    limits.letters.push((one.clone(), range));
                    return Ok(());
                }
                let from = match (&link.right.node, range_end(&link.right)) {
                    (Node::Number(text), _) => text.parse().map_err(|_| unread())?,
                    (_, Some((from, end))) => {
                        let range = self.range(from, end)?;
                        limits.letters.extend(letters.into_iter().map(|letter| (letter, range)));
                        return Ok(());
                    }
                    _ => return Err(unread()),
                };
                let range = match letters.as_slice() {
                    [one] if from == 1 => self.upper_before(big, one, limits)?,
                    _ => self.upper(big, from)?,
                };
                limits.letters.extend(letters.into_iter().map(|letter| (letter, range)));
                Ok(())
            }
            ([link], _) if link.relation.kind == R::In && big.upper.is_none() && is_set_name(&link.right) => {
                let set = link.right.as_symbol().ok_or_else(unread)?;
                if self.world.definition(&Key::plain(set.clone()), self.place).is_some() {
                    return Err(Trouble::unread(link.right.span, "a sum over a set that is defined is not read"));
                }
                match &chain.first.node {
                    Node::Symbol(element) => {
                        self.element_of(element.clone(), set, limits);
                        Ok(())
                    }
                    Node::Scripted(Scripted { base, sub: Some(sub), sup: None, primes: 0 }) => {
                        let (Some(base_symbol), Some(index)) = (base.as_symbol(), letter(sub)) else {
                            return Err(unread());
                        };
                        let (of, within) = (super::key::spell(base_symbol), super::key::spell(set));
                        let name = Name::new(&format!("[{of}_\\cdot \\in {within}]"));
                        self.world.chances.insert(name.clone());
                        let size = self.world.sizes.fresh();
                        limits.letters.push((index.clone(), Range::To(size)));
                        limits.members.push((index, name));
                        Ok(())
                    }
                    _ => Err(unread()),
                }
            }
            ([link], _) if link.relation.kind == R::In => {
                let first = letter(&chain.first).ok_or_else(unread)?;
                let (from, end) = range_end(&link.right)
                    .ok_or_else(|| Trouble::unread(link.right.span, "a sum over a set is read only for {1, …, n}"))?;
                let range = self.range(from, end)?;
                limits.letters.push((first, range));
                Ok(())
            }
            (links, Node::Number(text)) if links.len() > 1 && text == "1" => {
                let last = &links[links.len() - 1];
                let end = last.right.as_symbol().ok_or_else(unread)?;
                let range = self.range(1, End::Size(end))?;
                let ordered = links.iter().all(|link| matches!(link.relation.kind, R::Less | R::LessEqual));
                let inclusive = [&links[0], last].iter().all(|link| link.relation.kind == R::LessEqual);
                if !ordered || !inclusive || links.len() > 3 {
                    return Err(unread());
                }
                for link in &links[..links.len() - 1] {
                    limits.letters.push((letter(&link.right).ok_or_else(unread)?, range));
                }
                // In 1 ≤ i < j ≤ n the order of i and j is a condition between them.
                if let [first, second, _] = links {
                    limits.conditions.push(Chain { first: first.right.clone(), links: vec![second.clone()] });
                }
                Ok(())
            }
            ([link], _)
                if matches!(
                    link.relation.kind,
                    R::NotEqual | R::Less | R::LessEqual | R::Greater | R::GreaterEqual
                ) =>
            {
                let first = letter(&chain.first).ok_or_else(unread)?;
                let second = letter(&link.right);
                limits.conditions.push(chain.clone());
                // What is bound already, as in `i, j` above `i \ne j`, is only compared; beside a letter that is bound
                // the other one is bound too only where it stands nowhere else.
                let bound = |letter: &Symbol| limits.letters.iter().any(|(other, _)| other == letter);
                let beside = !limits.letters.is_empty() && !self.is_local(&first, big);
                if bound(&first) || beside {
                    return Ok(());
                }
                if second.as_ref().is_some_and(bound) {
                    let range = self.upper(big, 1)?;
                    limits.letters.push((first, range));
                    return Ok(());
                }
                let range = self.upper(big, 1)?;
                limits.letters.push((first.clone(), range));
                if let Some(second) = second
                    && (self.is_local(&second, big) || self.is_paired(&first, &second))
                {
                    limits.letters.push((second, range));
                }
                Ok(())
            }
            _ => Err(unread()),
        }
    }

    /// Whether a letter stands only within this fold, and is bound by nothing around it.
    fn is_local(&self, letter: &Symbol, big: &Big) -> bool {
        let mut inside = BTreeMap::new();
        [&big.lower, &big.upper, &big.body].into_iter().flatten().for_each(|part| count_letters(part, &mut inside));
        let outside = self.letters.get(letter).copied().unwrap_or(0) > inside.get(letter).copied().unwrap_or(0);
        !outside && !self.bound.iter().any(|(other, _)| other == letter)
    }

    /// Whether every place of a letter in the link lies in a fold that begins with the pair of both, in the order of the
    /// alphabet: `\sum_{i<j} a_i a_j = \frac12 \sum_{i \ne j} a_i a_j` binds both on each side. In `\sum_{j<i}` the
    /// letter that is named last is the one that is given.
    fn is_paired(&self, first: &Symbol, second: &Symbol) -> bool {
        let total = self.letters.get(second).copied().unwrap_or(0);
        first.name < second.name
            && total > 0
            && total == self.pairs.get(&(first.clone(), second.clone())).copied().unwrap_or(0)
    }

    /// The index over which a fold without limits runs: the only one in its body that stands nowhere else in the link.
    pub(super) fn only_letter(&self, body: &Expr) -> Option<Symbol> {
        let mut inside = BTreeMap::new();
        count_letters(body, &mut inside);
        let local = |(letter, count): &(&Symbol, &usize)| {
            self.world.survey.is_index(letter)
                && self.letters.get(*letter).copied().unwrap_or(0) <= **count
                && !self.bound.iter().any(|(other, _)| other == *letter)
        };
        let mut found = inside.iter().filter(local).map(|(letter, _)| letter.clone());
        found.next().filter(|_| found.next().is_none())
    }

    /// Binds a letter to the elements of a finite set, which are counted in some order.
    fn element_of(&mut self, letter: Symbol, set: &Symbol, limits: &mut Limits) {
        let spelling = super::key::spell(set);
        let name = Name::new(&if *set == letter { format!("{spelling}_{{\\cdot}}") } else { spelling.clone() });
        let size = self.world.sizes.named(&format!("|{spelling}|"));
        // A set has no element twice, which a list may: what is false of lists alone is not refuted.
        self.world.chances.insert(name.clone());
        limits.elements.push((letter, name, size));
    }

    /// `i + 1`, `i`: an index, and whether one is added.
    fn index_plus_one(&self, expr: &Expr) -> Option<(Expr, bool)> {
        let index = |expr: &Expr| {
            let symbol = expr.as_symbol()?;
            self.bound.iter().any(|(other, _)| other == symbol).then(|| expr.clone())
        };
        match &expr.node {
            Node::Sum(terms) => match terms.as_slice() {
                [one, other] if other.sign == Sign::Plus && is_one(&other.value) => Some((index(&one.value)?, true)),
                _ => None,
            },
            _ => Some((index(expr)?, false)),
        }
    }

    /// The range to an upper limit that may be `n - 1`, or an index and one less.
    fn upper_before(&mut self, big: &Big, letter: &Symbol, limits: &mut Limits) -> Result<Range, Trouble> {
        use crate::latex::RelationKind as R;
        let Some(upper) = big.upper.as_deref() else { return self.upper(big, 1) };
        let (end, less) = match &upper.node {
            Node::Sum(terms) => match terms.as_slice() {
                [one, other] if other.sign == Sign::Minus && is_one(&other.value) => (&one.value, true),
                _ => return self.upper(big, 1),
            },
            _ => (upper, false),
        };
        let bound = end.as_symbol().filter(|symbol| self.bound.iter().any(|(other, _)| other == *symbol)).cloned();
        match (bound, less) {
            (Some(symbol), _) => {
                let (_, size) = self.resolve(&symbol);
                let size = size.ok_or_else(|| Trouble::unread(upper.span, "this upper limit is no size"))?;
                let kind = if less { R::Less } else { R::LessEqual };
                let relation = Relation { kind, note: None, span: upper.span };
                let first = Expr::new(Node::Symbol(letter.clone()), upper.span);
                limits.conditions.push(Chain { first, links: vec![Link { relation, right: end.clone() }] });
                Ok(Range::To(size))
            }
            (None, false) => self.upper(big, 1),
            (None, true) => {
                let symbol =
                    end.as_symbol().ok_or_else(|| Trouble::unread(upper.span, "this upper limit is no size"))?;
                limits.before.push(letter.clone());
                self.range(1, End::Size(symbol))
            }
        }
    }

    /// The number of summands where the sum is that of a mean, as in `\frac1n\sum_i x_i`.
    fn counted(&mut self, index: &Symbol, big: &Big) -> Option<SizeId> {
        let mean = self.mean.as_ref().filter(|mean| mean.index == *index && big.upper.is_none())?;
        let key = Key::plain(mean.count.clone());
        match self.world.definition(&key, self.place) {
            None => {
                self.by_convention(Convention::Mean, big.head_span);
                self.world.size_named(&key)
            }
            Some(_) => None,
        }
    }

    fn upper(&mut self, big: &Big, from: u64) -> Result<Range, Trouble> {
        let Some(upper) = big.upper.as_deref() else {
            self.by_convention(Convention::SumOverAll, big.head_span);
            let size = self.world.sizes.fresh();
            return Ok(if from == 1 { Range::To(size) } else { Range::From(from, size) });
        };
        let end = match &upper.node {
            Node::Symbol(symbol) => End::Size(symbol),
            Node::Number(text) => {
                End::Numeral(text.parse().map_err(|_| Trouble::unread(upper.span, "this limit is too large"))?)
            }
            _ => return Err(Trouble::unread(upper.span, "this upper limit is no size")),
        };
        self.range(from, end)
    }

    fn range(&mut self, from: u64, end: End) -> Result<Range, Trouble> {
        Ok(match end {
            End::Numeral(end) => Range::Numerals(from, end),
            End::Size(symbol) => {
                let size = self.world.sizes.named(&super::key::spell(symbol));
                match from {
                    1 => Range::To(size),
                    0 => return Err(Trouble::unread(Span::new(0, 0), "an index that begins with 0 is not read")),
                    from => Range::From(from, size),
                }
            }
        })
    }

    /// The size over which `i = 1, \dots, n` or `i \in \{1, \dots, n\}` lets an index run, for all that follows.
    pub fn declare_range(&mut self, chain: &Chain) {
        use crate::latex::RelationKind as R;
        let [link] = chain.links.as_slice() else { return };
        let (R::Equal | R::In, Some((1, End::Size(end)))) = (&link.relation.kind, range_end(&link.right)) else {
            return;
        };
        let size = self.world.sizes.named(&super::key::spell(end));
        let letters: Vec<Symbol> = match &chain.first.node {
            Node::List(items) => items.iter().filter_map(|item| item.as_symbol().cloned()).collect(),
            _ => chain.first.as_symbol().cloned().into_iter().collect(),
        };
        for letter in letters {
            match self.free.get(&letter) {
                Some(known) => drop(self.world.sizes.unify(*known, size)),
                None => drop(self.free.insert(letter, size)),
            }
        }
    }

    /// A sum that ends a term reaches over the terms behind it where its index goes on free there and is free nowhere
    /// else in the link.
    pub(super) fn reach_over_plus(&mut self, terms: &[Addend]) -> Option<Vec<Addend>> {
        let (place, letter) = terms[..terms.len() - 1].iter().enumerate().find_map(|(place, term)| {
            let letter = last_sum(&term.value)?;
            (term.sign == Sign::Plus && self.goes_on(&letter, terms, place)).then_some((place, letter))
        })?;
        self.world.remarks.push(Remark::Reach(Name::new(&super::key::spell(&letter))));
        let last = terms.last().map_or(terms[place].value.span, |term| term.value.span);
        self.by_convention(Convention::SumOverPlus, terms[place].value.span.to(last));
        let joined = with_body(&terms[place].value, &terms[place + 1..]);
        let mut all = terms[..place].to_vec();
        all.push(Addend { value: joined, ..terms[place].clone() });
        Some(all)
    }

    /// Whether a letter is free in a term behind, and elsewhere only within this term and those behind. No sum reaches over
    /// a minus: there a second sum may have been forgotten.
    fn goes_on(&self, letter: &Symbol, terms: &[Addend], place: usize) -> bool {
        let mut behind = BTreeMap::new();
        terms[place + 1..].iter().for_each(|term| free_letters(&term.value, &mut behind));
        let mut within = BTreeMap::new();
        terms[place..].iter().for_each(|term| count_unbound(&term.value, &mut Vec::new(), &mut within));
        let outside = self.unbound.get(letter).copied().unwrap_or(0) > within.get(letter).copied().unwrap_or(0);
        let plus = terms[place + 1..].iter().all(|term| term.sign == Sign::Plus);
        plus && behind.contains_key(letter) && !outside && !self.bound.iter().any(|(other, _)| other == letter)
    }
}

/// How often the second letter of a pair stands in folds that begin with a condition between the pair and are in no
/// other such fold.
pub(super) fn count_pairs(expr: &Expr, pairs: &mut BTreeMap<(Symbol, Symbol), usize>) {
    let pair = match &expr.node {
        Node::Big(Big { lower: Some(lower), .. }) => pair_below(lower),
        _ => None,
    };
    let Some((first, second)) = pair else {
        return expr.for_each_child(&mut |child| count_pairs(child, pairs));
    };
    let mut inside = BTreeMap::new();
    count_letters(expr, &mut inside);
    *pairs.entry((first, second.clone())).or_default() += inside.get(&second).copied().unwrap_or(0);
}

/// The letters of a condition below a fold.
fn pair_below(lower: &Expr) -> Option<(Symbol, Symbol)> {
    use crate::latex::RelationKind as R;
    let Node::Relation(chain) = &lower.node else { return None };
    let [link] = chain.links.as_slice() else { return None };
    let compares = matches!(link.relation.kind, R::NotEqual | R::Less | R::LessEqual);
    Some((chain.first.as_symbol()?.clone(), link.right.as_symbol()?.clone())).filter(|_| compares)
}

/// How a range ends.
#[derive(Clone, Copy)]
enum End<'a> {
    Size(&'a Symbol),
    Numeral(u64),
}

/// The first numeral and the end of `1, \dots, n`, `1 \dots n`, `\{1, \dots, n\}`, `[n]`.
fn range_end(expr: &Expr) -> Option<(u64, End<'_>)> {
    match &expr.node {
        Node::Group(group) => match &group.body.node {
            Node::Symbol(symbol) => Some((1, End::Size(symbol))),
            _ => range_end(&group.body),
        },
        Node::List(items) => ends(items.iter().collect()),
        Node::Product(factors) => ends(factors.iter().map(|factor| &factor.value).collect()),
        _ => None,
    }
}

fn ends(items: Vec<&Expr>) -> Option<(u64, End<'_>)> {
    let dots = items.iter().any(|item| matches!(item.node, Node::Dots(_)));
    let (first, last) = (items.first()?, items.last()?);
    let Node::Number(from) = &first.node else { return None };
    let from = from.parse().ok()?;
    match &last.node {
        Node::Symbol(symbol) if dots => Some((from, End::Size(symbol))),
        Node::Number(text) if dots => Some((from, End::Numeral(text.parse().ok()?))),
        _ => None,
    }
}

/// The letter that the last sum of a term binds, where it binds just one and stands last.
fn last_sum(expr: &Expr) -> Option<Symbol> {
    match &expr.node {
        Node::Big(big) if big.operator == Operator::Sum => {
            let lower = big.lower.as_deref()?;
            match &lower.node {
                Node::Symbol(symbol) => Some(symbol.clone()),
                Node::Relation(chain) => chain.first.as_symbol().cloned(),
                _ => None,
            }
        }
        Node::Product(factors) => last_sum(&factors.last()?.value),
        _ => None,
    }
}

/// The letters that are free in an expression.
fn free_letters(expr: &Expr, counts: &mut BTreeMap<Symbol, usize>) {
    let mut all = BTreeMap::new();
    count_letters(expr, &mut all);
    expr.walk(&mut |part| {
        if let Node::Big(_) = part.node
            && let Some(letter) = last_sum(part)
        {
            all.remove(&letter);
        }
    });
    counts.extend(all);
}

/// How often each letter stands in an expression where no fold within it binds it.
pub(super) fn count_unbound<'a>(expr: &'a Expr, bound: &mut Vec<&'a Symbol>, counts: &mut BTreeMap<Symbol, usize>) {
    let outer = bound.len();
    match &expr.node {
        Node::Symbol(symbol) if !bound.contains(&symbol) => *counts.entry(symbol.clone()).or_default() += 1,
        Node::Big(Big { lower: Some(lower), .. }) => bound_by(lower, bound),
        _ => {}
    }
    expr.for_each_child(&mut |child| count_unbound(child, bound, counts));
    bound.truncate(outer);
}

/// The letters that a limit below a fold binds.
fn bound_by<'a>(lower: &'a Expr, bound: &mut Vec<&'a Symbol>) {
    match &lower.node {
        Node::Relation(chain) => bound_by(&chain.first, bound),
        Node::List(items) => items.iter().for_each(|item| bound_by(item, bound)),
        _ => bound.extend(lower.letters().into_iter().flatten().map(|(symbol, _)| symbol)),
    }
}

/// The term with the addends behind it taken into the body of its last sum.
fn with_body(expr: &Expr, behind: &[Addend]) -> Expr {
    let span = behind.last().map_or(expr.span, |term| expr.span.to(term.value.span));
    match &expr.node {
        Node::Big(big) => {
            let body =
                big.body.as_deref().map(|body| Addend { sign: Sign::Plus, sign_span: None, value: body.clone() });
            let terms: Vec<Addend> = body.into_iter().chain(behind.iter().cloned()).collect();
            let body = Expr::new(Node::Sum(terms), span);
            Expr::new(Node::Big(Big { body: Some(Box::new(body)), ..big.clone() }), span)
        }
        Node::Product(factors) => {
            let mut factors = factors.clone();
            if let Some(last) = factors.last_mut() {
                *last = Factor { value: with_body(&last.value, behind), ..last.clone() };
            }
            Expr::new(Node::Product(factors), span)
        }
        _ => expr.clone(),
    }
}
