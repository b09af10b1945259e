//! Job titles: normalising, matching one and many, loading the index. Titles are the filed ones of the embedded set.

use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use plumb_codes::Source;
use plumb_store::Releases;
use plumb_tables::Row as _;
use plumb_tables::schema::oflc::OflcTitleRow;
use plumb_titles::Matcher;
use plumb_titles::normalise::{Draft, normalise};

/// Every n-th filed title, so that a round takes a tenth of a second and neighbours are seldom alike.
const EVERY: usize = 5;

fn titles(criterion: &mut Criterion) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/titles/titles.index");
    let bytes = std::fs::read(path).expect("the index is part of the project");
    let matcher = Matcher::load(&bytes).expect("the index is sound");
    let releases = Releases::embedded().expect("the embedded set is sound");
    let release = releases.newest_with(Source::Oflc, OflcTitleRow::TABLE).expect("filed titles are embedded");
    let rows: Vec<OflcTitleRow> = releases.rows(release).expect("the table is there");
    let all: Vec<String> = rows.into_iter().map(|row| row.title).collect();
    let apart: Vec<&String> = all.iter().step_by(EVERY).collect();

    criterion.bench_function("load the title index", |bencher| bencher.iter(|| Matcher::load(&bytes)));
    let mut group = criterion.benchmark_group("filed titles, every fifth");
    group.sample_size(10);
    group.throughput(Throughput::Elements(apart.len() as u64));
    group.bench_function("normalise, one core", |bencher| {
        let mut draft = Draft::default();
        bencher.iter(|| apart.iter().filter(|title| normalise(title, &mut draft).is_ok()).count());
    });
    group.bench_function("match, one core", |bencher| {
        bencher.iter(|| {
            let mut session = matcher.session();
            apart.iter().filter(|title| session.matches(title, 3).is_ok()).count()
        });
    });
    group.bench_function("match, all cores", |bencher| bencher.iter(|| matcher.match_all(&apart, 3)));
    group.finish();

    let mut group = criterion.benchmark_group("filed titles, as they come");
    group.sample_size(10);
    group.throughput(Throughput::Elements(all.len() as u64));
    group.bench_function("match, one core", |bencher| {
        bencher.iter(|| {
            let mut session = matcher.session();
            all.iter().filter(|title| session.matches(title, 3).is_ok()).count()
        });
    });
    group.bench_function("match, all cores", |bencher| bencher.iter(|| matcher.match_all(&all, 3)));
    group.finish();
}

criterion_group!(benches, titles);
criterion_main!(benches);
