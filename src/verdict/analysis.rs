//! What was established of a document, as plain data: every other room only shows it.

use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;

/// What was established of a link, or of a formula without any.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Status {
    /// It gives a symbol its meaning.
    Definition,
    /// It holds for every size, index and value that the hypotheses allow, by a certificate that the kernel accepted.
    Proved,
    /// No proof was found; it held at every instance that was tried.
    Checked,
    /// It is false: a counterexample is shown.
    Refuted,
    /// It is no statement as it stands.
    IllFormed,
    /// The line before it is wrong, and it follows from that line.
    Blocked,
    /// It is a stated hypothesis or condition.
    Assumed,
    /// It is recognised and claims nothing.
    Aside,
    /// It is not understood.
    Unread,
}

impl Status {
    /// All of them, in the order of the report's summary.
    pub const ALL: [Status; 9] = [
        Status::Definition,
        Status::Proved,
        Status::Checked,
        Status::Refuted,
        Status::IllFormed,
        Status::Blocked,
        Status::Assumed,
        Status::Aside,
        Status::Unread,
    ];

    /// The word that reports use.
    pub fn word(self) -> &'static str {
        match self {
            Status::Definition => "definition",
            Status::Proved => "proved",
            Status::Checked => "checked",
            Status::Refuted => "refuted",
            Status::IllFormed => "ill-formed",
            Status::Blocked => "blocked",
            Status::Assumed => "assumed",
            Status::Aside => "aside",
            Status::Unread => "unread",
        }
    }

    /// Whether a later line may rest on it.
    pub fn holds(self) -> bool {
        matches!(self, Status::Definition | Status::Proved | Status::Checked | Status::Assumed)
    }

    /// Whether it fails a run.
    pub fn fails(self) -> bool {
        matches!(self, Status::Refuted | Status::IllFormed | Status::Blocked)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// From where a link was judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Origin {
    /// From the line before.
    Previous,
    /// From the head of the chain.
    Head,
    /// It compares an explicit array with the general definition at its size.
    Instance,
}

impl Origin {
    /// The word that reports use.
    pub fn word(self) -> &'static str {
        match self {
            Origin::Previous => "previous",
            Origin::Head => "head",
            Origin::Instance => "instance",
        }
    }
}

/// Where a link is false: sizes, indices and values, with both sides there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counterexample {
    /// The sizes by name.
    pub sizes: Vec<(String, u64)>,
    /// The free indices by name.
    pub indices: Vec<(String, u64)>,
    /// The values of the variables by name: entries, last index fastest, exact.
    pub values: Vec<(String, Vec<String>)>,
    /// The left side.
    pub left: String,
    /// The right side.
    pub right: String,
    /// Whether both sides are exact, rather than in disjoint intervals.
    pub exact: bool,
}

/// Why a link is proved, as a file that the kernel rechecks alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// The SHA-256 of the text, in hexadecimal digits.
    pub name: String,
    /// The text, as `kernel/SPEC.md` lays it down.
    #[serde(serialize_with = "shared::write", deserialize_with = "shared::read")]
    pub text: std::sync::Arc<str>,
}

/// A relation of a formula, judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The relation as it is written.
    pub relation: String,
    /// The LaTeX of what it is judged from: the line before, or the head of the chain.
    pub left: String,
    /// The LaTeX of its right side.
    pub right: String,
    /// From where it was judged.
    pub from: Origin,
    /// Its place in the file.
    pub span: Span,
    /// The statement in the core language, where there is one.
    pub reading: Option<String>,
    /// What was established.
    pub status: Status,
    /// How: `symbolic` or `numeric`.
    #[serde(deserialize_with = "method")]
    pub method: Option<Method>,
    /// How many instances that met the hypotheses were tried.
    pub effective: u64,
    /// Why it is proved; only where it is.
    pub certificate: Option<Certificate>,
    /// The file's hypotheses that it could not do without.
    pub needs: Vec<String>,
    /// The ids of the formulas on which it rests.
    pub uses: Vec<String>,
    /// For the hypotheses that it needs: the smallest counterexample without each, where one was found.
    pub without: Vec<(String, Counterexample)>,
    /// Where it is false.
    pub counterexample: Option<Counterexample>,
    /// Where a false equation is true all the same, in LaTeX, if that is known: exactly there.
    pub true_where: Option<String>,
    /// Whether a directive says that it must fail so.
    pub expected: bool,
}

/// The word for a way in which a link is established.
type Method = &'static str;

/// All of them.
const METHODS: [&str; 2] = ["symbolic", "numeric"];

/// One of the known methods, from its word.
fn method<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Method>, D::Error> {
    let Some(word) = Option::<String>::deserialize(from)? else { return Ok(None) };
    let known = METHODS.into_iter().find(|method| *method == word);
    known.map(Some).ok_or_else(|| serde::de::Error::custom("an unknown method"))
}

/// Text that is shared, as text.
mod shared {
    use serde::{Deserialize, Deserializer, Serializer};
    use std::sync::Arc;

    pub fn write<S: Serializer>(text: &Arc<str>, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(text)
    }

    pub fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Arc<str>, D::Error> {
        String::deserialize(from).map(Arc::from)
    }
}

/// A formula, judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Formula {
    /// Its name in the report.
    pub id: String,
    /// Set on lines of its own.
    pub display: bool,
    /// Its place with its delimiters.
    pub span: Span,
    /// The mathematics as it is written.
    pub tex: String,
    /// Its number or `\label`.
    pub label: Option<String>,
    /// What it is where it has no links.
    pub status: Option<Status>,
    /// Its links, in order.
    pub links: Vec<Link>,
}

impl Formula {
    /// The statuses that count: those of its links, or its own.
    pub fn statuses(&self) -> impl Iterator<Item = Status> + '_ {
        self.links.iter().map(|link| link.status).chain(self.status)
    }
}

/// A diagnostic with the formula that it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What is wrong, where, and what to write instead.
    pub diagnostic: Diagnostic,
    /// The number of the formula.
    pub formula: Option<usize>,
}

/// Everything that was established of a document.
#[derive(Clone, Debug)]
pub struct Analysis {
    /// The file.
    pub source: Source,
    /// Its formulas, in order.
    pub formulas: Vec<Formula>,
    /// What was found, in the order of the file.
    pub findings: Vec<Finding>,
    /// What was found and had been announced by a directive, in the same order; it fails nothing.
    pub announced: Vec<Finding>,
}

impl Analysis {
    /// How many links, and formulas without any, have each status; an expected failure counts as expected alone.
    pub fn count(&self, status: Status) -> usize {
        self.formulas.iter().map(|formula| formula.count(status)).sum()
    }

    /// How many links fail as a directive says they must.
    pub fn expected(&self) -> usize {
        self.formulas.iter().flat_map(|formula| &formula.links).filter(|link| link.expected).count()
    }
}

impl Formula {
    fn count(&self, status: Status) -> usize {
        let links = self.links.iter().filter(|link| link.status == status && !link.expected).count();
        links + usize::from(self.status == Some(status))
    }
}
