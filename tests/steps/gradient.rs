//! Properties of the steps of `book/gradient.md`.

crate::properties! {
    cancel: "ce.cancel",
    distribute: "ce.distribute",
    pull_out: "ce.pull-out",
    sift: "ce.sift",
    before_hypothesis: "ce.before-hypothesis",
    gradient: "ce.gradient",
    gradient_vector: "ce.gradient-vector",
}
