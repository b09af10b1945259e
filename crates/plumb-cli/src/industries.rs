//! Industries of NAICS 2022 at every level: published sectors, and what rules, index entries and the sector table say below.

use std::collections::BTreeMap;

use anyhow::Result;
use plumb_classify::{Bonus, Detail, Engine, Evidence, Proposal, Slot};
use plumb_codes::{Naics2022, Source};
use plumb_framework::rules::Subject;
use plumb_tables::Row;
use plumb_tables::schema::naics::NaicsIndexRow;

use crate::ground::Ground;

/// Industries with their index entries.
pub(crate) struct Industries {
    entries: BTreeMap<Naics2022, Vec<String>>,
}

/// Where an industry belongs.
pub(crate) struct IndustryFound {
    pub(crate) status: &'static str,
    pub(crate) places: Vec<IndustryPlace>,
    pub(crate) published: Vec<String>,
    pub(crate) rules: Vec<String>,
    pub(crate) through: String,
    pub(crate) proposal: Option<Proposal>,
}

/// One place of an industry.
pub(crate) struct IndustryPlace {
    pub(crate) slot: Slot,
    pub(crate) primary: bool,
    pub(crate) confidence: f64,
}

impl Industries {
    /// Reads the index entries; without a release that has them only titles speak.
    pub(crate) fn read(ground: &Ground) -> Result<Self> {
        let mut entries: BTreeMap<Naics2022, Vec<String>> = BTreeMap::new();
        let table = NaicsIndexRow::<2022>::TABLE;
        if let Some(release) = ground.releases.newest_with(Source::Naics, table) {
            for row in ground.releases.rows_named::<NaicsIndexRow<2022>>(release, table)? {
                entries.entry(row.naics_code).or_default().push(row.entry);
            }
        }
        Ok(Self { entries })
    }

    /// The index entries of an industry and of all below it.
    pub(crate) fn entries(&self, code: Naics2022) -> impl Iterator<Item = &str> {
        let below = move |other: &Naics2022| {
            std::iter::successors(Some(*other), |code| code.parent()).any(|above| above == code)
        };
        let found = self.entries.range(code..).take_while(move |(other, _)| below(other));
        found.flat_map(|(_, entries)| entries.iter().map(String::as_str))
    }

    /// Places every industry of NAICS, by code.
    pub(crate) fn place_all(&self, ground: &Ground, engine: &Engine<'_>) -> Vec<(Naics2022, IndustryFound)> {
        let codes = ground.material.naics_titles.keys();
        codes.map(|&code| (code, self.place(ground, engine, code, Detail::Places))).collect()
    }

    /// Places one industry.
    ///
    /// Rows that the steward published for it decide. Otherwise a rule that pins does; otherwise the engine, which is told
    /// the weights of rules and the clusters to which the industry table gives the sector.
    pub(crate) fn place(
        &self,
        ground: &Ground,
        engine: &Engine<'_>,
        code: Naics2022,
        detail: Detail,
    ) -> IndustryFound {
        let title = ground.material.naics_titles.get(&code).map_or("", String::as_str);
        let sector = code.sector();
        let mut ruling = ground.ruling(&Subject::Industry(code));
        let owners = ground.view.sector_owners.get(&sector);
        let names: Vec<&str> =
            owners.into_iter().flatten().map(|&cluster| ground.view.cluster_name(cluster)).collect();
        for &cluster in owners.into_iter().flatten() {
            ruling.bonuses.push(Bonus {
                slot: Slot { cluster, sub_cluster: None },
                evidence: Evidence::Table,
                points: ground.parameters.sector_table_points,
                name: format!("industry table, sector {sector}"),
            });
        }
        let subject = ground.corpus.industry(code, title, self.entries(code));
        let proposal = engine.propose(&subject, &ruling.bonuses, detail);
        let rows = ground.edition.published.industries.iter().filter(|row| row.code == code);
        let published: Vec<String> = rows.map(|row| ground.edition.placement_name(row.placement)).collect();
        let through = if names.is_empty() {
            format!("The edition's industry table does not list sector {sector}.")
        } else {
            format!("The edition's industry table gives sector {sector} to {}.", names.join(" and "))
        };
        let confidence = |slot: Slot| {
            let target = proposal.iter().flat_map(|one| &one.targets).find(|target| target.slot == slot);
            target.map_or(0.0, |target| target.confidence)
        };
        let place = |slot: Slot, primary: bool, confidence: f64| IndustryPlace { slot, primary, confidence };
        let (places, status) = if owners.is_some() && code == sector {
            let first = proposal.as_ref().map(|proposal| proposal.cluster);
            let clusters = owners.into_iter().flatten();
            let primary =
                |cluster: usize| Some(cluster) == first || owners.is_some_and(|owners| owners.len() == 1);
            let places =
                clusters.map(|&cluster| place(Slot { cluster, sub_cluster: None }, primary(cluster), 1.0));
            (places.collect(), "published")
        } else if ruling.pinned.is_empty() {
            let slots = proposal.iter().flat_map(|proposal| proposal.places.iter());
            let places = slots.enumerate().map(|(rank, &slot)| place(slot, rank == 0, confidence(slot)));
            let decided = proposal.as_ref().is_some_and(|proposal| proposal.decided);
            (places.collect(), if decided { "inferred" } else { "review" })
        } else {
            let pinned = ruling.pinned.iter().enumerate();
            (
                pinned.map(|(rank, claim)| place(claim.slot, rank == 0, claim.strength)).collect::<Vec<_>>(),
                "rule",
            )
        };
        IndustryFound { status, places, published, rules: ruling.notes, through, proposal }
    }
}
