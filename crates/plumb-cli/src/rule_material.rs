//! What rule tables are held against: the code systems and the facts of the releases at hand.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use plumb_classify::{FactBook, FactRows, Staffing};
use plumb_codes::{Release, SocLevel, Source};
use plumb_framework::rules::Taxonomies;
use plumb_store::Releases;
use plumb_tables::Row;
use plumb_tables::schema::cip::CipCodeRow;
use plumb_tables::schema::naics::{Naics2017To2022Row, NaicsCodeRow};
use plumb_tables::schema::oews::{OewsRow, cut};
use plumb_tables::schema::onet::{OnetRatingRow, OnetTechnologyRow, OnetTitleRow, ratings};
use plumb_tables::schema::soc::{
    OnetSoc2010To2019Row, OnetSoc2019ToSoc2018Row, OnetSocStructureRow, Soc2010To2018Row, SocDirectMatchRow,
    SocStructureRow,
};

/// The rows of one release of a code system; none where it is not at hand.
fn of_year<R: Row>(releases: &Releases, source: Source, year: u16) -> Result<Vec<R>> {
    match Release::yearly(source, year).filter(|release| releases.origin(*release, R::TABLE).is_some()) {
        Some(release) => Ok(releases.rows(release)?),
        None => Ok(Vec::new()),
    }
}

/// The rows of the newest release that has a table; none where no release has it.
fn newest<R: Row>(releases: &Releases, source: Source, table: &str) -> Result<Vec<R>> {
    match releases.newest_with(source, table) {
        Some(release) => Ok(releases.rows_named(release, table)?),
        None => Ok(Vec::new()),
    }
}

/// The ratings of O*NET-SOC occupations: skills, knowledge, interests.
fn all_ratings(releases: &Releases) -> Result<Vec<OnetRatingRow<2019>>> {
    let mut rows = Vec::new();
    for table in ratings::ALL {
        rows.extend(newest::<OnetRatingRow<2019>>(releases, Source::Onet, table)?);
    }
    Ok(rows)
}

fn technologies(releases: &Releases) -> Result<Vec<OnetTechnologyRow<2019>>> {
    newest(releases, Source::Onet, OnetTechnologyRow::<2019>::TABLE)
}

/// The code systems in which rules are written, and their predecessors for hints.
pub(crate) fn taxonomies(releases: &Releases) -> Result<Taxonomies> {
    taxonomies_with(releases, &all_ratings(releases)?, &technologies(releases)?)
}

/// The same, where ratings and technologies have been read already.
pub(crate) fn taxonomies_with(
    releases: &Releases,
    ratings: &[OnetRatingRow<2019>],
    technologies: &[OnetTechnologyRow<2019>],
) -> Result<Taxonomies> {
    let soc = of_year::<SocStructureRow<2018>>(releases, Source::Soc, 2018)?;
    let soc_2010 = of_year::<SocStructureRow<2010>>(releases, Source::Soc, 2010)?;
    let soc_links = of_year::<Soc2010To2018Row>(releases, Source::Soc, 2018)?;
    let onet_soc = of_year::<OnetSocStructureRow<2019>>(releases, Source::OnetSoc, 2019)?;
    let onet_links = of_year::<OnetSoc2010To2019Row>(releases, Source::OnetSoc, 2019)?;
    let naics = of_year::<NaicsCodeRow<2022>>(releases, Source::Naics, 2022)?;
    let naics_2017 = of_year::<NaicsCodeRow<2017>>(releases, Source::Naics, 2017)?;
    let naics_links = of_year::<Naics2017To2022Row>(releases, Source::Naics, 2022)?;
    let cip = of_year::<CipCodeRow<2020>>(releases, Source::Cip, 2020)?;
    let rated: BTreeSet<(&str, &str)> =
        ratings.iter().map(|row| (row.element_id.as_str(), row.scale_id.as_str())).collect();
    let mut elements: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (element, scale) in rated {
        elements.entry(element.to_owned()).or_default().insert(scale.to_owned());
    }
    Ok(Taxonomies {
        soc: soc.into_iter().map(|row| row.soc_code).collect(),
        soc_2010: soc_2010.into_iter().map(|row| row.soc_code).collect(),
        soc_2010_to_2018: soc_links.into_iter().map(|row| (row.soc_2010_code, row.soc_2018_code)).collect(),
        onet_soc: onet_soc.into_iter().map(|row| row.onet_soc_code).collect(),
        onet_soc_2010_to_2019: onet_links
            .into_iter()
            .map(|row| (row.onet_soc_2010_code, row.onet_soc_2019_code))
            .collect(),
        naics: naics.into_iter().map(|row| row.naics_code).collect(),
        naics_2017: naics_2017.into_iter().map(|row| row.naics_code).collect(),
        naics_2017_to_2022: naics_links
            .into_iter()
            .map(|row| (row.naics_2017_code, row.naics_2022_code))
            .collect(),
        cip: cip.into_iter().map(|row| row.cip_code).collect(),
        elements,
        commodities: technologies.iter().map(|row| row.commodity_code.clone()).collect(),
    })
}

/// The facts about every occupation, industry and program.
pub(crate) fn fact_book(releases: &Releases) -> Result<FactBook> {
    let soc = of_year::<SocStructureRow<2018>>(releases, Source::Soc, 2018)?;
    let detailed = soc.into_iter().filter(|row| row.soc_code.level() == SocLevel::DetailedOccupation);
    let onet_soc = of_year::<OnetSocStructureRow<2019>>(releases, Source::OnetSoc, 2019)?;
    let links = of_year::<OnetSoc2019ToSoc2018Row>(releases, Source::OnetSoc, 2019)?;
    let naics = of_year::<NaicsCodeRow<2022>>(releases, Source::Naics, 2022)?;
    let cip = of_year::<CipCodeRow<2020>>(releases, Source::Cip, 2020)?;
    let staffing = match releases.newest_with(Source::Oews, cut::SECTOR) {
        Some(release) => {
            let sectors: Vec<OewsRow> = releases.rows_named(release, cut::SECTOR)?;
            let national: Vec<OewsRow> = releases.rows_named(release, cut::NATIONAL).unwrap_or_default();
            Some(Staffing::new(release, &sectors, &national))
        }
        None => None,
    };
    Ok(FactBook::new(FactRows {
        soc_titles: &detailed.map(|row| (row.soc_code, row.title)).collect(),
        onet_titles: &onet_soc.into_iter().map(|row| (row.onet_soc_code, row.title)).collect(),
        onet_to_soc: &links.into_iter().map(|row| (row.onet_soc_code, row.soc_code)).collect(),
        naics: &naics.into_iter().map(|row| row.naics_code).collect(),
        cip: &cip.into_iter().map(|row| row.cip_code).collect(),
        staffing: staffing.as_ref(),
        technologies: &technologies(releases)?,
        ratings: &all_ratings(releases)?,
    }))
}

/// Every job title of the releases at hand, sorted: of O*NET and of the direct match title file.
pub(crate) fn job_titles(releases: &Releases) -> Result<BTreeSet<String>> {
    let onet = newest::<OnetTitleRow<2019>>(releases, Source::Onet, OnetTitleRow::<2019>::TABLE)?;
    let direct = of_year::<SocDirectMatchRow>(releases, Source::Soc, 2018)?;
    Ok(onet.into_iter().map(|row| row.title).chain(direct.into_iter().map(|row| row.title)).collect())
}
