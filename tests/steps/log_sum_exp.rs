//! Properties of the steps of `book/log-sum-exp.md`.

crate::properties! {
    chain: "lse.chain",
    written_out: "lse.written-out",
    sum_rule: "lse.sum-rule",
    exp_chain: "lse.exp-chain",
    exp_indicator: "lse.exp-indicator",
    partition: "lse.partition",
    derivative: "lse.derivative",
    gradient: "lse.gradient",
    gradient_sum: "lse.gradient-sum",
    shift: "lse.shift",
    equal: "lse.equal",
}
