//! Single characters and the runs of them that are one thing: numerals, words in plain letters, `:=`, `...`.

use super::super::notation::{Meaning, notation, plain_word};
use super::super::syntax::{SyntaxKind, SyntaxNode};
use super::super::token::TokenKind;
use super::super::tree::{Accent, Arrow, Dots, Expr, Font, Node, Operator, RelationKind, Symbol, Unknown};
use super::Reader;
use super::item::{Item, ItemKind, Scripts};
use crate::source::Span;

/// A run of characters: its text, its place, how many nodes it takes, and the scripts that stand on its last one.
pub(super) struct Run<'n> {
    pub(super) text: String,
    pub(super) span: Span,
    pub(super) nodes: usize,
    pub(super) scripts: Option<&'n SyntaxNode>,
}

impl Run<'_> {
    /// Keeps the first characters of a run without gaps, all of them ASCII.
    fn cut(&mut self, length: usize) {
        if length < self.text.len() {
            self.text.truncate(length);
            self.span.end = self.span.start + length;
            self.nodes = length;
            self.scripts = None;
        }
    }
}

/// The character of a leaf.
fn character(node: &SyntaxNode, text: &str) -> Option<char> {
    match node.kind {
        SyntaxKind::Token(TokenKind::Character) => text[node.span.range()].chars().next(),
        _ => None,
    }
}

/// The longest run of characters that `belongs` accepts; the last may carry scripts. White space cannot be seen
/// between digits, so `gaps` lets it be passed over.
fn run<'n>(nodes: &'n [SyntaxNode], text: &str, gaps: bool, belongs: impl Fn(char) -> bool) -> Option<Run<'n>> {
    let mut run: Option<Run<'n>> = None;
    for (index, node) in nodes.iter().enumerate() {
        if gaps && run.is_some() && node.is_space() && !text[node.span.range()].contains(['~', '\u{a0}']) {
            continue;
        }
        let scripted = matches!(node.kind, SyntaxKind::Scripts);
        let leaf = if scripted { &node.children[0] } else { node };
        let Some(c) = character(leaf, text).filter(|&c| belongs(c)) else { break };
        let apart = run.as_ref().is_some_and(|run| run.span.end != leaf.span.start);
        if apart && !gaps {
            break;
        }
        let so_far = run.get_or_insert_with(|| Run { text: String::new(), span: leaf.span, nodes: 0, scripts: None });
        so_far.text.push(c);
        so_far.span.end = leaf.span.end;
        so_far.nodes = index + 1;
        if scripted {
            so_far.scripts = Some(node);
            break;
        }
    }
    run
}

