//! The words around formulas: sentences, and what their words say of the formulas in them.

use crate::source::{Document, Piece, Span};

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// A word in small letters, with its place.
    Word(String, Span),
    /// The formula with this number.
    Formula(usize),
    /// The end of a sentence.
    Stop,
    /// The end of a paragraph, list item or heading.
    Break,
    /// A heading begins, of this level.
    Heading(u8),
    /// The directive with this number.
    Directive(usize),
}

/// The words and formulas of a document in order; code is left out.
pub fn tokens(document: &Document) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut struck = false;
    for piece in &document.flow {
        match piece {
            Piece::Heading(level) => tokens.push(Token::Heading(*level)),
            Piece::Text(span) => {
                let mut start = span.start;
                for part in document.source.slice(*span).split_inclusive("~~") {
                    if !struck {
                        words(part, start, &mut tokens);
                    }
                    if part.ends_with("~~") {
                        struck = !struck;
                        tokens.push(Token::Stop);
                    }
                    start += part.len();
                }
            }
            Piece::Formula(number) => tokens.push(Token::Formula(*number)),
            Piece::Directive(number) => tokens.push(Token::Directive(*number)),
            Piece::Code { .. } | Piece::Break => {
                struck = false;
                tokens.push(Token::Break);
            }
        }
    }
    tokens
}

fn words(text: &str, start: usize, tokens: &mut Vec<Token>) {
    let mut word = String::new();
    let mut begin = 0;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let inner = c == '-' && !word.is_empty() && text[at + 1..].starts_with(|c: char| c.is_alphanumeric());
        if c.is_alphanumeric() || inner {
            if word.is_empty() {
                begin = at;
            }
            word.extend(c.to_lowercase());
            continue;
        }
        if !word.is_empty() {
            tokens.push(Token::Word(std::mem::take(&mut word), Span::new(start + begin, start + at)));
        }
        // A stop may stand before what closes an emphasis, a quotation or parentheses.
        let closing = |c: &char| matches!(c, '*' | '_' | '~' | '"' | '\'' | ')' | ']' | '”' | '’' | '»');
        let ends = text[at..].chars().skip(1).find(|c| !closing(c)).is_none_or(char::is_whitespace);
        if c == '?' && ends {
            tokens.push(Token::Word("?".to_string(), Span::new(start + at, start + at + 1)));
        }
        if matches!(c, '.' | '?' | '!') && ends {
            tokens.push(Token::Stop);
        }
    }
}

/// No sentence is longer, in words and formulas on one side: what is further away says nothing of a formula, and a
/// paragraph without a full stop costs no more than its length.
const LONGEST: usize = 500;

/// The sentence around a formula.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sentence {
    /// What stands before the formula.
    pub before: Vec<Token>,
    /// What stands behind it.
    pub after: Vec<Token>,
    /// Whether what stands behind a display is a clause of its own statement: `where $m = 0$`, `for $i \ne j$`.
    pub trails: bool,
}

impl Sentence {
    /// The sentence around the formula at a place in the tokens. One that introduces a display may end a paragraph;
    /// the words right behind a display belong to it where they begin as a condition does.
    pub fn around(tokens: &[Token], at: usize, display: bool) -> Self {
        let ends = |token: &Token| matches!(token, Token::Stop | Token::Heading(_));
        let breaks = |token: &Token| ends(token) || matches!(token, Token::Break);
        let mut before: Vec<Token> = Vec::new();
        let mut words = 0;
        for token in tokens[..at].iter().rev().take(LONGEST) {
            let stop =
                if display { ends(token) || (matches!(token, Token::Break) && words > 0) } else { breaks(token) };
            if stop {
                break;
            }
            words += usize::from(matches!(token, Token::Word(..) | Token::Formula(_)));
            before.push(token.clone());
        }
        before.reverse();
        let after = tokens[at + 1..].iter().take(LONGEST).skip_while(|token| display && matches!(token, Token::Break));
        let after: Vec<Token> = after.take_while(|token| !breaks(token)).cloned().collect();
        Self { before, after, trails: false }
    }

    /// What stands behind a display and belongs to it.
    pub fn trailing(&self) -> &[Token] {
        if self.trails { &self.after } else { &[] }
    }

    /// Whether one of these words stands before the formula.
    pub fn says_before(&self, list: &[&str]) -> bool {
        has(&self.before, list)
    }

    /// Whether one of these words stands anywhere in the sentence.
    pub fn says(&self, list: &[&str]) -> bool {
        has(&self.before, list) || has(&self.after, list)
    }

