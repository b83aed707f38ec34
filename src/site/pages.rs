//! Woven chapters to the files of the site.

use super::cite::Work;
use super::evidence::Seal;
use super::fonts::Faces;
use super::frame::Established;
use super::guard;
use super::index;
use super::layout::{self, Book, Line, Sheet};
use super::markdown::{render, slug};
use super::search;
use super::short;
use super::survey::Survey;
use mdbook::book::{BookItem, Chapter};
use mdbook::config::Config;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The page that shows all chapters.
pub const PRINT: &str = "print.html";

/// The script with which a reader copies what a step says.
const COPY: &str = "copy.js";

/// The scripts of the site; a page may hold no other.
pub const SCRIPTS: [&str; 5] = [COPY, search::DATA, search::SCRIPT, layout::SCRIPTS[0], layout::SCRIPTS[1]];

/// The icon of the site.
const ICON: &str = "icon.svg";

/// A file of the site that shows chapters.
pub struct Shown {
    /// Its name, relative to the top of the site.
    pub file: String,
    /// The chapters it shows, as files relative to the folder of the chapters.
    pub chapters: Vec<PathBuf>,
    /// Its HTML.
    pub html: String,
    /// What it shows of its own, beside what its chapters give it.
    pub claims: Claims,
}

/// What a page shows that stands in no chapter of its own, in order. A [`Seal`] is only made of what was established.
#[derive(Default)]
pub struct Claims {
    /// Its seals.
    pub seals: Vec<Seal>,
    /// The LaTeX of its formulas.
    pub tex: Vec<String>,
}

/// The pages of a woven book: one a chapter, an `index.html` that leads to the first where none is, and all on one.
pub fn pages(config: &Config, woven: &mdbook::book::Book, survey: &Survey, established: &Established) -> Vec<Shown> {
    let smart = config.html_config().unwrap_or_default().smart_punctuation;
    let chapters: Vec<&Chapter> = woven.chapters().filter(|chapter| chapter.path.is_some()).collect();
    let book = frame_of(config, woven);
    let ledger = |chapter: &Chapter| {
        let page = survey.pages.iter().find(|page| Some(&page.path) == chapter.path.as_ref());
        page.map_or_else(Vec::new, |page| established.ledger(survey, page))
    };
    let mut shown: Vec<Shown> =
        chapters.iter().map(|chapter| single(&book, chapter, smart, &ledger(chapter))).collect();
    if let Some(first) = chapters.first().filter(|_| shown.iter().all(|page| page.file != "index.html")) {
        shown.insert(0, forward(&file(first)));
    }
    shown.push(print(&book, &chapters, smart));
    let faces = chapters.iter().filter_map(|chapter| {
        let path = chapter.path.clone()?;
        let page = shown.iter().find(|page| page.chapters == [path.clone()])?;
        Some((path, index::Face { name: &chapter.name, html: &page.html }))
    });
    let lists = index::lists(survey, established, &faces.collect());
    shown.extend(lists.into_iter().map(|list| {
        let html = book.page(&Sheet { file: &list.file, name: list.name, body: &list.body, ledger: &[], scripts: &[] });
        Shown { file: list.file, chapters: Vec::new(), html, claims: list.claims }
    }));
    shown.push(searching(&book));
    shown.extend(short::pages(survey));
    shown
}

/// The page that searches the others.
fn searching(book: &Book) -> Shown {
    let sheet = Sheet {
        file: search::PAGE,
        name: "Search",
        body: &search::body(),
        ledger: &[],
        scripts: &[search::DATA, search::SCRIPT],
    };
    Shown { file: search::PAGE.into(), chapters: Vec::new(), html: book.page(&sheet), claims: Claims::default() }
}

/// An `index.html` that leads on to the first chapter, without a script.
fn forward(to: &str) -> Shown {
    let html = short::forward(to, to);
    Shown { file: "index.html".into(), chapters: Vec::new(), html, claims: Claims::default() }
}

fn frame_of(config: &Config, woven: &mdbook::book::Book) -> Book {
    let mut contents = Vec::new();
    for item in woven.iter() {
        match item {
            BookItem::PartTitle(title) => contents.push(Line::Part(title.clone())),
            BookItem::Chapter(chapter) if chapter.path.is_some() => contents.push(Line::Chapter {
                number: number(chapter),
                name: chapter.name.clone(),
                file: file(chapter),
                depth: chapter.parent_names.len(),
            }),
            BookItem::Chapter(_) | BookItem::Separator => {}
        }
    }
    Book {
        title: config.book.title.clone().unwrap_or_else(|| "A book".into()),
        language: config.book.language.clone().unwrap_or_else(|| "en".into()),
        description: config.book.description.clone().unwrap_or_default(),
        doubt: config.get("preprocessor.quod.doubt").ok().flatten().map(|page: String| to_page(&page)),
        contents,
        work: Work::of(config),
    }
}

