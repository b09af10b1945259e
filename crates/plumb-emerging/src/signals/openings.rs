//! Projected openings of the subject's main occupation. Unit: jobs per year.

use super::{Measure, Scene, growth};
use crate::subject::Subject;

pub(crate) fn measure(scene: &Scene<'_>, subject: &Subject) -> Option<Measure> {
    let home = &scene.index.homes[*subject.homes.first()?];
    let openings = scene.market.figures.of(home.soc)?.openings_per_year_jobs?;
    (openings > 0.0 && growth::speaks(scene, subject))
        .then(|| Measure { value: openings, words: format!("{openings:.0} openings a year in {}", home.soc) })
}

#[cfg(test)]
mod tests {
    use crate::signals::Signal;
    use crate::signals::testing::{market, measured, series};

    #[test]
    fn openings_are_those_of_the_main_occupation() {
        let mut market = market();
        market.figures.insert("15-1199".parse().unwrap(), series(&[]));
        let found = measured(&market, Signal::Openings, "Prompt Writer").unwrap();
        assert_eq!(found.words, "4200 openings a year in 15-1199");
        assert_eq!(measured(&market, Signal::Openings, "Emergency Medical Technicians"), None);
    }
}
