//! The O*NET database: a set of tables in one folder or archive, as text or as workbooks, with a read-me that
//! names the release.

mod registry;
mod tables;
mod terms;

use plumb_codes::Release;
use plumb_tables::{RowIssue, Table};

use crate::error::IngestError;
use crate::input::InputFile;
use crate::source::Parsed;
use registry::{Entry, entries, is_known_and_not_read};

/// What the read-me says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Version {
    pub(crate) major: u16,
    pub(crate) minor: u16,
}

/// Reads `O*NET 30.1 Database` from the first lines of a read-me.
pub(crate) fn version_in(read_me: &str) -> Option<Version> {
    read_me.lines().take(10).find_map(|line| {
        let rest = line.split_once("O*NET")?.1;
        if !rest.to_lowercase().contains("database") {
            return None;
        }
        rest.split(|character: char| !character.is_ascii_digit() && character != '.').find_map(version)
    })
}

/// `30.1` as a version.
fn version(number: &str) -> Option<Version> {
    let (major, minor) = number.trim_matches('.').split_once('.')?;
    Some(Version { major: major.parse().ok()?, minor: minor.parse().ok()? })
}

/// `30.1` from `db_30_1_text` in the name of a folder or an archive, the innermost first.
pub(crate) fn version_in_name(path: &str) -> Option<Version> {
    path.split(['/', '\\', '!']).rev().find_map(|part| {
        let lower = part.to_lowercase();
        let rest = lower.strip_prefix("db_").or_else(|| lower.split_once("onet_").map(|(_, rest)| rest))?;
        let mut numbers = rest.split(['_', '.', '-']);
        Some(Version { major: numbers.next()?.parse().ok()?, minor: numbers.next()?.parse().ok()? })
    })
}

/// Whether the names of files that lie together are those of the database: occupations and one more table.
pub(crate) fn is_database(names: &[&str]) -> bool {
    let stems: Vec<String> = names.iter().map(|name| stem(name, "")).collect();
    let entries = entries::<2019>();
    let known = |stem: &&String| entries.iter().any(|entry| entry.is_named(stem));
    let occupations = stems.iter().any(|stem| stem == "occupation data");
    occupations && stems.iter().filter(known).count() >= 2
}

/// Whether a file is the read-me and no table.
pub(crate) fn is_read_me(name: &str) -> bool {
    let stem: String = stem(name, "").chars().filter(|character| character.is_alphanumeric()).collect();
    stem == "readme"
}

/// `December 2025` from `December 2025 Release`.
pub(crate) fn period_in(read_me: &str) -> Option<String> {
    read_me.lines().take(10).find_map(|line| {
        let mut words = line.split_whitespace();
        let (month, year, release) = (words.next()?, words.next()?, words.next()?);
        let dated = release.eq_ignore_ascii_case("release") && year.len() == 4 && year.parse::<u16>().is_ok();
        dated.then(|| format!("{month} {year}"))
    })
}

/// The attribution that CC BY 4.0 and the publisher ask for.
pub(crate) fn attribution(what: &str) -> String {
    format!(
        "This product includes information from the {what} by the U.S. Department of Labor, Employment and Training \
         Administration (USDOL/ETA). Used under the CC BY 4.0 license. O*NET® is a trademark of USDOL/ETA. Plumbline has \
         modified all or some of this information. USDOL/ETA has not approved, endorsed, or tested these modifications."
    )
}

/// Reads the tables of one release.
///
/// # Errors
/// A table that the release must have is missing, or a known one cannot be read.
pub(crate) fn release(
    folder: &str,
    version: Version,
    period: Option<String>,
    files: &mut [InputFile],
) -> Result<Parsed, IngestError> {
    let release = Release::onet(version.major, version.minor);
    // O*NET 25.1 of November 2020 was the first on the 2019 taxonomy.
    let (tables, issues) = if (version.major, version.minor) >= (25, 1) {
        read_all::<2019>(folder, files)?
    } else {
        read_all::<2010>(folder, files)?
    };
    let name = format!("O*NET {} Database", release.version());
    Ok(Parsed {
        release,
        reference_period: period.unwrap_or_else(|| release.version().to_string()),
        attribution: attribution(&name),
        tables,
        issues,
    })
}

