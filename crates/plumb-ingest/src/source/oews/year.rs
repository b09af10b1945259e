//! Which year OEWS estimates are of: what speaks for a year, how strongly, and when that is not enough.

use plumb_codes::{Release, ReleaseVersion, Source};
use plumb_tables::RowIssue;

use crate::error::IngestError;
use crate::header::{Header, normalise, required};
use crate::input::{InputFile, Preview};
use crate::source::oews::top_wage::{self, TopWage};

/// Total employment of the nation by reference year, which no two years share.
/// Source: line `00-0000` of `national_M20YY_dl.xlsx`.
const TOTALS: [(u16, i64); 8] = [
    (2018, 144_733_270),
    (2019, 146_875_480),
    (2020, 139_099_570),
    (2021, 140_886_310),
    (2022, 147_886_000),
    (2023, 151_853_870),
    (2024, 154_187_380),
    (2025, 155_495_730),
];

/// A year and what speaks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Clue {
    year: u16,
    from: String,
}

/// Years that cannot be, by layout and save date.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Bounds {
    earliest: Option<(u16, &'static str)>,
    latest: Vec<(u16, String)>,
}

/// The reference year, with a doubt to report where the content does not name it.
///
/// A sheet, a title or a year column that names the year is followed. Else total employment tells it,
/// then the name of the file, of its folder or of its archive. The month in which the workbook was saved
/// proves nothing, since anybody may save it again; it only refutes.
///
/// # Errors
/// Nothing says the year, or the clues contradict each other.
pub(super) fn reference_year(
    file: &InputFile,
    previews: &[Preview],
    sheet: &str,
    described: Option<TopWage>,
) -> Result<(u16, Option<RowIssue>), IngestError> {
    let printed = printed_clues(previews);
    let total = total_clue(previews);
    let named = name_clue(&file.name);
    let given = file.context.release.filter(|release| release.source() == Source::Oews).and_then(year_of);
    let refuse = |reason: String| IngestError::Release {
        file: file.name.clone(),
        reason,
        remedy: "--release oews/2018-05".to_owned(),
    };
    let doubt = |reason: String| {
        let sheet = (!sheet.is_empty()).then(|| sheet.to_owned());
        Some(RowIssue { file: file.name.clone(), sheet, row: 1, column: None, reason })
    };
    // What the content itself says, in its words or in its figures.
    let content: Vec<&Clue> = printed.iter().chain(&total).collect();
    if let Some(given) = given {
        if !content.is_empty() && content.iter().all(|clue| clue.year != given) {
            return Err(IngestError::Release {
                file: file.name.clone(),
                reason: format!("`--release` says May {given}, and {}", list(&content)),
                remedy: String::new(),
            });
        }
        let sure = content.iter().any(|clue| clue.year == given);
        let told = format!("May {given} is what the call names as the release; no cell says so");
        return Ok((given, if sure { None } else { doubt(told) }));
    }
    if let Some(first) = content.first() {
        if content.iter().any(|clue| clue.year != first.year) {
            return Err(refuse(format!("its content contradicts itself: {}", list(&content))));
        }
        let year = first.year;
        if let Some(named) = named.filter(|named| named.year != year) {
            let (from, says) = (&first.from, &named.from);
            return Ok((
                year,
                doubt(format!("{from} says May {year}, {says} says {}; the content is followed", named.year)),
            ));
        }
        if printed.is_empty() {
            return Ok((
                year,
                doubt(format!(
                    "no cell names the reference period; May {year} is concluded from {}",
                    first.from
                )),
            ));
        }
        return Ok((year, None));
    }
    let bounds = bounds(file, previews, described);
    let Some(named) = named else {
        return Err(refuse(format!(
            "these are OEWS estimates, but neither a cell nor a name says of which year{}",
            bounds.words()
        )));
    };
    if let Some(objection) = bounds.objection(named.year) {
        return Err(refuse(format!("{} says {}, but {objection}", named.from, named.year)));
    }
    let reason =
        format!("no cell names the reference period; May {} is concluded from {}", named.year, named.from);
    Ok((named.year, doubt(reason)))
}

