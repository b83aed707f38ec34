//! Analyses as text: for people, for programs, for continuous integration. This room decides nothing.

mod text;
mod style;
mod draw;
mod human;
mod page;
mod json;
mod sarif;
mod github;

pub use draw::draw;
pub use github::github;
pub use human::{explained, human};
pub use json::{SCHEMA, json, json_explained};
pub use page::page;
pub use sarif::sarif;

/// A value as JSON text, indented, with a line end.
fn pretty(value: &impl serde::Serialize) -> String {
    let text = serde_json::to_string_pretty(value);
    text.unwrap_or_else(|error| panic!("reports hold only what JSON can: {error}")) + "\n"
}
