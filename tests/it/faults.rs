//! The fault matrix on the whole of `plumb refresh`: every fault on every kind of source. Whatever the origin does, the
//! store stays as it was, the table names the cause, and the exit code is the documented one.

use std::io::{Cursor, Read as _, Write as _};
use std::path::PathBuf;

use plumb_testkit::origin::{Origin, OriginConfig};

use crate::origin::{Served, files_below, serve_made_up, serve_with};
use crate::plumb::{Run, Sandbox, root};

/// A kind of source, and the path of its file.
struct Kind {
    source: &'static str,
    path: &'static str,
    packed: bool,
}

const KINDS: [Kind; 5] = [
    Kind { source: "oews-national", path: "/oes/special-requests/oesm25nat.zip", packed: true },
    Kind { source: "onet-text", path: "/dl_files/database/db_31_0_text.zip", packed: true },
    Kind { source: "ep-occupation", path: "/emp/ind-occ-matrix/occupation.xlsx", packed: true },
    Kind { source: "cip-codes", path: "/ipeds/cipcode/Files/CIPCode2020.csv", packed: false },
    Kind { source: "qcew-industry", path: "/cew/data/api/2026/1/industry/10.csv", packed: false },
];

/// A fault, the exit codes on packed files and on texts, and words that the table has.
const MATRIX: [(&str, i32, i32, &str); 21] = [
    ("latency:900", 4, 4, "timed out (no data)"),
    ("slow-loris:30", 4, 4, "timed out"),
    ("drop-after:200", 4, 4, "the body was cut off after"),
    ("cut-without-length:1200", 3, 3, "damaged archive|is cut off|below 10 %"),
    ("wrong-length", 4, 4, "the body was cut off after"),
    ("corrupt-gzip", 3, 3, "cannot be decoded"),
    ("gzip-bomb:2000000", 3, 3, "no zip file|no xlsx file|larger than the limit"),
    ("truncated-file", 3, 3, "damaged archive|is cut off"),
    ("zip-bomb:2000000", 3, 3, "archive bomb|zero bytes"),
    ("corrupt-file", 3, 3, "damaged archive|zero bytes"),
    ("html", 3, 3, "HTML page came in place of the file"),
    ("status:500", 4, 4, "answered 500"),
    ("status:503", 4, 4, "answered 503"),
    ("status:404", 4, 4, "not found at"),
    ("status:403", 4, 4, "refused this client (403)"),
    ("retry-after:429:1", 4, 4, "answered 429"),
    ("retry-after:503:7200", 4, 4, "asks to wait 7200 s"),
    ("redirect-loop", 4, 4, "redirected 6 times"),
    ("redirect:https://elsewhere.example/file", 4, 4, "elsewhere.example"),
    ("lost-rows", 3, 3, "below 10 % of the last good file"),
    ("changed-header", 3, 3, "missing|no sheet has the header|holds no table"),
];

/// The project's configuration with limits that a bomb of two megabytes exceeds, and little patience.
fn configure(sandbox: &Sandbox) {
    let sources = std::fs::read_to_string(root().join("config/sources.toml")).unwrap();
    let narrow = |line: &str| match line.split(" = ").next() {
        Some("max_bytes") => "max_bytes = 100_000".to_owned(),
        Some("max_unpacked_bytes") => "max_unpacked_bytes = 1_000_000".to_owned(),
        Some("min_bytes") => "min_bytes = 50".to_owned(),
        Some("values") => "values = [\"10\"]".to_owned(),
        _ => line.to_owned(),
    };
    let sources: Vec<String> = sources.lines().map(narrow).collect();
    sandbox.file("config/sources.toml", sources.join("\n"));
    impatient(sandbox, 0.4);
}

fn impatient(sandbox: &Sandbox, idle_seconds: f64) {
    sandbox.file(
        "config/refresh.toml",
        format!(
            "version = 1\n[network]\nattempts = 2\nfirst_delay_seconds = 0.01\nidle_seconds = {idle_seconds}\nslow_after_seconds = 0.2\nmin_bytes_per_second = 2000\n[watch]\ntime_zone = \"UTC\"\njitter_seconds = 0\nschedule = []\n"
        ),
    );
}

