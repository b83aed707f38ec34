//! How a step is cited: plain text, BibTeX and CSL-JSON, each with the version and the certificates.
//!
//! The formats: BibTeX as in Patashnik's *BibTeXing*, 1988; CSL-JSON as in the input schema of the Citation Style
//! Language 1.0.2. The slot for a DOI stays visibly empty until the book has one.

use super::html::escape;
use mdbook::config::Config;
use serde_json::json;

/// The book as a work that can be cited.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Its title.
    pub title: String,
    /// Its authors.
    pub authors: Vec<String>,
    /// When this version was published, as `2026-11-24`, if `book.toml` says so.
    pub published: Option<String>,
}

/// A step of it.
pub struct Cited<'a> {
    /// Its permanent id.
    pub id: &'a str,
    /// Its number, or nothing.
    pub number: &'a str,
    /// What it says in a few words, or nothing.
    pub title: &'a str,
    /// What was established of it, in words.
    pub established: &'a str,
    /// The SHA-256 of its certificates.
    pub certificates: Vec<&'a str>,
    /// Its formula as MathML.
    pub mathml: &'a str,
    /// The page that leads to it, if there is one.
    pub address: Option<String>,
}

/// The version that a citation names: that of the quod which has judged the step.
const VERSION: &str = env!("CARGO_PKG_VERSION");

impl Work {
    /// As `book.toml` describes it; `published` stands under `[preprocessor.quod]`.
    pub fn of(config: &Config) -> Work {
        Work {
            title: config.book.title.clone().unwrap_or_else(|| "A book".into()),
            authors: config.book.authors.clone(),
            published: config.get("preprocessor.quod.published").ok().flatten().filter(|date: &String| is_date(date)),
        }
    }

    /// The disclosure under a step.
    pub fn disclosure(&self, step: &Cited) -> String {
        let address = step.address.as_ref().map_or(String::new(), |file| {
            let file = escape(file);
            format!("<dt>Address</dt><dd><a href=\"{file}\"><code>{file}</code></a></dd>")
        });
        let text = |name: &str, text: &str| format!("<dt>{name}</dt><dd><pre><code>{}</code></pre></dd>", escape(text));
        format!(
            "<details class=\"cite\"><summary>Cite or copy this step</summary><dl>{address}<dt>Text</dt><dd>{plain}</dd>\
             <dt>DOI</dt><dd class=\"empty\">none yet</dd>{bibtex}{csl}<dt>MathML</dt><dd>\
             <details><summary>Show it</summary><pre><code>{mathml}</code></pre></details></dd></dl></details>",
            plain = escape(&self.text(step)),
            bibtex = text("BibTeX", &self.bibtex(step)),
            csl = text("CSL-JSON", &self.csl(step)),
            mathml = escape(step.mathml),
        )
    }

    /// A citation in words.
    pub fn text(&self, step: &Cited) -> String {
        let authors = if self.authors.is_empty() { String::new() } else { format!("{}. ", self.authors.join(", ")) };
        let year = self.year().map_or(String::new(), |year| format!(" ({year})"));
        format!("{authors}{}{year}. {}. {}.", self.title, named(step), note(step))
    }

    /// A record for BibTeX.
    pub fn bibtex(&self, step: &Cited) -> String {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
        let key: String = step.id.chars().filter(|c| plain(*c)).collect();
        let field = |name: &str, value: &str| format!("  {name:<9} = {{{value}}},\n");
        let authors: Vec<String> = self.authors.iter().map(|author| format!("{{{}}}", tex(author))).collect();
        let fields = [
            field("author", &authors.join(" and ")),
            field("title", &tex(&named(step))),
            field("booktitle", &tex(&self.title)),
            field("year", self.year().unwrap_or("")),
            field("version", VERSION),
            field("note", &tex(&note(step))),
            field("doi", ""),
        ];
        format!("@misc{{quod:{key},\n{}}}", fields.concat())
    }

    /// A record for CSL processors.
    pub fn csl(&self, step: &Cited) -> String {
        let authors: Vec<_> = self.authors.iter().map(|author| json!({ "literal": author })).collect();
        let parts: Vec<u32> =
            self.published.iter().flat_map(|date| date.split('-')).filter_map(|part| part.parse().ok()).collect();
        let mut record = json!({
            "id": step.id, "type": "chapter", "title": named(step), "container-title": self.title, "author": authors,
            "version": VERSION, "note": note(step), "DOI": "",
        });
        if !parts.is_empty() {
            record["issued"] = json!({ "date-parts": [parts] });
        }
        serde_json::to_string_pretty(&[record]).unwrap_or_default()
    }

