//! What is known at one point in time: occupations, titles, figures, technologies, filings, postings.

use std::collections::{BTreeMap, BTreeSet};

use plumb_codes::{OewsOccCode, OnetSocCode};
use plumb_tables::schema::onet::{OnetEmergingTaskRow, OnetOccupationRow, OnetTechnologyRow, OnetTitleRow};
use rustc_hash::FxHashSet;

use crate::figures::Figures;
use crate::postings::PostingTotals;

/// A detailed occupation of the taxonomy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occupation {
    /// Its code with eight digits, such as `15-1199.09`.
    pub code: String,
    /// The SOC code that it belongs to, such as `15-1199`.
    pub soc: OewsOccCode,
    /// Its title.
    pub title: String,
}

/// A title that O*NET lists under an occupation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedTitle {
    /// Position of the occupation in [`Market::occupations`].
    pub occupation: usize,
    /// The title as published.
    pub title: String,
}

/// A title that employers filed, summed over one code and span of years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiledTitle {
    /// The title as filed.
    pub title: String,
    /// The code that the employer chose, in the SOC of the market; none where it is in another SOC.
    pub soc: Option<OewsOccCode>,
    /// First and last year of the span; none for what comes from a user's corpus.
    pub years: Option<(i64, i64)>,
    /// Number of filings.
    pub filings: i64,
}

/// More titles than this of a user's corpus are not looked at; the most frequent are.
const MOST_POSTING_TITLES: usize = 50_000;

/// A technology with the occupations that use it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Technology {
    /// Name of the product.
    pub name: String,
    /// Positions of the occupations, sorted.
    pub occupations: Vec<usize>,
    /// Whether the publisher calls it hot.
    pub hot: bool,
    /// Occupations in whose postings it is in demand.
    pub in_demand: usize,
}

/// A sub-cluster that no occupation is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// Cluster and sub-cluster by name.
    pub cluster: String,
    /// Name of the sub-cluster.
    pub sub_cluster: String,
}

/// An earlier release of the same source, to see what is new since.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Earlier {
    /// Its id, such as `onet/27.0`.
    pub release: String,
    /// Titles that it lists, in lower case.
    pub titles: FxHashSet<String>,
    /// Technologies that it lists, in lower case.
    pub technologies: FxHashSet<String>,
    /// Codes that it lists, of the same taxonomy.
    pub codes: FxHashSet<String>,
}

/// Everything that a ranking may see.
#[derive(Debug, Clone, Default)]
pub struct Market {
    /// The release that the occupations and titles are from, such as `onet/30.1`.
    pub release: String,
    /// Occupations sorted by code.
    pub occupations: Vec<Occupation>,
    /// Titles under occupations.
    pub titles: Vec<ListedTitle>,
    /// Technologies sorted by name.
    pub technologies: Vec<Technology>,
    /// Emerging tasks by occupation: new and revised ones.
    pub emerging_tasks: BTreeMap<usize, u32>,
    /// Listings (Bright Outlook, green) by occupation.
    pub listings: BTreeMap<usize, BTreeSet<String>>,
    /// Titles that employers filed.
    pub filed: Vec<FiledTitle>,
    /// Figures by SOC code.
    pub figures: Figures,
    /// Earlier releases of the same source, oldest first.
    pub earlier: Vec<Earlier>,
    /// A user's corpus.
    pub postings: Option<PostingTotals>,
    /// Sub-clusters without an occupation.
    pub gaps: Vec<Gap>,
    /// Cluster of a SOC occupation, where a framework edition says one.
    pub clusters: BTreeMap<OewsOccCode, String>,
}

impl Market {
    /// The occupations of a taxonomy; `soc` says to which SOC code each belongs.
    pub fn new<const V: u16>(
        release: &str,
        rows: &[OnetOccupationRow<V>],
        soc: impl Fn(OnetSocCode<V>) -> Option<OewsOccCode>,
    ) -> Self {
        let mut occupations: Vec<Occupation> = rows
            .iter()
            .filter_map(|row| {
                let soc = soc(row.onet_soc_code)?;
                Some(Occupation { code: row.onet_soc_code.to_string(), soc, title: row.title.clone() })
            })
            .collect();
        occupations.sort_by(|left, right| left.code.cmp(&right.code));
        Self { release: release.to_owned(), occupations, ..Self::default() }
    }

