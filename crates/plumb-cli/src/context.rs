//! What every subcommand needs: where the store and the configuration are, and the printer.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use etcetera::BaseStrategy;
use plumb_store::{LockOwner, Releases, Store, Writer};

use crate::arguments::Global;
use crate::printer::Printer;

/// The surroundings of a run.
pub(crate) struct Context {
    global: Global,
    printer: Printer,
}

impl Context {
    pub(crate) fn new(global: Global) -> Self {
        let printer = Printer::new(global.format, global.quiet, global.log_format);
        Self { global, printer }
    }

    pub(crate) const fn printer(&self) -> &Printer {
        &self.printer
    }

    /// The steward's configuration, if one was named.
    pub(crate) fn config(&self) -> Option<&Path> {
        self.global.config.as_deref()
    }

    /// Whether the network is off limits.
    pub(crate) const fn offline(&self) -> bool {
        self.global.offline
    }

    /// The folder of the store: the one that was named, else the platform's data folder.
    pub(crate) fn store_folder(&self) -> Result<PathBuf> {
        if let Some(folder) = &self.global.store {
            return Ok(folder.clone());
        }
        let strategy = etcetera::choose_base_strategy()
            .context("find the home folder; name a store with --store DIR")?;
        Ok(strategy.data_dir().join("plumbline"))
    }

    /// The releases at hand: the store, if there is one, over the embedded set.
    pub(crate) fn releases(&self) -> Result<Releases> {
        let folder = self.store_folder().ok();
        let named = self.global.store.is_some();
        // A named store that is not there is a mistake; a default one that is not there is a fresh machine.
        match folder {
            Some(folder) if named || folder.exists() => Ok(Releases::open(Some(&folder))?),
            _ => Ok(Releases::embedded()?),
        }
    }

    /// The releases at hand for a command that may make the store: a store that is not there yet adds nothing.
    pub(crate) fn releases_or_embedded(&self) -> Result<Releases> {
        let folder = self.store_folder()?;
        if folder.is_dir() { Ok(Releases::open(Some(&folder))?) } else { Ok(Releases::embedded()?) }
    }

    /// The store for reading, if there is one.
    pub(crate) fn store(&self) -> Result<Option<Store>> {
        Ok(Store::open(&self.store_folder()?)?)
    }

    /// The store for writing; it is made where it is missing.
    pub(crate) fn writer(&self, command: &str) -> Result<Writer> {
        open_writer(&self.store_folder()?, command)
    }
}

/// A store for writing; it is made where it is missing.
pub(crate) fn open_writer(store: &Path, command: &str) -> Result<Writer> {
    let store = Store::open_or_create(store)?;
    let started_at = now();
    Ok(store.writer(LockOwner { name: command, started_at: Some(&started_at) })?)
}

/// Where the publishers' files lie as they were fetched, below a store.
pub(crate) fn fetched_folder(store: &Path) -> PathBuf {
    store.join("fetched")
}

/// The moment, for whoever asks hosts when something is due.
#[expect(clippy::disallowed_methods, reason = "the command line is where the clock comes in")]
pub(crate) fn timestamp() -> jiff::Timestamp {
    jiff::Timestamp::try_from(std::time::SystemTime::now()).unwrap_or_default()
}

/// The time of day, for records of when something was written. Results never depend on it.
pub(crate) fn now() -> String {
    timestamp().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// SHA-256 in lower-case hexadecimal, as manifests print it.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    use std::fmt::Write;

    use sha2::{Digest, Sha256};
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
