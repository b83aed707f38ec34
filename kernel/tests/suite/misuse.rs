//! Each rule applied where it must not be: the certificate is rejected at this step, for this reason.

use quod_kernel::Rational;
use quod_kernel::certificate::{Certificate, Fact, Proof, Reason, Rule, Step, Witness};
use quod_kernel::check;
use quod_kernel::statement::Statement;
use quod_kernel::syntax::{read_statement, read_term};
use quod_kernel::term::{Condition, Index, Name, Size, Term};

/// Sizes, indices, variables, functions and definitions that all claims here share.
const DECLARED: &str = "∀ n ≥ 1, m ≥ 1, i ≤ n, j ≤ n, k ≤ m, x, y, z[n], w[m], M[n, n], f([]): \
    s[l ≤ n] := exp(z[l])/Σ(p ≤ n: exp(z[p])); q := x^2; g(t) := ∂(t^2, t); ";

pub fn statement(claim: &str) -> Statement {
    let statement = read_statement(&format!("{DECLARED}{claim}")).unwrap_or_else(|e| panic!("{claim}: {e:?}"));
    assert_eq!(statement.check(), Ok(()), "{claim}");
    statement
}

/// All sizes at 2, all indices at 1, all entries at 1.
pub fn witness(statement: &Statement) -> Witness {
    let count = |axes: &[Size]| axes.iter().fold(1, |n, size| n * if matches!(size, Size::Named(_)) { 2 } else { 3 });
    Witness {
        sizes: statement.sizes.keys().map(|name| (name.clone(), 2)).collect(),
        indices: statement.indices.keys().map(|name| (name.clone(), 1)).collect(),
        entries: statement
            .variables
            .iter()
            .map(|(name, axes)| (name.clone(), vec![Rational::ONE; count(axes)]))
            .collect(),
    }
}

pub fn certificate(claim: &str, proof: Proof) -> Certificate {
    let statement = statement(claim);
    Certificate { witness: witness(&statement), statement, proof }
}

fn left(steps: Vec<Step>) -> Proof {
    Proof::Equal { facts: Vec::new(), left: steps, right: Vec::new() }
}

/// The verdict on a claim whose left side is changed by the rule.
fn verdict(claim: &str, rule: Rule) -> Result<(), (&'static str, Reason)> {
    let certificate = certificate(claim, left(vec![Step::By(rule)]));
    check(&certificate.statement, &certificate).map(|_| ()).map_err(|rejected| (rejected.rule, rejected.reason))
}

fn term(text: &str) -> Term {
    read_term(text, &statement("0 = 0")).unwrap_or_else(|e| panic!("{text}: {e:?}"))
}

fn free(name: &str) -> Index {
    Index::Free(Name::new(name))
}

