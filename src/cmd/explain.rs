//! `quod explain CODE`: the page of a diagnostic.

use std::process::ExitCode;

/// What `quod explain` may be told.
#[derive(clap::Args)]
pub struct Explain {
    /// The code, such as Q0102
    code: String,
}

macro_rules! pages {
    ($($code:literal)*) => { &[$(($code, include_str!(concat!("../../book/codes/", $code, ".md")))),*] };
}

/// The page of each code.
static PAGES: &[(&str, &str)] = pages! {
    "Q0001" "Q0002"
    "Q0101" "Q0102" "Q0103" "Q0104" "Q0105" "Q0106" "Q0107" "Q0108"
    "Q0201" "Q0203" "Q0204" "Q0205"
    "Q0301" "Q0302" "Q0303" "Q0304"
    "Q0401" "Q0402" "Q0403" "Q0404" "Q0405" "Q0406" "Q0407" "Q0408" "Q0409" "Q0410" "Q0411" "Q0412"
    "Q0413" "Q0414" "Q0415"
    "Q0501"
};

impl Explain {
    /// Prints the page, or says that there is no such code.
    pub fn run(self) -> ExitCode {
        match page(&self.code) {
            Some(page) => {
                anstream::print!("{page}");
                ExitCode::SUCCESS
            }
            None => {
                anstream::eprintln!("error: there is no code {}; codes look like Q0102", self.code);
                ExitCode::from(2)
            }
        }
    }
}

fn page(code: &str) -> Option<&'static str> {
    PAGES.iter().find(|(name, _)| name.eq_ignore_ascii_case(code)).map(|(_, page)| *page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::CODES;

    #[test]
    fn every_code_has_its_page_and_no_other_word_has_one() {
        for code in CODES {
            let heading = format!("# {}: {}\n", code.name, code.title);
            assert!(page(code.name).is_some_and(|page| page.starts_with(&heading)), "{}", code.name);
        }
        assert_eq!(PAGES.len(), CODES.len());
        assert_eq!(page("Q9999"), None);
        assert_eq!(page("q0102"), page("Q0102"));
    }
}
