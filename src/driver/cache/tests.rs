//! The cache, forged, damaged, shared and out of reach.

use super::*;
use crate::driver::analyse;
use crate::verdict::{Status, analyse_with};

const PAGE: &str = "# A\n\n$$(a+b)^2 = a^2 + 2ab + b^2$$\n\n$$(a-b)^2 = a^2 - 2ab + b^2$$\n\n$$a + a = 3 a$$\n";

fn page() -> Source {
    Source::new("a.md", PAGE)
}

fn secret(word: &str) -> Digest {
    Digest::of(word.as_bytes())
}

/// What a cache gives for the page, and whether the page was judged anew for it.
fn asked(cache: &Cache) -> (Analysis, bool) {
    let mut anew = false;
    let analysis = cache.analysis(page(), &Shelf::default(), Effort::default(), |source| {
        anew = true;
        analyse_with(source, &Shelf::default(), Effort::default())
    });
    (analysis, anew)
}

fn same(one: &Analysis, other: &Analysis) -> bool {
    one.source.text() == other.source.text()
        && one.formulas == other.formulas
        && one.findings == other.findings
        && one.announced == other.announced
}

/// A cache that holds the page, its folder, and the file of its one entry.
fn filled() -> (Cache, tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let cache = Cache::new(folder.path().to_path_buf(), secret("ours"));
    assert!(asked(&cache).1, "an empty folder knows nothing");
    let files: Vec<_> = std::fs::read_dir(folder.path()).expect("a folder").flatten().collect();
    assert_eq!(files.len(), 1, "one entry and no draft");
    (cache, folder, files[0].path())
}

/// Whether an entry with this text, rightly sealed, is believed.
fn believed(cache: &Cache, entry: &Entry) -> bool {
    let key = key(&page(), &Shelf::default(), Effort::default());
    let text = serde_json::to_vec(entry).expect("text");
    let sealed = [cache.seal(key, &text).to_string().into_bytes(), text].concat();
    std::fs::write(cache.folder.join(key.to_string()), sealed).expect("written");
    cache.read(key).is_some()
}

#[test]
fn what_is_kept_is_what_was_found() {
    let (cache, _folder, _) = filled();
    let (kept, anew) = asked(&cache);
    assert!(!anew && same(&kept, &analyse(page(), Effort::default(), None)));
    let statuses: Vec<Status> = kept.formulas.iter().flat_map(|formula| formula.statuses()).collect();
    assert_eq!(statuses, [Status::Proved, Status::Proved, Status::Refuted]);
}

#[test]
fn an_entry_with_any_byte_altered_or_cut_off_is_none_and_is_replaced() {
    let (cache, _folder, file) = filled();
    let whole = std::fs::read(&file).expect("the entry");
    let key = key(&page(), &Shelf::default(), Effort::default());
    for place in (0..whole.len()).step_by(7) {
        let mut altered = whole.clone();
        altered[place] ^= 1;
        std::fs::write(&file, &altered).expect("written");
        assert!(cache.read(key).is_none(), "byte {place}");
        std::fs::write(&file, &whole[..place]).expect("written");
        assert!(cache.read(key).is_none(), "cut off at {place}");
    }
    assert!(asked(&cache).1 && !asked(&cache).1);
    assert_eq!(std::fs::read(&file).expect("the entry"), whole, "the same bytes again");
}

#[test]
fn an_entry_of_another_hand_or_under_another_name_is_none() {
    let (cache, folder, file) = filled();
    let stranger = Cache::new(folder.path().to_path_buf(), secret("theirs"));
    assert!(asked(&stranger).1, "they do not believe us");
    assert!(asked(&cache).1, "nor do we believe them");
    let other = Source::new("a.md", "$$a = b$$\n");
    let name = key(&other, &Shelf::default(), Effort::default());
    std::fs::copy(&file, folder.path().join(name.to_string())).expect("copied");
    assert!(cache.read(name).is_none(), "the analysis of another text");
}

