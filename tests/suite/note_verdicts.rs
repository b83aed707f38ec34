//! The shared note: every reading and every verdict, row by row.

use quod::source::Source;
use quod::verdict::{Analysis, Effort, Formula, Origin, Status, analyse};

/// The links of a display: status and from where, in order.
type Links = &'static [(Status, Origin)];

const DEFINED: Links = &[(Status::Definition, Origin::Previous)];
const HOLDS: Links = &[(Status::Proved, Origin::Previous)];
const BOTH: Links = &[(Status::Proved, Origin::Previous), (Status::Proved, Origin::Previous)];
const FROM_HEAD: Links = &[(Status::Proved, Origin::Head)];
const ILL: Links = &[(Status::IllFormed, Origin::Previous)];

/// The displays in order: how each begins, its links, the codes of its errors and warnings.
const ROWS: [(&str, Links, &[&str]); 24] = [
    (r"J = \begin{bmatrix}", DEFINED, &[]),
    (r"s_i = \frac{e^{z_i}}", DEFINED, &[]),
    (r"\frac{\partial}{\partial z_j} (\log(s_i)) =", HOLDS, &[]),
    (r"\Rightarrow \frac{\partial s_i}", HOLDS, &[]),
    (r"\begin{aligned} \rightarrow \log(s_i) &=", BOTH, &[]),
    (r"\begin{aligned} \rightarrow \text{now }", HOLDS, &[]),
    (r"\begin{aligned} &\frac{\partial}{\partial z_j} (z_i)", HOLDS, &[]),
    (r"\begin{aligned} &\hookrightarrow \text{Indicator function}", HOLDS, &[]),
    (r"\begin{aligned} &\frac{\partial}{\partial z_j} \left[\log", HOLDS, &[]),
    (r"= \frac{1}{\sum_{l=1}^n e^{z_l}} \cdot \frac{\partial}{\partial z_j} [e^{z_1}", HOLDS, &[]),
    (r"= \frac{e^{z_j}}{\sum_{l=1}^n e^{z_l}} = s_j", BOTH, &[]),
    (r"\Rightarrow [0 + \dots", &[], &[]),
    (r"\frac{\partial}{\partial z_j} (\log s_i) = 1_", HOLDS, &[]),
    (r"\frac{\partial \mathcal{L}}{\partial z_j} = s_i * (1_", ILL, &["Q0102"]),
    (
        r"J_{softmax} = \begin{pmatrix}",
        &[(Status::Definition, Origin::Previous), (Status::Proved, Origin::Instance)],
        &[],
    ),
    (r"\mathcal{L}(y, s) = - \sum_{i=1}^c", DEFINED, &["Q0105"]),
    (r"\frac{\partial \mathcal{L}}{\partial z_j} = \frac{\partial \mathcal{L}}{\partial s_i} *", ILL, &["Q0102"]),
    (
        r"= \frac{\partial}{\partial s_i} \left(- \sum_{i=1}^c",
        &[(Status::IllFormed, Origin::Head)],
        &["Q0102", "Q0103"],
    ),
    (r"= - \sum_{i=1}^c \frac{y_i}{s_i} * \cancel{s_i} *", FROM_HEAD, &[]),
    (r"= - \sum_{i=1}^c y_i (1_{\{i=j\}} - s_j)", HOLDS, &[]),
    (r"= \sum_{i=1}^C y_i s_j - \sum_{i=1}^C y_i \times 1_{\{i=j\}}", HOLDS, &["Q0105"]),
    (r"= s_j \sum_{i=1}^C y_i - \sum_{i=1}^C y_i", &[(Status::Refuted, Origin::Previous)], &["Q0201"]),
    (r"= s_j - y_j", FROM_HEAD, &["Q0301", "Q0303"]),
    (r"\Rightarrow \boxed{\frac{\partial L}{\partial z_j}", HOLDS, &["Q0107"]),
];

pub fn text() -> String {
    std::fs::read_to_string("tests/fixtures/seed-note.txt").expect("the note lies beside the tests")
}

pub fn analysis(text: &str) -> Analysis {
    analyse(Source::new("note.md", text), Effort::default())
}

fn displays(analysis: &Analysis) -> Vec<(usize, &Formula)> {
    analysis.formulas.iter().enumerate().filter(|(_, formula)| formula.display).collect()
}

/// The codes of the errors and warnings of a formula, in order of their names.
fn codes(analysis: &Analysis, number: usize) -> Vec<&'static str> {
    let own = analysis.findings.iter().filter(|finding| finding.formula == Some(number));
    let mut codes: Vec<&str> = own.map(|finding| finding.diagnostic.code.name).collect();
    codes.sort_unstable();
    codes
}

