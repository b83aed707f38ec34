//! The table of diagnostic codes: one row each, and a page `book/codes/NAME.md` for every row.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A row of the table.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// `Q` and four digits; never used twice, even after it is retired.
    pub name: &'static str,
    /// What it is about, in a few words.
    pub title: &'static str,
    /// Its page in Markdown: why, an example that fails, the same one mended.
    pub page: &'static str,
}

macro_rules! codes {
    ($($name:literal: $title:literal,)*) => {
        &[$(Code { name: $name, title: $title, page: include_str!(concat!("../../book/codes/", $name, ".md")) }),*]
    };
}

/// Every code, in order. Q04xx is the book and the site.
pub static CODES: &[Code] = codes! {
    "Q0001": "a formula that is misspelt",
    "Q0002": "a notation that is not read",
    "Q0101": "a symbol that occurs nowhere else",
    "Q0102": "an index that is free on one side only",
    "Q0103": "a letter that is bound and free in one side",
    "Q0104": "sizes or shapes that differ",
    "Q0105": "one size under several names",
    "Q0106": "a symbol that is defined again",
    "Q0107": "a letter that is read as its font variant",
    "Q0108": "a sum that reaches over a plus",
    "Q0109": "two layouts of derivatives in one file",
    "Q0110": "a label that is cited and never given",
    "Q0201": "a step that is false",
    "Q0202": "a step that is only checked",
    "Q0203": "a step that rests on a wrong line",
    "Q0204": "an entry that differs from the general definition",
    "Q0205": "an expected failure that did not come",
    "Q0301": "a hypothesis that is used before it is stated",
    "Q0302": "a hypothesis that is never needed",
    "Q0303": "a hypothesis that is stronger than needed",
    "Q0304": "hypotheses that no instance meets",
    "Q0305": "a condition that is not stated",
    "Q0401": "KaTeX cannot set the formula",
    "Q0402": "a step without a check",
    "Q0403": "a check without a step",
    "Q0404": "the formula is not the one that is tested",
    "Q0405": "the check of a step fails",
    "Q0406": "one id for two formulas",
    "Q0407": "a directive that cannot be followed",
    "Q0408": "a formula that never ends",
    "Q0409": "the output would overwrite what was written",
    "Q0410": "the book cannot be loaded",
    "Q0411": "the page does not show the formula as written",
    "Q0412": "a link to nowhere",
    "Q0413": "a status that the book denies itself",
    "Q0414": "a status that this build did not establish",
    "Q0415": "HTML that a chapter may not hold",
    "Q0501": "proved and refuted at once",
};

/// The row named `name`.
pub fn code(name: &str) -> Option<&'static Code> {
    CODES.iter().find(|code| code.name == name)
}

/// A code is stored by its name.
impl Serialize for Code {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.name)
    }
}

impl<'de> Deserialize<'de> for &'static Code {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let name = String::deserialize(from)?;
        code(&name).ok_or_else(|| serde::de::Error::custom("an unknown code"))
    }
}
