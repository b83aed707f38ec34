//! Certificates → files in a folder, each named by the digest of its contents.

use super::Failure;
use crate::verdict::{Analysis, Certificate};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

/// Writes the certificate of each proved link into the folder, which is made if need be. A file that is there already
/// is not written again; no reader ever sees half of one.
pub fn store(folder: &Path, analyses: &[Analysis]) -> Result<(), Failure> {
    let unwritable = |path: &Path| {
        let path = path.to_path_buf();
        move |error| Failure::Unwritable(path, error)
    };
    std::fs::create_dir_all(folder).map_err(unwritable(folder))?;
    let links = analyses.iter().flat_map(|analysis| &analysis.formulas).flat_map(|formula| &formula.links);
    for certificate in links.filter_map(|link| link.certificate.as_ref()) {
        write(folder, certificate).map_err(unwritable(&folder.join(&certificate.name)))?;
    }
    Ok(())
}

fn write(folder: &Path, certificate: &Certificate) -> std::io::Result<()> {
    let bytes = certificate.text.as_bytes();
    if std::fs::read(folder.join(&certificate.name)).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    exchange(folder, &certificate.name, bytes)
}

/// Puts a file into a folder in one operation, whatever others do there: no reader ever sees half of it.
pub fn exchange(folder: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    // Each writer writes under a name of its own, so that several may fill one folder.
    static DRAFTS: AtomicU64 = AtomicU64::new(0);
    let number = DRAFTS.fetch_add(1, Ordering::Relaxed);
    let draft = folder.join(format!(".{name}.{}.{number}", std::process::id()));
    let result = std::fs::write(&draft, bytes).and_then(|()| std::fs::rename(&draft, folder.join(name)));
    if result.is_err() {
        // The first error is the one to report.
        let _ = std::fs::remove_file(&draft);
    }
    result
}
