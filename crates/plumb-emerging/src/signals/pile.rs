//! Titles pile up under an "All Other" code. Unit: titles under the code that hold a name that the subject shows, times
//! the part of its occupations that are residuals.

use super::{Measure, Scene, as_value};
use crate::subject::Subject;

pub(crate) fn measure(scene: &Scene<'_>, subject: &Subject) -> Option<Measure> {
    let residual = |&&home: &&usize| scene.index.homes[home].residual;
    let main = *subject.homes.first()?;
    if !scene.index.homes[main].residual || subject.technology.is_some() || subject.support == 0 {
        return None;
    }
    let home = &scene.index.homes[main];
    let part = as_value(subject.homes.iter().filter(residual).count()) / as_value(subject.homes.len());
    Some(Measure {
        value: as_value(subject.support) * part,
        words: format!("{} titles of this kind pile up under {} {}", subject.support, home.soc, home.title),
    })
}

#[cfg(test)]
mod tests {
    use crate::signals::Signal;
    use crate::signals::testing::{market, measured};

    #[test]
    fn only_residuals_pile_up() {
        let found = measured(&market(), Signal::ResidualPile, "Game Designers").unwrap();
        assert!(found.value >= 2.0, "{found:?}");
        assert_eq!(measured(&market(), Signal::ResidualPile, "Emergency Medical Technicians"), None);
    }
}
