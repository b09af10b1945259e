//! `plumb evaluate emerging`: would the ranking have pointed at what a later taxonomy added?

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::{Args, ValueEnum};
use plumb_codes::{Release, Source};
use plumb_emerging::EmergingConfig;
use plumb_emerging::history::{
    Evaluation, Extent, Recall, TaxonomyLink, TruthItem, added, evaluate, hold_out, merged, neighbours,
};
use plumb_report::{Curve, CurveChart};
use plumb_store::Releases;
use plumb_tables::schema::onet::OnetOccupationRow;
use plumb_tables::schema::soc::{OnetSoc2010To2019Row, Soc2010To2018Row};
use serde_json::{Map, Value, json};

use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::market::{self, Read, Sight};
use crate::printer::data;

/// Rank as of an older release, and compare with the occupations that came later.
///
/// The ranking sees nothing that appeared after `--from`: no later taxonomy, figures, filed titles or listings. What came
/// later is made from the published crosswalks, or read from `--truth`. docs/EVALUATION.md has the rules. Prints JSON.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The release of O*NET at which the ranking stands.
    #[arg(long, value_name = "RELEASE")]
    from: Release,

    /// The later release of O*NET that knows what came.
    #[arg(long, value_name = "RELEASE", required_unless_present = "hold_out")]
    to: Option<Release>,

    /// The occupations that came later: a CSV with the columns `title` and `code`.
    #[arg(long, value_name = "FILE")]
    truth: Option<PathBuf>,

    /// How many subjects are flagged.
    #[arg(long, value_name = "N", default_value_t = 200)]
    top: usize,

    /// Also list every item with the rank that found it, and rank with each signal off in turn.
    #[arg(long)]
    details: bool,

    /// Write the curve of recall over rank as SVG.
    #[arg(long, value_name = "FILE")]
    curve: Option<PathBuf>,

    /// Instead of looking at later releases, hide one in so many detailed occupations of `--from` after the other and ask
    /// the ranking to bring them back. This is what weights may be chosen on.
    #[arg(long, value_name = "PARTS", conflicts_with_all = ["to", "truth", "curve"])]
    hold_out: Option<usize>,

    /// What `--hold-out` hides. Default: detailed.
    #[arg(long, value_enum)]
    proxy: Option<Proxy>,
}

/// What a proxy inside one release hides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Proxy {
    /// Detailed occupations of O*NET without a SOC code of their own, under the SOC occupation that they belong to.
    Detailed,
    /// Detailed occupations of the SOC under the broad occupation that the taxonomy's authors divided into them.
    Broad,
    /// The smaller of two neighbouring plain occupations under the title of the larger.
    Neighbours,
}

pub(crate) fn run(options: &Options, context: &Context) -> Result<Exit> {
    if options.proxy.is_some() && options.hold_out.is_none() {
        return Err(Failure::usage("choose a proxy for nothing: --proxy says what --hold-out PARTS hides"));
    }
    let releases = context.releases()?;
    let (config, _) = market::configuration(context)?;
    let spinner = context.printer().spinner("ranking as of then");
    let sight = Sight::Then { filed_lag_years: config.history.filed_lag_years };
    let read = market::read(&releases, options.from, sight)?;
    if let Some(parts) = options.hold_out {
        let result = hidden(&read, &config, parts, options)?;
        spinner.finish_and_clear();
        data(&serde_json::to_string_pretty(&result)?)?;
        return Ok(Exit::Done);
    }
    let to = options.to.context("name the later release")?;
    if to.source() != Source::Onet || to <= options.from {
        return Err(Failure::usage(format!(
            "compare {} with `{to}`: it must be a later release of O*NET, such as onet/30.1",
            options.from
        )));
    }
    let truth = match &options.truth {
        Some(file) => truth_file(file)?,
        None => came_later(&releases, options.from, to)?,
    };
    if truth.is_empty() {
        return Err(Failure::data(format!(
            "find an occupation that {to} has and {} has not (hint: name a list with --truth FILE)",
            options.from
        )));
    }
    let extent = if options.details { Extent::Ablations } else { Extent::Baselines };
    let found = evaluate(&read.market, &config, &truth, options.top, extent);
    spinner.finish_and_clear();
    if let Some(file) = &options.curve {
        plumb_store::write_bytes_atomically(file, chart(&found).to_svg().as_bytes())?;
        context.printer().note(&format!("curve written to {}", file.display()));
    }
    let seen: Vec<String> = read.releases.iter().map(ToString::to_string).collect();
    data(&serde_json::to_string_pretty(&report(&found, &seen, options.details))?)?;
    Ok(Exit::Done)
}

