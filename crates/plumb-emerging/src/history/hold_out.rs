//! Proxies inside one release: hide some of its occupations, and ask the ranking to bring them back.

use std::collections::{BTreeMap, BTreeSet};

use plumb_codes::OewsOccCode;

use super::found::TruthItem;
use crate::lexicon::canonical;
use crate::market::{ListedTitle, Market, is_residual};
use crate::names::name_texts;

/// SOC occupations that a proxy puts together under one title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    /// The title that they get together.
    pub title: String,
    /// Their SOC codes; the first stays and stands for all.
    pub members: Vec<OewsOccCode>,
    /// How many of the titles of the others stay: one in so many. The titles of the first stay by the same rule where
    /// `thin_first` says so.
    pub one_title_in: usize,
    /// Whether the titles of the first are thinned too.
    pub thin_first: bool,
}

/// Hides every `folds`-th detailed occupation that has no SOC code of its own, starting at `fold`, and returns the
/// market without them and what was hidden.
///
/// Their titles, their own among them, stand under the occupation of the whole SOC code; technologies, tasks and
/// listings do too. Occupations whose SOC code has no such occupation stay.
pub fn hold_out(market: &Market, fold: usize, folds: usize) -> (Market, Vec<TruthItem>) {
    let mut hidden: BTreeMap<usize, usize> = BTreeMap::new();
    let mut number = 0;
    for (position, occupation) in market.occupations.iter().enumerate() {
        if occupation.code.ends_with(".00") {
            continue;
        }
        let whole = format!("{}.00", occupation.soc);
        if let Some(parent) = market.position(&whole) {
            if number % folds.max(1) == fold {
                hidden.insert(position, parent);
            }
            number += 1;
        }
    }
    let truth = hidden.keys().map(|&position| item(market, position)).collect();
    (without(market, &hidden), truth)
}

/// Puts SOC occupations together, and returns the market with the merged ones and what was absorbed.
///
/// Titles and filings of the members stand under the first; so do their detailed occupations. Figures, technologies,
/// tasks and listings are those of the largest member: a sum of several would give the merged occupation away, which in
/// history nothing does. Absorbed is what is no residual and is not named by the merged title as a whole.
pub fn merged(market: &Market, merges: &[Merge]) -> (Market, Vec<TruthItem>) {
    let mut hidden: BTreeMap<usize, usize> = BTreeMap::new();
    let mut moved: BTreeMap<OewsOccCode, OewsOccCode> = BTreeMap::new();
    let mut titles: BTreeMap<usize, &str> = BTreeMap::new();
    let mut thinned: BTreeMap<usize, usize> = BTreeMap::new();
    let mut truth: Vec<TruthItem> = Vec::new();
    let mut draft = plumb_titles::normalise::Draft::default();
    let mut silent: BTreeSet<usize> = BTreeSet::new();
    let mut held = market.clone();
    for merge in merges {
        let whole = |soc: &OewsOccCode| market.position(&format!("{soc}.00"));
        let Some(positions) = merge.members.iter().map(whole).collect::<Option<Vec<usize>>>() else {
            continue;
        };
        let Some((&first, others)) = positions.split_first() else { continue };
        let own: BTreeSet<String> =
            [canonical(&merge.title, &mut draft), single_name(&merge.title, &mut draft)]
                .into_iter()
                .flatten()
                .collect();
        for &position in &positions {
            let title = &market.occupations[position].title;
            let known = canonical(title, &mut draft).is_none_or(|words| own.contains(&words));
            if !is_residual(title) && !known {
                truth.push(item(market, position));
            }
        }
        titles.insert(first, &merge.title);
        if merge.thin_first {
            thinned.insert(first, merge.one_title_in);
        }
        for &position in others {
            hidden.insert(position, first);
            thinned.insert(position, merge.one_title_in);
        }
        moved.extend(merge.members[1..].iter().map(|&soc| (soc, merge.members[0])));
        let jobs = |soc: &OewsOccCode| {
            let newest = market.figures.of(*soc).and_then(|series| series.newest());
            newest.map_or(0.0, |year| year.employment_jobs)
        };
        let largest = (0..positions.len())
            .rev()
            .max_by(|&left, &right| jobs(&merge.members[left]).total_cmp(&jobs(&merge.members[right])));
        if let Some(largest) = largest {
            silent.extend(positions.iter().copied().filter(|&position| position != positions[largest]));
            held.figures.hand_over(merge.members[largest], &merge.members);
        }
    }
    for technology in &mut held.technologies {
        technology.occupations.retain(|occupation| !silent.contains(occupation));
    }
    held.emerging_tasks.retain(|occupation, _| !silent.contains(occupation));
    held.listings.retain(|occupation, _| !silent.contains(occupation));
    let stays = |title: &ListedTitle| {
        thinned
            .get(&title.occupation)
            .is_none_or(|&one_in| number_of(&title.title).is_multiple_of(one_in.max(1) as u64))
    };
    held.titles.retain(stays);
    let own = titles.keys().filter(|&&first| !is_residual(&market.occupations[first].title));
    held.titles.extend(
        own.map(|&occupation| ListedTitle {
            occupation,
            title: market.occupations[occupation].title.clone(),
        }),
    );
    for (&position, title) in &titles {
        (*title).clone_into(&mut held.occupations[position].title);
    }
    for occupation in &mut held.occupations {
        occupation.soc = moved.get(&occupation.soc).copied().unwrap_or(occupation.soc);
    }
    for filed in &mut held.filed {
        filed.soc = filed.soc.map(|soc| moved.get(&soc).copied().unwrap_or(soc));
    }
    let mut held = without(&held, &hidden);
    held.clusters.clear();
    (held, truth)
}

