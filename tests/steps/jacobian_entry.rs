//! Properties of the steps of `book/jacobian-entry.md`.

crate::properties! {
    log_derivative_split: "softmax.log-derivative-split",
    log_derivative: "softmax.log-derivative",
    entry: "softmax.entry",
    diagonal: "softmax.diagonal",
    off_diagonal: "softmax.off-diagonal",
    quotient_rule: "softmax.quotient-rule",
    quotient_split: "softmax.quotient-split",
    entry_expanded: "softmax.entry-expanded",
    exchange: "softmax.exchange",
}