/// A chapter's number without the final point, or nothing.
pub fn number(chapter: &Chapter) -> String {
    chapter.number.as_ref().map_or(String::new(), |number| number.to_string().trim_end_matches('.').to_owned())
}

/// The page of a chapter.
fn file(chapter: &Chapter) -> String {
    let path = chapter.path.as_deref().unwrap_or(Path::new(""));
    slashes(&path.with_extension("html"))
}

fn slashes(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn single(book: &Book, chapter: &Chapter, smart: bool, ledger: &[Seal]) -> Shown {
    let top = "../".repeat(chapter.path.as_deref().map_or(0, |path| path.components().count() - 1));
    let body = render(&chapter.content, smart, "", |dest| match dest.strip_prefix("certificates/") {
        Some(name) if is_digest(name) => format!("{top}{dest}"),
        // The short address of a step, as the frame of a display writes it.
        _ if chapter.content.contains("class=\"cite\"") && is_short(dest) => format!("{top}{dest}"),
        _ => to_page(dest),
    });
    let scripts: &[&str] = if body.html.contains("<details class=\"evidence\">") { &[COPY] } else { &[] };
    let title = if body.titled { String::new() } else { format!("<h1>{}</h1>\n", super::html::escape(&chapter.name)) };
    let (file, text) = (file(chapter), format!("{title}{}", body.html));
    let html = book.page(&Sheet { file: &file, name: &chapter.name, body: &text, ledger, scripts });
    Shown { file, chapters: chapter.path.iter().cloned().collect(), html, claims: Claims::default() }
}

/// Whether an address is that of a short page, which is the same from everywhere in a chapter.
fn is_short(dest: &str) -> bool {
    let id = dest.strip_prefix("s/").and_then(|file| file.strip_suffix(".html"));
    id.is_some_and(|id| short::file(id).as_deref() == Some(dest))
}

/// Whether a name is that of a certificate: 64 hexadecimal digits.
fn is_digest(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// `chapter.md#place` as `chapter.html#place`; links that lead elsewhere stay as they are.
pub fn to_page(dest: &str) -> String {
    match dest.split_once('#').map_or((dest, None), |(path, place)| (path, Some(place))) {
        (path, place) if path.ends_with(".md") && !path.contains("://") => {
            let place = place.map_or(String::new(), |place| format!("#{place}"));
            format!("{}.html{place}", path.trim_end_matches(".md"))
        }
        _ => dest.to_owned(),
    }
}

/// All chapters on one page; links between them become links within it.
fn print(book: &Book, chapters: &[&Chapter], smart: bool) -> Shown {
    let mut text = String::new();
    for chapter in chapters {
        let own = anchor(chapter.path.as_deref().unwrap_or(Path::new("")));
        let folder = chapter.path.as_deref().and_then(Path::parent).unwrap_or(Path::new("")).to_owned();
        let body = render(&chapter.content, smart, &format!("{own}--"), |dest| within(dest, &own, &folder));
        let title =
            if body.titled { String::new() } else { format!("<h1>{}</h1>\n", super::html::escape(&chapter.name)) };
        text.push_str(&format!("<section id=\"{own}\">\n{title}{}</section>\n", body.html));
    }
    let html = book.page(&Sheet { file: PRINT, name: "The whole book", body: &text, ledger: &[], scripts: &[] });
    let chapters = chapters.iter().filter_map(|chapter| chapter.path.clone()).collect();
    Shown { file: PRINT.into(), chapters, html, claims: Claims::default() }
}

fn anchor(path: &Path) -> String {
    format!("page-{}", slug(&slashes(&path.with_extension(""))))
}

/// A link of the chapter with the given anchor and folder, as a link within the page that holds all chapters. Places
/// of steps have a point in their name and are the same everywhere; places of headings carry their chapter's anchor.
fn within(dest: &str, own: &str, folder: &Path) -> String {
    let (path, place) = dest.split_once('#').map_or((dest, None), |(path, place)| (path, Some(place)));
    if !(path.is_empty() || path.ends_with(".md") && !path.contains("://")) {
        return dest.to_owned();
    }
    let page = if path.is_empty() { own.to_owned() } else { anchor(&joined(folder, path)) };
    match place {
        Some(step) if step.contains('.') => format!("#{step}"),
        Some(heading) => format!("#{page}--{heading}"),
        None => format!("#{page}"),
    }
}

/// A relative path joined to a folder, with its `..` taken out.
fn joined(folder: &Path, path: &str) -> PathBuf {
    let mut joined = folder.to_owned();
    for part in path.split('/') {
        match part {
            ".." => drop(joined.pop()),
            "." => {}
            _ => joined.push(part),
        }
    }
    joined
}

/// The scripts of a site with live figures, by name: what its proved lines compile to, and what moves the figures.
pub fn scripts(figures: &str) -> Vec<(&'static str, String)> {
    let [proved, live] = layout::SCRIPTS;
    vec![(proved, super::figures::script(figures)), (live, include_str!("theme/live.js").to_owned())]
}

/// Everything beside the pages: stylesheets, the faces that the pages use, pictures, and the mark that quod wrote this.
///
/// # Errors
/// Those of the file system.
pub fn assets(src: &Path, out: &Path, shown: &[Shown]) -> std::io::Result<()> {
    std::fs::write(out.join(guard::MARKER), "This folder is written by quod, which may replace it as a whole.\n")?;
    std::fs::write(out.join("quod.css"), include_str!("theme/quod.css"))?;
    std::fs::write(out.join("katex.css"), super::KATEX_CSS)?;
    std::fs::write(out.join(ICON), include_str!("theme/icon.svg"))?;
    std::fs::write(out.join(COPY), include_str!("theme/copy.js"))?;
    std::fs::write(out.join(search::SCRIPT), include_str!("theme/search.js"))?;
    let chapters = shown.iter().filter(|page| page.chapters.len() == 1 && page.file != PRINT);
    std::fs::write(out.join(search::DATA), search::data(chapters))?;
    std::fs::create_dir_all(out.join("fonts"))?;
    let mut faces = Faces::default();
    shown.iter().for_each(|page| faces.add(&page.html));
    for face in faces.files() {
        std::fs::write(out.join("fonts").join(face.name), face.bytes)?;
    }
    copy_pictures(src, out)
}

/// All styles in one file, the fonts in it, for a site that mdBook itself writes. mdBook's own styles stay as they are,
/// so only what frames displays is taken from the theme.
pub fn stylesheet(chapters: &[&str]) -> String {
    let mut faces = Faces::default();
    chapters.iter().for_each(|text| faces.add(text));
    let mut css = super::KATEX_CSS.to_owned();
    for face in faces.files() {
        let data = format!("url(\"data:font/ttf;base64,{}\")", base64(&face.bytes));
        css = css.replace(&format!("url(\"fonts/{}\")", face.name), &data);
    }
    let theme = include_str!("theme/quod.css");
    let part = |from: &str, to: &str| {
        let start = theme.find(from).unwrap_or(0);
        &theme[start..start + theme[start..].find(to).unwrap_or(0)]
    };
    let colours = part(":root {", "*, *::before");
    format!("{css}\n{colours}\n{}\n{}", part("/* Formulas */", "/* Displays"), part("/* Displays", "/* Paper */"))
}

/// Base64 (RFC 4648, section 4).
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group = (0..3).fold(0_u32, |group, at| group << 8 | u32::from(chunk.get(at).copied().unwrap_or(0)));
        for digit in 0..4 {
            let value = (group >> (18 - 6 * digit) & 63) as usize;
            text.push(if digit <= chunk.len() { char::from(DIGITS[value]) } else { '=' });
        }
    }
    text
}

