//! Terms as people write them: one of many notations for each thing, chosen at random for a page.

use super::term::Term;
use crate::dresses::Random;

/// The notations of a page. Each number chooses one.
pub struct Dress {
    product: &'static str,
    delta: u64,
    exponential: u64,
    derivative: u64,
    fraction: u64,
    sum: u64,
    brackets: (&'static str, &'static str),
}

impl Dress {
    pub fn random(random: &mut Random) -> Self {
        let mut choice = || random.next() % 4;
        Self {
            delta: choice(),
            exponential: choice(),
            derivative: choice(),
            fraction: choice(),
            sum: choice(),
            product: *random.pick::<&str>(&[" ", " \\cdot ", " \\, ", " \\times ", " * "]),
            brackets: *random.pick(&[
                ("(", ")"),
                ("\\left(", "\\right)"),
                ("\\left[", "\\right]"),
                ("\\bigl(", "\\bigr)"),
            ]),
        }
    }

    /// A term in LaTeX.
    pub fn write(&self, term: &Term) -> String {
        match term {
            Term::Number(a, 1) => a.to_string(),
            Term::Number(a, b) if *a < 0 => format!("-\\frac{{{}}}{{{b}}}", -a),
            Term::Number(a, b) => format!("\\frac{{{a}}}{{{b}}}"),
            Term::Size => "n".to_string(),
            Term::Entry(vector, i) => format!("{vector}_{i}"),
            Term::Softmax(i) => format!("s_{{{i}}}"),
            Term::Delta(i, j) => self.delta(*i, *j),
            Term::Add(parts) => self.add(parts),
            Term::Mul(parts) => self.mul(parts),
            Term::Over(a, b) => self.over(a, b),
            Term::Exp(a) if self.exponential.is_multiple_of(2) => format!("e^{{{}}}", self.write(a)),
            Term::Exp(a) => format!("\\exp{}", self.bracketed(a)),
            Term::Log(a) => format!("{}{}", if self.exponential < 2 { "\\log" } else { "\\ln" }, self.bracketed(a)),
            Term::Power(a, exponent) => self.power(a, *exponent),
            Term::Sum(letter, a) => format!("{} {}", self.big(*letter, a), self.summand(a)),
            Term::By(a, i) => self.derivative(a, *i),
        }
    }

    fn bracketed(&self, term: &Term) -> String {
        format!("{}{}{}", self.brackets.0, self.write(term), self.brackets.1)
    }

    fn delta(&self, i: char, j: char) -> String {
        match self.delta {
            0 => format!("\\delta_{{{i}{j}}}"),
            1 => format!("1_{{\\{{{i}={j}\\}}}}"),
            2 => format!("\\mathbb{{1}}_{{{i}={j}}}"),
            _ => format!("[{i}={j}]"),
        }
    }

    fn add(&self, parts: &[Term]) -> String {
        let mut text = String::new();
        for part in parts {
            let sum = matches!(part, Term::Add(_));
            let written = if sum { self.bracketed(part) } else { self.write(part) };
            match written.strip_prefix('-') {
                Some(rest) if !text.is_empty() => text += &format!(" - {rest}"),
                _ if text.is_empty() => text = written,
                _ => text += &format!(" + {written}"),
            }
        }
        text
    }

    /// A leading −1 is a sign; sums, and what begins with a sign, stand in brackets.
    fn mul(&self, parts: &[Term]) -> String {
        if let [Term::Number(-1, 1), rest @ ..] = parts
            && !rest.is_empty()
        {
            let written = self.mul(rest);
            return if written.starts_with('-') { format!("-({written})") } else { format!("-{written}") };
        }
        let factor = |(place, part): (usize, &Term)| {
            let written = self.write(part);
            let last = place + 1 == parts.len();
            let open = match part {
                Term::Add(_) | Term::Mul(_) => true,
                Term::Sum(..) | Term::By(..) | Term::Log(_) => !last,
                Term::Over(..) => self.fraction == 3,
                Term::Number(..) => place > 0,
                _ => false,
            };
            if open || (place > 0 && written.starts_with('-')) { self.bracketed(part) } else { written }
        };
        parts.iter().enumerate().map(factor).collect::<Vec<_>>().join(self.product)
    }

    fn over(&self, a: &Term, b: &Term) -> String {
        match self.fraction {
            0 | 1 => format!("\\frac{{{}}}{{{}}}", self.write(a), self.write(b)),
            2 => format!("\\dfrac{{{}}}{{{}}}", self.write(a), self.write(b)),
            _ => format!("{}/{}", self.bracketed(a), self.bracketed(b)),
        }
    }

    fn power(&self, a: &Term, exponent: u32) -> String {
        match a {
            Term::Entry(..) => format!("{}^{{{exponent}}}", self.write(a)),
            _ => format!("{}^{exponent}", self.bracketed(a)),
        }
    }

    /// A sum without an end has its range from an entry at its index.
    fn big(&self, letter: char, inner: &Term) -> String {
        let told = entry_at(inner, letter);
        match self.sum {
            0 if told => format!("\\sum_{letter}"),
            1 if told => format!("\\sum\\nolimits_{{{letter}}}"),
            2 => format!("\\sum^n_{{{letter} = 1}}"),
            _ => format!("\\sum_{{{letter}=1}}^{{n}}"),
        }
    }

    fn summand(&self, inner: &Term) -> String {
        let written = self.write(inner);
        let open = matches!(inner, Term::Add(_)) || written.starts_with('-');
        if open { self.bracketed(inner) } else { written }
    }

    fn derivative(&self, inner: &Term, i: char) -> String {
        match (self.derivative, inner) {
            (0, _) => format!("\\frac{{\\partial}}{{\\partial x_{i}}} {}", self.bracketed(inner)),
            (1, _) => format!("\\partial_{{x_{i}}} {}", self.bracketed(inner)),
            (2, Term::Entry(..) | Term::Softmax(_)) => {
                format!("\\frac{{\\partial {}}}{{\\partial x_{i}}}", self.write(inner))
            }
            _ => format!("\\frac{{\\partial}}{{\\partial x_{{{i}}}}}\\left\\{{ {} \\right\\}}", self.write(inner)),
        }
    }
}

/// Whether an entry stands at an index.
pub fn entry_at(term: &Term, letter: char) -> bool {
    matches!(term, Term::Entry(_, i) | Term::Softmax(i) if *i == letter)
        || term.parts().into_iter().any(|part| entry_at(part, letter))
}
