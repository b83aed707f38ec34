//! What is written reads back to the same statement, and what makes no sense is said by kind.

use quod_kernel::statement::{IllFormed, Statement};
use quod_kernel::syntax::{read_statement, read_term};
use quod_kernel::term::{Condition, Index, Name, Term};

const SOFTMAX: &str = "∀ n ≥ 1, i ≤ n, j ≤ n, z[n]: s[k ≤ n] := exp(z[k])/Σ(k ≤ n: exp(z[k])); ";

fn softmax(rest: &str) -> Statement {
    read_statement(&format!("{SOFTMAX}{rest}")).unwrap()
}

fn fault(text: &str) -> IllFormed {
    read_statement(text).unwrap().check().unwrap_err()
}

#[test]
fn generated_statements_are_well_formed_and_read_back() {
    for seed in 0..3000 {
        let statement = crate::generate::statement(seed, 1 + seed as usize % 4);
        assert_eq!(statement.check(), Ok(()), "seed {seed}: {statement}");
        let text = statement.to_string();
        let back = read_statement(&text).unwrap_or_else(|e| panic!("seed {seed}: {text}: {e}"));
        assert_eq!(back, statement, "seed {seed}: {text}");
        assert_eq!(back.to_string(), text);
    }
}

#[test]
fn what_is_written_is_what_one_expects() {
    for (given, expected) in [
        ("∂(log(s[i]), z[j]) = 1/s[i]*∂(s[i], z[j])", "∂(log(s[i]), z[j]) = 1/s[i]*∂(s[i], z[j])"),
        ("(1) = -(2*z[i])", "1 = -2*z[i]"),
        ("z[i]/2/(z[j]^2) = z[i]^-2 - (3 - z[j])", "1/2*z[i]/z[j]^2 = 1/z[i]^2 - (3 - z[j])"),
        ("Σ(l ≤ n, l ≠ i: [i = l]) = 0", "Σ(k ≤ n, k ≠ i: [i = k]) = 0"),
        ("if(i < j: 1, 0) = if(not(i = j or i = 1): 1, 2)", "[i < j] = if(not(i = j or i = 1): 1, 2)"),
        ("Σ(l ≤ n, l ≠ i: z[l]) = 0", "Σ(k ≤ n, k ≠ i: z[k]) = 0"),
        ("z[i]^(1/2) = (-2)^2", "z[i]^(1/2) = 4"),
    ] {
        let text = softmax(given).to_string();
        assert_eq!(text.rsplit("; ").next(), Some(expected), "{text}");
    }
}

#[test]
fn bound_indices_have_no_names() {
    assert_eq!(softmax("Σ(l ≤ n: z[l]) = 0"), softmax("Σ(m ≤ n: z[m]) = 0"));
    assert_ne!(softmax("Σ(l ≤ n: z[l]) = 0"), softmax("Σ(m ≤ n: z[i]) = 0"));
    let inner = softmax("Σ(l ≤ n: Σ(l ≤ n: z[l])) = 0");
    assert_eq!(inner, softmax("Σ(k ≤ n: Σ(l ≤ n: z[l])) = 0"));
}

#[test]
fn opening_and_closing_a_binder_are_opposite() {
    let body = read_term("Σ(k ≤ n: z[k]*z[l]*[k = l])", &softmax("0 = 0")).unwrap();
    let closed = body.close(&[Name::new("l")]);
    assert_eq!(closed.loose(), 1);
    assert_eq!(closed.open(&[Index::Free(Name::new("l"))]), body);
    let numeral = closed.open(&[Index::Numeral(1)]);
    assert_eq!(numeral, read_term("Σ(k ≤ n: z[k]*z[1]*[k = 1])", &softmax("0 = 0")).unwrap());
}

#[test]
fn unfolding_puts_indices_and_arguments_under_binders_without_capture() {
    let text =
        "∀ n ≥ 1, i ≤ n, z[n], x: g[k ≤ n](t) := Σ(l ≤ n: t*z[l]*[l = k]); Σ(k ≤ n: g[k](Σ(l ≤ n: z[k]*z[l]))) = 0";
    let statement = read_statement(text).unwrap();
    let quod_kernel::term::Node::Fold(fold, size, body) = statement.claim.left.node() else { panic!() };
    let quod_kernel::term::Node::Call(name, at, arguments) = body.node() else { panic!() };
    let unfolded = statement.definition(name).unwrap().unfold(at, arguments).unwrap();
    let expected = read_term("Σ(k ≤ n: Σ(l ≤ n: Σ(m ≤ n: z[k]*z[m])*z[l]*[l = k]))", &statement).unwrap();
    assert_eq!(Term::fold(*fold, size.clone(), unfolded), expected);
}

#[test]
fn a_derivative_by_a_parameter_is_not_unfolded_by_substitution() {
    let statement = read_statement("∀ x: g(t) := ∂(t^2, t); g(x) = 2*x").unwrap();
    assert_eq!(statement.check(), Ok(()));
    let quod_kernel::term::Node::Call(name, at, arguments) = statement.claim.left.node() else { panic!() };
    assert_eq!(statement.definition(name).unwrap().unfold(at, arguments), None);
}