/// What the newer taxonomy added, from the crosswalks at hand.
fn came_later(releases: &Releases, from: Release, to: Release) -> Result<Vec<TruthItem>> {
    let older = occupations(releases, from)?;
    let newer = occupations(releases, to)?;
    let taxonomy = Release::yearly(Source::OnetSoc, 2019).context("name O*NET-SOC 2019")?;
    let soc = Release::yearly(Source::Soc, 2018).context("name SOC 2018")?;
    // Releases of one taxonomy need no crosswalk: what is not there has no predecessor.
    let same = older.iter().filter(|(code, _)| newer.iter().any(|(other, _)| other == code)).count();
    if same == older.len() {
        return Ok(added(&[], &older, &newer));
    }
    let hint = "(hint: ingest it, or name the list with --truth FILE)";
    let links: Vec<OnetSoc2010To2019Row> = releases
        .rows(taxonomy)
        .with_context(|| format!("read the crosswalk from O*NET-SOC 2010 to 2019 {hint}"))?;
    let links: Vec<TaxonomyLink> = links
        .into_iter()
        .map(|row| TaxonomyLink {
            older: (row.onet_soc_2010_code.to_string(), row.onet_soc_2010_title),
            newer: (row.onet_soc_2019_code.to_string(), row.onet_soc_2019_title),
        })
        .collect();
    let mut items = added(&links, &older, &newer);
    let links: Vec<Soc2010To2018Row> =
        releases.rows(soc).with_context(|| format!("read the crosswalk from SOC 2010 to 2018 {hint}"))?;
    let links: Vec<TaxonomyLink> = links
        .into_iter()
        .map(|row| TaxonomyLink {
            older: (row.soc_2010_code.to_string(), row.soc_2010_title),
            newer: (row.soc_2018_code.to_string(), row.soc_2018_title),
        })
        .collect();
    let mut known: BTreeSet<String> = items.iter().map(|item| item.title.to_lowercase()).collect();
    for item in added(&links, &[], &[]) {
        let title = item.title.trim_end_matches(" (##)").to_owned();
        if known.insert(title.to_lowercase()) {
            items.push(TruthItem { title, code: item.code });
        }
    }
    Ok(items)
}

fn occupations(releases: &Releases, onet: Release) -> Result<Vec<(String, String)>> {
    if let Ok(rows) = releases.rows::<OnetOccupationRow<2019>>(onet) {
        return Ok(rows.into_iter().map(|row| (row.onet_soc_code.to_string(), row.title)).collect());
    }
    let rows = releases.rows::<OnetOccupationRow<2010>>(onet)?;
    Ok(rows.into_iter().map(|row| (row.onet_soc_code.to_string(), row.title)).collect())
}

/// A list of what came later, as a file says.
fn truth_file(file: &Path) -> Result<Vec<TruthItem>> {
    let mut reader = csv::Reader::from_path(file).with_context(|| format!("open {}", file.display()))?;
    let headers = reader.headers().with_context(|| format!("read {}", file.display()))?.clone();
    let find = |wanted: &str| {
        let is = |name: &str| name.trim_start_matches('\u{feff}').trim().eq_ignore_ascii_case(wanted);
        headers.iter().position(is).ok_or_else(|| {
            let known: Vec<&str> = headers.iter().collect();
            Failure::data(format!(
                "find the column `{wanted}` in {}: its columns are {}",
                file.display(),
                known.join(", ")
            ))
        })
    };
    let (title, code) = (find("title")?, find("code")?);
    let mut items = Vec::new();
    for (record, row) in reader.records().zip(2..) {
        let record = record.with_context(|| format!("read {}, row {row}", file.display()))?;
        let text = |column: usize| record.get(column).unwrap_or_default().trim().to_owned();
        if text(title).is_empty() {
            return Err(Failure::data(format!(
                "read {}, row {row}: the column `title` is empty",
                file.display()
            )));
        }
        items.push(TruthItem { title: text(title), code: text(code) });
    }
    items.sort();
    items.dedup();
    Ok(items)
}

fn report(found: &Evaluation, releases: &[String], details: bool) -> Value {
    let mut report = Map::new();
    report.insert("truth".to_owned(), json!(found.truth));
    report.insert("flagged".to_owned(), json!(found.flagged));
    report.insert("subjects".to_owned(), json!(found.subjects));
    fill(&mut report, &found.recall);
    let oracle = &found.oracle;
    report.insert(
        "best_order".to_owned(),
        json!({
            "shown": oracle.shown,
            "recall_at_50": oracle.at_50,
            "recall_at_100": oracle.at_100,
            "recall_at_200": oracle.at_200,
        }),
    );
    let mut baselines = Map::new();
    for (name, recall, _) in &found.baselines {
        baselines.insert((*name).to_owned(), recall_json(recall));
    }
    report.insert("baselines".to_owned(), Value::Object(baselines));
    let without_trace: Vec<&str> =
        found.items.iter().filter(|item| !item.trace).map(|item| item.item.title.as_str()).collect();
    report.insert("without_trace".to_owned(), json!(without_trace));
    report.insert("releases".to_owned(), json!(releases));
    if details {
        let mut without = Map::new();
        for (signal, recall) in &found.without {
            without.insert(signal.to_string(), recall_json(recall));
        }
        report.insert("without".to_owned(), Value::Object(without));
        let items: Vec<Value> = found
            .items
            .iter()
            .map(|item| {
                json!({
                    "code": item.item.code,
                    "title": item.item.title,
                    "rank": item.found.as_ref().map(|(rank, _)| rank),
                    "depth": item.depth,
                    "found_by": item.found.as_ref().map(|(_, name)| name),
                    "trace": item.trace,
                })
            })
            .collect();
        report.insert("items".to_owned(), json!(items));
    }
    Value::Object(report)
}

