//! Titles pile up under an "All Other" code. Unit: distinct titles listed under the code.

use super::{Measure, Scene, as_value};
use crate::subject::Subject;

pub(crate) fn measure(scene: &Scene<'_>, subject: &Subject) -> Option<Measure> {
    let residual = |&&home: &&usize| scene.index.homes[home].residual;
    let home = &scene.index.homes[*subject.homes.iter().find(residual)?];
    let titles = home.entries.len();
    (titles > 0 && subject.technology.is_none()).then(|| Measure {
        value: as_value(titles),
        words: format!("{titles} titles pile up under {} {}", home.soc, home.title),
    })
}

#[cfg(test)]
mod tests {
    use crate::signals::Signal;
    use crate::signals::testing::{market, measured};

    #[test]
    fn only_residuals_pile_up() {
        let found = measured(&market(), Signal::ResidualPile, "Game Designers").unwrap();
        assert!((found.value - 4.0).abs() < 1e-12, "{found:?}");
        assert_eq!(measured(&market(), Signal::ResidualPile, "Emergency Medical Technicians"), None);
    }
}
