//! One occurrence of a symbol, taken apart: which symbol, at which indices, of which arguments, to which power.

use super::key::{Key, Mark};
use super::survey::Survey;
use super::trouble::Trouble;
use crate::latex::{Call, Delimiter, Expr, Font, Group, Node, Scripted, Sign, Symbol};
use crate::source::Span;

/// What stands at the place of an index.
#[derive(Clone, Debug, PartialEq)]
pub enum At {
    /// A letter that is an index.
    Letter(Symbol, Span),
    /// A numeral, from 1.
    Numeral(u64, Span),
    /// A size: the last entry.
    Last(Symbol, Span),
}

/// A symbol where it is written.
#[derive(Clone, Debug)]
pub struct Occurrence<'a> {
    /// The symbol.
    pub key: Key,
    /// Its indices, those below before those above.
    pub at: Vec<At>,
    /// How many of its indices stand above, as in `x_k^{(i)}`.
    pub above: usize,
    /// What it is applied to.
    pub arguments: Option<Vec<&'a Expr>>,
    /// The exponent.
    pub power: Option<&'a Expr>,
    /// Whether the symbol is a square, so that only half of the exponent is left for it: `\sigma^4` where `\sigma^2` is
    /// a symbol of its own.
    pub halved: bool,
    /// Whether it is transposed.
    pub transposed: bool,
    /// How many primes it has.
    pub primes: usize,
    /// Where it is written.
    pub span: Span,
}

/// Takes an expression apart; nothing where it is no symbol.
pub fn read<'a>(survey: &Survey, expr: &'a Expr) -> Option<Result<Occurrence<'a>, Trouble>> {
    let mut found = base(survey, expr)?;
    if let Ok(found) = &mut found {
        found.span = expr.span;
    }
    Some(found)
}

/// Every symbol of an expression where it is a quantity: those within arguments and exponents too, but no letter that is
/// an index of another symbol or tells it from others, as C and E in `L_{CE}`.
pub fn each<'a>(survey: &Survey, expr: &'a Expr, take: &mut dyn FnMut(Occurrence<'a>)) {
    match read(survey, expr) {
        Some(Ok(found)) => {
            let parts: Vec<&Expr> = found.arguments.iter().flatten().copied().chain(found.power).collect();
            take(found);
            parts.into_iter().for_each(|part| each(survey, part, take));
        }
        _ => expr.for_each_child(&mut |child| each(survey, child, take)),
    }
}

fn base<'a>(survey: &Survey, expr: &'a Expr) -> Option<Result<Occurrence<'a>, Trouble>> {
    match &expr.node {
        Node::Symbol(symbol) => Some(Ok(Occurrence {
            key: Key::plain(symbol.clone()),
            at: Vec::new(),
            above: 0,
            arguments: None,
            power: None,
            halved: false,
            transposed: false,
            primes: 0,
            span: expr.span,
        })),
        Node::Scripted(scripted) => {
            let inner = read(survey, &scripted.base)?;
            Some(inner.and_then(|found| scripts(survey, found, scripted)))
        }
        Node::Call(call) => {
            let inner = read(survey, &call.head)?;
            let product = |found: &Occurrence| found.arguments.is_some() || found.power.is_some() || found.transposed;
            if inner.as_ref().is_ok_and(product) {
                return None;
            }
            Some(inner.map(|found| apply(found, call)))
        }
        _ => None,
    }
}

/// The items between the delimiters of a call.
fn apply<'a>(mut found: Occurrence<'a>, call: &'a Call) -> Occurrence<'a> {
    found.arguments = Some(match &call.group.body.node {
        Node::List(items) => items.iter().collect(),
        Node::Parted(left, right) => vec![&**left, &**right],
        _ => vec![&*call.group.body],
    });
    found
}

fn scripts<'a>(survey: &Survey, mut found: Occurrence<'a>, scripted: &'a Scripted) -> Result<Occurrence<'a>, Trouble> {
    let array = found.key.symbol.font == Font::Bold || found.key.is_capital();
    if scripted.primes == 1 && array && found.arguments.is_none() && survey.primes_transpose() {
        found.transposed = true;
    } else {
        found.primes += scripted.primes;
    }
    if let Some(sub) = &scripted.sub {
        below(survey, &mut found, sub)?;
    }
    if let Some(sup) = &scripted.sup {
        let even = super::survey::even_power(sup).filter(|_| found.at.is_empty() && found.key.marks.is_empty());
        if let Some(exponent) = even.filter(|_| survey.is_square(&found.key.symbol)) {
            found.key.marks.push(Mark::Above("2".to_string()));
            (found.power, found.halved) = ((exponent != 2).then_some(&**sup), exponent != 2);
        } else {
            above(survey, &mut found, sup)?;
        }
    }
    found.key.marks.sort();
    Ok(found)
}

