//! Properties of the steps of `book/chain-rule.md`.

crate::properties! {
    chain: "ce.chain",
    path: "ce.path",
    chain_substituted: "ce.chain-substituted",
    chain_vector: "ce.chain-vector",
    one_path: "ce.one-path",
    missed_paths: "ce.missed-paths",
}
