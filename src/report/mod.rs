//! Analyses as text: for people, for programs, for continuous integration. This room decides nothing.

mod draw;
mod github;
mod human;
mod json;
mod sarif;
mod write;

pub use draw::draw;
pub use github::github;
pub use human::human;
pub use json::json;
pub use sarif::sarif;