fn below(survey: &Survey, found: &mut Occurrence, sub: &Expr) -> Result<(), Trouble> {
    if let Node::Group(group) = &sub.node
        && group.open == Delimiter::Parenthesis
        && let Node::Symbol(symbol) = &group.body.node
        && survey.is_index(symbol)
    {
        // What belongs to the i-th of several, such as the estimate without it, is another symbol than the letter.
        found.key.marks.push(Mark::Below("(\\cdot)".to_string()));
        found.at.push(At::Letter(symbol.clone(), group.body.span));
        found.above += 1;
        return Ok(());
    }
    let items: Vec<&Expr> = match &sub.node {
        Node::List(items) => items.iter().collect(),
        Node::Product(factors) => factors.iter().map(|factor| &factor.value).collect(),
        Node::Group(group) => match &group.body.node {
            Node::List(items) => items.iter().collect(),
            _ => vec![&*group.body],
        },
        _ => vec![sub],
    };
    let indexed = survey.is_indexed(&found.key.symbol);
    let bound = items.iter().any(|item| item.as_symbol().is_some_and(|symbol| survey.is_bound(symbol)));
    if Survey::is_word(sub) && !bound {
        found.key.marks.extend(Survey::below_mark(sub));
        return Ok(());
    }
    let parts: Option<Vec<At>> = items.iter().map(|item| index(survey, item, indexed)).collect();
    match parts {
        Some(parts) => found.at.extend(parts),
        None if items.len() < 4 && Survey::holds_usual_index(sub) && !survey.is_label(sub) => {
            return Err(Trouble::unread(sub.span, "this letter is an index here, and a number or a size elsewhere"));
        }
        None => match Survey::below_mark(sub) {
            Some(mark) => found.key.marks.push(mark),
            None => return Err(index_trouble(sub)),
        },
    }
    Ok(())
}

fn index(survey: &Survey, item: &Expr, indexed: bool) -> Option<At> {
    match &item.node {
        Node::Number(text) if indexed => text.parse().ok().filter(|n| *n > 0).map(|n| At::Numeral(n, item.span)),
        Node::Symbol(symbol) if survey.is_index(symbol) => Some(At::Letter(symbol.clone(), item.span)),
        Node::Symbol(symbol) if survey.is_size(symbol) && indexed => Some(At::Last(symbol.clone(), item.span)),
        _ => None,
    }
}

fn index_trouble(sub: &Expr) -> Trouble {
    match sub.node {
        Node::Sum(_) => Trouble::unread(sub.span, "arithmetic with indices is not read"),
        _ => Trouble::unread(sub.span, "this subscript is neither an index nor a word"),
    }
}

/// Whether an exponent says to transpose: `\top`, and T where it is no size.
pub fn is_transposition(survey: &Survey, sup: &Expr) -> bool {
    sup.as_symbol().is_some_and(|symbol| match symbol.name.as_str() {
        "top" | "intercal" => true,
        "T" => !symbol.word && !survey.is_size(symbol),
        _ => survey.transposes(symbol),
    })
}

fn above<'a>(survey: &Survey, found: &mut Occurrence<'a>, sup: &'a Expr) -> Result<(), Trouble> {
    match &sup.node {
        Node::Symbol(symbol) if survey.transposes(symbol) => found.transposed = true,
        Node::Symbol(symbol) if survey.looks_transposing(symbol) => {
            let text = format!("{} stands above letters and nowhere else: a power or a transposition?", symbol.name);
            return Err(Trouble::unread(sup.span, text).help("write \\top for a transposition"));
        }
        _ if is_transposition(survey, sup) => found.transposed = true,
        Node::Symbol(symbol) if ["ast", "*", "star", "dagger", "prime"].contains(&symbol.name.as_str()) => {
            found.key.marks.push(Mark::Above(if symbol.name.len() == 1 {
                "*".into()
            } else {
                format!("\\{}", symbol.name)
            }));
        }
        Node::Symbol(symbol) if symbol.word => found.key.marks.push(Mark::Above(symbol.name.clone())),
        Node::Group(group) => return bracketed(survey, found, sup, group),
        _ if found.power.is_some() => return Err(Trouble::unread(sup.span, "a second exponent")),
        _ => found.power = Some(sup),
    }
    Ok(())
}

/// `W^{(1)}`, `a^{[L]}` are symbols of their own; `x^{(i)}` is an entry where a sum runs over i.
fn bracketed<'a>(survey: &Survey, found: &mut Occurrence<'a>, sup: &'a Expr, group: &'a Group) -> Result<(), Trouble> {
    let (open, close) = match group.open {
        Delimiter::Parenthesis => ("(", ")"),
        Delimiter::Bracket => ("[", "]"),
        _ => {
            found.power = Some(sup);
            return Ok(());
        }
    };
    match &group.body.node {
        Node::Symbol(symbol) if survey.is_index(symbol) => {
            // The i-th of several is another symbol than the letter by itself: x^{(i)} is no entry of x.
            found.key.marks.push(Mark::Above(format!("{open}\\cdot{close}")));
            found.at.push(At::Letter(symbol.clone(), group.body.span));
            found.above += 1;
        }
        _ => match layer(&group.body) {
            Some(text) => found.key.marks.push(Mark::Above(format!("{open}{text}{close}"))),
            None => return Err(Trouble::unread(sup.span, "this superscript is not understood")),
        },
    }
    Ok(())
}

/// `1`, `L`, `l-1`: the name of a layer.
fn layer(body: &Expr) -> Option<String> {
    match &body.node {
        Node::Sum(terms) => terms
            .iter()
            .enumerate()
            .map(|(place, term)| {
                let sign = match term.sign {
                    Sign::Plus if place == 0 => "",
                    Sign::Plus => "+",
                    Sign::Minus => "-",
                    _ => return None,
                };
                Some(format!("{sign}{}", Survey::mark_text(&term.value)?))
            })
            .collect(),
        _ => Survey::mark_text(body),
    }
}
