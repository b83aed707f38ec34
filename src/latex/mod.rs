//! LaTeX to tree: what a formula says by its spelling and by precedence, with the place of everything in it.
//!
//! This room gives no letter a meaning; it says which function, sum or derivative reaches over what, and where two
//! conventions would differ.

mod error;
mod macros;
mod notation;
mod parse;
mod parsed;
mod read;
mod seen;

mod syntax;
mod token;
mod tree;
mod walk;

pub use error::{Error, ErrorKind};
pub use macros::{Expansion, Macros, whole};
pub use notation::{Argument, ENVIRONMENTS, Environment, Layout, Meaning, Notation, aliases, notation, notations};
pub use parse::parse;
pub use parsed::Parsed;
pub use read::read;
pub use syntax::{Syntax, SyntaxKind, SyntaxNode};
pub use token::{Token, TokenKind, tokens};
pub use tree::*;
