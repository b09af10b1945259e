//! Two releases of OEWS: lines that can be compared, employment and wages against sampling error, withheld figures.

mod employment;
mod matching;
mod panels;
mod rows;
#[cfg(test)]
mod tests;
mod wages;
mod withheld;
mod words;

use plumb_codes::{Crosswalk, OewsGroup, OewsStructure, Soc2010, Soc2018};
use plumb_tables::schema::oews::{OewsRow, cut};

use crate::deflator::Deflator;
use crate::error::DiffError;
use crate::report::{ChangeTable, DiffReport, Side};
use crate::settings::Settings;
use crate::taxonomy::{BRIEF, Basis, CodeList, INFERRED, code_changes};
pub(crate) use matching::{Correspondence, correspond};
pub use rows::{EmploymentChangeRow, HourlyWageChangeRow, WageChangeRow, WithheldRow};

/// The sentence that stands on every table of OEWS changes.
pub const NOT_A_TIME_SERIES: &str = "OEWS is not a time series: each release is built from three years of panels, and BLS \
    does not design it for comparing two points in time.";

/// One release of OEWS.
#[derive(Debug, Clone, Copy)]
pub struct OewsSide<'a> {
    /// The release.
    pub side: &'a Side,
    /// Year of reference.
    pub year: u16,
    /// The cuts at hand, by table name.
    pub cuts: &'a [(String, Vec<OewsRow>)],
}

/// What the caller gives beside the two releases.
#[derive(Debug, Clone, Copy)]
pub struct FigureOptions<'a> {
    /// How changes are judged.
    pub settings: &'a Settings,
    /// The rise of prices between the two, if real changes are wanted.
    pub deflator: Option<&'a Deflator>,
    /// The published crosswalk from SOC 2010 to SOC 2018.
    pub soc_2010_to_2018: Option<&'a Crosswalk<Soc2010, Soc2018>>,
    /// Whether to match by code and title where the crosswalk is missing.
    pub infer: bool,
}

/// Compares two releases of OEWS, cut by cut.
///
/// # Errors
/// When they follow different structures and the crosswalk is missing, or no cut is in both.
pub fn compare_oews(
    from: OewsSide<'_>,
    to: OewsSide<'_>,
    options: FigureOptions<'_>,
) -> Result<DiffReport, DiffError> {
    let mut report = DiffReport::new(from.side.clone(), to.side.clone());
    let structures = (OewsStructure::of_year(from.year), OewsStructure::of_year(to.year));
    check_crosswalk(structures, options)?;
    caveats(&mut report, from, to, options.deflator);
    let shared: Vec<(&str, &[OewsRow], &[OewsRow])> =
        cut::ALL.into_iter().filter_map(|name| Some((name, rows(from, name)?, rows(to, name)?))).collect();
    if shared.is_empty() {
        let names =
            |side: OewsSide<'_>| side.cuts.iter().map(|cut| cut.0.as_str()).collect::<Vec<_>>().join(", ");
        return Err(DiffError::NothingInCommon {
            from: from.side.id.clone(),
            to: to.side.id.clone(),
            from_tables: names(from),
            to_tables: names(to),
        });
    }
    for (one, other) in [(from, to), (to, from)] {
        for (name, _) in one.cuts.iter().filter(|(name, _)| rows(other, name).is_none()) {
            report.notes.push(format!("`{name}` is in {} only and was not compared", one.side.id));
        }
    }
    for (number, (name, earlier, later)) in shared.into_iter().enumerate() {
        let lists = (detailed(earlier), detailed(later));
        let found = correspond(&lists.0, &lists.1, structures, options);
        if number == 0 {
            codes(&mut report, &lists, &found);
        }
        let compared = Compared { name, earlier, later, lists: &lists, found: &found, structures };
        figures(&mut report, compared, options, number == 0);
    }
    Ok(report)
}

/// One cut of both releases with its matched lines.
#[derive(Clone, Copy)]
struct Compared<'a> {
    name: &'a str,
    earlier: &'a [OewsRow],
    later: &'a [OewsRow],
    lists: &'a (CodeList, CodeList),
    found: &'a Correspondence,
    structures: (Option<OewsStructure>, Option<OewsStructure>),
}

impl Compared<'_> {
    const fn national(&self) -> bool {
        matches!(self.name.as_bytes(), b"oews_national")
    }

    /// The name of a table of changes: that of the cut is added where it is not the nation's.
    fn table_name(&self, base: &str) -> String {
        match self.name.strip_prefix("oews_") {
            Some(cut) if !self.national() => format!("{base}_{cut}"),
            _ => base.to_owned(),
        }
    }

    fn same_structure(&self) -> bool {
        self.structures.0.is_some() && self.structures.0 == self.structures.1
    }

    /// What must be said about the lines beside the standing caveat.
    fn structure_caveat(&self) -> Option<String> {
        let name =
            |structure: Option<OewsStructure>| structure.map_or("an unknown structure", OewsStructure::name);
        (!self.same_structure()).then(|| {
            format!(
                "The releases follow different occupational structures ({} and {}): a line is compared only where the crosswalk links it completely.",
                name(self.structures.0),
                name(self.structures.1)
            )
        })
    }
}

fn rows<'a>(side: OewsSide<'a>, name: &str) -> Option<&'a [OewsRow]> {
    side.cuts.iter().find(|cut| cut.0 == name).map(|cut| cut.1.as_slice())
}

