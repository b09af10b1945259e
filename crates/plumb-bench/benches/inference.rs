//! What inference costs on the embedded set: gathering evidence, learning, leaving out, classifying and explaining.

use std::collections::{BTreeMap, BTreeSet};

use criterion::{Criterion, criterion_group, criterion_main};
use plumb_classify::{
    Corpus, DEFAULT_INFERENCE, Detail, EditionView, Engine, Parameters, Sources, Staffing, Subject,
    block_trial,
};
use plumb_codes::{Crosswalk, Naics2022, OnetSoc2019, Release, Soc2018, SocLevel};
use plumb_store::Releases;
use plumb_tables::Row;
use plumb_tables::schema::cip::{CipCodeRow, CipSocRow};
use plumb_tables::schema::ep::EpSkillRow;
use plumb_tables::schema::naics::{NaicsCodeRow, NaicsIndexRow};
use plumb_tables::schema::oews::{OewsRow, cut};
use plumb_tables::schema::onet::{
    OnetJobZoneRow, OnetRatingRow, OnetRelatedRow, OnetTaskTermRow, OnetTechnologyRow, OnetTitleRow, ratings,
};
use plumb_tables::schema::soc::{
    OnetSoc2019ToSoc2018Row, OnetSocStructureRow, SocDirectMatchRow, SocStructureRow,
};

fn rows<R: Row>(releases: &Releases, release: &str, table: &str) -> Vec<R> {
    let release: Release = release.parse().expect("a release id");
    releases.rows_named(release, table).expect("the embedded set has the table")
}

/// The evidence of the embedded set.
struct World {
    corpus: Corpus,
    industries: Vec<(Naics2022, String, Vec<String>)>,
    onet: Vec<OnetSoc2019>,
    titles: BTreeMap<Soc2018, String>,
}

fn world(releases: &Releases) -> World {
    let structure = rows::<SocStructureRow<2018>>(releases, "soc/2018", SocStructureRow::<2018>::TABLE);
    let detailed = structure.into_iter().filter(|row| row.soc_code.level() == SocLevel::DetailedOccupation);
    let titles: BTreeMap<Soc2018, String> = detailed.map(|row| (row.soc_code, row.title)).collect();
    let onet = rows::<OnetSocStructureRow<2019>>(releases, "onet-soc/2019", "onet_soc_structure");
    let onet: BTreeMap<OnetSoc2019, String> =
        onet.into_iter().map(|row| (row.onet_soc_code, row.title)).collect();
    let links = rows::<OnetSoc2019ToSoc2018Row>(releases, "onet-soc/2019", OnetSoc2019ToSoc2018Row::TABLE);
    let links: Crosswalk<OnetSoc2019, Soc2018> =
        links.into_iter().map(|row| (row.onet_soc_code, row.soc_code)).collect();
    let sectors = rows::<OewsRow>(releases, "oews/2024-05", cut::SECTOR);
    let national = rows::<OewsRow>(releases, "oews/2024-05", cut::NATIONAL);
    let staffing = Staffing::new(Release::oews(2024, 5), &sectors, &national);
    let corpus = Corpus::new(&Sources {
        soc_titles: &titles,
        onet_titles: &onet,
        onet_to_soc: &links,
        titles: &rows::<OnetTitleRow<2019>>(releases, "onet/30.1", "onet_titles"),
        direct_match: &rows::<SocDirectMatchRow>(releases, "soc/2018", SocDirectMatchRow::TABLE),
        task_terms: &rows::<OnetTaskTermRow<2019>>(releases, "onet/30.1", "onet_task_terms"),
        related: &rows::<OnetRelatedRow<2019>>(releases, "onet/30.1", "onet_related"),
        technology: &rows::<OnetTechnologyRow<2019>>(releases, "onet/30.1", "onet_technology_skills"),
        knowledge: &rows::<OnetRatingRow<2019>>(releases, "onet/29.0", ratings::KNOWLEDGE),
        skills: &rows::<OnetRatingRow<2019>>(releases, "onet/29.0", ratings::SKILLS),
        worker_skills: &rows::<EpSkillRow>(releases, "ep/2024-34", EpSkillRow::TABLE),
        interests: &rows::<OnetRatingRow<2019>>(releases, "onet/30.1", ratings::INTERESTS),
        job_zones: &rows::<OnetJobZoneRow<2019>>(releases, "onet/30.1", "onet_job_zones"),
        cip_soc: &rows::<CipSocRow<2020>>(releases, "cip/2020", CipSocRow::<2020>::TABLE),
        cip_codes: &rows::<CipCodeRow<2020>>(releases, "cip/2020", CipCodeRow::<2020>::TABLE),
        staffing: &staffing,
    });
    let entries = rows::<NaicsIndexRow<2022>>(releases, "naics/2022", "naics_index");
    let industries =
        rows::<NaicsCodeRow<2022>>(releases, "naics/2022", "naics_codes").into_iter().map(|row| {
            let above = |code: Naics2022| std::iter::successors(Some(code), |code| code.parent());
            let below =
                entries.iter().filter(|entry| above(entry.naics_code).any(|code| code == row.naics_code));
            (row.naics_code, row.title, below.map(|entry| entry.entry.clone()).collect())
        });
    World { industries: industries.collect(), corpus, onet: onet.into_keys().collect(), titles }
}

