//! `quod verify DIR`: rechecks certificates with the kernel alone.
//!
//! Nothing of this file but the kernel decides anything, and it names no other room: a gate sees to that.

use quod_kernel::recheck;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What `quod verify` may be told.
#[derive(clap::Args)]
pub struct Verify {
    /// The folder into which quod check --certificates has written
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// How many columns of a statement are shown; the third line of the file has all of it.
const WIDTH: usize = 100;

/// Stack for the recheck: deep terms are walked by recursion.
const STACK: usize = 64 << 20;

impl Verify {
    /// Prints a row for each file: 0 if all are accepted, 1 if not, 2 if there are none or they cannot be read.
    pub fn run(self) -> ExitCode {
        let files = match files(&self.folder) {
            Ok(files) if !files.is_empty() => files,
            Ok(_) => return fail(&format!("{} holds no certificate", self.folder.display())),
            Err(error) => return fail(&format!("{} cannot be read: {error}", self.folder.display())),
        };
        let recheck = std::thread::Builder::new().stack_size(STACK).spawn(move || table(&files));
        match recheck.map(std::thread::JoinHandle::join) {
            Ok(Ok(code)) => code,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(error) => fail(&format!("no thread can be started: {error}")),
        }
    }
}

fn fail(message: &str) -> ExitCode {
    anstream::eprintln!("error: {message}");
    ExitCode::from(2)
}

/// The files of the folder, by name. Hidden ones are none of ours: editors, version control and killed runs leave them.
fn files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
    let mut files = entries.collect::<std::io::Result<Vec<_>>>()?;
    files.retain(|path| !name(path).starts_with('.'));
    files.sort();
    Ok(files)
}

fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn table(files: &[PathBuf]) -> ExitCode {
    let (mut rejected, mut unreadable) = (0, 0);
    anstream::println!("certificate       verdict   steps  statement");
    for path in files {
        let name = name(path);
        let row = match std::fs::read(path) {
            Ok(bytes) => recheck(&name, &bytes).map_err(|fault| fault.to_string()),
            Err(error) => {
                unreadable += 1;
                Err(format!("it cannot be read: {error}"))
            }
        };
        match row {
            Ok((file, accepted)) => {
                let statement = shortened(&file.certificate.statement.to_string());
                anstream::println!("{name:.16}  accepted  {:>5}  {statement}", accepted.steps);
            }
            Err(fault) => {
                rejected += 1;
                anstream::println!("{name}  rejected: {fault}");
            }
        }
    }
    let accepted = files.len() - rejected;
    anstream::println!("{accepted} accepted, {rejected} rejected");
    ExitCode::from(if unreadable > 0 { 2 } else { u8::from(rejected > 0) })
}

fn shortened(statement: &str) -> String {
    let mut text: String = statement.chars().take(WIDTH).collect();
    if text.len() < statement.len() {
        text.push('…');
    }
    text
}
