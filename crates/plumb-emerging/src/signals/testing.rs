//! A small made-up market for the tests of signals.

use std::collections::BTreeMap;

use crate::config::{DEFAULT_CONFIG, EmergingConfig};
use crate::figures::{Series, Year};
use crate::find::subjects;
use crate::index::Index;
use crate::market::{Earlier, FiledTitle, ListedTitle, Market, Occupation, Technology};
use crate::signals::{Measure, Scene, Signal};
use crate::subject::Subject;

/// Two plain occupations, a residual with a detailed occupation in it, and one that joins two roles.
pub(crate) fn market() -> Market {
    let occupation = |code: &str, title: &str| Occupation {
        code: code.to_owned(),
        soc: code[..7].parse().unwrap(),
        title: title.to_owned(),
    };
    let mut market = Market {
        release: "onet/2.0".to_owned(),
        occupations: vec![
            occupation("15-1111.00", "Statisticians"),
            occupation("15-1199.00", "Computer Occupations, All Other"),
            occupation("15-1199.01", "Game Designers"),
            occupation("29-2041.00", "Emergency Medical Technicians and Paramedics"),
            occupation("51-1111.00", "Machinists"),
        ],
        ..Market::default()
    };
    let listed = [
        (0, "Statistician"),
        (0, "Data Scientist"),
        (1, "Data Scientist"),
        (1, "Clinical Data Scientist"),
        (1, "Prompt Writer"),
        (2, "Game Designer"),
        (3, "Emergency Medical Technician"),
        (3, "Paramedic"),
        (3, "Flight Paramedic"),
        (4, "Machinist"),
    ];
    market.titles = listed
        .iter()
        .map(|&(occupation, title)| ListedTitle { occupation, title: title.to_owned() })
        .collect();
    market.filed = vec![
        filed("DATA SCIENTIST", "15-1111", (2014, 2014), 4),
        filed("DATA SCIENTIST", "51-1111", (2015, 2015), 6),
        filed("DRONE WRANGLER", "51-1111", (2013, 2016), 9),
    ];
    market.technologies = vec![
        Technology { name: "Blockchain".to_owned(), occupations: vec![1], hot: true, in_demand: 0 },
        Technology { name: "Typewriter".to_owned(), occupations: vec![0], hot: false, in_demand: 0 },
    ];
    market.emerging_tasks = BTreeMap::from([(2, 3)]);
    market.add_listing("15-1199.01", "New & Emerging");
    market.earlier = vec![Earlier {
        release: "onet/1.0".to_owned(),
        titles: ["statistician", "data scientist", "paramedic", "machinist", "emergency medical technician"]
            .map(str::to_owned)
            .into_iter()
            .collect(),
        technologies: ["typewriter".to_owned()].into_iter().collect(),
        codes: ["15-1111.00", "15-1199.00", "29-2041.00", "51-1111.00"]
            .map(str::to_owned)
            .into_iter()
            .collect(),
    }];
    market
}

pub(crate) fn filed(title: &str, soc: &str, years: (i64, i64), filings: i64) -> FiledTitle {
    FiledTitle { title: title.to_owned(), soc: Some(soc.parse().unwrap()), years: Some(years), filings }
}

/// Figures for one occupation: employment a year, each with one percent of sampling error.
pub(crate) fn series(years: &[(u16, f64, f64)]) -> Series {
    Series {
        years: years
            .iter()
            .map(|&(year, employment_jobs, wage)| Year {
                year,
                employment_jobs,
                employment_rse_pct: Some(1.0),
                wage_usd_per_year: Some(wage),
                wage_rse_pct: Some(0.5),
            })
            .collect(),
        projected_change_pct: Some(12.5),
        openings_per_year_jobs: Some(4_200.0),
    }
}

/// What a signal says of the subject that shows a title first; panics where no subject does.
pub(crate) fn measured(market: &Market, signal: Signal, title: &str) -> Option<Measure> {
    let config = EmergingConfig::from_toml("emerging.toml", DEFAULT_CONFIG).unwrap();
    let index = Index::new(market);
    let found: Vec<Subject> = subjects(market, &index, &config);
    let shown = |subject: &&Subject| subject.titles[0].text == title;
    let subject = found.iter().find(shown).unwrap_or_else(|| {
        let names: Vec<&str> = found.iter().map(|subject| subject.titles[0].text.as_str()).collect();
        panic!("no subject {title} in {names:?}")
    });
    signal.measure(&Scene { market, index: &index, config: &config }, subject)
}
