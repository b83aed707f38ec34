//! The links of the shared note, with their false neighbours.

use super::{open, proved};

/// Softmax and cross-entropy, with indices i and j.
pub fn note(claim: &str) -> String {
    format!(
        "∀ n ≥ 1, i ≤ n, j ≤ n, y[n], z[n]: s[k ≤ n] := exp(z[k])/Σ(l ≤ n: exp(z[l])); \
         L := -Σ(k ≤ n: y[k]*log(s[k])); {claim}"
    )
}

/// Each claim with neighbours that are false.
pub const LINKS: [(&str, &[&str]); 24] = [
    (
        "∂(log(s[i]), z[j]) = 1/s[i]*∂(s[i], z[j])",
        &[
            "∂(log(s[i]), z[j]) = -1/s[i]*∂(s[i], z[j])",
            "∂(log(s[i]), z[j]) = 1/s[j]*∂(s[i], z[j])",
            "∂(log(s[i]), z[j]) = 1/s[i]^2*∂(s[i], z[j])",
            "∂(log(s[i]), z[j]) = ∂(s[i], z[j])",
        ],
    ),
    (
        "∂(s[i], z[j]) = s[i]*∂(log(s[i]), z[j])",
        &["∂(s[i], z[j]) = s[j]*∂(log(s[i]), z[j])", "∂(s[i], z[j]) = s[i]*∂(log(s[i]), z[i])"],
    ),
    ("log(s[i]) = log(exp(z[i])/Σ(l ≤ n: exp(z[l])))", &["log(s[i]) = log(exp(z[j])/Σ(l ≤ n: exp(z[l])))"]),
    (
        "log(exp(z[i])/Σ(l ≤ n: exp(z[l]))) = z[i] - log(Σ(l ≤ n: exp(z[l])))",
        &[
            "log(exp(z[i])/Σ(l ≤ n: exp(z[l]))) = z[i] + log(Σ(l ≤ n: exp(z[l])))",
            "log(exp(z[i])/Σ(l ≤ n: exp(z[l]))) = z[i] - Σ(l ≤ n: z[l])",
            "log(exp(z[i])/Σ(l ≤ n: exp(z[l]))) = z[i] - log(exp(z[i]))",
        ],
    ),
    (
        "∂(log(s[i]), z[j]) = ∂(z[i] - log(Σ(l ≤ n: exp(z[l]))), z[j])",
        &["∂(log(s[i]), z[j]) = ∂(z[i] - log(Σ(l ≤ n: exp(z[l]))), z[i])"],
    ),
    ("∂(z[i], z[j]) = if(i = j: 1, 0)", &["∂(z[i], z[j]) = if(i = j: 0, 1)", "∂(z[i], z[j]) = 1", "∂(z[i], z[j]) = 0"]),
    ("if(i = j: 1, 0) = [i = j]", &["if(i = j: 1, 0) = [i ≠ j]"]),
    (
        "∂(log(Σ(l ≤ n: exp(z[l]))), z[j]) = 1/Σ(l ≤ n: exp(z[l]))*∂(Σ(l ≤ n: exp(z[l])), z[j])",
        &["∂(log(Σ(l ≤ n: exp(z[l]))), z[j]) = ∂(Σ(l ≤ n: exp(z[l])), z[j])"],
    ),
    (
        "1/Σ(l ≤ n: exp(z[l]))*∂(Σ(l ≤ n: exp(z[l])), z[j]) = exp(z[j])/Σ(l ≤ n: exp(z[l]))",
        &["1/Σ(l ≤ n: exp(z[l]))*∂(Σ(l ≤ n: exp(z[l])), z[j]) = exp(z[i])/Σ(l ≤ n: exp(z[l]))"],
    ),
    ("exp(z[j])/Σ(l ≤ n: exp(z[l])) = s[j]", &["exp(z[j])/Σ(l ≤ n: exp(z[l])) = s[i]"]),
    (
        "∂(log(s[i]), z[j]) = [i = j] - s[j]",
        &[
            "∂(log(s[i]), z[j]) = [i = j] - s[i]",
            "∂(log(s[i]), z[j]) = [i = j] + s[j]",
            "∂(log(s[i]), z[j]) = 1 - s[j]",
            "∂(log(s[i]), z[j]) = -s[j]",
        ],
    ),
    (
        "∂(s[i], z[j]) = s[i]*([i = j] - s[j])",
        &[
            "∂(s[i], z[j]) = s[j]*([i = j] - s[j])",
            "∂(s[i], z[j]) = s[i]*(1 - s[j])",
            "∂(s[i], z[j]) = -s[i]*s[j]",
            "∂(s[i], z[j]) = s[i]*([i = j] - s[i])",
        ],
    ),
    (
        "∂(L, z[j]) = Σ(k ≤ n: ∂(L, s[k])*∂(s[k], z[j]))",
        &["∂(L, z[j]) = ∂(L, s[i])*∂(s[i], z[j])", "∂(L, z[j]) = Σ(k ≤ n: ∂(L, s[j])*∂(s[k], z[j]))"],
    ),
    ("∂(L, s[i]) = -y[i]/s[i]", &["∂(L, s[i]) = y[i]/s[i]", "∂(L, s[i]) = -Σ(k ≤ n: y[k]/s[k])"]),
    (
        "∂(L, z[j]) = -Σ(k ≤ n: y[k]/s[k]*s[k]*([k = j] - s[j]))",
        &["∂(L, z[j]) = Σ(k ≤ n: y[k]/s[k]*s[k]*([k = j] - s[j]))"],
    ),
    (
        "-Σ(k ≤ n: y[k]/s[k]*s[k]*([k = j] - s[j])) = -Σ(k ≤ n: y[k]*([k = j] - s[j]))",
        &["-Σ(k ≤ n: y[k]/s[k]*s[k]*([k = j] - s[j])) = -Σ(k ≤ n: y[k]*([k = j] - s[k]))"],
    ),
    (
        "-Σ(k ≤ n: y[k]*([k = j] - s[j])) = Σ(k ≤ n: y[k]*s[j]) - Σ(k ≤ n: y[k]*[k = j])",
        &[
            "-Σ(k ≤ n: y[k]*([k = j] - s[j])) = Σ(k ≤ n: y[k]*s[j]) + Σ(k ≤ n: y[k]*[k = j])",
            "-Σ(k ≤ n: y[k]*([k = j] - s[j])) = y[j]*s[j] - Σ(k ≤ n: y[k]*[k = j])",
        ],
    ),
    (
        "Σ(k ≤ n: y[k]*s[j]) - Σ(k ≤ n: y[k]*[k = j]) = s[j]*Σ(k ≤ n: y[k]) - Σ(k ≤ n: y[k]*[k = j])",
        &["Σ(k ≤ n: y[k]*s[j]) - Σ(k ≤ n: y[k]*[k = j]) = s[j]*Σ(k ≤ n: y[k]) - Σ(k ≤ n: y[k])"],
    ),
    (
        "given Σ(k ≤ n: y[k]) = 1; ∂(L, z[j]) = s[j] - y[j]",
        &[
            "∂(L, z[j]) = s[j] - y[j]",
            "given Σ(k ≤ n: y[k]) = 1; ∂(L, z[j]) = s[j] + y[j]",
            "given Σ(k ≤ n: y[k]) = 1; ∂(L, z[j]) = s[i] - y[j]",
            "given Σ(k ≤ n: y[k]) = 2; ∂(L, z[j]) = s[j] - y[j]",
        ],
    ),
    ("Σ(k ≤ n: ∂(s[i], z[k])) = 0", &["Σ(k ≤ n: ∂(s[i], z[k])) = s[i]"]),
    ("Σ(k ≤ n: ∂(s[k], z[j])) = 0", &["Σ(k ≤ n: ∂(s[k], z[j])) = 1"]),
    ("∂(s[i], z[j]) = ∂(s[j], z[i])", &["∂(s[i], z[j]) = ∂(s[j], z[j])", "∂(s[i], z[j]) = -∂(s[j], z[i])"]),
    ("Σ(k ≤ n: s[k]) = 1", &["Σ(k ≤ n: s[k]) = n", "Σ(k ≤ n: s[k]^2) = 1"]),
    (
        "Σ(k ≤ n: Σ(l ≤ n: y[k]*y[l]*s[k]*([k = l] - s[l]))) = Σ(k ≤ n: s[k]*(y[k] - Σ(l ≤ n: s[l]*y[l]))^2)",
        &["Σ(k ≤ n: Σ(l ≤ n: y[k]*y[l]*s[k]*([k = l] - s[l]))) = Σ(k ≤ n: s[k]*(y[k] - s[k]*y[k])^2)"],
    ),
];

