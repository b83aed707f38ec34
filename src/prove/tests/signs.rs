//! Inequalities, and their false neighbours.

use super::{open, proved};

const DECLARED: &str = "∀ n ≥ 1, i ≤ n, j ≤ n, x, y, a[n], b[n], y_[n], z[n]: \
    s[k ≤ n] := exp(z[k])/Σ(l ≤ n: exp(z[l])); J[k ≤ n, l ≤ n] := ∂(s[k], z[l]); ";

const CLAIMS: [(&str, &str); 12] = [
    ("s[i] > 0", "s[i] < 0"),
    ("0 ≤ s[i]", "1 ≤ s[i]"),
    ("s[i] ≤ 1", "s[i] < 1"),
    ("s[i]*(1 - s[i]) ≥ 0", "s[i]*(1 - s[i]) > 0"),
    ("Σ(k ≤ n: Σ(l ≤ n: a[k]*J[k, l]*a[l])) ≥ 0", "Σ(k ≤ n: Σ(l ≤ n: a[k]*J[k, l]*a[l])) > 0"),
    ("Σ(k ≤ n: a[k]*b[k])^2 ≤ Σ(k ≤ n: a[k]^2)*Σ(k ≤ n: b[k]^2)", "Σ(k ≤ n: a[k])^2 ≤ Σ(k ≤ n: a[k]^2)"),
    ("Σ(k ≤ n: a[k])^2 ≤ n*Σ(k ≤ n: a[k]^2)", "Σ(k ≤ n: a[k])^2 ≥ n*Σ(k ≤ n: a[k]^2)"),
    ("x^2 + 1 > 0", "x^2 > 0"),
    ("exp(x) ≠ 0", "x ≠ 0"),
    ("given x > 0; x + exp(y) > 0", "x + exp(y) > 0"),
    ("given x ≥ 0; sqrt(x) ≥ 0", "given x ≥ 0; sqrt(x) > 0"),
    ("exp(z[i]) ≤ Σ(k ≤ n: exp(z[k]))", "z[i] ≤ Σ(k ≤ n: z[k])"),
];

#[test]
fn signs_are_shown() {
    CLAIMS.iter().for_each(|(claim, _)| _ = proved(&format!("{DECLARED}{claim}")));
}

#[test]
fn false_inequalities_stay_open() {
    CLAIMS.iter().for_each(|(_, claim)| open(&format!("{DECLARED}{claim}")));
}

#[test]
fn a_one_hot_target_leaves_one_term() {
    let note = |claim: &str| super::note::note(&format!("given ∀ k ≤ n: y[k] = [k = i]; {claim}"));
    proved(&note("L = -log(s[i])"));
    open(&note("L = -log(s[j])"));
    proved(&note("∂(L, z[j]) = ∂(L, s[i])*∂(s[i], z[j])"));
    proved(&note("∂(L, z[j]) = s[j] - [i = j]"));
    proved(&note("Σ(k ≤ n: y[k]) = 1"));
}

#[test]
fn conditions_that_only_definedness_grants_are_found() {
    for claim in [
        "∀ a, y: -y/a + (1 - y)/(1 - a) = (a - y)/(a*(1 - a))",
        "∀ a: h := -a*log(a) - (1 - a)*log(1 - a); ∂(h, a) = -log(a/(1 - a))",
        "∀ a: h := -a*log(a) - (1 - a)*log(1 - a); ∂(h, a) = log((1 - a)/a)",
        "∀ m, v, z: f := 1/sqrt(2*π*v^2)*exp(-(z - m)^2/(2*v^2)); log(f) = -1/2*log(2*π*v^2) - (z - m)^2/(2*v^2)",
        "∀ n ≥ 1, c, p[n], q[n]: D := Σ(i ≤ n: p[i]*log(p[i]/q[i])); given Σ(i ≤ n: p[i]) = 1; \
         Σ(i ≤ n: p[i]*log(p[i]/(exp(c)*q[i]))) = D - c",
        "∀ n ≥ 1, i ≤ n, x[n]: r := sqrt(Σ(j ≤ n: x[j]^2)); ∂(r^2, x[i]) = 2*x[i]",
        "∀ d ≥ 1, m ≥ 1, k ≤ d, w[d], x[m, d], y[m]: t[i ≤ m] := Σ(j ≤ d: x[i, j]*w[j]); \
         p[i ≤ m] := 1/(1 + exp(-t[i])); l := -Σ(i ≤ m: y[i]*log(p[i]) + (1 - y[i])*log(1 - p[i])); \
         ∂(l, w[k]) = -Σ(i ≤ m: (y[i]*(1 - p[i]) - (1 - y[i])*p[i])*x[i, k])",
    ] {
        proved(claim);
    }
}
