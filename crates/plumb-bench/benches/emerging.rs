//! What `plumb emerging` and `plumb evaluate emerging` do inside, without reading releases and without printing.

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use plumb_codes::{OewsOccCode, OnetSoc2019, Release, Soc2018, Source};
use plumb_emerging::history::{Extent, TruthItem, evaluate, hold_out};
use plumb_emerging::{
    DEFAULT_CONFIG, EmergingConfig, FiledTitle, Market, Order, PostingTotals, emerging_rows, rank,
};
use plumb_store::Releases;
use plumb_tables::schema::oflc::OflcTitleRow;
use plumb_tables::schema::onet::{OnetOccupationRow, OnetTechnologyRow, OnetTitleRow};
use plumb_tables::schema::soc::OnetSoc2019ToSoc2018Row;

/// The newest embedded O*NET with the filed titles; figures and listings cost nothing beside them.
fn market() -> Market {
    let releases = Releases::embedded().expect("the embedded set is sound");
    let onet = Release::onet(30, 1);
    let taxonomy = Release::yearly(Source::OnetSoc, 2019).expect("a release id");
    let links: Vec<OnetSoc2019ToSoc2018Row> = releases.rows(taxonomy).expect("the crosswalk is embedded");
    let in_soc = |code: OnetSoc2019| -> Option<OewsOccCode> {
        let soc: Soc2018 = links.iter().find(|row| row.onet_soc_code == code)?.soc_code;
        soc.to_string().parse().ok()
    };
    let occupations: Vec<OnetOccupationRow<2019>> = releases.rows(onet).expect("the table is embedded");
    let mut market = Market::new(&onet.to_string(), &occupations, in_soc);
    market.add_titles(&releases.rows::<OnetTitleRow<2019>>(onet).expect("the table is embedded"));
    market.add_technologies(&releases.rows::<OnetTechnologyRow<2019>>(onet).expect("the table is embedded"));
    let filed: Vec<OflcTitleRow> =
        releases.rows("oflc/2025".parse().expect("a release id")).expect("the table is embedded");
    market.filed = filed
        .into_iter()
        .map(|row| FiledTitle {
            soc: row.soc_2018_code.and_then(|code| code.to_string().parse().ok()),
            years: Some((row.first_year, row.last_year)),
            filings: row.filings,
            title: row.title,
        })
        .collect();
    market
}

fn ranking(criterion: &mut Criterion) {
    let market = market();
    let config = EmergingConfig::from_toml("emerging.toml", DEFAULT_CONFIG).expect("the default is sound");
    let mut group = criterion.benchmark_group("emerging");
    group.sample_size(10);
    group.bench_function("rank O*NET 30.1 with filed titles, first 200", |bencher| {
        bencher.iter(|| rank(&market, &config, Order::Score, 200));
    });
    let ranking = rank(&market, &config, Order::Score, 200);
    group.bench_function("rows of 200 findings, without proposals", |bencher| {
        bencher.iter(|| emerging_rows(&ranking, &market, &[]));
    });
    group.finish();
}

fn evaluation(criterion: &mut Criterion) {
    let market = market();
    let config = EmergingConfig::from_toml("emerging.toml", DEFAULT_CONFIG).expect("the default is sound");
    let truth: Vec<TruthItem> = hold_out(&market, 0, 2).1;
    let mut group = criterion.benchmark_group("evaluate emerging");
    group.sample_size(10);
    group.bench_function("rank to the end and count, with three baselines", |bencher| {
        bencher.iter(|| evaluate(&market, &config, &truth, 200, Extent::Baselines));
    });
    group.bench_function("hide half of the detailed occupations", |bencher| {
        bencher.iter(|| hold_out(&market, 0, 2));
    });
    group.finish();
}

fn postings(criterion: &mut Criterion) {
    let titles: Vec<String> = market().titles.into_iter().map(|listed| listed.title).take(10_000).collect();
    criterion.bench_function("postings: add 10,000 titles", |bencher| {
        bencher.iter_batched(
            || PostingTotals::new(1_000_000),
            |mut totals| {
                for title in &titles {
                    totals.add(title, Some(2025), 1);
                }
                totals
            },
            BatchSize::LargeInput,
        );
    });
}

criterion_group!(benches, ranking, evaluation, postings);
criterion_main!(benches);
