//! A title that joins several roles may split where both sides are strong. Unit: titles behind the second strongest role.

use super::{Measure, Scene, as_value, counted};
use crate::subject::Subject;

pub(crate) fn measure(scene: &Scene<'_>, subject: &Subject) -> Option<Measure> {
    (subject.parts > 0).then(|| {
        let home = &scene.index.homes[subject.homes[0]];
        let titles = counted(subject.parts, "title", "titles");
        let words = format!("{} {} joins roles; {titles} behind the second of them", home.soc, home.title);
        Measure { value: as_value(subject.parts), words }
    })
}

#[cfg(test)]
mod tests {
    use crate::signals::Signal;
    use crate::signals::testing::{market, measured};

    #[test]
    fn titles_behind_the_second_strongest_name_count() {
        let found = measured(&market(), Signal::JoinedOccupation, "Emergency Medical Technicians").unwrap();
        // Two titles are of paramedics, one is of technicians.
        assert!((found.value - 1.0).abs() < 1e-12, "{found:?}");
        assert_eq!(measured(&market(), Signal::JoinedOccupation, "Game Designers"), None);
    }
}
