//! Zip containers (archives and workbooks) and gzip: what is inside, and whether opening it is safe.

use std::io::{Cursor, Read};

use flate2::read::MultiGzDecoder;
use zip::ZipArchive;

use crate::error::IngestError;
use crate::input::Limits;

/// One file of an archive.
pub(crate) struct Entry {
    pub(crate) name: String,
    index: usize,
}

fn archive<'a>(file: &str, bytes: &'a [u8]) -> Result<ZipArchive<Cursor<&'a [u8]>>, IngestError> {
    ZipArchive::new(Cursor::new(bytes)).map_err(|error| IngestError::Content {
        file: file.to_owned(),
        reason: format!("the archive is damaged or truncated ({error}); download it again"),
    })
}

fn refused(file: &str, reason: String) -> IngestError {
    IngestError::Archive { file: file.to_owned(), reason }
}

/// The files of an archive in their order; folders are left out.
pub(crate) fn entries(file: &str, bytes: &[u8]) -> Result<Vec<Entry>, IngestError> {
    let archive = archive(file, bytes)?;
    let mut entries = Vec::new();
    for index in 0..archive.len() {
        let name = match archive.name_for_index(index) {
            Some(Ok(name)) => name.into_owned(),
            Some(Err(_)) => return Err(refused(file, format!("the name of entry {index} is not text"))),
            None => continue,
        };
        if !name.ends_with('/') {
            entries.push(Entry { name, index });
        }
    }
    Ok(entries)
}

/// Refuses archives with hostile names, too many entries or too large contents. Contents are
/// counted by unpacking them into nothing: what an entry says of its own size may be a lie.
///
/// Returns the size of all contents.
pub(crate) fn check(file: &str, bytes: &[u8], limits: &Limits) -> Result<u64, IngestError> {
    let mut archive = archive(file, bytes)?;
    if archive.len() > limits.archive_entries {
        return Err(refused(
            file,
            format!("it has {} entries, more than {}", archive.len(), limits.archive_entries),
        ));
    }
    let most = limits.unpacked_bytes.min((bytes.len() as u64).saturating_mul(limits.expansion));
    let mut unpacked: u64 = 0;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|error| damaged(file, &error.to_string()))?;
        let name = entry.name().map_err(|error| damaged(file, &error.to_string()))?.into_owned();
        if entry.enclosed_name().is_none()
            || name.contains("..")
            || name.contains('\\')
            || name.contains('\0')
        {
            return Err(refused(
                file,
                format!("the entry `{}` would leave its folder", crate::value::short(&name)),
            ));
        }
        let left = most - unpacked;
        if entry.size() > left {
            return Err(too_large(file, most));
        }
        let mut counted = entry.take(left + 1);
        unpacked += std::io::copy(&mut counted, &mut std::io::sink())
            .map_err(|error| damaged(file, &error.to_string()))?;
        if unpacked > most {
            return Err(too_large(file, most));
        }
    }
    Ok(unpacked)
}

fn damaged(file: &str, reason: &str) -> IngestError {
    IngestError::Content {
        file: file.to_owned(),
        reason: format!("the archive is damaged or truncated ({reason}); download it again"),
    }
}

pub(crate) fn too_large(file: &str, most: u64) -> IngestError {
    refused(file, format!("unpacked it is larger than {most} bytes, far beyond what any release expands to"))
}

/// The first bytes of an entry, as far as they can be read.
pub(crate) fn peek(file: &str, bytes: &[u8], entry: &Entry, most: u64) -> Vec<u8> {
    let mut start = Vec::new();
    if let Ok(mut archive) = archive(file, bytes)
        && let Ok(opened) = archive.by_index(entry.index)
    {
        // A damaged entry shows when it is unpacked; what came before the damage is enough here.
        let _ = opened.take(most).read_to_end(&mut start);
    }
    start
}

/// Unpacks one entry of an archive that [`check`] has passed.
pub(crate) fn unpack(
    file: &str,
    bytes: &[u8],
    entry: &Entry,
    limits: &Limits,
) -> Result<Vec<u8>, IngestError> {
    let mut archive = archive(file, bytes)?;
    let opened = archive.by_index(entry.index).map_err(|error| damaged(file, &error.to_string()))?;
    let mut out = Vec::new();
    opened
        .take(limits.file_bytes + 1)
        .read_to_end(&mut out)
        .map_err(|error| damaged(file, &format!("{}: {error}", entry.name)))?;
    if out.len() as u64 > limits.file_bytes {
        return Err(too_large(file, limits.file_bytes));
    }
    Ok(out)
}

/// Unpacks a gzip file, within the limits of an archive.
pub(crate) fn gunzip(file: &str, bytes: &[u8], limits: &Limits) -> Result<Vec<u8>, IngestError> {
    let most = limits.file_bytes.min((bytes.len() as u64).saturating_mul(limits.expansion));
    let mut out = Vec::new();
    MultiGzDecoder::new(bytes).take(most + 1).read_to_end(&mut out).map_err(|error| {
        IngestError::Content {
            file: file.to_owned(),
            reason: format!("the gzip file is damaged or truncated ({error}); download it again"),
        }
    })?;
    if out.len() as u64 > most {
        return Err(too_large(file, most));
    }
    Ok(out)
}
