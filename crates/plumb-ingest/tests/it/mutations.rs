//! Files with random damage: reading them ends, without a panic, with tables or with an error that names the file.
//! A stand-in for a fuzzer that runs on stable. `PLUMB_FUZZ_SECONDS=600 cargo test --release -p plumb-ingest
//! --test it mutations` runs each target for ten minutes; without it each takes a moment.

use std::io::{Read, Write};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use plumb_ingest::{IngestOptions, Limits};

use crate::made::{Folder, OEWS, book, oews, read, zip};

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        // xorshift64*
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).unwrap()
    }
}

/// Pieces that break readers: numbers at their limits, cells that are codes of other things, markup.
const PIECES: [&[u8]; 20] = [
    b"99999999999999999999",
    b"-1",
    b"NaN",
    b"1e308",
    b"0",
    b"\t\t\t",
    b",,,,",
    b"\"",
    b"\r",
    b"\n\n",
    b"\xff\xfe",
    b"\0",
    b"15-9999",
    b"00-0000",
    b"#",
    b"**",
    b"<",
    b"</row>",
    b"A1048577",
    b"\xef\xbb\xbf",
];

/// Changes a few bytes or pieces.
fn mutated(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for _ in 0..=dice.below(4) {
        let at = dice.below(out.len() + 1);
        match dice.below(7) {
            0 if !out.is_empty() => {
                let at = at.min(out.len() - 1);
                out[at] ^= 1 << dice.below(8);
            }
            1 => out.truncate(at),
            2 => {
                let piece = PIECES[dice.below(PIECES.len())];
                out.splice(at..at, piece.iter().copied());
            }
            3 => {
                let end = (at + dice.below(40)).min(out.len());
                out.drain(at..end);
            }
            4 => {
                // A part stands twice.
                let end = (at + dice.below(200)).min(out.len());
                let part = out[at..end].to_vec();
                out.splice(at..at, part);
            }
            5 => {
                // Two lines or cells change places, roughly.
                let from = dice.below(out.len() + 1);
                let end = (from + dice.below(60)).min(out.len());
                let part: Vec<u8> = out.drain(from..end).collect();
                let at = at.min(out.len());
                out.splice(at..at, part);
            }
            _ => {
                let piece = PIECES[dice.below(PIECES.len())];
                let end = (at + piece.len()).min(out.len());
                out.splice(at..end, piece.iter().copied());
            }
        }
    }
    out
}

/// How many mutations each target reads where nobody asks for a time.
const CASES: u64 = 400;

/// How long each target runs, if the caller asks for a time.
fn asked_time() -> Option<Duration> {
    std::env::var("PLUMB_FUZZ_SECONDS").ok()?.parse().ok().map(Duration::from_secs)
}

/// Reads mutations of seeds. `make` turns a seed and dice into the files of a case.
fn run(target: &str, seeds: usize, mut make: impl FnMut(usize, &mut Dice) -> Vec<(String, Vec<u8>)>) {
    let started = Instant::now();
    let limits = Limits { file_bytes: 4 << 20, unpacked_bytes: 16 << 20, ..Limits::default() };
    let options =
        IngestOptions { limits, release: Some("onet/31.0".parse().unwrap()), ..IngestOptions::default() };
    let (mut cases, mut sound, mut slowest) = (0_u64, 0_u64, Duration::ZERO);
    let asked = asked_time();
    while asked.map_or(cases < CASES, |time| started.elapsed() < time) {
        let mut dice = Dice(0x9E37_79B9_7F4A_7C15 ^ (cases + 1).wrapping_mul(0xD134_2543_DE82_EF95));
        let folder = Folder::new();
        let files = make(usize::try_from(cases).unwrap() % seeds, &mut dice);
        let single = files.len() == 1;
        let paths: Vec<PathBuf> = files.iter().map(|(name, bytes)| folder.file(name, bytes)).collect();
        let paths = if single { paths } else { vec![folder.path().to_path_buf()] };
        let case = Instant::now();
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| read(&paths, &options)));
        slowest = slowest.max(case.elapsed());
        match outcome {
            Ok(Ok(report)) => {
                sound += 1;
                for release in &report.releases {
                    for table in &release.tables {
                        assert!(
                            table.data.iter().all(|data| data.len() == table.row_count()),
                            "{target}, case {cases}"
                        );
                    }
                }
            }
            Ok(Err(error)) => {
                let folder = folder.path().display().to_string();
                assert!(error.to_string().contains(&folder), "{target}, case {cases}: {error}");
            }
            Err(_) => {
                let kept = std::env::temp_dir().join(format!("plumb-{target}-{cases}"));
                std::fs::write(&kept, &files[0].1).unwrap();
                panic!("{target}, case {cases} panics; its first file is {}", kept.display());
            }
        }
        cases += 1;
    }
    println!("{target}: {cases} cases in {:.0?}, {sound} read, slowest {slowest:.1?}", started.elapsed());
    assert!(cases > 0 && sound > 0, "{target}: {cases} cases, {sound} of them read");
}

