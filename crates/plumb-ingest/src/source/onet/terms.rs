//! The vocabulary of an occupation's task statements, without the statements.

use std::collections::BTreeMap;

use plumb_codes::OnetSocCode;
use plumb_tables::schema::onet::{OnetTaskRow, OnetTaskTermRow};

/// Words that say nothing about the work.
const STOP_WORDS: [&str; 48] = [
    "according",
    "activities",
    "all",
    "and",
    "any",
    "appropriate",
    "are",
    "been",
    "being",
    "between",
    "both",
    "but",
    "can",
    "each",
    "for",
    "from",
    "has",
    "have",
    "into",
    "its",
    "may",
    "more",
    "not",
    "off",
    "one",
    "other",
    "others",
    "out",
    "over",
    "own",
    "per",
    "related",
    "specific",
    "such",
    "than",
    "that",
    "the",
    "their",
    "them",
    "these",
    "they",
    "this",
    "through",
    "under",
    "using",
    "various",
    "when",
    "with",
];

/// One row an occupation and word, with the number of its statements that use the word.
pub(crate) fn terms<const V: u16>(tasks: &[OnetTaskRow<V>]) -> Vec<OnetTaskTermRow<V>> {
    let mut counts: BTreeMap<(OnetSocCode<V>, String), i64> = BTreeMap::new();
    for task in tasks {
        let Some(statement) = &task.task.0 else { continue };
        let lower = statement.to_lowercase();
        let mut words: Vec<&str> = lower
            .split(|character: char| !character.is_alphanumeric())
            .filter(|word| word.len() >= 3 && !STOP_WORDS.contains(word))
            .collect();
        words.sort_unstable();
        words.dedup();
        for word in words {
            *counts.entry((task.onet_soc_code, word.to_owned())).or_default() += 1;
        }
    }
    let rows = counts.into_iter().map(|((onet_soc_code, term), tasks)| OnetTaskTermRow {
        onet_soc_code,
        term,
        tasks,
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use plumb_tables::Prose;
    use plumb_tables::schema::onet::OnetTaskRow;

    use super::*;

    #[test]
    fn a_word_counts_once_a_statement() {
        let task = |task_id: &str, text: &str| OnetTaskRow::<2019> {
            onet_soc_code: "15-1252.00".parse().unwrap(),
            task_id: task_id.to_owned(),
            task: Prose(Some(text.to_owned())),
            task_type: None,
            date: String::new(),
        };
        let rows = terms(&[task("1", "Test software and test it."), task("2", "Write the software.")]);
        let counts: Vec<(&str, i64)> = rows.iter().map(|row| (row.term.as_str(), row.tasks)).collect();
        assert_eq!(counts, [("software", 2), ("test", 1), ("write", 1)]);
    }

    #[test]
    fn stop_words_are_sorted_and_unique() {
        assert!(STOP_WORDS.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
