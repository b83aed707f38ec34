//! Certificates as files: what a file says, and the whole of a recheck, which needs nothing but its name and bytes.

use crate::certificate::Certificate;
use crate::check::{Accepted, Rejected, check};
use crate::digest::Digest;
use crate::statement::Statement;
use crate::syntax::{NoCertificate, read_certificate, write_definition};
use crate::term::Name;
use std::collections::BTreeSet;
use std::fmt;

/// A certificate, with the text of which its statement is a reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The digest of the link's LaTeX; see [`tex_digest`].
    pub tex: Digest,
    /// Why its statement holds.
    pub certificate: Certificate,
}

/// Why a file is not what it claims to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The name is not the digest of the bytes.
    Name(Digest),
    /// The bytes are not what a certificate looks like, from this line on.
    NoCertificate(usize),
    /// The digests of the definitions are not those of the statement's definitions.
    Definitions,
    /// The certificate is of another text.
    OtherText,
    /// The kernel rejects the proof.
    Rejected(Rejected),
}

/// The digest of a link: its left side, its relation and its right side in LaTeX, a line each, joined by line feeds.
pub fn tex_digest(left: &str, relation: &str, right: &str) -> Digest {
    Digest::of([left, relation, right].join("\n").as_bytes())
}

/// The definitions of a statement, each with a digest of its whole meaning: of its text, and of the digests of the
/// definitions that it uses.
pub fn definition_digests(statement: &Statement) -> Vec<(Digest, Name)> {
    let mut digests: Vec<(Digest, Name)> = Vec::new();
    for definition in &statement.definitions {
        let mut text = write_definition(definition);
        let held = statement.dependencies(&definition.body, &BTreeSet::new());
        let used = digests.iter().filter(|(_, name)| held.contains(name));
        used.for_each(|(digest, name)| text.push_str(&format!("\n{digest} {name}")));
        digests.push((Digest::of(text.as_bytes()), definition.name.clone()));
    }
    digests
}

impl File {
    /// The name of the file: the digest of its bytes.
    pub fn name(&self) -> Digest {
        Digest::of(self.to_string().as_bytes())
    }

    /// Reads a file. There is one text of each certificate, so that altering a byte alters what is said or is refused.
    pub fn read(text: &str) -> Result<Self, Fault> {
        let no = |NoCertificate(line)| Fault::NoCertificate(line);
        let (file, digests) = read_certificate(text).map_err(no)?;
        if digests != definition_digests(&file.certificate.statement) {
            return Err(Fault::Definitions);
        }
        let again = file.to_string();
        let same = text.split('\n').zip(again.split('\n')).take_while(|(a, b)| a == b).count();
        if again == text { Ok(file) } else { Err(Fault::NoCertificate(same + 1)) }
    }

    /// Checks that the file proves this statement, which the caller has read by itself from the text with this digest.
    pub fn check(&self, statement: &Statement, tex: Digest) -> Result<Accepted, Fault> {
        if self.tex == tex {
            check(statement, &self.certificate).map_err(Fault::Rejected)
        } else {
            Err(Fault::OtherText)
        }
    }
}

/// Rechecks a file by itself: its name, its form, its definitions, its proof. What it then proves is the statement
/// that it holds.
pub fn recheck(name: &str, bytes: &[u8]) -> Result<(File, Accepted), Fault> {
    let digest = Digest::of(bytes);
    if name.parse() != Ok(digest) {
        return Err(Fault::Name(digest));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        Fault::NoCertificate(1 + bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count())
    })?;
    let file = File::read(text)?;
    let accepted = file.check(&file.certificate.statement, file.tex)?;
    Ok((file, accepted))
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Name(digest) => write!(f, "its contents have the name {digest}"),
            Fault::NoCertificate(line) => write!(f, "line {line}: this is no certificate"),
            Fault::Definitions => f.write_str("the digests are not those of the definitions"),
            Fault::OtherText => f.write_str("it is a certificate of another text"),
            Fault::Rejected(rejected) => rejected.fmt(f),
        }
    }
}