fn help<'a>(analysis: &'a Analysis, number: usize, code: &str) -> &'a str {
    let own = analysis.findings.iter().filter(|finding| finding.formula == Some(number));
    let found = own.filter(|finding| finding.diagnostic.code.name == code).find_map(|f| f.diagnostic.help.as_deref());
    found.unwrap_or_else(|| panic!("formula {number} has no help for {code}"))
}

#[test]
fn every_display_of_the_note_has_its_verdict() {
    let analysis = analysis(&text());
    let displays = displays(&analysis);
    assert_eq!(displays.len(), ROWS.len());
    for (row, ((number, formula), (begins, links, expected))) in displays.iter().zip(ROWS).enumerate() {
        let row = row + 1;
        let flat = formula.tex.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.starts_with(begins), "row {row} begins with {flat}");
        let found: Vec<(Status, Origin)> = formula.links.iter().map(|link| (link.status, link.from)).collect();
        assert_eq!(found, links, "row {row}: {flat}");
        assert_eq!(formula.status, links.is_empty().then_some(Status::Aside), "row {row}");
        assert_eq!(codes(&analysis, *number), expected, "row {row}: {flat}");
    }
}

#[test]
fn the_readings_are_those_of_the_table() {
    let analysis = analysis(&text());
    let displays = displays(&analysis);
    let claim = |row: usize, link: usize| {
        let reading = displays[row - 1].1.links[link].reading.clone().unwrap_or_default();
        reading.rsplit("; ").next().unwrap_or_default().trim_start_matches("∀ n ≥ 1, i ≤ n, j ≤ n, z[n]: ").to_string()
    };
    assert_eq!(claim(1, 0), "J[i, j] = ∂(s[i], z[j])");
    assert_eq!(claim(2, 0), "s[i] = exp(z[i])/Σ(j ≤ n: exp(z[j]))");
    assert_eq!(claim(3, 0), "∂(log(s[i]), z[j]) = 1/s[i]*∂(s[i], z[j])");
    assert_eq!(claim(4, 0), "∂(s[i], z[j]) = s[i]*∂(log(s[i]), z[j])");
    assert_eq!(claim(7, 0), "∂(z[i], z[j]) = [i = j]");
    assert_eq!(claim(13, 0), "∂(log(s[i]), z[j]) = [i = j] - s[j]");
    assert_eq!(claim(19, 0), "∂(\"\\\\mathcal{L}\", z[j]) = -Σ(i ≤ n: y[i]/s[i]*s[i]*([i = j] - s[j]))");
    assert_eq!(claim(20, 0), "-Σ(i ≤ n: y[i]/s[i]*s[i]*([i = j] - s[j])) = -Σ(i ≤ n: y[i]*([i = j] - s[j]))");
    assert_eq!(claim(24, 0), "∂(\"\\\\mathcal{L}\", z[j]) = s[j] - y[j]");
}

#[test]
fn false_lines_come_with_the_smallest_counterexample_and_the_mended_line() {
    let analysis = analysis(&text());
    let displays = displays(&analysis);
    for (row, i, left, right) in [(14, Some(1), "1/2", "1/4"), (17, Some(1), "1/2", "0"), (22, None, "1/2", "-1/2")] {
        let found = displays[row - 1].1.links[0].counterexample.clone().expect("a counterexample");
        let indices: Vec<(&str, u64)> = found.indices.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        let wanted: Vec<(&str, u64)> = i.map(|i| ("i", i)).into_iter().chain([("j", 1)]).collect();
        assert_eq!((found.sizes, indices), (vec![("n".to_string(), 2)], wanted), "row {row}");
        let values = |entries: [&str; 2]| entries.map(str::to_string).to_vec();
        let wanted = vec![("y".to_string(), values(["0", "1"])), ("z".to_string(), values(["0", "0"]))];
        assert_eq!(found.values, wanted, "row {row}");
        assert_eq!((found.left.as_str(), found.right.as_str(), found.exact), (left, right, true), "row {row}");
    }
    let number = |row: usize| displays[row - 1].0;
    assert!(
        help(&analysis, number(14), "Q0102").contains(r"\frac{\partial s_i}{\partial z_j} = s_i * (1_{\{i=j\}} - s_j)")
    );
    assert!(help(&analysis, number(17), "Q0102").contains(r"is a Σ_i missing? This holds: \sum_{i} \frac{\partial"));
    assert!(help(&analysis, number(22), "Q0201").contains(r"s_j \sum_{i=1}^C y_i - \sum_{i=1}^C y_i 1_{\{i=j\}}"));
}

