//! The main job's steps in order: read releases, configuration and edition, assign, profile. Writes nothing.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result};
use plumb_classify::{
    Classifier, Detail, EditionView, Engine, EvidenceSource, OccupationAssignment, Proposal, Ruling,
    ShareRule, Staffing, block_trial, inferred_claims, published_rows,
};
use plumb_codes::{Crosswalk, Naics2022, OnetSoc2019, Release, Soc2010, Soc2018, SocLevel, Source};
use plumb_framework::rules::{Occupation, Subject};
use plumb_framework::{Edition, OccupationCode, OccupationRow};
use plumb_profile::{
    CoverageRow, DEFAULT_THRESHOLDS, Data, EditionLayout, Inputs, OccupationPlace, OccupationPlaces,
    OewsBaseInput, OewsInput, OnetInput, Profile, ProjectionsInput, Settings, Thresholds, profile,
};
use plumb_report::SourceNote;
use plumb_store::Releases;
use plumb_tables::Row;
use plumb_tables::schema::ep::{EpEducationRow, EpOccupationRow};
use plumb_tables::schema::naics::NaicsCodeRow;
use plumb_tables::schema::oews::{OewsRow, cut};
use plumb_tables::schema::onet::OnetJobZoneRow;
use plumb_tables::schema::soc::{
    OnetSoc2019ToSoc2018Row, OnetSocStructureRow, Soc2010To2018Row, SocStructureRow,
};

use crate::context::{Context, sha256_hex};
use crate::exit::Failure;
use crate::ground::Ground;
use crate::industries::{Industries, IndustryFound};

/// How many of a cluster's occupations its page lists.
const TOP_OCCUPATIONS: usize = 15;

/// Everything that the main job found, before it is written.
pub(crate) struct Alignment {
    pub(crate) ground: Ground,
    pub(crate) assignments: Vec<OccupationAssignment>,
    /// What the engine proposes for occupations without published rows.
    pub(crate) proposals: BTreeMap<Soc2018, Proposal>,
    /// O*NET-SOC occupations that have places of their own.
    pub(crate) own: BTreeMap<OnetSoc2019, OccupationAssignment>,
    /// Where every industry belongs; none unless the main job ran in full.
    pub(crate) industries: Vec<(Naics2022, IndustryFound)>,
    pub(crate) profile: Profile,
    pub(crate) sources: Vec<SourceNote>,
}

/// The rows that the main job reads, and the releases they came from.
pub(crate) struct Material {
    pub(crate) read: BTreeSet<Release>,
    pub(crate) soc_titles: BTreeMap<Soc2018, String>,
    pub(crate) onet_titles: BTreeMap<OnetSoc2019, String>,
    pub(crate) onet_to_soc: Crosswalk<OnetSoc2019, Soc2018>,
    pub(crate) soc_2010_to_2018: Crosswalk<Soc2010, Soc2018>,
    oews: (Release, Vec<OewsRow>),
    oews_base: Option<(Release, Vec<OewsRow>)>,
    sectors: (Release, Vec<OewsRow>),
    sector_year: Vec<OewsRow>,
    projections: (Release, Vec<EpOccupationRow>, Vec<EpEducationRow>),
    pub(crate) job_zones: Vec<OnetJobZoneRow<2019>>,
    /// Industries of NAICS 2022 at every level; none where no release has them.
    pub(crate) naics_titles: BTreeMap<Naics2022, String>,
}

/// The release that change is measured from, if it is at hand.
const BASE: Release = Release::oews(2018, 5);

/// The newest release of a source that has a table, noted as read.
fn newest<R: Row>(
    releases: &Releases,
    read: &mut BTreeSet<Release>,
    source: Source,
    table: &str,
) -> Result<(Release, Vec<R>)> {
    let release = releases.newest_with(source, table).ok_or_else(|| {
        Failure::data(format!(
            "find the table `{table}` in any release of {source}; ingest one, or leave --store out"
        ))
    })?;
    read.insert(release);
    Ok((release, releases.rows_named(release, table)?))
}

