//! Detailed occupations that have a code in the detailed taxonomy and none in the SOC, under a residual or a title that
//! joins roles: there the SOC has no home for them. Unit: detailed occupations.

use super::{Measure, Scene, as_value, counted};
use crate::subject::Subject;

pub(crate) fn measure(scene: &Scene<'_>, subject: &Subject) -> Option<Measure> {
    let home = &scene.index.homes[*subject.homes.first()?];
    let homeless = home.residual || subject.parts > 0;
    (subject.uncovered > 0 && homeless).then(|| {
        let count = counted(subject.uncovered, "detailed occupation", "detailed occupations");
        let own = if subject.uncovered == 1 { "its" } else { "their" };
        let words = format!("{count} without a SOC code of {own} own under {} {}", home.soc, home.title);
        Measure { value: as_value(subject.uncovered), words }
    })
}

/// The same under a SOC occupation that is neither: a specialisation, which the SOC occupation covers.
pub(crate) fn specialisation(scene: &Scene<'_>, subject: &Subject) -> Option<Measure> {
    let home = &scene.index.homes[*subject.homes.first()?];
    let covered = !home.residual && subject.parts == 0;
    (subject.uncovered > 0 && covered).then(|| {
        let count = counted(subject.uncovered, "specialisation", "specialisations");
        let words = format!("{count} of {} {} in the detailed taxonomy", home.soc, home.title);
        Measure { value: as_value(subject.uncovered), words }
    })
}

#[cfg(test)]
mod tests {
    use crate::market::Occupation;
    use crate::signals::Signal;
    use crate::signals::testing::{market, measured};

    #[test]
    fn a_detailed_occupation_under_a_residual_is_uncovered() {
        let found = measured(&market(), Signal::UncoveredCode, "Game Designers").unwrap();
        assert!((found.value - 1.0).abs() < 1e-12);
        assert!(found.words.contains("15-1199"), "{}", found.words);
        assert_eq!(measured(&market(), Signal::UncoveredCode, "Paramedic"), None);
    }

    #[test]
    fn under_a_plain_occupation_it_is_a_specialisation() {
        let mut market = market();
        let code = "51-1111.01".to_owned();
        market.occupations.push(Occupation {
            code,
            soc: "51-1111".parse().unwrap(),
            title: "Gear Machinists".to_owned(),
        });
        assert_eq!(measured(&market, Signal::UncoveredCode, "Gear Machinists"), None);
        assert!(measured(&market, Signal::Specialisation, "Gear Machinists").is_some());
    }
}
