//! The main job's steps in order: read releases, configuration and edition, assign, profile. Writes nothing.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result};
use plumb_classify::{Classifier, EditionView, OccupationAssignment, ShareRule, Staffing, published_rows};
use plumb_codes::{Crosswalk, OnetSoc2019, Release, Soc2010, Soc2018, SocLevel, Source};
use plumb_framework::{Edition, OccupationCode, OccupationRow, load};
use plumb_profile::{
    DEFAULT_THRESHOLDS, Data, EditionLayout, Inputs, OccupationPlace, OccupationPlaces, OewsBaseInput,
    OewsInput, OnetInput, Profile, ProjectionsInput, Settings, Thresholds, profile,
};
use plumb_report::SourceNote;
use plumb_store::Releases;
use plumb_tables::Row;
use plumb_tables::schema::ep::{EpEducationRow, EpOccupationRow};
use plumb_tables::schema::oews::{OewsRow, cut};
use plumb_tables::schema::onet::OnetJobZoneRow;
use plumb_tables::schema::soc::{
    OnetSoc2019ToSoc2018Row, OnetSocStructureRow, Soc2010To2018Row, SocStructureRow,
};

use crate::context::{Context, sha256_hex};
use crate::exit::Failure;

/// How many of a cluster's occupations its page lists.
const TOP_OCCUPATIONS: usize = 15;
/// Placements that are not published and below this confidence wait for a person.
const REVIEW_BELOW: f64 = 0.5;

/// Everything that the main job found, before it is written.
pub(crate) struct Alignment {
    pub(crate) edition: Edition,
    pub(crate) view: EditionView,
    pub(crate) material: Material,
    pub(crate) assignments: Vec<OccupationAssignment>,
    pub(crate) profile: Profile,
    pub(crate) sources: Vec<SourceNote>,
}

/// The rows that the main job reads, and the releases they came from.
pub(crate) struct Material {
    pub(crate) read: BTreeSet<Release>,
    pub(crate) soc_titles: BTreeMap<Soc2018, String>,
    pub(crate) onet_titles: BTreeMap<OnetSoc2019, String>,
    pub(crate) onet_to_soc: Crosswalk<OnetSoc2019, Soc2018>,
    soc_2010_to_2018: Crosswalk<Soc2010, Soc2018>,
    oews: (Release, Vec<OewsRow>),
    oews_base: Option<(Release, Vec<OewsRow>)>,
    sectors: (Release, Vec<OewsRow>),
    sector_year: Vec<OewsRow>,
    projections: (Release, Vec<EpOccupationRow>, Vec<EpEducationRow>),
    pub(crate) job_zones: Vec<OnetJobZoneRow<2019>>,
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
        Ok(Self {
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

/// Runs the main job over the releases at hand.
pub(crate) fn run(context: &Context, edition: &str) -> Result<Alignment> {
    let releases = context.releases()?;
    let material = Material::read(&releases)?;
    let (edition, edition_bytes) = load(context.config(), edition)?;
    let edition = in_soc(edition, &material.onet_to_soc);
    let (thresholds, threshold_bytes) = thresholds(context)?;
    let view = EditionView::from(&edition);
    let assignments = assign(&view, &material);
    let sources = sources(&releases, &material.read)?;
    let settings = Settings {
        thresholds: &thresholds,
        top_occupations: TOP_OCCUPATIONS,
        releases: sources
            .iter()
            .zip(&material.read)
            .map(|(note, release)| (*release, note.sha256.clone()))
            .collect(),
        configuration: BTreeMap::from([
            (format!("frameworks/{}", edition.id), sha256_hex(&edition_bytes)),
            ("thresholds.toml".to_owned(), sha256_hex(&threshold_bytes)),
        ]),
        emerging_count: 0,
        warnings: Vec::new(),
    };
    let places: Vec<OccupationPlaces> = assignments.iter().map(places).collect();
    let inputs = Inputs {
        edition: &EditionLayout::from(&edition),
        occupations: &places,
        data: material.data(),
        settings: &settings,
    };
    let profile = profile(&inputs);
    Ok(Alignment { edition, view, material, assignments, profile, sources })
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

fn assign(view: &EditionView, material: &Material) -> Vec<OccupationAssignment> {
    let staffing = Staffing::new(material.sectors.0, &material.sectors.1, &material.sector_year);
    let published = |soc: Soc2018| published_rows(view, soc);
    let classifier = Classifier {
        view,
        shares: ShareRule::new(
            &staffing,
            view.sector_owners.clone(),
            view.cross_cutting(),
            &view.single_cluster_occupations(),
        ),
        sources: vec![&published],
        review_below: REVIEW_BELOW,
    };
    material.soc_titles.keys().map(|&soc| classifier.assign(soc)).collect()
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

fn sources(releases: &Releases, read: &BTreeSet<Release>) -> Result<Vec<SourceNote>> {
    let note = |&release: &Release| {
        let manifest = releases.manifest(release)?;
        Ok(SourceNote {
            release: release.to_string(),
            reference_period: manifest.reference_period(),
            sha256: manifest.source_digest(),
            attribution: manifest.attribution(),
        })
    };
    read.iter().map(note).collect()
}
