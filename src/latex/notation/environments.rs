//! The environments, by what their rows mean.

use super::super::tree::Delimiter;
use super::Argument::{self, Optional, Raw};

/// A row of the table of environments.
#[derive(Debug)]
pub struct Environment {
    /// The name in `\begin{…}`.
    pub name: &'static str,
    /// What stands after `\begin{name}`, before the first row.
    pub shape: &'static [Argument],
    /// What its rows are.
    pub layout: Layout,
}

/// What the rows of an environment are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Statements, one below the other; the cells only align them.
    Rows,
    /// Entries of a matrix between these delimiters.
    Matrix(Delimiter, Delimiter),
    /// Statements where its columns hold relations (`array{rcl}`), else entries.
    Array,
    /// Values with their conditions.
    Cases,
}

const fn rows(name: &'static str, shape: &'static [Argument]) -> Environment {
    Environment { name, shape, layout: Layout::Rows }
}

const fn matrix(name: &'static str, delimiter: Delimiter) -> Environment {
    Environment { name, shape: &[], layout: Layout::Matrix(delimiter, delimiter) }
}

const fn aligned_matrix(name: &'static str, delimiter: Delimiter) -> Environment {
    Environment { name, shape: &[Optional], layout: Layout::Matrix(delimiter, delimiter) }
}

const fn cases(name: &'static str) -> Environment {
    Environment { name, shape: &[], layout: Layout::Cases }
}

/// Every environment that is understood.
pub static ENVIRONMENTS: &[Environment] = &[
    rows("align", &[]),
    rows("align*", &[]),
    rows("alignat", &[Raw]),
    rows("alignat*", &[Raw]),
    rows("aligned", &[Optional]),
    rows("alignedat", &[Raw]),
    rows("displaymath", &[]),
    rows("dmath", &[]),
    rows("dmath*", &[]),
    rows("eqnarray", &[]),
    rows("eqnarray*", &[]),
    rows("equation", &[]),
    rows("equation*", &[]),
    rows("flalign", &[]),
    rows("flalign*", &[]),
    rows("gather", &[]),
    rows("gather*", &[]),
    rows("gathered", &[Optional]),
    rows("multline", &[]),
    rows("multline*", &[]),
    rows("split", &[]),
    rows("subequations", &[]),
    Environment { name: "array", shape: &[Optional, Raw], layout: Layout::Array },
    Environment { name: "darray", shape: &[Optional, Raw], layout: Layout::Array },
    matrix("matrix", Delimiter::None),
    matrix("smallmatrix", Delimiter::None),
    matrix("pmatrix", Delimiter::Parenthesis),
    matrix("bmatrix", Delimiter::Bracket),
    matrix("Bmatrix", Delimiter::Brace),
    matrix("vmatrix", Delimiter::Bar),
    matrix("Vmatrix", Delimiter::DoubleBar),
    matrix("psmallmatrix", Delimiter::Parenthesis),
    matrix("bsmallmatrix", Delimiter::Bracket),
    aligned_matrix("matrix*", Delimiter::None),
    aligned_matrix("pmatrix*", Delimiter::Parenthesis),
    aligned_matrix("bmatrix*", Delimiter::Bracket),
    cases("cases"),
    cases("dcases"),
    cases("cases*"),
    cases("dcases*"),
];

/// The row of an environment.
pub fn environment(name: &str) -> Option<&'static Environment> {
    ENVIRONMENTS.iter().find(|environment| environment.name == name)
}