fn workbook(seed: usize) -> Vec<u8> {
    let areas = oews(
        &["AREA", "AREA_TITLE"],
        &[(&["=1", "Alabama"], "15-1252", 5.0), (&["10180", "Abilene"], "29-1141", 9.0)],
    );
    let nation = oews(&[], &[(&[], "00-0000", 154_187_380.0), (&[], "15-1252", 9.0)]);
    let ep: Vec<Vec<crate::made::Cell>> = [
        vec!["Table 1.2 Employment by detailed occupation, 2021 and projected 2031"],
        vec![
            "2021 National Employment Matrix title",
            "2021 National Employment Matrix code",
            "Occupation type",
            "Employment, 2021",
            "Employment, 2031",
            "Employment change, numeric, 2021-31",
        ],
        vec!["Software developers", "15-1252", "Line item", "1700", "2000", "300"],
    ]
    .into_iter()
    .map(|row| row.into_iter().map(Into::into).collect())
    .collect();
    match seed {
        0 => book(&[("state_M2024_dl", areas)], None),
        1 => book(&[("national_M2024_dl", nation)], Some((2025, 4))),
        _ => book(&[("Table 1.2", ep)], None),
    }
}

/// The members of a zip.
fn members(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut entry = archive.by_index(index).unwrap();
            let mut content = Vec::new();
            entry.read_to_end(&mut content).unwrap();
            (entry.name().unwrap().into_owned(), content)
        })
        .collect()
}

#[test]
fn sheets_of_workbooks() {
    let seeds: Vec<Vec<(String, Vec<u8>)>> = (0..3).map(|seed| members(&workbook(seed))).collect();
    run("workbooks", seeds.len(), |seed, dice| {
        // The container stays sound, so that the damage reaches the sheets.
        let mut parts = seeds[seed].clone();
        let sheets: Vec<usize> = (0..parts.len())
            .filter(|&part| {
                parts[part].0.contains("sheet")
                    || parts[part].0.contains("Strings")
                    || parts[part].0.contains("workbook.xml")
            })
            .collect();
        let hit = sheets[dice.below(sheets.len())];
        parts[hit].1 = mutated(&parts[hit].1, dice);
        let parts: Vec<(&str, Vec<u8>)> =
            parts.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
        vec![("national_M2024_dl.xlsx".to_owned(), zip(&parts))]
    });
}

/// The workbook library works out extents and places before it checks them, and panics when they do not fit a number.
#[test]
fn an_extent_or_a_place_beyond_all_numbers_is_an_error() {
    for (from, to) in
        [("<dimension ref=\"A1:", "<dimension ref=\"A1:ZZZZZZZZ9:"), ("r=\"A2\"", "r=\"ZZZZZZZZ2\"")]
    {
        let mut parts = members(&workbook(1));
        let sheet = parts.iter_mut().find(|part| part.0.ends_with("sheet1.xml")).unwrap();
        let text = String::from_utf8(sheet.1.clone()).unwrap();
        assert!(text.contains(from), "{text}");
        sheet.1 = text.replace(from, to).into_bytes();
        let folder = Folder::new();
        let packed: Vec<(&str, Vec<u8>)> =
            parts.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
        let path = folder.file("national_M2024_dl.xlsx", zip(&packed));
        let error = read(&[path], &IngestOptions::default()).unwrap_err().to_string();
        assert!(error.contains("national_M2024_dl.xlsx") && error.contains("damaged"), "{error}");
    }
}

