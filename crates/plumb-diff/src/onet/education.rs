//! Required education of linked occupations: the level that most raters chose.

use std::collections::BTreeMap;

use crate::columns::{Source, text};
use crate::error::DiffError;
use crate::onet::{Both, Occupations, positions};
use crate::report::{ChangeTable, DiffReport, count};
use crate::stats::rounded;
use crate::taxonomy::CodeList;

plumb_tables::table! {
    /// One pair of linked occupations whose most frequent required education differs.
    EducationChangeRow in "education_changes", key ["from_code", "to_code"] {
        /// Earlier code.
        from_code: String,
        /// Later code.
        to_code: String,
        /// Later occupation.
        occupation: String,
        /// Level that most raters chose, earlier.
        from_education: String,
        /// Part of the raters who chose it, in percent.
        from_share_pct: f64,
        /// Level that most raters chose, later.
        to_education: String,
        /// Part of the raters who chose it, in percent.
        to_share_pct: f64,
    }
}

const BRIEF: &[(&str, &str)] = &[
    ("to_code", "code"),
    ("occupation", "occupation"),
    ("from_education", "earlier"),
    ("from_share_pct", "%"),
    ("to_education", "later"),
    ("to_share_pct", "%"),
];

const CAVEAT: &str = "The most frequent answer of a sample of raters; no sampling error is tested, and close seconds swap places easily.";

/// The categories of O*NET's scale of required education, in order.
const LEVELS: [&str; 12] = [
    "less than high school",
    "high school",
    "post-secondary certificate",
    "some college",
    "associate's degree",
    "bachelor's degree",
    "post-baccalaureate certificate",
    "master's degree",
    "post-master's certificate",
    "first professional degree",
    "doctoral degree",
    "post-doctoral training",
];

/// The most frequent level of every occupation, with the part of the raters who chose it.
fn modes(source: Source<'_>, list: &CodeList) -> Result<Vec<Option<(i64, f64)>>, DiffError> {
    let (elements, scales) = (source.text("element_id")?, source.text("scale_id")?);
    let (categories, values) = (source.integer("category")?, source.float("value")?);
    let mut modes: Vec<Option<(i64, f64)>> = vec![None; list.len()];
    for (row, at) in positions(source, list)?.into_iter().enumerate() {
        if text(elements, row) != "2.D.1" || text(scales, row) != "RL" {
            continue;
        }
        if let (Some(at), Some(category), Some(value)) = (at, categories[row], values[row])
            && modes[at].is_none_or(|(_, most)| value > most)
        {
            modes[at] = Some((category, value));
        }
    }
    Ok(modes)
}

fn level(category: i64) -> String {
    let position = usize::try_from(category - 1).ok();
    position
        .and_then(|at| LEVELS.get(at))
        .map_or_else(|| format!("category {category}"), |&level| level.to_owned())
}

pub(super) fn compare(
    both: Both<'_>,
    occupations: &Occupations,
    report: &mut DiffReport,
) -> Result<(), DiffError> {
    let (before, after) = (modes(both.from, &occupations.from)?, modes(both.to, &occupations.to)?);
    let mut rows = Vec::new();
    let mut directions: BTreeMap<bool, usize> = BTreeMap::new();
    for link in &occupations.links.all {
        let Some(((first, first_share), (last, last_share))) = before[link.from].zip(after[link.to]) else {
            continue;
        };
        if first != last {
            *directions.entry(last > first).or_default() += 1;
            rows.push(EducationChangeRow {
                from_code: occupations.from.code(link.from).to_owned(),
                to_code: occupations.to.code(link.to).to_owned(),
                occupation: occupations.to.title(link.to).to_owned(),
                from_education: level(first),
                from_share_pct: rounded(first_share, 1),
                to_education: level(last),
                to_share_pct: rounded(last_share, 1),
            });
        }
    }
    if !rows.is_empty() {
        let of = |up: bool| directions.get(&up).copied().unwrap_or(0);
        report.findings.push(format!(
            "Most frequent required education: higher for {}, lower for {}",
            count(of(true), "occupation", "occupations"),
            of(false)
        ));
    }
    let order = (0..rows.len()).collect();
    report.push(ChangeTable::new(&rows, "Required education", &[CAVEAT], BRIEF, order));
    Ok(())
}
