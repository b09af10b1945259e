//! Builds an index: learns from known titles, and measures itself on some of them that it had kept out.

use plumb_codes::Soc2018;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::blend::{Candidates, fit_blend};
use crate::calibrate::Calibration;
use crate::claims::word_set;
use crate::error::BuildError;
use crate::features::to_u32;
use crate::index::{Index, IndexTitle};
use crate::knowledge::{Knowledge, KnownTitle, TitleKind};
use crate::learn::{Material, prepare};
use crate::matcher::Matcher;
use crate::rehearse::{answers_of, ask};
use crate::rows::rows;
use crate::train::{Examples, Model, Training, train};

/// How to build.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BuildOptions {
    /// How long and how fast to learn.
    pub training: Training,
    /// Weights that are kept of one feature at most.
    pub weights_a_feature: usize,
}

impl Default for BuildOptions {
    fn default() -> Self {
        Self { training: Training::default(), weights_a_feature: 40 }
    }
}

/// How far a build is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuildProgress {
    /// What is being done.
    pub stage: &'static str,
    /// Steps done, of all stages.
    pub done: u32,
    /// Steps in all.
    pub of: u32,
}

/// One in so many titles is kept out of a rehearsal to measure on, and about as many in part.
const KEPT_OUT_ONE_IN: u64 = 10;
/// Rehearsals, each with other titles kept out: what is learned from one alone depends on which titles they were.
const REHEARSALS: u32 = 2;

impl Matcher {
    /// Builds a matcher from known titles.
    ///
    /// It is trained three times: twice without some titles, to learn on them how its measures are weighed and how confident
    /// it may be, and then with all. The same knowledge gives the same index on every machine.
    ///
    /// # Errors
    /// When no title can be read, or there are more occupations, words or titles than the index has numbers for.
    pub fn build(
        knowledge: &Knowledge,
        options: &BuildOptions,
        progress: &(dyn Fn(BuildProgress) + Sync),
    ) -> Result<Self, BuildError> {
        let epochs = options.training.epochs;
        let report =
            |stage, done| progress(BuildProgress { stage, done, of: (REHEARSALS + 1) * (epochs + 1) });
        report("reading known titles", 0);
        let mut titles = knowledge.titles.clone();
        titles.sort();
        titles.dedup();
        let mut terms = knowledge.terms.clone();
        terms.sort();
        terms.dedup();
        let material = prepare(&titles, &terms);
        if material.titles.is_empty() {
            return Err(BuildError::NoTitles { given: knowledge.titles.len() });
        }
        if material.classes.len() >= usize::from(u16::MAX) {
            return Err(BuildError::TooLarge { what: "occupations" });
        }
        if u32::try_from(material.examples.entries.len()).is_err() {
            return Err(BuildError::TooLarge { what: "titles" });
        }
        let employment = employment_of(&material.classes, &knowledge.employment);
        let features = material.features.keys.len();
        let classes = material.classes.len();
        let learn = |stage, before, examples: &Examples| {
            let step = |epoch| report(stage, before + epoch);
            train(examples, features, classes, &options.training, &step)
        };
        let groups = groups(&material);
        let rehearse = |number| {
            let apart = kept_out(&groups, &titles, number);
            let without = examples_without(&material, &apart.titles);
            let before = number * (epochs + 1);
            let model = learn("learning without the titles kept out", 1 + before, &without);
            report("measuring on the titles kept out", 1 + before + epochs);
            let trial = assemble(&material, &titles, &model, options, &employment, Some(&apart.titles));
            let asked = ask(&trial, &titles, &apart);
            (trial, asked)
        };
        let mut rehearsals: Vec<(Self, Vec<Candidates>)> = (0..REHEARSALS).map(rehearse).collect();
        let blend = fit_blend(rehearsals.iter().flat_map(|(_, asked)| asked));
        let mut answers = Vec::new();
        for (trial, asked) in &mut rehearsals {
            trial.index.blend = blend;
            answers.extend(answers_of(trial, asked));
        }
        let calibration = Calibration::fit(&answers);
        drop(rehearsals);
        let model = learn("learning from all titles", 1 + REHEARSALS * (epochs + 1), &material.examples);
        let mut matcher = assemble(&material, &titles, &model, options, &employment, None);
        matcher.index.blend = blend;
        matcher.index.calibration = calibration;
        matcher.index.inputs.clone_from(&knowledge.inputs);
        report("done", (REHEARSALS + 1) * (epochs + 1));
        Ok(matcher)
    }
}

/// Logarithm of each occupation's share of employment; an occupation without a figure counts as a small one.
#[expect(clippy::cast_precision_loss, reason = "a prior needs no more than three digits")]
fn employment_of(classes: &[Soc2018], rows: &[(Soc2018, u64)]) -> Vec<f32> {
    let mut jobs: FxHashMap<Soc2018, u64> = FxHashMap::default();
    for &(soc, count) in rows {
        let known = jobs.entry(soc).or_default();
        *known = (*known).max(count);
    }
    let all: u64 = classes.iter().filter_map(|soc| jobs.get(soc)).sum();
    let small = (all / (10 * classes.len() as u64)).max(1);
    let share = |soc: &Soc2018| {
        let count = jobs.get(soc).copied().unwrap_or(small).max(100);
        (count as f32 / (all.max(1)) as f32).ln()
    };
    if all == 0 { vec![0.0; classes.len()] } else { classes.iter().map(share).collect() }
}

/// Of the titles that several occupations claim, one in so many is kept out of one of them.
const CONTESTED_ONE_IN: u64 = 3;

