//! Products: what is joined without an operator, what a slash divides by, and single factors.

use super::super::parse::DEEPEST;
use super::super::tree::{Call, Convention, Delimiter, Expr, Factor, Font, Join, Node, RelationKind, Term, Unknown};
use super::commands::word_symbol;
use super::expression::{Parser, Within};
use super::item::ItemKind;
use super::{ErrorKind, malformed, missing};
use crate::source::Span;

/// How far a product goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// Over all operators of products.
    Whole,
    /// Only over what is joined without an operator.
    Juxtaposed,
}

impl Parser<'_, '_> {
    /// Factors and the operators between them.
    pub(super) fn product(&mut self, reach: Reach) -> Expr {
        let start = self.offset();
        let mut factors: Vec<Factor> = Vec::new();
        while let Some((join, join_span)) = self.join(reach, factors.is_empty()) {
            let value = match self.kind() {
                Some(ItemKind::Sign(_)) if join_span.is_some() => self.signed_factor(),
                _ if join == Join::Slash => self.divisor(),
                _ => self.factor(),
            };
            let value = self.required(value, join_span);
            if join == Join::Juxtaposed
                && is_number(&value)
                && factors.last().is_some_and(|last| ends_in_number(&last.value))
            {
                let side_by_side = Node::Unknown(Unknown::Notation("numerals side by side"));
                factors.push(Factor { join, join_span, value: Expr::new(side_by_side, value.span) });
                continue;
            }
            let before = factors.len();
            let value = if join == Join::Juxtaposed { divergence(&mut factors, value) } else { value };
            let join = if factors.len() < before && factors.is_empty() { Join::First } else { join };
            factors.push(Factor { join, join_span, value });
        }
        match factors.len() {
            0 => missing(start),
            1 if factors[0].join == Join::First => factors.remove(0).value,
            _ => Expr::new(Node::Product(factors), self.span_from(start)),
        }
    }

    /// How the next factor is joined, if there is one.
    fn join(&mut self, reach: Reach, first: bool) -> Option<(Join, Option<Span>)> {
        if let Some(&ItemKind::Join(join)) = self.kind()
            && !(first && self.is_placeholder())
        {
            if reach == Reach::Juxtaposed {
                return None;
            }
            let span = self.items[self.at].span;
            self.at += 1;
            return Some((join, Some(span)));
        }
        let starts = if first { self.operand_starts() } else { self.operand_follows() };
        starts.then_some((if first { Join::First } else { Join::Juxtaposed }, None))
    }

    /// Whether an operand begins here, where one is expected.
    pub(super) fn operand_starts(&self) -> bool {
        match self.kind() {
            Some(ItemKind::Bar(_)) => true,
            Some(ItemKind::Mid) => self.bar_closes_later(),
            Some(ItemKind::Relation(RelationKind::Other(sign), _)) => sign == "\\parallel" && self.bar_closes_later(),
            Some(ItemKind::Join(Join::Dot) | ItemKind::Period) => self.is_placeholder(),
            Some(ItemKind::Text(words)) => {
                self.within.last() != Some(&Within::Row) || self.word_is_operand(words, true)
            }
            Some(kind) => kind.starts_operand(),
            None => false,
        }
    }

    /// Whether an operand follows another one without an operator.
    pub(super) fn operand_follows(&self) -> bool {
        match self.kind() {
            Some(ItemKind::Bar(delimiter)) => {
                self.within.last() != Some(&Within::Bar(*delimiter)) && self.bar_closes_later()
            }
            Some(ItemKind::Text(words)) => self.word_is_operand(words, false),
            Some(kind) => kind.starts_operand(),
            None => false,
        }
    }

    fn signed_factor(&mut self) -> Expr {
        let start = self.offset();
        let Some((sign, span)) = self.sign() else { return missing(start) };
        let value = if self.operand_starts() { self.factor() } else { missing(self.offset()) };
        let value = self.required(value, Some(span));
        Expr::new(Node::Sum(vec![Term { sign, sign_span: Some(span), value }]), self.span_from(start))
    }

