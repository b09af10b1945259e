//! Finds the subjects of a market. Nothing is measured here, and nothing is left out because it seems unlikely.

mod families;
mod occupations;
mod others;

use crate::config::EmergingConfig;
use crate::index::Index;
use crate::market::Market;
use crate::subject::Subject;

/// Every subject, in a fixed order.
pub(crate) fn subjects(market: &Market, index: &Index, config: &EmergingConfig) -> Vec<Subject> {
    let (leaders, filed) =
        rayon::join(|| families::leaders_by_home(index, config), || families::filed(index, config));
    let (mut found, listed) = rayon::join(
        || occupations::find(market, index, config, &leaders),
        || families::listed(market, index, config, &leaders),
    );
    found.extend(listed);
    found.extend(filed);
    found.extend(others::technologies(market, index));
    found.extend(others::gaps(market, index, config));
    found
}
