//! Functions that take what follows, and operators with limits.

use super::super::tree::Operator;
use super::{Meaning, NONE, Notation};

const fn big(spelling: &'static str, operator: Operator, example: &'static str) -> Notation {
    Notation { spelling, shape: NONE, meaning: Meaning::Big(operator), example }
}

const fn other(spelling: &'static str, name: &'static str, example: &'static str) -> Notation {
    big(spelling, Operator::Other(name), example)
}

macro_rules! function_rows {
    ([$($name:literal)*] $($row:expr),* $(,)?) => {
        &[
            $(Notation {
                spelling: concat!("\\", $name),
                shape: NONE,
                meaning: Meaning::Function($name),
                example: concat!("\\", $name, " x"),
            },)*
            $($row),*
        ]
    };
}

/// The rows.
pub(super) static ROWS: &[Notation] = function_rows![
    ["log" "ln" "lg" "exp" "sin" "cos" "tan" "cot" "sec" "csc" "arcsin" "arccos" "arctan" "sinh" "cosh" "tanh" "coth"
     "det" "dim" "ker" "deg" "hom" "gcd" "Pr" "arg"]
    big("\\sum", Operator::Sum, r"\sum_{i=1}^n x_i"),
    big("\\prod", Operator::Product, r"\prod_i x_i"),
    Notation { spelling: "\\max", shape: NONE, meaning: Meaning::Extremum(Operator::Max, "max"), example: r"\max_i x_i" },
    Notation { spelling: "\\min", shape: NONE, meaning: Meaning::Extremum(Operator::Min, "min"), example: r"\min(a, b)" },
    other("\\argmax", "argmax", r"\argmax_i x_i"),
    other("\\argmin", "argmin", r"\argmin_i x_i"),
    other("\\int", "integral", r"\int_0^1 f(x)"),
    other("\\iint", "double integral", r"\iint f"),
    other("\\iiint", "triple integral", r"\iiint f"),
    other("\\oint", "contour integral", r"\oint f"),
    other("\\lim", "limit", r"\lim_{x \to 0} f(x)"),
    other("\\limsup", "limit superior", r"\limsup_n x_n"),
    other("\\liminf", "limit inferior", r"\liminf_n x_n"),
    other("\\sup", "supremum", r"\sup_x f(x)"),
    other("\\inf", "infimum", r"\inf_x f(x)"),
    other("\\coprod", "coproduct", r"\coprod_i A_i"),
    other("\\bigcup", "union", r"\bigcup_i A_i"),
    other("\\bigcap", "intersection", r"\bigcap_i A_i"),
    other("\\bigvee", "disjunction", r"\bigvee_i A_i"),
    other("\\bigwedge", "conjunction", r"\bigwedge_i A_i"),
    other("\\bigoplus", "direct sum", r"\bigoplus_i V_i"),
    other("\\bigotimes", "tensor product", r"\bigotimes_i V_i"),
    other("\\bigodot", "entrywise product", r"\bigodot_i V_i"),
];

/// Other spellings.
pub(super) static ALIASES: &[(&str, &str)] =
    &[("∑", "\\sum"), ("∏", "\\prod"), ("∫", "\\int"), ("\\intop", "\\int"), ("\\smallint", "\\int")];

/// Names of functions that are understood in upright letters.
pub(super) static WORDS: &[&str] = &[
    "Tr",
    "Var",
    "var",
    "Cov",
    "cov",
    "Corr",
    "KL",
    "Pr",
    "tr",
    "Trace",
    "trace",
    "rank",
    "rk",
    "vec",
    "erf",
    "lim",
    "sup",
    "inf",
    "Softmax",
    "SoftMax",
    "LSE",
    "logsumexp",
    "LogSumExp",
    "logit",
    "Diag",
    "arcsinh",
    "arccosh",
    "arctanh",
    "sech",
    "csch",
    "dim",
    "ker",
    "gcd",
    "arg",
    "Sigmoid",
    "Softplus",
    "swish",
    "GELU",
    "gelu",
];

/// Names of functions that are understood in plain letters too.
pub(super) static PLAIN: &[&str] = &[
    "log", "ln", "exp", "sin", "cos", "tan", "sinh", "cosh", "tanh", "arcsin", "arccos", "arctan", "max", "min",
    "argmax", "argmin", "softmax", "sigmoid", "softplus", "relu", "ReLU", "diag", "det", "sign", "sgn",
];
