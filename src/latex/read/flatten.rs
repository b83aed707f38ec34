//! Syntax made flat, as the eye sees it: braces cannot be seen, so what they hold stands among the rest.

use super::super::notation::{Meaning, Notation, notation};
use super::super::syntax::{SyntaxKind, SyntaxNode};
use super::super::token::TokenKind;
use super::super::tree::{Convention, Delimiter, Font, Node, RelationKind, Symbol, Unknown};
use super::Reader;
use super::item::{Item, ItemKind};
use super::leaves::symbol;
use crate::source::Span;

/// White space that separates statements, in eighteenths of an em.
const GAP: i32 = 18;

impl Reader<'_> {
    /// The items of some nodes, in a font that holds for all of them.
    pub(super) fn flatten(&mut self, nodes: &[SyntaxNode], font: Option<Font>) -> Vec<Item> {
        let mut items = Vec::with_capacity(nodes.len());
        let mut font = font;
        let mut at = 0;
        while at < nodes.len() {
            let node = &nodes[at];
            if let Some(switch) = self.font_switch(node) {
                font = Some(switch);
                at += 1;
                continue;
            }
            if matches!(node.kind, SyntaxKind::Group)
                && matches!(items.last(), Some(Item { kind: ItemKind::Function(_), .. }))
            {
                self.argument_in_braces(node, font, &mut items);
                at += 1;
                continue;
            }
            let Some((kind, run)) = self.run(&nodes[at..], font) else {
                let mut more = self.node(node, font);
                self.push_all(&mut items, &mut more);
                at += 1;
                continue;
            };
            items.push(Item { kind, span: run.span });
            if let Some(scripts) = run.scripts {
                self.push_scripts(scripts, &mut items);
            }
            at += run.nodes;
        }
        items
    }

    fn push_all(&mut self, items: &mut Vec<Item>, more: &mut Vec<Item>) {
        // An alignment mark cannot be seen: `: &=` is `:=`.
        if let [.., Item { kind: ItemKind::Colon, .. }, Item { kind: ItemKind::Align, .. }] = &items[..]
            && matches!(more[..], [Item { kind: ItemKind::Relation(..), .. }])
        {
            items.pop();
        }
        if let (Some(last), [first]) = (items.last(), &more[..])
            && let Some(kind) = self.pair(&last.kind, &first.kind)
        {
            let span = last.span.to(first.span);
            items.pop();
            items.push(Item { kind, span });
            return;
        }
        items.append(more);
    }

    /// Two items that are one sign together: `\not =`.
    fn pair(&self, first: &ItemKind, second: &ItemKind) -> Option<ItemKind> {
        match (first, second) {
            (ItemKind::Not, ItemKind::Relation(kind, note)) => {
                let kind = match kind {
                    RelationKind::Equal => RelationKind::NotEqual,
                    RelationKind::In => RelationKind::NotIn,
                    other => RelationKind::Other(format!("not {other:?}")),
                };
                Some(ItemKind::Relation(kind, note.clone()))
            }
            (ItemKind::Colon, ItemKind::Relation(RelationKind::Equal, note)) => {
                Some(ItemKind::Relation(RelationKind::Defined, note.clone()))
            }
            _ => None,
        }
    }

    fn font_switch(&self, node: &SyntaxNode) -> Option<Font> {
        let SyntaxKind::Token(TokenKind::Word) = node.kind else { return None };
        match notation(self.slice(node.span))?.meaning {
            Meaning::FontSwitch(font) => Some(font),
            _ => None,
        }
    }

    /// `\exp{a + b}` is seen as exp a + b, and meant as exp(a + b): both are readings.
    fn argument_in_braces(&mut self, node: &SyntaxNode, font: Option<Font>, items: &mut Vec<Item>) {
        let mut inside = self.group(node, font);
        if inside.len() > 1 {
            self.ambiguous(Convention::FunctionReach, node.span);
        }
        if inside.len() > 1 && self.conventions.function_takes_product {
            let body = self.expression(inside, node.span.start);
            let group =
                super::super::tree::Group { open: Delimiter::None, close: Delimiter::None, body: Box::new(body) };
            items.push(Item { kind: ItemKind::Ready(Box::new(Node::Group(group))), span: node.span });
        } else {
            items.append(&mut inside);
        }
    }

    /// The items of a group without its braces.
    pub(super) fn group(&mut self, node: &SyntaxNode, font: Option<Font>) -> Vec<Item> {
        self.sequence(content(node), font)
    }

    /// The items of what a group or the whole formula holds, which `\over` may divide.
    pub(super) fn sequence(&mut self, nodes: &[SyntaxNode], font: Option<Font>) -> Vec<Item> {
        match (self.infix(nodes, font), nodes) {
            (Some(kind), [first, .., last]) => vec![Item { kind, span: first.span.to(last.span) }],
            _ => self.flatten(nodes, font),
        }
    }

    /// `a \over b`: what stands before and after it in its group.
    fn infix(&mut self, nodes: &[SyntaxNode], font: Option<Font>) -> Option<ItemKind> {
        let meaning = |node: &SyntaxNode| match node.kind {
            SyntaxKind::Token(TokenKind::Word) => notation(self.slice(node.span)).map(|row| row.meaning.clone()),
            _ => None,
        };
        let found = |node: &SyntaxNode| matches!(meaning(node), Some(Meaning::Over | Meaning::Choose));
        let at = nodes.iter().position(found)?;
        let choose = meaning(&nodes[at]) == Some(Meaning::Choose);
        let upper = self.flatten(&nodes[..at], font);
        let lower = self.flatten(&nodes[at + 1..], font);
        let (start, end) = (nodes[0].span.start, nodes[at].span.end);
        Some(if choose {
            let upper = self.expression(upper, start);
            ItemKind::Ready(Box::new(Node::Binomial(Box::new(upper), Box::new(self.expression(lower, end)))))
        } else {
            self.fraction(upper, lower, (start, end))
        })
    }

    fn node(&mut self, node: &SyntaxNode, font: Option<Font>) -> Vec<Item> {
        let one = |kind| vec![Item { kind, span: node.span }];
        match node.kind {
            SyntaxKind::Token(kind) => self.token(kind, node.span, font),
            SyntaxKind::Group => self.group(node, font),
            SyntaxKind::Command(row) => self.command(row, node, font),
            SyntaxKind::Scripts => self.scripted(node, font),
            SyntaxKind::Environment(environment) => self.environment(environment, node, font),
            SyntaxKind::Delimited => self.delimited(node, font),
            SyntaxKind::RowBreak => one(ItemKind::RowBreak),
            SyntaxKind::Malformed => one(ItemKind::Unknown(Unknown::Malformed)),
            SyntaxKind::Delimiter | SyntaxKind::Raw | SyntaxKind::Optional | SyntaxKind::Text => Vec::new(),
            SyntaxKind::Dollars => self.flatten(content(node), font),
        }
    }

    fn token(&mut self, kind: TokenKind, span: Span, font: Option<Font>) -> Vec<Item> {
        let spelled = &self.text[span.range()];
        match kind {
            TokenKind::Space | TokenKind::Comment => Vec::new(),
            TokenKind::Align => vec![Item { kind: ItemKind::Align, span }],
            TokenKind::Sign if spelled.trim_start_matches('\\').trim().is_empty() => Vec::new(),
            TokenKind::Word | TokenKind::Sign => match notation(spelled) {
                Some(row) => self.meaning(row, span, font),
                None => vec![Item { kind: ItemKind::Unknown(Unknown::Command(spelled.to_owned())), span }],
            },
            _ => match spelled.chars().next() {
                Some(c) => self.character(c, span, font),
                None => Vec::new(),
            },
        }
    }

    /// A notation without arguments.
    pub(super) fn meaning(&mut self, row: &'static Notation, span: Span, font: Option<Font>) -> Vec<Item> {
        let kind = match &row.meaning {
            Meaning::Letter(name) => ItemKind::Symbol(greek(name, font)),
            Meaning::Blackboard(name) => ItemKind::Symbol(symbol(name, Some(Font::Blackboard))),
            named @ (Meaning::Function(_) | Meaning::Extremum(..) | Meaning::Big(_)) => {
                Self::named(named, row.spelling)
            }
            Meaning::Relation(kind) => ItemKind::Relation(kind.clone(), None),
            Meaning::OtherRelation => ItemKind::Relation(RelationKind::Other(row.spelling.to_owned()), None),
            Meaning::Sign(sign) => ItemKind::Sign(*sign),
            Meaning::Join(join) => ItemKind::Join(*join),
            Meaning::Open(delimiter) => ItemKind::Open(*delimiter),
            Meaning::Close(delimiter) => ItemKind::Close(*delimiter),
            Meaning::Bar(delimiter) => ItemKind::Bar(*delimiter),
            Meaning::Mid => ItemKind::Mid,
            Meaning::Arrow(arrow) => ItemKind::Arrow(*arrow),
            Meaning::Pointer => ItemKind::Pointer,
            Meaning::Quantifier(quantifier) => ItemKind::Quantifier(*quantifier),
            Meaning::Dots(dots) => ItemKind::Dots(*dots),
            Meaning::Comma => ItemKind::Comma,
            Meaning::Semicolon => ItemKind::Semicolon,
            Meaning::Colon => ItemKind::Colon,
            Meaning::Factorial => ItemKind::Factorial,
            Meaning::Partial => ItemKind::Partial,
            Meaning::Nabla => ItemKind::Nabla,
            Meaning::Prime => ItemKind::Scripts(Box::new(super::item::Scripts { primes: 1, ..Default::default() })),
            Meaning::Not => ItemKind::Not,
            Meaning::Space(width) if *width >= GAP => ItemKind::Gap,
            Meaning::Space(_) | Meaning::Nothing | Meaning::FontSwitch(_) => return Vec::new(),
            Meaning::Unread(name) => ItemKind::Unknown(Unknown::Notation(name)),
            _ => ItemKind::Unknown(Unknown::Command(row.spelling.to_owned())),
        };
        vec![Item { kind, span }]
    }
}

/// A symbol of the table; a letter of another alphabet is bold only where that is written.
fn greek(name: &str, font: Option<Font>) -> Symbol {
    symbol(name, font.filter(|&font| font != Font::Roman))
}

/// What a group holds, without the delimiters.
pub(super) fn content(node: &SyntaxNode) -> &[SyntaxNode] {
    let closes = |last: &SyntaxNode| {
        matches!(last.kind, SyntaxKind::Token(TokenKind::Close))
            || (matches!(node.kind, SyntaxKind::Dollars | SyntaxKind::Optional) && last.span.end == node.span.end)
    };
    match &node.children[..] {
        [_, inside @ .., last] if closes(last) => inside,
        [_, inside @ ..] => inside,
        [] => &[],
    }
}
