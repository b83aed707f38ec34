//! Text on a terminal: how wide it is, where it breaks, and what of it may be shown.

use unicode_width::UnicodeWidthChar;

/// How many columns a text takes; letters of Chinese, Japanese and Korean take two.
pub fn width(text: &str) -> usize {
    text.chars().map(width_of).sum()
}

/// How many columns a letter takes.
pub fn width_of(letter: char) -> usize {
    letter.width().unwrap_or(0)
}

/// The text with everything replaced that would command the terminal or turn the order of letters around; a tab is a
/// space.
pub fn clean(text: &str) -> String {
    text.chars().map(clean_letter).collect()
}

/// The letter that is shown for a letter.
pub fn clean_letter(letter: char) -> char {
    match letter {
        '\t' => ' ',
        letter if is_command(letter) => '\u{fffd}',
        letter => letter,
    }
}

fn is_command(c: char) -> bool {
    let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let turns = turns || matches!(c, '\u{61c}' | '\u{2028}' | '\u{2029}');
    turns || (c.is_control() && c != '\n')
}

/// The text on one line, shortened with an ellipsis where it is wider than `room`.
pub fn shorten(text: &str, room: usize) -> String {
    let line = clean(&text.split_whitespace().collect::<Vec<_>>().join(" "));
    if width(&line) <= room {
        return line;
    }
    let end = fitting(&line, room.saturating_sub(1));
    format!("{}…", &line[..end])
}

/// How many bytes of a text fit into `room` columns.
pub fn fitting(text: &str, room: usize) -> usize {
    let mut used = 0;
    let fits = text.char_indices().find(|(_, c)| {
        used += width_of(*c);
        used > room
    });
    fits.map_or(text.len(), |(at, _)| at)
}

/// The text in lines of at most `room` columns, broken at spaces where there are any, else before a command of LaTeX.
/// Lines that are in the text stay lines, with their indentation.
pub fn wrap(text: &str, room: usize) -> Vec<String> {
    clean(text).split('\n').flat_map(|line| wrap_line(line, room.max(8))).collect()
}

fn wrap_line(line: &str, room: usize) -> Vec<String> {
    let indent = " ".repeat(line.len() - line.trim_start_matches(' ').len()).chars().take(room / 2).collect::<String>();
    let (mut lines, mut rest) = (Vec::new(), line.trim());
    while width(rest) > room - indent.len() {
        let end = fitting(rest, room - indent.len());
        let at = break_before(rest, end);
        lines.push(format!("{indent}{}", rest[..at].trim_end()));
        rest = rest[at..].trim_start();
    }
    lines.push(format!("{indent}{rest}"));
    lines
}

/// Where to break a text of which the bytes up to `end` fit: at the last space outside of braces, else at the last
/// space, else before a command; there is something before that place.
fn break_before(text: &str, end: usize) -> usize {
    let (mut depth, mut outside, mut inside, mut command) = (0, None, None, None);
    for (at, letter) in text.char_indices().take_while(|(at, _)| *at <= end) {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ' ' if depth <= 0 && at > end / 2 => outside = Some(at),
            ' ' if at > end / 4 => inside = Some(at),
            '\\' if at > end / 2 => command = Some(at),
            _ => {}
        }
    }
    let first = text.chars().next().map_or(0, char::len_utf8);
    outside.or(inside).or(command).unwrap_or(end).max(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use quickcheck::QuickCheck;

    #[test]
    fn text_breaks_at_spaces_and_formulas_before_commands() {
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("  one two three", 10), ["  one two", "  three"]);
        assert_eq!(wrap(r"\alpha\beta\gamma\delta", 12), [r"\alpha\beta", r"\gamma\delta"]);
        assert_eq!(wrap(r"a + \frac{b c}{d e} f", 19), [r"a + \frac{b c}{d e}", "f"]);
        assert_eq!(wrap(r"this holds: \frac{b c}{d e}", 20), ["this holds:", r"\frac{b c}{d e}"]);
        assert_eq!(wrap("a\n\nb", 20), ["a", "", "b"]);
        assert_eq!(wrap("日本語日本語", 8), ["日本語日", "本語"]);
        assert_eq!(wrap("", 20), [""]);
    }

    #[test]
    fn nothing_commands_the_terminal() {
        assert_eq!(clean("a\u{1b}[31mb\u{202e}c\r"), "a\u{fffd}[31mb\u{fffd}c\u{fffd}");
        assert_eq!(shorten("a\u{7}  b\n c", 80), "a\u{fffd} b c");
    }

    #[test]
    fn a_long_line_ends_in_an_ellipsis() {
        assert_eq!(shorten("abcdef", 6), "abcdef");
        assert_eq!(shorten("abcdefg", 6), "abcde…");
        assert_eq!(shorten("日本語日本語", 6), "日本…");
    }

    #[test]
    fn no_line_is_wider_than_the_room_and_no_letter_is_lost() {
        fn property(text: String, room: u8) -> bool {
            let room = 8 + usize::from(room % 60);
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            let lines = wrap(&text, room);
            let narrow = lines.iter().all(|line| width(line) <= room);
            let whole = letters(&lines.concat()) == letters(&clean(&text));
            narrow && whole && width(&shorten(&text, room)) <= room
        }
        QuickCheck::new().tests(2000).quickcheck(property as fn(String, u8) -> bool);
    }
}