fn inference(criterion: &mut Criterion) {
    let releases = Releases::embedded().expect("the embedded set is sound");
    let World { corpus, industries, onet, titles } = world(&releases);
    let (edition, _) = plumb_framework::load(None, plumb_framework::DEFAULT_EDITION).expect("it is carried");
    let view = EditionView::from(&edition);
    let parameters = Parameters::from_toml("inference.toml", DEFAULT_INFERENCE).expect("what ships is sound");
    let engine = Engine::new(&corpus, &view, &parameters, &BTreeSet::new());
    let mut group = criterion.benchmark_group("inference");
    group.sample_size(10);
    group.bench_function("read and gather all evidence", |bencher| bencher.iter(|| world(&releases)));
    group.bench_function("learn from 867 occupations", |bencher| {
        bencher.iter(|| Engine::new(&corpus, &view, &parameters, &BTreeSet::new()));
    });
    group.bench_function("leave each of 867 out and predict it", |bencher| {
        bencher.iter(|| block_trial(&engine, &engine.single_blocks()));
    });
    group.bench_function("classify and explain 1,016 O*NET-SOC occupations", |bencher| {
        bencher.iter(|| {
            let subjects = onet.iter().filter_map(|&code| corpus.onet_occupation(code));
            subjects.filter_map(|subject| engine.propose(&subject, &[], Detail::Full)).count()
        });
    });
    group.bench_function("classify 2,125 industries", |bencher| {
        bencher.iter(|| {
            let subjects = industries.iter().map(|(code, title, entries)| {
                corpus.industry(*code, title, entries.iter().map(String::as_str))
            });
            subjects.filter_map(|subject| engine.propose(&subject, &[], Detail::Places)).count()
        });
    });
    let nurse =
        titles.keys().find(|soc| soc.to_string() == "29-1141").and_then(|&soc| corpus.occupation(soc));
    let nurse: Subject = nurse.expect("SOC 2018 has registered nurses");
    group.bench_function("classify and explain one occupation, its own rows hidden", |bencher| {
        let hidden = titles.keys().copied().filter(|soc| soc.to_string() == "29-1141").collect();
        bencher.iter(|| engine.propose_without(&nurse, &hidden, &[], Detail::Full));
    });
    group.bench_function("classify and explain one title", |bencher| {
        bencher.iter(|| engine.propose(&corpus.titles(["drone pilot"]), &[], Detail::Full));
    });
    group.finish();
}

criterion_group!(benches, inference);
criterion_main!(benches);
