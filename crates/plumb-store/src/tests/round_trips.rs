//! What is written reads back as the same table, and what cannot be a figure is refused.

use plumb_codes::{Estimate, Sampled};
use plumb_tables::{ColumnData, Prose, Row, Table};
use proptest::prelude::*;

use super::sample::{SampleRow, row};
use crate::error::StoreError;
use crate::{Packing, read_csv, read_foreign_parquet, read_parquet, write_csv, write_parquet};

fn estimates<T: Clone + std::fmt::Debug + 'static>(
    values: impl Strategy<Value = T> + Clone + 'static,
) -> impl Strategy<Value = Estimate<T>> {
    prop_oneof![
        values.clone().prop_map(Estimate::Value),
        values.prop_map(Estimate::TopCoded),
        Just(Estimate::WageNotAvailable),
        Just(Estimate::EmploymentNotAvailable),
        Just(Estimate::UnderHalfPercent),
        Just(Estimate::Missing),
    ]
}

fn numbers() -> impl Strategy<Value = f64> + Clone {
    use prop::num::f64::{NEGATIVE, NORMAL, POSITIVE, SUBNORMAL, ZERO};
    NORMAL | SUBNORMAL | ZERO | POSITIVE | NEGATIVE
}

/// Texts of one character at least where empty ones are told apart from none.
fn rows(text: &'static str) -> impl Strategy<Value = Vec<SampleRow<2019>>> {
    let row = (
        (0_u32..100, 1_u32..10_000, 0_u32..100),
        estimates(any::<i64>()),
        prop::option::of(numbers()),
        estimates(numbers()),
        prop::option::of(text),
        any::<bool>(),
        any::<Option<bool>>(),
        prop::option::of(text),
        numbers(),
    )
        .prop_map(|(code, jobs, error, wage, note, hot, in_demand, tier, value)| SampleRow {
            code: format!("{:02}-{:04}.{:02}", 11 + code.0 % 42 / 2 * 2, code.1, code.2)
                .parse()
                .unwrap_or_else(|_| row(1).code),
            employment_jobs: Sampled { estimate: jobs, relative_standard_error_pct: error },
            wage_usd_per_hour: wage,
            note: Prose(note),
            hot,
            in_demand,
            tier,
            value,
        });
    prop::collection::vec(row, 0..30)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn parquet_keeps_every_row(rows in rows("(?s).{0,40}")) {
        let table = Table::from_rows(&rows);
        for packing in [Packing::Standard, Packing::Compact] {
            let bytes = write_parquet(&table, packing).unwrap();
            let read = read_parquet("sample", &bytes).unwrap();
            prop_assert_eq!(&read, &table);
            prop_assert_eq!(read.rows::<SampleRow<2019>>().unwrap(), rows.clone());
            prop_assert_eq!(write_parquet(&table, packing).unwrap(), bytes);
        }
    }

    #[test]
    fn csv_keeps_every_row(rows in rows("(?s).{1,40}")) {
        let table = Table::from_rows(&rows);
        let bytes = write_csv(&table).unwrap();
        let read = read_csv("sample", &bytes, &table.columns).unwrap();
        prop_assert_eq!(read.rows::<SampleRow<2019>>().unwrap(), rows);
        // Numbers come back to the last bit, the sign of zero included.
        for (left, right) in read.data.iter().zip(&table.data) {
            if let (ColumnData::Float(left), ColumnData::Float(right)) = (left, right) {
                let bits = |values: &[Option<f64>]| values.iter().map(|v| v.map(f64::to_bits)).collect::<Vec<_>>();
                prop_assert_eq!(bits(left), bits(right));
            }
        }
    }

    #[test]
    fn any_bytes_are_a_table_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(read_parquet("noise", &bytes).is_err());
        let _ = read_csv("noise", &bytes, &SampleRow::<2019>::columns());
    }
}

#[test]
fn a_truncated_parquet_is_an_error() {
    let good = write_parquet(&Table::from_rows(&[row(1), row(2)]), Packing::Standard).unwrap();
    for length in 0..good.len() {
        assert!(read_parquet("sample", &good[..length]).is_err(), "{length} bytes");
    }
}

#[test]
fn csv_is_plain() {
    let mut sample = row(1_654_440);
    sample.value = 1e21;
    sample.tier = Some("a \"b\", c\nd".to_owned());
    sample.wage_usd_per_hour = Estimate::Value(1e-7);
    let text = String::from_utf8(write_csv(&Table::from_rows(&[sample])).unwrap()).unwrap();
    assert_eq!(
        text,
        "code,employment_jobs,employment_jobs_flag,employment_jobs_rse_pct,wage_usd_per_hour,\
         wage_usd_per_hour_flag,note,hot,in_demand,tier,value\n\
         15-1252.00,1654440,,0.5,0.0000001,,designs 1654440 programs,true,,\"a \"\"b\"\", c\nd\",\
         1000000000000000000000\n"
    );
}

