//! `quod` without a subcommand: tests the book's steps and builds its site.

use crate::report::draw;
use crate::site::{Built, Problem, Records, build};
use anstream::{eprintln, println};
use std::path::Path;
use std::process::ExitCode;

/// Builds the book in `root` and prints a table of its steps and the path of its first page.
pub fn run(root: &Path) -> ExitCode {
    match build(root, Records::BOOK, &|doing| eprintln!("{doing} …")) {
        Ok(built) => {
            report(root, &built);
            ExitCode::SUCCESS
        }
        Err(problems) => failed(&problems),
    }
}

fn report(root: &Path, built: &Built) {
    println!("{:<6} {:<34} {:<15} {:>6}", "step", "id", "status", "points");
    for (number, id, cases) in &built.steps {
        println!("{number:<6} {id:<34} {:<15} {cases:>6}", "tested in Rust");
    }
    let points: usize = built.steps.iter().map(|(_, _, cases)| cases).sum();
    println!("\n{} steps tested at {points} points, {} formulas typeset", built.steps.len(), built.formulas);
    let here = std::path::absolute(root).unwrap_or_default();
    let index = built.index.strip_prefix(here.canonicalize().unwrap_or(here)).unwrap_or(&built.index);
    println!("{} pages: open {}", built.pages, index.display());
}

/// A failing check is wrong mathematics, everything else is a broken book.
fn failed(problems: &[Problem]) -> ExitCode {
    for problem in problems {
        eprintln!("{}\n", draw(&problem.source, &problem.diagnostic, super::width()));
    }
    let count = problems.len();
    eprintln!("error: the book has {count} {}; the site is as it was", if count == 1 { "error" } else { "errors" });
    let mathematics = problems.iter().all(|problem| problem.diagnostic.code.name == "Q0405");
    ExitCode::from(if mathematics { 1 } else { 2 })
}
