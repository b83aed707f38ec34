//! Passages and threads: every formula with what stands around it, and the chains that run through several displays.

use super::directives::Directives;
use super::lines::{Line, lines};
use super::prose::{Sentence, Token, clause, tokens};
use super::uses::Outside;
use crate::latex::{self, Chain, Conventions, Expansion, Expr, Macros, Parsed, Relation};
use crate::source::{Document, Excerpt, Span};

/// A formula with what stands around it.
#[derive(Clone, Debug)]
pub struct Passage {
    /// Set on lines of its own.
    pub display: bool,
    /// The mathematics between the delimiters, and the way back to the file.
    pub excerpt: Excerpt,
    /// The mathematics after expansion of macros, and the way back.
    pub expansion: Expansion,
    /// The tree.
    pub tree: latex::Formula,
    /// Its statements; none where it is skipped, misspelt, or not what it seems to be.
    pub lines: Vec<Line>,
    /// The statements that such a formula would have, as far as they can be told.
    pub lost: Vec<Line>,
    /// The sentence around it.
    pub sentence: Sentence,
    /// How many headings stand before it.
    pub section: usize,
    /// The reason of a directive `skip`.
    pub skipped: Option<String>,
    /// From where it comes, where it is no formula of the file.
    pub outside: Option<Outside>,
}

impl Passage {
    /// The LaTeX at a place, with whole commands: a place that cuts into braces is widened until they are balanced.
    pub fn tex(&self, span: Span) -> &str {
        latex::whole(&self.excerpt.text, span)
    }
}

/// The number behind the last formula under the heading of the one at a place.
pub fn end_of_section(passages: &[Passage], place: usize) -> usize {
    let here = passages[place].section;
    passages.iter().rposition(|passage| passage.section == here).unwrap_or(place) + 1
}

/// A side of a thread.
#[derive(Clone, Debug)]
pub struct Side {
    /// The formula in which it stands.
    pub formula: usize,
    /// What it is.
    pub expr: Expr,
}

/// A relation of a thread.
#[derive(Clone, Debug)]
pub struct Join {
    /// The formula in which it stands.
    pub formula: usize,
    /// Which relation.
    pub relation: Relation,
    /// What a report points at: from the left side, or from the relation where it carries on, to the right side.
    pub span: Span,
}

/// A chain `A = B = C`, through as many displays as carry it on.
#[derive(Clone, Debug)]
pub struct Thread {
    /// The sides; one more than joins.
    pub sides: Vec<Side>,
    /// The relations.
    pub joins: Vec<Join>,
    /// Conditions beside it, each with its formula.
    pub conditions: Vec<(usize, Chain)>,
    /// Ranges beside it.
    pub ranges: Vec<Chain>,
    /// Whether an arrow stands before it.
    pub arrow: bool,
    /// The words before it within its formula.
    pub words: Vec<String>,
    /// Whether its first formula is a display.
    pub display: bool,
}

/// All formulas of a document with what stands around them; macros that the page defines are added to `macros`.
pub fn passages(
    document: &Document,
    directives: &Directives,
    conventions: Conventions,
    macros: &mut Macros,
) -> Vec<Passage> {
    let tokens = tokens(document);
    let mut passages = Vec::new();
    let mut section = 0;
    let mut taken = 0;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Heading(_) => section += 1,
            Token::Formula(number) => {
                let formula = &document.formulas[*number];
                let excerpt = document.excerpt(formula.body);
                let parsed = Parsed::new(&excerpt.text, macros);
                let tree = parsed.read(conventions);
                let expansion = parsed.into_expansion();
                let mut sentence = Sentence::around(&tokens, at, formula.display);
                if formula.display {
                    // A condition of the display before this one says nothing of this one.
                    let begin = at - sentence.before.len();
                    sentence.before.drain(..taken.max(begin).min(at) - begin);
                }
                if formula.display
                    && let Some(behind) = clause(document, &tokens, at)
                {
                    let inline = |token: &Token| matches!(token, Token::Formula(_));
                    let last = tokens[behind.clone()].iter().rposition(inline);
                    taken = last.map_or(taken, |last| behind.start + last + 1);
                    (sentence.after, sentence.trails) = (tokens[behind].to_vec(), true);
                }
                let skipped = directives.skips.get(number).cloned();
                let sound = tree.errors.is_empty() && tree.hidden.is_empty();
                let written = lines(&tree);
                let (lines, lost) =
                    if skipped.is_none() && sound { (written, Vec::new()) } else { (Vec::new(), written) };
                let (display, outside) = (formula.display, None);
                passages.push(Passage {
                    display,
                    excerpt,
                    expansion,
                    tree,
                    lines,
                    lost,
                    sentence,
                    section,
                    skipped,
                    outside,
                });
            }
            _ => {}
        }
    }
    passages
}

/// The chains of all formulas, in the order in which they begin; those from outside come last. A display that begins with a relation carries on the
/// chain of the display before it, within one section.
pub fn threads(passages: &[Passage]) -> Vec<Thread> {
    let mut threads: Vec<Thread> = Vec::new();
    let mut open: Option<(usize, usize)> = None;
    for (formula, passage) in passages.iter().enumerate() {
        if !passage.display {
            let complete = passage.lines.iter().filter(|line| !line.chain.first.is_missing());
            threads.extend(complete.map(|line| begin(formula, false, line)));
            continue;
        }
        for line in &passage.lines {
            let carried = open.filter(|(_, section)| *section == passage.section).map(|(thread, _)| thread);
            match (line.chain.first.is_missing(), carried) {
                (true, Some(thread)) => carry_on(&mut threads[thread], formula, line),
                (true, None) => {}
                (false, _) => {
                    threads.push(begin(formula, true, line));
                    open = Some((threads.len() - 1, passage.section));
                }
            }
        }
    }
    threads
}

fn begin(formula: usize, display: bool, line: &Line) -> Thread {
    let mut thread = Thread {
        sides: vec![Side { formula, expr: line.chain.first.clone() }],
        joins: Vec::new(),
        conditions: Vec::new(),
        ranges: Vec::new(),
        arrow: line.arrow,
        words: line.words.clone(),
        display,
    };
    carry_on(&mut thread, formula, line);
    thread
}

fn carry_on(thread: &mut Thread, formula: usize, line: &Line) {
    let mut left = line.chain.first.span;
    let mut first = !line.chain.first.is_missing();
    for link in line.chain.links.iter().filter(|link| !link.right.is_missing()) {
        let from = if first { left } else { link.relation.span };
        thread.joins.push(Join { formula, relation: link.relation.clone(), span: from.to(link.right.span) });
        thread.sides.push(Side { formula, expr: link.right.clone() });
        left = link.right.span;
        first = false;
    }
    thread.conditions.extend(line.conditions.iter().map(|chain| (formula, chain.clone())));
    thread.ranges.extend(line.ranges.iter().cloned());
}