/// Pairs of neighbours: two plain occupations that follow each other in a minor group.
///
/// The one with more jobs keeps its title and its titles; of the other one title in four stays, as a title inside an occupation has few around it.
pub fn neighbours(market: &Market) -> Vec<Merge> {
    let plain: Vec<(OewsOccCode, &str)> = market
        .occupations
        .iter()
        .filter(|occupation| occupation.code.ends_with(".00") && !is_residual(&occupation.title))
        .filter(|occupation| name_texts(&occupation.title).len() == 1)
        .map(|occupation| (occupation.soc, occupation.title.as_str()))
        .collect();
    let jobs = |soc: OewsOccCode| {
        let newest = market.figures.of(soc).and_then(|series| series.newest());
        newest.map_or(0.0, |year| year.employment_jobs)
    };
    plain
        .chunks_exact(2)
        .filter(|pair| pair[0].0.as_number() / 1_000 == pair[1].0.as_number() / 1_000)
        .map(|pair| {
            let (kept, absorbed) =
                if jobs(pair[0].0) >= jobs(pair[1].0) { (pair[0], pair[1]) } else { (pair[1], pair[0]) };
            Merge {
                title: kept.1.to_owned(),
                members: vec![kept.0, absorbed.0],
                one_title_in: 4,
                thin_first: false,
            }
        })
        .collect()
}

fn item(market: &Market, position: usize) -> TruthItem {
    let occupation = &market.occupations[position];
    TruthItem { title: occupation.title.clone(), code: occupation.code.clone() }
}

/// The words of a title's one name, where it has one only.
fn single_name(title: &str, draft: &mut plumb_titles::normalise::Draft) -> Option<String> {
    let texts = name_texts(title);
    let [only] = texts.as_slice() else { return None };
    canonical(only, draft)
}

/// A number that depends on the text alone (FNV-1a), to keep one in so many titles whatever their order.
fn number_of(text: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let hash = text.bytes().map(|byte| byte.to_ascii_lowercase()).fold(0xcbf2_9ce4_8422_2325, step);
    hash >> 32
}

