//! The LaTeX of a name → words: `\\hat y` is "y hat", `\\theta` "theta", `L_{CE}` "L CE".

/// A name in words. What is not known stays as it is written, without its signs.
pub(super) fn spoken(name: &str) -> String {
    let mut words = Vec::new();
    say(name.trim_end_matches('°'), &mut words);
    words.join(" ")
}

/// Accents, said behind what they stand on.
const ACCENTS: [(&str, &str); 12] = [
    ("hat", "hat"),
    ("bar", "bar"),
    ("tilde", "tilde"),
    ("vec", "vector"),
    ("dot", "dot"),
    ("ddot", "double dot"),
    ("check", "check"),
    ("breve", "breve"),
    ("acute", "acute"),
    ("grave", "grave"),
    ("mathring", "ring"),
    ("underline", "underlined"),
];

/// Fonts, said before what is set in them.
const FONTS: [(&str, &str); 9] = [
    ("mathrm", ""),
    ("operatorname", ""),
    ("mathbf", "bold"),
    ("mathcal", "calligraphic"),
    ("mathscr", "script"),
    ("mathbb", "double-struck"),
    ("mathfrak", "fraktur"),
    ("mathsf", "sans-serif"),
    ("mathtt", "typewriter"),
];

fn say(mut text: &str, words: &mut Vec<String>) {
    while let Some(letter) = text.chars().next() {
        let rest = &text[letter.len_utf8()..];
        match letter {
            '\\' => {
                let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
                let (command, behind) = rest.split_at(end);
                let find = |table: &[(&'static str, &'static str)]| {
                    table.iter().find(|(known, _)| *known == command).map(|(_, word)| *word)
                };
                let behind = behind.trim_start();
                text = match (find(&ACCENTS), find(&FONTS)) {
                    (Some(accent), _) => {
                        let behind = piece(behind, words);
                        words.push(accent.to_string());
                        behind
                    }
                    (None, Some(font)) => {
                        words.extend((!font.is_empty()).then(|| font.to_string()));
                        piece(behind, words)
                    }
                    (None, None) => {
                        words.extend((!command.is_empty()).then(|| command.to_string()));
                        behind
                    }
                };
            }
            '_' | '^' => text = piece(rest, words),
            '*' => {
                words.push("star".to_string());
                text = rest;
            }
            '\'' => {
                words.push("prime".to_string());
                text = rest;
            }
            '{' | '}' | ' ' | ',' => text = rest,
            _ => {
                let end = text.find(['\\', '_', '^', '*', '\'', '{', '}', ' ', ',']).unwrap_or(text.len());
                words.push(text[..end].to_string());
                text = &text[end..];
            }
        }
    }
}

/// Says the group or the letter that comes next; what stands behind it is left.
fn piece<'a>(text: &'a str, words: &mut Vec<String>) -> &'a str {
    if !text.starts_with('{') {
        let end = match text.strip_prefix('\\') {
            Some(rest) => 1 + rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len()),
            None => text.chars().next().map_or(0, char::len_utf8),
        };
        say(&text[..end], words);
        return &text[end..];
    }
    let mut depth = 0;
    for (at, letter) in text.char_indices() {
        depth += i32::from(letter == '{') - i32::from(letter == '}');
        if depth == 0 {
            say(&text[1..at], words);
            return &text[at + 1..];
        }
    }
    say(&text[1..], words);
    ""
}

#[cfg(test)]
mod tests {
    use super::spoken;

    #[test]
    fn names_are_said_as_people_say_them() {
        for (name, words) in [
            ("x", "x"),
            (r"\theta", "theta"),
            (r"\hat y", "y hat"),
            (r"\hat{\theta}", "theta hat"),
            (r"\mathcal{L}", "calligraphic L"),
            ("L_{CE}", "L CE"),
            ("a^{[L]}", "a [L]"),
            ("w^*", "w star"),
            (r"\mathrm{ReLU}", "ReLU"),
            ("t°", "t"),
            (r"\bar{\mathbf{x}}_1'2", "bold x bar 1 prime 2"),
        ] {
            assert_eq!(spoken(name), words);
        }
    }

    /// A bracket that is never closed, a backslash with nothing behind it: a name may be any text.
    #[test]
    fn no_name_is_too_odd() {
        quickcheck::QuickCheck::new().quickcheck((|text: String| !spoken(&text).contains('{')) as fn(String) -> bool);
    }
}
