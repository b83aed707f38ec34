//! Tree → statement: what every letter of a file means, and each formula in the core language.
//!
//! [`Survey`] finds which letters are indices, sizes and symbols; [`World`] holds the symbols with their definitions
//! and the sizes of their axes; [`Reader`] reads the sides of a chain; [`statement()`] joins two sides with what they
//! need. Nothing is guessed: what is not understood is a [`Trouble`] with the smallest part that is not.

mod arrays;
mod cases;
mod chances;
mod conventions;
mod derivatives;
mod folds;
mod functions;
mod inverses;
mod key;
mod means;
mod occurrence;
mod products;
mod reader;
mod shapes;
mod sizes;
mod statement;
mod survey;
mod symbols;
mod trouble;
mod value;
mod world;

pub use conventions::{Applied, Convention};
pub use key::{Key, Mark, spell};
pub use occurrence::{At, Occurrence, each as each_occurrence, read as read_occurrence};
pub use reader::Reader;
pub use sizes::{Clash, SizeId, Sizes};
pub use statement::{Assumption, Sides, close, free_indices, sides, statement, statement_at};
pub use survey::{Role, Survey, Usage, square, strip};
pub use symbols::probability;
pub use trouble::{Kind, Trouble};
pub use value::{Axis, Value};
pub use world::{DefinitionId, Lowered, Meaning, Opaque, Remark, World, Written};