#[test]
fn each_rule_is_rejected_where_it_does_not_hold() {
    let cases: Vec<(&str, Rule, Reason)> = vec![
        ("x*y = 0", Rule::Ring(term("x + y")), Reason::Unequal),
        ("x = 0", Rule::Ring(term("x^2/x")), Reason::Undefined),
        ("x = 0", Rule::Ring(term("x + log(y) - log(y)")), Reason::Undefined),
        ("1 = 0", Rule::Ring(term("(x - y)/(x - y)")), Reason::Undefined),
        ("x/y = 0", Rule::Ring(term("x/(y^2/y)/(x/x)")), Reason::Undefined),
        ("sqrt(x)^2 = 0", Rule::Ring(term("sqrt(x^2)")), Reason::Unequal),
        ("Σ(l ≤ n: x*z[l]) = 0", Rule::SumLinear, Reason::Form),
        ("∏(l ≤ n: x + z[l]) = 0", Rule::SumLinear, Reason::Form),
        ("max(l ≤ n: x + z[l]) = 0", Rule::SumLinear, Reason::Form),
        ("∏(l ≤ n: x*z[l]) = 0", Rule::SumFactor, Reason::Form),
        ("Σ(l ≤ n: x + z[l]) = 0", Rule::SumFactor, Reason::Form),
        ("Σ(l ≤ n: z[l]) = 0", Rule::SumConstant, Reason::Captured),
        ("Σ(l ≤ n: [l = 1]) = 0", Rule::SumConstant, Reason::Captured),
        ("∏(l ≤ n: x) = 0", Rule::SumConstant, Reason::Form),
        ("Σ(l ≤ n: max(p ≤ n: M[l, p])) = 0", Rule::SumSwap, Reason::Form),
        ("Σ(l ≤ n: ∏(p ≤ n: M[l, p])) = 0", Rule::SumSwap, Reason::Form),
        ("x*∏(l ≤ n: z[l]) = 0", Rule::SumDistribute(1), Reason::Form),
        ("x*Σ(l ≤ n: z[l]) = 0", Rule::SumDistribute(2), Reason::NoSuch),
        ("Σ(l ≤ n: z[l]) = 0", Rule::SumExpand, Reason::Form),
        ("Σ(l ≤ 65: x) = 0", Rule::SumExpand, Reason::TooLarge),
        ("Σ(l ≤ n: if(l = i: z[l], 0)) = 0", Rule::SumCase, Reason::Captured),
        ("Σ(l ≤ n: z[l]) + Σ(l ≤ m: w[l]) = 0", Rule::SumJoin(0, 1), Reason::Form),
        ("Σ(l ≤ n: z[l]) + x = 0", Rule::SumJoin(0, 0), Reason::Form),
        ("Σ(l ≤ n: z[l]) + ∏(l ≤ n: z[l]) = 0", Rule::SumJoin(0, 1), Reason::Form),
        ("Σ(l ≤ n: z[l]*x) = 0", Rule::ProductFactor, Reason::Form),
        ("Σ(l ≤ n: exp(z[l])) = 0", Rule::ProductExp, Reason::Form),
        ("Σ(l ≤ n: [l = k]*x) = 0", Rule::Contract, Reason::Form),
        ("Σ(l ≤ n: if(l = k: x, 0)) = 0", Rule::Contract, Reason::Range),
        ("Σ(l ≤ n: if(l = 2: x, 0)) = 0", Rule::Contract, Reason::Range),
        ("Σ(l ≤ n: if(l = l: x, 0)) = 0", Rule::Contract, Reason::Form),
        ("Σ(l ≤ n: if(l = i: x, 1)) = 0", Rule::Contract, Reason::Form),
        ("Σ(l ≤ n: if(l ≠ i: x, 0)) = 0", Rule::Contract, Reason::Form),
        ("∏(l ≤ n: if(l = i: x, 0)) = 0", Rule::Contract, Reason::Form),
        ("max(l ≤ n: if(l = i: x, 0)) = 0", Rule::Contract, Reason::Form),
        ("Σ(l ≤ m: Σ(p ≤ n: if(p = l: z[p], 0))) = 0", Rule::Contract, Reason::Form),
        ("if(i = j: x, y) = 0", Rule::CaseKnown, Reason::Undecided),
        ("if(i < j: x, y) = 0", Rule::CaseKnown, Reason::Undecided),
        ("if(positive(x): x, y) = 0", Rule::CaseKnown, Reason::Undecided),
        ("if(i = j: x, y) = 0", Rule::CaseSame, Reason::Form),
        ("x + y = 0", Rule::CaseSeparate, Reason::Form),
        ("if(i = j: 0, 1/x) = 0", Rule::CaseComplement, Reason::Undefined),
        ("if(i = j: 0, log(x)) = 0", Rule::CaseComplement, Reason::Undefined),
        ("if(i = j: 1, x) = 0", Rule::CaseComplement, Reason::Form),
        ("x*if(i = j: y, 1) = 0", Rule::CaseAbsorb(1), Reason::Form),
        ("if(i = j: y, 1)^2 = 0", Rule::CasePower, Reason::Form),
        ("if(i = j: y, 0)^-2 = 0", Rule::CasePower, Reason::Form),
        ("if(i = j: if(positive(log(x)): y, 0), 0) = 0", Rule::CaseSwap, Reason::Form),
        ("if(i = j: if(i = k: y, 1), 0) = 0", Rule::CaseSwap, Reason::Form),
        ("if(i = j: x + y, 1) = 0", Rule::CaseLinear, Reason::Form),
        ("if(i = k: z[i], 0) = 0", Rule::CaseSubstitute(false), Reason::Range),
        ("if(i = 1: z[i], 0) = 0", Rule::CaseSubstitute(true), Reason::Range),
        ("if(i < j: z[i], 0) = 0", Rule::CaseSubstitute(false), Reason::Form),
        ("if(i = j: x, 0) = 0", Rule::CaseCondition, Reason::Form),
        ("if(i = j: x, 0) = 0", Rule::CaseLess, Reason::Form),
        ("∂(s[i], z[j]) = 0", Rule::Differentiate, Reason::NotSmooth),
        ("∂(max(l ≤ n: z[l]), z[j]) = 0", Rule::Differentiate, Reason::NotSmooth),
        ("∂(abs(x), x) = 0", Rule::Differentiate, Reason::Sign),
        ("∂(x*sqrt(x^4), x) = 0", Rule::Differentiate, Reason::Sign),
        ("∂([positive(x)], x) = 0", Rule::Differentiate, Reason::NotSmooth),
        ("∂(∂(x^2, x), x) = 0", Rule::Differentiate, Reason::NotSmooth),
        ("∂(x^y, x) = 0", Rule::Differentiate, Reason::Form),
        ("x = 0", Rule::Unfold(Vec::new()), Reason::Form),
        ("g(x) = 0", Rule::Unfold(Vec::new()), Reason::Form),
        ("exp(x*y) = 0", Rule::ExpSum, Reason::Form),
        ("exp(x*y) = 0", Rule::ExpScale, Reason::Form),
        ("exp(2*log(x)) = 0", Rule::ExpLog, Reason::Form),
        ("exp(x) = 0", Rule::ExpZero, Reason::Form),
        ("log(x*y) = 0", Rule::LogProduct, Reason::Sign),
        ("log(x^3) = 0", Rule::LogPower, Reason::Sign),
        ("log(2*exp(x)) = 0", Rule::LogExp, Reason::Form),
        ("log(12) = 0", Rule::LogNumber(vec![(2, 1), (3, 1)]), Reason::Unequal),
        ("log(1) = 0", Rule::LogNumber(vec![(1, 1)]), Reason::Form),
        ("log(∏(l ≤ n: z[l])) = 0", Rule::LogFold, Reason::Sign),
        ("x^3 = 0", Rule::RaiseExp, Reason::Form),
        ("sin(x) = 0", Rule::Hyperbolic, Reason::Form),
        ("sqrt(x^3) = 0", Rule::SqrtPower, Reason::Form),
        ("sqrt(x*y) = 0", Rule::SqrtProduct, Reason::Sign),
        ("sqrt(4) = 0", Rule::SqrtNumber(Rational::from(-2i64)), Reason::Sign),
        ("abs(x) = 0", Rule::AbsSign, Reason::Sign),
    ];
    assert!(cases.len() >= 70);
    for (claim, rule, reason) in cases {
        let name = rule.name();
        assert_eq!(verdict(claim, rule), Err((name, reason)), "{name} on {claim}");
    }
}

