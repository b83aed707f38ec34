//! What each thread is there for: a definition, a hypothesis, a claim, a condition, or an aside.

use super::lines::is_condition;
use super::prose::{self, ASSUMES, CLAIMS, CONCLUDES, DEFINES, LOCAL, MILD, REASONS, Sentence, Token};
use super::threads::{Passage, Thread, end_of_section};
use super::uses::Outside;
use crate::elaborate::{
    At, DefinitionId, Key, Occurrence, Survey, World, Written, each_occurrence, probability, read_occurrence, square,
    strip,
};
use crate::latex::{Apply, Chain, Delimiter, Differential, Expr, Font, Node, RelationKind, Sign};

/// What a thread is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It claims what it says.
    Claim,
    /// Its first link is a definition.
    Definition(DefinitionId),
    /// It is assumed for the rest of the file.
    Hypothesis,
    /// It is assumed for its sentence and the display that this introduces.
    Local,
    /// It is assumed for what follows under the same heading: a derivative set to zero.
    Condition,
    /// It gives a letter through its square or through a function of it, and so leaves the letter itself open.
    Unread,
    /// It gives a symbol a meaning for some values of its indices alone, and so none that could be used.
    Partial,
    /// It says of what shape a symbol is.
    Declaration,
    /// It claims nothing.
    Aside,
}

/// What a reader needs to see in the left side of an equation to take it for a definition.
pub fn defined_symbol(survey: &Survey, left: &Expr) -> Option<Key> {
    let found = read_occurrence(survey, left)?.ok()?;
    let mut letters: Vec<_> =
        found.at.iter().map(|at| if let At::Letter(letter, _) = at { Some(letter) } else { None }).collect();
    letters.sort();
    let distinct = letters.windows(2).all(|pair| pair[0] != pair[1]) && letters.iter().all(Option::is_some);
    let arguments = found.arguments.iter().flatten().all(|argument| survey.bare(argument).is_some());
    let plain = found.power.is_none() && !found.transposed && found.primes == 0;
    let bare = found.at.is_empty() && found.arguments.is_none() && found.key.marks.is_empty();
    let reserved = bare && (survey.is_index(&found.key.symbol) || survey.is_size(&found.key.symbol));
    let density = |key: &Key| matches!(key.symbol.name.as_str(), "p" | "q" | "P" | "Q");
    let named = found.arguments.is_some() && probability(&found.key).is_some() && !density(&found.key);
    (distinct && arguments && plain && !reserved && !named).then_some(found.key)
}

/// Whether a symbol stands in an expression.
pub fn holds(survey: &Survey, expr: &Expr, key: &Key) -> bool {
    let mut found = false;
    each_occurrence(survey, expr, &mut |occurrence| {
        // x' is another letter than x, and f'(x) another value of f.
        let other = occurrence.primes > 0 && occurrence.arguments.is_none();
        found |= occurrence.key == *key && !other;
    });
    found
}

/// Whether a side is a value by numerals alone.
pub fn is_numeral(expr: &Expr) -> bool {
    let mut symbols = false;
    expr.walk(&mut |part| {
        symbols |= match &part.node {
            Node::Symbol(symbol) => !symbol.word && symbol.name != "pi" && symbol.name != "e",
            Node::Matrix(_) | Node::List(_) => true,
            _ => false,
        };
    });
    !symbols
}

/// Whether a thread draws a conclusion, so that an equation in it for an unknown symbol claims and does not define: an
/// arrow or such a word stands before it, within the formula or in the sentence.
pub fn draws_conclusion(thread: &Thread, passage: &Passage) -> bool {
    let within = |word: &&str| thread.words.iter().any(|own| own == word);
    thread.arrow
        || CONCLUDES.iter().any(within)
        || concludes(&passage.sentence)
        || super::stationary::sets_to_zero(&passage.sentence).is_some()
}