    /// The position of a code; returns `None` if it is not in the taxonomy.
    pub fn position(&self, code: &str) -> Option<usize> {
        self.occupations.binary_search_by(|occupation| occupation.code.as_str().cmp(code)).ok()
    }

    /// Adds the titles of an O*NET release, short forms included.
    pub fn add_titles<const V: u16>(&mut self, rows: &[OnetTitleRow<V>]) {
        let mut last = None;
        for row in rows {
            // Rows come by occupation: the text is made once for each.
            let occupation = match last {
                Some((code, position)) if code == row.onet_soc_code => position,
                _ => self.position(&row.onet_soc_code.to_string()),
            };
            last = Some((row.onet_soc_code, occupation));
            let Some(occupation) = occupation else { continue };
            self.titles.push(ListedTitle { occupation, title: row.title.clone() });
            if let Some(short) = &row.short_title {
                self.titles.push(ListedTitle { occupation, title: short.clone() });
            }
        }
    }

    /// Adds the technologies of an O*NET release.
    pub fn add_technologies<const V: u16>(&mut self, rows: &[OnetTechnologyRow<V>]) {
        let mut by_name: BTreeMap<&str, Technology> = BTreeMap::new();
        for row in rows {
            let Some(occupation) = self.position(&row.onet_soc_code.to_string()) else { continue };
            let technology = by_name.entry(&row.example).or_insert_with(|| Technology {
                name: row.example.clone(),
                occupations: Vec::new(),
                hot: false,
                in_demand: 0,
            });
            technology.occupations.push(occupation);
            technology.hot |= row.hot_technology;
            technology.in_demand += usize::from(row.in_demand == Some(true));
        }
        self.technologies = by_name.into_values().collect();
        for technology in &mut self.technologies {
            technology.occupations.sort_unstable();
            technology.occupations.dedup();
        }
    }

    /// Adds the emerging tasks of an O*NET release.
    pub fn add_emerging_tasks<const V: u16>(&mut self, rows: &[OnetEmergingTaskRow<V>]) {
        for row in rows {
            if let Some(position) = self.position(&row.onet_soc_code.to_string()) {
                *self.emerging_tasks.entry(position).or_default() += 1;
            }
        }
    }

    /// Lets the frequent titles of the user's corpus be subjects, though no release lists them.
    pub fn add_posting_titles(&mut self, at_least: u64) {
        let Some(postings) = &self.postings else { return };
        let frequent = postings.frequent(at_least, MOST_POSTING_TITLES);
        let titles = frequent.into_iter().map(|(title, _)| FiledTitle {
            title: title.to_owned(),
            soc: None,
            years: None,
            filings: 0,
        });
        self.filed.extend(titles);
    }

    /// Adds one listing of an occupation.
    pub fn add_listing(&mut self, code: &str, listing: &str) {
        if let Some(position) = self.position(code) {
            self.listings.entry(position).or_default().insert(listing.to_owned());
        }
    }
}

/// What an earlier release listed, for [`Market::earlier`].
pub fn earlier<const V: u16>(
    release: &str,
    occupations: &[OnetOccupationRow<V>],
    titles: &[OnetTitleRow<V>],
    technologies: &[OnetTechnologyRow<V>],
) -> Earlier {
    let short = titles.iter().filter_map(|row| row.short_title.as_ref());
    Earlier {
        release: release.to_owned(),
        titles: titles.iter().map(|row| &row.title).chain(short).map(|title| title.to_lowercase()).collect(),
        technologies: technologies.iter().map(|row| row.example.to_lowercase()).collect(),
        codes: occupations.iter().map(|row| row.onet_soc_code.to_string()).collect(),
    }
}

/// Whether a title is that of a residual occupation.
pub fn is_residual(title: &str) -> bool {
    title.to_lowercase().contains("all other")
}
