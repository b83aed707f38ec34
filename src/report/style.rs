//! Colors, which only repeat what words say.

use crate::diagnostic::Severity;
use crate::verdict::Status;
use anstyle::{AnsiColor, Style};

/// What stands beside the text: line numbers, arrows.
pub const MARGIN: Style = AnsiColor::BrightBlue.on_default().bold();
/// A title.
pub const TITLE: Style = Style::new().bold();
/// What to write instead.
pub const HELP: Style = AnsiColor::BrightCyan.on_default().bold();

/// The color of a severity.
pub fn of_severity(severity: Severity) -> Style {
    let color = match severity {
        Severity::Error => AnsiColor::BrightRed,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Note => AnsiColor::BrightGreen,
    };
    color.on_default().bold()
}

/// The color of a status.
pub fn of_status(status: Status) -> Style {
    match status {
        Status::Proved => AnsiColor::Green.on_default(),
        Status::Refuted | Status::IllFormed => AnsiColor::BrightRed.on_default().bold(),
        Status::Blocked => AnsiColor::Red.on_default(),
        Status::Checked | Status::Unread => AnsiColor::Yellow.on_default(),
        Status::Definition | Status::Assumed | Status::Aside => Style::new(),
    }
}

/// Text in a style; the escape sequences are taken out again by whoever prints it where no color is wanted.
pub fn paint(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}
