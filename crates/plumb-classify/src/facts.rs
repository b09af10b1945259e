//! What the releases know about a subject, for the rules of an edition. It gathers and judges nothing.

use std::collections::{BTreeMap, BTreeSet};

use plumb_codes::{Cip2020, Crosswalk, Naics2022, OewsOccCode, OnetSoc2019, Soc2018};
use plumb_framework::rules::{ElementScale, Facts, Occupation, Subject};
use plumb_tables::schema::onet::{OnetRatingRow, OnetTechnologyRow};

use crate::staffing::Staffing;

/// The rows from which facts are gathered; what is empty gives none.
#[derive(Debug, Clone, Copy)]
pub struct FactRows<'a> {
    /// Titles of the detailed SOC occupations.
    pub soc_titles: &'a BTreeMap<Soc2018, String>,
    /// Titles of the O*NET-SOC occupations.
    pub onet_titles: &'a BTreeMap<OnetSoc2019, String>,
    /// The published crosswalk between them.
    pub onet_to_soc: &'a Crosswalk<OnetSoc2019, Soc2018>,
    /// NAICS codes at every level.
    pub naics: &'a BTreeSet<Naics2022>,
    /// CIP codes at every level.
    pub cip: &'a BTreeSet<Cip2020>,
    /// Where the jobs are.
    pub staffing: Option<&'a Staffing>,
    /// Software and tools of O*NET-SOC occupations.
    pub technologies: &'a [OnetTechnologyRow<2019>],
    /// Ratings of O*NET-SOC occupations; suppressed ones are left out.
    pub ratings: &'a [OnetRatingRow<2019>],
}

/// The facts about every subject of the releases at hand.
#[derive(Debug, Clone, Default)]
pub struct FactBook {
    occupations: BTreeMap<Occupation, Facts>,
    naics: BTreeSet<Naics2022>,
    cip: BTreeSet<Cip2020>,
}

impl FactBook {
    /// Gathers the facts.
    ///
    /// O*NET describes O*NET-SOC occupations. A SOC occupation takes the ratings and technologies of the O*NET-SOC
    /// occupation that stands for the whole of it (`.00`), and counts as an O*NET-SOC occupation only where it has a single
    /// one: what is written about a part of it does not hold for the whole.
    pub fn new(rows: FactRows<'_>) -> Self {
        let mut technologies: BTreeMap<OnetSoc2019, BTreeMap<String, u32>> = BTreeMap::new();
        let mut seen: BTreeSet<(OnetSoc2019, &str, &str)> = BTreeSet::new();
        for row in rows.technologies {
            if seen.insert((row.onet_soc_code, &row.commodity_code, &row.example)) {
                let products = technologies.entry(row.onet_soc_code).or_default();
                *products.entry(row.commodity_code.clone()).or_default() += 1;
            }
        }
        let mut elements: BTreeMap<OnetSoc2019, BTreeMap<ElementScale, f64>> = BTreeMap::new();
        for row in rows.ratings.iter().filter(|row| row.recommend_suppress != Some(true)) {
            let element = ElementScale { element: row.element_id.clone(), scale: row.scale_id.clone() };
            elements.entry(row.onet_soc_code).or_default().insert(element, row.value);
        }
        let described = |code: OnetSoc2019, facts: &mut Facts| {
            facts.technologies = technologies.get(&code).cloned().unwrap_or_default();
            facts.elements = elements.get(&code).cloned().unwrap_or_default();
        };
        let shares =
            |soc: Soc2018| rows.staffing.map(|staffing| industry_shares(staffing, soc)).unwrap_or_default();
        let soc_to_onet = rows.onet_to_soc.inverted();
        let mut occupations = BTreeMap::new();
        for (&soc, title) in rows.soc_titles {
            let mut facts = Facts {
                soc: BTreeSet::from([soc]),
                titles: vec![title.clone()],
                industry_shares: shares(soc),
                ..Facts::default()
            };
            let onet = soc_to_onet.targets(soc);
            if let [only] = onet {
                facts.onet_soc.insert(*only);
            }
            if let Some(&whole) = onet.iter().find(|code| code.extension() == 0) {
                described(whole, &mut facts);
            }
            occupations.insert(Occupation::Soc(soc), facts);
        }
        for (&code, title) in rows.onet_titles {
            let soc = rows.onet_to_soc.targets(code);
            let mut facts = Facts {
                soc: soc.iter().copied().collect(),
                onet_soc: BTreeSet::from([code]),
                titles: vec![title.clone()],
                // A part of an occupation need not work where the whole does.
                industry_shares: soc
                    .first()
                    .filter(|_| soc.len() == 1 && code.extension() == 0)
                    .map(|&soc| shares(soc))
                    .unwrap_or_default(),
                ..Facts::default()
            };
            described(code, &mut facts);
            occupations.insert(Occupation::Onet(code), facts);
        }
        Self { occupations, naics: rows.naics.clone(), cip: rows.cip.clone() }
    }

