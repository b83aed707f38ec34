//! One binary for the tests that need more than one room.

mod note;
mod note_verdicts;
mod certificates;
mod dresses;
mod roundtrip;
mod machine;
mod closures;
mod seen;
mod strangers;
mod check;
mod pages;
mod places;
mod reports;
mod typing;
mod ui;
mod attacks;
mod beyond;
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
mod codes;
#[cfg(feature = "site")]
mod site;
#[cfg(feature = "site")]
mod hostile;
#[cfg(feature = "site")]
mod stock;
#[cfg(feature = "site")]
mod book;
#[cfg(feature = "site")]
mod cli;
