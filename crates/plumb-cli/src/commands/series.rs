//! `plumb series`: single series of the BLS Public Data API, within its daily quota.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;
use clap::Args;
use plumb_codes::OewsOccCode;
use plumb_fetch::{
    ApiKey, BlsApi, Catalogue, Fetcher, Observation, OewsArea, OewsFigure, OewsSeries, SeriesAnswer,
    SeriesQuery, Silent, TokioClock,
};
use plumb_store::Store;
use plumb_tables::Table;

use crate::commands::refresh::Network;
use crate::commands::sources::{catalogue, fetch_config, refresh_settings};
use crate::context::{Context, timestamp};
use crate::exit::{Exit, Failure};

/// The environment variable with the registration key.
const KEY_VARIABLE: &str = "PLUMB_BLS_KEY";
/// Years asked for where no first year is given: what one query without a key may hold.
const DEFAULT_YEARS: u16 = 10;

/// Print single series of the BLS Public Data API.
///
/// Names series by their ids at BLS, by an id of the series in the catalogue, or puts ids of OEWS together from
/// --occupation, --figure, --area and --industry. Asks in batches, counts every query on disk, and sends none beyond
/// the quota of the day: 25 without a key, 500 with one. The registration key is read from the environment variable
/// `PLUMB_BLS_KEY` or from a file that only its owner can read; it is never an option, because every user of a machine
/// sees those.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Ids of series, such as CES0000000001, or of the catalogue.
    #[arg(value_name = "SERIES", required_unless_present = "occupation")]
    series: Vec<String>,

    /// An occupation of OEWS, such as 15-1252; repeat for several.
    #[arg(long, value_name = "CODE")]
    occupation: Vec<OewsOccCode>,

    /// A figure of the occupations; repeat for several. One of employment, hourly-mean, hourly-median, annual-mean,
    /// annual-median, employment-rse, wage-rse, hourly-p10, -p25, -p75, -p90 and the same for annual, jobs-per-1000,
    /// location-quotient.
    #[arg(long, value_name = "NAME", requires = "occupation", default_values = ["employment", "annual-median"])]
    figure: Vec<OewsFigure>,

    /// Where: national, a state's FIPS code of two digits, or an area's code of five; repeat for several.
    #[arg(long, value_name = "AREA", requires = "occupation", default_values = ["national"])]
    area: Vec<OewsArea>,

    /// Industry of the occupations as OEWS prints it; 000000 is all.
    #[arg(long, value_name = "NAICS", requires = "occupation", default_value = "000000")]
    industry: String,

    /// The first year. Default: of a series of the catalogue its own, else nine years before the last.
    #[arg(long, value_name = "YEAR")]
    from_year: Option<u16>,

    /// The last year. Default: this year.
    #[arg(long, value_name = "YEAR")]
    to_year: Option<u16>,

    /// File with the registration key, readable by its owner only (mode 0600).
    #[arg(long, value_name = "FILE", env = "PLUMB_BLS_KEY_FILE")]
    key_file: Option<PathBuf>,

    #[command(flatten)]
    network: Network,

    /// Only print the ids that would be asked for.
    #[arg(long)]
    dry_run: bool,
}

plumb_tables::table! {
    /// One figure of one series.
    SeriesRow in "series", key ["series_id", "year", "period"] {
        /// Id at BLS.
        series_id: String,
        /// Year.
        year: i64,
        /// Period: `M01` to `M12`, `M13` the year's average, `Q01`, `S01`, `A01`.
        period: String,
        /// The figure in the series' own unit; empty where BLS gives none, for the reason in the footnotes.
        value: Option<f64>,
        /// Footnotes, as `code: text`.
        footnotes: String,
    }
}

plumb_tables::table! {
    /// A series that would be asked for.
    WantedRow in "wanted_series", key ["series_id"] {
        /// Id at BLS.
        series_id: String,
    }
}

