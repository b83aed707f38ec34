//! The rows of a formula → the statements in them, each with its conditions and the words before it.

use crate::latex::{Arrow, Case, Chain, Expr, Formula, Node, Part, Quantifier, RelationKind, Separator, Unknown};

/// One statement of a formula.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Its sides and relations; the first side is missing where it carries on what stands before.
    pub chain: Chain,
    /// Whether an arrow or `\therefore` stands before it.
    pub arrow: bool,
    /// Conditions beside it: `\text{if } i = j`, `(i \ne j)`.
    pub conditions: Vec<Chain>,
    /// Ranges beside it: `\forall i = 1 \dots n`.
    pub ranges: Vec<Chain>,
    /// The words before it, in small letters.
    pub words: Vec<String>,
    /// Its number, as in `\tag{1}` and `--- (2)`.
    pub tag: Option<String>,
}

/// The statements of a formula, in order.
pub fn lines(formula: &Formula) -> Vec<Line> {
    let mut split = Split::default();
    for row in &formula.rows {
        split.separated = true;
        row.parts.iter().for_each(|part| split.part(part));
    }
    if let (Some(last), Some(tag)) = (split.lines.last_mut(), split.tag) {
        last.tag.get_or_insert(tag);
    }
    split.lines
}

#[derive(Default)]
struct Split {
    lines: Vec<Line>,
    arrow: bool,
    /// The next chain is a condition, whatever it looks like.
    condition: bool,
    separated: bool,
    words: Vec<String>,
    early: (Vec<Chain>, Vec<Chain>),
    /// What comes next is only said to hold for something that exists.
    exists: bool,
    tag: Option<String>,
}

impl Split {
    fn part(&mut self, part: &Part) {
        match part {
            Part::Arrow(Arrow::Because, _) => self.condition = true,
            Part::Arrow(..) => self.arrow = true,
            Part::Separator(Separator::Gap | Separator::Comma | Separator::Semicolon | Separator::Period, _) => {
                self.separated = true;
            }
            Part::Quantifier(Quantifier::ForAll, chain) => self.beside(chain, true),
            Part::Quantifier(Quantifier::Exists, chain) => {
                self.exists = true;
                self.beside(chain, false);
            }
            Part::Tag(tag, _) => match self.lines.last_mut() {
                Some(line) => line.tag = Some(tag.clone()),
                None => self.tag = Some(tag.clone()),
            },
            Part::Text(text, _) => self.text(text),
            Part::Chain(chain) => self.chain(chain),
        }
    }

    fn text(&mut self, text: &str) {
        let words: Vec<String> =
            text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
        self.condition =
            words.iter().any(|word| ["if", "when", "for", "where", "with", "whenever"].contains(&word.as_str()));
        self.words.extend(words);
    }

    fn chain(&mut self, chain: &Chain) {
        let inner = in_parentheses(chain);
        let beside = (self.separated && !self.lines.is_empty() && !self.arrow)
            && (is_range(chain) || is_condition(chain) || inner.as_ref().is_some_and(is_condition));
        if self.condition || beside {
            return self.beside(&inner.unwrap_or_else(|| chain.clone()), is_range(chain));
        }
        if let Some(system) = system(chain) {
            return system.iter().for_each(|chain| self.push(chain));
        }
        self.push(chain);
    }

    fn push(&mut self, chain: &Chain) {
        let (conditions, ranges) = std::mem::take(&mut self.early);
        let mut chain = chain.clone();
        if std::mem::take(&mut self.exists) {
            let span = chain.first.span;
            chain.first = Expr::new(Node::Unknown(Unknown::Notation("a statement that something exists")), span);
        }
        self.lines.push(Line {
            chain,
            arrow: std::mem::take(&mut self.arrow),
            conditions,
            ranges,
            words: std::mem::take(&mut self.words),
            tag: None,
        });
        self.separated = false;
    }

    /// A condition or range belongs to the statement before it, or to the one behind where it comes first.
    fn beside(&mut self, chain: &Chain, range: bool) {
        self.condition = false;
        let (conditions, ranges) = match self.lines.last_mut() {
            Some(line) => (&mut line.conditions, &mut line.ranges),
            None => (&mut self.early.0, &mut self.early.1),
        };
        let list = if range && !is_plain_condition(chain) { ranges } else { conditions };
        if !chain.links.is_empty() {
            list.push(chain.clone());
        }
    }
}

/// The equations of a system, `\begin{cases} x + y &= 1 \\ x - y &= 0 \end{cases}`: a brace around them chooses between no
/// values, for nothing stands before it.
fn system(chain: &Chain) -> Option<Vec<Chain>> {
    let Node::Cases(cases) = &chain.first.node else { return None };
    let row = |case: &Case| match (&case.value.node, case.when.as_slice()) {
        (Node::Relation(whole), []) => Some((**whole).clone()),
        (_, [Part::Chain(rest)]) if rest.first.is_missing() && !rest.links.is_empty() => {
            Some(Chain { first: case.value.clone(), links: rest.links.clone() })
        }
        (Node::Relation(whole), [Part::Chain(rest)]) if rest.first.is_missing() => {
            Some(Chain { first: whole.first.clone(), links: [&whole.links[..], &rest.links[..]].concat() })
        }
        _ => None,
    };
    chain.links.is_empty().then(|| cases.iter().map(row).collect()).flatten()
}

/// `(i \ne j)`: the relation between parentheses.
fn in_parentheses(chain: &Chain) -> Option<Chain> {
    match &chain.first.node {
        Node::Group(group) if chain.links.is_empty() => match &group.body.node {
            Node::Relation(inner) => Some((**inner).clone()),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a chain compares single letters and numerals, as conditions between indices do.
pub fn is_condition(chain: &Chain) -> bool {
    let small = |expr: &Expr| match &expr.node {
        Node::Number(_) => true,
        Node::Symbol(symbol) => {
            !symbol.word && symbol.name.starts_with(|c: char| c.is_lowercase()) && symbol.name.len() == 1
        }
        _ => false,
    };
    let kinds = |kind: &RelationKind| {
        use RelationKind as R;
        matches!(kind, R::Equal | R::NotEqual | R::Less | R::LessEqual | R::Greater | R::GreaterEqual)
    };
    !chain.links.is_empty()
        && chain.sides().all(small)
        && matches!(chain.first.node, Node::Symbol(_) | Node::Number(_))
        && chain.sides().any(|side| side.as_symbol().is_some())
        && chain.links.iter().all(|link| kinds(&link.relation.kind))
}

/// A condition that is no range, such as `i \ne j`.
fn is_plain_condition(chain: &Chain) -> bool {
    is_condition(chain) && !chain.links.iter().any(|link| link.relation.kind == RelationKind::In)
}

/// `i = 1, \dots, n`, `i \in \{1, \dots, n\}`.
fn is_range(chain: &Chain) -> bool {
    let letters = match &chain.first.node {
        Node::Symbol(_) => true,
        Node::List(items) => items.iter().all(|item| item.as_symbol().is_some()),
        _ => false,
    };
    let mut dots = false;
    if let [link] = chain.links.as_slice()
        && matches!(link.relation.kind, RelationKind::Equal | RelationKind::In)
    {
        link.right.walk(&mut |part| dots |= matches!(part.node, Node::Dots(_)));
    }
    letters && dots
}