    /// The tags by which catalogues of scholarly works know a page (Highwire Press; what Google Scholar reads).
    pub fn tags(&self, page: &str, language: &str) -> String {
        let tag = |name: &str, value: &str| format!("<meta name=\"citation_{name}\" content=\"{}\">\n", escape(value));
        let book = if page == self.title { String::new() } else { tag("inbook_title", &self.title) };
        let authors: String = self.authors.iter().map(|author| tag("author", author)).collect();
        let date =
            self.published.as_ref().map_or(String::new(), |date| tag("publication_date", &date.replace('-', "/")));
        format!("{}{book}{authors}{date}{}", tag("title", page), tag("language", language))
    }

    fn year(&self) -> Option<&str> {
        self.published.as_deref()?.split('-').next()
    }
}

/// Whether this is a date such as `2026-11-24`.
fn is_date(text: &str) -> bool {
    let shape: Vec<usize> = text.split('-').map(str::len).collect();
    shape == [4, 2, 2] && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
}

fn named(step: &Cited) -> String {
    let number = if step.number.is_empty() { String::new() } else { format!(" {}", step.number) };
    let title = if step.title.is_empty() { String::new() } else { format!(": {}", step.title) };
    format!("Step{number}{title} ({})", step.id)
}

fn note(step: &Cited) -> String {
    let certificates: Vec<String> = step.certificates.iter().map(|name| format!("sha256:{name}")).collect();
    let certificates = match certificates.as_slice() {
        [] => String::new(),
        [one] => format!(", certificate {one}"),
        several => format!(", certificates {}", several.join(", ")),
    };
    format!("Version {VERSION}, {}{certificates}", step.established)
}

/// Text as TeX shows it.
fn tex(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' => safe.push_str("\\textbackslash{}"),
            '{' | '}' | '%' | '#' | '&' | '$' | '_' => safe.extend(['\\', character]),
            '~' => safe.push_str("\\textasciitilde{}"),
            '^' => safe.push_str("\\textasciicircum{}"),
            _ => safe.push(character),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    fn work() -> Work {
        let authors = vec!["A. Author".to_owned(), "B. {Other} & Sons".to_owned()];
        Work { title: "A \"book\"".into(), authors, published: Some("2026-11-24".into()) }
    }

    fn step() -> Cited<'static> {
        Cited {
            id: "a.b_c",
            number: "3.2",
            title: "50% of </script> {x}",
            established: "proved for every n",
            certificates: vec!["00ff"],
            mathml: "<math><mi>x</mi></math>",
            address: Some("s/a.b_c.html".into()),
        }
    }

    #[test]
    fn every_form_names_authors_version_verdict_and_certificate() {
        let (text, bibtex, csl) = (work().text(&step()), work().bibtex(&step()), work().csl(&step()));
        for form in [&text, &bibtex, &csl] {
            for part in ["A. Author", "3.2", VERSION, "proved for every n", "sha256:00ff", "2026"] {
                assert!(form.contains(part), "no {part} in {form}");
            }
        }
        assert!(text.starts_with("A. Author, B. {Other} & Sons. A \"book\" (2026). Step 3.2: 50% of"), "{text}");
    }

    #[test]
    fn bibtex_is_balanced_and_holds_no_command_of_the_title() {
        let bibtex = work().bibtex(&step());
        assert!(bibtex.starts_with("@misc{quod:a.bc,\n"), "{bibtex}");
        assert!(bibtex.contains(r"50\% of </script> \{x\} (a.b\_c)") && bibtex.contains("doi       = {}"), "{bibtex}");
        let plain = bibtex.replace("\\{", "").replace("\\}", "");
        assert_eq!(plain.matches('{').count(), plain.matches('}').count());
    }

    #[test]
    fn csl_is_json_with_an_empty_slot_for_a_doi() {
        let csl: serde_json::Value = serde_json::from_str(&work().csl(&step())).expect("JSON");
        assert_eq!(csl[0]["DOI"], "");
        assert_eq!(csl[0]["issued"]["date-parts"][0], serde_json::json!([2026, 11, 24]));
        assert_eq!(csl[0]["author"][1]["literal"], "B. {Other} & Sons");
    }

    #[test]
    fn the_disclosure_and_the_tags_hold_what_is_said_as_text() {
        let html = work().disclosure(&step());
        assert!(!html.contains("</script>") && html.contains("&lt;math&gt;") && html.contains("none yet"), "{html}");
        assert!(!html.contains('\n'), "a blank line would end the block of HTML in Markdown");
        let tags = work().tags("A <chapter>", "en");
        assert!(
            tags.contains("citation_title\" content=\"A &lt;chapter&gt;\"") && tags.contains("2026/11/24"),
            "{tags}"
        );
        assert!(work().tags("A \"book\"", "en").lines().all(|tag| !tag.contains("inbook")));
    }

    #[test]
    fn a_date_is_a_date() {
        assert!(is_date("2026-11-24"));
        assert!(["", "2026", "2026-1-1", "yyyy-mm-dd", "2026-11-24 "].iter().all(|text| !is_date(text)));
    }
}
