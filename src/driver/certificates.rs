//! Certificates → files in a folder, each named by the digest of its contents.

use super::Failure;
use crate::verdict::{Analysis, Certificate};
use std::path::Path;

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
    let path = folder.join(&certificate.name);
    if std::fs::read(&path).is_ok_and(|bytes| bytes == certificate.text.as_bytes()) {
        return Ok(());
    }
    // A process of its own writes under a name of its own, so that several may fill one folder.
    let draft = folder.join(format!(".{}.{}", certificate.name, std::process::id()));
    let result = std::fs::write(&draft, certificate.text.as_bytes()).and_then(|()| std::fs::rename(&draft, &path));
    if result.is_err() {
        // The first error is the one to report.
        let _ = std::fs::remove_file(&draft);
    }
    result
}
