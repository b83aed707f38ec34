//! The dresses of a derivative.

use super::super::tree::{
    Accent, Convention, Derivative, Differential, Expr, Factor, Font, Join, Node, Symbol, Unknown,
};
use super::expression::Parser;
use super::item::{Item, ItemKind};
use super::product::Reach;
use super::{Reader, missing};

/// What a numerator or denominator begins with.
struct Head {
    sign: Differential,
    order: Option<Expr>,
    /// How many items it takes.
    length: usize,
}

/// `\partial`, `d`, `\delta`, `\Delta` with an order above it.
fn head(items: &[Item]) -> Option<Head> {
    let sign = differential(&items.first()?.kind)?;
    match items.get(1).map(|item| &item.kind) {
        Some(ItemKind::Scripts(scripts)) if scripts.sub.is_none() && scripts.primes == 0 => {
            Some(Head { sign, order: scripts.sup.clone(), length: 2 })
        }
        Some(ItemKind::Scripts(_)) => None,
        _ => Some(Head { sign, order: None, length: 1 }),
    }
}

fn differential(kind: &ItemKind) -> Option<Differential> {
    match kind {
        ItemKind::Partial => Some(Differential::Partial),
        ItemKind::Symbol(symbol) if symbol.accents.is_empty() && !symbol.word => match symbol.name.as_str() {
            "d" if matches!(symbol.font, Font::Plain | Font::Roman) => Some(Differential::Total),
            "delta" | "Delta" => Some(Differential::Other),
            _ => None,
        },
        _ => None,
    }
}