/// Whether a sentence draws a conclusion: it begins with such a word, or such a word stands right before the display.
fn concludes(sentence: &Sentence) -> bool {
    let words: Vec<&str> = sentence
        .before
        .iter()
        .filter_map(|token| if let Token::Word(word, _) = token { Some(word.as_str()) } else { None })
        .collect();
    let near = words.iter().take(1).chain(words.iter().rev().take(3));
    near.into_iter().any(|word| CONCLUDES.contains(word))
}

/// Which of the words and phrases that decide stands nearest before the formula, and its last word. What is said to
/// *satisfy* an equation is assumed to, but not where the sentence concludes so: `hence w satisfies`.
fn nearest<'a>(sentence: &'a Sentence, lists: &[&[&str]]) -> Option<(usize, &'a str)> {
    let word = |token: &'a Token| if let Token::Word(word, _) = token { word.as_str() } else { "" };
    let words: Vec<&str> = sentence.before.iter().map(word).collect();
    let concluded = |end: usize| words[..end].iter().any(|word| CLAIMS.contains(word) || CONCLUDES.contains(word));
    (1..=words.len()).rev().find_map(|end| {
        let place = lists.iter().position(|list| prose::ends_phrase(&words[..end], list))?;
        let mild = prose::ends_phrase(&words[..end], &MILD);
        (!mild || !concluded(end - 1)).then_some((place, words[end - 1]))
    })
}

/// A symbol whose shape is declared, with the indices below and above it that are no axes of that shape.
pub struct Declared {
    /// The symbol.
    pub key: Key,
    /// Its indices below.
    pub below: Vec<At>,
    /// Its indices above.
    pub above: Vec<At>,
}

/// `x`, `x_i`, `x^{(i)}`.
fn declared(survey: &Survey, item: &Expr) -> Option<Declared> {
    let found = read_occurrence(survey, item)?.ok()?;
    let plain = found.arguments.is_none() && found.power.is_none() && !found.transposed && found.primes == 0;
    let mut below = found.at;
    let above = below.split_off(below.len() - found.above);
    plain.then_some(Declared { key: found.key, below, above })
}

/// `x \in \mathbb R^{m \times n}`: the symbols with their indices, and the dimensions.
pub fn declaration(survey: &Survey, thread: &Thread) -> Option<(Vec<Declared>, Vec<Expr>)> {
    let [join] = thread.joins.as_slice() else { return None };
    let set = &thread.sides[1].expr;
    let (base, dimensions) = match &set.node {
        Node::Scripted(scripted) if scripted.sub.is_none() => (&*scripted.base, scripted.sup.as_deref()),
        _ => (set, None),
    };
    let real = base.as_symbol().is_some_and(|symbol| symbol.name == "R" && symbol.font == Font::Blackboard);
    if join.relation.kind != RelationKind::In || !real {
        return None;
    }
    let items: Vec<&Expr> = match &thread.sides[0].expr.node {
        Node::List(items) => items.iter().collect(),
        _ => vec![&thread.sides[0].expr],
    };
    let dots = items.iter().any(|item| matches!(item.node, Node::Dots(_)));
    let items: Vec<&Expr> = if dots { items.into_iter().rev().take(1).collect() } else { items };
    let keys: Option<Vec<Declared>> = items.into_iter().map(|item| declared(survey, item)).collect();
    let dimensions = match dimensions.map(|dimensions| &dimensions.node) {
        None => Vec::new(),
        Some(Node::Product(factors)) => factors.iter().map(|factor| factor.value.clone()).collect(),
        Some(_) => dimensions.cloned().into_iter().collect(),
    };
    keys.map(|keys| (keys, dimensions))
}

/// The sides of a thread that compares sizes with each other or with numerals: the name of each size.
pub fn compared_sizes(survey: &Survey, thread: &Thread) -> Option<Vec<Option<String>>> {
    let side = |expr: &Expr| match &expr.node {
        Node::Number(_) => Some(None),
        Node::Symbol(symbol) if survey.is_size(symbol) => Some(Some(crate::elaborate::spell(symbol))),
        _ => None,
    };
    let sides: Vec<Option<String>> = thread.sides.iter().map(|one| side(&one.expr)).collect::<Option<_>>()?;
    (sides.len() > 1 && sides.iter().any(Option::is_some)).then_some(sides)
}

