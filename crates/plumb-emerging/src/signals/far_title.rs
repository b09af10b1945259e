//! How unlike the name of every occupation a family's name is. Unit: distance, 0.0 (the same words) to 1.0 (no shared word).

use super::{Measure, Scene};
use crate::subject::{Subject, SubjectKind};

pub(crate) fn measure(scene: &Scene<'_>, subject: &Subject) -> Option<Measure> {
    if subject.kind != SubjectKind::Family {
        return None;
    }
    let nearest = scene.index.nearest(&subject.titles[0].key, 1);
    let distance = 1.0 - nearest.first().map_or(0.0, |(_, similarity)| similarity.min(1.0));
    let words = match nearest.first() {
        Some((home, similarity)) => {
            format!(
                "its name is {:.0} % like the nearest, {}",
                similarity * 100.0,
                scene.index.homes[*home].title
            )
        }
        None => "its name shares no word with any occupation".to_owned(),
    };
    Some(Measure { value: distance, words })
}

#[cfg(test)]
mod tests {
    use crate::signals::Signal;
    use crate::signals::testing::{market, measured};

    #[test]
    fn distance_is_one_without_a_shared_word() {
        let far = measured(&market(), Signal::FarTitle, "Prompt Writer").unwrap();
        assert!((far.value - 1.0).abs() < 1e-12, "{far:?}");
        assert_eq!(measured(&market(), Signal::FarTitle, "Game Designers"), None);
    }
}
