//! What the letters of a file are, found before any formula gets a meaning: indices, sizes, symbols and their axes.
//!
//! A letter below another (`s_i`) is an index where a sum, a range or a condition binds or names it, or where it never
//! stands as a value. What is no index and stands below makes another symbol (`L_{CE}`, `W_1`).

use super::key::{Key, Mark};
use super::means::{self, Mean};
use super::occurrence::{self, At, Occurrence};
use crate::latex::{
    Accent, Apply, Big, Chain, Delimiter, Derivative, Differential, Expr, Factor, Font, Join, Node, Operator, Part,
    RelationKind, Scripted, Sign, Symbol,
};
use std::collections::{BTreeMap, BTreeSet};

/// How a symbol is used in a file.
#[derive(Clone, Debug, Default)]
pub struct Usage {
    /// The numbers of indices with which it is written, 0 for none.
    pub arities: BTreeSet<usize>,
    /// To what it is applied: for each argument the symbol that it is, or nothing where it is no bare symbol.
    pub applied: BTreeSet<Vec<Option<Key>>>,
    /// Whether it is applied to one letter alone, which may have indices.
    pub of_a_letter: bool,
    /// Whether it is written with indices and no arguments.
    pub entries: bool,
    /// Whether it is written bare, with neither indices nor arguments, outside the numerator of a derivative.
    pub bare: bool,
    /// Whether it is written as a value, and not only in the numerator of a derivative or as its variable.
    pub plain: bool,
    /// Whether it is transposed somewhere.
    pub transposed: bool,
    /// With how many indices it is transposed somewhere: with these it is still a vector.
    pub rows: BTreeSet<usize>,
    /// By what it is differentiated, where it stands alone in the numerator.
    pub by: BTreeSet<Key>,
}

/// The letters of a file.
#[derive(Clone, Debug, Default)]
pub struct Survey {
    bound: BTreeSet<Symbol>,
    compared: BTreeSet<Symbol>,
    below: BTreeSet<Symbol>,
    values: BTreeSet<Symbol>,
    sizes: BTreeSet<Symbol>,
    indexed: BTreeSet<Symbol>,
    declared: BTreeSet<Symbol>,
    points: BTreeSet<Symbol>,
    /// The letters that are bound by the sums around what is looked at.
    enclosing: Vec<Symbol>,
    /// The letters below extrema.
    extremal: BTreeSet<Symbol>,
    sets: BTreeSet<Symbol>,
    usages: BTreeMap<Key, Usage>,
    /// The spellings of symbols that are written with indices: every size of every statement asks for them.
    with_entries: BTreeSet<String>,
    beside: BTreeMap<Key, BTreeSet<Key>>,
    /// The symbols that are vectors at so many indices, as in `x_i^\top` and `\theta^\top x^{(i)}`.
    families: BTreeMap<Key, usize>,
    /// The functions whose values stand behind a row: vectors.
    vector_valued: BTreeSet<Key>,
    /// Letters that only tell functions apart of which the file gives derivatives alone, as in \partial E_k/\partial w.
    labels: BTreeSet<Symbol>,
    small_t: SmallT,
    squared: BTreeMap<Symbol, (usize, usize)>,
    given_squares: BTreeSet<Symbol>,
    /// The letters that stand alone on the left of an equation.
    given: BTreeSet<Symbol>,
}

/// Where letters stand below others: below the function of a derivative, and elsewhere.
#[derive(Default)]
struct Labels {
    functions: BTreeSet<Symbol>,
    elsewhere: BTreeSet<Symbol>,
}

impl Labels {
    fn of<'a>(chains: impl Iterator<Item = &'a Chain>) -> BTreeSet<Symbol> {
        let mut labels = Self::default();
        chains.for_each(|chain| chain.sides().for_each(|side| labels.walk(side)));
        &labels.functions - &labels.elsewhere
    }

    fn walk(&mut self, expr: &Expr) {
        if let Node::Derivative(Derivative { operand: Some(operand), variables, inside: true, .. }) = &expr.node
            && let Node::Scripted(Scripted { base, sub: Some(sub), sup: None, primes: 0 }) = &operand.node
            && let (Some(_), Some(label)) = (base.as_symbol(), sub.as_symbol())
        {
            self.functions.insert(label.clone());
            return variables.iter().for_each(|(variable, _)| self.walk(variable));
        }
        self.elsewhere.extend(expr.as_symbol().cloned());
        expr.for_each_child(&mut |child| self.walk(child));
    }
}

/// How often a small t is written as an exponent and at all, whether a capital or a letter with an index carries it, and
/// whether it, or a prime, tells two equal factors apart.
#[derive(Clone, Copy, Debug, Default)]
struct SmallT {
    above: usize,
    all: usize,
    array: bool,
    square: bool,
    prime: bool,
}

/// Where an expression stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Value,
    Numerator,
    Variable,
}