pub(crate) fn run(options: &Options, context: &Context) -> Result<Exit> {
    let catalogue = catalogue(context)?;
    let query = query(options, &catalogue)?;
    if options.dry_run {
        let rows: Vec<WantedRow> =
            query.series_ids.iter().map(|id| WantedRow { series_id: id.clone() }).collect();
        context.printer().table(&Table::from_rows(&rows))?;
        return Ok(Exit::Done);
    }
    if context.offline() {
        return Err(Failure::usage("ask for series with --offline: they come from the network only"));
    }
    let key = key(options)?;
    let folder = context.store_folder()?;
    let settings = refresh_settings(context, &catalogue)?;
    let config = fetch_config(&folder, &options.network, &settings)?;
    // The quota is counted in the store.
    Store::open_or_create(&folder)?;
    let clock = Arc::new(TokioClock::new(timestamp));
    let fetcher = Fetcher::new(config, &catalogue, clock, Arc::new(Silent))?;
    let api = BlsApi::new(&fetcher, &catalogue.bls_api, key)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let spinner = context.printer().spinner("asking the BLS Public Data API");
    let answer = runtime.block_on(api.query(&query));
    spinner.finish_and_clear();
    let answer = answer?;
    print(context, &answer)?;
    let quota = api.quota()?;
    context.printer().note(&format!("{} of {} queries of the day are used", quota.used, quota.limit));
    if answer.unknown_series.is_empty() {
        return Ok(Exit::Done);
    }
    Err(Failure::data(format!(
        "find the series {}: BLS has none of that id",
        answer.unknown_series.join(", ")
    )))
}

/// Which series and years are meant.
fn query(options: &Options, catalogue: &Catalogue) -> Result<SeriesQuery> {
    let today = timestamp().to_zoned_datetime(jiff::tz::TimeZone::UTC).date();
    let last_year = options.to_year.unwrap_or_else(|| u16::try_from(today.year()).unwrap_or(u16::MAX));
    let mut series_ids = Vec::new();
    let mut own_first_years = Vec::new();
    for name in &options.series {
        if let Some(entry) = catalogue.series.iter().find(|entry| entry.id == *name) {
            series_ids.extend(entry.series_ids.iter().cloned());
            own_first_years.push(entry.first_year);
            continue;
        }
        let plausible = name.len() >= 5
            && name
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b"_#-".contains(&byte));
        if !plausible {
            return Err(Failure::usage(format!(
                "read `{name}`: it is no id of a series such as CES0000000001, and the catalogue has no [[series]] of that id"
            )));
        }
        series_ids.push(name.clone());
    }
    let digits = options.industry.bytes().all(|byte| byte.is_ascii_digit()) && options.industry.len() <= 6;
    if !digits {
        return Err(Failure::usage(format!("read --industry `{}`: at most six digits", options.industry)));
    }
    for &occupation in &options.occupation {
        for &area in &options.area {
            for &figure in &options.figure {
                let industry = options.industry.clone();
                series_ids.push(OewsSeries { area, industry, occupation, figure }.to_string());
            }
        }
    }
    let default_first =
        own_first_years.into_iter().min().unwrap_or(last_year.saturating_sub(DEFAULT_YEARS - 1));
    let first_year = options.from_year.unwrap_or(default_first);
    if first_year > last_year || first_year < 1900 || last_year > 2200 {
        return Err(Failure::usage(format!("ask for the years {first_year} to {last_year}: there are none")));
    }
    Ok(SeriesQuery { series_ids, first_year, last_year })
}

#[expect(
    clippy::disallowed_methods,
    reason = "a key must not be an option: every user of the machine sees those"
)]
fn key(options: &Options) -> Result<Option<ApiKey>> {
    if let Some(file) = &options.key_file {
        return Ok(Some(ApiKey::from_file(file)?));
    }
    match std::env::var(KEY_VARIABLE) {
        Ok(key) if !key.trim().is_empty() => Ok(Some(ApiKey::new(&key)?)),
        _ => Ok(None),
    }
}

fn print(context: &Context, answer: &SeriesAnswer) -> Result<()> {
    let rows = answer.observations.iter().map(row).collect::<Result<Vec<_>>>()?;
    context.printer().table(&Table::from_rows(&rows))?;
    for message in &answer.messages {
        context.printer().note(&format!("BLS says: {message}"));
    }
    Ok(())
}

fn row(observation: &Observation) -> Result<SeriesRow> {
    let Observation { series_id, year, period, value, footnotes } = observation;
    let number = match value.trim() {
        "" | "-" => None,
        text => {
            Some(text.replace(',', "").parse::<f64>().ok().filter(|number| number.is_finite()).ok_or_else(
                || Failure::data(format!("read series {series_id}, {year} {period}: `{text}` is no figure")),
            )?)
        }
    };
    let footnotes = footnotes.iter().map(|note| format!("{}: {}", note.code, note.text));
    Ok(SeriesRow {
        series_id: series_id.clone(),
        year: i64::from(*year),
        period: period.clone(),
        value: number,
        footnotes: footnotes.collect::<Vec<_>>().join("; "),
    })
}
