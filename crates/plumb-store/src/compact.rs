//! Compiles the set to embed: small, without prose, the same bytes from the same releases.

use std::path::Path;

use plumb_codes::Release;
use plumb_tables::IngestedRelease;

use crate::error::Result;
use crate::folder::release_folder;
use crate::manifest::{MANIFEST, Manifest, Stamp};
use crate::output::OutputDir;
use crate::parquet::Packing;
use crate::release_file::encode;

/// What one release takes in a compiled set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompactSize {
    /// The release.
    pub release: Release,
    /// Name, rows and bytes of each table's file, sorted by name.
    pub tables: Vec<(String, usize, u64)>,
    /// Bytes of its manifest.
    pub manifest_bytes: u64,
}

/// Writes releases as a compact set, replacing the one at `folder`.
///
/// Each release is `<source>/<version>/` with a manifest and tables. Parts of one release are
/// merged; prose, tables that hold nothing else, and the rows of issues are left out. Equal input
/// gives equal bytes, in whatever order the releases come.
///
/// # Errors
/// When a table cannot be stored, the disk refuses, or `folder` holds files that this function
/// did not write.
pub fn compile_compact(
    releases: &[IngestedRelease],
    importer: &str,
    folder: &Path,
) -> Result<Vec<CompactSize>> {
    let output = OutputDir::begin(folder)?;
    let mut sorted: Vec<&IngestedRelease> = releases.iter().collect();
    let first_table = |ingested: &IngestedRelease| ingested.tables.first().map(|table| table.name.clone());
    sorted.sort_by_cached_key(|ingested| (ingested.release, first_table(ingested)));
    let mut sizes = Vec::new();
    for parts in sorted.chunk_by(|left, right| left.release == right.release) {
        let size = compile_release(parts, importer, &output)?;
        sizes.push(size);
    }
    output.finish()?;
    Ok(sizes)
}

fn compile_release(parts: &[&IngestedRelease], importer: &str, output: &OutputDir) -> Result<CompactSize> {
    let release = parts[0].release;
    let folder = release_folder(Path::new(""), release);
    let mut merged: Option<Manifest> = None;
    for ingested in parts {
        let stamp = Stamp { importer, ingested_at: None };
        let (manifest, files) = encode(ingested, stamp, Packing::Compact)?;
        for file in files {
            output.write(&folder.join(&file.name), &file.content.read()?)?;
        }
        match &mut merged {
            None => merged = Some(manifest),
            Some(merged) => merged.merge(manifest),
        }
    }
    let path = folder.join(MANIFEST);
    let manifest = merged.unwrap_or_else(|| unreachable!("a chunk has at least one part"));
    let bytes = manifest.to_bytes(&path)?;
    output.write(&path, &bytes)?;
    let tables = manifest.tables();
    Ok(CompactSize {
        release,
        tables: tables.iter().map(|table| (table.name.clone(), table.rows, table.size_bytes)).collect(),
        manifest_bytes: bytes.len() as u64,
    })
}
