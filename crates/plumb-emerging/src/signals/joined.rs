//! A title that joins several roles, each with titles of its own, may split. Unit: roles that the subject names.

use super::{Measure, Scene, as_value};
use crate::subject::Subject;

pub(crate) fn measure(scene: &Scene<'_>, subject: &Subject) -> Option<Measure> {
    (subject.parts > 0).then(|| {
        let home = &scene.index.homes[subject.homes[0]];
        let words = format!("{} {} joins {} roles with titles of their own", home.soc, home.title, subject.parts);
        Measure { value: as_value(subject.parts), words }
    })
}

#[cfg(test)]
mod tests {
    use crate::signals::Signal;
    use crate::signals::testing::{market, measured};

    #[test]
    fn roles_are_counted_when_titles_back_them() {
        let found = measured(&market(), Signal::JoinedOccupation, "Emergency Medical Technicians").unwrap();
        assert!((found.value - 2.0).abs() < 1e-12);
        assert_eq!(measured(&market(), Signal::JoinedOccupation, "Game Designers"), None);
    }
}
