//! `plumb evaluate titles`: how good the title matcher is on titles of known occupation.

mod folds;
mod mistakes;
mod report;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context as _, Result};
use clap::Args;
use plumb_classify::EditionView;
use plumb_codes::Soc2018;
use plumb_framework::DEFAULT_EDITION;
use plumb_report::{Curve, CurveChart};
use plumb_store::{Releases, write_bytes_atomically};
use plumb_titles::{Knowledge, MatchStatus, Matcher, TitleKind, TitleMatches};

use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::placed::Placed;
use crate::titles::index;
use crate::titles::knowledge::{Recipe, Ways};
use crate::titles::measure::{Verdict, accuracy_by_coverage};
use crate::titles::perturb::{Dice, Noise, with_noise, with_typos};
use crate::titles::places::Places;
use crate::titles::recipe::IndexOptions;
use crate::titles::truth::{self, StandardSet, TrueTitle, Truth};
use plumb_codes::Release;

/// Measure the title matcher on titles of known occupation.
///
/// Takes a CSV with `title,soc_code` (several right codes joined by `;`; codes of OEWS and O*NET-SOC are understood), or
/// makes one of the standard sets from the releases at hand. A title without an answer counts as wrong in every measure.
/// `cluster_top1` and `sub_cluster_top1` compare the primary place of the answer with the published places of the right
/// occupations, where there are any. Steward's rules are left out: they are no part of what is measured.
/// Columns `count` and `source` of the file, where it has them, divide the titles into groups that are measured apart.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// CSV of the truth.
    #[arg(value_name = "TRUTH", required_unless_present = "set", conflicts_with = "set")]
    truth: Option<PathBuf>,

    /// A set that the releases at hand make.
    #[arg(long, value_enum, value_name = "SET")]
    set: Option<StandardSet>,

    /// For `onet-added`: the earlier release, which the index is built from.
    #[arg(long, value_name = "RELEASE", default_value = truth::EARLIER)]
    from: Release,

    /// For `onet-added`: the release that added the titles.
    #[arg(long, value_name = "RELEASE", default_value = "onet/30.1")]
    to: Release,

    #[command(flatten)]
    index: IndexOptions,

    /// Divide the titles by their words into so many parts, and ask about each an index that knows none of its titles.
    /// Default for `filed`: 5, so that each index knows four fifths of the filed titles, and all published ones.
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u64).range(2..=100), conflicts_with = "hold_out")]
    folds: Option<u64>,

    /// Build the index without any title that has the same words as one of the truth.
    #[arg(long)]
    hold_out: bool,

    /// Measure on so many titles, drawn at random.
    #[arg(long, value_name = "N")]
    sample: Option<usize>,

    /// Seed of folds, samples, typos, noise and intervals.
    #[arg(long, default_value_t = 1, value_name = "N")]
    seed: u64,

    /// Typos put into each title.
    #[arg(long, default_value_t = 0, value_name = "N")]
    typos: usize,

    /// Put around each title what postings have: all kinds mixed, or one kind alone.
    #[arg(long, value_enum, value_name = "KIND", num_args = 0..=1, require_equals = true, default_missing_value = "mixed")]
    noise: Option<Noise>,

    /// Write the accuracy-coverage curve as SVG.
    #[arg(long, value_name = "FILE")]
    plot: Option<PathBuf>,

    /// Write the wrong answers as CSV, the most confident first, each with its kind.
    #[arg(long, value_name = "FILE")]
    mistakes: Option<PathBuf>,

    /// So many mistakes at most are written.
    #[arg(long, value_name = "N", requires = "mistakes")]
    most: Option<usize>,

    /// The framework edition of cluster and sub-cluster.
    #[arg(long, default_value = DEFAULT_EDITION)]
    edition: String,
}

/// Candidates that the measures look at.
const TOP: usize = 5;

/// One title with the answer to it.
struct Asked {
    truth: TrueTitle,
    /// The title as it was asked: with typos and noise.
    title: String,
    found: TitleMatches,
    /// The known title nearest to the first answer.
    nearest: String,
}

