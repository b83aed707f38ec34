//! Statements that exploit a rule of soundness, were it missing: `attacks.txt`.

use super::{open, proved};
use std::collections::BTreeMap;

const ATTACKS: &str = include_str!("attacks.txt");

/// The statements after this sign, each with the number of the rule.
fn attacks(sign: char) -> Vec<(String, String)> {
    let (mut rule, mut declared, mut list) = (String::new(), String::new(), Vec::new());
    for line in ATTACKS.lines() {
        if let Some((number, rest)) = line.strip_prefix("@ ").and_then(|rest| rest.split_once(' ')) {
            (rule, declared) = (number.to_owned(), rest.to_owned());
        } else if let Some(claim) = line.strip_prefix(sign) {
            let between = if declared.contains(':') { ";" } else { ":" };
            list.push((rule.clone(), format!("{declared}{between} {}", claim.trim())));
        }
    }
    list
}

#[test]
fn no_attack_is_proved() {
    let attacks = attacks('-');
    let mut by_rule: BTreeMap<&str, usize> = BTreeMap::new();
    for (rule, attack) in &attacks {
        open(attack);
        *by_rule.entry(rule).or_default() += 1;
    }
    assert!(attacks.len() >= 100, "{}", attacks.len());
    assert!(by_rule.values().all(|count| *count >= 10), "{by_rule:?}");
}

#[test]
fn what_is_true_beside_them_is_proved() {
    let claims = attacks('+');
    assert!(claims.len() >= 40);
    claims.iter().for_each(|(_, claim)| _ = proved(claim));
}
