//! `cargo xtask origin`: the local origin as a program. Prints its base URL and serves until it is stopped.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use plumb_testkit::origin::{OriginOptions, run};

const HELP: &str = "\
cargo xtask origin [--port N] [--data DIR] [--tls] [--fault PATH=FAULT[*TIMES]]...

  --port N    port on 127.0.0.1; a free one if not given
  --data DIR  serve the publishers' files from DIR, zipped as they zip; small made-up files if not given
  --tls       serve over TLS, with a certificate of an authority that nobody knows (printed as PEM)
  --fault     misbehave for paths that contain PATH; FAULT is one of
              latency:MS drop-after:BYTES cut-without-length:BYTES wrong-length wrong-total corrupt-gzip
              gzip-bomb:BYTES truncated-file zip-bomb:BYTES corrupt-file html status:CODE
              retry-after:CODE:SECONDS redirect-loop redirect:URL slow-loris:MS changed-header lost-rows

While it runs: /_origin/fault?path=P&fault=F&times=N  /_origin/clear  /_origin/paths  /_origin/log
";

fn main() -> ExitCode {
    let options = match options(std::env::args().skip(1)) {
        Ok(Some(options)) => options,
        Ok(None) => {
            say(HELP);
            return ExitCode::SUCCESS;
        }
        Err(message) => {
            complain(&format!("error: {message}\n\n{HELP}"));
            return ExitCode::from(2);
        }
    };
    let served = run(&options, |url, authority| {
        say(&format!("{url}\n{}", authority.unwrap_or_default()));
    });
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&format!("error: {error}\n"));
            ExitCode::FAILURE
        }
    }
}

fn options(mut arguments: impl Iterator<Item = String>) -> Result<Option<OriginOptions>, String> {
    let mut options = OriginOptions::default();
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value"));
        match argument.as_str() {
            "--port" => options.port = value()?.parse().map_err(|_| "--port needs a number".to_owned())?,
            "--data" => {
                let data = PathBuf::from(value()?);
                if !data.is_dir() {
                    return Err(format!("{} is no folder", data.display()));
                }
                options.data = Some(data);
            }
            "--tls" => options.tls = true,
            "--fault" => options.faults.push(value()?),
            "--help" | "-h" => return Ok(None),
            other => return Err(format!("there is no option `{other}`")),
        }
    }
    Ok(Some(options))
}

fn say(text: &str) {
    // Whoever closed the pipe does not want to know.
    let _closed = std::io::stdout().write_all(text.as_bytes());
}

fn complain(text: &str) {
    let _closed = std::io::stderr().write_all(text.as_bytes());
}
