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
    Code { name: "Q0001", title: "a formula that is misspelt" },
    Code { name: "Q0002", title: "a notation that is not read" },
    Code { name: "Q0101", title: "a symbol that occurs nowhere else" },
    Code { name: "Q0102", title: "an index that is free on one side only" },
    Code { name: "Q0103", title: "a letter that is bound and free in one side" },
    Code { name: "Q0104", title: "sizes or shapes that differ" },
    Code { name: "Q0105", title: "one size under several names" },
    Code { name: "Q0106", title: "a symbol that is defined again" },
    Code { name: "Q0107", title: "a letter that is read as its font variant" },
    Code { name: "Q0108", title: "a sum that reaches over a plus" },
    Code { name: "Q0201", title: "a step that is false" },
    Code { name: "Q0203", title: "a step that rests on a wrong line" },
    Code { name: "Q0204", title: "an entry that differs from the general definition" },
    Code { name: "Q0205", title: "an expected failure that did not come" },
    Code { name: "Q0301", title: "a hypothesis that is used before it is stated" },
    Code { name: "Q0302", title: "a hypothesis that is never needed" },
    Code { name: "Q0303", title: "a hypothesis that is stronger than needed" },
    Code { name: "Q0304", title: "hypotheses that no instance meets" },
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
    Code { name: "Q0413", title: "a status that the book denies itself" },
    Code { name: "Q0414", title: "a status that this build did not establish" },
    Code { name: "Q0415", title: "HTML that a chapter may not hold" },
    Code { name: "Q0501", title: "proved and refuted at once" },
];

/// The row named `name`.
pub fn code(name: &str) -> Option<&'static Code> {
    CODES.iter().find(|code| code.name == name)
}