impl Survey {
    /// Surveys all chains of a file.
    pub fn new<'a>(chains: impl Iterator<Item = (&'a Chain, Role)> + Clone) -> Self {
        let mut survey = Self::default();
        let functions: BTreeSet<&Symbol> = chains.clone().filter_map(|(chain, _)| function_given(chain)).collect();
        for (chain, role) in chains.clone() {
            survey.letters_of_chain(chain, role);
            chain.sides().for_each(|side| survey.squares(side, &functions));
            if role == Role::Claim && is_equation(chain) {
                survey.given_squares.extend(square(&chain.first).cloned());
                survey.given_squares.extend(arguments(&chain.first).iter().filter_map(square).cloned());
                survey.given.extend(chain.first.as_symbol().cloned());
            }
        }
        let places = survey.extremal.iter().filter(|one| survey.below.contains(*one) || !survey.values.contains(*one));
        let places: Vec<Symbol> = places.cloned().collect();
        survey.bound.extend(places);
        // A letter that divides a sum without limits is its number of summands, where it is one of the usual letters.
        let sides = chains.clone().filter(|(_, role)| *role == Role::Claim).flat_map(|(chain, _)| chain.sides());
        for mean in sides.flat_map(means_in).filter(means::is_usual) {
            survey.sizes.insert(mean.count);
        }
        survey.labels = Labels::of(chains.clone().map(|(chain, _)| chain));
        for (chain, role) in chains {
            match role {
                Role::Claim => {
                    chain.sides().for_each(|side| survey.usages_of(side, Place::Value));
                    survey.values_of_bold(chain);
                }
                Role::Declaration => survey.usages_of(&chain.first, Place::Variable),
                Role::Condition | Role::Range => {}
            }
        }
        let holds = |usage: &Usage| usage.arities.iter().any(|arity| *arity > 0);
        let with_entries = survey.usages.iter().filter(|(_, usage)| holds(usage)).map(|(key, _)| key.tex());
        survey.with_entries = with_entries.collect();
        survey
    }

    /// Whether a letter is an index.
    pub fn is_index(&self, letter: &Symbol) -> bool {
        let plain = !letter.word && letter.accents.iter().all(|accent| *accent == Accent::Prime);
        // A capital below, as in L_{CE}, names another symbol, unless something binds it.
        let capital = letter.name.starts_with(char::is_uppercase);
        let loose = (self.below.contains(letter) || self.compared.contains(letter)) && !self.values.contains(letter);
        plain
            && !self.sizes.contains(letter)
            && (self.bound.contains(letter) || (loose && !capital && !self.labels.contains(letter)))
    }

    /// Whether what stands below a letter is a label, as k is in \partial E_k/\partial w.
    pub fn is_label(&self, sub: &Expr) -> bool {
        sub.as_symbol().is_some_and(|letter| self.labels.contains(letter) && !self.bound.contains(letter))
    }

    /// Whether a letter stands below another somewhere.
    pub fn stands_below(&self, letter: &Symbol) -> bool {
        self.below.contains(letter)
    }

    /// Whether a sum binds a letter that never stands below another: it runs over numbers or vectors, not over places.
    pub fn is_element(&self, letter: &Symbol) -> bool {
        self.bound.contains(letter) && self.values.contains(letter) && !self.below.contains(letter)
    }

    /// Whether a sum runs over the elements of a set with this letter.
    pub fn is_set(&self, letter: &Symbol) -> bool {
        self.sets.contains(letter)
    }

    /// Whether a sum or a range binds a letter.
    pub fn is_bound(&self, letter: &Symbol) -> bool {
        self.bound.contains(letter)
    }

    /// The index of this name.
    pub fn index_named(&self, name: &str) -> Option<Symbol> {
        let sets = [&self.bound, &self.below, &self.compared];
        sets.iter().flat_map(|set| set.iter()).find(|letter| letter.name == name && self.is_index(letter)).cloned()
    }

    /// Whether a plain letter of this name is an index.
    pub fn is_index_named(&self, name: &str) -> bool {
        let sets = [&self.bound, &self.below, &self.compared];
        sets.iter().any(|set| set.iter().any(|letter| letter.name == name))
    }

    /// Whether a letter is a size.
    pub fn is_size(&self, letter: &Symbol) -> bool {
        self.sizes.contains(letter) && !self.bound.contains(letter)
    }

    /// Whether the file gives the square of a letter and never writes the letter without it, as in `\sigma^2 = …`: then
    /// the square is a symbol of its own.
    pub fn is_square(&self, letter: &Symbol) -> bool {
        let always = self.squared.get(letter).is_some_and(|(squared, all)| squared == all);
        always && letter.name != "pi" && self.given_squares.contains(letter)
    }

    /// Whether a small t stands only as the exponent of letters, of capitals or of letters with an index too: many write a transposition so.
    pub fn looks_transposing(&self, letter: &Symbol) -> bool {
        let SmallT { above, all, array, .. } = self.small_t;
        letter.name == "t" && !self.bound.contains(letter) && array && above == all
    }

    /// Whether such a t is a transposition: it stands above one of two equal letters in a product, as in `X^tX`.
    pub fn transposes(&self, letter: &Symbol) -> bool {
        self.small_t.square && self.looks_transposing(letter)
    }

    /// Whether a prime transposes: it stands at one of two equal bold factors in a product, as in `\mathbf X'\mathbf X`.
    pub fn primes_transpose(&self) -> bool {
        self.small_t.prime
    }

    /// `\mathbf X'\mathbf X`: of two equal bold factors one has a prime.
    fn is_square_by_prime(factors: &[Factor]) -> bool {
        let split = |expr: &'_ Expr| match &expr.node {
            Node::Scripted(Scripted { base, sub, sup: None, primes }) => {
                Some((base.as_symbol()?.clone(), sub.as_ref().map(|sub| sub.node.clone()), *primes))
            }
            Node::Symbol(symbol) => Some((symbol.clone(), None, 0)),
            _ => None,
        };
        factors.windows(2).any(|pair| match (split(&pair[0].value), split(&pair[1].value)) {
            (Some(one), Some(other)) => {
                let same = one.0 == other.0 && one.1 == other.1 && one.0.font == Font::Bold;
                pair[1].join == Join::Juxtaposed && same && one.2 + other.2 == 1
            }
            _ => false,
        })
    }

    /// `X^tX`, `x_i x_i^t`: of two equal factors one has the exponent t.
    fn is_square_by_t(factors: &[Factor]) -> bool {
        let is_t = |sup: &Expr| sup.as_symbol().is_some_and(|symbol| symbol.name == "t");
        let split = |factor: &'_ Factor| match &factor.value.node {
            Node::Scripted(Scripted { base, sub, sup: Some(sup), primes: 0 }) if is_t(sup) => {
                Some((base.as_symbol()?.clone(), sub.as_ref().map(|sub| sub.node.clone()), true))
            }
            Node::Scripted(Scripted { base, sub, sup: None, primes: 0 }) => {
                Some((base.as_symbol()?.clone(), sub.as_ref().map(|sub| sub.node.clone()), false))
            }
            Node::Symbol(symbol) => Some((symbol.clone(), None, false)),
            Node::Call(call) => Some((call.head.as_symbol()?.clone(), None, false)),
            _ => None,
        };
        let parts: Vec<_> = factors.iter().filter_map(split).collect();
        parts.iter().any(|one| one.2 && parts.iter().any(|other| !other.2 && other.0 == one.0 && other.1 == one.1))
    }

    /// Whether a letter or a symbol of this name is written anywhere in the file.
    pub fn is_written(&self, name: &str) -> bool {
        self.is_index_named(name)
            || self.squared.keys().any(|letter| super::key::spell(letter) == name)
            || self.usages().any(|(key, _)| key.tex() == name)
    }

    /// Whether the file gives a letter by an equation or a set, or writes it with indices, so that it is no constant of
    /// nature, as in `e = y - X\beta`.
    pub fn is_quantity(&self, letter: &Symbol) -> bool {
        self.given.contains(letter) || self.indexed.contains(letter) || self.declared.contains(letter)
    }

    fn squares(&mut self, expr: &Expr, functions: &BTreeSet<&Symbol>) {
        expr.walk(&mut |part| {
            // The letter of a function is another symbol: \sigma(x) beside the variance \sigma^2.
            if let Node::Call(call) = &part.node
                && let Some(head) = call.head.as_symbol().filter(|head| functions.contains(head))
            {
                let (squared, all) = self.squared.get(head).copied().unwrap_or_default();
                self.squared.insert(head.clone(), (squared + 1, all));
            }
            if let Node::Derivative(Derivative { variables, .. }) = &part.node {
                self.given_squares.extend(variables.iter().filter_map(|(variable, _)| square(variable)).cloned());
            }
            self.small_t.all += usize::from(part.as_symbol().is_some_and(|symbol| symbol.name == "t"));
            if let Node::Scripted(Scripted { base, sub, sup: Some(sup), .. }) = &part.node
                && sup.as_symbol().is_some_and(|symbol| symbol.name == "t")
            {
                self.small_t.above += 1;
                let capital = base.as_symbol().is_some_and(|base| Key::plain(base.clone()).is_capital());
                self.small_t.array |= capital || sub.is_some();
            }
            if let Node::Product(factors) = &part.node {
                self.small_t.square |= Self::is_square_by_t(factors);
                self.small_t.prime |= Self::is_square_by_prime(factors);
            }
            if let Some((symbol, _)) = even(part) {
                self.squared.entry(symbol.clone()).or_default().0 += 1;
            }
            if let Some(symbol) = part.as_symbol() {
                self.squared.entry(symbol.clone()).or_default().1 += 1;
            }
        });
    }

    /// Whether a letter is written with an index somewhere, so that `z_1` is an entry of it.
    pub fn is_indexed(&self, letter: &Symbol) -> bool {
        self.indexed.contains(letter) || (self.declared.contains(letter) && !self.points.contains(letter))
    }

    /// Whether a symbol that is spelled so is written with indices somewhere.
    pub fn has_entries(&self, spelling: &str) -> bool {
        self.with_entries.contains(spelling)
    }

    /// The symbols that are added to a bare one.
    pub fn beside<'a>(&'a self, key: &'a Key) -> impl Iterator<Item = &'a Key> {
        self.beside.get(key).into_iter().flatten()
    }

    /// How a symbol is used.
    pub fn usage(&self, key: &Key) -> Option<&Usage> {
        self.usages.get(key)
    }

    /// All symbols with their uses.
    pub fn usages(&self) -> impl Iterator<Item = (&Key, &Usage)> {
        self.usages.iter()
    }

    fn letters_of_chain(&mut self, chain: &Chain, role: Role) {
        match role {
            Role::Claim => chain.sides().for_each(|side| self.letters(side)),
            Role::Condition => self.condition(chain),
            Role::Range => self.range(chain),
            Role::Declaration => {
                self.letters(&chain.first);
                chain.links.iter().for_each(|link| self.dimensions(&link.right));
                if chain.links.iter().any(|link| matches!(&link.right.node, Node::Scripted(set) if set.sup.is_some())) {
                    self.arrays(&chain.first);
                }
            }
        }
    }

    /// `x \in \mathbb R^n` has entries `x_1`, unless `x_1` is a vector too.
    fn arrays(&mut self, expr: &Expr) {
        match &expr.node {
            Node::List(items) => items.iter().for_each(|item| self.arrays(item)),
            Node::Symbol(symbol) => drop(self.declared.insert(symbol.clone())),
            Node::Scripted(Scripted { base, sub: Some(sub), .. }) if matches!(sub.node, Node::Number(_)) => {
                self.points.extend(base.as_symbol().cloned());
            }
            _ => {}
        }
    }

    fn dimensions(&mut self, set: &Expr) {
        let Node::Scripted(Scripted { sup: Some(sup), .. }) = &set.node else { return };
        sup.walk(&mut |part| self.sizes.extend(part.as_symbol().filter(|symbol| !symbol.word).cloned()));
    }

    fn letters(&mut self, expr: &Expr) {
        if let Some((first, last)) = ends_of_ellipsis(expr) {
            last_letters(first, last, &mut self.sizes);
        }
        match &expr.node {
            Node::Symbol(symbol) => {
                self.values.insert(symbol.clone());
            }
            Node::Scripted(scripted) => self.scripted(scripted),
            Node::Big(big) => self.big(big),
            Node::Indicator(body) => match &body.node {
                Node::Relation(chain) => self.condition(chain),
                _ => self.letters(body),
            },
            Node::Cases(cases) => {
                for case in cases {
                    self.letters(&case.value);
                    case.when.iter().for_each(|part| self.part(part));
                }
            }
            Node::Derivative(derivative) => self.derivative_letters(derivative),
            _ => expr.for_each_child(&mut |child| self.letters(child)),
        }
    }

    fn part(&mut self, part: &Part) {
        match part {
            Part::Chain(chain) => self.condition(chain),
            Part::Quantifier(_, chain) => self.range(chain),
            _ => {}
        }
    }

    fn derivative_letters(&mut self, derivative: &Derivative) {
        derivative.variables.iter().for_each(|(variable, _)| self.letters(variable));
        derivative.operand.iter().for_each(|operand| self.letters(operand));
    }

    fn scripted(&mut self, scripted: &Scripted) {
        self.letters(&scripted.base);
        if let Some(sub) = &scripted.sub {
            self.below(scripted, sub);
        }
        match scripted.sup.as_deref().map(|sup| (sup, &sup.node)) {
            None => {}
            Some((_, Node::Group(group))) if group.body.as_symbol().is_some() => {}
            Some((_, Node::Symbol(symbol)))
                if ["top", "T", "ast", "*", "star", "prime"].contains(&symbol.name.as_str()) => {}
            Some((sup, _)) => self.letters(sup),
        }
    }

    fn below(&mut self, scripted: &Scripted, sub: &Expr) {
        let letters: Vec<&Symbol> = match &sub.node {
            Node::List(items) => items.iter().filter_map(Expr::as_symbol).collect(),
            Node::Group(group) if group.open == Delimiter::Parenthesis => group.body.as_symbol().into_iter().collect(),
            _ => sub.letters().into_iter().flatten().map(|(symbol, _)| symbol).collect(),
        };
        let indices = letters.len() <= 3 && letters.iter().all(|letter| !letter.word) && !Self::is_word(sub);
        let base = match &scripted.base.node {
            Node::Call(call) => call.head.as_symbol(),
            _ => scripted.base.as_symbol(),
        };
        // p_\theta is the density with the parameter \theta.
        let density = base.is_some_and(|base| matches!(base.name.as_str(), "p" | "q" | "P" | "Q"));
        if density && letters.iter().all(|letter| letter.name.chars().count() > 1) {
            return;
        }
        let delta = base.is_some_and(|base| base.name == "delta") && letters.len() == 2;
        for letter in letters.iter().filter(|_| indices) {
            let set = if delta { &mut self.bound } else { &mut self.below };
            set.insert((*letter).clone());
            if letters.len() == 1 || matches!(sub.node, Node::List(_)) || letters.len() == 2 {
                self.indexed.extend(base.cloned());
            }
        }
    }

    fn big(&mut self, big: &Big) {
        match (&big.lower, big.operator) {
            // An extremum may run over the values of a variable, as over x in \min_x f(x).
            (Some(lower), Operator::Max | Operator::Min | Operator::Other(_))
                if lower.as_symbol().is_some() && big.upper.is_none() =>
            {
                self.extremal.extend(lower.as_symbol().cloned());
            }
            (Some(lower), _) => self.limit(lower),
            (None, _) => {}
        }
        if let (Operator::Sum | Operator::Product | Operator::Max | Operator::Min, Some(upper)) =
            (big.operator, &big.upper)
        {
            let enclosing = self.enclosing.clone();
            let free = |part: &Expr| part.as_symbol().filter(|symbol| !enclosing.contains(symbol)).cloned();
            upper.walk(&mut |part| self.sizes.extend(free(part)));
        }
        let around = self.enclosing.len();
        if let Some(Node::Relation(chain)) = big.lower.as_ref().map(|lower| &lower.node) {
            self.enclosing.extend(chain.first.as_symbol().cloned());
        }
        big.body.iter().for_each(|body| self.letters(body));
        self.enclosing.truncate(around);
    }

    fn limit(&mut self, lower: &Expr) {
        match &lower.node {
            Node::Symbol(symbol) => {
                self.bound.insert(symbol.clone());
            }
            Node::List(items) => items.iter().for_each(|item| self.limit(item)),
            Node::Group(group) => self.limit(&group.body),
            Node::Relation(chain) => self.range(chain),
            _ => lower.letters().into_iter().flatten().for_each(|(symbol, _)| {
                self.bound.insert(symbol.clone());
            }),
        }
    }

    /// `i = 1`, `i = 1, \dots, n`, `i \in \{1, \dots, n\}`, `i \ne j`, `1 \le i < j \le n`.
    fn range(&mut self, chain: &Chain) {
        if let [link] = chain.links.as_slice()
            && link.relation.kind == RelationKind::In
            && let Some(set) = link.right.as_symbol()
            && set.name.starts_with(|c: char| c.is_ascii_uppercase())
        {
            self.sets.insert(set.clone());
            match &chain.first.node {
                Node::Scripted(Scripted { base, sub: Some(sub), .. }) => {
                    self.letters(base);
                    self.bound.extend(sub.as_symbol().cloned());
                }
                _ => self.bound.extend(chain.first.as_symbol().cloned()),
            }
            return;
        }
        let sides: Vec<&Expr> = chain.sides().collect();
        let from_one = sides.first().is_some_and(|side| matches!(side.node, Node::Number(_)));
        let last = sides.len() - 1;
        let ranges =
            matches!(chain.links.first().map(|link| &link.relation.kind), Some(RelationKind::Equal | RelationKind::In))
                || from_one;
        for (place, side) in sides.into_iter().enumerate() {
            match &side.node {
                Node::Symbol(symbol) if from_one && place == last && place > 1 => self.sizes.insert(symbol.clone()),
                Node::Symbol(symbol) => self.bound.insert(symbol.clone()),
                Node::List(items) if place == 0 => {
                    self.bound.extend(items.iter().filter_map(Expr::as_symbol).cloned());
                    continue;
                }
                _ if place > 0 && !ranges => {
                    self.letters(side);
                    continue;
                }
                // `j = i + 1` begins behind another index, and ends at no size.
                Node::Sum(_)
                    if last == 1
                        && !matches!(&side.node, Node::Sum(terms) if terms.iter().any(|term| matches!(term.value.node, Node::Dots(_)))) =>
                {
                    continue;
                }
                _ if place > 0 => {
                    let enclosing = self.enclosing.clone();
                    let free = |one: &&Symbol| !one.word && !enclosing.contains(one);
                    side.walk(&mut |part| self.sizes.extend(part.as_symbol().filter(free).cloned()));
                    continue;
                }
                _ => continue,
            };
        }
    }

    fn condition(&mut self, chain: &Chain) {
        if let Node::List(_) = chain.first.node {
            return self.range(chain);
        }
        // Indices begin with 1: what is compared with 0 is a number.
        let place = |expr: &Expr| matches!(&expr.node, Node::Number(text) if text.parse::<u64>().is_ok_and(|n| n > 0));
        let all_letters = chain.sides().all(|side| side.as_symbol().is_some() || place(side));
        for side in chain.sides() {
            match &side.node {
                Node::Symbol(symbol) if all_letters => {
                    self.compared.insert(symbol.clone());
                }
                _ => self.letters(side),
            }
        }
    }

    /// What a product and a norm say of the shapes of their parts: behind a transposed symbol stands a vector, and so
    /// does one within a norm.
    fn shapes_of(&mut self, expr: &Expr) {
        let mut behind_entries = false;
        let parts: Vec<&Expr> = match &expr.node {
            Node::Product(factors) => {
                let row = |expr: &Expr| matches!(occurrence::read(self, expr), Some(Ok(found)) if found.transposed);
                let pairs = factors.windows(2).filter(|pair| pair[1].join != Join::Slash && row(&pair[0].value));
                // In q_i^\top k_j one of several vectors is transposed, and so the other is one of several too.
                behind_entries = factors.first().is_some_and(
                    |factor| matches!(occurrence::read(self, &factor.value), Some(Ok(found)) if !found.at.is_empty()),
                );
                pairs.map(|pair| &pair[1].value).collect()
            }
            Node::Group(group) if group.open == Delimiter::DoubleBar => terms(&group.body),
            Node::List(items) => items.iter().collect(),
            Node::Matrix(matrix) if matrix.rows.len() == 1 || matrix.rows.iter().all(|row| row.len() == 1) => {
                matrix.rows.iter().flatten().collect()
            }
            _ => return,
        };
        if matches!(expr.node, Node::Product(_)) {
            let applied = parts.iter().filter_map(|part| occurrence::read(self, part)?.ok());
            let applied = applied.filter(|found| found.arguments.is_some() && found.at.is_empty());
            let keys: Vec<Key> = applied.map(|found| found.key).collect();
            self.vector_valued.extend(keys);
        }
        let found: Vec<Occurrence> = parts.iter().filter_map(|part| occurrence::read(self, part)?.ok()).collect();
        let array = |found: &&Occurrence| {
            let at = found.at.len();
            let listed = !matches!(expr.node, Node::List(_) | Node::Matrix(_)) || (found.key.is_bold() && at == 1);
            let own = self.usages.get(&found.key).is_none_or(|usage| !usage.bare);
            listed
                && own
                && at > 0
                && !found.transposed
                && !found.key.is_capital()
                && found.power.is_none()
                && (found.above == at || found.key.is_bold() || behind_entries)
        };
        self.families.extend(found.iter().filter(array).map(|found| (found.key.clone(), found.at.len())));
    }

    /// Whether the values of a function are vectors.
    pub fn is_vector_valued(&self, key: &Key) -> bool {
        self.vector_valued.contains(key)
    }

    /// `\mathbf h = \phi(\mathbf z)`: the function has vectors as values.
    fn values_of_bold(&mut self, chain: &Chain) {
        let bold = self.bare(&chain.first).is_some_and(|key| key.is_bold() && !key.is_capital());
        for link in chain.links.iter().filter(|link| bold && link.relation.kind == RelationKind::Equal) {
            if let Some(Ok(found)) = occurrence::read(self, strip(&link.right))
                && found.arguments.is_some()
                && found.at.is_empty()
            {
                self.vector_valued.insert(found.key);
            }
        }
    }

    /// At how many indices a symbol is a vector, where the file shows that it is.
    pub fn family(&self, key: &Key) -> Option<usize> {
        self.families.get(key).copied()
    }

    fn usages_of(&mut self, expr: &Expr, place: Place) {
        self.shapes_of(expr);
        if let Node::Derivative(derivative) = &expr.node {
            return self.derivative(derivative);
        }
        if let Node::Sum(terms) = &expr.node {
            let keys: Vec<Key> = terms.iter().filter_map(|term| self.bare(&term.value)).collect();
            for one in &keys {
                let others = keys.iter().filter(|other| *other != one).cloned();
                self.beside.entry(one.clone()).or_default().extend(others);
            }
        }
        if let Node::Big(Big { body, .. }) = &expr.node {
            return body.iter().for_each(|body| self.usages_of(body, Place::Value));
        }
        if let Node::Apply(Apply { argument, .. }) = &expr.node {
            return argument.iter().for_each(|argument| self.usages_of(argument, Place::Value));
        }
        match occurrence::read(self, expr) {
            Some(Ok(found)) => {
                found.arguments.iter().flatten().for_each(|argument| self.usages_of(argument, Place::Value));
                let power = found.power;
                // In a(b)^T the parentheses may hold a factor, which is transposed.
                let transposed = found.transposed && found.arguments.is_none();
                if transposed && !found.at.is_empty() {
                    self.families.insert(found.key.clone(), found.at.len());
                }
                if let Some([argument]) = found.arguments.as_deref()
                    && matches!(occurrence::read(self, argument), Some(Ok(one)) if one.arguments.is_none() && one.power.is_none())
                {
                    self.usages.entry(found.key.clone()).or_default().of_a_letter = true;
                }
                let applied =
                    found.arguments.map(|list| list.into_iter().map(|argument| self.bare(argument)).collect());
                self.note(found.key, &found.at, applied, transposed, place);
                power.iter().for_each(|power| self.usages_of(power, Place::Value));
            }
            Some(Err(_)) => {}
            None => expr.for_each_child(&mut |child| self.usages_of(child, place_within(expr, place))),
        }
    }

    /// The symbol that an expression is, where it is nothing else.
    pub fn bare(&self, expr: &Expr) -> Option<Key> {
        let found = occurrence::read(self, strip(expr))?.ok()?;
        let bare = found.at.is_empty() && found.arguments.is_none() && found.power.is_none();
        (bare && !found.transposed && found.primes == 0).then_some(found.key)
    }

    fn note(&mut self, key: Key, at: &[At], applied: Option<Vec<Option<Key>>>, transposed: bool, place: Place) {
        if at.is_empty() && applied.is_none() && (self.is_index(&key.symbol) || self.is_size(&key.symbol)) {
            return;
        }
        let usage = self.usages.entry(key).or_default();
        usage.arities.insert(at.len());
        usage.transposed |= transposed;
        usage.rows.extend((transposed && !at.is_empty()).then_some(at.len()));
        usage.bare |= at.is_empty() && applied.is_none() && place == Place::Value;
        usage.plain |= place == Place::Value;
        usage.entries |= !at.is_empty() && applied.is_none();
        usage.applied.extend(applied);
    }

    fn derivative(&mut self, derivative: &Derivative) {
        let mut by = BTreeSet::new();
        for (variable, _) in &derivative.variables {
            self.usages_of(variable, Place::Variable);
            if let Some(Ok(found)) = occurrence::read(self, variable) {
                by.insert(found.key);
            }
        }
        let Some(operand) = &derivative.operand else { return };
        let numerator = strip(operand);
        match occurrence::read(self, numerator) {
            Some(Ok(found)) if derivative.sign != Differential::Other => {
                self.usages_of(numerator, Place::Numerator);
                self.usages.entry(found.key).or_default().by.extend(by);
            }
            _ => self.usages_of(operand, Place::Value),
        }
    }
}

