//! What a file assumes: stated formulas, and words that say something of a symbol.

use super::prose::{DENIES, LOCAL, Token, ends_phrase, has, tokens};
use super::roles::Role;
use super::{Derivation, Outside, Passage, end_of_section};
use crate::elaborate::{Assumption, Key, Reader, Trouble, World, close, sides};
use crate::latex::{Font, RelationKind, Symbol};
use crate::source::{Document, Span};
use quod_kernel::statement::{Claim, Hypothesis, Relation};
use quod_kernel::term::{Fold, Index, Name, Size, Term};

/// Where a hypothesis comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The thread with this number.
    Thread(usize),
    /// A word, at its place in the file.
    Word(Span),
    /// A directive `assume`, at its place in the file.
    Directive(Span),
}

/// What is assumed for the file.
#[derive(Clone, Debug)]
pub struct Stated {
    /// Where it is said.
    pub source: Source,
    /// How many formulas stand before it.
    pub place: usize,
    /// The formulas for which it holds.
    pub scope: std::ops::Range<usize>,
    /// How it reads, for a list of what a proof needs.
    pub text: String,
    /// Its meaning: one assumption or several.
    pub assumptions: Vec<Assumption>,
}

/// The relation of the core language.
pub fn relation(kind: &RelationKind) -> Option<Relation> {
    Some(match kind {
        RelationKind::Equal | RelationKind::Defined => Relation::Equal,
        RelationKind::NotEqual => Relation::Unequal,
        RelationKind::Less => Relation::Less,
        RelationKind::LessEqual => Relation::AtMost,
        RelationKind::Greater => Relation::Greater,
        RelationKind::GreaterEqual => Relation::AtLeast,
        _ => return None,
    })
}

/// All hypotheses for the file.
pub fn stated(document: &Document, derivation: &mut Derivation) -> Vec<Stated> {
    let mut all = Vec::new();
    for number in 0..derivation.threads.len() {
        if matches!(derivation.roles[number], Role::Hypothesis | Role::Condition) {
            match of_thread(derivation, number) {
                Ok(stated) => all.push(stated),
                Err(trouble) => drop(derivation.unread.insert(number, trouble)),
            }
        }
    }
    for (word, span, key, place) in words_of_symbols(document, &derivation.passages, &derivation.world) {
        for (text, assumptions) in of_word(&word, &key, &mut derivation.world) {
            let settle =
                |list: &[Assumption], world: &World| list.iter().map(|one| world.settled(one)).collect::<Vec<_>>();
            let own = settle(&assumptions, &derivation.world);
            let known = all.iter().any(|other: &Stated| settle(&other.assumptions, &derivation.world) == own);
            if !known {
                let scope = 0..derivation.passages.len();
                all.push(Stated { source: Source::Word(span), place, scope, text, assumptions });
            }
        }
    }
    all
}

fn of_thread(derivation: &mut Derivation, number: usize) -> Result<Stated, Trouble> {
    let thread = &derivation.threads[number];
    let place = thread.sides[0].formula;
    let whole: Vec<_> = thread.sides.iter().map(|side| &side.expr).collect();
    let mut assumptions = Vec::new();
    let mut reader = Reader::new(&mut derivation.world, place);
    thread.ranges.iter().for_each(|chain| reader.declare_range(chain));
    for (at, join) in thread.joins.iter().enumerate() {
        let left = reader.side(whole[at], &whole)?;
        let right = reader.side(whole[at + 1], &whole)?;
        let free = reader.free.clone();
        let unread = || Trouble::unread(join.relation.span, "this relation is not read here");
        let relation = relation(&join.relation.kind).ok_or_else(unread)?;
        let both = sides(reader.world_mut(), &left, &right, &free, join.span)?;
        assumptions.push(Assumption { hypothesis: close(&both, relation) });
    }
    let passage = &derivation.passages[place];
    let from = whole[0].span.to(whole[whole.len() - 1].span);
    let text = passage.tex(from).to_string();
    let scope = match derivation.roles[number] {
        Role::Condition => place..end_of_section(&derivation.passages, place),
        _ => 0..derivation.passages.len(),
    };
    let (source, place) = match passage.outside {
        Some(Outside::Assumed(span, place)) => (Source::Directive(span), place),
        _ => (Source::Thread(number), place),
    };
    Ok(Stated { source, place, scope, text, assumptions })
}

