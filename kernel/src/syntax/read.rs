//! Text → core language, by recursive descent. Names are resolved as they are met: what is declared as a size,
//! variable, parameter or opaque function is that, any other name is a defined symbol.

use super::{FOLDS, FUNCTIONS, KEYWORDS, write::neutral};
use crate::rational::Rational;
use crate::statement::{Claim, Definition, Hypothesis, MAX_DEPTH, Relation, Shape, Statement};
use crate::term::{Condition, Fold, Index, Lambda, Name, Partial, Size, Term};
use std::borrow::Cow;
use std::fmt;

/// Where a text is not of the core language, and what could stand there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// The place, in characters from 0.
    pub at: usize,
    /// What could stand there.
    pub expected: &'static str,
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "character {}: expected {}", self.at + 1, self.expected)
    }
}

impl std::error::Error for SyntaxError {}

/// Reads a statement. Whether it makes sense is for [`Statement::check`] to say.
pub fn read_statement(text: &str) -> Result<Statement, SyntaxError> {
    let claim = Claim { relation: Relation::Equal, left: Term::integer(0), right: Term::integer(0) };
    let mut reader = Reader::new(text, Cow::Owned(Statement::new(claim)))?;
    reader.statement()?;
    Ok(reader.statement.into_owned())
}

/// Reads a term among the symbols of a statement.
pub fn read_term(text: &str, among: &Statement) -> Result<Term, SyntaxError> {
    let mut reader = Reader::new(text, Cow::Borrowed(among))?;
    let term = reader.term()?;
    reader.end()?;
    Ok(term)
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Name(Name),
    Word(&'static str),
    Number(i128),
    Sign(char),
    Assign,
    End,
}

fn tokens(text: &str) -> Result<Vec<(usize, Token)>, SyntaxError> {
    let chars: Vec<char> = text.chars().collect();
    let (mut at, mut tokens) = (0, Vec::new());
    while let Some(first) = chars.get(at) {
        let start = at;
        if first.is_whitespace() {
            at += 1;
            continue;
        }
        let token = match first {
            '0'..='9' => number(&chars, &mut at)?,
            '"' => quoted(&chars, &mut at)?,
            '\\' | 'A'..='Z' | 'a'..='z' => word(&chars, &mut at),
            ':' if chars.get(at + 1) == Some(&'=') => {
                at += 2;
                Token::Assign
            }
            sign if "∀Σ∏∂λπ=≠<≤>≥+-*/^()[],;:.".contains(*sign) => {
                at += 1;
                Token::Sign(*sign)
            }
            _ => return Err(SyntaxError { at, expected: "a sign of the core language" }),
        };
        tokens.push((start, token));
    }
    tokens.push((at, Token::End));
    Ok(tokens)
}

fn number(chars: &[char], at: &mut usize) -> Result<Token, SyntaxError> {
    let start = *at;
    let mut value: i128 = 0;
    while let Some(digit) = chars.get(*at).and_then(|c| c.to_digit(10)) {
        let next = value.checked_mul(10).and_then(|v| v.checked_add(i128::from(digit)));
        value = next.ok_or(SyntaxError { at: start, expected: "a numeral below 2^127" })?;
        *at += 1;
    }
    Ok(Token::Number(value))
}

fn quoted(chars: &[char], at: &mut usize) -> Result<Token, SyntaxError> {
    let start = *at;
    let mut name = String::new();
    loop {
        *at += 1;
        match chars.get(*at) {
            Some('"') => break,
            Some('\\') => {
                *at += 1;
                name.extend(chars.get(*at));
            }
            Some(other) => name.push(*other),
            None => return Err(SyntaxError { at: start, expected: "a closing quote" }),
        }
    }
    *at += 1;
    Ok(Token::Name(Name::new(&name)))
}

fn word(chars: &[char], at: &mut usize) -> Token {
    let start = *at;
    *at += 1;
    while chars.get(*at).is_some_and(|c| c.is_ascii_alphanumeric() || *c == '_' || *c == '\'') {
        *at += 1;
    }
    let text: String = chars[start..*at].iter().collect();
    let mut words = KEYWORDS.iter().copied().chain(FUNCTIONS.iter().map(|(_, word)| *word));
    words.find(|word| *word == text).map_or_else(|| Token::Name(Name::new(&text)), Token::Word)
}

struct Reader<'a> {
    tokens: Vec<(usize, Token)>,
    place: usize,
    depth: u32,
    statement: Cow<'a, Statement>,
    parameters: Vec<Name>,
    bound: Vec<Name>,
}

