//! Symbols as readers tell them apart, and how each is spelled.

use crate::latex::{Accent, Font, Symbol};

/// A mark that makes another symbol of a letter, without being an index of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// Below: `L_{CE}`, `W_1`.
    Below(String),
    /// Above: `W^{(1)}`, `a^{[L]}`, `w^*`.
    Above(String),
}

/// A symbol: a letter or word with its font, accents and marks. Two symbols that differ in any of them are different.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// The letter.
    pub symbol: Symbol,
    /// Its marks, below before above.
    pub marks: Vec<Mark>,
}

impl Mark {
    pub(super) fn text(&self) -> &str {
        match self {
            Mark::Below(text) | Mark::Above(text) => text,
        }
    }
}

impl Key {
    /// A letter without marks.
    pub fn plain(symbol: Symbol) -> Self {
        Self { symbol, marks: Vec::new() }
    }

    /// The LaTeX by which the symbol is written.
    pub fn tex(&self) -> String {
        let gather = |below: bool| -> Vec<&str> {
            let pick = |mark: &'_ Mark| matches!(mark, Mark::Below(_)) == below;
            self.marks.iter().filter(|mark| pick(mark)).map(Mark::text).collect()
        };
        let (below, above) = (gather(true), gather(false));
        let script = |sign: &str, marks: Vec<&str>| match marks.concat().chars().count() {
            0 => String::new(),
            1 => format!("{sign}{}", marks.concat()),
            _ => format!("{sign}{{{}}}", marks.join(",")),
        };
        format!("{}{}{}", spell(&self.symbol), script("_", below), script("^", above))
    }

    /// Whether both are one letter, however it is set.
    pub fn same_letter(&self, other: &Key) -> bool {
        self.symbol.name == other.symbol.name
            && self.symbol.accents == other.symbol.accents
            && self.symbol.word == other.symbol.word
            && self.marks == other.marks
    }

    /// Whether it is set in bold or under an arrow, as vectors and matrices are.
    pub fn is_bold(&self) -> bool {
        self.symbol.font == Font::Bold || self.symbol.accents.contains(&Accent::Vector)
    }

    /// Whether it is a capital letter.
    pub fn is_capital(&self) -> bool {
        !self.symbol.word && self.symbol.name.starts_with(|c: char| c.is_uppercase())
    }
}

/// The LaTeX of a letter.
pub fn spell(symbol: &Symbol) -> String {
    let body = match symbol.name.as_str() {
        name if name.chars().count() == 1 => name.to_string(),
        name if symbol.word => return accented(&format!("\\mathrm{{{name}}}"), &symbol.accents),
        name => format!("\\{name}"),
    };
    let set = match font(symbol.font) {
        Some(command) => format!("\\{command}{{{body}}}"),
        None => body,
    };
    accented(&set, &symbol.accents)
}

fn accented(body: &str, accents: &[Accent]) -> String {
    accents.iter().fold(body.to_string(), |body, accent| match body.chars().count() {
        _ if *accent == Accent::Prime => format!("{body}'"),
        1 => format!("\\{} {body}", accent_command(*accent)),
        _ => format!("\\{}{{{body}}}", accent_command(*accent)),
    })
}

fn font(font: Font) -> Option<&'static str> {
    match font {
        Font::Plain => None,
        Font::Roman => Some("mathrm"),
        Font::Bold => Some("mathbf"),
        Font::Calligraphic => Some("mathcal"),
        Font::Script => Some("mathscr"),
        Font::Blackboard => Some("mathbb"),
        Font::Fraktur => Some("mathfrak"),
        Font::SansSerif => Some("mathsf"),
        Font::Typewriter => Some("mathtt"),
    }
}

fn accent_command(accent: Accent) -> &'static str {
    match accent {
        Accent::Prime => "prime",
        Accent::Hat => "hat",
        Accent::Bar => "bar",
        Accent::Tilde => "tilde",
        Accent::Vector => "vec",
        Accent::LeftArrow => "overleftarrow",
        Accent::Dot => "dot",
        Accent::DoubleDot => "ddot",
        Accent::Check => "check",
        Accent::Breve => "breve",
        Accent::Acute => "acute",
        Accent::Grave => "grave",
        Accent::Ring => "mathring",
        Accent::Underline => "underline",
        Accent::Difference => "Delta",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn symbol(name: &str, font: Font, accents: Vec<Accent>) -> Symbol {
        Symbol { name: name.into(), font, accents, word: false }
    }

    #[test]
    fn a_symbol_is_spelled_as_authors_write_it() {
        let tex = |name, font, accents| Key::plain(symbol(name, font, accents)).tex();
        assert_eq!(tex("s", Font::Plain, vec![]), "s");
        assert_eq!(tex("alpha", Font::Plain, vec![]), r"\alpha");
        assert_eq!(tex("L", Font::Calligraphic, vec![]), r"\mathcal{L}");
        assert_eq!(tex("y", Font::Plain, vec![Accent::Hat]), r"\hat y");
        let marks = vec![Mark::Below("CE".into()), Mark::Above("[1]".into())];
        assert_eq!(Key { symbol: symbol("L", Font::Plain, vec![]), marks }.tex(), "L_{CE}^{[1]}");
    }
}
