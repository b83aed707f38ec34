//! Commands with arguments.

use super::super::error::ErrorKind;
use super::super::notation::{Meaning, Notation, word};
use super::super::seen::eighteenths;
use super::super::syntax::{SyntaxKind, SyntaxNode};
use super::super::token::TokenKind;
use super::super::tree::{Accent, Arrow, Expr, Font, Mark, Node, Note, Operator, RelationKind, Symbol, Unknown};
use super::item::{Item, ItemKind, Scripts};
use super::leaves::symbol;
use super::statement::tag_in_words;
use super::{Reader, missing};
use crate::source::Span;

impl Reader<'_> {
    /// The items of a command with its arguments.
    pub(super) fn command(&mut self, row: &'static Notation, node: &SyntaxNode, font: Option<Font>) -> Vec<Item> {
        let arguments: Vec<&SyntaxNode> = node.arguments().collect();
        let one = |kind| vec![Item { kind, span: node.span }];
        let last = arguments.last().copied();
        match &row.meaning {
            Meaning::Fraction | Meaning::Binomial | Meaning::Root => {
                self.structure(&row.meaning, &arguments, node.span, font)
            }
            Meaning::Accent(accent) => self.accented(*accent, last, node.span, font),
            Meaning::Font(inner) => self.in_font(*inner, last, node.span, font),
            Meaning::OperatorName => self.operator_name(last, node.span),
            Meaning::Text | Meaning::ColorBox => self.words(last, node.span),
            Meaning::Transparent if row.spelling == "\\mathop" && self.is_long_name(last) => {
                self.operator_name(last, node.span)
            }
            Meaning::Color | Meaning::Transparent => self.argument(last, font),
            Meaning::ColorSwitch | Meaning::Phantom | Meaning::Nothing => Vec::new(),
            Meaning::Overlap => self.argument(last, font),
            Meaning::Cancelled => self.marked(Mark::Cancelled, last, node.span, font),
            Meaning::Boxed => self.boxed(last, node.span, font),
            Meaning::Brace => self.argument(last, font),
            Meaning::Overset | Meaning::Underset => self.stacked(row, &arguments, node.span, font),
            Meaning::LabelledArrow | Meaning::LabelledEqual => self.labelled(row, last, node.span),
            Meaning::Substack => self.substack(last, node.span),
            Meaning::Sized => self.sized(last, node.span),
            Meaning::Length => self.space(last, node.span),
            Meaning::Tag => one(ItemKind::Tag(self.label(last))),
            Meaning::Label => {
                let name = self.label(last);
                self.labels.push((name, node.span));
                Vec::new()
            }
            Meaning::Unread(name) => one(ItemKind::Unknown(Unknown::Notation(name))),
            _ => one(ItemKind::Unknown(Unknown::Command(row.spelling.to_owned()))),
        }
    }

    /// The items of an argument.
    fn argument(&mut self, node: Option<&SyntaxNode>, font: Option<Font>) -> Vec<Item> {
        node.map_or_else(Vec::new, |node| self.flatten(std::slice::from_ref(node), font))
    }

    /// The expression of an argument.
    fn argument_expression(&mut self, node: Option<&SyntaxNode>, at: usize, font: Option<Font>) -> Expr {
        let items = self.argument(node, font);
        self.expression(items, node.map_or(at, |node| node.span.start))
    }

    fn structure(&mut self, meaning: &Meaning, arguments: &[&SyntaxNode], span: Span, font: Option<Font>) -> Vec<Item> {
        let kind = match (meaning, arguments) {
            (Meaning::Fraction, [upper, lower]) => {
                let starts = (upper.span.start, lower.span.start);
                let upper = self.argument(Some(upper), font);
                let lower = self.argument(Some(lower), font);
                self.fraction(upper, lower, starts)
            }
            (Meaning::Binomial, [upper, lower]) => {
                let upper = self.argument_expression(Some(upper), span.start, font);
                let lower = self.argument_expression(Some(lower), span.start, font);
                ItemKind::Ready(Box::new(Node::Binomial(Box::new(upper), Box::new(lower))))
            }
            (_, [index @ .., radicand]) => {
                let index = index.first().map(|index| {
                    let items = self.flatten(super::flatten::content(index), font);
                    Box::new(self.expression(items, index.span.start))
                });
                let radicand = self.argument_expression(Some(radicand), span.start, font);
                ItemKind::Ready(Box::new(Node::Root(Box::new(radicand), index)))
            }
            _ => ItemKind::Unknown(Unknown::Malformed),
        };
        vec![Item { kind, span }]
    }

    /// An accent belongs to the symbol, also where a label of it stands under the accent too: `\hat{h_i}` is
    /// `\hat{h}_i`, but `\bar{x^2}` is not the square of `\bar x`.
    fn accented(&mut self, accent: Accent, node: Option<&SyntaxNode>, span: Span, font: Option<Font>) -> Vec<Item> {
        let mut items = self.argument(node, font);
        let is_label = |scripts: &Scripts| {
            scripts.primes == 0 && scripts.sup.as_ref().is_none_or(|sup| matches!(sup.node, Node::Group(_)))
        };
        let labelled = match &items[..] {
            [_] => true,
            [_, Item { kind: ItemKind::Scripts(scripts), .. }] => is_label(scripts),
            _ => false,
        };
        if let Some(Item { kind: ItemKind::Symbol(symbol), .. }) = items.first_mut().filter(|_| labelled) {
            symbol.accents.push(accent);
            let last = items.len() - 1;
            items[0].span.start = span.start;
            items[last].span.end = span.end;
            return items;
        }
        if let Some(name) = letters(&items).filter(|_| accent == Accent::Vector) {
            // An arrow over two letters is the vector between two points, and no product.
            let symbol = Symbol { accents: vec![accent], ..word_symbol(&name, Font::Roman) };
            return vec![Item { kind: ItemKind::Symbol(symbol), span }];
        }
        let body = self.expression(items, span.start);
        vec![Item { kind: ItemKind::Ready(Box::new(Node::Accented(accent, Box::new(body)))), span }]
    }

    fn in_font(&mut self, inner: Font, node: Option<&SyntaxNode>, span: Span, outer: Option<Font>) -> Vec<Item> {
        let font = if inner == Font::Roman && outer == Some(Font::Bold) { Font::Bold } else { inner };
        let is_word_font = matches!(inner, Font::Roman | Font::SansSerif | Font::Typewriter | Font::Plain);
        if let Some(name) = node.and_then(|node| self.name(node)).filter(|name| name.chars().count() > 1) {
            if let Some(meaning) = word(&name) {
                return vec![Item { kind: Self::named(&meaning, &name), span }];
            }
            if is_word_font && name.chars().any(char::is_alphabetic) {
                let font = if inner == Font::Plain { Font::Roman } else { font };
                return vec![Item { kind: ItemKind::Symbol(word_symbol(&name, font)), span }];
            }
        }
        let mut items = self.argument(node, Some(font));
        if inner == Font::Bold {
            // In \boldsymbol{x_i} the letter is meant, and not its index.
            for item in &mut items {
                if let ItemKind::Scripts(scripts) = &mut item.kind
                    && let Some(Expr { node: Node::Symbol(symbol), .. }) = &mut scripts.sub
                    && symbol.font == Font::Bold
                    && !symbol.word
                {
                    symbol.font = Font::Plain;
                }
            }
        }
        if self.slice(span).starts_with("\\mathbf") {
            // \mathbf leaves small Greek letters as they are, so they are not seen bold.
            for item in &mut items {
                if let ItemKind::Symbol(symbol) = &mut item.kind
                    && symbol.name.len() > 1
                    && symbol.name.starts_with(|c: char| c.is_ascii_lowercase())
                {
                    symbol.font = Font::Plain;
                }
            }
        }
        items
    }

    /// The word that an argument spells, if it is nothing but letters and digits; white space cannot be seen there.
    fn name(&self, node: &SyntaxNode) -> Option<String> {
        let mut name = String::new();
        let mut plain = true;
        node.for_each_leaf(&mut |leaf| match leaf.kind {
            SyntaxKind::Token(TokenKind::Character | TokenKind::Prime) => name.push_str(self.slice(leaf.span)),
            SyntaxKind::Token(TokenKind::Space | TokenKind::Open | TokenKind::Close) => {}
            SyntaxKind::Token(TokenKind::Word) => match self.slice(leaf.span) {
                "\\rm" | "\\mathrm" | "\\text" => {}
                part @ ("\\arg" | "\\max" | "\\min") => name.push_str(&part[1..]),
                _ => plain = false,
            },
            SyntaxKind::Token(TokenKind::Sign)
                if matches!(self.slice(leaf.span), "\\," | "\\!" | "\\ " | "\\:" | "\\;") => {}
            _ => plain = false,
        });
        let fits = |c: char| c.is_alphanumeric() || c == '-';
        (plain && !name.is_empty() && name.chars().all(fits)).then_some(name)
    }

    /// `\mathop{\rm arg\,max}`: several letters that are one name.
    fn is_long_name(&self, node: Option<&SyntaxNode>) -> bool {
        node.and_then(|node| self.name(node)).is_some_and(|name| name.chars().count() > 1)
    }

    fn operator_name(&mut self, node: Option<&SyntaxNode>, span: Span) -> Vec<Item> {
        let Some(name) = node.and_then(|node| self.name(node)) else { return self.argument(node, Some(Font::Roman)) };
        let meaning = word(&name).unwrap_or(Meaning::Function(""));
        let kind = if meaning == Meaning::Function("") {
            ItemKind::Function(word_symbol(&name, Font::Roman))
        } else {
            Self::named(&meaning, &name)
        };
        vec![Item { kind, span }]
    }

    /// Words, with the mathematics that stands among them.
    fn words(&mut self, node: Option<&SyntaxNode>, span: Span) -> Vec<Item> {
        let Some(node) = node else { return Vec::new() };
        if !node.children.iter().any(|child| matches!(child.kind, SyntaxKind::Dollars)) {
            let text = plain_text(self.slice(node.span));
            if let Some(kind) = self.name_in_words(&text, span) {
                return vec![Item { kind, span }];
            }
            return match tag_in_words(&text) {
                Some(tag) => vec![Item { kind: ItemKind::Tag(tag), span }],
                None if text.is_empty() => Vec::new(),
                None if text.trim().is_empty() => vec![Item { kind: ItemKind::Gap, span }],
                None => vec![Item { kind: ItemKind::Text(text), span }],
            };
        }
        if self.is_glued(node) {
            let words = Unknown::Words(plain_text(self.slice(node.span)));
            return vec![Item { kind: ItemKind::Unknown(words), span }];
        }
        let mut items = Vec::new();
        for child in &node.children {
            match child.kind {
                SyntaxKind::Dollars => items.append(&mut self.flatten(super::flatten::content(child), None)),
                SyntaxKind::Raw => {
                    let text = plain_text(self.slice(child.span));
                    if !text.trim().is_empty() {
                        items.push(Item { kind: ItemKind::Text(text), span: child.span });
                    }
                }
                _ => {}
            }
        }
        items
    }

    /// `\text{distance($x, y$)}`, `\text{the $i$th}`: mathematics that is part of a word, so that the words cannot be
    /// passed over without it.
    fn is_glued(&self, node: &SyntaxNode) -> bool {
        let named = |text: &str| text.strip_suffix('(').is_some_and(|before| before.ends_with(char::is_alphabetic));
        node.children.windows(2).any(|pair| match (pair[0].kind, pair[1].kind) {
            (SyntaxKind::Raw, SyntaxKind::Dollars) => named(self.slice(pair[0].span)),
            (SyntaxKind::Dollars, SyntaxKind::Raw) => self.slice(pair[1].span).starts_with(char::is_alphabetic),
            _ => false,
        })
    }

    /// `\text{softmax}`, `\text{d}x`, `\textbf{x}`: a name that is set as words.
    fn name_in_words(&self, text: &str, span: Span) -> Option<ItemKind> {
        if let Some(meaning) = word(text) {
            return Some(Self::named(&meaning, text));
        }
        let bold = self.slice(span).starts_with("\\textbf");
        let font = if bold { Font::Bold } else { Font::Roman };
        let single =
            text.chars().count() == 1 && text.chars().all(|c| c.is_ascii_alphabetic() || (bold && c.is_ascii_digit()));
        single.then(|| ItemKind::Symbol(symbol(text, Some(font))))
    }

    fn marked(&mut self, mark: Mark, node: Option<&SyntaxNode>, span: Span, font: Option<Font>) -> Vec<Item> {
        let body = self.argument_expression(node, span.start, font);
        vec![Item { kind: ItemKind::Ready(Box::new(Node::Marked(mark, Box::new(body)))), span }]
    }

    /// A box around statements says no more than they do; around an expression it marks it.
    fn boxed(&mut self, node: Option<&SyntaxNode>, span: Span, font: Option<Font>) -> Vec<Item> {
        let items = self.argument(node, font);
        let states = |item: &Item| matches!(item.kind, ItemKind::Relation(..) | ItemKind::Text(_) | ItemKind::RowBreak);
        if items.iter().any(states) {
            return items;
        }
        self.marked(Mark::Boxed, node, span, font)
    }

    /// `\overset{!}{=}`, `\underset{i}{\max}`, `\overset{a}{x}`.
    fn stacked(&mut self, row: &Notation, arguments: &[&SyntaxNode], span: Span, font: Option<Font>) -> Vec<Item> {
        let [script, base] = arguments[..] else {
            return vec![Item { kind: ItemKind::Unknown(Unknown::Malformed), span }];
        };
        let below = row.meaning == Meaning::Underset;
        let mut items = self.flatten(std::slice::from_ref(base), font);
        match &items[..] {
            [Item { kind: ItemKind::Relation(kind, _), .. }] => {
                let kind = kind.clone();
                let kind = self.noted_relation(kind, script);
                vec![Item { kind, span }]
            }
            [Item { kind: ItemKind::Pointer | ItemKind::Arrow(_), .. }] => items,
            [Item { kind: ItemKind::Big(_) | ItemKind::Extremum(..), .. }, ..]
            | [Item { kind: ItemKind::Function(_), .. }] => {
                let script_items = self.flatten(std::slice::from_ref(script), None);
                let limit = Some(self.listed_expression(script_items, script.span.start));
                let scripts = if below {
                    Scripts { sub: limit, ..Default::default() }
                } else {
                    Scripts { sup: limit, ..Default::default() }
                };
                // The limit stands before the operator in the text, so the operator's place is the whole command.
                items[0].span = span;
                items.push(Item { kind: ItemKind::Scripts(Box::new(scripts)), span });
                items
            }
            _ => {
                let note = self.note(script);
                let body = self.expression(items, base.span.start);
                vec![Item { kind: ItemKind::Ready(Box::new(Node::Marked(Mark::Noted(note), Box::new(body)))), span }]
            }
        }
    }

    /// An equality sign under *def*, a triangle or a question mark is not a plain one.
    fn noted_relation(&mut self, kind: RelationKind, script: &SyntaxNode) -> ItemKind {
        let note = self.note(script);
        let plain: String = note.text.chars().filter(|c| c.is_alphanumeric()).collect();
        let defines = ["def", "textdef", "mathrmdef", "Delta", "triangle", "operatornamedef", "rmdef", "textrmdef"];
        let kind = match kind {
            RelationKind::Equal if defines.contains(&plain.as_str()) => RelationKind::Defined,
            _ if denies(&note.text) => RelationKind::Other("a relation that words deny".to_owned()),
            RelationKind::Equal if note.text.contains('?') => RelationKind::Other("=?".to_owned()),
            kind => kind,
        };
        ItemKind::Relation(kind, Some(note))
    }

    fn labelled(&mut self, row: &Notation, node: Option<&SyntaxNode>, span: Span) -> Vec<Item> {
        let note: Option<Note> = node.map(|node| self.note(node));
        let kind = if row.meaning == Meaning::LabelledEqual {
            ItemKind::Relation(RelationKind::Equal, note)
        } else if self.slice(span).starts_with("\\xRightarrow") {
            ItemKind::Arrow(Arrow::Implies)
        } else {
            ItemKind::Pointer
        };
        vec![Item { kind, span }]
    }

    fn substack(&mut self, node: Option<&SyntaxNode>, span: Span) -> Vec<Item> {
        let items = self.argument(node, None);
        let rows: Vec<Expr> = items
            .split(|item| matches!(item.kind, ItemKind::RowBreak))
            .filter(|row| !row.is_empty())
            .map(|row| self.listed_expression(row.to_vec(), span.start))
            .collect();
        let node = match rows.len() {
            0 => Node::Missing,
            1 => return vec![Item { kind: ItemKind::Ready(Box::new(rows[0].node.clone())), span: rows[0].span }],
            _ => Node::List(rows),
        };
        vec![Item { kind: ItemKind::Ready(Box::new(node)), span }]
    }

    /// `\bigl(`: the size says nothing, but `l` and `r` say whether a bar opens or closes.
    fn sized(&mut self, node: Option<&SyntaxNode>, span: Span) -> Vec<Item> {
        let Some(node) = node else { return Vec::new() };
        let command = self.slice(span);
        let (opens, closes) = (
            command.starts_with("\\bigl")
                || command.starts_with("\\Bigl")
                || command.starts_with("\\biggl")
                || command.starts_with("\\Biggl"),
            command.starts_with("\\bigr")
                || command.starts_with("\\Bigr")
                || command.starts_with("\\biggr")
                || command.starts_with("\\Biggr"),
        );
        let kind = match self.delimiter_kind(node) {
            Some(ItemKind::Bar(delimiter)) if opens => ItemKind::Open(delimiter),
            Some(ItemKind::Bar(delimiter)) if closes => ItemKind::Close(delimiter),
            Some(kind) => kind,
            None => return Vec::new(),
        };
        vec![Item { kind, span }]
    }

    fn space(&mut self, node: Option<&SyntaxNode>, span: Span) -> Vec<Item> {
        let wide = node.is_some_and(|node| eighteenths(self.slice(node.span)) >= 18.0);
        if wide { vec![Item { kind: ItemKind::Gap, span }] } else { Vec::new() }
    }

    fn label(&mut self, node: Option<&SyntaxNode>) -> String {
        let Some(node) = node else { return String::new() };
        if self.slice(node.span).trim_matches(['{', '}', ' ']).is_empty() {
            self.error(ErrorKind::MissingArgument("\\label".to_owned()), node.span);
        }
        plain_text(self.slice(node.span)).trim().replace('$', "")
    }
}

