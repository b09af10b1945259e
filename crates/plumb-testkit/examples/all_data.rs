//! Writes a made-up OEWS `all_data` workbook, as large as the published one, for measuring:
//! `cargo run --release -p plumb-testkit --example all_data -- FILE [ROWS]`.
//! Under `DIR/bls/oews/all_data_M_2025.xlsx`, `cargo xtask origin --data DIR` serves it zipped.

use std::fs::File;
use std::io::BufWriter;
use std::process::ExitCode;

use plumb_testkit::generate::{all_data_rows, write_workbook};

/// Rows of the table of May 2025, without its header.
const PUBLISHED_ROWS: u32 = 413_527;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next();
    let rows = arguments.next().map_or(Ok(PUBLISHED_ROWS), |rows| rows.parse());
    let (Some(file), Ok(rows)) = (file, rows) else { return ExitCode::from(2) };
    let written = File::create(file)
        .and_then(|file| write_workbook(BufWriter::new(file), "All May 2025 data", all_data_rows(rows)));
    if written.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
