//! One binary for the tests that need more than one room.
#![cfg(feature = "site")]

mod dom;
mod note;
mod carry;
mod formulas;
mod browser;
#[cfg(not(target_env = "msvc"))]
mod katex;
mod demo;
mod codes;
mod site;
mod book;
mod cli;
