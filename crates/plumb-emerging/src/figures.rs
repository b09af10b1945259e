//! Employment, wages and projections by SOC code, joined only where code and title both agree.

use std::collections::BTreeMap;

use plumb_codes::{OewsGroup, OewsOccCode};
use plumb_tables::schema::ep::EpOccupationRow;
use plumb_tables::schema::oews::OewsRow;

/// One year of OEWS of one occupation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Year {
    /// Year of the reference month.
    pub year: u16,
    /// Employment in jobs.
    pub employment_jobs: f64,
    /// Its relative standard error in percent.
    pub employment_rse_pct: Option<f64>,
    /// Mean wage in USD per year.
    pub wage_usd_per_year: Option<f64>,
    /// Its relative standard error in percent.
    pub wage_rse_pct: Option<f64>,
}

/// Figures of one occupation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Series {
    /// Years, oldest first.
    pub years: Vec<Year>,
    /// Projected change over the round in percent.
    pub projected_change_pct: Option<f64>,
    /// Openings per year in jobs.
    pub openings_per_year_jobs: Option<f64>,
}

/// Figures by SOC code.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Figures {
    by_code: BTreeMap<OewsOccCode, Series>,
}

/// Change between two years beyond what sampling and rounding explain.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// Years between.
    pub span_years: u16,
    /// Change in percent of the earlier figure, per year, compounded.
    pub per_year_pct: f64,
    /// Change in standard errors of the difference.
    pub standard_errors: f64,
}

/// OEWS rounds employment to 10 jobs: a difference of two roundings has this standard error.
const ROUNDING_STANDARD_ERROR_JOBS: f64 = 4.1;

impl Figures {
    /// Takes a year of OEWS. A line counts for an occupation when its code is the one that carries the occupation
    /// and, where it stands for this occupation alone, its name is the occupation's: codes of other vintages look alike.
    pub fn add_year(&mut self, year: u16, rows: &[OewsRow], titles: &BTreeMap<OewsOccCode, String>) {
        for row in rows.iter().filter(|row| row.occ_group == OewsGroup::Detailed) {
            let Some(employment) = row.employment_jobs.estimate.value() else { continue };
            #[expect(clippy::cast_precision_loss, reason = "employment and wages are far below 53 bits")]
            let figure = Year {
                year,
                employment_jobs: employment as f64,
                employment_rse_pct: row.employment_jobs.relative_standard_error_pct,
                wage_usd_per_year: row.wage_mean_usd_per_year.estimate.value().map(|wage| wage as f64),
                wage_rse_pct: row.wage_mean_usd_per_year.relative_standard_error_pct,
            };
            for code in carried(row.occ_code, &row.occ_title, titles) {
                let series = self.by_code.entry(code).or_default();
                if let Err(position) = series.years.binary_search_by_key(&year, |known| known.year) {
                    series.years.insert(position, figure);
                }
            }
        }
    }

    /// Takes a round of the projections, joined as OEWS is.
    pub fn add_projections(&mut self, rows: &[EpOccupationRow], titles: &BTreeMap<OewsOccCode, String>) {
        for row in rows.iter().filter(|row| row.line_item) {
            for code in carried(row.occ_code, &row.occ_title, titles) {
                let series = self.by_code.entry(code).or_default();
                series.projected_change_pct = row.employment_change_pct;
                series.openings_per_year_jobs =
                    row.openings_thousands_per_year.map(|thousands| thousands * 1_000.0);
            }
        }
    }

    /// Puts the figures of an occupation in.
    pub fn insert(&mut self, code: OewsOccCode, series: Series) {
        self.by_code.insert(code, series);
    }

    /// Gives the figures of one of several occupations to the first of them, and takes those of the others away.
    pub(crate) fn hand_over(&mut self, largest: OewsOccCode, codes: &[OewsOccCode]) {
        let series = self.by_code.get(&largest).cloned();
        for code in codes {
            self.by_code.remove(code);
        }
        if let (Some(series), Some(&first)) = (series, codes.first()) {
            self.by_code.insert(first, series);
        }
    }

