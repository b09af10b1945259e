//! Which tables a release has, under which names and with which columns. A rename by the publisher is one more
//! name in one entry.

use crate::header::{Wanted, optional, required};
use crate::input::{InputFile, Preview};
use crate::source::onet::tables::{self, Part};
use crate::value::Value;

/// One table of the registry.
pub(crate) struct Entry<const V: u16> {
    /// Our name for it.
    pub(crate) name: &'static str,
    /// The publisher's names over the releases, in lower case.
    pub(crate) titles: &'static [&'static str],
    /// Whether every release has it.
    pub(crate) required: bool,
    columns: &'static [Wanted],
    /// Tables that share one layout differ in the ids of their elements.
    elements: &'static [&'static str],
    pub(crate) read: fn(&mut InputFile, &str) -> ReadPart<V>,
}

/// What reading one table gives.
pub(crate) type ReadPart<const V: u16> =
    Result<(Part<V>, Vec<plumb_tables::RowIssue>), crate::error::IngestError>;

/// Tables of the database that Plumbline has no use for; their absence from the registry is no surprise.
const KNOWN_AND_NOT_READ: [&str; 26] = [
    "abilities",
    "abilities to work activities",
    "abilities to work context",
    "basic interests to riasec",
    "content model reference",
    "dwa reference",
    "education, training, and experience categories",
    "interests illustrative activities",
    "interests illustrative occupations",
    "iwa reference",
    "job zone reference",
    "level scale anchors",
    "occupation level metadata",
    "read me",
    "riasec keywords",
    "scales reference",
    "skills to work activities",
    "skills to work context",
    "survey booklet locations",
    "task categories",
    "task ratings",
    "tasks to dwas",
    "tools used",
    "work activities",
    "work context",
    "work styles",
];

const CODE: Wanted = required(&["o*net-soc code", "o*net-soc # code", "onetsoc_code"]);
const DATE: Wanted = optional(&["date", "date updated"]);
const SOURCE: Wanted = optional(&["domain source"]);
const TITLE: Wanted = optional(&["title"]);

pub(crate) const OCCUPATION: [Wanted; 3] = [CODE, required(&["title"]), required(&["description"])];
pub(crate) const ALTERNATE: [Wanted; 5] = [
    CODE,
    required(&["alternate title", "job title"]),
    optional(&["short title", "short job title"]),
    optional(&["source(s)", "sources"]),
    TITLE,
];
pub(crate) const REPORTED: [Wanted; 4] =
    [CODE, required(&["reported job title"]), optional(&["shown in my next move"]), TITLE];
pub(crate) const JOB_ZONE: [Wanted; 5] = [CODE, required(&["job zone"]), DATE, SOURCE, TITLE];
pub(crate) const RATING: [Wanted; 15] = [
    CODE,
    required(&["element id"]),
    required(&["element name"]),
    required(&["scale id"]),
    required(&["data value"]),
    optional(&["n"]),
    optional(&["standard error"]),
    optional(&["recommend suppress"]),
    optional(&["not relevant"]),
    optional(&["lower ci bound"]),
    optional(&["upper ci bound"]),
    optional(&["scale name"]),
    DATE,
    SOURCE,
    TITLE,
];
pub(crate) const EDUCATION: [Wanted; 15] = [
    CODE,
    required(&["element id"]),
    required(&["scale id"]),
    required(&["category"]),
    required(&["data value"]),
    optional(&["recommend suppress"]),
    optional(&["element name"]),
    optional(&["scale name"]),
    optional(&["category description"]),
    optional(&["n"]),
    optional(&["standard error"]),
    optional(&["lower ci bound"]),
    optional(&["upper ci bound"]),
    DATE,
    SOURCE,
];
pub(crate) const TECHNOLOGY: [Wanted; 7] = [
    CODE,
    required(&["example", "software", "software skill", "technology", "workplace example"]),
    required(&["commodity code"]),
    required(&["commodity title"]),
    required(&["hot technology"]),
    optional(&["in demand"]),
    TITLE,
];
pub(crate) const TASK: [Wanted; 8] = [
    CODE,
    required(&["task id"]),
    required(&["task"]),
    required(&["task type"]),
    DATE,
    SOURCE,
    optional(&["incumbents responding"]),
    TITLE,
];
pub(crate) const EMERGING_TASK: [Wanted; 8] = [
    CODE,
    required(&["task"]),
    required(&["category"]),
    required(&["original task id"]),
    DATE,
    SOURCE,
    optional(&["original task"]),
    TITLE,
];
pub(crate) const RELATED: [Wanted; 6] = [
    CODE,
    required(&["related o*net-soc code"]),
    required(&["index", "related index"]),
    optional(&["relatedness tier"]),
    TITLE,
    optional(&["related title"]),
];

