//! A made-up O*NET across taxonomies: titles and tasks that move, products that are renamed, tables of one side only.

use plumb_tables::schema::onet::{
    OnetJobZoneRow, OnetOccupationRow, OnetTaskRow, OnetTechnologyRow, OnetTitleRow,
};
use plumb_tables::{Prose, Row, Table};

use super::*;
use crate::testing::{pairs, settings, side};

struct Made {
    tables: Vec<Table>,
}

impl Made {
    fn new<const V: u16>(occupations: &[(&str, &str)]) -> Self {
        let rows: Vec<OnetOccupationRow<V>> = occupations
            .iter()
            .map(|(code, title)| OnetOccupationRow {
                onet_soc_code: code.parse().unwrap(),
                title: (*title).to_owned(),
                description: Prose(None),
            })
            .collect();
        Self { tables: vec![Table::from_rows(&rows)] }
    }

    fn with<R: Row>(mut self, rows: &[R]) -> Self {
        self.tables.push(Table::from_rows(rows));
        self
    }

    fn titles<const V: u16>(self, titles: &[(&str, &str, &str)]) -> Self {
        let rows: Vec<OnetTitleRow<V>> = titles
            .iter()
            .map(|(code, kind, title)| OnetTitleRow {
                onet_soc_code: code.parse().unwrap(),
                kind: (*kind).to_owned(),
                title: (*title).to_owned(),
                short_title: None,
                sources: None,
                shown_in_my_next_move: None,
            })
            .collect();
        self.with(&rows)
    }

    fn technology<const V: u16>(self, products: &[(&str, &str, bool, Option<bool>)]) -> Self {
        let rows: Vec<OnetTechnologyRow<V>> = products
            .iter()
            .map(|(code, product, hot, in_demand)| OnetTechnologyRow {
                onet_soc_code: code.parse().unwrap(),
                example: (*product).to_owned(),
                commodity_code: "43232202".to_owned(),
                commodity_title: "Document management software".to_owned(),
                hot_technology: *hot,
                in_demand: *in_demand,
            })
            .collect();
        self.with(&rows)
    }

    fn zones<const V: u16>(self, zones: &[(&str, i64)]) -> Self {
        let rows: Vec<OnetJobZoneRow<V>> = zones
            .iter()
            .map(|(code, zone)| OnetJobZoneRow {
                onet_soc_code: code.parse().unwrap(),
                job_zone: *zone,
                date: "08/2023".to_owned(),
                domain_source: "Analyst".to_owned(),
            })
            .collect();
        self.with(&rows)
    }

    fn tasks<const V: u16>(self, tasks: &[(&str, &str, &str)]) -> Self {
        let rows: Vec<OnetTaskRow<V>> = tasks
            .iter()
            .map(|(code, id, kind)| OnetTaskRow {
                onet_soc_code: code.parse().unwrap(),
                task_id: (*id).to_owned(),
                task: Prose(None),
                task_type: Some((*kind).to_owned()),
                date: "08/2023".to_owned(),
            })
            .collect();
        self.with(&rows)
    }

    fn named(self, id: &str) -> Tables {
        Tables { side: side(id), tables: self.tables }
    }
}

fn diff(
    from: (Made, (u16, u16)),
    to: (Made, (u16, u16)),
    crosswalk: Option<&[(String, String)]>,
) -> Result<DiffReport, DiffError> {
    let (earlier, later) = (from.0.named("onet/a"), to.0.named("onet/b"));
    compare_onet(
        OnetSide { tables: &earlier, version: from.1 },
        OnetSide { tables: &later, version: to.1 },
        Linking { crosswalk, infer: false },
        &settings(),
    )
}

fn rows<R: Row>(report: &DiffReport, table: &str) -> Vec<R> {
    report.table(table).map_or_else(Vec::new, |change| change.table.rows().unwrap())
}

const OLD: &[(&str, &str)] =
    &[("15-1132.00", "Developers"), ("15-1199.00", "Other"), ("29-1111.00", "Nurses")];
