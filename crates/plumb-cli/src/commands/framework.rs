//! `plumb framework`: imports what the steward has published, and says what an edition leaves open.

use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, Subcommand};
use plumb_codes::{Naics2022, Soc2018, SocLevel, Source};
use plumb_framework::rules::{Force, Rule, RuleSet};
use plumb_framework::{
    Anomaly, DEFAULT_EDITION, Edition, Finding, FindingKind, SheetRow, Universe, available, check, import,
    industries_csv, load, load_names, load_rules, occupations_csv, programs_csv,
};
use plumb_ingest::{Limits, PublishedRow, published_rows};
use plumb_store::{Releases, write_bytes_atomically};
use plumb_tables::Table;
use plumb_tables::schema::cip::CipCodeRow;
use plumb_tables::schema::naics::NaicsCodeRow;
use plumb_tables::schema::soc::{OnetSocStructureRow, SocStructureRow};

use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::rule_material::taxonomies;

/// Import and check framework editions.
#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List the editions at hand.
    List,
    /// Read the steward's published workbooks or listings into an edition's tables.
    ///
    /// Writes occupations.csv, industries.csv and programs.csv, sorted, and prints every anomaly that was met.
    Import {
        /// The workbooks (.xlsx) or listings (.csv) as published.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// The edition that gives names and ids.
        #[arg(long, default_value = DEFAULT_EDITION)]
        edition: String,
        /// Folder to write the tables to. Default: only print the anomalies.
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
    /// Say what an edition leaves open: occupations, industries and sub-clusters without a row, contradictions.
    Check {
        /// The edition.
        #[arg(long, default_value = DEFAULT_EDITION)]
        edition: String,
        /// Exit with code 6 if a person must look.
        #[arg(long)]
        exit_code: bool,
    },
}

plumb_tables::table! {
    /// Something in published sheets that a steward should know.
    AnomalyRow in "anomalies", key [] {
        /// What it is about.
        kind: String,
        /// The workbook.
        file: Option<String>,
        /// The sheet.
        sheet: Option<String>,
        /// The row, from 1.
        row: Option<i64>,
        /// The code or name.
        subject: String,
        /// What was found and what was done.
        detail: String,
    }
}

plumb_tables::table! {
    /// Something that an edition leaves open.
    FindingRow in "findings", key [] {
        /// What it is about.
        kind: String,
        /// The code or id.
        subject: String,
        /// The finding as a sentence.
        detail: String,
    }
}

plumb_tables::table! {
    /// An edition at hand.
    EditionRow in "editions", key ["edition"] {
        /// Id.
        edition: String,
        /// Name.
        name: String,
        /// Day of release.
        released: String,
        /// Number of clusters.
        clusters: i64,
        /// Number of sub-clusters or pathways.
        sub_clusters: i64,
        /// Number of published rows of occupations.
        occupation_rows: i64,
    }
}

pub(crate) fn run(options: &Options, context: &Context) -> Result<Exit> {
    match &options.action {
        Action::List => list(context),
        Action::Import { files, edition, out } => run_import(context, files, edition, out.as_ref()),
        Action::Check { edition, exit_code } => run_check(context, edition, *exit_code),
    }
}

fn list(context: &Context) -> Result<Exit> {
    let mut rows = Vec::new();
    for id in available(context.config())? {
        let (edition, _) = load(context.config(), &id)?;
        rows.push(EditionRow {
            edition: id,
            name: edition.name,
            released: edition.released,
            clusters: i64::try_from(edition.clusters.len())?,
            sub_clusters: i64::try_from(edition.sub_clusters.len())?,
            occupation_rows: i64::try_from(edition.published.occupations.len())?,
        });
    }
    context.printer().table(&Table::from_rows(&rows))?;
    Ok(Exit::Done)
}

fn run_import(context: &Context, files: &[PathBuf], edition: &str, out: Option<&PathBuf>) -> Result<Exit> {
    let spinner = context.printer().spinner("reading the published workbooks");
    let edition = load_names(context.config(), edition)?;
    let rows: Vec<SheetRow> = published_rows(files, &Limits::default())?.into_iter().map(sheet_row).collect();
    let imported = import(&edition, &rows).map_err(|error| Failure::data(error.to_string()))?;
    spinner.finish_and_clear();
    if let Some(folder) = out {
        std::fs::create_dir_all(folder)?;
        let published = &imported.edition.published;
        let tables = [
            ("occupations.csv", published.occupations.len(), occupations_csv(&imported.edition)),
            ("industries.csv", published.industries.len(), industries_csv(&imported.edition)),
            ("programs.csv", published.programs.len(), programs_csv(&imported.edition)),
        ];
        // What no workbook of the call speaks of stays as it is.
        for (name, _, text) in tables.into_iter().filter(|(_, rows, _)| *rows > 0) {
            write_bytes_atomically(&folder.join(name), text.as_bytes())?;
        }
    }
    let published = &imported.edition.published;
    context.printer().note(&format!(
        "{}: {} rows of occupations, {} of industries, {} of programs; {} anomalies",
        imported.edition.id,
        published.occupations.len(),
        published.industries.len(),
        published.programs.len(),
        imported.anomalies.len()
    ));
    let rows: Vec<AnomalyRow> = imported.anomalies.into_iter().map(anomaly_row).collect();
    context.printer().table(&Table::from_rows(&rows))?;
    Ok(Exit::Done)
}

