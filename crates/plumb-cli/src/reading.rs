//! What reading the publishers' files needs from what is at hand: the codes that classifications have.

use std::sync::Arc;

use anyhow::Result;
use plumb_codes::Source;
use plumb_ingest::Taxonomies;
use plumb_store::Releases;
use plumb_tables::{ColumnData, Table};

/// Where the codes of each system are listed: source, table, column, and the version for sources that
/// have several. OEWS has no list of its own: its codes are those of the SOC and those that it has
/// published before.
const LISTS: [(&str, &str, &str, &str); 7] = [
    ("soc-2018", "soc/2018", "soc_structure", "soc_code"),
    ("soc-2010", "soc/2010", "soc_structure", "soc_code"),
    ("onet-soc-2019", "onet-soc/2019", "onet_soc_structure", "onet_soc_code"),
    ("onet-soc-2010", "onet-soc/2019", "onet_soc_2010_to_2019", "onet_soc_2010_code"),
    ("naics-2022", "naics/2022", "naics_codes", "naics_code"),
    ("naics-2017", "naics/2017", "naics_codes", "naics_code"),
    ("cip-2020", "cip/2020", "cip_codes", "cip_code"),
];

/// Tables that hold codes of the OEWS and of the projections.
const OEWS_TABLES: [(Source, &str); 3] =
    [(Source::Oews, "oews_national"), (Source::Oews, "oews_sector"), (Source::Ep, "ep_occupations")];

/// The codes of every classification at hand, in the embedded set or in the store.
pub(crate) fn taxonomies(releases: &Releases) -> Result<Arc<Taxonomies>> {
    let mut taxonomies = Taxonomies::default();
    for (system, release, table, column) in LISTS {
        let release = release.parse()?;
        let held = releases.manifest(release).is_ok_and(|manifest| manifest.find(table).is_some());
        if held {
            let codes = texts(&releases.table(release, table)?, column);
            if system.starts_with("soc-") {
                taxonomies.add("oews", codes.clone());
            }
            taxonomies.add(system, codes);
        }
    }
    for release in releases.releases() {
        for (_, table) in OEWS_TABLES.iter().filter(|(source, _)| *source == release.source()) {
            if releases.manifest(release)?.find(table).is_some() {
                taxonomies.add("oews", texts(&releases.table(release, table)?, "occ_code"));
            }
        }
    }
    Ok(Arc::new(taxonomies))
}

fn texts(table: &Table, column: &str) -> Vec<String> {
    let at = table.columns.iter().position(|found| found.name == column);
    match at.map(|at| &table.data[at]) {
        Some(ColumnData::Text(values)) => values.iter().flatten().cloned().collect(),
        _ => Vec::new(),
    }
}
