//! The kernel's tests, in one binary.

mod evaluate;
mod file;
mod generate;
mod misuse;
mod rational;
mod reject;
mod rules;
mod syntax;
