//! Tasks that the publisher lists as new or revised for the subject's occupations. Unit: tasks.

use super::{Measure, Scene, counted};
use crate::subject::Subject;

pub(crate) fn measure(scene: &Scene<'_>, subject: &Subject) -> Option<Measure> {
    if subject.technology.is_some() {
        return None;
    }
    let tasks: u32 =
        subject.occupations.iter().filter_map(|occupation| scene.market.emerging_tasks.get(occupation)).sum();
    (tasks > 0).then(|| Measure {
        value: f64::from(tasks),
        words: format!("{} of its occupations", counted(tasks as usize, "emerging task", "emerging tasks")),
    })
}

#[cfg(test)]
mod tests {
    use crate::signals::Signal;
    use crate::signals::testing::{market, measured};

    #[test]
    fn tasks_count_for_the_occupation_that_has_them() {
        let found = measured(&market(), Signal::EmergingTasks, "Game Designers").unwrap();
        assert_eq!(found.words, "3 emerging tasks of its occupations");
        assert_eq!(measured(&market(), Signal::EmergingTasks, "Data Scientist"), None);
    }
}
