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
pub static CODES: &[Code] = &[
    Code { name: "Q0401", title: "KaTeX cannot set the formula" },
    Code { name: "Q0402", title: "a step without a check" },
    Code { name: "Q0403", title: "a check without a step" },
    Code { name: "Q0404", title: "the formula is not the one that is tested" },
    Code { name: "Q0405", title: "the check of a step fails" },
    Code { name: "Q0406", title: "one id for two formulas" },
    Code { name: "Q0407", title: "a directive that cannot be followed" },
    Code { name: "Q0408", title: "a formula that never ends" },
    Code { name: "Q0409", title: "the output would overwrite what was written" },
    Code { name: "Q0410", title: "the book cannot be loaded" },
    Code { name: "Q0411", title: "the page does not show the formula as written" },
    Code { name: "Q0412", title: "a link to nowhere" },
];

/// The row named `name`.
pub fn code(name: &str) -> Option<&'static Code> {
    CODES.iter().find(|code| code.name == name)
}
