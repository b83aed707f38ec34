//! Vectors and matrices written out, in full or with ellipses, and sums and products with ellipses.
//!
//! An ellipsis is read where the first and the last item are one pattern: the last one holds a size where the first one
//! holds 1, and every other item that is written fits.

use super::conventions::Convention;
use super::reader::{Reader, last, shape_trouble};
use super::sizes::{SizeId, Sizes};
use super::trouble::Trouble;
use super::value::Value;
use crate::latex::{Expr, Factor, Join, Matrix, Node, Sign, Symbol, Term as Addend};
use crate::source::Span;
use quod_kernel::term::{Condition, Fold, Index, Name, Rewrite, Term};

impl Reader<'_> {
    /// `x_1 + x_2 + \dots + x_n`; where every sign behind the first item is a minus, all but that one are subtracted.
    pub(super) fn ellipsis_sum(&mut self, terms: &[Addend], place: usize, span: Span) -> Result<Value, Trouble> {
        self.by_convention(Convention::Ellipsis, span);
        let unseen = || Trouble::unread(span, "the pattern of this ellipsis is not seen");
        if let [_, middle, again, end] = &terms[place..]
            && matches!(again.value.node, Node::Dots(_))
        {
            return self.sum_about(&terms[..place], middle, end, span);
        }
        let [_, end] = &terms[place..] else { return Err(unseen()) };
        let items: Vec<&Expr> = terms[..place].iter().map(|term| &term.value).collect();
        let (first, rest) = terms.split_first().filter(|_| place > 0).ok_or_else(unseen)?;
        let same = |sign: Sign| rest.iter().all(|term| term.sign == sign);
        let (name, length, body) = self.pattern(&items, &end.value, span)?;
        let term = match (first.sign, same(Sign::Plus), same(Sign::Minus)) {
            (Sign::Plus, true, _) => self.fold_pattern(Fold::Sum, &name, &length, &body),
            (Sign::Minus, _, true) => self.fold_pattern(Fold::Sum, &name, &length, &body).negate(),
            (Sign::Plus, _, true) => {
                let beyond = Condition::Less(Index::Numeral(1), Index::Free(name.clone()));
                let others = Term::case(beyond, body.clone(), Term::integer(0));
                let first = substitute(&body, &name, Index::Numeral(1));
                match length {
                    Length::Size(_) => first.minus(self.fold_pattern(Fold::Sum, &name, &length, &others)),
                    Length::Numeral(_) => return Err(unseen()),
                }
            }
            _ => return Err(unseen()),
        };
        Ok(Value::scalar(term))
    }

    /// `x_1^2 + \dots + x_j^2 + \dots + x_n^2`, where the item in the middle is one of them, and
    /// `0 + \dots + 2 x_j + \dots + 0`, where it is all there is.
    fn sum_about(&mut self, before: &[Addend], middle: &Addend, end: &Addend, span: Span) -> Result<Value, Trouble> {
        let unseen = || Trouble::unread(span, "the pattern of this ellipsis is not seen");
        let zero = |term: &Addend| matches!(&term.value.node, Node::Number(text) if text == "0");
        if !before.is_empty() && before.iter().all(zero) && zero(end) {
            return self.term(middle);
        }
        let plus = |term: &Addend| term.sign == Sign::Plus;
        if before.is_empty() || !before.iter().chain([middle, end]).all(plus) {
            return Err(unseen());
        }
        let items: Vec<&Expr> = before.iter().map(|term| &term.value).collect();
        let (name, length, body) = self.pattern(&items, &end.value, span)?;
        let one = self.scalar(&middle.value)?;
        let fits = |letter: Name| substitute(&body, &name, Index::Free(letter)) == one;
        if !super::statement::free_indices([&one]).into_iter().any(fits) {
            return Err(Trouble::unread(middle.value.span, "this item does not fit the first and the last one"));
        }
        Ok(Value::scalar(self.fold_pattern(Fold::Sum, &name, &length, &body)))
    }

    /// `x_1 x_2 \cdots x_n`.
    pub(super) fn ellipsis_product(&mut self, factors: &[Factor], place: usize, span: Span) -> Result<Value, Trouble> {
        self.by_convention(Convention::Ellipsis, span);
        let plain = |factor: &Factor| matches!(factor.join, Join::First | Join::Juxtaposed | Join::Dot | Join::Times);
        if place == 0 || place + 2 != factors.len() || !factors.iter().all(plain) {
            return Err(Trouble::unread(span, "the pattern of this ellipsis is not seen"));
        }
        let items: Vec<&Expr> = factors[..place].iter().map(|factor| &factor.value).collect();
        self.ellipsis(Fold::Product, &items, &factors[place + 1].value, span).map(Value::scalar)
    }

    fn ellipsis(&mut self, fold: Fold, items: &[&Expr], end: &Expr, span: Span) -> Result<Term, Trouble> {
        let (name, length, body) = self.pattern(items, end, span)?;
        Ok(self.fold_pattern(fold, &name, &length, &body))
    }

    fn fold_pattern(&self, fold: Fold, name: &Name, length: &Length, body: &Term) -> Term {
        match length {
            Length::Size(size) => Term::fold_over(fold, name, Sizes::placeholder(*size), body),
            Length::Numeral(length) => {
                let items = (1..=*length).map(|value| substitute(body, name, Index::Numeral(value)));
                if fold == Fold::Sum { Term::sum(items) } else { Term::product(items) }
            }
        }
    }

    /// The entry at a new index, and how many there are.
    fn pattern(&mut self, items: &[&Expr], end: &Expr, span: Span) -> Result<(Name, Length, Term), Trouble> {
        let unseen = || {
            Trouble::unread(span, "the pattern of this ellipsis is not seen")
                .help("write the first and the last item alike, as in x_1 + \\dots + x_n")
        };
        let letters = size_letters(self, end);
        let outer = std::mem::replace(&mut self.lasts, true);
        let written: Result<Vec<Term>, Trouble> = items.iter().map(|item| self.cell(item)).collect();
        let closing = self.cell(end);
        self.lasts = outer;
        let (written, closing) = (written?, closing?);
        let name = self.world.unique("item");
        let mut found = Vec::new();
        for letter in letters {
            let body = substitute(&closing, &last(&letter), Index::Free(name.clone()));
            let size = self.world.sizes.named(&super::key::spell(&letter));
            if fits(&body, &name, &written) {
                found.push((name.clone(), Length::Size(size), body));
            }
        }
        for length in numerals(&closing) {
            let body = closing.rewrite(&mut Numeral(length, Index::Free(name.clone())), 0);
            if length > items.len() as u64 && length <= 16 && fits(&body, &name, &written) {
                found.push((name.clone(), Length::Numeral(length), body));
            }
        }
        if found.len() == 1 { Ok(found.remove(0)) } else { Err(unseen()) }
    }

    /// `(z_1, \dots, z_n)`: a vector by its entries.
    pub(super) fn list(&mut self, items: &[Expr], span: Span) -> Result<Value, Trouble> {
        let cells: Vec<&Expr> = items.iter().collect();
        let value = self.vector(&cells, span)?;
        // Vectors in a row are the columns of a matrix.
        Ok(if value.rank() == 2 { value.transpose() } else { value })
    }

    /// An entry of what is written out: a number, or the component of a vector where vectors are stacked.
    fn cell(&mut self, cell: &Expr) -> Result<Term, Trouble> {
        let Some((index, size)) = self.component.clone() else { return self.scalar(cell) };
        let value = self.expr(cell)?;
        let [axis] = value.axes.as_slice() else { return Err(shape_trouble(cell.span, "a vector", &value)) };
        self.unify(axis.size, size, cell.span)?;
        Ok(value.entry(&[Index::Free(index)]))
    }

    /// Vectors that are stacked: the rows of a matrix.
    fn vector(&mut self, cells: &[&Expr], span: Span) -> Result<Value, Trouble> {
        let first =
            cells.first().filter(|cell| is_entry(cell)).ok_or_else(|| Trouble::unread(span, "nothing is listed"))?;
        let outer = std::mem::replace(&mut self.lasts, true);
        let kind = self.expr(first);
        self.lasts = outer;
        if kind?.rank() != 1 || self.component.is_some() {
            return self.listed(cells, span);
        }
        let (index, size) = (self.world.unique("component"), self.world.sizes.fresh());
        self.component = Some((index.clone(), size));
        let rows = self.listed(cells, span);
        self.component = None;
        let rows = rows?;
        let (axes, at) = self.new_axes(&[size]);
        let term = substitute(&rows.term, &index, at[0].clone());
        Ok(Value::array([rows.axes, axes].concat(), term))
    }

    fn listed(&mut self, cells: &[&Expr], span: Span) -> Result<Value, Trouble> {
        if let Some(place) = cells.iter().position(|cell| matches!(cell.node, Node::Dots(_))) {
            if place == 0 || place + 2 != cells.len() {
                return Err(Trouble::unread(span, "the pattern of this ellipsis is not seen"));
            }
            let (name, length, body) = self.pattern(&cells[..place], cells[place + 1], span)?;
            let size = match length {
                Length::Size(size) => size,
                Length::Numeral(value) => self.world.sizes.numeral(value),
            };
            let (axes, at) = self.new_axes(&[size]);
            return Ok(Value::array(axes, substitute(&body, &name, at[0].clone())));
        }
        let entries: Result<Vec<Term>, Trouble> = cells.iter().map(|cell| self.cell(cell)).collect();
        let entries = entries?;
        let size = self.world.sizes.numeral(entries.len() as u64);
        let (axes, at) = self.new_axes(&[size]);
        Ok(Value::array(axes, choose(&at[0], entries)))
    }

    /// A matrix written out; one of a single column is a vector, one of a single row a row.
    pub(super) fn matrix(&mut self, matrix: &Matrix, span: Span) -> Result<Value, Trouble> {
        let rows: Vec<&Vec<Expr>> = matrix.rows.iter().filter(|row| !row.iter().all(Expr::is_missing)).collect();
        if rows.is_empty() {
            return Err(Trouble::unread(span, "an empty matrix"));
        }
        if let [row] = rows.as_slice()
            && let [cell] = row.as_slice()
            && let Node::Product(factors) = &cell.node
            && factors.iter().any(|factor| matches!(factor.value.node, Node::Dots(_)))
        {
            // `[x_1 \ x_2 \ \dots \ x_n]`: entries that only space sets apart, for a product needs no matrix around it.
            let cells: Vec<&Expr> = factors.iter().map(|factor| &factor.value).collect();
            let apart = factors.iter().all(|factor| matches!(factor.join, Join::First | Join::Juxtaposed));
            return match apart {
                true => self.vector(&cells, span).map(Value::transpose),
                false => Err(Trouble::unread(span, "the entries of this matrix are not told apart")),
            };
        }
        if rows.iter().all(|row| row.len() == 1) {
            let cells: Vec<&Expr> = rows.iter().map(|row| &row[0]).collect();
            return self.vector(&cells, span);
        }
        if let [row] = rows.as_slice() {
            let cells: Vec<&Expr> = row.iter().collect();
            return self.vector(&cells, span).map(Value::transpose);
        }
        let dotted = rows.iter().any(|row| row.iter().any(|cell| matches!(cell.node, Node::Dots(_))));
        if dotted {
            return self.dotted_matrix(&rows, span);
        }
        self.full_matrix(&rows, span)
    }

    /// Whether a cell is a bare capital of which nothing says what it is.
    fn may_be_block(&self, cell: &Expr) -> bool {
        let key = self.world.survey.bare(cell).filter(|key| key.marks.is_empty());
        key.is_some_and(|key| self.world.is_of_unknown_shape(&key, self.place))
    }

    fn full_matrix(&mut self, rows: &[&Vec<Expr>], span: Span) -> Result<Value, Trouble> {
        let width = rows[0].len();
        if let Some(row) = rows.iter().find(|row| row.len() != width) {
            let text = format!("a row of {} entries in a matrix of {width} columns", row.len());
            let place = row.first().map_or(span, |first| first.span.to(row[row.len() - 1].span));
            return Err(Trouble::ill_formed("Q0104", place, text));
        }
        if let Some(block) = rows.iter().flat_map(|row| row.iter()).find(|cell| self.may_be_block(cell)) {
            let text = "nothing says whether this is a number or a block, as capitals in matrices often are";
            return Err(Trouble::unread(block.span, text).help("say it in words, as in: the number A"));
        }
        let mut entries = Vec::new();
        for row in rows {
            entries.push(row.iter().map(|cell| self.scalar(cell)).collect::<Result<Vec<_>, _>>()?);
        }
        let height = self.world.sizes.numeral(rows.len() as u64);
        let width = self.world.sizes.numeral(width as u64);
        let (axes, at) = self.new_axes(&[height, width]);
        let rows = entries.into_iter().map(|row| choose(&at[1], row)).collect();
        Ok(Value::array(axes, choose(&at[0], rows)))
    }

    /// A matrix with ellipses: the corners give the pattern, and every other entry that is written must fit.
    fn dotted_matrix(&mut self, rows: &[&Vec<Expr>], span: Span) -> Result<Value, Trouble> {
        self.by_convention(Convention::Ellipsis, span);
        if let Some(entries) = diagonal(rows) {
            return self.diagonal_matrix(&entries, span);
        }
        let unseen = || Trouble::unread(span, "the pattern of this matrix is not seen from its corners");
        let (top, bottom) = (rows[0], rows[rows.len() - 1]);
        let corner = bottom.last().filter(|cell| is_entry(cell)).ok_or_else(unseen)?;
        let outer = std::mem::replace(&mut self.lasts, true);
        let mut cells = Vec::new();
        let mut read = || -> Result<(), Trouble> {
            for (i, row) in rows.iter().enumerate() {
                for (j, cell) in row.iter().enumerate().filter(|(_, cell)| is_entry(cell)) {
                    cells.push((position(i, rows.len()), position(j, row.len()), self.scalar(cell)?));
                }
            }
            Ok(())
        };
        let result = read();
        self.lasts = outer;
        result?;
        let letters = size_letters(self, corner);
        let (row, column) = (self.world.unique("row"), self.world.unique("column"));
        let closing = cells.last().map(|(_, _, term)| term.clone()).ok_or_else(unseen)?;
        let (down, across) = match letters.as_slice() {
            [n] => (n.clone(), n.clone()),
            [a, b] => {
                let first_row = top.last().map(|cell| size_letters(self, cell)).unwrap_or_default();
                if first_row.contains(a) { (b.clone(), a.clone()) } else { (a.clone(), b.clone()) }
            }
            _ => return Err(unseen()),
        };
        let mut bodies = assignments(&closing, &last(&down), &last(&across), &row, &column);
        bodies.retain(|body| {
            cells.iter().all(|(i, j, term)| at_place(body, (&row, *i, &down), (&column, *j, &across)) == *term)
        });
        bodies.dedup();
        if bodies.len() != 1 {
            return Err(unseen());
        }
        let sizes = [down, across].map(|letter| self.world.sizes.named(&super::key::spell(&letter)));
        let (axes, at) = self.new_axes(&sizes);
        let body = substitute(&substitute(&bodies[0], &row, at[0].clone()), &column, at[1].clone());
        Ok(Value::array(axes, body))
    }
}