type Read<T> = Result<T, SyntaxError>;

impl<'a> Reader<'a> {
    fn new(text: &str, statement: Cow<'a, Statement>) -> Read<Self> {
        Ok(Self { tokens: tokens(text)?, place: 0, depth: 0, statement, parameters: Vec::new(), bound: Vec::new() })
    }

    fn peek(&self) -> &Token {
        &self.tokens[self.place].1
    }

    /// The token after the next one.
    fn second(&self) -> &Token {
        &self.tokens[(self.place + 1).min(self.tokens.len() - 1)].1
    }

    fn next(&mut self) -> Token {
        let token = self.peek().clone();
        self.place = (self.place + 1).min(self.tokens.len() - 1);
        token
    }

    fn fail<T>(&self, expected: &'static str) -> Read<T> {
        Err(SyntaxError { at: self.tokens[self.place].0, expected })
    }

    fn takes(&mut self, sign: char) -> bool {
        let found = *self.peek() == Token::Sign(sign);
        if found {
            self.next();
        }
        found
    }

    fn takes_word(&mut self, word: &'static str) -> bool {
        let found = *self.peek() == Token::Word(word);
        if found {
            self.next();
        }
        found
    }

    fn demand(&mut self, sign: char, expected: &'static str) -> Read<()> {
        if self.takes(sign) { Ok(()) } else { self.fail(expected) }
    }

    fn end(&mut self) -> Read<()> {
        if *self.peek() == Token::End { Ok(()) } else { self.fail("the end") }
    }

    fn name(&mut self) -> Read<Name> {
        let Token::Name(name) = self.peek().clone() else { return self.fail("a name") };
        self.next();
        Ok(name)
    }

    fn numeral(&mut self) -> Read<u64> {
        let Token::Number(value) = self.peek() else { return self.fail("a numeral") };
        let Ok(value) = u64::try_from(*value) else { return self.fail("a numeral below 2^64") };
        self.next();
        Ok(value)
    }

    fn size(&mut self) -> Read<Size> {
        match self.peek() {
            Token::Number(_) => self.numeral().map(Size::Numeral),
            _ => self.name().map(Size::Named),
        }
    }

    /// Items between a sign that was read and `close`, separated by commas, perhaps none.
    fn items<T>(&mut self, close: char, mut item: impl FnMut(&mut Self) -> Read<T>) -> Read<Vec<T>> {
        let mut items = Vec::new();
        if self.takes(close) {
            return Ok(items);
        }
        loop {
            items.push(item(self)?);
            if self.takes(close) {
                return Ok(items);
            }
            self.demand(',', "a comma or the end of the list")?;
        }
    }

    /// A bracketed list, or none.
    fn bracket<T>(&mut self, item: impl FnMut(&mut Self) -> Read<T>) -> Read<Vec<T>> {
        if self.takes('[') { self.items(']', item) } else { Ok(Vec::new()) }
    }

    fn statement(&mut self) -> Read<()> {
        if self.takes('∀') {
            self.items(':', Self::binder)?;
        }
        loop {
            if self.takes_word("given") {
                let hypothesis = self.given()?;
                self.statement.to_mut().hypotheses.push(hypothesis);
            } else if self.takes_word("where") {
                let condition = self.condition()?;
                self.statement.to_mut().hypotheses.push(Hypothesis::Where(condition));
            } else if self.defines() {
                let definition = self.definition()?;
                self.statement.to_mut().definitions.push(definition);
            } else {
                self.statement.to_mut().claim = self.claim()?;
                return self.end();
            }
            self.demand(';', "a semicolon")?;
        }
    }

