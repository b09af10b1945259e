//! Listings of the subject's occupations as new and emerging, or growing fast. Unit: listings.

use std::collections::BTreeSet;

use super::{Measure, Scene, as_value};
use crate::subject::Subject;

/// Listings that say that something is new or grows; many openings alone do not.
const SPEAKING: [&str; 3] = ["new & emerging", "new and emerging", "rapid growth"];

pub(crate) fn measure(scene: &Scene<'_>, subject: &Subject) -> Option<Measure> {
    if subject.technology.is_some() {
        return None;
    }
    let listings: Vec<(usize, &String)> = subject
        .occupations
        .iter()
        .filter_map(|occupation| scene.market.listings.get(occupation).map(|listed| (*occupation, listed)))
        .flat_map(|(occupation, listed)| listed.iter().map(move |name| (occupation, name)))
        .filter(|(_, name)| SPEAKING.iter().any(|speaking| name.to_lowercase().contains(speaking)))
        .collect();
    let names: BTreeSet<&str> = listings.iter().map(|(_, name)| name.as_str()).collect();
    (!listings.is_empty()).then(|| Measure {
        value: as_value(listings.len()),
        words: format!("listed as {}", names.into_iter().collect::<Vec<_>>().join(", ")),
    })
}

#[cfg(test)]
mod tests {
    use crate::signals::Signal;
    use crate::signals::testing::{market, measured};

    #[test]
    fn many_openings_alone_are_no_listing() {
        let mut market = market();
        let found = measured(&market, Signal::Listing, "Game Designers").unwrap();
        assert_eq!(found.words, "listed as New & Emerging");
        market.add_listing("29-2041.00", "Numerous Job Openings");
        assert_eq!(measured(&market, Signal::Listing, "Emergency Medical Technicians"), None);
    }
}
