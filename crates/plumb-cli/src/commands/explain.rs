//! `plumb explain`: one occupation with everything that decided where it belongs.

use anyhow::Result;
use clap::Args;
use plumb_classify::{OccupationAssignment, assignment_rows};
use plumb_codes::{OewsOccCode, OnetSoc2019, Soc2018};
use plumb_framework::DEFAULT_EDITION;
use plumb_tables::Table;

use crate::alignment::{self, Alignment};
use crate::arguments::Format;
use crate::context::Context;
use crate::exit::{Exit, Failure};

/// Explain where an occupation belongs and why.
///
/// Takes a SOC 2018 code (15-2051), an O*NET-SOC 2019 code (15-2051.01), an OEWS code that stands for several
/// occupations (13-1020), or the exact title of an occupation.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// A code or an occupation's title.
    subject: String,

    /// The framework edition.
    #[arg(long, default_value = DEFAULT_EDITION)]
    edition: String,
}

pub(crate) fn run(options: &Options, context: &Context) -> Result<Exit> {
    let found = alignment::run(context, &options.edition)?;
    let printer = context.printer();
    let (note, codes) = subjects(&options.subject, &found)?;
    if let Some(note) = note {
        printer.note(&note);
    }
    let assignments: Vec<OccupationAssignment> =
        found.assignments.iter().filter(|assignment| codes.contains(&assignment.soc)).cloned().collect();
    let rows = assignment_rows(&found.view, &assignments, &found.material.soc_titles);
    if printer.format() != Format::Text {
        printer.table(&Table::from_rows(&rows))?;
        return Ok(Exit::Done);
    }
    for assignment in &assignments {
        let title = found.material.soc_titles.get(&assignment.soc).map_or("", String::as_str);
        let mut text = format!("{} {title}\n", assignment.soc);
        for row in rows.iter().filter(|row| row.soc_code == assignment.soc) {
            let place = match (&row.cluster, &row.sub_cluster) {
                (Some(cluster), Some(sub)) => format!("{cluster} / {sub}"),
                (Some(cluster), None) => cluster.clone(),
                _ => "no place".to_owned(),
            };
            text.push_str(&format!(
                "\n  {place}\n    {}, {}, share {:.3}, confidence {:.2}\n    {}\n",
                row.role, row.status, row.share, row.confidence, row.evidence
            ));
        }
        printer.data(&text)?;
    }
    let releases: Vec<&str> = found.sources.iter().map(|source| source.release.as_str()).collect();
    printer.note(&format!("edition {}, releases {}", found.edition.id, releases.join(", ")));
    Ok(Exit::Done)
}

/// The SOC occupations that the subject stands for, and what to say about the way to them.
fn subjects(subject: &str, found: &Alignment) -> Result<(Option<String>, Vec<Soc2018>)> {
    let known = |code: &Soc2018| found.material.soc_titles.contains_key(code);
    if let Ok(code) = subject.parse::<OnetSoc2019>() {
        let targets = found.material.onet_to_soc.targets(code).to_vec();
        let title = found.material.onet_titles.get(&code);
        let (Some(title), false) = (title, targets.is_empty()) else {
            return Err(Failure::data(format!("find the O*NET-SOC 2019 occupation `{subject}`")));
        };
        return Ok((Some(format!("{code} {title}: through the published crosswalk")), targets));
    }
    if let Ok(code) = subject.parse::<OewsOccCode>() {
        let members: Vec<Soc2018> = code.stands_for().into_iter().filter(known).collect();
        if members.is_empty() {
            return Err(Failure::data(format!("find a detailed SOC 2018 occupation `{subject}`")));
        }
        let note = (members.len() > 1).then(|| format!("{code} stands for {} occupations", members.len()));
        return Ok((note, members));
    }
    let wanted = plumb_framework::fold_name(subject);
    let titled =
        found.material.soc_titles.iter().filter(|(_, title)| plumb_framework::fold_name(title) == wanted);
    let mut codes: Vec<Soc2018> = titled.map(|(&code, _)| code).collect();
    let titled =
        found.material.onet_titles.iter().filter(|(_, title)| plumb_framework::fold_name(title) == wanted);
    codes.extend(titled.flat_map(|(&code, _)| found.material.onet_to_soc.targets(code)));
    codes.sort();
    codes.dedup();
    if codes.is_empty() {
        return Err(Failure::data(format!("find an occupation with the title or code `{subject}`")));
    }
    Ok((None, codes))
}
