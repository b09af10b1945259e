//! Projected employment change of the subject's main occupation over the round. Unit: percent.

use super::{Measure, Scene, growth};
use crate::subject::Subject;

pub(crate) fn measure(scene: &Scene<'_>, subject: &Subject) -> Option<Measure> {
    let home = &scene.index.homes[*subject.homes.first()?];
    let change = scene.market.figures.of(home.soc)?.projected_change_pct?;
    (change > 0.0 && growth::speaks(scene, subject)).then(|| Measure {
        value: change,
        words: format!("employment of {} is projected to change by {change:+.1} %", home.soc),
    })
}

#[cfg(test)]
mod tests {
    use crate::signals::Signal;
    use crate::signals::testing::{market, measured, series};

    #[test]
    fn only_growth_is_a_signal() {
        let mut market = market();
        let code = "15-1199".parse().unwrap();
        market.figures.insert(code, series(&[]));
        let found = measured(&market, Signal::ProjectedGrowth, "Prompt Writer").unwrap();
        assert_eq!(found.words, "employment of 15-1199 is projected to change by +12.5 %");
        let mut falling = series(&[]);
        falling.projected_change_pct = Some(-3.0);
        market.figures.insert(code, falling);
        assert_eq!(measured(&market, Signal::ProjectedGrowth, "Prompt Writer"), None);
    }
}
