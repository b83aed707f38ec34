//! Cases of this module, one a line.

use quickcheck::QuickCheck;

use super::super::notation::{Argument, ENVIRONMENTS, notations};
use super::*;

fn spelled(text: &str) -> String {
    let mut leaves = String::new();
    for node in &parse(text).children {
        node.for_each_leaf(&mut |leaf| leaves.push_str(&text[leaf.span.range()]));
    }
    leaves
}

/// Each error with the text of its place.
fn errors(text: &str) -> Vec<(ErrorKind, &str)> {
    parse(text).errors.into_iter().map(|error| (error.kind, &text[error.span.range()])).collect()
}

#[test]
fn every_example_of_the_table_is_without_errors() {
    for notation in notations() {
        assert_eq!(errors(notation.example), [], "{}", notation.example);
        assert_eq!(spelled(notation.example), notation.example);
    }
    for environment in ENVIRONMENTS {
        let columns = if environment.shape.ends_with(&[Argument::Raw]) { "{2}" } else { "" };
        let text = format!("\\begin{{{0}}}{columns} a &= b \\\\ c \\end{{{0}}}", environment.name);
        assert_eq!(errors(&text), [], "{text}");
        assert_eq!(spelled(&text), text);
    }
}

#[test]
fn without_errors() {
    let cases = [
        r"\frac12",
        r"\frac\alpha\beta",
        r"\sqrt[n]{x} \sqrt x",
        r"x'_i^2",
        r"x_\mathrm{a}",
        r"\sum\limits_{i=1}^n\nolimits x",
        r"\left( \frac{a}{b} \middle| c \right]^2",
        r"\left.\frac{a}{b}\right|_{x=0}",
        r"\begin{aligned} a &= b \\[2pt] &= c \\* [i=j] \end{aligned}",
        r"\begin{array}{rcl} a & = & \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix} \end{array}",
        r"\text{if $i=j$ and \textbf{so} {on}}",
        r"\colorbox{#ff0}{$x$}",
        r"\operatorname*{arg\,max}_x f",
        r"\bigl( x \Bigr\}",
        r"\kern-3mu x \hspace{1em} y",
        r"\sum_{\substack{i \\ j}} a",
        r"{a \over b}",
        r"a % comment }
          b",
        "",
    ];
    for text in cases {
        assert_eq!(errors(text), [], "{text}");
        assert_eq!(spelled(text), text);
    }
}

#[test]
fn one_mistake_is_one_error() {
    use ErrorKind::*;
    let missing = |command: &str| MissingArgument(command.to_owned());
    let cases = [
        ("{a", UnclosedGroup, "{"),
        ("a}", UnmatchedClose, "}"),
        (r"\frac{a}", missing(r"\frac"), r"\frac"),
        (r"x_", missing("_"), "_"),
        (r"x^^2", missing("^"), "^"),
        (r"x^{a}_", missing("_"), "_"),
        (r"\left( a", UnclosedLeft, r"\left("),
        (r"a \right)", UnmatchedRight, r"\right"),
        (r"\left a \right)", MissingDelimiter(r"\left".into()), r"\left"),
        (r"\big a", MissingDelimiter(r"\big".into()), r"\big"),
        (r"\begin{aligned} a", UnclosedEnvironment("aligned".into()), r"\begin{aligned}"),
        (r"a \end{aligned}", UnmatchedEnd("aligned".into()), r"\end{aligned}"),
        (r"\begin{foo} a \end{foo}", UnknownEnvironment("foo".into()), r"\begin{foo}"),
        (r"x_1_2", DoubleSubscript, "_"),
        (r"x^1^2", DoubleSuperscript, "^"),
        ("a $ b", StrayDollar, "$"),
        (r"\begin{aligned} {a & b} \\ c \end{aligned}", UnclosedGroup, "{"),
        (r"\begin{aligned} \left( a \\ b \right) \\ c \end{aligned}", UnclosedLeft, r"\left("),
        (r"\left( \frac{a}{b \right)", UnclosedGroup, "{"),
        (r"\left( { a \right) }", UnclosedGroup, "{"),
        (r"{ \left( a }", UnclosedLeft, r"\left("),
    ];
    for (text, kind, place) in cases {
        assert_eq!(errors(text), [(kind, place)], "{text}");
        assert_eq!(spelled(text), text);
    }
    let wrong = WrongEnd { open: "aligned".into(), end: "split".into() };
    assert_eq!(errors(r"\begin{aligned} a \end{split}"), [(wrong, r"\end{split}")]);
    let inner = UnclosedEnvironment("cases".into());
    assert_eq!(errors(r"\begin{split} \begin{cases} a \end{split}"), [(inner, r"\begin{cases}")]);
}

#[test]
fn several_mistakes_are_several_errors() {
    assert_eq!(errors(r"x^1^2 + b} + \frac{a}").len(), 3);
    assert_eq!(errors(r"\begin{aligned} x^1^2 \\ y_ \\ \left( z \end{aligned}").len(), 3);
}

#[test]
fn nesting_does_not_overflow() {
    for (open, close) in
        [("{", "}"), (r"\left(", r"\right)"), (r"\frac{a}{", "}"), (r"\sqrt", ""), ("x^{", "}"), (r"\text{$", "$}")]
    {
        let text = open.repeat(20_000) + "x" + &close.repeat(20_000);
        let deep = errors(&text).iter().filter(|(kind, _)| *kind == ErrorKind::TooDeep).count();
        assert_eq!(deep, 1, "{open}");
        assert_eq!(spelled(&text), text, "{open}");
    }
    let text = r"\begin{aligned}".repeat(10_000);
    assert_eq!(spelled(&text), text);
}

pub(in super::super) const PIECES: &[&str] = &[
    "{",
    "}",
    "^",
    "_",
    "'",
    "&",
    r"\\",
    r"\\[2pt]",
    " ",
    "%c\n",
    "$",
    "(",
    ")",
    "[",
    "]",
    "|",
    r"\|",
    "1",
    ".",
    "a",
    "d",
    "=",
    "-",
    "+",
    "/",
    ",",
    "é",
    "∂",
    "\u{200b}",
    r"\left(",
    r"\right)",
    r"\left.",
    r"\right|",
    r"\middle|",
    r"\begin{aligned}",
    r"\end{aligned}",
    r"\begin{cases}",
    r"\end{cases}",
    r"\begin{array}{r}",
    r"\end{array}",
    r"\begin{x}",
    r"\end{x}",
    r"\begin",
    r"\end",
    r"\frac",
    r"\sqrt",
    r"\text",
    r"\text{a $",
    r"\color{red}",
    r"\big",
    r"\sum",
    r"\limits",
    r"\log",
    r"\partial",
    r"\nabla",
    r"\mathbf",
    r"\hat",
    r"\over",
    r"\overset",
    r"\underbrace",
    r"\kern",
    r"\hspace{1em}",
    r"\quad",
    r"\Rightarrow",
    r"\forall",
    r"\foo",
    r"\",
    "\\\n",
    r"\newcommand",
    r"\dots",
    r"\cdot",
    r"\max",
    r"\operatorname",
    r"\tag{1}",
    "!",
    ":",
    ";",
    r"\not",
    r"\mid",
    r"\substack",
    r"\{",
    r"\}",
];

#[test]
fn any_tokens_are_spelled_back() {
    fn property(choices: Vec<u8>) -> bool {
        let text: String = choices.iter().map(|&choice| PIECES[choice as usize % PIECES.len()]).collect();
        spelled(&text) == text
    }
    QuickCheck::new().tests(5000).quickcheck(property as fn(Vec<u8>) -> bool);
}