fn read_all<const V: u16>(
    folder: &str,
    files: &mut [InputFile],
) -> Result<(Vec<Table>, Vec<RowIssue>), IngestError> {
    let entries = entries::<V>();
    let mut parts: Vec<(&'static str, tables::Part<V>)> = Vec::new();
    let mut issues = Vec::new();
    for file in files {
        for preview in file.previews()? {
            let named = stem(&file.name, &preview.sheet);
            match entries.iter().find(|entry| entry.is(&preview, &named)) {
                Some(entry) => {
                    let (part, doubts) = (entry.read)(file, &preview.sheet)?;
                    parts.push((entry.name, part));
                    issues.extend(doubts);
                }
                None if is_known_and_not_read(&named) || preview.rows.is_empty() => {}
                None => issues.push(unknown_table(file, &preview.sheet)),
            }
        }
    }
    check_required(folder, &entries, &parts)?;
    let tables = tables::assemble(folder, parts, &mut issues);
    Ok((tables, issues))
}

/// The table's name in the publisher's words: the sheet, or the file without its ending, in lower case.
/// Sheets that nobody named go by their file, and so do names as databases write them (`job_zones`).
fn stem(file: &str, sheet: &str) -> String {
    let unnamed =
        sheet.is_empty() || sheet.to_lowercase().trim_end_matches(|c: char| c.is_ascii_digit()) == "sheet";
    let name = if unnamed {
        let last = file.rsplit(['/', '\\', '!']).next().unwrap_or(file);
        last.rsplit_once('.').map_or(last, |(stem, _)| stem)
    } else {
        sheet
    };
    // Packagings for databases number their files, `01_content_model_reference`.
    let name = name.trim().to_lowercase().replace('_', " ");
    name.trim_start_matches(|character: char| character.is_ascii_digit() || character == ' ').to_owned()
}

fn unknown_table(file: &InputFile, sheet: &str) -> RowIssue {
    RowIssue {
        file: file.name.clone(),
        sheet: (!sheet.is_empty()).then(|| sheet.to_owned()),
        row: 1,
        column: None,
        reason: "this table is not known and was not read".to_owned(),
    }
}

fn check_required<const V: u16>(
    folder: &str,
    entries: &[Entry<V>],
    parts: &[(&'static str, tables::Part<V>)],
) -> Result<(), IngestError> {
    for entry in entries.iter().filter(|entry| entry.required) {
        if !parts.iter().any(|(name, _)| *name == entry.name) {
            return Err(IngestError::MissingTable {
                file: folder.to_owned(),
                table: entry.titles.join("` or `"),
                reason: "every O*NET release has it".to_owned(),
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_read_me_names_release_and_month() {
        let read_me = "O*NET 30.1 Database\nDecember 2025 Release\n---------------------\n";
        assert_eq!(version_in(read_me), Some(Version { major: 30, minor: 1 }));
        assert_eq!(period_in(read_me).as_deref(), Some("December 2025"));
        assert_eq!(version_in("O*NET® 31.0 Database\n"), Some(Version { major: 31, minor: 0 }));
        assert_eq!(version_in("O*NET® Database, Version 30.3\n"), Some(Version { major: 30, minor: 3 }));
        assert_eq!(version_in("O*NET-SOC 2019 Taxonomy\n"), None);
    }

    #[test]
    fn names_of_packagings_tell_the_release_and_the_tables() {
        assert_eq!(
            version_in_name("/data/db_30_3_text.zip!db_30_3_text"),
            Some(Version { major: 30, minor: 3 })
        );
        assert_eq!(version_in_name("/data/db_28_1_excel"), Some(Version { major: 28, minor: 1 }));
        assert_eq!(version_in_name("/data/other"), None);
        assert!(is_database(&["a/Occupation Data.txt", "a/Job Titles.txt"]));
        assert!(is_database(&["03_occupation_data.csv", "11_job_zones.csv"]));
        assert!(!is_database(&["Occupation Data.txt", "letter.txt"]));
        assert!(is_read_me("x/Read Me.txt") && is_read_me("README.md") && !is_read_me("Job Zones.txt"));
    }
}
