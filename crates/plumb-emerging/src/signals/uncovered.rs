//! Detailed occupations that have a code in the detailed taxonomy and none in the SOC. Unit: detailed occupations.

use super::{Measure, Scene, as_value, counted};
use crate::subject::Subject;

pub(crate) fn measure(scene: &Scene<'_>, subject: &Subject) -> Option<Measure> {
    (subject.uncovered > 0).then(|| {
        let home = &scene.index.homes[subject.homes[0]];
        let count = counted(subject.uncovered, "detailed occupation", "detailed occupations");
        let words = format!("{count} without a SOC code of its own under {} {}", home.soc, home.title);
        Measure { value: as_value(subject.uncovered), words }
    })
}

#[cfg(test)]
mod tests {
    use crate::signals::Signal;
    use crate::signals::testing::{market, measured};

    #[test]
    fn a_detailed_occupation_under_a_residual_is_uncovered() {
        let found = measured(&market(), Signal::UncoveredCode, "Game Designers").unwrap();
        assert!((found.value - 1.0).abs() < 1e-12);
        assert!(found.words.contains("15-1199"), "{}", found.words);
        assert_eq!(measured(&market(), Signal::UncoveredCode, "Data Scientist"), None);
    }
}
