//! `plumb evaluate occupations`: hides published rows from every part of the engine and predicts them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use plumb_classify::{
    Evidence, Figures, Judged, Parameters, beyond_trial, block_trial, calibrated_on_titles, fit, folds,
    masked_trial, minor_groups, nested_trial,
};
use plumb_codes::Soc2018;
use plumb_framework::DEFAULT_EDITION;

use super::explained::{self, Titles};
use super::mask;
use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::ground::Ground;
use crate::printer::data;
use crate::titles::truth::StandardSet;

/// Hide published rows of occupations, predict them, and compare.
///
/// Nothing of a hidden occupation is left in the engine: its rows, the rows printed together with them under a composite
/// code, and the rules of the edition are out. Prints JSON.
#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(flatten)]
    which: Which,

    /// Seed that divides occupations into folds and draws samples.
    #[arg(long, default_value_t = 1)]
    seed: u64,

    /// Ask so many of the titles, drawn at random.
    #[arg(long, value_name = "N", conflicts_with_all = ["mask", "folds", "nested", "leave_one_out", "minor_groups", "soc2018_additions", "beyond_00"])]
    sample: Option<usize>,

    /// Evidence to leave out, such as `titles,related`.
    #[arg(long, value_name = "EVIDENCE", value_delimiter = ',')]
    without: Vec<String>,

    /// Fit the parameters of inference anew on the published rows and print them as the file that configures it. With titles: fit
    /// the calibration of job titles on them instead.
    #[arg(long, conflicts_with_all = ["without", "predictions"])]
    fit: bool,

    /// The framework edition.
    #[arg(long, default_value = DEFAULT_EDITION)]
    edition: String,

    /// Print every prediction beside the published places instead of the figures.
    #[arg(long)]
    predictions: bool,
}

#[derive(Debug, Args)]
#[group(multiple = false)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line, and they exclude each other"
)]
struct Which {
    /// Hide the occupations of a CSV file with a column `soc_code`, all at once. A code that stands for several, such as
    /// 13-1020, hides them all.
    #[arg(long, value_name = "FILE")]
    mask: Option<PathBuf>,

    /// Hide one of so many random parts after the other.
    #[arg(long, value_name = "K")]
    folds: Option<usize>,

    /// Hide one of so many random parts after the other, and fit parameters and calibration anew without it each time. Takes
    /// minutes.
    #[arg(long, value_name = "K", conflicts_with_all = ["without", "fit"])]
    nested: Option<usize>,

    /// Hide one occupation after the other.
    #[arg(long)]
    leave_one_out: bool,

    /// Hide one minor group of SOC 2018 after the other.
    #[arg(long)]
    minor_groups: bool,

    /// Hide all occupations that SOC 2018 added to SOC 2010.
    #[arg(long)]
    soc2018_additions: bool,

    /// Predict O*NET-SOC occupations beyond `.00`, each without the rows of its SOC occupation.
    #[arg(long)]
    beyond_00: bool,

    /// Ask job titles as `plumb explain` does, and compare with the published places of their right occupations. A CSV file with
    /// `title,soc_code`, several right codes joined by `;`. What knows titles is made without those that are asked, which takes half
    /// a minute; nothing published is hidden.
    #[arg(long, value_name = "FILE")]
    titles: Option<PathBuf>,

    /// The same with titles that the releases at hand make, as in `plumb evaluate titles --set`.
    #[arg(long, value_enum, value_name = "SET")]
    title_set: Option<StandardSet>,
}

pub(crate) fn run(options: &Options, context: &Context) -> Result<Exit> {
    let mut ground = Ground::read(context, &options.edition)?;
    let titles = options.which.titles.as_deref().map(Titles::File);
    let titles = titles.or_else(|| options.which.title_set.map(Titles::Set));
    if options.fit && titles.is_none() {
        return fit_parameters(&ground, context);
    }
    let mut parameters = ground.parameters.clone();
    for name in &options.without {
        let evidence = Evidence::from_key(name).ok_or_else(|| {
            let known: Vec<&str> = Evidence::OPTIONAL.iter().map(|evidence| evidence.key()).collect();
            Failure::usage(format!("leave out the evidence `{name}`; there are {}", known.join(", ")))
        })?;
        parameters = parameters.without(evidence);
    }
    if parameters.similarity.iter().sum::<f64>() <= 0.0 {
        return Err(Failure::usage("leave out every kind of evidence; keep at least one".to_owned()));
    }
    let judged = match titles {
        Some(titles) => {
            let drawn = (options.sample, options.seed);
            explained::judge(&titles, drawn, context, &mut ground, &parameters)?
        }
        None => judge(options, &ground, &parameters, context)?,
    };
    if options.fit {
        data(calibrated_on_titles(&parameters, &judged).to_toml().trim_end())?;
    } else if options.predictions {
        data(&serde_json::to_string_pretty(&predictions(&ground, &judged))?)?;
    } else {
        data(&serde_json::to_string_pretty(&Figures::of(&judged))?)?;
    }
    Ok(Exit::Done)
}

