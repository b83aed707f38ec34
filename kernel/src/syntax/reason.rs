//! Why something is rejected, in words.

use crate::certificate::Reason;
use crate::check::Rejected;
use crate::statement::IllFormed;
use std::fmt;

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "step {}, rule {}: {}", self.step, self.rule, self.reason)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Reason::OtherStatement => "the certificate is of another statement",
            Reason::IllFormed(fault) => return write!(f, "the statement makes no sense: {fault}"),
            Reason::OtherRelation => "a proof of this kind cannot establish this relation",
            Reason::Form => "the term has not the form that the rule is for",
            Reason::Captured => "what must be free of the bound index holds it",
            Reason::Range => "an index is not known to lie in the range",
            Reason::Sign => "a term is not known to have the sign that is needed",
            Reason::Undefined => "the new term is not known to be defined wherever the old one is",
            Reason::NotSmooth => "what is differentiated is not known to be differentiable wherever it is defined",
            Reason::Undecided => "the condition is not decided",
            Reason::UnderDerivative => "this does not hold under the derivative around it",
            Reason::Unequal => "both terms are not equal in the ring",
            Reason::NoSuch => "there is no part, factor, fact, hypothesis or argument with this number",
            Reason::WitnessShape => "the witness does not fit the declarations",
            Reason::WitnessFails(number) => return write!(f, "the witness is not known to meet hypothesis {number}"),
            Reason::WitnessUndefined => "a side is not known to be defined at the witness",
            Reason::Overflow => "a number leaves its range",
            Reason::TooLarge => "a term is too deep or a normal form too long",
        })
    }
}

impl fmt::Display for IllFormed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            IllFormed::UnknownName(name) => write!(f, "nothing of the kind that is needed is called {name}"),
            IllFormed::DuplicateName(name) => write!(f, "two symbols are called {name}"),
            IllFormed::UnknownIndex(name) => write!(f, "no index is called {name} here"),
            IllFormed::LooseIndex => f.write_str("a bound index has no binder"),
            IllFormed::Zero => f.write_str("a size, a least value or an index is 0"),
            IllFormed::Arity(name) => write!(f, "{name} has another number of indices or arguments"),
            IllFormed::Axis { name, expected, found } => {
                write!(f, "{name} has an axis of size {expected}, on which an index over {found} stands")
            }
            IllFormed::Numeral { name, numeral, size } => {
                write!(f, "{name} may have no entry {numeral} on its axis of size {size}")
            }
            IllFormed::DerivativeBy(name) => write!(f, "one cannot differentiate by {name} here"),
            IllFormed::Ambiguous { by, through } => {
                write!(f, "a derivative by {by} holds {through} beside it, on which {by} depends")
            }
            IllFormed::TooDeep => f.write_str("a term is nested too deeply"),
        }
    }
}
