//! The paths whose speed users meet: opening and reading the embedded set, reading the publishers' largest files.
//! What needs the publishers' files is left out where they are not at hand.

use std::path::PathBuf;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use plumb_ingest::{Limits, ingest};
use plumb_store::Releases;
use plumb_tables::schema::oews::{OewsRow, cut};

#[expect(clippy::disallowed_methods, reason = "benches read where the publishers' files are")]
fn publishers_file(name: &str) -> Option<PathBuf> {
    let named = std::env::var_os("PLUMB_SHARED_DATA").map(PathBuf::from);
    let folder =
        named.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"));
    Some(folder.join(name)).filter(|path| path.exists())
}

fn embedded(criterion: &mut Criterion) {
    criterion.bench_function("open the embedded set", |bencher| {
        bencher.iter(|| Releases::embedded().expect("the embedded set is sound"));
    });
    let releases = Releases::embedded().expect("the embedded set is sound");
    let release = "oews/2024-05".parse().expect("a release id");
    criterion.bench_function("read 16,434 OEWS rows by sector", |bencher| {
        bencher.iter(|| releases.rows_named::<OewsRow>(release, cut::SECTOR).expect("the table is there"));
    });
}

fn publishers(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("ingest");
    group.sample_size(10);
    for (name, path) in [
        ("OEWS national May 2025", "bls/oews/national_M2025_dl.xlsx"),
        ("OEWS by sector May 2024", "bls/oews/natsector_M2024_dl.xlsx"),
        ("O*NET 30.1 text", "onet/db_30_1_text"),
    ] {
        let Some(path) = publishers_file(path) else { continue };
        group.bench_function(name, |bencher| {
            bencher.iter_batched(
                || vec![path.clone()],
                |paths| ingest(&paths, &Limits::default()).expect("the file is sound"),
                BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

criterion_group!(benches, embedded, publishers);
criterion_main!(benches);
