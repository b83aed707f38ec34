//! Digests by the examples of the standard, and certificates as files.

use crate::misuse::certificate;
use quod_kernel::certificate::{Proof, Reason, Rule, Step};
use quod_kernel::file::{Fault, definition_digests, tex_digest};
use quod_kernel::statement::IllFormed;
use quod_kernel::syntax::read_statement;
use quod_kernel::term::Name;
use quod_kernel::{Digest, File, recheck};

/// A certificate that holds, as a file.
pub fn file() -> File {
    let steps = vec![Step::By(Rule::SumConstant)];
    let proof = Proof::Equal { facts: Vec::new(), left: steps, right: Vec::new() };
    File { tex: tex_digest(r"\sum_l x", "=", "nx"), certificate: certificate("Σ(l ≤ n: x) = n*x", proof) }
}

/// The fault of a text under its right name.
pub fn fault(text: &str) -> Option<Fault> {
    recheck(&Digest::of(text.as_bytes()).to_string(), text.as_bytes()).err()
}

#[test]
fn digests_are_those_of_the_standard() {
    // FIPS 180-2, appendix B, and the lengths at which the padding needs a block more.
    let of = |text: &[u8]| Digest::of(text).to_string();
    assert_eq!(of(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_eq!(of(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    let two_blocks = b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    assert_eq!(of(two_blocks), "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    let million = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";
    assert_eq!(of(&[b'a'; 1_000_000]), million);
    let distinct: std::collections::BTreeSet<_> = (0..300).map(|length| Digest::of(&vec![0; length])).collect();
    assert_eq!(distinct.len(), 300);
}

#[test]
fn a_digest_has_one_spelling() {
    let digest = Digest::of(b"abc");
    assert_eq!(digest.to_string().parse(), Ok(digest));
    for wrong in ["", "ba78", &digest.to_string().to_uppercase(), &format!("+{}", &digest.to_string()[1..])] {
        assert!(wrong.parse::<Digest>().is_err(), "{wrong}");
    }
}

#[test]
fn a_file_is_rechecked_by_its_name_and_bytes_alone() {
    let file = file();
    let text = file.to_string();
    let (read, accepted) = recheck(&file.name().to_string(), text.as_bytes()).expect("it holds");
    assert_eq!((read, accepted.steps), (file.clone(), 1));
    let other = Digest::of(b"").to_string();
    assert_eq!(recheck(&other, text.as_bytes()).err(), Some(Fault::Name(file.name())));
    assert_eq!(recheck("readme", text.as_bytes()).err(), Some(Fault::Name(file.name())));
}

#[test]
fn a_file_is_of_one_text_and_one_statement() {
    let file = file();
    assert!(file.check(&file.certificate.statement, file.tex).is_ok());
    assert_eq!(file.check(&file.certificate.statement, tex_digest("", "=", "")), Err(Fault::OtherText));
    let other = certificate("x = x", file.certificate.proof.clone()).statement;
    let Err(Fault::Rejected(rejected)) = file.check(&other, file.tex) else { panic!("another statement") };
    assert_eq!((rejected.step, rejected.rule, rejected.reason), (0, "statement", Reason::OtherStatement));
    // The parts of a link do not run together.
    assert_ne!(tex_digest("a", "=", "b"), tex_digest("a=", "b", ""));
}

#[test]
fn each_certificate_has_one_text() {
    let text = file().to_string();
    assert_eq!(fault(&text), None);
    for (from, to) in [
        ("\n", "\r\n"),
        ("Σ(l ≤ n: x)", "Σ(l ≤ n:  x)"),
        ("Σ(l ≤ n: x)", "Σ(p ≤ n: x)"),
        ("sum-constant\n", "sum-constant \n"),
        ("size 2 n", "size 02 n"),
        ("size 2 m\nsize 2 n", "size 2 n\nsize 2 m"),
        ("equal\nend", "equal \nend"),
        ("n*x", "(n*x)"),
    ] {
        let altered = text.replacen(from, to, 1);
        assert_ne!(altered, text, "{from} does not stand in\n{text}");
        assert!(matches!(fault(&altered), Some(Fault::NoCertificate(_))), "{to}: {:?}", fault(&altered));
    }
    assert!(matches!(fault(text.trim_end()), Some(Fault::NoCertificate(_))));
    assert!(matches!(fault(&(text.clone() + "\n")), Some(Fault::NoCertificate(_))));
}

#[test]
fn the_digest_of_a_definition_pins_its_whole_meaning() {
    let digests = |text: &str| -> Vec<(Digest, Name)> {
        definition_digests(&read_statement(text).unwrap_or_else(|e| panic!("{text}: {e:?}")))
    };
    let of = |text: &str, name: &str| digests(text).into_iter().find(|(_, n)| n.as_str() == name).map(|(d, _)| d);
    let first = "∀ n ≥ 1, z[n]: S := Σ(i ≤ n: exp(z[i])); s[i ≤ n] := exp(z[i])/S; 1 = 1";
    // What stands beside it in the statement does not matter, what it uses does.
    let beside = "∀ n ≥ 1, i ≤ n, z[n], x: q := x; S := Σ(k ≤ n: exp(z[k])); s[k ≤ n] := exp(z[k])/S; x = q";
    let deeper = "∀ n ≥ 1, z[n]: S := Σ(i ≤ n: exp(-z[i])); s[i ≤ n] := exp(z[i])/S; 1 = 1";
    assert_eq!(of(first, "s"), of(beside, "s"));
    assert_ne!(of(first, "s"), of(deeper, "s"));
    let text = file().to_string();
    let digest = text.lines().find(|line| line.starts_with("definition ")).expect("q is defined");
    let dropped = text.replacen(&format!("{digest}\n"), "", 1);
    assert_eq!(fault(&dropped), Some(Fault::Definitions));
    let forged = text.replacen(digest, &digest.replacen(&digest[11..75], &Digest::of(b"").to_string(), 1), 1);
    assert_eq!(fault(&forged), Some(Fault::Definitions));
}

#[test]
fn a_definition_holds_no_free_index() {
    let fault = read_statement("∀ n ≥ 1, i ≤ n, z[n]: q := z[i]; q = z[i]").expect("it is read").check();
    assert_eq!(fault, Err(IllFormed::UnknownIndex(Name::new("i"))));
    let fault = read_statement("∀ n ≥ 1, i ≤ n, z[n]: q[k ≤ n] := [k = i]; q[i] = 1").expect("it is read").check();
    assert_eq!(fault, Err(IllFormed::UnknownIndex(Name::new("i"))));
}
