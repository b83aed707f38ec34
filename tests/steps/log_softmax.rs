//! Properties of the steps of `book/log-softmax.md`.

crate::properties! {
    log_of_quotient: "softmax.log-of-quotient",
    log_of_exp: "softmax.log-of-exp",
    log: "softmax.log",
    log_ratio: "softmax.log-ratio",
    log_substituted: "softmax.log-substituted",
    log_split: "softmax.log-split",
}
