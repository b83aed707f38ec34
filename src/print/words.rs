//! Core language → plain English words, for a screen reader and for who does not read formulas.

use super::{branches, fraction, index_text, opposite, restricted, whole_array};
use quod_kernel::statement::{Claim, Hypothesis, Relation, Statement};
use quod_kernel::syntax::{BoundNames, FUNCTIONS};
use quod_kernel::term::{Condition, Fold, Function, Index, Lambda, Name, Node, Size, Term};

/// A whole statement: "for all n, all i, j from 1 to n and all real z: …, where s of k is …, provided that …".
pub fn statement_to_words(statement: &Statement) -> String {
    let mut speaker = Speaker { names: BoundNames::of_statement(statement) };
    let mut text = quantifiers(statement);
    text += &speaker.claim(&statement.claim);
    for definition in &statement.definitions {
        let names = speaker.names.enter(definition.indices.len());
        let mut of: Vec<&str> = names.iter().map(Name::as_str).collect();
        of.extend(definition.parameters.iter().map(|(name, _)| name.as_str()));
        let of = if of.is_empty() { String::new() } else { format!(" {}", of.join(" ")) };
        text += &format!(", where {}{of} means {}", definition.name.as_str(), speaker.term(&definition.body));
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

fn quantifiers(statement: &Statement) -> String {
    let mut parts = Vec::new();
    for (name, least) in &statement.sizes {
        let from = if *least == 1 { String::new() } else { format!(" from {least} on") };
        parts.push(format!("all {}{from}", name.as_str()));
    }
    for (name, size) in &statement.indices {
        parts.push(format!("all {} from 1 to {}", name.as_str(), size_text(size)));
    }
    parts.extend(statement.variables.keys().map(|name| format!("all real {}", name.as_str())));
    parts.extend(statement.functions.keys().map(|name| format!("all smooth functions {}", name.as_str())));
    match parts.split_last() {
        None => String::new(),
        Some((last, [])) => format!("for {last}: "),
        Some((last, rest)) => format!("for {} and {last}: ", rest.join(", ")),
    }
}

fn size_text(size: &Size) -> String {
    match size {
        Size::Named(name) => name.as_str().to_string(),
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
        format!("{} {relation} {}", self.term(&claim.left), self.term(&claim.right))
    }

    fn hypothesis(&mut self, hypothesis: &Hypothesis) -> String {
        match hypothesis {
            Hypothesis::Where(condition) => self.condition(condition),
            Hypothesis::All(sizes, claim) => {
                let names = self.names.enter(sizes.len());
                let claim = self.claim(claim);
                self.names.leave(sizes.len());
                let range = |(name, size): (&Name, &Size)| format!(" for all {} to {}", name.as_str(), size_text(size));
                claim + &names.iter().zip(sizes).map(range).collect::<String>()
            }
        }
    }

    /// A part of a larger term: in spoken brackets where it has parts of its own.
    fn part(&mut self, term: &Term) -> String {
        let text = self.term(term);
        let grouped = matches!(term.node(), Node::Sum(_) | Node::Fold(..) | Node::If(..));
        if grouped { format!("the quantity {text}, end quantity,") } else { text }
    }

    fn term(&mut self, term: &Term) -> String {
        if let Some(positive) = opposite(term) {
            return format!("minus {}", self.part(&positive));
        }
        match term.node() {
            Node::Number(value) => value.to_string().replace('/', " over "),
            Node::Pi => "pi".into(),
            Node::Size(name) => name.as_str().into(),
            Node::Entry(name, at) => self.indexed(name, at),
            Node::Call(name, at, arguments) => self.indexed(name, at) + &self.arguments(arguments),
            Node::Opaque(name, at, partials, arguments) => {
                let head = self.indexed(name, at) + &self.arguments(arguments);
                let by = |p: &quod_kernel::term::Partial| {
                    format!("the derivative by argument {}{} of ", p.argument + 1, self.letters(&p.indices))
                };
                partials.iter().map(by).collect::<String>() + &head
            }
            Node::Sum(terms) => self.sum(terms),
            Node::Product(factors) => self.product(factors),
            Node::Power(base, exponent) if *exponent < 0 && !matches!(base.node(), Node::Number(_)) => {
                self.product(std::slice::from_ref(term))
            }
            Node::Power(base, 2) => format!("{} squared", self.part(base)),
            Node::Power(base, exponent) => format!("{} to the power {exponent}", self.part(base)),
            Node::Raise(base, exponent) => format!("{} to the power {}", self.part(base), self.part(exponent)),
            Node::Apply(Function::Exp, argument) => format!("e to the power {}", self.part(argument)),
            Node::Apply(function, argument) => format!("{} of {}", function_word(*function), self.part(argument)),
            Node::Fold(fold, size, body) => self.fold(*fold, size, body),
            Node::If(..) => self.case(term),
            Node::Derivative { body, by, at, fixed } => {
                let by = self.indexed(by, at);
                let fixed: Vec<&str> = fixed.iter().map(Name::as_str).collect();
                let held =
                    if fixed.is_empty() { String::new() } else { format!(" with {} held fixed", fixed.join(", ")) };
                format!("the derivative by {by}{held} of {}", self.part(body))
            }
        }
    }

    fn letters(&self, at: &[Index]) -> String {
        at.iter().map(|index| format!(" {}", index_text(index, &self.names))).collect()
    }

    fn indexed(&self, name: &Name, at: &[Index]) -> String {
        format!("{}{}", name.as_str(), self.letters(at))
    }

    fn sum(&mut self, terms: &[Term]) -> String {
        let mut text = String::new();
        for (place, term) in terms.iter().enumerate() {
            let positive = opposite(term);
            text += match (place, &positive) {
                (0, Some(_)) => "minus ",
                (_, Some(_)) => " minus ",
                (0, None) => "",
                (_, None) => " plus ",
            };
            text += &self.part(positive.as_ref().unwrap_or(term));
        }
        text
    }

    fn product(&mut self, factors: &[Term]) -> String {
        let (above, below) = fraction(factors);
        let line = |speaker: &mut Self, list: &[Term]| -> String {
            let parts: Vec<String> = list.iter().map(|factor| speaker.part(factor)).collect();
            if parts.is_empty() { "1".into() } else { parts.join(" times ") }
        };
        let text = line(self, &above);
        if below.is_empty() { text } else { format!("{text} over {}", line(self, &below)) }
    }

    fn fold(&mut self, fold: Fold, size: &Size, body: &Term) -> String {
        let word = match fold {
            Fold::Sum => "sum",
            Fold::Product => "product",
            Fold::Max => "maximum",
            Fold::Min => "minimum",
        };
        let index = self.names.enter(1).first().map_or("?".to_string(), |name| name.as_str().to_string());
        let (condition, body) = match restricted(fold, body) {
            Some((condition, then)) => (format!(" with {}", self.condition(&condition)), then),
            None => (String::new(), body),
        };
        let text = self.part(body);
        self.names.leave(1);
        format!("the {word} over {index} from 1 to {}{condition} of {text}", size_text(size))
    }

    fn case(&mut self, term: &Term) -> String {
        let (list, last) = branches(term);
        let mut parts = Vec::new();
        for (condition, then) in list {
            parts.push(format!("{} if {}", self.term(then), self.condition(condition)));
        }
        format!("{}, otherwise {}", parts.join(", "), self.term(last))
    }

    fn arguments(&mut self, arguments: &[Lambda]) -> String {
        let mut parts = Vec::new();
        for argument in arguments {
            parts.push(match whole_array(argument) {
                Some(array) => array.to_string(),
                None => {
                    let names = self.names.enter(argument.axes.len());
                    let body = self.part(&argument.body);
                    self.names.leave(argument.axes.len());
                    let over: String = names.iter().map(|name| format!(" for each {}", name.as_str())).collect();
                    body + &over
                }
            });
        }
        if parts.is_empty() { String::new() } else { format!(" of {}", parts.join(" and ")) }
    }

    fn condition(&mut self, condition: &Condition) -> String {
        let pair = |speaker: &Self, left: &Index, word: &str, right: &Index| {
            format!("{} {word} {}", index_text(left, &speaker.names), index_text(right, &speaker.names))
        };
        match condition {
            Condition::Equal(left, right) => pair(self, left, "equals", right),
            Condition::Less(left, right) => pair(self, left, "is less than", right),
            Condition::Positive(term) => format!("{} is positive", self.part(term)),
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
