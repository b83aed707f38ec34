//! What is seen is what is read: mathematics that is drawn otherwise than it is spelled is refused by name.

use quod::source::Source;
use quod::verdict::{Analysis, Effort, Status, analyse};

/// Formulas whose source and whose looks say different things, each with a word of the reason.
const REFUSED: [(&str, &str); 38] = [
    (r"\renewcommand{\le}{\ge} a \le a + 1", r"\le would change"),
    (r"\def\ne{=} a + 1 \ne a", r"\ne would change"),
    (r"\let\sin\cos \sin(0) = 1", r"\sin would change"),
    (r"\renewcommand{\frac}[2]{#2/#1} \frac{1}{2} = 2", r"\frac would change"),
    (r"\renewcommand{\sum}{\prod} \sum_i a_i = \prod_i a_i", r"\sum would change"),
    (r"\renewcommand{\cdot}{+} 2 \cdot 3 = 5", r"\cdot would change"),
    (r"\DeclareMathOperator{\exp}{log} \exp(1) = 0", r"\exp would change"),
    (r"\def\partial{d} \frac{\partial x}{\partial x} = 1", r"\partial would change"),
    (r"a + b \color{white}{- b} = a", "cannot be seen"),
    (r"a + b \textcolor{white}{- b} = a", "cannot be seen"),
    (r"a + b \textcolor{#ffffff}{- b} = a", "cannot be seen"),
    (r"a + b \textcolor{#FFF}{- b} = a", "cannot be seen"),
    (r"a + b \textcolor{transparent}{- b} = a", "cannot be seen"),
    (r"\newcommand{\w}[1]{\textcolor{white}{#1}} a + b \w{- b} = a", "cannot be seen"),
    (r"a \colorbox{black}{$+ b$} = a + b", "cannot be seen"),
    (r"a + b \llap{- b} = a", "over other mathematics"),
    (r"a + b \mathllap{- b} = a", "over other mathematics"),
    (r"a + b \rlap{- b} = a", "over other mathematics"),
    (r"a + b \clap{- b} = a", "over other mathematics"),
    (r"a + b \hspace{-3em} - b = a", "negative space"),
    (r"a + b \kern-3em - b = a", "negative space"),
    (r"a + b \!\!\!\!\!\!\!\!\!\!\!\! - b = a", "negative space"),
    (r"a + b \raisebox{100em}{$- b$} = a", "raised text"),
    (r"a + b \scalebox{0}{- b} = a", r"\scalebox"),
    (r"a + \htmlStyle{display:none}{b} = a", "HTML"),
    (r"a + \includegraphics{x.png} = a", "picture"),
    (r"a + b \rule{2em}{1em} = a + b", "rule"),
    ("a + \u{430} = 2a", "another script"),
    ("o - \u{3bf} = o", "another script"),
    ("a\u{200b} b = ab", "invisible"),
    ("a + \u{200d}1 = a + 1", "invisible"),
    ("a \u{ad} b = ab", "invisible"),
    ("a - \u{202e}b = a - b", "direction"),
    ("x\u{338} = x", "combining"),
    ("1 + 1 = \u{ff12}", "not known"),
    (r"a \text{ minus } b = a - b", "words"),
    (r"a \text{ times } b = ab", "words"),
    (r"a \overset{\text{not}}{=} a", "relation"),
];

/// Formulas that look as they are read, though they use the same means.
const READ: [&str; 11] = [
    r"a + \phantom{b} 1 = a + 1",
    r"a \phantom{+ b} = a",
    r"\newcommand{\hide}[1]{\phantom{#1}} a + 1 \hide{- 1} = a + 1",
    r"a + \color{red}{b} = b + a",
    r"a + \textcolor{blue}{b} = b + a",
    r"\colorbox{yellow}{$a + b$} = b + a",
    r"a\!b = ba",
    r"a + 1 \not= a",
    r"a + 0 \overset{(1)}{=} a",
    "a + b % - b\n = a + b",
    r"\newcommand{\R}{r} \R + 1 = 1 + r",
];

fn verdicts(tex: &str) -> (Analysis, Vec<Status>) {
    let analysis = analyse(Source::new("seen.md", format!("$${tex}$$\n")), Effort::default());
    let statuses = analysis.formulas.iter().flat_map(|formula| formula.statuses()).collect();
    (analysis, statuses)
}

#[test]
fn what_looks_otherwise_is_refused_by_name() {
    for (tex, reason) in REFUSED {
        let (analysis, statuses) = verdicts(tex);
        assert!(!statuses.is_empty() && statuses.iter().all(|status| *status == Status::Unread), "{tex}: {statuses:?}");
        let said: Vec<&str> = analysis.findings.iter().map(|finding| finding.diagnostic.message.as_str()).collect();
        assert!(said.iter().any(|message| message.contains(reason)), "{tex}: {reason:?} is not in {said:?}");
    }
}

#[test]
fn what_looks_as_it_is_spelled_is_read() {
    for tex in READ {
        let (analysis, statuses) = verdicts(tex);
        let holds = |status: &Status| matches!(status, Status::Proved | Status::Checked | Status::Definition);
        let said: Vec<&str> = analysis.findings.iter().map(|finding| finding.diagnostic.message.as_str()).collect();
        assert!(!statuses.is_empty() && statuses.iter().all(holds), "{tex}: {statuses:?} {said:?}");
    }
}
