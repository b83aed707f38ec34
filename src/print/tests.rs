//! Each row: a claim in the core language, its LaTeX, its words.

use super::{claim_to_latex, claim_to_words, statement_to_words};
use quod_kernel::syntax::{BoundNames, read_statement};

const HEAD: &str = "∀ n ≥ 1, i ≤ n, j ≤ n, x, y[n], z[n], W[n, n], \"a^{[L]}\"[n], \"L_{CE}\", L([n], []): \
                    s[k ≤ n] := exp(z[k])/Σ(k ≤ n: exp(z[k])); f(t) := 1/t; ";

fn latex(claim: &str) -> String {
    let statement = read_statement(&format!("{HEAD}{claim}")).unwrap();
    assert_eq!(statement.check(), Ok(()), "{claim}");
    claim_to_latex(&statement.claim, &BoundNames::of_statement(&statement))
}

fn words(claim: &str) -> String {
    let statement = read_statement(&format!("{HEAD}{claim}")).unwrap();
    claim_to_words(&statement.claim, &BoundNames::of_statement(&statement))
}

#[test]
fn latex_is_what_a_person_writes() {
    for (claim, expected) in [
        (
            "∂(log(s[i]), z[j]) = 1/s[i]*∂(s[i], z[j])",
            r"\frac{\partial}{\partial z_{j}} \left(\log\left(s_{i}\right)\right) = \frac{\frac{\partial s_{i}}{\partial z_{j}}}{s_{i}}",
        ),
        ("s[i] = exp(z[i])/Σ(l ≤ n: exp(z[l]))", r"s_{i} = \frac{e^{z_{i}}}{\sum_{k=1}^{n} e^{z_{k}}}"),
        (
            "-Σ(k ≤ n: y[k]*([k = j] - s[j])) = x*(x + 1)",
            r"-\sum_{k=1}^{n} y_{k} \cdot \left(\mathbf{1}_{\{k = j\}} - s_{j}\right) = x \cdot \left(x + 1\right)",
        ),
        ("Σ(k ≤ n: y[k])*x = x - Σ(k ≤ n: y[k])", r"\left(\sum_{k=1}^{n} y_{k}\right) x = x - \sum_{k=1}^{n} y_{k}"),
        ("Σ(k ≤ n: y[k]) + x ≤ 0", r"\left(\sum_{k=1}^{n} y_{k}\right) + x \le 0"),
        ("Σ(k ≤ n, k ≠ i: W[k, i]) = 1/2*x/3^n", r"\sum_{k=1,\, k \ne i}^{n} W_{ki} = \frac{x}{2 \cdot 3^{n}}"),
        ("x^2*(x + 1)^2 = x^-2", r"x^{2} \left(x + 1\right)^{2} = \frac{1}{x^{2}}"),
        ("exp(x)^2 = \"a^{[L]}\"[1]^2", r"\left(e^{x}\right)^{2} = \left(a^{[L]}_{1}\right)^{2}"),
        (
            "if(i < j: x, if(i = j: 1, 0)) > -x",
            r"\begin{cases} x & \text{if } i < j \\ 1 & \text{if } i = j \\ 0 & \text{otherwise} \end{cases} > -x",
        ),
        (
            "L(λ(k ≤ n: s[k]), x) = L.1[i](λ(k ≤ n: 2*z[k]), \"L_{CE}\")",
            r"L(s, x) = \left(\partial_{1;i} L\right)(\left(2 z_{k}\right)_{k}, L_{CE})",
        ),
        ("f(x) = sqrt(abs(x))*tanh(x)", r"f(x) = \sqrt{\left|x\right|} \tanh\left(x\right)"),
        ("W[i, 1] = max(k ≤ n: y[k])", r"W_{i, 1} = \max_{1 \le k \le n} y_{k}"),
    ] {
        assert_eq!(latex(claim), expected, "{claim}");
    }
}

#[test]
fn words_say_what_the_formula_says() {
    for (claim, expected) in [
        (
            "∂(log(s[i]), z[j]) = [i = j] - s[j]",
            "the derivative of the logarithm of s sub i with respect to z sub j equals the indicator that i equals j minus s sub j",
        ),
        (
            "x*Σ(k ≤ n: y[k])^2 ≠ 1/2*x",
            "x times the quantity the sum over k from 1 to n of y sub k end quantity squared does not equal x over 2",
        ),
        ("L(λ(k ≤ n: s[k]), x) ≥ -exp(x)", "L of s and x is at least minus e to the power x"),
        (
            "(x*y[1])^2 = x^2*y[1]^2",
            "the quantity x times y sub 1 end quantity squared equals x squared times y sub 1 squared",
        ),
        ("exp(x)*x = x*exp(x)", "the quantity e to the power x end quantity times x equals x times e to the power x"),
        (
            "x*Σ(k ≤ n: y[k]) + x = x + x*Σ(k ≤ n: y[k])",
            "the quantity x times the sum over k from 1 to n of y sub k end quantity plus x equals x plus x times the sum \
             over k from 1 to n of y sub k",
        ),
        (
            "log(1/x) = (x + 1)/(x*y[1])",
            "the logarithm of the quantity 1 over x end quantity equals the quantity x plus 1 end quantity over the quantity x times y sub 1 end quantity",
        ),
        ("0^-2 = 1/2", "0 to the power -2 equals 1 over 2"),
    ] {
        assert_eq!(words(claim), expected, "{claim}");
    }
}

#[test]
fn a_statement_in_words_says_its_quantifiers_definitions_and_hypotheses() {
    let text = "∀ m ≥ 2, i ≤ m, y[m]: t := Σ(k ≤ m: y[k]); given ∀ k ≤ m: y[k] > 0; where i ≠ 1; t > y[i]";
    assert_eq!(
        statement_to_words(&read_statement(text).unwrap()),
        "for every size m from 2 on, all i from 1 to m and all vectors y of m real numbers: t is greater than y sub i, \
         where t is defined as the sum over j from 1 to m of y sub j, provided that y sub j is greater than 0 for all j \
         from 1 to m, provided that i differs from 1"
    );
}
