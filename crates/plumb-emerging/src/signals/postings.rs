//! The user's corpus of job titles: volume, growth, and how much of it matches no listed title.
//! Units: postings; percent per year; percent.

use super::{Measure, Scene};
use crate::postings::TitleTotal;
use crate::subject::Subject;

fn total(scene: &Scene<'_>, subject: &Subject) -> Option<TitleTotal> {
    let postings = scene.market.postings.as_ref()?;
    let mut total = TitleTotal::default();
    for &entry in &subject.entries {
        if let Some(known) = postings.of(&scene.index.entries[entry].text) {
            total.add(known);
        }
    }
    (total.postings > 0).then_some(total)
}

#[expect(clippy::cast_precision_loss, reason = "postings are far below 53 bits")]
pub(crate) fn volume(scene: &Scene<'_>, subject: &Subject) -> Option<Measure> {
    let total = total(scene, subject)?;
    Some(Measure {
        value: total.postings as f64,
        words: format!("{} postings in the corpus", total.postings),
    })
}

pub(crate) fn growth(scene: &Scene<'_>, subject: &Subject) -> Option<Measure> {
    let total = total(scene, subject)?;
    let growth = scene.market.postings.as_ref()?.growth_pct_per_year(&total)?;
    (growth > 0.0).then(|| Measure {
        value: growth,
        words: format!("its part of the postings grows by {growth:.0} % a year"),
    })
}

#[expect(clippy::cast_precision_loss, reason = "postings are far below 53 bits")]
pub(crate) fn unmatched(scene: &Scene<'_>, subject: &Subject) -> Option<Measure> {
    let postings = scene.market.postings.as_ref()?;
    let all = total(scene, subject)?.postings;
    let not_listed: u64 = subject
        .entries
        .iter()
        .map(|&entry| &scene.index.entries[entry])
        .filter(|entry| entry.listings == 0)
        .filter_map(|entry| postings.of(&entry.text))
        .map(|total| total.postings)
        .sum();
    (not_listed > 0).then(|| {
        let part = 100.0 * not_listed as f64 / all as f64;
        Measure { value: part, words: format!("{part:.0} % of its postings match no listed title") }
    })
}

#[cfg(test)]
mod tests {
    use crate::postings::PostingTotals;
    use crate::signals::Signal;
    use crate::signals::testing::{market, measured};

    #[test]
    fn a_corpus_gives_volume_growth_and_unmatched() {
        let mut market = market();
        let mut totals = PostingTotals::new(1_000);
        for (year, data, drone) in [(2023, 100, 10), (2024, 100, 40)] {
            totals.add("data scientist", Some(year), data);
            totals.add("Drone Wrangler", Some(year), drone);
        }
        market.postings = Some(totals);
        market.add_posting_titles(1);
        let found = measured(&market, Signal::Postings, "Drone Wrangler").unwrap();
        assert_eq!(found.words, "50 postings in the corpus");
        let found = measured(&market, Signal::PostingsGrowth, "Drone Wrangler").unwrap();
        assert!(found.value > 100.0, "{found:?}");
        assert_eq!(measured(&market, Signal::PostingsGrowth, "Data Scientist"), None);
        let found = measured(&market, Signal::PostingsUnmatched, "Drone Wrangler").unwrap();
        assert!((found.value - 100.0).abs() < 1e-9);
        assert_eq!(measured(&market, Signal::PostingsUnmatched, "Data Scientist"), None);
    }
}