impl Material {
    pub(crate) fn read(releases: &Releases) -> Result<Self> {
        let mut read = BTreeSet::new();
        let (_, structure) =
            newest::<SocStructureRow<2018>>(releases, &mut read, Source::Soc, "soc_structure")?;
        let detailed =
            structure.into_iter().filter(|row| row.soc_code.level() == SocLevel::DetailedOccupation);
        let soc_titles = detailed.map(|row| (row.soc_code, row.title)).collect();
        let (_, links) =
            newest::<Soc2010To2018Row>(releases, &mut read, Source::Soc, Soc2010To2018Row::TABLE)?;
        let soc_2010_to_2018 = links.into_iter().map(|row| (row.soc_2010_code, row.soc_2018_code)).collect();
        let (_, structure) =
            newest::<OnetSocStructureRow<2019>>(releases, &mut read, Source::OnetSoc, "onet_soc_structure")?;
        let onet_titles = structure.into_iter().map(|row| (row.onet_soc_code, row.title)).collect();
        let (_, links) = newest::<OnetSoc2019ToSoc2018Row>(
            releases,
            &mut read,
            Source::OnetSoc,
            OnetSoc2019ToSoc2018Row::TABLE,
        )?;
        let onet_to_soc = links.into_iter().map(|row| (row.onet_soc_code, row.soc_code)).collect();
        let oews = newest::<OewsRow>(releases, &mut read, Source::Oews, cut::NATIONAL)?;
        let sectors = newest::<OewsRow>(releases, &mut read, Source::Oews, cut::SECTOR)?;
        // Sector cells are completed from the national figures of their own year.
        let sector_year =
            releases.rows_named::<OewsRow>(sectors.0, cut::NATIONAL).unwrap_or_else(|_| oews.1.clone());
        let has_base = BASE < oews.0 && releases.releases().contains(&BASE);
        let oews_base = if has_base {
            read.insert(BASE);
            Some((BASE, releases.rows_named(BASE, cut::NATIONAL)?))
        } else {
            None
        };
        let (round, occupations) =
            newest::<EpOccupationRow>(releases, &mut read, Source::Ep, EpOccupationRow::TABLE)?;
        let education = releases.rows::<EpEducationRow>(round).unwrap_or_default();
        let (_, job_zones) =
            newest::<OnetJobZoneRow<2019>>(releases, &mut read, Source::Onet, OnetJobZoneRow::<2019>::TABLE)?;
        let naics_titles = match releases.newest_with(Source::Naics, NaicsCodeRow::<2022>::TABLE) {
            Some(release) => {
                read.insert(release);
                let rows = releases.rows::<NaicsCodeRow<2022>>(release)?;
                rows.into_iter().map(|row| (row.naics_code, row.title)).collect()
            }
            None => BTreeMap::new(),
        };
        Ok(Self {
            naics_titles,
            read,
            soc_titles,
            onet_titles,
            onet_to_soc,
            soc_2010_to_2018,
            oews,
            oews_base,
            sectors,
            sector_year,
            projections: (round, occupations, education),
            job_zones,
        })
    }

    /// Jobs by sector.
    pub(crate) fn staffing(&self) -> Staffing {
        Staffing::new(self.sectors.0, &self.sectors.1, &self.sector_year)
    }

    /// The title of a SOC 2018 or O*NET-SOC 2019 occupation by its code as text; empty for any other text.
    pub(crate) fn title_of(&self, code: &str) -> &str {
        let soc = code.parse().ok().and_then(|soc: Soc2018| self.soc_titles.get(&soc));
        let onet = code.parse().ok().and_then(|code: OnetSoc2019| self.onet_titles.get(&code));
        soc.or(onet).map_or("", String::as_str)
    }

    /// The SOC 2018 occupations that no SOC 2010 occupation became as a whole: what the revision added or split off.
    pub(crate) fn soc_2018_additions(&self) -> BTreeSet<Soc2018> {
        let back = self.soc_2010_to_2018.inverted();
        let whole = |soc: Soc2018| {
            let from = back.targets(soc);
            from.is_empty() || from.iter().any(|&old| self.soc_2010_to_2018.targets(old).len() == 1)
        };
        self.soc_titles.keys().copied().filter(|&soc| !whole(soc)).collect()
    }

    fn data(&self) -> Data<'_> {
        let (round, occupations, education) = &self.projections;
        Data {
            soc_titles: &self.soc_titles,
            oews: OewsInput { release: self.oews.0, national: &self.oews.1 },
            oews_base: self.oews_base.as_ref().map(|(release, national)| OewsBaseInput {
                release: *release,
                national,
                soc_2010_to_2018: Some(&self.soc_2010_to_2018),
            }),
            projections: Some(ProjectionsInput { release: *round, occupations, education }),
            onet: OnetInput {
                job_zones: &self.job_zones,
                to_soc_2018: &self.onet_to_soc,
                titles: &self.onet_titles,
            },
        }
    }
}

/// Assigns all occupations and computes the figures; without the doubts about published rows and without industries.
pub(crate) fn run(context: &Context, edition: &str) -> Result<Alignment> {
    work(context, edition, false)
}

/// Runs the main job over the releases at hand.
pub(crate) fn run_in_full(context: &Context, edition: &str) -> Result<Alignment> {
    work(context, edition, true)
}

