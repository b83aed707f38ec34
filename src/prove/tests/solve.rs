//! Claims that follow from an equation by solving it.

use super::{open, proved};

const MEAN: &str = "∀ N ≥ 1, \\mu, \\sigma, x[N]: \\ell := -1/(2*\\sigma^2)*Σ(i ≤ N: (x[i] - \\mu)^2); given 1/\\sigma^2*Σ(i ≤ N: x[i] - \\mu) = 0; ";

const RIDGE: &str = "∀ m ≥ 1, n ≥ 1, i ≤ n, X[m, n], \\lambda, w[n], y[m]: \
    J := Σ(j ≤ m: (Σ(k ≤ n: X[j, k]*w[k]) - y[j])^2) + \\lambda*Σ(j ≤ n: w[j]^2); \
    given ∀ i ≤ n: 2*Σ(j ≤ m: X[j, i]*(Σ(k ≤ n: X[j, k]*w[k]) - y[j])) + 2*\\lambda*w[i] = 0; ";

#[test]
fn a_stationary_point_is_solved_for() {
    proved(&format!("{MEAN}\\mu = 1/N*Σ(i ≤ N: x[i])"));
    proved(&format!("{RIDGE}Σ(j ≤ n: Σ(k ≤ m: X[k, i]*X[k, j])*w[j]) + \\lambda*w[i] = Σ(j ≤ m: X[j, i]*y[j])"));
}

#[test]
fn a_wrong_solution_is_not() {
    open(&format!("{MEAN}\\mu = 2/N*Σ(i ≤ N: x[i])"));
    open(&format!("{MEAN}\\sigma = 1/N*Σ(i ≤ N: x[i])"));
    open(&format!("{RIDGE}Σ(j ≤ n: Σ(k ≤ m: X[k, i]*X[k, j])*w[j]) + 2*\\lambda*w[i] = Σ(j ≤ m: X[j, i]*y[j])"));
}