pub(crate) fn run(options: &Options, context: &Context) -> Result<Exit> {
    let releases = context.releases()?;
    let ways = Ways::read(&releases)?;
    let recipe = recipe(options, &releases)?;
    let mut set = truth(options, &releases, &ways, &recipe)?;
    set.note_issues(context);
    if let Some(size) = options.sample {
        truth::draw(&mut set.titles, size, options.seed);
    }
    let (asked, seconds) = ask_all(options, context, &releases, &recipe, set.titles)?;
    let framework = Placed::read(context, &releases, &options.edition)?;
    let places = Places::from(&framework);
    let verdicts: Vec<Verdict> = asked.iter().map(|one| judge(one, &places, &framework.view)).collect();
    if let Some(path) = &options.plot {
        let chart = CurveChart {
            title: format!("Accuracy by coverage: {}", name_of(options)),
            across: "titles answered, the surest first".to_owned(),
            across_end: 1.0,
            across_is_share: true,
            curves: vec![Curve { name: "right, top-1".to_owned(), points: accuracy_by_coverage(&verdicts) }],
        };
        write_bytes_atomically(path, chart.to_svg().as_bytes())?;
    }
    if let Some(path) = &options.mistakes {
        let wrong = mistakes::csv(&asked, &verdicts, &ways, options.most.unwrap_or(usize::MAX))?;
        write_bytes_atomically(path, &wrong)?;
    }
    let summary = report::Summary {
        set: name_of(options),
        inputs: recipe.inputs(&releases)?,
        issues: set.issues.len(),
        seconds,
        seed: options.seed,
    };
    report::print(context, &summary, &asked, &verdicts, &mistakes::by_kind(&asked, &verdicts, &ways))?;
    Ok(Exit::Done)
}

fn name_of(options: &Options) -> String {
    match options.set {
        Some(StandardSet::OnetAdded) => format!("titles added by {} since {}", options.to, options.from),
        Some(StandardSet::DirectMatch) => "direct match titles that are no O*NET titles".to_owned(),
        Some(StandardSet::Filed) => "filed titles".to_owned(),
        None => options.truth.as_ref().map(|path| path.display().to_string()).unwrap_or_default(),
    }
}

/// The index to ask: what the options say, and what the set forbids.
fn recipe(options: &Options, releases: &Releases) -> Result<Recipe> {
    let mut recipe = options.index.recipe(releases)?;
    match options.set {
        Some(StandardSet::OnetAdded) if options.index.index.is_none() => {
            releases.manifest(options.from)?;
            recipe.onet = options.from;
        }
        Some(StandardSet::DirectMatch) => drop(recipe.without.insert(TitleKind::DirectMatch)),
        _ => {}
    }
    Ok(recipe)
}

fn truth(options: &Options, releases: &Releases, ways: &Ways, recipe: &Recipe) -> Result<Truth> {
    let truth = match (options.set, &options.truth) {
        (Some(StandardSet::OnetAdded), _) => truth::onet_added(releases, options.from, options.to),
        (Some(StandardSet::DirectMatch), _) => truth::direct_match(releases, recipe.onet),
        (Some(StandardSet::Filed), _) => truth::filed(releases),
        (None, Some(path)) => truth::read(path, ways),
        (None, None) => Err(Failure::usage("measure titles: name a file or a --set")),
    }?;
    if truth.titles.is_empty() {
        return Err(Failure::data("measure titles: the set is empty"));
    }
    Ok(truth)
}

/// Asks for all titles, of one index or of one a fold; also gives the seconds that the asking took.
fn ask_all(
    options: &Options,
    context: &Context,
    releases: &Releases,
    recipe: &Recipe,
    titles: Vec<TrueTitle>,
) -> Result<(Vec<Asked>, f64)> {
    let filed = options.set == Some(StandardSet::Filed) && !recipe.without.contains(&TitleKind::Filed);
    // What was published is no copy of what was filed: only filed titles must not be known when filed ones are asked.
    let hidden = if filed { folds::Hidden::Filed } else { folds::Hidden::All };
    let folds = options.folds.or_else(|| (filed && !options.hold_out).then_some(folds::OF_FILED));
    if let Some(folds) = folds {
        return folds::ask_all(options, context, &recipe.knowledge(releases)?, titles, folds, hidden);
    }
    let matcher = if options.hold_out {
        let forms: BTreeSet<&str> = titles.iter().map(|title| title.form.as_str()).collect();
        index::build(context, &folds::without(&recipe.knowledge(releases)?, &forms, hidden))?
    } else {
        index::open(context, releases, recipe)?.0
    };
    Ok(ask(options, &matcher, titles))
}

