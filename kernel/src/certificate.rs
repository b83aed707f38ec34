//! Certificates as data: why both sides of a statement are equal, or differ in sign, step by step.
//!
//! A step changes a term `a` into a term `b` such that wherever `a` is defined, so is `b`, with the same value. Steps
//! name their rule and what cannot be found by looking at the term; the checker computes the result itself.

use crate::rational::{Overflow, Rational};
use crate::statement::{IllFormed, Statement};
use crate::term::{Condition, Index, Name, Term};
use std::collections::BTreeMap;

/// A proof of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// What is proved.
    pub statement: Statement,
    /// An instance that meets the hypotheses and at which both sides are defined.
    pub witness: Witness,
    /// Why it holds.
    pub proof: Proof,
}

/// Sizes, free indices and entries of variables, in the order in which the last index runs fastest. Opaque functions
/// are taken as the exponential of the sum of all their arguments' entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Witness {
    /// A value for each named size.
    pub sizes: BTreeMap<Name, u64>,
    /// A value for each free index.
    pub indices: BTreeMap<Name, u64>,
    /// The entries of each variable.
    pub entries: BTreeMap<Name, Vec<Rational>>,
}

/// Why a claim holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// The steps lead from the left side and from the right side to terms that are equal in the ring of `ring`.
    Equal {
        /// What follows from both sides being defined.
        facts: Vec<Fact>,
        /// From the left side.
        left: Vec<Step>,
        /// From the right side.
        right: Vec<Step>,
    },
    /// The steps lead from the left side minus the right one to a term whose sign decides the relation, or that equals
    /// one whose sign does.
    Sign {
        /// What follows from both sides being defined.
        facts: Vec<Fact>,
        /// From the difference.
        steps: Vec<Step>,
        /// A term that is defined everywhere and has the sign, with steps to a term that equals the other one in the
        /// ring: a sum of squares, perhaps. Without it the other one has the sign by itself.
        bound: Option<(Term, Vec<Step>)>,
    },
    /// Either the condition on free indices, or on the sign of a term, holds or it does not.
    Split {
        /// The condition; under an equation of two indices the first is replaced by the second.
        condition: Condition,
        /// Where it holds.
        then: Box<Proof>,
        /// Where it does not.
        otherwise: Box<Proof>,
    },
    /// The hypothesis with this number, a condition on indices, is false in this case.
    Absurd(usize),
}

/// A term whose sign is known because both sides of the claim are defined, rewritten by steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The number of the fact in the order in which the checker gathers them.
    pub source: usize,
    /// From its term.
    pub steps: Vec<Step>,
}

/// A change of a term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Changes of some of its parts, numbered from 0 in the order of [`crate::term::Node::each_part`].
    Inside(Vec<(usize, Vec<Step>)>),
    /// A rule, applied to the whole term.
    By(Rule),
}