fn fill(object: &mut Map<String, Value>, recall: &Recall) {
    object.insert("recall_at_50".to_owned(), json!(recall.at_50));
    object.insert("recall_at_100".to_owned(), json!(recall.at_100));
    object.insert("recall_at_200".to_owned(), json!(recall.at_200));
    object.insert("precision_at_50".to_owned(), json!(recall.precision_at_50));
}

fn recall_json(recall: &Recall) -> Value {
    let mut object = Map::new();
    fill(&mut object, recall);
    Value::Object(object)
}

/// Recall over the number of subjects flagged, of the ranking and of each baseline.
#[expect(clippy::cast_precision_loss, reason = "ranks are small")]
fn chart(found: &Evaluation) -> CurveChart {
    let line = |name: &str, recall: &[f64]| {
        let ranks = recall.iter().enumerate().map(|(place, &recall)| ((place + 1) as f64, recall));
        Curve { name: name.replace('_', " "), points: std::iter::once((0.0, 0.0)).chain(ranks).collect() }
    };
    let baselines = found.baselines.iter().map(|(name, _, values)| line(name, values));
    let curves: Vec<Curve> = std::iter::once(line("ranking", &found.curve)).chain(baselines).collect();
    let most = curves.iter().flat_map(|curve| &curve.points).map(|point| point.0).fold(2.0, f64::max);
    CurveChart {
        title: "Recall of what the next taxonomy added".to_owned(),
        across: "subjects flagged".to_owned(),
        across_end: most,
        across_is_share: false,
        curves,
    }
}

/// The proxy inside one release, over all parts; with details also each signal off.
fn hidden(read: &Read, config: &EmergingConfig, parts: usize, options: &Options) -> Result<Value> {
    if parts == 0 {
        return Err(Failure::usage("hide one in 0 occupations: PARTS is 1 or more"));
    }
    let mut sums: Vec<(String, [f64; 4])> = Vec::new();
    let mut truth = 0;
    let mut add = |name: &str, values: [f64; 4], weight: f64| {
        let known = sums.iter().position(|(known, _)| known == name).unwrap_or_else(|| {
            sums.push((name.to_owned(), [0.0; 4]));
            sums.len() - 1
        });
        for (sum, value) in sums[known].1.iter_mut().zip(values) {
            *sum += value * weight;
        }
    };
    let figures = |recall: &Recall| [recall.at_50, recall.at_100, recall.at_200, recall.precision_at_50];
    let proxy = options.proxy.unwrap_or(Proxy::Detailed);
    let merges = match proxy {
        Proxy::Detailed => Vec::new(),
        Proxy::Broad => read.broad.clone(),
        Proxy::Neighbours => neighbours(&read.market),
    };
    let extent = if options.details { Extent::Ablations } else { Extent::Ranking };
    for part in 0..parts {
        let (held, items) = match proxy {
            Proxy::Detailed => hold_out(&read.market, part, parts),
            Proxy::Broad | Proxy::Neighbours => {
                let some: Vec<_> = merges.iter().skip(part).step_by(parts).cloned().collect();
                merged(&read.market, &some)
            }
        };
        truth += items.len();
        let found = evaluate(&held, config, &items, options.top, extent);
        #[expect(clippy::cast_precision_loss, reason = "a handful of parts")]
        let weight = 1.0 / parts as f64;
        add("ranking", figures(&found.recall), weight);
        let oracle = &found.oracle;
        add("best_order", [oracle.at_50, oracle.at_100, oracle.at_200, oracle.shown], weight);
        for (name, recall, _) in &found.baselines {
            add(name, figures(recall), weight);
        }
        for (signal, recall) in &found.without {
            add(&format!("without {signal}"), figures(recall), weight);
        }
    }
    let mut report = Map::new();
    report.insert("hidden".to_owned(), json!(truth));
    report.insert("parts".to_owned(), json!(parts));
    for (name, values) in sums {
        let [at_50, at_100, at_200, last] = values.map(|value| (value * 10_000.0).round() / 10_000.0);
        let last_name = if name == "best_order" { "shown" } else { "precision_at_50" };
        let value = json!({
            "recall_at_50": at_50, "recall_at_100": at_100, "recall_at_200": at_200, last_name: last,
        });
        report.insert(name, value);
    }
    Ok(Value::Object(report))
}
