//! Conditions on indices and values, indicators, and cases.

use super::reader::Reader;
use super::trouble::Trouble;
use super::value::Value;
use crate::latex::{Case, Chain, Expr, Node, Part, RelationKind};
use crate::source::Span;
use quod_kernel::term::{Condition, Index, Term};

impl Reader<'_> {
    /// `1_{\{i=j\}}`: 1 where the condition holds, else 0.
    pub(super) fn indicator(&mut self, body: &Expr) -> Result<Value, Trouble> {
        match &body.node {
            Node::Relation(chain) => Ok(Value::scalar(Term::indicator(self.condition(chain)?))),
            Node::Group(group) => self.indicator(&group.body),
            Node::List(items) => {
                let all = items.iter().map(|item| self.indicator(item).map(|value| value.term));
                Ok(Value::scalar(Term::product(all.collect::<Result<Vec<_>, _>>()?)))
            }
            _ => Err(Trouble::unread(body.span, "an indicator needs a condition such as i = j")),
        }
    }

    /// A condition; each relation of the chain must hold.
    pub fn condition(&mut self, chain: &Chain) -> Result<Condition, Trouble> {
        let mut all = Vec::new();
        let mut left = &chain.first;
        for link in &chain.links {
            all.push(self.comparison(left, &link.relation.kind, &link.right, link.relation.span)?);
            left = &link.right;
        }
        if all.is_empty() {
            return Err(Trouble::unread(chain.span(), "this is no condition"));
        }
        Ok(Condition::all(all))
    }

    fn comparison(&mut self, left: &Expr, kind: &RelationKind, right: &Expr, span: Span) -> Result<Condition, Trouble> {
        if let (Some(a), Some(b)) = (self.as_index(left), self.as_index(right)) {
            if let (Some(first), Some(second)) = (left.as_symbol(), right.as_symbol())
                && let (Some(a), Some(b)) = (self.resolve(first).1, self.resolve(second).1)
            {
                self.world.sizes.compare(a, b);
            }
            return Ok(match kind {
                RelationKind::Equal => Condition::Equal(a, b),
                RelationKind::NotEqual => Condition::unequal(a, b),
                RelationKind::Less => Condition::Less(a, b),
                RelationKind::LessEqual => Condition::at_most(a, b),
                RelationKind::Greater => Condition::Less(b, a),
                RelationKind::GreaterEqual => Condition::at_most(b, a),
                _ => return Err(Trouble::unread(span, "this relation is no condition")),
            });
        }
        let difference = self.scalar(left)?.minus(self.scalar(right)?);
        let above = |term: Term| Condition::Positive(term);
        let equal = |term: Term| Condition::all([above(term.clone()).negate(), above(term.negate()).negate()]);
        Ok(match kind {
            RelationKind::Greater => above(difference),
            RelationKind::Less => above(difference.negate()),
            RelationKind::LessEqual => above(difference).negate(),
            RelationKind::GreaterEqual => above(difference.negate()).negate(),
            RelationKind::Equal => equal(difference),
            RelationKind::NotEqual => equal(difference).negate(),
            _ => return Err(Trouble::unread(span, "this relation is no condition")),
        })
    }

    /// The index that an expression is: a letter that is an index, or a numeral.
    fn as_index(&mut self, expr: &Expr) -> Option<Index> {
        match &expr.node {
            Node::Number(text) => text.parse().ok().filter(|n| *n > 0).map(Index::Numeral),
            Node::Group(group) => self.as_index(&group.body),
            Node::Symbol(symbol) if self.world.survey.is_index(symbol) => Some(self.resolve(symbol).0),
            Node::Symbol(symbol) if self.bound.iter().any(|(other, _)| other == symbol) => Some(self.resolve(symbol).0),
            _ => None,
        }
    }

    /// Whether a chain compares indices and nothing else.
    pub fn compares_indices(&self, chain: &Chain) -> bool {
        let is_index = |expr: &Expr| match &expr.node {
            Node::Number(_) => true,
            Node::Symbol(symbol) => self.world.survey.is_index(symbol),
            _ => false,
        };
        !chain.links.is_empty() && chain.sides().all(is_index) && chain.sides().any(|side| side.as_symbol().is_some())
    }

    /// `\begin{cases}`: the value of the first row whose condition holds.
    pub(super) fn cases(&mut self, cases: &[Case], span: Span) -> Result<Value, Trouble> {
        let mut rows = Vec::new();
        for case in cases {
            let value = self.scalar(&case.value)?;
            rows.push((self.case_condition(case)?, value));
        }
        let last = rows.last().ok_or_else(|| Trouble::unread(span, "cases without a row"))?;
        let conditions: Vec<&Condition> = rows.iter().filter_map(|(condition, _)| condition.as_ref()).collect();
        let otherwise = last.0.is_none();
        if rows[..rows.len() - 1].iter().any(|(condition, _)| condition.is_none()) {
            return Err(Trouble::unread(span, "only the last case may have no condition"));
        }
        coverage(&conditions, otherwise, &rows, span)?;
        let (_, value) = last.clone();
        let term = rows[..rows.len() - 1].iter().rev().fold(value, |rest, (condition, value)| match condition {
            Some(condition) => Term::case(condition.clone(), value.clone(), rest),
            None => rest,
        });
        Ok(Value::scalar(term))
    }

    /// The condition of a row; none for *otherwise* and for a row without words.
    fn case_condition(&mut self, case: &Case) -> Result<Option<Condition>, Trouble> {
        let mut found = None;
        for part in &case.when {
            match part {
                Part::Chain(chain) if found.is_none() => found = Some(self.condition(chain)?),
                Part::Chain(chain) => {
                    return Err(Trouble::unread(chain.span(), "a second condition of one case is not read"));
                }
                Part::Text(text, span) if !is_passed_over(text) => {
                    return Err(Trouble::unread(
                        *span,
                        format!("the words \"{}\" are not understood as a condition", text.trim()),
                    ));
                }
                Part::Text(..) | Part::Separator(..) | Part::Tag(..) => {}
                Part::Arrow(_, span) => return Err(Trouble::unread(*span, "an arrow in a condition is not read")),
                Part::Quantifier(_, chain) => {
                    return Err(Trouble::unread(chain.span(), "a quantifier in a case is not read"));
                }
            }
        }
        Ok(found)
    }
}

