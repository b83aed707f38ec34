//! Round trips over generated statements: core language → LaTeX → core language, read as a user's document, and core
//! language → its text form → core language. Counterexamples are shrunk.

use quickcheck::{Arbitrary, Gen, QuickCheck, TestResult};
use quod::print::{claim_to_latex, term_to_latex};
use quod::source::Source;
use quod::verdict::{Effort, analyse};
use quod_kernel::rational::Rational;
use quod_kernel::statement::{Claim, Definition, Relation, Statement};
use quod_kernel::syntax::{BoundNames, FUNCTIONS, read_statement};
use quod_kernel::term::{Condition, Fold, Index, Lambda, Name, Node, Rewrite, Size, Term};
use std::collections::BTreeMap;

fn named(size: &str) -> Size {
    Size::Named(Name::new(size))
}

/// A statement over sizes n ≥ 2 and m, free indices i, j ≤ n and k ≤ m, some variables, the definitions s[n] and f(t).
#[derive(Clone)]
struct Case(Statement);

/// Draws terms.
struct Maker<'g> {
    g: &'g mut Gen,
    bound: Vec<Size>,
    /// Whether this is the body of f, which may hold its parameter and no derivative.
    parameter: bool,
    /// Whether s and f may stand.
    defined: bool,
}

impl Maker<'_> {
    fn below(&mut self, count: usize) -> usize {
        usize::arbitrary(self.g) % count
    }

    fn index(&mut self, axis: &str) -> Index {
        let mut options: Vec<Index> = Vec::new();
        for (number, size) in self.bound.iter().rev().enumerate() {
            if *size == named(axis) {
                options.extend([Index::Bound(number as u32), Index::Bound(number as u32)]);
            }
        }
        let numeral = Index::Numeral(1 + self.below(2) as u64);
        match (axis, self.parameter || !self.defined) {
            ("n", false) => options.extend([Index::Free(Name::new("i")), Index::Free(Name::new("j")), numeral]),
            ("n", true) => options.push(numeral),
            (_, false) => options.extend([Index::Free(Name::new("k")), Index::Numeral(1)]),
            (_, true) => options.push(Index::Numeral(1)),
        }
        let choice = self.below(options.len());
        options.swap_remove(choice)
    }

    fn size(&mut self) -> Size {
        named(["n", "m"][self.below(2)])
    }

    fn leaf(&mut self) -> Term {
        let entry = |name: &str, at| Term::entry(Name::new(name), at);
        match self.below(if self.defined { 10 } else { 8 }) {
            0 if self.parameter => entry("t", vec![]),
            0 => entry("x", vec![]),
            1 => entry(r"\hat y", vec![self.index("n")]),
            2 | 3 => entry("z", vec![self.index("n")]),
            4 => entry("W", vec![self.index("n"), self.index("m")]),
            5 => Term::size(&self.size()),
            6 => {
                let (above, below) = (self.below(9) as i128 - 4, 1 + self.below(3) as i128);
                Term::number(Rational::new(above, below).expect("a small number"))
            }
            7 => [Term::pi(), entry("L_{CE}", vec![])][self.below(2)].clone(),
            _ => Term::call(Name::new("s"), vec![self.index("n")], vec![]),
        }
    }

    fn condition(&mut self) -> Condition {
        let axis = ["n", "m"][self.below(2)];
        let (a, b) = (self.index(axis), self.index(axis));
        match self.below(5) {
            0 | 1 => Condition::Equal(a, b),
            2 => Condition::Less(a, b),
            3 => Condition::unequal(a, b),
            _ => Condition::at_most(a, b),
        }
    }

    fn under(&mut self, size: Size, depth: usize) -> Term {
        self.bound.push(size);
        let term = self.term(depth);
        self.bound.pop();
        term
    }

    fn derivative(&mut self, depth: usize) -> Term {
        let body = self.term(depth - 1);
        match self.below(3) {
            _ if self.parameter => body,
            0 => Term::derivative(body, Name::new("x"), vec![], vec![]),
            1 => Term::derivative(body, Name::new("W"), vec![self.index("n"), self.index("m")], vec![]),
            _ => Term::derivative(body, Name::new("z"), vec![self.index("n")], vec![]),
        }
    }

    fn term(&mut self, depth: usize) -> Term {
        if depth == 0 {
            return self.leaf();
        }
        match self.below(14) {
            0 | 1 => Term::sum((0..1 + self.below(3)).map(|_| self.term(depth - 1)).collect::<Vec<_>>()),
            2 | 3 => Term::product((0..1 + self.below(3)).map(|_| self.term(depth - 1)).collect::<Vec<_>>()),
            4 => Term::power(self.term(depth - 1), self.below(7) as i64 - 3),
            5 => Term::raise(self.term(depth - 1), self.term(depth - 1)),
            6 => Term::apply(FUNCTIONS[self.below(FUNCTIONS.len())].0, self.term(depth - 1)),
            7 | 8 => {
                let fold = [Fold::Sum, Fold::Sum, Fold::Product, Fold::Max, Fold::Min][self.below(5)];
                let size = self.size();
                Term::fold(fold, size.clone(), self.under(size, depth - 1))
            }
            9 => {
                let size = self.size();
                self.bound.push(size.clone());
                let (condition, then) = (self.condition(), self.term(depth - 1));
                self.bound.pop();
                Term::fold(Fold::Sum, size, Term::case(condition, then, Term::integer(0)))
            }
            10 => Term::case(self.condition(), self.term(depth - 1), self.term(depth - 1)),
            11 => Term::indicator(self.condition()),
            12 if self.defined => Term::call(Name::new("f"), vec![], vec![Lambda::scalar(self.term(depth - 1))]),
            _ => self.derivative(depth),
        }
    }
}

