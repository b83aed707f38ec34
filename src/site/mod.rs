//! The offline book: formulas set at build time, fonts and theme, pages without scripts from elsewhere.

pub mod fonts;
pub mod katex;

/// The stylesheet for formulas; its fonts lie in `fonts/` beside it (see [`fonts`]).
pub const KATEX_CSS: &str = include_str!("theme/katex.css");