fn work(context: &Context, edition: &str, in_full: bool) -> Result<Alignment> {
    let ground = Ground::read(context, edition)?;
    let (thresholds, threshold_bytes) = thresholds(context)?;
    let engine = ground.engine(&ground.parameters, &BTreeSet::new());
    let codes: Vec<Soc2018> = ground.material.soc_titles.keys().copied().collect();
    let (assignments, proposals) = assign_some(&ground, &engine, &codes);
    let own = assign_own(&ground, &engine, ground.material.onet_titles.keys().copied());
    let doubts = if in_full { doubts(&ground, &engine) } else { Vec::new() };
    let industries =
        if in_full { Industries::read(&ground)?.place_all(&ground, &engine) } else { Vec::new() };
    drop(engine);
    let sources = ground.sources()?;
    let mut configuration = ground.configuration.clone();
    configuration.insert("thresholds.toml".to_owned(), sha256_hex(&threshold_bytes));
    let settings = Settings {
        thresholds: &thresholds,
        top_occupations: TOP_OCCUPATIONS,
        releases: sources
            .iter()
            .zip(&ground.material.read)
            .map(|(note, release)| (*release, note.sha256.clone()))
            .collect(),
        configuration,
        emerging_count: 0,
        warnings: Vec::new(),
    };
    let places: Vec<OccupationPlaces> = assignments.iter().map(places).collect();
    let inputs = Inputs {
        edition: &EditionLayout::from(&ground.edition),
        occupations: &places,
        data: ground.material.data(),
        settings: &settings,
    };
    let mut profile = profile(&inputs);
    profile.coverage.extend(doubts);
    profile.coverage.sort_by(|left, right| {
        let key = |row: &CoverageRow| (row.subject_kind.clone(), row.code.clone(), row.finding.clone());
        key(left).cmp(&key(right))
    });
    Ok(Alignment { ground, assignments, proposals, own, industries, profile, sources })
}

/// Published occupations of which the engine, had it never seen their rows, would be sure that they belong elsewhere.
fn doubts(ground: &Ground, engine: &Engine<'_>) -> Vec<CoverageRow> {
    let judged = block_trial(engine, &engine.single_blocks());
    let doubted = judged.into_iter().filter_map(|one| {
        let proposal = one.proposal.as_ref().filter(|_| one.cluster_is_doubted(ground.parameters.doubt_above))?;
        let place = ground.view.slot_name(proposal.targets.first()?.slot);
        let published: Vec<String> = one.published.iter().map(|&slot| ground.view.slot_name(slot)).collect();
        Some(CoverageRow {
            subject_kind: "soc_occupation".to_owned(),
            code: one.subject.clone(),
            title: ground.material.title_of(&one.subject).to_owned(),
            finding: "published_row_doubted".to_owned(),
            detail: format!(
                "published under {}; everything else that is known speaks for {place} (confidence in the cluster {:.2})",
                published.join(" and "),
                proposal.cluster_confidence
            ),
            employment_jobs: None,
            engine_place: Some(place),
            engine_confidence: Some((proposal.cluster_confidence * 10_000.0).round() / 10_000.0),
        })
    });
    doubted.collect()
}

impl Alignment {
    /// Notes releases that a later step read, in the summary and among the sources.
    pub(crate) fn add_sources(&mut self, read: &BTreeSet<Release>) -> Result<()> {
        let known = &self.profile.summary.releases;
        let new: BTreeSet<Release> =
            read.iter().copied().filter(|release| !known.contains_key(release)).collect();
        let notes = self.ground.sources_of(&new)?;
        let digests = new.iter().zip(&notes).map(|(release, note)| (*release, note.sha256.clone()));
        self.profile.summary.releases.extend(digests);
        self.sources.extend(notes);
        let order = |note: &SourceNote| note.release.parse::<Release>().ok();
        self.sources.sort_by_key(order);
        Ok(())
    }
}

/// An edition in O*NET-SOC, such as the original one, is read through the published crosswalk: a SOC
/// occupation belongs wherever one of its O*NET-SOC occupations does.
pub(crate) fn in_soc(mut edition: Edition, onet_to_soc: &Crosswalk<OnetSoc2019, Soc2018>) -> Edition {
    let rows = std::mem::take(&mut edition.published.occupations);
    let converted = rows.into_iter().flat_map(|row| match row.code {
        OccupationCode::Soc2018(_) => vec![row],
        OccupationCode::OnetSoc2019(code) => {
            let targets = onet_to_soc.targets(code).iter();
            targets.map(|&soc| OccupationRow { code: OccupationCode::Soc2018(soc), ..row.clone() }).collect()
        }
    });
    edition.published.occupations = converted.collect();
    edition.published.occupations.sort();
    edition
}

