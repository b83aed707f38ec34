//! A small book with one step, for tests that build a site and break it.

use quod::numeric::steps::Chapter;
use quod::numeric::{Domain, Oracle, Slip, Step, Tolerance, Wrong, scalar};
use quod::site::{Built, Problem, Records, build};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The one step: a sum of indicators is 1.
pub const STEP: Step = Step {
    id: "demo.total",
    title: "an indicator sums to one",
    tex: r"\sum_{i=1}^n 1_{\{i=j\}} = 1",
    uses: &[],
    domain: Domain::ALL,
    left: |at| scalar((0..at.n()).map(|i| quod::numeric::delta(i, at.j)).sum()),
    right: |_| scalar(1.0),
    oracles: &[Oracle::formula("a count of the classes equal to j", |at| {
        scalar((0..at.n()).filter(|&i| i == at.j).count() as f64)
    })],
    tolerance: Tolerance::SHORT,
    wrong: &[Wrong { slip: Slip::MissingSum, right: |at| scalar(at.n() as f64) }],
};

/// The chapter of the step.
pub static CHAPTERS: &[&Chapter] = &[&Chapter { file: "chapter.md", code: CODE, steps: &[STEP] }];

/// The same chapter with a wrong right side.
pub static WRONG: &[&Chapter] =
    &[&Chapter { file: "chapter.md", code: CODE, steps: &[Step { right: |at| scalar(at.n() as f64), ..STEP }] }];

/// The records of a book with these chapters and no mistakes.
pub fn records(chapters: &'static [&'static Chapter]) -> Records {
    Records { chapters, errata: &[], demanded: true }
}

const CODE: &str = "// ANCHOR: demo.total\n    left: a < b,\n// ANCHOR_END: demo.total\n";

/// A chapter that displays the step.
pub const CHAPTER: &str = "# A chapter\n\nFirst $x^2$, then\n\n<!-- quod: id=demo.total -->\n\
                           $$\\sum_{i=1}^n 1_{\\{i=j\\}} = 1$$\n\nand no more.\n";

/// A book in a temporary folder.
pub struct Book {
    folder: tempfile::TempDir,
}

impl Book {
    /// A book of one chapter, `chapter.md`.
    pub fn of(chapter: &str) -> Book {
        let book = Book { folder: tempfile::tempdir().expect("a temporary folder") };
        book.write("book.toml", "[book]\ntitle = \"Demo\"\nsrc = \"book\"\n[build]\nbuild-dir = \"out\"\n");
        book.write("book/SUMMARY.md", "# Summary\n\n- [A chapter](chapter.md)\n");
        book.write("book/chapter.md", chapter);
        book
    }

    /// Its folder.
    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file of it.
    pub fn write(&self, file: &str, text: &str) {
        let path = self.root().join(file);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }

    /// Reads a file of it.
    pub fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
    }

    /// Builds it without any record.
    pub fn plain(&self) -> Result<Built, Vec<Problem>> {
        build(self.root(), Records::NONE, &|_| {})
    }

    /// Builds it with the step of this module.
    pub fn build(&self) -> Result<Built, Vec<Problem>> {
        build(self.root(), records(CHAPTERS), &|_| {})
    }

    /// All files below a folder of it, with their bytes.
    pub fn files(&self, below: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut open = vec![self.root().join(below)];
        while let Some(folder) = open.pop() {
            for entry in std::fs::read_dir(&folder).expect("a folder").flatten() {
                let path = entry.path();
                if path.is_dir() {
                    open.push(path)
                } else {
                    drop(files.insert(path.clone(), std::fs::read(path).expect("bytes")))
                }
            }
        }
        files
    }
}