/// Words that say something of a symbol, each with the symbol.
fn words_of_symbols(document: &Document, passages: &[Passage], world: &World) -> Vec<(String, Span, Key, usize)> {
    const WORDS: [&str; 7] =
        ["one-hot", "onehot", "positive", "nonnegative", "non-negative", "probability", "symmetric"];
    let tokens = tokens(document);
    let mut found = Vec::new();
    let mut formulas = 0;
    for (at, token) in tokens.iter().enumerate() {
        formulas += usize::from(matches!(token, Token::Formula(_)));
        let Token::Word(word, span) = token else { continue };
        let next = tokens
            .get(at + 1)
            .and_then(|token| if let Token::Word(word, _) = token { Some(word.as_str()) } else { None });
        let vector = matches!(next, Some("vector" | "distribution" | "vectors"));
        let definite = matches!(next, Some("definite" | "semidefinite" | "semi-definite" | "part"));
        if !WORDS.contains(&word.as_str()) || (word == "probability" && !vector) || definite {
            continue;
        }
        let (before, after) = sentence(&tokens, at);
        // A heading or a cell of a table only names the word; a sentence says it of something.
        let says =
            ["is", "are", "be", "let", "assume", "suppose", "given", "where", "with", "for", "since", "consider"];
        let spoken = has(before, &says) || has(after, &["is", "are"]);
        let words: Vec<&str> = before.iter().filter_map(word_of).collect();
        let local = (1..=words.len()).any(|end| words[end - 1] != "for" && ends_phrase(&words[..end], &LOCAL));
        if local || !spoken || has(before, &DENIES) || has(after, &["?"]) {
            continue;
        }
        for key in subjects(before, after, passages, world) {
            found.push((word.clone(), *span, key, formulas));
        }
    }
    found
}

fn word_of(token: &Token) -> Option<&str> {
    if let Token::Word(word, _) = token { Some(word) } else { None }
}

fn sentence(tokens: &[Token], at: usize) -> (&[Token], &[Token]) {
    let ends = |token: &Token| matches!(token, Token::Stop | Token::Break | Token::Heading(_));
    let from = tokens[..at].iter().rposition(ends).map_or(0, |place| place + 1);
    let to = tokens[at..].iter().position(ends).map_or(tokens.len(), |place| at + place);
    (&tokens[from..at], &tokens[at + 1..to])
}

/// Of which symbols a word speaks: `$a$ and $b$ are positive`, `a one-hot vector $y$`. `Every power of $x$ is positive`
/// and `for every $v$: the form is positive` say nothing of x and v.
fn subjects(before: &[Token], after: &[Token], passages: &[Passage], world: &World) -> Vec<Key> {
    let verb = before.iter().rposition(|token| matches!(word_of(token), Some("is" | "are" | "be")));
    let symbol = |token: &Token| symbol(token, passages, world);
    let joined = |token: &Token| symbol(token).is_some() || word_of(token) == Some("and");
    let Some(verb) = verb else {
        let Some(first) = after.iter().take(4).position(|token| symbol(token).is_some()) else {
            return before.last().and_then(symbol).into_iter().collect();
        };
        return after[first..].iter().take_while(|token| joined(token)).filter_map(symbol).collect();
    };
    let formula = |token: &Token| matches!(token, Token::Formula(_)) || symbol(token).is_some();
    let Some(last) = before[..verb].iter().rposition(formula) else { return Vec::new() };
    let first = before[..=last].iter().rposition(|token| !joined(token)).map_or(0, |place| place + 1);
    let mut words = before[..first].iter().rev().map(|token| word_of(token).unwrap_or_default());
    let preposition = words.find(|word| !KINDS.contains(word)).unwrap_or_default();
    let entries = preposition == "of" && words.next().is_some_and(|word| ENTRIES.contains(&word));
    if PREPOSITIONS.contains(&preposition) && !entries {
        return Vec::new();
    }
    before[first..=last].iter().filter_map(symbol).collect()
}

/// Words between a preposition and its symbol.
const KINDS: [&str; 14] = [
    "a", "an", "the", "any", "all", "every", "each", "real", "number", "numbers", "vector", "vectors", "matrix",
    "given",
];
/// Words after which a symbol is not the subject of its sentence.
const PREPOSITIONS: [&str; 8] = ["of", "for", "in", "by", "from", "on", "to", "at"];
/// What is said of these is said of the symbol: `the entries of $y$ are positive`.
const ENTRIES: [&str; 8] = ["entries", "components", "elements", "coordinates", "values", "value", "weights", "labels"];

