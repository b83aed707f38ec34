//! The new site in place of the old one, all at once.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const STAGING: &str = ".quod-staging-";

/// A folder beside the site in which the new one grows; dropped before [`Staging::publish`], it leaves nothing behind.
pub struct Staging {
    folder: TempDir,
    out: PathBuf,
    _lock: File,
}

impl Staging {
    /// Makes the folder, and clears what builds that were killed have left.
    ///
    /// # Errors
    /// Those of the file system; another build of the same site that is still at work.
    pub fn begin(out: &Path) -> io::Result<Staging> {
        let parent = out.parent().ok_or_else(|| io::Error::other("the site cannot be the root of the file system"))?;
        std::fs::create_dir_all(parent)?;
        let lock = File::create(parent.join(".quod-lock"))?;
        lock.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => io::Error::other("another build of this site is at work"),
            TryLockError::Error(error) => error,
        })?;
        for entry in std::fs::read_dir(parent)?.flatten() {
            if entry.file_name().to_string_lossy().starts_with(STAGING) {
                std::fs::remove_dir_all(entry.path())?;
            }
        }
        let folder = tempfile::Builder::new().prefix(STAGING).tempdir_in(parent)?;
        Ok(Staging { folder, out: out.to_owned(), _lock: lock })
    }

    /// Where to write.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Puts the new site in the place of the old one.
    ///
    /// # Errors
    /// Those of the file system; the old site is then still whole.
    pub fn publish(self) -> io::Result<()> {
        open_to_all(self.folder.path())?;
        if self.out.exists() {
            exchange(self.folder.path(), &self.out)
        } else {
            std::fs::rename(self.folder.keep(), &self.out)
        }
    }
}

/// A temporary folder is for its owner alone, a site is for every reader.
#[cfg(unix)]
fn open_to_all(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn open_to_all(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Swaps two folders in one operation of the file system, so that no moment is without a site.
#[cfg(target_os = "linux")]
fn exchange(new: &Path, old: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, new, CWD, old, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(()),
        Err(_) => exchange_in_two(new, old),
    }
}

#[cfg(not(target_os = "linux"))]
fn exchange(new: &Path, old: &Path) -> io::Result<()> {
    exchange_in_two(new, old)
}

/// The same where the file system cannot swap: the old site moves aside, and back should the second move fail.
fn exchange_in_two(new: &Path, old: &Path) -> io::Result<()> {
    let aside = new.with_extension("old");
    std::fs::rename(old, &aside)?;
    if let Err(error) = std::fs::rename(new, old) {
        std::fs::rename(&aside, old)?;
        return Err(error);
    }
    std::fs::remove_dir_all(aside)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, text: &str) {
        std::fs::create_dir_all(folder).expect("a folder");
        std::fs::write(folder.join("index.html"), text).expect("a page");
    }

    fn read(folder: &Path) -> String {
        std::fs::read_to_string(folder.join("index.html")).expect("a page")
    }

    #[test]
    fn a_new_site_replaces_the_old_one_and_leaves_nothing_beside_it() {
        let top = tempfile::tempdir().expect("a folder");
        let out = top.path().join("book");
        for text in ["first", "second"] {
            let staging = Staging::begin(&out).expect("a staging folder");
            write(staging.path(), text);
            staging.publish().expect("published");
            assert_eq!(read(&out), text);
        }
        let left: Vec<_> = std::fs::read_dir(top.path()).expect("listed").flatten().map(|e| e.file_name()).collect();
        assert_eq!(left.len(), 2, "only the site and the lock: {left:?}");
    }

    #[test]
    fn a_build_that_is_given_up_leaves_the_old_site() {
        let top = tempfile::tempdir().expect("a folder");
        let out = top.path().join("book");
        write(&out, "old");
        let staging = Staging::begin(&out).expect("a staging folder");
        write(staging.path(), "half");
        drop(staging);
        assert_eq!(read(&out), "old");
    }

    #[test]
    fn what_a_killed_build_left_is_cleared_by_the_next() {
        let top = tempfile::tempdir().expect("a folder");
        write(&top.path().join(".quod-staging-dead"), "half");
        drop(Staging::begin(&top.path().join("book")).expect("a staging folder"));
        assert!(!top.path().join(".quod-staging-dead").exists());
    }

    #[test]
    fn two_builds_at_once_are_refused() {
        let top = tempfile::tempdir().expect("a folder");
        let _first = Staging::begin(&top.path().join("book")).expect("a staging folder");
        assert!(Staging::begin(&top.path().join("book")).is_err());
    }

    #[test]
    fn the_swap_in_two_moves_does_the_same() {
        let top = tempfile::tempdir().expect("a folder");
        let (new, old) = (top.path().join("new"), top.path().join("old"));
        write(&new, "new");
        write(&old, "old");
        exchange_in_two(&new, &old).expect("swapped");
        assert_eq!(read(&old), "new");
        assert!(!new.exists() && !new.with_extension("old").exists());
    }
}
