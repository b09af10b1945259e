//! Two framework editions, or two states of one: clusters and sub-clusters, where occupations, industries and
//! programs are placed, and the rule tables.

mod placements;
mod rules;
#[cfg(test)]
mod tests;
mod units;

use plumb_codes::{Crosswalk, OnetSoc2019, Soc2018};
use plumb_framework::Edition;
use plumb_framework::rules::RuleSet;

use crate::error::DiffError;
use crate::report::{DiffReport, Side};
pub use placements::{ClusterFlowRow, PlacementChangeRow};
pub use rules::RuleChangeRow;
pub use units::UnitChangeRow;

/// One edition.
#[derive(Debug, Clone, Copy)]
pub struct EditionSide<'a> {
    /// Its id, hash and attribution.
    pub side: &'a Side,
    /// The edition.
    pub edition: &'a Edition,
    /// Its rule tables; empty where it has none.
    pub rules: &'a RuleSet,
}

/// Compares two editions. `onet_to_soc` is needed where one places O*NET-SOC and the other SOC occupations.
///
/// # Errors
/// When the editions use different occupation codes and the crosswalk is missing.
pub fn compare_editions(
    from: EditionSide<'_>,
    to: EditionSide<'_>,
    onet_to_soc: Option<&Crosswalk<OnetSoc2019, Soc2018>>,
) -> Result<DiffReport, DiffError> {
    let mut report = DiffReport::new(from.side.clone(), to.side.clone());
    let matched = units::match_units(from.edition, to.edition);
    units::compare(from.edition, to.edition, &matched, &mut report);
    placements::compare(from, to, &matched, onet_to_soc, &mut report)?;
    rules::compare(from, to, &mut report);
    report.caveats.push(
        "Clusters and sub-clusters are the same where id or name is; a renamed one with a new id reads as removed and added, and the flows of occupations show where it went."
            .to_owned(),
    );
    Ok(report)
}