/// The symbol that a formula or a word of one letter is.
fn symbol(token: &Token, passages: &[Passage], world: &World) -> Option<Key> {
    let key = match token {
        Token::Formula(number) => {
            let [line] = passages[*number].lines.as_slice() else { return None };
            if !line.chain.links.is_empty() {
                return None;
            }
            let found = crate::elaborate::read_occurrence(&world.survey, &line.chain.first)?.ok()?;
            if found.power.is_some() || found.arguments.is_some() {
                return None;
            }
            found.key
        }
        Token::Word(word, _) if word.chars().count() == 1 => {
            Key::plain(Symbol { name: word.clone(), font: Font::Plain, accents: Vec::new(), word: false })
        }
        _ => return None,
    };
    world.survey.usage(&key).is_some().then_some(key)
}

/// What a word says of a symbol, each part with its text.
fn of_word(word: &str, key: &Key, world: &mut World) -> Vec<(String, Vec<Assumption>)> {
    // A bold letter is the array whose entries are written in plain type, here as in a formula.
    let key = &world.meant(key, usize::MAX - 1);
    if world.definition(key, usize::MAX - 1).is_some() || world.is_defined(key) {
        return Vec::new();
    }
    let (tex, rank) = (key.tex(), world.rank(key));
    let name = Name::new(&tex);
    let axes = world.axes_of(key, &name, rank);
    let ranges: Vec<Size> = axes.iter().map(|size| crate::elaborate::Sizes::placeholder(*size)).collect();
    let at = |count: usize| -> Vec<Index> { (0..count as u32).rev().map(Index::Bound).collect() };
    let entry = Term::entry(name.clone(), at(rank));
    let all = |ranges: &[Size], relation, left: Term, right: Term| {
        vec![Assumption { hypothesis: Hypothesis::All(ranges.to_vec(), Claim { relation, left, right }) }]
    };
    let sum = |ranges: &[Size]| {
        let total = Term::fold(Fold::Sum, ranges[0].clone(), Term::entry(name.clone(), at(1)));
        (format!("\\sum_i {tex}_i = 1"), all(&[], Relation::Equal, total, Term::integer(1)))
    };
    let sign = |relation| all(&ranges, relation, entry.clone(), Term::integer(0));
    match (word, rank) {
        ("one-hot" | "onehot", 1) => {
            let bits = all(&ranges, Relation::Equal, Term::power(entry.clone(), 2), entry.clone());
            vec![sum(&ranges), (format!("{tex} is one-hot"), bits)]
        }
        ("probability", 1) => vec![sum(&ranges), (format!("{tex}_i \\ge 0"), sign(Relation::AtLeast))],
        ("positive", _) => vec![(format!("{tex} is positive"), sign(Relation::Greater))],
        ("nonnegative" | "non-negative", _) => vec![(format!("{tex} is nonnegative"), sign(Relation::AtLeast))],
        ("symmetric", 2) => {
            let turned = Term::entry(name.clone(), vec![Index::Bound(0), Index::Bound(1)]);
            vec![(format!("{tex} is symmetric"), all(&ranges, Relation::Equal, entry.clone(), turned))]
        }
        _ => Vec::new(),
    }
}

/// Takes in what the words *scalar*, *vector* and *matrix* right beside a symbol say of its shape.
pub fn shapes_in_words(document: &Document, passages: &[Passage], world: &mut World) {
    let tokens = tokens(document);
    for (at, token) in tokens.iter().enumerate() {
        let Token::Word(word, _) = token else { continue };
        let rank = match word.as_str() {
            "scalar" | "scalars" => 0,
            "vector" => 1,
            "matrix" => 2,
            _ => continue,
        };
        let beside = [tokens.get(at + 1), at.checked_sub(1).and_then(|before| tokens.get(before))];
        for key in beside
            .into_iter()
            .flatten()
            .filter(|token| matches!(token, Token::Formula(_)))
            .filter_map(|token| symbol(token, passages, world))
            .take(1)
            .collect::<Vec<_>>()
        {
            if !world.declared.contains_key(&key) && world.rank(&key) == 0 {
                let axes = (0..rank).map(|_| world.sizes.fresh()).collect();
                world.declared.insert(key, axes);
            }
        }
    }
}
