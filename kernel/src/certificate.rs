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
    /// Either the condition on free indices holds or it does not.
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

/// The rules; `kernel/SPEC.md` and the module of each state them with their side conditions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    /// To a term that is equal in the ring.
    Ring(Term),
    /// Σ(a + b) → Σa + Σb.
    SumLinear,
    /// Σ(c·a) → c·Σa for all factors c without the index.
    SumFactor,
    /// Σc → n·c.
    SumConstant,
    /// ΣₖΣₗa → ΣₗΣₖa.
    SumSwap,
    /// c·Σa → Σ(c·a), for the factor with this number.
    SumDistribute(usize),
    /// Σₖ₌₁³a → a₁ + a₂ + a₃.
    SumExpand,
    /// Σ(if C: a, b) → if C: Σa, Σb, for C without the index.
    SumCase,
    /// Σa + Σb + c → Σ(a + b) + c, for the addends with these numbers.
    SumJoin(usize, usize),
    /// ∏(a·b) → ∏a·∏b.
    ProductFactor,
    /// ∏exp a → exp Σa.
    ProductExp,
    /// Σₖ(if k = i: aₖ, 0) → aᵢ, and ∏ₖ(if k = i: aₖ, 1) → aᵢ.
    Contract,
    /// if C: a, b → a or b, for a condition that is decided.
    CaseKnown,
    /// if C: a, a → a.
    CaseSame,
    /// if C: a, b → (if C: a, 0) + (if C: 0, b).
    CaseSeparate,
    /// if C: 0, b → b − (if C: b, 0).
    CaseComplement,
    /// c·(if C: a, 0) → if C: c·a, 0, for the factor with this number.
    CaseAbsorb(usize),
    /// (if C: a, 0)ᵏ → if C: aᵏ, 0.
    CasePower,
    /// if C: (if D: a, 0), 0 → if D: (if C: a, 0), 0.
    CaseSwap,
    /// if C: 2a + b, 0 → 2·(if C: a, 0) + (if C: b, 0).
    CaseLinear,
    /// if i = k: aᵢ, b → if i = k: aₖ, b; with `true`, k is replaced by i.
    CaseSubstitute(bool),
    /// A condition made of others, taken apart.
    CaseCondition,
    /// if i < k: a, b → if i = k: b, (if k < i: b, a).
    CaseLess,
    /// One step of differentiation, by the head of what is differentiated.
    Differentiate,
    /// A defined symbol → its meaning, after these steps on the body of its definition.
    Unfold(Vec<Step>),
    /// exp(a + b) → exp a·exp b.
    ExpSum,
    /// exp(p/q·a) → exp(a/q)ᵖ.
    ExpScale,
    /// exp log a → a.
    ExpLog,
    /// exp 0 → 1.
    ExpZero,
    /// log(a·b·c) → log a + log b + log c, as far as factors are known to be positive.
    LogProduct,
    /// log aᵏ → k·log a, or k·log|a|, and log √a → 1/2·log a.
    LogPower,
    /// log exp a → a.
    LogExp,
    /// log 12 → 2 log 2 + log 3, by bases and exponents.
    LogNumber(Vec<(u64, i64)>),
    /// log ∏a → Σ log a.
    LogFold,
    /// aᵇ → exp(b·log a).
    RaiseExp,
    /// sinh, cosh, tanh by exponentials.
    Hyperbolic,
    /// √(a²ᵏ) → |a|ᵏ.
    SqrtPower,
    /// √(a·b) → √a·√b.
    SqrtProduct,
    /// √(1/2) → 1/2·√2.
    SqrtNumber(Rational),
    /// |a| → a or −a.
    AbsSign,
    /// t → t + f·(b − a) for an instance of the hypothesis a = b.
    Hypothesis {
        /// The number of the hypothesis.
        number: usize,
        /// The values of its indices.
        instance: Vec<Index>,
        /// The factor f.
        factor: Term,
    },
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

impl Rule {
    /// The name of the rule.
    pub fn name(&self) -> &'static str {
        match self {
            Rule::Ring(_) => "ring",
            Rule::SumLinear => "sum-linear",
            Rule::SumFactor => "sum-factor",
            Rule::SumConstant => "sum-constant",
            Rule::SumSwap => "sum-swap",
            Rule::SumDistribute(_) => "sum-distribute",
            Rule::SumExpand => "sum-expand",
            Rule::SumCase => "sum-case",
            Rule::SumJoin(..) => "sum-join",
            Rule::ProductFactor => "product-factor",
            Rule::ProductExp => "product-exp",
            Rule::Contract => "contract",
            Rule::CaseKnown => "case-known",
            Rule::CaseSame => "case-same",
            Rule::CaseSeparate => "case-separate",
            Rule::CaseComplement => "case-complement",
            Rule::CaseAbsorb(_) => "case-absorb",
            Rule::CasePower => "case-power",
            Rule::CaseSwap => "case-swap",
            Rule::CaseLinear => "case-linear",
            Rule::CaseSubstitute(_) => "case-substitute",
            Rule::CaseCondition => "case-condition",
            Rule::CaseLess => "case-less",
            Rule::Differentiate => "differentiate",
            Rule::Unfold(_) => "unfold",
            Rule::ExpSum => "exp-sum",
            Rule::ExpScale => "exp-scale",
            Rule::ExpLog => "exp-log",
            Rule::ExpZero => "exp-zero",
            Rule::LogProduct => "log-product",
            Rule::LogPower => "log-power",
            Rule::LogExp => "log-exp",
            Rule::LogNumber(_) => "log-number",
            Rule::LogFold => "log-fold",
            Rule::RaiseExp => "raise-exp",
            Rule::Hyperbolic => "hyperbolic",
            Rule::SqrtPower => "sqrt-power",
            Rule::SqrtProduct => "sqrt-product",
            Rule::SqrtNumber(_) => "sqrt-number",
            Rule::AbsSign => "abs-sign",
            Rule::Hypothesis { .. } => "hypothesis",
        }
    }
}
