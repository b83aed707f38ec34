//! What this very process has established of every relation of every chapter, before a page may say so.

use super::Problem;
use super::survey::Page;
use crate::diagnostic::{Diagnostic, Severity};
use crate::driver;
use crate::verdict::{Analysis, Effort, Finding, Formula, Link, Status, warrant};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The analyses of the chapters as they stand in the book; there is no other way to obtain a [`Verdict`].
#[derive(Default)]
pub struct Verdicts {
    analyses: BTreeMap<PathBuf, Analysis>,
}

/// What was established of a relation, in this process and of the very text that is shown.
///
/// Only [`Verdicts`] can make one, so that a page has no verdict that the build did not reach:
///
/// ```compile_fail
/// fn forge(link: &quod::verdict::Link) -> quod::site::Verdict<'_> {
///     quod::site::Verdict { link, finding: None }
/// }
/// ```
#[derive(Clone, Copy)]
pub struct Verdict<'a> {
    link: &'a Link,
    finding: Option<&'a Finding>,
}

impl<'a> Verdict<'a> {
    /// The relation with everything that is known of it.
    pub fn link(self) -> &'a Link {
        self.link
    }

    /// What a directive announced of the relation, with its help.
    pub fn finding(self) -> Option<&'a Finding> {
        self.finding
    }
}

/// How often each status occurs in a chapter, or in all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Relations, and formulas without any, by status; what a directive announces is counted apart.
    pub statuses: BTreeMap<Status, usize>,
    /// Failures that a directive announces.
    pub expected: usize,
}

impl Counts {
    /// How many have this status.
    pub fn of(&self, status: Status) -> usize {
        self.statuses.get(&status).copied().unwrap_or(0)
    }

    /// How many relations were judged, or given a meaning.
    pub fn judged(&self) -> usize {
        let quiet = self.of(Status::Aside);
        self.statuses.values().sum::<usize>() - quiet + self.expected
    }

    /// Adds those of another chapter.
    pub fn add(&mut self, other: &Counts) {
        other.statuses.iter().for_each(|(status, count)| *self.statuses.entry(*status).or_default() += count);
        self.expected += other.expected;
    }
}

impl Verdicts {
    /// Analyses every chapter.
    pub fn reach(pages: &[Page], effort: Effort) -> Verdicts {
        let sources: Vec<_> = pages.iter().map(|page| page.document.source.clone()).collect();
        let analyses = driver::analyse_texts(&sources, effort, driver::cores());
        Verdicts { analyses: pages.iter().map(|page| page.path.clone()).zip(analyses).collect() }
    }

    fn formula(&self, page: &Page, formula: usize) -> Option<(&Analysis, &Formula)> {
        let analysis = self.analyses.get(&page.path)?;
        let judged = analysis.formulas.get(formula)?;
        let same = analysis.source.text() == page.document.source.text();
        (same && judged.span == page.document.formulas[formula].span).then_some((analysis, judged))
    }

    /// The name of a formula in the report.
    pub fn id<'a>(&'a self, page: &Page, formula: usize) -> Option<&'a str> {
        Some(self.formula(page, formula)?.1.id.as_str())
    }

    /// The number of the formula of a page that the report calls by this name.
    pub fn named(&self, page: &Page, id: &str) -> Option<usize> {
        self.analyses.get(&page.path)?.formulas.iter().position(|formula| formula.display && formula.id == id)
    }

    /// The verdicts on a formula's relations, in order.
    pub fn of(&self, page: &Page, formula: usize) -> Vec<Verdict<'_>> {
        let Some((analysis, judged)) = self.formula(page, formula) else { return Vec::new() };
        let announced = |link: &Link| {
            analysis.announced.iter().find(|finding| {
                let error = finding.diagnostic.severity == Severity::Error;
                error && finding.formula == Some(formula) && link.span.contains(finding.diagnostic.labels[0].span)
            })
        };
        judged.links.iter().map(|link| Verdict { link, finding: announced(link).filter(|_| link.expected) }).collect()
    }

    /// What quod says of a chapter, each with whether a directive has announced it.
    pub fn told(&self, page: &Page) -> impl Iterator<Item = (bool, &Finding)> {
        let analyses = self.analyses.get(&page.path).into_iter();
        let found = analyses.clone().flat_map(|analysis| analysis.findings.iter().map(|finding| (false, finding)));
        found.chain(analyses.flat_map(|analysis| analysis.announced.iter().map(|finding| (true, finding))))
    }

    /// Whether a display is not understood.
    pub fn unread(&self, page: &Page, formula: usize) -> bool {
        self.formula(page, formula).is_some_and(|(_, judged)| judged.status == Some(Status::Unread))
    }

    /// How often each status occurs in a chapter.
    pub fn counts(&self, path: &Path) -> Counts {
        let Some(analysis) = self.analyses.get(path) else { return Counts::default() };
        let statuses = Status::ALL.iter().map(|status| (*status, analysis.count(*status)));
        Counts { statuses: statuses.filter(|(_, count)| *count > 0).collect(), expected: analysis.expected() }
    }

    /// The digests of the certificates.
    pub fn certificate_names(&self) -> impl Iterator<Item = &str> {
        let formulas = self.analyses.values().flat_map(|analysis| &analysis.formulas);
        formulas.flat_map(|formula| &formula.links).filter_map(|link| Some(link.certificate.as_ref()?.name.as_str()))
    }

    /// Writes the certificate of every proved relation into a folder, each under the digest of its bytes.
    ///
    /// # Errors
    /// Those of the file system, in words.
    pub fn certificates(&self, folder: &Path) -> Result<(), String> {
        let analyses: Vec<Analysis> = self.analyses.values().cloned().collect();
        driver::store(folder, &analyses).map_err(|failure| failure.to_string())
    }

    /// Everything for which the book must not be built: errors, relations that fail without being announced, and what
    /// the book denies itself.
    pub fn problems(&self, deny: &Deny) -> Vec<Problem> {
        self.analyses.values().flat_map(|analysis| problems(analysis, deny)).collect()
    }
}