impl Reader<'_> {
    /// A matrix with nothing but its diagonal, which has an ellipsis.
    fn diagonal_matrix(&mut self, entries: &[&Expr], span: Span) -> Result<Value, Trouble> {
        let vector = self.vector(entries, span)?;
        let size = vector.axes[0].size;
        let (axes, at) = self.new_axes(&[size, size]);
        let equal = Condition::Equal(at[0].clone(), at[1].clone());
        Ok(Value::array(axes, Term::case(equal, vector.entry(&at[..1]), Term::integer(0))))
    }
}

/// The diagonal of a matrix with an ellipsis on it, where everything else is blank, 0 or dots.
fn diagonal<'a>(rows: &[&'a Vec<Expr>]) -> Option<Vec<&'a Expr>> {
    let empty = |cell: &Expr| !is_entry(cell) || matches!(&cell.node, Node::Number(text) if text == "0");
    let square = rows.len() > 2 && rows.iter().all(|row| row.len() == rows.len());
    let others = |(i, row): (usize, &&Vec<Expr>)| row.iter().enumerate().all(|(j, cell)| i == j || empty(cell));
    let entries: Vec<&Expr> = rows.iter().enumerate().map(|(i, row)| row.get(i)).collect::<Option<_>>()?;
    let dots = entries.iter().filter(|cell| matches!(cell.node, Node::Dots(_))).count();
    let ends = entries.first().zip(entries.last()).is_some_and(|(first, last)| is_entry(first) && is_entry(last));
    (square && dots == 1 && ends && rows.iter().enumerate().all(others)).then_some(entries)
}

