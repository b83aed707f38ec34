//! A deterministic generator of well-formed statements, so that the kernel's tests need no dependency.

use quod_kernel::Rational;
use quod_kernel::statement::{Claim, Definition, Hypothesis, Relation, Shape, Statement};
use quod_kernel::syntax::FUNCTIONS;
use quod_kernel::term::{Condition, Fold, Index, Lambda, Name, Partial, Size, Term};

/// A source of choices (xorshift64*).
pub struct Choices(u64);

impl Choices {
    /// The source with this seed.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % bound
    }
}

fn name(text: &str) -> Name {
    Name::new(text)
}

fn named(text: &str) -> Size {
    Size::Named(name(text))
}

/// Makes terms over: sizes n ≥ 2 and m, free i ≤ n and k ≤ m, variables x, z[n], `a^{[L]}`[n, m], w[3], the opaque
/// L([n], []), the definitions s[n] and f(t).
pub struct Generator<'a> {
    choices: &'a mut Choices,
    bound: Vec<Size>,
    parameter: bool,
    defined: bool,
    /// Whether free indices may be used: not within a definition.
    free: bool,
}

impl Generator<'_> {
    fn index(&mut self, axis: &Size) -> Index {
        let mut options: Vec<Index> = Vec::new();
        for (number, size) in self.bound.iter().rev().enumerate() {
            if size == axis {
                options.push(Index::Bound(number as u32));
            }
        }
        match axis {
            Size::Named(size) if size.as_str() == "n" => {
                options.push(Index::Numeral(1 + self.choices.below(2) as u64));
                options.extend(self.free.then(|| Index::Free(name("i"))));
            }
            Size::Named(_) => {
                options.push(Index::Numeral(1));
                options.extend(self.free.then(|| Index::Free(name("k"))));
            }
            Size::Numeral(size) => options.push(Index::Numeral(1 + self.choices.below(*size as usize) as u64)),
        }
        let choice = self.choices.below(options.len());
        options.swap_remove(choice)
    }

    fn any_index(&mut self) -> Index {
        let axis = self.size();
        self.index(&axis)
    }

    fn size(&mut self) -> Size {
        [named("n"), named("m"), Size::Numeral(3)][self.choices.below(3)].clone()
    }

    fn condition(&mut self, depth: usize) -> Condition {
        match self.choices.below(if depth == 0 { 4 } else { 8 }) {
            0 => Condition::Equal(self.any_index(), self.any_index()),
            1 => Condition::Less(self.any_index(), self.any_index()),
            2 => Condition::unequal(self.any_index(), self.any_index()),
            3 => Condition::at_most(self.any_index(), self.any_index()),
            4 => Condition::Positive(self.term(depth - 1)),
            5 => self.condition(depth - 1).negate(),
            6 => Condition::all([self.condition(depth - 1), self.condition(depth - 1)]),
            _ => Condition::any([self.condition(depth - 1), self.condition(depth - 1)]),
        }
    }

    fn under(&mut self, size: Size, make: impl FnOnce(&mut Self) -> Term) -> Term {
        self.bound.push(size);
        let term = make(self);
        self.bound.pop();
        term
    }

    fn leaf(&mut self) -> Term {
        match self.choices.below(if self.defined { 9 } else { 8 }) {
            0 => Term::entry(name("x"), vec![]),
            1 | 2 => Term::entry(name("z"), vec![self.index(&named("n"))]),
            3 => Term::entry(name("a^{[L]}"), vec![self.index(&named("n")), self.index(&named("m"))]),
            4 => Term::entry(name("w"), vec![self.index(&Size::Numeral(3))]),
            5 => Term::size(&self.size()),
            6 => Term::number(
                Rational::new(self.choices.below(9) as i128 - 4, 1 + self.choices.below(3) as i128).unwrap(),
            ),
            7 if self.parameter => Term::entry(name("t"), vec![]),
            7 => Term::pi(),
            _ => Term::call(name("s"), vec![self.index(&named("n"))], vec![]),
        }
    }

    fn opaque(&mut self, depth: usize) -> Term {
        let mut partials = Vec::new();
        for _ in 0..self.choices.below(3) {
            let argument = self.choices.below(2);
            let indices = if argument == 0 { vec![self.index(&named("n"))] } else { vec![] };
            partials.push(Partial { argument, indices });
        }
        let body = self.under(named("n"), |this| this.term(depth - 1));
        let array = Lambda { axes: vec![named("n")], body };
        let arguments = vec![array, Lambda::scalar(self.term(depth - 1))];
        Term::opaque(name("L"), vec![], partials, arguments)
    }

    fn derivative(&mut self, depth: usize) -> Term {
        let body = self.term(depth - 1);
        match self.choices.below(3) {
            0 if self.parameter => Term::derivative(body, name("t"), vec![], vec![]),
            _ if self.parameter => body,
            1 => Term::derivative(body, name("x"), vec![], vec![]),
            _ => {
                let fixed = if self.defined && self.choices.below(2) == 0 { vec![name("s")] } else { vec![] };
                Term::derivative(body, name("z"), vec![self.index(&named("n"))], fixed)
            }
        }
    }

    /// A term that nests about `depth` deep.
    pub fn term(&mut self, depth: usize) -> Term {
        if depth == 0 {
            return self.leaf();
        }
        match self.choices.below(13) {
            0 | 1 => Term::sum((0..1 + self.choices.below(3)).map(|_| self.term(depth - 1))),
            2 | 3 => Term::product((0..1 + self.choices.below(3)).map(|_| self.term(depth - 1))),
            4 => Term::power(self.term(depth - 1), self.choices.below(7) as i64 - 3),
            5 => Term::raise(self.term(depth - 1), self.term(depth - 1)),
            6 => Term::apply(FUNCTIONS[self.choices.below(FUNCTIONS.len())].0, self.term(depth - 1)),
            7 | 8 => {
                let fold = [Fold::Sum, Fold::Sum, Fold::Product, Fold::Max, Fold::Min][self.choices.below(5)];
                let size = self.size();
                Term::fold(fold, size.clone(), self.under(size, |this| this.term(depth - 1)))
            }
            9 => Term::case(self.condition(depth - 1), self.term(depth - 1), self.term(depth - 1)),
            10 => Term::indicator(self.condition(depth - 1)),
            11 => self.derivative(depth),
            _ if self.defined && self.choices.below(2) == 0 => {
                Term::call(name("f"), vec![], vec![Lambda::scalar(self.term(depth - 1))])
            }
            _ => self.opaque(depth),
        }
    }
}

