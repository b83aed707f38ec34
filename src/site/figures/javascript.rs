//! Terms of the core language as JavaScript, so that a page computes by what was proved and by no second formula.
//!
//! Every name of a statement gets a number of its own, so that nothing that an author writes stands in the script.
//! Arrays are functions of their indices, which count from 1. What the core language leaves undefined is `NaN`.

use quod_kernel::rational::Rational;
use quod_kernel::statement::{Definition, Statement};
use quod_kernel::term::{Condition, Fold, Function, Index, Name, Node, Size, Term};
use std::collections::BTreeMap;

/// What every compiled function uses: folds over an index from 1 to a size, and integer powers.
pub const PRELUDE: &str = "const fold = (size, start, join, body) => { let all = start; for (let k = 1; k <= size; k += 1) \
                           all = join(all, body(k)); return all; };\n\
                           const plus = (a, b) => a + b;\nconst times = (a, b) => a * b;\n";

/// The right side of a statement as a JavaScript function of an object with its sizes and variables.
///
/// The function takes `(sizes, variables)`, both by name, and gives back a function of the free indices in `indices`
/// order. `None` where the right side, or a definition that it uses, holds what has no value by itself, such as a
/// derivative or an opaque function, or is a definition with parameters.
pub fn right_side(statement: &Statement, indices: &[Name]) -> Option<String> {
    let mut scope = Scope { statement, names: BTreeMap::new(), needed: Vec::new(), depth: 0 };
    let formal: Vec<String> = indices.iter().map(|index| scope.free(index)).collect();
    let body = scope.term(&statement.claim.right)?;
    let mut definitions = Vec::new();
    let mut at = 0;
    while let Some(name) = scope.needed.get(at).cloned() {
        definitions.push(scope.definition(&name)?);
        at += 1;
    }
    let sizes = statement.sizes.keys().map(|name| scope.given("sizes", name)).collect::<String>();
    let variables = statement.variables.keys().map(|name| scope.given("variables", name)).collect::<String>();
    Some(format!(
        "(sizes, variables) => {{\n{sizes}{variables}{}return ({}) => {body};\n}}",
        definitions.concat(),
        formal.join(", ")
    ))
}

/// The names that are in scope, each with its number, and how many binders are open.
struct Scope<'a> {
    statement: &'a Statement,
    names: BTreeMap<(&'static str, Name), usize>,
    needed: Vec<Name>,
    depth: u32,
}

impl Scope<'_> {
    fn numbered(&mut self, kind: &'static str, name: &Name) -> String {
        let next = self.names.len();
        format!("{kind}{}", self.names.entry((kind, name.clone())).or_insert(next))
    }

    fn free(&mut self, name: &Name) -> String {
        self.numbered("i", name)
    }

    fn value(&mut self, name: &Name) -> String {
        self.numbered("v", name)
    }

    fn given(&mut self, from: &str, name: &Name) -> String {
        let kind = if from == "sizes" { "n" } else { "v" };
        let own = self.numbered(kind, name);
        format!("const {own} = {from}[{}];\n", quoted(name.as_str()))
    }

    fn size(&mut self, size: &Size) -> String {
        match size {
            Size::Named(name) => self.numbered("n", name),
            Size::Numeral(value) => value.to_string(),
        }
    }

    fn index(&mut self, index: &Index) -> Option<String> {
        Some(match index {
            Index::Bound(number) => format!("b{}", self.depth.checked_sub(number + 1)?),
            Index::Free(name) => self.free(name),
            Index::Numeral(value) => value.to_string(),
        })
    }

    fn indices(&mut self, list: &[Index]) -> Option<Vec<String>> {
        list.iter().map(|index| self.index(index)).collect()
    }

    /// Compiles under so many new binders; hands over their names beside.
    fn under(&mut self, binders: usize, term: &Term) -> Option<(Vec<String>, String)> {
        let names = (0..binders).map(|at| format!("b{}", self.depth as usize + at)).collect();
        self.depth += u32::try_from(binders).ok()?;
        let body = self.term(term);
        self.depth -= u32::try_from(binders).ok()?;
        Some((names, body?))
    }

    fn definition(&mut self, name: &Name) -> Option<String> {
        let statement = self.statement;
        let Definition { indices, body, .. } = statement.definitions.iter().find(|it| it.name == *name)?;
        // A definition stands outside of everything that is bound where it is used.
        let outer = std::mem::take(&mut self.depth);
        let compiled = self.under(indices.len(), body);
        self.depth = outer;
        let (formal, body) = compiled?;
        let own = self.numbered("d", name);
        Some(format!("const {own} = ({}) => {body};\n", formal.join(", ")))
    }

    fn all(&mut self, terms: &[Term], sign: &str) -> Option<String> {
        let parts: Option<Vec<String>> = terms.iter().map(|term| self.term(term)).collect();
        Some(format!("({})", parts?.join(sign)))
    }

    fn term(&mut self, term: &Term) -> Option<String> {
        Some(match term.node() {
            Node::Number(value) => number(*value),
            Node::Pi => "Math.PI".into(),
            Node::Size(name) => self.numbered("n", name),
            Node::Entry(name, at) => format!("{}({})", self.value(name), self.indices(at)?.join(", ")),
            Node::Call(name, at, arguments) if arguments.is_empty() => {
                if !self.needed.contains(name) {
                    self.needed.push(name.clone());
                }
                let at = self.indices(at)?;
                format!("{}({})", self.numbered("d", name), at.join(", "))
            }
            Node::Call(..) | Node::Opaque(..) | Node::Derivative { .. } => return None,
            Node::Sum(terms) => self.all(terms, " + ")?,
            Node::Product(terms) => self.all(terms, " * ")?,
            Node::Power(base, exponent) => format!("({} ** {exponent})", self.grouped(base)?),
            Node::Raise(base, exponent) => {
                format!("Math.exp({} * Math.log({}))", self.term(exponent)?, self.term(base)?)
            }
            Node::Apply(function, argument) => format!("Math.{}({})", called(*function), self.term(argument)?),
            Node::Fold(fold, size, body) => {
                let size = self.size(size);
                let (names, body) = self.under(1, body)?;
                let (start, join) = joined(*fold);
                format!("fold({size}, {start}, {join}, ({}) => {body})", names.join(", "))
            }
            Node::If(condition, then, otherwise) => {
                let condition = self.condition(condition)?;
                format!("({condition} ? {} : {})", self.term(then)?, self.term(otherwise)?)
            }
        })
    }

    /// In parentheses of its own, since a sign before a power is no JavaScript.
    fn grouped(&mut self, term: &Term) -> Option<String> {
        Some(format!("({})", self.term(term)?))
    }

    fn condition(&mut self, condition: &Condition) -> Option<String> {
        Some(match condition {
            Condition::Equal(left, right) => format!("({} === {})", self.index(left)?, self.index(right)?),
            Condition::Less(left, right) => format!("({} < {})", self.index(left)?, self.index(right)?),
            Condition::Positive(term) => format!("({} > 0)", self.term(term)?),
            Condition::Not(inner) => format!("!{}", self.condition(inner)?),
            Condition::And(list) => self.conditions(list, " && ", "true")?,
            Condition::Or(list) => self.conditions(list, " || ", "false")?,
        })
    }

    fn conditions(&mut self, list: &[Condition], sign: &str, none: &str) -> Option<String> {
        let parts: Option<Vec<String>> = list.iter().map(|part| self.condition(part)).collect();
        let parts = parts?;
        Some(if parts.is_empty() { none.into() } else { format!("({})", parts.join(sign)) })
    }
}

