//! The text form of the core language, as `kernel/SPEC.md` lays it down: what `write` writes, `read` reads back to
//! the same statement. This room decides nothing: the checker works on what was read, and prints it for a person.

mod certificate;
mod read;
mod reason;
mod shorthand;
mod write;

pub use certificate::{NoCertificate, read_certificate};
pub use read::{SyntaxError, read_statement, read_term};
pub use write::{BoundNames, write_condition, write_definition, write_term};

use crate::term::{Fold, Function};

/// The words that no bare name may be.
const KEYWORDS: [&str; 12] =
    ["if", "given", "where", "and", "or", "not", "true", "false", "positive", "max", "min", "forall"];

/// The named functions with their spelling.
pub const FUNCTIONS: [(Function, &str); 10] = [
    (Function::Exp, "exp"),
    (Function::Log, "log"),
    (Function::Sqrt, "sqrt"),
    (Function::Sin, "sin"),
    (Function::Cos, "cos"),
    (Function::Sinh, "sinh"),
    (Function::Cosh, "cosh"),
    (Function::Tanh, "tanh"),
    (Function::Arctan, "arctan"),
    (Function::Abs, "abs"),
];

const FOLDS: [(Fold, &str); 4] = [(Fold::Sum, "Σ"), (Fold::Product, "∏"), (Fold::Max, "max"), (Fold::Min, "min")];

/// Whether a name is written without quotes: a letter, perhaps after a backslash, then letters, digits, `_` and `'`,
/// all of ASCII, and no word of the language.
fn bare(name: &str) -> bool {
    let letters = name.strip_prefix('\\').unwrap_or(name);
    letters.starts_with(|c: char| c.is_ascii_alphabetic())
        && letters.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '\'')
        && !KEYWORDS.contains(&name)
        && FUNCTIONS.iter().all(|(_, word)| *word != name)
}