/// A term within a statement of [`statement`], under binders of these sizes.
// Prover and refuter share this file, and need whole statements alone.
#[allow(dead_code)]
pub fn term(choices: &mut Choices, bound: &[Size], depth: usize) -> Term {
    let bound = bound.to_vec();
    Generator { choices, bound, parameter: false, defined: true, free: true }.term(depth)
}

fn claim(generator: &mut Generator, depth: usize) -> Claim {
    let all =
        [Relation::Equal, Relation::Unequal, Relation::Less, Relation::AtMost, Relation::Greater, Relation::AtLeast];
    let relation = all[generator.choices.below(6)];
    Claim { relation, left: generator.term(depth), right: generator.term(depth) }
}

/// A well-formed statement.
pub fn statement(seed: u64, depth: usize) -> Statement {
    let mut choices = Choices::new(seed);
    let mut g = Generator { choices: &mut choices, bound: vec![], parameter: false, defined: false, free: true };
    let mut statement = Statement::new(claim(&mut g, 0));
    statement.sizes.extend([(name("n"), 2), (name("m"), 1)]);
    statement.indices.extend([(name("i"), named("n")), (name("k"), named("m"))]);
    statement.variables.extend([
        (name("x"), vec![]),
        (name("z"), vec![named("n")]),
        (name("w"), vec![Size::Numeral(3)]),
    ]);
    statement.variables.insert(name("a^{[L]}"), vec![named("n"), named("m")]);
    statement.functions.insert(name("L"), Shape { axes: vec![], arguments: vec![vec![named("n")], vec![]] });
    g.free = false;
    let body = g.under(named("n"), |g| g.term(depth));
    statement.definitions.push(Definition { name: name("s"), indices: vec![named("n")], parameters: vec![], body });
    g.parameter = true;
    let parameters = vec![(name("t"), vec![])];
    statement.definitions.push(Definition { name: name("f"), indices: vec![], parameters, body: g.term(depth) });
    g.parameter = false;
    g.free = true;
    g.defined = true;
    g.bound = vec![named("n"), named("m")];
    statement.hypotheses.push(Hypothesis::All(g.bound.clone(), claim(&mut g, depth)));
    g.bound.clear();
    statement.hypotheses.push(Hypothesis::Where(g.condition(depth)));
    statement.claim = claim(&mut g, depth);
    statement
}