/// Fits and prints the parameters.
fn fit_parameters(ground: &Ground, context: &Context) -> Result<Exit> {
    let spinner = context.printer().spinner("fitting");
    let fitted = fit(&ground.corpus, &ground.view, &ground.parameters, |improvement| {
        spinner.set_message(improvement.to_owned());
    });
    spinner.finish_and_clear();
    data(fitted.to_toml().trim_end())?;
    Ok(Exit::Done)
}

fn judge(
    options: &Options,
    ground: &Ground,
    parameters: &Parameters,
    context: &Context,
) -> Result<Vec<Judged>> {
    let which = &options.which;
    let trial =
        |blocks: Vec<BTreeSet<Soc2018>>| block_trial(&ground.engine(parameters, &BTreeSet::new()), &blocks);
    if let Some(file) = &which.mask {
        let masked = mask::read(file, &ground.view)?;
        return Ok(masked_trial(&ground.corpus, &ground.view, parameters, &masked));
    }
    if which.folds.or(which.nested).is_some_and(|number| number < 2) {
        return Err(Failure::usage("divide into fewer than 2 folds"));
    }
    if let Some(number) = which.nested {
        let spinner = context.printer().spinner("fitting");
        let (corpus, view) = (&ground.corpus, &ground.view);
        let judged = nested_trial(corpus, view, parameters, (number, options.seed), |said| {
            spinner.set_message(said.to_owned());
        });
        spinner.finish_and_clear();
        return Ok(judged);
    }
    if let Some(number) = which.folds {
        return Ok(trial(folds(&ground.view, number, options.seed)));
    }
    if which.minor_groups {
        return Ok(trial(minor_groups(&ground.view)));
    }
    if which.soc2018_additions {
        let masked = ground.material.soc_2018_additions();
        return Ok(masked_trial(&ground.corpus, &ground.view, parameters, &masked));
    }
    if !which.leave_one_out && !which.beyond_00 {
        return Err(Failure::usage(
            "choose what to hide; name one of --mask, --folds, --nested, --leave-one-out, --minor-groups, --soc2018-additions, --beyond-00, --titles, --title-set",
        ));
    }
    if which.beyond_00 {
        let engine = ground.engine(parameters, &BTreeSet::new());
        return Ok(beyond_trial(&engine, ground.material.onet_titles.keys().copied()));
    }
    let engine = ground.engine(parameters, &BTreeSet::new());
    Ok(block_trial(&engine, &engine.single_blocks()))
}

/// One prediction for people and programs to look at.
#[derive(serde::Serialize)]
struct Prediction {
    subject: String,
    title: String,
    predicted: Vec<BTreeMap<&'static str, String>>,
    published: Vec<String>,
    cluster_is_right: bool,
    sub_cluster_is_right: bool,
}

fn predictions(ground: &Ground, judged: &[Judged]) -> Vec<Prediction> {
    let prediction = |one: &Judged| {
        let targets = one.proposal.iter().flat_map(|proposal| &proposal.targets);
        // A job title is shown with the title of its right occupation.
        let title = match ground.material.title_of(&one.subject) {
            "" => ground.material.title_of(&one.soc.to_string()),
            title => title,
        };
        Prediction {
            subject: one.subject.clone(),
            title: title.to_owned(),
            predicted: targets
                .map(|target| {
                    BTreeMap::from([
                        ("place", ground.view.slot_name(target.slot)),
                        ("confidence", format!("{:.3}", target.confidence)),
                    ])
                })
                .collect(),
            published: one.published.iter().map(|&slot| ground.view.slot_name(slot)).collect(),
            cluster_is_right: one.cluster_is_right(),
            sub_cluster_is_right: one.sub_cluster_is_right(),
        }
    };
    judged.iter().map(prediction).collect()
}
