//! The single edits of a formula in TeX: one token, one group or one command is changed, and nothing else.

use std::ops::Range;

/// A token: a command, or a character.
#[derive(Clone, Debug)]
struct Token {
    text: String,
    at: Range<usize>,
    /// Within words, labels and the names of environments.
    quoted: bool,
    /// How many braces are open around it.
    depth: usize,
}

fn tokens(tex: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let (mut at, mut depth) = (0, 0usize);
    let mut quoted_above: Option<usize> = None;
    while at < tex.len() {
        let rest = &tex[at..];
        let name = rest[1..].chars().take_while(char::is_ascii_alphabetic).count();
        let length = match rest.starts_with('\\') {
            true if name > 0 => 1 + name,
            true => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            false => rest.chars().next().map_or(1, char::len_utf8),
        };
        let text = rest[..length].to_string();
        if text == "}" {
            depth -= 1;
            quoted_above = quoted_above.filter(|above| depth > *above);
        }
        tokens.push(Token { text: text.clone(), at: at..at + length, quoted: quoted_above.is_some(), depth });
        if text == "{" {
            let verb = tokens.iter().rev().nth(1).map_or("", |token| token.text.as_str());
            let quotes = ["\\text", "\\tag", "\\begin", "\\end", "\\operatorname", "\\mathcal", "\\mathbf"];
            if quoted_above.is_none() && quotes.contains(&verb) {
                quoted_above = Some(depth);
            }
            depth += 1;
        }
        at += length;
    }
    tokens
}

/// The end of the group that begins at a token, or of the token itself.
fn group(tokens: &[Token], from: usize) -> Option<usize> {
    if tokens.get(from)?.text != "{" {
        return Some(from);
    }
    let depth = tokens[from].depth;
    (from + 1..tokens.len()).find(|at| tokens[*at].text == "}" && tokens[*at].depth == depth)
}

/// A formula that is being edited.
struct Editor<'t> {
    tex: &'t str,
    tokens: Vec<Token>,
    made: Vec<String>,
}

