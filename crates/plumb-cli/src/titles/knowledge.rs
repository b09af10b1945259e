//! What a title index is built from: known titles, task words and employment out of releases at hand.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use plumb_codes::{
    Crosswalk, OewsGroup, OnetSoc2010, OnetSoc2019, Release, ReleaseVersion, Soc2018, SocLevel, Source,
};
use plumb_store::Releases;
use plumb_tables::Row;
use plumb_tables::schema::oews::{OewsRow, cut};
use plumb_tables::schema::oflc::OflcTitleRow;
use plumb_tables::schema::onet::{OnetOccupationRow, OnetTaskTermRow, OnetTitleRow};
use plumb_tables::schema::soc::{
    OnetSoc2010To2019Row, OnetSoc2019ToSoc2018Row, SocDirectMatchRow, SocStructureRow,
};
use plumb_titles::{Knowledge, KnownTerm, KnownTitle, TitleKind};

use crate::exit::Failure;

/// Which index is meant: the release that it is built from, and what is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Recipe {
    /// The O*NET release that gives titles and task words.
    pub(crate) onet: Release,
    /// Kinds of titles that are left out.
    pub(crate) without: BTreeSet<TitleKind>,
    /// Filed titles of later years are left out.
    pub(crate) filed_until: Option<i64>,
}

/// The first O*NET release in the taxonomy of 2019.
const FIRST_IN_2019: (u16, u16) = (25, 1);

impl Recipe {
    /// Everything that the newest releases hold.
    pub(crate) fn newest(releases: &Releases) -> Result<Self> {
        let table = OnetTitleRow::<2019>::TABLE;
        let onet = releases
            .newest_with(Source::Onet, table)
            .ok_or_else(|| Failure::data(format!("find the table `{table}` in any release of onet")))?;
        Ok(Self { onet, without: BTreeSet::new(), filed_until: None })
    }

    fn takes(&self, kind: TitleKind) -> bool {
        !self.without.contains(&kind)
    }

    /// The releases that the index is built from.
    fn releases(&self, releases: &Releases) -> Vec<Release> {
        let mut used = vec![self.onet];
        let newest = |source, table| releases.newest_with(source, table);
        used.extend(newest(Source::OnetSoc, OnetSoc2019ToSoc2018Row::TABLE));
        used.extend(newest(Source::Soc, SocStructureRow::<2018>::TABLE));
        used.extend(newest(Source::Oews, cut::NATIONAL));
        if self.takes(TitleKind::Filed) {
            used.extend(newest(Source::Oflc, OflcTitleRow::TABLE));
        }
        used.sort();
        used.dedup();
        used
    }

    /// Names and digests of what goes in: releases by the digest of their sources, and what is left out.
    ///
    /// Read from manifests alone, so that an index can be told to be stale without building another.
    pub(crate) fn inputs(&self, releases: &Releases) -> Result<Vec<(String, String)>> {
        let mut inputs = Vec::new();
        for release in self.releases(releases) {
            inputs.push((release.to_string(), releases.manifest(release)?.source_digest()));
        }
        if !self.without.is_empty() {
            let names: Vec<&str> = self.without.iter().map(|kind| kind.name()).collect();
            inputs.push(("without".to_owned(), names.join(",")));
        }
        if let Some(year) = self.filed_until {
            inputs.push(("filed-until".to_owned(), year.to_string()));
        }
        Ok(inputs)
    }

