//! When to try which rule: a file for each family, with the names of the kernel's.

mod case;
mod definition;
mod derivative;
mod function;
mod hypothesis;
mod sign;
mod sum;
