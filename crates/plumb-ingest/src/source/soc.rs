//! SOC structures, direct match titles, and the crosswalks around SOC and O*NET-SOC.

use plumb_codes::{OnetSoc2019, Release, Soc2018, SocLevel, Source};
use plumb_tables::schema::soc::{
    OnetSoc2010To2019Row, OnetSoc2019ToNemRow, OnetSoc2019ToSoc2018Row, OnetSocStructureRow,
    Soc2010To2018Row, SocDirectMatchRow, SocStructureRow,
};
use plumb_tables::{Row, RowIssue, Table};

use crate::error::IngestError;
use crate::header::{optional, required};
use crate::input::{InputFile, Preview};
use crate::source::onet::attribution;
use crate::source::rows::{Read, bad_row, mentions, read_rows, sheet_with};
use crate::source::{Parsed, bls};

fn parsed<R: Row>(
    source: Source,
    year: u16,
    attribution: String,
    read: (Vec<R>, Vec<RowIssue>),
) -> Option<Parsed> {
    Some(Parsed {
        release: Release::yearly(source, year)?,
        reference_period: year.to_string(),
        attribution,
        tables: vec![Table::from_rows(&read.0)],
        issues: read.1,
    })
}

/// Turns the rows that were read into a release of a yearly classification.
fn yearly<R: Row>(
    source: Source,
    year: u16,
    attribution: String,
    read: Read<R>,
) -> Option<Result<Parsed, IngestError>> {
    match read {
        Ok(read) => parsed(source, year, attribution, read).map(Ok),
        Err(error) => Some(Err(error)),
    }
}

fn soc_attribution(year: u16) -> String {
    bls("Standard Occupational Classification", &year.to_string())
}

fn onet_soc_attribution() -> String {
    attribution("O*NET-SOC 2019 Taxonomy")
}

/// `soc_structure_2018.xlsx`: the code stands in the column of its level.
pub(crate) fn structure_2018(
    file: &mut InputFile,
    previews: &[Preview],
) -> Option<Result<Parsed, IngestError>> {
    let columns = [
        required(&["major group"]),
        required(&["minor group"]),
        required(&["broad group", "broad occupation"]),
        required(&["detailed occupation"]),
        optional(&["detailed o*net-soc"]),
    ];
    let sheet = sheet_with(previews, &columns)?;
    if mentions(previews, "o*net-soc") || !mentions(previews, "2018") {
        return None;
    }
    let read = read_rows(file, &sheet, &columns, |cells| {
        let Some(level) = (0..4).find(|level| !cells.is_empty(*level)) else { return Ok(None) };
        let soc_code: Soc2018 = cells.new_code(level)?;
        // The title stands right of the codes, in a column without a header.
        let title = cells.all().iter().skip(4).find(|value| !value.is_empty());
        let title = title.ok_or_else(|| bad_row("there is no title"))?.text();
        Ok(Some(SocStructureRow { soc_code, title }))
    });
    yearly(Source::Soc, 2018, soc_attribution(2018), read)
}

/// `soc2010_all.csv`. Its `99-` rows were added by the file's compiler and are no SOC codes.
pub(crate) fn structure_2010(
    file: &mut InputFile,
    previews: &[Preview],
) -> Option<Result<Parsed, IngestError>> {
    let columns = [
        required(&["code"]),
        required(&["title"]),
        required(&["hierarchical_structure"]),
        optional(&["level"]),
        optional(&["parent"]),
        optional(&["soc2d"]),
        optional(&["soc3d"]),
        optional(&["soc5d"]),
        optional(&["soc6d"]),
    ];
    let sheet = sheet_with(previews, &columns)?;
    let read = read_rows(file, &sheet, &columns, |cells| {
        Ok(Some(SocStructureRow::<2010> { soc_code: cells.new_code(0)?, title: cells.text(1)? }))
    });
    yearly(Source::Soc, 2010, soc_attribution(2010), read)
}

/// `soc_2018_direct_match_title_file.xlsx`.
pub(crate) fn direct_match_titles(
    file: &mut InputFile,
    previews: &[Preview],
) -> Option<Result<Parsed, IngestError>> {
    let columns = [
        required(&["# soc code"]),
        required(&["# soc title"]),
        required(&["# soc direct match title"]),
        required(&["illustrative example"]),
    ];
    let sheet = sheet_with(previews, &columns)?;
    if !mentions(previews, "2018 soc") {
        return None;
    }
    let read = read_rows(file, &sheet, &columns, |cells| {
        Ok(Some(SocDirectMatchRow {
            soc_code: cells.code(0)?,
            title: cells.text(2)?,
            illustrative_example: cells.flag(3)?.unwrap_or(false),
        }))
    });
    yearly(Source::Soc, 2018, soc_attribution(2018), read)
}

/// `soc2010_soc2018.csv`, or the publisher's workbook with the same four columns.
pub(crate) fn crosswalk_2010_to_2018(
    file: &mut InputFile,
    previews: &[Preview],
) -> Option<Result<Parsed, IngestError>> {
    // Both code columns have the same name once their years are abstracted: taken by position.
    let spelled = previews.iter().find(|preview| {
        let header = preview.rows.iter().find(|row| row.len() >= 4);
        let texts: Vec<String> =
            header.into_iter().flatten().map(|value| value.text().to_lowercase()).collect();
        texts.first().is_some_and(|text| text.starts_with("soc2010") || text.starts_with("2010 soc code"))
            && texts.iter().any(|text| text.contains("2018"))
    })?;
    let sheet = spelled.sheet.clone();
    let by_position = [required(&["soc#", "# soc code"]), required(&["soc#_title", "# soc title"])];
    let read = read_rows(file, &sheet, &by_position, |cells| {
        let row = cells.all();
        if row.len() < 4 {
            return Err(bad_row(format!("{} cells instead of 4", row.len())));
        }
        Ok(Some(Soc2010To2018Row {
            soc_2010_code: cells.code_at(0)?,
            soc_2010_title: row[1].text(),
            soc_2018_code: cells.code_at(2)?,
            soc_2018_title: row[3].text(),
        }))
    });
    yearly(Source::Soc, 2018, soc_attribution(2018), read)
}

