//! What a directive `<!-- quod: … -->` says, before any mathematics is read.

/// A directive's words, as the author wrote them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order<'a> {
    /// `id=softmax.jacobian` names the next formula.
    Id(&'a str),
    /// `erratum=lost-indicator` ties the next formula to the record of a mistake.
    Erratum(&'a str),
    /// `expect refuted Q0201`, with `link=2` where the formula has several: the next formula must fail just so.
    Expect(&'a str),
    /// `assume \sum_i y_i = 1`: a hypothesis for the rest of the file.
    Assume(&'a str),
    /// `use softmax.md`: an earlier chapter's definitions and results.
    Use(&'a str),
    /// `instance J`: the next formula is an instance of the named symbol.
    Instance(&'a str),
    /// `skip REASON`: the next formula is not read.
    Skip(&'a str),
    /// `figure jacobian z=1,0,-1`: a picture stands here in the book.
    Figure(&'a str),
}

impl<'a> Order<'a> {
    /// Reads the text after `quod:`; `None` where it is no directive that quod knows, or lacks its argument.
    pub fn parse(body: &'a str) -> Option<Order<'a>> {
        let body = body.trim();
        if let Some((key @ ("id" | "erratum"), value)) = body.split_once('=')
            && !value.is_empty()
            && !value.contains(char::is_whitespace)
        {
            return Some(if key == "id" { Order::Id(value) } else { Order::Erratum(value) });
        }
        let (verb, rest) = body.split_once(char::is_whitespace)?;
        let rest = rest.trim();
        match verb {
            "expect" => Some(Order::Expect(rest)),
            "assume" => Some(Order::Assume(rest)),
            "use" => Some(Order::Use(rest)),
            "instance" => Some(Order::Instance(rest)),
            "skip" => Some(Order::Skip(rest)),
            "figure" => Some(Order::Figure(rest)),
            _ => None,
        }
    }

    /// Whether it speaks of the formula after it, so that there must be one.
    pub fn needs_formula(self) -> bool {
        matches!(self, Order::Id(_) | Order::Erratum(_) | Order::Expect(_) | Order::Instance(_) | Order::Skip(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_directive_of_the_contract_is_read_and_nothing_else() {
        assert_eq!(Order::parse("id=softmax.jacobian"), Some(Order::Id("softmax.jacobian")));
        assert_eq!(Order::parse(" erratum=lost-indicator "), Some(Order::Erratum("lost-indicator")));
        assert_eq!(Order::parse(r"assume \sum_i y_i = 1"), Some(Order::Assume(r"\sum_i y_i = 1")));
        assert_eq!(Order::parse("expect refuted Q0201 link=2"), Some(Order::Expect("refuted Q0201 link=2")));
        assert_eq!(Order::parse("use softmax.md"), Some(Order::Use("softmax.md")));
        assert_eq!(Order::parse("instance J"), Some(Order::Instance("J")));
        assert_eq!(Order::parse("skip a picture"), Some(Order::Skip("a picture")));
        assert_eq!(Order::parse("figure jacobian z=1,0"), Some(Order::Figure("jacobian z=1,0")));
        for body in ["", "id", "id=", "id=two words", "expect", "expects refuted", "ID=x"] {
            assert_eq!(Order::parse(body), None, "{body:?}");
        }
    }
}
