//! A drawing with its caption and its numbers.

use super::svg::Svg;
use crate::site::html::escape;

/// The numbers of a drawing. Cells are HTML that is safe as it stands; [`Table::of`] makes them of text.
pub struct Table {
    /// What each column holds.
    pub head: Vec<String>,
    /// The rows: the first cell names the row.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// A table of plain text.
    pub fn of(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> Table {
        let plain = |cells: Vec<String>| cells.iter().map(|cell| escape(cell)).collect();
        Table { head: head.iter().map(|name| escape(name)).collect(), rows: rows.into_iter().map(plain).collect() }
    }

    fn html(&self, label: &str) -> String {
        let head: String = self.head.iter().map(|name| format!("<th scope=\"col\">{name}</th>")).collect();
        let row = |cells: &Vec<String>| {
            let cells: String = cells
                .iter()
                .enumerate()
                .map(|(at, cell)| match at {
                    0 => format!("<th scope=\"row\">{cell}</th>"),
                    _ => format!("<td>{cell}</td>"),
                })
                .collect();
            format!("<tr>{cells}</tr>")
        };
        let rows: String = self.rows.iter().map(row).collect();
        format!(
            "<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"{}\"><table><thead><tr>{head}</tr>\
             </thead><tbody>{rows}</tbody></table></div>",
            escape(label)
        )
    }
}

/// Something to see, with the numbers behind it.
pub struct Figure {
    /// What it is, in a few words.
    pub title: String,
    /// What it shows, for those who do not see it.
    pub description: String,
    /// What a reader is to see in it.
    pub caption: String,
    /// The drawing.
    pub drawing: Svg,
    /// Whether the drawing holds links.
    pub linked: bool,
    /// The same numbers as a table.
    pub table: Table,
    /// Further attributes of the element, for a script that keeps the numbers up to date.
    pub data: String,
}

impl Figure {
    /// Its HTML; `id` is its place on the page.
    pub fn html(&self, id: &str) -> String {
        format!(
            "<figure class=\"figure\" id=\"{id}\"{data}>{drawing}\
             <details class=\"numbers\"><summary>The numbers<span class=\"unseen\"> of: {title}</span></summary>{table}\
             </details><figcaption>{caption}</figcaption></figure>",
            id = escape(id),
            drawing = self.drawing.element(id, &self.title, &self.description, self.linked),
            data = self.data,
            caption = escape(&self.caption),
            title = escape(&self.title),
            table = self.table.html(&format!("Numbers: {}", self.title)),
        )
    }
}
