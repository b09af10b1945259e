//! What a watch remembers in the store: which schedules were served when, and its own jitter.

use std::path::{Path, PathBuf};

use anyhow::Result;
use jiff::Timestamp;
use plumb_fetch::WatchState;
use plumb_store::{Store, write_bytes_atomically};

fn path(store: &Path) -> Result<PathBuf> {
    let folder = Store::open_or_create(store)?.runs_folder();
    std::fs::create_dir_all(&folder)?;
    Ok(folder.join("watch.json"))
}

/// The record of a store; a fresh one where there is none, or none that can be read.
pub(super) fn load(store: &Path, now: Timestamp) -> Result<WatchState> {
    let path = path(store)?;
    let fresh = || {
        let nanoseconds = now.as_nanosecond().unsigned_abs() & u128::from(u64::MAX);
        let seed = u64::try_from(nanoseconds).unwrap_or(0) ^ (u64::from(std::process::id()) << 40);
        WatchState { jitter_seed: seed, ..WatchState::default() }
    };
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let state = fresh();
            save(store, &state)?;
            return Ok(state);
        }
        Err(error) => return Err(error.into()),
    };
    Ok(serde_json::from_slice(&bytes).unwrap_or_else(|error| {
        tracing::warn!(path = %path.display(), %error, "the record of the watch cannot be read; every schedule is due");
        fresh()
    }))
}

/// Writes the record whole or not at all.
pub(super) fn save(store: &Path, state: &WatchState) -> Result<()> {
    let mut bytes = serde_json::to_vec_pretty(state)?;
    bytes.push(b'\n');
    Ok(write_bytes_atomically(&path(store)?, &bytes)?)
}
