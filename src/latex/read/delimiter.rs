//! Groups, bars, calls, indicators, and what is attached to an operand.

use super::super::tree::{Call, Delimiter, Expr, Font, Group, Node, Scripted, Symbol, Unknown};
use super::expression::{Parser, Within};
use super::item::ItemKind;
use super::{ErrorKind, malformed, missing};
use crate::source::Span;

/// Letters whose brackets hold an argument, also where a relation stands in them: `P[X = 1]`.
const PROBABILITIES: &[&str] = &["E", "P", "Pr", "Var", "Cov", "Prob"];

impl Parser<'_, '_> {
    /// `( … )` and its kin. Brackets need not match each other: `[0, 1)`.
    pub(super) fn grouped(&mut self, open: Delimiter) -> Expr {
        let (group, span) = self.group(open);
        self.indicator_of_brackets(Expr::new(Node::Group(group), span))
    }

    fn group(&mut self, open: Delimiter) -> (Group, Span) {
        let start = self.offset();
        let open_span = self.items[self.at].span;
        self.at += 1;
        let inner = self.offset();
        self.within.push(Within::Group);
        let empty = matches!(self.kind(), Some(ItemKind::Close(_)));
        let mut body = if empty { missing(inner) } else { self.given(false) };
        if let Some(unread) = self.unread_before_close() {
            body = unread;
        }
        self.within.pop();
        let close = match self.kind() {
            Some(&ItemKind::Close(close)) => {
                self.at += 1;
                close
            }
            _ => {
                let spelled = self.reader.slice(open_span).to_owned();
                self.reader.error(ErrorKind::UnclosedDelimiter(spelled), open_span);
                body = malformed(self.span_from(inner));
                open
            }
        };
        (Group { open, close, body: Box::new(body) }, self.span_from(start))
    }

    /// What stands before the closing delimiter and could not be read.
    fn unread_before_close(&mut self) -> Option<Expr> {
        while matches!(self.kind(), Some(ItemKind::Gap | ItemKind::Align)) {
            self.at += 1;
        }
        if matches!(self.kind(), Some(ItemKind::Close(_)) | None) {
            return None;
        }
        let first = self.items[self.at].clone();
        let mut depth = 0_usize;
        while let Some(kind) = self.kind() {
            match kind {
                ItemKind::Open(_) => depth += 1,
                ItemKind::Close(_) if depth == 0 => break,
                ItemKind::Close(_) => depth -= 1,
                _ => {}
            }
            self.at += 1;
        }
        let span = self.span_from(first.span.start);
        Some(self.unexpected(first, span))
    }

    /// An operand with the scripts, calls, factorials and places of evaluation after it.
    pub(super) fn attached(&mut self, operand: Expr, start: usize) -> Expr {
        let mut expr = operand;
        // A tower of calls or factorials nests without delimiters, so it is bounded here.
        for _ in 0..super::DEEPEST {
            expr = match self.kind() {
                Some(ItemKind::Scripts(_)) => self.with_scripts(expr, start),
                Some(ItemKind::Factorial) => {
                    self.at += 1;
                    Expr::new(Node::Factorial(Box::new(expr)), self.span_from(start))
                }
                Some(&ItemKind::Open(delimiter)) if self.takes_group(&expr, delimiter) => {
                    let (group, span) = self.group(delimiter);
                    self.call(expr, group, span, start)
                }
                Some(ItemKind::Ready(node)) if self.takes_ready(&expr, node) => self.call_ready(expr, start),
                Some(ItemKind::Bar(delimiter)) if self.is_evaluation(*delimiter) => self.evaluated(expr, start),
                _ => return expr,
            };
        }
        expr
    }