#[test]
fn csv_errors_name_line_and_column() {
    let columns = SampleRow::<2019>::columns();
    let good = String::from_utf8(write_csv(&Table::from_rows(&[row(7)])).unwrap()).unwrap();
    let wrong = good.replace(",true,", ",perhaps,");
    let error = read_csv("sample", wrong.as_bytes(), &columns).unwrap_err().to_string();
    assert!(error.contains("line 2, column `hot`: `perhaps` is not true or false"), "{error}");
    let renamed = good.replacen("employment_jobs,", "jobs,", 1);
    let error = read_csv("sample", renamed.as_bytes(), &columns).unwrap_err().to_string();
    assert!(
        error.contains("expected column `employment_jobs` at position 2, found column `jobs`"),
        "{error}"
    );
}

#[test]
fn nan_and_infinity_are_no_figures() {
    for odd in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let mut bad = row(2);
        bad.value = odd;
        let table = Table::from_rows(&[row(1), bad]);
        for written in [write_parquet(&table, Packing::Standard), write_csv(&table)] {
            let error = written.unwrap_err().to_string();
            assert!(error.contains("column `value`, row 2"), "{error}");
        }
    }
}

#[test]
fn a_table_that_contradicts_itself_is_refused() {
    let good = Table::from_rows(&[row(1)]);
    let spoil: [fn(&mut Table); 6] = [
        |table| table.data[0] = ColumnData::Text(Vec::new()),
        |table| table.data[0] = ColumnData::Text(vec![None]),
        |table| table.data[0] = ColumnData::Integer(vec![Some(1)]),
        |table| table.columns[1].name = "code".to_owned(),
        |table| table.name = "../escape".to_owned(),
        |table| drop(table.data.pop()),
    ];
    for change in spoil {
        let mut table = good.clone();
        change(&mut table);
        let refused = write_parquet(&table, Packing::Standard);
        assert!(
            matches!(refused, Err(StoreError::Unstorable { .. } | StoreError::Name { .. })),
            "{refused:?}"
        );
    }
}

#[test]
fn codes_of_another_vintage_are_refused_after_reading() {
    let bytes = write_parquet(&Table::from_rows(&[row(1)]), Packing::Standard).unwrap();
    let error = read_parquet("sample", &bytes).unwrap().rows::<SampleRow<2010>>().unwrap_err().to_string();
    assert!(error.contains("onet-soc-2010") && error.contains("onet-soc-2019"), "{error}");
}

#[test]
fn every_declared_code_system_can_be_read_back() {
    use plumb_tables::schema::{cip, ep, naics, oews, soc};

    fn check<R: Row>() {
        let table = Table::from_rows::<R>(&[]);
        let bytes = write_parquet(&table, Packing::Standard).unwrap();
        assert_eq!(read_parquet(R::TABLE, &bytes).unwrap(), table);
    }
    check::<oews::OewsRow>();
    check::<cip::CipSocRow<2020>>();
    check::<naics::Naics2017To2022Row>();
    check::<soc::Soc2010To2018Row>();
    check::<soc::OnetSoc2010To2019Row>();
    check::<soc::OnetSoc2019ToSoc2018Row>();
    check::<ep::EpMatrixRow>();
}

#[test]
fn a_parquet_of_another_program_is_read() {
    use polars::prelude::{DataFrame, IntoColumn, NamedFrom, ParquetWriter, Series};

    let columns = vec![
        Series::new("job".into(), [Some("welder"), None]).into_column(),
        Series::new("count".into(), [1_i32, -2]).into_column(),
        Series::new("share".into(), [0.5_f32, f32::NAN]).into_column(),
        Series::new("big".into(), [1_u64, 2]).into_column(),
    ];
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).finish(&mut DataFrame::new(2, columns).unwrap()).unwrap();
    assert!(read_parquet("jobs", &bytes).unwrap_err().to_string().contains("not written by Plumbline"));

    let table = read_foreign_parquet("jobs", &bytes, None).unwrap();
    assert_eq!(
        table.data,
        [
            ColumnData::Text(vec![Some("welder".to_owned()), None]),
            ColumnData::Integer(vec![Some(1), Some(-2)]),
            ColumnData::Float(vec![Some(0.5), None]),
            ColumnData::Integer(vec![Some(1), Some(2)]),
        ]
    );
    let one = read_foreign_parquet("jobs", &bytes, Some(&["job"])).unwrap();
    assert_eq!((one.columns.len(), &one.data[0]), (1, &table.data[0]));
    let error = read_foreign_parquet("jobs", &bytes, Some(&["title"])).unwrap_err().to_string();
    assert!(error.contains("no column `title`; it has job, count, share, big"), "{error}");
    assert!(read_foreign_parquet("jobs", b"title\nwelder\n", None).is_err());
}
