//! How fast a page is read and checked, on one core: from Markdown to the core language, to derivations, to verdicts.
//!
//! `cargo bench --bench reading` measures everything, `cargo bench --bench reading -- core` one group. The figures that
//! matter are ratios within one run; `docs/performance.md` keeps them.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use quod::derivation::Derivation;
use quod::elaborate::{Reader, Value, sides, statement};
use quod::latex::{Conventions, Macros, Parsed};
use quod::source::{Document, Source, Span};
use quod::verdict::{Effort, analyse};
use quod_kernel::statement::Relation;
use std::hint::black_box;
use std::time::Duration;

const NOTE: &str = include_str!("../tests/fixtures/seed-note.txt");

/// The note so often that the text has at least this many bytes, each time under a heading of its own.
fn notes(bytes: usize) -> String {
    let mut text = String::new();
    for number in 1.. {
        if text.len() >= bytes {
            break;
        }
        text.push_str(&format!("\n\n# Note {number}\n\n{NOTE}"));
    }
    text
}

/// Prose with inline formulas and a display in each paragraph: chapters rather than a note.
fn chapters(bytes: usize) -> String {
    let mut text = String::new();
    for number in 1.. {
        if text.len() >= bytes {
            break;
        }
        text.push_str(&format!(
            "## Section {number}\n\nThe weights $w_i$ are learnt, and the score of class $k$ is a sum over the inputs. \
             We write $x_{{i,{number}}}$ for input *i*, as [before](#section-{number}).\n\n\
             $$u_{{{number}}} = \\sum_{{i=1}}^n w_i x_i + \\frac{{1}}{{2}} \\lambda \\sum_{{i=1}}^n w_i^2$$\n\n\
             - a point with `code` and $\\lambda > 0$;\n- another one.\n\n"
        ));
    }
    text
}

fn derivation(text: &str) -> Derivation {
    Derivation::read(&Document::read(Source::new("bench.md", text)), Conventions::default())
}

/// Every side of every chain in the core language, and every two neighbours joined to a statement.
fn core(derivation: &mut Derivation) -> usize {
    let threads = std::mem::take(&mut derivation.threads);
    let world = &mut derivation.world;
    let mut statements = 0;
    for thread in &threads {
        let whole: Vec<_> = thread.sides.iter().map(|side| &side.expr).collect();
        let mut reader = Reader::new(world, thread.sides[0].formula);
        let values: Vec<Option<Value>> = whole.iter().map(|side| reader.side(side, &whole).ok()).collect();
        let free = reader.free.clone();
        for pair in values.windows(2) {
            let [Some(left), Some(right)] = pair else { continue };
            let both = sides(world, left, right, &free, Span::new(0, 0));
            let both = both.and_then(|both| statement(world, &both, Relation::Equal, &[]));
            statements += usize::from(both.is_ok());
        }
    }
    derivation.threads = threads;
    statements
}

fn rooms(criterion: &mut Criterion) {
    let document = Document::read(Source::new("note.md", NOTE));
    let displays: Vec<_> = document.formulas.iter().filter(|formula| formula.display).collect();
    let texts: Vec<String> = displays.iter().map(|formula| document.excerpt(formula.body).text).collect();
    assert_eq!(texts.len(), 24);
    let read = derivation(NOTE);
    assert!(core(&mut read.clone()) >= 20, "the note has no statements");
    let mut group = criterion.benchmark_group("rooms");
    group.throughput(Throughput::Elements(24));
    group.bench_function("source", |bench| bench.iter(|| Document::read(Source::new("note.md", black_box(NOTE)))));
    group.bench_function("latex", |bench| {
        bench.iter(|| {
            let mut macros = Macros::default();
            texts.iter().map(|text| Parsed::new(black_box(text), &mut macros).read(Conventions::default())).count()
        })
    });
    group.bench_function("derivation", |bench| bench.iter(|| derivation(black_box(NOTE))));
    group.bench_function("statements", |bench| bench.iter_batched_ref(|| read.clone(), core, BatchSize::SmallInput));
    group.bench_function("core", |bench| bench.iter(|| core(&mut derivation(black_box(NOTE)))));
    group.finish();
}

