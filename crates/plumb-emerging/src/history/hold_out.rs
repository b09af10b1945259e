//! A proxy inside one release: hide some of its detailed occupations, and ask the ranking to bring them back.

use std::collections::BTreeMap;

use super::found::TruthItem;
use crate::market::{ListedTitle, Market};

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
    let truth = hidden
        .keys()
        .map(|&position| {
            let occupation = &market.occupations[position];
            TruthItem { title: occupation.title.clone(), code: occupation.code.clone() }
        })
        .collect();
    let mut kept = Vec::new();
    let mut moved = vec![0; market.occupations.len()];
    for (position, occupation) in market.occupations.iter().enumerate() {
        if !hidden.contains_key(&position) {
            moved[position] = kept.len();
            kept.push(occupation.clone());
        }
    }
    for (&position, &parent) in &hidden {
        moved[position] = moved[parent];
    }
    let mut held = market.clone();
    held.occupations = kept;
    for title in &mut held.titles {
        title.occupation = moved[title.occupation];
    }
    held.titles.extend(hidden.keys().map(|&position| ListedTitle {
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
    (held, truth)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::market;

    #[test]
    fn what_is_hidden_stands_under_its_parent() {
        let (held, truth) = hold_out(&market(), 0, 1);
        assert_eq!(truth.len(), 1);
        assert_eq!(truth[0].title, "Game Designers");
        assert_eq!(held.position("15-1199.01"), None);
        let parent = held.position("15-1199.00").unwrap();
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
}
