//! The occupations of both sides: links, what became of codes and names, and one row an occupation that changed.

use crate::columns::{Source, text};
use crate::crosswalks::Linking;
use crate::error::DiffError;
use crate::onet::{Both, Occupations};
use crate::report::{ChangeTable, DiffReport, people};
use crate::settings::Settings;
use crate::taxonomy::{BRIEF, Basis, CodeChanges, CodeList, INFERRED, code_changes, match_codes};

plumb_tables::table! {
    /// One occupation of the later side, or one that ended, with what it gained and lost.
    OnetOccupationChangeRow in "occupation_changes", key [] {
        /// Later code; none for one that ended.
        to_code: Option<String>,
        /// Title, of the later side where there is one.
        title: String,
        /// Earlier codes that are linked to it, separated by `; `.
        from_codes: Option<String>,
        /// Titles of the earlier occupations together; none where one of them was split, since nothing says which part had which.
        from_titles: Option<i64>,
        /// Titles of the later occupation.
        to_titles: Option<i64>,
        /// Titles that it gained.
        titles_gained: Option<i64>,
        /// Titles that it lost.
        titles_lost: Option<i64>,
        /// Tasks of the earlier occupations together.
        from_tasks: Option<i64>,
        /// Tasks of the later occupation.
        to_tasks: Option<i64>,
        /// Tasks that it gained.
        tasks_gained: Option<i64>,
        /// Tasks that it lost.
        tasks_lost: Option<i64>,
        /// Technologies of the earlier occupations together.
        from_technologies: Option<i64>,
        /// Technologies of the later occupation.
        to_technologies: Option<i64>,
        /// Technologies that it gained.
        technologies_gained: Option<i64>,
        /// Technologies that it lost.
        technologies_lost: Option<i64>,
    }
}

fn list(source: Source<'_>) -> Result<CodeList, DiffError> {
    let (codes, titles) = (source.text("onet_soc_code")?, source.text("title")?);
    let rows = (0..codes.len()).map(|row| (text(codes, row).to_owned(), text(titles, row).to_owned()));
    Ok(CodeList::new(source.domain("onet_soc_code"), rows))
}

pub(super) fn link(
    both: Both<'_>,
    linking: Linking<'_>,
    settings: &Settings,
    report: &mut DiffReport,
) -> Result<(Occupations, CodeChanges), DiffError> {
    let (from, to) = (list(both.from)?, list(both.to)?);
    let crosswalk = linking.between(&from.system, &to.system)?;
    let links = match_codes(&from, &to, crosswalk, &settings.matching);
    let lone = match crosswalk {
        Some(_) => Basis::Official,
        None if from.system == to.system => Basis::SameCode,
        None => Basis::Inferred,
    };
    let changes = code_changes("occupation", &from, &to, &links, lone);
    let words = changes.in_words();
    let said = if words.is_empty() { "no code or name changed".to_owned() } else { words };
    report.findings.push(format!("Occupations: {} to {}; {said}", people(from.len()), people(to.len())));
    if from.system != to.system {
        report.caveats.push(format!(
            "The releases use different taxonomies ({} and {}); occupations are linked {}.",
            from.system,
            to.system,
            if crosswalk.is_some() {
                "by the published crosswalk"
            } else {
                "by code and title, which is inferred"
            }
        ));
    }
    Ok((Occupations { from, to, links }, changes))
}

pub(super) fn push(changes: &CodeChanges, report: &mut DiffReport) {
    let inferred = changes.rows.iter().any(|row| row.basis == "inferred");
    let caveats: &[&str] = if inferred { &[INFERRED] } else { &[] };
    let order = changes.by_importance();
    report.push(ChangeTable::new(&changes.rows, "Codes that changed", caveats, BRIEF, order));
}
