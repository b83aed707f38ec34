//! Certificates as text, one word or term a line, as `kernel/SPEC.md` lays it down.
//!
//! Loose bound indices of a term are written as free ones with the names `#0`, `#1`, …: a statement that declares such
//! an index has no certificate in this form.

use super::{read_statement, read_term};
use crate::certificate::{Certificate, Fact, Proof, Rule, Step, Witness};
use crate::digest::Digest;
use crate::file::{File, definition_digests};
use crate::rational::Rational;
use crate::statement::Statement;
use crate::term::{Condition, Index, Name, Node, Rewrite, Term};
use std::fmt::{self, Write};
use std::str::FromStr;

/// The first line.
const HEAD: &str = "quod certificate 1";

/// The number of the line, from 1, at which a text is no certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoCertificate(pub usize);

/// Loose bound indices as free ones.
struct Tie;

impl Rewrite for Tie {
    fn index(&mut self, index: &Index, depth: u32) -> Index {
        match index {
            Index::Bound(number) if *number >= depth => Index::Free(Name::new(&format!("#{}", number - depth))),
            _ => index.clone(),
        }
    }
}

/// The opposite.
struct Loose;

impl Rewrite for Loose {
    fn index(&mut self, index: &Index, depth: u32) -> Index {
        let number = |name: &Name| name.as_str().strip_prefix('#').and_then(|digits| digits.parse::<u32>().ok());
        match index {
            Index::Free(name) => {
                number(name).and_then(|n| n.checked_add(depth)).map_or_else(|| index.clone(), Index::Bound)
            }
            _ => index.clone(),
        }
    }
}

impl fmt::Display for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Certificate { statement, witness, proof: why } = &self.certificate;
        writeln!(f, "{HEAD}\ntex {}\n{statement}", self.tex)?;
        definition_digests(statement)
            .iter()
            .try_for_each(|(digest, name)| writeln!(f, "definition {digest} {name}"))?;
        for (word, values) in [("size", &witness.sizes), ("index", &witness.indices)] {
            for (name, value) in values {
                writeln!(f, "{word} {value} {name}")?;
            }
        }
        for (name, values) in &witness.entries {
            writeln!(f, "entries {} {name}", values.len())?;
            values.iter().try_for_each(|value| writeln!(f, "{value}"))?;
        }
        proof(f, why)
    }
}

fn proof(f: &mut fmt::Formatter<'_>, this: &Proof) -> fmt::Result {
    match this {
        Proof::Equal { facts, left, right } => {
            f.write_str("equal\n")?;
            all_facts(f, facts)?;
            steps(f, left)?;
            steps(f, right)
        }
        Proof::Sign { facts, steps: difference, bound } => {
            f.write_str("sign\n")?;
            all_facts(f, facts)?;
            steps(f, difference)?;
            match bound {
                None => f.write_str("alone\n"),
                Some((term, list)) => {
                    writeln!(f, "bound {}", term.rewrite(&mut Tie, 0))?;
                    steps(f, list)
                }
            }
        }
        Proof::Split { condition, then, otherwise } => {
            writeln!(f, "split {}", Term::indicator(condition.clone()))?;
            proof(f, then)?;
            proof(f, otherwise)
        }
        Proof::Absurd(number) => writeln!(f, "absurd {number}"),
    }
}

fn all_facts(f: &mut fmt::Formatter<'_>, facts: &[Fact]) -> fmt::Result {
    for fact in facts {
        writeln!(f, "fact {}", fact.source)?;
        steps(f, &fact.steps)?;
    }
    f.write_str("end\n")
}

fn steps(f: &mut fmt::Formatter<'_>, list: &[Step]) -> fmt::Result {
    for step in list {
        match step {
            Step::Inside(parts) => {
                f.write_str("inside\n")?;
                for (number, inner) in parts {
                    writeln!(f, "part {number}")?;
                    steps(f, inner)?;
                }
                f.write_str("end\n")?;
            }
            Step::By(rule) => by(f, rule)?,
        }
    }
    f.write_str("end\n")
}

fn by(f: &mut fmt::Formatter<'_>, rule: &Rule) -> fmt::Result {
    f.write_str(rule.name())?;
    match rule {
        Rule::Ring(term) => writeln!(f, " {}", term.rewrite(&mut Tie, 0)),
        Rule::SumDistribute(number) | Rule::CaseAbsorb(number) => writeln!(f, " {number}"),
        Rule::SumJoin(first, second) => writeln!(f, " {first} {second}"),
        Rule::CaseSubstitute(reverse) => f.write_str(if *reverse { " reverse\n" } else { "\n" }),
        Rule::Unfold(inner) => {
            f.write_char('\n')?;
            steps(f, inner)
        }
        Rule::LogNumber(parts) => {
            parts.iter().try_for_each(|(base, exponent)| write!(f, " {base} {exponent}"))?;
            f.write_char('\n')
        }
        Rule::SqrtNumber(root) => writeln!(f, " {root}"),
        Rule::Hypothesis { number, instance, factor } => {
            writeln!(f, " {number} {} {}", instance.len(), factor.rewrite(&mut Tie, 0))?;
            let carry = |index: &Index| Condition::Equal(index.clone(), Index::Numeral(1));
            instance.iter().try_for_each(|index| writeln!(f, "{}", Term::indicator(carry(index)).rewrite(&mut Tie, 0)))
        }
        _ => f.write_char('\n'),
    }
}

