//! Titles that no earlier release lists, in any spelling. Unit: titles of the subject.

use super::{Measure, Scene, as_value, counted};
use crate::subject::Subject;

pub(crate) fn measure(scene: &Scene<'_>, subject: &Subject) -> Option<Measure> {
    let oldest = scene.market.earlier.first()?;
    let new = subject.entries.iter().filter(|&&entry| scene.index.entries[entry].new == Some(true)).count();
    (new > 0).then(|| Measure {
        value: as_value(new),
        words: format!("{} not listed in {}", counted(new, "title", "titles"), oldest.release),
    })
}

#[cfg(test)]
mod tests {
    use crate::signals::Signal;
    use crate::signals::testing::{market, measured};

    #[test]
    fn a_title_is_new_when_no_earlier_release_lists_a_spelling() {
        let found = measured(&market(), Signal::NewTitle, "Prompt Writer").unwrap();
        assert_eq!(found.words, "1 title not listed in onet/1.0");
        let mut market = market();
        market.earlier[0].titles.insert("prompt writer".to_owned());
        assert_eq!(measured(&market, Signal::NewTitle, "Prompt Writer"), None);
    }
}
