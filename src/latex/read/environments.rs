//! Environments and `\left … \right`: rows of statements, matrices, cases, groups.

use super::super::notation::{Environment, Layout, Meaning, notation};
use super::super::syntax::{SyntaxKind, SyntaxNode};
use super::super::token::TokenKind;
use super::super::tree::{Case, Delimiter, Expr, Font, Group, Matrix, Node, Part, Separator, Unknown};
use super::item::{Item, ItemKind};
use super::{Reader, missing};
use crate::source::Span;

/// Rows of cells, each a run of nodes.
type Cells<'n> = Vec<Vec<&'n [SyntaxNode]>>;

impl Reader<'_> {
    /// The items of an environment: its rows among the rest, or one operand.
    pub(super) fn environment(
        &mut self,
        environment: Option<&Environment>,
        node: &SyntaxNode,
        font: Option<Font>,
    ) -> Vec<Item> {
        let inside = body(node, environment, self.text);
        let cells = cells(inside);
        let kind = match environment.map(|environment| environment.layout) {
            None => ItemKind::Unknown(Unknown::Malformed),
            Some(Layout::Rows) => return self.flatten(inside, font),
            Some(Layout::Cases) => ready(Node::Cases(self.cases(&cells, font))),
            Some(Layout::Matrix(open, close)) => ready(self.matrix(&cells, (open, close), node.span, font)),
            Some(Layout::Array) if self.aligns_relations(&cells) => return self.flatten(inside, font),
            Some(Layout::Array) => ready(self.matrix(&cells, (Delimiter::None, Delimiter::None), node.span, font)),
        };
        vec![Item { kind, span: node.span }]
    }

    /// Whether a cell after the first begins with a relation, as in `array{rcl}`.
    fn aligns_relations(&mut self, cells: &Cells) -> bool {
        let starts = |node: &SyntaxNode, text: &str| match node.kind {
            SyntaxKind::Token(TokenKind::Word | TokenKind::Sign | TokenKind::Character) => {
                let row = notation(&text[node.span.range()]);
                row.is_some_and(|row| matches!(row.meaning, Meaning::Relation(_) | Meaning::OtherRelation))
            }
            _ => false,
        };
        let relation = |cell: &&[SyntaxNode]| {
            cell.iter().find(|node| !node.is_space()).is_some_and(|node| starts(node, self.text))
        };
        cells.iter().any(|row| row.len() > 1 && row.iter().skip(1).any(relation))
    }

    fn matrix(&mut self, cells: &Cells, delimiters: (Delimiter, Delimiter), span: Span, font: Option<Font>) -> Node {
        let rows = cells.iter().map(|row| row.iter().map(|cell| self.cell(cell, span.start, font)).collect()).collect();
        Node::Matrix(Matrix { open: delimiters.0, close: delimiters.1, rows })
    }

    fn cell(&mut self, cell: &[SyntaxNode], at: usize, font: Option<Font>) -> Expr {
        let start = cell.first().map_or(at, |node| node.span.start);
        let items = self.flatten(cell, font);
        if items.is_empty() { missing(start) } else { self.expression(items, start) }
    }

    fn cases(&mut self, cells: &Cells, font: Option<Font>) -> Vec<Case> {
        cells.iter().map(|row| self.case(row, font)).collect()
    }

    /// The value in the first cell, conditions in the others; all of it may also stand in one.
    fn case(&mut self, row: &[&[SyntaxNode]], font: Option<Font>) -> Case {
        let bounds = |nodes: &[SyntaxNode]| Some((nodes.first()?.span.start, nodes.last()?.span.end));
        let start = row.iter().find_map(|cell| bounds(cell)).map_or(0, |(start, _)| start);
        let end = row.iter().rev().find_map(|cell| bounds(cell)).map_or(start, |(_, end)| end);
        let span = Span::new(start, end);
        let mut parts = Vec::new();
        for (index, cell) in row.iter().enumerate() {
            let mut items = self.flatten(cell, font);
            let value_ends = index == 0 && row.len() > 1;
            while value_ends && matches!(items.last(), Some(Item { kind: ItemKind::Comma | ItemKind::Gap, .. })) {
                items.pop();
            }
            parts.append(&mut self.parts(items));
        }
        let mut parts = parts.into_iter();
        let value = match parts.next() {
            Some(Part::Chain(chain)) => chain.into_expr(),
            Some(_) => Expr::new(Node::Unknown(Unknown::Notation("a case that begins with its condition")), span),
            None => missing(start),
        };
        let when =
            parts.skip_while(|part| matches!(part, Part::Separator(Separator::Comma | Separator::Gap, _))).collect();
        Case { value, when, span }
    }

    /// `\left( … \right)`.
    pub(super) fn delimited(&mut self, node: &SyntaxNode, font: Option<Font>) -> Vec<Item> {
        let (open, inside, close) = self.split_delimited(node);
        let (Some(open), Some(close)) = (open, close) else {
            return vec![Item { kind: ItemKind::Unknown(Unknown::Malformed), span: node.span }];
        };
        if let Some(node_inside) = sole(inside)
            && let SyntaxKind::Environment(Some(environment)) = node_inside.kind
            && let Some(kind) = self.delimited_environment(environment, node_inside, (open, close), font)
        {
            return vec![Item { kind, span: node.span }];
        }
        let (first, last) = (node.children[0].span, node.children[node.children.len() - 1].span);
        let mut items = self.middles(inside, font);
        // A bracket that goes on in the next row is closed there by one that opens nothing.
        if open == Delimiter::None && close != Delimiter::Bar && close != Delimiter::None {
            items.push(Item { kind: ItemKind::Close(close), span: last });
            return items;
        }
        if close == Delimiter::None && open != Delimiter::None && open != Delimiter::Brace {
            items.insert(0, Item { kind: ItemKind::Open(open), span: first });
            return items;
        }
        let kind = self.group_of(items, (open, close), first.end);
        vec![Item { kind, span: node.span }]
    }

    /// The left delimiter, what it holds, and the right one.
    fn split_delimited<'n>(&self, node: &'n SyntaxNode) -> (Option<Delimiter>, &'n [SyntaxNode], Option<Delimiter>) {
        let side = |node: &SyntaxNode| {
            let leaf = node.children.iter().rfind(|child| matches!(child.kind, SyntaxKind::Delimiter))?;
            match self.delimiter_kind(leaf) {
                Some(ItemKind::Open(delimiter) | ItemKind::Close(delimiter) | ItemKind::Bar(delimiter)) => {
                    Some(delimiter)
                }
                Some(ItemKind::Mid) => Some(Delimiter::Bar),
                None => Some(Delimiter::None),
                _ => None,
            }
        };
        match &node.children[..] {
            [left, inside @ .., right] if matches!(right.kind, SyntaxKind::Delimiter) => {
                (side(left), inside, side(right))
            }
            _ => (None, &[], None),
        }
    }

    /// What a delimiter is; `None` for the invisible one.
    pub(super) fn delimiter_kind(&self, node: &SyntaxNode) -> Option<ItemKind> {
        let spelled = self.slice(node.span);
        let kind = match notation(spelled).map(|row| &row.meaning) {
            Some(Meaning::Open(delimiter)) => ItemKind::Open(*delimiter),
            Some(Meaning::Close(delimiter)) => ItemKind::Close(*delimiter),
            Some(Meaning::Bar(delimiter)) => ItemKind::Bar(*delimiter),
            Some(Meaning::Mid) => ItemKind::Mid,
            Some(Meaning::Join(join)) => ItemKind::Join(*join),
            _ => match spelled {
                "." => return None,
                _ => ItemKind::Unknown(Unknown::Command(spelled.to_owned())),
            },
        };
        // `<` and `>` are angles here, not relations.
        Some(match spelled {
            "<" | "\\lt" => ItemKind::Open(Delimiter::Angle),
            ">" | "\\gt" => ItemKind::Close(Delimiter::Angle),
            _ => kind,
        })
    }

    /// The items between the delimiters, with `\middle|` as a bar that separates.
    fn middles(&mut self, inside: &[SyntaxNode], font: Option<Font>) -> Vec<Item> {
        let mut items = Vec::new();
        for (index, stretch) in inside.split(|node| matches!(node.kind, SyntaxKind::Delimiter)).enumerate() {
            if index > 0 {
                let at = stretch.first().map_or(inside[inside.len() - 1].span.end, |node| node.span.start);
                items.push(Item { kind: ItemKind::Mid, span: Span::new(at, at) });
            }
            items.append(&mut self.flatten(stretch, font));
        }
        items
    }

    /// Delimiters around a single environment: a matrix, or cases.
    fn delimited_environment(
        &mut self,
        environment: &Environment,
        node: &SyntaxNode,
        delimiters: (Delimiter, Delimiter),
        font: Option<Font>,
    ) -> Option<ItemKind> {
        let cells = cells(body(node, Some(environment), self.text));
        let bare = matches!(environment.layout, Layout::Array | Layout::Matrix(Delimiter::None, Delimiter::None));
        if delimiters == (Delimiter::Brace, Delimiter::None) && (bare || environment.layout == Layout::Rows) {
            return Some(ready(Node::Cases(self.cases(&cells, font))));
        }
        bare.then(|| ready(self.matrix(&cells, delimiters, node.span, font)))
    }

    /// A group whose content is given as items.
    fn group_of(&mut self, items: Vec<Item>, delimiters: (Delimiter, Delimiter), at: usize) -> ItemKind {
        let body = if items.is_empty() { missing(at) } else { self.group_body(items, at) };
        ready(Node::Group(Group { open: delimiters.0, close: delimiters.1, body: Box::new(body) }))
    }
}

