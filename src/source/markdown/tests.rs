//! The scanner on Markdown, one case a line.

use quickcheck::{QuickCheck, TestResult};

use super::*;

fn read(text: &str) -> Document {
    Document::read(Source::new("t.md", text))
}

/// Every formula as `D` or `I` and its mathematics, without quote markers.
fn found(text: &str) -> Vec<String> {
    let document = read(text);
    let show = |formula: &Formula| {
        let kind = if formula.display { "D" } else { "I" };
        format!("{kind}:{}", document.excerpt(formula.body).text)
    };
    document.formulas.iter().map(show).collect()
}

fn assert_found(cases: &[(&str, &[&str])]) {
    for (text, expected) in cases {
        assert_eq!(found(text), *expected, "in {text:?}");
    }
}

#[test]
fn displays() {
    assert_found(&[
        ("$$a$$", &["D:a"]),
        ("text\n$$a$$\ntext", &["D:a"]),
        ("$$\na\n= b\n$$", &["D:\na\n= b\n"]),
        ("$$\n- a\n+ b\n$$", &["D:\n- a\n+ b\n"]),
        ("$$\na\n===\n$$", &["D:\na\n===\n"]),
        ("$$\na\n---\nb\n$$", &["D:\na\n---\nb\n"]),
        ("$$\n> a\n# b\n$$", &["D:\n> a\n# b\n"]),
        ("$$\n1. x\n```\n$$", &["D:\n1. x\n```\n"]),
        ("$$a$$.", &["D:a"]),
        ("→ $$a$$ (1)", &["D:a"]),
        ("$$a$$ {#eq:one}", &["D:a"]),
        ("$$a$$ $$b$$", &["D:a", "D:b"]),
        ("$$a \\text{ if $x$ } b$$", &["D:a \\text{ if $x$ } b"]),
        ("$$a\\$$$", &["D:a\\$"]),
        ("$$\n\na = b\n\n$$", &["D:\n\na = b\n\n"]),
        ("$$\na\n\n= b\n$$", &["D:\na\n\n= b\n"]),
        ("$$\nso we have that\n\na = b\n$$", &[]),
        ("\\[a\\]", &["D:a"]),
        ("\\[\na\n\\]", &["D:\na\n"]),
        ("\\\\[ a \\\\]", &["D: a "]),
        ("```math\na\n```", &["D:a"]),
        ("~~~ math\na\n\nb\n~~~", &["D:a\n\nb"]),
        ("```{math}\na\n```", &["D:a"]),
        ("\\begin{align}a&=b\\end{align}", &["D:\\begin{align}a&=b\\end{align}"]),
        ("\\begin{align*}\na\\\\\nb\n\\end{align*}", &["D:\\begin{align*}\na\\\\\nb\n\\end{align*}"]),
        ("<script type=\"math/tex; mode=display\">a</script>", &["D:a"]),
        ("<script type=\"math/tex; mode=display\">\na\n\nb</script>", &["D:\na\n\nb"]),
        ("<script type=\"math/tex\">a</script>", &["I:a"]),
    ]);
}

#[test]
fn words_on_the_lines_make_dollars_inline() {
    assert_found(&[
        ("so $$a$$ holds", &["I:a"]),
        ("so $$a$$", &["I:a"]),
        ("$$a$$ where b", &["I:a"]),
        ("$$a\n+ b$$ where c", &["I:a\n+ b"]),
        ("$$a$$ and $$b$$", &["I:a", "I:b"]),
    ]);
}