/// Whether a note over a relation says that it does not hold.
fn denies(text: &str) -> bool {
    let words = text.split(|c: char| !c.is_alphabetic());
    words.into_iter().any(|word| ["not", "no", "never", "neq", "ne", "isnt", "wrong", "false"].contains(&word))
}

/// The letters that items spell, where there are several and nothing else.
fn letters(items: &[Item]) -> Option<String> {
    let letter = |item: &Item| match &item.kind {
        ItemKind::Symbol(symbol) if !symbol.word && symbol.accents.is_empty() => Some(symbol.name.clone()),
        _ => None,
    };
    let names: Option<Vec<String>> = items.iter().map(letter).collect();
    names.filter(|names| names.len() > 1 && names.iter().all(|name| name.len() == 1)).map(|names| names.concat())
}

/// A word as a symbol.
pub(super) fn word_symbol(name: &str, font: Font) -> Symbol {
    Symbol { name: name.to_owned(), font, accents: Vec::new(), word: true }
}

/// Words as they are seen: without braces and commands of fonts, with spaces for `~` and `\ `.
pub(super) fn plain_text(text: &str) -> String {
    let mut plain = String::new();
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '{' | '}' => {}
            '~' => plain.push(' '),
            '\\' => {
                let mut command = String::new();
                while let Some(letter) = characters.next_if(char::is_ascii_alphabetic) {
                    command.push(letter);
                }
                if command.is_empty() {
                    plain.extend(characters.next().map(|c| if matches!(c, ',' | ';' | ':' | '!') { ' ' } else { c }));
                } else if matches!(command.as_str(), "quad" | "qquad") {
                    plain.push(' ');
                }
            }
            c => plain.push(c),
        }
    }
    plain
}

impl Reader<'_> {
    /// A fraction, or the derivative that it spells.
    pub(super) fn fraction(&mut self, upper: Vec<Item>, lower: Vec<Item>, starts: (usize, usize)) -> ItemKind {
        if let Some(derivative) = self.derivative_fraction(&upper, &lower) {
            return derivative;
        }
        let upper = if upper.is_empty() { missing(starts.0) } else { self.expression(upper, starts.0) };
        let lower = if lower.is_empty() { missing(starts.1) } else { self.expression(lower, starts.1) };
        ItemKind::Ready(Box::new(Node::Fraction(Box::new(upper), Box::new(lower))))
    }

    /// `\arg\max` and `\arg\min` are one operator each.
    pub(super) fn arg_of(function: &Symbol, operator: Operator) -> Option<Operator> {
        match (function.name.as_str(), operator) {
            ("arg", Operator::Max) => Some(Operator::Other("argmax")),
            ("arg", Operator::Min) => Some(Operator::Other("argmin")),
            _ => None,
        }
    }
}