    /// Reads the rows.
    pub(crate) fn knowledge(&self, releases: &Releases) -> Result<Knowledge> {
        let ways = Ways::read(releases)?;
        let mut knowledge = Knowledge { inputs: self.inputs(releases)?, ..Knowledge::default() };
        let mut titles = BTreeMap::new();
        if is_of_2019(self.onet) {
            self.onet_titles::<2019>(releases, &ways, &mut titles)?;
            knowledge.terms = onet_terms::<2019>(self.onet, releases, &ways)?;
        } else {
            self.onet_titles::<2010>(releases, &ways, &mut titles)?;
            knowledge.terms = onet_terms::<2010>(self.onet, releases, &ways)?;
        }
        if self.takes(TitleKind::Occupation) {
            for (&soc, title) in &ways.soc_titles {
                add(&mut titles, title, soc, TitleKind::Occupation, 1);
            }
        }
        if self.takes(TitleKind::DirectMatch) {
            let release = releases.newest_with(Source::Soc, SocDirectMatchRow::TABLE);
            for row in release
                .map(|release| releases.rows::<SocDirectMatchRow>(release))
                .transpose()?
                .unwrap_or_default()
            {
                add(&mut titles, &row.title, row.soc_code, TitleKind::DirectMatch, 1);
            }
        }
        if self.takes(TitleKind::Filed) {
            for row in filed_titles(releases)? {
                let Some(soc) = row.soc_2018_code else { continue };
                if self.filed_until.is_none_or(|year| row.last_year <= year) {
                    add(&mut titles, &row.title, soc, TitleKind::Filed, row.filings);
                }
            }
        }
        let known = |((title, soc, kind), count)| KnownTitle { title, soc, kind, count };
        knowledge.titles =
            titles.into_iter().map(known).filter(|known| ways.soc_titles.contains_key(&known.soc)).collect();
        knowledge.employment = employment(releases)?;
        Ok(knowledge)
    }

    fn onet_titles<const V: u16>(&self, releases: &Releases, ways: &Ways, titles: &mut Titles) -> Result<()>
    where
        Ways: Onet<V>,
    {
        if self.takes(TitleKind::Occupation) {
            for row in releases.rows::<OnetOccupationRow<V>>(self.onet)? {
                for &soc in ways.targets(row.onet_soc_code) {
                    add(titles, &row.title, soc, TitleKind::Occupation, 1);
                }
            }
        }
        for row in releases.rows::<OnetTitleRow<V>>(self.onet)? {
            let kind = if row.kind == "reported" { TitleKind::Reported } else { TitleKind::Alternate };
            for &soc in ways.targets(row.onet_soc_code) {
                if self.takes(kind) {
                    add(titles, &row.title, soc, kind, 1);
                }
                if let Some(short) = row.short_title.as_deref().filter(|_| self.takes(TitleKind::Short)) {
                    add(titles, short, soc, TitleKind::Short, 1);
                }
            }
        }
        Ok(())
    }
}

/// Titles with the number of times that they were seen.
type Titles = BTreeMap<(String, Soc2018, TitleKind), u32>;

fn add(titles: &mut Titles, title: &str, soc: Soc2018, kind: TitleKind, count: i64) {
    let seen = titles.entry((title.to_owned(), soc, kind)).or_default();
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    // A source that does not count says the same thing twice when it repeats itself.
    *seen = if kind == TitleKind::Filed { seen.saturating_add(count) } else { 1 };
}

/// Whether a release of O*NET is in the taxonomy of 2019.
pub(crate) fn is_of_2019(onet: Release) -> bool {
    match onet.version() {
        ReleaseVersion::Number(major, minor) => (major, minor) >= FIRST_IN_2019,
        _ => false,
    }
}

/// Every filed title of the newest release; none where there is no such release.
pub(crate) fn filed_titles(releases: &Releases) -> Result<Vec<OflcTitleRow>> {
    let release = releases.newest_with(Source::Oflc, OflcTitleRow::TABLE);
    Ok(release.map(|release| releases.rows(release)).transpose()?.unwrap_or_default())
}

/// The published ways from O*NET-SOC to SOC 2018, and the occupations there are.
pub(crate) struct Ways {
    from_2019: Crosswalk<OnetSoc2019, Soc2018>,
    from_2010: Crosswalk<OnetSoc2010, Soc2018>,
    /// Titles of the detailed occupations of SOC 2018.
    pub(crate) soc_titles: BTreeMap<Soc2018, String>,
}

