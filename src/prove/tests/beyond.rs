//! Identities beyond the note, and their false neighbours: `identities.txt`.

use super::outcome;
use crate::prove::Outcome;

const IDENTITIES: &str = include_str!("identities.txt");

/// The claims after this sign, each with what is declared before it.
fn claims(sign: char) -> Vec<String> {
    let (mut declared, mut claims) = (String::new(), Vec::new());
    for line in IDENTITIES.lines() {
        if let Some(rest) = line.strip_prefix("@ ") {
            declared = rest.to_owned();
        } else if let Some(claim) = line.strip_prefix(sign) {
            let between = if declared.contains(':') { ";" } else { ":" };
            let joined = format!("{declared}{between} {}", claim.trim());
            claims.push(quoted(&joined));
        }
    }
    claims
}

/// Greek letters other than π are names in quotes.
fn quoted(text: &str) -> String {
    text.chars().map(|c| if "σμνℓ".contains(c) { format!("\"{c}\"") } else { c.to_string() }).collect()
}

#[test]
fn all_identities_are_proved() {
    let claims = claims('+');
    assert!(claims.len() >= 120);
    let open: Vec<(&String, Outcome)> =
        claims.iter().map(|claim| (claim, outcome(claim))).filter(|(_, o)| !matches!(o, Outcome::Proved(_))).collect();
    assert!(open.is_empty(), "{} of {}: {open:#?}", open.len(), claims.len());
}

#[test]
fn none_of_their_false_neighbours_is_proved() {
    let claims = claims('-');
    assert!(claims.len() >= 120);
    claims.iter().for_each(|claim| super::open(claim));
}