/// The first and the last item of a sum, product, list or matrix with an ellipsis.
fn ends_of_ellipsis(expr: &Expr) -> Option<(&Expr, &Expr)> {
    let items: Vec<&Expr> = match &expr.node {
        Node::Sum(terms) => terms.iter().map(|term| &term.value).collect(),
        Node::Product(factors) => factors.iter().map(|factor| &factor.value).collect(),
        Node::List(items) => items.iter().collect(),
        Node::Matrix(matrix) => matrix.rows.iter().flatten().collect(),
        _ => return None,
    };
    let dots = items.iter().any(|item| matches!(item.node, Node::Dots(_)));
    dots.then_some((*items.first()?, *items.last()?))
}

/// The letters below the last item where the first one has a 1: they are sizes, as n in `x_1 + \dots + x_n`.
fn last_letters(first: &Expr, last: &Expr, found: &mut BTreeSet<Symbol>) {
    if let (Node::Scripted(one), Node::Scripted(other)) = (&first.node, &last.node)
        && let (Some(one), Some(other)) = (&one.sub, &other.sub)
    {
        let (mut ones, mut others) = (Vec::new(), Vec::new());
        one.walk(&mut |part| ones.push(&part.node));
        other.walk(&mut |part| others.push(&part.node));
        for pair in ones.into_iter().zip(others) {
            if let (Node::Number(text), Node::Symbol(letter)) = pair
                && text == "1"
                && !letter.word
            {
                found.insert(letter.clone());
            }
        }
    }
    let (mut ones, mut others) = (Vec::new(), Vec::new());
    first.for_each_child(&mut |child| ones.push(child));
    last.for_each_child(&mut |child| others.push(child));
    ones.into_iter().zip(others).for_each(|(one, other)| last_letters(one, other, found));
}

