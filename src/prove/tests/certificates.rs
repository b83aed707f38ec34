//! Certificates are written and read back; altered ones are rejected, or still prove the same statement.

use super::{note::LINKS, note::note, proved};
use quod_kernel::certificate::{Certificate, Proof, Step};
use quod_kernel::check;
use quod_kernel::file::{File, tex_digest};
use quod_kernel::statement::Statement;

/// The certificate as the text of a file.
fn written(certificate: &Certificate) -> String {
    File { tex: tex_digest("", "", ""), certificate: certificate.clone() }.to_string()
}

fn read(text: &str) -> Option<Certificate> {
    File::read(text).ok().map(|file| file.certificate)
}

/// What a line may be altered to.
fn alterations(line: &str, next: Option<&&str>) -> Vec<Vec<String>> {
    let mut all = vec![Vec::new(), vec![line.to_owned(), line.to_owned()]];
    for (from, to) in
        [("0", "1"), ("1", "2"), ("2", "0"), ("i", "j"), ("j", "i"), ("+", "-"), ("*", "+"), ("exp", "log")]
    {
        for (place, _) in line.match_indices(from) {
            all.push(vec![format!("{}{to}{}", &line[..place], &line[place + from.len()..])]);
        }
    }
    all.extend(next.map(|next| vec![(*next).to_owned(), line.to_owned()]));
    all.truncate(40);
    all
}

#[test]
fn certificates_read_back() {
    for (claim, _) in LINKS {
        let certificate = proved(&note(claim)).certificate;
        let text = written(&certificate);
        assert_eq!(read(&text).as_ref(), Some(&certificate), "{text}");
    }
}

#[test]
fn altering_any_line_is_rejected_or_leaves_the_same_statement() {
    let (mut unreadable, mut rejected, mut harmless) = (0, 0, 0);
    for (claim, _) in LINKS {
        let certificate = proved(&note(claim)).certificate;
        let text = written(&certificate);
        let lines: Vec<&str> = text.lines().collect();
        let stride = 1 + lines.len() / 60;
        for place in (0..lines.len()).filter(|place| *place < 6 || place % stride == 0) {
            for altered in alterations(lines[place], lines.get(place + 1)) {
                let mut other: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
                other.splice(place..=place, altered);
                match read(&(other.join("\n") + "\n")) {
                    None => unreadable += 1,
                    Some(read) if check(&certificate.statement, &read).is_err() => rejected += 1,
                    Some(read) => {
                        assert_eq!(read.statement, certificate.statement);
                        harmless += 1;
                    }
                }
            }
        }
    }
    println!("{unreadable} unreadable, {rejected} rejected, {harmless} harmless");
    assert!(unreadable + rejected > 1000 && unreadable + rejected > harmless);
}

#[test]
fn a_swapped_certificate_is_rejected() {
    let certificates: Vec<_> = LINKS.iter().map(|(claim, _)| proved(&note(claim)).certificate).collect();
    for (place, one) in certificates.iter().enumerate() {
        for (other_place, other) in certificates.iter().enumerate() {
            assert_eq!(check(&one.statement, other).is_ok(), place == other_place);
        }
    }
}

/// Whether a checker accepts.
type Checker = fn(&Statement, &Certificate) -> bool;

/// The certificate without the last step of its left side, or of its right one.
fn shortened(certificate: &Certificate) -> Option<Certificate> {
    let mut shorter = certificate.clone();
    let Proof::Equal { left, right, .. } = &mut shorter.proof else { return None };
    left.pop().or_else(|| right.pop()).map(|_: Step| shorter)
}

/// What a checker is asked.
type Trial = (Statement, Certificate);

/// Right certificates, and wrong ones: of another statement, for another claim, cut short.
fn trials() -> (Vec<Trial>, Vec<Trial>) {
    let certificates: Vec<Certificate> = LINKS.iter().map(|(claim, _)| proved(&note(claim)).certificate).collect();
    let right = certificates.iter().map(|c| (c.statement.clone(), c.clone())).collect();
    let next = certificates.iter().skip(1).zip(&certificates);
    let mut wrong: Vec<Trial> = next.map(|(other, one)| (one.statement.clone(), other.clone())).collect();
    for ((_, neighbours), certificate) in LINKS.iter().zip(&certificates) {
        for neighbour in *neighbours {
            let statement = quod_kernel::syntax::read_statement(&note(neighbour)).unwrap();
            wrong.push((statement.clone(), Certificate { statement, ..certificate.clone() }));
        }
    }
    wrong.extend(certificates.iter().filter_map(shortened).map(|c| (c.statement.clone(), c)));
    (right, wrong)
}

#[test]
fn checkers_that_only_pretend_fail() {
    let (right, wrong) = trials();
    let parse: Checker = |_, c| read(&written(c)).is_some();
    let score = |checker: Checker| {
        let of = |list: &[Trial]| list.iter().filter(|(s, c)| checker(s, c)).count();
        (of(&right), wrong.len() - of(&wrong))
    };
    assert!(wrong.len() >= 80);
    let kernel = score(|statement, certificate| check(statement, certificate).is_ok());
    // Some certificates end with a step that the last comparison makes good by itself.
    assert_eq!(kernel.0, right.len());
    let (accepted_by_all, rejected_by_all) = (score(|_, _| true), score(|_, _| false));
    assert_eq!(accepted_by_all, (right.len(), 0));
    assert_eq!(rejected_by_all, (0, wrong.len()));
    assert_eq!(score(parse), (right.len(), 0));
    assert!(kernel.1 > wrong.len() * 4 / 5, "{kernel:?} of {}", wrong.len());
}
