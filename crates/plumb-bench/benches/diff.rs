//! What `plumb diff` does inside: reading two releases and comparing them, without printing.

use criterion::{Criterion, criterion_group, criterion_main};
use plumb_codes::Release;
use plumb_diff::{
    DEFAULT_SETTINGS, FigureOptions, Linking, OewsSide, OnetSide, Settings, Side, Tables, compare_oews,
    compare_onet,
};
use plumb_store::Releases;
use plumb_tables::ColumnData;
use plumb_tables::schema::oews::{OewsRow, cut};

fn side(release: Release) -> Side {
    let text = release.to_string();
    Side { id: text.clone(), reference_period: text, sha256: String::new(), attribution: String::new() }
}

fn texts(table: &plumb_tables::Table, column: &str) -> Vec<String> {
    let at =
        table.columns.iter().position(|candidate| candidate.name == column).expect("the column is there");
    match &table.data[at] {
        ColumnData::Text(values) => values.iter().map(|value| value.clone().unwrap_or_default()).collect(),
        _ => Vec::new(),
    }
}

fn oews(criterion: &mut Criterion) {
    let releases = Releases::embedded().expect("the embedded set is sound");
    let settings = Settings::from_toml("diff.toml", DEFAULT_SETTINGS).expect("the default is sound");
    let cuts = |year: u16| -> Vec<(String, Vec<OewsRow>)> {
        let rows = releases.rows_named(Release::oews(year, 5), cut::NATIONAL).expect("the table is there");
        vec![(cut::NATIONAL.to_owned(), rows)]
    };
    let (from, to) = (cuts(2024), cuts(2025));
    let (left, right) = (side(Release::oews(2024, 5)), side(Release::oews(2025, 5)));
    criterion.bench_function("diff OEWS national 2024 and 2025, read", |bencher| {
        bencher.iter(|| {
            compare_oews(
                OewsSide { side: &left, year: 2024, cuts: &from },
                OewsSide { side: &right, year: 2025, cuts: &to },
                FigureOptions { settings: &settings, deflator: None, soc_2010_to_2018: None, infer: false },
            )
            .expect("the releases compare")
        });
    });
}

fn onet(criterion: &mut Criterion) {
    let releases = Releases::embedded().expect("the embedded set is sound");
    let settings = Settings::from_toml("diff.toml", DEFAULT_SETTINGS).expect("the default is sound");
    let tables = |release: Release| -> Tables {
        let manifest = releases.manifest(release).expect("the release is embedded");
        let names: Vec<String> = manifest.tables().iter().map(|table| table.name.clone()).collect();
        let read = |name: &String| releases.table(release, name).expect("the table is there");
        Tables { side: side(release), tables: names.iter().map(read).collect() }
    };
    let (from, to) = (tables(Release::onet(24, 2)), tables(Release::onet(30, 1)));
    let links = releases
        .table("onet-soc/2019".parse().expect("a release id"), "onet_soc_2010_to_2019")
        .expect("the crosswalk is embedded");
    let pairs: Vec<(String, String)> =
        texts(&links, "onet_soc_2010_code").into_iter().zip(texts(&links, "onet_soc_2019_code")).collect();
    let mut group = criterion.benchmark_group("diff");
    group.sample_size(10);
    group.bench_function("O*NET 24.2 and 30.1, read", |bencher| {
        bencher.iter(|| {
            compare_onet(
                OnetSide { tables: &from, version: (24, 2) },
                OnetSide { tables: &to, version: (30, 1) },
                Linking { crosswalk: Some(&pairs), infer: false },
                &settings,
            )
            .expect("the releases compare")
        });
    });
    group.finish();
}

criterion_group!(benches, oews, onet);
criterion_main!(benches);
