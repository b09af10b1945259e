//! An "All Other" code whose employment grows beyond sampling error. Unit: percent per year.

use super::{Measure, Scene, counted, growth};
use crate::subject::Subject;

pub(crate) fn measure(scene: &Scene<'_>, subject: &Subject) -> Option<Measure> {
    if !growth::speaks(scene, subject) {
        return None;
    }
    let home = &scene.index.homes[*subject.homes.first()?];
    if !home.residual {
        return None;
    }
    let change = growth::best_employment(scene, home.soc)?;
    Some(Measure {
        value: change.per_year_pct,
        words: format!(
            "{} {} swells by {:.1} % a year over {}, beyond sampling error",
            home.soc,
            home.title,
            change.per_year_pct,
            counted(usize::from(change.span_years), "year", "years")
        ),
    })
}

#[cfg(test)]
mod tests {
    use crate::signals::Signal;
    use crate::signals::testing::{market, measured, series};

    #[test]
    fn growth_within_sampling_error_is_silent() {
        let mut market = market();
        let code = "15-1199".parse().unwrap();
        market.figures.insert(code, series(&[(2018, 100_000.0, 1.0), (2019, 110_000.0, 1.0)]));
        let found = measured(&market, Signal::ResidualSwell, "Prompt Writer").unwrap();
        assert!((found.value - 10.0).abs() < 1e-9);
        market.figures.insert(code, series(&[(2018, 100_000.0, 1.0), (2019, 101_000.0, 1.0)]));
        assert_eq!(measured(&market, Signal::ResidualSwell, "Prompt Writer"), None);
    }
}
