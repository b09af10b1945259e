//! `plumb align`: the main job, all steps over the newest releases at hand.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use plumb_classify::{
    IndustryAssignmentRow, ReviewRow, Slot, assignment_rows, cross_cutting_rows, onet_assignment_rows,
    review_row, target_note,
};
use plumb_codes::Naics2022;
use plumb_emerging::{EmergingRow, Order, emerging_rows, rank};
use plumb_framework::DEFAULT_EDITION;
use plumb_report::{AlignReport, terminal, write_align_outputs};
use plumb_tables::Table;

use crate::alignment::{self, Alignment};
use crate::arguments::Format;
use crate::context::Context;
use crate::exit::Exit;
use crate::ground::Ground;
use crate::industries::IndustryFound;
use crate::market::{self, Read, Sight};
use crate::printer::data;
use crate::proposals::Proposer;

/// How many candidates the table of emerging occupations has.
const TOP_EMERGING: usize = 200;

/// Align a framework edition with the labor data at hand: the main job.
///
/// Assigns every SOC and O*NET-SOC occupation to clusters and sub-clusters, computes the figures of every cluster, and
/// ranks what may be emerging, and
/// writes tables (CSV and Parquet), a workbook, a data package and pages to look at. Start with index.html.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Folder to write to; it is replaced as a whole if an earlier run wrote it.
    #[arg(long, value_name = "DIR", default_value = "plumb-out")]
    out: PathBuf,

    /// The framework edition.
    #[arg(long, default_value = DEFAULT_EDITION)]
    edition: String,

    /// Exit with code 6 if occupations wait for review.
    #[arg(long)]
    exit_code: bool,
}

pub(crate) fn run(options: &Options, context: &Context) -> Result<Exit> {
    let printer = context.printer();
    let spinner = printer.spinner("aligning");
    // What emerges is read from other releases than what is aligned: both at once.
    let (found, read) = std::thread::scope(|scope| {
        let reading = scope.spawn(|| {
            let releases = context.releases()?;
            market::read(&releases, market::newest_onet(&releases)?, Sight::Today { since: None })
        });
        (alignment::run_in_full(context, &options.edition), reading.join())
    });
    let mut found = found?;
    let Ok(read) = read else { anyhow::bail!("read what emerges: its thread ended early") };
    spinner.set_message("looking for what emerges");
    let emerging = emerging(context, &mut found, read?)?;
    let rows = assignment_rows(&found.ground.view, &found.assignments, &found.ground.material.soc_titles);
    let review = review_queue(&found, &found.industries);
    let onet = onet_assignment_rows(
        &found.ground.view,
        &found.assignments,
        &found.own,
        &found.ground.material.onet_titles,
        &found.ground.material.onet_to_soc,
    );
    let report = AlignReport {
        edition_name: found.ground.edition.name.clone(),
        edition_attribution: found.ground.edition.attribution.clone(),
        profile: &found.profile,
        assignments: Table::from_rows(&rows),
        onet_assignments: Table::from_rows(&onet),
        emerging: Some(Table::from_rows(&emerging)),
        industry_assignments: Table::from_rows(&industry_rows(&found.ground, &found.industries)),
        cross_cutting: cross_cutting_rows(&found.ground.view, &found.assignments, &found.ground.staffing),
        review,
        sources: found.sources.clone(),
    };
    spinner.set_message("writing");
    let folder = write_align_outputs(&options.out, &report)?;
    spinner.finish_and_clear();
    let summary = &found.profile.summary;
    for warning in &summary.warnings {
        printer.note(&format!("warning: {warning}"));
    }
    match printer.format() {
        Format::Text => data(&terminal::clusters_at_a_glance(summary))?,
        Format::Json => data(&serde_json::to_string_pretty(summary)?)?,
        Format::Csv => printer.table(&Table::from_rows(&found.profile.cluster_rows()))?,
    }
    printer.note(&format!(
        "written to {}; open {}",
        options.out.display(),
        folder.join("index.html").display()
    ));
    let waiting = summary.occupations.review > 0;
    Ok(if options.exit_code && waiting { Exit::ReviewNeeded } else { Exit::Done })
}

