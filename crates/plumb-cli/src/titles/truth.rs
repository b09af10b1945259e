//! Titles whose right occupations are known: read from a file, or made from the releases at hand.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context as _, Result};
use clap::ValueEnum;
use plumb_codes::{OewsOccCode, OnetSoc2019, Release, Soc2018, SocLevel, Source};
use plumb_store::Releases;
use plumb_tables::Row as _;
use plumb_tables::schema::soc::SocDirectMatchRow;
use plumb_titles::TitleKind;
use plumb_titles::normalise::{Draft, normalise};

use crate::context::Context;
use crate::exit::Failure;
use crate::titles::knowledge::{Onet as _, Recipe, Ways};
use crate::titles::perturb::Dice;

/// One title and the occupations that are right for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TrueTitle {
    pub(crate) title: String,
    /// Its words after normalising, sorted: titles with the same words are the same title to a measure.
    pub(crate) form: String,
    pub(crate) right: BTreeSet<Soc2018>,
    /// How often it was seen; 1 where nobody counts.
    pub(crate) count: u64,
    /// Where it comes from, as far as that is said; a title that several sources have comes from each.
    pub(crate) sources: BTreeSet<String>,
}

/// Titles to measure on, and what was left out of them.
#[derive(Debug, Default)]
pub(crate) struct Truth {
    pub(crate) titles: Vec<TrueTitle>,
    /// Row and reason.
    pub(crate) issues: Vec<(u64, String)>,
}

/// A set that the releases at hand make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum StandardSet {
    /// Titles that O*NET added between two releases, asked of an index of the earlier one alone.
    OnetAdded,
    /// Direct match titles of the SOC that are no titles of O*NET, asked of an index without any.
    DirectMatch,
    /// Titles that employers filed, each asked of an index without the titles of its fold.
    Filed,
}

/// The release that [`StandardSet::OnetAdded`] counts from unless another is named.
pub(crate) const EARLIER: &str = "onet/27.0";
/// Rows that could not be used and that are named one by one.
const NAMED_ISSUES: usize = 3;

impl Truth {
    /// Says which rows could not be used, the first of them.
    pub(crate) fn note_issues(&self, context: &Context) {
        for (row, reason) in self.issues.iter().take(NAMED_ISSUES) {
            context.printer().note(&format!("row {row} of the truth: {reason}; it is left out"));
        }
    }
}

/// Draws so many titles, the same ones for the same seed, whatever else the set holds; in the order of their texts.
pub(crate) fn draw(titles: &mut Vec<TrueTitle>, size: usize, seed: u64) {
    titles.sort_by_cached_key(|title| Dice::new(seed, &title.title).next());
    titles.truncate(size);
    titles.sort_by(|one, other| one.title.cmp(&other.title));
}

/// The words of a title after normalising, sorted and joined; empty for what is no title.
pub(crate) fn form_of(title: &str) -> String {
    let mut draft = Draft::default();
    if normalise(title, &mut draft).is_err() {
        return String::new();
    }
    let mut words: Vec<&str> = draft.words().collect();
    words.sort_unstable();
    words.join(" ")
}

fn true_title(title: String, right: BTreeSet<Soc2018>, count: u64) -> TrueTitle {
    TrueTitle { form: form_of(&title), title, right, count, sources: BTreeSet::new() }
}

/// Reads `title,soc_code`; several right codes are joined by `;`. Of further columns `count` and `source` are read.
pub(crate) fn read(path: &Path, ways: &Ways) -> Result<Truth> {
    let name = path.display().to_string();
    let bytes = std::fs::read(path).with_context(|| format!("read {name}"))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        Failure::data(format!("read {name}: not UTF-8 at byte {}", error.utf8_error().valid_up_to()))
    })?;
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.strip_prefix('\u{feff}').unwrap_or(&text).as_bytes());
    let header = reader.headers().with_context(|| format!("read {name}"))?.clone();
    let column = |wanted: &str| header.iter().position(|found| found.trim().eq_ignore_ascii_case(wanted));
    let needed = |wanted: &str| {
        column(wanted).ok_or_else(|| {
            let found = header.iter().collect::<Vec<_>>().join(", ");
            Failure::usage(format!("find the column `{wanted}` in {name}; it has: {found}"))
        })
    };
    let (title, code) = (needed("title")?, needed("soc_code")?);
    let (count, source) = (column("count"), column("source"));
    let mut truth = Truth::default();
    for (row, record) in (1..).zip(reader.records()) {
        let record = record.with_context(|| format!("read {name}"))?;
        let cell = |column: usize| record.get(column).unwrap_or_default().trim();
        match right_codes(cell(code), ways) {
            Ok(right) => {
                let count = count.and_then(|column| cell(column).parse().ok()).unwrap_or(1);
                let sources = source.map(|column| cell(column).to_owned()).into_iter().collect();
                truth.titles.push(TrueTitle { sources, ..true_title(cell(title).to_owned(), right, count) });
            }
            Err(reason) => truth.issues.push((row, reason)),
        }
    }
    if truth.titles.is_empty() {
        return Err(Failure::data(format!("measure on {name}: no row has a title and a code of SOC 2018")));
    }
    Ok(truth)
}

