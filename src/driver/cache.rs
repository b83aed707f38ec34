//! What was established of a document, kept in a folder, so that an unchanged file costs next to nothing.
//!
//! An entry is named by the SHA-256 of everything on which an analysis depends: the sources of this program, the
//! effort, the names and texts of the file and of those that it uses. It cannot lie. It is sealed by a secret that lies
//! outside the folder, so that a folder which others can write, or which a build server hands on, makes nobody believe
//! anything; and each proof in it is rechecked by the kernel. An entry that fails in any of this is no entry: the file
//! is judged anew.

use super::Failure;
use super::certificates::exchange;
use crate::source::Source;
use crate::verdict::{Analysis, Effort, Finding, Formula, Shelf, warrant};
use quod_kernel::Digest;
use serde::{Deserialize, Serialize};
use std::hash::{BuildHasher, RandomState};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

/// A folder of analyses, and the secret that seals them. Several threads and processes may use one at once.
#[derive(Debug)]
pub struct Cache {
    folder: PathBuf,
    secret: Digest,
    grown: AtomicBool,
    failure: Mutex<Option<Failure>>,
}

/// An analysis without its text, which whoever asks for it has at hand.
#[derive(Serialize, Deserialize)]
struct Entry {
    formulas: Vec<Formula>,
    findings: Vec<Finding>,
    announced: Vec<Finding>,
}

/// How many bytes a folder may hold before the older half of its entries goes.
const MOST_BYTES: u64 = 256 << 20;

impl Cache {
    /// The cache in this folder, or else in the user's own; nothing where there is no place for it or for the secret.
    pub fn open(folder: Option<PathBuf>) -> Option<Self> {
        Some(Self::new(folder.or_else(own_folder)?, secret()?))
    }

    /// The cache in a folder, sealed by a secret.
    pub fn new(folder: PathBuf, secret: Digest) -> Self {
        Self { folder, secret, grown: AtomicBool::new(false), failure: Mutex::new(None) }
    }

    /// The analysis that the folder holds, or else a new one, which the folder then holds.
    pub fn analysis(
        &self,
        source: Source,
        shelf: &Shelf,
        effort: Effort,
        analyse: impl FnOnce(Source) -> Analysis,
    ) -> Analysis {
        let key = key(&source, shelf, effort);
        if let Some(Entry { formulas, findings, announced }) = self.read(key) {
            return Analysis { source, formulas, findings, announced };
        }
        let analysis = analyse(source);
        self.write(key, &analysis);
        analysis
    }

    fn read(&self, key: Digest) -> Option<Entry> {
        let bytes = std::fs::read(self.folder.join(key.to_string())).ok()?;
        let (seal, text) = bytes.split_at_checked(64)?;
        if seal != self.seal(key, text).to_string().as_bytes() {
            return None;
        }
        let entry: Entry = serde_json::from_slice(text).ok()?;
        let mut links = entry.formulas.iter().flat_map(|formula| &formula.links);
        links.all(|link| warrant(link).is_ok()).then_some(entry)
    }

    fn write(&self, key: Digest, analysis: &Analysis) {
        let Analysis { formulas, findings, announced, .. } = analysis.clone();
        let Ok(text) = serde_json::to_vec(&Entry { formulas, findings, announced }) else { return };
        let sealed = [self.seal(key, &text).to_string().into_bytes(), text].concat();
        let stored = std::fs::create_dir_all(&self.folder)
            .and_then(|()| exchange(&self.folder, &key.to_string(), &sealed))
            .map_err(|error| Failure::Unwritable(self.folder.clone(), error));
        match stored {
            Ok(()) => self.grown.store(true, Ordering::Relaxed),
            Err(failure) => {
                if let Ok(mut first) = self.failure.lock() {
                    first.get_or_insert(failure);
                }
            }
        }
    }

    /// The seal of an entry: HMAC with SHA-256 (RFC 2104) of its name and text.
    fn seal(&self, key: Digest, text: &[u8]) -> Digest {
        let padded = |pad: u8| {
            let mut block = self.secret.to_string().into_bytes();
            block.iter_mut().for_each(|byte| *byte ^= pad);
            block
        };
        let inner = Digest::of(&[&padded(0x36), key.to_string().as_bytes(), text].concat());
        Digest::of(&[&padded(0x5c), inner.to_string().as_bytes()].concat())
    }