impl Reader<'_> {
    /// Reads the run of characters that begins a list of nodes, if one does.
    pub(super) fn run<'n>(&mut self, nodes: &'n [SyntaxNode], font: Option<Font>) -> Option<(ItemKind, Run<'n>)> {
        let leaf = if matches!(nodes[0].kind, SyntaxKind::Scripts) { &nodes[0].children[0] } else { &nodes[0] };
        let c = character(leaf, self.text)?;
        if c.is_ascii_digit() {
            return self.number(nodes, font);
        }
        let next = self.text.as_bytes().get(leaf.span.end).copied().unwrap_or(b' ');
        if c.is_ascii_alphabetic() && next.is_ascii_alphabetic() && font.is_none_or(|font| font == Font::Roman) {
            let run = run(nodes, self.text, false, |c| c.is_ascii_alphabetic())?;
            if let Some(meaning) = plain_word(&run.text) {
                return Some((Self::named(&meaning, &run.text), run));
            }
        }
        if is_sign(c) && is_sign(char::from(next)) {
            let run = run(nodes, self.text, false, is_sign)?;
            return signs(run);
        }
        None
    }

    fn number<'n>(&mut self, nodes: &'n [SyntaxNode], font: Option<Font>) -> Option<(ItemKind, Run<'n>)> {
        let mut digits = run(nodes, self.text, true, |c| c.is_ascii_digit())?;
        if digits.scripts.is_none()
            && let Some(mut fraction) =
                run(&nodes[digits.nodes..], self.text, false, |c| c.is_ascii_digit() || c == '.')
            && fraction.span.start == digits.span.end
            && let Some(length) = decimals(&fraction.text)
        {
            fraction.cut(length);
            digits.text += &fraction.text;
            digits.span.end = fraction.span.end;
            digits.nodes += fraction.nodes;
            digits.scripts = fraction.scripts;
        }
        let shown = matches!(font, Some(Font::Bold | Font::Blackboard));
        let kind = if shown && digits.text.len() == 1 {
            ItemKind::Symbol(symbol(&digits.text, font))
        } else {
            ItemKind::Number(digits.text.clone())
        };
        Some((kind, digits))
    }

    /// A function or operator by its meaning; `name` for one that is in no table.
    pub(super) fn named(meaning: &Meaning, name: &str) -> ItemKind {
        let word = |name: &str| Symbol { name: name.to_owned(), font: Font::Plain, accents: Vec::new(), word: true };
        match meaning {
            Meaning::Function(known) => ItemKind::Function(word(known)),
            Meaning::Extremum(operator, known) => ItemKind::Extremum(*operator, word(known)),
            Meaning::Big(operator) => ItemKind::Big(*operator),
            _ => ItemKind::Function(Symbol { font: Font::Roman, ..word(name) }),
        }
    }

    /// A single character.
    pub(super) fn character(&mut self, c: char, span: Span, font: Option<Font>) -> Vec<Item> {
        let one = |kind| vec![Item { kind, span }];
        if let Some((letter, font)) = styled_letter(c) {
            return one(ItemKind::Symbol(symbol(&letter.to_string(), Some(font))));
        }
        if let Some((letter, accent)) = accented_letter(c) {
            let accented = Symbol { accents: vec![accent], ..symbol(&letter.to_string(), font) };
            return one(ItemKind::Symbol(accented));
        }
        if let Some(item) = tag(c).or_else(|| capital_operator(c)) {
            return one(item);
        }
        if let Some((digit, below)) = small_digit(c) {
            let value = Expr::new(digit, span);
            let scripts = if below {
                Scripts { sub: Some(value), ..Default::default() }
            } else {
                Scripts { sup: Some(value), ..Default::default() }
            };
            return one(ItemKind::Scripts(Box::new(scripts)));
        }
        if matches!(c, '.' | '?') {
            return one(ItemKind::Period);
        }
        let mut buffer = [0; 4];
        if let Some(row) = notation(c.encode_utf8(&mut buffer)) {
            return self.meaning(row, span, font);
        }
        if c.is_ascii_alphabetic() || (c.is_alphabetic() && ('\u{c0}'..'\u{250}').contains(&c)) {
            return one(ItemKind::Symbol(symbol(&c.to_string(), font)));
        }
        one(ItemKind::Unknown(Unknown::Character(c)))
    }
}

/// The characters of which signs like `:=` are made.
fn is_sign(c: char) -> bool {
    matches!(c, '.' | ':' | '=' | '-' | '<' | '>')
}

/// A letter as a symbol.
pub(super) fn symbol(name: &str, font: Option<Font>) -> Symbol {
    Symbol { name: name.to_owned(), font: font.unwrap_or(Font::Plain), accents: Vec::new(), word: false }
}

/// The length of `.5` at the start of a text, which may go on with a full stop.
fn decimals(text: &str) -> Option<usize> {
    let digits = text.strip_prefix('.')?.bytes().take_while(u8::is_ascii_digit).count();
    (digits > 0).then_some(1 + digits)
}

/// Signs that are written with several characters.
fn signs(mut run: Run) -> Option<(ItemKind, Run)> {
    let relation = |kind| ItemKind::Relation(kind, None);
    let spelled = ["...", "..", ":=", "=:", "==", "=>", "->", "<=", ">="]
        .into_iter()
        .find(|known| run.text.starts_with(known))?;
    let kind = match spelled {
        "..." | ".." => ItemKind::Dots(Dots::Horizontal),
        ":=" => relation(RelationKind::Defined),
        "=:" => relation(RelationKind::Other("=:".to_owned())),
        "==" => relation(RelationKind::Equal),
        "=>" => ItemKind::Arrow(Arrow::Implies),
        "->" => ItemKind::Pointer,
        "<=" => relation(RelationKind::LessEqual),
        _ => relation(RelationKind::GreaterEqual),
    };
    run.cut(spelled.len());
    Some((kind, run))
}

