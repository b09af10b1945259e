//! New or hot technologies: of the occupations that a subject stands for, or the technology itself. Unit: technologies.
//!
//! A technology that spreads is measured by the occupations in whose postings it is in demand, or that use it.

use super::{Measure, Scene, as_value, counted};
use crate::index::is_new_technology;
use crate::subject::Subject;

pub(crate) fn measure(scene: &Scene<'_>, subject: &Subject) -> Option<Measure> {
    let market = scene.market;
    if let Some(position) = subject.technology {
        let technology = &market.technologies[position];
        let users = technology.occupations.len().max(technology.in_demand);
        let state = if is_new_technology(market, technology) { "new" } else { "hot" };
        return Some(Measure {
            value: as_value(users),
            words: format!("{state} technology in {}", counted(users, "occupation", "occupations")),
        });
    }
    let count = subject.occupations.iter().map(|occupation| scene.index.hot_or_new[*occupation]).max()?;
    (count > 0).then(|| Measure {
        value: f64::from(count),
        words: format!(
            "{} among its technologies",
            counted(count as usize, "new or hot one", "new or hot ones")
        ),
    })
}

#[cfg(test)]
mod tests {
    use crate::signals::Signal;
    use crate::signals::testing::{market, measured};

    #[test]
    fn a_technology_speaks_for_itself_and_for_its_occupations() {
        let found = measured(&market(), Signal::Technologies, "Blockchain").unwrap();
        assert_eq!(found.words, "new technology in 1 occupation");
        let found = measured(&market(), Signal::Technologies, "Prompt Writer").unwrap();
        assert!((found.value - 1.0).abs() < 1e-12);
        assert_eq!(measured(&market(), Signal::Technologies, "Emergency Medical Technicians"), None);
    }
}
