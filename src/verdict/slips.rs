//! The usual slips of a hand, each as the line without it.

use crate::elaborate::spell;
use crate::latex::{Expr, Factor, Font, Join, Node, Operator, Sign, Symbol};
use crate::source::Span;
use std::collections::BTreeSet;

/// A change of a line's text and what it mends.
pub struct Slip {
    /// The mended line.
    pub text: String,
    /// What was wrong.
    pub what: String,
}

/// No line has more slips than this that are worth their time.
const MOST: usize = 80;

/// The usual slips that a line may hold, the likeliest first. `before` is the side it should follow from with its
/// formula's text, `free` that side's free indices.
pub fn slips(
    expr: &Expr,
    text: &str,
    before: (&Expr, &str),
    free: &BTreeSet<Symbol>,
    is_index: &dyn Fn(&Symbol) -> bool,
) -> Vec<Slip> {
    let mut line = Line { text, span: expr.span, free, kinds: Default::default(), bound: Vec::new() };
    expr.walk(&mut |part| line.part(part, is_index));
    line.whole(expr, before);
    let mut all: Vec<Slip> = line.kinds.into_iter().flatten().collect();
    all.truncate(MOST);
    all
}

/// The kinds of slips, the likeliest first.
#[derive(Clone, Copy)]
enum Kind {
    Delta,
    Sign,
    Index,
    Transpose,
    Exponent,
    Reciprocal,
    Number,
    Extra,
    Sum,
    Lost,
}

/// A line with the slips found so far.
struct Line<'a> {
    text: &'a str,
    span: Span,
    free: &'a BTreeSet<Symbol>,
    kinds: [Vec<Slip>; 10],
    bound: Vec<Symbol>,
}

