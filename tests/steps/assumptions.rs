//! Properties of the steps of `book/assumptions.md`.

crate::properties! {
    hypothesis_gap: "ce.hypothesis-gap",
    gradient_sum: "ce.gradient-sum",
    true_class: "ce.true-class",
    soft_labels: "ce.soft-labels",
    smoothed_sum: "ce.smoothed-sum",
    label_smoothing: "ce.label-smoothing",
    class_weights: "ce.class-weights",
    entropy_divergence: "ce.entropy-divergence",
    divergence_gradient: "ce.divergence-gradient",
    hessian: "ce.hessian",
}
