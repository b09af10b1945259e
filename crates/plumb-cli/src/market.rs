//! Reads what a ranking of emerging occupations may see: of the newest releases, or as things stood in the past.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result};
use plumb_codes::{
    OewsOccCode, OnetSocCode, Release, ReleaseVersion, Soc2010, Soc2018, SocCode, SocLevel, Source,
};
use plumb_emerging::history::Merge;
use plumb_emerging::{DEFAULT_CONFIG, EmergingConfig, FiledTitle, Gap, Market, earlier};
use plumb_store::Releases;
use plumb_tables::Row as _;
use plumb_tables::schema::ep::EpOccupationRow;
use plumb_tables::schema::lists::{BrightOutlookRow, GreenOccupationRow};
use plumb_tables::schema::oews::{OewsRow, cut};
use plumb_tables::schema::oflc::OflcTitleRow;
use plumb_tables::schema::onet::{OnetEmergingTaskRow, OnetOccupationRow, OnetTechnologyRow, OnetTitleRow};
use plumb_tables::schema::soc::{OnetSoc2019ToSoc2018Row, SocStructureRow};

use crate::alignment::Alignment;
use crate::context::{Context, sha256_hex};
use crate::exit::Failure;

/// A market and the releases that it was read from.
pub(crate) struct Read {
    pub(crate) market: Market,
    /// The release of O*NET whose subjects are ranked.
    pub(crate) onet: Release,
    /// Broad occupations of the SOC that hold more than one detailed occupation.
    pub(crate) broad: Vec<Merge>,
    pub(crate) releases: BTreeSet<Release>,
}

/// Up to when a ranking sees.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Sight {
    /// Everything at hand; titles are new when `since` does not list them.
    Today {
        /// The release of O*NET to compare with; by default the oldest of the same taxonomy.
        since: Option<Release>,
    },
    /// Nothing that was not there when the release appeared.
    Then {
        /// Filed titles are seen up to this many years before the last full year.
        filed_lag_years: i64,
    },
}

/// The configuration, and its bytes for the record.
pub(crate) fn configuration(context: &Context) -> Result<(EmergingConfig, String)> {
    let file = context.config().map(|folder| folder.join("emerging.toml")).filter(|file| file.is_file());
    let (name, text) = match file {
        Some(file) => {
            let text = std::fs::read_to_string(&file).with_context(|| format!("read {}", file.display()))?;
            (file.display().to_string(), text)
        }
        None => ("emerging.toml".to_owned(), DEFAULT_CONFIG.to_owned()),
    };
    Ok((EmergingConfig::from_toml(&name, &text)?, sha256_hex(text.as_bytes())))
}

/// The newest O*NET release at hand with titles.
pub(crate) fn newest_onet(releases: &Releases) -> Result<Release> {
    releases
        .newest_with(Source::Onet, OnetTitleRow::<2019>::TABLE)
        .ok_or_else(|| Failure::data("find an O*NET release with job titles; ingest one"))
}

/// Whether an O*NET release uses the O*NET-SOC 2019 taxonomy; 25.1 was the first.
pub(crate) fn uses_2019(onet: Release) -> bool {
    matches!(onet.version(), ReleaseVersion::Number(major, minor) if (major, minor) >= (25, 1))
}

/// Year and month in which an O*NET release appears: `x.0` in August of 1995 + x, then every three months.
fn appeared(onet: Release) -> (i64, u8) {
    let ReleaseVersion::Number(major, minor) = onet.version() else { return (0, 1) };
    let months = 7 + 3 * i64::from(minor);
    (1995 + i64::from(major) + months / 12, u8::try_from(months % 12 + 1).unwrap_or(1))
}

/// Reads a market.
pub(crate) fn read(releases: &Releases, onet: Release, sight: Sight) -> Result<Read> {
    if onet.source() != Source::Onet {
        return Err(Failure::usage(format!(
            "rank the subjects of `{onet}`: emerging occupations are looked for in a release of O*NET, such as onet/24.2"
        )));
    }
    if uses_2019(onet) { read_2019(releases, onet, sight) } else { read_2010(releases, onet, sight) }
}

fn read_2010(releases: &Releases, onet: Release, sight: Sight) -> Result<Read> {
    let soc = Release::yearly(Source::Soc, 2010).context("name SOC 2010")?;
    let structure: Vec<SocStructureRow<2010>> = releases.rows_named(soc, "soc_structure")?;
    let titles = detailed_titles(&structure);
    let in_soc = |code: OnetSocCode<2010>| {
        let soc = code.soc_stem().parse().ok()?;
        titles.contains_key(&soc).then_some(soc)
    };
    let mut read = onet_rows::<2010>(releases, onet, in_soc)?;
    read.releases.insert(soc);
    read.broad = broad(&structure);
    earlier_releases::<2010>(releases, onet, sight, &mut read)?;
    // The list accompanied O*NET 18.1 and is in its taxonomy.
    let green = Release::onet_green(18, 1);
    if releases.releases().contains(&green) {
        read.releases.insert(green);
        for row in releases.rows::<GreenOccupationRow>(green)? {
            read.market.add_listing(&row.onet_soc_code.to_string(), &row.category);
        }
    }
    filed(releases, onet, sight, &mut read, |row| {
        let code: Soc2010 = (row.soc_vintage == 2010).then(|| row.soc_code.parse().ok())??;
        code.to_string().parse().ok()
    })?;
    figures(releases, onet, sight, &titles, &mut read)?;
    Ok(read)
}

