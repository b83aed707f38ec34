//! Each rule on thousands of random terms: wherever the old term is defined, the new one is, with the same value.
//!
//! The numbers come from `evaluate`, which shares nothing with the kernel but the terms.

#![allow(clippy::float_arithmetic)]

use crate::evaluate::{Out, Point};
use crate::generate::{self, Choices};
use quod_kernel::Rational;
use quod_kernel::certificate::{Rule, Step};
use quod_kernel::check::apply;
use quod_kernel::rules::{NEGATIVE, POSITIVE, Scope, ZERO};
use quod_kernel::statement::Statement;
use quod_kernel::syntax::{read_statement, read_term};
use quod_kernel::term::{Condition, Index, Name, Node, Rewrite, Size, Term};
use std::collections::BTreeMap;

fn named(name: &str) -> Size {
    Size::Named(Name::new(name))
}

/// Holes in the shapes below, with the binders under which what fills them may stand.
fn holes() -> Vec<(&'static str, Vec<Size>)> {
    let n = || named("n");
    vec![
        ("X", vec![]),
        ("Y", vec![]),
        ("A", vec![n()]),
        ("B", vec![n()]),
        ("D", vec![n(), n()]),
        ("W", vec![Size::Numeral(3)]),
    ]
}

/// Puts terms into holes.
struct Fill(BTreeMap<Name, (u32, Term)>);

impl Rewrite for Fill {
    fn term(&mut self, term: &Term, depth: u32) -> Option<Term> {
        let Node::Entry(name, at) = term.node() else { return None };
        let (binders, body) = self.0.get(name)?;
        Some(body.shift(*binders, depth).open(at))
    }
}

/// A statement of the generator without its hypotheses, with one more index.
fn statement(seed: u64) -> Statement {
    let mut statement = generate::statement(seed, 1 + seed as usize % 2);
    statement.hypotheses.clear();
    statement.indices.insert(Name::new("j"), named("n"));
    statement
}

fn shape(text: &str, statement: &Statement, choices: &mut Choices) -> Term {
    let mut wide = statement.clone();
    let axes = |(name, axes): (&str, Vec<Size>)| (Name::new(name), axes);
    wide.variables.extend(holes().into_iter().map(axes));
    let term = read_term(text, &wide).unwrap_or_else(|e| panic!("{text}: {e:?}"));
    let mut fill = |(name, bound): (&str, Vec<Size>)| {
        let depth = choices.below(3);
        (Name::new(name), (bound.len() as u32, generate::term(choices, &bound, depth)))
    };
    let filling = holes().into_iter().map(&mut fill).collect();
    term.rewrite(&mut Fill(filling), 0)
}

fn point(statement: &Statement, choices: &mut Choices) -> Point {
    let sizes: BTreeMap<Name, u64> =
        statement.sizes.iter().map(|(name, least)| (name.clone(), least + choices.below(2) as u64)).collect();
    let mut point = Point { sizes, indices: BTreeMap::new(), variables: BTreeMap::new() };
    for (name, size) in &statement.indices {
        let value = 1 + choices.below(point.length(size) as usize) as u64;
        point.indices.insert(name.clone(), value);
    }
    for (name, axes) in &statement.variables {
        let lengths: Vec<u64> = axes.iter().map(|size| point.length(size)).collect();
        let count: u64 = lengths.iter().product();
        // Mostly ordinary numbers, sometimes those at which things are not defined.
        let values = [0.0, 1.0, -1.0, 0.5, 1.25, -0.75, 0.3, 1.7, -1.4, 2.2];
        let values = (0..count).map(|_| values[choices.below(values.len())]).collect();
        point.variables.insert(name.clone(), (lengths, values));
    }
    point
}

/// How a step fared at a point.
#[derive(PartialEq)]
enum Fate {
    /// The old term is not defined there, or numbers cannot say.
    Silent,
    /// Both are defined and equal.
    Equal,
}