fn hypothesis(number: usize, instance: Vec<Index>, factor: &str) -> Rule {
    Rule::Hypothesis { number, instance, factor: term(factor) }
}

#[test]
fn hypotheses_are_used_as_they_stand() {
    let given = "given ∀ l ≤ n: z[l] = 1; given x > 0; where i = j; ";
    let on = |claim: &str, rule| verdict(&format!("{given}{claim}"), rule).map_err(|(_, reason)| reason);
    assert_eq!(on("z[i] = 0", hypothesis(3, vec![free("i")], "1")), Err(Reason::NoSuch));
    assert_eq!(on("z[i] = 0", hypothesis(2, vec![], "1")), Err(Reason::Form));
    assert_eq!(on("z[i] = 0", hypothesis(1, vec![], "1")), Err(Reason::OtherRelation));
    assert_eq!(on("z[i] = 0", hypothesis(0, vec![], "1")), Err(Reason::Range));
    assert_eq!(on("z[i] = 0", hypothesis(0, vec![free("k")], "1")), Err(Reason::Range));
    assert_eq!(on("z[i] = 0", hypothesis(0, vec![Index::Numeral(2)], "1")), Err(Reason::Range));
    assert_eq!(on("z[i] = 0", hypothesis(0, vec![Index::Bound(0)], "1")), Err(Reason::Range));
    assert_eq!(on("z[i] = 0", hypothesis(0, vec![free("i")], "1/y")), Err(Reason::Undefined));
    // Applied, it leaves 1 on the left.
    assert_eq!(on("z[i] = 0", hypothesis(0, vec![free("i")], "1")), Err(Reason::Unequal));
    assert_eq!(on("z[i] = 1", hypothesis(0, vec![free("i")], "1")), Ok(()));
}