struct Reader<'a> {
    lines: Vec<&'a str>,
    at: usize,
    depth: usize,
    statement: Statement,
}

type Read<T> = Result<T, NoCertificate>;

/// How deep steps may nest.
const MAX_NESTING: usize = 300;

/// Reads a certificate, with the digests of definitions as they are listed. Whether they are right and whether it
/// proves anything is for `file` and `check` to say.
pub fn read_certificate(text: &str) -> Read<(File, Vec<(Digest, Name)>)> {
    let lines: Vec<&str> = text.lines().collect();
    if lines.first() != Some(&HEAD) {
        return Err(NoCertificate(1));
    }
    let tex = lines.get(1).and_then(|line| line.strip_prefix("tex ")?.parse().ok()).ok_or(NoCertificate(2))?;
    let statement = lines.get(2).and_then(|line| read_statement(line).ok()).ok_or(NoCertificate(3))?;
    let mut reader = Reader { lines, at: 3, depth: 0, statement };
    let digests = reader.digests()?;
    let witness = reader.witness()?;
    let proof = reader.proof()?;
    if reader.at < reader.lines.len() {
        return reader.fail();
    }
    Ok((File { tex, certificate: Certificate { statement: reader.statement, witness, proof } }, digests))
}

impl<'a> Reader<'a> {
    fn fail<T>(&self) -> Read<T> {
        Err(NoCertificate(self.at + 1))
    }

