//! Titles as plain lines.

use std::io::{BufRead, BufReader, Read};

use anyhow::{Context as _, Result};

use crate::titles::batch::{Batch, Cell};
use crate::titles::input::Rows;
use crate::titles::input::head::Head;

/// A line that is longer than this is read as several: it is no title anyhow.
const LINE_BYTES: u64 = 1 << 20;

/// One title a line.
pub(super) struct Lines {
    reader: BufReader<Box<dyn Read + Send>>,
    line: Vec<u8>,
}

impl Lines {
    pub(super) fn new(head: Head) -> Self {
        Self { reader: BufReader::with_capacity(1 << 18, head.text), line: Vec::new() }
    }
}

impl Rows for Lines {
    fn fill(&mut self, batch: &mut Batch, most: u64) -> Result<()> {
        let mut left = most;
        while left > 0 && !batch.is_full() {
            self.line.clear();
            let read = self.reader.by_ref().take(LINE_BYTES).read_until(b'\n', &mut self.line);
            if read.context("read the titles")? == 0 {
                break;
            }
            let line = self.line.strip_suffix(b"\n").unwrap_or(&self.line);
            batch.push(Cell::Title(line.strip_suffix(b"\r").unwrap_or(line)));
            left -= 1;
        }
        Ok(())
    }
}