#[test]
fn nothing_about_what_is_varied_holds_under_its_derivative() {
    let inside = |claim: &str, rules: Vec<Rule>| {
        let steps = vec![Step::Inside(vec![(0, rules.into_iter().map(Step::By).collect())])];
        let certificate = certificate(claim, left(steps));
        check(&certificate.statement, &certificate).map(|_| ()).map_err(|rejected| rejected.reason)
    };
    let under = Err(Reason::UnderDerivative);
    let rule = || hypothesis(0, vec![free("i")], "1");
    assert_eq!(inside("given ∀ l ≤ n: z[l] = 1; ∂(z[i], z[j]) = 0", vec![rule()]), under);
    assert_eq!(inside("given ∀ l ≤ n: s[l] = 1; ∂(s[i], z[j]) = 0", vec![rule()]), under);
    assert_eq!(inside("given ∀ l ≤ n: s[l] = 1; ∂(s[i], s[j]) = 0", vec![rule()]), under);
    assert_eq!(inside("given ∀ l ≤ n: z[l] = 1; ∂(z[i], y) = 0", vec![rule()]), Err(Reason::Unequal));
    assert_eq!(inside("∂(s[i], s[j]) = 0", vec![Rule::Unfold(Vec::new())]), under);
    assert_eq!(inside("∂(x*q, x; q) = 3*q", vec![Rule::Unfold(Vec::new())]), Err(Reason::Form));
    let deep = |claim: &str| {
        let steps = vec![Step::Inside(vec![(0, vec![Step::Inside(vec![(1, vec![Step::By(Rule::Unfold(vec![]))])])])])];
        let certificate = certificate(claim, left(steps));
        check(&certificate.statement, &certificate).map(|_| ()).map_err(|rejected| rejected.reason)
    };
    assert_eq!(deep("∂(x*q, x; q) = 3*q"), under);
    // A sign that is assumed of x does not hold for x free; the root of a square may be taken only where it does.
    let sign = |claim: &str| inside(claim, vec![Rule::AbsSign]);
    assert_eq!(sign("given x ≥ 0; ∂(abs(x), x) = 1"), Err(Reason::Sign));
    assert_eq!(sign("given x ≥ 0; ∂(abs(x), y) = 0"), Err(Reason::Unequal));
}

/// A proof by the sign of a term: both cases by the same steps from the left side.
fn by_sign(claim: &str, of: Term, steps: Vec<Step>) -> Result<(), Reason> {
    let case = || Box::new(left(steps.clone()));
    let proof = Proof::Split { condition: Condition::Positive(of), then: case(), otherwise: case() };
    let certificate = certificate(claim, proof);
    check(&certificate.statement, &certificate).map(|_| ()).map_err(|rejected| rejected.reason)
}