/// The way from one vintage of O*NET-SOC.
pub(crate) trait Onet<const V: u16> {
    /// Every SOC 2018 occupation that an O*NET-SOC occupation is linked to.
    fn targets(&self, code: plumb_codes::OnetSocCode<V>) -> &[Soc2018];
}

impl Onet<2019> for Ways {
    fn targets(&self, code: OnetSoc2019) -> &[Soc2018] {
        self.from_2019.targets(code)
    }
}

impl Onet<2010> for Ways {
    fn targets(&self, code: OnetSoc2010) -> &[Soc2018] {
        self.from_2010.targets(code)
    }
}

impl Ways {
    pub(crate) fn read(releases: &Releases) -> Result<Self> {
        let rows: Vec<OnetSoc2019ToSoc2018Row> = newest_rows(releases, Source::OnetSoc)?;
        let from_2019: Crosswalk<OnetSoc2019, Soc2018> =
            rows.into_iter().map(|row| (row.onet_soc_code, row.soc_code)).collect();
        let rows: Vec<OnetSoc2010To2019Row> = newest_rows(releases, Source::OnetSoc)?;
        let between: Crosswalk<OnetSoc2010, OnetSoc2019> =
            rows.into_iter().map(|row| (row.onet_soc_2010_code, row.onet_soc_2019_code)).collect();
        let rows: Vec<SocStructureRow<2018>> = newest_rows(releases, Source::Soc)?;
        let detailed = rows.into_iter().filter(|row| row.soc_code.level() == SocLevel::DetailedOccupation);
        Ok(Self {
            from_2010: between.then(&from_2019),
            from_2019,
            soc_titles: detailed.map(|row| (row.soc_code, row.title)).collect(),
        })
    }
}

fn newest_rows<R: Row>(releases: &Releases, source: Source) -> Result<Vec<R>> {
    let release = releases
        .newest_with(source, R::TABLE)
        .ok_or_else(|| Failure::data(format!("find the table `{}` in any release of {source}", R::TABLE)))?;
    Ok(releases.rows(release)?)
}

fn onet_terms<const V: u16>(onet: Release, releases: &Releases, ways: &Ways) -> Result<Vec<KnownTerm>>
where
    Ways: Onet<V>,
{
    // Full releases hold the statements, and their words beside them; a release without tasks has neither.
    let has = releases.origin(onet, OnetTaskTermRow::<V>::TABLE).is_some();
    let rows: Vec<OnetTaskTermRow<V>> = if has { releases.rows(onet)? } else { Vec::new() };
    let mut tasks: BTreeMap<(Soc2018, String), u32> = BTreeMap::new();
    for row in rows {
        for &soc in ways.targets(row.onet_soc_code) {
            let count = tasks.entry((soc, row.term.clone())).or_default();
            *count = count.saturating_add(u32::try_from(row.tasks).unwrap_or(0));
        }
    }
    Ok(tasks.into_iter().map(|((soc, term), tasks)| KnownTerm { term, soc, tasks }).collect())
}

/// Jobs of the newest OEWS; those of a code that stands for several occupations are divided evenly.
fn employment(releases: &Releases) -> Result<Vec<(Soc2018, u64)>> {
    let Some(release) = releases.newest_with(Source::Oews, cut::NATIONAL) else { return Ok(Vec::new()) };
    let rows: Vec<OewsRow> = releases.rows_named(release, cut::NATIONAL)?;
    let mut jobs = Vec::new();
    for row in rows.iter().filter(|row| row.occ_group == OewsGroup::Detailed) {
        let members = row.occ_code.stands_for();
        let total = row.employment_jobs.estimate.value().and_then(|jobs| u64::try_from(jobs).ok());
        if let Some(total) = total {
            let share = total / u64::try_from(members.len().max(1))?;
            jobs.extend(members.into_iter().map(|soc| (soc, share)));
        }
    }
    jobs.sort();
    Ok(jobs)
}