impl Line<'_> {
    /// Notes that the line should have this in place of what stands there.
    fn slip(&mut self, kind: Kind, place: Span, new: &str, what: impl Into<String>) {
        let (start, end) = (&self.text[self.span.start..place.start], &self.text[place.end..self.span.end]);
        self.kinds[kind as usize].push(Slip { text: format!("{start}{new}{end}"), what: what.into() });
    }

    fn of(&self, expr: &Expr) -> String {
        self.text[expr.span.range()].to_string()
    }

    fn part(&mut self, part: &Expr, is_index: &dyn Fn(&Symbol) -> bool) {
        let end = Span::new(part.span.end, part.span.end);
        match &part.node {
            Node::Big(big) if big.operator == Operator::Sum => {
                let letter = big.lower.as_deref().and_then(|lower| match &lower.node {
                    Node::Symbol(symbol) => Some(symbol.clone()),
                    Node::Relation(chain) => chain.first.as_symbol().cloned(),
                    _ => None,
                });
                self.slip(Kind::Sum, big.head_span, "", "a sum too many");
                let (Some(letter), Some(body)) = (letter, &big.body) else { return };
                let free = self.free;
                for other in free.iter().filter(|other| **other != letter) {
                    let delta = format!(" 1_{{\\{{{}={}\\}}}}", spell(&letter), spell(other));
                    let place = Span::new(body.span.end, body.span.end);
                    self.slip(Kind::Delta, place, &delta, format!("the factor{delta} was lost"));
                }
                self.bound.push(letter);
            }
            Node::Sum(terms) => {
                for (place, term) in terms.iter().enumerate() {
                    match (term.sign, term.sign_span) {
                        (Sign::Plus, Some(sign)) => self.slip(Kind::Sign, sign, "-", "a sign is wrong"),
                        (Sign::Minus, Some(sign)) => {
                            self.slip(Kind::Sign, sign, if place == 0 { "" } else { "+" }, "a sign is wrong");
                        }
                        (Sign::Plus, None) => {
                            let start = term.value.span.start;
                            self.slip(Kind::Sign, Span::new(start, start), "-", "a sign is wrong");
                        }
                        _ => {}
                    }
                }
            }
            Node::Product(factors) => self.factors(factors),
            Node::Fraction(above, below) => {
                let turned = format!("\\frac{{{}}}{{{}}}", self.of(below), self.of(above));
                self.slip(Kind::Reciprocal, part.span, &turned, "the fraction is upside down");
            }
            Node::Symbol(symbol) if is_index(symbol) => {
                let others: Vec<Symbol> = self.free.iter().chain(&self.bound).cloned().collect();
                for other in others.iter().filter(|other| *other != symbol) {
                    let what = format!("an index {} should be {}", spell(symbol), spell(other));
                    self.slip(Kind::Index, part.span, &spell(other), what);
                }
            }
            Node::Scripted(scripted) => {
                let last = scripted.sub.as_deref().map_or(scripted.base.span.end, |sub| sub.span.end);
                match scripted.sup.as_deref().map(|sup| (sup.span, &sup.node)) {
                    Some((span, Node::Number(digits))) => {
                        for other in changed(digits) {
                            self.slip(Kind::Exponent, span, &other, "an exponent is wrong");
                        }
                        if scripted.sub.is_none() {
                            self.slip(Kind::Exponent, Span::new(last, part.span.end), "", "an exponent too many");
                        }
                    }
                    Some((_, Node::Symbol(symbol)))
                        if ["top", "T"].contains(&symbol.name.as_str()) && scripted.sub.is_none() =>
                    {
                        self.slip(Kind::Transpose, Span::new(last, part.span.end), "", "a transpose too many");
                    }
                    None if scripted.primes == 0 => self.slip(Kind::Exponent, end, "^2", "a square was lost"),
                    _ => {}
                }
            }
            Node::Number(digits) => {
                for other in changed(digits) {
                    self.slip(Kind::Number, part.span, &other, format!("{digits} should be {other}"));
                }
            }
            _ => {}
        }
    }

    fn factors(&mut self, factors: &[Factor]) {
        for (place, factor) in factors.iter().enumerate() {
            let next = factors.get(place + 1);
            if factor.join == Join::Slash
                && let Some(join) = factor.join_span
            {
                self.slip(Kind::Reciprocal, join, " ", "a product became a quotient");
            }
            let capital = |symbol: &Symbol| symbol.name.chars().all(char::is_uppercase) || symbol.font == Font::Bold;
            if let Node::Symbol(symbol) = &factor.value.node
                && capital(symbol)
            {
                let end = factor.value.span.end;
                self.slip(Kind::Transpose, Span::new(end, end), "^\\top ", "a transpose was lost");
            }
            let dropped = match (place, next) {
                (0, Some(next)) if next.join != Join::Slash => {
                    Some(Span::new(factor.value.span.start, next.value.span.start))
                }
                (0, _) => None,
                _ => Some(Span::new(
                    factor.join_span.map_or(factor.value.span.start, |join| join.start),
                    factor.value.span.end,
                )),
            };
            if let Some(span) = dropped {
                let what = format!("the factor {} too many", self.of(&factor.value));
                self.slip(Kind::Extra, span, " ", what);
            }
        }
    }

    /// What concerns the line as a whole, or each of its terms.
    fn whole(&mut self, expr: &Expr, (before, before_text): (&Expr, &str)) {
        let whole = self.of(expr);
        let several = matches!(&expr.node, Node::Sum(_));
        let closed = if several { format!("\\left( {whole} \\right)") } else { whole };
        self.slip(Kind::Sign, expr.span, &format!("-{closed}"), "the sign is wrong");
        for factor in ["2", "\\frac{1}{2}"] {
            let what = format!("the factor {factor} was lost");
            self.slip(Kind::Number, expr.span, &format!("{factor} {closed}"), what);
        }
        let mut lost: Vec<String> = Vec::new();
        before.walk(&mut |part| {
            if let Node::Product(factors) = &part.node {
                for factor in factors.iter().filter(|factor| factor.join != Join::Slash) {
                    let text = before_text[factor.value.span.range()].to_string();
                    let alone = !matches!(factor.value.node, Node::Sum(_) | Node::Big(_));
                    if alone && !self.text[self.span.range()].contains(&text) && !lost.contains(&text) {
                        lost.push(text);
                    }
                }
            }
        });
        for factor in lost {
            let what = format!("the factor {factor} was lost");
            self.slip(Kind::Lost, expr.span, &format!("{factor} {closed}"), what.clone());
            if let Node::Sum(terms) = &expr.node {
                for term in terms {
                    let start = term.value.span.start;
                    self.slip(Kind::Lost, Span::new(start, start), &format!("{factor} "), what.clone());
                }
            }
        }
    }
}

/// The integers beside a numeral.
fn changed(digits: &str) -> Vec<String> {
    let Ok(value) = digits.parse::<u32>() else { return Vec::new() };
    let beside = [value.checked_add(1), value.checked_sub(1).filter(|less| *less > 0)];
    beside.into_iter().flatten().map(|other| other.to_string()).collect()
}
