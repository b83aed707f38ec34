//! The page of a code on a terminal: its Markdown, with prose wrapped and examples set in.

use super::style::{HELP, TITLE, paint};
use super::text::wrap;

/// A page in lines of at most `room` columns; colors are escape sequences, and whoever prints it decides whether they
/// stay. Examples are set in by four columns, and a line of one that is too wide goes on below, set in further.
pub fn page(markdown: &str, room: usize) -> String {
    let (mut lines, mut paragraph, mut fence) = (Vec::new(), String::new(), None::<usize>);
    for line in markdown.lines() {
        let ticks = line.len() - line.trim_start_matches('`').len();
        let edge = fence.map_or(ticks >= 3, |open| ticks >= open && line.len() == ticks);
        if fence.is_some() && !edge {
            lines.extend(example(line, room));
            continue;
        }
        let (heading, item) = (line.starts_with('#'), line.starts_with("- ") || line.starts_with('|'));
        if edge || heading || item || line.is_empty() {
            flush(&mut paragraph, room, &mut lines);
        }
        match () {
            () if edge => fence = if fence.is_some() { None } else { Some(ticks) },
            () if heading => {
                let title = line.trim_start_matches('#').trim_start();
                lines.extend(wrap(title, room).iter().map(|line| paint(TITLE, line)));
            }
            () if line.is_empty() => lines.push(String::new()),
            () => paragraph.push_str(&format!("{line} ")),
        }
    }
    flush(&mut paragraph, room, &mut lines);
    lines.join("\n") + "\n"
}

fn flush(paragraph: &mut String, room: usize, lines: &mut Vec<String>) {
    if paragraph.is_empty() {
        return;
    }
    let indent = if paragraph.starts_with("- ") { "  " } else { "" };
    for (number, line) in wrap(paragraph.trim_end(), room - indent.len()).iter().enumerate() {
        lines.push(format!("{}{line}", if number > 0 { indent } else { "" }));
    }
    paragraph.clear();
}

fn example(line: &str, room: usize) -> Vec<String> {
    if line.is_empty() {
        return vec![String::new()];
    }
    let parts = wrap(line, room.saturating_sub(8)).into_iter().enumerate();
    parts.map(|(number, part)| " ".repeat(if number > 0 { 6 } else { 4 }) + &paint(HELP, &part)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::CODES;
    use crate::report::text::width;

    fn plain(page: &str) -> String {
        anstream::adapter::strip_str(page).to_string()
    }

    #[test]
    fn prose_is_wrapped_and_examples_are_set_in() {
        let text = "# T: a title\n\nOne two\nthree four.\n\n````markdown fails\n$$a$$\n\n```\nx\n````\n";
        assert_eq!(plain(&page(text, 14)), "T: a title\n\nOne two three\nfour.\n\n    $$a$$\n\n    ```\n    x\n");
    }

    #[test]
    fn every_page_keeps_to_the_width_and_loses_no_word() {
        for code in CODES {
            for room in [40, 80] {
                let page = plain(&page(code.page, room));
                assert!(page.lines().all(|line| width(line) <= room), "{}:\n{page}", code.name);
                let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
                let (mut open, mut info) = (0, 0);
                for line in code.page.lines() {
                    let ticks = line.len() - line.trim_start_matches('`').len();
                    match () {
                        () if open == 0 && ticks >= 3 => (open, info) = (ticks, info + letters(line)),
                        () if open > 0 && ticks >= open && line.len() == ticks => open = 0,
                        () => {}
                    }
                }
                assert_eq!(letters(&page), letters(code.page) - info, "{}", code.name);
            }
        }
    }
}
