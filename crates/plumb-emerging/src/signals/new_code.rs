//! Codes that an earlier release of the same taxonomy does not have. Unit: codes.

use super::{Measure, Scene, as_value, counted};
use crate::subject::{Subject, SubjectKind};

pub(crate) fn measure(scene: &Scene<'_>, subject: &Subject) -> Option<Measure> {
    let earlier = scene.market.earlier.last()?;
    if subject.kind != SubjectKind::Occupation {
        return None;
    }
    let new = subject
        .titles
        .iter()
        .filter(|title| title.code.as_ref().is_some_and(|code| !earlier.codes.contains(code)))
        .count();
    (new > 0).then(|| Measure {
        value: as_value(new),
        words: format!("{} since {}", counted(new, "new code", "new codes"), earlier.release),
    })
}

#[cfg(test)]
mod tests {
    use crate::signals::Signal;
    use crate::signals::testing::{market, measured};

    #[test]
    fn a_code_is_new_when_the_earlier_release_lacks_it() {
        let mut market = market();
        let found = measured(&market, Signal::NewCode, "Game Designers").unwrap();
        assert_eq!(found.words, "1 new code since onet/1.0");
        market.earlier[0].codes.insert("15-1199.01".to_owned());
        assert_eq!(measured(&market, Signal::NewCode, "Game Designers"), None);
        market.earlier.clear();
        assert_eq!(measured(&market, Signal::NewCode, "Game Designers"), None);
    }
}