#[test]
fn a_split_by_a_sign_needs_a_term_with_a_value_and_proves_both_cases() {
    let sign = || Step::By(Rule::AbsSign);
    let part = |claim: &str, of: &str| by_sign(claim, term(of), vec![Step::Inside(vec![(0, vec![sign()])])]);
    assert_eq!(part("abs(x)*y = x*y", "x"), Err(Reason::Unequal));
    assert_eq!(part("abs(x)*y = -x*y", "x"), Err(Reason::Unequal));
    assert_eq!(part("abs(x)*y = x*y", "y"), Err(Reason::Sign));
    let both = |of: &str| {
        let known = vec![Step::By(Rule::CaseKnown)];
        let steps = vec![Step::Inside(vec![(0, known), (1, vec![Step::Inside(vec![(1, vec![sign()])])])])];
        by_sign("if(positive(x): x, -x) - abs(x) = 0", term(of), steps)
    };
    assert_eq!(both("x"), Ok(()));
    assert_eq!(both("y"), Err(Reason::Undecided));
    // Without a value it has no sign; a name must be declared; a bound index is nobody's.
    assert_eq!(by_sign("abs(x) = x", term("1/x"), vec![sign()]), Err(Reason::Undefined));
    assert_eq!(by_sign("abs(x) = x", term("log(x)"), vec![sign()]), Err(Reason::Undefined));
    let stranger = by_sign("abs(x) = x", Term::entry(Name::new("v"), Vec::new()), vec![sign()]);
    assert!(matches!(stranger, Err(Reason::IllFormed(_))), "{stranger:?}");
    let loose = by_sign("abs(x) = x", Term::entry(Name::new("z"), vec![Index::Bound(0)]), vec![sign()]);
    assert!(matches!(loose, Err(Reason::IllFormed(_))), "{loose:?}");
    // What holds at a point does not hold around it.
    let inside = vec![Step::Inside(vec![(0, vec![sign()])])];
    assert_eq!(by_sign("∂(abs(x), x) = 1", term("x"), inside), Err(Reason::Sign));
    assert_eq!(by_sign("∂(abs(x), x) = 1", term("x"), vec![Step::By(Rule::Differentiate)]), Err(Reason::Sign));
}

#[test]
fn a_logarithm_is_bounded_by_its_tangent_and_by_nothing_less() {
    let verdict = |claim: &str| {
        let certificate = certificate(claim, Proof::Sign { facts: Vec::new(), steps: Vec::new(), bound: None });
        check(&certificate.statement, &certificate).map(|_| ()).map_err(|rejected| rejected.reason)
    };
    let right = ["log(y) - y + 1 ≤ 0", "x^2 + y - 1 - log(y) ≥ 0", "log(1/y) + 1 - 1/y ≤ 0", "-1 - log(y) + y ≥ 0"];
    for claim in right {
        assert_eq!(verdict(claim), Ok(()), "{claim}");
    }
    let wrong = [
        "log(y) - y + 1 < 0",
        "log(y) - y + 1 ≥ 0",
        "log(y) - y + 2 ≤ 0",
        "log(y) - x + 1 ≤ 0",
        "log(y) + y - 1 ≤ 0",
        "2*log(y) - y + 1 ≤ 0",
        "log(y) + log(y) - y + 1 ≤ 0",
        "log(y) - y + 1 + x ≤ 0",
        "log(y) - 1/y + 1 ≤ 0",
    ];
    for claim in wrong {
        assert_eq!(verdict(claim), Err(Reason::Sign), "{claim}");
    }
}

#[test]
fn facts_come_from_what_must_be_defined() {
    let fact = |claim: &str, source: usize, rule: Rule| {
        let facts = vec![Fact { source, steps: Vec::new() }];
        let proof = Proof::Equal { facts, left: vec![Step::By(rule)], right: Vec::new() };
        let certificate = certificate(claim, proof);
        check(&certificate.statement, &certificate).map(|_| ()).map_err(|rejected| rejected.reason)
    };
    assert_eq!(fact("log(x*y) = log(x) + log(y)", 0, Rule::LogProduct), Ok(()));
    assert_eq!(fact("log(x*y) = log(x) + log(y)", 9, Rule::LogProduct), Err(Reason::NoSuch));
    // The branch that is not chosen need not be defined.
    let hidden = "log(x*y) = if(i = j: 0, log(x) + log(y))";
    assert_eq!(fact(hidden, 0, Rule::LogProduct), Err(Reason::Sign));
    // x·x > 0 says that x is not 0, not that it is above 0.
    assert_eq!(fact("log(x*x) + abs(x) = log(x*x) + x", 0, Rule::AbsSign), Err(Reason::Form));
    let inside = vec![Step::Inside(vec![(1, vec![Step::By(Rule::AbsSign)])])];
    let proof = Proof::Equal { facts: Vec::new(), left: inside, right: Vec::new() };
    let doubled = certificate("log(x*x) + abs(x) = log(x*x) + x", proof);
    assert_eq!(
        check(&doubled.statement, &doubled).map_err(|r| (r.rule, r.reason)).err(),
        Some(("abs-sign", Reason::Sign))
    );
    // √(x·y) says nothing of x alone.
    assert_eq!(fact("sqrt(x*y) = sqrt(x)*y", 0, Rule::SqrtProduct), Err(Reason::Sign));
}