fn year_of(release: Release) -> Option<u16> {
    match release.version() {
        ReleaseVersion::Month(year, _) => Some(year),
        _ => None,
    }
}

fn list(clues: &[&Clue]) -> String {
    clues.iter().map(|clue| format!("{} says May {}", clue.from, clue.year)).collect::<Vec<_>>().join(", ")
}

/// Years in the names of sheets (`national_M2024_dl`, `All May 2025 data`), in titles
/// (`May 2024 OEWS Estimates`) and in a column `YEAR`.
fn printed_clues(previews: &[Preview]) -> Vec<Clue> {
    let mut clues = Vec::new();
    let mut add = |year: Option<u16>, from: String| {
        clues.extend(year.map(|year| Clue { year, from }));
    };
    for preview in previews {
        let name = preview.sheet.to_lowercase();
        add(marked_year(&name).or_else(|| may_year(&name)), format!("the sheet `{}`", preview.sheet));
        for value in preview.rows.iter().take(3).flatten() {
            let text = value.text().to_lowercase();
            let titled =
                ["estimates", "oews", "occupational employment"].iter().any(|word| text.contains(word));
            if titled {
                add(may_year(&text), format!("the cell `{}`", crate::value::short(&value.text())));
            }
        }
        let columns = [required(&["estyear", "year"])];
        let header = preview.rows.iter().position(|row| Header::fits(row, &columns));
        if let Some(header) = header
            && let Some(row) = preview.rows.get(header + 1)
        {
            let at = preview.rows[header]
                .iter()
                .position(|cell| columns[0].names.contains(&normalise(&cell.text()).as_str()));
            let year = at.and_then(|at| row.get(at)).and_then(|value| value.text().parse().ok());
            add(year.filter(|year| (1997..=2100).contains(year)), "the column of the year".to_owned());
        }
    }
    clues
}

/// The nation's total employment tells the year, where the first rows have it.
fn total_clue(previews: &[Preview]) -> Option<Clue> {
    let columns = [required(&["occ_code"]), required(&["tot_emp"]), required(&["occ_title"])];
    for preview in previews {
        let Some(header) = preview.rows.iter().position(|row| Header::fits(row, &columns)) else { continue };
        let place = crate::input::Place { file: "", sheet: "" };
        let Ok(found) = Header::find(&place, &preview.rows[header], &columns) else { continue };
        for row in &preview.rows[header + 1..] {
            if found.get(row, 0).text() != "00-0000" {
                continue;
            }
            let total = found.get(row, 1).whole().ok().flatten();
            if let Some((year, _)) = TOTALS.iter().find(|(_, known)| Some(*known) == total) {
                return Some(Clue { year: *year, from: "total employment".to_owned() });
            }
        }
    }
    None
}

/// The year in the name of the file, else of its folder or archive.
fn name_clue(path: &str) -> Option<Clue> {
    path.split(['/', '\\', '!']).rev().find_map(|part| {
        let name = part.to_lowercase();
        let year = marked_year(&name).or_else(|| may_year(&name)).or_else(|| archive_year(&name))?;
        Some(Clue { year, from: format!("the name `{part}`") })
    })
}

/// `2024` in `national_M2024_dl`, `all_data_M_2024` and `M2018`.
fn marked_year(name: &str) -> Option<u16> {
    name.match_indices('m').find_map(|(at, _)| {
        let alone = name[..at].chars().next_back().is_none_or(|before| !before.is_alphanumeric());
        let rest = name[at + 1..].trim_start_matches(['_', '-', ' ']);
        alone.then(|| leading_year(rest)).flatten()
    })
}

