//! Chains, lists and sums by precedence.

use super::super::tree::{Chain, Delimiter, Expr, Link, Node, Relation, RelationKind, Sign, Term, Unknown};
use super::item::{Item, ItemKind};
use super::product::Reach;
use super::{ErrorKind, Reader};
use crate::source::Span;

/// What the parser is in, which decides what a bar and a colon mean.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Within {
    /// A row: a colon is a relation.
    Row,
    /// Delimiters or a script: a bar or a colon separates.
    Group,
    /// A bar of this kind, which the next one closes.
    Bar(Delimiter),
}

/// A walk over items.
pub(super) struct Parser<'r, 't> {
    pub(super) reader: &'r mut Reader<'t>,
    pub(super) items: Vec<Item>,
    pub(super) at: usize,
    pub(super) within: Vec<Within>,
    /// Whether the operator that comes next is divided by and so reaches only over what is juxtaposed.
    pub(super) short_big: bool,
    /// Where the items end in the text, or begin if there are none.
    start: usize,
}

impl<'t> Reader<'t> {
    pub(super) fn parser(&mut self, items: Vec<Item>, within: Within, start: usize) -> Parser<'_, 't> {
        Parser { reader: self, items, at: 0, within: vec![within], short_big: false, start }
    }

    /// Some items as one expression; a comma makes a list.
    pub(super) fn expression(&mut self, items: Vec<Item>, start: usize) -> Expr {
        let mut parser = self.parser(items, Within::Group, start);
        let expr = parser.given(false);
        parser.finish(expr)
    }

    /// The same for a script, where `i, j = 1` says that i and j are 1.
    pub(super) fn listed_expression(&mut self, items: Vec<Item>, start: usize) -> Expr {
        let mut parser = self.parser(items, Within::Group, start);
        let expr = parser.given(true);
        parser.finish(expr)
    }

    /// The same for what delimiters hold.
    pub(super) fn group_body(&mut self, items: Vec<Item>, start: usize) -> Expr {
        self.expression(items, start)
    }

    /// Some items as one chain.
    pub(super) fn lone_chain(&mut self, items: Vec<Item>, start: usize) -> Chain {
        let mut parser = self.parser(items, Within::Row, start);
        let chain = parser.listed_chain();
        match parser.rest() {
            None => chain,
            Some(unread) => Chain { first: unread, links: Vec::new() },
        }
    }
}

impl Parser<'_, '_> {
    pub(super) fn kind(&self) -> Option<&ItemKind> {
        self.items.get(self.at).map(|item| &item.kind)
    }

    pub(super) fn kind_after(&self, count: usize) -> Option<&ItemKind> {
        self.items.get(self.at + count).map(|item| &item.kind)
    }

    /// Where the next item begins.
    pub(super) fn offset(&self) -> usize {
        match self.items.get(self.at) {
            Some(item) => item.span.start,
            None => self.end(),
        }
    }

    /// Where the last item that was taken ends.
    pub(super) fn end(&self) -> usize {
        self.at.checked_sub(1).and_then(|last| self.items.get(last)).map_or(self.start, |item| item.span.end)
    }

    pub(super) fn span_from(&self, start: usize) -> Span {
        Span::new(start, self.end().max(start))
    }

    /// Takes the next item; its kind stays behind as an alignment mark, which nobody looks at again.
    pub(super) fn take(&mut self) -> Option<Item> {
        let item = self.items.get_mut(self.at)?;
        self.at += 1;
        Some(Item { kind: std::mem::replace(&mut item.kind, ItemKind::Align), span: item.span })
    }

    /// The expression, or what is left unread after it.
    fn finish(mut self, expr: Expr) -> Expr {
        self.rest().unwrap_or(expr)
    }

    /// What stands after everything that could be read, as something unknown.
    fn rest(&mut self) -> Option<Expr> {
        while matches!(self.kind(), Some(ItemKind::Gap | ItemKind::Period | ItemKind::Comma | ItemKind::Align)) {
            self.at += 1;
        }
        let first = self.items.get(self.at)?.clone();
        let span = first.span.to(self.items[self.items.len() - 1].span);
        self.at = self.items.len();
        Some(self.unexpected(first, span))
    }

