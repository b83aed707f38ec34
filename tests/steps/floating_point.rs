//! Properties of the steps of `book/floating-point.md`.

crate::properties! {
    safe_softmax: "float.safe-softmax",
    max_shift: "float.max-shift",
    log_softmax: "float.log-softmax",
    fused_loss: "float.fused-loss",
    class_loss: "float.class-loss",
    complement: "float.complement",
    division_free: "float.division-free",
    rescale: "float.rescale",
}
