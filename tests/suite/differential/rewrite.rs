//! Random terms, steps that keep their value, and steps that hardly do.

use super::term::{LETTERS, Term, VECTORS, softmax};
use crate::dresses::Random;
use Term::{Add, By, Delta, Entry, Exp, Log, Mul, Number, Over, Power, Size, Softmax, Sum};

/// A random term in the free indices i and j, and in the letters that sums around it bind.
pub fn term(random: &mut Random, depth: usize, open: &[char]) -> Term {
    let letter = *random.pick(open);
    if depth == 0 {
        return match random.next() % 8 {
            0 => Number(*random.pick(&[2, 3, -1, -2]), *random.pick(&[1, 1, 1, 2, 3])),
            1 => Softmax(letter),
            2 => Delta(letter, *random.pick(open)),
            3 => Size,
            _ => Entry(*random.pick(&VECTORS), letter),
        };
    }
    let inner = |random: &mut Random| Box::new(term(random, depth - 1, open));
    match random.next() % 12 {
        0..3 => Add((0..2 + random.next() % 2).map(|_| *inner(random)).collect()),
        3..6 => Mul((0..2 + random.next() % 2).map(|_| *inner(random)).collect()),
        6 => Power(inner(random), 2 + (random.next() % 2) as u32),
        7 => Over(inner(random), Box::new(positive(random, open))),
        8 => Log(Box::new(positive(random, open))),
        9 => positive(random, open),
        _ => {
            let Some(fresh) = LETTERS[2..].iter().find(|letter| !open.contains(letter)) else { return Size };
            Sum(*fresh, Box::new(term(random, depth - 1, &[open, &[*fresh, *fresh]].concat())))
        }
    }
}

fn positive(random: &mut Random, open: &[char]) -> Term {
    let exponential = |random: &mut Random| Exp(Box::new(Entry(*random.pick(&VECTORS), *random.pick(open))));
    match random.next() % 4 {
        0 => Add(vec![Term::one(), exponential(random)]),
        1 => Softmax(*random.pick(open)),
        2 => Mul(vec![exponential(random), exponential(random)]),
        _ => {
            let Some(fresh) = LETTERS[2..].iter().find(|letter| !open.contains(letter)) else { return Term::one() };
            Sum(*fresh, Box::new(Exp(Box::new(Entry(*random.pick(&VECTORS), *fresh)))))
        }
    }
}

/// The place of each part at any depth, as the way to it from the top.
fn places(term: &Term) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    for (number, part) in term.parts().into_iter().enumerate() {
        all.extend(places(part).into_iter().map(|place| [vec![number], place].concat()));
    }
    all
}

/// The term with what a change makes of the part at a place; `None` where it makes nothing of it.
fn at(term: &Term, place: &[usize], change: &mut dyn FnMut(&Term) -> Option<Term>) -> Option<Term> {
    let Some((first, rest)) = place.split_first() else { return change(term) };
    let mut parts: Vec<Term> = term.parts().into_iter().cloned().collect();
    parts[*first] = at(&parts[*first], rest, change)?;
    Some(term.with_parts(parts))
}

/// Changes one part somewhere, if any of some places allows it.
fn somewhere(term: &Term, random: &mut Random, change: fn(&Term, &mut Random) -> Vec<Term>) -> Option<Term> {
    let all = places(term);
    (0..20).find_map(|_| {
        let changed = at(term, random.pick::<Vec<usize>>(&all), &mut |part| {
            let ways = change(part, random);
            (!ways.is_empty()).then(|| random.pick(&ways).clone())
        })?;
        let nested = |term: &Term| matches!(term, By(inner, _) if inner.differentiates());
        let fits = |term: &Term| term.count() <= 60 && !any(term, &nested);
        changed.apart().filter(fits)
    })
}

fn any(term: &Term, wanted: &dyn Fn(&Term) -> bool) -> bool {
    wanted(term) || term.parts().into_iter().any(|part| any(part, wanted))
}

/// The same value in another form.
pub fn rewritten(term: &Term, random: &mut Random) -> Option<Term> {
    somewhere(term, random, equal)
}

/// Probably another value.
pub fn mutated(term: &Term, random: &mut Random) -> Option<Term> {
    somewhere(term, random, other)
}