const NEW: &[(&str, &str)] = &[
    ("15-1252.00", "Software Developers"),
    ("15-1299.00", "Other"),
    ("15-2051.00", "Data Scientists"),
    ("29-1141.00", "Nurses"),
];

fn links() -> Vec<(String, String)> {
    pairs(&[
        ("15-1132.00", "15-1252.00"),
        ("15-1199.00", "15-1299.00"),
        ("15-1199.00", "15-2051.00"),
        ("29-1111.00", "29-1141.00"),
    ])
}

#[test]
fn titles_are_seen_through_the_crosswalk() {
    let old = Made::new::<2010>(OLD).titles::<2010>(&[
        ("15-1132.00", "alternate", "Java Developer"),
        ("15-1132.00", "alternate", "Rust Developer"),
        ("15-1199.00", "alternate", "Data Scientist"),
        ("29-1111.00", "alternate", "Head Nurse"),
        ("29-1111.00", "alternate", "Supervisor"),
        ("15-1199.00", "alternate", "Supervisor"),
    ]);
    let new = Made::new::<2019>(NEW).titles::<2019>(&[
        ("15-1252.00", "alternate", "Java developer"),
        ("15-1299.00", "alternate", "Rust Developer"),
        ("15-2051.00", "alternate", "Data Scientist"),
        ("15-2051.00", "alternate", "Prompt Engineer"),
        ("29-1141.00", "alternate", "Supervisor"),
    ]);
    let report = diff((old, (24, 2)), (new, (30, 1)), Some(&links())).unwrap();
    let said: Vec<String> = rows::<TitleChangeRow>(&report, "title_changes")
        .into_iter()
        .map(|row| {
            let code = |code: Option<String>| code.unwrap_or_else(|| "-".to_owned());
            format!("{} {} {}>{}", row.change, row.title, code(row.from_codes), code(row.to_codes))
        })
        .collect();
    assert_eq!(
        said,
        [
            "gone Head Nurse 29-1111.00>-",
            "new Prompt Engineer ->15-2051.00",
            "moved Rust Developer 15-1132.00>15-1299.00",
            "removed Supervisor 15-1199.00>-",
        ]
    );
    let occupations: Vec<OnetOccupationChangeRow> = rows(&report, "occupation_changes");
    let nurses = occupations.iter().find(|row| row.title == "Nurses");
    // Nurses lost a title and gained none: the loss is told.
    assert_eq!(nurses.map(|row| (row.titles_gained, row.titles_lost)), Some((Some(0), Some(1))));
    // Of a split occupation nothing says which part had which title.
    let scientists = occupations.iter().find(|row| row.title == "Data Scientists").unwrap();
    assert_eq!((scientists.from_titles, scientists.titles_gained), (None, Some(1)));
}

#[test]
fn a_kind_of_titles_that_one_release_lacks_is_no_mass_removal() {
    let old = Made::new::<2019>(NEW).titles::<2019>(&[
        ("15-1252.00", "alternate", "Java Developer"),
        ("15-1252.00", "reported", "Programmer"),
        ("15-1252.00", "reported", "Coder"),
    ]);
    let new = Made::new::<2019>(NEW).titles::<2019>(&[
        ("15-1252.00", "alternate", "Java Developer"),
        ("15-1252.00", "alternate", "Coder"),
    ]);
    let report = diff((old, (28, 0)), (new, (29, 0)), None).unwrap();
    assert!(rows::<TitleChangeRow>(&report, "title_changes").is_empty());
    assert!(report.notes.iter().any(|note| note.contains("`reported`")), "{:?}", report.notes);
}

#[test]
fn a_table_of_one_side_only_is_noted_and_counts_nothing() {
    let old = Made::new::<2019>(NEW).zones::<2019>(&[("15-1252.00", 4)]);
    let new = Made::new::<2019>(NEW);
    let report = diff((old, (27, 0)), (new, (29, 0)), None).unwrap();
    assert!(report.tables.is_empty(), "{:?}", report.tables);
    assert!(report.notes.iter().any(|note| note.contains("onet_job_zones") && note.contains("onet/a only")));
}

