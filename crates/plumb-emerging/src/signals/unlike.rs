//! An occupation whose titles are unlike each other, or unlike its name, holds more than one kind of work.
//!
//! Units: titles, namely how many without a shared word would be as unlike each other; percent of the titles.

use super::{Measure, Scene};
use crate::subject::{Subject, SubjectKind};

pub(crate) fn measure(scene: &Scene<'_>, subject: &Subject) -> Option<Measure> {
    if subject.kind != SubjectKind::Occupation {
        return None;
    }
    let home = &scene.index.homes[*subject.homes.first()?];
    Some(Measure {
        value: home.unlike,
        words: format!(
            "the {} titles under {} {} are as unlike each other as {:.0} without a shared word",
            home.entries.len(),
            home.soc,
            home.title,
            home.unlike
        ),
    })
}

pub(crate) fn unnamed(scene: &Scene<'_>, subject: &Subject) -> Option<Measure> {
    if subject.kind != SubjectKind::Occupation {
        return None;
    }
    let home = &scene.index.homes[*subject.homes.first()?];
    let percent = home.unnamed * 100.0;
    (percent > 0.0).then(|| Measure {
        value: percent,
        words: format!("{percent:.0} % of the titles under {} share no word with {}", home.soc, home.title),
    })
}

#[cfg(test)]
mod tests {
    use crate::signals::Signal;
    use crate::signals::testing::{market, measured};

    #[test]
    fn titles_without_a_shared_word_are_all_unlike() {
        // Statistician and Data Scientist share no word, and one of the two is the occupation's name.
        let mut market = market();
        market.titles.push(crate::market::ListedTitle { occupation: 0, title: "Demographer".to_owned() });
        let unlike = measured(&market, Signal::UnlikeTitles, "Data Scientist").unwrap();
        assert!((unlike.value - 3.0).abs() < 1e-9, "{unlike:?}");
        let unnamed = measured(&market, Signal::UnnamedTitles, "Data Scientist").unwrap();
        assert!((unnamed.value - 200.0 / 3.0).abs() < 1e-9, "{unnamed:?}");
        // Flight Paramedic and Paramedic are alike.
        let alike = measured(&market, Signal::UnlikeTitles, "Emergency Medical Technicians").unwrap();
        assert!(alike.value < 2.5, "{alike:?}");
    }
}
