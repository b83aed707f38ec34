//! In the fragment of the book's page on decisions every statement is proved or refuted: none is left open.
//!
//! Unrestricted sums, Kronecker deltas, rational arithmetic and exponentials; no size in an exponent, no product over an
//! index, no bound index below a fraction, no hypothesis.

use crate::generate::Choices;
use crate::prove::{Outcome, prove};
use crate::refute::{Effort, Verdict, refute};
use quod_kernel::syntax::read_statement;

/// A term of the fragment, written in the core language when it is done.
#[derive(Clone, Debug)]
enum Part {
    /// A number, a size, an entry, an indicator, or an exponential of entries.
    Leaf(String),
    Sum(Vec<Part>),
    Product(Vec<Part>),
    Square(Box<Part>),
    Over(Box<Part>, String),
    /// A sum over an index of this name.
    Fold(String, Box<Part>),
}

impl Part {
    fn text(&self) -> String {
        let list = |parts: &[Part], by: &str| parts.iter().map(Part::text).collect::<Vec<_>>().join(by);
        match self {
            Part::Leaf(text) => text.clone(),
            Part::Sum(parts) => format!("({})", list(parts, " + ")),
            Part::Product(parts) if parts.is_empty() => "1".to_string(),
            Part::Product(parts) => format!("({})", list(parts, "*")),
            Part::Square(base) => format!("({})^2", base.text()),
            Part::Over(top, bottom) => format!("({}/({bottom}))", top.text()),
            Part::Fold(name, body) => format!("Σ({name} ≤ n: {})", body.text()),
        }
    }

    /// Whether it names an index: as a part of an index list or of a comparison.
    fn names(&self, index: &str) -> bool {
        self.text().split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == index)
    }
}

struct Maker<'c> {
    choices: &'c mut Choices,
    bound: Vec<String>,
}

impl Maker<'_> {
    fn index(&mut self) -> String {
        let mut names = self.bound.clone();
        names.extend(["i", "j"].map(String::from));
        names[self.choices.below(names.len())].clone()
    }

    fn leaf(&mut self) -> Part {
        let (k, l) = (self.index(), self.index());
        Part::Leaf(match self.choices.below(12) {
            0 => "2".to_string(),
            1 => "(-1)".to_string(),
            2 => "n".to_string(),
            3 => "x".to_string(),
            4 | 5 => format!("a[{k}]"),
            6 => format!("b[{k}]"),
            7 => format!("M[{k}, {l}]"),
            8 | 9 => format!("[{k} = {l}]"),
            10 => format!("exp(a[{k}])"),
            _ => format!("exp(a[{k}] - x)"),
        })
    }

    fn part(&mut self, depth: usize) -> Part {
        if depth == 0 {
            return self.leaf();
        }
        match self.choices.below(9) {
            0..=1 => Part::Sum(vec![self.part(depth - 1), self.part(depth - 1)]),
            2..=4 => Part::Product(vec![self.part(depth - 1), self.part(depth - 1)]),
            5 => {
                let bottoms = ["n", "Σ(v ≤ n: exp(a[v]))", "1 + exp(x)", "exp(a[i])"];
                let bottom = bottoms[self.choices.below(bottoms.len())].to_string();
                Part::Over(Box::new(self.part(depth - 1)), bottom)
            }
            6 if depth == 1 => Part::Square(Box::new(self.leaf())),
            _ if self.bound.len() < 3 => {
                let name = ["k", "l", "m"][self.bound.len()].to_string();
                self.bound.push(name.clone());
                let body = self.part(depth - 1);
                self.bound.pop();
                Part::Fold(name, Box::new(body))
            }
            _ => self.leaf(),
        }
    }

    /// Another way to write the same.
    fn rewritten(&mut self, part: &Part) -> Part {
        let many = |maker: &mut Self, parts: &[Part]| -> Vec<Part> {
            let mut parts: Vec<Part> = parts.iter().map(|part| maker.rewritten(part)).collect();
            if maker.choices.below(2) == 0 {
                parts.reverse();
            }
            parts
        };
        match part {
            Part::Leaf(_) => part.clone(),
            Part::Square(base) => Part::Product(vec![(**base).clone(), (**base).clone()]),
            Part::Over(top, bottom) => Part::Over(Box::new(self.rewritten(top)), bottom.clone()),
            Part::Sum(parts) => Part::Sum(many(self, parts)),
            Part::Product(parts) => match &parts[..] {
                [factor, Part::Sum(addends)] => {
                    let product = |addend: &Part| Part::Product(vec![addend.clone(), factor.clone()]);
                    Part::Sum(addends.iter().map(product).collect())
                }
                parts => Part::Product(many(self, parts)),
            },
            Part::Fold(name, body) => match &**body {
                Part::Sum(addends) => {
                    let fold = |addend: &Part| Part::Fold(name.clone(), Box::new(addend.clone()));
                    Part::Sum(addends.iter().map(fold).collect())
                }
                Part::Fold(inner, body) => Part::Fold(inner.clone(), Box::new(Part::Fold(name.clone(), body.clone()))),
                Part::Product(parts) if !parts[0].names(name) => {
                    let rest = Part::Fold(name.clone(), Box::new(Part::Product(parts[1..].to_vec())));
                    Part::Product(vec![parts[0].clone(), rest])
                }
                body => Part::Fold(name.clone(), Box::new(self.rewritten(body))),
            },
        }
    }
}

/// What became of one pair of sides.
fn decided(left: &Part, right: &Part) -> Option<bool> {
    let text = format!("∀ n ≥ 1, i ≤ n, j ≤ n, x, a[n], b[n], M[n, n]: {} = {}", left.text(), right.text());
    let statement = read_statement(&text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
    assert_eq!(statement.check(), Ok(()), "{text}");
    let proved = matches!(prove(&statement, 300_000), Outcome::Proved(_));
    // Of what is proved a few instances are a second opinion.
    let effort = if proved { Effort::default().brief() } else { Effort::default() };
    let refuted = matches!(refute(&statement, effort), Verdict::Refuted(_));
    assert!(!(proved && refuted), "proved and refuted: {text}");
    if !proved && !refuted {
        println!("open: {text}");
    }
    (proved || refuted).then_some(proved)
}

#[test]
fn in_the_fragment_every_statement_is_proved_or_refuted() {
    let number = |name: &str, otherwise| std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(otherwise);
    let (first, count) = (number("QUOD_FUZZ_FIRST", 0), number("QUOD_FUZZ_COUNT", 150));
    let (mut proved, mut refuted, mut open, mut lost) = (0, 0, 0, 0);
    for seed in first..first + count {
        let mut choices = Choices::new(seed);
        let mut maker = Maker { choices: &mut choices, bound: Vec::new() };
        let depth = 2 + seed as usize % 3;
        let left = maker.part(depth);
        let same = maker.rewritten(&left);
        let again = maker.rewritten(&same);
        let other = maker.part(depth);
        let more = Part::Sum(vec![again.clone(), maker.leaf()]);
        for (right, truth) in [(same, true), (again, true), (other, false), (more, false)] {
            match decided(&left, &right) {
                Some(true) => proved += 1,
                Some(false) if truth => lost += 1,
                Some(false) => refuted += 1,
                None => open += 1,
            }
        }
    }
    println!("{proved} proved, {refuted} refuted, {open} open");
    assert_eq!((open, lost), (0, 0));
    assert!(proved as u64 > count && refuted as u64 > count / 2, "{proved} proved, {refuted} refuted");
}
