//! One binary for the tests that need more than one room.

mod note;
mod note_verdicts;
mod certificates;
mod dresses;
mod differential;
mod roundtrip;
mod machine;
mod closures;
mod seen;
mod strangers;
mod cache;
mod check;
mod pages;
mod places;
mod reports;
mod typing;
mod splices;
mod ui;
mod attacks;
mod beyond;
mod edits;
mod uses;
mod corpus;
#[cfg(feature = "site")]
mod dom;
#[cfg(feature = "site")]
mod carry;
#[cfg(feature = "site")]
mod formulas;
#[cfg(feature = "site")]
mod browser;
#[cfg(all(feature = "site", not(target_env = "msvc")))]
mod katex;
#[cfg(feature = "site")]
mod demo;
#[cfg(feature = "site")]
mod lists;
#[cfg(feature = "site")]
mod finding;
#[cfg(feature = "site")]
mod links;
#[cfg(feature = "site")]
mod outside;
#[cfg(feature = "site")]
mod codes;
#[cfg(feature = "site")]
mod site;
#[cfg(feature = "site")]
mod figures;
#[cfg(feature = "site")]
mod hostile;
#[cfg(feature = "site")]
mod stock;
#[cfg(feature = "site")]
mod book;
#[cfg(feature = "site")]
mod cli;

/// `quod` as a stranger's machine would run it: with no home, and so with nothing that an earlier run has kept.
fn quod_without_home() -> std::process::Command {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_quod"));
    for name in ["HOME", "LOCALAPPDATA", "XDG_STATE_HOME", "QUOD_CACHE_SECRET"] {
        command.env_remove(name);
    }
    command
}