/// `onetsoc_2019_structure.csv`: SOC codes of every level, and O*NET-SOC codes below them.
pub(crate) fn onet_soc_structure(
    file: &mut InputFile,
    previews: &[Preview],
) -> Option<Result<Parsed, IngestError>> {
    let columns = [
        required(&["detailed o*net-soc"]),
        required(&["soc or o*net-soc # title"]),
        required(&["detailed occupation"]),
        optional(&["major group"]),
        optional(&["minor group"]),
        optional(&["broad occupation"]),
    ];
    let sheet = sheet_with(previews, &columns)?;
    let read = read_rows(file, &sheet, &columns, |cells| {
        let title = cells.text(1)?;
        if !cells.is_empty(0) {
            return Ok(Some(OnetSocStructureRow { onet_soc_code: cells.new_code::<OnetSoc2019>(0)?, title }));
        }
        if cells.is_empty(2) {
            return Ok(None);
        }
        // A detailed SOC occupation is the O*NET-SOC occupation with the extension `.00`.
        let soc: Soc2018 = cells.code(2)?;
        if soc.level() != SocLevel::DetailedOccupation {
            return Err(bad_row(format!("{soc} is not a detailed occupation")));
        }
        let onet_soc_code = format!("{soc}.00")
            .parse()
            .map_err(|error: plumb_codes::CodeError| bad_row(error.to_string()))?;
        Ok(Some(OnetSocStructureRow { onet_soc_code, title }))
    });
    yearly(Source::OnetSoc, 2019, onet_soc_attribution(), read)
}

/// `onetsoc_2010_to_2019_crosswalk.csv`.
pub(crate) fn onet_soc_2010_to_2019(
    file: &mut InputFile,
    previews: &[Preview],
) -> Option<Result<Parsed, IngestError>> {
    let first = previews.first()?.rows.first()?;
    let names: Vec<String> = first.iter().map(|value| value.text().to_lowercase()).collect();
    let own = names.first().is_some_and(|name| name.contains("2010") && name.contains("code"))
        && names.get(2).is_some_and(|name| name.contains("2019") && name.contains("code"));
    if !own {
        return None;
    }
    let sheet = previews.first()?.sheet.clone();
    let columns =
        [required(&["soc#_code", "o*net-soc # code"]), required(&["soc#_title", "o*net-soc # title"])];
    let read = read_rows(file, &sheet, &columns, |cells| {
        let row = cells.all();
        if row.len() < 4 {
            return Err(bad_row(format!("{} cells instead of 4", row.len())));
        }
        Ok(Some(OnetSoc2010To2019Row {
            onet_soc_2010_code: cells.code_at(0)?,
            onet_soc_2010_title: row[1].text(),
            onet_soc_2019_code: cells.code_at(2)?,
            onet_soc_2019_title: row[3].text(),
        }))
    });
    yearly(Source::OnetSoc, 2019, onet_soc_attribution(), read)
}

/// `onetsoc_2019_to_soc_2018_crosswalk.csv`.
pub(crate) fn onet_soc_2019_to_soc_2018(
    file: &mut InputFile,
    previews: &[Preview],
) -> Option<Result<Parsed, IngestError>> {
    let columns = [
        required(&["o*net-soc # code"]),
        required(&["o*net-soc # title"]),
        required(&["# soc code"]),
        required(&["# soc title"]),
    ];
    let sheet = sheet_with(previews, &columns)?;
    if !mentions(previews, "o*net-soc 2019 code") || !mentions(previews, "2018 soc code") {
        return None;
    }
    let read = read_rows(file, &sheet, &columns, |cells| {
        Ok(Some(OnetSoc2019ToSoc2018Row {
            onet_soc_code: cells.code(0)?,
            onet_soc_title: cells.text(1)?,
            soc_code: cells.code(2)?,
            soc_title: cells.text(3)?,
        }))
    });
    yearly(Source::OnetSoc, 2019, onet_soc_attribution(), read)
}

/// `nem-onet-to-soc-crosswalk.xlsx`: O*NET-SOC to the National Employment Matrix.
pub(crate) fn onet_soc_2019_to_nem(
    file: &mut InputFile,
    previews: &[Preview],
) -> Option<Result<Parsed, IngestError>> {
    let columns = [
        required(&["o*net-soc code"]),
        required(&["o*net-soc title"]),
        required(&["nem code"]),
        required(&["national employment matrix occupational title"]),
        optional(&["sort order"]),
        optional(&["ooh profile code"]),
        optional(&["ooh profile title"]),
        optional(&["ooh occupation group"]),
        optional(&["ooh occupation group (brief)"]),
        optional(&["ooh profile website"]),
    ];
    let sheet = sheet_with(previews, &columns)?;
    let read = read_rows(file, &sheet, &columns, |cells| {
        if cells.value(2).optional_text().is_none() {
            return Ok(None);
        }
        Ok(Some(OnetSoc2019ToNemRow {
            onet_soc_code: cells.code(0)?,
            nem_code: cells.code(2)?,
            nem_title: cells.text(3)?,
        }))
    });
    yearly(Source::OnetSoc, 2019, onet_soc_attribution(), read)
}
