//! The kernel's tests, in one binary.

mod file;
mod generate;
mod misuse;
mod rational;
mod syntax;