#[test]
fn a_renamed_product_is_no_removal_and_demand_that_was_not_told_is_no_rise() {
    let old = Made::new::<2010>(OLD).technology::<2010>(&[
        ("15-1132.00", "Adobe Systems Adobe Acrobat", false, None),
        ("29-1111.00", "Adobe Systems Adobe Acrobat", false, None),
        ("29-1111.00", "Chart software", true, None),
    ]);
    let new = Made::new::<2019>(NEW).technology::<2019>(&[
        ("15-1252.00", "Adobe Acrobat", true, Some(true)),
        ("29-1141.00", "Adobe Acrobat", true, Some(false)),
        ("29-1141.00", "Zoom", true, Some(true)),
    ]);
    let report = diff((old, (24, 2)), (new, (30, 1)), Some(&links())).unwrap();
    let products: Vec<String> = rows::<TechnologyProductRow>(&report, "technology_products")
        .into_iter()
        .map(|row| format!("{} {} {:?}", row.change, row.product, row.from_in_demand_occupations))
        .collect();
    assert_eq!(products, ["renamed Adobe Acrobat None", "gone Chart software None", "new Zoom None"]);
    let changes: Vec<String> = rows::<TechnologyChangeRow>(&report, "technology_changes")
        .into_iter()
        .map(|row| format!("{} {}", row.change, row.product))
        .collect();
    assert_eq!(changes, ["removed Chart software", "added Zoom"]);
    assert!(report.notes.iter().any(|note| note.contains("in demand")));
}

#[test]
fn tasks_keep_their_numbers() {
    let old = Made::new::<2010>(OLD).tasks::<2010>(&[
        ("15-1132.00", "1", "Core"),
        ("15-1132.00", "2", "Core"),
        ("29-1111.00", "3", "Core"),
        ("29-1111.00", "4", "Core"),
    ]);
    let new = Made::new::<2019>(NEW).tasks::<2019>(&[
        ("15-1252.00", "1", "Supplemental"),
        ("29-1141.00", "2", "Core"),
        ("29-1141.00", "3", "Core"),
        ("29-1141.00", "5", "Core"),
    ]);
    let report = diff((old, (24, 2)), (new, (30, 1)), Some(&links())).unwrap();
    let said: Vec<String> = rows::<TaskChangeRow>(&report, "task_changes")
        .into_iter()
        .map(|row| format!("{} {}", row.change, row.task_id))
        .collect();
    assert_eq!(said, ["type changed 1", "gone 4", "moved 2", "new 5"]);
}

#[test]
fn job_zones_of_two_frameworks_are_not_compared() {
    let old = || Made::new::<2019>(NEW).zones::<2019>(&[("15-1252.00", 5)]);
    let new = || Made::new::<2019>(NEW).zones::<2019>(&[("15-1252.00", 4)]);
    let report = diff((old(), (30, 1)), (new(), (30, 2)), None).unwrap();
    assert!(report.table("job_zone_changes").is_none());
    assert!(report.notes.iter().any(|note| note.contains("four")));
    let report = diff((old(), (29, 0)), (new(), (30, 1)), None).unwrap();
    assert_eq!(rows::<JobZoneChangeRow>(&report, "job_zone_changes")[0].to_job_zone, 4);
}

#[test]
fn a_missing_crosswalk_between_taxonomies_stops() {
    let error = diff((Made::new::<2010>(OLD), (24, 2)), (Made::new::<2019>(NEW), (30, 1)), None).unwrap_err();
    assert!(error.to_string().contains("onet-soc/2019"), "{error}");
}

#[test]
fn a_release_does_not_differ_from_itself() {
    let made = || {
        Made::new::<2019>(NEW)
            .titles::<2019>(&[("15-1252.00", "alternate", "Coder")])
            .technology::<2019>(&[("15-1252.00", "Zoom", true, Some(true))])
            .tasks::<2019>(&[("15-1252.00", "1", "Core")])
            .zones::<2019>(&[("15-1252.00", 4)])
    };
    let report = diff((made(), (29, 0)), (made(), (30, 1)), None).unwrap();
    assert!(report.tables.is_empty(), "{:?}", report.tables);
}
