//! The meaning of a symbol where it stands: an entry, an array, a defined symbol, an opaque function.

use super::conventions::Convention;
use super::key::{Key, Mark};
use super::occurrence::{At, Occurrence};
use super::reader::{Reader, size_term};
use super::sizes::{SizeId, Sizes};
use super::trouble::Trouble;
use super::value::Value;
use super::world::{DefinitionId, Lowered, Meaning, World, Written};
use crate::latex::{Accent, Apply, Expr, Font, Node, Symbol};
use crate::source::Span;
use quod_kernel::term::{Condition, Function, Index, Lambda, Name, Partial, Term};

impl Reader<'_> {
    /// The meaning of an occurrence, with its transposition and its exponent.
    pub(super) fn symbol(&mut self, found: Occurrence, expr: &Expr) -> Result<Value, Trouble> {
        if let Some(value) = self.exponential(&found)? {
            return Ok(value);
        }
        if let Some(value) = self.probabilities(&found, expr)? {
            return Ok(value);
        }
        self.refuse_factor_delta(&found)?;
        if found.arguments.is_some() && !self.is_function_at(&found) {
            self.refuse_letter_of_letter(&found)?;
            self.by_convention(Convention::FactorBeforeBrackets, found.span);
            let product =
                expr.as_product().ok_or_else(|| Trouble::unread(expr.span, "it is not clear what is applied here"))?;
            return self.expr(&product);
        }
        let base = self.base(&found)?;
        let base = match found.transposed {
            true if base.rank() == 0 => {
                return Err(Trouble::unread(found.span, "a scalar is not transposed"));
            }
            true => {
                self.by_convention(Convention::Transpose, found.span);
                base.transpose()
            }
            false => base,
        };
        match found.power {
            Some(exponent) if found.halved && base.rank() == 0 => {
                let half = super::survey::even_power(exponent).unwrap_or(2) / 2;
                Ok(base.map(|base| Term::power(base, half)))
            }
            Some(exponent) => {
                let at = if let Node::Scripted(scripted) = &expr.node { scripted.base.span } else { expr.span };
                self.power(base, exponent, at)
            }
            None => Ok(base),
        }
    }

    /// What kind of number an expression is of which only its text is known.
    pub(super) fn told_by_its_text(&self, expr: &Expr) -> Option<&'static str> {
        told_by_its_text(self.world, expr, self.place)
    }

    /// Nobody writes the product of two letters as a(b). Where a is a variable elsewhere, it is not clear what it is here.
    fn refuse_letter_of_letter(&self, found: &Occurrence) -> Result<(), Trouble> {
        let Some([argument]) = found.arguments.as_deref() else { return Ok(()) };
        let letter =
            matches!(super::occurrence::read(&self.world.survey, argument), Some(Ok(one)) if one.arguments.is_none());
        let size = self.world.survey.is_size(&found.key.symbol) || self.world.survey.is_index(&found.key.symbol);
        let text = format!("{} stands before parentheses here and without them elsewhere", found.key.tex());
        match letter && !size {
            true => {
                Err(Trouble::unread(found.span, text).help("write a product without parentheses around one letter"))
            }
            false => Ok(()),
        }
    }

    /// Expectations, variances and densities are not read; a letter such as p names another density for each argument.
    fn probabilities(&mut self, found: &Occurrence, expr: &Expr) -> Result<Option<Value>, Trouble> {
        if found.arguments.is_none() || self.world.definition(&found.key, self.place).is_some() {
            return Ok(None);
        }
        match probability(&found.key).filter(|_| !is_factor(self.world, found)) {
            Some(what) if is_chance(found, what) => self.chance(expr, what).map(Some),
            Some(what) => Err(Trouble::unread(found.span, format!("{what} are not read"))),
            None => Ok(None),
        }
    }

    /// `\Delta x` is a symbol, unless the file uses Δ by itself: then it may be a product.
    fn refuse_factor_delta(&self, found: &Occurrence) -> Result<(), Trouble> {
        let mut plain = found.key.symbol.clone();
        plain.accents.clear();
        plain.font = Font::Plain;
        plain.name = "Delta".to_string();
        let difference = found.key.symbol.accents.contains(&Accent::Difference);
        match difference && self.world.survey.usage(&Key::plain(plain)).is_some() {
            true => {
                Err(Trouble::unread(found.span, "\\Delta is a symbol by itself elsewhere, and may be a factor here"))
            }
            false => Ok(()),
        }
    }

    /// `e^{…}` where e is Euler's number.
    fn exponential(&mut self, found: &Occurrence) -> Result<Option<Value>, Trouble> {
        let plain = found.key.marks.is_empty() && found.at.is_empty() && found.arguments.is_none();
        let euler = found.key.symbol.name == "e" && matches!(found.key.symbol.font, Font::Plain | Font::Roman);
        if !plain || !euler || self.world.definition(&found.key, self.place).is_some() {
            return Ok(None);
        }
        let quantity = self.world.survey.is_quantity(&found.key.symbol);
        if !quantity {
            self.by_convention(Convention::Euler, found.span);
        }
        match found.power {
            Some(exponent) if quantity && matches!(exponent.node, Node::Number(_)) => {
                Err(Trouble::unread(found.span, "e is a quantity elsewhere in this file, and Euler's number to many"))
            }
            Some(exponent) => self.entrywise(Function::Exp, exponent).map(Some),
            None if quantity => Ok(None),
            None => Ok(Some(Value::scalar(Term::apply(Function::Exp, Term::integer(1))))),
        }
    }

    /// Whether what stands before parentheses is applied to them, and no factor of a product.
    pub(super) fn is_function_at(&mut self, found: &Occurrence) -> bool {
        self.local(&found.key).is_none() && self.is_applied(found)
    }

    fn is_applied(&mut self, found: &Occurrence) -> bool {
        let key = self.world.meant(&found.key, self.place);
        match self.world.meaning(&key, self.place, true) {
            Meaning::Defined(id) => !self.formals(id).is_empty() || self.builtin(&key).is_some(),
            Meaning::Function => true,
            Meaning::Variable => self.builtin(&key).is_some(),
        }
    }

    /// Notes by which conventions the scripts and the font of a symbol tell it from others.
    fn note_marks(&mut self, found: &Occurrence, meant: &Key) {
        let below = found.key.marks.iter().any(|mark| matches!(mark, Mark::Below(_)));
        let above = found
            .key
            .marks
            .iter()
            .any(|mark| matches!(mark, Mark::Above(text) if !text.contains("\\cdot") && text != "2"));
        for (holds, convention) in [
            (below, Convention::MarkBelow),
            (above, Convention::MarkAbove),
            (*meant != found.key, Convention::FontVariant),
        ] {
            if holds {
                self.by_convention(convention, found.span);
            }
        }
    }

    /// A letter that stands for each element of a set in turn.
    fn element(&mut self, found: &Occurrence) -> Option<Result<Value, Trouble>> {
        let plain = found.primes == 0 && found.key.marks.is_empty() && found.arguments.is_none();
        let element = self.elements.iter().rev().find(|one| plain && one.letter == found.key.symbol)?.clone();
        let rank = self.world.rank(&found.key).max(found.at.len());
        let symbol = super::folds::list_symbol(&element.array);
        let axes = self.world.axes_of(&Key::plain(symbol), &element.array, rank + 1);
        let value = self.unify(axes[0], element.size, found.span).and_then(|()| {
            self.array(found, &axes[1..], &found.key, |at| {
                let at = std::iter::once(Index::Free(element.index)).chain(at).collect();
                Term::entry(element.array, at)
            })
        });
        Some(value)
    }

    fn base(&mut self, found: &Occurrence) -> Result<Value, Trouble> {
        if let Some(value) = self.element(found) {
            return value;
        }
        if let Some(value) = self.conventional(found)? {
            return Ok(value);
        }
        let key = self.world.meant(&found.key, self.place);
        self.note_marks(found, &key);
        let key = match found.primes {
            0 => key,
            _ if found.arguments.is_some() => key,
            count => Key { marks: [key.marks, vec![Mark::Above("'".repeat(count))]].concat(), ..key },
        };
        if let Some((name, axes)) = self.local(&key) {
            if self.is_number_here(&key) {
                self.by_convention(Convention::NumberHere, found.span);
            }
            return self.array(found, &axes, &key, |at| Term::entry(name, at));
        }
        match self.world.meaning(&key, self.place, found.arguments.is_some()) {
            Meaning::Defined(id) => self.defined(found, &key, id),
            Meaning::Function => {
                self.refuse_lost(&key, found.span)?;
                self.opaque(found, &key)
            }
            Meaning::Variable => {
                self.refuse_lost(&key, found.span)?;
                let name = Name::new(&key.tex());
                let rank = self.world.rank(&key);
                let axes = self.world.axes_of(&key, &name, rank);
                self.array(found, &axes, &key, |at| Term::entry(name, at))
            }
        }
    }

    /// Letters that mean something by convention: π, δ_ij, I, the vector of ones, sizes.
    fn conventional(&mut self, found: &Occurrence) -> Result<Option<Value>, Trouble> {
        let (key, bare) = (&found.key, found.at.is_empty() && found.arguments.is_none());
        if self.world.definition(key, self.place).is_some() {
            return Ok(None);
        }
        match (key.symbol.name.as_str(), found.at.as_slice()) {
            ("delta", [a, b]) => {
                if let (At::Letter(first, _), At::Letter(second, _)) = (a, b)
                    && let (Some(a), Some(b)) = (self.resolve(first).1, self.resolve(second).1)
                {
                    self.world.sizes.compare(a, b);
                }
                self.by_convention(Convention::Indicator, found.span);
                let condition = Condition::Equal(self.compared(a)?, self.compared(b)?);
                return Ok(Some(Value::scalar(Term::indicator(condition))));
            }
            ("pi", []) if bare && key.marks.is_empty() => {
                self.by_convention(Convention::CirclePi, found.span);
                return Ok(Some(Value::scalar(Term::pi())));
            }
            ("infty", []) => return Err(Trouble::unread(found.span, "∞ is not a number")),
            (name, _) if is_sign(&key.symbol) => {
                return Err(Trouble::unread(found.span, format!("{} is a sign, not a quantity", sign_text(name, key))));
            }
            ("I", []) if bare && self.is_identity(key) => {
                self.by_convention(Convention::Identity, found.span);
                return Ok(Some(self.identity()));
            }
            ("1", []) if bare && matches!(key.symbol.font, Font::Bold | Font::Blackboard) => {
                self.by_convention(Convention::Ones, found.span);
                let size = self.world.sizes.fresh();
                let (axes, _) = self.new_axes(&[size]);
                return Ok(Some(Value::array(axes, Term::integer(1))));
            }
            ("0", []) if bare && key.symbol.font == Font::Bold => return Ok(Some(Value::scalar(Term::integer(0)))),
            _ => {}
        }
        if bare && key.marks.is_empty() && self.world.survey.is_index(&key.symbol) {
            return Err(Trouble::unread(found.span, format!("the index {} is used as a number", key.tex())));
        }
        match self.world.size_named(key) {
            Some(_) if bare && self.world.survey.has_entries(&key.tex()) => {
                Err(Trouble::unread(found.span, format!("{} is a size, and also an array with entries", key.tex())))
            }
            Some(size) if bare => Ok(Some(Value::scalar(size_term(size)))),
            _ => Ok(None),
        }
    }

    /// The index at a place of δ, whose axes have no sizes of their own.
    fn compared(&mut self, at: &At) -> Result<Index, Trouble> {
        match at {
            At::Letter(letter, _) => Ok(self.resolve(letter).0),
            At::Numeral(value, _) => Ok(Index::Numeral(*value)),
            At::Last(..) => {
                let size = self.world.sizes.fresh();
                self.index(at, size)
            }
        }
    }

    fn is_identity(&self, key: &Key) -> bool {
        let marks = match self.world.marked_by_size(key) {
            Some(text) => text.chars().count() == 1,
            None => key.marks.is_empty(),
        };
        marks && (self.world.speaks_of_arrays || key.is_bold()) && self.world.rank(&Key::plain(key.symbol.clone())) != 1
    }

    pub(super) fn identity(&mut self) -> Value {
        let size = self.world.sizes.fresh();
        let (axes, at) = self.new_axes(&[size, size]);
        Value::array(axes, Term::indicator(Condition::Equal(at[0].clone(), at[1].clone())))
    }

    /// A symbol with axes at the indices that are written, or as a whole.
    fn array(
        &mut self,
        found: &Occurrence,
        axes: &[SizeId],
        key: &Key,
        entry: impl FnOnce(Vec<Index>) -> Term,
    ) -> Result<Value, Trouble> {
        if found.at.is_empty() && !axes.is_empty() {
            let (axes, at) = self.new_axes(axes);
            return Ok(Value::array(axes, entry(at)));
        }
        if found.at.len() + 1 == axes.len()
            && (found.above == found.at.len() || self.world.survey.family(key).is_some())
        {
            return self.one_of_several(found, axes, entry);
        }
        if self.is_part(found, axes.len(), key) {
            let given = if found.above > 0 { axes.len() - found.above..axes.len() } else { 0..found.at.len() };
            let (open, indices): (Vec<usize>, Vec<usize>) = (0..axes.len()).partition(|place| !given.contains(place));
            let sizes: Vec<SizeId> = open.iter().map(|place| axes[*place]).collect();
            let (new, free) = self.new_axes(&sizes);
            let mut at: Vec<Option<Index>> = vec![None; axes.len()];
            for (place, index) in open.into_iter().zip(free) {
                at[place] = Some(index);
            }
            for (place, index) in indices.into_iter().zip(&found.at) {
                at[place] = Some(self.index(index, axes[place])?);
            }
            return Ok(Value::array(new, entry(at.into_iter().flatten().collect())));
        }
        if found.at.len() != axes.len() {
            let text = format!("{} has {} indices here and {} elsewhere", key.tex(), found.at.len(), axes.len());
            return Err(Trouble::unread(found.span, text));
        }
        let indices: Result<Vec<Index>, Trouble> =
            found.at.iter().zip(axes).map(|(at, axis)| self.index(at, *axis)).collect();
        for (place, axis) in axes.iter().enumerate() {
            axes[..place].iter().for_each(|other| self.world.sizes.keep_apart(*other, *axis));
        }
        indices.map(|indices| Value::scalar(entry(indices)))
    }

    /// Whether some indices are left out, so that this is a vector of an array: `x^{(i)}` beside `x^{(i)}_j`, and `x_i`
    /// where it is bold, transposed, or said to be a vector.
    fn is_part(&self, found: &Occurrence, rank: usize, key: &Key) -> bool {
        let left_out = !found.at.is_empty() && found.at.len() < rank;
        let above = found.above > 0 && found.above == found.at.len();
        let vector = found.key.is_bold() || self.world.is_row(key);
        left_out && (above || (found.above == 0 && vector))
    }

    /// `x^{(i)}`, `w_k` where they are vectors: the components stand below, before an index above and behind those below.
    fn one_of_several(
        &mut self,
        found: &Occurrence,
        axes: &[SizeId],
        entry: impl FnOnce(Vec<Index>) -> Term,
    ) -> Result<Value, Trouble> {
        self.by_convention(Convention::OneOfSeveral, found.span);
        let place = if found.above == found.at.len() { 0 } else { axes.len() - 1 };
        let (component, at) = self.new_axes(&axes[place..=place]);
        let others = axes.iter().enumerate().filter(|(axis, _)| *axis != place).map(|(_, size)| *size);
        let mut indices =
            found.at.iter().zip(others).map(|(at, size)| self.index(at, size)).collect::<Result<Vec<Index>, _>>()?;
        indices.insert(place, at[0].clone());
        Ok(Value::array(component, entry(indices)))
    }

    /// The parameters on the left side of a definition, where some use has other arguments.
    pub(super) fn formals(&self, id: DefinitionId) -> Vec<Key> {
        let written = self.world.written(id);
        let found = super::occurrence::read(&self.world.survey, &written.left);
        let arguments = found.and_then(Result::ok).and_then(|found| found.arguments).unwrap_or_default();
        arguments.into_iter().filter_map(|argument| self.world.survey.bare(argument)).collect()
    }

    /// Whether each use of a definition is bare or has the formal arguments: then it needs no parameters.
    pub(super) fn has_parameters(&self, id: DefinitionId) -> bool {
        let formals: Vec<Option<Key>> = self.formals(id).into_iter().map(Some).collect();
        let written = self.world.written(id);
        let usage = self.world.survey.usage(&written.key);
        let dummy =
            |formal: &Option<Key>| self.world.dummies_at(written.place).any(|(_, key, _)| formal.as_ref() == Some(key));
        if formals.iter().any(dummy) {
            return true;
        }
        !formals.is_empty() && usage.is_some_and(|usage| usage.applied.iter().any(|arguments| *arguments != formals))
    }

    fn defined(&mut self, found: &Occurrence, key: &Key, id: DefinitionId) -> Result<Value, Trouble> {
        let unread = |inner: Trouble| {
            let reason = inner.message.rsplit(", for ").next().unwrap_or_default().to_string();
            let text = format!("{} is defined by something that is not read, for {reason}", key.tex());
            Trouble::unread(found.span, text)
        };
        let rank = self.world.rank_of_definition(id).map_err(unread)?;
        let name = self.world.name(id).clone();
        let axes = self.world.axes_of(key, &name, rank);
        let formals = self.formals(id);
        if let Some(arguments) = &found.arguments
            && arguments.len() != formals.len()
        {
            let text = format!("{} takes {} arguments, not {}", key.tex(), formals.len(), arguments.len());
            return Err(Trouble::unread(found.span, text));
        }
        let name = match found.primes {
            0 => name,
            _ if !self.has_parameters(id) => return self.derivative_by_prime(found, key, id),
            primes => {
                let derived = self.world.derived(id, primes);
                derived.ok_or_else(|| Trouble::unread(found.span, "a prime needs a function of one scalar"))?
            }
        };
        let mut lambdas = Vec::new();
        if self.has_parameters(id) {
            if let Some(value) = self.entry_by_entry(found, id, &name)? {
                return Ok(value);
            }
            let lowered = self.world.lower(id)?;
            for (place, (formal, _, sizes)) in lowered.parameters.iter().enumerate() {
                let value = match &found.arguments {
                    Some(arguments) => self.expr(arguments[place])?,
                    None => self.whole(formal, found.span)?,
                };
                lambdas.push(self.argument(value, sizes, found.span)?);
            }
        }
        self.array(found, &axes, key, |at| Term::call(name, at, lambdas))
    }

    /// A function of one scalar at a vector, taken entry by entry, as activations are.
    fn entry_by_entry(&mut self, found: &Occurrence, id: DefinitionId, name: &Name) -> Result<Option<Value>, Trouble> {
        let (Some([argument]), true) = (found.arguments.as_deref(), found.at.is_empty()) else { return Ok(None) };
        let lowered = self.world.lower(id)?;
        let scalar =
            matches!(lowered.parameters.as_slice(), [(_, _, axes)] if axes.is_empty()) && lowered.axes.is_empty();
        if !scalar {
            return Ok(None);
        }
        let value = self.expr(argument)?;
        if value.rank() == 1 {
            self.by_convention(Convention::EntryByEntry, found.span);
        }
        let call = |entry| Term::call(name.clone(), Vec::new(), vec![Lambda::scalar(entry)]);
        Ok((value.rank() == 1).then(|| value.map(call)))
    }

    /// A symbol as a whole, as if it were written bare.
    pub(super) fn whole(&mut self, key: &Key, span: Span) -> Result<Value, Trouble> {
        let found = Occurrence {
            key: key.clone(),
            at: Vec::new(),
            above: 0,
            arguments: None,
            power: None,
            halved: false,
            transposed: false,
            primes: 0,
            span,
        };
        self.base(&found)
    }

    /// A value as an argument with axes of these sizes.
    fn argument(&mut self, value: Value, sizes: &[SizeId], span: Span) -> Result<Lambda, Trouble> {
        if value.rank() != sizes.len() {
            return Err(Trouble::unread(span, format!("the argument is {}", value.describe())));
        }
        for (axis, size) in value.axes.iter().zip(sizes) {
            self.unify(axis.size, *size, span)?;
        }
        let axes = value.axes.iter().map(|axis| Sizes::placeholder(axis.size)).collect();
        Ok(Lambda { axes, body: value.term.close(&value.names()) })
    }

    fn opaque(&mut self, found: &Occurrence, key: &Key) -> Result<Value, Trouble> {
        let values = match (&found.arguments, self.world.opaque_of(key)) {
            (Some(arguments), _) => {
                arguments.iter().map(|argument| self.expr(argument)).collect::<Result<Vec<_>, _>>()?
            }
            (None, Some(of)) => of.iter().map(|key| self.whole(key, found.span)).collect::<Result<Vec<_>, _>>()?,
            (None, None) => {
                return Err(Trouble::unread(found.span, format!("{} is a function without arguments here", key.tex())));
            }
        };
        let sizes: Vec<Vec<SizeId>> =
            values.iter().map(|value| value.axes.iter().map(|axis| axis.size).collect()).collect();
        let written = found.arguments.is_some();
        let convention =
            if written { Convention::UnknownFunction } else { Convention::FunctionOfWhatItIsDifferentiatedBy };
        self.by_convention(convention, found.span);
        let bold = if key.is_bold() { 1 + usize::from(key.is_capital()) } else { 0 };
        let rank = found.at.len().max(usize::from(self.world.survey.is_vector_valued(key))).max(bold);
        let opaque = self.world.opaque(key, rank, &sizes);
        if opaque.arguments.len() != values.len() {
            return Err(Trouble::unread(
                found.span,
                format!("{} has another number of arguments elsewhere", key.tex()),
            ));
        }
        // A function of a scalar that meets a vector is taken entry by entry, as activations are.
        if let ([value], [sizes]) = (values.as_slice(), opaque.arguments.as_slice())
            && sizes.is_empty()
            && value.rank() == 1
        {
            let partials = vec![Partial { argument: 0, indices: Vec::new() }; found.primes];
            let name = Name::new(&key.tex());
            return Ok(value
                .clone()
                .map(|entry| Term::opaque(name, Vec::new(), partials, vec![Lambda::scalar(entry)])));
        }
        let mut lambdas = Vec::new();
        for (value, sizes) in values.into_iter().zip(&opaque.arguments) {
            lambdas.push(self.argument(value, sizes, found.span)?);
        }
        let prime = Partial { argument: 0, indices: Vec::new() };
        if found.primes > 0 && opaque.arguments != [Vec::new()] {
            return Err(Trouble::unread(found.span, "a prime needs a function of one scalar"));
        }
        let partials = vec![prime; found.primes];
        self.array(found, &opaque.axes, key, |at| Term::opaque(Name::new(&key.tex()), at, partials, lambdas))
    }

    /// `f'(x)` where f is defined as a function of x: the derivative by x, at that very symbol.
    fn derivative_by_prime(&mut self, found: &Occurrence, key: &Key, id: DefinitionId) -> Result<Value, Trouble> {
        let trouble =
            || Trouble::unread(found.span, format!("the prime of {} is read only at a plain variable", key.tex()));
        let argument = match found.arguments.as_deref() {
            Some([argument]) => self.world.survey.bare(argument),
            _ => None,
        };
        let argument = argument.ok_or_else(trouble)?;
        let by = Name::new(&argument.tex());
        let variable = self.world.meaning(&argument, self.place, false) == Meaning::Variable;
        if !variable || self.world.rank(&argument) > 0 || self.world.definition(key, self.place) != Some(id) {
            return Err(trouble());
        }
        let plain = Occurrence { primes: 0, ..found.clone() };
        let value = self.base(&plain)?;
        Ok((0..found.primes)
            .fold(value, |value, _| value.map(|term| Term::derivative(term, by.clone(), Vec::new(), Vec::new()))))
    }

    /// The right side of a definition. A parameter is a letter of its own: it has the axes that the letter has elsewhere,
    /// or is a scalar where that has no reading.
    fn body(&mut self, written: &Written, id: DefinitionId) -> Result<Value, Trouble> {
        let formals = if self.has_parameters(id) { self.formals(id) } else { Vec::new() };
        let ranks: Vec<usize> = formals.iter().map(|formal| self.world.rank(formal)).collect();
        let first = self.body_with(written, &formals, &ranks);
        match first {
            Err(trouble) if ranks.iter().any(|rank| *rank > 0) => {
                self.body_with(written, &formals, &vec![0; ranks.len()]).map_err(|_| trouble)
            }
            result => result,
        }
    }

    fn body_with(&mut self, written: &Written, formals: &[Key], ranks: &[usize]) -> Result<Value, Trouble> {
        self.parameters.clear();
        for (formal, rank) in formals.iter().zip(ranks) {
            let name = Name::new(&format!("{}°", formal.tex()));
            let axes = (0..*rank).map(|_| self.world.sizes.fresh()).collect();
            self.parameters.push((formal.clone(), name, axes));
        }
        self.side(&written.right, &[&written.left, &written.right])
    }

    /// The meaning of a definition.
    pub(super) fn definition(&mut self, written: &Written, id: DefinitionId) -> Result<Lowered, Trouble> {
        let left = super::occurrence::read(&self.world.survey, &written.left)
            .unwrap_or_else(|| Err(Trouble::unread(written.left.span, "this is no symbol")))?;
        let right = self.body(written, id)?;
        let parameters = self.parameters.clone();
        let name = self.world.name(id).clone();
        let letters: Vec<_> =
            left.at.iter().filter_map(|at| if let At::Letter(l, s) = at { Some((l, *s)) } else { None }).collect();
        if letters.len() != left.at.len() {
            return Err(Trouble::unread(written.left.span, "a numeral is no formal index"));
        }
        let formals: Vec<Name> = letters.iter().map(|(letter, _)| Name::new(&super::key::spell(letter))).collect();
        if let Some(loose) = self.used_free.iter().find(|letter| !letters.iter().any(|(l, _)| l == letter)) {
            let text = format!("the index {} is free on the right side only", super::key::spell(loose));
            return Err(Trouble::ill_formed("Q0102", written.right.span, text));
        }
        let rank = letters.len() + right.rank();
        let unknown = right.rank() == 0 && matches!(right.term.node(), quod_kernel::term::Node::Opaque(..));
        if letters.is_empty() && unknown && written.key.is_bold() {
            let text = format!("{} is bold, and nothing says that this has a vector as value", written.key.tex());
            return Err(Trouble::unread(written.right.span, text));
        }
        if let Some(declared) = self.world.declared.get(&written.key).map(Vec::len)
            && declared != rank
            && !super::reader::is_zero(&right)
        {
            let said = ["a scalar", "a vector", "a matrix"].get(declared).copied().unwrap_or("an array");
            let text = format!("{} is said to be {said}, and this is {}", written.key.tex(), right.describe());
            return Err(Trouble::ill_formed("Q0104", written.right.span, text));
        }
        let axes = self.world.axes_of(&written.key, &name, rank);
        for ((letter, span), axis) in letters.iter().zip(&axes) {
            let (_, size) = self.resolve(letter);
            if let Some(size) = size {
                self.unify(size, *axis, *span)?;
            }
        }
        for (axis, size) in right.axes.iter().zip(&axes[letters.len()..]) {
            self.unify(axis.size, *size, written.right.span)?;
        }
        let names: Vec<Name> = formals.into_iter().chain(right.names()).collect();
        let row = right.row;
        Ok(Lowered { axes, parameters, body: right.term.close(&names), row })
    }
}