/// `2024` in `May 2024`, `may_2024` and `may2024`.
fn may_year(text: &str) -> Option<u16> {
    text.match_indices("may").find_map(|(at, _)| {
        let alone = text[..at].chars().next_back().is_none_or(|before| !before.is_alphabetic());
        let rest = text[at + 3..].trim_start_matches(['_', '-', ' ', '\u{a0}']);
        alone.then(|| leading_year(rest)).flatten()
    })
}

/// `2018` in `oesm18nat`, as the publisher names archives.
fn archive_year(name: &str) -> Option<u16> {
    let rest = name.split_once("oesm")?.1;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    match digits.len() {
        2 => digits.parse::<u16>().ok().map(|year| if year >= 97 { 1900 + year } else { 2000 + year }),
        4 => leading_year(&digits),
        _ => None,
    }
}

fn leading_year(text: &str) -> Option<u16> {
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    let year = (digits.len() == 4).then(|| digits.parse::<u16>().ok()).flatten()?;
    (1997..=2100).contains(&year).then_some(year)
}

/// Since May 2019 the level column is `O_GROUP`, before it was `OCC_GROUP`; a workbook cannot be
/// saved before its estimates are out; the top wage of the field descriptions belongs to some years.
fn bounds(file: &InputFile, previews: &[Preview], described: Option<TopWage>) -> Bounds {
    let mut bounds = Bounds::default();
    let has = |name: &str| {
        previews
            .iter()
            .flat_map(|preview| preview.rows.iter().flatten())
            .any(|value| normalise(&value.text()) == name)
    };
    if has("occ_group") {
        bounds.latest.push((2018, "its layout is that of May 2018 or earlier".to_owned()));
    } else if has("o_group") {
        bounds.earliest = Some((2019, "its layout is that of May 2019 or later"));
    }
    if let Some((first, last)) = described.and_then(top_wage::years_of) {
        let why = "the top wage of its field descriptions is that of other years";
        if bounds.earliest.is_none_or(|(earliest, _)| earliest < first) {
            bounds.earliest = Some((first, why));
        }
        bounds.latest.extend(last.map(|last| (last, why.to_owned())));
    }
    if let Some((saved, month)) = file.modified() {
        bounds.latest.push((saved, format!("the workbook was saved in {saved}-{month:02}")));
    }
    bounds
}

impl Bounds {
    fn objection(&self, year: u16) -> Option<String> {
        let early = self.earliest.filter(|(earliest, _)| year < *earliest).map(|(_, why)| why.to_owned());
        early.or_else(|| self.latest.iter().find(|(latest, _)| year > *latest).map(|(_, why)| why.clone()))
    }

    fn words(&self) -> String {
        let early = self.earliest.iter().map(|(_, why)| (*why).to_owned());
        let all: Vec<String> = early.chain(self.latest.iter().map(|(_, why)| why.clone())).collect();
        if all.is_empty() { String::new() } else { format!(" ({})", all.join("; ")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_the_year_in_the_publishers_patterns() {
        for (name, year) in [
            ("national_M2018_dl.xlsx", Some(2018)),
            ("all_data_M_2024.xlsx", Some(2024)),
            ("M2018.xlsx", Some(2018)),
            ("oesm18nat.zip!oesm18nat/national.xlsx", Some(2018)),
            ("/data/oesm25st/state_M2025_dl.xlsx", Some(2025)),
            ("/downloads/May_2021/state.xlsx", Some(2021)),
            ("data-2019-04-02.xlsx", None),
            ("from2018.xlsx", None),
            ("dismay2018.xlsx", None),
        ] {
            assert_eq!(name_clue(name).map(|clue| clue.year), year, "{name}");
        }
    }

    #[test]
    fn a_layout_refutes_a_year() {
        let bounds = Bounds { earliest: None, latest: vec![(2018, "old layout".to_owned())] };
        assert_eq!(bounds.objection(2018), None);
        assert_eq!(bounds.objection(2021).as_deref(), Some("old layout"));
    }
}