/// Whether some items are one product: no sign, relation or comma outside delimiters.
fn is_product(items: &[Item]) -> bool {
    let mut depth = 0_usize;
    items.iter().all(|item| {
        match item.kind {
            ItemKind::Open(_) => depth += 1,
            ItemKind::Close(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > 0
            || !matches!(item.kind, ItemKind::Sign(_) | ItemKind::Relation(..) | ItemKind::Comma | ItemKind::Text(_))
    })
}

impl Reader<'_> {
    /// The derivative that a fraction spells, if it spells one.
    pub(super) fn derivative_fraction(&mut self, upper: &[Item], lower: &[Item]) -> Option<ItemKind> {
        let Head { sign, order, length } = head(upper)?;
        let lower_head = head(lower)?;
        let operand = &upper[length..];
        let known = lower_head.sign == sign && lower_head.order.is_none() && lower_head.length == 1 && lower.len() > 1;
        let finite = sign == Differential::Other && operand.is_empty();
        if !known || finite || !is_product(operand) {
            return None;
        }
        let variables = self.variables(lower, sign, order.is_some())?;
        let inside = !operand.is_empty();
        let start = upper[0].span.start;
        let body = inside.then(|| Box::new(self.expression(operand.to_vec(), start)));
        let derivative = Derivative { sign, variables, order: order.map(Box::new), operand: body, inside };
        Some(match inside {
            true => ItemKind::Ready(Box::new(Node::Derivative(derivative))),
            false => ItemKind::Derivative(Box::new(derivative)),
        })
    }

    /// Whether a plain d stands somewhere in the formula apart from other letters, and not as the upper sign of a
    /// derivative, `\frac{d}{dx}`.
    fn has_lone_d(&self) -> bool {
        let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
        self.text.match_indices('d').any(|(at, _)| {
            let (before, after) = (&self.text[..at], &self.text[at + 1..]);
            let command = before.ends_with('\\') && !before.ends_with("\\\\");
            let joined = letter(before.trim_end().chars().next_back()) || letter(after.trim_start().chars().next());
            let joined = joined || after.strip_prefix('\\').is_some_and(|after| letter(after.chars().next()));
            let upper = before.ends_with('{') && after.starts_with(['}', '^']);
            !command && !joined && !upper && !after.trim_start().starts_with('/')
        })
    }

    /// `\partial x\,\partial y^2`: the variables, each with its order.
    fn variables(&mut self, items: &[Item], sign: Differential, ordered: bool) -> Option<Vec<(Expr, Option<Expr>)>> {
        let mut variables = Vec::new();
        let mut rest = items;
        while let [first, after @ ..] = rest {
            if differential(&first.kind) != Some(sign) {
                return None;
            }
            let begins = |item: &Item| differential(&item.kind) == Some(sign);
            let length = after.iter().skip(1).position(begins).map_or(after.len(), |at| at + 1);
            let (variable, next) = after.split_at(length.min(after.len()));
            if variable.is_empty() {
                return None;
            }
            variables.push(self.variable(variable.to_vec(), ordered));
            rest = next;
        }
        Some(variables)
    }

    fn variable(&mut self, mut items: Vec<Item>, ordered: bool) -> (Expr, Option<Expr>) {
        let start = items[0].span.start;
        let mut order = None;
        if ordered
            && let Some(Item { kind: ItemKind::Scripts(scripts), .. }) = items.last_mut()
            && scripts.sup.as_ref().is_some_and(|sup| matches!(sup.node, Node::Number(_) | Node::Symbol(_)))
        {
            order = scripts.sup.take();
            if scripts.sub.is_none() && scripts.primes == 0 {
                items.pop();
            }
        }
        (self.expression(items, start), order)
    }
}

impl Parser<'_, '_> {
    /// `\frac{\partial}{\partial x}` with what follows it.
    pub(super) fn operator_fraction(&mut self) -> Expr {
        let start = self.offset();
        let Some(ItemKind::Derivative(mut derivative)) = self.take().map(|item| item.kind) else {
            return missing(start);
        };
        derivative.operand = self.reached(start).map(Box::new);
        Expr::new(Node::Derivative(*derivative), self.span_from(start))
    }

    /// What a derivative in front of a product takes: a group where one comes first, else all that is joined without an
    /// operator; by another convention the rest of the product.
    fn reached(&mut self, start: usize) -> Option<Expr> {
        if matches!(self.kind(), Some(ItemKind::Sign(_))) && self.kind_after(1).is_some_and(ItemKind::starts_operand) {
            return Some(self.signed_term());
        }
        if !self.operand_starts() {
            return None;
        }
        let whole = self.reader.conventions.derivative_takes_product;
        let group_first = match self.kind() {
            Some(ItemKind::Open(_)) => true,
            Some(ItemKind::Ready(node)) => matches!(**node, Node::Group(_)),
            _ => false,
        };
        if group_first {
            return Some(self.reached_group(start, whole));
        }
        let first = self.at;
        let product = self.product(Reach::Juxtaposed);
        let goes_on = matches!(self.kind(), Some(ItemKind::Join(_)));
        if !goes_on {
            return Some(product);
        }
        let span = self.span_from(start);
        self.reader.ambiguous(Convention::DerivativeReach, span);
        if !whole {
            return Some(product);
        }
        let head = Factor { join: Join::First, join_span: None, value: product };
        Some(self.rest_of_product(head, first))
    }

    fn reached_group(&mut self, start: usize, whole: bool) -> Expr {
        let first = self.at;
        let group = self.factor();
        if !self.operand_follows() {
            return group;
        }
        let span = self.span_from(start);
        self.reader.ambiguous(Convention::DerivativeReach, span);
        if !whole {
            return group;
        }
        self.rest_of_product(Factor { join: Join::First, join_span: None, value: group }, first)
    }

    /// The product that begins with a factor that has been read.
    fn rest_of_product(&mut self, head: Factor, first: usize) -> Expr {
        let start = self.items[first].span.start;
        let rest = self.product(Reach::Whole);
        let factors = match head.value.node {
            Node::Product(factors) => factors,
            _ => vec![head],
        };
        Expr::new(Node::Product(followed(factors, rest)), self.span_from(start))
    }

    /// `\partial_x f`, `\partial f / \partial x`, `\partial / \partial x`, or a differential, which is not read.
    pub(super) fn partial(&mut self) -> Expr {
        let start = self.offset();
        self.at += 1;
        let mut order = None;
        if let Some(ItemKind::Scripts(scripts)) = self.kind() {
            let scripts = scripts.clone();
            self.at += 1;
            order = scripts.sup.map(Box::new);
            if let Some(sub) = scripts.sub {
                let variables = match sub.node {
                    Node::List(items) => items.into_iter().map(|item| (item, None)).collect(),
                    // `\partial_{xx} u`, `\partial_{xy} u`
                    Node::Product(factors) if factors.iter().all(|factor| factor.value.as_symbol().is_some()) => {
                        factors.into_iter().map(|factor| (factor.value, None)).collect()
                    }
                    // In `\partial_x^2` the order belongs to the only variable.
                    _ => vec![(sub, order.as_deref().cloned())],
                };
                let operand = self.reached(start).map(Box::new);
                let derivative = Derivative { sign: Differential::Partial, variables, order, operand, inside: false };
                return Expr::new(Node::Derivative(derivative), self.span_from(start));
            }
        }
        self.slashed(Differential::Partial, order, start)
    }

    /// The rest of `\partial f / \partial x`, after the first sign and its order.
    fn slashed(&mut self, sign: Differential, order: Option<Box<Expr>>, start: usize) -> Expr {
        let operator = matches!(self.kind(), Some(ItemKind::Join(Join::Slash)));
        let operand = if operator || !self.operand_starts() { None } else { Some(self.product(Reach::Juxtaposed)) };
        let divides = matches!(self.kind(), Some(ItemKind::Join(Join::Slash)))
            && self.kind_after(1).is_some_and(|kind| differential(kind) == Some(sign));
        if !divides {
            return Expr::new(Node::Unknown(Unknown::Differential), self.span_from(start));
        }
        self.at += 1;
        let mut variables = Vec::new();
        while self.kind().is_some_and(|kind| differential(kind) == Some(sign))
            && self.kind_after(1).is_some_and(ItemKind::starts_operand)
        {
            self.at += 1;
            variables.push(self.slashed_variable(order.is_some()));
        }
        if variables.is_empty() {
            return Expr::new(Node::Unknown(Unknown::Differential), self.span_from(start));
        }
        let inside = operand.is_some();
        let operand = operand.or_else(|| self.reached(start)).map(Box::new);
        Expr::new(Node::Derivative(Derivative { sign, variables, order, operand, inside }), self.span_from(start))
    }

    /// A variable after a slash: a symbol with its scripts, since a group after it belongs to what follows.
    fn slashed_variable(&mut self, ordered: bool) -> (Expr, Option<Expr>) {
        let first = self.at;
        self.at += 1;
        while matches!(self.kind(), Some(ItemKind::Scripts(_))) {
            self.at += 1;
        }
        let items = self.items[first..self.at].to_vec();
        self.reader.variable(items, ordered)
    }

    /// Where the slash of `df / dx` stands, if this `d` begins one.
    pub(super) fn slashed_total(&self) -> Option<usize> {
        let items = &self.items[self.at..];
        let Head { sign: Differential::Total, length, .. } = head(items)? else { return None };
        let mut depth = 0_usize;
        let slash = items.iter().skip(length).position(|item| {
            match item.kind {
                ItemKind::Open(_) => depth += 1,
                ItemKind::Close(_) => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0
                && !matches!(item.kind, ItemKind::Close(_))
                && !(item.kind.starts_operand() || matches!(item.kind, ItemKind::Scripts(_)))
        })?;
        let slash = length + slash;
        let divides = matches!(items[slash].kind, ItemKind::Join(Join::Slash));
        let total = items.get(slash + 1).is_some_and(|item| differential(&item.kind) == Some(Differential::Total));
        let variable = matches!(items.get(slash + 2).map(|item| &item.kind), Some(ItemKind::Symbol(_)));
        (divides && total && variable).then_some(self.at + slash)
    }

    /// What `\Delta x`, `\mathrm d x` or `dx` is, if one of them comes next: it is no product, whatever d is.
    ///
    /// A plain d belongs to the letter after it only where the two are written together and alone, `dx`; in scripts
    /// such letters are a word. Where a d stands alone elsewhere in the formula (`c & d`, `n \times d`) it is a letter.
    pub(super) fn difference(&self) -> Option<Unknown> {
        let here = self.items.get(self.at)?;
        let next = self.items.get(self.at + 1)?;
        let ItemKind::Symbol(symbol) = &here.kind else { return None };
        if !matches!(next.kind, ItemKind::Symbol(_)) || symbol.word || self.reader.scripts > 0 {
            return None;
        }
        let touches = |a: &Item, b: &Item| a.span.end == b.span.start && matches!(b.kind, ItemKind::Symbol(_));
        let joined = self.reader.text[..here.span.start].ends_with(char::is_alphabetic);
        let alone = !joined && !self.items.get(self.at + 2).is_some_and(|after| touches(next, after));
        match (differential(&here.kind)?, symbol.font) {
            (Differential::Other, _) if symbol.name == "Delta" => Some(Unknown::Notation("a difference")),
            (Differential::Total, Font::Roman) => Some(Unknown::Differential),
            (Differential::Total, _) if alone && touches(here, next) && !self.reader.has_lone_d() => {
                Some(Unknown::Differential)
            }
            _ => None,
        }
    }

    /// A difference with the symbol that it is of, or a differential with that symbol and its scripts.
    pub(super) fn named_difference(&mut self) -> Expr {
        let start = self.offset();
        let Some(unknown) = self.difference() else { return missing(start) };
        if let (Unknown::Notation(_), Some(ItemKind::Symbol(symbol))) =
            (&unknown, self.items.get(self.at + 1).map(|item| &item.kind))
        {
            // A difference is a symbol of its own, as a letter under an accent is: Δw_i is an entry of Δw.
            let mut symbol = symbol.clone();
            symbol.accents.push(Accent::Difference);
            self.at += 2;
            return Expr::new(Node::Symbol(symbol), self.span_from(start));
        }
        self.at += 2;
        while matches!(self.kind(), Some(ItemKind::Scripts(_))) {
            self.at += 1;
        }
        Expr::new(Node::Unknown(unknown), self.span_from(start))
    }

    /// `df / dx`.
    pub(super) fn total(&mut self) -> Expr {
        let start = self.offset();
        let Some(Head { order, length, .. }) = head(&self.items[self.at..]) else { return missing(start) };
        self.at += length;
        self.slashed(Differential::Total, order.map(Box::new), start)
    }

    /// `\nabla_x f`: it takes one factor, and a transposition after that is one of the gradient. Nobody means the
    /// gradient of a numeral or of the variable itself, so `\nabla_x \tfrac12 \|x\|^2` and `\nabla_x x^\top A x` take
    /// all that is joined; in `\nabla_x a^\top x` it depends on what a is.
    pub(super) fn nabla(&mut self) -> Expr {
        let start = self.offset();
        self.at += 1;
        let mut derivative =
            Derivative { sign: Differential::Nabla, variables: Vec::new(), order: None, operand: None, inside: false };
        if let Some(ItemKind::Scripts(scripts)) = self.kind() {
            let scripts = scripts.clone();
            self.at += 1;
            derivative.order = scripts.sup.map(Box::new);
            derivative.variables = match scripts.sub {
                Some(Expr { node: Node::List(items), .. }) => items.into_iter().map(|item| (item, None)).collect(),
                Some(sub) => vec![(sub, None)],
                None => Vec::new(),
            };
        }
        if matches!(self.kind(), Some(ItemKind::Join(Join::Dot | Join::Times))) {
            self.at += 1;
            let name = Unknown::Notation("a divergence or a curl");
            return Expr::new(Node::Unknown(name), self.span_from(start));
        }
        let mut transposed = None;
        if self.operand_starts() {
            let first = self.at;
            let operand = self.factor();
            let variables: Vec<&Symbol> =
                derivative.variables.iter().filter_map(|(variable, _)| variable.as_symbol()).collect();
            match self.gradient_of_product(operand, first, &variables) {
                Ok(product) => derivative.operand = Some(Box::new(product)),
                Err(operand) => {
                    let (operand, sup) = without_transposition(operand);
                    derivative.operand = Some(Box::new(operand));
                    transposed = sup;
                }
            }
        }
        let span = self.span_from(start);
        let expr = Expr::new(Node::Derivative(derivative), span);
        match transposed {
            Some(sup) => Expr::new(
                Node::Scripted(super::super::tree::Scripted {
                    base: Box::new(expr),
                    sub: None,
                    sup: Some(sup),
                    primes: 0,
                }),
                span,
            ),
            None => expr,
        }
    }
}

impl Parser<'_, '_> {
    /// The product that a gradient takes, begun by a factor that has been read; or that factor, where it takes no more.
    fn gradient_of_product(&mut self, head: Expr, first: usize, variables: &[&Symbol]) -> Result<Expr, Expr> {
        let (inner, transposed) = match &head.node {
            Node::Scripted(scripted) if scripted.sub.is_none() && scripted.primes == 0 => (&*scripted.base, true),
            _ => (&head, false),
        };
        let own = inner.as_symbol().is_some_and(|symbol| variables.contains(&symbol));
        let open = transposed && inner.as_symbol().is_some() && !own;
        if !(own || open || is_numeral(&head)) || !self.operand_follows() {
            return Err(head);
        }
        let start = self.items[first].span.start;
        let before = (self.items.clone(), self.at);
        let rest = self.product(Reach::Juxtaposed);
        if open {
            let mut held = false;
            rest.walk(&mut |part| held |= part.as_symbol().is_some_and(|symbol| variables.contains(&symbol)));
            if held {
                let span = self.span_from(start);
                self.reader.ambiguous(Convention::DerivativeReach, span);
            }
            if !held || self.reader.conventions.derivative_takes_product {
                (self.items, self.at) = before;
                return Err(head);
            }
        }
        let factors = followed(vec![Factor { join: Join::First, join_span: None, value: head }], rest);
        Ok(Expr::new(Node::Product(factors), self.span_from(start)))
    }
}

/// Factors with those of another product behind them.
fn followed(mut factors: Vec<Factor>, rest: Expr) -> Vec<Factor> {
    match rest.node {
        Node::Product(more) => factors.extend(more.into_iter().map(|factor| match factor.join {
            Join::First => Factor { join: Join::Juxtaposed, ..factor },
            _ => factor,
        })),
        _ => factors.push(Factor { join: Join::Juxtaposed, join_span: None, value: rest }),
    }
    factors
}

/// Whether an expression is made of numerals alone.
fn is_numeral(expr: &Expr) -> bool {
    match &expr.node {
        Node::Number(_) => true,
        Node::Fraction(above, below) => is_numeral(above) && is_numeral(below),
        Node::Root(radicand, None) => is_numeral(radicand),
        Node::Group(group) => is_numeral(&group.body),
        Node::Sum(terms) => terms.iter().all(|term| is_numeral(&term.value)),
        Node::Product(factors) => factors.iter().all(|factor| is_numeral(&factor.value)),
        _ => false,
    }
}

/// An expression without a transposition on it, and the sign of that.
fn without_transposition(expr: Expr) -> (Expr, Option<Box<Expr>>) {
    let is_sign =
        |sup: &Expr| sup.as_symbol().is_some_and(|symbol| matches!(symbol.name.as_str(), "top" | "T" | "intercal"));
    match expr.node {
        Node::Scripted(mut scripted) if scripted.sup.as_deref().is_some_and(is_sign) => {
            let sup = scripted.sup.take();
            let plain = scripted.sub.is_none() && scripted.primes == 0;
            let operand = if plain { *scripted.base } else { Expr::new(Node::Scripted(scripted), expr.span) };
            (operand, sup)
        }
        node => (Expr::new(node, expr.span), None),
    }
}
