//! The HTML of a formula as text: settled to the same bytes in every run, and made fit to travel through Markdown.

/// The same HTML in one line and with its attributes in alphabetical order.
///
/// KaTeX writes a line end only where one stood in the TeX; a blank line would end an HTML block of Markdown, and a
/// carriage return would not survive the parsing of HTML. katex-rs keeps attributes in a hash table with a random seed,
/// so that their order, and with it the bytes of the page, would differ from run to run.
pub fn settled(html: &str) -> String {
    let mut settled = String::with_capacity(html.len());
    for piece in pieces(html) {
        match piece {
            Piece::Text(text) => settled.push_str(text),
            Piece::Tag(tag) => push_sorting_attributes(&mut settled, tag),
        }
    }
    settled.replace('\n', "&#10;").replace('\r', "&#13;")
}

/// Attributes are written `name="value"`, and a value holds no raw quotation mark.
fn push_sorting_attributes(to: &mut String, tag: &str) {
    let Some((first, last)) = tag.find(' ').zip(tag.rfind('"')) else {
        return to.push_str(tag);
    };
    let quarters: Vec<&str> = tag[first..=last].split_inclusive('"').collect();
    let mut attributes: Vec<String> = quarters.chunks(2).map(|pair| pair.concat()).collect();
    attributes.sort_unstable();
    to.push_str(&tag[..first]);
    to.extend(attributes);
    to.push_str(&tag[last + 1..]);
}

/// A stretch of HTML.
pub enum Piece<'a> {
    /// What stands between tags.
    Text(&'a str),
    /// A tag, from `<` to `>`.
    Tag(&'a str),
}

/// Cuts HTML into tags and what stands between them. A `>` within quotes does not end a tag.
pub fn pieces(html: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = html;
    std::iter::from_fn(move || {
        let length = if rest.starts_with('<') { tag_length(rest) } else { rest.find('<').unwrap_or(rest.len()) };
        let (piece, after) = rest.split_at(length);
        rest = after;
        (!piece.is_empty()).then(|| if piece.starts_with('<') { Piece::Tag(piece) } else { Piece::Text(piece) })
    })
}

fn tag_length(html: &str) -> usize {
    if html.starts_with("<!--") {
        // A quotation mark in a comment opens nothing.
        return html.find("-->").map_or(html.len(), |end| end + "-->".len());
    }
    let mut quoted = false;
    let end = html.bytes().position(|byte| {
        quoted ^= byte == b'"';
        byte == b'>' && !quoted
    });
    end.map_or(html.len(), |end| end + 1)
}

/// The same HTML, written so that a Markdown renderer passes it on unchanged, both as a block of its own and within a
/// paragraph, a heading or a cell of a table.
///
/// ASCII punctuation in text becomes character references, which Markdown resolves to plain text that is never markup
/// (CommonMark 0.31, section 2.5). In attributes, which Markdown passes on as they are, only what could end a cell or
/// begin a code span or formula is replaced. A carriage return in the TeX survives in a block only: Markdown resolves
/// its reference, and a parser of HTML then reads a line feed.
pub fn carry(html: &str) -> String {
    let mut carried = String::with_capacity(html.len() * 2);
    for piece in pieces(html) {
        match piece {
            Piece::Text(text) => push_replacing(&mut carried, text, |it| it.is_ascii_punctuation()),
            Piece::Tag(tag) => push_replacing(&mut carried, tag, |it| "`|$\\{}".contains(it)),
        }
    }
    carried
}

/// Appends `text` with a character reference in place of what `special` picks; references that stand there stay.
fn push_replacing(to: &mut String, text: &str, special: impl Fn(char) -> bool) {
    let mut in_reference = false;
    for character in text.chars() {
        in_reference |= character == '&';
        if special(character) && !in_reference || character == '\t' {
            to.push_str(&format!("&#{};", u32::from(character)));
        } else {
            to.push(character);
        }
        in_reference &= character != ';';
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_stand_in_alphabetical_order() {
        let mut sorted = String::new();
        push_sorting_attributes(&mut sorted, r#"<mo stretchy="false" fence="true" lspace="0 em"/>"#);
        assert_eq!(sorted, r#"<mo fence="true" lspace="0 em" stretchy="false"/>"#);
    }
}