/// Assigns occupations: published rows, else rules, else inference; with what the engine proposes where nothing is published.
pub(crate) fn assign_some(
    ground: &Ground,
    engine: &Engine<'_>,
    codes: &[Soc2018],
) -> (Vec<OccupationAssignment>, BTreeMap<Soc2018, Proposal>) {
    let mut proposals = BTreeMap::new();
    let mut rulings: BTreeMap<Soc2018, Ruling> = BTreeMap::new();
    for &soc in codes.iter().filter(|soc| !ground.view.published.contains_key(soc)) {
        let ruling = ground.ruling(&Subject::Occupation(Occupation::Soc(soc)));
        let subject = ground.corpus.occupation(soc).unwrap_or_default();
        let proposal = engine.propose(&subject, &ruling.bonuses, Detail::Full);
        proposals.extend(proposal.map(|proposal| (soc, proposal)));
        rulings.insert(soc, ruling);
    }
    let view = &ground.view;
    let published = |soc: Soc2018| published_rows(view, soc);
    let ruled = |soc: Soc2018| rulings.get(&soc).map(|ruling| ruling.pinned.clone()).unwrap_or_default();
    let inferred = |soc: Soc2018| {
        let proposal = proposals.get(&soc);
        proposal
            .map(|proposal| inferred_claims(engine, proposal, &ground.material.soc_titles))
            .unwrap_or_default()
    };
    let classifier = classifier_of(ground, vec![&published, &ruled, &inferred]);
    (codes.iter().map(|&soc| classifier.assign(soc)).collect(), proposals)
}

/// Assigns the O*NET-SOC occupations among some that a rule is about which is not about their SOC occupation.
///
/// A pin decides. A weight or an exclusion is weighed by the engine, which knows the published rows of the SOC occupation,
/// too; jobs are divided like those of the SOC occupation, which is all that is counted.
pub(crate) fn assign_own(
    ground: &Ground,
    engine: &Engine<'_>,
    codes: impl IntoIterator<Item = OnetSoc2019>,
) -> BTreeMap<OnetSoc2019, OccupationAssignment> {
    let mut own = BTreeMap::new();
    for code in codes {
        let Some(parent) = ground.corpus.parent(code) else { continue };
        let ruling = ground.ruling(&Subject::Occupation(Occupation::Onet(code)));
        if ruling.about.is_empty()
            || !ruling.is_of_its_own(&ground.ruling(&Subject::Occupation(Occupation::Soc(parent))))
        {
            continue;
        }
        let subject = ground.corpus.onet_occupation(code).unwrap_or_default();
        let proposal = engine.propose(&subject, &ruling.bonuses, Detail::Full);
        let ruled = |_| ruling.pinned.clone();
        let inferred = |_| {
            let claims = |proposal: &Proposal| inferred_claims(engine, proposal, &ground.material.soc_titles);
            proposal.as_ref().map(claims).unwrap_or_default()
        };
        own.insert(code, classifier_of(ground, vec![&ruled, &inferred]).assign(parent));
    }
    own
}

/// Assigns by some sources, the first that says something wins; jobs are divided by where the occupation is employed.
pub(crate) fn classifier<'a>(
    view: &'a EditionView,
    staffing: &'a Staffing,
    review_below: f64,
    sources: Vec<EvidenceSource<'a>>,
) -> Classifier<'a> {
    Classifier {
        view,
        shares: ShareRule::new(
            staffing,
            view.sector_owners.clone(),
            view.cross_cutting(),
            &view.single_cluster_occupations(),
        ),
        sources,
        review_below,
    }
}

fn classifier_of<'a>(ground: &'a Ground, sources: Vec<EvidenceSource<'a>>) -> Classifier<'a> {
    classifier(&ground.view, &ground.staffing, ground.parameters.review_below, sources)
}

fn places(assignment: &OccupationAssignment) -> OccupationPlaces {
    let place = |membership: &plumb_classify::Membership| OccupationPlace {
        cluster: membership.place.slot.cluster,
        sub_cluster: membership.place.slot.sub_cluster,
        share_parts: membership.share_parts,
        primary: membership.primary,
    };
    OccupationPlaces {
        soc: assignment.soc,
        in_review: assignment.in_review(),
        places: assignment.memberships.iter().map(place).collect(),
    }
}

fn thresholds(context: &Context) -> Result<(Thresholds, Vec<u8>)> {
    let file = context.config().map(|folder| folder.join("thresholds.toml")).filter(|file| file.is_file());
    let (name, text) = match file {
        Some(file) => {
            let text = std::fs::read_to_string(&file).with_context(|| format!("read {}", file.display()))?;
            (file.display().to_string(), text)
        }
        None => ("thresholds.toml".to_owned(), DEFAULT_THRESHOLDS.to_owned()),
    };
    Ok((Thresholds::from_toml(&name, &text)?, text.into_bytes()))
}