    /// Adds scripts to a base.
    pub(super) fn with_scripts(&mut self, base: Expr, start: usize) -> Expr {
        let Some(ItemKind::Scripts(scripts)) = self.take().map(|item| item.kind) else { return base };
        let span = self.span_from(start);
        let mut scripted = match base.node {
            Node::Scripted(scripted) => scripted,
            Node::Group(Group { open: Delimiter::None, close: Delimiter::Bar, body }) if scripts.sub.is_some() => {
                let place = scripts.sub.unwrap_or_else(|| missing(start));
                return Expr::new(Node::Evaluated(body, Box::new(place)), span);
            }
            node => Scripted { base: Box::new(Expr::new(node, base.span)), sub: None, sup: None, primes: 0 },
        };
        if scripts.sub.is_none() && marks_apart(scripted.sup.as_deref(), scripts.sup.as_ref()) {
            let base = Box::new(Expr::new(Node::Scripted(scripted), base.span));
            let outer = Scripted { base, sub: None, sup: scripts.sup.map(Box::new), primes: scripts.primes };
            return Expr::new(Node::Scripted(outer), span);
        }
        if (scripts.sub.is_some() && scripted.sub.is_some()) || (scripts.sup.is_some() && scripted.sup.is_some()) {
            return Expr::new(Node::Unknown(Unknown::Notation("scripts on scripts without parentheses")), span);
        }
        scripted.sub = scripted.sub.or(scripts.sub.map(Box::new));
        scripted.sup = scripted.sup.or(scripts.sup.map(Box::new));
        scripted.primes += scripts.primes;
        if let Some(condition) = scripted.sub.as_deref().filter(|sub| is_one(&scripted.base) && is_condition(sub)) {
            let indicator = Node::Indicator(Box::new(bare(condition).clone()));
            if scripted.sup.is_none() && scripted.primes == 0 {
                return Expr::new(indicator, span);
            }
            *scripted.base = Expr::new(indicator, span);
            scripted.sub = None;
        }
        Expr::new(Node::Scripted(scripted), span)
    }

    /// Whether a group after this operand is its argument, or a factor that may be one.
    fn takes_group(&self, head: &Expr, delimiter: Delimiter) -> bool {
        let plain = matches!(delimiter, Delimiter::Parenthesis | Delimiter::Bracket | Delimiter::Brace);
        if !plain {
            return false;
        }
        if is_written_derivative(head) {
            return delimiter == Delimiter::Parenthesis && self.is_place_in_group();
        }
        let relation = self.relation_in_group();
        if is_one(head) {
            return relation || is_callable(head);
        }
        is_callable(head) && (delimiter != Delimiter::Bracket || !relation || is_probability(head))
    }

    fn takes_ready(&self, head: &Expr, node: &Node) -> bool {
        let Node::Group(group) = node else { return false };
        let plain = matches!(group.open, Delimiter::Parenthesis | Delimiter::Bracket | Delimiter::Brace);
        if is_written_derivative(head) {
            return group.open == Delimiter::Parenthesis && is_place(&group.body);
        }
        let relation = is_condition(&group.body);
        if is_one(head) {
            return plain && (relation || is_callable(head));
        }
        plain && is_callable(head) && (group.open != Delimiter::Bracket || !relation || is_probability(head))
    }

    /// Whether a relation stands in the group that begins here.
    fn relation_in_group(&self) -> bool {
        let mut depth = 0_usize;
        for item in &self.items[self.at..] {
            match item.kind {
                ItemKind::Open(_) => depth += 1,
                ItemKind::Close(_) => depth = depth.saturating_sub(1),
                ItemKind::Relation(..) if depth == 1 => return true,
                _ => {}
            }
            if depth == 0 {
                return false;
            }
        }
        false
    }

