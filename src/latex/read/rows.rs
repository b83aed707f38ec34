//! The rows of a formula, and which of them carry on the one before.

use super::super::tree::{Row, Sign};
use super::Reader;
use super::item::{Item, ItemKind};

impl Reader<'_> {
    /// Splits items into rows and reads each.
    pub(super) fn rows(&mut self, items: Vec<Item>) -> Vec<Row> {
        let mut rows = Vec::new();
        for row in split(items) {
            let span = row[0].span.to(row[row.len() - 1].span);
            let parts = self.parts(row);
            if !parts.is_empty() {
                rows.push(Row { parts, span });
            }
        }
        rows
    }
}

/// The items of each row that holds anything.
fn split(items: Vec<Item>) -> Vec<Vec<Item>> {
    let mut rows: Vec<Vec<Item>> = Vec::new();
    let mut row = Vec::with_capacity(items.len());
    for item in items {
        match item.kind {
            ItemKind::RowBreak => add(&mut rows, std::mem::take(&mut row)),
            ItemKind::Align => {}
            _ => row.push(item),
        }
    }
    add(&mut rows, row);
    rows
}

/// Adds a row, or joins it to the one that it carries on.
fn add(rows: &mut Vec<Vec<Item>>, row: Vec<Item>) {
    match rows.last_mut() {
        _ if row.is_empty() => {}
        Some(last) if carries_on(last, &row) => {
            last.extend(row.into_iter().skip_while(|item| matches!(item.kind, ItemKind::Gap)));
        }
        _ => rows.push(row),
    }
}

/// Whether a row goes on with the expression of the row before.
fn carries_on(before: &[Item], row: &[Item]) -> bool {
    if open_groups(before) > 0 {
        return true;
    }
    let last = before.iter().rev().find(|item| !matches!(item.kind, ItemKind::Gap));
    if last.is_some_and(|item| item.kind.is_operator()) {
        return true;
    }
    let states = row.iter().any(|item| matches!(item.kind, ItemKind::Relation(..)));
    match row.iter().map(|item| &item.kind).find(|kind| !matches!(kind, ItemKind::Gap)) {
        Some(ItemKind::Join(_) | ItemKind::Sign(Sign::Plus)) => true,
        Some(ItemKind::Sign(_)) => !states,
        _ => false,
    }
}

/// How many groups are open at the end of some items.
fn open_groups(items: &[Item]) -> usize {
    items.iter().fold(0, |open, item| match item.kind {
        ItemKind::Open(_) => open + 1,
        ItemKind::Close(_) => usize::saturating_sub(open, 1),
        _ => open,
    })
}
