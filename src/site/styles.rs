//! Styles that stand in elements → one stylesheet, so that a page's policy can forbid them.
//!
//! KaTeX gives each strut and each shift its own `style`. Equal ones become one class; what a class says is marked as
//! important, because a style in an element outweighs every rule of a stylesheet, and must go on doing so.

use super::katex::{Piece, pieces};
use super::pages::Shown;
use std::collections::BTreeMap;

/// The stylesheet's name in the site.
pub const SHEET: &str = "styles.css";

/// Takes the styles out of all pages and hands back the stylesheet that replaces them.
pub fn gather(shown: &mut [Shown]) -> String {
    let mut classes = BTreeMap::new();
    for page in shown.iter() {
        let tags =
            pieces(&page.html).filter_map(|piece| if let Piece::Tag(tag) = piece { style_of(tag) } else { None });
        tags.for_each(|style| _ = classes.insert(style.to_owned(), String::new()));
    }
    classes.values_mut().enumerate().for_each(|(number, class)| *class = format!("y{number}"));
    for page in shown.iter_mut() {
        page.html = pieces(&page.html)
            .map(|piece| match piece {
                Piece::Text(text) => text.to_owned(),
                Piece::Tag(tag) => classed(tag, &classes),
            })
            .collect();
    }
    classes.iter().map(|(style, class)| format!(".{class}{{{}}}\n", important(style))).collect()
}

/// The value of a tag's `style`, where it is one that a stylesheet can hold as it is.
fn style_of(tag: &str) -> Option<&str> {
    let (_, rest) = tag.split_once(" style=\"")?;
    let style = &rest[..rest.find('"')?];
    let plain = |c: char| c.is_ascii_alphanumeric() || " .:;%#,()+-".contains(c);
    (!tag.starts_with("</") && style.chars().all(plain)).then_some(style)
}

fn classed(tag: &str, classes: &BTreeMap<String, String>) -> String {
    let Some((style, class)) = style_of(tag).and_then(|style| classes.get_key_value(style)) else {
        return tag.to_owned();
    };
    let without = tag.replacen(&format!(" style=\"{style}\""), "", 1);
    match without.split_once(" class=\"") {
        Some((before, after)) => format!("{before} class=\"{class} {after}"),
        None => {
            let end = without.trim_end_matches('>').trim_end_matches('/').len();
            format!("{} class=\"{class}\"{}", &without[..end], &without[end..])
        }
    }
}

fn important(style: &str) -> String {
    let declarations = style.split(';').map(str::trim).filter(|declaration| !declaration.is_empty());
    declarations.map(|declaration| format!("{declaration}!important")).collect::<Vec<_>>().join(";")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_styles_become_one_class_and_nothing_else_changes() {
        let page = |html: &str| Shown {
            file: "a.html".into(),
            chapters: Vec::new(),
            html: html.into(),
            claims: Default::default(),
        };
        let mut shown = [
            page("<!-- 5\" > x --><p title=\"a > style=\"><b style=\"top:1em;left:-2em;\">x</b> style=\"y\"</p>"),
            page("<i class=\"k\" style=\"top:1em;left:-2em;\"></i><img style=\"width:3em;\"/>"),
        ];
        let sheet = gather(&mut shown);
        assert_eq!(sheet, ".y0{top:1em!important;left:-2em!important}\n.y1{width:3em!important}\n");
        assert_eq!(shown[0].html, "<!-- 5\" > x --><p title=\"a > style=\"><b class=\"y0\">x</b> style=\"y\"</p>");
        assert_eq!(shown[1].html, "<i class=\"y0 k\"></i><img class=\"y1\"/>");
    }

    #[test]
    fn a_style_that_could_leave_its_rule_stays_where_it_is() {
        let html = "<b style=\"color:red}body{x\">x</b>";
        let mut shown =
            [Shown { file: "a.html".into(), chapters: Vec::new(), html: html.into(), claims: Default::default() }];
        assert_eq!((gather(&mut shown).as_str(), shown[0].html.as_str()), ("", html));
    }
}