fn long_files(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("long");
    group.sample_size(10).measurement_time(Duration::from_secs(1)).warm_up_time(Duration::from_millis(100));
    for (name, make) in [("notes", notes as fn(usize) -> String), ("chapters", chapters)] {
        for megabytes in [1, 3, 10] {
            let text = make(megabytes << 20);
            group.throughput(Throughput::Bytes(text.len() as u64));
            group.bench_function(format!("{name}, source, {megabytes} MB"), |bench| {
                bench.iter(|| Document::read(Source::new("long.md", text.as_str())))
            });
            group.bench_function(format!("{name}, derivation, {megabytes} MB"), |bench| {
                bench.iter(|| derivation(black_box(&text)))
            });
        }
    }
    group.finish();
}

/// One key typed in the middle of the note: everything is read again.
fn a_key(criterion: &mut Criterion) {
    let at = NOTE.find("s_i = ").expect("a place") + "s_i".len();
    let typed = format!("{}'{}", &NOTE[..at], &NOTE[at..]);
    let mut group = criterion.benchmark_group("key");
    group.bench_function("read the note again", |bench| bench.iter(|| core(&mut derivation(black_box(&typed)))));
    group.finish();
}

fn whole_check(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("check");
    group.sample_size(10).measurement_time(Duration::from_secs(3));
    group.bench_function("the note", |bench| {
        bench.iter(|| analyse(Source::new("note.md", black_box(NOTE)), Effort::default()))
    });
    group.finish();
}

/// As many links about a sum, each with a numeral of its own, so that no two are one statement; all true or all false.
fn links(count: usize, wrong: bool) -> String {
    let mut text = "# Many\n\n$$s_i := \\frac{e^{z_i}}{\\sum_{l=1}^n e^{z_l}}$$\n".to_string();
    for number in 2..2 + count {
        let right = number + usize::from(wrong);
        text.push_str(&format!("\n$$\\sum_{{i=1}}^n {number} a_i s_i = {right} \\sum_{{i=1}}^n a_i s_i$$\n"));
    }
    text
}

fn many_links(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("links");
    group.sample_size(10).measurement_time(Duration::from_secs(1)).warm_up_time(Duration::from_millis(100));
    for (name, wrong) in [("true", false), ("false", true)] {
        for count in [300, 1_000, 3_000, 10_000] {
            let text = links(count, wrong);
            group.throughput(Throughput::Elements(count as u64));
            group.bench_function(format!("{count} {name}"), |bench| {
                bench.iter(|| analyse(Source::new("many.md", black_box(text.as_str())), Effort::default()))
            });
        }
    }
    group.finish();
}

/// Nested sums over products, pulled apart: what a level of nesting costs.
fn nested_sums(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("nesting");
    group.sample_size(10).measurement_time(Duration::from_secs(1)).warm_up_time(Duration::from_millis(100));
    let letters = ['i', 'j', 'k', 'l', 'm'];
    for depth in 1..=letters.len() {
        let sum = |letter: &char| format!("\\sum_{{{letter}=1}}^n ");
        let (sums, entries): (String, String) =
            letters[..depth].iter().map(|letter| (sum(letter), format!("a_{letter} "))).unzip();
        let apart: String = letters[..depth].iter().map(|letter| format!("({} a_{letter})", sum(letter))).collect();
        let text = format!("$${sums} {entries} = {apart}$$\n");
        group.bench_function(format!("{depth} deep"), |bench| {
            bench.iter(|| analyse(Source::new("nested.md", black_box(text.as_str())), Effort::default()))
        });
    }
    group.finish();
}

criterion_group!(benches, rooms, a_key, whole_check, many_links, nested_sums, long_files);
criterion_main!(benches);