    /// Whether the sentence denies what its formula would say, asks for it, or says it of others: `we do not assume`,
    /// `without assuming`, `can we suppose …?`, `some assume …, but we do not`.
    pub fn denies(&self) -> bool {
        let word = |token: &Token| if let Token::Word(word, _) = token { Some(word.clone()) } else { None };
        let before: Vec<String> = self.before.iter().filter_map(word).collect();
        let listed = |place: &usize| [&ASSUMES[..], &DEFINES].iter().any(|list| ends_phrase(&before[..=*place], list));
        // What stands a few words before the verb that assumes, or behind it, denies it; what stands further off does not.
        let verb = (0..before.len())
            .rfind(listed)
            .or_else(|| before.iter().rposition(|word| REASONS.contains(&word.as_str())));
        let near = &before[verb.unwrap_or(0).saturating_sub(4)..];
        let denied = |words: &[String]| words.iter().any(|word| DENIES.contains(&word.as_str()));
        let after: Vec<String> = self.after.iter().filter_map(word).collect();
        let but = after.iter().position(|word| word == "but").map_or(&[][..], |place| &after[place..]);
        denied(near) || denied(but) || after.iter().any(|word| word == "?")
    }

    /// The word right before the formula.
    pub fn last_word(&self) -> Option<&str> {
        match self.before.last() {
            Some(Token::Word(word, _)) => Some(word),
            _ => None,
        }
    }

    /// The first word behind the formula.
    pub fn next_word(&self) -> Option<&str> {
        match self.after.first() {
            Some(Token::Word(word, _)) => Some(word),
            _ => None,
        }
    }
}

/// Whether one of these words is among the tokens.
pub fn has(tokens: &[Token], list: &[&str]) -> bool {
    tokens.iter().any(|token| matches!(token, Token::Word(word, _) if list.contains(&word.as_str())))
}

/// The words right behind the display at a place in the tokens that are a clause of its statement: `where $m = 0$`,
/// `for $i \ne j$`. What begins with a capital is a sentence of its own, unless it holds nothing but the condition; and
/// `for $i = j$ we get` before another display introduces that one.
pub fn clause(document: &Document, tokens: &[Token], at: usize) -> Option<std::ops::Range<usize>> {
    let display = |token: &Token| matches!(token, Token::Formula(number) if document.formulas[*number].display);
    let from = |start: usize, stop: &dyn Fn(&Token) -> bool| {
        tokens[start..].iter().position(stop).map_or(tokens.len(), |place| start + place)
    };
    let start = from(at + 1, &|token| *token != Token::Break);
    let Some(Token::Word(first, span)) = tokens.get(start) else { return None };
    let end = from(start, &|token| matches!(token, Token::Stop | Token::Break | Token::Heading(_)) || display(token));
    let clause = &tokens[start..end.min(start + LONGEST)];
    if !TRAILS.contains(&first.as_str()) || !clause.iter().any(|token| matches!(token, Token::Formula(_))) {
        return None;
    }
    let leads_on = tokens.get(from(end, &|token| *token != Token::Break)).is_some_and(display);
    let capital = document.source.slice(*span).starts_with(char::is_uppercase);
    let bare = clause.iter().all(|token| match token {
        Token::Word(word, _) => TRAILS.contains(&word.as_str()) || JOINS.contains(&word.as_str()),
        _ => true,
    });
    let introduces = leads_on && (has(clause, &CLAIMS) || has(clause, &["we"]) || (capital && first != "where"));
    (!introduces && (!capital || bare || first == "where")).then_some(start..end)
}

/// Words that begin a clause which belongs to the display before it.
const TRAILS: [&str; 8] = ["where", "with", "for", "if", "when", "whenever", "unless", "provided"];
/// Words between the conditions of such a clause.
const JOINS: [&str; 8] = ["and", "or", "all", "every", "each", "any", "that", "both"];

/// Whether the last of these words is in the list, or ends a phrase in it: `such that`.
pub fn ends_phrase<W: AsRef<str>>(words: &[W], list: &[&str]) -> bool {
    let ends = |phrase: &&str| {
        let mut back = words.iter().rev();
        phrase.split(' ').rev().all(|word| back.next().is_some_and(|own| own.as_ref() == word))
    };
    list.iter().any(ends)
}

