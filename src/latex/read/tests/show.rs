//! Trees in a short notation, for tests: every group that was read is in brackets of its own.

use super::super::super::tree::*;

/// Rows joined by ` ⏎ `.
pub(super) fn formula(formula: &Formula) -> String {
    formula.rows.iter().map(|row| parts(&row.parts)).collect::<Vec<_>>().join(" ⏎ ")
}

fn parts(parts: &[Part]) -> String {
    parts.iter().map(part).collect::<Vec<_>>().join(" ")
}

fn part(part: &Part) -> String {
    match part {
        Part::Chain(value) => chain(value),
        Part::Arrow(arrow, _) => format!("<{arrow:?}>"),
        Part::Quantifier(quantifier, value) => format!("<{quantifier:?} {}>", chain(value)),
        Part::Text(words, _) => format!("«{}»", words.trim()),
        Part::Tag(tag, _) => format!("<tag {tag}>"),
        Part::Separator(separator, _) => format!("<{separator:?}>"),
    }
}

pub(super) fn chain(chain: &Chain) -> String {
    let mut shown = expr(&chain.first);
    for link in &chain.links {
        let note = link.relation.note.as_ref().map_or(String::new(), |note| format!("[{}]", note.text));
        shown += &format!(" {:?}{note} {}", link.relation.kind, expr(&link.right));
    }
    shown
}

fn join(items: impl Iterator<Item = String>, with: &str) -> String {
    items.collect::<Vec<_>>().join(with)
}

fn optional(name: &str, value: &Option<Box<Expr>>) -> String {
    value.as_ref().map_or(String::new(), |value| format!(" {name}:{}", expr(value)))
}

pub(super) fn expr(value: &Expr) -> String {
    match &value.node {
        Node::Missing => "_".to_owned(),
        Node::Unknown(unknown) => format!("?{unknown:?}"),
        Node::Number(digits) => digits.clone(),
        Node::Symbol(value) => symbol(value),
        Node::Dots(_) => "…".to_owned(),
        Node::Sum(terms) => format!("(+ {})", join(terms.iter().map(term), " ")),
        Node::Product(factors) => format!("(* {})", join(factors.iter().map(factor), " ")),
        Node::Scripted(value) => scripted(value),
        Node::Group(value) => group(value),
        Node::List(items) => format!("[{}]", join(items.iter().map(expr), ", ")),
        Node::Given(left, right) => format!("[{} | {}]", expr(left), expr(right)),
        Node::Parted(left, right) => format!("[{} || {}]", expr(left), expr(right)),
        Node::Relation(value) => format!("({})", chain(value)),
        Node::Call(call) => format!("{}@{}", expr(&call.head), group(&call.group)),
        Node::Apply(apply) => {
            format!("({}{})", expr(&apply.function), optional(if apply.bare { "of" } else { "at" }, &apply.argument))
        }
        Node::Fraction(upper, lower) => format!("(frac {} {})", expr(upper), expr(lower)),
        Node::Binomial(upper, lower) => format!("(binom {} {})", expr(upper), expr(lower)),
        Node::Root(radicand, index) => format!("(root {}{})", expr(radicand), optional("index", index)),
        Node::Factorial(body) => format!("{}!", expr(body)),
        Node::Big(value) => big(value),
        Node::Derivative(value) => derivative(value),
        Node::Indicator(condition) => format!("⟦{}⟧", expr(condition)),
        Node::Matrix(matrix) => {
            let rows = matrix.rows.iter().map(|row| join(row.iter().map(expr), " & "));
            format!("({:?} {})", matrix.open, join(rows, " ; "))
        }
        Node::Cases(cases) => {
            let rows = cases.iter().map(|case| format!("{} if {}", expr(&case.value), parts(&case.when)));
            format!("{{{}}}", join(rows, " ; "))
        }
        Node::Evaluated(body, place) => format!("({} at {})", expr(body), expr(place)),
        Node::Accented(accent, body) => format!("({accent:?} {})", expr(body)),
        Node::Marked(mark, body) => match mark {
            Mark::Noted(note) => format!("(noted {} {:?})", expr(body), note.text),
            mark => format!("({mark:?} {})", expr(body)),
        },
    }
}

fn symbol(symbol: &Symbol) -> String {
    let mut shown = symbol.name.clone();
    if symbol.font != Font::Plain {
        shown = format!("{:?}:{shown}", symbol.font);
    }
    for accent in &symbol.accents {
        shown = format!("{accent:?}.{shown}");
    }
    shown
}

fn term(term: &Term) -> String {
    let sign = match term.sign {
        Sign::Plus => "",
        Sign::Minus => "-",
        Sign::PlusMinus => "±",
        Sign::MinusPlus => "∓",
        Sign::Other => "⊕",
    };
    format!("{sign}{}", expr(&term.value))
}

fn factor(factor: &Factor) -> String {
    let join = match factor.join {
        Join::First | Join::Juxtaposed => "",
        Join::Dot => "·",
        Join::Times => "×",
        Join::Star => "∗",
        Join::Slash => "/",
        Join::Odot => "⊙",
        Join::Oslash => "⊘",
        Join::Otimes => "⊗",
        Join::Circ => "∘",
        Join::Other => "?",
    };
    format!("{join}{}", expr(&factor.value))
}

fn scripted(value: &Scripted) -> String {
    let mut shown = expr(&value.base);
    shown += &"'".repeat(value.primes);
    for (mark, script) in [("_", &value.sub), ("^", &value.sup)] {
        if let Some(script) = script {
            shown += &format!("{mark}{}", expr(script));
        }
    }
    shown
}

fn group(group: &Group) -> String {
    let sides = |delimiter| match delimiter {
        Delimiter::Parenthesis => ("(", ")"),
        Delimiter::Bracket => ("[", "]"),
        Delimiter::Brace => ("{", "}"),
        Delimiter::Angle => ("⟨", "⟩"),
        Delimiter::Bar => ("|", "|"),
        Delimiter::DoubleBar => ("‖", "‖"),
        Delimiter::Floor => ("⌊", "⌋"),
        Delimiter::Ceiling => ("⌈", "⌉"),
        Delimiter::DoubleBracket => ("⟦", "⟧"),
        Delimiter::None => ("‹", "›"),
    };
    format!("{}{}{}", sides(group.open).0, expr(&group.body), sides(group.close).1)
}

fn big(big: &Big) -> String {
    let name = match big.operator {
        Operator::Other(name) => name.to_owned(),
        operator => format!("{operator:?}"),
    };
    let parts = [("from", &big.lower), ("to", &big.upper), ("of", &big.body)];
    format!("({name}{})", parts.map(|(name, part)| optional(name, part)).concat())
}

fn derivative(derivative: &Derivative) -> String {
    let sign = match derivative.sign {
        Differential::Partial => "∂",
        Differential::Total => "d",
        Differential::Nabla => "∇",
        Differential::Other => "δ",
    };
    let order = derivative.order.as_ref().map_or(String::new(), |order| format!("^{}", expr(order)));
    let variables = derivative.variables.iter().map(|(variable, order)| {
        let order = order.as_ref().map_or(String::new(), |order| format!("^{}", expr(order)));
        format!("{}{order}", expr(variable))
    });
    let operand = derivative.operand.as_ref().map_or("_".to_owned(), |operand| expr(operand));
    let place = if derivative.inside { "" } else { ">" };
    format!("({sign}{order}/{} {place}{operand})", join(variables, ","))
}
