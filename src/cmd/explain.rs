//! `quod explain CODE`: the page of a diagnostic.

use crate::diagnostic::{CODES, Code, code, distance};
use crate::report::page;
use std::process::ExitCode;

/// What `quod explain` may be told.
#[derive(clap::Args)]
pub struct Explain {
    /// The code, such as Q0102
    code: String,
}

impl Explain {
    /// Prints the page, or says that there is no such code and which one is nearest.
    pub fn run(self) -> ExitCode {
        match code(&self.code.to_uppercase()) {
            Some(code) => {
                anstream::print!("{}", page(code.page, super::width()));
                ExitCode::SUCCESS
            }
            None => {
                anstream::eprintln!("error: there is no code {:?}; {}", self.code, advice(&self.code));
                ExitCode::from(2)
            }
        }
    }
}

/// What to write instead of a code that does not exist.
fn advice(written: &str) -> String {
    match nearest(written) {
        Some(code) => format!("did you mean {}, {}?", code.name, code.title),
        None => "codes look like Q0102".to_string(),
    }
}

/// The code that differs from what was written in the fewest characters, if any is like it.
fn nearest(written: &str) -> Option<&'static Code> {
    let written = written.to_uppercase();
    let digits: String = written.chars().filter(char::is_ascii_digit).collect();
    let distance = |code: &&Code| distance(&written, code.name).min(distance(&digits, &code.name[1..]));
    CODES.iter().min_by_key(distance).filter(|code| !digits.is_empty() && distance(code) <= 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_that_is_misspelt_leads_to_the_nearest_one() {
        let nearest = |written| nearest(written).map(|code| code.name);
        assert_eq!(nearest("Q102"), Some("Q0102"));
        assert_eq!(nearest("0201"), Some("Q0201"));
        assert_eq!(nearest("E0501"), Some("Q0501"));
        assert_eq!(nearest("Q02011"), Some("Q0201"));
        assert_eq!(nearest("softmax"), None);
        assert_eq!(nearest("123456789"), None);
        assert_eq!(nearest(""), None);
    }
}