    fn binder(&mut self) -> Read<()> {
        let place = self.place;
        let name = self.name()?;
        let fresh = if self.takes('≥') {
            let least = self.numeral()?;
            self.statement.to_mut().sizes.insert(name, least).is_none()
        } else if self.takes('≤') {
            let size = self.size()?;
            self.statement.to_mut().indices.insert(name, size).is_none()
        } else {
            let axes = self.bracket(Self::size)?;
            if self.takes('(') {
                let arguments = self.items(')', |reader| reader.bracket(Self::size))?;
                self.statement.to_mut().functions.insert(name, Shape { axes, arguments }).is_none()
            } else {
                self.statement.to_mut().variables.insert(name, axes).is_none()
            }
        };
        if fresh { Ok(()) } else { Err(SyntaxError { at: self.tokens[place].0, expected: "another name" }) }
    }

    /// Whether a definition begins here: `:=` before the next semicolon.
    fn defines(&self) -> bool {
        let rest = self.tokens[self.place..].iter().map(|(_, token)| token);
        rest.take_while(|token| **token != Token::Sign(';')).any(|token| *token == Token::Assign)
    }

    /// Ranges `i ≤ n, j ≤ m` up to `close`; the names are in scope from there on.
    fn ranges(&mut self, close: char) -> Read<Vec<Size>> {
        self.items(close, Self::range)
    }

    fn range(&mut self) -> Read<Size> {
        let name = self.name()?;
        self.demand('≤', "≤ and a size")?;
        let size = self.size()?;
        self.bound.push(name);
        Ok(size)
    }

    fn leave(&mut self, count: usize) {
        self.bound.truncate(self.bound.len() - count);
    }

    fn definition(&mut self) -> Read<Definition> {
        let name = self.name()?;
        let indices = if self.takes('[') { self.ranges(']')? } else { Vec::new() };
        let mut parameters = Vec::new();
        if self.takes('(') {
            parameters = self.items(')', |reader| Ok((reader.name()?, reader.bracket(Self::size)?)))?;
        }
        if self.next() != Token::Assign {
            self.place -= 1;
            return self.fail(":= and a meaning");
        }
        self.parameters = parameters.iter().map(|(name, _)| name.clone()).collect();
        let body = self.term()?;
        self.parameters.clear();
        self.leave(indices.len());
        Ok(Definition { name, indices, parameters, body })
    }

    fn given(&mut self) -> Read<Hypothesis> {
        let ranges = if self.takes('∀') { self.ranges(':')? } else { Vec::new() };
        let claim = self.claim()?;
        self.leave(ranges.len());
        Ok(Hypothesis::All(ranges, claim))
    }

    fn claim(&mut self) -> Read<Claim> {
        let left = self.term()?;
        let relation = match self.peek() {
            Token::Sign('=') => Relation::Equal,
            Token::Sign('≠') => Relation::Unequal,
            Token::Sign('<') => Relation::Less,
            Token::Sign('≤') => Relation::AtMost,
            Token::Sign('>') => Relation::Greater,
            Token::Sign('≥') => Relation::AtLeast,
            _ => return self.fail("a relation"),
        };
        self.next();
        Ok(Claim { relation, left, right: self.term()? })
    }

    fn index(&mut self) -> Read<Index> {
        if let Token::Number(_) = self.peek() {
            return self.numeral().map(Index::Numeral);
        }
        let name = self.name()?;
        let bound = self.bound.iter().rev().position(|other| *other == name);
        match bound.map(u32::try_from) {
            Some(Ok(number)) => Ok(Index::Bound(number)),
            Some(Err(_)) => self.fail("fewer binders"),
            None => Ok(Index::Free(name)),
        }
    }