/// Words after which a formula is a definition.
pub const DEFINES: [&str; 14] = [
    "let", "define", "defined", "denote", "denotes", "denoted", "put", "write", "call", "called", "where", "defining",
    "redefine", "denoting",
];
/// Words after which a formula is assumed for the rest of the file.
pub const ASSUMES: [&str; 20] = [
    "let",
    "assume",
    "assuming",
    "assumed",
    "suppose",
    "supposing",
    "given",
    "subject",
    "consider",
    "assumption",
    "satisfy",
    "satisfies",
    "satisfying",
    "such that",
    "constraint",
    "constraints",
    "fix",
    "fixing",
    "choose",
    "choosing",
];
/// Those of them that assume nothing where the sentence draws a conclusion.
pub const MILD: [&str; 4] = ["satisfy", "satisfies", "satisfying", "such that"];
/// Words that give a reason.
pub const REASONS: [&str; 5] = ["where", "with", "since", "because", "as"];
/// Words that make what follows hold only here.
pub const LOCAL: [&str; 15] = [
    "if",
    "when",
    "whenever",
    "for",
    "at",
    "unless",
    "only",
    "provided",
    "on condition",
    "on the condition",
    "under the condition",
    "in case",
    "in the case",
    "restricting to",
    "taking",
];
/// Words that deny what a sentence would otherwise assume or define.
pub const DENIES: [&str; 22] = [
    "not",
    "never",
    "no",
    "nor",
    "neither",
    "cannot",
    "without",
    "unless",
    "wrong",
    "false",
    "incorrect",
    "mistake",
    "mistaken",
    "don",
    "doesn",
    "isn",
    "aren",
    "can",
    "contradiction",
    "contrary",
    "absurd",
    "unlike",
];
/// Words by which a sentence claims.
pub const CLAIMS: [&str; 16] = [
    "so",
    "then",
    "hence",
    "thus",
    "therefore",
    "note",
    "have",
    "get",
    "gives",
    "follows",
    "obtain",
    "yields",
    "find",
    "means",
    "implies",
    "conclude",
];
/// Words after which an equation for a symbol is no definition of it.
pub const CONCLUDES: [&str; 5] = ["so", "hence", "thus", "therefore", "solving"];
/// Words that announce that a symbol is defined again.
pub const AGAIN: [&str; 6] = ["let", "define", "now", "redefine", "instead", "new"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    fn sentence(text: &str, number: usize) -> Sentence {
        let document = Document::read(Source::new("a.md", text));
        let tokens = tokens(&document);
        let at = tokens.iter().position(|token| *token == Token::Formula(number)).expect("the formula is there");
        Sentence::around(&tokens, at, document.formulas[number].display)
    }

    #[test]
    fn a_sentence_ends_at_a_stop_and_at_a_paragraph() {
        let found = sentence("We assume nothing. Then $a = b$ as it must. If not, stop.", 0);
        assert!(found.says_before(&["then"]) && !found.says(&["assume", "if"]));
        assert!(found.says(&["as"]) && !found.says_before(&["as"]));
        assert!(!sentence("We assume\n\nthat $a = b$", 0).says(&["assume"]));
    }

    #[test]
    fn the_words_that_introduce_a_display_may_stand_in_the_paragraph_before() {
        assert!(sentence("Now let\n\n$$a = b$$\n", 0).says_before(&["let"]));
        assert!(!sentence("We let it be. It follows\n\n$$a = b$$\n", 0).says_before(&["let"]));
    }

    #[test]
    fn what_is_denied_asked_or_said_of_others_is_told_from_what_is_assumed() {
        for denied in [
            "We do not assume $a = b$ here.",
            "It holds without assuming $a = b$.",
            "Can we suppose that $a = b$?",
            "Some assume $a = b$, but we do not.",
            "It holds, though not because $a = b$.",
            "Suppose, to the contrary, that $a = b$.",
        ] {
            assert!(sentence(denied, 0).denies(), "{denied}");
        }
        for said in [
            "We assume that $a = b$.",
            "No number is harmed. Assume $a = b$.",
            "It is not hard to see why; for now we assume that $a = b$ holds, which is not strong.",
        ] {
            assert!(!sentence(said, 0).denies(), "{said}");
        }
    }

    #[test]
    fn what_is_struck_out_says_nothing() {
        assert!(!sentence("~~We assume that~~ $a = b$.", 0).says(&["assume"]));
        assert!(!sentence("~~Assume $c = d$.~~\n\n$$a = b$$\n", 1).says(&["assume"]));
        assert!(!sentence("(We assume nothing.) It has $a = b$.", 0).says(&["assume"]));
    }

    #[test]
    fn hyphens_join_words_and_numbers_do_not_end_sentences() {
        let found = sentence("y is one-hot and 0.5 is $a = b$", 0);
        assert!(found.says(&["one-hot", "is"]));
    }
}