/// Knowledge without any title that has the words of one of these.
pub(super) fn without(knowledge: &Knowledge, titles: &[TrueTitle]) -> Knowledge {
    let forms: BTreeSet<&str> = titles.iter().map(|title| title.form.as_str()).collect();
    folds::without(knowledge, &forms, folds::Hidden::All)
}

fn ask(options: &Options, matcher: &Matcher, truths: Vec<TrueTitle>) -> (Vec<Asked>, f64) {
    let dirty = |truth: &TrueTitle| {
        let mut dice = Dice::new(options.seed, &truth.title);
        let title = with_typos(&truth.title, options.typos, &mut dice);
        options.noise.map_or_else(|| title.clone(), |kind| with_noise(&title, kind, &mut dice))
    };
    let titles: Vec<String> = truths.iter().map(dirty).collect();
    let started = Instant::now();
    let found = matcher.match_all(&titles, TOP);
    let seconds = started.elapsed().as_secs_f64();
    let asked = truths.into_iter().zip(titles).zip(found).map(|((truth, title), found)| {
        let found = found.unwrap_or_default();
        let nearest = found.candidates.first().and_then(|first| first.nearest);
        let nearest = nearest.map(|id| matcher.title(id).0.into_owned()).unwrap_or_default();
        Asked { truth, title, found, nearest }
    });
    (asked.collect(), seconds)
}

fn judge(asked: &Asked, places: &Places, view: &EditionView) -> Verdict {
    let right = &asked.truth.right;
    let published = published_places(right, view);
    let none = |names: &BTreeSet<String>| (!names.is_empty()).then_some(false);
    let answered = asked.found.status != MatchStatus::Unmatched;
    let first = asked.found.candidates.first().filter(|_| answered);
    let Some(first) = first else {
        return Verdict {
            cluster_top1: none(&published.0),
            sub_cluster_top1: none(&published.1),
            ..Verdict::default()
        };
    };
    let within = |top: usize| asked.found.candidates.iter().take(top).any(|one| right.contains(&one.soc));
    let place = places.get(first.soc).cloned().unwrap_or_default();
    let hits = |names: &BTreeSet<String>, name: &String| (!names.is_empty()).then(|| names.contains(name));
    Verdict {
        answered: true,
        confidence: f64::from(first.confidence),
        top1: within(1),
        top3: within(3),
        top5: within(5),
        broad_top1: right.iter().any(|code| code.broad_occupation() == first.soc.broad_occupation()),
        minor_top1: right.iter().any(|code| code.minor_group() == first.soc.minor_group()),
        major_top1: right.iter().any(|code| code.major_group() == first.soc.major_group()),
        cluster_top1: hits(&published.0, &place.cluster),
        sub_cluster_top1: hits(&published.1, &place.sub_cluster),
    }
}

/// Names of the published clusters and sub-clusters of occupations.
fn published_places(right: &BTreeSet<Soc2018>, view: &EditionView) -> (BTreeSet<String>, BTreeSet<String>) {
    let slots = right.iter().filter_map(|soc| view.published.get(soc)).flat_map(|slots| slots.keys());
    let mut names = (BTreeSet::new(), BTreeSet::new());
    for slot in slots {
        names.0.insert(view.cluster_name(slot.cluster).to_owned());
        names.1.extend(view.sub_cluster_name(*slot).map(str::to_owned));
    }
    names
}

impl Asked {
    fn first(&self) -> Option<&plumb_titles::TitleMatch> {
        self.found.candidates.first()
    }
}

/// Writes CSV rows into bytes.
fn csv_bytes(rows: impl Iterator<Item = Vec<String>>) -> Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row)?;
    }
    writer.into_inner().context("write the mistakes")
}
