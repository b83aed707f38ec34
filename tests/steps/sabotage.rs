//! The checks can fail: every step is run again with a wrong right side, and with both sides wrong alike.

use quod::numeric::{Slip, run, steps};
use std::collections::BTreeSet;

const CASES: usize = 300;

#[test]
fn every_wrong_right_side_is_caught() {
    for (_, step) in steps::all() {
        let slips: BTreeSet<Slip> = step.wrong.iter().map(|wrong| wrong.slip).collect();
        assert!(slips.len() >= 2, "{}: two different slips are needed, it has {slips:?}", step.id);
        for wrong in step.wrong {
            let caught = run(&step.with_wrong_right(wrong), CASES, 1);
            assert!(caught.is_err(), "{}: the check did not notice a wrong {:?}", step.id, wrong.slip);
        }
    }
}

#[test]
fn oracles_catch_what_left_and_right_have_in_common() {
    for (_, step) in steps::all() {
        assert!(!step.oracles.is_empty(), "{}: no oracle", step.id);
        for wrong in step.wrong {
            let caught = run(&step.with_both_wrong(wrong), CASES, 1);
            assert!(caught.is_err(), "{}: no oracle noticed a wrong {:?} on both sides", step.id, wrong.slip);
        }
    }
}
