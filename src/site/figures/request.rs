//! What a directive asks for: `figure NAME KEY=VALUE …`.

use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// The most numbers that one key may have, so that a drawing stays legible.
pub const MOST: usize = 8;

/// A figure that is asked for.
pub struct Request<'a> {
    /// Which one.
    pub name: &'a str,
    /// What is given with it, in order.
    pub given: Vec<(&'a str, &'a str)>,
    /// The place of the directive.
    pub span: Span,
}

impl<'a> Request<'a> {
    /// Reads what stands behind `figure`.
    ///
    /// # Errors
    /// Q0407 where a word behind the name is not `KEY=VALUE`.
    pub fn read(words: &'a str, span: Span) -> Result<Request<'a>, Diagnostic> {
        let mut words = words.split_whitespace();
        let name = words.next().unwrap_or("");
        let pair = |word: &'a str| {
            let found = word.split_once('=').filter(|(key, value)| !key.is_empty() && !value.is_empty());
            found.ok_or_else(|| {
                flaw(span, &format!("`{word}` is not read in a figure"), "write KEY=VALUE without blanks")
            })
        };
        Ok(Request { name, given: words.map(pair).collect::<Result<_, _>>()?, span })
    }

    /// The value of a key.
    pub fn value(&self, key: &str) -> Option<&'a str> {
        self.given.iter().find(|(name, _)| *name == key).map(|(_, value)| *value)
    }

    /// Refuses keys that the figure does not know.
    ///
    /// # Errors
    /// Q0407.
    pub fn only(&self, known: &[&str]) -> Result<(), Diagnostic> {
        match self.given.iter().find(|(key, _)| !known.contains(key)) {
            None => Ok(()),
            Some((key, _)) => Err(flaw(
                self.span,
                &format!("the figure `{}` knows no `{key}`", self.name),
                &format!("it knows: {}", if known.is_empty() { "nothing".into() } else { known.join(", ") }),
            )),
        }
    }

    /// Numbers separated by commas, 2 to [`MOST`] of them.
    ///
    /// # Errors
    /// Q0407 where they are no such numbers.
    pub fn numbers(&self, key: &str, otherwise: &[f64]) -> Result<Vec<f64>, Diagnostic> {
        let Some(text) = self.value(key) else { return Ok(otherwise.to_vec()) };
        let found: Option<Vec<f64>> = text.split(',').map(|one| one.parse().ok()).collect();
        let sound =
            |list: &Vec<f64>| (2..=MOST).contains(&list.len()) && list.iter().all(|number| number.abs() <= 30.0);
        found.filter(sound).ok_or_else(|| {
            let why = format!("`{text}` is no list of 2 to {MOST} numbers between -30 and 30");
            flaw(self.span, &why, &format!("write them with commas and without blanks, such as {key}=1,0,-1"))
        })
    }
}

/// A figure that cannot be drawn.
pub fn flaw(span: Span, why: &str, help: &str) -> Diagnostic {
    Diagnostic::error("Q0407", why.to_owned(), span, "this figure is asked for").help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &str) -> Result<Request<'_>, Diagnostic> {
        Request::read(words, Span::new(0, 1))
    }

    #[test]
    fn a_name_and_what_is_given_with_it_are_read() {
        let request = read("jacobian z=1,-0.5  y=0,1").expect("well written");
        assert_eq!((request.name, request.value("y")), ("jacobian", Some("0,1")));
        assert_eq!(request.numbers("z", &[]).expect("numbers"), [1.0, -0.5]);
        assert_eq!(request.numbers("x", &[2.0, 3.0]).expect("the default"), [2.0, 3.0]);
        assert!(request.only(&["z", "y"]).is_ok() && request.only(&["z"]).is_err());
    }

    #[test]
    fn what_is_no_list_of_numbers_is_refused() {
        for words in ["a z", "a =1", "a z="] {
            assert!(read(words).is_err(), "{words}");
        }
        for words in ["a z=1", "a z=1,x", "a z=nan,1", "a z=inf,1", "a z=99,1", "a z=1,2,3,4,5,6,7,8,9", "a z=1,,2"] {
            assert!(read(words).expect("read").numbers("z", &[]).is_err(), "{words}");
        }
    }
}
