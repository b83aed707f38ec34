//! What a reading takes for granted: where mathematicians leave something unsaid, which of the usual ways was taken.
//!
//! The reader notes a convention where it goes by it, with the part of the formula there, so that a reading can say
//! which ones it rests on. The book lists the same table.

use crate::source::Span;
use serde::{Deserialize, Serialize};

macro_rules! conventions {
    ($($variant:ident, $name:literal, $text:literal;)*) => {
        /// A convention of reading.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Convention {
            $(#[doc = $text] $variant,)*
        }

        impl Convention {
            /// All of them, in the order in which the book lists them.
            pub const ALL: &[Convention] = &[$(Convention::$variant,)*];

            /// The name by which reports call it.
            pub fn name(self) -> &'static str {
                match self { $(Convention::$variant => $name,)* }
            }

            /// What it says.
            pub fn text(self) -> &'static str {
                match self { $(Convention::$variant => $text,)* }
            }
        }
    };
}

conventions! {
    SizesFromOne, "sizes-from-one", "every size is at least 1";
    EveryIndex, "every-index", "an index that nothing binds stands for each of its values";
    Variables, "variables", "a symbol that is never defined is a variable, independent of all others";
    NaturalLogarithm, "natural-logarithm", "the logarithm is natural";
    Euler, "euler", "e with an exponent is Euler's number";
    CirclePi, "circle-pi", "π that is never defined is 3.14159…";
    Identity, "identity", "I is the identity matrix";
    Ones, "ones", "a bold or double-struck 1 is the vector of ones";
    Indicator, "indicator", "an indicator in any dress, and δ with two indices, is 1 where its condition holds, else 0";
    KnownWords, "known-words", "softmax, sigmoid, diag, tr and logsumexp that are never defined are what these words usually name";
    Transpose, "transpose", "⊤ and T above a vector or a matrix transpose it";
    MarkBelow, "mark-below", "what stands below a letter and is no index makes another symbol of it";
    MarkAbove, "mark-above", "a star, or what stands in brackets above a letter, makes another symbol of it";
    OneOfSeveral, "one-of-several", "an index on a vector tells one of several vectors";
    FontVariant, "font-variant", "a letter without a meaning is read as its only defined font variant";
    NumberHere, "number-here", "a letter with entries elsewhere is a number in a formula that is written of numbers alone";
    EntryByEntry, "entry-by-entry", "a function of one number is taken of each entry of a vector";
    FactorBeforeBrackets, "factor-before-brackets", "what stands before parentheses and is no function is a factor";
    UnknownFunction, "unknown-function", "a letter without a meaning before parentheses is any smooth function of what stands in them";
    FunctionOfWhatItIsDifferentiatedBy, "function-of-variables", "a symbol that the file only differentiates is any smooth function of what it is differentiated by";
    FunctionReach, "function-reach", "a function without parentheses takes the next factor alone";
    FunctionPower, "function-power", "an exponent at the name of a function is that of its value";
    SlashReach, "slash-reach", "a slash divides by the next factor alone";
    SumReach, "sum-reach", "a sum reaches over the factors behind it, and ends at the next sign";
    SumOverPlus, "sum-over-plus", "a sum reaches over a plus where its index goes on free there, and nowhere else";
    SumOverAll, "sum-over-all", "a sum without an end runs over all values of its index";
    Mean, "mean", "a letter that divides a sum without an end is the number of its summands: n, m, or the capital of its index";
    Ellipsis, "ellipsis", "an ellipsis goes on as the items around it begin";
    Layout, "layout", "the derivative of a vector by a vector has the entries J_ij = ∂s_i/∂z_j";
    GradientShape, "gradient-shape", "the derivative of a number by an array has the shape of the array";
    TotalDerivative, "total-derivative", "a derivative by a variable goes through every definition between";
    HeldFixed, "held-fixed", "a derivative by a defined symbol takes it for a variable, and holds the others fixed";
}

/// A convention that the reader went by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Applied {
    /// The formula.
    pub place: usize,
    /// The part of its text of which the convention spoke.
    pub span: Span,
    /// The convention.
    pub convention: Convention,
}