/// How many items an ellipsis stands for.
enum Length {
    Size(SizeId),
    Numeral(u64),
}

/// The place of a row or column: counted from the start, or the last one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Position {
    From(u64),
    Last,
}

fn position(place: usize, length: usize) -> Position {
    if place + 1 == length { Position::Last } else { Position::From(place as u64 + 1) }
}

fn is_entry(cell: &Expr) -> bool {
    !cell.is_missing() && !matches!(cell.node, Node::Dots(_))
}

/// The pattern at a place, as it would be written there.
fn at_place(body: &Term, row: (&Name, Position, &Symbol), column: (&Name, Position, &Symbol)) -> Term {
    let index = |(_, position, letter): (&Name, Position, &Symbol)| match position {
        Position::From(value) => Index::Numeral(value),
        Position::Last => Index::Free(last(letter)),
    };
    substitute(&substitute(body, row.0, index(row)), column.0, index(column))
}

/// Every way to take each last index of a corner as that of its row or of its column.
fn assignments(corner: &Term, down: &Name, across: &Name, row: &Name, column: &Name) -> Vec<Term> {
    let mut count = Split { down, across, row, column, choice: 0, seen: 0 };
    corner.rewrite(&mut count, 0);
    let places = count.seen.min(10);
    (0..1u32 << places)
        .map(|choice| {
            corner.rewrite(&mut Split { choice, seen: 0, ..Split { down, across, row, column, choice, seen: 0 } }, 0)
        })
        .collect()
}