#[test]
fn entries_of_archives() {
    let inner = zip(&[("in/national_M2024_dl.xlsx", workbook(1)), ("in/a.txt", b"x".to_vec())]);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(b"Code,Title\n").unwrap();
    let seeds = [
        vec![("oesm24nat/national_M2024_dl.xlsx".to_owned(), workbook(1))],
        vec![("all/nat.zip".to_owned(), inner), ("b.csv.gz".to_owned(), packed.finish().unwrap())],
    ];
    run("archives", seeds.len(), |seed, dice| {
        let mut members = seeds[seed].clone();
        // In half of the cases the container stays sound, so that the damage reaches names and members.
        let inside = dice.below(2) == 0;
        if inside {
            let member = dice.below(members.len());
            match dice.below(3) {
                0 => members[member].1 = mutated(&members[member].1, dice),
                1 => members[member].0 = NAMES[dice.below(NAMES.len())].to_owned(),
                _ => {
                    let name = mutated(members[member].0.as_bytes(), dice);
                    members[member].0 = String::from_utf8_lossy(&name).into_owned();
                }
            }
        }
        let members: Vec<(&str, Vec<u8>)> =
            members.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
        let whole = zip(&members);
        vec![("oesm24.zip".to_owned(), if inside { whole } else { mutated(&whole, dice) })]
    });
}

/// Names that lead out of a folder, or are none.
const NAMES: [&str; 8] = [
    "../national_M2024_dl.xlsx",
    "/etc/national_M2024_dl.xlsx",
    "C:\\national_M2024_dl.xlsx",
    "a/../../national_M2024_dl.xlsx",
    "",
    ".",
    "national_M2024_dl.xlsx/",
    "\u{202e}xslx.ld",
];

#[test]
fn tables_of_onet() {
    let seeds: [(&str, &str); 4] = [
        (
            "Occupation Data.txt",
            "O*NET-SOC Code\tTitle\tDescription\n15-1252.00\tSoftware Developers\tx\n29-1141.00\tNurses\ty\n",
        ),
        (
            "Job Titles.txt",
            "O*NET-SOC Code\tJob Title\tShort Title\tSource(s)\n15-1252.00\tCoder\tn/a\t08\n15-1252.00\tDeveloper\tDev\t08,09\n",
        ),
        (
            "Skills.txt",
            "O*NET-SOC Code\tElement ID\tElement Name\tScale ID\tData Value\tN\tDate\n15-1252.00\t2.A.1.a\tReading\tIM\t4.12\t8\t08/2023\n29-1141.00\t2.A.1.a\tReading\tLV\t4.0\t8\t08/2023\n",
        ),
        (
            "Job Zones.txt",
            "O*NET-SOC Code\tJob Zone\tDate\tDomain Source\n15-1252.00\t4\t08/2023\tAnalyst\n29-1141.00\t3\t08/2023\tAnalyst\n",
        ),
    ];
    run("onet", seeds.len(), |seed, dice| {
        let mut files: Vec<(String, Vec<u8>)> =
            seeds.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect();
        files[seed].1 = mutated(&files[seed].1, dice);
        let read_me = b"O*NET 31.0 Database\nAugust 2026 Release\n".to_vec();
        files.push((
            "Read Me.txt".to_owned(),
            if dice.below(8) == 0 { mutated(&read_me, dice) } else { read_me },
        ));
        files
    });
}

#[test]
fn delimited_texts() {
    let line = "15-1252,Developers,detailed,\"1,654,440\",0.5,68.50,\"142,480\",0.4,38.1,49.9,63.98,83.56,#,79250,103790,133080,173800,#";
    let seeds = [
        format!("{}\n{line}\n{line}\n", OEWS.join(",")),
        format!("\u{feff}{}\n{}\n", OEWS.join(";"), line.replace("\"1,654,440\"", "1654440").replace("\"142,480\"", "142480").replace(',', ";").replace('.', ",")),
        "CIP2020Code,CIP2020Title,SOC2018Code,SOC2018Title\n=\"11.0101\",Computing,15-1252,Developers\n11.0102,\"A, b\",15-1252,Developers\n".to_owned(),
        "Code,Occupation,Categories\n15-1252.00,Developers,Rapid Growth; Numerous Job Openings\n".to_owned(),
    ];
    run("delimited", seeds.len(), |seed, dice| {
        vec![("national_M2024_dl.csv".to_owned(), mutated(seeds[seed].as_bytes(), dice))]
    });
}