fn ready(node: Node) -> ItemKind {
    ItemKind::Ready(Box::new(node))
}

/// The only node that is not white space.
fn sole(nodes: &[SyntaxNode]) -> Option<&SyntaxNode> {
    let mut solid = nodes.iter().filter(|node| !node.is_space());
    let first = solid.next()?;
    solid.next().is_none().then_some(first)
}

/// What an environment holds, without `\begin{name}` and its arguments and without `\end{name}`.
fn body<'n>(node: &'n SyntaxNode, environment: Option<&Environment>, text: &str) -> &'n [SyntaxNode] {
    let is_argument =
        |child: &SyntaxNode| matches!(child.kind, SyntaxKind::Text | SyntaxKind::Raw | SyntaxKind::Optional);
    let most = 1 + environment.map_or(0, |environment| environment.shape.len());
    let mut start = 1;
    for _ in 0..most {
        let next = node.children[start..].iter().position(|child| !child.is_space());
        match next {
            Some(next) if is_argument(&node.children[start + next]) => start += next + 1,
            _ => break,
        }
    }
    let ends = |child: &SyntaxNode| {
        matches!(child.kind, SyntaxKind::Token(TokenKind::Word)) && &text[child.span.range()] == "\\end"
    };
    let end = node.children.iter().rposition(ends).unwrap_or(node.children.len());
    &node.children[start.min(end)..end]
}

/// The cells of each row; a last row that holds nothing is none.
fn cells(nodes: &[SyntaxNode]) -> Cells<'_> {
    let is_align = |node: &SyntaxNode| matches!(node.kind, SyntaxKind::Token(TokenKind::Align));
    let rows = nodes.split(|node| matches!(node.kind, SyntaxKind::RowBreak));
    let mut cells: Cells = rows.map(|row| row.split(is_align).collect()).collect();
    if cells.last().is_some_and(|row| row.iter().all(|cell| cell.iter().all(SyntaxNode::is_space))) {
        cells.pop();
    }
    cells
}
