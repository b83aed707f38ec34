//! What a proof is shown by: its certificate as text, and the side conditions that it needs.

use super::analysis::{Certificate, Link, Status};
use crate::print::term_to_latex;
use crate::prove::{Need, Proved};
use quod_kernel::Digest;
use quod_kernel::check::check;
use quod_kernel::file::{File, recheck, tex_digest};
use quod_kernel::rules::{NEGATIVE, POSITIVE, ZERO};
use quod_kernel::statement::{Claim, Hypothesis, Relation, Statement};
use quod_kernel::syntax::{BoundNames, read_statement};
use quod_kernel::term::{Name, Size, Term};
use std::collections::BTreeSet;

/// A proof that the kernel accepted, and accepts again from its text.
pub struct Proof {
    /// The side conditions, in LaTeX.
    pub conditions: Vec<String>,
    /// The definitions whose meaning it uses.
    pub definitions: BTreeSet<Name>,
    /// The certificate.
    pub certificate: Certificate,
}

/// What was proved of the statement, which is a reading of the text with this digest; `None` where the certificate's text
/// does not prove it.
pub fn proof(statement: &Statement, proved: &Proved, tex: Digest) -> Option<Proof> {
    let certificate = certified(statement, File { tex, certificate: proved.certificate.clone() })?;
    let texts: BTreeSet<String> = proved.conditions.iter().map(|need| condition(statement, need)).collect();
    let definitions = cited(&proved.certificate);
    Some(Proof { conditions: texts.into_iter().collect(), definitions, certificate })
}

/// The certificate as text, which must read back to one that proves the same statement: what cannot be rechecked from
/// its file alone proves nothing.
fn certified(statement: &Statement, file: File) -> Option<Certificate> {
    let text = file.to_string();
    let name = Digest::of(text.as_bytes());
    let (read, _) = recheck(&name.to_string(), text.as_bytes()).ok()?;
    (read.tex == file.tex && read.certificate.statement == *statement)
        .then(|| Certificate { name: name.to_string(), text: text.into() })
}

/// Rechecks with the kernel alone what a link says of itself: a proof must be there, of the very statement that is its
/// reading, and of the very text that is shown.
pub fn warrant(link: &Link) -> Result<(), String> {
    if link.status != Status::Proved {
        return Ok(());
    }
    let certificate = link.certificate.as_ref().ok_or("it has no certificate")?;
    let (file, _) = recheck(&certificate.name, certificate.text.as_bytes()).map_err(|fault| fault.to_string())?;
    let reading = link.reading.as_deref().and_then(|reading| read_statement(reading).ok());
    if reading.as_ref() != Some(&file.certificate.statement) {
        return Err("its certificate proves another statement".into());
    }
    let same = file.tex == tex_digest(&link.left, &link.relation, &link.right);
    if same { Ok(()) } else { Err("its certificate is of another text".into()) }
}

/// The definitions that a certificate rests on: those without whose meaning the kernel rejects it. Each is given another
/// one in turn, which has another sign and leads every later step astray.
fn cited(certificate: &quod_kernel::certificate::Certificate) -> BTreeSet<Name> {
    let names = certificate.statement.definitions.iter().map(|definition| &definition.name);
    let rests = |name: &&Name| {
        let mut altered = certificate.clone();
        let own = altered.statement.definitions.iter_mut().filter(|definition| definition.name == **name);
        own.for_each(|definition| definition.body = Term::integer(-1));
        check(&altered.statement, &altered).is_err()
    };
    names.filter(rests).cloned().collect()
}

fn condition(statement: &Statement, need: &Need) -> String {
    let mut names = BoundNames::of_statement(statement);
    names.enter(need.ranges.len());
    let term = term_to_latex(&need.term, &names);
    let sign = match need.signs {
        POSITIVE => "> 0",
        NEGATIVE => "< 0",
        ZERO => "= 0",
        signs if signs == POSITIVE | ZERO => "\\ge 0",
        signs if signs == NEGATIVE | ZERO => "\\le 0",
        signs if signs == NEGATIVE | POSITIVE => "\\ne 0",
        _ => "\\text{ defined}",
    };
    format!("{term} {sign}")
}

/// Whether a claim says what one of its hypotheses says, up to the names of indices and the order of its sides: such a
/// claim is assumed, and there is nothing in it to prove.
pub fn restates_hypothesis(statement: &Statement) -> bool {
    let free = crate::elaborate::free_indices([&statement.claim.left, &statement.claim.right]);
    let own: Vec<(&Name, &Size)> = statement.indices.iter().filter(|(name, _)| free.contains(*name)).collect();
    let orders = orders(&own);
    statement.hypotheses.iter().any(|hypothesis| match hypothesis {
        Hypothesis::All(ranges, said) if ranges.len() == own.len() => orders.iter().any(|order| {
            let names: Vec<Name> = order.iter().map(|(name, _)| (*name).clone()).collect();
            let claim = Claim {
                relation: statement.claim.relation,
                left: statement.claim.left.close(&names),
                right: statement.claim.right.close(&names),
            };
            order.iter().map(|(_, size)| *size).eq(ranges) && (claim == *said || turned(claim) == *said)
        }),
        _ => false,
    })
}

/// The same claim, read from right to left.
fn turned(claim: Claim) -> Claim {
    let relation = match claim.relation {
        Relation::Less => Relation::Greater,
        Relation::Greater => Relation::Less,
        Relation::AtMost => Relation::AtLeast,
        Relation::AtLeast => Relation::AtMost,
        same => same,
    };
    Claim { relation, left: claim.right, right: claim.left }
}

/// All orders of up to three things; of more the given one.
fn orders<T: Copy>(items: &[T]) -> Vec<Vec<T>> {
    match *items {
        [a, b] => vec![vec![a, b], vec![b, a]],
        [a, b, c] => {
            let places = [[a, b, c], [a, c, b], [b, a, c], [b, c, a], [c, a, b], [c, b, a]];
            places.iter().map(|order| order.to_vec()).collect()
        }
        _ => vec![items.to_vec()],
    }
}
