//! Core language → LaTeX, with as few brackets as the reader's rules allow.

use super::{branches, fraction, index_text, opposite, restricted, whole_array};
use quod_kernel::statement::{Claim, Relation};
use quod_kernel::syntax::{BoundNames, FUNCTIONS};
use quod_kernel::term::{Condition, Fold, Function, Index, Lambda, Name, Node, Partial, Size, Term};

/// How tightly LaTeX binds, loosest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tight {
    /// a + b, −a
    Sum,
    /// A product that ends in a big operator or a function without brackets, which reach over what follows.
    Open,
    /// a b
    Product,
    /// e^{x}, x^{2}: an exponent is taken.
    Power,
    /// s_i, (…), \frac: may carry an exponent.
    Atom,
}

/// A term as LaTeX.
pub fn term_to_latex(term: &Term, names: &BoundNames) -> String {
    Printer { names: names.clone() }.term(term, Tight::Sum)
}

/// A claim as LaTeX: both sides with the relation between them.
pub fn claim_to_latex(claim: &Claim, names: &BoundNames) -> String {
    let relation = match claim.relation {
        Relation::Equal => "=",
        Relation::Unequal => "\\ne",
        Relation::Less => "<",
        Relation::AtMost => "\\le",
        Relation::Greater => ">",
        Relation::AtLeast => "\\ge",
    };
    format!("{} {relation} {}", term_to_latex(&claim.left, names), term_to_latex(&claim.right, names))
}

/// A condition as LaTeX.
pub fn condition_to_latex(condition: &Condition, names: &BoundNames) -> String {
    Printer { names: names.clone() }.condition(condition, false)
}

struct Printer {
    names: BoundNames,
}

/// What was printed, and how tightly it binds.
type Printed = (String, Tight);

impl Printer {
    /// The term, in brackets if it binds less tightly than its place demands.
    fn term(&mut self, term: &Term, place: Tight) -> String {
        let (text, tight) = self.print(term);
        if tight < place { format!("\\left({text}\\right)") } else { text }
    }

    fn print(&mut self, term: &Term) -> Printed {
        match term.node() {
            Node::Number(_) | Node::Product(_) | Node::Power(..) => self.product(term),
            Node::Pi => ("\\pi".into(), Tight::Atom),
            Node::Size(name) => (symbol(name), Tight::Atom),
            Node::Entry(name, at) => self.indexed(name, at),
            Node::Call(name, at, arguments) => {
                let (head, tight) = self.indexed(name, at);
                if arguments.is_empty() { (head, tight) } else { (head + &self.arguments(arguments), Tight::Atom) }
            }
            Node::Opaque(name, at, partials, arguments) => self.opaque(name, at, partials, arguments),
            Node::Sum(terms) => (self.sum(terms), Tight::Sum),
            Node::Raise(base, exponent) => {
                let base = self.term(base, Tight::Atom);
                (format!("{base}^{{{}}}", self.term(exponent, Tight::Sum)), Tight::Power)
            }
            Node::Apply(function, argument) => self.apply(*function, argument),
            Node::Fold(fold, size, body) => (self.fold(*fold, size, body), Tight::Open),
            Node::If(..) => self.case(term),
            Node::Derivative { body, by, at, fixed } => self.derivative(body, by, at, fixed),
        }
    }

    fn letters(&self, indices: &[Index]) -> String {
        let letters: Vec<String> = indices.iter().map(|index| index_text(index, &self.names)).collect();
        let short = letters.iter().all(|letter| letter.chars().count() == 1);
        letters.join(if short && letters.iter().all(|l| l.chars().all(char::is_alphabetic)) { "" } else { ", " })
    }

    fn indexed(&self, name: &Name, at: &[Index]) -> Printed {
        let head = symbol(name);
        let exponent = if head.contains('^') { Tight::Power } else { Tight::Atom };
        match at {
            [] => (head, exponent),
            _ if head.contains('_') => (format!("{{{head}}}_{{{}}}", self.letters(at)), exponent),
            _ => (format!("{head}_{{{}}}", self.letters(at)), exponent),
        }
    }

    fn sum(&mut self, terms: &[Term]) -> String {
        let mut text = String::new();
        for (place, term) in terms.iter().enumerate() {
            let positive = opposite(term);
            text += match (place, &positive) {
                (0, Some(_)) => "-",
                (_, Some(_)) => " - ",
                (0, None) => "",
                (_, None) => " + ",
            };
            // A sum over an index would reach over the addends that follow where its index goes on free.
            let last = place + 1 == terms.len();
            text += &self.term(positive.as_ref().unwrap_or(term), if last { Tight::Open } else { Tight::Product });
        }
        text
    }

