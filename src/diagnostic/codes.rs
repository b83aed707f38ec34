//! The table of diagnostic codes: one row each, and a page `book/codes/NAME.md` for every row.

/// A row of the table.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// `Q` and four digits; never used twice, even after it is retired.
    pub name: &'static str,
    /// What it is about, in a few words.
    pub title: &'static str,
}

/// Every code, in order. Q04xx is the book and the site.
pub static CODES: &[Code] = &[Code { name: "Q0401", title: "KaTeX cannot render the formula" }];

/// The row named `name`.
pub fn code(name: &str) -> Option<&'static Code> {
    CODES.iter().find(|code| code.name == name)
}