fn equal(term: &Term, random: &mut Random) -> Vec<Term> {
    let mut ways = match term {
        Add(parts) => of_add(parts, random),
        Mul(parts) => of_mul(parts, random),
        Sum(letter, inner) => of_sum(*letter, inner),
        By(inner, letter) => of_derivative(inner, *letter),
        Over(a, b) => of_over(a, b, random),
        Exp(a) => match &**a {
            Add(parts) => vec![Mul(parts.iter().map(|part| Exp(Box::new(part.clone()))).collect())],
            _ => Vec::new(),
        },
        Log(a) => of_log(a),
        Power(a, exponent) => vec![Mul(vec![(**a).clone(); *exponent as usize])],
        Softmax(i) => vec![softmax(*i)],
        Delta(i, j) => vec![Delta(*j, *i), Power(Box::new(term.clone()), 2)],
        _ => Vec::new(),
    };
    ways.extend(of_any(term, random));
    ways
}

fn of_any(term: &Term, random: &mut Random) -> Vec<Term> {
    let mut ways = Vec::new();
    let free: Vec<char> = term.free().into_iter().collect();
    if !free.is_empty() && random.next().is_multiple_of(3) {
        let (letter, new) = (*random.pick(&free), 'w');
        let part = Entry(*random.pick(&VECTORS), letter);
        ways.push(Add(vec![term.clone(), part.clone(), part.minus()]));
        if !matches!(term, By(..)) {
            ways.push(Sum(new, Box::new(Mul(vec![Delta(new, letter), term.put(letter, new)]))));
            ways.push(Log(Box::new(Exp(Box::new(term.clone())))));
        }
    }
    ways
}

fn swapped(parts: &[Term], random: &mut Random) -> Vec<Term> {
    let mut parts = parts.to_vec();
    let places = [random.next() as usize % parts.len(), random.next() as usize % parts.len()];
    parts.swap(places[0], places[1]);
    parts
}

fn of_add(parts: &[Term], random: &mut Random) -> Vec<Term> {
    let mut ways = vec![Add(swapped(parts, random))];
    if let [Mul(a), Mul(b)] = parts
        && a[0] == b[0]
        && a.len() > 1
        && b.len() > 1
    {
        ways.push(Mul(vec![a[0].clone(), Add(vec![Mul(a[1..].to_vec()), Mul(b[1..].to_vec())])]));
    }
    let flat = |part: &Term| if let Add(inner) = part { inner.clone() } else { vec![part.clone()] };
    ways.push(Add(parts.iter().flat_map(flat).collect()));
    ways
}

fn of_mul(parts: &[Term], random: &mut Random) -> Vec<Term> {
    let mut ways = vec![Mul(swapped(parts, random))];
    for (number, part) in parts.iter().enumerate() {
        let mut rest = parts.to_vec();
        rest.remove(number);
        let with = |inner: &Term| Mul([&rest[..], std::slice::from_ref(inner)].concat());
        match part {
            Add(inner) => ways.push(Add(inner.iter().map(with).collect())),
            // The letter of a sum is its own in every term that is handed on, so nothing is captured.
            Sum(letter, inner) => ways.push(Sum(*letter, Box::new(with(inner)))),
            Over(a, b) => ways.push(Over(Box::new(with(a)), b.clone())),
            Delta(i, j) => ways.push(Mul(parts
                .iter()
                .enumerate()
                .map(|(other, part)| if other == number { part.clone() } else { part.put(*i, *j) })
                .collect())),
            _ => {}
        }
    }
    if let [Exp(a), Exp(b)] = parts {
        ways.push(Exp(Box::new(Add(vec![(**a).clone(), (**b).clone()]))));
    }
    ways
}

fn of_sum(letter: char, inner: &Term) -> Vec<Term> {
    let over = |part: &Term| Sum(letter, Box::new(part.clone()));
    let mut ways = Vec::new();
    if !inner.free().contains(&letter) {
        ways.push(Mul(vec![Size, inner.clone()]));
    }
    match inner {
        Add(parts) => ways.push(Add(parts.iter().map(over).collect())),
        Sum(other, inner) => ways.push(Sum(*other, Box::new(over(inner)))),
        Mul(parts) => {
            let (within, without): (Vec<Term>, Vec<Term>) =
                parts.iter().cloned().partition(|part| part.free().contains(&letter));
            if !within.is_empty() && !without.is_empty() {
                ways.push(Mul([without, vec![over(&Mul(within))]].concat()));
            }
            for (number, part) in parts.iter().enumerate() {
                let Delta(i, j) = part else { continue };
                let to = if *i == letter { *j } else { *i };
                if to == letter || (*i != letter && *j != letter) {
                    continue;
                }
                let mut rest = parts.clone();
                rest.remove(number);
                rest.push(Term::one());
                ways.push(Mul(rest.iter().map(|part| part.put(letter, to)).collect()));
            }
        }
        _ => {}
    }
    ways
}

