//! Core language → plain English words, for a screen reader and for who does not read formulas.

use super::spoken::spoken;
use super::{branches, fraction, index_text, opposite, restricted, whole_array};
use quod_kernel::statement::{Claim, Hypothesis, Relation, Statement};
use quod_kernel::syntax::{BoundNames, FUNCTIONS};
use quod_kernel::term::{Condition, Fold, Function, Index, Lambda, Name, Node, Partial, Size, Term};

/// How tightly words bind, loosest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tight {
    /// a plus b, minus a, cases
    Sum,
    /// The sum over k of …, which reaches over all that follows; a product that ends so.
    Open,
    /// a times b, a over b
    Product,
    /// The logarithm of x, e to the power x: what follows would belong to x.
    Function,
    /// x squared, the derivative of x with respect to y
    Power,
    /// x, s sub i
    Atom,
}

/// A whole statement: "for all sizes n, all indices i and j from 1 to n and all vectors z of n real numbers: …, where s
/// sub k is defined as …, provided that …".
pub fn statement_to_words(statement: &Statement) -> String {
    let mut speaker = Speaker { names: BoundNames::of_statement(statement) };
    let mut text = quantifiers(statement);
    text += &speaker.claim(&statement.claim);
    for definition in &statement.definitions {
        let names = speaker.names.enter(definition.indices.len());
        let at: Vec<String> = names.iter().map(|name| spoken(name.as_str())).collect();
        let of: Vec<String> = definition.parameters.iter().map(|(name, _)| spoken(name.as_str())).collect();
        let mut head = below(spoken(definition.name.as_str()), &at);
        if !of.is_empty() {
            head += &format!(" of {}", listed(&of));
        }
        text += &format!(", where {head} is defined as {}", speaker.term(&definition.body, Tight::Sum));
        speaker.names.leave(names.len());
    }
    for hypothesis in &statement.hypotheses {
        text += &format!(", provided that {}", speaker.hypothesis(hypothesis));
    }
    text
}

/// A claim by itself.
pub fn claim_to_words(claim: &Claim, names: &BoundNames) -> String {
    Speaker { names: names.clone() }.claim(claim)
}

/// "a", "a and b", "a, b and c".
fn listed(items: &[String]) -> String {
    match items.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}

/// A symbol at indices.
fn below(head: String, at: &[String]) -> String {
    if at.is_empty() { head } else { format!("{head} sub {}", at.join(" ")) }
}

/// Gathers the names of equal kinds, in the order in which the kinds come first.
fn gather(pairs: impl Iterator<Item = (String, String)>) -> Vec<(String, Vec<String>)> {
    let mut kinds: Vec<(String, Vec<String>)> = Vec::new();
    for (kind, name) in pairs {
        match kinds.iter_mut().find(|(other, _)| *other == kind) {
            Some((_, names)) => names.push(name),
            None => kinds.push((kind, vec![name])),
        }
    }
    kinds
}

fn quantifiers(statement: &Statement) -> String {
    let mut parts = Vec::new();
    let sizes = statement.sizes.iter().map(|(name, least)| (least.to_string(), spoken(name.as_str())));
    for (least, names) in gather(sizes) {
        let word = if names.len() == 1 { "every size" } else { "all sizes" };
        let from = if least == "1" { String::new() } else { format!(" from {least} on") };
        parts.push(format!("{word} {}{from}", listed(&names)));
    }
    let indices = statement.indices.iter().map(|(name, size)| (size_text(size), spoken(name.as_str())));
    parts.extend(gather(indices).into_iter().map(|(size, names)| format!("all {} from 1 to {size}", listed(&names))));
    let variables = statement.variables.iter().map(|(name, axes)| (array_text(axes, true), spoken(name.as_str())));
    for (kind, names) in gather(variables) {
        let (kind, of) = kind.split_once('|').unwrap_or((&kind, ""));
        parts.push(format!("all {kind} {}{of}", listed(&names)));
    }
    let functions: Vec<String> = statement.functions.keys().map(|name| spoken(name.as_str())).collect();
    parts.extend((!functions.is_empty()).then(|| format!("all smooth functions {}", listed(&functions))));
    if parts.is_empty() { String::new() } else { format!("for {}: ", listed(&parts)) }
}

