//! One binary for the tests that need more than one room.
#![cfg(feature = "site")]

mod note;
mod carry;
mod formulas;
mod browser;
mod demo;
mod codes;
mod site;
mod book;
mod cli;
