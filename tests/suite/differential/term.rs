//! A small language of its own for random mathematics, with its own evaluation: nothing of quod says here what is true.

use num_dual::{Dual64, DualNum};
use std::collections::BTreeSet;

/// A term. Every denominator and every argument of a logarithm is positive by the way in which terms are made.
#[derive(Clone, Debug, PartialEq)]
pub enum Term {
    /// A fraction.
    Number(i64, i64),
    /// The size n.
    Size,
    /// An entry of a vector: its letter and its index.
    Entry(char, char),
    /// An entry of the softmax of x, which the page defines.
    Softmax(char),
    /// 1 where both indices are equal, else 0.
    Delta(char, char),
    Add(Vec<Term>),
    Mul(Vec<Term>),
    Over(Box<Term>, Box<Term>),
    Exp(Box<Term>),
    Log(Box<Term>),
    Power(Box<Term>, u32),
    Sum(char, Box<Term>),
    /// The derivative by an entry of x.
    By(Box<Term>, char),
}

use Term::{Add, By, Delta, Entry, Exp, Log, Mul, Number, Over, Power, Size, Softmax, Sum};

/// The vectors of a page. Only x is differentiated by.
pub const VECTORS: [char; 3] = ['x', 'a', 'b'];
/// Letters for indices; the first two are free in a claim.
pub const LETTERS: [char; 10] = ['i', 'j', 'k', 'l', 'm', 'p', 'q', 'r', 'u', 'v'];

/// Where a term is evaluated: the entries of each vector, and a value for each index.
#[derive(Clone)]
pub struct Point {
    pub vectors: Vec<Vec<f64>>,
    pub indices: Vec<(char, usize)>,
}

impl Point {
    fn size(&self) -> usize {
        self.vectors[0].len()
    }

    fn at(&self, letter: char) -> usize {
        let found = self.indices.iter().rev().find(|(name, _)| *name == letter);
        found.unwrap_or_else(|| panic!("{letter} has no value")).1
    }

    fn with(&self, letter: char, value: usize) -> Point {
        let mut inner = self.clone();
        inner.indices.push((letter, value));
        inner
    }
}

impl Term {
    pub fn one() -> Term {
        Number(1, 1)
    }

    pub fn minus(self) -> Term {
        Mul(vec![Number(-1, 1), self])
    }

    /// The parts, in order.
    pub fn parts(&self) -> Vec<&Term> {
        match self {
            Add(parts) | Mul(parts) => parts.iter().collect(),
            Over(a, b) => vec![a, b],
            Exp(a) | Log(a) | Power(a, _) | Sum(_, a) | By(a, _) => vec![a],
            _ => Vec::new(),
        }
    }

    /// The same term with other parts, as many as it has.
    pub fn with_parts(&self, mut parts: Vec<Term>) -> Term {
        let mut first = |place: usize| Box::new(std::mem::replace(&mut parts[place], Size));
        match self {
            Add(_) => Add(parts),
            Mul(_) => Mul(parts),
            Over(..) => Over(first(0), first(1)),
            Exp(_) => Exp(first(0)),
            Log(_) => Log(first(0)),
            Power(_, exponent) => Power(first(0), *exponent),
            Sum(letter, _) => Sum(*letter, first(0)),
            By(_, letter) => By(first(0), *letter),
            other => other.clone(),
        }
    }

    /// How many terms it consists of.
    pub fn count(&self) -> usize {
        1 + self.parts().into_iter().map(Term::count).sum::<usize>()
    }

    /// The indices that no sum within it binds.
    pub fn free(&self) -> BTreeSet<char> {
        let mut found: BTreeSet<char> = self.parts().into_iter().flat_map(Term::free).collect();
        match self {
            Entry(_, i) | Softmax(i) | By(_, i) => drop(found.insert(*i)),
            Delta(i, j) => found.extend([*i, *j]),
            Sum(letter, _) => drop(found.remove(letter)),
            _ => {}
        }
        found
    }

