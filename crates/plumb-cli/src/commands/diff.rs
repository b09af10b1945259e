//! `plumb diff`: what changed between two releases of one source, or two framework editions.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use plumb_diff::{Deflator, DiffReport};
use plumb_report::diff::{Detail, json, text, write_diff_outputs};

use crate::arguments::Format;
use crate::comparison::{Wishes, compare};
use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::printer::{data, terminal_width};

/// Say what changed between two releases of one source, or between two framework editions.
///
/// Codes are matched by the published crosswalks (SOC 2010 to 2018, O*NET-SOC 2010 to 2019, NAICS 2017 to 2022), and by
/// code and title where there is none. OEWS figures are tested against sampling error; withheld and top-coded ones stay
/// apart. Rounds of projections are compared by yearly rates.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The earlier release (oews/2024-05), edition (national-2024), or folder with a framework.toml.
    #[arg(long, value_name = "RELEASE|EDITION|DIR")]
    from: String,

    /// The later one.
    #[arg(long, value_name = "RELEASE|EDITION|DIR")]
    to: String,

    /// Write CSV tables, diff.json, diff.xlsx and index.html to this folder; it is replaced as a whole if an earlier
    /// run wrote it.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// Rise of prices between the two in percent (2.7), or two values of a price index (314.069:321.465): adds real wage
    /// changes. Without it wage changes are nominal only.
    #[arg(long, value_name = "PCT|FROM:TO", allow_hyphen_values = true)]
    deflator: Option<String>,

    /// The change table to print: with --format csv (default: the first), or alone with --format text.
    #[arg(long, value_name = "NAME")]
    table: Option<String>,

    /// Print every row of every table.
    #[arg(long)]
    all: bool,

    /// Match by code and title where the published crosswalk is not at hand, instead of stopping.
    #[arg(long)]
    infer: bool,

    /// Exit with code 5 if nothing changed.
    #[arg(long)]
    exit_code: bool,
}

pub(crate) fn run(options: &Options, context: &Context) -> Result<Exit> {
    let printer = context.printer();
    let deflator = options.deflator.as_deref().map(str::parse::<Deflator>).transpose()?;
    let spinner = printer.spinner("comparing");
    let wishes = Wishes { deflator, infer: options.infer };
    let mut report = compare(context, &options.from, &options.to, &wishes)?;
    if let Some(folder) = &options.out {
        spinner.set_message("writing");
        write_diff_outputs(folder, &report)?;
    }
    spinner.finish_and_clear();
    let changed = !report.tables.is_empty();
    if let Some(name) = &options.table {
        only(&mut report, name)?;
    }
    match printer.format() {
        Format::Text => {
            let detail = if options.all || options.table.is_some() { Detail::All } else { Detail::Brief };
            data(&text(&report, terminal_width(), detail))?;
        }
        Format::Json => data(&json(&report)?)?,
        Format::Csv => {
            let Some(first) = report.tables.first() else {
                printer.note("nothing changed");
                return Ok(exit(options, changed));
            };
            printer.table(&first.table)?;
            let others: Vec<&str> =
                report.tables.iter().skip(1).map(|change| change.table.name.as_str()).collect();
            if !others.is_empty() {
                printer.note(&format!(
                    "printed `{}`; further tables with --table NAME or --out DIR: {}",
                    first.table.name,
                    others.join(", ")
                ));
            }
        }
    }
    if let Some(folder) = &options.out {
        let page = folder.join("index.html");
        printer.note(&format!("written to {}; open {}", folder.display(), page.display()));
    }
    Ok(exit(options, changed))
}

const fn exit(options: &Options, changed: bool) -> Exit {
    if options.exit_code && !changed { Exit::NothingNew } else { Exit::Done }
}

/// Leaves one table in the report.
fn only(report: &mut DiffReport, name: &str) -> Result<()> {
    let known: Vec<String> = report.tables.iter().map(|change| change.table.name.clone()).collect();
    report.tables.retain(|change| change.table.name == name);
    if report.tables.is_empty() {
        let known = if known.is_empty() { "none: nothing changed".to_owned() } else { known.join(", ") };
        return Err(Failure::usage(format!("find the change table `{name}`; there are {known}")));
    }
    Ok(())
}