fn number(value: Rational) -> String {
    format!("({value})")
}

/// Text as a string of JavaScript; JSON's strings are such.
pub fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn called(function: Function) -> &'static str {
    match function {
        Function::Exp => "exp",
        Function::Log => "log",
        Function::Sqrt => "sqrt",
        Function::Sin => "sin",
        Function::Cos => "cos",
        Function::Sinh => "sinh",
        Function::Cosh => "cosh",
        Function::Tanh => "tanh",
        Function::Arctan => "atan",
        Function::Abs => "abs",
    }
}

/// The value of an empty fold, and what joins two values.
fn joined(fold: Fold) -> (&'static str, &'static str) {
    match fold {
        Fold::Sum => ("0", "plus"),
        Fold::Product => ("1", "times"),
        Fold::Max => ("-Infinity", "Math.max"),
        Fold::Min => ("Infinity", "Math.min"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quod_kernel::syntax::read_statement;

    fn compiled(statement: &str) -> Option<String> {
        let statement = read_statement(statement).expect("well formed");
        let indices: Vec<Name> = statement.indices.keys().cloned().collect();
        right_side(&statement, &indices)
    }

    #[test]
    fn a_right_side_becomes_a_function_of_its_free_indices() {
        let text = "∀ n ≥ 1, i ≤ n, z[n]: s[k ≤ n] := exp(z[k])/Σ(l ≤ n: exp(z[l])); s[i] = s[i]";
        let script = compiled(text).expect("compiles");
        assert!(script.contains("return (i0) => d1(i0);"), "{script}");
        assert!(
            script.contains(
                "const d1 = (b0) => (Math.exp(v2(b0)) * ((fold(n3, 0, plus, (b1) => Math.exp(v2(b1)))) ** -1));"
            ),
            "{script}"
        );
        assert!(script.contains("const n3 = sizes[\"n\"];\nconst v2 = variables[\"z\"];\n"), "{script}");
    }

    #[test]
    fn what_has_no_value_by_itself_is_not_compiled() {
        assert_eq!(compiled("∀ n ≥ 1, i ≤ n, j ≤ n, z[n]: exp(z[i]) = ∂(exp(z[i]), z[j])"), None);
        let hidden = "∀ n ≥ 1, i ≤ n, j ≤ n, z[n]: J[k ≤ n, l ≤ n] := ∂(exp(z[k]), z[l]); J[i, j] = J[i, j]";
        assert_eq!(compiled(hidden), None);
    }

    #[test]
    fn no_name_of_an_author_stands_in_the_script_but_as_a_string() {
        let script = compiled("∀ n ≥ 1, i ≤ n, \"\\\\a*/\"[n]: \"\\\\a*/\"[i] = \"\\\\a*/\"[i]").expect("compiles");
        assert_eq!(script.matches("*/").count(), 1, "{script}");
    }
}