/// Compares the old term and the new one at a point.
fn compare(what: &str, statement: &Statement, point: &Point, old: &Term, new: &Term) -> Fate {
    let place = point.of(statement);
    let Ok(before) = place.value(old) else { return Fate::Silent };
    let after = match place.value(new) {
        Ok(after) => after,
        Err(Out::Unsure) => return Fate::Silent,
        Err(Out::Undefined) => panic!("{what}: {old} is {before} and {new} is not defined at {point:?}\n{statement}"),
    };
    let close = (before - after).abs() <= 1e-5 * (1.0 + before.abs());
    assert!(close, "{what}: {old} is {before} and {new} is {after} at {point:?}\n{statement}");
    Fate::Equal
}

fn numeral(numerator: i128, denominator: i128) -> Rational {
    Rational::new(numerator, denominator).expect("a number")
}

/// Shapes to which each rule applies, most of the time; the letters of [`holes`] are replaced by random terms.
fn shapes(statement: &Statement, choices: &mut Choices) -> Vec<(&'static str, Rule)> {
    let rings = [
        ("(X + Y)^2", "X^2 + 2*X*Y + Y^2"),
        ("X*Y/Y", "X"),
        ("X/Y + 1/Y", "(X + 1)/Y"),
        ("sqrt(X)^2", "X"),
        ("sin(X)^2 + cos(X)^2 + 0*Y", "1"),
        ("abs(X)^4", "X^4"),
        ("1/(1/X)", "X"),
        ("X^-2*X", "1/X"),
        ("(X - Y)*(X + Y)/(X - Y)", "X + Y"),
    ];
    let mut list: Vec<(&str, Rule)> = vec![
        ("Σ(l ≤ n: A[l] + B[l])", Rule::SumLinear),
        ("Σ(l ≤ n: X*A[l]*Y)", Rule::SumFactor),
        ("Σ(l ≤ n: X)", Rule::SumConstant),
        ("Σ(l ≤ n: Σ(p ≤ n: D[l, p]))", Rule::SumSwap),
        ("Σ(l ≤ n: Σ(p ≤ 3: A[l]*W[p]))", Rule::SumSwap),
        ("X*Σ(l ≤ n: A[l])*Y", Rule::SumDistribute(1)),
        ("Σ(l ≤ 3: W[l])", Rule::SumExpand),
        ("Σ(l ≤ n: if(i < j: A[l], B[l]))", Rule::SumCase),
        ("Σ(l ≤ n: A[l]) + X + Σ(l ≤ n: B[l])", Rule::SumJoin(0, 2)),
        ("∏(l ≤ n: A[l]*B[l])", Rule::ProductFactor),
        ("∏(l ≤ n: exp(A[l]))", Rule::ProductExp),
        ("Σ(l ≤ n: if(l = j: A[l], 0))", Rule::Contract),
        ("Σ(l ≤ n: if(2 = l: D[l, i], 0))", Rule::Contract),
        ("∏(l ≤ n: if(l = i: A[l], 1))", Rule::Contract),
        ("if(1 < 2: X, Y)", Rule::CaseKnown),
        ("if(positive(1 + X^2): X, Y)", Rule::CaseKnown),
        ("if(i = j: X, X)", Rule::CaseSame),
        ("if(i < j: X, Y)", Rule::CaseSeparate),
        ("if(i = j: 0, x)", Rule::CaseComplement),
        ("X*if(i = j: Y, 0)*x", Rule::CaseAbsorb(1)),
        ("if(i = j: X, 0)^3", Rule::CasePower),
        ("if(i = j: if(i < 2: X, 0), 0)", Rule::CaseSwap),
        ("if(i = j: 3*X + Y - 2, 0)", Rule::CaseLinear),
        ("if(i = j: D[i, j] + A[i], X)", Rule::CaseSubstitute(false)),
        ("if(i = j: D[i, j] + A[j], X)", Rule::CaseSubstitute(true)),
        ("if(i = 2: A[i], X)", Rule::CaseSubstitute(false)),
        ("if(i = j and i < 2: X, Y)", Rule::CaseCondition),
        ("if(i = j or positive(x): X, Y)", Rule::CaseCondition),
        ("if(i ≠ j: X, Y)", Rule::CaseCondition),
        ("if(i < j: X, Y)", Rule::CaseLess),
        ("∂(X + Y, z[j])", Rule::Differentiate),
        ("∂(X*Y, z[j])", Rule::Differentiate),
        ("∂(X^3, z[j])", Rule::Differentiate),
        ("∂(1/X, x)", Rule::Differentiate),
        ("∂(exp(z[i]*X), z[j])", Rule::Differentiate),
        ("∂(log(1 + z[i]^2), z[j])", Rule::Differentiate),
        ("∂(sqrt(1 + z[i]^2), z[j])", Rule::Differentiate),
        ("∂(sin(x*X), x)", Rule::Differentiate),
        ("∂(cos(x*X), x)", Rule::Differentiate),
        ("∂(sinh(x), x)", Rule::Differentiate),
        ("∂(cosh(x), x)", Rule::Differentiate),
        ("∂(tanh(x*z[i]), x)", Rule::Differentiate),
        ("∂(arctan(x*z[i]), x)", Rule::Differentiate),
        ("∂(abs(2 + x^2), x)", Rule::Differentiate),
        ("∂(z[i], z[j])", Rule::Differentiate),
        ("∂(s[i], s[j])", Rule::Differentiate),
        ("∂(Σ(l ≤ n: z[l]*A[l]), z[j])", Rule::Differentiate),
        ("∂(∏(l ≤ n: z[l] + x), z[j])", Rule::Differentiate),
        ("∂(if(i = j: X, Y), x)", Rule::Differentiate),
        ("∂(L(λ(l ≤ n: z[l]*x), x^2), x)", Rule::Differentiate),
        ("∂(L.2.1[i](λ(l ≤ n: z[l]^2), x), z[j])", Rule::Differentiate),
        ("s[i] + 0*X", Rule::Unfold(vec![])),
        ("s[j]", Rule::Unfold(vec![])),
        ("f(X)", Rule::Unfold(vec![])),
        ("exp(X + Y)", Rule::ExpSum),
        ("exp(-3/2*X)", Rule::ExpScale),
        ("exp(log(X))", Rule::ExpLog),
        ("exp(0)", Rule::ExpZero),
        ("log(exp(X)*Y*cosh(x))", Rule::LogProduct),
        ("log(exp(X)^3)", Rule::LogPower),
        ("log(X^2)", Rule::LogPower),
        ("log(sqrt(X))", Rule::LogPower),
        ("log(exp(X))", Rule::LogExp),
        ("log(12)", Rule::LogNumber(vec![(2, 2), (3, 1)])),
        ("log(2/9)", Rule::LogNumber(vec![(2, 1), (3, -2)])),
        ("log(∏(l ≤ n: exp(A[l])))", Rule::LogFold),
        ("exp(X)^Y", Rule::RaiseExp),
        ("(1 + X^2)^(1/2)", Rule::RaiseExp),
        ("tanh(X)", Rule::Hyperbolic),
        ("sinh(X)", Rule::Hyperbolic),
        ("cosh(X)", Rule::Hyperbolic),
        ("sqrt(X^4)", Rule::SqrtPower),
        ("sqrt(exp(X)*Y^2)", Rule::SqrtProduct),
        ("sqrt(8)", Rule::SqrtNumber(numeral(2, 1))),
        ("sqrt(1/2)", Rule::SqrtNumber(numeral(1, 2))),
        ("abs(X^2)", Rule::AbsSign),
        ("abs(-exp(X))", Rule::AbsSign),
    ];
    let (text, target) = rings[choices.below(rings.len())];
    list.push((text, Rule::Ring(shape(target, statement, &mut Choices::new(0)))));
    list
}