/// The means within an expression.
fn means_in(expr: &Expr) -> Vec<Mean> {
    let mut found = Vec::new();
    expr.walk(&mut |part| found.extend(means::of(part)));
    found
}

fn is_equation(chain: &Chain) -> bool {
    chain.links.first().is_some_and(|link| link.relation.kind == RelationKind::Equal)
}

/// The letter of a function that an equation gives at bare letters, as in `\sigma(x) = …`.
fn function_given(chain: &Chain) -> Option<&Symbol> {
    let Node::Call(call) = &chain.first.node else { return None };
    let bare = arguments(&chain.first).iter().all(|argument| argument.as_symbol().is_some());
    call.head.as_symbol().filter(|_| bare && is_equation(chain))
}

/// The arguments of a letter that is applied to some.
fn arguments(expr: &Expr) -> &[Expr] {
    match &expr.node {
        Node::Call(call) => match &call.group.body.node {
            Node::List(items) => items,
            _ => std::slice::from_ref(&call.group.body),
        },
        _ => &[],
    }
}

/// The letter of which an expression is an even power, and its exponent.
fn even(expr: &Expr) -> Option<(&Symbol, i64)> {
    match &expr.node {
        Node::Scripted(Scripted { base, sub: None, sup: Some(sup), primes: 0 }) => {
            Some((base.as_symbol()?, even_power(sup)?))
        }
        _ => None,
    }
}