/// What a book does not allow itself: `deny = ["checked", "unread", "warnings"]` under `[preprocessor.quod]`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Deny {
    /// Relations that are only checked.
    pub checked: bool,
    /// Formulas that are not understood.
    pub unread: bool,
    /// Warnings.
    pub warnings: bool,
}

fn problems(analysis: &Analysis, deny: &Deny) -> Vec<Problem> {
    let problem = |diagnostic: Diagnostic| Problem { source: analysis.source.clone(), diagnostic };
    let grave = |finding: &&Finding| match finding.diagnostic.severity {
        Severity::Error => true,
        Severity::Warning => deny.warnings,
        Severity::Note => false,
    };
    let grave: Vec<&Finding> = analysis.findings.iter().filter(grave).collect();
    let mut found: Vec<Problem> = grave.iter().map(|finding| problem(finding.diagnostic.clone())).collect();
    for (number, formula) in analysis.formulas.iter().enumerate() {
        let told = grave.iter().any(|finding| finding.formula == Some(number));
        let denied = |status: Status| {
            status.fails() || deny.checked && status == Status::Checked || deny.unread && status == Status::Unread
        };
        let unwarranted = formula.links.iter().filter_map(|link| Some((link, warrant(link).err()?)));
        found.extend(unwarranted.map(|(link, why)| problem(forged(link, &why))));
        let links = formula.links.iter().filter(|link| !link.expected).map(|link| (link.status, link.span));
        let all = links.chain(formula.status.map(|status| (status, formula.span)));
        if let Some((status, span)) = all.into_iter().find(|(status, _)| denied(*status)).filter(|_| !told) {
            found.push(problem(barred(status, span)));
        }
    }
    found
}

fn forged(link: &Link, why: &str) -> Diagnostic {
    let message = format!("this line is called proved, but {why}");
    Diagnostic::error("Q0414", message, link.span, "not established").help("this is a defect of quod: please report it")
}

fn barred(status: Status, span: crate::source::Span) -> Diagnostic {
    let message = format!("the book is not built with a line that is {status}");
    Diagnostic::error("Q0413", message, span, format!("{status}")).help(
        "mend the line, announce what is wrong with it by `<!-- quod: expect … -->`, or change `deny` under \
         `[preprocessor.quod]` in book.toml",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;
    use crate::verdict::analyse;

    fn analysis() -> Analysis {
        let text = "# A\n\n$$(a+b)^2 = a^2 + 2ab + b^2$$\n\n$$(a-b)^2 = a^2 - 2ab + b^2$$\n";
        analyse(Source::new("a.md", text), Effort::default())
    }

    /// What is said of an analysis in which the first link was altered.
    fn found(alter: impl Fn(&mut Link, &Link)) -> Vec<&'static str> {
        let mut analysis = analysis();
        let other = analysis.formulas[1].links[0].clone();
        alter(&mut analysis.formulas[0].links[0], &other);
        problems(&analysis, &Deny::default()).iter().map(|problem| problem.diagnostic.code.name).collect()
    }

    #[test]
    fn a_proof_is_rechecked_and_must_be_of_the_very_line() {
        assert_eq!(found(|_, _| ()), [""; 0]);
        assert_eq!(found(|link, _| link.certificate = None), ["Q0414"]);
        assert_eq!(found(|link, other| link.certificate = other.certificate.clone()), ["Q0414"]);
        assert_eq!(found(|link, other| link.right = other.right.clone()), ["Q0414"]);
        assert_eq!(found(|link, other| link.reading = other.reading.clone()), ["Q0414"]);
        assert_eq!(found(|link, _| link.certificate.as_mut().expect("proved").name = "0".repeat(64)), ["Q0414"]);
    }

    #[test]
    fn what_is_wrong_and_not_announced_or_denied_stops_a_build() {
        assert_eq!(found(|link, _| link.status = Status::Blocked), ["Q0413"]);
        assert_eq!(
            found(|link, _| {
                link.status = Status::Refuted;
                link.expected = true;
            }),
            [""; 0]
        );
        let mut weak = analysis();
        weak.formulas[0].links[0].status = Status::Checked;
        assert_eq!(problems(&weak, &Deny::default()).len(), 0);
        assert_eq!(problems(&weak, &Deny { checked: true, ..Deny::default() }).len(), 1);
    }
}
