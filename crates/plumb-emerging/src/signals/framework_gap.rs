//! A sub-cluster of the framework that no occupation is in. Unit: sub-clusters.

use super::{Measure, Scene, counted};
use crate::subject::Subject;

pub(crate) fn measure(scene: &Scene<'_>, subject: &Subject) -> Option<Measure> {
    let gap = &scene.market.gaps[subject.gap?];
    let titles = counted(subject.titles.len() - 1, "title", "titles");
    Some(Measure {
        value: 1.0,
        words: format!("no occupation is in {} / {}; {titles} would fill it", gap.cluster, gap.sub_cluster),
    })
}

#[cfg(test)]
mod tests {
    use crate::market::Gap;
    use crate::signals::Signal;
    use crate::signals::testing::{market, measured};

    #[test]
    fn an_empty_sub_cluster_shows_the_titles_that_would_fill_it() {
        let mut market = market();
        market.gaps =
            vec![Gap { cluster: "Transportation".to_owned(), sub_cluster: "Drone Technology".to_owned() }];
        let found = measured(&market, Signal::FrameworkGap, "Drone Technology").unwrap();
        assert!(found.words.contains("1 title would fill it"), "{}", found.words);
        assert_eq!(measured(&market, Signal::FrameworkGap, "Prompt Writer"), None);
    }
}