fn detailed(rows: &[OewsRow]) -> CodeList {
    let lines = rows.iter().filter(|row| row.occ_group == OewsGroup::Detailed);
    CodeList::new("oews", lines.map(|row| (row.occ_code.to_string(), row.occ_title.clone())))
}

pub(crate) fn check_crosswalk(
    structures: (Option<OewsStructure>, Option<OewsStructure>),
    options: FigureOptions<'_>,
) -> Result<(), DiffError> {
    let old = Some(OewsStructure::Soc2010);
    let crosses = structures.0 != structures.1 && (structures.0 == old || structures.1 == old);
    if crosses && options.soc_2010_to_2018.is_none() && !options.infer {
        return Err(DiffError::MissingCrosswalk {
            from: "SOC 2010".to_owned(),
            to: "SOC 2018".to_owned(),
            crosswalk: "soc_2010_to_2018".to_owned(),
            holder: "soc/2018".to_owned(),
        });
    }
    Ok(())
}

fn caveats(report: &mut DiffReport, from: OewsSide<'_>, to: OewsSide<'_>, deflator: Option<&Deflator>) {
    report.caveats.push(NOT_A_TIME_SERIES.to_owned());
    report.caveats.push(
        "OEWS counts jobs of employees, not the self-employed; employment is rounded to 10 jobs.".to_owned(),
    );
    let (first, last) = (from.year.min(to.year), from.year.max(to.year));
    if last - first < 3 && first != last {
        report.caveats.push(format!(
            "Releases {} apart share survey panels, so the two estimates are not independent; the test takes them as independent and finds rather too few changes.",
            if last - first == 1 { "one year" } else { "two years" }
        ));
    }
    if first < 2021 && last >= 2021 {
        report.caveats.push(
            "BLS introduced a model-based estimation method (MB3) with May 2021: part of a change across that release can come from the method."
                .to_owned(),
        );
    }
    report.caveats.push(deflator.map_or_else(
        || "Wage changes are nominal; no deflator was given, so no real change is stated.".to_owned(),
        |deflator| format!("Real wage changes use {deflator}, as given by the caller."),
    ));
    report.caveats.push(
        "Withheld and top-coded figures are not numbers: they are listed apart and enter no change."
            .to_owned(),
    );
    if from.year > to.year {
        report.notes.push("the first release is the later one: changes are read backwards".to_owned());
    }
}

fn codes(report: &mut DiffReport, lists: &(CodeList, CodeList), found: &Correspondence) {
    let lone = if found.official { Basis::Official } else { Basis::SameCode };
    let changes = code_changes("detailed line", &lists.0, &lists.1, &found.links, lone);
    if !changes.rows.is_empty() {
        let inferred = changes.rows.iter().any(|row| row.basis == "inferred");
        let caveats: &[&str] = if inferred { &[INFERRED] } else { &[] };
        let order = changes.by_importance();
        report.findings.push(format!(
            "Detailed lines: {} to {}; {}",
            lists.0.len(),
            lists.1.len(),
            changes.in_words()
        ));
        report.push(ChangeTable::new(&changes.rows, "Lines that changed", caveats, BRIEF, order));
    }
}

fn figures(report: &mut DiffReport, compared: Compared<'_>, options: FigureOptions<'_>, first: bool) {
    let structure = compared.structure_caveat();
    let said: Vec<&str> = [Some(NOT_A_TIME_SERIES), structure.as_deref()].into_iter().flatten().collect();
    let sampling = &options.settings.sampling;
    let jobs = employment::employment_changes(compared, sampling);
    let wages = wages::wage_changes(compared, sampling, options.deflator);
    let withheld = withheld::withheld(compared);
    let test = words::test_caveat(sampling);
    let tested: Vec<&str> = said.iter().copied().chain([test.as_str()]).collect();
    if first {
        let findings = words::findings(&jobs, &wages, withheld.len(), sampling, options.deflator);
        // What the figures say comes before what the codes did, unless the structure itself changed.
        let at = if compared.same_structure() { 0 } else { report.findings.len() };
        report.findings.splice(at..at, findings);
        report.charts.extend(panels::charts(&jobs, &wages.yearly));
    }
    let cut = if compared.national() { String::new() } else { format!(" ({})", compared.name) };
    let named = |base: &str| compared.table_name(base);
    let mut tables = vec![
        ChangeTable::named(
            &named("employment_changes"),
            &jobs,
            format!("Employment{cut}"),
            &tested,
            words::EMPLOYMENT_BRIEF,
            words::employment_order(&jobs),
        ),
        ChangeTable::named(
            &named("wage_changes"),
            &wages.yearly,
            format!("Wages per year{cut}"),
            &tested,
            if options.deflator.is_some() { words::REAL_WAGE_BRIEF } else { words::WAGE_BRIEF },
            words::wage_order(&wages.yearly),
        ),
        ChangeTable::named(
            &named("hourly_wage_changes"),
            &wages.hourly,
            format!("Wages per hour, of lines without a yearly wage{cut}"),
            &tested,
            words::HOURLY_BRIEF,
            (0..wages.hourly.len()).collect(),
        ),
        ChangeTable::named(
            &named("withheld_changes"),
            &withheld,
            format!("Figures that are withheld or top-coded on one side{cut}"),
            &said,
            words::WITHHELD_BRIEF,
            (0..withheld.len()).collect(),
        ),
    ];
    // Figures first, then the codes.
    let at = if first { 0 } else { report.tables.len() };
    tables.retain(|table| table.table.row_count() > 0);
    report.tables.splice(at..at, tables);
}
