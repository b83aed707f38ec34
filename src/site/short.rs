//! Short addresses: `s/ID.html` leads to the step of that id, wherever the chapter with it has gone.
//!
//! They are plain files, so that they work from `file://` and without a script.

use super::html::escape;
use super::pages::{Claims, Shown, to_page};
use super::survey::{Page, Survey};
use std::collections::BTreeSet;

/// The folder of the short addresses.
pub const FOLDER: &str = "s";

/// The file that leads to a step, relative to the top of the site; none for an id that is no portable file name.
pub fn file(id: &str) -> Option<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let fits = id.len() <= 100 && id.chars().all(plain) && !id.starts_with('.') && !id.ends_with('.');
    fits.then(|| format!("{FOLDER}/{id}.html"))
}

/// A page for each step that has an id. Where two ids differ in case alone, only the first has one, because many file
/// systems would take both for the same file.
pub fn pages(survey: &Survey) -> Vec<Shown> {
    let mut taken = BTreeSet::new();
    let named =
        survey.pages.iter().flat_map(|page| page.marks.iter().filter_map(move |mark| Some((page, mark.id.as_ref()?))));
    let files = named.filter_map(|(page, (id, _))| {
        let file = file(id).filter(|file| taken.insert(file.to_ascii_lowercase()))?;
        Some(Shown { file, chapters: Vec::new(), html: leading(page, id), claims: Claims::default() })
    });
    files.collect()
}

fn leading(page: &Page, id: &str) -> String {
    let parts: Vec<_> = page.path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    forward(&format!("../{}#{id}", to_page(&parts.join("/"))), id)
}

/// A page that leads on to an address, without a script.
pub fn forward(to: &str, name: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{name}</title>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\">\n\
         <meta http-equiv=\"refresh\" content=\"0; url={to}\">\n</head>\n<body>\n\
         <main><h1>{name}</h1><p>It is <a href=\"{to}\">here</a>.</p></main>\n</body>\n</html>\n",
        to = escape(to),
        name = escape(name),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_file_only_where_every_system_can_hold_it() {
        assert_eq!(file("softmax.jacobian").as_deref(), Some("s/softmax.jacobian.html"));
        let strange = ["../../x", "a/b", "a\\b", "..", ".hidden", "a.", "a:b", "é", "a%2e", "a\"b", &"x".repeat(101)];
        assert!(strange.iter().all(|id| file(id).is_none()));
    }
}
