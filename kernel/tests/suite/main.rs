//! The kernel's tests, in one binary.

mod evaluate;
mod file;
mod generate;
mod misuse;
mod rational;
mod rules;
mod syntax;