fn statement(g: &mut Gen) -> Statement {
    let depth = 1 + usize::arbitrary(g) % 3;
    let mut maker = Maker { g, bound: vec![named("n")], parameter: false, defined: false };
    let softmax = maker.term(depth.min(2));
    maker.bound.clear();
    maker.parameter = true;
    let function = maker.term(depth.min(2));
    (maker.parameter, maker.defined) = (false, true);
    let relations =
        [Relation::Equal, Relation::Equal, Relation::Unequal, Relation::Less, Relation::AtMost, Relation::AtLeast];
    let relation = relations[maker.below(relations.len())];
    let claim = Claim { relation, left: maker.term(depth), right: maker.term(depth) };
    let mut statement = Statement::new(claim);
    statement.sizes.extend([(Name::new("n"), 2), (Name::new("m"), 2)]);
    for (index, size) in [("i", "n"), ("j", "n"), ("k", "m")] {
        statement.indices.insert(Name::new(index), named(size));
    }
    for (name, axes) in [("x", &[][..]), (r"\hat y", &["n"]), ("z", &["n"]), ("W", &["n", "m"]), ("L_{CE}", &[])] {
        statement.variables.insert(Name::new(name), axes.iter().map(|size| named(size)).collect());
    }
    let (s, f, t) = (Name::new("s"), Name::new("f"), Name::new("t"));
    statement.definitions.push(Definition { name: s, indices: vec![named("n")], parameters: vec![], body: softmax });
    statement.definitions.push(Definition { name: f, indices: vec![], parameters: vec![(t, vec![])], body: function });
    statement
}

impl Arbitrary for Case {
    fn arbitrary(g: &mut Gen) -> Self {
        loop {
            let statement = statement(g);
            if statement.check().is_ok() {
                return Self(statement);
            }
        }
    }

    fn shrink(&self) -> Box<dyn Iterator<Item = Self>> {
        let mut all = Vec::new();
        let sides = [&self.0.claim.left, &self.0.claim.right];
        for (side, term) in sides.into_iter().enumerate() {
            for smaller in smaller(term) {
                let mut statement = self.0.clone();
                *[&mut statement.claim.left, &mut statement.claim.right][side] = smaller;
                all.push(statement);
            }
        }
        for place in 0..self.0.definitions.len() {
            for smaller in smaller(&self.0.definitions[place].body) {
                let mut statement = self.0.clone();
                statement.definitions[place].body = smaller;
                all.push(statement);
            }
        }
        Box::new(all.into_iter().filter(|statement| statement.check().is_ok()).map(Self))
    }
}

impl std::fmt::Debug for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "\n{}\nwritten as\n{}", self.0, document(&self.0))
    }
}

/// Replaces the part number `target`, counted top down, by its own part number `by`, or by 1.
struct Replace {
    target: usize,
    by: usize,
    seen: usize,
}

impl Rewrite for Replace {
    fn term(&mut self, term: &Term, _: u32) -> Option<Term> {
        self.seen += 1;
        (self.seen == self.target + 1).then(|| parts(term).get(self.by).cloned().unwrap_or_else(|| Term::integer(1)))
    }
}

