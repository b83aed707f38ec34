//! JSON text, value by value: objects keep the order in which their members are written.

/// A JSON value.
#[derive(Clone, Debug)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number that is not negative.
    Number(u64),
    /// A string.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// Members in order.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// A string, or null.
    pub fn optional(text: Option<&str>) -> Self {
        text.map_or(Json::Null, |text| Json::Text(text.to_string()))
    }

    /// An object.
    pub fn object<const N: usize>(members: [(&str, Json); N]) -> Self {
        Json::Object(members.into_iter().map(|(name, value)| (name.to_string(), value)).collect())
    }

    /// A list.
    pub fn list(items: impl IntoIterator<Item = Json>) -> Self {
        Json::List(items.into_iter().collect())
    }

    /// A list of strings.
    pub fn texts<'a>(items: impl IntoIterator<Item = &'a String>) -> Self {
        Json::list(items.into_iter().map(|item| Json::from(item.as_str())))
    }

    /// The text, indented by two spaces a level; short lists and objects stay on one line.
    pub fn pretty(&self) -> String {
        let mut text = String::new();
        self.write(0, &mut text);
        text.push('\n');
        text
    }

    fn is_flat(&self) -> bool {
        match self {
            Json::List(items) => items.iter().all(|item| !matches!(item, Json::List(_) | Json::Object(_))),
            Json::Object(members) => {
                members.iter().all(|(_, value)| !matches!(value, Json::Object(_)) && value.is_flat())
                    && members.len() < 12
            }
            _ => true,
        }
    }

    fn write(&self, depth: usize, text: &mut String) {
        match self {
            Json::Null => text.push_str("null"),
            Json::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
            Json::Number(value) => text.push_str(&value.to_string()),
            Json::Text(value) => quote(value, text),
            Json::List(items) => {
                let items: Vec<(Option<&str>, &Json)> = items.iter().map(|item| (None, item)).collect();
                self.block('[', ']', &items, depth, text);
            }
            Json::Object(members) => {
                let items: Vec<(Option<&str>, &Json)> =
                    members.iter().map(|(name, value)| (Some(name.as_str()), value)).collect();
                self.block('{', '}', &items, depth, text);
            }
        }
    }

    fn block(&self, open: char, close: char, items: &[(Option<&str>, &Json)], depth: usize, text: &mut String) {
        let flat = self.is_flat();
        text.push(open);
        for (place, (name, item)) in items.iter().enumerate() {
            if place > 0 {
                text.push_str(if flat { ", " } else { "," });
            }
            if !flat {
                newline(depth + 1, text);
            }
            if let Some(name) = name {
                quote(name, text);
                text.push_str(": ");
            }
            item.write(depth + 1, text);
        }
        if !flat && !items.is_empty() {
            newline(depth, text);
        }
        text.push(close);
    }
}

fn newline(depth: usize, text: &mut String) {
    text.push('\n');
    text.extend(std::iter::repeat_n("  ", depth));
}

fn quote(value: &str, text: &mut String) {
    text.push('"');
    for c in value.chars() {
        match c {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            c if c.is_control() => text.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => text.push(c),
        }
    }
    text.push('"');
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Json::Text(text.to_string())
    }
}

impl From<usize> for Json {
    fn from(value: usize) -> Self {
        Json::Number(value as u64)
    }
}

impl From<u64> for Json {
    fn from(value: u64) -> Self {
        Json::Number(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_escaped_and_members_keep_their_order() {
        let value = Json::object([("b", Json::from("\\frac \"x\"\n\u{1}")), ("a", Json::Null)]);
        assert_eq!(value.pretty(), "{\"b\": \"\\\\frac \\\"x\\\"\\n\\u0001\", \"a\": null}\n");
    }
}