/// The exponent, where it is an even numeral.
pub fn even_power(exponent: &Expr) -> Option<i64> {
    let value = match &exponent.node {
        Node::Number(text) => text.parse::<i64>().ok()?,
        Node::Sum(terms) => match terms.as_slice() {
            [term] if term.sign == Sign::Minus => match &term.value.node {
                Node::Number(text) => -text.parse::<i64>().ok()?,
                _ => return None,
            },
            _ => return None,
        },
        _ => return None,
    };
    (value % 2 == 0 && value != 0).then_some(value)
}

/// The letter of which an expression is the square.
pub fn square(expr: &Expr) -> Option<&Symbol> {
    even(expr).filter(|(_, exponent)| *exponent == 2).map(|(letter, _)| letter)
}

/// A group is passed through; anything else is a value.
fn place_within(expr: &Expr, place: Place) -> Place {
    if matches!(expr.node, Node::Group(_) | Node::Marked(..)) { place } else { Place::Value }
}

/// The terms of a sum, or the expression alone.
fn terms(expr: &Expr) -> Vec<&Expr> {
    match &expr.node {
        Node::Sum(terms) => terms.iter().map(|term| &term.value).collect(),
        _ => vec![expr],
    }
}

/// What is inside parentheses and marks.
pub fn strip(expr: &Expr) -> &Expr {
    match &expr.node {
        Node::Group(group) if matches!(group.open, Delimiter::Parenthesis | Delimiter::Bracket) => strip(&group.body),
        Node::Marked(_, body) => strip(body),
        _ => expr,
    }
}