/// The parts of a term; what is bound in them becomes 1.
fn parts(term: &Term) -> Vec<Term> {
    let mut found = Vec::new();
    term.node().each_part(&mut |part, binders| {
        let ones = vec![Index::Numeral(1); binders.len()];
        found.push(if binders.is_empty() { part.clone() } else { part.open(&ones) });
    });
    found
}

fn smaller(term: &Term) -> Vec<Term> {
    let mut all = Vec::new();
    for target in 0.. {
        let mut met = false;
        for by in 0..6 {
            let mut replace = Replace { target, by, seen: 0 };
            let other = term.rewrite(&mut replace, 0);
            met = replace.seen > target;
            if other != *term && !all.contains(&other) {
                all.push(other);
            }
        }
        if !met {
            return all;
        }
    }
    all
}

/// The statement as a user would write it.
fn document(statement: &Statement) -> String {
    let mut text = String::from(
        r"Let $z \in \mathbb{R}^n$, $\hat y \in \mathbb{R}^n$, $W \in \mathbb{R}^{n \times m}$ and $x \in \mathbb{R}$. ",
    );
    // What is only differentiated would be an opaque function.
    text += "Note that\n\n$$x^2 + L_{CE}^2 + \\sum_{p=1}^n \\sum_{q=1}^m z_p^2 \\hat y_p^2 W_{pq}^2 \\ge 0$$\n\n";
    let mut names = BoundNames::of_statement(statement);
    for definition in &statement.definitions {
        let formal = names.enter(definition.indices.len());
        let body = term_to_latex(&definition.body, &names);
        names.leave(formal.len());
        let left = match formal.as_slice() {
            [] => format!("{}(t)", definition.name.as_str()),
            _ => format!("{}_{{{}}}", definition.name.as_str(), formal[0].as_str()),
        };
        text += &format!("Define\n\n$${left} = {body}$$\n\n");
    }
    let claim = claim_to_latex(&statement.claim, &names);
    text + &format!("Hence\n\n$${claim} \\quad \\forall i, j = 1, \\dots, n \\quad \\forall k = 1, \\dots, m$$\n")
}

/// How the claim of a document is read, or why it is not.
fn reading(text: &str) -> Result<Statement, String> {
    let analysis = analyse(Source::new("note.md", text), Effort { work: 1, random: 0, ordered: 0 });
    let said = || -> Vec<String> {
        let found = analysis.findings.iter();
        found.map(|f| format!("{} {}", f.diagnostic.code.name, f.diagnostic.message)).collect()
    };
    let formula = analysis.formulas.iter().rfind(|formula| formula.display).ok_or("no display")?;
    let [link] = formula.links.as_slice() else { return Err(format!("{} links: {:?}", formula.links.len(), said())) };
    let reading = link.reading.as_ref().ok_or_else(|| format!("it has no reading: {:?}", said()))?;
    read_statement(reading).map_err(|error| format!("{reading}: {error}"))
}

/// Sorts sums, products and the sides of i = j, takes powers of products apart, and calls parameters by the letters of
/// their author.
struct Canonical;

/// The condition with the sides of each equality in order.
fn sorted(condition: &Condition) -> Condition {
    match condition {
        Condition::Equal(a, b) if b < a => Condition::Equal(b.clone(), a.clone()),
        Condition::Not(inner) => sorted(inner).negate(),
        other => other.clone(),
    }
}

fn sorted_terms(mut terms: Vec<Term>) -> Vec<Term> {
    // The product of a product is flat, so that its factors are sorted together.
    if let [only] = terms.as_slice()
        && let Node::Product(factors) = only.node()
    {
        terms = factors.clone();
    }
    terms.sort();
    terms
}

impl Rewrite for Canonical {
    fn term(&mut self, term: &Term, depth: u32) -> Option<Term> {
        let mut all = |parts: &[Term]| sorted_terms(parts.iter().map(|part| part.rewrite(self, depth)).collect());
        match term.node() {
            Node::Sum(terms) => Some(Term::sum(all(terms))),
            Node::Product(factors) => Some(Term::product(sorted_terms(vec![Term::product(all(factors))]))),
            Node::If(condition, then, otherwise) => {
                let (then, otherwise) = (then.rewrite(self, depth), otherwise.rewrite(self, depth));
                Some(Term::case(sorted(condition), then, otherwise))
            }
            Node::Power(base, exponent) => {
                let base = base.rewrite(self, depth);
                let Node::Product(factors) = base.node() else { return Some(Term::power(base, *exponent)) };
                let powers = factors.iter().map(|factor| Term::power(factor.clone(), *exponent)).collect();
                Some(Term::product(sorted_terms(powers)))
            }
            Node::Entry(name, at) => Some(Term::entry(Name::new(name.as_str().trim_end_matches('°')), at.clone())),
            _ => None,
        }
    }
}

