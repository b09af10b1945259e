//! `plumb titles match`: a file of job titles in, occupations and clusters out.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context as _, Result};
use clap::{Args, ValueEnum};
use plumb_framework::DEFAULT_EDITION;
use plumb_store::{ParquetStream, write_atomically};

use crate::arguments::Format;
use crate::context::Context;
use crate::exit::Exit;
use crate::placed::Placed;
use crate::titles::index;
use crate::titles::input::{InputFormat, RowRange, TitleSource, Wanted};
use crate::titles::output::TitleMatchRow;
use crate::titles::pins::Pinned;
use crate::titles::places::Places;
use crate::titles::recipe::IndexOptions;
use crate::titles::run::{Answers, Counts, Sink, TitleRowIssue, run as match_all};

/// Match job titles to occupations, clusters and sub-clusters.
///
/// Reads CSV (any of `,` `;` tab `|` between cells), plain lines or Parquet, and writes one row a title and candidate,
/// in the order of the input: `row,title,rank,soc_code,soc_title,score,confidence,matched_title,cluster,
/// sub_cluster,status`. `row` counts from 1, without the header. `confidence` is the part of such answers that are
/// right; `status` is `matched`, `ambiguous` where the runner-up is close, or `unmatched`. A row without a readable title
/// is reported on stderr and written as unmatched. Memory does not grow with the file.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The file, or `-` for stdin.
    file: PathBuf,

    /// The column that holds the titles; in any case.
    #[arg(long, default_value = "title", value_name = "NAME")]
    column: String,

    /// Candidates a title, best first.
    #[arg(long, default_value_t = 1, value_name = "K", value_parser = clap::value_parser!(u8).range(1..=10))]
    top: u8,

    /// Where the rows go; Parquet if the name ends in `.parquet`, JSON lines if in `.jsonl`, else CSV. Written whole or
    /// not at all. Default: CSV on stdout, or JSON lines with `--format json`.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Only these rows, such as `1..500000` or `500001..`; `row` in the output counts from the beginning of the file.
    #[arg(long, default_value = "..", value_name = "A..B")]
    rows: RowRange,

    /// How the titles come. Default: by the name of the file (`.parquet`, `.txt`), else CSV.
    #[arg(long, value_enum, value_name = "FORMAT")]
    input_format: Option<InputFormat>,

    /// The character between cells of a CSV. Default: found out from the header.
    #[arg(long, value_name = "CHARACTER", value_parser = delimiter)]
    delimiter: Option<u8>,

    /// Leave the header of a CSV out, to append to what an earlier range of rows gave.
    #[arg(long)]
    no_header: bool,

    /// Write every row issue to this CSV file (row, reason); on stderr stand the first three and their number.
    #[arg(long, value_name = "FILE")]
    issues: Option<PathBuf>,

    /// The framework edition of cluster and sub-cluster.
    #[arg(long, default_value = DEFAULT_EDITION)]
    edition: String,

    #[command(flatten)]
    index: IndexOptions,
}

/// Row issues that are shown on stderr.
const SHOWN_ISSUES: u64 = 3;

fn delimiter(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        b"\\t" => Ok(b'\t'),
        [byte] => Ok(*byte),
        _ => Err("one character of ASCII, or \\t for a tab".to_owned()),
    }
}

pub(crate) fn run(options: &Options, context: &Context) -> Result<Exit> {
    // A mistake in the file's name or column is told before anything takes time.
    let wanted = Wanted {
        file: &options.file,
        format: options.input_format,
        column: &options.column,
        delimiter: options.delimiter,
        rows: options.rows,
    };
    let source = TitleSource::open(&wanted)?;
    let releases = context.releases()?;
    let recipe = options.index.recipe(&releases)?;
    let (matcher, placed) = rayon::join(
        || index::open(context, &releases, &recipe),
        || Placed::read(context, &releases, &options.edition),
    );
    let ((matcher, _), placed) = (matcher?, placed?);
    let answers = Answers {
        matcher,
        places: Places::from(&placed),
        pins: Pinned::load(context.config(), &placed.edition)?,
        top: usize::from(options.top),
    };
    let started = Instant::now();
    let counts = if let Some(path) = &options.out {
        to_file(path, options, context, source, &answers)?
    } else {
        let mut out = io::stdout().lock();
        let mut sink = if context.printer().format() == Format::Json {
            Sink::Json { out: &mut out }
        } else {
            Sink::Csv { out: &mut out, header: !options.no_header }
        };
        into(&mut sink, options, context, source, &answers)?
    };
    let seconds = started.elapsed().as_secs_f64();
    context.printer().note(&summary(&counts, seconds));
    Ok(Exit::Done)
}

