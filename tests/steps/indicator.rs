//! Properties of the steps of `book/indicator.md`.

crate::properties! {
    cases: "indicator.cases",
    def: "indicator.def",
    derivative_of_a_logit: "softmax.indicator",
    sift: "indicator.sift",
    count: "indicator.count",
    ones: "indicator.ones",
    contract: "indicator.contract",
    exchange: "indicator.exchange",
    square: "indicator.square",
    sum_of_squares: "indicator.sum-of-squares",
}
