//! Listings of O*NET `OnLine`, several values joined by `; `.

use plumb_codes::{Release, Source};
use plumb_tables::schema::lists::{BrightOutlookRow, GreenOccupationRow, StemRow};
use plumb_tables::{Row, RowIssue, Table};

use crate::error::IngestError;
use crate::header::required;
use crate::input::{InputFile, Preview};
use crate::source::onet::attribution;
use crate::source::rows::{Read, read_rows, sheet_with};
use crate::source::{Parsed, Parser};

/// The parsers of this module.
pub(crate) const PARSERS: &[Parser] = &[bright_outlook, stem, green];

fn parsed<R: Row>(
    release: Option<Release>,
    attribution: String,
    read: Read<R>,
) -> Option<Result<Parsed, IngestError>> {
    let release = release?;
    let parsed = |(rows, issues): (Vec<R>, Vec<RowIssue>)| Parsed {
        release,
        reference_period: release.version().to_string(),
        attribution,
        tables: vec![Table::from_rows(&rows)],
        issues,
    };
    Some(read.map(parsed))
}

fn parts(joined: &str) -> impl Iterator<Item = String> + '_ {
    joined.split(';').map(|part| part.trim().to_owned()).filter(|part| !part.is_empty())
}

fn flatten<R>(read: Read<Vec<R>>) -> Read<R> {
    read.map(|(rows, issues)| (rows.into_iter().flatten().collect(), issues))
}

fn bright_outlook(file: &mut InputFile, previews: &[Preview]) -> Option<Result<Parsed, IngestError>> {
    let columns = [required(&["code"]), required(&["occupation"]), required(&["categories"])];
    let sheet = sheet_with(previews, &columns)?;
    let read = read_rows(file, &sheet, &columns, |cells| {
        let onet_soc_code = cells.code(0)?;
        let categories = cells.text(2)?;
        Ok(Some(
            parts(&categories)
                .map(|category| BrightOutlookRow { onet_soc_code, category })
                .collect::<Vec<_>>(),
        ))
    });
    parsed(Release::yearly(Source::OnetLists, 2019), attribution("O*NET OnLine"), flatten(read))
}

fn stem(file: &mut InputFile, previews: &[Preview]) -> Option<Result<Parsed, IngestError>> {
    let columns = [required(&["code"]), required(&["occupation"]), required(&["occupation types"])];
    let sheet = sheet_with(previews, &columns)?;
    let read = read_rows(file, &sheet, &columns, |cells| {
        let onet_soc_code = cells.code(0)?;
        let types = cells.text(2)?;
        Ok(Some(
            parts(&types)
                .map(|occupation_type| StemRow { onet_soc_code, occupation_type })
                .collect::<Vec<_>>(),
        ))
    });
    parsed(Release::yearly(Source::OnetLists, 2019), attribution("O*NET OnLine"), flatten(read))
}

fn green(file: &mut InputFile, previews: &[Preview]) -> Option<Result<Parsed, IngestError>> {
    let columns = [required(&["o*net-soc code"]), required(&["green occupational category"])];
    let sheet = sheet_with(previews, &columns)?;
    let read = read_rows(file, &sheet, &columns, |cells| {
        Ok(Some(GreenOccupationRow { onet_soc_code: cells.code(0)?, category: cells.text(1)? }))
    });
    // The last release that listed them.
    parsed(Some(Release::onet_green(18, 1)), attribution("O*NET 18.1 Database"), read)
}