/// A rule with arguments that may or may not fit.
fn any_rule(choices: &mut Choices) -> Rule {
    let plain = Rule::PLAIN;
    let number = choices.below(3);
    match choices.below(plain.len() + 6) {
        0 => Rule::SumDistribute(number),
        1 => Rule::CaseAbsorb(number),
        2 => Rule::SumJoin(number, choices.below(3)),
        3 => Rule::CaseSubstitute(true),
        4 => Rule::Unfold(vec![]),
        5 => Rule::Ring(generate::term(choices, &[], 1 + number)),
        other => plain[other - 6].clone(),
    }
}

/// Applies a rule and compares; how often it applied, and how often numbers could confirm it.
fn confront(statement: &Statement, term: &Term, rule: &Rule, choices: &mut Choices) -> (usize, usize) {
    let mut scope = Scope::new(statement.clone());
    let Ok(new) = apply(&mut scope, &[Step::By(rule.clone())], term) else { return (0, 0) };
    let fates = (0..4).map(|_| compare(rule.name(), statement, &point(statement, choices), term, &new));
    (1, fates.filter(|fate| *fate == Fate::Equal).count())
}

#[test]
fn every_rule_keeps_values_and_definedness() {
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for seed in 0..150 {
        let statement = statement(seed);
        let mut choices = Choices::new(seed + 1000);
        for (text, rule) in shapes(&statement, &mut choices) {
            // The term and the target of `ring` must be filled alike.
            let mut own = if matches!(rule, Rule::Ring(_)) { Choices::new(0) } else { Choices::new(seed + 7) };
            let term = shape(text, &statement, &mut own);
            let (applied, equal) = confront(&statement, &term, &rule, &mut choices);
            let count = counts.entry(rule.name()).or_default();
            *count = (count.0 + applied, count.1 + equal);
        }
    }
    println!("{counts:?}");
    let rules = Rule::PLAIN.iter().map(Rule::name);
    for name in
        rules.chain(["ring", "sum-distribute", "sum-join", "case-absorb", "unfold", "log-number", "sqrt-number"])
    {
        let (applied, equal) = counts.get(name).copied().unwrap_or_default();
        assert!(applied >= 40 && equal >= 60, "{name} applied {applied} times and was confirmed {equal} times");
    }
    assert!(counts.values().map(|(_, equal)| equal).sum::<usize>() >= 10_000);
}

