//! What a proof is shown by: its certificate as text, and the side conditions that it needs.

use super::analysis::Certificate;
use crate::print::term_to_latex;
use crate::prove::{Need, Proved};
use quod_kernel::Digest;
use quod_kernel::file::{File, recheck};
use quod_kernel::rules::{NEGATIVE, POSITIVE, ZERO};
use quod_kernel::statement::Statement;
use quod_kernel::syntax::BoundNames;
use std::collections::BTreeSet;

/// A proof that the kernel accepted, and accepts again from its text.
pub struct Proof {
    /// The side conditions, in LaTeX.
    pub conditions: Vec<String>,
    /// The certificate.
    pub certificate: Certificate,
}

/// What was proved of the statement, which is a reading of the text with this digest; `None` where the certificate's text
/// does not prove it.
pub fn proof(statement: &Statement, proved: &Proved, tex: Digest) -> Option<Proof> {
    let certificate = certified(statement, File { tex, certificate: proved.certificate.clone() })?;
    let texts: BTreeSet<String> = proved.conditions.iter().map(|need| condition(statement, need)).collect();
    Some(Proof { conditions: texts.into_iter().collect(), certificate })
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