/// Numbers of the known titles that a rehearsal does not see.
#[derive(Debug, Default)]
pub(crate) struct KeptOut {
    pub(crate) titles: FxHashSet<u32>,
    /// Those whose words another occupation still claims, by choice.
    pub(crate) contested: FxHashSet<u32>,
}

/// The known titles of each set of words, after a hash of it, in the order of hashes.
fn groups(material: &Material) -> Vec<(u64, Vec<u32>)> {
    // By letters, not by the numbers of words: one word more in the vocabulary must not change what is kept out.
    let of_words: Vec<u32> = material.vocabulary.words().iter().map(|word| of_letters(word)).collect();
    let mut groups: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
    let mut last = None;
    for title in &material.titles {
        // Phrases of a title follow the title itself.
        if last == Some(title.source) {
            continue;
        }
        last = Some(title.source);
        let mut words: Vec<u32> = title.words.iter().map(|&word| of_words[word as usize]).collect();
        groups.entry(word_set(&mut words)).or_default().push(title.source);
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_unstable();
    groups
}

/// Chooses the titles that a rehearsal does not see.
///
/// A group of titles with the same words is kept out as a whole, so that no copy stays. Of some groups that several
/// sources know, one source is kept out, and of some that several occupations claim, one occupation: that shows how
/// far a title that is known can be relied on.
fn kept_out(groups: &[(u64, Vec<u32>)], titles: &[KnownTitle], rehearsal: u32) -> KeptOut {
    let kind = |source: &u32| titles[*source as usize].kind;
    let soc = |source: &u32| titles[*source as usize].soc;
    let mut out = FxHashSet::default();
    let mut contested = FxHashSet::default();
    for (hash, sources) in groups {
        // Each rehearsal has three tenths of its own.
        let tenth = ((hash >> 17) % KEPT_OUT_ONE_IN).checked_sub(3 * u64::from(rehearsal));
        let Some(tenth) = tenth else { continue };
        match tenth {
            0 => out.extend(sources),
            1 => {
                let highest = sources.iter().map(kind).max();
                if sources.iter().map(kind).min() != highest {
                    out.extend(sources.iter().filter(|source| Some(kind(source)) == highest));
                }
            }
            2 => {
                let mut socs: Vec<Soc2018> = sources.iter().map(soc).collect();
                socs.sort_unstable();
                socs.dedup();
                if socs.len() > 1 && (hash >> 50).is_multiple_of(CONTESTED_ONE_IN) {
                    let one = socs[usize::try_from((hash >> 40) % socs.len() as u64).unwrap_or(0)];
                    out.extend(sources.iter().filter(|source| soc(source) == one));
                    contested.extend(sources.iter().filter(|source| soc(source) == one));
                }
            }
            _ => {}
        }
    }
    KeptOut { titles: out, contested }
}

/// FNV-1a, the same on every machine.
fn of_letters(word: &str) -> u32 {
    word.bytes().fold(0x811c_9dc5, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

fn examples_without(material: &Material, out: &FxHashSet<u32>) -> Examples {
    let stays = |source: &Option<u32>| source.is_none_or(|source| !out.contains(&source));
    let list = material.examples.list.iter().zip(&material.sources);
    Examples {
        entries: material.examples.entries.clone(),
        list: list.filter(|(_, source)| stays(source)).map(|(example, _)| *example).collect(),
    }
}

/// Puts what was learned into an index.
fn assemble(
    material: &Material,
    known: &[KnownTitle],
    model: &Model,
    options: &BuildOptions,
    employment: &[f32],
    out: Option<&FxHashSet<u32>>,
) -> Matcher {
    let mut index = Index {
        classes: material.classes.clone(),
        employment: employment.to_vec(),
        offsets: model.offsets.clone(),
        vocabulary: material.vocabulary.clone(),
        rows: rows(material, model, options.weights_a_feature),
        ..Index::default()
    };
    let words = material.vocabulary.words().len();
    index.task_starts = vec![0; words + 1];
    for &(word, class) in &material.tasks {
        index.task_starts[word as usize + 1] += 1;
        index.task_classes.push(class);
    }
    for word in 0..words {
        index.task_starts[word + 1] += index.task_starts[word];
    }
    let mut titles: Vec<_> =
        material.titles.iter().filter(|title| out.is_none_or(|out| !out.contains(&title.source))).collect();
    titles.sort_by(|one, other| {
        (one.class, one.source, &one.words).cmp(&(other.class, other.source, &other.words))
    });
    titles.dedup();
    index.word_starts.push(0);
    let mut last = None;
    let mut seen = FxHashMap::<(u16, &[u32], TitleKind), usize>::default();
    for title in titles {
        // The same words of the same kind say nothing new; what was filed adds to the count.
        if let Some(&before) = seen.get(&(title.class, &title.words[..], title.kind)) {
            let count = &mut index.titles[before].count;
            *count = count.saturating_add(title.count);
            continue;
        }
        seen.insert((title.class, &title.words[..], title.kind), index.titles.len());
        let text = (title.kind != TitleKind::Filed).then(|| {
            if last != Some(title.source) {
                last = Some(title.source);
                index.texts.push(&known[title.source as usize].title);
            }
            to_u32(index.texts.len() - 1)
        });
        let (class, kind, complete, count) = (title.class, title.kind, title.complete, title.count);
        index.titles.push(IndexTitle { class, kind, complete, count, text });
        index.title_words.extend_from_slice(&title.words);
        index.word_starts.push(to_u32(index.title_words.len()));
    }
    Matcher::new(index)
}
