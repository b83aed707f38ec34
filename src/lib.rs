//! quod, *quod erat demonstrandum*: `rustc` for derivations.
//!
//! The library behind the `quod` command. [`numeric`] is of use on its own: softmax, its Jacobian and the cross-entropy
//! on nalgebra, with the steps of the book as records that can be run.

pub mod source;
pub mod diagnostic;
pub mod latex;
pub mod print;
pub mod elaborate;
pub mod derivation;
pub mod prove;
pub mod refute;
pub mod verdict;
pub mod driver;
pub mod report;
pub mod numeric;
#[cfg(feature = "site")]
pub mod site;
pub mod cmd;

/// The kernel's generator of statements, which prover and refuter are tested with.
#[cfg(test)]
#[path = "../kernel/tests/suite/generate.rs"]
mod generate;

/// The examples of the book's chapters, run by `cargo test`.
#[cfg(doctest)]
mod book {
    macro_rules! chapters {
        ($($name:ident = $path:literal),* $(,)?) => { $(#[doc = include_str!($path)] mod $name {})* };
    }

    chapters! {
        readme = "../README.md",
        softmax = "../book/softmax.md",
        log_trick = "../book/log-trick.md",
        log_softmax = "../book/log-softmax.md",
        indicator = "../book/indicator.md",
        log_sum_exp = "../book/log-sum-exp.md",
        jacobian_entry = "../book/jacobian-entry.md",
        jacobian = "../book/jacobian.md",
        cross_entropy = "../book/cross-entropy.md",
        chain_rule = "../book/chain-rule.md",
        gradient = "../book/gradient.md",
        assumptions = "../book/assumptions.md",
        floating_point = "../book/floating-point.md",
        errata_wrong_left_side = "../book/errata/wrong-left-side.md",
        errata_missing_sum = "../book/errata/missing-sum.md",
        errata_lost_indicator = "../book/errata/lost-indicator.md",
        errata_late_hypothesis = "../book/errata/late-hypothesis.md",
        errata_one_hot_not_needed = "../book/errata/one-hot-not-needed.md",
        testing = "../book/testing.md",
    }
}