    /// The facts about a subject; `None` where the releases do not know it. A title is known by itself.
    pub fn facts(&self, subject: &Subject) -> Option<Facts> {
        match subject {
            Subject::Occupation(code) => self.occupations.get(code).cloned(),
            Subject::Industry(code) => {
                self.naics.contains(code).then(|| Facts { naics: Some(*code), ..Facts::default() })
            }
            Subject::Program(code) => {
                self.cip.contains(code).then(|| Facts { cip: Some(*code), ..Facts::default() })
            }
            Subject::Combination(occupation, industry) => {
                let facts = self.occupations.get(occupation).filter(|_| self.naics.contains(industry))?;
                Some(Facts { naics: Some(*industry), ..facts.clone() })
            }
            Subject::Title(title) => Some(Facts { titles: vec![title.clone()], ..Facts::default() }),
        }
    }

    /// Every occupation, industry and program with its facts, in this order, each sorted by code.
    pub fn subjects(&self) -> impl Iterator<Item = (Subject, Facts)> + '_ {
        let occupations =
            self.occupations.iter().map(|(&code, facts)| (Subject::Occupation(code), facts.clone()));
        let industries = self
            .naics
            .iter()
            .map(|&code| (Subject::Industry(code), Facts { naics: Some(code), ..Facts::default() }));
        let programs = self
            .cip
            .iter()
            .map(|&code| (Subject::Program(code), Facts { cip: Some(code), ..Facts::default() }));
        occupations.chain(industries).chain(programs)
    }
}

/// Part of the jobs in each sector; none where the line stands for several occupations, which may work in different ones.
fn industry_shares(staffing: &Staffing, soc: Soc2018) -> BTreeMap<Naics2022, f64> {
    let line = OewsOccCode::carrying(soc);
    if line.is_composite() {
        return BTreeMap::new();
    }
    let cells = staffing.sectors(line);
    let jobs: f64 = cells.iter().map(|cell| cell.jobs).sum();
    if jobs <= 0.0 {
        return BTreeMap::new();
    }
    cells.iter().map(|cell| (cell.sector, cell.jobs / jobs)).collect()
}

#[cfg(test)]
mod tests {
    use plumb_codes::Release;

    use super::*;
    use crate::testing::{cell, soc};

    #[test]
    fn a_whole_occupation_does_not_take_over_what_is_known_about_its_parts() {
        let soc_titles = BTreeMap::from([(soc("15-1299"), "All Other".to_owned())]);
        let onet = ["15-1299.00", "15-1299.08"].map(|code| code.parse::<OnetSoc2019>().unwrap());
        let onet_titles = onet.map(|code| (code, code.to_string())).into();
        let technology = |code, example: &str| OnetTechnologyRow {
            onet_soc_code: code,
            example: example.to_owned(),
            commodity_code: "43232605".to_owned(),
            commodity_title: String::new(),
            hot_technology: false,
            in_demand: None,
        };
        let technologies = [technology(onet[1], "A"), technology(onet[1], "B"), technology(onet[1], "B")];
        let sectors = [cell("11", "15-1299", 30), cell("22", "15-1299", 70)];
        let staffing = Staffing::new(Release::oews(2024, 5), &sectors, &[]);
        let book = FactBook::new(FactRows {
            soc_titles: &soc_titles,
            onet_titles: &onet_titles,
            onet_to_soc: &onet.map(|code| (code, soc("15-1299"))).into_iter().collect(),
            naics: &BTreeSet::from(["22".parse().unwrap()]),
            cip: &BTreeSet::new(),
            staffing: Some(&staffing),
            technologies: &technologies,
            ratings: &[],
        });
        let of = |text: &str| book.facts(&Subject::guess(text)).unwrap();
        let whole = of("15-1299");
        assert!(whole.onet_soc.is_empty() && whole.technologies.is_empty());
        assert_eq!(whole.industry_shares.values().copied().collect::<Vec<_>>(), [0.3, 0.7]);
        let part = of("15-1299.08");
        assert_eq!(part.technologies, BTreeMap::from([("43232605".to_owned(), 2)]));
        assert!(part.soc.contains(&soc("15-1299")) && part.industry_shares.is_empty());
        assert_eq!(of("15-1299 in 22").naics, Some("22".parse().unwrap()));
        assert_eq!(book.facts(&Subject::guess("15-1299 in 23")), None);
        assert_eq!(book.facts(&Subject::guess("15-1252")), None);
        assert_eq!(book.subjects().count(), 4);
    }
}
