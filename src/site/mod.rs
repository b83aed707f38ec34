//! The offline book: formulas set at build time, fonts and theme, pages without scripts from elsewhere.

pub mod katex;
