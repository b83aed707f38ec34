//! The table of notations: how each is spelled, what it takes, what it stands for, and an example.
//!
//! A new notation is one row. Rows that only spell another one differently are [`ALIASES`].

mod environments;
mod functions;
mod letters;
mod operators;
mod structures;

use std::collections::HashMap;
use std::sync::LazyLock;

use super::tree::{Accent, Arrow, Delimiter, Dots, Font, Join, Operator, Quantifier, RelationKind, Sign};
pub use environments::{ENVIRONMENTS, Environment, Layout, environment};

/// A row of the table.
#[derive(Debug)]
pub struct Notation {
    /// The command with its backslash, or a character.
    pub spelling: &'static str,
    /// The arguments it takes, in order.
    pub shape: &'static [Argument],
    /// What it stands for.
    pub meaning: Meaning,
    /// A formula in which it occurs.
    pub example: &'static str,
}

/// What a command takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argument {
    /// Mathematics: a group or a single token.
    Math,
    /// Mathematics in brackets, which may be missing.
    Optional,
    /// Words, with mathematics between dollars.
    Text,
    /// Something that is neither: the name of a colour or a label.
    Raw,
    /// A delimiter.
    Delimiter,
    /// A length without braces, as after `\kern`.
    Length,
    /// A star, which may be missing.
    Star,
    /// Mathematics in rows, as in `\substack`.
    Rows,
}