fn sheet_row(row: PublishedRow) -> SheetRow {
    let file = row.file.rsplit(['/', '\\']).next().unwrap_or(&row.file).to_owned();
    SheetRow {
        file,
        sheet: row.sheet,
        row: row.row,
        soc_code: row.soc_code,
        cip_code: row.cip_code,
        naics: row.naics,
        interdisciplinary: row.interdisciplinary,
        clusters: row.clusters,
        sub_cluster: row.sub_cluster,
    }
}

fn anomaly_row(anomaly: Anomaly) -> AnomalyRow {
    let text = |text: String| (!text.is_empty()).then_some(text);
    AnomalyRow {
        kind: anomaly.kind.to_string(),
        file: text(anomaly.file),
        sheet: text(anomaly.sheet),
        row: i64::try_from(anomaly.row).ok().filter(|row| *row > 0),
        subject: anomaly.subject,
        detail: anomaly.detail,
    }
}

fn run_check(context: &Context, edition: &str, exit_code: bool) -> Result<Exit> {
    let (edition, _) = load(context.config(), edition)?;
    let releases = context.releases()?;
    let findings = check(&edition, &universe(&releases)?);
    let rules = load_rules(context.config(), &edition, &taxonomies(&releases)?)?;
    let rows: Vec<FindingRow> = findings
        .into_iter()
        .map(|Finding { kind, subject, detail }| {
            let detail = match kind {
                FindingKind::SubClusterWithoutOccupations => with_rules(&edition, &rules, &subject, &detail),
                _ => detail,
            };
            FindingRow { kind: kind.to_string(), subject, detail }
        })
        .collect();
    context.printer().note(&format!(
        "{}: {} clusters, {} {}s, {} published rows of occupations, {} rules (see `plumb rules check`), {} findings",
        edition.id,
        edition.clusters.len(),
        edition.sub_clusters.len(),
        edition.sub_cluster_term,
        edition.published.occupations.len(),
        rules.len(),
        rows.len()
    ));
    context.printer().table(&Table::from_rows(&rows))?;
    Ok(if exit_code && !rows.is_empty() { Exit::ReviewNeeded } else { Exit::Done })
}

/// A sub-cluster without occupations may still have rules that point to it.
fn with_rules(edition: &Edition, rules: &RuleSet, sub_cluster: &str, detail: &str) -> String {
    let points = |rule: &&Rule| {
        let mut places = rule.places().filter_map(|place| place.sub_cluster);
        rule.force != Force::Exclude && places.any(|sub| edition.sub_clusters[sub].id.as_str() == sub_cluster)
    };
    match rules.iter().filter(points).count() {
        0 => format!("{detail}, and no rule points to it"),
        1 => format!("{detail}; 1 rule points to it"),
        count => format!("{detail}; {count} rules point to it"),
    }
}

/// The codes that an edition should cover, from the newest releases at hand.
fn universe(releases: &Releases) -> Result<Universe> {
    let mut universe = Universe::default();
    if let Some(release) = releases.newest_with(Source::Soc, "soc_structure") {
        let rows: Vec<SocStructureRow<2018>> = releases.rows(release)?;
        let codes: BTreeSet<Soc2018> = rows.into_iter().map(|row| row.soc_code).collect();
        universe.soc =
            codes.into_iter().filter(|code| code.level() == SocLevel::DetailedOccupation).collect();
    }
    if let Some(release) = releases.newest_with(Source::OnetSoc, "onet_soc_structure") {
        let rows: Vec<OnetSocStructureRow<2019>> = releases.rows(release)?;
        universe.onet_soc = rows.into_iter().map(|row| row.onet_soc_code).collect();
    }
    if let Some(release) = releases.newest_with(Source::Naics, "naics_codes") {
        let rows: Vec<NaicsCodeRow<2022>> = releases.rows(release)?;
        universe.naics = rows.into_iter().map(|row| row.naics_code).collect::<BTreeSet<Naics2022>>();
    }
    if let Some(release) = releases.newest_with(Source::Cip, "cip_codes") {
        let rows: Vec<CipCodeRow<2020>> = releases.rows(release)?;
        universe.cip = rows.into_iter().map(|row| row.cip_code).collect();
    }
    Ok(universe)
}
