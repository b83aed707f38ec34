//! Operands, and the functions and operators that reach over what follows them.

use super::super::tree::Font;
use super::super::tree::{Apply, Big, Convention, Expr, Factor, Join, Node, Operator, Symbol, Unknown};
use super::Reader;
use super::commands::word_symbol;
use super::expression::Parser;
use super::item::{ItemKind, Scripts};
use super::leaves::symbol;
use super::missing;
use super::product::{Reach, ends_in_call};
use crate::source::Span;

/// Words that begin a remark and are no operand.
const CONNECTIVES: &[&str] = &[
    "if",
    "for",
    "when",
    "where",
    "otherwise",
    "else",
    "and",
    "or",
    "with",
    "as",
    "since",
    "because",
    "so",
    "then",
    "thus",
    "hence",
    "therefore",
    "now",
    "let",
    "is",
    "are",
    "such",
    "that",
    "by",
    "using",
    "from",
    "given",
    "assuming",
    "while",
    "but",
    "note",
    "iff",
    "only",
    "we",
    "which",
    "this",
    "it",
    "in",
    "on",
    "at",
    "to",
    "of",
    "the",
    "a",
    "an",
    "all",
    "any",
    "not",
    "subject",
    "s.t.",
    "i.e.",
    "e.g.",
    "w.r.t.",
    "because,",
    "minus",
    "plus",
    "times",
    "over",
    "equals",
    "const",
];

/// Whether words begin a remark rather than name something.
pub(super) fn is_remark(words: &str) -> bool {
    let first = words.split_whitespace().next().unwrap_or_default();
    let first = first.trim_matches(|c: char| matches!(c, '(' | ')' | ',' | ':'));
    CONNECTIVES.contains(&first.to_lowercase().as_str()) || words.trim_start().starts_with('(')
}

impl Parser<'_, '_> {
    /// An operand without scripts and calls.
    pub(super) fn operand(&mut self) -> Expr {
        let start = self.offset();
        match self.kind() {
            Some(ItemKind::Function(_)) => self.function(),
            Some(ItemKind::Extremum(..)) => self.extremum(start),
            Some(ItemKind::Big(operator)) => {
                let operator = *operator;
                self.at += 1;
                self.big(operator, start)
            }
            Some(ItemKind::Derivative(_)) => self.operator_fraction(),
            Some(ItemKind::Partial) => self.partial(),
            Some(ItemKind::Nabla) => self.nabla(),
            Some(ItemKind::Open(delimiter)) => {
                let delimiter = *delimiter;
                self.grouped(delimiter)
            }
            Some(_) if self.bar_kind(0).is_some() && !matches!(self.kind(), Some(ItemKind::Close(_))) => self.bars(),
            Some(ItemKind::Symbol(_)) if self.slashed_total().is_some() => self.total(),
            Some(ItemKind::Symbol(_)) if self.difference().is_some() => self.named_difference(),
            _ => self.atom(start),
        }
    }

    fn atom(&mut self, start: usize) -> Expr {
        let Some(item) = self.take() else { return missing(start) };
        let node = match item.kind {
            ItemKind::Number(digits) => Node::Number(digits),
            ItemKind::Symbol(symbol) => Node::Symbol(symbol),
            ItemKind::Dots(dots) => Node::Dots(dots),
            ItemKind::Ready(node) => *node,
            ItemKind::Unknown(unknown) => Node::Unknown(unknown),
            ItemKind::Text(words) if is_remark(&words) => Node::Unknown(Unknown::Words(words.trim().to_owned())),
            ItemKind::Text(words) => Node::Symbol(word_symbol(words.trim(), Font::Roman)),
            ItemKind::Join(Join::Dot) | ItemKind::Period => Node::Symbol(symbol("cdot", None)),
            _ => return self.unexpected(item.clone(), item.span),
        };
        self.indicator_of_brackets(Expr::new(node, item.span))
    }

    /// Whether the words that come next name something: `\text{loss} = …`, `\text{MSE}(x)`, rather than remark on it.
    pub(super) fn word_is_operand(&self, words: &str, expected: bool) -> bool {
        if is_remark(words) || words.trim().is_empty() {
            return false;
        }
        let one_word = !words.contains(char::is_whitespace);
        match self.kind_after(1) {
            Some(ItemKind::Scripts(_) | ItemKind::Open(_)) => one_word,
            Some(ItemKind::Ready(node)) => one_word && matches!(**node, Node::Group(_)),
            Some(ItemKind::Relation(..)) => expected,
            Some(kind) if kind.is_operator() => expected && words.trim() == words,
            None => expected && words.trim() == words && self.follows_operator(),
            _ => false,
        }
    }

    fn follows_operator(&self) -> bool {
        self.at.checked_sub(1).is_some_and(|last| {
            // What has been taken was a relation: signs and other operators stay where they are.
            self.items[last].kind.is_operator() || matches!(self.items[last].kind, ItemKind::Align)
        })
    }

    /// A function with its scripts and its argument.
    fn function(&mut self) -> Expr {
        let start = self.offset();
        let Some(item) = self.take() else { return missing(start) };
        let ItemKind::Function(symbol) = item.kind else { return missing(start) };
        if let Some(ItemKind::Extremum(operator, _)) = self.kind()
            && let Some(operator) = Reader::arg_of(&symbol, *operator)
        {
            self.at += 1;
            return self.big(operator, start);
        }
        self.apply(symbol, item.span, start)
    }

