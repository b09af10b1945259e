//! The origin as a program of its own, for `cargo xtask origin`.

use std::io;
use std::path::PathBuf;

use super::fault::FaultRule;
use super::server::{Origin, OriginConfig};

/// What the command line of the origin sets.
#[derive(Debug, Clone, Default)]
pub struct OriginOptions {
    /// Port on 127.0.0.1; 0 for any free one.
    pub port: u16,
    /// A folder laid out like `../shared/data`; `None` for generated files.
    pub data: Option<PathBuf>,
    /// Serve over TLS with a certificate of an unknown authority.
    pub tls: bool,
    /// Faults as `PATH=FAULT[*TIMES]`; see [`crate::Fault`] for the words.
    pub faults: Vec<String>,
}

/// Serves until the process ends; `started` is told the base URL and, with TLS, the authority's PEM.
///
/// While it runs, `/_origin/fault?path=P&fault=F&times=N`, `/_origin/clear`, `/_origin/paths` and
/// `/_origin/log` control and show it.
///
/// # Errors
/// If the port is taken, a fault is unknown or the runtime cannot start.
pub fn run(options: &OriginOptions, started: impl FnOnce(&str, Option<&str>)) -> io::Result<()> {
    let faults = options
        .faults
        .iter()
        .map(|text| text.parse::<FaultRule>())
        .collect::<Result<_, _>>()
        .map_err(|message| io::Error::new(io::ErrorKind::InvalidInput, message))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        let config = OriginConfig {
            port: options.port,
            data: options.data.clone(),
            tls: options.tls,
            faults,
            ..OriginConfig::default()
        };
        let mut origin = Origin::start(config).await?;
        started(&origin.url(), origin.authority_pem());
        origin.serve_forever().await;
        Ok(())
    })
}
