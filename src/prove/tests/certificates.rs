//! Certificates are written and read back; altered ones are rejected, or still prove the same statement.

use super::{note::LINKS, note::note, proved};
use quod_kernel::check;
use quod_kernel::syntax::read_certificate;

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
        let text = certificate.to_string();
        assert_eq!(read_certificate(&text).as_ref(), Ok(&certificate), "{text}");
    }
}

#[test]
fn altering_any_line_is_rejected_or_leaves_the_same_statement() {
    let (mut unreadable, mut rejected, mut harmless) = (0, 0, 0);
    for (claim, _) in LINKS {
        let certificate = proved(&note(claim)).certificate;
        let text = certificate.to_string();
        let lines: Vec<&str> = text.lines().collect();
        let stride = 1 + lines.len() / 60;
        for place in (0..lines.len()).filter(|place| *place < 6 || place % stride == 0) {
            for altered in alterations(lines[place], lines.get(place + 1)) {
                let mut other: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
                other.splice(place..=place, altered);
                match read_certificate(&other.join("\n")) {
                    Err(_) => unreadable += 1,
                    Ok(read) if check(&certificate.statement, &read).is_err() => rejected += 1,
                    Ok(read) => {
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
