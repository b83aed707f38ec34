//! Properties of the steps of `book/jacobian.md`.

crate::properties! {
    four: "jacobian.four",
    matrix: "jacobian.matrix",
    symmetric: "jacobian.symmetric",
    column_sum_split: "jacobian.column-sum-split",
    column_sum: "jacobian.column-sum",
    row_sum_factored: "jacobian.row-sum-factored",
    row_sum: "jacobian.row-sum",
    ones: "jacobian.ones",
    trace: "jacobian.trace",
    product_entry: "jacobian.product-entry",
    product: "jacobian.product",
    quadratic_form: "jacobian.quadratic-form",
    squares_expanded: "jacobian.squares-expanded",
    sum_of_squares: "jacobian.sum-of-squares",
    variance: "jacobian.variance",
    hessian_of_log_sum_exp: "lse.hessian",
}