/// The same rows in other bytes: a further member of an archive, or empty lines at the end of a text.
fn other_bytes(origin: &Origin, kind: &Kind, number: usize) {
    let bytes = origin.bytes(kind.path).unwrap();
    if !kind.packed {
        origin.put(kind.path, [bytes, b"\n".repeat(number)].concat());
        return;
    }
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut copy = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for index in 0..archive.len() {
        let mut member = archive.by_index(index).unwrap();
        let name = member.name().unwrap().into_owned();
        let mut content = Vec::new();
        member.read_to_end(&mut content).unwrap();
        if name != "another.txt" {
            copy.start_file(name, options).unwrap();
            copy.write_all(&content).unwrap();
        }
    }
    copy.start_file("another.txt", options).unwrap();
    copy.write_all(format!("note\n{number}\n").as_bytes()).unwrap();
    origin.put(kind.path, copy.finish().unwrap().into_inner());
}

/// Everything that readers of the store see, with its bytes.
fn releases(sandbox: &Sandbox) -> Vec<(PathBuf, Vec<u8>)> {
    let files = files_below(&sandbox.here().join("store/releases"));
    files.into_iter().map(|path| (path.clone(), std::fs::read(path).unwrap())).collect()
}

fn refresh(served: &Served, sandbox: &Sandbox, kind: &Kind) -> Run {
    served.refresh(sandbox, &["--config", "config", "--source", kind.source, "--recheck"])
}

fn matrix(kind: &Kind) {
    let (served, sandbox) = (serve_made_up(), Sandbox::new());
    configure(&sandbox);
    refresh(&served, &sandbox, kind).expect_code(0);
    let good = releases(&sandbox);
    assert!(!good.is_empty());
    for (number, (words, packed_code, text_code, message)) in MATRIX.into_iter().enumerate() {
        other_bytes(&served.origin, kind, number + 1);
        served.origin.fault(kind.path, words.parse().unwrap(), None);
        let run = refresh(&served, &sandbox, kind);
        served.origin.clear_faults();
        let what = format!("{words} on {}", kind.source);
        let code = if kind.packed { packed_code } else { text_code };
        assert_eq!(run.code, code, "{what}\n{}\n{}", run.stdout, run.stderr);
        assert!(message.split('|').any(|part| run.stdout.contains(part)), "{what}: {}", run.stdout);
        assert!(releases(&sandbox) == good, "{what}: the store has changed");
        sandbox.plumb(&["--store", "store", "verify"]).expect_code(0);
    }
    // Once the origin behaves, the newer file arrives.
    impatient(&sandbox, 30.0);
    other_bytes(&served.origin, kind, 99);
    let run = refresh(&served, &sandbox, kind).expect_code(0);
    // The same rows, from a file with another sha256.
    assert!(run.stdout.contains(",updated,") || run.stdout.contains(",unchanged,"), "{}", run.stdout);
    let again = refresh(&served, &sandbox, kind).expect_code(0);
    assert!(again.stdout.contains(",not modified,"), "{}", again.stdout);
}

#[test]
fn on_an_archive_of_workbooks() {
    matrix(&KINDS[0]);
}

#[test]
fn on_an_archive_of_texts() {
    matrix(&KINDS[1]);
}

#[test]
fn on_a_rolling_workbook() {
    matrix(&KINDS[2]);
}

#[test]
fn on_a_text() {
    matrix(&KINDS[3]);
}

#[test]
fn on_a_slice() {
    matrix(&KINDS[4]);
}

#[test]
fn an_unknown_authority_is_named_and_trusted_once_its_certificate_is_given() {
    let secure = serve_with(OriginConfig { tls: true, ..OriginConfig::default() });
    let sandbox = Sandbox::new();
    impatient(&sandbox, 30.0);
    let more = ["--config", "config", "--source", "cip-codes"];
    let run = secure.refresh(&sandbox, &more).expect_code(4);
    assert!(
        run.stdout.contains("TLS certificate is not trusted") && run.stdout.contains("hint"),
        "{}",
        run.stdout
    );
    sandbox.file("authority.pem", secure.origin.authority_pem().unwrap());
    let run = secure.refresh(&sandbox, &[&more[..], &["--ca-file", "authority.pem"]].concat()).expect_code(0);
    assert!(run.stdout.contains("cip-codes/2020,new,"), "{}", run.stdout);
}

#[test]
fn a_file_of_another_release_than_its_address_says_is_refused() {
    let (served, sandbox) = (serve_made_up(), Sandbox::new());
    let older = served.origin.bytes("/dl_files/database/db_30_1_text.zip").unwrap();
    served.origin.put("/dl_files/database/db_31_0_text.zip", older);
    let run = served.refresh(&sandbox, &["--source", "onet-text"]).expect_code(3);
    assert!(run.stdout.contains("it holds onet/30.1 and not onet/31.0"), "{}", run.stdout);
    let listing = sandbox.plumb(&["--store", "store", "releases", "--format", "csv"]).expect_code(0).stdout;
    assert!(!listing.contains("onet/31.0"), "{listing}");
}
