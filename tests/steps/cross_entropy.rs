//! Properties of the steps of `book/cross-entropy.md`.

crate::properties! {
    definition: "ce.def",
    logits: "ce.logits",
    collected: "ce.collected",
    log_sum_exp: "ce.log-sum-exp",
    one_hot: "ce.one-hot",
    gaps: "ce.gaps",
    partial: "ce.partial",
}
