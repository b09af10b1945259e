//! `plumb align`: the main job, all steps over the newest releases at hand.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use plumb_classify::{
    IndustryAssignmentRow, ReviewRow, assignment_rows, cross_cutting_rows, onet_assignment_rows, review_row,
    target_note,
};
use plumb_codes::Naics2022;
use plumb_framework::DEFAULT_EDITION;
use plumb_report::{AlignReport, terminal, write_align_outputs};
use plumb_tables::Table;

use crate::alignment::{self, Alignment};
use crate::arguments::Format;
use crate::context::Context;
use crate::exit::Exit;
use crate::ground::Ground;
use crate::industries::{Industries, IndustryFound};
use crate::printer::data;

/// Align a framework edition with the labor data at hand: the main job.
///
/// Assigns every SOC and O*NET-SOC occupation to clusters and sub-clusters, computes the figures of every cluster, and
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
    let found = alignment::run(context, &options.edition)?;
    let rows = assignment_rows(&found.ground.view, &found.assignments, &found.ground.material.soc_titles);
    let industries = Industries::read(&found.ground)?;
    let placed = industries.place_all(&found.ground);
    let review = review_queue(&found, &placed);
    let onet = onet_assignment_rows(
        &found.ground.view,
        &found.assignments,
        &found.ground.material.onet_titles,
        &found.ground.material.onet_to_soc,
    );
    let report = AlignReport {
        edition_name: found.ground.edition.name.clone(),
        edition_attribution: found.ground.edition.attribution.clone(),
        profile: &found.profile,
        assignments: Table::from_rows(&rows),
        onet_assignments: Table::from_rows(&onet),
        emerging: None,
        industry_assignments: Table::from_rows(&industry_rows(&found.ground, &placed)),
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
    let industries = industries.iter().filter(|(_, found)| found.status == "review").map(|(code, found)| {
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