    /// The figures of an occupation.
    pub fn of(&self, code: OewsOccCode) -> Option<&Series> {
        self.by_code.get(&code)
    }
}

fn carried(line: OewsOccCode, name: &str, titles: &BTreeMap<OewsOccCode, String>) -> Vec<OewsOccCode> {
    let members = line.stands_for();
    if members.len() > 1 {
        let members = members.into_iter().filter_map(|soc| soc.to_string().parse().ok());
        return members.filter(|code| titles.contains_key(code)).collect();
    }
    let same = titles.get(&line).is_some_and(|title| folded(title) == folded(name));
    if same { vec![line] } else { Vec::new() }
}

fn folded(title: &str) -> String {
    title.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}

impl Series {
    /// The newest year.
    pub fn newest(&self) -> Option<&Year> {
        self.years.last()
    }

    /// Employment change over a number of years up to the newest; returns `None` where a year or its error is missing.
    pub fn employment_change(&self, span_years: u16) -> Option<Change> {
        let (newest, base) = self.ends(span_years)?;
        let error = |year: &Year| Some(year.employment_jobs * year.employment_rse_pct? / 100.0);
        let spread = error(newest)?.hypot(error(base)?).hypot(ROUNDING_STANDARD_ERROR_JOBS);
        change(span_years, base.employment_jobs, newest.employment_jobs, spread)
    }

    /// Nominal mean wage change, as [`Series::employment_change`].
    pub fn wage_change(&self, span_years: u16) -> Option<Change> {
        let (newest, base) = self.ends(span_years)?;
        let error = |year: &Year| Some(year.wage_usd_per_year? * year.wage_rse_pct? / 100.0);
        let spread = error(newest)?.hypot(error(base)?);
        change(span_years, base.wage_usd_per_year?, newest.wage_usd_per_year?, spread)
    }

    fn ends(&self, span_years: u16) -> Option<(&Year, &Year)> {
        let newest = self.newest()?;
        let base = newest.year.checked_sub(span_years)?;
        let position = self.years.binary_search_by_key(&base, |year| year.year).ok()?;
        (span_years > 0).then(|| (newest, &self.years[position]))
    }
}

fn change(span_years: u16, base: f64, newest: f64, spread: f64) -> Option<Change> {
    (base > 0.0 && spread > 0.0 && newest > 0.0).then(|| Change {
        span_years,
        per_year_pct: ((newest / base).powf(1.0 / f64::from(span_years)) - 1.0) * 100.0,
        standard_errors: (newest - base) / spread,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn change_is_held_against_its_error() {
        let year = |year, employment_jobs, rse| Year {
            year,
            employment_jobs,
            employment_rse_pct: Some(rse),
            wage_usd_per_year: Some(50_000.0),
            wage_rse_pct: Some(1.0),
        };
        let series =
            Series { years: vec![year(2018, 10_000.0, 1.0), year(2019, 11_000.0, 1.0)], ..Series::default() };
        let change = series.employment_change(1).unwrap();
        assert!((change.per_year_pct - 10.0).abs() < 1e-9);
        assert!((change.standard_errors - 1_000.0 / 100.0_f64.hypot(110.0).hypot(4.1)).abs() < 1e-9);
        assert_eq!(series.employment_change(3), None);
        assert_eq!(series.employment_change(0), None);
        assert!(series.wage_change(1).unwrap().standard_errors.abs() < 1e-9);
    }

    #[test]
    fn a_code_of_another_vintage_is_not_joined() {
        let code: OewsOccCode = "15-1199".parse().unwrap();
        let titles = BTreeMap::from([(code, "Computer Occupations, All Other".to_owned())]);
        assert_eq!(carried(code, "Computer occupations, all other", &titles), [code]);
        assert!(carried(code, "Software Developers", &titles).is_empty());
    }
}
