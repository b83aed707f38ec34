//! What a recheck costs, link by link, beside the whole of reading and proving the same note: `cargo bench --bench
//! recheck`. The aim is 50 µs a link.

use criterion::{Criterion, criterion_group, criterion_main};
use quod::source::Source;
use quod::verdict::{Analysis, Effort, analyse};
use std::hint::black_box;

/// The note with which the project began.
const NOTE: &str = include_str!("../tests/fixtures/seed-note.txt");

fn note() -> Analysis {
    analyse(Source::new("note.md", NOTE), Effort::default())
}

fn recheck(criterion: &mut Criterion) {
    let analysis = note();
    let links = analysis.formulas.iter().flat_map(|formula| &formula.links);
    let certificates: Vec<_> = links.filter_map(|link| link.certificate.as_ref()).collect();
    let mut each = criterion.benchmark_group("recheck");
    for certificate in &certificates {
        each.bench_function(&certificate.name[..12], |bencher| {
            bencher.iter(|| quod_kernel::recheck(black_box(&certificate.name), certificate.text.as_bytes()).is_ok());
        });
    }
    each.bench_function(format!("all {} of the note", certificates.len()), |bencher| {
        let accepted = |name: &str, text: &str| quod_kernel::recheck(name, text.as_bytes()).is_ok();
        bencher.iter(|| certificates.iter().all(|it| accepted(&it.name, black_box(&it.text))));
    });
    each.finish();
    criterion.bench_function("read, refute, prove and recheck the note", |bencher| bencher.iter(|| black_box(note())));
}

criterion_group!(benches, recheck);
criterion_main!(benches);