#[test]
fn a_proof_is_believed_only_with_its_certificate_even_under_our_seal() {
    let (cache, _folder, _) = filled();
    let entry = || {
        let Analysis { formulas, findings, announced, .. } = asked(&cache).0;
        Entry { formulas, findings, announced }
    };
    assert!(believed(&cache, &entry()));
    let forge = |alter: &dyn Fn(&mut Entry)| {
        let mut forged = entry();
        alter(&mut forged);
        believed(&cache, &forged)
    };
    assert!(!forge(&|entry| entry.formulas[2].links[0].status = Status::Proved), "a false line, with no certificate");
    assert!(!forge(&|entry| {
        let certificate = entry.formulas[0].links[0].certificate.clone();
        (entry.formulas[2].links[0].status, entry.formulas[2].links[0].certificate) = (Status::Proved, certificate);
    }));
    assert!(!forge(&|entry| {
        let honest = entry.formulas[0].links[0].clone();
        let link = &mut entry.formulas[2].links[0];
        (link.status, link.certificate, link.reading) = (Status::Proved, honest.certificate, honest.reading);
    }));
    assert!(!forge(&|entry| {
        let certificate = entry.formulas[0].links[0].certificate.as_mut().expect("it is proved");
        certificate.text = certificate.text.replace("a^2", "b^2").into();
        certificate.name = Digest::of(certificate.text.as_bytes()).to_string();
    }));
}

#[test]
fn the_name_of_an_entry_depends_on_all_that_an_analysis_depends_on() {
    let shelf = |name: &str, file: Result<&str, &str>| {
        let mut shelf = Shelf::default();
        shelf.put(name, file.map(|text| Source::new(name, text)).map_err(str::to_string));
        shelf
    };
    let (effort, none) = (Effort::default(), Shelf::default());
    let names = [
        key(&page(), &none, effort),
        key(&Source::new("b.md", PAGE), &none, effort),
        key(&Source::new("a.md", format!("{PAGE} ")), &none, effort),
        key(&page(), &none, Effort { work: effort.work + 1, ..effort }),
        key(&page(), &shelf("c.md", Ok("x")), effort),
        key(&page(), &shelf("c.md", Ok("y")), effort),
        key(&page(), &shelf("d.md", Ok("x")), effort),
        key(&page(), &shelf("c.md", Err("x")), effort),
    ];
    let all: std::collections::BTreeSet<String> = names.iter().map(Digest::to_string).collect();
    assert_eq!(all.len(), names.len());
}

#[test]
fn a_folder_that_cannot_be_written_changes_no_verdict_and_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("a file");
    std::fs::write(&file, "no folder").expect("written");
    let cache = Cache::new(file, secret("ours"));
    assert!(same(&asked(&cache).0, &analyse(page(), Effort::default(), None)));
    assert!(asked(&cache).1);
    assert!(matches!(cache.close(), Err(Failure::Unwritable(..))));
}

#[test]
fn many_threads_may_use_one_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let cache = Cache::new(folder.path().to_path_buf(), secret("ours"));
    let right = analyse(page(), Effort::default(), None);
    std::thread::scope(|scope| {
        let asked = || (0..4).all(|_| same(&asked(&cache).0, &right));
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(asked)).collect();
        threads.into_iter().for_each(|thread| assert!(thread.join().expect("no panic")));
    });
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1, "no draft is left");
    assert!(!asked(&cache).1);
}

#[test]
fn the_oldest_entries_go_where_there_are_too_many_and_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let names: Vec<String> = (0..6).map(|number| Digest::of(&[number]).to_string()).collect();
    for (age, name) in names.iter().enumerate() {
        let path = folder.path().join(name);
        std::fs::write(&path, [0; 100]).expect("written");
        let time = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(age as u64);
        std::fs::File::options().write(true).open(&path).and_then(|file| file.set_modified(time)).expect("dated");
    }
    std::fs::write(folder.path().join("a letter"), [0; 1000]).expect("written");
    thin(folder.path(), 600).expect("thinned");
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 7, "600 bytes are not too many");
    thin(folder.path(), 500).expect("thinned");
    let left: Vec<bool> = names.iter().map(|name| folder.path().join(name).exists()).collect();
    assert_eq!(left, [false, false, false, false, true, true]);
    assert!(folder.path().join("a letter").exists());
}

#[test]
fn a_secret_is_made_once_and_is_the_users_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let state = folder.path().join("state");
    let first = kept_secret(&state).expect("a secret");
    assert_eq!(kept_secret(&state), Some(first));
    assert_ne!(kept_secret(&folder.path().join("another")), Some(first));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let about = std::fs::metadata(state.join("cache-secret")).expect("a file");
        assert_eq!(about.permissions().mode() & 0o777, 0o600);
    }
}