/// The claim and the definitions that it uses.
fn meaning(statement: &Statement) -> (Claim, BTreeMap<Name, Term>) {
    let canonical = |term: &Term| term.rewrite(&mut Canonical, 0);
    let mut open = vec![statement.claim.left.clone(), statement.claim.right.clone()];
    let mut used = BTreeMap::new();
    while let Some(term) = open.pop() {
        term.node().each_part(&mut |part, _| open.push(part.clone()));
        if let Node::Call(name, ..) | Node::Derivative { by: name, .. } = term.node()
            && let Some(definition) = statement.definition(name)
            && used.insert(name.clone(), canonical(&definition.body)).is_none()
        {
            open.push(definition.body.clone());
        }
    }
    let Claim { relation, left, right } = &statement.claim;
    (Claim { relation: *relation, left: canonical(left), right: canonical(right) }, used)
}

/// `x = x + 1` and `z_i = z_i + 1` are updates, and `x^2 = 1` may give a symbol x²: neither is a claim.
fn is_no_claim(claim: &Claim) -> bool {
    let base = match claim.left.node() {
        Node::Power(base, 2) => base,
        _ => &claim.left,
    };
    let bare = matches!(base.node(), Node::Entry(_, at) if at.is_empty());
    let entry = matches!(claim.left.node(), Node::Entry(..));
    let own = entry && matches!(claim.right.node(), Node::Sum(terms) if terms[0] == claim.left);
    claim.relation == Relation::Equal && (bare || own)
}

fn through_latex(case: Case) -> TestResult {
    if is_no_claim(&case.0.claim) {
        return TestResult::discard();
    }
    match reading(&document(&case.0)) {
        Ok(read) if meaning(&read) == meaning(&case.0) => TestResult::passed(),
        Ok(read) => TestResult::error(format!("it is read as\n{read}")),
        Err(why) => TestResult::error(why),
    }
}

fn through_text(case: Case) -> TestResult {
    match read_statement(&case.0.to_string()) {
        Ok(read) if read == case.0 => TestResult::passed(),
        Ok(read) => TestResult::error(format!("it is read as\n{read}")),
        Err(error) => TestResult::error(error.to_string()),
    }
}

/// `QUOD_TRIES=20000` looks further.
fn tries() -> u64 {
    std::env::var("QUOD_TRIES").ok().and_then(|tries| tries.parse().ok()).unwrap_or(300)
}

#[test]
fn what_is_printed_as_latex_is_read_as_the_same_statement() {
    QuickCheck::new().tests(tries()).quickcheck(through_latex as fn(Case) -> TestResult);
}

#[test]
fn what_is_printed_as_text_is_read_as_the_same_statement() {
    QuickCheck::new().tests(2000).quickcheck(through_text as fn(Case) -> TestResult);
}

/// The check can fail: a statement whose LaTeX is altered is not read as the same one.
#[test]
fn an_altered_formula_is_another_statement() {
    let text = "∀ n ≥ 2, m ≥ 2, i ≤ n, j ≤ n, z[n], x: Σ(l ≤ n: z[l]*[l = i]) = x*z[i] - z[j]";
    let case = Case(read_statement(text).expect("a statement"));
    assert!(!through_latex(case.clone()).is_failure());
    let latex = document(&case.0);
    for (old, new) in
        [("x z_{i}", "x z_{j}"), ("- z_{j}", "+ z_{j}"), (r"\sum", r"\prod"), ("= x", r"\le x"), ("k = i", "k = j")]
    {
        let place = latex.rfind(old).unwrap_or_else(|| panic!("{latex} has no {old}"));
        let read = reading(&format!("{}{new}{}", &latex[..place], &latex[place + old.len()..]));
        assert!(read.is_err() || read.is_ok_and(|read| meaning(&read) != meaning(&case.0)), "{old} → {new}");
    }
}