#[test]
fn whatever_a_rule_accepts_of_any_term_it_keeps() {
    let (mut applied, mut equal) = (0, 0);
    for seed in 0..4000 {
        let statement = statement(seed % 40);
        let mut choices = Choices::new(seed + 9);
        let depth = 1 + choices.below(3);
        let mut open = vec![generate::term(&mut choices, &[], depth)];
        while let Some(term) = open.pop() {
            for _ in 0..20 {
                let rule = any_rule(&mut choices);
                let (more, same) = confront(&statement, &term, &rule, &mut choices);
                (applied, equal) = (applied + more, equal + same);
            }
            term.node().each_part(&mut |part, binders| open.extend(binders.is_empty().then(|| part.clone())));
        }
    }
    println!("{applied} applied, {equal} confirmed");
    assert!(applied >= 2000 && equal >= 1000, "{applied} applied, {equal} confirmed");
}

#[test]
fn hypotheses_keep_values_where_they_hold() {
    let mut equal = 0;
    for seed in 0..400 {
        let mut statement = statement(seed);
        let given = "∀ n ≥ 2, z[n], x: given ∀ l ≤ n: z[l] = 2*x; x = x";
        statement.hypotheses = read_statement(given).expect("read").hypotheses;
        let mut choices = Choices::new(seed + 3);
        let term = shape("X + A[i]", &statement, &mut choices);
        let factor = shape("Y*Y", &statement, &mut choices);
        let instance = vec![[Index::Free(Name::new("j")), Index::Numeral(2)][choices.below(2)].clone()];
        let rule = Rule::Hypothesis { number: 0, instance, factor };
        let mut scope = Scope::new(statement.clone());
        let Ok(new) = apply(&mut scope, &[Step::By(rule)], &term) else { continue };
        for _ in 0..4 {
            let mut point = point(&statement, &mut choices);
            let x = point.variables[&Name::new("x")].1[0];
            point.variables.get_mut(&Name::new("z")).expect("z").1.fill(2.0 * x);
            equal += usize::from(compare("hypothesis", &statement, &point, &term, &new) == Fate::Equal);
        }
    }
    assert!(equal >= 200, "{equal}");
}