    /// What stands after a slash: one factor, or all that follow without an operator where they bind closer.
    fn divisor(&mut self) -> Expr {
        let start = self.offset();
        if !self.operand_starts() {
            return missing(start);
        }
        let big = matches!(self.kind(), Some(ItemKind::Big(_) | ItemKind::Derivative(_)));
        if big {
            let whole = self.reader.conventions.juxtaposition_first;
            return if whole { self.factor() } else { self.short_big_divisor() };
        }
        let mut factors = vec![Factor { join: Join::First, join_span: None, value: self.factor() }];
        if ends_in_call(&factors[0].value) {
            let span = self.span_from(start);
            self.reader.ambiguous(Convention::SlashReach, span);
        }
        let open_ended = self.is_open_ended(&factors[0].value);
        while open_ended && self.binds_to_divisor() {
            if !self.reader.conventions.juxtaposition_first {
                let span = Span::new(start, self.items[self.at].span.end);
                self.reader.ambiguous(Convention::SlashReach, span);
                break;
            }
            factors.push(Factor { join: Join::Juxtaposed, join_span: None, value: self.factor() });
        }
        match factors.len() {
            1 => factors.remove(0).value,
            _ => {
                let span = self.span_from(start);
                self.reader.ambiguous(Convention::SlashReach, span);
                Expr::new(Node::Product(factors), span)
            }
        }
    }

    /// Whether what follows this divisor could belong to it: after parentheses or a fraction it does not.
    fn is_open_ended(&self, divisor: &Expr) -> bool {
        matches!(divisor.node, Node::Number(_) | Node::Symbol(_) | Node::Scripted(_) | Node::Call(_))
    }

    fn binds_to_divisor(&self) -> bool {
        match self.kind() {
            Some(ItemKind::Number(_) | ItemKind::Symbol(_)) => true,
            Some(ItemKind::Open(delimiter)) => *delimiter == Delimiter::Parenthesis,
            Some(ItemKind::Ready(node)) => {
                matches!(&**node, Node::Group(group) if group.open == Delimiter::Parenthesis)
            }
            _ => false,
        }
    }

    /// A sum that is divided by: it ends before the next operator, or not.
    fn short_big_divisor(&mut self) -> Expr {
        let start = self.offset();
        self.short_big = true;
        let value = self.factor();
        self.short_big = false;
        if matches!(self.kind(), Some(ItemKind::Join(_))) {
            let span = self.span_from(start);
            self.reader.ambiguous(Convention::SlashReach, span);
        }
        value
    }

    /// An operand with what is attached to it.
    pub(super) fn factor(&mut self) -> Expr {
        let start = self.offset();
        if self.reader.depth >= DEEPEST {
            if !self.reader.errors.iter().any(|error| error.kind == ErrorKind::TooDeep) {
                let span = self.items.get(self.at).map_or(self.span_from(start), |item| item.span);
                self.reader.error(ErrorKind::TooDeep, span);
            }
            self.at = self.items.len();
            return malformed(self.span_from(start));
        }
        self.reader.depth += 1;
        let operand = self.operand();
        let factor = self.attached(operand, start);
        self.reader.depth -= 1;
        factor
    }
}

/// Whether an expression is a call, which may turn out to be a product, with scripts or without.
pub(super) fn ends_in_call(expr: &Expr) -> bool {
    match &expr.node {
        Node::Call(_) => true,
        Node::Scripted(scripted) => matches!(scripted.base.node, Node::Call(_)),
        _ => false,
    }
}

/// Whether an expression ends in a numeral, so that another one after it looks like more of its digits: `x^10` is
/// drawn as x¹0, and nobody means a product by that.
fn ends_in_number(expr: &Expr) -> bool {
    match &expr.node {
        Node::Scripted(scripted) => scripted.sup.iter().chain(&scripted.sub).any(|script| is_number(script)),
        _ => is_number(expr),
    }
}

fn is_number(expr: &Expr) -> bool {
    matches!(expr.node, Node::Number(_))
}

/// `KL(q \| p)`: the capitals before what a double bar parts are one name.
fn divergence(factors: &mut Vec<Factor>, value: Expr) -> Expr {
    let capital = |expr: &Expr| match &expr.node {
        Node::Symbol(symbol) if symbol.name.len() == 1 && symbol.name.starts_with(|c: char| c.is_ascii_uppercase()) => {
            Some(symbol.name.clone())
        }
        _ => None,
    };
    let Node::Call(call) = &value.node else { return value };
    let (Some(mut name), Node::Parted(..)) = (capital(&call.head), &call.group.body.node) else { return value };
    let mut span = call.head.span;
    while let Some((letter, before)) = factors.last().and_then(|last| Some((capital(&last.value)?, last.value.span))) {
        name.insert_str(0, &letter);
        span = before.to(span);
        factors.pop();
    }
    if name.len() == 1 {
        return value;
    }
    let head = Box::new(Expr::new(Node::Symbol(word_symbol(&name, Font::Roman)), span));
    let whole = span.to(value.span);
    Expr::new(Node::Call(Call { head, ..call.clone() }), whole)
}