/// The output file's form, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum OutputFormat {
    Csv,
    Jsonl,
    Parquet,
}

fn output_format(path: &Path) -> OutputFormat {
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
    match extension.as_deref() {
        Some("parquet" | "pq") => OutputFormat::Parquet,
        Some("jsonl" | "ndjson") => OutputFormat::Jsonl,
        _ => OutputFormat::Csv,
    }
}

fn to_file(
    path: &Path,
    options: &Options,
    context: &Context,
    source: TitleSource,
    answers: &Answers,
) -> Result<Counts> {
    let mut outcome = Ok(Counts::default());
    let written = write_atomically(path, |file| {
        outcome = match output_format(path) {
            OutputFormat::Csv => {
                let header = !options.no_header;
                into(&mut Sink::Csv { out: file, header }, options, context, source, answers)
            }
            OutputFormat::Jsonl => into(&mut Sink::Json { out: file }, options, context, source, answers),
            OutputFormat::Parquet => to_parquet(file, options, context, source, answers),
        };
        // The reason is in `outcome`; this only keeps the file from being put in place.
        outcome.as_ref().map(|_| ()).map_err(|error| io::Error::other(error.to_string()))
    });
    let counts = outcome?;
    written?;
    Ok(counts)
}

fn to_parquet(
    file: &mut dyn Write,
    options: &Options,
    context: &Context,
    source: TitleSource,
    answers: &Answers,
) -> Result<Counts> {
    let mut sink = Sink::Parquet(Box::new(ParquetStream::begin::<TitleMatchRow>(file)?));
    let counts = into(&mut sink, options, context, source, answers)?;
    if let Sink::Parquet(stream) = sink {
        stream.finish()?;
    }
    Ok(counts)
}

fn into(
    sink: &mut Sink<'_>,
    options: &Options,
    context: &Context,
    source: TitleSource,
    answers: &Answers,
) -> Result<Counts> {
    let printer = context.printer();
    let bar = printer.bar(source.size, "matching titles");
    let started = Instant::now();
    let progress = |position: u64, counts: &Counts| {
        let rate = rate(counts.titles, started.elapsed().as_secs_f64());
        bar.set_position(position);
        bar.set_message(format!("{} titles, {rate} a second", counts.titles));
    };
    let mut file = options.issues.as_deref().map(issue_file).transpose()?;
    let shown = RefCell::new(0);
    let mut issue = |issue: &TitleRowIssue| {
        let mut shown = shown.borrow_mut();
        *shown += 1;
        if *shown <= SHOWN_ISSUES {
            bar.suspend(|| printer.note(&format!("row {}: {}", issue.row, issue.reason)));
        }
        if let Some(file) = &mut file {
            file.write_record([&issue.row.to_string(), &issue.reason])?;
        }
        Ok(())
    };
    let counts = match_all(source, answers, sink, &progress, &mut issue);
    bar.finish_and_clear();
    if let Some(mut file) = file {
        file.flush().context("write the row issues")?;
    }
    counts
}

fn issue_file(path: &Path) -> Result<csv::Writer<File>> {
    let file = File::create(path).with_context(|| format!("write {}", path.display()))?;
    let mut writer = csv::Writer::from_writer(file);
    writer.write_record(["row", "reason"])?;
    Ok(writer)
}

#[expect(clippy::cast_precision_loss, reason = "a rate for people")]
#[expect(clippy::cast_possible_truncation, reason = "a rate for people")]
#[expect(clippy::cast_sign_loss, reason = "neither number is below zero")]
fn rate(titles: u64, seconds: f64) -> u64 {
    if seconds > 0.0 { (titles as f64 / seconds) as u64 } else { 0 }
}

fn summary(counts: &Counts, seconds: f64) -> String {
    let Counts { titles, matched, ambiguous, unmatched, issues } = counts;
    let bad = match *issues {
        0 => String::new(),
        few if few <= SHOWN_ISSUES => format!("; {few} rows without a readable title"),
        many => format!("; {many} rows without a readable title (--issues FILE lists them)"),
    };
    format!(
        "{titles} titles: {matched} matched, {ambiguous} ambiguous, {unmatched} unmatched; {seconds:.1} s, {} a second{bad}",
        rate(*titles, seconds)
    )
}