/// The SOC 2018 occupations that a cell names: by their codes, by a code that stands for several, or by O*NET-SOC codes.
fn right_codes(cell: &str, ways: &Ways) -> Result<BTreeSet<Soc2018>, String> {
    let mut right = BTreeSet::new();
    for code in cell.split(';').map(str::trim).filter(|code| !code.is_empty()) {
        let known = |soc: &Soc2018| ways.soc_titles.contains_key(soc);
        let before = right.len();
        if let Ok(onet) = code.parse::<OnetSoc2019>() {
            right.extend(ways.targets(onet));
        } else if let Ok(oews) = code.parse::<OewsOccCode>() {
            right.extend(oews.stands_for().into_iter().filter(known));
            // A broad occupation stands for its detailed ones.
            if right.len() == before
                && let Ok(soc) = code.parse::<Soc2018>()
                && soc.level() == SocLevel::BroadOccupation
            {
                right.extend(ways.soc_titles.keys().filter(|detailed| detailed.broad_occupation() == soc));
            }
        } else {
            return Err(format!("`{code}` is no code of SOC, OEWS or O*NET-SOC"));
        }
        if right.len() == before && !code.is_empty() {
            return Err(format!("`{code}` is no occupation of SOC 2018"));
        }
    }
    if right.is_empty() { Err("there is no code".to_owned()) } else { Ok(right) }
}

/// Titles of a later release of O*NET whose words no title of the earlier one has.
pub(crate) fn onet_added(releases: &Releases, from: Release, to: Release) -> Result<Truth> {
    let only_onet =
        |onet| Recipe { onet, without: [TitleKind::DirectMatch, TitleKind::Filed].into(), filed_until: None };
    for release in [from, to] {
        if release.source() != Source::Onet {
            return Err(Failure::usage(format!(
                "measure on titles added to O*NET: {release} is no release of it"
            )));
        }
    }
    let known: BTreeSet<String> =
        only_onet(from).knowledge(releases)?.titles.iter().map(|known| form_of(&known.title)).collect();
    let mut added: BTreeMap<String, (String, BTreeSet<Soc2018>)> = BTreeMap::new();
    for later in only_onet(to).knowledge(releases)?.titles {
        if matches!(later.kind, TitleKind::Alternate | TitleKind::Reported) {
            let form = form_of(&later.title);
            if !form.is_empty() && !known.contains(&form) {
                added.entry(form).or_insert_with(|| (later.title, BTreeSet::new())).1.insert(later.soc);
            }
        }
    }
    let titles = added.into_values().map(|(title, right)| true_title(title, right, 1)).collect();
    Ok(Truth { titles, issues: Vec::new() })
}

/// Direct match titles whose words no title of an O*NET release has.
pub(crate) fn direct_match(releases: &Releases, onet: Release) -> Result<Truth> {
    let recipe =
        Recipe { onet, without: [TitleKind::DirectMatch, TitleKind::Filed].into(), filed_until: None };
    let known: BTreeSet<String> =
        recipe.knowledge(releases)?.titles.iter().map(|known| form_of(&known.title)).collect();
    let release = releases.newest_with(Source::Soc, SocDirectMatchRow::TABLE).ok_or_else(|| {
        Failure::data(format!("find the table `{}` in any release of soc", SocDirectMatchRow::TABLE))
    })?;
    let mut titles: BTreeMap<String, (String, BTreeSet<Soc2018>)> = BTreeMap::new();
    for row in releases.rows::<SocDirectMatchRow>(release)? {
        let form = form_of(&row.title);
        if !form.is_empty() && !known.contains(&form) {
            titles.entry(form).or_insert_with(|| (row.title, BTreeSet::new())).1.insert(row.soc_code);
        }
    }
    let titles = titles.into_values().map(|(title, right)| true_title(title, right, 1)).collect();
    Ok(Truth { titles, issues: Vec::new() })
}

/// Filed titles, each asked once: every code of SOC 2018 that any employer filed for it is right.
///
/// Titles are the same when they differ in case and space alone. Rows whose code the crosswalk to SOC 2018 divides are
/// left out: nobody knows which of the parts was meant.
pub(crate) fn filed(releases: &Releases) -> Result<Truth> {
    let mut titles: BTreeMap<String, TrueTitle> = BTreeMap::new();
    for row in crate::titles::knowledge::filed_titles(releases)? {
        let Some(soc) = row.soc_2018_code else { continue };
        let key = row.title.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let title = titles.entry(key).or_insert_with(|| true_title(row.title, BTreeSet::new(), 0));
        title.right.insert(soc);
        title.count += u64::try_from(row.filings).unwrap_or(1);
        title.sources.insert(row.source);
    }
    // What cannot be read as a title has no words to divide it by.
    let titles = titles.into_values().filter(|title| !title.form.is_empty()).collect();
    Ok(Truth { titles, issues: Vec::new() })
}
