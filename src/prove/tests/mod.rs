//! True statements are proved and the kernel accepts; their false neighbours are not.

mod attacks;
mod beyond;
mod certificates;
mod decision;
mod fuzz;
mod note;
mod signs;
mod solve;

use super::{Outcome, Proved, prove};
use quod_kernel::check;
use quod_kernel::syntax::read_statement;

const FUEL: u64 = 200_000;

fn outcome(text: &str) -> Outcome {
    let statement = read_statement(text).unwrap_or_else(|e| panic!("{text}: {e:?}"));
    assert_eq!(statement.check(), Ok(()), "{text}");
    prove(&statement, FUEL)
}

/// The proof of a statement that must have one; the kernel is asked once more.
fn proved(text: &str) -> Proved {
    match outcome(text) {
        Outcome::Proved(proved) => {
            assert!(check(&proved.certificate.statement, &proved.certificate).is_ok());
            *proved
        }
        other => panic!("{text}\n{other:?}"),
    }
}

/// A statement that must not be proved.
fn open(text: &str) {
    if let Outcome::Proved(proved) = outcome(text) {
        panic!("proved: {text}\n{:?}", proved.certificate.proof);
    }
}