fn of_derivative(inner: &Term, letter: char) -> Vec<Term> {
    let by = |term: &Term| By(Box::new(term.clone()), letter);
    match inner {
        Add(parts) => vec![Add(parts.iter().map(by).collect())],
        Mul(parts) => {
            let one = |number: usize| {
                let with = |(other, part)| if other == number { by(part) } else { part.clone() };
                Mul(parts.iter().enumerate().map(with).collect())
            };
            vec![Add((0..parts.len()).map(one).collect())]
        }
        Sum(bound, inner) => vec![Sum(*bound, Box::new(by(inner)))],
        Exp(a) => vec![Mul(vec![inner.clone(), by(a)])],
        Log(a) => vec![Over(Box::new(by(a)), a.clone())],
        Power(a, 2) => vec![Mul(vec![Number(2, 1), (**a).clone(), by(a)])],
        Power(a, exponent) => {
            vec![Mul(vec![Number(i64::from(*exponent), 1), Power(a.clone(), exponent - 1), by(a)])]
        }
        Over(a, b) => {
            let top = Add(vec![Mul(vec![by(a), (**b).clone()]), Mul(vec![(**a).clone(), by(b)]).minus()]);
            vec![Over(Box::new(top), Box::new(Power(b.clone(), 2)))]
        }
        Entry('x', i) => vec![Delta(*i, letter)],
        Softmax(i) => {
            let difference = Add(vec![Delta(*i, letter), Softmax(letter).minus()]);
            vec![Mul(vec![inner.clone(), difference])]
        }
        Entry(..) | Number(..) | Size | Delta(..) => vec![Number(0, 1)],
        By(..) => Vec::new(),
    }
}

fn of_over(a: &Term, b: &Term, random: &mut Random) -> Vec<Term> {
    let over = |part: &Term| Over(Box::new(part.clone()), Box::new(b.clone()));
    let mut ways = Vec::new();
    if let Add(parts) = a {
        ways.push(Add(parts.iter().map(over).collect()));
    }
    if let Some(letter) = b.free().into_iter().next() {
        let more = Exp(Box::new(Entry(*random.pick(&VECTORS), letter)));
        let times = |part: &Term| Box::new(Mul(vec![part.clone(), more.clone()]));
        ways.push(Over(times(a), times(b)));
    }
    ways.push(Mul(vec![over(&Term::one()), a.clone()]));
    ways
}

fn of_log(a: &Term) -> Vec<Term> {
    let log = |part: &Term| Log(Box::new(part.clone()));
    match a {
        Mul(parts) if parts.iter().all(Term::positive) => vec![Add(parts.iter().map(log).collect())],
        Over(a, b) if a.positive() && b.positive() => vec![Add(vec![log(a), log(b).minus()])],
        Exp(a) => vec![(**a).clone()],
        _ => Vec::new(),
    }
}

fn other(term: &Term, random: &mut Random) -> Vec<Term> {
    let letter = *random.pick(&LETTERS[..2]);
    let vector = *random.pick(&VECTORS);
    match term {
        Number(a, b) => vec![Number(a + 1, *b), Number(-a, *b), Number(*a, b + 1)],
        Size => vec![Number(2, 1), Add(vec![Size, Term::one().minus()])],
        Entry(name, i) => vec![Entry(*name, letter), Entry(vector, *i), term.clone().minus()],
        Softmax(i) => vec![Softmax(letter), Entry('a', *i), Power(Box::new(term.clone()), 2)],
        Delta(i, _) => vec![Term::one(), Delta(*i, letter), Add(vec![Term::one(), term.clone().minus()])],
        Add(parts) | Mul(parts) => {
            let mut fewer = parts.clone();
            fewer.remove(random.next() as usize % parts.len());
            let turned: Vec<Term> = parts.iter().cloned().map(Term::minus).collect();
            let twice = [parts.clone(), vec![parts[0].clone()]].concat();
            [fewer, turned, twice].into_iter().filter(|parts| !parts.is_empty()).map(|it| term.with_parts(it)).collect()
        }
        Over(a, b) => vec![(**a).clone(), Mul(vec![(**a).clone(), (**b).clone()])],
        Exp(a) => vec![Exp(Box::new((**a).clone().minus())), (**a).clone()],
        Log(a) => vec![(**a).clone(), term.clone().minus()],
        Power(a, exponent) => vec![Power(a.clone(), exponent + 1), (**a).clone()],
        Sum(bound, a) => vec![a.put(*bound, letter), Mul(vec![Size, term.clone()])],
        By(a, _) => vec![By(a.clone(), letter), term.clone().minus()],
    }
}