/// What a statement about sets is there for: `y \in \{0, 1\}` says where something lies, `S = \{x \mid x > 0\}` and
/// `f : X \to Y` give names and claim nothing.
fn of_sets(thread: &Thread) -> Option<Role> {
    let membership = |kind: &RelationKind| matches!(kind, RelationKind::In | RelationKind::NotIn);
    if thread.joins.iter().all(|join| membership(&join.relation.kind)) {
        return Some(Role::Declaration);
    }
    let kind = &thread.joins[0].relation.kind;
    let names = matches!(kind, RelationKind::Equal | RelationKind::Defined) && is_set(&thread.sides[1].expr);
    (names || *kind == RelationKind::Colon).then_some(Role::Aside)
}

/// A set written out or by a condition, in braces.
fn is_set(expr: &Expr) -> bool {
    match &expr.node {
        Node::Group(group) if group.open == Delimiter::Brace => {
            matches!(group.body.node, Node::List(_) | Node::Given(..) | Node::Relation(_) | Node::Unknown(_))
        }
        Node::Symbol(symbol) => {
            symbol.font == Font::Blackboard && matches!(symbol.name.as_str(), "R" | "N" | "Z" | "Q" | "C")
        }
        _ => false,
    }
}

/// Whether this is written of vectors and matrices alone: a matrix, a transposition, a bold letter.
pub fn is_sign_of_arrays(part: &Expr) -> bool {
    match &part.node {
        Node::Matrix(_) => true,
        Node::Symbol(symbol) => symbol.name == "top" || symbol.font == Font::Bold,
        _ => false,
    }
}

/// Whether an expression is written with the signs of vectors and matrices, or of what is done with them.
pub fn is_of_arrays(expr: &Expr) -> bool {
    let mut found = false;
    expr.walk(&mut |part| {
        let done = match &part.node {
            Node::Group(group) => matches!(group.open, Delimiter::DoubleBar | Delimiter::Angle),
            Node::Derivative(derivative) => derivative.sign == Differential::Nabla,
            Node::Scripted(scripted) => {
                scripted.sup.as_deref().and_then(Expr::as_symbol).is_some_and(|above| above.name == "T")
            }
            _ => false,
        };
        found |= done || is_sign_of_arrays(part);
    });
    found
}

/// `\delta_{ij}`, which means the same in every file.
fn is_kronecker(thread: &Thread, key: &Key) -> bool {
    let two = |expr: &Expr| match &expr.node {
        Node::Scripted(scripted) => match scripted.sub.as_deref().map(|sub| &sub.node) {
            Some(Node::Product(factors)) => factors.len() == 2,
            Some(Node::List(items)) => items.len() == 2,
            _ => false,
        },
        _ => false,
    };
    key.symbol.name == "delta" && key.marks.is_empty() && two(&thread.sides[0].expr)
}

/// Words for the places where a derivative is zero.
const OPTIMUM: [&str; 6] = ["optimum", "minimum", "maximum", "vanishes", "vanish", "stationary"];

/// Assigns roles in the order of the file.
pub struct Roles<'a> {
    pub passages: &'a [Passage],
    pub world: &'a mut World,
    /// The threads before, each with its role.
    pub before: &'a [(&'a Thread, Role)],
}