    /// An item where none of its kind belongs.
    pub(super) fn unexpected(&mut self, item: Item, span: Span) -> Expr {
        let spelled = self.reader.slice(item.span).to_owned();
        let unknown = match item.kind {
            ItemKind::Text(words) => Unknown::Words(words.trim().to_owned()),
            ItemKind::Unknown(unknown) => unknown,
            ItemKind::Close(_) => {
                self.reader.error(ErrorKind::UnmatchedDelimiter(spelled), item.span);
                Unknown::Malformed
            }
            ItemKind::RowBreak => Unknown::Notation("rows inside an expression"),
            ItemKind::Arrow(_) | ItemKind::Pointer => Unknown::Notation("an arrow inside an expression"),
            ItemKind::Quantifier(_) => Unknown::Notation("a quantifier inside an expression"),
            ItemKind::Tag(_) => Unknown::Notation("a label inside an expression"),
            ItemKind::Scripts(_) => Unknown::Notation("a script without a base"),
            _ => Unknown::Operator(spelled),
        };
        Expr::new(Node::Unknown(unknown), span)
    }

    /// Lists on both sides of a bar, or one list.
    pub(super) fn given(&mut self, merge: bool) -> Expr {
        let start = self.offset();
        let mut left = self.list(merge);
        while self.separates() {
            let double = self.bar_width() == 2 || self.bar_kind(0) == Some(Delimiter::DoubleBar);
            self.at += self.bar_width();
            let right = self.list(merge);
            let node = if double { Node::Parted } else { Node::Given };
            left = Expr::new(node(Box::new(left), Box::new(right)), self.span_from(start));
        }
        left
    }

    /// Whether a bar or colon comes next that separates two lists.
    pub(super) fn separates(&self) -> bool {
        let group = self.within.last() == Some(&Within::Group);
        match self.kind() {
            Some(ItemKind::Mid) => self.within.last() != Some(&Within::Row) && !self.closes_bar(),
            Some(ItemKind::Colon) => group,
            Some(ItemKind::Bar(_)) => group && !self.bar_closes_later(),
            _ => false,
        }
    }

    fn list(&mut self, merge: bool) -> Expr {
        let start = self.offset();
        let mut items = Vec::new();
        loop {
            items.push(if merge { self.listed_chain().into_expr() } else { self.chain().into_expr() });
            if !matches!(self.kind(), Some(ItemKind::Comma | ItemKind::Semicolon)) {
                break;
            }
            self.at += 1;
            while matches!(self.kind(), Some(ItemKind::Gap)) {
                self.at += 1;
            }
        }
        if items.len() > 1 && items.last().is_some_and(Expr::is_missing) {
            items.pop();
        }
        match items.len() {
            1 => items.remove(0),
            _ => Expr::new(Node::List(items), self.span_from(start)),
        }
    }

    /// A chain in which commas belong to its sides: `i, j = 1, \dots, n`, up to a comma before another statement.
    pub(super) fn listed_chain(&mut self) -> Chain {
        self.chain_of(Self::side)
    }

    /// A chain; what stands on its sides has no comma.
    pub(super) fn chain(&mut self) -> Chain {
        self.chain_of(|parser, _| parser.sum())
    }

    fn chain_of(&mut self, side: impl Fn(&mut Self, bool) -> Expr) -> Chain {
        let first = side(self, false);
        let mut links = Vec::new();
        loop {
            self.skip_gaps_before_a_relation();
            let Some(relation) = self.relation() else { break };
            self.skip_gaps_behind_a_relation();
            let right = side(self, true);
            links.push(Link { relation, right });
        }
        Chain { first, links }
    }

    /// `A \quad = \quad B`: space around a relation sets it apart and separates no statements.
    fn skip_gaps_before_a_relation(&mut self) {
        let gaps = self.items[self.at..].iter().take_while(|item| matches!(item.kind, ItemKind::Gap)).count();
        let stands = self.at > 0 && self.items[self.at - 1].kind.ends_operand();
        if stands && matches!(self.kind_after(gaps), Some(ItemKind::Relation(..))) {
            self.at += gaps;
        }
    }

    fn skip_gaps_behind_a_relation(&mut self) {
        let gaps = self.items[self.at..].iter().take_while(|item| matches!(item.kind, ItemKind::Gap)).count();
        let operand = self
            .kind_after(gaps)
            .is_some_and(|kind| kind.starts_operand() || matches!(kind, ItemKind::Sign(_) | ItemKind::Bar(_)));
        if operand {
            self.at += gaps;
        }
    }