    fn extremum(&mut self, start: usize) -> Expr {
        let Some(item) = self.take() else { return missing(start) };
        let ItemKind::Extremum(operator, symbol) = item.kind else { return missing(start) };
        match self.kind() {
            Some(ItemKind::Scripts(scripts)) if scripts.sub.is_some() => self.big(operator, start),
            _ if !symbol.word => Expr::new(Node::Symbol(symbol), item.span),
            _ => self.apply(symbol, item.span, start),
        }
    }

    fn apply(&mut self, symbol: Symbol, span: Span, start: usize) -> Expr {
        let mut function = Expr::new(Node::Symbol(symbol), span);
        while matches!(self.kind(), Some(ItemKind::Scripts(_))) {
            function = self.with_scripts(function, start);
        }
        let grouped = match self.kind() {
            Some(ItemKind::Open(_) | ItemKind::Bar(_)) => true,
            Some(ItemKind::Ready(node)) => matches!(**node, Node::Group(_)),
            _ => false,
        };
        let argument = if grouped { Some(self.operand()) } else { self.bare_argument() };
        let apply = Apply { function: Box::new(function), argument: argument.map(Box::new), bare: !grouped };
        Expr::new(Node::Apply(apply), self.span_from(start))
    }

    /// The argument of a function without parentheses: the next factor, and by another convention all that follow.
    fn bare_argument(&mut self) -> Option<Expr> {
        let start = self.offset();
        if matches!(self.kind(), Some(ItemKind::Sign(_))) && self.kind_after(1).is_some_and(ItemKind::starts_operand) {
            return Some(self.signed_argument());
        }
        if !self.operand_starts() {
            return None;
        }
        let mut factors = vec![Factor { join: Join::First, join_span: None, value: self.factor() }];
        self.coefficient(&mut factors);
        if factors.last().is_some_and(|last| ends_in_call(&last.value)) {
            let span = self.span_from(start);
            self.reader.ambiguous(Convention::FunctionReach, span);
        }
        while let Some(join) = self.may_reach() {
            let span = Span::new(start, self.items[self.at].span.end);
            self.reader.ambiguous(Convention::FunctionReach, span);
            if !self.reader.conventions.function_takes_product {
                break;
            }
            let join_span = (join == Join::Slash).then(|| self.items[self.at].span);
            self.at += usize::from(join == Join::Slash);
            let value = if self.operand_starts() { self.factor() } else { missing(self.offset()) };
            factors.push(Factor { join, join_span, value });
        }
        Some(match factors.len() {
            1 => factors.remove(0).value,
            _ => Expr::new(Node::Product(factors), self.span_from(start)),
        })
    }

    /// A numeral takes the symbols after it along: nobody means log(2)·π by `\log 2\pi`.
    fn coefficient(&mut self, factors: &mut Vec<Factor>) {
        if !matches!(factors[0].value.node, Node::Number(_)) {
            return;
        }
        while matches!(self.kind(), Some(ItemKind::Symbol(_))) {
            let value = self.factor();
            factors.push(Factor { join: Join::Juxtaposed, join_span: None, value });
        }
    }

    fn signed_argument(&mut self) -> Expr {
        let start = self.offset();
        let Some((sign, span)) = self.sign() else { return missing(start) };
        let value = self.bare_argument().unwrap_or_else(|| missing(start));
        let term = super::super::tree::Term { sign, sign_span: Some(span), value };
        Expr::new(Node::Sum(vec![term]), self.span_from(start))
    }

    /// Whether a function could reach over what comes next too.
    fn may_reach(&self) -> Option<Join> {
        match self.kind()? {
            ItemKind::Join(Join::Slash) => Some(Join::Slash),
            ItemKind::Number(_) | ItemKind::Symbol(_) | ItemKind::Open(_) => Some(Join::Juxtaposed),
            ItemKind::Ready(node) if !matches!(**node, Node::Marked(..)) => Some(Join::Juxtaposed),
            _ => None,
        }
    }

    /// An operator with limits; it has been taken, its scripts have not.
    fn big(&mut self, operator: Operator, start: usize) -> Expr {
        let mut limits = Scripts::default();
        while let Some(ItemKind::Scripts(_)) = self.kind() {
            let Some(ItemKind::Scripts(scripts)) = self.take().map(|item| item.kind) else { break };
            limits.sub = limits.sub.or(scripts.sub);
            limits.sup = limits.sup.or(scripts.sup);
        }
        let head_span = self.span_from(start);
        let reach = if std::mem::take(&mut self.short_big) { Reach::Juxtaposed } else { Reach::Whole };
        let body = match self.kind() {
            Some(ItemKind::Sign(_)) => Some(self.signed_term()),
            _ if self.operand_starts() => Some(self.product(reach)),
            _ => None,
        };
        let [lower, upper, body] = [limits.sub, limits.sup, body].map(|part| part.map(Box::new));
        Expr::new(Node::Big(Big { operator, head_span, lower, upper, body }), self.span_from(start))
    }
}