#[test]
fn inline_formulas() {
    assert_found(&[
        ("$a$", &["I:a"]),
        ("a $x$ b $y$ c", &["I:x", "I:y"]),
        ("$5 and $6", &[]),
        ("costs $5 and 6$ more", &["I:5 and 6"]),
        ("$ a$ b", &[]),
        ("$a $ b", &[]),
        ("\\$a$ b", &[]),
        ("$a\\$b$", &["I:a\\$b"]),
        ("$a$5", &[]),
        ("$a$$b$", &["I:a", "I:b"]),
        ("$a\nb$", &["I:a\nb"]),
        ("$a\n\nb$", &[]),
        ("$a\n- b$", &[]),
        ("$a \\text{ if $b$}$", &["I:a \\text{ if $b$}"]),
        ("$\\frac{1{2}$ end", &["I:\\frac{1{2}"]),
        ("$`a`$", &["I:a"]),
        ("\\(a\\)", &["I:a"]),
        ("\\\\(a\\\\)", &["I:a"]),
        ("softmax$(z)$", &["I:(z)"]),
        ("$a<b$ and $c>d$", &["I:a<b", "I:c>d"]),
        ("**$a$**", &["I:a"]),
        ("[$a$](b)", &["I:a"]),
        ("# On $a$ and $b$", &["I:a", "I:b"]),
        ("Über $ä$ 日本$本$語", &["I:ä", "I:本"]),
    ]);
}

#[test]
fn no_formulas() {
    let cases = [
        "`$a$`",
        "`` $a$ ` $b$ ``",
        "`a\n$b$`",
        "```\n$a$\n```",
        "```python\n$$a$$\n```",
        "~~~\n$a$\n~~~",
        "````\n```\n$a$\n````",
        "    $a$",
        "\t$a$",
        "text\n\n    $$a$$\n\n    $b$",
        "<!-- $a$ -->",
        "<!--\n$$\na\n$$\n-->",
        "x <!-- $a$ --> y",
        "---\ntitle: $a$\n---",
        "\u{feff}---\ntitle: $a$\n---\n",
        "+++\nt = '$a$'\n+++",
        "[a](http://b/$c$)",
        "[a](b$c$ \"d\")",
        "![a](b$c$d)",
        "[a]: b$c$d",
        "<a href=\"$b$\">",
        "<http://a/$b$>",
        "https://a/$b$",
        "<pre>\n$a$\n\n$$b$$</pre>",
        "<code>$a$</code>",
        "x <code>$a$</code> y",
        "<script>$a$</script>",
        "<style>\n$a$\n</style>",
        "{% highlight r %}\n$a$\n{% endhighlight %}",
        "$",
        "$$",
        "$$$",
        "",
        "\\$\\$a\\$\\$",
    ];
    for text in cases {
        assert_eq!(found(text), Vec::<String>::new(), "in {text:?}");
    }
}

#[test]
fn containers() {
    assert_found(&[
        ("> $$a$$", &["D:a"]),
        ("> $$\n> a\n> b\n> $$", &["D:\na\nb\n"]),
        (">$$\n>a\n>$$\n", &["D:\na\n"]),
        ("> > $$\n> > a\n> > $$\n", &["D:\na\n"]),
        ("> $a\n> b$", &["I:a\nb"]),
        ("> \\begin{align}\n> a\n> \\end{align}", &["D:\\begin{align}\na\n\\end{align}"]),
        ("> ```math\n> a\n> b\n> ```", &["D:a\nb"]),
        ("> $$\n> a\n\n$$b$$", &["D:b"]),
        ("- $$a$$", &["D:a"]),
        ("- x\n  $$\n  a\n  $$", &["D:\n  a\n  "]),
        ("- x\n  $$\n- a\n  $$", &["D:\n- a\n  "]),
        ("1. x\n\n    $$a$$", &["D:a"]),
        ("- x\n\n      $$a$$", &[]),
        ("-   x\n\n    $$a$$", &["D:a"]),
        ("- x\n    - y\n\n        $$a$$", &["D:a"]),
        ("-\tx\n\n\t$$a$$", &["D:a"]),
        ("- ```math\n  a\n  ```", &["D:  a"]),
        ("- > $$\n  > a\n  > $$", &["D:\na\n"]),
        ("| a | b |\n|---|---|\n| $x$ | $y$ |", &["I:x", "I:y"]),
        ("| a | b |\n|---|---|\n| $x | y |\n| z$ | 1 |", &[]),
        ("[^1]: note $a$\n\n    $$b$$", &["I:a", "D:b"]),
        ("<div>\n$$a$$\n</div>", &["D:a"]),
        ("text\n    $a$", &["I:a"]),
        ("a\n> $b$\nc $d$", &["I:b", "I:d"]),
    ]);
}