    /// Whether the group that begins here holds a place or several, without any operator: `(x)`, `(x_0, y)`, `(g(t))`.
    fn is_place_in_group(&self) -> bool {
        let (mut depth, mut operands, mut places) = (0_usize, 0_usize, 1_usize);
        for item in &self.items[self.at..] {
            match item.kind {
                ItemKind::Open(_) => depth += 1,
                ItemKind::Close(_) => depth = depth.saturating_sub(1),
                ItemKind::Comma if depth == 1 => places += 1,
                ItemKind::Scripts(_) => {}
                ItemKind::Symbol(_) | ItemKind::Number(_) if depth == 1 => operands += 1,
                _ if depth == 1 => return false,
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
        operands == places
    }

    fn call_ready(&mut self, head: Expr, start: usize) -> Expr {
        let Some(item) = self.take() else { return head };
        match item.kind {
            ItemKind::Ready(node) => match *node {
                Node::Group(group) => self.call(head, group, item.span, start),
                _ => head,
            },
            _ => head,
        }
    }

    fn call(&mut self, head: Expr, group: Group, group_span: Span, start: usize) -> Expr {
        let span = self.span_from(start);
        if is_one(&head) && is_condition(&group.body) {
            return Expr::new(Node::Indicator(Box::new(bare(&group.body).clone())), span);
        }
        if let Some(name) = statistic(&head, group.open) {
            return Expr::new(Node::Unknown(Unknown::Notation(name)), span);
        }
        Expr::new(Node::Call(Call { head: Box::new(head), group, group_span }), span)
    }

    /// `f |_{x = 0}`.
    fn is_evaluation(&self, delimiter: Delimiter) -> bool {
        let closes = self.within.last() == Some(&Within::Bar(delimiter));
        let place = matches!(self.kind_after(1), Some(ItemKind::Scripts(scripts)) if scripts.sub.is_some());
        !closes && place && delimiter == Delimiter::Bar
    }

    fn evaluated(&mut self, body: Expr, start: usize) -> Expr {
        self.at += 1;
        let Some(ItemKind::Scripts(scripts)) = self.take().map(|item| item.kind) else { return body };
        let place = scripts.sub.unwrap_or_else(|| missing(start));
        Expr::new(Node::Evaluated(Box::new(body), Box::new(place)), self.span_from(start))
    }

    /// `[i = j]` alone is an indicator.
    pub(super) fn indicator_of_brackets(&self, expr: Expr) -> Expr {
        match expr.node {
            Node::Group(Group {
                open: Delimiter::Bracket | Delimiter::DoubleBracket,
                close: Delimiter::Bracket | Delimiter::DoubleBracket,
                body,
            }) if is_condition(&body) => Expr::new(Node::Indicator(body), expr.span),
            node => Expr::new(node, expr.span),
        }
    }
}

/// Whether a superscript after another can be told from it: `{W^{(2)}}^\top` is the transpose of W⁽²⁾, while
/// `{x^2}^3` looks like the power 23.
fn marks_apart(first: Option<&Expr>, second: Option<&Expr>) -> bool {
    let (Some(first), Some(second)) = (first, second) else { return false };
    let is_mark = |expr: &Expr| match &expr.node {
        Node::Group(_) => true,
        Node::Symbol(symbol) => matches!(symbol.name.as_str(), "top" | "T" | "intercal" | "*" | "dagger"),
        _ => false,
    };
    is_mark(first) || is_mark(second)
}

/// Whether a group after an operand may be its argument.
fn is_callable(expr: &Expr) -> bool {
    match &expr.node {
        Node::Symbol(_) | Node::Call(_) => true,
        Node::Scripted(scripted) => matches!(scripted.base.node, Node::Symbol(_)),
        _ => false,
    }
}

/// A derivative that holds its operand, after which parentheses may say where it is taken: `\frac{df}{dx}(x_0)`.
fn is_written_derivative(expr: &Expr) -> bool {
    matches!(&expr.node, Node::Derivative(derivative) if derivative.inside)
}

/// An argument without operators, or several.
fn is_place(expr: &Expr) -> bool {
    match &expr.node {
        Node::Symbol(_) | Node::Number(_) | Node::Scripted(_) | Node::Call(_) => true,
        Node::List(items) => items.iter().all(is_place),
        _ => false,
    }
}

/// The one of an indicator: `1`, `\mathbb 1`, `\mathbf 1`, `\mathbb I`, `I`, `\chi`.
fn is_one(expr: &Expr) -> bool {
    match &expr.node {
        Node::Number(digits) => digits == "1",
        Node::Symbol(Symbol { name, accents, .. }) => accents.is_empty() && matches!(name.as_str(), "1" | "I" | "chi"),
        _ => false,
    }
}

/// What `E[x]`, `\mathbb E(x)` and their kin are called: no application to numbers, and no product.
fn statistic(head: &Expr, open: Delimiter) -> Option<&'static str> {
    let symbol = match &head.node {
        Node::Symbol(symbol) => symbol,
        Node::Scripted(scripted) => return statistic(&scripted.base, open),
        _ => return None,
    };
    let certain = symbol.font == Font::Blackboard || (open == Delimiter::Bracket && symbol.font != Font::Bold);
    match symbol.name.as_str() {
        "E" if certain => Some("an expectation"),
        "V" if symbol.font == Font::Blackboard => Some("a variance"),
        "P" if certain => Some("a probability"),
        _ => None,
    }
}

fn is_probability(expr: &Expr) -> bool {
    match &expr.node {
        Node::Symbol(Symbol { name, font, .. }) => PROBABILITIES.contains(&name.as_str()) || *font == Font::Blackboard,
        // P_i [i = j] with an index below is an entry of a vector times an indicator.
        Node::Scripted(scripted) => {
            is_probability(&scripted.base) && scripted.sub.as_ref().is_none_or(|sub| sub.as_symbol().is_none())
        }
        _ => false,
    }
}

/// Whether an expression is true or false: a relation, several of them, or either in delimiters.
fn is_condition(expr: &Expr) -> bool {
    match &expr.node {
        Node::Relation(_) | Node::Indicator(_) => true,
        Node::Group(group) => is_condition(&group.body),
        Node::List(items) => items.iter().all(is_condition),
        _ => false,
    }
}

/// A condition without the delimiters around it.
fn bare(expr: &Expr) -> &Expr {
    match &expr.node {
        Node::Group(group) => bare(&group.body),
        Node::Indicator(condition) => bare(condition),
        _ => expr,
    }
}
