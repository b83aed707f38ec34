//! Bars, which open, close and separate: `|x|`, `\|x\|`, `p(y | x)`.

use super::super::tree::{Delimiter, Expr, Group, Join, Node, RelationKind};
use super::expression::{Parser, Within};
use super::item::ItemKind;
use super::{ErrorKind, malformed, missing};

/// How many items away the bar that closes another is looked for, so that long formulas take linear time.
const FURTHEST_BAR: usize = 500;

impl Parser<'_, '_> {
    /// `|x|`, `\|x\|`, `||x||`; `\mid` and `\parallel` too, where no operand stands before them.
    pub(super) fn bars(&mut self) -> Expr {
        let start = self.offset();
        let (open, width) = (self.items[self.at].span, self.bar_width());
        let Some(delimiter) = self.bar_kind(0) else { return missing(start) };
        self.at += width;
        self.within.push(Within::Bar(delimiter));
        let body = self.given(false);
        self.within.pop();
        let mut closes = 0;
        while closes < width && self.bar_kind(0) == Some(delimiter) {
            self.at += 1;
            closes += 1;
        }
        if closes == 0 {
            let spelled = self.reader.slice(open).to_owned();
            self.reader.error(ErrorKind::UnclosedDelimiter(spelled), open);
            return malformed(self.span_from(start));
        }
        let kind = if width == 2 { Delimiter::DoubleBar } else { delimiter };
        let group = Group { open: kind, close: kind, body: Box::new(body) };
        Expr::new(Node::Group(group), self.span_from(start))
    }

    /// The bar that an item is.
    pub(super) fn bar_kind(&self, ahead: usize) -> Option<Delimiter> {
        match self.kind_after(ahead)? {
            ItemKind::Bar(delimiter) => Some(*delimiter),
            ItemKind::Close(delimiter @ (Delimiter::Bar | Delimiter::DoubleBar)) => Some(*delimiter),
            ItemKind::Mid => Some(Delimiter::Bar),
            ItemKind::Relation(RelationKind::Other(sign), _) if sign == "\\parallel" => Some(Delimiter::DoubleBar),
            _ => None,
        }
    }

    /// Two bars side by side are one sign.
    pub(super) fn bar_width(&self) -> usize {
        if self.bar_kind(0).is_some() && self.bar_kind(0) == self.bar_kind(1) { 2 } else { 1 }
    }

    /// Whether the bar that comes next closes the one that this stands in.
    pub(super) fn closes_bar(&self) -> bool {
        match (self.within.last(), self.bar_kind(0)) {
            (Some(Within::Bar(open)), Some(kind)) => *open == kind,
            _ => false,
        }
    }

    /// Whether the bar that comes next is closed by a later one of its kind before the delimiters around it close, so
    /// that it does not just separate: the bars from here on come in pairs.
    pub(super) fn bar_closes_later(&self) -> bool {
        let (Some(kind), width) = (self.bar_kind(0), self.bar_width()) else { return false };
        let row = self.within.last() == Some(&Within::Row);
        let (mut depth, mut bars) = (0_usize, 0_usize);
        let mut ahead = width;
        while let Some(item) = self.kind_after(ahead).filter(|_| ahead < FURTHEST_BAR) {
            match item {
                ItemKind::Open(_) => depth += 1,
                ItemKind::Close(_) if depth == 0 => break,
                ItemKind::Close(_) => depth -= 1,
                ItemKind::Gap | ItemKind::RowBreak if depth == 0 => break,
                ItemKind::Comma if depth == 0 && !row => break,
                _ => {}
            }
            if depth == 0 && self.bar_kind(ahead) == Some(kind) {
                let double = width == 2 && self.bar_kind(ahead + 1) == Some(kind);
                bars += usize::from(width == 1 || double);
                ahead += usize::from(double);
            }
            ahead += 1;
        }
        bars % 2 == 1
    }

    /// Whether a dot stands for an argument that is left open: `\| \cdot \|`, `f(\cdot)`, `\log(.)`.
    pub(super) fn is_placeholder(&self) -> bool {
        let ends = |kind: Option<&ItemKind>| {
            matches!(kind, None | Some(ItemKind::Close(_) | ItemKind::Bar(_) | ItemKind::Mid | ItemKind::Comma))
        };
        let here = matches!(self.kind(), Some(ItemKind::Join(Join::Dot) | ItemKind::Period));
        here && self.within.last() != Some(&Within::Row) && ends(self.kind_after(1))
    }
}
