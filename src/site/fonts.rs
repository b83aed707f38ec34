//! The font files that a book's formulas need, found from the classes in their HTML.
//!
//! The faces are KaTeX's (Computer Modern and the AMS fonts, SIL Open Font License 1.1), from `ratex-katex-fonts`. The
//! stylesheet `theme/katex.css` says which class takes its letters from which face; `FACES` is the same table, read
//! the other way round, and a browser tells in `tests/browser` whether both agree.

use std::borrow::Cow;
use std::collections::BTreeSet;

/// A face, with the sets of classes that call for it: one element must have all classes of one of them.
struct Face {
    name: &'static str,
    called_by: &'static [&'static [&'static str]],
}

const FACES: &[Face] = &[
    Face { name: "Main-Regular", called_by: &[&["katex"]] },
    Face { name: "Main-Bold", called_by: &[&["mathbf"], &["textbf"]] },
    Face { name: "Main-Italic", called_by: &[&["mathit"], &["textit"]] },
    Face { name: "Main-BoldItalic", called_by: &[&["textbf", "textit"]] },
    Face { name: "Math-Italic", called_by: &[&["mathnormal"]] },
    Face { name: "Math-BoldItalic", called_by: &[&["boldsymbol"]] },
    Face { name: "AMS-Regular", called_by: &[&["amsrm"], &["mathbb"], &["textbb"]] },
    Face { name: "Caligraphic-Regular", called_by: &[&["mathcal"]] },
    Face { name: "Fraktur-Regular", called_by: &[&["mathfrak"], &["textfrak"]] },
    Face { name: "Fraktur-Bold", called_by: &[&["mathboldfrak"], &["textboldfrak"]] },
    Face { name: "SansSerif-Regular", called_by: &[&["mathsf"], &["textsf"]] },
    Face { name: "SansSerif-Bold", called_by: &[&["mathboldsf"], &["textboldsf"], &["textsf", "textbf"]] },
    Face { name: "SansSerif-Italic", called_by: &[&["mathsfit"], &["mathitsf"], &["textitsf"], &["textsf", "textit"]] },
    Face { name: "Script-Regular", called_by: &[&["mathscr"], &["textscr"]] },
    Face { name: "Typewriter-Regular", called_by: &[&["mathtt"], &["texttt"]] },
    Face { name: "Size1-Regular", called_by: &[&["small-op"], &["delimsizing", "size1"], &["delim-size1"]] },
    Face { name: "Size2-Regular", called_by: &[&["large-op"], &["delimsizing", "size2"]] },
    Face { name: "Size3-Regular", called_by: &[&["delimsizing", "size3"]] },
    Face { name: "Size4-Regular", called_by: &[&["delimsizing", "size4"], &["delim-size4"]] },
];

/// A font file of the site.
pub struct FontFile {
    /// Its name, as the stylesheet's `url("fonts/…")` spells it.
    pub name: String,
    /// TrueType.
    pub bytes: Cow<'static, [u8]>,
}

/// The faces that some formulas need.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faces(BTreeSet<&'static str>);

impl Faces {
    /// Adds what a page or a formula needs; `html` may hold other markup beside formulas.
    pub fn add(&mut self, html: &str) {
        for list in html.split("class=\"").skip(1) {
            let classes: Vec<&str> = list.split('"').next().unwrap_or("").split(' ').collect();
            let needed = |face: &&Face| face.called_by.iter().any(|set| set.iter().all(|it| classes.contains(it)));
            self.0.extend(FACES.iter().filter(needed).map(|face| face.name));
        }
    }

    /// The names of the faces, such as `Main-Regular`, in alphabetical order.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().copied()
    }

    /// Their files.
    ///
    /// # Panics
    /// If the crate with the fonts lacks a face of the table: a mistake in this program, found by its tests.
    pub fn files(&self) -> Vec<FontFile> {
        self.names().map(font_file).collect()
    }
}

fn font_file(face: &str) -> FontFile {
    let name = format!("KaTeX_{face}.ttf");
    let bytes = ratex_katex_fonts::ttf_bytes(&name).unwrap_or_else(|| panic!("there is no font file {name}"));
    FontFile { name, bytes }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faces(html: &str) -> Vec<&'static str> {
        let mut faces = Faces::default();
        faces.add(html);
        faces.names().collect()
    }

    #[test]
    fn classes_call_for_a_face_only_together_on_one_element() {
        assert_eq!(faces(r#"<i class="delimsizing"><b class="mord size3">"#), [""; 0]);
        assert_eq!(faces(r#"<i class="mopen delimsizing size3">"#), ["Size3-Regular"]);
        assert_eq!(faces("<p>no formula at all</p>"), [""; 0]);
    }

    #[test]
    fn every_face_has_a_file_and_a_rule_in_the_stylesheet() {
        let stylesheet = include_str!("theme/katex.css");
        let all = Faces(FACES.iter().map(|face| face.name).collect());
        for file in all.files() {
            assert!(file.bytes.starts_with(&[0, 1, 0, 0]), "{} is TrueType", file.name);
            assert!(stylesheet.contains(&format!("url(\"fonts/{}\")", file.name)), "{}", file.name);
        }
        assert_eq!(stylesheet.matches("@font-face").count(), FACES.len());
    }
}