/// Words of a case that say nothing beyond its condition. What stands in parentheses is a remark.
fn is_passed_over(text: &str) -> bool {
    let mut depth = 0;
    let plain: String = text
        .chars()
        .filter(|c| {
            depth += i32::from(*c == '(') - i32::from(*c == ')');
            depth == 0 && *c != ')'
        })
        .collect();
    let words: Vec<String> =
        plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    words.iter().all(|word| {
        ["if", "when", "for", "otherwise", "else", "where", "in", "all", "other", "cases", "as"]
            .contains(&word.as_str())
    })
}

/// Each pattern of equality and order of the indices must have exactly one value.
fn coverage(
    conditions: &[&Condition],
    otherwise: bool,
    rows: &[(Option<Condition>, Term)],
    span: Span,
) -> Result<(), Trouble> {
    let mut letters = Vec::new();
    let mut terms = false;
    for condition in conditions {
        condition.each_index(&mut |index| {
            if !letters.contains(index) {
                letters.push(index.clone());
            }
        });
        condition.each_term(&mut |_| terms = true);
    }
    if terms {
        let complement = conditions.len() == 2 && conditions[0].clone().negate() == *conditions[1];
        let simple = conditions.len() == 1 && otherwise;
        let message = "whether these cases cover every value, each once, is not seen";
        return if complement || simple || otherwise { Ok(()) } else { Err(Trouble::unread(span, message)) };
    }
    for values in patterns(&letters) {
        let holding: Vec<&Term> = rows
            .iter()
            .filter(|(condition, _)| condition.as_ref().is_some_and(|condition| holds(condition, &letters, &values)))
            .map(|(_, value)| value)
            .collect();
        if holding.is_empty() && !otherwise {
            return Err(Trouble::ill_formed("Q0104", span, "the cases leave a pattern of the indices without a value"));
        }
        if holding.windows(2).any(|pair| pair[0] != pair[1]) {
            return Err(Trouble::ill_formed("Q0104", span, "two cases with different values hold at once"));
        }
    }
    Ok(())
}

/// Every way in which the letters may be equal and ordered, numerals keeping their value.
fn patterns(letters: &[Index]) -> Vec<Vec<u64>> {
    let greatest = letters.iter().filter_map(|index| if let Index::Numeral(n) = index { Some(*n) } else { None }).max();
    let top = greatest.unwrap_or(0) + letters.len() as u64;
    let mut all = vec![Vec::new()];
    for index in letters.iter().take(4) {
        let choices: Vec<u64> = match index {
            Index::Numeral(value) => vec![*value],
            _ => (1..=top).collect(),
        };
        all =
            all.into_iter().flat_map(|begun| choices.iter().map(move |c| [begun.clone(), vec![*c]].concat())).collect();
    }
    all
}

fn holds(condition: &Condition, letters: &[Index], values: &[u64]) -> bool {
    let value =
        |index: &Index| letters.iter().position(|other| other == index).and_then(|place| values.get(place).copied());
    match condition {
        Condition::Equal(a, b) => value(a) == value(b),
        Condition::Less(a, b) => value(a) < value(b),
        Condition::Positive(_) => false,
        Condition::Not(inner) => !holds(inner, letters, values),
        Condition::And(list) => list.iter().all(|part| holds(part, letters, values)),
        Condition::Or(list) => list.iter().any(|part| holds(part, letters, values)),
    }
}