/// A letter that is written without parentheses elsewhere is a variable, and p(1 - p) is a product.
fn is_factor(world: &World, found: &Occurrence) -> bool {
    let usage = world.survey.usage(&found.key);
    usage.is_some_and(|usage| !usage.of_a_letter && (usage.bare || usage.arities.iter().any(|count| *count > 0)))
}

/// What kind of number an expression is of which only its text is known: `KL(q \| p)`, `N(x \mid \mu, \sigma^2)`.
pub(super) fn told_by_its_text(world: &World, expr: &Expr, place: usize) -> Option<&'static str> {
    if let Node::Apply(Apply { function, argument: Some(argument), bare: false }) = &expr.node
        && let (Some(function), Node::Group(group)) = (function.as_symbol(), &argument.node)
        && matches!(group.body.node, Node::Parted(..) | Node::Given(..))
        && probability(&Key::plain(function.clone())).is_none()
    {
        return Some("divergences");
    }
    let Node::Call(call) = &expr.node else { return None };
    let found = super::occurrence::read(&world.survey, expr)?.ok()?;
    let known = world.definition(&found.key, place).is_some();
    let named = probability(&found.key);
    match call.group.body.node {
        _ if known || !named.is_none_or(|what| is_chance(&found, what)) => None,
        Node::Parted(..) => Some("divergences"),
        Node::Given(..) => Some("conditionals"),
        _ => named.filter(|_| !is_factor(world, &found)),
    }
}