    fn relation(&mut self) -> Option<Relation> {
        let row = self.within.last() == Some(&Within::Row);
        let operand_follows = self.kind_after(1).is_some_and(|kind| {
            kind.starts_operand() || matches!(kind, ItemKind::Sign(_) | ItemKind::Bar(_) | ItemKind::Text(_))
        });
        if self.closes_bar() {
            return None;
        }
        let known = match self.kind()? {
            ItemKind::Relation(..) => true,
            ItemKind::Pointer | ItemKind::Arrow(_) if !row => true,
            ItemKind::Pointer => operand_follows,
            ItemKind::Colon | ItemKind::Mid | ItemKind::Bar(_) => row && operand_follows,
            _ => false,
        };
        let item = if known { self.take()? } else { return None };
        let (kind, note) = match item.kind {
            ItemKind::Relation(kind, note) => (kind, note),
            ItemKind::Arrow(_) => (RelationKind::Implies, None),
            ItemKind::Colon => (RelationKind::Colon, None),
            ItemKind::Mid | ItemKind::Bar(_) => (RelationKind::Other("\\mid".to_owned()), None),
            _ => (RelationKind::To, None),
        };
        Some(Relation { kind, note, span: item.span })
    }

    /// One side of a chain with the commas that belong to it; `states` where there is a relation before it.
    fn side(&mut self, states: bool) -> Expr {
        let start = self.offset();
        let mut items = vec![self.sum()];
        while matches!(self.kind(), Some(ItemKind::Comma)) && self.comma_joins(states) {
            self.at += 1;
            items.push(self.sum());
        }
        match items.len() {
            1 => items.remove(0),
            _ => Expr::new(Node::List(items), self.span_from(start)),
        }
    }

    /// Whether the comma that comes next joins items of a list, rather than statements: what follows is no statement
    /// of its own after one that is complete.
    fn comma_joins(&self, states: bool) -> bool {
        let next = match self.kind_after(1) {
            Some(kind) => kind.starts_operand() || matches!(kind, ItemKind::Sign(_) | ItemKind::Bar(_)),
            None => false,
        };
        let mut depth = 0_usize;
        let piece = self.items[self.at + 1..].iter().take_while(|item| {
            match item.kind {
                ItemKind::Open(_) => depth += 1,
                ItemKind::Close(_) => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth > 0
                || !matches!(
                    item.kind,
                    ItemKind::Comma | ItemKind::Gap | ItemKind::Text(_) | ItemKind::Arrow(_) | ItemKind::Semicolon
                )
        });
        let mut piece = piece;
        next && !(states && piece.any(|item| matches!(item.kind, ItemKind::Relation(..))))
    }

    /// Terms with their signs.
    pub(super) fn sum(&mut self) -> Expr {
        let start = self.offset();
        let mut terms = Vec::new();
        loop {
            let sign = self.sign();
            if sign.is_none() && !terms.is_empty() {
                break;
            }
            let value = if matches!(self.kind(), Some(ItemKind::Sign(_))) {
                self.signed_term()
            } else {
                self.product(Reach::Whole)
            };
            if value.is_missing() && sign.is_none() {
                return value;
            }
            let value = self.required(value, sign.map(|(_, span)| span));
            terms.push(Term {
                sign: sign.map_or(Sign::Plus, |(sign, _)| sign),
                sign_span: sign.map(|(_, span)| span),
                value,
            });
        }
        match &terms[..] {
            [Term { sign_span: None, .. }] => terms.remove(0).value,
            _ => Expr::new(Node::Sum(terms), self.span_from(start)),
        }
    }

    pub(super) fn sign(&mut self) -> Option<(Sign, Span)> {
        let &ItemKind::Sign(sign) = self.kind()? else { return None };
        let span = self.items[self.at].span;
        self.at += 1;
        Some((sign, span))
    }

    /// A term or factor that has a sign of its own: `a + -b`, `a \cdot -b`, `\sum_i -x_i`.
    pub(super) fn signed_term(&mut self) -> Expr {
        let start = self.offset();
        let Some((sign, span)) = self.sign() else { return self.product(Reach::Whole) };
        if matches!(self.kind(), Some(ItemKind::Sign(_))) {
            // More than two signs in a row are no arithmetic but a dash.
            let first = self.items[self.at].clone();
            return self.unexpected(first, span);
        }
        let value = self.product(Reach::Whole);
        let value = self.required(value, Some(span));
        let term = Term { sign, sign_span: Some(span), value };
        Expr::new(Node::Sum(vec![term]), self.span_from(start))
    }

    /// An operand, or the operator that lacks it.
    pub(super) fn required(&self, value: Expr, operator: Option<Span>) -> Expr {
        match operator {
            Some(span) if value.is_missing() => {
                Expr::new(Node::Unknown(Unknown::Operator(self.reader.slice(span).to_owned())), span)
            }
            _ => value,
        }
    }
}

impl Chain {
    /// The chain as an expression: its only side, or a relation.
    pub(super) fn into_expr(self) -> Expr {
        if self.links.is_empty() {
            return self.first;
        }
        let span = self.span();
        Expr::new(Node::Relation(Box::new(self)), span)
    }
}
