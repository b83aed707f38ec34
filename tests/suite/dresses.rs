//! The note in other dresses: other spellings of the same mathematics get the same verdicts.

use super::note_verdicts::{analysis, text};
use quod::source::{Document, Source};
use quod::verdict::{Analysis, Status};

/// A small generator of numbers (Steele, Lea and Flood, 2014: SplitMix64); the seed is printed by whoever fails.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[(self.next() % list.len() as u64) as usize]
    }
}

/// A seed that differs from run to run, unless `QUOD_SEED` gives it.
pub fn fresh_seed() -> u64 {
    use std::hash::{BuildHasher, Hasher};
    let fresh = std::collections::hash_map::RandomState::new().build_hasher().finish();
    std::env::var("QUOD_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(fresh)
}

/// Changes the mathematics of every formula and leaves the words alone.
fn in_formulas(text: &str, mut change: impl FnMut(&str) -> String) -> String {
    let document = Document::read(Source::new("note.md", text));
    let (mut result, mut from) = (String::new(), 0);
    for formula in &document.formulas {
        result.push_str(&text[from..formula.body.start]);
        result.push_str(&change(document.source.slice(formula.body)));
        from = formula.body.end;
    }
    result + &text[from..]
}

/// Replaces letters that stand by themselves: not in commands, words and names of environments.
fn rename(tex: &str, names: &[(&str, &str)]) -> String {
    let mut result = String::new();
    let mut rest = tex;
    while let Some(c) = rest.chars().next() {
        if c == '\\' {
            let name: String = rest[1..].chars().take_while(char::is_ascii_alphabetic).collect();
            let mut length = 1 + name.len().max(rest[1..].chars().next().map_or(0, char::len_utf8));
            if ["text", "begin", "end", "mathrm", "operatorname", "quad"].contains(&name.as_str()) {
                length += rest[length..].find('}').filter(|_| rest[length..].starts_with('{')).map_or(0, |at| at + 1);
            }
            result.push_str(&rest[..length]);
            rest = &rest[length..];
        } else if rest.starts_with("softmax") {
            result.push_str("softmax");
            rest = &rest["softmax".len()..];
        } else {
            let length = c.len_utf8();
            match names.iter().find(|(old, _)| *old == &rest[..length]) {
                // A command that ends in a letter needs a space before the next letter.
                Some((_, new)) if new.starts_with('\\') => result.push_str(&format!("{new} ")),
                Some((_, new)) => result.push_str(new),
                None => result.push(c),
            }
            rest = &rest[length..];
        }
    }
    result
}

/// Replaces `command{x}` by what `make` gives for x.
fn arguments(tex: &str, command: &str, make: impl Fn(&str) -> String) -> String {
    let (mut result, mut rest) = (String::new(), tex);
    while let Some(at) = rest.find(command) {
        let inner = &rest[at + command.len()..];
        let mut depth = 1;
        let end = inner.char_indices().find(|(_, c)| {
            depth += i32::from(*c == '{') - i32::from(*c == '}');
            depth == 0
        });
        let Some((end, _)) = end else { break };
        result.push_str(&rest[..at]);
        result.push_str(&make(&inner[..end]));
        rest = &inner[end + 1..];
    }
    result + rest
}

fn indicators(tex: &str, make: impl Fn(&str, &str) -> String) -> String {
    tex.replace(r"1_{\{i=j\}}", &make("i", "j")).replace("1(i=j)", &make("i", "j"))
}

/// The sums all end at one size.
fn one_size(tex: &str, size: &str) -> String {
    tex.replace("}^n", &format!("}}^{size}"))
        .replace("}^c", &format!("}}^{size}"))
        .replace("}^C", &format!("}}^{size}"))
}

fn letters_of(number: usize, tex: &str, random: &mut Random) -> String {
    match number {
        1 => arguments(&indicators(tex, |i, j| format!(r"\delta_{{{i}{j}}}")), "e^{", |x| format!(r"\exp({x})"))
            .replace(r"\log", r"\ln"),
        2 => {
            let tex = indicators(tex, |i, j| format!("[{i}={j}]")).replace(r"\frac", r"\tfrac");
            let tex = tex.replace(r"\sum_{l=1}^n e^{z_l}", r"\sum\nolimits_k e^{z_k}");
            tex.replace(r"\sum_{i=1}^c", r"\sum\nolimits_i").replace(r"\sum_{i=1}^C", r"\sum\nolimits_i")
        }
        3 => {
            let tex = one_size(tex, "n").replace(r"\mathcal{L}", "C").replace(r"\partial L", r"\partial C");
            rename_entries(&rename_entries(&tex, "s", |i| format!("a_{i}^{{[L]}}")), "z", |i| format!("z^{{[L]}}_{i}"))
                .replace("(y, s)", "(y, a^{[L]})")
        }
        4 => {
            let tex = rename(tex, &[("i", "k"), ("j", "m"), ("s", "p"), ("z", "f")]);
            let tex = tex.replace(r"\frac{\partial}{\partial f_m}", r"\partial_{f_m}");
            tex.replace(r"1_{\{k=m\}}", r"\mathbb{1}_{k=m}").replace("1(k=m)", r"\mathbb{1}(k=m)")
        }
        5 => {
            let tex = tex.replace(r"\mathcal{L}", r"\ell").replace(r"\partial L", r"\partial \ell");
            rename(&tex, &[("s", r"\hat y"), ("z", "o")])
        }
        6 => {
            let tex = tex
                .replace(r"\left(", r"\Bigl(")
                .replace(r"\right)", r"\Bigr)")
                .replace("(", r"\bigl(")
                .replace(")", r"\bigr)");
            let tex = tex.replace(r"\Bigl\bigl(", r"\Bigl(").replace(r"\Bigr\bigr)", r"\Bigr)");
            let shell: &str = random.pick::<&str>(&["{split}", "{aligned}"]);
            let tex = tex.replace("{aligned}", shell).replace(r"\cdot", r"\,\cdot\,");
            format!(r"\displaystyle {tex}")
        }
        7 => {
            let tex = indicators(tex, |i, j| format!(r"\mathbf{{1}}({i}={j})"));
            let dress = *random.pick(&[r"\frac{d}{dz_j}", r"\frac{\mathrm d}{\mathrm d z_j}", r"\frac{d}{d z_j}"]);
            let tex = tex.replace(r"\frac{\partial}{\partial z_j}", dress);
            let tex = tex.replace(r"\frac{\partial s_i}{\partial z_j}", r"\partial s_i / \partial z_j");
            rename_entries(&tex, "s", |i| format!(r"\sigma(z)_{i}")).replace("(y, s)", r"(y, \sigma)")
        }
        _ => renamed(tex, random),
    }
}

/// `s_i` for every index i, and `s` itself left alone.
fn rename_entries(tex: &str, symbol: &str, make: impl Fn(char) -> String) -> String {
    let mut result = tex.to_string();
    for index in "ijkl1234n".chars() {
        // Not within a command, such as \nolimits_k.
        let entry = format!("{symbol}_{index}");
        let mut parts = result.split(&entry);
        let mut next = parts.next().unwrap_or_default().to_string();
        for part in parts {
            let command = next.ends_with(|c: char| c.is_ascii_alphabetic());
            next = if command { next + &entry + part } else { next + &make(index) + part };
        }
        result = next;
    }
    result
}

/// The letters of the eighth dress, chosen once for a text.
fn renamed(tex: &str, random: &mut Random) -> String {
    let mut seed = Random(random.0);
    let mut indices = vec!["a", "b", "p", "q", "r", "t", "u", "v"];
    let mut others = vec!["A", "F", "g", "h", "w", "x", "Q", "R", r"\beta", r"\omega", r"\tau"];
    let mut take = |list: &mut Vec<&'static str>| list.remove((seed.next() % list.len() as u64) as usize);
    let mut names = Vec::new();
    for old in ["i", "j", "k", "l"] {
        names.push((old, take(&mut indices)));
    }
    for old in ["y", "z", "s", "L", "J"] {
        names.push((old, take(&mut others)));
    }
    names.extend([("n", "N"), ("c", "K"), ("C", "M")]);
    rename(tex, &names).replace("}^n", "}^N")
}

/// The note in a dress.
pub fn dressed(number: usize, seed: u64) -> String {
    let text = in_formulas(&text(), |tex| letters_of(number, tex, &mut Random(seed)));
    match number {
        4 => text,
        6 => gathered(&text),
        8 => {
            // The word *one-hot* speaks of y by its letter.
            let y = renamed("y", &mut Random(seed));
            let text = text.replace("as y is one-hot", &format!("as ${y}$ is one-hot"));
            macros(&text, &renamed(r"\partial z_j", &mut Random(seed)), &renamed("i=j", &mut Random(seed)))
        }
        _ => text,
    }
}

/// Macros for the derivative and the indicator, defined in the page.
fn macros(text: &str, by: &str, equal: &str) -> String {
    let derivative = format!(r"\frac{{\partial}}{{{by}}}");
    let indicator = format!(r"1_{{\{{{equal}\}}}}");
    let text = text.replace(&derivative, r"\ddz ").replace(&indicator, r"\ind{} ");
    format!("$$\n\\newcommand{{\\ddz}}{{{derivative}}}\n\\newcommand{{\\ind}}{{{indicator}}}\n$$\n\n{text}")
}

/// The long chain of the note in one display.
fn gathered(text: &str) -> String {
    let document = Document::read(Source::new("note.md", text));
    let displays: Vec<_> = document.formulas.iter().filter(|formula| formula.display).collect();
    let rows: Vec<&str> = displays[16..21].iter().map(|formula| document.source.slice(formula.body)).collect();
    let rows = rows.join(" \\\\\n").replace(r"\displaystyle", "");
    let (from, to) = (displays[16].span.start, displays[20].span.end);
    format!("{}$$\\begin{{align*}}\n{rows}\n\\end{{align*}}$$\n\n{}", &text[..from], &text[to..])
}

/// All statuses of the displays, in order.
fn statuses(analysis: &Analysis) -> Vec<Status> {
    analysis.formulas.iter().filter(|formula| formula.display).flat_map(|formula| formula.statuses()).collect()
}

fn wears(number: usize, seed: u64) {
    same_verdicts(&format!("dress {number}, seed {seed}"), &dressed(number, seed), usize::from(number == 8));
}

/// Whether a text has the verdicts of the note, after so many displays that hold macros.
fn same_verdicts(what: &str, dressed: &str, before: usize) {
    let plain = statuses(&analysis(&text()));
    let found = analysis(dressed);
    let own = statuses(&found);
    let said: Vec<String> =
        found.findings.iter().map(|f| format!("{} {}", f.diagnostic.code.name, f.diagnostic.message)).collect();
    let formulas = found.formulas.iter().filter(|formula| formula.display);
    let tex = formulas.flat_map(|formula| formula.statuses().map(|_| formula.tex.as_str()));
    for (tex, (wanted, got)) in tex.skip(before).zip(plain.iter().zip(&own[before..])) {
        assert_eq!(wanted, got, "{what}: {tex}\n{}", said.join("\n"));
    }
    assert_eq!(plain.len(), own.len() - before, "{what}");
    // Codes about names go with the names; those about what is false or ill-formed stay.
    let errors = |analysis: &Analysis| -> Vec<&str> {
        let found = analysis.findings.iter().filter(|f| f.diagnostic.severity == quod::diagnostic::Severity::Error);
        found.map(|f| f.diagnostic.code.name).collect()
    };
    assert_eq!(errors(&analysis(&text())), errors(&found), "{what}");
}

/// One spelling of indicators and derivatives, one set of names, and perhaps other environments, at once.
#[test]
fn mixtures_under_a_fresh_seed() {
    let seed = fresh_seed();
    let mut random = Random(seed);
    let (spelling, names) = (*random.pick(&[1, 2, 7]), *random.pick(&[3, 4, 5]));
    let mixed = in_formulas(&text(), |tex| {
        let tex = letters_of(spelling, tex, &mut Random(seed));
        letters_of(names, &tex, &mut Random(seed))
    });
    same_verdicts(&format!("dresses {spelling} and {names}, seed {seed}"), &mixed, 0);
    wears(8, seed);
}

#[test]
fn deltas_exponentials_and_natural_logarithms() {
    wears(1, 1);
}

#[test]
fn brackets_small_fractions_and_sums_without_an_end() {
    wears(2, 2);
}

#[test]
fn activations_of_a_layer_and_a_cost() {
    wears(3, 3);
}

#[test]
fn probabilities_and_short_derivatives() {
    wears(4, 4);
}

#[test]
fn hats_and_logits() {
    wears(5, 5);
}

#[test]
fn other_environments_and_delimiters() {
    wears(6, 6);
}

#[test]
fn slashes_straight_letters_and_softmax_as_a_function() {
    wears(7, 7);
}

#[test]
fn all_letters_renamed_and_macros() {
    wears(8, 8);
}