#[test]
fn the_true_links_are_proved() {
    for (claim, _) in LINKS {
        proved(&note(claim));
    }
}

#[test]
fn their_false_neighbours_are_not() {
    for claim in LINKS.iter().flat_map(|(_, neighbours)| neighbours.iter()) {
        open(&note(claim));
    }
}

#[test]
fn only_the_last_step_needs_the_hypothesis() {
    let last = proved(&note("given Σ(k ≤ n: y[k]) = 1; ∂(L, z[j]) = s[j] - y[j]"));
    assert_eq!(last.hypotheses.into_iter().collect::<Vec<_>>(), [0]);
    assert_eq!(last.conditions, []);
    let before = proved(&note("given Σ(k ≤ n: y[k]) = 1; ∂(L, z[j]) = s[j]*Σ(k ≤ n: y[k]) - y[j]"));
    assert!(before.hypotheses.is_empty());
}

#[test]
fn a_shift_of_all_logits_changes_nothing() {
    let shift =
        |claim: &str| format!("∀ n ≥ 1, i ≤ n, c, z[n]: f[k ≤ n](v[n]) := exp(v[k])/Σ(l ≤ n: exp(v[l])); {claim}");
    proved(&shift("f[i](λ(k ≤ n: z[k] + c)) = f[i](λ(k ≤ n: z[k]))"));
    open(&shift("f[i](λ(k ≤ n: z[k]*c)) = f[i](λ(k ≤ n: z[k]))"));
    open(&shift("f[i](λ(k ≤ n: z[k] + c*[k = i])) = f[i](λ(k ≤ n: z[k]))"));
}
