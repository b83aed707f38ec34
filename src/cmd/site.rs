//! `quod build`, `quod serve` and `quod preprocess`: the site, the site while one writes, and mdBook's protocol.

use super::book;
use crate::site::{preprocess, serve};
use mdbook_preprocessor::parse_input;
use std::io::Write;
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::process::ExitCode;

/// What `quod build` may be told.
#[derive(clap::Args)]
pub struct Folder {
    /// The folder with book.toml
    #[arg(default_value = ".")]
    dir: PathBuf,
}

impl Folder {
    /// Builds the site.
    pub fn build(self) -> ExitCode {
        book::run(&self.dir)
    }
}

/// What `quod serve` may be told.
#[derive(clap::Args)]
pub struct Serve {
    /// The folder with book.toml
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// The port on this machine; 0 takes any that is free
    #[arg(long, default_value_t = 3000)]
    port: u16,
}

impl Serve {
    /// Serves until it is interrupted.
    pub fn run(self) -> ExitCode {
        let listener = match TcpListener::bind((Ipv4Addr::LOCALHOST, self.port)) {
            Ok(listener) => listener,
            Err(error) => {
                anstream::eprintln!("error: port {} cannot be served: {error}", self.port);
                return ExitCode::from(2);
            }
        };
        let address = listener.local_addr().map_or(String::new(), |address| address.to_string());
        let built = |_: &std::path::Path| book::run(&self.dir) == ExitCode::SUCCESS;
        match serve(&self.dir, listener, &built, &|| anstream::println!("serving http://{address}/")) {
            Ok(()) => ExitCode::SUCCESS,
            Err(problem) => book::failed(&[*problem]),
        }
    }
}

/// What `quod preprocess` may be told.
#[derive(clap::Args)]
pub struct Preprocess {
    #[command(subcommand)]
    question: Option<Question>,
}

#[derive(clap::Subcommand)]
enum Question {
    /// Say by the exit status whether chapters can be prepared for this renderer
    Supports {
        /// Its name
        renderer: String,
    },
}

impl Preprocess {
    /// Reads mdBook's context and book from standard input, and writes the book to standard output.
    pub fn run(self) -> ExitCode {
        if let Some(Question::Supports { renderer }) = self.question {
            return ExitCode::from(u8::from(renderer != "html"));
        }
        let (context, book) = match parse_input(std::io::stdin()) {
            Ok(input) => input,
            Err(error) => {
                anstream::eprintln!("error: standard input is not what mdBook gives a preprocessor: {error:#}");
                return ExitCode::from(2);
            }
        };
        match preprocess(&context, book).map(|book| serde_json::to_vec(&book)) {
            Ok(Ok(json)) if std::io::stdout().write_all(&json).is_ok() => ExitCode::SUCCESS,
            Ok(_) => ExitCode::from(2),
            Err(problems) => book::failed(&problems),
        }
    }
}