/// What an array of these axes is: "vectors|of n real numbers", where its name goes at the bar, or one of them.
fn array_text(axes: &[Size], several: bool) -> String {
    let (s, bar) = if several { ("s", "|") } else { ("", "") };
    match axes {
        [] => format!("real number{s}{bar}"),
        [size] => format!("vector{s}{bar} of {} real numbers", size_text(size)),
        [rows, columns] => {
            let matrix = if several { "matrices" } else { "matrix" };
            format!("{} by {} {matrix}{bar}", size_text(rows), size_text(columns))
        }
        _ => {
            let all: Vec<String> = axes.iter().map(size_text).collect();
            format!("array{s}{bar} of {} real numbers", all.join(" by "))
        }
    }
}

/// The symbols of a statement by their names in the core language, each with what it is: its shape, its range.
pub fn symbols_to_words(statement: &Statement) -> Vec<(String, String)> {
    // The letters whose names begin with a vowel.
    let one = |axes: &[Size]| {
        let text = array_text(axes, false);
        let first = text.chars().next().unwrap_or(' ');
        let vowel = text.starts_with("array")
            || (!axes.is_empty() && text.chars().nth(1) == Some(' ') && "aefhilmnorsxAEFHILMNORSX8".contains(first));
        format!("{} {text}", if vowel { "an" } else { "a" })
    };
    let mut all = Vec::new();
    let mut add = |name: &Name, what: String| all.push((name.as_str().to_string(), what));
    for (name, least) in &statement.sizes {
        add(name, format!("a size, at least {least}"));
    }
    for (name, size) in &statement.indices {
        add(name, format!("an index from 1 to {}", size_text(size)));
    }
    for (name, axes) in &statement.variables {
        add(name, format!("{}, any", one(axes)));
    }
    for (name, shape) in &statement.functions {
        let of: Vec<String> = shape.arguments.iter().map(|axes| one(axes)).collect();
        let to =
            if shape.axes.is_empty() { String::new() } else { format!(", with values that are {}", one(&shape.axes)) };
        add(name, format!("a smooth function of {}{to}, any", listed(&of)));
    }
    for definition in &statement.definitions {
        let of: Vec<String> = definition.parameters.iter().map(|(_, axes)| one(axes)).collect();
        let of = if of.is_empty() { String::new() } else { format!(", a function of {}", listed(&of)) };
        add(&definition.name, format!("{}, defined in this file or one that it uses{of}", one(&definition.indices)));
    }
    all
}

fn size_text(size: &Size) -> String {
    match size {
        Size::Named(name) => spoken(name.as_str()),
        Size::Numeral(value) => value.to_string(),
    }
}

struct Speaker {
    names: BoundNames,
}

impl Speaker {
    fn claim(&mut self, claim: &Claim) -> String {
        let relation = match claim.relation {
            Relation::Equal => "equals",
            Relation::Unequal => "does not equal",
            Relation::Less => "is less than",
            Relation::AtMost => "is at most",
            Relation::Greater => "is greater than",
            Relation::AtLeast => "is at least",
        };
        format!("{} {relation} {}", self.term(&claim.left, Tight::Sum), self.term(&claim.right, Tight::Sum))
    }

    fn hypothesis(&mut self, hypothesis: &Hypothesis) -> String {
        match hypothesis {
            Hypothesis::Where(condition) => self.condition(condition),
            Hypothesis::All(sizes, claim) => {
                let names = self.names.enter(sizes.len());
                let claim = self.claim(claim);
                self.names.leave(sizes.len());
                let ranges = names.iter().zip(sizes).map(|(name, size)| (size_text(size), spoken(name.as_str())));
                let ranges = gather(ranges).into_iter();
                let ranges: Vec<String> =
                    ranges.map(|(size, all)| format!("all {} from 1 to {size}", listed(&all))).collect();
                if ranges.is_empty() { claim } else { format!("{claim} for {}", listed(&ranges)) }
            }
        }
    }

    /// The term, in spoken brackets where it binds less tightly than its place demands.
    fn term(&mut self, term: &Term, place: Tight) -> String {
        let (text, tight) = self.say(term);
        if tight < place { format!("the quantity {text} end quantity") } else { text }
    }

    /// What a function is taken of; "minus x" needs no brackets there.
    fn argument(&mut self, term: &Term) -> String {
        if let Some(positive) = opposite(term) {
            let (text, tight) = self.say(&positive);
            if tight >= Tight::Power {
                return format!("minus {text}");
            }
        }
        self.term(term, Tight::Power)
    }

