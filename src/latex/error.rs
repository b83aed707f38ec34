//! What is wrong with the spelling of a formula, as data.

use std::fmt;

use crate::source::Span;

/// An error in the spelling of a formula. The tree exists all the same; what the error spoils is
/// [`super::Unknown::Malformed`] there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// What is wrong.
    pub kind: ErrorKind,
    /// Where.
    pub span: Span,
    /// A related place, such as the delimiter that was opened.
    pub other: Option<Span>,
}

/// The kinds of error; `Display` says them in a sentence, [`ErrorKind::help`] what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// `{` without `}`.
    UnclosedGroup,
    /// `}` without `{`.
    UnmatchedClose,
    /// A command or script without its argument.
    MissingArgument(String),
    /// `\left` without `\right`.
    UnclosedLeft,
    /// `\right` without `\left`.
    UnmatchedRight,
    /// `\left`, `\right`, `\big`, … without a delimiter.
    MissingDelimiter(String),
    /// `\begin` without `\end`.
    UnclosedEnvironment(String),
    /// `\end` without `\begin`.
    UnmatchedEnd(String),
    /// `\begin{a} … \end{b}`.
    WrongEnd {
        /// The environment that is open.
        open: String,
        /// The name after `\end`.
        end: String,
    },
    /// An environment that is in no table.
    UnknownEnvironment(String),
    /// A second subscript on one base.
    DoubleSubscript,
    /// A second superscript on one base.
    DoubleSuperscript,
    /// A dollar inside a formula.
    StrayDollar,
    /// `(` without `)`, and so for the other delimiters that are not commands.
    UnclosedDelimiter(String),
    /// `)` without `(`.
    UnmatchedDelimiter(String),
    /// Nesting deeper than is read.
    TooDeep,
    /// A macro that would redefine a relation, digit, operator, letter or command of the language.
    Redefined(String),
    /// A definition of a macro that is not one.
    WrongDefinition(String),
    /// A macro used without its arguments.
    MissingMacroArgument(String),
    /// Macros that would expand without end, or to too much text.
    EndlessMacro(String),
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnclosedGroup => write!(f, "this brace is never closed"),
            Self::UnmatchedClose => write!(f, "this brace closes nothing"),
            Self::MissingArgument(command) => write!(f, "{command} lacks its argument"),
            Self::UnclosedLeft => write!(f, "this \\left has no \\right"),
            Self::UnmatchedRight => write!(f, "this \\right has no \\left"),
            Self::MissingDelimiter(command) => write!(f, "{command} lacks its delimiter"),
            Self::UnclosedEnvironment(name) => write!(f, "\\begin{{{name}}} has no \\end{{{name}}}"),
            Self::UnmatchedEnd(name) => write!(f, "\\end{{{name}}} has no \\begin{{{name}}}"),
            Self::WrongEnd { open, end } => write!(f, "\\begin{{{open}}} is closed by \\end{{{end}}}"),
            Self::UnknownEnvironment(name) => write!(f, "the environment {name} is not known"),
            Self::DoubleSubscript => write!(f, "there are two subscripts on one base"),
            Self::DoubleSuperscript => write!(f, "there are two superscripts on one base"),
            Self::StrayDollar => write!(f, "there is a dollar inside the formula"),
            Self::UnclosedDelimiter(delimiter) => write!(f, "{delimiter} is never closed"),
            Self::UnmatchedDelimiter(delimiter) => write!(f, "{delimiter} closes nothing"),
            Self::TooDeep => write!(f, "the formula is nested more deeply than is read"),
            Self::Redefined(name) => write!(f, "the macro {name} would change what a standard notation means"),
            Self::WrongDefinition(command) => write!(f, "this {command} defines nothing"),
            Self::MissingMacroArgument(name) => write!(f, "the macro {name} lacks an argument"),
            Self::EndlessMacro(name) => write!(f, "the macro {name} expands to too much text"),
        }
    }
}

impl ErrorKind {
    /// What to write instead.
    pub fn help(&self) -> String {
        match self {
            Self::UnclosedGroup => "add the closing brace".to_owned(),
            Self::UnmatchedClose => "remove it, or open it before".to_owned(),
            Self::MissingArgument(command) => format!("write the argument in braces: {command}{{…}}"),
            Self::UnclosedLeft => "add \\right with its delimiter, or \\right.".to_owned(),
            Self::UnmatchedRight => "add \\left with its delimiter, or \\left.".to_owned(),
            Self::MissingDelimiter(command) => format!("write the delimiter right after it: {command}("),
            Self::UnclosedEnvironment(name) => format!("add \\end{{{name}}}"),
            Self::UnmatchedEnd(name) => format!("add \\begin{{{name}}}, or remove it"),
            Self::WrongEnd { open, .. } => format!("write \\end{{{open}}}"),
            Self::UnknownEnvironment(_) => "use aligned, cases, or one of the matrices".to_owned(),
            Self::DoubleSubscript => "put both into one pair of braces: x_{i,j}".to_owned(),
            Self::DoubleSuperscript => "put both into one pair of braces: x^{a b}".to_owned(),
            Self::StrayDollar => "remove it; inside \\text{…} dollars are allowed".to_owned(),
            Self::UnclosedDelimiter(_) => "close it, or remove it".to_owned(),
            Self::UnmatchedDelimiter(_) => "open it before, or remove it".to_owned(),
            Self::TooDeep => "give parts of it names of their own".to_owned(),
            Self::Redefined(_) => "choose another name for the macro".to_owned(),
            Self::WrongDefinition(command) => format!("write {command}{{\\name}}[number of arguments]{{text}}"),
            Self::MissingMacroArgument(_) => "write each argument in braces".to_owned(),
            Self::EndlessMacro(_) => "let no macro use itself".to_owned(),
        }
    }
}