/// What a chain is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It says something of values.
    Claim,
    /// It says for which indices something holds.
    Condition,
    /// It says over what an index ranges.
    Range,
    /// It says in which set a symbol lies.
    Declaration,
}

impl Survey {
    /// Whether an expression holds a letter that is usually an index, so that it makes no other symbol of what it
    /// stands below.
    pub fn holds_usual_index(expr: &Expr) -> bool {
        let mut found = false;
        expr.walk(&mut |part| {
            found |= part
                .as_symbol()
                .is_some_and(|symbol| !symbol.word && ["i", "j", "k", "l", "m", "n"].contains(&symbol.name.as_str()));
        });
        found
    }

    /// Whether letters that stand together below another are a word and no indices, as in `\theta_{MLE}`, `x_{max}`:
    /// two or more capitals, or three letters of which one is seldom an index.
    pub fn is_word(sub: &Expr) -> bool {
        let Node::Product(_) = sub.node else { return false };
        let letters = sub.letters().unwrap_or_default();
        let latin = |symbol: &Symbol| symbol.name.len() == 1 && symbol.accents.is_empty() && symbol.font == Font::Plain;
        let capitals = letters.iter().all(|(symbol, _)| symbol.name.starts_with(|c: char| c.is_ascii_uppercase()));
        let seldom = |symbol: &Symbol| !"abcdijklmnpqrst".contains(symbol.name.as_str());
        let word: String = letters.iter().map(|(symbol, _)| symbol.name.as_str()).collect();
        let usual = ["min", "lin", "sim", "dim"].contains(&word.as_str());
        let small = letters.len() > 2 && (usual || letters.iter().any(|(symbol, _)| seldom(symbol)));
        letters.len() > 1 && letters.iter().all(|(symbol, _)| latin(symbol)) && (capitals || small)
    }

    /// A mark for what stands below or above and is no index.
    pub fn mark_text(expr: &Expr) -> Option<String> {
        match &expr.node {
            Node::Number(text) => Some(text.clone()),
            Node::Symbol(symbol) if symbol.word => Some(symbol.name.clone()),
            Node::Symbol(symbol) => Some(super::key::spell(symbol)),
            Node::Apply(Apply { function, argument: None, .. }) => Self::mark_text(function),
            Node::Scripted(Scripted { base, sub: Some(sub), sup: None, primes: 0 }) => {
                let (base, sub) = (Self::mark_text(base)?, Self::mark_text(sub)?);
                Some(if sub.chars().count() == 1 { format!("{base}_{sub}") } else { format!("{base}_{{{sub}}}") })
            }
            Node::List(items) => {
                items.iter().map(Self::mark_text).collect::<Option<Vec<_>>>().map(|parts| parts.join(","))
            }
            _ => {
                let letters = expr.letters()?;
                Some(letters.into_iter().map(|(symbol, _)| super::key::spell(symbol)).collect::<Vec<_>>().concat())
            }
        }
    }

    /// The mark below.
    pub fn below_mark(expr: &Expr) -> Option<Mark> {
        Self::mark_text(expr).map(Mark::Below)
    }
}
