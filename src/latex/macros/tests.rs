//! Cases of this module, one a line.

use quickcheck::QuickCheck;

use super::*;

fn expanded(text: &str) -> String {
    let expansion = Macros::default().expand(text);
    assert_eq!(expansion.errors, [], "{text}");
    expansion.text
}

fn errors(text: &str) -> Vec<ErrorKind> {
    Macros::default().expand(text).errors.into_iter().map(|error| error.kind).collect()
}

#[test]
fn definitions_and_uses() {
    let cases = [
        (r"a + b", "a + b"),
        (r"\newcommand{\R}{\mathbb R}\R^n", r"\mathbb R^n"),
        (r"\newcommand\R{\mathbb R}x\in\R", r"x\in\mathbb R"),
        (r"\newcommand{\d}[2]{\frac{\partial #1}{\partial #2}}\d{s_i}{z_j}", r"\frac{\partial s_i}{\partial z_j}"),
        (r"\newcommand{\d}[2][L]{\partial #1/\partial #2}\d{z} \d[s]z", r"\partial L/\partial z \partial s/\partial z"),
        (r"\def\a#1{#1+#1}\a x", "x+x"),
        (r"\let\a=\alpha \a b", r" \alpha b"),
        (r"\DeclareMathOperator{\tr}{tr}\tr A", r"\operatorname{tr} A"),
        (r"\DeclareMathOperator*{\argmax}{arg\,max}\argmax_x", r"\operatorname*{arg\,max}_x"),
        (r"\renewcommand{\bm}[1]{\mathbf{#1}}\bm x", r"\mathbf{x}"),
        (r"\newcommand{\a}{\alpha}\a b\ab", r"\alpha b\ab"),
        (r"\newcommand{\a}{x}\newcommand{\b}{\a\a}\b", "xx"),
        (r"\newcommand{\a}{x+y}\frac\a\a x^\a", "\\frac{x+y}{x+y} x^x+y"),
        (r"\newcommand{\a}[1]{\hat #1}\a\beta\a b", r"\hat \beta\hat b"),
        (r"\newcommand{\a}[1]{\hat#1}\a b", r"\hat b"),
        (r"\providecommand{\a}{1}\providecommand{\a}{2}\a", "1"),
        ("\\newcommand{\\a}{x}% \\a\n\\a", "\nx"),
    ];
    for (text, expected) in cases {
        assert_eq!(expanded(text), expected, "{text}");
    }
}

#[test]
fn standard_notations_keep_their_meaning() {
    for name in
        ["\\le", "\\frac", "\\cdot", "\\alpha", "\\log", "\\left", "\\sum", "\\mathbf", "\\quad", "\\,", "\\phantom"]
    {
        let text = format!("\\renewcommand{{{name}}}{{x}}");
        assert_eq!(errors(&text), [ErrorKind::Redefined(name.to_owned())], "{name}");
    }
    let mut macros = Macros::default();
    macros.expand(r"\def\le{\ge}");
    let later = macros.expand(r"a \le b");
    assert_eq!(later.errors.len(), 1, "what uses it is not read");
    assert_eq!(later.text, r"a \le b");
}

#[test]
fn mistakes() {
    use ErrorKind::*;
    assert_eq!(errors(r"\newcommand{x}{y}"), [WrongDefinition("\\newcommand".into())]);
    assert_eq!(errors(r"\newcommand{\a}"), [WrongDefinition("\\newcommand".into())]);
    assert_eq!(errors(r"\def\a#2{x}"), [WrongDefinition("\\def".into())]);
    assert_eq!(errors(r"\newcommand{\a}[1]{#1}{\a}"), [MissingMacroArgument("\\a".into())]);
    assert_eq!(errors(r"\newcommand{\a}{\a}\a"), [EndlessMacro("\\a".into())]);
    assert!(Macros::default().define("x", "y").is_err());
    assert!(Macros::default().define("\\le", "y").is_err());
}

#[test]
fn bombs_are_bounded() {
    let mut text = String::from(r"\newcommand{\a}{xxxxxxxxxx}");
    for pair in ["ab", "bc", "cd", "de", "ef", "fg", "gh"] {
        let (from, to) = pair.split_at(1);
        text += &format!(r"\newcommand{{\{to}}}{{{}}}", format!("\\{from}").repeat(10));
    }
    let expansion = Macros::default().expand(&(text + r"\h"));
    assert!(expansion.text.len() <= LONGEST_EXPANSION);
    assert!(expansion.errors.iter().any(|error| matches!(error.kind, ErrorKind::EndlessMacro(_))));
    let text = r"\newcommand{\a}[1]{#1#1#1#1}".to_owned() + &r"\a{".repeat(30) + "x" + &"}".repeat(30);
    assert!(Macros::default().expand(&text).text.len() <= LONGEST_EXPANSION);
}

#[test]
fn places_lead_back() {
    let text = r"\newcommand{\d}[1]{\partial #1}é \d{xy}";
    let expansion = Macros::default().expand(text);
    assert_eq!(expansion.text, r"é \partial xy");
    let origin = |part: &str| {
        let at = expansion.text.find(part).unwrap();
        &text[expansion.origin(Span::new(at, at + part.len())).range()]
    };
    assert_eq!(origin("é"), "é");
    assert_eq!(origin("xy"), "xy");
    assert_eq!(origin(r"\partial"), r"\d{xy}");
}

#[test]
fn any_text_is_expanded_without_a_panic() {
    const PIECES: &[&str] = &[
        r"\newcommand",
        r"\def",
        r"\let",
        r"\a",
        r"\b",
        "{",
        "}",
        "[",
        "]",
        "#1",
        "#2",
        "1",
        "2",
        "x",
        " ",
        "%",
        "\n",
        "*",
        "\\",
        "é",
        r"\newcommand{\a}[2]{#1\b#2}",
        r"\newcommand{\b}[1][x]{\a{#1}{#1}}",
        r"\DeclareMathOperator",
        r"\frac",
    ];
    fn property(choices: Vec<u8>) -> bool {
        let text: String = choices.iter().map(|&choice| PIECES[choice as usize % PIECES.len()]).collect();
        let expansion = Macros::default().expand(&text);
        let place = |(at, c): (usize, char)| expansion.origin(Span::new(at, at + c.len_utf8()));
        expansion.text.char_indices().map(place).all(|place| text.get(place.range()).is_some())
    }
    QuickCheck::new().tests(500).quickcheck(property as fn(Vec<u8>) -> bool);
}

#[test]
fn a_macro_that_doubles_ends() {
    for tex in [r"\def\a{\a\a}\a", r"\def\b{}\def\a{\b\a\a}\a\a\a"] {
        assert!(!Macros::default().expand(tex).errors.is_empty(), "{tex}");
    }
}
