//! Scripts, primes and the notes of braces.

use super::super::notation::Meaning;
use super::super::syntax::{SyntaxKind, SyntaxNode};
use super::super::token::TokenKind;
use super::super::tree::{Accent, Expr, Factor, Font, Mark, Node, Note, Unknown};
use super::commands::word_symbol;
use super::item::{Item, ItemKind, Scripts};
use super::leaves::symbol;
use super::{Reader, malformed};
use crate::source::Span;

impl Reader<'_> {
    /// A base and its scripts.
    pub(super) fn scripted(&mut self, node: &SyntaxNode, font: Option<Font>) -> Vec<Item> {
        let base = &node.children[0];
        if is_mark(base) {
            let mut items = Vec::new();
            self.push_scripts(node, &mut items);
            return items;
        }
        if let SyntaxKind::Command(row) = base.kind
            && row.meaning == Meaning::Brace
        {
            return self.braced(base, node, font);
        }
        let mut items = self.flatten(std::slice::from_ref(base), font);
        if items.is_empty() && !self.is_tight(base) {
            // Scripts on something that cannot be seen hang in the air: they are not those of what stands before.
            let kind = ItemKind::Unknown(Unknown::Notation("a script without a base"));
            return vec![Item { kind, span: node.span }];
        }
        self.push_scripts(node, &mut items);
        items
    }

    /// Whether a base that shows nothing takes no room either: `{}`, `\!`.
    fn is_tight(&self, base: &SyntaxNode) -> bool {
        match base.kind {
            SyntaxKind::Group => base.children.iter().all(|child| child.children.is_empty()),
            SyntaxKind::Token(_) => self.slice(base.span) == "\\!",
            _ => false,
        }
    }

    /// Adds the scripts of a node after its base.
    pub(super) fn push_scripts(&mut self, node: &SyntaxNode, items: &mut Vec<Item>) {
        let (scripts, span) = self.scripts(node);
        if scripts.sub.is_some() || scripts.sup.is_some() || scripts.primes > 0 {
            items.push(Item { kind: ItemKind::Scripts(Box::new(scripts)), span });
        }
    }

    fn scripts(&mut self, node: &SyntaxNode) -> (Scripts, Span) {
        let mut scripts = Scripts::default();
        let mut start = node.span.end;
        let mut children = node.children.iter().filter(|child| !child.is_space()).peekable();
        while let Some(child) = children.next() {
            let SyntaxKind::Token(kind) = child.kind else { continue };
            if !is_mark(child) {
                continue;
            }
            start = start.min(child.span.start);
            if kind == TokenKind::Prime {
                scripts.primes += 1;
                continue;
            }
            let argument = match children.next_if(|next| !is_mark(next)) {
                Some(argument) => self.script(argument, &mut scripts.primes),
                None => Some(malformed(child.span)),
            };
            let argument = argument.map(|argument| match kind {
                TokenKind::Subscript => with_primed_letters(argument),
                _ => argument,
            });
            let place = if kind == TokenKind::Subscript { &mut scripts.sub } else { &mut scripts.sup };
            *place = match (place.take(), argument) {
                (Some(_), _) => Some(malformed(node.span)),
                (None, argument) => argument,
            };
        }
        (scripts, Span::new(start.min(node.span.end), node.span.end))
    }

    /// What stands in a script; primes are counted instead.
    fn script(&mut self, node: &SyntaxNode, primes: &mut usize) -> Option<Expr> {
        self.scripts += 1;
        let script = self.script_items(node, primes);
        self.scripts -= 1;
        script
    }

    fn script_items(&mut self, node: &SyntaxNode, primes: &mut usize) -> Option<Expr> {
        let items = self.flatten(std::slice::from_ref(node), None);
        if items.is_empty() {
            return None;
        }
        if let [Item { kind: ItemKind::Scripts(inner), .. }] = &items[..]
            && inner.primes > 0
            && inner.sub.is_none()
            && inner.sup.is_none()
        {
            *primes += inner.primes;
            return None;
        }
        let all_primes = |item: &Item| matches!(&item.kind, ItemKind::Scripts(inner) if inner.primes > 0);
        if !items.is_empty() && items.iter().all(all_primes) {
            *primes += items.len();
            return None;
        }
        Some(self.script_expression(items, node.span))
    }

    /// The expression of a script. An operator or a word alone is a symbol there: `x^*`, `x_+`, `n_\text{in}`.
    fn script_expression(&mut self, items: Vec<Item>, span: Span) -> Expr {
        if let [Item { kind: ItemKind::Sign(_) | ItemKind::Join(_), span }] = items[..] {
            let name = self.slice(span).trim_start_matches('\\').to_owned();
            return Expr::new(Node::Symbol(symbol(&name, None)), span);
        }
        if let [Item { kind: ItemKind::Text(words), span }] = &items[..] {
            return Expr::new(Node::Symbol(word_symbol(words.trim(), Font::Roman)), *span);
        }
        self.listed_expression(items, span.start)
    }

    /// `\underbrace{a}_{note}`.
    fn braced(&mut self, base: &SyntaxNode, node: &SyntaxNode, font: Option<Font>) -> Vec<Item> {
        let items = match base.arguments().last() {
            Some(argument) => self.flatten(std::slice::from_ref(argument), font),
            None => Vec::new(),
        };
        let body = self.expression(items, base.span.start);
        let note = node.children.iter().skip(1).rfind(|child| !child.is_space() && !is_mark(child));
        let Some(note) = note.map(|note| self.note(note)) else {
            return vec![Item { kind: ItemKind::Ready(Box::new(body.node)), span: node.span }];
        };
        let marked = Node::Marked(Mark::Noted(note), Box::new(body));
        vec![Item { kind: ItemKind::Ready(Box::new(marked)), span: node.span }]
    }

    /// Something set over, under or beside something else.
    pub(super) fn note(&mut self, node: &SyntaxNode) -> Note {
        let items = self.flatten(std::slice::from_ref(node), None);
        let words = items.iter().any(|item| matches!(item.kind, ItemKind::Text(_)));
        let text = self.slice(node.span).to_owned();
        let text = text.strip_prefix('{').and_then(|text| text.strip_suffix('}')).unwrap_or(&text).trim().to_owned();
        let chain = (!words && !items.is_empty()).then(|| Box::new(self.lone_chain(items, node.span.start)));
        Note { text, chain, span: node.span }
    }
}