/// Occupations and industries that wait for a person, the closest calls first.
fn review_queue(found: &Alignment, industries: &[(Naics2022, IndustryFound)]) -> Vec<ReviewRow> {
    let ground = &found.ground;
    let below = ground.parameters.review_below;
    let titles = &ground.material.soc_titles;
    let occupations =
        found.assignments.iter().filter(|assignment| assignment.in_review()).map(|assignment| {
            let title = titles.get(&assignment.soc).map_or("", String::as_str);
            let subject = ("soc_occupation", assignment.soc.to_string(), title);
            review_row(&ground.view, subject, found.proposals.get(&assignment.soc), below, titles)
        });
    // One decision covers the levels below that wait with the same proposal.
    let proposed = |found: &IndustryFound| {
        let waiting = found.proposal.as_ref().filter(|_| found.status == "review");
        waiting.and_then(|proposal| proposal.targets.first()).map(|target| target.slot)
    };
    let waiting: BTreeMap<Naics2022, Slot> =
        industries.iter().filter_map(|(code, found)| Some((*code, proposed(found)?))).collect();
    let follows = |code: Naics2022| {
        code.parent()
            .is_some_and(|above| waiting.contains_key(&above) && waiting.get(&above) == waiting.get(&code))
    };
    let industries = industries.iter().filter(|(code, found)| found.status == "review" && !follows(*code));
    let industries = industries.map(|(code, found)| {
        let title = ground.material.naics_titles.get(code).map_or("", String::as_str);
        let subject = ("industry", code.to_string(), title);
        review_row(&ground.view, subject, found.proposal.as_ref(), below, titles)
    });
    let mut occupations: Vec<ReviewRow> = occupations.collect();
    let mut industries: Vec<ReviewRow> = industries.collect();
    for queue in [&mut occupations, &mut industries] {
        queue.sort_by(|left, right| {
            let gap = |row: &ReviewRow| row.gap_points.unwrap_or(0.0);
            gap(left).total_cmp(&gap(right)).then_with(|| left.code.cmp(&right.code))
        });
    }
    occupations.into_iter().chain(industries).collect()
}

/// The rows of table `industry_assignments`.
fn industry_rows(ground: &Ground, industries: &[(Naics2022, IndustryFound)]) -> Vec<IndustryAssignmentRow> {
    let mut rows = Vec::new();
    for (code, found) in industries {
        let title = ground.material.naics_titles.get(code).cloned().unwrap_or_default();
        let note = |slot| {
            let target = found
                .proposal
                .iter()
                .flat_map(|proposal| proposal.targets.iter().map(move |one| (proposal, one)));
            let target = target.into_iter().find(|(_, target)| target.slot == slot);
            let note = target.map(|(proposal, target)| {
                target_note(&ground.view, proposal, target, &ground.material.soc_titles)
            });
            let note = note.filter(|_| found.status != "published").unwrap_or_default();
            [vec![found.through.clone(), note], found.rules.clone()].concat().join(" ").trim().to_owned()
        };
        let row = |cluster: Option<&str>,
                   sub_cluster: Option<&str>,
                   primary: bool,
                   confidence: f64,
                   evidence: String| {
            IndustryAssignmentRow {
                naics_code: *code,
                title: title.clone(),
                cluster: cluster.map(str::to_owned),
                sub_cluster: sub_cluster.map(str::to_owned),
                role: if primary { "primary" } else { "secondary" }.to_owned(),
                confidence,
                status: found.status.to_owned(),
                evidence,
            }
        };
        for place in &found.places {
            let (cluster, sub) =
                (ground.view.cluster_name(place.slot.cluster), ground.view.sub_cluster_name(place.slot));
            rows.push(row(Some(cluster), sub, place.primary, place.confidence, note(place.slot)));
        }
        if found.places.is_empty() {
            rows.push(row(None, None, true, 0.0, found.through.clone()));
        }
    }
    rows
}

/// Ranks what may be emerging, and notes its releases and configuration in the summary.
fn emerging(context: &Context, found: &mut Alignment, mut read: Read) -> Result<Vec<EmergingRow>> {
    let (config, digest) = market::configuration(context)?;
    market::add_edition(&mut read.market, found);
    let (ranking, proposer) = rayon::join(
        || rank(&read.market, &config, Order::Score, TOP_EMERGING),
        || Proposer::new(found, read.onet),
    );
    let rows = emerging_rows(&ranking, &read.market, &proposer.propose(&ranking.findings));
    drop(proposer);
    found.add_sources(&read.releases)?;
    let summary = &mut found.profile.summary;
    summary.configuration.insert("emerging.toml".to_owned(), digest);
    summary.emerging.count = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    summary.warnings.extend(ranking.suppressed.iter().map(|(name, decision)| {
        format!("not listed as emerging: {name}, decided on {}: {}", decision.date, decision.reason)
    }));
    Ok(rows)
}