fn read_2019(releases: &Releases, onet: Release, sight: Sight) -> Result<Read> {
    let soc = Release::yearly(Source::Soc, 2018).context("name SOC 2018")?;
    let structure: Vec<SocStructureRow<2018>> = releases.rows_named(soc, "soc_structure")?;
    let titles = detailed_titles(&structure);
    let taxonomy = Release::yearly(Source::OnetSoc, 2019).context("name O*NET-SOC 2019")?;
    let links: Vec<OnetSoc2019ToSoc2018Row> = releases.rows(taxonomy)?;
    let links: BTreeMap<OnetSocCode<2019>, Soc2018> =
        links.into_iter().map(|row| (row.onet_soc_code, row.soc_code)).collect();
    let in_soc = |code: OnetSocCode<2019>| links.get(&code)?.to_string().parse().ok();
    let mut read = onet_rows::<2019>(releases, onet, in_soc)?;
    read.releases.extend([soc, taxonomy]);
    read.broad = broad(&structure);
    earlier_releases::<2019>(releases, onet, sight, &mut read)?;
    // The listing says no date: it is for today's ranking only.
    if let (Sight::Today { .. }, Some(lists)) =
        (sight, releases.newest_with(Source::OnetLists, "onet_bright_outlook"))
    {
        read.releases.insert(lists);
        for row in releases.rows::<BrightOutlookRow>(lists)? {
            read.market.add_listing(&row.onet_soc_code.to_string(), &row.category);
        }
    }
    filed(releases, onet, sight, &mut read, |row| row.soc_2018_code?.to_string().parse().ok())?;
    figures(releases, onet, sight, &titles, &mut read)?;
    Ok(read)
}

fn detailed_titles<const V: u16>(structure: &[SocStructureRow<V>]) -> BTreeMap<OewsOccCode, String> {
    let detailed = structure.iter().filter(|row| row.soc_code.level() == SocLevel::DetailedOccupation);
    let code = |code: SocCode<V>| code.to_string().parse().ok();
    let mut titles: BTreeMap<OewsOccCode, String> =
        detailed.filter_map(|row| Some((code(row.soc_code)?, row.title.clone()))).collect();
    titles.insert(OewsOccCode::TOTAL, "All Occupations".to_owned());
    titles
}

/// Broad occupations with several detailed ones, as the taxonomy's own authors divided them.
///
/// O*NET lists about as many titles for a large occupation as for a small one: of the titles of the members one in as
/// many stays as there are members. A broad occupation of what is left over is named as such residuals are.
fn broad<const V: u16>(structure: &[SocStructureRow<V>]) -> Vec<Merge> {
    let mut members: BTreeMap<u32, Vec<OewsOccCode>> = BTreeMap::new();
    for row in structure.iter().filter(|row| row.soc_code.level() == SocLevel::DetailedOccupation) {
        if let Ok(code) = row.soc_code.to_string().parse() {
            members.entry(row.soc_code.as_number() / 10).or_default().push(code);
        }
    }
    let broad = structure.iter().filter(|row| row.soc_code.level() == SocLevel::BroadOccupation);
    broad
        .filter_map(|row| {
            let members = members.remove(&(row.soc_code.as_number() / 10))?;
            let title = match row.title.strip_prefix("Miscellaneous ") {
                Some(rest) => format!("{rest}, All Other"),
                None => row.title.clone(),
            };
            (members.len() > 1).then_some(Merge {
                title,
                one_title_in: members.len(),
                members,
                thin_first: true,
            })
        })
        .collect()
}

fn onet_rows<const V: u16>(
    releases: &Releases,
    onet: Release,
    in_soc: impl Fn(OnetSocCode<V>) -> Option<OewsOccCode>,
) -> Result<Read> {
    let occupations: Vec<OnetOccupationRow<V>> = releases.rows(onet)?;
    let mut market = Market::new(&onet.to_string(), &occupations, in_soc);
    market.add_titles::<V>(&releases.rows::<OnetTitleRow<V>>(onet)?);
    market.add_technologies::<V>(&releases.rows::<OnetTechnologyRow<V>>(onet)?);
    // Not every packaging of a release holds its emerging tasks.
    if let Ok(tasks) = releases.rows::<OnetEmergingTaskRow<V>>(onet) {
        market.add_emerging_tasks::<V>(&tasks);
    }
    Ok(Read { market, onet, broad: Vec::new(), releases: BTreeSet::from([onet]) })
}