macro_rules! rules {
    (plain { $($(#[$of_plain:meta])* $word:literal $plain:ident,)* }
     with { $($(#[$of_other:meta])* $other_word:literal $other:ident $fields:tt,)* }) => {
        /// The rules; `kernel/SPEC.md` and the module of each state them with their side conditions.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Rule {
            $($(#[$of_plain])* $plain,)*
            $($(#[$of_other])* $other $fields,)*
        }

        impl Rule {
            /// The rules that take no argument.
            pub const PLAIN: &[Rule] = &[$(Rule::$plain),*];

            /// The name of the rule.
            pub fn name(&self) -> &'static str {
                match self {
                    $(Rule::$plain => $word,)*
                    $(Rule::$other { .. } => $other_word,)*
                }
            }
        }
    };
}

rules! {
    plain {
        /// Σ(a + b) → Σa + Σb.
        "sum-linear" SumLinear,
        /// Σ(c·a) → c·Σa for all factors c without the index.
        "sum-factor" SumFactor,
        /// Σc → n·c.
        "sum-constant" SumConstant,
        /// ΣₖΣₗa → ΣₗΣₖa.
        "sum-swap" SumSwap,
        /// Σₖ₌₁³a → a₁ + a₂ + a₃.
        "sum-expand" SumExpand,
        /// Σ(if C: a, b) → if C: Σa, Σb, for C without the index.
        "sum-case" SumCase,
        /// ∏(a·b) → ∏a·∏b.
        "product-factor" ProductFactor,
        /// ∏exp a → exp Σa.
        "product-exp" ProductExp,
        /// Σₖ(if k = i: aₖ, 0) → aᵢ, and ∏ₖ(if k = i: aₖ, 1) → aᵢ.
        "contract" Contract,
        /// if C: a, b → a or b, for a condition that is decided.
        "case-known" CaseKnown,
        /// if C: a, a → a.
        "case-same" CaseSame,
        /// if C: a, b → (if C: a, 0) + (if C: 0, b).
        "case-separate" CaseSeparate,
        /// if C: 0, b → b − (if C: b, 0).
        "case-complement" CaseComplement,
        /// (if C: a, 0)ᵏ → if C: aᵏ, 0.
        "case-power" CasePower,
        /// if C: (if D: a, 0), 0 → if D: (if C: a, 0), 0.
        "case-swap" CaseSwap,
        /// if C: 2a + b, 0 → 2·(if C: a, 0) + (if C: b, 0).
        "case-linear" CaseLinear,
        /// A condition made of others, taken apart.
        "case-condition" CaseCondition,
        /// if i < k: a, b → if i = k: b, (if k < i: b, a).
        "case-less" CaseLess,
        /// One step of differentiation, by the head of what is differentiated.
        "differentiate" Differentiate,
        /// exp(a + b) → exp a·exp b.
        "exp-sum" ExpSum,
        /// exp(p/q·a) → exp(a/q)ᵖ.
        "exp-scale" ExpScale,
        /// exp log a → a.
        "exp-log" ExpLog,
        /// exp 0 → 1.
        "exp-zero" ExpZero,
        /// log(a·b·c) → log a + log b + log c, as far as factors are known to be positive.
        "log-product" LogProduct,
        /// log aᵏ → k·log a, or k·log|a|, and log √a → 1/2·log a.
        "log-power" LogPower,
        /// log exp a → a.
        "log-exp" LogExp,
        /// log ∏a → Σ log a.
        "log-fold" LogFold,
        /// aᵇ → exp(b·log a).
        "raise-exp" RaiseExp,
        /// sinh, cosh, tanh by exponentials.
        "hyperbolic" Hyperbolic,
        /// √(a²ᵏ) → |a|ᵏ.
        "sqrt-power" SqrtPower,
        /// √(a·b) → √a·√b.
        "sqrt-product" SqrtProduct,
        /// |a| → a or −a.
        "abs-sign" AbsSign,
    }
    with {
        /// To a term that is equal in the ring.
        "ring" Ring(Term),
        /// c·Σa → Σ(c·a), for the factor with this number.
        "sum-distribute" SumDistribute(usize),
        /// Σa + Σb + c → Σ(a + b) + c, for the addends with these numbers.
        "sum-join" SumJoin(usize, usize),
        /// c·(if C: a, 0) → if C: c·a, 0, for the factor with this number.
        "case-absorb" CaseAbsorb(usize),
        /// if i = k: aᵢ, b → if i = k: aₖ, b; with `true`, k is replaced by i.
        "case-substitute" CaseSubstitute(bool),
        /// A defined symbol → its meaning, after these steps on the body of its definition.
        "unfold" Unfold(Vec<Step>),
        /// log 12 → 2 log 2 + log 3, by bases and exponents.
        "log-number" LogNumber(Vec<(u64, i64)>),
        /// √(1/2) → 1/2·√2.
        "sqrt-number" SqrtNumber(Rational),
        /// t → t + f·(b − a) for an instance of the hypothesis a = b.
        "hypothesis" Hypothesis {
            /// The number of the hypothesis.
            number: usize,
            /// The values of its indices.
            instance: Vec<Index>,
            /// The factor f.
            factor: Term,
        },
    }
}

/// Why a certificate is rejected.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// The certificate is of another statement.
    OtherStatement,
    /// The statement makes no sense.
    IllFormed(IllFormed),
    /// The proof is of a kind that cannot establish this relation.
    OtherRelation,
    /// The term has not the form that the rule is for.
    Form,
    /// A term that must be free of the bound index holds it.
    Captured,
    /// An index is not known to lie in the range.
    Range,
    /// A term is not known to have the sign that is needed.
    Sign,
    /// A term is not known to be defined where the one before is.
    Undefined,
    /// What is differentiated is not known to be differentiable wherever it is defined.
    NotSmooth,
    /// A condition is not decided.
    Undecided,
    /// The step is not valid under this derivative.
    UnderDerivative,
    /// Both terms are not equal in the ring.
    Unequal,
    /// There is no part, factor, fact, hypothesis or argument with this number.
    NoSuch,
    /// The witness does not fit the declarations.
    WitnessShape,
    /// The witness does not meet this hypothesis, or that cannot be computed.
    WitnessFails(usize),
    /// A side is not known to be defined at the witness.
    WitnessUndefined,
    /// A number left its range.
    Overflow,
    /// A term is too deep or a normal form too long.
    TooLarge,
}

impl From<Overflow> for Reason {
    fn from(_: Overflow) -> Self {
        Reason::Overflow
    }
}
