//! Small multiples of OEWS changes: one panel a major group, one dot a detailed line.

use std::collections::BTreeMap;

use crate::oews::words::plain_change_pct;
use crate::oews::{EmploymentChangeRow, WageChangeRow};
use crate::report::{Chart, Dot, Marks, Panel};

pub(super) fn charts(jobs: &[EmploymentChangeRow], wages: &[WageChangeRow]) -> Vec<Chart> {
    let majors: BTreeMap<String, String> = jobs
        .iter()
        .filter(|row| row.occ_group == "major")
        .map(|row| (row.to_codes.chars().take(2).collect(), row.occ_title.clone()))
        .collect();
    let employment = jobs.iter().filter(|row| row.occ_group == "detailed").filter_map(|row| {
        let value = plain_change_pct(row.from_employment_jobs, row.to_employment_jobs)?;
        let marked = matches!(row.verdict.as_str(), "rise" | "fall");
        Some((row.to_codes.as_str(), row.occ_title.as_str(), value, marked))
    });
    let means = wages.iter().filter(|row| row.occ_group == "detailed" && row.measure == "mean");
    let wages = means.filter_map(|row| {
        let marked = matches!(row.verdict.as_str(), "rise" | "fall");
        Some((row.to_code.as_str(), row.occ_title.as_str(), row.change_pct?, marked))
    });
    [
        ("Change of employment by major group", "Change of employment in percent", panels(&majors, employment)),
        ("Nominal change of the mean wage by major group", "Nominal change of the mean yearly wage in percent", panels(&majors, wages)),
    ]
    .into_iter()
    .filter(|(_, _, panels)| !panels.is_empty())
    .map(|(title, what, panels)| Chart {
        title: title.to_owned(),
        description: format!(
            "{what}; one dot a detailed line, filled where the change is beyond sampling error. OEWS is not a time series."
        ),
        unit: "%",
        panels,
    })
    .collect()
}

fn panels<'a>(
    majors: &BTreeMap<String, String>,
    rows: impl Iterator<Item = (&'a str, &'a str, f64, bool)>,
) -> Vec<Panel> {
    let mut dots: BTreeMap<String, Vec<Dot>> = BTreeMap::new();
    for (code, title, value, marked) in rows {
        let major: String = code.chars().take(2).collect();
        dots.entry(major).or_default().push(Dot { label: format!("{code} {title}"), value, marked });
    }
    dots.into_iter()
        .map(|(major, dots)| {
            let title = majors.get(&major).cloned().unwrap_or_else(|| format!("Major group {major}"));
            let up = dots.iter().filter(|dot| dot.marked && dot.value > 0.0).count();
            let down = dots.iter().filter(|dot| dot.marked && dot.value < 0.0).count();
            let summary =
                format!("{title}: {} lines, {up} rose and {down} fell beyond sampling error", dots.len());
            Panel { title, marks: Marks::Dots(dots), summary }
        })
        .collect()
}