    fn product(&mut self, term: &Term) -> Printed {
        if let Some(positive) = opposite(term) {
            return (format!("-{}", self.term(&positive, Tight::Open)), Tight::Sum);
        }
        let factors = match term.node() {
            Node::Product(factors) => factors.as_slice(),
            _ => std::slice::from_ref(term),
        };
        let (above, below) = fraction(factors);
        if !below.is_empty() {
            let (above, below) = (self.line(&above).0, self.line(&below).0);
            return (format!("\\frac{{{above}}}{{{below}}}"), Tight::Product);
        }
        match (&above[..], term.node()) {
            (_, Node::Number(value)) => (value.to_string(), Tight::Atom),
            (_, Node::Power(base, exponent)) => {
                (format!("{}^{{{exponent}}}", self.term(base, Tight::Atom)), Tight::Power)
            }
            _ => self.line(&above),
        }
    }

    /// Factors side by side.
    fn line(&mut self, factors: &[Term]) -> Printed {
        if factors.is_empty() {
            return ("1".into(), Tight::Atom);
        }
        if let [factor] = factors {
            return self.print(factor);
        }
        let (mut text, mut tight) = (String::new(), Tight::Product);
        for (place, factor) in factors.iter().enumerate() {
            let last = place + 1 == factors.len();
            let (mut printed, binds) = self.print(factor);
            if binds < (if last { Tight::Open } else { Tight::Product }) {
                printed = format!("\\left({printed}\\right)");
            } else if binds == Tight::Open {
                tight = Tight::Open;
            }
            if place > 0 {
                let digits = printed.starts_with(|c: char| c.is_ascii_digit());
                let before = &factors[place - 1];
                // A derivative before parentheses may be taken at what is in them.
                let head = named(before) || matches!(before.node(), Node::Derivative { .. });
                let call = printed.starts_with("\\left(") && head;
                text += if digits || call { " \\cdot " } else { " " };
            }
            text += &printed;
        }
        (text, tight)
    }

    fn apply(&mut self, function: Function, argument: &Term) -> Printed {
        let word = FUNCTIONS.iter().find(|(other, _)| *other == function).map_or("?", |(_, word)| word);
        let inner = self.term(argument, Tight::Sum);
        match function {
            Function::Exp => (format!("e^{{{inner}}}"), Tight::Power),
            Function::Sqrt => (format!("\\sqrt{{{inner}}}"), Tight::Atom),
            Function::Abs => (format!("\\left|{inner}\\right|"), Tight::Atom),
            _ => (format!("\\{word}\\left({inner}\\right)"), Tight::Product),
        }
    }

    fn fold(&mut self, fold: Fold, size: &Size, body: &Term) -> String {
        let index = self.names.enter(1).first().map_or("?".to_string(), |name| name.as_str().to_string());
        let size = match size {
            Size::Named(name) => symbol(name),
            Size::Numeral(value) => value.to_string(),
        };
        let (condition, body) = match restricted(fold, body) {
            Some((condition, then)) => (Some(self.limit(&condition)), then),
            None => (None, body),
        };
        let range = match (fold, condition) {
            (Fold::Sum | Fold::Product, None) => format!("_{{{index}=1}}^{{{size}}}"),
            (_, None) => format!("_{{1 \\le {index} \\le {size}}}"),
            (_, Some(condition)) => format!("_{{{index}=1,\\, {condition}}}^{{{size}}}"),
        };
        let sign = match fold {
            Fold::Sum => "\\sum",
            Fold::Product => "\\prod",
            Fold::Max => "\\max",
            Fold::Min => "\\min",
        };
        let body = self.term(body, Tight::Open);
        self.names.leave(1);
        format!("{sign}{range} {body}")
    }

    fn case(&mut self, term: &Term) -> Printed {
        let (list, last) = branches(term);
        if let ([(condition, then)], true) = (&list[..], *last == Term::integer(0))
            && **then == Term::integer(1)
        {
            return (format!("\\mathbf{{1}}_{{\\{{{}\\}}}}", self.condition(condition, false)), Tight::Atom);
        }
        let mut rows = Vec::new();
        for (condition, then) in list {
            rows.push(format!("{} & \\text{{if }} {}", self.term(then, Tight::Sum), self.condition(condition, false)));
        }
        rows.push(format!("{} & \\text{{otherwise}}", self.term(last, Tight::Sum)));
        (format!("\\begin{{cases}} {} \\end{{cases}}", rows.join(" \\\\ ")), Tight::Product)
    }