/// Files of the site beside its pages and certificates: stylesheets, and the pictures among the chapters.
///
/// # Errors
/// Those of the file system.
pub fn files(src: &Path) -> std::io::Result<BTreeSet<String>> {
    let mut files = BTreeSet::from(["quod.css", "katex.css", super::styles::SHEET, ICON].map(str::to_owned));
    files.extend([COPY, search::DATA, search::SCRIPT].map(str::to_owned));
    files.extend(pictures(src, Path::new(""))?.iter().map(|path| slashes(path)));
    Ok(files)
}

/// The pictures below a folder, relative to the folder of the chapters.
fn pictures(src: &Path, below: &Path) -> std::io::Result<Vec<PathBuf>> {
    const KINDS: [&str; 6] = ["svg", "png", "jpg", "jpeg", "webp", "gif"];
    let mut found = Vec::new();
    for entry in std::fs::read_dir(src.join(below))? {
        let path = below.join(entry?.file_name());
        if src.join(&path).is_dir() {
            found.extend(pictures(src, &path)?);
        } else if path.extension().and_then(|kind| kind.to_str()).is_some_and(|kind| KINDS.contains(&kind)) {
            found.push(path);
        }
    }
    Ok(found)
}

/// Copies pictures, and nothing else, from among the chapters.
fn copy_pictures(src: &Path, out: &Path) -> std::io::Result<()> {
    for path in pictures(src, Path::new(""))? {
        let target = out.join(&path);
        std::fs::create_dir_all(target.parent().unwrap_or(out))?;
        std::fs::copy(src.join(&path), target)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_standard() {
        for (plain, coded) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }

    #[test]
    fn the_one_stylesheet_holds_frames_and_the_fonts_that_are_used() {
        let css = stylesheet(&["<span class=\"katex\"><i class=\"mathnormal\">"]);
        assert!(css.contains(".seal") && css.contains("--proved") && css.contains(".display"));
        assert_eq!(css.matches("data:font/ttf;base64,").count(), 2);
        assert!(!css.contains("\nbody {\n"), "the pages around the chapters are mdBook's");
    }
}
