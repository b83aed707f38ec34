//! The command line: a file a subcommand, and what they share in talking to a terminal.
//!
//! Exit status: 0 all is well; 1 something in the mathematics is wrong; 2 bad usage or a broken book.

#[cfg(feature = "site")]
mod book;
#[cfg(feature = "site")]
mod site;
mod check;
mod explain;
mod verify;

use clap::Parser;
use std::process::ExitCode;

/// rustc for derivations: tests each step of a handwritten derivation and builds the book that shows it.
///
/// Without a subcommand, quod tests the steps of the book described by ./book.toml and builds its offline site.
#[derive(Parser)]
#[command(version, about, max_term_width = 80)]
struct Arguments {
    /// When to use colors
    #[arg(long, value_enum, default_value_t = Color::Auto, global = true)]
    color: Color,
    #[command(subcommand)]
    command: Option<Command>,
}

/// What quod is asked to do.
#[derive(clap::Subcommand)]
enum Command {
    /// Verify Markdown files: read the mathematics that is displayed and judge each step
    Check(check::Check),
    /// Verify a book and build its offline site
    #[cfg(feature = "site")]
    Build(site::Folder),
    /// Build the site, show it to browsers on this machine, and build it again after each change
    #[cfg(feature = "site")]
    Serve(site::Serve),
    /// Be a preprocessor for mdBook: verify its chapters and put typeset formulas with their verdicts into them
    #[cfg(feature = "site")]
    Preprocess(site::Preprocess),
    /// Recheck certificates with the kernel alone
    Verify(verify::Verify),
    /// Show the page of a diagnostic: why, an example that fails, the same one mended
    Explain(explain::Explain),
    /// Print the JSON Schema of `quod check --format json`
    Schema,
}

/// When to use colors.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Color {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The columns of a report: those of the terminal, or what COLUMNS says, or 80; lines wider than 100 are hard to read.
fn width() -> usize {
    let told = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).filter(|columns| *columns > 0);
    let seen = || terminal_size::terminal_size().map(|(columns, _)| usize::from(columns.0));
    told.or_else(seen).unwrap_or(80).clamp(40, 100)
}

/// Parses the arguments of this process and runs what they ask for.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match arguments.color {
        Color::Auto => {}
        Color::Always => anstream::ColorChoice::Always.write_global(),
        Color::Never => anstream::ColorChoice::Never.write_global(),
    }
    match arguments.command {
        Some(Command::Check(check)) => check.run(),
        #[cfg(feature = "site")]
        Some(Command::Build(folder)) => folder.build(),
        #[cfg(feature = "site")]
        Some(Command::Serve(serve)) => serve.run(),
        #[cfg(feature = "site")]
        Some(Command::Preprocess(preprocess)) => preprocess.run(),
        Some(Command::Verify(verify)) => verify.run(),
        Some(Command::Explain(explain)) => explain.run(),
        Some(Command::Schema) => {
            anstream::print!("{}", crate::report::SCHEMA);
            ExitCode::SUCCESS
        }
        None => run(),
    }
}

#[cfg(feature = "site")]
fn run() -> ExitCode {
    book::run(std::path::Path::new("."))
}

#[cfg(not(feature = "site"))]
fn run() -> ExitCode {
    anstream::eprintln!("error: this quod was built without the feature `site`, so it cannot build a book");
    ExitCode::from(2)
}
