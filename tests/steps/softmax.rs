//! Properties of the steps of `book/softmax.md`.

crate::properties! {
    def: "softmax.def",
    partition: "softmax.partition",
    common_denominator: "softmax.common-denominator",
    sum: "softmax.sum",
    ratio: "softmax.ratio",
    shift: "softmax.shift",
    uniform: "softmax.uniform",
    two_classes: "softmax.two-classes",
    jacobian_def: "jacobian.def",
}
