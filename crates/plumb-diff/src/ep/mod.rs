//! Two rounds of Employment Projections: yearly rates on a common base, separations, what entry asks.

mod growth;
mod requirements;
#[cfg(test)]
mod tests;

use plumb_codes::OewsStructure;
use plumb_tables::schema::ep::{EpEducationRow, EpOccupationRow, EpSeparationsRow};

use crate::error::DiffError;
use crate::keyed::compare_rest;
use crate::oews::{Correspondence, FigureOptions, check_crosswalk, correspond};
use crate::report::{ChangeTable, DiffReport, Tables};
use crate::taxonomy::{BRIEF, Basis, CodeList, INFERRED, code_changes};
pub use growth::ProjectionChangeRow;
pub use requirements::{EntryRequirementRow, SeparationChangeRow};

/// What stands on every table of projections.
pub(crate) const PROJECTIONS: &str = "Rounds differ in base data, assumptions and length; they are compared by yearly rates. \
    Projections have no published sampling error, so no change is tested. They count the self-employed.";

/// One round of projections.
#[derive(Debug, Clone, Copy)]
pub struct EpSide<'a> {
    /// All tables of the round.
    pub tables: &'a Tables,
    /// Base year.
    pub base_year: u16,
    /// Projected year.
    pub projected_year: u16,
    /// Table 1.2.
    pub occupations: &'a [EpOccupationRow],
    /// Table 1.10.
    pub separations: &'a [EpSeparationsRow],
    /// Table 5.4.
    pub education: &'a [EpEducationRow],
}

/// Compares two rounds of projections.
///
/// # Errors
/// When the rounds follow different structures and the crosswalk is missing.
pub fn compare_ep(
    from: EpSide<'_>,
    to: EpSide<'_>,
    options: FigureOptions<'_>,
) -> Result<DiffReport, DiffError> {
    let mut report = DiffReport::new(from.tables.side.clone(), to.tables.side.clone());
    let structures = (OewsStructure::of_year(from.base_year), OewsStructure::of_year(to.base_year));
    check_crosswalk(structures, options)?;
    report.caveats.push(PROJECTIONS.to_owned());
    let mut said = vec![PROJECTIONS];
    let name =
        |structure: Option<OewsStructure>| structure.map_or("an unknown structure", OewsStructure::name);
    let bases = format!(
        "The rounds use different occupational bases ({} and {}): lines that were split or merged are compared as a group, and only where both rounds have every part.",
        name(structures.0),
        name(structures.1)
    );
    if structures.0 != structures.1 {
        report.caveats.push(bases.clone());
        said.push(&bases);
    }
    if from.base_year > to.base_year {
        report.notes.push("the first round is the later one: changes are read backwards".to_owned());
    }
    let lists = (line_items(from.occupations), line_items(to.occupations));
    let found = correspond(&lists.0, &lists.1, structures, options);
    let pairs = Pairs { lists: &lists, found: &found, same: structures.0 == structures.1 };
    growth::compare(from, to, &pairs, options.settings, &said, &mut report);
    requirements::compare(from, to, &pairs, &said, &mut report);
    codes(&mut report, &lists, &found);
    let known = ["ep_occupations", "ep_separations", "ep_education"];
    if structures.0 == structures.1 {
        compare_rest(from.tables, to.tables, &known, &[], &said, &mut report);
    } else {
        let other = ["ep_attainment", "ep_skills", "ep_matrix"];
        for name in
            other.into_iter().filter(|name| from.tables.get(name).is_some() && to.tables.get(name).is_some())
        {
            report
                .notes
                .push(format!("`{name}` was not compared: the rounds use different occupational bases"));
        }
        let known: Vec<&str> = known.into_iter().chain(other).collect();
        let one_sided = |one: &Tables, two: &Tables| Tables {
            side: one.side.clone(),
            tables: one
                .tables
                .iter()
                .filter(|table| !other.contains(&table.name.as_str()) || two.get(&table.name).is_none())
                .cloned()
                .collect(),
        };
        compare_rest(
            &one_sided(from.tables, to.tables),
            &one_sided(to.tables, from.tables),
            &known,
            &[],
            &said,
            &mut report,
        );
    }
    Ok(report)
}

/// Matched line items of two rounds.
pub(crate) struct Pairs<'a> {
    pub(crate) lists: &'a (CodeList, CodeList),
    pub(crate) found: &'a Correspondence,
    /// Whether both rounds follow one structure, so that summaries compare too.
    pub(crate) same: bool,
}

fn line_items(rows: &[EpOccupationRow]) -> CodeList {
    let items = rows.iter().filter(|row| row.line_item);
    CodeList::new("nem", items.map(|row| (row.occ_code.to_string(), row.occ_title.clone())))
}

fn codes(report: &mut DiffReport, lists: &(CodeList, CodeList), found: &Correspondence) {
    let lone = if found.official { Basis::Official } else { Basis::SameCode };
    let changes = code_changes("line item", &lists.0, &lists.1, &found.links, lone);
    if changes.rows.is_empty() {
        return;
    }
    let inferred = changes.rows.iter().any(|row| row.basis == "inferred");
    let caveats: &[&str] = if inferred { &[INFERRED] } else { &[] };
    let order = changes.by_importance();
    report.findings.push(format!(
        "Line items: {} to {}; {}",
        lists.0.len(),
        lists.1.len(),
        changes.in_words()
    ));
    report.push(ChangeTable::new(&changes.rows, "Lines that changed", caveats, BRIEF, order));
}