#[test]
fn constructors_keep_domains() {
    let x = || Term::entry(Name::new("x"), vec![]);
    assert_eq!(Term::product([Term::integer(0), x()]).to_string(), "0*x");
    assert_eq!(x().over(x()).to_string(), "x/x");
    assert_eq!(Term::power(x(), 0).to_string(), "x^0");
    assert_eq!(Term::power(Term::integer(0), 0).to_string(), "0^0");
    assert_eq!(Term::integer(1).over(Term::integer(0)).to_string(), "0^-1");
}

#[test]
fn names_and_scopes_are_checked() {
    let name = |text: &str| Name::new(text);
    assert_eq!(fault("∀ z: y = z"), IllFormed::UnknownName(name("y")));
    assert_eq!(fault("∀ z[n]: 1 = 1"), IllFormed::UnknownName(name("n")));
    assert_eq!(fault("∀ n ≥ 1, z[n]: z[i] = 1"), IllFormed::UnknownIndex(name("i")));
    assert_eq!(fault("∀ n ≥ 0: n = n"), IllFormed::Zero);
    assert_eq!(fault("∀ n ≥ 1, z[n]: z[0] = 1"), IllFormed::Zero);
    assert_eq!(fault("∀ x: x := 1; x = 1"), IllFormed::DuplicateName(name("x")));
    assert_eq!(fault("∀ x: f(x) := 1; x = 1"), IllFormed::DuplicateName(name("x")));
    assert_eq!(fault("∀ x: f := g; g := x; f = x"), IllFormed::UnknownName(name("g")));
    assert_eq!(fault("∀ x: f := f; f = x"), IllFormed::UnknownName(name("f")));
    assert_eq!(fault("∀ n ≥ 1, z[n]: z = 1"), IllFormed::Arity(name("z")));
    assert_eq!(fault("∀ x, L([]): L.2(x) = 1"), IllFormed::Arity(name("L")));
    let loose = Statement { claim: softmax("z[i] = 0").claim, ..softmax("0 = 0") };
    let mut loose = loose;
    loose.claim.left = Term::indicator(Condition::Equal(Index::Bound(0), Index::Numeral(1)));
    assert_eq!(loose.check(), Err(IllFormed::LooseIndex));
}

#[test]
fn sizes_are_checked() {
    assert!(matches!(fault("∀ n ≥ 1, m ≥ 1, i ≤ m, z[n]: z[i] = 1"), IllFormed::Axis { .. }));
    assert!(matches!(fault("∀ n ≥ 1, m ≥ 1, z[n]: Σ(i ≤ m: z[i]) = 1"), IllFormed::Axis { .. }));
    assert!(matches!(fault("∀ n ≥ 1, m ≥ 1, L([n]), z[m]: L(λ(i ≤ m: z[i])) = 1"), IllFormed::Axis { .. }));
    assert!(matches!(fault("∀ n ≥ 2, z[n]: z[3] = 1"), IllFormed::Numeral { numeral: 3, .. }));
    assert_eq!(read_statement("∀ n ≥ 3, z[n], w[2]: z[3] = w[2]").unwrap().check(), Ok(()));
}

#[test]
fn derivatives_are_checked() {
    let name = |text: &str| Name::new(text);
    assert_eq!(fault("∀ x: ∂(x, y) = 1"), IllFormed::UnknownName(name("y")));
    assert_eq!(fault("∀ n ≥ 1: ∂(n, n) = 1"), IllFormed::UnknownName(name("n")));
    assert_eq!(fault("∀ x: g(t) := ∂(t*x, x); g(x) = x"), IllFormed::DerivativeBy(name("x")));
    assert_eq!(fault("∀ x: g(t) := t; ∂(x, g) = x"), IllFormed::DerivativeBy(name("g")));
    let ambiguous = IllFormed::Ambiguous { by: name("s"), through: name("x") };
    assert_eq!(fault("∀ x, y: s := exp(x); ∂(y*s + x, s) = y"), ambiguous);
    let through = IllFormed::Ambiguous { by: name("s"), through: name("x") };
    assert_eq!(fault("∀ x: s := exp(x); t := 2*x; ∂(t*s, s) = t"), through);
    assert_eq!(read_statement("∀ x: s := exp(x); t := 2*x; ∂(t*s, s; t) = t").unwrap().check(), Ok(()));
    assert_eq!(read_statement("∀ x, y: s := exp(x); L := y*s; ∂(L, s) = y").unwrap().check(), Ok(()));
}

#[test]
fn what_is_not_of_the_language_is_said_with_its_place() {
    for (text, at, expected) in [
        ("", 0, "a term"),
        ("1 + = 2", 4, "a term"),
        ("1", 1, "a relation"),
        ("∀ x, x: x = x", 5, "another name"),
        ("max(i ≤ 2, i < 2: 1) = 1", 9, "no condition under max or min"),
        ("1 = 1; 2 = 2", 5, "the end"),
        ("1 = ?", 4, "a sign of the core language"),
        ("\"x = 1", 0, "a closing quote"),
    ] {
        let error = read_statement(text).unwrap_err();
        assert_eq!((error.at, error.expected), (at, expected), "{text}");
    }
    let deep = format!("{}1{} = 1", "(".repeat(5000), ")".repeat(5000));
    assert_eq!(read_statement(&deep).unwrap_err().expected, "a term that nests less deep");
}
