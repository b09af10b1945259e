//! Jobs in the occupation: a revision splits what is large enough to be counted in parts. Unit: jobs.

use super::{Measure, Scene};
use crate::subject::{Subject, SubjectKind};

pub(crate) fn measure(scene: &Scene<'_>, subject: &Subject) -> Option<Measure> {
    if subject.kind != SubjectKind::Occupation {
        return None;
    }
    let home = &scene.index.homes[*subject.homes.first()?];
    let newest = scene.market.figures.of(home.soc)?.newest()?;
    Some(Measure {
        value: newest.employment_jobs,
        words: format!("{:.0} jobs in {} in {}", newest.employment_jobs, home.soc, newest.year),
    })
}

#[cfg(test)]
mod tests {
    use crate::signals::Signal;
    use crate::signals::testing::{market, measured, series};

    #[test]
    fn jobs_are_those_of_the_newest_year() {
        let mut market = market();
        let title = "Emergency Medical Technicians";
        assert_eq!(measured(&market, Signal::Employment, title), None);
        let years = [(2018, 50_000.0, 40_000.0), (2019, 60_000.0, 44_000.0)];
        market.figures.insert("29-2041".parse().unwrap(), series(&years));
        let found = measured(&market, Signal::Employment, title).unwrap();
        assert_eq!(found.words, "60000 jobs in 29-2041 in 2019");
        assert_eq!(measured(&market, Signal::Employment, "Blockchain"), None);
    }
}