    fn say(&mut self, term: &Term) -> (String, Tight) {
        if let Some(positive) = opposite(term) {
            return (format!("minus {}", self.term(&positive, Tight::Open)), Tight::Sum);
        }
        match term.node() {
            Node::Number(value) if value.denominator() == 1 => (value.to_string(), Tight::Atom),
            Node::Number(value) => (value.to_string().replace('/', " over "), Tight::Product),
            Node::Pi => ("pi".into(), Tight::Atom),
            Node::Size(name) => (spoken(name.as_str()), Tight::Atom),
            Node::Entry(name, at) => (self.indexed(name, at), Tight::Atom),
            Node::Call(name, at, arguments) => self.applied(self.indexed(name, at), arguments),
            Node::Opaque(name, at, partials, arguments) => self.opaque(self.indexed(name, at), partials, arguments),
            Node::Sum(terms) => (self.sum(terms), Tight::Sum),
            Node::Product(factors) => self.product(factors),
            Node::Power(base, exponent) if *exponent < 0 && !matches!(base.node(), Node::Number(_)) => {
                self.product(std::slice::from_ref(term))
            }
            Node::Power(base, 2) => (format!("{} squared", self.term(base, Tight::Atom)), Tight::Power),
            Node::Power(base, 3) => (format!("{} cubed", self.term(base, Tight::Atom)), Tight::Power),
            Node::Power(base, exponent) => {
                (format!("{} to the power {exponent}", self.term(base, Tight::Atom)), Tight::Power)
            }
            Node::Raise(base, exponent) => {
                let base = self.term(base, Tight::Atom);
                (format!("{base} to the power {}", self.argument(exponent)), Tight::Function)
            }
            Node::Apply(Function::Exp, argument) => {
                (format!("e to the power {}", self.argument(argument)), Tight::Function)
            }
            Node::Apply(function, argument) => {
                (format!("{} of {}", function_word(*function), self.argument(argument)), Tight::Function)
            }
            Node::Fold(fold, size, body) => (self.fold(*fold, size, body), Tight::Open),
            Node::If(..) => self.case(term),
            Node::Derivative { body, by, at, fixed } => {
                let by = self.indexed(by, at);
                let fixed: Vec<String> = fixed.iter().map(|name| spoken(name.as_str())).collect();
                let held =
                    if fixed.is_empty() { String::new() } else { format!(" with {} held fixed", listed(&fixed)) };
                let body = self.term(body, Tight::Product);
                (format!("the derivative of {body} with respect to {by}{held}"), Tight::Power)
            }
        }
    }

    fn letters(&self, at: &[Index]) -> Vec<String> {
        at.iter().map(|index| spoken(&index_text(index, &self.names))).collect()
    }

    fn indexed(&self, name: &Name, at: &[Index]) -> String {
        below(spoken(name.as_str()), &self.letters(at))
    }

    fn sum(&mut self, terms: &[Term]) -> String {
        let mut text = String::new();
        for (number, term) in terms.iter().enumerate() {
            let positive = opposite(term);
            text += match (number, &positive) {
                (0, Some(_)) => "minus ",
                (_, Some(_)) => " minus ",
                (0, None) => "",
                (_, None) => " plus ",
            };
            let last = number + 1 == terms.len();
            text += &self.term(positive.as_ref().unwrap_or(term), if last { Tight::Open } else { Tight::Product });
        }
        text
    }

    fn product(&mut self, factors: &[Term]) -> (String, Tight) {
        let (above, below) = fraction(factors);
        if below.is_empty() {
            return self.line(&above);
        }
        let above = match above.as_slice() {
            [factor] => self.term(factor, Tight::Function),
            _ => self.closed(&above),
        };
        (format!("{above} over {}", self.closed(&below)), Tight::Product)
    }

    /// Factors that end before what follows.
    fn closed(&mut self, factors: &[Term]) -> String {
        let (text, tight) = self.line(factors);
        if tight < Tight::Function { format!("the quantity {text} end quantity") } else { text }
    }

