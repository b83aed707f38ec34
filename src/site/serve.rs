//! The site on this machine while somebody writes it: a small server of files, and a page that loads itself anew.
//!
//! It listens to this machine alone, answers no other name than its own (so that a page from elsewhere cannot read it
//! through a name that points here), and gives files of the site only.

use super::Problem;
use super::guard::{self, Places};
use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

/// How often the files are looked at.
const PAUSE: Duration = Duration::from_millis(400);
/// How long a page waits for news before it asks again.
const PATIENCE: Duration = Duration::from_secs(20);
/// The longest request line and head that is read.
const HEAD: u64 = 16 * 1024;

/// Where a page asks for news, and where its script lies; no file of a site begins so.
const NEWS: &str = "/.quod/news";
const SCRIPT: &str = "/.quod/reload.js";

const RELOAD: &str = "const wait = async () => {\n  for (let last = '';;) {\n    try {\n      \
const text = await (await fetch('/.quod/news?' + last)).text();\n      \
if (last && text !== last) location.reload();\n      last = text;\n    \
} catch { await new Promise((again) => setTimeout(again, 1000)); }\n  }\n};\nwait();\n";

/// Which build the site is of; pages wait for the next one.
#[derive(Default)]
struct News {
    number: Mutex<u64>,
    changed: Condvar,
}

impl News {
    fn tell(&self) {
        *self.number.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.changed.notify_all();
    }

    /// The number of the build, as soon as it is another one than `seen`.
    fn after(&self, seen: &str) -> u64 {
        let number = self.number.lock().unwrap_or_else(PoisonError::into_inner);
        let same = |number: &mut u64| number.to_string() == seen;
        let waited = self.changed.wait_timeout_while(number, PATIENCE, same);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }
}

/// Builds the book in `root` by `build`, serves it, and builds it again whenever one of its files changes. `ready` is
/// called once the first build is over and pages can be asked for. Returns only where it cannot begin.
///
/// # Errors
/// Q0409 or Q0410 where the book's folders cannot be settled.
pub fn serve(
    root: &Path,
    listener: TcpListener,
    build: &dyn Fn(&Path) -> bool,
    ready: &dyn Fn(),
) -> Result<(), Box<Problem>> {
    let (_, places) = guard::places(root)?;
    let news = Arc::new(News::default());
    let mut seen = stamps(&places);
    build(root);
    news.tell();
    ready();
    let (out, told) = (places.out.clone(), Arc::clone(&news));
    std::thread::spawn(move || answer_all(&listener, &out, &told));
    loop {
        std::thread::sleep(PAUSE);
        let now = stamps(&places);
        if now != seen {
            seen = now;
            build(root);
            news.tell();
        }
    }
}

/// When each file of the book was last written.
fn stamps(places: &Places) -> BTreeMap<PathBuf, SystemTime> {
    let mut stamps = BTreeMap::new();
    let mut open = vec![places.src.clone()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.metadata() {
                Ok(data) if data.is_dir() => open.push(entry.path()),
                Ok(data) => _ = stamps.insert(entry.path(), data.modified().unwrap_or(SystemTime::UNIX_EPOCH)),
                Err(_) => {}
            }
        }
    }
    let configuration = places.root.join("book.toml");
    if let Ok(time) = configuration.metadata().and_then(|data| data.modified()) {
        stamps.insert(configuration, time);
    }
    stamps
}

fn answer_all(listener: &TcpListener, out: &Path, news: &Arc<News>) {
    let own = listener.local_addr().map_or(0, |address| address.port());
    for stream in listener.incoming().flatten() {
        let (out, news) = (out.to_owned(), Arc::clone(news));
        // A page that hangs up in the middle is no concern of ours.
        std::thread::spawn(move || drop(answer(stream, own, &out, &news)));
    }
}

/// What a browser asks for.
#[derive(Debug, PartialEq, Eq)]
struct Request {
    path: String,
    query: String,
    host: String,
}

/// Reads a request; `None` for anything but a well-formed GET.
fn request(stream: impl Read) -> Option<Request> {
    let mut lines = BufReader::new(stream.take(HEAD)).lines();
    let first = lines.next()?.ok()?;
    let mut words = first.split(' ');
    let (method, target) = (words.next()?, words.next()?);
    let mut host = String::new();
    for line in lines {
        let line = line.ok()?;
        match line.split_once(':') {
            _ if line.is_empty() => break,
            Some((name, value)) if name.eq_ignore_ascii_case("host") => host = value.trim().to_owned(),
            _ => {}
        }
    }
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    (method == "GET").then(|| Request { path: path.to_owned(), query: query.to_owned(), host })
}

