//! The statements of a row, and what stands between them.

use super::super::tree::{Arrow, Chain, Delimiter, Expr, Node, Part, Quantifier, Separator, Unknown};
use super::Reader;
use super::expression::{Parser, Within};
use super::item::{Item, ItemKind};
use crate::source::Span;

impl Reader<'_> {
    /// The parts of a row.
    pub(super) fn parts(&mut self, items: Vec<Item>) -> Vec<Part> {
        let mut items = items;
        items.retain(|item| !matches!(item.kind, ItemKind::Align));
        let tag = trailing_tag(&mut items, self.text);
        let start = items.first().map_or(0, |item| item.span.start);
        let mut parser = self.parser(items, Within::Row, start);
        let mut parts = Vec::new();
        while parser.at < parser.items.len() {
            let part = parser.part();
            push_part(&mut parts, part);
        }
        parts.extend(tag.map(|(tag, span)| Part::Tag(tag, span)));
        parts
    }
}

impl Parser<'_, '_> {
    fn part(&mut self) -> Part {
        let span = self.items[self.at].span;
        let simple = match &self.items[self.at].kind {
            ItemKind::Arrow(arrow) => Part::Arrow(*arrow, span),
            ItemKind::Pointer => Part::Arrow(Arrow::Pointer, span),
            ItemKind::Text(words) if !self.word_is_operand(words, true) => Part::Text(words.clone(), span),
            ItemKind::Tag(tag) => Part::Tag(tag.clone(), span),
            ItemKind::Gap => Part::Separator(Separator::Gap, span),
            ItemKind::Comma => Part::Separator(Separator::Comma, span),
            ItemKind::Semicolon => Part::Separator(Separator::Semicolon, span),
            ItemKind::Period => Part::Separator(Separator::Period, span),
            ItemKind::Quantifier(quantifier) => {
                let quantifier = *quantifier;
                return self.quantified(quantifier);
            }
            _ => return Part::Chain(self.statement()),
        };
        self.at += 1;
        simple
    }

    fn quantified(&mut self, quantifier: Quantifier) -> Part {
        self.at += 1;
        while matches!(self.kind(), Some(ItemKind::Gap)) {
            self.at += 1;
        }
        Part::Quantifier(quantifier, self.listed_chain())
    }

    /// A chain; where none can be read, the item that is in the way as something unknown.
    fn statement(&mut self) -> Chain {
        let before = self.at;
        let chain = self.listed_chain();
        if self.at > before {
            return chain;
        }
        let item = self.items[self.at].clone();
        self.at += 1;
        let span = item.span;
        Chain { first: self.unexpected(item, span), links: Vec::new() }
    }
}

/// Words after which a statement, a condition or a remark of its own begins.
const JOINING: &[&str] = &[
    "if",
    "for",
    "when",
    "whenever",
    "where",
    "with",
    "and",
    "or",
    "as",
    "since",
    "because",
    "so",
    "then",
    "thus",
    "hence",
    "therefore",
    "iff",
    "such",
    "s.t.",
    "subject",
    "otherwise",
    "else",
    "let",
    "given",
    "using",
    "by",
    "from",
    "via",
    "we",
    "which",
    "implies",
    "gives",
    "i.e.",
    "e.g.",
    "provided",
    "while",
    "assuming",
    "suppose",
    "now",
    "note",
    "but",
    "only",
    "exactly",
    "also",
    "similarly",
    "equivalently",
    "or,",
    "that",
    "on",
    "over",
    "under",
];

/// Words that turn what follows them into its opposite.
const DENYING: &[&str] = &["not", "no", "never", "unless", "except", "neither", "nor", "without", "false", "wrong"];

/// Whether words deny what follows them.
fn denies(words: &str) -> bool {
    let is_word = |c: char| c.is_alphabetic() || c == '\'' || c == '’';
    let mut words = words.split(|c| !is_word(c)).map(str::to_lowercase);
    words.any(|word| DENYING.contains(&word.as_str()) || word.ends_with("n't") || word.ends_with("n’t"))
}

/// Whether words may stand between two statements without changing what either says.
fn may_join(words: &str) -> bool {
    let first = words.split_whitespace().next().unwrap_or_default();
    let bare = first.trim_matches(|c: char| matches!(c, ',' | ';' | ':')).to_lowercase();
    bare.is_empty() || bare.starts_with(['(', '[', '←', '—', '-']) || JOINING.contains(&bare.as_str())
}

/// Adds a part. Words between two operands that do not begin anything, `a \text{ minus } b`, are no remark: what they
/// say is not read, so the two operands are not either. No more is what words deny, `\text{if not } i = j`.
fn push_part(parts: &mut Vec<Part>, part: Part) {
    let Part::Chain(after) = part else { return parts.push(part) };
    let words = match &parts[..] {
        [.., Part::Chain(_), Part::Text(words, _)] if !may_join(words) || denies(words) => words.trim().to_owned(),
        [.., Part::Text(words, _)] if denies(words) => {
            let unread = Expr::new(Node::Unknown(Unknown::Words(words.trim().to_owned())), after.span());
            return parts.push(Part::Chain(Chain { first: unread, links: Vec::new() }));
        }
        _ => return parts.push(Part::Chain(after)),
    };
    parts.pop();
    let Some(Part::Chain(mut chain)) = parts.pop() else { return };
    let last = chain.links.last_mut().map_or(&mut chain.first, |link| &mut link.right);
    *last = Expr::new(Node::Unknown(Unknown::Words(words)), last.span.to(after.first.span));
    chain.links.extend(after.links);
    parts.push(Part::Chain(chain));
}

/// Takes a label off the end of a row: `\quad (1)`, `--- (2)`.
fn trailing_tag(items: &mut Vec<Item>, text: &str) -> Option<(String, Span)> {
    let [
        before @ ..,
        Item { kind: ItemKind::Open(Delimiter::Parenthesis), span: open },
        label,
        Item { kind: ItemKind::Close(Delimiter::Parenthesis), span: close },
    ] = &items[..]
    else {
        return None;
    };
    let named = matches!(label.kind, ItemKind::Number(_) | ItemKind::Symbol(_));
    let dashes = before.iter().rev().take_while(|item| matches!(item.kind, ItemKind::Sign(_))).count();
    let gap = matches!(before.last(), Some(Item { kind: ItemKind::Gap, .. }));
    if !named || !(gap || dashes >= 2) || before.len() <= dashes {
        return None;
    }
    let tag = text[label.span.range()].to_owned();
    let span = Span::new(open.start, close.end);
    let kept = before.len() - dashes;
    items.truncate(kept);
    while matches!(items.last(), Some(Item { kind: ItemKind::Gap, .. })) {
        items.pop();
    }
    Some((tag, span))
}

/// The label in words like `--- (2)`, `(3)` or `--- ①`.
pub(super) fn tag_in_words(words: &str) -> Option<String> {
    let bare = words.trim().trim_start_matches(['-', '–', '—', '─', '.', ' ']);
    let dashed = bare.len() < words.trim().len();
    let circled = bare.chars().next().and_then(|c| (c as u32).checked_sub(0x2460)).filter(|&number| number < 20);
    if let Some(number) = circled.filter(|_| bare.chars().count() == 1) {
        return Some((number + 1).to_string());
    }
    let inner = bare.strip_prefix('(').and_then(|bare| bare.strip_suffix(')'));
    let label = inner.or(dashed.then_some(bare))?;
    let plain = !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '*' | '\''));
    let numbered =
        plain && (label.contains(|c: char| c.is_ascii_digit()) || label.chars().count() == 1 || label == "*");
    numbered.then(|| label.to_owned())
}