/// The registry for releases on one taxonomy.
pub(crate) fn entries<const V: u16>() -> Vec<Entry<V>> {
    vec![
        Entry {
            name: "occupations",
            titles: &["occupation data"],
            required: true,
            columns: &OCCUPATION,
            elements: &[],
            read: tables::occupations::<V>,
        },
        Entry {
            name: "alternate titles",
            titles: &["alternate titles", "job titles"],
            required: true,
            columns: &ALTERNATE,
            elements: &[],
            read: tables::alternate_titles::<V>,
        },
        Entry {
            name: "reported titles",
            titles: &["sample of reported titles"],
            required: false,
            columns: &REPORTED,
            elements: &[],
            read: tables::reported_titles::<V>,
        },
        Entry {
            name: "job zones",
            titles: &["job zones"],
            required: false,
            columns: &JOB_ZONE,
            elements: &[],
            read: tables::job_zones::<V>,
        },
        Entry {
            name: "interests",
            titles: &["interests", "career interest types"],
            required: false,
            columns: &RATING,
            elements: &["1.B.1."],
            read: tables::interests::<V>,
        },
        Entry {
            name: "skills",
            titles: &["skills", "essential skills", "transferable skills"],
            required: false,
            columns: &RATING,
            elements: &["2.A.", "2.B."],
            read: tables::skills::<V>,
        },
        Entry {
            name: "knowledge",
            titles: &["knowledge"],
            required: false,
            columns: &RATING,
            elements: &["2.C."],
            read: tables::knowledge::<V>,
        },
        Entry {
            name: "education",
            titles: &["education, training, and experience", "education, training, experience"],
            required: false,
            columns: &EDUCATION,
            elements: &["2.D.", "3.A."],
            read: tables::education::<V>,
        },
        Entry {
            name: "technology skills",
            titles: &["technology skills", "software skills"],
            required: false,
            columns: &TECHNOLOGY,
            elements: &[],
            read: tables::technology_skills::<V>,
        },
        Entry {
            name: "tasks",
            titles: &["task statements"],
            required: false,
            columns: &TASK,
            elements: &[],
            read: tables::tasks::<V>,
        },
        Entry {
            name: "emerging tasks",
            titles: &["emerging tasks"],
            required: false,
            columns: &EMERGING_TASK,
            elements: &[],
            read: tables::emerging_tasks::<V>,
        },
        Entry {
            name: "related occupations",
            titles: &["related occupations", "career changers matrix"],
            required: false,
            columns: &RELATED,
            elements: &[],
            read: tables::related::<V>,
        },
    ]
}

/// A name without commas, as databases write it.
fn plain(name: &str) -> String {
    name.replace(',', "")
}

/// Whether a table is one that Plumbline has no use for.
pub(crate) fn is_known_and_not_read(named: &str) -> bool {
    KNOWN_AND_NOT_READ.iter().any(|known| plain(known) == plain(named))
}

impl<const V: u16> Entry<V> {
    /// Whether the publisher has called the table so.
    pub(crate) fn is_named(&self, named: &str) -> bool {
        self.titles.iter().any(|title| plain(title) == plain(named))
    }

    /// Whether a sheet is this table: by the publisher's name, or by its columns and elements where
    /// the name is new. A table with the right name and a wrong header is still this table, so that
    /// the missing column is named.
    pub(crate) fn is(&self, preview: &Preview, named: &str) -> bool {
        if self.is_named(named) {
            return true;
        }
        if is_known_and_not_read(named) {
            return false;
        }
        let Some(header) = crate::header::header_in(&preview.rows, self.columns) else { return false };
        if self.elements.is_empty() {
            return true;
        }
        // Education has the columns of a rating and a category besides.
        let has = |name: &str| header.iter().any(|cell| crate::header::normalise(&cell.text()) == name);
        let is_education = self.columns.len() == EDUCATION.len() && self.elements.contains(&"2.D.");
        if has("category") != is_education {
            return false;
        }
        let ids: Vec<String> = preview.rows.iter().skip(1).flatten().map(Value::text).collect();
        ids.iter().any(|id| self.elements.iter().any(|prefix| id.starts_with(prefix)))
    }
}
