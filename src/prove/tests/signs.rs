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