#[test]
fn signs_totality_and_decisions_are_those_of_the_numbers() {
    let (mut signs_seen, mut total, mut decided) = (0, 0, 0);
    for seed in 0..4000 {
        let statement = statement(seed % 50);
        let mut choices = Choices::new(seed + 5);
        let term = generate::term(&mut choices, &[], 1 + seed as usize % 3);
        let mut scope = Scope::new(statement.clone());
        let (signs, everywhere) = (scope.signs(&term), scope.total(&term));
        let condition = Condition::Positive(term.clone());
        let decision = scope.decide(&condition);
        for _ in 0..4 {
            let point = point(&statement, &mut choices);
            let place = point.of(&statement);
            match place.value(&term) {
                Ok(value) => {
                    // Rounding may leave a little of what is 0.
                    let own = if value > 1e-9 {
                        POSITIVE
                    } else if value < -1e-9 {
                        NEGATIVE
                    } else {
                        ZERO | signs
                    };
                    assert!(signs & own != 0, "{term} is {value} at {point:?}\n{statement}");
                    signs_seen += usize::from(signs.count_ones() < 3);
                    total += usize::from(everywhere);
                }
                Err(Out::Undefined) => assert!(!everywhere, "{term} is not defined at {point:?}\n{statement}"),
                Err(Out::Unsure) => {}
            }
            if let (Some(decision), Ok(holds)) = (decision, place.holds(&condition)) {
                assert_eq!(decision, holds, "{term} > 0 at {point:?}\n{statement}");
                decided += 1;
            }
        }
    }
    println!("{signs_seen} signs, {total} total, {decided} decided");
    assert!(signs_seen >= 1000 && total >= 1000 && decided >= 500, "{signs_seen} {total} {decided}");
}

#[test]
fn facts_hold_wherever_a_side_is_defined() {
    let mut confirmed = 0;
    for seed in 0..3000 {
        let statement = statement(seed % 50);
        let mut choices = Choices::new(seed + 11);
        let text = ["log(X*Y)", "1/(X*Y)", "sqrt(X)/Y", "X^Y", "Σ(l ≤ n: 1/A[l])", "s[i]/abs(X)"][choices.below(6)];
        let term = shape(text, &statement, &mut choices);
        let mut scope = Scope::new(statement.clone());
        if scope.gather(&[], &term).is_err() {
            continue;
        }
        for _ in 0..4 {
            let point = point(&statement, &mut choices);
            let place = point.of(&statement);
            if place.value(&term).is_err() {
                continue;
            }
            for (ranges, fact, signs) in &scope.facts {
                let mut inner = place.clone();
                inner.bound.extend(ranges.iter().map(|_| 1));
                let Ok(value) = inner.value(fact) else { continue };
                let own = if value > 1e-9 {
                    POSITIVE
                } else if value < -1e-9 {
                    NEGATIVE
                } else {
                    signs | ZERO
                };
                assert!(signs & own != 0, "{term} is defined, so {fact} has signs {signs}, not {value}\n{statement}");
                confirmed += 1;
            }
        }
    }
    assert!(confirmed >= 2000, "{confirmed}");
}

#[test]
fn the_numbers_notice_a_wrong_rule() {
    let statement = statement(1);
    let mut choices = Choices::new(4);
    let term = |text: &str| read_term(text, &statement).expect("a term");
    for (old, new) in [
        ("Σ(l ≤ n: z[l] + x)", "Σ(l ≤ n: z[l]) + x"),
        ("∂(z[i]^2, z[j])", "2*z[i]"),
        ("if(i = j: z[i], 0)", "z[i]"),
        ("log(x^2)", "2*log(x)"),
        ("x", "x^2/x"),
        ("∂(s[i], s[j])", "1"),
        ("tanh(x)", "sinh(x)"),
    ] {
        let (old, new) = (term(old), term(new));
        let points: Vec<Point> = (0..200).map(|_| point(&statement, &mut choices)).collect();
        let wrong = |point: &Point| {
            let place = point.of(&statement);
            let (Ok(before), after) = (place.value(&old), place.value(&new)) else { return false };
            after == Err(Out::Undefined)
                || after.is_ok_and(|after| (before - after).abs() > 1e-5 * (1.0 + before.abs()))
        };
        assert!(points.iter().any(wrong), "{old} → {new}");
    }
}