/// What a notation stands for.
#[derive(Clone, Debug, PartialEq)]
pub enum Meaning {
    /// A letter or another symbol that is an operand, by its name.
    Letter(&'static str),
    /// A letter in double strokes: `\R`.
    Blackboard(&'static str),
    /// A function that takes what follows, by its name.
    Function(&'static str),
    /// A function that is an operator with limits once it has a subscript: `\max`, `\min`.
    Extremum(Operator, &'static str),
    /// An operator with limits.
    Big(Operator),
    /// A relation.
    Relation(RelationKind),
    /// A relation that is told apart only by its spelling.
    OtherRelation,
    /// An operator of sums.
    Sign(Sign),
    /// An operator of products.
    Join(Join),
    /// A delimiter that opens.
    Open(Delimiter),
    /// A delimiter that closes.
    Close(Delimiter),
    /// A delimiter that may do both.
    Bar(Delimiter),
    /// `\mid`: a bar that only separates.
    Mid,
    /// An arrow between statements.
    Arrow(Arrow),
    /// An arrow that is a relation between operands and a pointer for the eye elsewhere.
    Pointer,
    /// `\forall`, `\exists`.
    Quantifier(Quantifier),
    /// An ellipsis.
    Dots(Dots),
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// `:`
    Colon,
    /// `!`
    Factorial,
    /// `\partial`
    Partial,
    /// `\nabla`
    Nabla,
    /// `\prime`
    Prime,
    /// `\not`, in front of a relation.
    Not,
    /// White space, in eighteenths of an em; from 18 it separates statements.
    Space(i32),
    /// White space whose size is its argument.
    Length,
    /// Nothing that is seen: `\displaystyle`, `\limits`, `\nonumber`.
    Nothing,
    /// Shows its last argument as it is: `\smash`, `\mathop`.
    Transparent,
    /// `\frac` and its kin.
    Fraction,
    /// `\over`: what stands before and after it in its group.
    Over,
    /// `\binom` and its kin.
    Binomial,
    /// `\choose`
    Choose,
    /// `\sqrt`
    Root,
    /// An accent.
    Accent(Accent),
    /// A font of its argument.
    Font(Font),
    /// A font of what follows in the group.
    FontSwitch(Font),
    /// `\operatorname`
    OperatorName,
    /// Words.
    Text,
    /// `\color`: the colour of what follows in the group.
    ColorSwitch,
    /// `\textcolor`: a colour and what it is for.
    Color,
    /// `\colorbox`: a background and what stands on it.
    ColorBox,
    /// Takes its argument's space and shows nothing.
    Phantom,
    /// Draws its argument over what is beside it.
    Overlap,
    /// `\cancel` and its kin.
    Cancelled,
    /// `\boxed`
    Boxed,
    /// `\underbrace`, `\overbrace`: its scripts are notes.
    Brace,
    /// `\overset`, `\stackrel`: the first argument is set over the second.
    Overset,
    /// `\underset`
    Underset,
    /// `\xrightarrow`: an arrow with a note.
    LabelledArrow,
    /// `\xlongequal`: an equality sign with a note.
    LabelledEqual,
    /// `\substack`
    Substack,
    /// A delimiter of another size: `\bigl(`.
    Sized,
    /// `\tag`
    Tag,
    /// `\label`
    Label,
    /// `\pmod`, `\lim` and others that are known by this name and not read.
    Unread(&'static str),
}

const NONE: &[Argument] = &[];
const MATH: &[Argument] = &[Argument::Math];

/// A row without arguments that is its own example.
const fn sign(spelling: &'static str, meaning: Meaning) -> Notation {
    Notation { spelling, shape: NONE, meaning, example: spelling }
}

/// A row with arguments.
const fn row(spelling: &'static str, shape: &'static [Argument], meaning: Meaning, example: &'static str) -> Notation {
    Notation { spelling, shape, meaning, example }
}

/// Every row.
pub fn notations() -> impl Iterator<Item = &'static Notation> {
    [letters::ROWS, functions::ROWS, operators::ROWS, structures::ROWS].into_iter().flatten()
}

/// Spellings that mean the same as another spelling, in every respect.
pub fn aliases() -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    [letters::ALIASES, functions::ALIASES, operators::ALIASES, structures::ALIASES].into_iter().flatten()
}

static INDEX: LazyLock<HashMap<&'static str, &'static Notation>> = LazyLock::new(|| {
    let mut index: HashMap<_, _> = notations().map(|notation| (notation.spelling, notation)).collect();
    for (alias, spelling) in aliases() {
        let notation = index[spelling];
        index.insert(alias, notation);
    }
    index
});

/// The row for a command or character.
pub fn notation(spelling: &str) -> Option<&'static Notation> {
    INDEX.get(spelling).copied()
}

/// What a word set upright (`\mathrm{tr}`, `\text{softmax}`) stands for, where it is the name of a function or operator.
pub fn word(name: &str) -> Option<Meaning> {
    let known = functions::WORDS.iter().chain(functions::PLAIN).find(|&&known| known == name)?;
    let row = notation(&format!("\\{known}"));
    Some(row.map_or(Meaning::Function(known), |row| row.meaning.clone()))
}

/// The same for a word in plain letters: `tanh(x)`, `log x`. Fewer names, since letters may also be factors.
pub fn plain_word(name: &str) -> Option<Meaning> {
    functions::PLAIN.contains(&name).then(|| word(name)).flatten()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_spelling_has_two_rows() {
        let mut seen = HashSet::new();
        let all = notations().map(|notation| notation.spelling).chain(aliases().map(|(alias, _)| *alias));
        let twice: Vec<_> = all.filter(|spelling| !seen.insert(*spelling)).collect();
        assert_eq!(twice, Vec::<&str>::new());
    }

    #[test]
    fn every_alias_leads_to_a_row() {
        for (alias, spelling) in aliases() {
            assert!(notations().any(|notation| notation.spelling == *spelling), "{alias} leads to {spelling}");
        }
    }

    #[test]
    fn every_example_shows_its_notation() {
        for notation in notations() {
            assert!(notation.example.contains(notation.spelling), "{}", notation.spelling);
        }
    }

    #[test]
    fn words_are_functions_or_operators() {
        assert_eq!(word("softmax"), Some(Meaning::Function("softmax")));
        assert_eq!(plain_word("max"), Some(Meaning::Extremum(Operator::Max, "max")));
        assert_eq!(plain_word("tr"), None);
        assert_eq!(word("loss"), None);
    }
}