#[test]
fn line_ends_and_marks() {
    assert_found(&[
        ("\u{feff}$$a$$\r\n", &["D:a"]),
        ("$$\r\na\r\n$$\r\nx $b$\r\n", &["D:\r\na\r\n", "I:b"]),
        ("> $$\r\n> a\r\n> $$\r\n", &["D:\r\na\r\n"]),
        ("\t\n $$a$$", &["D:a"]),
    ]);
}

#[test]
fn what_is_not_closed_is_said_and_swallows_nothing() {
    let cases: &[(&str, &str, &[&str])] = &[
        ("$$ a = b\n\ntext $c$\n\n$$d$$", "$$", &["I:c", "D:d"]),
        ("$$\na = b\n\n$$\nc\n$$", "$$", &["D:\nc\n"]),
        ("$$\na = b\n$$ c = d $$", "$$", &["D: c = d "]),
        ("\\begin{align}\na\n\n$b$", "\\end{…}", &["I:b"]),
        ("\\[\na\n\n$b$", "\\]", &["I:b"]),
        ("```math\na", "```", &[]),
        ("<!-- $a$", "-->", &[]),
        ("# $$ a\n\n$b$", "$$", &["I:b"]),
    ];
    for (text, expected, formulas) in cases {
        let document = read(text);
        let unclosed: Vec<_> = document.unclosed.iter().map(|unclosed| unclosed.expected).collect();
        assert_eq!(unclosed, [*expected], "in {text:?}");
        assert_eq!(found(text), *formulas, "in {text:?}");
    }
    assert_eq!(read("see \\[1\\] and \\[2").unclosed, []);
}

#[test]
fn directives_stand_in_prose_only() {
    let directives = |text: &str| -> Vec<String> {
        let document = read(text);
        document.directives.iter().map(|directive| document.source.slice(directive.body).to_owned()).collect()
    };
    assert_eq!(directives("<!-- quod: id=a.b -->\n$$a$$"), ["id=a.b"]);
    assert_eq!(directives("x <!--quod:use a.md--> y"), ["use a.md"]);
    assert_eq!(directives("> <!-- quod:\n assume $x$ -->"), ["assume $x$"]);
    let none = [
        "`<!-- quod: a -->`",
        "```\n<!-- quod: a -->\n```",
        "    <!-- quod: a -->",
        "<pre><!-- quod: a --></pre>",
        "$$ a <!-- quod: b --> $$",
        "<!-- not quod: a -->",
        "<!-- <!-- quod: a -->",
        "[a](<!-- quod: b -->)",
        "<a title=\"<!-- quod: a -->\">",
        "\\<!-- quod: a -->",
    ];
    for text in none {
        assert_eq!(directives(text), Vec::<String>::new(), "in {text:?}");
    }
}

/// The flow in short: headings as `#n`, breaks as `/`, code as its info in backticks.
fn flow(text: &str) -> String {
    let document = read(text);
    let show = |piece: &Piece| match *piece {
        Piece::Heading(level) => format!("#{level}"),
        Piece::Text(span) => document.source.slice(span).to_owned(),
        Piece::Formula(number) => format!("[{}]", document.excerpt(document.formulas[number].body).text),
        Piece::Directive(number) => format!("<{}>", document.source.slice(document.directives[number].body)),
        Piece::Code { info, body } => format!("`{}|{}`", document.source.slice(info), document.source.slice(body)),
        Piece::Break => "/".to_owned(),
    };
    document.flow.iter().map(show).collect::<Vec<_>>().join(" ")
}