impl Editor<'_> {
    fn replace(&mut self, range: Range<usize>, by: &str) {
        let edited = format!("{}{by}{}", &self.tex[..range.start], &self.tex[range.end..]);
        if edited != self.tex && !self.made.contains(&edited) {
            self.made.push(edited);
        }
    }

    fn text(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.text.as_str())
    }

    /// The text of the tokens from one to another, both included.
    fn between(&self, from: usize, to: usize) -> Range<usize> {
        self.tokens[from].at.start..self.tokens[to].at.end
    }

    fn before(&self, at: usize) -> &str {
        self.tokens[..at].iter().rev().map(|token| token.text.as_str()).find(|text| *text != " ").unwrap_or("")
    }

    fn one(&mut self, at: usize, letters: &[String]) {
        let token = self.tokens[at].clone();
        let range = token.at.clone();
        match token.text.as_str() {
            "+" => self.replace(range, "-"),
            "-" => self.replace(range, "+"),
            "=" if token.depth == 0 && !self.tex[..range.start].contains("\\begin{cases}") => {
                self.replace(range.clone(), "= -");
                self.replace(range.clone(), "= 2 \\cdot ");
                self.replace(range, "= \\sum_{k=1}^n");
            }
            "\\ge" => self.replace(range, "\\le"),
            "\\neq" => self.replace(range, "="),
            "\\log" | "\\sum" => self.operator(at),
            "\\frac" => self.fraction(at),
            "^" => self.exponent(at),
            "1" if self.text(at + 1) == "_" => self.indicator(at),
            digit if digit.len() == 1 && digit.chars().all(|c| c.is_ascii_digit()) => {
                let next = (digit.parse::<u32>().unwrap_or(0) + 1).to_string();
                self.replace(range, &next);
            }
            letter if letters.contains(&token.text) => {
                let place = letters.iter().position(|other| other == letter).unwrap_or(0);
                for step in 1..letters.len().min(3) {
                    self.replace(range.clone(), &letters[(place + step) % letters.len()]);
                }
            }
            "s" | "z" | "y" | "v" | "Z" => self.symbol(at),
            _ => {}
        }
    }

    /// Without a logarithm or a sum.
    fn operator(&mut self, at: usize) {
        let mut end = at;
        while matches!(self.text(end + 1), "_" | "^") {
            end = group(&self.tokens, end + 2).unwrap_or(end + 2);
        }
        self.replace(self.between(at, end), "");
    }

    /// Upside down, and without what is below; a derivative stays.
    fn fraction(&mut self, at: usize) {
        let Some(above) = group(&self.tokens, at + 1) else { return };
        let Some(below) = group(&self.tokens, above + 1) else { return };
        if self.text(at + 2) == "\\partial" {
            return;
        }
        let (first, second) = (self.between(at + 1, above), self.between(above + 1, below));
        let turned = format!("\\frac{}{}", &self.tex[second], &self.tex[first.clone()]);
        let kept = self.tex[first].to_string();
        self.replace(self.between(at, below), &turned);
        self.replace(self.between(at, below), &kept);
    }

    fn exponent(&mut self, at: usize) {
        match self.text(at + 1) {
            "2" => {
                self.replace(self.between(at + 1, at + 1), "3");
                self.replace(self.between(at, at + 1), "");
            }
            "\\top" => self.replace(self.between(at, at + 1), ""),
            "{" if self.before(at) == "e" => {
                self.replace(self.between(at + 1, at + 1), "{2 ");
                self.replace(self.between(at + 1, at + 1), "{-");
            }
            _ => {}
        }
    }

    /// Without the indicator, and with its cases swapped.
    fn indicator(&mut self, at: usize) {
        let Some(end) = group(&self.tokens, at + 2) else { return };
        let range = self.between(at, end);
        let whole = self.tex[range.clone()].to_string();
        self.replace(range.clone(), "(1)");
        self.replace(range.clone(), "(0)");
        self.replace(range, &format!("\\left(1 - {whole}\\right)"));
    }

    /// Another letter; squared; lost.
    fn symbol(&mut self, at: usize) {
        // What is differentiated by stays a variable: by a defined symbol a derivative is another question.
        if matches!(self.before(at), "\\partial" | "_") {
            return;
        }
        let other = match self.text(at) {
            "s" => "z",
            "Z" => "n",
            _ => "s",
        };
        self.replace(self.between(at, at), other);
        let end = if self.text(at + 1) == "_" { group(&self.tokens, at + 2).unwrap_or(at) } else { at };
        // A whole array has no square, and no number stands in its place.
        let entry = end > at || self.text(at) == "Z";
        if entry && self.text(end + 1) != "^" {
            let whole = self.tex[self.between(at, end)].to_string();
            self.replace(self.between(at, end), &format!("{whole}^2"));
            // In an exponent of its own, parentheses would number a sample.
            let lost = if self.before(at) == "{" { "1" } else { "(1)" };
            self.replace(self.between(at, end), lost);
        }
    }

    /// Twice the left side, and the values of two cases swapped.
    fn whole(&mut self) {
        self.replace(0..0, "2 \\cdot ");
        let rows: Vec<usize> = (0..self.tokens.len()).filter(|at| self.text(*at) == "&").collect();
        if let [first, second] = rows[..]
            && self.tex.contains("{cases}")
        {
            let value = |at: usize| self.tokens[..at].iter().rposition(|token| token.text != " ").unwrap_or(0);
            let (a, b) = (self.tokens[value(first)].clone(), self.tokens[value(second)].clone());
            let between = self.tex[a.at.end..b.at.start].to_string();
            self.replace(a.at.start..b.at.end, &format!("{}{between}{}", b.text, a.text));
        }
    }
}

/// All edits of a formula, each once.
pub fn edits(tex: &str) -> Vec<String> {
    let tokens = tokens(tex);
    let mut letters: Vec<String> = Vec::new();
    for token in tokens.iter().filter(|token| !token.quoted) {
        if ["i", "j", "k", "l"].contains(&token.text.as_str()) && !letters.contains(&token.text) {
            letters.push(token.text.clone());
        }
    }
    if letters.len() == 1 {
        letters.push(if letters[0] == "j" { "i".to_string() } else { "j".to_string() });
    }
    let count = tokens.len();
    let mut editor = Editor { tex, tokens, made: Vec::new() };
    for at in (0..count).filter(|at| !editor.tokens[*at].quoted).collect::<Vec<_>>() {
        editor.one(at, &letters);
    }
    editor.whole();
    editor.made
}