    fn derivative(&mut self, body: &Term, by: &Name, at: &[Index], fixed: &[Name]) -> Printed {
        let by = self.indexed(by, at).0;
        let atom = matches!(body.node(), Node::Entry(..) | Node::Call(..) | Node::Opaque(_, _, _, _));
        let text = if atom {
            format!("\\frac{{\\partial {}}}{{\\partial {by}}}", self.term(body, Tight::Power))
        } else {
            format!("\\frac{{\\partial}}{{\\partial {by}}} \\left({}\\right)", self.term(body, Tight::Sum))
        };
        if fixed.is_empty() {
            return (text, Tight::Product);
        }
        let fixed: Vec<String> = fixed.iter().map(symbol).collect();
        (format!("\\left. {text} \\right|_{{{}}}", fixed.join(", ")), Tight::Product)
    }

    fn opaque(&mut self, name: &Name, at: &[Index], partials: &[Partial], arguments: &[Lambda]) -> Printed {
        let (mut head, tight) = self.indexed(name, at);
        if partials.is_empty() {
            let call = if arguments.is_empty() { String::new() } else { self.arguments(arguments) };
            return (head + &call, tight);
        }
        let mut marks = Vec::new();
        for partial in partials {
            let number = (partial.argument + 1).to_string();
            marks.push(match partial.indices.as_slice() {
                [] => number,
                at => format!("{number};{}", self.letters(at)),
            });
        }
        head = marks.iter().map(|mark| format!("\\partial_{{{mark}}} ")).collect::<String>() + &head;
        (format!("\\left({head}\\right){}", self.arguments(arguments)), Tight::Product)
    }

    fn arguments(&mut self, arguments: &[Lambda]) -> String {
        let mut list = Vec::new();
        for argument in arguments {
            list.push(match whole_array(argument) {
                Some(array) => symbol(&Name::new(array)),
                None => self.lambda(argument),
            });
        }
        format!("({})", list.join(", "))
    }

    /// A scalar, or an array by its general entry: (e^{z_k})_k.
    fn lambda(&mut self, lambda: &Lambda) -> String {
        let names = self.names.enter(lambda.axes.len());
        let body = self.term(&lambda.body, Tight::Sum);
        self.names.leave(lambda.axes.len());
        let letters: Vec<&str> = names.iter().map(Name::as_str).collect();
        if letters.is_empty() { body } else { format!("\\left({body}\\right)_{{{}}}", letters.join(", ")) }
    }

    fn pair(&self, left: &Index, relation: &str, right: &Index) -> String {
        format!("{} {relation} {}", index_text(left, &self.names), index_text(right, &self.names))
    }

    /// A condition below a sign, where the index that the sign binds stands first.
    fn limit(&mut self, condition: &Condition) -> String {
        let own = |index: &Index| *index == Index::Bound(0);
        match condition {
            Condition::Less(left, right) if own(right) => self.pair(right, ">", left),
            Condition::Not(opposite) => match &**opposite {
                Condition::Less(left, right) if own(left) => self.pair(left, "\\ge", right),
                _ => self.condition(condition, false),
            },
            _ => self.condition(condition, false),
        }
    }

    fn condition(&mut self, condition: &Condition, inner: bool) -> String {
        match condition {
            Condition::Equal(left, right) => self.pair(left, "=", right),
            Condition::Less(left, right) => self.pair(left, "<", right),
            Condition::Positive(term) => format!("{} > 0", self.term(term, Tight::Sum)),
            Condition::Not(opposite) => match &**opposite {
                Condition::Equal(left, right) => self.pair(left, "\\ne", right),
                Condition::Less(left, right) => self.pair(right, "\\le", left),
                Condition::Positive(term) => format!("{} \\le 0", self.term(term, Tight::Sum)),
                other => format!("\\lnot \\left({}\\right)", self.condition(other, false)),
            },
            Condition::And(list) if list.is_empty() => "\\top".into(),
            Condition::Or(list) if list.is_empty() => "\\bot".into(),
            Condition::And(list) | Condition::Or(list) => {
                let word = if matches!(condition, Condition::And(_)) { " \\land " } else { " \\lor " };
                let parts: Vec<String> = list.iter().map(|part| self.condition(part, true)).collect();
                let text = parts.join(word);
                if inner { format!("\\left({text}\\right)") } else { text }
            }
        }
    }
}

/// Whether brackets after the term would look like its argument.
fn named(term: &Term) -> bool {
    matches!(term.node(), Node::Entry(..) | Node::Call(..) | Node::Opaque(..) | Node::Size(_) | Node::Pi)
}

/// The LaTeX of a name: itself, or set upright where it is a word of several letters.
fn symbol(name: &Name) -> String {
    let text = name.as_str();
    let word = text.chars().count() > 1 && text.chars().all(|c| c.is_ascii_alphanumeric());
    if word { format!("\\operatorname{{{text}}}") } else { text.to_string() }
}