#[test]
fn the_flow_tells_headings_words_formulas_and_code_in_order() {
    assert_eq!(flow("# One\n\nLet $x$ be\n$$y$$\nwhere z.\n\n- a\n- b"), "#1 One / Let [x] be [y] where z. / a / b /");
    assert_eq!(flow("Title $a$\n=====\ntext"), "#1 Title [a] / text /");
    assert_eq!(flow("Title\n---\ntext"), "#2 Title / text /");
    assert_eq!(flow("a\n\n***\n\nb"), "a / b /");
    assert_eq!(flow("```rust,ignore\nx\ny\n```\nz"), "`rust,ignore|x\ny` / z /");
    assert_eq!(flow("a\n\n    x\n\n    y\n\nb"), "a / `|    x\n\n    y` / b /");
    assert_eq!(flow("a `code` b <!-- c --> d <em>e</em>"), "a b d e /");
    assert_eq!(flow("> q\n\nb"), "q / b /");
    assert_eq!(flow("<!-- quod: id=a -->\n$$x$$"), "<id=a> [x] /");
    assert_eq!(flow("|a|b|\n|-|-|\n|c|d|"), "|a|b| / |-|-| / |c|d| /");
}

#[test]
fn spans_are_exact() {
    let text = "é $$\r\n a $$ x";
    let document = read(text);
    let formula = document.formulas[0];
    assert_eq!((formula.span, formula.body), (Span::new(3, 12), Span::new(5, 10)));
    assert_eq!(document.source.slice(formula.span), "$$\r\n a $$");
}

#[test]
fn an_excerpt_leads_back_to_the_file() {
    let text = "> $$\n> ab\n> > c\n> $$";
    let document = read(text);
    let excerpt = document.excerpt(document.formulas[0].body);
    assert_eq!(excerpt.text, "\nab\n> c\n");
    for (at, c) in excerpt.text.char_indices() {
        assert_eq!(text[excerpt.offset(at)..].chars().next(), Some(c), "at {at}");
    }
    assert_eq!(excerpt.span(Span::new(1, 3)), Span::new(7, 9));
}

const FRAGMENTS: &[&str] = &[
    "$",
    "$$",
    "\\[",
    "\\]",
    "\\(",
    "\\)",
    "`",
    "```",
    "```math\n",
    "~~~",
    "\n",
    "\n\n",
    "\r\n",
    "> ",
    "- ",
    "1. ",
    "# ",
    "    ",
    "\t",
    "a",
    "é",
    "本",
    "\u{feff}",
    "\\",
    "\\$",
    "{",
    "}",
    "|",
    "|-|\n",
    "---\n",
    "===\n",
    "<!--",
    "-->",
    "<!-- quod: a -->",
    "<pre>",
    "</pre>",
    "<code>",
    "</code>",
    "<script type=\"math/tex\">",
    "</script>",
    "<a href=\"",
    "\">",
    "](",
    ")",
    "[^1]: ",
    "[a]: ",
    "\\begin{align}",
    "\\end{align}",
    "{% highlight %}",
    "{% endhighlight %}",
    "http://",
    " ",
    "5",
    "x=y",
    "+++\n",
];

#[test]
fn spans_never_overlap_and_lie_on_characters() {
    fn property(choices: Vec<u8>) -> TestResult {
        let text: String = choices.iter().map(|&choice| FRAGMENTS[choice as usize % FRAGMENTS.len()]).collect();
        let document = read(&text);
        let mut spans: Vec<Span> = document.formulas.iter().map(|formula| formula.span).collect();
        spans.extend(document.directives.iter().map(|directive| directive.span));
        spans.extend(document.flow.iter().filter_map(|piece| match *piece {
            Piece::Text(span) | Piece::Code { body: span, .. } if span.start < span.end => Some(span),
            _ => None,
        }));
        spans.sort();
        let apart = spans.windows(2).all(|pair| pair[0].end <= pair[1].start);
        let whole = spans.iter().all(|span| text.get(span.range()).is_some());
        let nested = document.formulas.iter().all(|formula| formula.span.contains(formula.body));
        let sorted = document.formulas.is_sorted_by_key(|formula| formula.span);
        for formula in &document.formulas {
            let excerpt = document.excerpt(formula.body);
            for (at, c) in excerpt.text.char_indices() {
                assert!(text[excerpt.offset(at)..].starts_with(c), "{text:?}");
            }
        }
        TestResult::from_bool(apart && whole && nested && sorted)
    }
    QuickCheck::new().tests(3000).quickcheck(property as fn(Vec<u8>) -> TestResult);
}
