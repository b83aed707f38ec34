//! The kernel's tests, in one binary.

mod generate;
mod rational;
mod syntax;