    fn line(&mut self, factors: &[Term]) -> (String, Tight) {
        if let [factor] = factors {
            return self.say(factor);
        }
        let (mut parts, mut tight) = (Vec::new(), Tight::Product);
        for (number, factor) in factors.iter().enumerate() {
            let last = number + 1 == factors.len();
            let (text, binds) = self.say(factor);
            let bare = binds >= if last { Tight::Open } else { Tight::Power } && !(last && binds == Tight::Product);
            if bare && binds == Tight::Open {
                tight = Tight::Open;
            }
            parts.push(if bare { text } else { format!("the quantity {text} end quantity") });
        }
        if parts.is_empty() { ("1".into(), Tight::Atom) } else { (parts.join(" times "), tight) }
    }

    fn fold(&mut self, fold: Fold, size: &Size, body: &Term) -> String {
        let word = match fold {
            Fold::Sum => "sum",
            Fold::Product => "product",
            Fold::Max => "maximum",
            Fold::Min => "minimum",
        };
        let index = self.names.enter(1).first().map_or("?".to_string(), |name| spoken(name.as_str()));
        let (condition, body) = match restricted(fold, body) {
            Some((condition, then)) => (format!(" with {}", self.condition(&condition)), then),
            None => (String::new(), body),
        };
        let text = self.term(body, Tight::Open);
        self.names.leave(1);
        format!("the {word} over {index} from 1 to {}{condition} of {text}", size_text(size))
    }

    fn case(&mut self, term: &Term) -> (String, Tight) {
        let (list, last) = branches(term);
        if let ([(condition, then)], true) = (&list[..], *last == Term::integer(0))
            && **then == Term::integer(1)
        {
            return (format!("the indicator that {}", self.condition(condition)), Tight::Function);
        }
        let mut parts = Vec::new();
        for (condition, then) in list {
            parts.push(format!("{} if {}", self.term(then, Tight::Open), self.condition(condition)));
        }
        (format!("{}, and otherwise {}", parts.join(", "), self.term(last, Tight::Open)), Tight::Sum)
    }

    fn opaque(&mut self, head: String, partials: &[Partial], arguments: &[Lambda]) -> (String, Tight) {
        let by = |partial: &Partial| {
            let argument = format!("argument {}", partial.argument + 1);
            format!("the derivative by {} of ", below(argument, &self.letters(&partial.indices)))
        };
        let by: String = partials.iter().map(by).collect();
        let (text, tight) = self.applied(head, arguments);
        (by + &text, if partials.is_empty() { tight } else { Tight::Function })
    }

    fn applied(&mut self, head: String, arguments: &[Lambda]) -> (String, Tight) {
        let mut parts = Vec::new();
        for argument in arguments {
            parts.push(match whole_array(argument) {
                Some(array) => spoken(array),
                None => {
                    let names = self.names.enter(argument.axes.len());
                    let body = self.argument(&argument.body);
                    self.names.leave(argument.axes.len());
                    let over: Vec<String> = names.iter().map(|name| spoken(name.as_str())).collect();
                    if over.is_empty() { body } else { format!("the array of all {body} over {}", listed(&over)) }
                }
            });
        }
        if parts.is_empty() { (head, Tight::Atom) } else { (format!("{head} of {}", listed(&parts)), Tight::Function) }
    }

    fn condition(&mut self, condition: &Condition) -> String {
        let pair = |speaker: &Self, left: &Index, word: &str, right: &Index| {
            let say = |index: &Index| spoken(&index_text(index, &speaker.names));
            format!("{} {word} {}", say(left), say(right))
        };
        match condition {
            Condition::Equal(left, right) => pair(self, left, "equals", right),
            Condition::Less(left, right) => pair(self, left, "is less than", right),
            Condition::Positive(term) => format!("{} is positive", self.term(term, Tight::Product)),
            Condition::Not(inner) => match &**inner {
                Condition::Equal(left, right) => pair(self, left, "differs from", right),
                Condition::Less(left, right) => pair(self, right, "is at most", left),
                other => format!("it is not so that {}", self.condition(other)),
            },
            Condition::And(list) | Condition::Or(list) => {
                let (word, none) = match condition {
                    Condition::And(_) => (" and ", "always"),
                    _ => (" or ", "never"),
                };
                let parts: Vec<String> = list.iter().map(|part| self.condition(part)).collect();
                if parts.is_empty() { none.into() } else { parts.join(word) }
            }
        }
    }
}

fn function_word(function: Function) -> &'static str {
    match function {
        Function::Log => "the logarithm",
        Function::Sqrt => "the square root",
        Function::Abs => "the absolute value",
        other => FUNCTIONS.iter().find(|(known, _)| *known == other).map_or("a function", |(_, word)| word),
    }
}
