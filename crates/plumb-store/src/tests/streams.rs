//! Long Parquet files in windows and batches.

use super::sample::SampleRow;
use crate::{ForeignParquet, ParquetStream, read_foreign_parquet, write_bytes_atomically};

plumb_tables::table! {
    /// One line.
    LineRow in "lines", key ["number"] {
        /// Its number.
        number: i64,
        /// Its text.
        text: Option<String>,
    }
}

fn lines(numbers: std::ops::Range<i64>) -> Vec<LineRow> {
    let line = |number| LineRow { number, text: (number % 10 != 3).then(|| format!("line {number}")) };
    numbers.map(line).collect()
}

fn written(batches: &[std::ops::Range<i64>]) -> Vec<u8> {
    let mut bytes: Vec<u8> = Vec::new();
    let mut stream = ParquetStream::begin::<LineRow>(&mut bytes).unwrap();
    for batch in batches {
        stream.write(&lines(batch.clone())).unwrap();
    }
    stream.finish().unwrap();
    bytes
}

#[test]
fn batches_become_one_file_that_is_read_window_by_window() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lines.parquet");
    let bytes = written(&[0..100, 100..250, 250..260]);
    assert!(bytes == written(&[0..100, 100..250, 250..260]), "the bytes differ");
    write_bytes_atomically(&path, &bytes).unwrap();
    assert_eq!(read_foreign_parquet("lines", &bytes, None).unwrap().row_count(), 260);

    let file = ForeignParquet::open(&path).unwrap();
    assert_eq!((file.columns(), file.rows()), (["number".to_owned(), "text".to_owned()].as_slice(), 260));
    let windows = file.windows(&(50..255), 80);
    assert_eq!(windows, [50..100, 100..180, 180..250, 250..255]);
    let texts: Vec<Option<String>> =
        windows.into_iter().flat_map(|window| file.texts("text", window).unwrap()).collect();
    let expected: Vec<Option<String>> = lines(50..255).into_iter().map(|line| line.text).collect();
    assert_eq!(texts, expected);
}

#[test]
fn what_cannot_be_read_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lines.parquet");
    let bytes = written(&[0..5, 5..10]);
    write_bytes_atomically(&path, &bytes).unwrap();
    let file = ForeignParquet::open(&path).unwrap();
    assert!(file.texts("number", 0..10).unwrap_err().to_string().contains("not texts"));
    assert!(file.texts("title", 0..10).is_err());
    write_bytes_atomically(&path, &bytes[..bytes.len() / 2]).unwrap();
    assert!(ForeignParquet::open(&path).unwrap_err().to_string().contains("lines.parquet"));
    assert!(ForeignParquet::open(&folder.path().join("none.parquet")).is_err());
}

#[test]
fn an_empty_stream_is_a_file_without_rows() {
    let mut bytes: Vec<u8> = Vec::new();
    let mut stream = ParquetStream::begin::<SampleRow<2019>>(&mut bytes).unwrap();
    stream.write::<SampleRow<2019>>(&[]).unwrap();
    stream.finish().unwrap();
    assert_eq!(read_foreign_parquet("rows", &bytes, None).unwrap().row_count(), 0);
}
