//! A made-up O*NET across taxonomies: titles and tasks that move, products that are renamed, tables of one side only.

use plumb_tables::schema::onet::{
    OnetEmergingTaskRow, OnetJobZoneRow, OnetOccupationRow, OnetRatingRow, OnetTaskRow, OnetTechnologyRow,
    OnetTitleRow,
};
use plumb_tables::{Prose, Row, Table};

use super::*;
use crate::testing::{pairs, settings, side};

/// Code, category, task that it revises, month, statement.
type EmergingTask<'a> = (&'a str, &'a str, Option<&'a str>, &'a str, Option<&'a str>);

/// Code, element, value, standard error, raters, whether the publisher advises against it.
type Skill<'a> = (&'a str, &'a str, f64, Option<f64>, Option<i64>, bool);

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

    fn emerging<const V: u16>(self, tasks: &[EmergingTask<'_>]) -> Self {
        let rows: Vec<OnetEmergingTaskRow<V>> = tasks
            .iter()
            .map(|(code, category, original, date, task)| OnetEmergingTaskRow {
                onet_soc_code: code.parse().unwrap(),
                task: Prose(task.map(str::to_owned)),
                category: (*category).to_owned(),
                original_task_id: original.map(str::to_owned),
                date: (*date).to_owned(),
            })
            .collect();
        self.with(&rows)
    }

    fn skills<const V: u16>(mut self, ratings: &[Skill<'_>]) -> Self {
        let rows: Vec<OnetRatingRow<V>> = ratings
            .iter()
            .map(|(code, element, value, standard_error, raters, suppress)| OnetRatingRow {
                onet_soc_code: code.parse().unwrap(),
                element_id: (*element).to_owned(),
                element_name: format!("Skill {element}"),
                scale_id: "IM".to_owned(),
                value: *value,
                raters: *raters,
                standard_error: *standard_error,
                recommend_suppress: Some(*suppress),
                not_relevant: None,
            })
            .collect();
        let mut table = Table::from_rows(&rows);
        table.name = "onet_skills".to_owned();
        self.tables.push(table);
        self
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
fn emerging_tasks_come_go_and_become_regular() {
    let regular = |code: &str, statement: &str| OnetTaskRow::<2019> {
        onet_soc_code: code.parse().unwrap(),
        task_id: "9".to_owned(),
        task: Prose(Some(statement.to_owned())),
        task_type: None,
        date: "08/2025".to_owned(),
    };
    let old = Made::new::<2010>(OLD).tasks::<2010>(&[]).emerging::<2010>(&[
        ("15-1132.00", "New", None, "08/2015", Some("Deploy to clouds.")),
        ("15-1132.00", "New", None, "08/2015", Some("Pair with others.")),
        ("15-1199.00", "Revision", Some("7"), "08/2016", Some("Label data.")),
        ("29-1111.00", "Revision", Some("8"), "08/2016", Some("Chart on tablets.")),
    ]);
    let new = Made::new::<2019>(NEW).with(&[regular("15-1252.00", "Deploy to clouds")]).emerging::<2019>(&[
        ("29-1141.00", "Revision", Some("7"), "08/2016", Some("Label data.")),
        ("29-1141.00", "New", None, "08/2016", Some("Chart on tablets.")),
        ("15-2051.00", "New", None, "08/2025", Some("Prompt models.")),
    ]);
    let report = diff((old, (24, 2)), (new, (30, 1)), Some(&links())).unwrap();
    let said: Vec<String> = rows::<EmergingTaskChangeRow>(&report, "emerging_task_changes")
        .into_iter()
        .map(|row| format!("{}: {}", row.change, row.task.unwrap()))
        .collect();
    assert_eq!(
        said,
        [
            "adopted: Deploy to clouds.",
            "gone: Pair with others.",
            "new: Prompt models.",
            "category changed: Chart on tablets.",
            "moved: Label data.",
        ]
    );
    let finding =
        "Emerging tasks: 4 to 3; 1 new, 1 gone, 1 now regular tasks, 1 moved, 1 of another category";
    assert!(report.findings.iter().any(|found| found == finding), "{:?}", report.findings);
}

#[test]
fn emerging_tasks_without_statements_are_counted_by_what_stands_beside_them() {
    let old = Made::new::<2019>(NEW).emerging::<2019>(&[
        ("15-1252.00", "New", None, "08/2015", None),
        ("15-1252.00", "New", None, "08/2015", None),
    ]);
    let new = Made::new::<2019>(NEW).emerging::<2019>(&[
        ("15-1252.00", "New", None, "08/2015", None),
        ("29-1141.00", "New", None, "08/2015", None),
    ]);
    let report = diff((old, (27, 0)), (new, (30, 1)), None).unwrap();
    let table = report.table("emerging_task_changes").unwrap();
    assert!(table.caveats.iter().any(|caveat| caveat.contains("Statements are not at hand")));
    let said: Vec<String> = rows::<EmergingTaskChangeRow>(&report, "emerging_task_changes")
        .into_iter()
        .map(|row| format!("{} {}", row.change, row.to_code.or(row.from_code).unwrap()))
        .collect();
    assert_eq!(said, ["gone 15-1252.00", "new 29-1141.00"]);
}

#[test]
fn ratings_are_held_against_their_error() {
    let old = Made::new::<2010>(OLD).skills::<2010>(&[
        ("15-1132.00", "2.A.1.a", 3.0, Some(0.1), Some(8), false),
        ("15-1132.00", "2.A.1.b", 3.0, Some(0.4), Some(8), false),
        ("15-1132.00", "2.A.1.c", 3.0, None, Some(8), false),
        ("15-1132.00", "2.A.1.d", 3.0, None, None, false),
        ("15-1132.00", "2.A.1.e", 3.0, Some(0.1), Some(8), true),
        ("15-1132.00", "2.A.1.f", 3.0, Some(0.1), Some(8), false),
    ]);
    let new = Made::new::<2019>(NEW).skills::<2019>(&[
        ("15-1252.00", "2.A.1.a", 4.0, Some(0.1), Some(8), false),
        ("15-1252.00", "2.A.1.b", 3.5, Some(0.4), Some(8), false),
        ("15-1252.00", "2.A.1.c", 4.0, Some(0.1), Some(8), false),
        ("15-1252.00", "2.A.1.d", 4.0, Some(0.1), Some(8), false),
        ("15-1252.00", "2.A.1.e", 4.0, Some(0.1), Some(8), false),
        ("15-1252.00", "2.A.1.f", 3.0, Some(0.1), Some(8), false),
    ]);
    let report = diff((old, (24, 2)), (new, (30, 1)), Some(&links())).unwrap();
    let said: Vec<String> = rows::<RatingChangeRow>(&report, "skills_changes")
        .into_iter()
        .map(|row| format!("{} {} by {} {:?}", row.element_id, row.verdict, row.basis, row.z))
        .collect();
    assert_eq!(
        said,
        [
            "2.A.1.a rise by standard errors Some(7.07)",
            "2.A.1.b within sampling error by standard errors Some(0.88)",
            "2.A.1.c within sampling error by number of raters Some(1.31)",
            "2.A.1.d not tested by no error published None",
            "2.A.1.e not tested by publisher recommends not to use the value None",
        ]
    );
    assert!(report.findings[1].starts_with("Skills: 5 of 6 ratings"), "{:?}", report.findings);
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
