//! The directives of a document, each tied to the formula of which it speaks.

use crate::diagnostic::{Diagnostic, dangling_directive, two_ids, unknown_directive};
use crate::source::{Directive, Document, Order, Span};
use std::collections::BTreeMap;

/// A hypothesis that a directive `assume` states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assumed {
    /// The comment.
    pub span: Span,
    /// The formula in it.
    pub tex: Span,
    /// How many formulas stand before it.
    pub place: usize,
}

/// What a directive `expect` says of a formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The comment.
    pub span: Span,
    /// The formula.
    pub formula: usize,
    /// The words behind `expect`.
    pub words: String,
}

/// The directives of a document.
#[derive(Clone, Debug, Default)]
pub struct Directives {
    /// The ids of formulas.
    pub ids: BTreeMap<usize, (String, Span)>,
    /// The failures that a page shows on purpose, in order.
    pub expects: Vec<Expected>,
    /// The hypotheses, in order.
    pub assumes: Vec<Assumed>,
    /// The files whose definitions are brought in, each with its directive, in order.
    pub uses: Vec<(String, Span)>,
    /// The formulas that are instances of a symbol.
    pub instances: BTreeMap<usize, (String, Span)>,
    /// The formulas that are not read, each with the reason.
    pub skips: BTreeMap<usize, String>,
    /// The directives that cannot be followed.
    pub flaws: Vec<Diagnostic>,
}

impl Directives {
    /// Ties each directive to the first display behind it.
    pub fn read(document: &Document) -> Self {
        let mut all = Self::default();
        document.directives.iter().for_each(|directive| all.add(document, *directive));
        all
    }

    fn add(&mut self, document: &Document, directive: Directive) {
        let span = directive.span;
        let Some(order) = Order::parse(document.source.slice(directive.body)) else {
            return self.flaws.push(unknown_directive(span));
        };
        let behind = |formula: &crate::source::Formula| formula.span.start >= span.end;
        let formula = document.formulas.iter().position(|formula| formula.display && behind(formula));
        let place = document.formulas.iter().position(behind).unwrap_or(document.formulas.len());
        match (order, formula) {
            (Order::Assume(tex), _) => {
                let tex = Span::new(directive.body.end - tex.len(), directive.body.end);
                self.assumes.push(Assumed { span, tex, place });
            }
            (Order::Use(file), _) => self.uses.push((file.to_string(), span)),
            // A picture shows what is established elsewhere and says nothing of a formula.
            (Order::Figure(_), _) => {}
            (_, None) => self.flaws.push(dangling_directive(span)),
            (Order::Id(id), Some(formula)) => self.name(formula, id, span),
            (Order::Instance(of), Some(formula)) => {
                self.instances.insert(formula, (of.to_string(), span));
            }
            (Order::Skip(reason), Some(formula)) => {
                self.skips.insert(formula, reason.to_string());
            }
            (Order::Expect(words), Some(formula)) => {
                self.expects.push(Expected { span, formula, words: words.to_string() });
            }
            (Order::Erratum(_), Some(_)) => {}
        }
    }

    fn name(&mut self, formula: usize, id: &str, span: Span) {
        if let Some((_, before)) = self.ids.values().find(|(other, _)| other == id) {
            let text = format!("the id {id} is given to two formulas");
            let flaw = Diagnostic::error("Q0406", text, span, "given again here").also(*before, "given here first");
            return self.flaws.push(flaw.help("an id names one formula for good: take another one here"));
        }
        if let Some((other, before)) = self.ids.get(&formula) {
            return self.flaws.push(two_ids(other, *before, span));
        }
        self.ids.insert(formula, (id.to_string(), span));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    fn read(text: &str) -> (Document, Directives) {
        let document = Document::read(Source::new("a.md", text));
        let directives = Directives::read(&document);
        (document, directives)
    }

    #[test]
    fn a_directive_speaks_of_the_display_behind_it() {
        let (document, found) =
            read("<!-- quod: id=a -->\nSay $x$:\n\n$$x = y$$\n\n<!-- quod: assume z = 1 -->\n$$y = z$$\n");
        assert_eq!(found.ids.keys().collect::<Vec<_>>(), [&1]);
        assert_eq!((found.assumes[0].place, document.source.slice(found.assumes[0].tex)), (2, "z = 1"));
        assert!(found.flaws.is_empty());
    }

    #[test]
    fn what_cannot_be_followed_is_said_with_its_place() {
        let codes = |text: &str| {
            let (document, found) = read(text);
            found
                .flaws
                .iter()
                .map(|flaw| (flaw.code.name, document.source.position(flaw.labels[0].span.start).line))
                .collect::<Vec<_>>()
        };
        assert_eq!(codes("<!-- quod: idd=a -->\n$$x$$\n"), [("Q0407", 1)]);
        assert_eq!(codes("$$x$$\n\n<!-- quod: id=a -->\nNothing.\n"), [("Q0407", 3)]);
        assert_eq!(codes("<!-- quod: id=a -->\n$$x$$\n\n<!-- quod: id=a -->\n$$y$$\n"), [("Q0406", 4)]);
        assert_eq!(codes("<!-- quod: id=a -->\n<!-- quod: id=b -->\n$$x$$\n"), [("Q0407", 2)]);
        assert_eq!(codes("`<!-- quod: idd=a -->`\n\n```text\n<!-- quod: idd=a -->\n```\n"), []);
    }
}