#[test]
fn splits_are_by_conditions_on_free_indices() {
    let on = |claim: &str, condition: Condition| {
        let done = || Box::new(left(Vec::new()));
        let certificate = certificate(claim, Proof::Split { condition, then: done(), otherwise: done() });
        check(&certificate.statement, &certificate).map(|_| ()).map_err(|r| (r.rule, r.reason))
    };
    let equal = |a: &str, b: &str| Condition::Equal(free(a), free(b));
    assert_eq!(on("x = x", equal("i", "j")), Ok(()));
    assert_eq!(on("x = x", equal("i", "k")), Err(("split", Reason::Range)));
    assert_eq!(on("x = x", equal("i", "nowhere")), Err(("split", Reason::Form)));
    assert_eq!(on("x = x", Condition::Equal(free("i"), Index::Bound(0))), Err(("split", Reason::Form)));
    assert_eq!(on("x = x", Condition::Positive(term("1/x"))), Err(("split", Reason::Undefined)));
    // z_i = z_j holds where i = j and not elsewhere.
    assert_eq!(on("z[i] = z[j]", equal("i", "j")), Err(("equal", Reason::Unequal)));
}

#[test]
fn a_proof_must_be_of_the_kind_of_its_relation() {
    let on = |claim: &str, proof: Proof| {
        let certificate = certificate(claim, proof);
        check(&certificate.statement, &certificate).map(|_| ()).map_err(|r| (r.rule, r.reason))
    };
    let sign = || Proof::Sign { facts: Vec::new(), steps: Vec::new(), bound: None };
    assert_eq!(on("x < x", left(Vec::new())), Err(("equal", Reason::OtherRelation)));
    assert_eq!(on("x = x", sign()), Err(("sign", Reason::OtherRelation)));
    assert_eq!(on("0 < exp(x)", sign()), Ok(()));
    assert_eq!(on("0 < x^2", sign()), Err(("sign", Reason::Sign)));
    assert_eq!(on("0 ≤ x^2", sign()), Ok(()));
    assert_eq!(on("0 ≥ x^2", sign()), Err(("sign", Reason::Sign)));
    let bound =
        |text: &str| Proof::Sign { facts: Vec::new(), steps: Vec::new(), bound: Some((term(text), Vec::new())) };
    let square = "x^2 + y^2 ≥ 2*x*y";
    assert_eq!(on(square, bound("(x - y)^2")), Ok(()));
    assert_eq!(on(square, bound("(x + y)^2")), Err(("bound", Reason::Unequal)));
    assert_eq!(on(square, bound("x^2 - 2*x*y + y^2")), Err(("sign", Reason::Sign)));
    assert_eq!(on(square, bound("(x - y)^3/(x - y)")), Err(("bound", Reason::Undefined)));
    assert!(matches!(on("x > y", bound("unknown")), Err(("bound", Reason::IllFormed(_)))));
    assert_eq!(on("0 ≠ x", sign()), Err(("sign", Reason::Sign)));
    assert_eq!(on("x = y", Proof::Absurd(0)), Err(("absurd", Reason::NoSuch)));
    assert_eq!(on("where i = j; x = y", Proof::Absurd(0)), Err(("absurd", Reason::Undecided)));
    // One part that is open leaves the whole open; of a conjunction one part that is false decides it.
    for open in ["where 1 = 2 or i = j; x = y", "where 1 = 1 and i = j; x = y", "where 1 = 1 or 1 = 2; x = y"] {
        assert_eq!(on(open, Proof::Absurd(0)), Err(("absurd", Reason::Undecided)), "{open}");
    }
    let free = |name: &str| Index::Free(Name::new(name));
    let split = Proof::Split {
        condition: Condition::Equal(free("i"), free("j")),
        then: Box::new(left(Vec::new())),
        otherwise: Box::new(Proof::Absurd(0)),
    };
    assert_eq!(on("where i = j or 1 = 2; x = x", split.clone()), Ok(()));
    assert_eq!(on("where i = j or 1 = 1; x = x", split), Err(("absurd", Reason::Undecided)));
    assert_eq!(on("given x = 1; x = y", Proof::Absurd(0)), Err(("absurd", Reason::Undecided)));
}

