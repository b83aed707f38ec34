//! Properties of the steps of `book/log-trick.md`.

crate::properties! {
    derivative_of_log: "softmax.derivative-of-log",
    log_trick: "softmax.log-trick",
    quotient: "softmax.quotient",
}