struct Split<'a> {
    down: &'a Name,
    across: &'a Name,
    row: &'a Name,
    column: &'a Name,
    choice: u32,
    seen: u32,
}

impl Rewrite for Split<'_> {
    fn index(&mut self, index: &Index, _depth: u32) -> Index {
        let Index::Free(name) = index else { return index.clone() };
        let to_row = match (name == self.down, name == self.across) {
            (true, true) => {
                self.seen += 1;
                self.choice >> (self.seen - 1) & 1 == 0
            }
            (true, false) => true,
            (false, true) => false,
            (false, false) => return index.clone(),
        };
        Index::Free(if to_row { self.row.clone() } else { self.column.clone() })
    }
}

/// The entries in order, chosen by an index.
pub(super) fn choose(at: &Index, mut entries: Vec<Term>) -> Term {
    let rest = entries.pop().unwrap_or_else(|| Term::integer(0));
    entries.into_iter().enumerate().rev().fold(rest, |rest, (place, entry)| {
        Term::case(Condition::Equal(at.clone(), Index::Numeral(place as u64 + 1)), entry, rest)
    })
}

/// The sizes that stand as last indices in an expression.
fn size_letters(reader: &Reader, expr: &Expr) -> Vec<Symbol> {
    let mut letters = Vec::new();
    expr.walk(&mut |part| {
        if let Some(symbol) = part.as_symbol()
            && reader.world.survey.is_size(symbol)
            && !letters.contains(symbol)
        {
            letters.push(symbol.clone());
        }
    });
    letters
}

/// Whether a body gives the items that are written, at 1, 2, ….
fn fits(body: &Term, name: &Name, written: &[Term]) -> bool {
    let constant = substitute(body, name, Index::Numeral(1)) == *body;
    !constant
        && written
            .iter()
            .enumerate()
            .all(|(place, item)| substitute(body, name, Index::Numeral(place as u64 + 1)) == *item)
}

pub(super) fn substitute(term: &Term, name: &Name, index: Index) -> Term {
    term.close(std::slice::from_ref(name)).open(&[index])
}

struct Numeral(u64, Index);

impl Rewrite for Numeral {
    fn index(&mut self, index: &Index, _depth: u32) -> Index {
        if *index == Index::Numeral(self.0) { self.1.clone() } else { index.clone() }
    }
}

struct Numerals(Vec<u64>);

impl Rewrite for Numerals {
    fn index(&mut self, index: &Index, _depth: u32) -> Index {
        if let Index::Numeral(value) = index
            && !self.0.contains(value)
        {
            self.0.push(*value);
        }
        index.clone()
    }
}

fn numerals(term: &Term) -> Vec<u64> {
    let mut found = Numerals(Vec::new());
    term.rewrite(&mut found, 0);
    found.0
}