/// Whether what has this name is a number that only its text tells.
fn is_chance(found: &Occurrence, what: &str) -> bool {
    found.power.is_none() && found.primes == 0 && ["probabilities", DENSITIES, COUNTS].contains(&what)
}

const COUNTS: &str = "counts";

const DENSITIES: &str = "densities without a definition";

/// What of probability theory a symbol before parentheses stands for.
pub fn probability(key: &Key) -> Option<&'static str> {
    let symbol = &key.symbol;
    match (symbol.name.as_str(), symbol.font, symbol.word) {
        ("E", Font::Blackboard | Font::Roman, _) | ("E", _, true) => Some("expectations"),
        ("Var" | "Cov" | "Corr", _, true) | ("V", Font::Blackboard, _) => Some("variances and covariances"),
        ("P", Font::Blackboard | Font::Roman, _) | ("Pr", _, true) => Some("probabilities"),
        ("p" | "q" | "P" | "Q", _, false) => Some(DENSITIES),
        ("#", _, _) => Some(COUNTS),
        _ => None,
    }
}

/// Whether a symbol without a meaning is a sign of which no value is known, such as an operator between operands, and
/// so no variable: `x \star y` is no product of three letters.
fn is_sign(symbol: &Symbol) -> bool {
    const SIGNS: &str = "# star bullet dagger ddagger dag ddag degree angle triangle square blacksquare checkmark flat \
                         sharp natural clubsuit intercal complement surd copyright pounds emptyset top bot Re Im wp";
    let set =
        symbol.font == Font::Blackboard && matches!(symbol.name.as_str(), "R" | "N" | "Z" | "Q" | "C" | "E" | "P");
    set || (!symbol.word && SIGNS.split_whitespace().any(|sign| sign == symbol.name))
}

fn sign_text(name: &str, key: &Key) -> String {
    if key.symbol.font == Font::Blackboard { key.tex() } else { format!("\\{name}") }
}