/// The market without the hidden occupations; what belongs to them stands under the ones that they are mapped to.
fn without(market: &Market, hidden: &BTreeMap<usize, usize>) -> Market {
    let mut kept = Vec::new();
    let mut moved = vec![0; market.occupations.len()];
    for (position, occupation) in market.occupations.iter().enumerate() {
        if !hidden.contains_key(&position) {
            moved[position] = kept.len();
            kept.push(occupation.clone());
        }
    }
    for (&position, &parent) in hidden {
        moved[position] = moved[parent];
    }
    let mut held = market.clone();
    held.occupations = kept;
    for title in &mut held.titles {
        title.occupation = moved[title.occupation];
    }
    let own = hidden.keys().filter(|&&position| !is_residual(&market.occupations[position].title));
    held.titles.extend(own.map(|&position| ListedTitle {
        occupation: moved[position],
        title: market.occupations[position].title.clone(),
    }));
    for technology in &mut held.technologies {
        for occupation in &mut technology.occupations {
            *occupation = moved[*occupation];
        }
        technology.occupations.sort_unstable();
        technology.occupations.dedup();
    }
    held.emerging_tasks.clear();
    for (&position, &tasks) in &market.emerging_tasks {
        *held.emerging_tasks.entry(moved[position]).or_default() += tasks;
    }
    held.listings.clear();
    for (&position, listings) in &market.listings {
        held.listings.entry(moved[position]).or_default().extend(listings.iter().cloned());
    }
    held
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{market, series};

    #[test]
    fn what_is_hidden_stands_under_its_soc_occupation() {
        let (held, truth) = hold_out(&market(), 0, 2);
        assert_eq!(truth.len(), 1);
        assert_eq!(truth[0].title, "Game Designers");
        let parent = held.position("15-1199.00").unwrap();
        assert_eq!(held.position("15-1199.01"), None);
        let titles: Vec<&str> = held
            .titles
            .iter()
            .filter(|title| title.occupation == parent)
            .map(|title| title.title.as_str())
            .collect();
        assert!(titles.contains(&"Game Designers") && titles.contains(&"Game Designer"), "{titles:?}");
        assert_eq!(held.emerging_tasks[&parent], 3);
        assert!(hold_out(&market(), 1, 2).1.is_empty());
    }

    #[test]
    fn merged_occupations_stand_under_one_title_and_are_asked_for() {
        let mut market = market();
        let [statisticians, machinists] = ["15-1111", "51-1111"].map(|code| code.parse().unwrap());
        market.figures.insert(statisticians, series(&[(2018, 100.0, 50_000.0), (2019, 300.0, 50_000.0)]));
        // Of the two the first is the larger.
        market.figures.insert(machinists, series(&[(2019, 100.0, 10_000.0)]));
        let merge = Merge {
            title: "Statisticians".to_owned(),
            members: vec![statisticians, machinists],
            one_title_in: 1,
            thin_first: false,
        };
        let (held, truth) = merged(&market, &[merge]);
        let titles: Vec<&str> = truth.iter().map(|item| item.title.as_str()).collect();
        assert_eq!(titles, ["Machinists"], "what keeps its name is not asked for");
        let parent = held.position("15-1111.00").unwrap();
        assert_eq!(held.position("51-1111.00"), None);
        let under = |title: &str| {
            held.titles.iter().any(|listed| listed.occupation == parent && listed.title == title)
        };
        assert!(under("Machinist") && under("Machinists"));
        assert!(held.filed.iter().all(|filed| filed.soc != Some(machinists)));
        let newest = *held.figures.of(statisticians).unwrap().newest().unwrap();
        assert!((newest.employment_jobs - 300.0).abs() < 1e-9, "the figures are those of the largest member");
        assert!(held.figures.of(machinists).is_none());
    }

    #[test]
    fn neighbours_are_plain_and_of_one_minor_group() {
        let mut market = market();
        market.occupations.push(crate::market::Occupation {
            code: "51-1112.00".to_owned(),
            soc: "51-1112".parse().unwrap(),
            title: "Gear Makers".to_owned(),
        });
        // Statisticians and Machinists are two minor groups; the pair after them is incomplete.
        assert!(neighbours(&market).is_empty());
        market.occupations.remove(0);
        for title in &mut market.titles {
            title.occupation = title.occupation.saturating_sub(1);
        }
        let found = neighbours(&market);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].title, "Machinists");
    }
}