    /// Reads one level deeper; the limit keeps the stack small.
    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        if self.depth > MAX_DEPTH {
            return self.fail("a term that nests less deep");
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    fn term(&mut self) -> Read<Term> {
        self.deeper(|reader| {
            let minus = reader.takes('-');
            let first = reader.product()?;
            let mut terms = vec![if minus { first.negate() } else { first }];
            loop {
                if reader.takes('+') {
                    terms.push(reader.product()?);
                } else if reader.takes('-') {
                    terms.push(reader.product()?.negate());
                } else {
                    return Ok(Term::sum(terms));
                }
            }
        })
    }

    fn product(&mut self) -> Read<Term> {
        let mut product = self.power()?;
        loop {
            if self.takes('*') {
                product = Term::product([product, self.power()?]);
            } else if self.takes('/') {
                product = product.over(self.power()?);
            } else {
                return Ok(product);
            }
        }
    }

    fn power(&mut self) -> Read<Term> {
        let base = self.atom()?;
        if !self.takes('^') {
            return Ok(base);
        }
        let minus = self.takes('-');
        let exponent = self.atom()?;
        Ok(Term::raise(base, if minus { exponent.negate() } else { exponent }))
    }

    fn atom(&mut self) -> Read<Term> {
        match self.peek().clone() {
            Token::Number(value) => {
                self.next();
                match Rational::new(value, 1) {
                    Ok(number) => Ok(Term::number(number)),
                    Err(_) => self.fail("a smaller numeral"),
                }
            }
            Token::Name(_) => self.symbol(),
            Token::Word(word) => self.named(word),
            Token::Sign('(') => {
                self.next();
                let term = self.term()?;
                self.demand(')', "a closing bracket")?;
                Ok(term)
            }
            Token::Sign('[') => {
                self.next();
                let condition = self.condition()?;
                self.demand(']', "a closing bracket")?;
                Ok(Term::indicator(condition))
            }
            Token::Sign('π') => {
                self.next();
                Ok(Term::pi())
            }
            Token::Sign('Σ') => self.fold(Fold::Sum),
            Token::Sign('∏') => self.fold(Fold::Product),
            Token::Sign('∂') => self.derivative(),
            _ => self.fail("a term"),
        }
    }

    fn named(&mut self, word: &'static str) -> Read<Term> {
        if let Some((fold, _)) = FOLDS.iter().find(|(_, other)| *other == word) {
            return self.fold(*fold);
        }
        if word == "if" {
            return self.case();
        }
        let Some((function, _)) = FUNCTIONS.iter().find(|(_, other)| *other == word) else {
            return self.fail("a term");
        };
        self.next();
        self.demand('(', "an argument in brackets")?;
        let argument = self.term()?;
        self.demand(')', "a closing bracket")?;
        Ok(Term::apply(*function, argument))
    }

    fn fold(&mut self, fold: Fold) -> Read<Term> {
        self.next();
        self.demand('(', "a range in brackets")?;
        let size = self.range()?;
        let place = self.place;
        let condition = if self.takes(',') { Some(self.condition()?) } else { None };
        self.demand(':', "a colon")?;
        let body = self.term()?;
        self.demand(')', "a closing bracket")?;
        self.leave(1);
        let body = match (condition, neutral(fold)) {
            (None, _) => body,
            (Some(condition), Some(neutral)) => Term::case(condition, body, neutral.clone()),
            (Some(_), None) => {
                self.place = place;
                return self.fail("no condition under max or min");
            }
        };
        Ok(Term::fold(fold, size, body))
    }

    fn case(&mut self) -> Read<Term> {
        self.next();
        self.demand('(', "a condition in brackets")?;
        let condition = self.condition()?;
        self.demand(':', "a colon")?;
        let then = self.term()?;
        self.demand(',', "a comma")?;
        let otherwise = self.term()?;
        self.demand(')', "a closing bracket")?;
        Ok(Term::case(condition, then, otherwise))
    }

    fn derivative(&mut self) -> Read<Term> {
        self.next();
        self.demand('(', "a term in brackets")?;
        let body = self.term()?;
        self.demand(',', "a comma")?;
        let by = self.name()?;
        let at = self.bracket(Self::index)?;
        let mut fixed = Vec::new();
        if self.takes(';') {
            fixed = self.items(')', Self::name)?;
        } else {
            self.demand(')', "a closing bracket")?;
        }
        Ok(Term::derivative(body, by, at, fixed))
    }

    fn symbol(&mut self) -> Read<Term> {
        let name = self.name()?;
        let at = self.bracket(Self::index)?;
        let statement = &self.statement;
        if statement.functions.contains_key(&name) {
            return self.opaque(name, at);
        }
        let variable = statement.variables.contains_key(&name) || self.parameters.contains(&name);
        if variable {
            return Ok(Term::entry(name, at));
        }
        if statement.sizes.contains_key(&name) && at.is_empty() {
            return Ok(Term::size(&Size::Named(name)));
        }
        let arguments = self.arguments()?;
        Ok(Term::call(name, at, arguments))
    }

    fn opaque(&mut self, name: Name, at: Vec<Index>) -> Read<Term> {
        let mut partials = Vec::new();
        while self.takes('.') {
            let number = self.numeral()?;
            let Some(argument) = usize::try_from(number).ok().and_then(|number| number.checked_sub(1)) else {
                return self.fail("the number of an argument, from 1");
            };
            partials.push(Partial { argument, indices: self.bracket(Self::index)? });
        }
        let arguments = self.arguments()?;
        Ok(Term::opaque(name, at, partials, arguments))
    }

    fn arguments(&mut self) -> Read<Vec<Lambda>> {
        if self.takes('(') { self.items(')', Self::lambda) } else { Ok(Vec::new()) }
    }

    fn lambda(&mut self) -> Read<Lambda> {
        if !self.takes('λ') {
            return self.term().map(Lambda::scalar);
        }
        self.demand('(', "ranges in brackets")?;
        let axes = self.ranges(':')?;
        let body = self.term()?;
        self.demand(')', "a closing bracket")?;
        self.leave(axes.len());
        Ok(Lambda { axes, body })
    }

    fn condition(&mut self) -> Read<Condition> {
        self.deeper(|reader| {
            let mut parts = vec![reader.conjunction()?];
            while reader.takes_word("or") {
                parts.push(reader.conjunction()?);
            }
            Ok(Condition::any(parts))
        })
    }

    fn conjunction(&mut self) -> Read<Condition> {
        let mut parts = vec![self.comparison()?];
        while self.takes_word("and") {
            parts.push(self.comparison()?);
        }
        Ok(Condition::all(parts))
    }

    fn comparison(&mut self) -> Read<Condition> {
        match (self.peek().clone(), self.second().clone()) {
            (Token::Word("true"), _) => {
                self.next();
                return Ok(Condition::all([]));
            }
            (Token::Word("false"), _) => {
                self.next();
                return Ok(Condition::any([]));
            }
            (Token::Word("positive"), Token::Sign('(')) => {
                self.next();
                self.next();
                let term = self.term()?;
                self.demand(')', "a closing bracket")?;
                return Ok(Condition::Positive(term));
            }
            (Token::Word("not"), Token::Sign('(')) => {
                self.next();
                self.next();
                let inner = self.condition()?;
                self.demand(')', "a closing bracket")?;
                return Ok(inner.negate());
            }
            (Token::Sign('('), _) => {
                self.next();
                let inner = self.condition()?;
                self.demand(')', "a closing bracket")?;
                return Ok(inner);
            }
            _ => {}
        }
        let left = self.index()?;
        let sign = self.peek().clone();
        if !matches!(sign, Token::Sign('=' | '≠' | '<' | '≤')) {
            return self.fail("=, ≠, < or ≤");
        }
        self.next();
        let right = self.index()?;
        Ok(match sign {
            Token::Sign('=') => Condition::Equal(left, right),
            Token::Sign('≠') => Condition::unequal(left, right),
            Token::Sign('<') => Condition::Less(left, right),
            _ => Condition::at_most(left, right),
        })
    }
}