    /// Another index in the place of a free one.
    pub fn put(&self, from: char, to: char) -> Term {
        let turn = |letter: char| if letter == from { to } else { letter };
        match self {
            Entry(vector, i) => Entry(*vector, turn(*i)),
            Softmax(i) => Softmax(turn(*i)),
            Delta(i, j) => Delta(turn(*i), turn(*j)),
            Sum(letter, _) if *letter == from => self.clone(),
            By(inner, i) => By(Box::new(inner.put(from, to)), turn(*i)),
            _ => self.with_parts(self.parts().into_iter().map(|part| part.put(from, to)).collect()),
        }
    }

    /// The same term with every sum over a letter of its own; `None` where there are too few letters.
    pub fn apart(&self) -> Option<Term> {
        // By way of letters that occur nowhere, so that no new letter is that of another sum.
        let mut private = '\u{e000}'..'\u{f000}';
        self.renamed(&mut private)?.renamed(&mut LETTERS[2..].iter().copied())
    }

    fn renamed(&self, left: &mut impl Iterator<Item = char>) -> Option<Term> {
        if let Sum(letter, inner) = self {
            let (inner, fresh) = (inner.renamed(left)?, left.next()?);
            return Some(Sum(fresh, Box::new(inner.put(*letter, fresh))));
        }
        let parts: Option<Vec<Term>> = self.parts().into_iter().map(|part| part.renamed(left)).collect();
        Some(self.with_parts(parts?))
    }

    /// Whether it holds a derivative.
    pub fn differentiates(&self) -> bool {
        matches!(self, By(..)) || self.parts().into_iter().any(Term::differentiates)
    }

    /// Whether it is positive wherever it is defined, by its form.
    pub fn positive(&self) -> bool {
        match self {
            Number(numerator, _) => *numerator > 0,
            Size | Softmax(_) | Exp(_) => true,
            Add(parts) | Mul(parts) => parts.iter().all(Term::positive),
            Over(a, b) => a.positive() && b.positive(),
            Power(a, _) | Sum(_, a) => a.positive(),
            _ => false,
        }
    }

    /// The value at a point, with the derivative by the entry of x at `by`, if any.
    pub fn value(&self, point: &Point, by: Option<usize>) -> Dual64 {
        let value = self.raw(point, by);
        // What is too large for a machine number says nothing, even where it is only divided by.
        let known = value.re.is_finite() && value.eps.is_finite();
        if known { value } else { Dual64::new(f64::NAN, f64::NAN) }
    }

    fn raw(&self, point: &Point, by: Option<usize>) -> Dual64 {
        let of = |term: &Term| term.value(point, by);
        match self {
            Number(a, b) => Dual64::from(*a as f64 / *b as f64),
            Size => Dual64::from(point.size() as f64),
            Entry(vector, i) => {
                let (number, at) = (VECTORS.iter().position(|name| name == vector).expect("a vector"), point.at(*i));
                let moves = number == 0 && by == Some(at);
                Dual64::new(point.vectors[number][at], f64::from(u8::from(moves)))
            }
            Softmax(i) => softmax(*i).value(point, by),
            Delta(i, j) => Dual64::from(f64::from(u8::from(point.at(*i) == point.at(*j)))),
            Add(parts) => parts.iter().map(of).fold(Dual64::from(0.0), |sum, part| sum + part),
            Mul(parts) => parts.iter().map(of).fold(Dual64::from(1.0), |product, part| product * part),
            Over(a, b) => of(a) / of(b),
            Exp(a) => of(a).exp(),
            Log(a) => of(a).ln(),
            Power(a, exponent) => (0..*exponent).fold(Dual64::from(1.0), |product, _| product * of(a)),
            Sum(letter, a) => (0..point.size())
                .map(|at| a.value(&point.with(*letter, at), by))
                .fold(Dual64::from(0.0), |sum, part| sum + part),
            By(a, i) => {
                assert!(by.is_none(), "no derivative within a derivative is made");
                Dual64::from(a.value(point, Some(point.at(*i))).eps)
            }
        }
    }
}

/// What the page says of the softmax.
pub fn softmax(i: char) -> Term {
    let exponential = |i: char| Exp(Box::new(Entry('x', i)));
    Over(Box::new(exponential(i)), Box::new(Sum('w', Box::new(exponential('w')))))
}