    fn next(&mut self) -> Read<&'a str> {
        let line = self.lines.get(self.at).copied().ok_or(NoCertificate(self.at + 1))?;
        self.at += 1;
        Ok(line)
    }

    /// The rest of the next line after the word, if it begins with it.
    fn takes(&mut self, word: &str) -> Option<&'a str> {
        let rest = self.lines.get(self.at)?.strip_prefix(word)?;
        let rest = if rest.is_empty() { rest } else { rest.strip_prefix(' ')? };
        self.at += 1;
        Some(rest)
    }

    fn number<T: FromStr>(&self, text: &str) -> Read<T> {
        // One spelling of each number, so that no two texts are one certificate.
        let plain = !text.starts_with('+') && (text == "0" || !text.trim_start_matches('-').starts_with('0'));
        text.parse().ok().filter(|_| plain).ok_or(NoCertificate(self.at))
    }

    fn rational(&self, text: &str) -> Read<Rational> {
        let (top, bottom) = text.split_once('/').unwrap_or((text, "1"));
        let value = Rational::new(self.number(top)?, self.number(bottom)?).ok();
        value.filter(|value| value.to_string() == text).ok_or(NoCertificate(self.at))
    }

    fn term(&self, text: &str) -> Read<Term> {
        let term = read_term(text, &self.statement).map_err(|_| NoCertificate(self.at))?;
        Ok(term.rewrite(&mut Loose, 0))
    }

    fn condition(&self, text: &str) -> Read<Condition> {
        match self.term(text)?.node() {
            Node::If(condition, ..) => Ok(condition.clone()),
            _ => Err(NoCertificate(self.at)),
        }
    }

    fn name(&self, text: &str) -> Read<Name> {
        let Statement { sizes, indices, variables, definitions, .. } = &self.statement;
        let declared = sizes.keys().chain(indices.keys()).chain(variables.keys());
        let mut names = declared.chain(definitions.iter().map(|definition| &definition.name));
        names.find(|name| name.to_string() == text).cloned().ok_or(NoCertificate(self.at))
    }

    fn digests(&mut self) -> Read<Vec<(Digest, Name)>> {
        let mut digests = Vec::new();
        while let Some(rest) = self.takes("definition") {
            let (digest, name) = rest.split_once(' ').ok_or(NoCertificate(self.at))?;
            digests.push((digest.parse().map_err(|_| NoCertificate(self.at))?, self.name(name)?));
        }
        Ok(digests)
    }

    fn witness(&mut self) -> Read<Witness> {
        let mut witness = Witness::default();
        for word in ["size", "index", "entries"] {
            while let Some(rest) = self.takes(word) {
                let (value, name) = rest.split_once(' ').ok_or(NoCertificate(self.at))?;
                let (value, name): (u64, Name) = (self.number(value)?, self.name(name)?);
                let fresh = match word {
                    "size" => witness.sizes.insert(name, value).is_none(),
                    "index" => witness.indices.insert(name, value).is_none(),
                    _ => {
                        let mut values = Vec::new();
                        for _ in 0..value {
                            let line = self.next()?;
                            values.push(self.rational(line)?);
                        }
                        witness.entries.insert(name, values).is_none()
                    }
                };
                if !fresh {
                    return self.fail();
                }
            }
        }
        Ok(witness)
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        if self.depth == MAX_NESTING {
            return self.fail();
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    fn proof(&mut self) -> Read<Proof> {
        self.deeper(|reader| {
            if reader.takes("equal").is_some_and(str::is_empty) {
                let facts = reader.facts()?;
                return Ok(Proof::Equal { facts, left: reader.steps()?, right: reader.steps()? });
            }
            if reader.takes("sign").is_some_and(str::is_empty) {
                let (facts, steps) = (reader.facts()?, reader.steps()?);
                let bound = match reader.takes("bound") {
                    Some(text) => Some((reader.term(text)?, reader.steps()?)),
                    None if reader.takes("alone").is_some_and(str::is_empty) => None,
                    None => return reader.fail(),
                };
                return Ok(Proof::Sign { facts, steps, bound });
            }
            if let Some(rest) = reader.takes("split") {
                let condition = reader.condition(rest)?;
                let (then, otherwise) = (Box::new(reader.proof()?), Box::new(reader.proof()?));
                return Ok(Proof::Split { condition, then, otherwise });
            }
            match reader.takes("absurd") {
                Some(rest) => reader.number(rest).map(Proof::Absurd),
                None => reader.fail(),
            }
        })
    }

    fn facts(&mut self) -> Read<Vec<Fact>> {
        let mut facts = Vec::new();
        while let Some(rest) = self.takes("fact") {
            let source = self.number(rest)?;
            facts.push(Fact { source, steps: self.steps()? });
        }
        self.end().map(|()| facts)
    }

    fn end(&mut self) -> Read<()> {
        if self.next()? == "end" { Ok(()) } else { Err(NoCertificate(self.at)) }
    }

    fn steps(&mut self) -> Read<Vec<Step>> {
        self.deeper(|reader| {
            let mut list = Vec::new();
            loop {
                match reader.next()? {
                    "end" => return Ok(list),
                    "inside" => {
                        let mut parts = Vec::new();
                        while let Some(rest) = reader.takes("part") {
                            let number = reader.number(rest)?;
                            parts.push((number, reader.steps()?));
                        }
                        reader.end()?;
                        list.push(Step::Inside(parts));
                    }
                    line => list.push(Step::By(reader.rule(line)?)),
                }
            }
        })
    }

    fn rule(&mut self, line: &str) -> Read<Rule> {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let two = || rest.split_once(' ').ok_or(NoCertificate(self.at));
        match word {
            "ring" => self.term(rest).map(Rule::Ring),
            "sum-distribute" => self.number(rest).map(Rule::SumDistribute),
            "case-absorb" => self.number(rest).map(Rule::CaseAbsorb),
            "sum-join" => Ok(Rule::SumJoin(self.number(two()?.0)?, self.number(two()?.1)?)),
            "case-substitute" if rest == "reverse" => Ok(Rule::CaseSubstitute(true)),
            "unfold" if rest.is_empty() => self.steps().map(Rule::Unfold),
            "sqrt-number" => self.rational(rest).map(Rule::SqrtNumber),
            "log-number" => {
                let numbers: Vec<&str> = rest.split_terminator(' ').collect();
                let pair = |pair: &[&str]| match pair {
                    [base, exponent] => Ok((self.number(base)?, self.number(exponent)?)),
                    _ => Err(NoCertificate(self.at)),
                };
                numbers.chunks(2).map(pair).collect::<Read<_>>().map(Rule::LogNumber)
            }
            "hypothesis" => {
                let (number, rest) = two()?;
                let (count, factor) = rest.split_once(' ').ok_or(NoCertificate(self.at))?;
                let (number, count, factor): (_, usize, _) =
                    (self.number(number)?, self.number(count)?, self.term(factor)?);
                let mut instance = Vec::new();
                for _ in 0..count {
                    let line = self.next()?;
                    match self.condition(line)? {
                        Condition::Equal(index, Index::Numeral(1)) => instance.push(index),
                        _ => return Err(NoCertificate(self.at)),
                    }
                }
                Ok(Rule::Hypothesis { number, instance, factor })
            }
            "case-substitute" if line == word => Ok(Rule::CaseSubstitute(false)),
            _ => Rule::PLAIN
                .iter()
                .find(|rule| rest.is_empty() && !line.ends_with(' ') && rule.name() == word)
                .cloned()
                .ok_or(NoCertificate(self.at)),
        }
    }
}