impl Roles<'_> {
    /// The role of a thread; a definition is taken into the world.
    pub fn role(&mut self, thread: &Thread) -> Role {
        let formula = thread.sides[0].formula;
        let passage = &self.passages[formula];
        if declaration(&self.world.survey, thread).is_some() {
            return Role::Declaration;
        }
        if thread.joins.is_empty() {
            return if thread.display { Role::Claim } else { Role::Aside };
        }
        match passage.outside {
            Some(Outside::Used { .. }) => return self.used(thread),
            Some(Outside::Assumed(..)) => return Role::Hypothesis,
            None => {}
        }
        if let Some(role) = of_sets(thread) {
            return role;
        }
        if self.is_update(thread) {
            return Role::Aside;
        }
        let sizes = !passage.display && compared_sizes(&self.world.survey, thread).is_some();
        let claims =
            nearest(&passage.sentence, &[&LOCAL, &ASSUMES, &REASONS, &CLAIMS]).is_some_and(|(list, _)| list == 3);
        if sizes && !claims && thread.joins[0].relation.kind != RelationKind::Equal {
            return Role::Local;
        }
        if !passage.display && (self.is_index_condition(thread) || self.sets_to_a_value(thread)) {
            return Role::Local;
        }
        if passage.display && self.is_premise(passage) {
            return Role::Local;
        }
        if let Some(key) = self.is_definition(thread, passage) {
            if self.is_restricted(thread, passage) {
                return Role::Partial;
            }
            return Role::Definition(self.define(key, thread));
        }
        if passage.display && (self.gives_a_square(thread) || self.gives_implicitly(thread)) {
            return Role::Unread;
        }
        if passage.display && self.is_condition(thread, passage) {
            return Role::Condition;
        }
        if passage.display { self.display_role(thread, passage) } else { self.inline_role(thread, passage) }
    }

    /// `x_i = y_i \quad (i \ne j)`, `for $i = 1$`: what is said for some indices alone.
    fn is_restricted(&self, thread: &Thread, passage: &Passage) -> bool {
        let index = |expr: &Expr| match &expr.node {
            Node::Number(_) => true,
            Node::Symbol(symbol) => self.world.survey.is_index(symbol),
            _ => false,
        };
        let compares = |chain: &Chain| {
            let restricts = |kind: &RelationKind| {
                matches!(
                    kind,
                    RelationKind::Equal | RelationKind::NotEqual | RelationKind::Less | RelationKind::Greater
                )
            };
            chain.sides().all(index) && chain.links.iter().any(|link| restricts(&link.relation.kind))
        };
        let beside = passage.sentence.before.iter().chain(passage.sentence.trailing());
        let spoken = beside.filter_map(|token| match token {
            Token::Formula(number) if thread.display => Some(&self.passages[*number]),
            _ => None,
        });
        let mut spoken = spoken.filter(|other| !other.display).flat_map(|other| &other.lines);
        thread.conditions.iter().any(|(_, chain)| compares(chain)) || spoken.any(|line| compares(&line.chain))
    }

    /// `\sigma^2 = …` where σ has no meaning and stands elsewhere without its square.
    fn gives_a_square(&self, thread: &Thread) -> bool {
        let letter = square(&thread.sides[0].expr);
        let undefined = |letter: &crate::latex::Symbol| {
            let key = Key::plain(letter.clone());
            !self.has_own_value(&key) && self.world.definition(&key, thread.sides[0].formula).is_none()
        };
        let own = |letter: &crate::latex::Symbol| {
            holds(&self.world.survey, &thread.sides[1].expr, &Key::plain(letter.clone()))
        };
        !thread.arrow
            && thread.joins[0].relation.kind == RelationKind::Equal
            && letter.is_some_and(|letter| !own(letter) && !self.world.survey.is_square(letter) && undefined(letter))
    }

    /// Whether a letter is a size, an index, or π: what an equation says of it is a claim.
    fn has_own_value(&self, key: &Key) -> bool {
        let pi = key.symbol.name == "pi" && key.marks.is_empty() && !self.world.is_defined(key);
        pi || self.world.survey.is_index(&key.symbol) || self.world.survey.is_size(&key.symbol)
    }

    /// `\cos\theta = …` where θ has no meaning and stands nowhere before.
    fn gives_implicitly(&self, thread: &Thread) -> bool {
        let Node::Apply(Apply { argument: Some(argument), .. }) = &thread.sides[0].expr.node else { return false };
        let place = thread.sides[0].formula;
        let Some(key) = self.world.survey.bare(strip(argument)) else { return false };
        let before = self.passages[..place].iter().flat_map(|passage| &passage.lines);
        let mentioned = before.flat_map(|line| line.chain.sides()).any(|side| holds(&self.world.survey, side, &key));
        let named = self.has_own_value(&key);
        !thread.arrow
            && thread.joins[0].relation.kind == RelationKind::Equal
            && !named
            && !mentioned
            && self.world.definition(&key, place).is_none()
            && !thread.sides[1..].iter().any(|side| holds(&self.world.survey, &side.expr, &key))
    }

    /// `… = 0` after *set, setting, equate*, `\overset{!}{=} 0`, or a derivative that is 0 at an optimum.
    fn is_condition(&self, thread: &Thread, passage: &Passage) -> bool {
        let (Some(join), Some(side)) = (thread.joins.last(), thread.sides.last()) else { return false };
        let zero = matches!(&side.expr.node, Node::Number(text) if text == "0");
        let demanded = join.relation.note.as_ref().is_some_and(|note| note.text.contains('!'));
        let sets = prose::has(&passage.sentence.before, &["set", "setting", "equate", "equating"]);
        let mut derivative = false;
        thread
            .sides
            .iter()
            .for_each(|side| side.expr.walk(&mut |part| derivative |= matches!(part.node, Node::Derivative(_))));
        let leads_on = passage.lines.iter().skip(1).any(|line| line.arrow) || passage.sentence.says(&OPTIMUM);
        let equal = thread.joins.iter().all(|join| join.relation.kind == RelationKind::Equal);
        let set = equal && self.is_value_at_an_optimum(thread, passage);
        set || zero && join.relation.kind == RelationKind::Equal && (demanded || sets || (derivative && leads_on))
    }

    /// `at the optimum … w = 2`, where nothing says yet what w is or which equation it solves.
    fn is_value_at_an_optimum(&self, thread: &Thread, passage: &Passage) -> bool {
        let key = defined_symbol(&self.world.survey, &thread.sides[0].expr);
        let place = thread.sides[0].formula;
        key.is_some_and(|key| {
            self.world.definition(&key, place).is_none()
                && !holds(&self.world.survey, &thread.sides[1].expr, &key)
                && !self.is_named_by_a_condition(&key, passage)
        }) && self.is_at_an_optimum(passage)
    }

    fn display_role(&self, thread: &Thread, passage: &Passage) -> Role {
        let local = passage.sentence.says_before(&["if", "when", "unless"]);
        let assumes = nearest(&passage.sentence, &[&ASSUMES, &CLAIMS]).is_some_and(|(list, _)| list == 0);
        let assumes = assumes && !passage.sentence.denies();
        if assumes && !local && self.constrains_variables(thread) { Role::Hypothesis } else { Role::Claim }
    }

    /// `If` right before a display: what it says is a premise.
    fn is_premise(&self, passage: &Passage) -> bool {
        let words = passage.sentence.before.iter().rev().take_while(|token| !matches!(token, Token::Formula(_)));
        let words = words.filter_map(|token| if let Token::Word(word, _) = token { Some(word.as_str()) } else { None });
        words
            .filter(|word| *word != "that")
            .take(1)
            .any(|word| ["if", "whenever", "unless", "provided"].contains(&word))
    }

    fn inline_role(&self, thread: &Thread, passage: &Passage) -> Role {
        let sentence = &passage.sentence;
        let near = nearest(sentence, &[&LOCAL, &ASSUMES, &REASONS, &CLAIMS]);
        let free = self.constrains_variables(thread);
        match near {
            Some((0, _)) => Role::Local,
            Some((1 | 2, _)) if sentence.denies() => Role::Aside,
            Some((1 | 2, _)) if free => Role::Hypothesis,
            Some((_, _)) => Role::Claim,
            None if free && !sentence.denies() && prose::has(&sentence.after, &["since", "because", "as"]) => {
                Role::Hypothesis
            }
            None => Role::Aside,
        }
    }

    /// Whether a thread speaks of symbols without a definition alone.
    fn constrains_variables(&self, thread: &Thread) -> bool {
        let (mut any, mut defined) = (false, false);
        let place = thread.sides[0].formula;
        for side in &thread.sides {
            each_occurrence(&self.world.survey, &side.expr, &mut |found| {
                let index =
                    self.world.survey.is_index(&found.key.symbol) || self.world.survey.is_size(&found.key.symbol);
                any |= !index;
                defined |= self.world.definition(&found.key, place).is_some();
            });
        }
        any && !defined
    }

    /// `λ = 0`, `n = 1` in a sentence: a symbol set to a value, unless the sentence defines it.
    fn sets_to_a_value(&self, thread: &Thread) -> bool {
        let [join] = thread.joins.as_slice() else { return false };
        let place = thread.sides[0].formula;
        let near = nearest(&self.passages[place].sentence, &[&DEFINES, &LOCAL, &REASONS]);
        let bare = self.world.survey.bare(&thread.sides[0].expr);
        join.relation.kind == RelationKind::Equal
            && bare.is_some_and(|key| self.world.definition(&key, place).is_none())
            && is_numeral(&thread.sides[1].expr)
            && near.is_none_or(|(list, word)| list != 0 || word == "where")
    }

    fn is_index_condition(&self, thread: &Thread) -> bool {
        let letters = |expr: &Expr| match &expr.node {
            Node::Number(_) => true,
            Node::Symbol(symbol) => self.world.survey.is_index(symbol),
            _ => false,
        };
        thread.sides.iter().all(|side| letters(&side.expr))
            && thread.sides.iter().any(|side| side.expr.as_symbol().is_some())
    }

    /// `w_i = w_i - \eta g_i`: the very entry is the first term of what it is set to. An equation for a symbol that has a
    /// meaning is a claim.
    fn is_update_of_an_entry(&self, thread: &Thread) -> bool {
        let Node::Sum(terms) = &thread.sides[1].expr.node else { return false };
        let letters = |expr: &Expr| {
            let found = read_occurrence(&self.world.survey, expr)?.ok()?;
            let plain = found.arguments.is_none() && found.power.is_none() && !found.at.is_empty();
            let at: Option<Vec<_>> = found
                .at
                .iter()
                .map(|at| if let At::Letter(letter, _) = at { Some(letter.clone()) } else { None })
                .collect();
            at.filter(|_| plain).map(|at| (found.key, at))
        };
        let left = letters(&thread.sides[0].expr);
        let place = thread.sides[0].formula;
        let open = left.as_ref().is_some_and(|(key, _)| self.world.definition(key, place).is_none());
        open && terms.len() > 1 && terms[0].sign == Sign::Plus && letters(&terms[0].value) == left
    }

    fn is_update(&self, thread: &Thread) -> bool {
        let join = &thread.joins[0];
        if matches!(join.relation.kind, RelationKind::Defined | RelationKind::Gets) {
            let left = read_occurrence(&self.world.survey, &thread.sides[0].expr).and_then(Result::ok);
            let own = |found: Occurrence| {
                found.arguments.is_none() && holds(&self.world.survey, &thread.sides[1].expr, &found.key)
            };
            return join.relation.kind == RelationKind::Gets || left.is_some_and(own);
        }
        if join.relation.kind == RelationKind::Equal && self.is_update_of_an_entry(thread) {
            return true;
        }
        // What has a value of its own is never set to another one: n = Σ_i 1 claims something.
        let bare = self.world.survey.bare(&thread.sides[0].expr);
        let Some(key) = bare.filter(|key| !self.has_own_value(key)) else { return false };
        let own = holds(&self.world.survey, &thread.sides[1].expr, &key);
        let trivial = self.world.survey.bare(&thread.sides[1].expr).is_some_and(|other| other == key);
        join.relation.kind == RelationKind::Equal && own && !trivial
    }

    /// The symbol that the first link of a thread defines.
    fn is_definition(&mut self, thread: &Thread, passage: &Passage) -> Option<Key> {
        let kind = &thread.joins[0].relation.kind;
        let key = defined_symbol(&self.world.survey, &thread.sides[0].expr)?;
        let place = thread.sides[0].formula;
        let known = self.world.meant(&key, place);
        self.world.remarks.clear();
        let before = if *kind == RelationKind::Defined { &key } else { &known };
        let kronecker = is_kronecker(thread, &key) && *kind != RelationKind::Defined;
        if kronecker || self.world.definition(before, place).is_some() {
            return None;
        }
        if holds(&self.world.survey, &thread.sides[1].expr, &key) {
            return None;
        }
        let defines = match kind {
            RelationKind::Defined => true,
            RelationKind::Equal if passage.display => {
                !draws_conclusion(thread, passage)
                    && !self.is_assumed_value(thread, passage)
                    && !self.is_named_by_a_condition(&key, passage)
                    && !self.is_at_an_optimum(passage)
            }
            RelationKind::Equal if passage.sentence.denies() => false,
            RelationKind::Equal => {
                let near = nearest(&passage.sentence, &[&DEFINES, &LOCAL, &ASSUMES, &CLAIMS]);
                // `$L = -\sum_c y_c \log p_c$ where $p_c = …$` defines both.
                let explained = || prose::has(&passage.sentence.after, &["where"]);
                near.map_or_else(explained, |(list, _)| list == 0)
            }
            _ => false,
        };
        defines.then_some(key)
    }

    /// Whether a derivative set to zero under this heading speaks of the symbol: what is said of it then is its solution.
    fn is_named_by_a_condition(&self, key: &Key, passage: &Passage) -> bool {
        let conditions = self.before.iter().filter(|(_, role)| *role == Role::Condition);
        conditions
            .filter(|(thread, _)| self.passages[thread.sides[0].formula].section == passage.section)
            .flat_map(|(thread, _)| &thread.sides)
            .any(|side| holds(&self.world.survey, &side.expr, key))
    }

    /// `At the optimum`: what a display then says of a symbol holds there, and is not what the symbol means.
    fn is_at_an_optimum(&self, passage: &Passage) -> bool {
        let places = OPTIMUM.iter().flat_map(|place| ["the", "an", "a", "any", "this"].map(|the| (the, place)));
        let phrases: Vec<String> = places.map(|(the, place)| format!("at {the} {place}")).collect();
        let phrases: Vec<&str> = phrases.iter().map(String::as_str).collect();
        nearest(&passage.sentence, &[&phrases]).is_some() && nearest(&passage.sentence, &[&DEFINES]).is_none()
    }

    /// `if x = 0` sets a symbol to a value here only.
    fn is_assumed_value(&self, thread: &Thread, passage: &Passage) -> bool {
        is_numeral(&thread.sides[1].expr)
            && nearest(&passage.sentence, &[&LOCAL, &ASSUMES]).is_some_and(|(list, word)| list == 0 || word != "let")
    }

    /// A definition of another file holds throughout this one.
    fn used(&mut self, thread: &Thread) -> Role {
        let (place, scope) = (thread.sides[0].formula, 0..self.passages.len());
        let (left, right) = (thread.sides[0].expr.clone(), thread.sides[1].expr.clone());
        match defined_symbol(&self.world.survey, &left) {
            Some(key) => Role::Definition(self.world.define(Written { key, left, right, place, scope })),
            None => Role::Aside,
        }
    }

    fn define(&mut self, key: Key, thread: &Thread) -> DefinitionId {
        let place = thread.sides[0].formula;
        let end = match is_numeral(&thread.sides[1].expr) {
            true => end_of_section(self.passages, place),
            false => self.passages.len(),
        };
        // A definition serves the whole file: forward too, except for a value by numerals alone.
        let start = if is_numeral(&thread.sides[1].expr) { place } else { 0 };
        let earlier = self.world.definition(&key, place);
        let start = if earlier.is_some() { place } else { start };
        let (left, right) = (thread.sides[0].expr.clone(), thread.sides[1].expr.clone());
        self.world.define(Written { key, left, right, place, scope: start..end })
    }
}

/// Whether an inline formula compares single letters, so that its letters may be indices.
pub fn may_be_condition(passage: &Passage) -> bool {
    !passage.display && passage.lines.iter().all(|line| is_condition(&line.chain))
}
