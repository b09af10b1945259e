//! Large tables, written to the store's disk chunk by chunk before their release is published.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use plumb_tables::{Spool, SpoolError, SpooledTable, Table, TableStream};
use sha2::{Digest, Sha256};

use crate::disk::{Disk, parent, unfinished_sibling};
use crate::error::{Result, StoreError};
use crate::hash::hex;
use crate::parquet::ChunkWriter;
use crate::schema::check_name;
use crate::store::Writer;

/// Where large tables wait for their release.
///
/// Unfinished files beside the releases, so that publishing only renames them. What is not published is removed
/// when this is dropped; what a dead process left, by the next writer.
#[derive(Debug)]
pub struct StoreSpool {
    folder: PathBuf,
    disk: Disk,
    begun: Arc<Mutex<Vec<PathBuf>>>,
}

impl Writer {
    /// A place for tables that are too large for memory, to be published with [`Writer::publish`].
    pub fn spool(&self) -> StoreSpool {
        StoreSpool {
            folder: self.store.root().to_path_buf(),
            disk: self.store.disk().clone(),
            begun: Arc::default(),
        }
    }
}

impl Spool for StoreSpool {
    fn begin(&self, header: &Table) -> std::result::Result<Box<dyn TableStream>, SpoolError> {
        let stream = Stream::begin(&self.folder, &self.disk, header)?;
        if let Ok(mut begun) = self.begun.lock() {
            begun.push(stream.path.clone());
        }
        Ok(Box::new(stream))
    }
}

impl Drop for StoreSpool {
    fn drop(&mut self) {
        let Ok(begun) = self.begun.lock() else { return };
        for path in begun.iter().filter(|path| path.exists()) {
            self.disk.discard(path);
        }
    }
}

/// A table that is being written.
pub(crate) struct Stream {
    pub(crate) path: PathBuf,
    header: Table,
    rows: usize,
    writer: ChunkWriter<Hashing>,
    hash: Arc<Mutex<Hash>>,
}

/// What has gone through [`Hashing`].
#[derive(Default)]
struct Hash {
    sha256: Sha256,
    bytes: u64,
    /// The frame library does not keep the kind of an error of the disk, by which a full one is told.
    failure: Option<io::Error>,
}

/// A file whose bytes are hashed on their way.
pub(crate) struct Hashing {
    file: BufWriter<File>,
    hash: Arc<Mutex<Hash>>,
}

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes);
        let mut hash =
            self.hash.lock().map_err(|_| io::Error::other("another writer of the file has failed"))?;
        let written = match written {
            Ok(written) => written,
            Err(error) => {
                let again = io::Error::from(error.kind());
                hash.failure.get_or_insert(error);
                return Err(again);
            }
        };
        hash.sha256.update(&bytes[..written]);
        hash.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = self.file.flush();
        flushed.map_err(|error| {
            let again = io::Error::from(error.kind());
            if let Ok(mut hash) = self.hash.lock() {
                hash.failure.get_or_insert(error);
            }
            again
        })
    }
}

impl Stream {
    pub(crate) fn begin(folder: &Path, disk: &Disk, header: &Table) -> Result<Self> {
        check_name(&header.name)?;
        let path = unfinished_sibling(&folder.join(format!("{}.parquet", header.name)))?;
        disk.create_folder(parent(&path))?;
        let file = File::create_new(&path).map_err(|error| StoreError::io("create", &path, error))?;
        let hash = Arc::new(Mutex::new(Hash::default()));
        let hashing = Hashing { file: BufWriter::new(file), hash: Arc::clone(&hash) };
        let header = header.without_rows();
        let writer = ChunkWriter::new(hashing, &header)?;
        Ok(Self { path, header, rows: 0, writer, hash })
    }

    pub(crate) fn add(&mut self, chunk: &Table) -> Result<()> {
        self.rows += chunk.row_count();
        self.writer.write(chunk).map_err(|error| disk_error(&self.hash, &self.path, error))
    }

    pub(crate) fn end(self) -> Result<SpooledTable> {
        let Self { path, header, rows, writer, hash } = self;
        let io = |error| StoreError::io("write", &path, error);
        writer.finish().map_err(|error| disk_error(&hash, &path, error))?;
        File::open(&path).and_then(|file| file.sync_all()).map_err(io)?;
        let hash =
            std::mem::take(&mut *hash.lock().map_err(|_| io(io::Error::other("the writer has failed")))?);
        let on_disk = fs::metadata(&path).map_err(io)?.len();
        if on_disk != hash.bytes {
            let reason = format!("{} bytes were written and {on_disk} are there", hash.bytes);
            return Err(StoreError::Damaged { path, reason });
        }
        Ok(SpooledTable {
            name: header.name,
            description: header.description,
            key: header.key,
            columns: header.columns,
            rows,
            sha256: hex(&hash.sha256.finalize()),
            size_bytes: hash.bytes,
            path,
        })
    }
}

fn disk_error(hash: &Mutex<Hash>, path: &Path, error: StoreError) -> StoreError {
    match hash.lock().ok().and_then(|mut hash| hash.failure.take()) {
        Some(failure) => StoreError::io("write", path, failure),
        None => error,
    }
}

impl TableStream for Stream {
    fn write(&mut self, chunk: &Table) -> std::result::Result<(), SpoolError> {
        Ok(self.add(chunk)?)
    }

    fn finish(self: Box<Self>) -> std::result::Result<SpooledTable, SpoolError> {
        Ok(self.end()?)
    }
}
