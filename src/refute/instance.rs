//! Instances: sizes, values of the free indices, values of the variables.

use super::exact::{Failure, Value};
use super::number::Number;
use super::opaque;
use quod_kernel::statement::Statement;
use quod_kernel::term::{Name, Size};
use std::collections::BTreeMap;

/// The value of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A rational number.
    Plain(Number),
    /// The logarithm of a positive rational number.
    Log(Number),
}

/// The entries of a variable, last index fastest, as far as they are known. An opaque function has one entry, the
/// number of the family of polynomials that stands in for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Array {
    /// Its name.
    pub name: Name,
    /// How long its axes are; for an opaque function those of its value.
    pub axes: Vec<u64>,
    /// Its entries.
    pub entries: Vec<Option<Entry>>,
    /// For an opaque function how many entries its arguments have.
    pub arguments: Option<usize>,
}

/// An instance of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    /// The value of each named size.
    pub sizes: BTreeMap<Name, u64>,
    /// The value of each free index.
    pub indices: BTreeMap<Name, u64>,
    /// The variables in use, by name, then the opaque functions in use, by name.
    pub arrays: Vec<Array>,
    values: Vec<Vec<Option<Value>>>,
}

impl Entry {
    /// Its value, or nothing for a logarithm that is not exact.
    fn value(&self) -> Option<Value> {
        match self {
            Entry::Plain(number) => Some(Value::Rational(number.clone())),
            Entry::Log(number) => Value::log_of(number),
        }
    }

    /// How the order of counterexamples weighs it: a logarithm by its exponential.
    pub fn weight(&self) -> u64 {
        let (Entry::Plain(number) | Entry::Log(number)) = self;
        number.weight()
    }
}

impl std::fmt::Display for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Entry::Plain(number) => number.fmt(f),
            Entry::Log(number) if *number == Number::ONE => f.write_str("0"),
            Entry::Log(number) => write!(f, "log({number})"),
        }
    }
}

/// An instance with more entries is not looked at: they are filled one within the other.
const MAX_ENTRIES: u64 = 1024;

impl Array {
    /// The place of an entry among the flattened ones, if the indices are within the axes.
    pub fn place(axes: &[u64], at: &[u64]) -> Option<usize> {
        let mut place = 0;
        for (axis, index) in axes.iter().zip(at) {
            if *index == 0 || index > axis {
                return None;
            }
            place = place * usize::try_from(*axis).ok()? + usize::try_from(index - 1).ok()?;
        }
        Some(place)
    }

    /// Its entries as a person reads them; nothing where one is not known. For an opaque function these are
    /// polynomials in the entries a1, a2, … of its arguments, taken together.
    pub fn shown(&self) -> Option<Vec<String>> {
        match (self.arguments, &self.entries[0]) {
            (Some(count), Some(Entry::Plain(Number::Small(family, _)))) => {
                let values = self.axes.iter().product::<u64>() as usize;
                Some((0..values).map(|value| opaque::show(*family, value, count)).collect())
            }
            _ => self.entries.iter().map(|entry| entry.as_ref().map(ToString::to_string)).collect(),
        }
    }

    /// All indices of an array with these axes, in the order of its flattened entries.
    pub fn places(axes: &[u64]) -> Places {
        Places { axes: axes.to_vec(), next: (!axes.contains(&0)).then(|| vec![1; axes.len()]) }
    }

    /// How many entries an array with these axes has. Saturates.
    pub fn count(axes: &[u64]) -> u64 {
        axes.iter().fold(1, |count, axis| count.saturating_mul(*axis))
    }
}

/// All indices of an array, one by one.
#[derive(Clone, Debug)]
pub struct Places {
    axes: Vec<u64>,
    next: Option<Vec<u64>>,
}

impl Iterator for Places {
    type Item = Vec<u64>;

    fn next(&mut self) -> Option<Vec<u64>> {
        let place = self.next.take()?;
        let mut after = place.clone();
        for (index, axis) in after.iter_mut().zip(&self.axes).rev() {
            if *index < *axis {
                *index += 1;
                self.next = Some(after);
                break;
            }
            *index = 1;
        }
        Some(place)
    }
}

impl Instance {
    /// An instance with these sizes and indices whose variables have no values yet; nothing where they have too many
    /// entries to be worth their time.
    pub fn empty(statement: &Statement, sizes: &BTreeMap<Name, u64>, indices: &BTreeMap<Name, u64>) -> Option<Self> {
        let mut instance =
            Self { sizes: sizes.clone(), indices: indices.clone(), arrays: Vec::new(), values: Vec::new() };
        let mut left = MAX_ENTRIES;
        for (name, axes) in &statement.variables {
            let axes: Vec<u64> = axes.iter().map(|axis| instance.size(axis).unwrap_or(1)).collect();
            let count = Array::count(&axes);
            left = left.checked_sub(count)?;
            let count = usize::try_from(count).ok()?;
            instance.push(Array { name: name.clone(), axes, entries: vec![None; count], arguments: None });
        }
        for (name, shape) in &statement.functions {
            let lengths =
                |axes: &[Size]| -> Vec<u64> { axes.iter().map(|axis| instance.size(axis).unwrap_or(1)).collect() };
            let axes = lengths(&shape.axes);
            let count = |sum: u64, argument: &Vec<Size>| sum.saturating_add(Array::count(&lengths(argument)));
            let arguments = shape.arguments.iter().fold(0, count);
            left = left.checked_sub(arguments.saturating_add(Array::count(&axes)))?;
            let arguments = usize::try_from(arguments).ok()?;
            instance.push(Array { name: name.clone(), axes, entries: vec![None], arguments: Some(arguments) });
        }
        Some(instance)
    }

    fn push(&mut self, array: Array) {
        self.values.push(array.entries.iter().map(|entry| entry.as_ref().and_then(Entry::value)).collect());
        self.arrays.push(array);
    }

    /// Gives an entry a value, or takes it away.
    pub fn set(&mut self, array: usize, place: usize, entry: Option<Entry>) {
        self.values[array][place] = entry.as_ref().and_then(Entry::value);
        self.arrays[array].entries[place] = entry;
    }

    /// How long an axis of this size is.
    pub fn size(&self, size: &Size) -> Option<u64> {
        match size {
            Size::Named(name) => self.sizes.get(name).copied(),
            Size::Numeral(value) => Some(*value),
        }
    }

    /// The value of an entry of a variable.
    pub fn entry(&self, name: &Name, at: &[u64]) -> Result<Value, Failure> {
        let array = self.arrays.iter().position(|array| array.name == *name).ok_or(Failure::Undefined)?;
        let place = Array::place(&self.arrays[array].axes, at).ok_or(Failure::Undefined)?;
        self.values[array][place].clone().ok_or(Failure::Missing(array, place))
    }

    /// The family of polynomials that stands in for an opaque function, and the place of an entry of its value.
    pub fn family(&self, name: &Name, at: &[u64]) -> Result<(i64, usize), Failure> {
        let array = self.arrays.iter().position(|array| array.name == *name).ok_or(Failure::Undefined)?;
        let place = Array::place(&self.arrays[array].axes, at).ok_or(Failure::Undefined)?;
        match &self.arrays[array].entries[0] {
            Some(Entry::Plain(Number::Small(family, 1))) => Ok((*family, place)),
            _ => Err(Failure::Missing(array, 0)),
        }
    }
}
