//! The kernel's tests, in one binary.

mod generate;
mod misuse;
mod rational;
mod syntax;
