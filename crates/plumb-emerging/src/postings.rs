//! A user's corpus of job titles, summed by title and year in bounded memory.

use std::collections::BTreeMap;

use plumb_titles::normalise::Draft;
use rustc_hash::FxHashMap;

use crate::lexicon::canonical;

/// Postings of one title.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TitleTotal {
    /// All of them.
    pub postings: u64,
    /// Those with a date, by year, oldest first.
    pub years: Vec<(i32, u64)>,
}

/// A corpus: postings by title, and of all titles by year.
///
/// At most `capacity` titles are held. Where a corpus has more, the rarest are let go in rounds (lossy counting): a
/// title that is held lacks at most [`PostingTotals::undercount`] postings, and one with more than that is held.
#[derive(Debug, Clone, Default)]
pub struct PostingTotals {
    capacity: usize,
    titles: FxHashMap<Box<str>, TitleTotal>,
    years: BTreeMap<i32, u64>,
    postings: u64,
    unreadable: u64,
    undercount: u64,
    draft: Draft,
    spelling: FxHashMap<Box<str>, Box<str>>,
}

impl TitleTotal {
    /// Adds the postings of another title.
    pub fn add(&mut self, other: &Self) {
        self.postings += other.postings;
        for &(year, postings) in &other.years {
            self.add_year(year, postings);
        }
    }

    fn add_year(&mut self, year: i32, postings: u64) {
        match self.years.binary_search_by_key(&year, |known| known.0) {
            Ok(position) => self.years[position].1 += postings,
            Err(position) => self.years.insert(position, (year, postings)),
        }
    }

    fn in_year(&self, year: i32) -> u64 {
        self.years.iter().find(|known| known.0 == year).map_or(0, |known| known.1)
    }
}

impl PostingTotals {
    /// An empty corpus that holds at most so many titles.
    pub fn new(capacity: usize) -> Self {
        Self { capacity: capacity.max(1), ..Self::default() }
    }

    /// Adds postings of a title; what is no title is counted as unreadable.
    pub fn add(&mut self, title: &str, year: Option<i32>, postings: u64) {
        self.postings += postings;
        if let Some(year) = year {
            *self.years.entry(year).or_default() += postings;
        }
        let Some(words) = canonical(title, &mut self.draft) else {
            self.unreadable += postings;
            return;
        };
        if !self.titles.contains_key(words.as_str()) {
            self.spelling.insert(words.as_str().into(), title.trim().into());
        }
        let total = self.titles.entry(words.into()).or_default();
        total.postings += postings;
        if let Some(year) = year {
            total.add_year(year, postings);
        }
        if self.titles.len() > self.capacity {
            self.let_go();
        }
    }

    /// Lets the rarest titles go until a quarter of the room is free.
    fn let_go(&mut self) {
        while self.titles.len() > self.capacity / 4 * 3 {
            self.undercount += 1;
            let least = self.undercount;
            self.titles.retain(|_, total| total.postings > least);
        }
        let titles = &self.titles;
        self.spelling.retain(|words, _| titles.contains_key(words));
    }

    /// Postings of a title in any spelling.
    pub fn of(&self, title: &str) -> Option<&TitleTotal> {
        self.titles.get(canonical(title, &mut Draft::default())?.as_str())
    }

    /// All postings read.
    pub const fn postings(&self) -> u64 {
        self.postings
    }

    /// Postings whose title was no title.
    pub const fn unreadable(&self) -> u64 {
        self.unreadable
    }

    /// How many postings a held title may lack; 0 when every title fitted.
    pub const fn undercount(&self) -> u64 {
        self.undercount
    }

    /// Titles held.
    pub fn titles(&self) -> usize {
        self.titles.len()
    }

    /// The titles with at least so many postings, most frequent first, as first spelled.
    pub fn frequent(&self, at_least: u64, most: usize) -> Vec<(&str, u64)> {
        let mut found: Vec<(&str, u64)> = self
            .titles
            .iter()
            .filter(|(_, total)| total.postings >= at_least)
            .map(|(words, total)| (&*self.spelling[words], total.postings))
            .collect();
        found.sort_unstable_by(|left, right| right.1.cmp(&left.1).then(left.0.cmp(right.0)));
        found.truncate(most);
        found
    }

    /// Change per year of a title's part of all dated postings, first to last year, in percent; returns `None` with
    /// fewer than two years, or when the change is within 1.645 standard errors of two counts.
    #[expect(clippy::cast_precision_loss, reason = "postings are far below 53 bits")]
    pub fn growth_pct_per_year(&self, title: &TitleTotal) -> Option<f64> {
        let (&first, &all_first) = self.years.first_key_value()?;
        let (&last, &all_last) = self.years.last_key_value()?;
        let span = f64::from(last - first);
        if span < 1.0 {
            return None;
        }
        // Half a posting more, so that a title that was not there before has a finite growth.
        let [before, after] = [title.in_year(first), title.in_year(last)].map(|count| count as f64 + 0.5);
        let ratio = (after / all_last as f64) / (before / all_first as f64);
        let error = (1.0 / before + 1.0 / after).sqrt();
        (ratio.ln().abs() > 1.645 * error).then(|| (ratio.powf(1.0 / span) - 1.0) * 100.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_are_one_title_and_rubbish_is_counted() {
        let mut totals = PostingTotals::new(10);
        totals.add("Senior Data Scientist", Some(2024), 2);
        totals.add("data scientists", Some(2025), 3);
        totals.add(" ", None, 1);
        assert_eq!(totals.of("Data Scientist").unwrap().postings, 5);
        assert_eq!((totals.postings(), totals.unreadable(), totals.titles()), (6, 1, 1));
        assert_eq!(totals.frequent(1, 9), [("Senior Data Scientist", 5)]);
    }

    #[test]
    fn memory_is_bounded_and_frequent_titles_stay() {
        let mut totals = PostingTotals::new(100);
        for number in 0..5_000 {
            totals.add("Prompt Engineer", None, 1);
            totals.add(&format!("rare title x{number}"), None, 1);
        }
        assert!(totals.titles() <= 100);
        assert!(totals.undercount() > 0);
        let held = totals.of("Prompt Engineer").unwrap().postings;
        assert!(held + totals.undercount() >= 5_000, "{held}");
    }
}