#[test]
fn hypotheses_are_found_needed_and_found_too_strong() {
    let analysis = analysis(&text());
    let displays = displays(&analysis);
    for (row, (_, formula)) in displays.iter().enumerate() {
        let needs: Vec<&String> = formula.links.iter().flat_map(|link| &link.needs).collect();
        let sum = matches!(row + 1, 23 | 24);
        assert_eq!(needs, if sum { vec![r"\sum_{i=1}^C y_i = 1"] } else { vec![] }, "row {}", row + 1);
    }
    let stronger: Vec<&str> = analysis
        .findings
        .iter()
        .filter(|finding| finding.diagnostic.code.name == "Q0303")
        .map(|finding| analysis.source.slice(finding.diagnostic.labels[0].span))
        .collect();
    assert_eq!(stronger, ["one-hot"]);
    let inline: Vec<(&str, Option<Status>, Vec<Status>)> = analysis
        .formulas
        .iter()
        .filter(|formula| !formula.display)
        .map(|f| (f.tex.as_str(), f.status, f.links.iter().map(|link| link.status).collect()))
        .collect();
    assert_eq!(
        inline,
        [
            ("i=j", None, vec![Status::Aside]),
            ("= y_j", Some(Status::Aside), vec![]),
            (r"\sum_{i=1}^C y_i = 1", None, vec![Status::Assumed]),
        ]
    );
}

/// Each change of meaning in a true line: what is replaced, by what, in the display of that row.
const MUTATIONS: [(usize, &str, &str); 26] = [
    (3, r"\frac{1}{s_i}", r"s_i"),
    (3, r"\frac{1}{s_i}", r"\frac{1}{s_j}"),
    (4, r"= s_i", r"= -s_i"),
    (4, r"= s_i", r"= s_j"),
    (5, r"z_i - \log", r"z_i + \log"),
    (5, r"&= z_i", r"&= z_l"),
    (6, r"\left(z_i -", r"\left(z_j -"),
    (7, r"1 & \text{if } i=j", r"0 & \text{if } i=j"),
    (7, r"1 & \text{if } i=j", r"1 & \text{if } i \ne j"),
    (9, r"= \frac{1}{\sum", r"= -\frac{1}{\sum"),
    (9, r"\sum_{l=1}^n e^{z_l} \end", r"e^{z_j} + 1 \end"),
    (10, r"[e^{z_1} + \dots + e^{z_n}]", r"[e^{z_1} - \dots - e^{z_n}]"),
    (11, r"\frac{e^{z_j}}", r"\frac{e^{z_i}}"),
    (11, r"= s_j", r"= s_i"),
    (13, r"1_{\{i=j\}} - s_j", r"1_{\{i=j\}} - s_i"),
    (13, r"1_{\{i=j\}} - s_j", r"1_{\{i=j\}} + s_j"),
    (13, r"1_{\{i=j\}} - s_j", r"1 - s_j"),
    (19, r"= - \sum", r"= \sum"),
    (19, r"\frac{y_i}{s_i}", r"\frac{s_i}{y_i}"),
    (20, r"y_i (1_{\{i=j\}} - s_j)", r"y_i (1 - s_j)"),
    (20, r"= - \sum_{i=1}^c", r"= -"),
    (21, r"y_i s_j -", r"y_i s_j +"),
    (21, r"\times 1_{\{i=j\}}", r""),
    (23, r"s_j - y_j", r"y_j - s_j"),
    (23, r"s_j - y_j", r"s_j + y_j"),
    (24, r"s_j - y_j", r"s_j - y_i"),
];

#[test]
fn no_change_of_meaning_stays_unnoticed() {
    let text = text();
    for (row, old, new) in MUTATIONS {
        let document = quod::source::Document::read(Source::new("note.md", text.as_str()));
        let body = document.formulas.iter().filter(|formula| formula.display).nth(row - 1).expect("the row").body;
        let place =
            body.start + document.source.slice(body).find(old).unwrap_or_else(|| panic!("row {row} has no {old}"));
        let changed = format!("{}{new}{}", &text[..place], &text[place + old.len()..]);
        let analysis = analysis(&changed);
        let formula = displays(&analysis)[row - 1].1;
        // Under one-hot labels the quotient s_i / y_i is undefined for every n above 1.
        let undefined = new.ends_with("{y_i}");
        let noticed = formula.statuses().any(|status| match status {
            Status::Refuted | Status::IllFormed => !undefined,
            status => undefined && status == Status::Unread,
        });
        assert!(noticed, "row {row}: {old} became {new} and is {:?}", formula.statuses().collect::<Vec<_>>());
    }
}
