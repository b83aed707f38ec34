//! Lines and columns of formulas and links in files of every kind: byte-order mark, CRLF, tabs, other scripts, front
//! matter, quotes, lists, tables, footnotes, HTML, code.

use quod::source::{Source, Span};
use quod::verdict::{Effort, analyse};

/// Each link as `line:column-line:column text`; the text is what lies at that place in the file.
fn links(text: &str) -> Vec<String> {
    let analysis = analyse(Source::new("a.md", text), Effort { work: 50, ..Effort::default() });
    let place = |span: Span| {
        let (start, end) = (analysis.source.position(span.start), analysis.source.position(span.end));
        let written = analysis.source.slice(span);
        format!("{}:{}-{}:{} {written}", start.line, start.column, end.line, end.column)
    };
    analysis.formulas.iter().flat_map(|formula| &formula.links).map(|link| place(link.span)).collect()
}

#[test]
fn every_link_is_where_it_is_written() {
    let cases: &[(&str, &[&str])] = &[
        ("$$a = b$$", &["1:3-1:8 a = b"]),
        ("\u{feff}$$a = b$$", &["1:3-1:8 a = b"]),
        ("x\r\n\r\n$$\r\na = b\r\n$$\r\n", &["4:1-4:6 a = b"]),
        ("-\tx\n\n\t$$a = b$$", &["3:4-3:9 a = b"]),
        ("日本語 é 😀\n\n$$a = b$$", &["3:3-3:8 a = b"]),
        ("---\ntitle: $x = y$\n---\n\n$$a = b$$", &["5:3-5:8 a = b"]),
        ("> $$a = b$$", &["1:5-1:10 a = b"]),
        ("> > $$\n> > a = b\n> > $$", &["2:5-2:10 a = b"]),
        ("- one\n  - $$a = b$$", &["2:7-2:12 a = b"]),
        ("1. one\n\n   $$\n   a = b\n   $$", &["4:4-4:9 a = b"]),
        ("[^1]: note\n\n    $$a = b$$", &["3:7-3:12 a = b"]),
        ("<div>\n$$a = b$$\n</div>", &["2:3-2:8 a = b"]),
        ("```text\n$$x = y$$\n```\n\n$$a = b$$", &["5:3-5:8 a = b"]),
        ("```math\na = b\n```", &["2:1-2:6 a = b"]),
        ("\\begin{align}\na &= b \\\\\n &= c\n\\end{align}", &["2:1-2:7 a &= b", "3:3-3:6 = c"]),
        ("$$\\text{日本} \\quad a = b$$", &["1:19-1:24 a = b"]),
        ("$$a = b$$ $$c = d$$", &["1:3-1:8 a = b", "1:13-1:18 c = d"]),
        ("| a | b |\n|---|---|\n| let $a = b$ | y |", &["3:8-3:13 a = b"]),
    ];
    for (text, expected) in cases {
        assert_eq!(links(text), *expected, "in {text:?}");
    }
}

#[test]
fn what_is_no_mathematics_has_no_links() {
    for text in
        ["`$a = b$`", "    $$a = b$$", "<!-- $$a = b$$ -->", "<pre>$$a = b$$</pre>", "\\$a = b\\$", "[x]: $a=b$"]
    {
        assert_eq!(links(text), Vec::<String>::new(), "in {text:?}");
    }
}

#[test]
fn a_diagnostic_points_at_the_very_letter() {
    let text = "\u{feff}> é\r\n>\r\n> $$\\sum_{i=1}^n a_i = \\sum_{i=1}^n a_i + 日_$$\r\n>\r\n> $$x + x = 3 x$$\r\n";
    let analysis = analyse(Source::new("a.md", text), Effort::default());
    let finding = analysis.findings.iter().find(|finding| finding.diagnostic.code.name == "Q0201").expect("a slip");
    let start = analysis.source.position(finding.diagnostic.span().start);
    assert_eq!((start.line, start.column), (5, 5));
    assert_eq!(analysis.source.slice(finding.diagnostic.span()), "x + x = 3 x");
}
