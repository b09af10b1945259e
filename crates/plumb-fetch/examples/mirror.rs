//! Fetches everything that the catalogue knows from a mirror into a cache, for trying and measuring:
//! `cargo run --release -p plumb-fetch --example mirror -- BASE_URL CACHE_DIR [SOURCE]...`

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use plumb_fetch::{
    Catalogue, DiscoverOptions, FetchConfig, FetchError, FetchOutcome, Fetcher, ProxyChoice, Silent,
    TokioClock, discover,
};

#[tokio::main]
async fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (Some(base_url), Some(cache_dir)) = (arguments.next(), arguments.next()) else {
        say("usage: mirror BASE_URL CACHE_DIR [SOURCE]...");
        return ExitCode::from(2);
    };
    match fetch_everything(&base_url, &cache_dir, arguments.collect()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("failed to fetch: {error}"));
            ExitCode::FAILURE
        }
    }
}

async fn fetch_everything(base_url: &str, cache_dir: &str, sources: Vec<String>) -> Result<(), FetchError> {
    let started = Timestamp::now();
    let catalogue =
        Catalogue::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config/sources.toml"))?;
    let config = FetchConfig {
        contact: Some("data@example.org".to_owned()),
        base_url: Some(base_url.parse().map_err(|_| FetchError::Client { message: base_url.to_owned() })?),
        proxy: ProxyChoice::Direct,
        ..FetchConfig::new(cache_dir)
    };
    let clock = Arc::new(TokioClock::new(Timestamp::now));
    let fetcher = Arc::new(Fetcher::new(config, &catalogue, clock, Arc::new(Silent))?);
    fetcher.cache().sweep()?;
    let today = started.to_zoned_datetime(TimeZone::UTC).date();
    let options = DiscoverOptions { sources, ..DiscoverOptions::default() };
    let candidates = discover(&catalogue, &fetcher.cache().at_hand()?, today, &options)?;
    for report in fetcher.refresh(candidates).await {
        for (request, outcome) in &report.files {
            if let FetchOutcome::Fetched(artifact) = outcome {
                fetcher.accept(artifact)?;
            }
            say(&format!("{:32} {}", request.key(), outcome.name()));
        }
        for (request, evidence) in &report.absent {
            say(&format!("{:32} absent: {evidence}", request.key()));
        }
        for (request, error) in &report.errors {
            say(&format!("{:32} {}: {error}", request.key(), error.kind()));
        }
    }
    let took = started.duration_until(Timestamp::now());
    let metrics = fetcher.metrics();
    say(&format!(
        "{} requests, {} body bytes, {took}",
        metrics.total("plumb_fetch_requests_total"),
        metrics.total("plumb_fetch_body_bytes_total")
    ));
    Ok(())
}

fn say(line: &str) {
    // Whoever closed the pipe does not want to know.
    let _closed = writeln!(std::io::stdout(), "{line}");
}
