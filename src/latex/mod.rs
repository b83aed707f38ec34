//! LaTeX to tree: what a formula says by its spelling and by precedence, with the place of everything in it.
//!
//! This room gives no letter a meaning; it says which function, sum or derivative reaches over what, and where two
//! conventions would differ.

mod tree;
mod walk;

pub use tree::*;
