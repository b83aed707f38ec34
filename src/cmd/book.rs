//! `quod` without a subcommand: verifies the book and builds its site.

use crate::report::draw;
use crate::site::{Built, Counts, Problem, Records, Row, build};
use crate::verdict::Status;
use anstream::{eprintln, println};
use std::path::Path;
use std::process::ExitCode;

/// Builds the book in `root` and prints a table of its chapters and the path of its first page.
pub fn run(root: &Path) -> ExitCode {
    match build(root, Records::of_book(root), &|doing| eprintln!("{doing} …")) {
        Ok(built) => {
            report(root, &built);
            ExitCode::SUCCESS
        }
        Err(problems) => failed(&problems),
    }
}

fn report(root: &Path, built: &Built) {
    println!("{:<25} proved checked unread expected assumed defs tested", "chapter");
    let mut total = Row { chapter: "the book".into(), counts: Counts::default(), steps: Vec::new() };
    for row in &built.rows {
        total.counts.add(&row.counts);
        total.steps.extend(&row.steps);
        if row.counts.judged() + row.steps.len() > 0 {
            println!("{}", line(row));
        }
    }
    println!("{}", line(&total));
    let points: usize = total.steps.iter().map(|(_, cases)| cases).sum();
    println!("\n{} steps tested at {points} points, {} formulas typeset", total.steps.len(), built.formulas);
    let here = std::path::absolute(root).unwrap_or_default();
    let index = built.index.strip_prefix(here.canonicalize().unwrap_or(here)).unwrap_or(&built.index);
    let index = if root == Path::new(".") { index.to_owned() } else { root.join(index) };
    println!("{} pages: open {}", built.pages, index.display());
}

/// A line of the table. What is refuted, ill-formed or blocked has no column: unless expected, it stops the build.
fn line(row: &Row) -> String {
    let number = |count: usize| if count == 0 { "·".to_owned() } else { count.to_string() };
    let of = |status: Status| number(row.counts.of(status));
    let chapter: String = row.chapter.trim_end_matches(".md").chars().take(25).collect();
    format!(
        "{chapter:<25} {:>6} {:>7} {:>6} {:>8} {:>7} {:>4} {:>6}",
        of(Status::Proved),
        of(Status::Checked),
        of(Status::Unread),
        number(row.counts.expected),
        of(Status::Assumed),
        of(Status::Definition),
        number(row.steps.len()),
    )
}

/// Wrong mathematics exits with 1, a broken book with 2.
pub fn failed(problems: &[Problem]) -> ExitCode {
    for problem in problems {
        eprintln!("{}\n", draw(&problem.source, &problem.diagnostic, super::width()));
    }
    let count = problems.len();
    eprintln!("error: the book has {count} {}; the site is as it was", if count == 1 { "error" } else { "errors" });
    let mathematics = |problem: &Problem| {
        let code = problem.diagnostic.code.name;
        !code.starts_with("Q04") && !code.starts_with("Q05") || matches!(code, "Q0405" | "Q0413")
    };
    ExitCode::from(if problems.iter().all(mathematics) { 1 } else { 2 })
}
