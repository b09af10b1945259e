//! Titles on their way from a file to the matcher: some thousand rows in one piece of memory.

/// Rows that are matched together at most.
pub(crate) const BATCH_ROWS: usize = 32_768;
/// Bytes of titles that are held together at most; a batch ends early where cells are huge.
const BATCH_BYTES: usize = 16 << 20;

/// A run of rows with their title cells, as bytes: whether they are text is found out when they are matched.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    /// The number of the first row, from 1.
    pub(crate) first_row: u64,
    /// How far the file has been read: bytes, or rows of a Parquet file.
    pub(crate) position: u64,
    bytes: Vec<u8>,
    /// Where each cell ends in `bytes`, and what it is.
    cells: Vec<(usize, Held)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Held {
    Title,
    Nothing,
    Part,
}

/// The title cell of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cell<'a> {
    /// The cell as it is, perhaps no text.
    Title(&'a [u8]),
    /// The row has no such cell.
    Missing,
    /// The row has more cells than the header, so that nobody can say where the title ends; this is its beginning.
    Split(&'a [u8]),
}

impl Batch {
    pub(crate) fn starting_at(first_row: u64) -> Self {
        Self { first_row, cells: Vec::with_capacity(BATCH_ROWS), ..Self::default() }
    }

    pub(crate) const fn len(&self) -> usize {
        self.cells.len()
    }

    pub(crate) const fn is_full(&self) -> bool {
        self.cells.len() >= BATCH_ROWS || self.bytes.len() >= BATCH_BYTES
    }

    pub(crate) fn push(&mut self, cell: Cell<'_>) {
        let (bytes, held) = match cell {
            Cell::Title(bytes) => (bytes, Held::Title),
            Cell::Missing => (&[][..], Held::Nothing),
            Cell::Split(bytes) => (bytes, Held::Part),
        };
        self.bytes.extend_from_slice(bytes);
        self.cells.push((self.bytes.len(), held));
    }

    /// The cell of a row by its place in the batch.
    pub(crate) fn cell(&self, place: usize) -> Cell<'_> {
        let start = place.checked_sub(1).map_or(0, |before| self.cells[before].0);
        let (end, held) = self.cells[place];
        let bytes = &self.bytes[start..end];
        match held {
            Held::Title => Cell::Title(bytes),
            Held::Nothing => Cell::Missing,
            Held::Part => Cell::Split(bytes),
        }
    }
}
