//! How often employers filed the subject's titles with the Department of Labor. Unit: filings.

use super::{Measure, Scene};
use crate::subject::Subject;

pub(crate) fn measure(scene: &Scene<'_>, subject: &Subject) -> Option<Measure> {
    let filings: i64 = subject.entries.iter().map(|&entry| scene.index.entries[entry].filings).sum();
    let years = subject.entries.iter().filter_map(|&entry| scene.index.entries[entry].filed_years);
    let (first, last) = years.reduce(|all, one| (all.0.min(one.0), all.1.max(one.1)))?;
    #[expect(clippy::cast_precision_loss, reason = "filings are far below 53 bits")]
    (filings > 0).then(|| Measure {
        value: filings as f64,
        words: format!("employers filed its titles {filings} times from {first} to {last}"),
    })
}

#[cfg(test)]
mod tests {
    use crate::signals::Signal;
    use crate::signals::testing::{market, measured};

    #[test]
    fn filings_of_all_codes_and_spellings_add_up() {
        let found = measured(&market(), Signal::FiledTitles, "Data Scientist").unwrap();
        assert_eq!(found.words, "employers filed its titles 10 times from 2014 to 2015");
        let found = measured(&market(), Signal::FiledTitles, "Drone Wrangler").unwrap();
        assert!((found.value - 9.0).abs() < 1e-12);
        assert_eq!(measured(&market(), Signal::FiledTitles, "Prompt Writer"), None);
    }
}
