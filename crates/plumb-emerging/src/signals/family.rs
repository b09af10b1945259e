//! How many titles of the main occupation hold the family's name: a family, not a single title. Unit: titles.

use super::{Measure, Scene, as_value};
use crate::subject::{Subject, SubjectKind};

pub(crate) fn measure(scene: &Scene<'_>, subject: &Subject) -> Option<Measure> {
    let home = &scene.index.homes[*subject.homes.first()?];
    (subject.kind == SubjectKind::Family && subject.support > 1).then(|| Measure {
        value: as_value(subject.support),
        words: format!("{} titles of this kind under {} {}", subject.support, home.soc, home.title),
    })
}

#[cfg(test)]
mod tests {
    use crate::signals::Signal;
    use crate::signals::testing::{market, measured};

    #[test]
    fn a_family_holds_more_than_its_name() {
        let found = measured(&market(), Signal::FamilyTitles, "Data Scientist").unwrap();
        assert!((found.value - 2.0).abs() < 1e-12, "{found:?}");
        assert_eq!(measured(&market(), Signal::FamilyTitles, "Drone Wrangler"), None);
    }
}