#[test]
fn the_witness_must_fit_and_serve() {
    let on = |claim: &str, change: &dyn Fn(&mut Witness)| {
        let mut certificate = certificate(claim, left(Vec::new()));
        change(&mut certificate.witness);
        check(&certificate.statement, &certificate).map(|_| ()).map_err(|rejected| rejected.reason)
    };
    let name = Name::new;
    let shape = Err(Reason::WitnessShape);
    assert_eq!(on("x = x", &|_| ()), Ok(()));
    assert_eq!(on("x = x", &|w| _ = w.sizes.insert(name("n"), 0)), shape);
    assert_eq!(on("x = x", &|w| _ = w.sizes.remove(&name("n"))), shape);
    assert_eq!(on("x = x", &|w| _ = w.indices.insert(name("i"), 3)), shape);
    assert_eq!(on("x = x", &|w| _ = w.indices.insert(name("i"), 0)), shape);
    assert_eq!(on("x = x", &|w| _ = w.entries.remove(&name("x"))), shape);
    assert_eq!(on("x = x", &|w| _ = w.entries.insert(name("z"), vec![Rational::ONE])), shape);
    assert_eq!(on("x = x", &|w| _ = w.entries.insert(name("new"), vec![])), shape);
    assert_eq!(on("given x = 2; x = x", &|_| ()), Err(Reason::WitnessFails(0)));
    assert_eq!(on("given x = y; given x > 1; x = x", &|_| ()), Err(Reason::WitnessFails(1)));
    assert_eq!(on("where i ≠ j; x = x", &|_| ()), Err(Reason::WitnessFails(0)));
    assert_eq!(on("given exp(x) = 3; x = x", &|_| ()), Err(Reason::WitnessFails(0)));
    let undefined = Err(Reason::WitnessUndefined);
    assert_eq!(on("1/(x - y) = 1/(x - y)", &|_| ()), undefined);
    assert_eq!(on("log(x - 2) = log(x - 2)", &|_| ()), undefined);
    assert_eq!(on("sqrt(x - 2) = sqrt(x - 2)", &|_| ()), undefined);
    assert_eq!(on("(x - y)^0 = (x - y)^0", &|_| ()), undefined);
    assert_eq!(on("(x - y)^x = (x - y)^x", &|_| ()), undefined);
    assert_eq!(on("∂(abs(x - y), x) = ∂(abs(x - y), x)", &|_| ()), undefined);
    assert_eq!(on("∂(sqrt(x - y), x) = ∂(sqrt(x - y), x)", &|_| ()), undefined);
    assert_eq!(on("∂(max(l ≤ n: z[l]), z[i]) = ∂(max(l ≤ n: z[l]), z[i])", &|_| ()), undefined);
}

#[test]
fn a_certificate_proves_its_own_statement_alone() {
    let mine = certificate("x = x", left(Vec::new()));
    let other = certificate("y = y", left(Vec::new()));
    let reason = check(&other.statement, &mine).map_err(|rejected| (rejected.rule, rejected.reason));
    assert_eq!(reason, Err(("statement", Reason::OtherStatement)));
    let mut forged = mine.clone();
    forged.statement = other.statement.clone();
    assert_eq!(check(&other.statement, &forged).map(|accepted| accepted.steps), Ok(0));
    assert!(check(&mine.statement, &forged).is_err());
}

#[test]
fn what_makes_no_sense_is_rejected_before_any_step() {
    let mut certificate = certificate("x = x", left(Vec::new()));
    certificate.statement.claim.left = Term::entry(Name::new("unknown"), Vec::new());
    let rejected = check(&certificate.statement, &certificate).map(|_| ()).map_err(|r| (r.step, r.rule));
    assert_eq!(rejected, Err((0, "statement")));
}

#[test]
fn parts_that_are_not_there_are_not_changed() {
    let steps = vec![Step::Inside(vec![(5, vec![Step::By(Rule::ExpZero)])])];
    let certificate = certificate("x + y = 0", left(steps));
    let rejected = check(&certificate.statement, &certificate).map(|_| ()).map_err(|r| (r.rule, r.reason));
    assert_eq!(rejected, Err(("inside", Reason::NoSuch)));
}
