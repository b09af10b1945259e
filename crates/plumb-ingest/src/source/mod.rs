//! One module a source. Each says whether a file is its own, from the content, and reads it.

mod cip;
mod ep;
pub(crate) mod framework;
mod lists;
mod naics;
mod oews;
mod oflc;
pub(crate) mod onet;
mod qcew;
mod rows;
mod soc;
mod unknown;

use plumb_codes::Release;
use plumb_tables::{RowIssue, Table};

use crate::error::IngestError;
use crate::input::{InputFile, Preview};
use crate::join::Collector;

/// What a file held.
#[derive(Debug)]
pub(crate) struct Parsed {
    pub(crate) release: Release,
    pub(crate) reference_period: String,
    pub(crate) attribution: String,
    pub(crate) tables: Vec<Table>,
    pub(crate) issues: Vec<RowIssue>,
}

/// Reads a file if it is of this source; `None` if it is not.
type Parser = fn(&mut InputFile, &[Preview]) -> Option<Result<Parsed, IngestError>>;

/// All parsers of single files, asked in this order. O*NET comes as a set of files, see [`onet`].
const PARSERS: [Parser; 18] = [
    ep::workbook,
    ep::matrix,
    soc::structure_2018,
    soc::direct_match_titles,
    soc::structure_2010,
    soc::crosswalk_2010_to_2018,
    soc::onet_soc_structure,
    soc::onet_soc_2010_to_2019,
    soc::onet_soc_2019_to_soc_2018,
    soc::onet_soc_2019_to_nem,
    naics::codes,
    naics::index,
    naics::concordance,
    cip::codes,
    cip::crosswalk,
    qcew::quarter,
    qcew::annual,
    oflc::titles,
];

/// Reads a file with the first parser that knows it; `None` if no parser does. OEWS hands its rows over in
/// chunks as it reads them, the others all at once.
pub(crate) fn parse(
    file: &mut InputFile,
    collector: &mut Collector<'_>,
) -> Result<Option<Parsed>, IngestError> {
    let previews = file.previews()?;
    if let Some(parsed) = oews::estimates(file, &previews, collector) {
        return parsed.map(Some);
    }
    for parser in PARSERS.iter().chain(lists::PARSERS) {
        if let Some(parsed) = parser(file, &previews) {
            return parsed.map(Some);
        }
    }
    Ok(None)
}

/// The attribution of BLS releases.
pub(crate) fn bls(program: &str, period: &str) -> String {
    format!("{program}, {period}, U.S. Bureau of Labor Statistics. Public domain.")
}