    /// Makes room if the folder has grown too large, and says why nothing could be kept, if so.
    ///
    /// # Errors
    /// The first entry that could not be written.
    pub fn close(self) -> Result<(), Failure> {
        if self.grown.into_inner() {
            // What cannot be removed is no harm: an entry is right as long as it lies there.
            let _ = thin(&self.folder, MOST_BYTES);
        }
        self.failure.into_inner().ok().flatten().map_or(Ok(()), Err)
    }
}

/// Everything on which an analysis depends, each part after its length, so that no two lists run together.
fn key(source: &Source, shelf: &Shelf, effort: Effort) -> Digest {
    let build = concat!(env!("CARGO_PKG_VERSION"), " ", env!("QUOD_SOURCES"));
    let effort = format!("{effort:?}");
    let mut parts = vec![build, effort.as_str(), source.name(), source.text()];
    for (name, file) in shelf.files() {
        parts.extend(match file {
            Ok(file) => [name, "read", file.text()],
            Err(why) => [name, "not read", why],
        });
    }
    let mut bytes = Vec::new();
    for part in parts {
        bytes.extend((part.len() as u64).to_be_bytes());
        bytes.extend(part.as_bytes());
    }
    Digest::of(&bytes)
}

/// Removes the oldest files until half of the allowed bytes are left, if there are more than those.
fn thin(folder: &Path, most: u64) -> std::io::Result<()> {
    let mut files: Vec<(SystemTime, u64, PathBuf)> = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let about = entry.metadata()?;
        let ours = entry.file_name().to_string_lossy().parse::<Digest>().is_ok();
        if about.is_file() && ours {
            files.push((about.modified()?, about.len(), entry.path()));
        }
    }
    let mut left: u64 = files.iter().map(|(_, length, _)| length).sum();
    if left <= most {
        return Ok(());
    }
    files.sort();
    for (_, length, path) in files {
        if left <= most / 2 {
            break;
        }
        std::fs::remove_file(path)?;
        left -= length;
    }
    Ok(())
}

/// A folder of the user's: what a variable names, or else one below the home folder, as the XDG Base Directory
/// Specification lays down; on Windows that of the variable `LOCALAPPDATA`.
fn user_folder(variable: &str, below_home: &str) -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    if cfg!(windows) {
        return Some(set("LOCALAPPDATA")?.join("quod").join(below_home));
    }
    Some(set(variable).or_else(|| Some(set("HOME")?.join(below_home)))?.join("quod"))
}

fn own_folder() -> Option<PathBuf> {
    user_folder("XDG_CACHE_HOME", ".cache")
}

/// The secret of the environment, for machines that share a folder; else the user's own, made when first wanted.
fn secret() -> Option<Digest> {
    if let Some(told) = std::env::var_os("QUOD_CACHE_SECRET").filter(|told| !told.is_empty()) {
        return Some(Digest::of(told.as_encoded_bytes()));
    }
    kept_secret(&user_folder("XDG_STATE_HOME", ".local/state")?)
}

fn kept_secret(folder: &Path) -> Option<Digest> {
    let name = "cache-secret";
    let read = || std::fs::read_to_string(folder.join(name)).ok()?.trim().parse().ok();
    read().or_else(|| {
        std::fs::create_dir_all(folder).ok()?;
        exchange(folder, name, drawn().to_string().as_bytes()).ok()?;
        restrict(&folder.join(name));
        // Another process may have been faster: what lies there is the secret of both.
        read()
    })
}

/// A random digest: the hash maps of the standard library are seeded from the randomness of the system.
fn drawn() -> Digest {
    let words: Vec<u8> = (0..4u8).flat_map(|word| RandomState::new().hash_one(word).to_be_bytes()).collect();
    Digest::of(&words)
}

#[cfg(unix)]
fn restrict(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    // Where permissions cannot be set there are none to speak of.
    let _ = std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600));
}

#[cfg(not(unix))]
fn restrict(_: &Path) {}

#[cfg(test)]
mod tests;
