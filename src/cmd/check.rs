//! `quod check PATH…`: verifies Markdown, builds nothing.

use crate::diagnostic::Severity;
use crate::driver::{Cache, Partition, analyse_all, cores, files, store};
use crate::report;
use crate::verdict::{Analysis, Effort, Status};
use std::path::PathBuf;
use std::process::ExitCode;

/// What `quod check` may be told.
#[derive(clap::Args)]
pub struct Check {
    /// Markdown files, folders with *.md, or - for standard input
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// The form of the report
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// How many files are read at once
    #[arg(long, value_name = "N")]
    jobs: Option<std::num::NonZeroUsize>,
    /// Only this share of the files, by a hash of their paths
    #[arg(long, value_name = "I/N", value_parser = partition)]
    partition: Option<Partition>,
    /// Units of work for each claim: the same answer on every machine
    #[arg(long, value_name = "N")]
    fuel: Option<u64>,
    /// A folder for the certificates of proved links, a file each
    #[arg(long, value_name = "DIR")]
    certificates: Option<PathBuf>,
    /// The folder that keeps what was found, so that an unchanged file costs nothing; by default the user's own
    #[arg(long, value_name = "DIR")]
    cache: Option<PathBuf>,
    /// Judge everything anew and keep nothing
    #[arg(long, conflicts_with = "cache")]
    no_cache: bool,
    /// What else fails the run
    #[arg(long, value_enum)]
    deny: Vec<Deny>,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Human,
    /// For programs: schema quod/1
    Json,
    /// For code scanners: SARIF 2.1.0
    Sarif,
    /// Annotations for GitHub
    Github,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Deny {
    /// A claim for which no proof was found
    Checked,
    /// A formula that is not understood
    Unread,
    /// Any warning
    Warnings,
}

fn partition(text: &str) -> Result<Partition, String> {
    let parsed = text.split_once('/').and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
    match parsed {
        Some((number, of)) if number >= 1 && number <= of => Ok(Partition { number, of }),
        _ => Err("write it as I/N with 1 ≤ I ≤ N, such as 2/4".to_string()),
    }
}

impl Check {
    /// Analyses the files, prints the report to standard output and what cannot be read to standard error.
    pub fn run(self) -> ExitCode {
        let (paths, mut failures) = files(&self.paths);
        let effort = Effort { work: self.fuel.unwrap_or(Effort::default().work), ..Effort::default() };
        let jobs = self.jobs.map_or_else(cores, std::num::NonZero::get);
        let cache = if self.no_cache { None } else { Cache::open(self.cache.clone()) };
        let mut analyses = Vec::new();
        for answer in analyse_all(&paths, effort, jobs, self.partition, cache.as_ref()) {
            match answer {
                Ok(analysis) => analyses.push(analysis),
                Err(failure) => failures.push(failure),
            }
        }
        // A cache that was not asked for may be out of reach; one that was is worth a word, but fails nothing.
        if let (Some(Err(failure)), Some(_)) = (cache.map(Cache::close), &self.cache) {
            anstream::eprintln!("warning: nothing is kept for the next time: {failure}");
        }
        let stored = self.certificates.map_or(Ok(()), |folder| store(&folder, &analyses));
        failures.extend(stored.err());
        failures.iter().for_each(|failure| anstream::eprintln!("error: {failure}"));
        let text = match self.format {
            Format::Human => report::human(&analyses, super::width()),
            Format::Json => report::json(&analyses),
            Format::Sarif => report::sarif(&analyses),
            Format::Github => report::github(&analyses),
        };
        anstream::print!("{text}");
        let broken = analyses.iter().flat_map(|analysis| &analysis.findings);
        let broken = broken.filter(|finding| finding.diagnostic.code.name == "Q0501").count() > 0;
        if broken || !failures.is_empty() { ExitCode::from(2) } else { ExitCode::from(status(&analyses, &self.deny)) }
    }
}

/// 0 where every claim holds, 1 where one fails or is denied, or where there are displays and none could be judged.
fn status(analyses: &[Analysis], deny: &[Deny]) -> u8 {
    let count = |status: Status| analyses.iter().map(|analysis| analysis.count(status)).sum::<usize>();
    let fails = [Status::Refuted, Status::IllFormed, Status::Blocked].into_iter().any(|status| count(status) > 0);
    let findings =
        || analyses.iter().flat_map(|analysis| &analysis.findings).map(|finding| finding.diagnostic.severity);
    let denied = deny.iter().any(|deny| match deny {
        Deny::Checked => count(Status::Checked) > 0,
        Deny::Unread => count(Status::Unread) > 0,
        Deny::Warnings => findings().any(|severity| severity == Severity::Warning),
    });
    let displays = analyses.iter().flat_map(|analysis| &analysis.formulas).filter(|formula| formula.display).count();
    let nothing = count(Status::Unread) > 0 && displays > 0 && !analyses.iter().any(judged);
    let error = findings().any(|severity| severity == Severity::Error);
    u8::from(fails || denied || nothing || error)
}

/// Whether some display of a file was judged.
fn judged(analysis: &Analysis) -> bool {
    let judged = |status: Status| !matches!(status, Status::Unread | Status::Aside);
    analysis.formulas.iter().filter(|formula| formula.display).any(|formula| formula.statuses().any(judged))
}