fn answer(mut stream: TcpStream, port: u16, out: &Path, news: &News) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    let Some(request) = request(&stream) else {
        return respond(&mut stream, "405 Method Not Allowed", "text/plain", b"");
    };
    if ![format!("127.0.0.1:{port}"), format!("localhost:{port}")].contains(&request.host) {
        return respond(&mut stream, "403 Forbidden", "text/plain", b"this server answers to localhost alone\n");
    }
    match request.path.as_str() {
        NEWS => {
            let number = news.after(&request.query).to_string();
            respond(&mut stream, "200 OK", "text/plain", number.as_bytes())
        }
        SCRIPT => respond(&mut stream, "200 OK", "text/javascript", RELOAD.as_bytes()),
        path => match file(out, path).and_then(|file| Some((std::fs::read(&file).ok()?, file))) {
            Some((bytes, file)) => respond(&mut stream, "200 OK", kind(&file), &live(bytes, &file)),
            None => respond(&mut stream, "404 Not Found", "text/plain; charset=utf-8", b"there is no such page\n"),
        },
    }
}

fn respond(stream: &mut TcpStream, status: &str, kind: &str, body: &[u8]) -> io::Result<()> {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nCache-Control: no-store\r\n\
         X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(body)
}

/// The file of the site that a path names, if it lies in the site.
fn file(out: &Path, path: &str) -> Option<PathBuf> {
    let relative = PathBuf::from(decoded(path.strip_prefix('/')?)?);
    let plain = relative.components().all(|part| matches!(part, Component::Normal(_)));
    let file = out.join(&relative);
    let file = if file.is_dir() { file.join("index.html") } else { file };
    (plain && file.is_file() && file.canonicalize().ok()?.starts_with(out.canonicalize().ok()?)).then_some(file)
}

/// A path with its `%20` and the like resolved.
fn decoded(path: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = path.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        match (first, after) {
            (b'%', [high, low, after @ ..]) => {
                let digits = [*high, *low];
                bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
                rest = after;
            }
            _ => bytes.push(*first),
        }
    }
    String::from_utf8(bytes).ok()
}

fn kind(file: &Path) -> &'static str {
    match file.extension().and_then(|ending| ending.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ttf") => "font/ttf",
        Some("json") => "application/json",
        _ => "application/octet-stream",
    }
}

/// A page with the script that loads it anew; the site on the disk has none.
fn live(bytes: Vec<u8>, file: &Path) -> Vec<u8> {
    if file.extension().is_none_or(|ending| ending != "html") {
        return bytes;
    }
    let page = String::from_utf8_lossy(&bytes);
    let allowed = page.replacen("default-src 'none';", "default-src 'none'; script-src 'self'; connect-src 'self';", 1);
    allowed.replacen("</head>", &format!("<script defer src=\"{SCRIPT}\"></script>\n</head>"), 1).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_the_site_are_given() {
        let top = tempfile::tempdir().expect("a folder");
        let out = top.path().join("out");
        std::fs::create_dir_all(out.join("a b")).expect("folders");
        std::fs::write(out.join("index.html"), "x").expect("a page");
        std::fs::write(out.join("a b/c.html"), "x").expect("a page");
        std::fs::write(top.path().join("secret"), "x").expect("a file");
        assert_eq!(file(&out, "/"), Some(out.join("index.html")));
        assert_eq!(file(&out, "/a%20b/c.html"), Some(out.join("a b/c.html")));
        for path in
            ["/../secret", "/%2e%2e/secret", "/a%20b/../../secret", "//etc/passwd", "/%2fetc/passwd", "x", "/%zz"]
        {
            assert_eq!(file(&out, path), None, "{path}");
        }
    }

    #[test]
    fn requests_are_read_and_others_refused() {
        let read = |text: &str| request(text.as_bytes());
        let page = Request { path: "/a.html".into(), query: "7".into(), host: "localhost:1".into() };
        assert_eq!(read("GET /a.html?7 HTTP/1.1\r\nAccept: x\r\nHOST: localhost:1\r\n\r\n"), Some(page));
        for text in ["", "\r\n", "GET", "POST / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\n\u{fffd}"] {
            assert!(read(text).is_none_or(|request| request.host.is_empty()), "{text}");
        }
        assert_eq!(read("POST / HTTP/1.1\r\nHost: localhost:1\r\n\r\n"), None);
    }

    #[test]
    fn a_page_waits_for_the_next_build_and_no_longer() {
        let news = News::default();
        assert_eq!(news.after("other"), 0, "a page that knows nothing is told at once");
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| news.after("0"));
            news.tell();
            assert_eq!(waiting.join().expect("told"), 1);
        });
    }
}