/// Letters that carry their font in Unicode: 𝐱, ℝ.
fn styled_letter(c: char) -> Option<(char, Font)> {
    let single = [
        ('ℝ', 'R', Font::Blackboard),
        ('ℕ', 'N', Font::Blackboard),
        ('ℤ', 'Z', Font::Blackboard),
        ('ℚ', 'Q', Font::Blackboard),
        ('ℂ', 'C', Font::Blackboard),
        ('ℙ', 'P', Font::Blackboard),
        ('𝟙', '1', Font::Blackboard),
        ('ℒ', 'L', Font::Calligraphic),
        ('ℋ', 'H', Font::Calligraphic),
        ('ℱ', 'F', Font::Calligraphic),
    ];
    if let Some(&(_, letter, font)) = single.iter().find(|(styled, ..)| *styled == c) {
        return Some((letter, font));
    }
    let place = (c as u32).checked_sub(0x1d400).filter(|&place| place < 13 * 52)?;
    let font = match place / 52 {
        0 | 2 | 7 | 11 => Font::Bold,
        1 => Font::Plain,
        3 | 4 => Font::Calligraphic,
        5 => Font::Fraktur,
        6 => Font::Blackboard,
        8..=10 => Font::SansSerif,
        _ => Font::Typewriter,
    };
    let letter = (place % 52) as u8;
    Some((char::from(if letter < 26 { b'A' + letter } else { b'a' + letter - 26 }), font))
}

/// Letters that carry their accent in Unicode: ŷ looks like `\hat y`, and is that.
fn accented_letter(c: char) -> Option<(char, Accent)> {
    let rows = [
        ("âĉêĝĥîĵôŝûŵŷẑÂĈÊĜĤÎĴÔŜÛŴŶẐ", "aceghijosuwyzACEGHIJOSUWYZ", Accent::Hat),
        ("āēīōūȳĀĒĪŌŪȲ", "aeiouyAEIOUY", Accent::Bar),
        ("ãẽĩñõũỹÃẼĨÑÕŨỸ", "aeinouyAEINOUY", Accent::Tilde),
        ("ẋẏżẊẎŻ", "xyzXYZ", Accent::Dot),
        ("ẍÿẌŸ", "xyXY", Accent::DoubleDot),
    ];
    rows.iter().find_map(|(accented, plain, accent)| {
        let place = accented.chars().position(|other| other == c)?;
        Some((plain.chars().nth(place)?, *accent))
    })
}

/// `①` is the label 1.
fn tag(c: char) -> Option<ItemKind> {
    let number = (c as u32).checked_sub(0x2460).filter(|&number| number < 20)? + 1;
    Some(ItemKind::Tag(number.to_string()))
}

/// A typed Σ or Π is an operator where it has a subscript, else a letter.
fn capital_operator(c: char) -> Option<ItemKind> {
    match c {
        'Σ' => Some(ItemKind::Extremum(Operator::Sum, symbol("Sigma", None))),
        'Π' => Some(ItemKind::Extremum(Operator::Product, symbol("Pi", None))),
        _ => None,
    }
}

/// A digit or letter that Unicode sets as a script, and whether it stands below.
fn small_digit(c: char) -> Option<(Node, bool)> {
    let number = |digit: u32, below| Some((Node::Number(digit.to_string()), below));
    let letter = |name: &str, below| Some((Node::Symbol(symbol(name, None)), below));
    match c {
        '¹' => number(1, false),
        '²' => number(2, false),
        '³' => number(3, false),
        '⁰' | '⁴'..='⁹' => number(c as u32 - 0x2070, false),
        '₀'..='₉' => number(c as u32 - 0x2080, true),
        'ᵀ' => letter("top", false),
        'ⁿ' => letter("n", false),
        'ᵢ' => letter("i", true),
        'ⱼ' => letter("j", true),
        'ₖ' => letter("k", true),
        'ₙ' => letter("n", true),
        _ => None,
    }
}