/// Earlier releases of O*NET in the same taxonomy, oldest first.
fn earlier_releases<const V: u16>(
    releases: &Releases,
    onet: Release,
    sight: Sight,
    read: &mut Read,
) -> Result<()> {
    let same = |release: &Release| {
        release.source() == Source::Onet && *release < onet && uses_2019(*release) == uses_2019(onet)
    };
    let mut older: Vec<Release> = releases.releases().into_iter().filter(same).collect();
    if let Sight::Today { since: Some(since) } = sight {
        if !older.contains(&since) {
            let known = older.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            return Err(Failure::usage(format!(
                "compare {onet} with `{since}`: it must be an older release of O*NET in the same taxonomy; at hand: {}",
                if known.is_empty() { "none" } else { &known }
            )));
        }
        older.retain(|release| *release >= since);
    }
    // The oldest says what is new, the newest before this one when it came; more would only be slower.
    if older.len() > 2 {
        older.drain(1..older.len() - 1);
    }
    for release in older {
        let occupations: Vec<OnetOccupationRow<V>> = releases.rows(release)?;
        let titles: Vec<OnetTitleRow<V>> = releases.rows(release)?;
        let technologies: Vec<OnetTechnologyRow<V>> = releases.rows(release)?;
        read.market.earlier.push(earlier(&release.to_string(), &occupations, &titles, &technologies));
        read.releases.insert(release);
    }
    Ok(())
}

fn filed(
    releases: &Releases,
    onet: Release,
    sight: Sight,
    read: &mut Read,
    code: impl Fn(&OflcTitleRow) -> Option<OewsOccCode>,
) -> Result<()> {
    let Some(release) = releases.newest_with(Source::Oflc, OflcTitleRow::TABLE) else { return Ok(()) };
    let last_year = match sight {
        Sight::Today { .. } => i64::MAX,
        Sight::Then { filed_lag_years } => appeared(onet).0 - 1 - filed_lag_years,
    };
    let rows: Vec<OflcTitleRow> = releases.rows(release)?;
    read.releases.insert(release);
    let seen = rows.into_iter().filter(|row| row.last_year <= last_year);
    read.market.filed = seen
        .map(|row| FiledTitle {
            soc: code(&row),
            years: Some((row.first_year, row.last_year)),
            filings: row.filings,
            title: row.title,
        })
        .collect();
    Ok(())
}

fn figures(
    releases: &Releases,
    onet: Release,
    sight: Sight,
    titles: &BTreeMap<OewsOccCode, String>,
    read: &mut Read,
) -> Result<()> {
    let (year, month) = match sight {
        Sight::Today { .. } => (i64::MAX, 12),
        Sight::Then { .. } => appeared(onet),
    };
    let mut round = None;
    for release in releases.releases() {
        match release.version() {
            ReleaseVersion::Month(of, in_month)
                if release.source() == Source::Oews && (i64::from(of), in_month) <= (year, month) =>
            {
                let rows: Vec<OewsRow> = releases.rows_named(release, cut::NATIONAL)?;
                read.market.figures.add_year(of, &rows, titles);
                read.releases.insert(release);
            }
            ReleaseVersion::Round(base, _) if release.source() == Source::Ep && i64::from(base) < year => {
                round = Some(release);
            }
            _ => {}
        }
    }
    if let Some(round) = round {
        read.market.figures.add_projections(&releases.rows::<EpOccupationRow>(round)?, titles);
        read.releases.insert(round);
    }
    Ok(())
}

/// Puts what a framework edition says into a market: clusters of occupations, and sub-clusters without one.
pub(crate) fn add_edition(market: &mut Market, found: &Alignment) {
    let mut filled: BTreeSet<(usize, Option<usize>)> = BTreeSet::new();
    for assignment in &found.assignments {
        for membership in &assignment.memberships {
            let slot = membership.place.slot;
            filled.insert((slot.cluster, slot.sub_cluster));
            if membership.primary
                && let Ok(code) = assignment.soc.to_string().parse()
            {
                market.clusters.insert(code, found.ground.view.cluster_name(slot.cluster).to_owned());
            }
        }
    }
    for (position, cluster) in found.ground.view.clusters.iter().enumerate() {
        for (number, (_, name)) in cluster.sub_clusters.iter().enumerate() {
            if !filled.contains(&(position, Some(number))) {
                market.gaps.push(Gap { cluster: cluster.name.clone(), sub_cluster: name.clone() });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_appear_every_three_months() {
        assert_eq!(appeared(Release::onet(24, 2)), (2020, 2));
        assert_eq!(appeared(Release::onet(27, 0)), (2022, 8));
        assert_eq!(appeared(Release::onet(30, 1)), (2025, 11));
        assert!(uses_2019(Release::onet(25, 1)) && !uses_2019(Release::onet(25, 0)));
    }
}