/// `^`, `_`, `'`, `\limits`: not a base.
fn is_mark(node: &SyntaxNode) -> bool {
    matches!(node.kind, SyntaxKind::Token(TokenKind::Superscript | TokenKind::Subscript | TokenKind::Prime))
}

/// A script in which a letter with a prime is a letter of its own, as indices are: `a_{c'}`, `\delta_{ii'}`,
/// `\sum_{c' \ne c}`.
fn with_primed_letters(expr: Expr) -> Expr {
    let span = expr.span;
    let node = match expr.node {
        Node::Scripted(scripted) if scripted.primes > 0 && scripted.sub.is_none() && scripted.sup.is_none() => {
            match scripted.base.as_symbol().filter(|letter| !letter.word) {
                Some(letter) => {
                    let mut letter = letter.clone();
                    letter.accents.extend(std::iter::repeat_n(Accent::Prime, scripted.primes));
                    Node::Symbol(letter)
                }
                None => Node::Scripted(scripted),
            }
        }
        Node::Product(mut factors) => {
            factors = factors
                .into_iter()
                .map(|factor| Factor { value: with_primed_letters(factor.value), ..factor })
                .collect();
            Node::Product(factors)
        }
        Node::List(items) => Node::List(items.into_iter().map(with_primed_letters).collect()),
        Node::Relation(mut chain) => {
            chain.first = with_primed_letters(chain.first);
            for link in &mut chain.links {
                link.right = with_primed_letters(link.right.clone());
            }
            Node::Relation(chain)
        }
        node => node,
    };
    Expr::new(node, span)
}
