//! Reads the rows that inference draws its evidence from, and the parameters of the engine.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result};
use plumb_classify::{Corpus, DEFAULT_INFERENCE, FactBook, FactRows, Parameters, Sources, Staffing};
use plumb_codes::{Release, Source};
use plumb_store::Releases;
use plumb_tables::Row;
use plumb_tables::schema::cip::{CipCodeRow, CipSocRow};
use plumb_tables::schema::ep::EpSkillRow;
use plumb_tables::schema::onet::{
    OnetJobZoneRow, OnetRatingRow, OnetRelatedRow, OnetTaskTermRow, OnetTechnologyRow, OnetTitleRow, ratings,
};
use plumb_tables::schema::soc::SocDirectMatchRow;

use crate::alignment::Material;
use crate::context::Context;

/// The rows of evidence. What no release at hand has is empty: the engine then does without.
pub(crate) struct EvidenceRows {
    pub(crate) titles: Vec<OnetTitleRow<2019>>,
    pub(crate) direct_match: Vec<SocDirectMatchRow>,
    task_terms: Vec<OnetTaskTermRow<2019>>,
    related: Vec<OnetRelatedRow<2019>>,
    pub(crate) technology: Vec<OnetTechnologyRow<2019>>,
    /// Knowledge, then skills, then interests, with where the last two begin.
    pub(crate) ratings: Vec<OnetRatingRow<2019>>,
    ratings_begin: [usize; 2],
    worker_skills: Vec<EpSkillRow>,
    cip_soc: Vec<CipSocRow<2020>>,
    pub(crate) cip_codes: Vec<CipCodeRow<2020>>,
}

/// The rows of the newest release that has a table in the taxonomy asked for, noted as read.
fn rows<R: Row>(
    releases: &Releases,
    read: &mut BTreeSet<Release>,
    source: Source,
    table: &str,
) -> Result<Vec<R>> {
    let Some(release) = releases.newest_with(source, table) else { return Ok(Vec::new()) };
    read.insert(release);
    Ok(releases.rows_named(release, table)?)
}

impl EvidenceRows {
    /// Reads the newest rows at hand and notes the releases they came from.
    pub(crate) fn read(releases: &Releases, read: &mut BTreeSet<Release>) -> Result<Self> {
        let mut rated = rows(releases, read, Source::Onet, ratings::KNOWLEDGE)?;
        let skills_begin = rated.len();
        rated.extend(rows(releases, read, Source::Onet, ratings::SKILLS)?);
        let interests_begin = rated.len();
        rated.extend(rows(releases, read, Source::Onet, ratings::INTERESTS)?);
        Ok(Self {
            ratings: rated,
            ratings_begin: [skills_begin, interests_begin],
            titles: rows(releases, read, Source::Onet, OnetTitleRow::<2019>::TABLE)?,
            direct_match: rows(releases, read, Source::Soc, SocDirectMatchRow::TABLE)?,
            task_terms: rows(releases, read, Source::Onet, OnetTaskTermRow::<2019>::TABLE)?,
            related: rows(releases, read, Source::Onet, OnetRelatedRow::<2019>::TABLE)?,
            technology: rows(releases, read, Source::Onet, OnetTechnologyRow::<2019>::TABLE)?,
            worker_skills: rows(releases, read, Source::Ep, EpSkillRow::TABLE)?,
            cip_soc: rows(releases, read, Source::Cip, CipSocRow::<2020>::TABLE)?,
            cip_codes: rows(releases, read, Source::Cip, CipCodeRow::<2020>::TABLE)?,
        })
    }

    /// Gathers the evidence of all occupations.
    pub(crate) fn corpus(
        &self,
        material: &Material,
        job_zones: &[OnetJobZoneRow<2019>],
        staffing: &Staffing,
    ) -> Corpus {
        let [skills, interests] = self.ratings_begin;
        Corpus::new(&Sources {
            soc_titles: &material.soc_titles,
            onet_titles: &material.onet_titles,
            onet_to_soc: &material.onet_to_soc,
            titles: &self.titles,
            direct_match: &self.direct_match,
            task_terms: &self.task_terms,
            related: &self.related,
            technology: &self.technology,
            knowledge: &self.ratings[..skills],
            skills: &self.ratings[skills..interests],
            worker_skills: &self.worker_skills,
            interests: &self.ratings[interests..],
            job_zones,
            cip_soc: &self.cip_soc,
            cip_codes: &self.cip_codes,
            staffing,
        })
    }
}

impl EvidenceRows {
    /// The facts that rules ask for.
    pub(crate) fn fact_book(&self, material: &Material, staffing: &Staffing) -> FactBook {
        FactBook::new(FactRows {
            soc_titles: &material.soc_titles,
            onet_titles: &material.onet_titles,
            onet_to_soc: &material.onet_to_soc,
            naics: &material.naics_titles.keys().copied().collect(),
            cip: &self.cip_codes.iter().map(|row| row.cip_code).collect(),
            staffing: Some(staffing),
            technologies: &self.technology,
            ratings: &self.ratings,
        })
    }
}

/// The parameters of inference with their text: the steward's, else those that ship with the project.
pub(crate) fn parameters(context: &Context) -> Result<(Parameters, Vec<u8>)> {
    let file = context.config().map(|folder| folder.join("inference.toml")).filter(|file| file.is_file());
    let (name, text) = match file {
        Some(file) => {
            let text = std::fs::read_to_string(&file).with_context(|| format!("read {}", file.display()))?;
            (file.display().to_string(), text)
        }
        None => ("inference.toml".to_owned(), DEFAULT_INFERENCE.to_owned()),
    };
    Ok((Parameters::from_toml(&name, &text)?, text.into_bytes()))
}
