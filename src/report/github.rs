//! Annotations that GitHub shows beside the lines of a pull request.

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Source;
use crate::verdict::Analysis;

/// One workflow command for each finding.
pub fn github(analyses: &[Analysis]) -> String {
    let commands = analyses.iter().flat_map(|analysis| {
        analysis.findings.iter().map(|finding| command(&analysis.source, &finding.diagnostic) + "\n")
    });
    commands.collect()
}

/// Columns are given for places on one line only: GitHub allows no others.
fn command(source: &Source, diagnostic: &Diagnostic) -> String {
    let (start, end) = (source.position(diagnostic.span().start), source.position(diagnostic.span().end));
    let level = match diagnostic.severity {
        Severity::Note => "notice",
        Severity::Warning => "warning",
        Severity::Error => "error",
    };
    let columns = match start.line == end.line {
        true => format!(",col={},endColumn={}", start.column, end.column),
        false => String::new(),
    };
    format!(
        "::{level} file={},line={},endLine={}{columns},title={}::{}",
        property(source.name()),
        start.line,
        end.line,
        property(&format!("{}: {}", diagnostic.code.name, diagnostic.code.title)),
        data(&diagnostic.told()),
    )
}

/// What stands after the second `::`. GitHub undoes just these escapes.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A value between the first and the second `::`.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    #[test]
    fn what_has_a_meaning_in_a_command_is_escaped_and_nothing_else() {
        let source = Source::new("a,b:100%\r\n.md", "x\ny é = z\n");
        let about = Diagnostic::error("Q0201", "50% of ::x:: falls,\r\nhere", Span::new(4, 8), "at n = 1: left 1%")
            .help("write\n  y");
        let expected = "::error file=a%2Cb%3A100%25%0D%0A.md,line=2,endLine=2,col=3,endColumn=6,\
                        title=Q0201%3A a step that is false::\
                        50%25 of ::x:: falls,%0D%0Ahere%0Aat n = 1: left 1%25%0Awrite%0A  y";
        assert_eq!(command(&source, &about), expected);
    }

    #[test]
    fn a_place_over_several_lines_has_no_columns() {
        let source = Source::new("a.md", "x\ny\nz");
        let command = command(&source, &Diagnostic::error("Q0001", "m", Span::new(0, 3), ""));
        assert!(command.starts_with("::error file=a.md,line=1,endLine=2,title="), "{command}");
        assert!(command.ends_with("::m"), "{command}");
    }
}
