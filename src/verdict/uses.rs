//! The files that a file uses: their definitions, and what stands in the way of using them.

use super::expect;
use crate::derivation::{Chapter, Derivation, Directives};
use crate::diagnostic::Diagnostic;
use crate::latex::Conventions;
use crate::source::{Document, Source, Span};
use std::collections::BTreeMap;

/// The texts of the files that others use, by name, or why a file cannot be read. This room touches no disk: whoever
/// has one fills the shelf.
#[derive(Clone, Debug, Default)]
pub struct Shelf {
    files: BTreeMap<String, Result<Source, String>>,
}

impl Shelf {
    /// Puts a file, or why it cannot be read, under its name.
    pub fn put(&mut self, name: &str, file: Result<Source, String>) {
        self.files.insert(beside("", name), file);
    }

    /// Whether something is said of a file of this name.
    pub fn holds(&self, name: &str) -> bool {
        self.files.contains_key(&beside("", name))
    }

    /// All files by name, or why one cannot be read.
    pub fn files(&self) -> impl Iterator<Item = (&str, &Result<Source, String>)> {
        self.files.iter().map(|(name, file)| (name.as_str(), file))
    }

    /// The names of the files that a text uses, as [`Shelf::put`] wants them.
    pub fn wanted(source: &Source) -> Vec<String> {
        let directives = Directives::read(&Document::read(source.clone()));
        directives.uses.iter().map(|(file, _)| beside(source.name(), file)).collect()
    }
}

/// The name of a file that is written relative to another one, with `.` and `..` taken out as far as they go.
fn beside(name: &str, file: &str) -> String {
    let (name, file) = (name.replace('\\', "/"), file.replace('\\', "/"));
    let folder = name.rsplit_once('/').map(|(folder, _)| format!("{folder}/")).unwrap_or_default();
    let whole = if file.starts_with('/') { file } else { folder + &file };
    let mut parts: Vec<&str> = Vec::new();
    for part in whole.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    let root = if whole.starts_with('/') { "/" } else { "" };
    if parts.is_empty() && root.is_empty() { ".".to_string() } else { root.to_string() + &parts.join("/") }
}

/// Follows the directives `use`, each file once.
pub struct Users<'s> {
    shelf: &'s Shelf,
    conventions: Conventions,
    /// The files that are being read, each used by the one before it.
    open: Vec<String>,
    done: BTreeMap<String, Result<Chapter, String>>,
}

impl<'s> Users<'s> {
    /// With the files of a shelf, read under one set of conventions.
    pub fn new(shelf: &'s Shelf, conventions: Conventions) -> Self {
        Self { shelf, conventions, open: Vec::new(), done: BTreeMap::new() }
    }

    /// What a document takes from the files that it uses, with the directives that cannot be followed.
    pub fn taken(&mut self, document: &Document) -> (Chapter, Vec<Diagnostic>) {
        let (mut all, mut flaws) = (Chapter::default(), Vec::new());
        let name = beside("", document.source.name());
        self.open.push(name.clone());
        for (file, span) in Directives::read(document).uses {
            match self.chapter(&beside(&name, &file)) {
                Ok(chapter) => all.join(&chapter),
                Err(why) => flaws.push(flaw(&file, span, &why)),
            }
        }
        self.open.pop();
        (all, flaws)
    }

    fn chapter(&mut self, name: &str) -> Result<Chapter, String> {
        if let Some(start) = self.open.iter().position(|open| open == name) {
            let circle: Vec<&str> = self.open[start..].iter().map(String::as_str).chain([name]).collect();
            return Err(format!("it goes round in a circle: {}", circle.join(" uses ")));
        }
        if let Some(done) = self.done.get(name) {
            return done.clone();
        }
        let read = self.read(name);
        self.done.insert(name.to_string(), read.clone());
        read
    }

    fn read(&mut self, name: &str) -> Result<Chapter, String> {
        let source = match self.shelf.files.get(name) {
            Some(Ok(source)) => source.clone(),
            Some(Err(why)) => return Err(why.clone()),
            None => return Err(format!("{name} is not at hand")),
        };
        let document = Document::read(Source::new(name, source.text()));
        let (used, flaws) = self.taken(&document);
        if let Some(flaw) = flaws.first() {
            let line = document.source.position(flaw.labels[0].span.start).line;
            return Err(format!("its own line {line} cannot be followed: {}", flaw.message));
        }
        let mut derivation = Derivation::read_with(&document, self.conventions, &used);
        let ids: Vec<String> = expect::blank_formulas(&document, &derivation).into_iter().map(|f| f.id).collect();
        Ok(derivation.chapter(name, &ids))
    }
}

fn flaw(file: &str, span: Span, why: &str) -> Diagnostic {
    let help = "name a Markdown file, relative to the folder of this one, that does not use this one in turn";
    Diagnostic::error("Q0407", format!("{file} cannot be used: {why}"), span, "nothing is brought in").help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_relative_to_the_file_that_uses_them() {
        assert_eq!(beside("book/a.md", "b.md"), "book/b.md");
        assert_eq!(beside("book/errata/a.md", "../b.md"), "book/b.md");
        assert_eq!(beside("a.md", "./x/../b.md"), "b.md");
        assert_eq!(beside("a.md", "../b.md"), "../b.md");
        assert_eq!(beside("/tmp/a.md", "b.md"), "/tmp/b.md");
        assert_eq!(beside("<stdin>", "b.md"), "b.md");
    }
}
