//! What the origin makes up is read by the importer as what it stands for, and a changed header is not read.

use std::io::Write as _;
use std::path::Path;

use plumb_ingest::{IngestError, IngestReport, Limits, ingest};
use plumb_testkit::{Fault, Origin, OriginConfig};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Path, release, and the tables with their rows.
const FILES: [(&str, &str, &str); 24] = [
    ("/cew/data/api/2025/a/industry/54.csv", "qcew-annual/2025", "qcew_industry_54 110"),
    ("/cew/data/api/2026/1/industry/10.csv", "qcew/2026-q1", "qcew_industry_10 110"),
    ("/cew/data/api/2026/1/industry/31_33.csv", "qcew/2026-q1", "qcew_industry_31_33 110"),
    (
        "/dl_files/database/db_30_1_text.zip",
        "onet/30.1",
        "onet_job_zones 150, onet_occupations 150, onet_titles 600",
    ),
    (
        "/dl_files/database/db_31_0_text.zip",
        "onet/31.0",
        "onet_job_zones 160, onet_occupations 160, onet_titles 640",
    ),
    ("/emp/ind-occ-matrix/education.xlsx", "ep/2025-35", "ep_education 180"),
    ("/emp/ind-occ-matrix/industry.xlsx", "ep/2025-35", "ep_industries 150"),
    ("/emp/ind-occ-matrix/occupation.xlsx", "ep/2025-35", "ep_education 180, ep_occupations 181"),
    ("/emp/skills/skills.xlsx", "ep/2025-35", "ep_skills 2040"),
    ("/find/bright/All_Bright_Outlook_Occupations.csv", "onet-lists/2019", "onet_bright_outlook 120"),
    ("/find/stem/All_STEM_Occupations.csv", "onet-lists/2019", "onet_stem 120"),
    ("/ipeds/cipcode/Files/CIP2020_SOC2018_Crosswalk.xlsx", "cip/2020", "cip_soc 130"),
    ("/ipeds/cipcode/Files/CIPCode2020.csv", "cip/2020", "cip_codes 130"),
    ("/naics/2022NAICS/2-6 digit_2022_Codes.xlsx", "naics/2022", "naics_codes 151"),
    ("/naics/2022NAICS/2022_NAICS_Index_File.xlsx", "naics/2022", "naics_index 150"),
    ("/oes/special-requests/oesm24in4.zip", "oews/2024-05", "oews_sector 400"),
    ("/oes/special-requests/oesm24nat.zip", "oews/2024-05", "oews_national 200"),
    ("/oes/special-requests/oesm25in4.zip", "oews/2025-05", "oews_sector 420"),
    ("/oes/special-requests/oesm25nat.zip", "oews/2025-05", "oews_national 210"),
    ("/soc/2018/soc_2018_direct_match_title_file.xlsx", "soc/2018", "soc_direct_match_titles 140"),
    ("/soc/2018/soc_structure_2018.xlsx", "soc/2018", "soc_structure 162"),
    ("/taxonomy/2019/soc/2019_to_SOC_Crosswalk.csv", "onet-soc/2019", "onet_soc_2019_to_soc_2018 130"),
    ("/taxonomy/2019/structure/", "onet-soc/2019", "onet_soc_structure 140"),
    ("/taxonomy/2019/walk/2010_to_2019.csv", "onet-soc/2019", "onet_soc_2010_to_2019 130"),
];

/// Ingests bytes from a file whose name says nothing, as in the artifact cache.
fn ingested(folder: &Path, bytes: &[u8]) -> Result<IngestReport, IngestError> {
    let file = folder.join("0123456789abcdef");
    std::fs::File::create(&file).and_then(|mut out| out.write_all(bytes)).unwrap();
    ingest(&[file], &Limits::default())
}

/// The body of an answer, by the shortest way there is.
async fn get(origin: &Origin, path: &str) -> Vec<u8> {
    let mut stream = TcpStream::connect(origin.url().trim_start_matches("http://")).await.unwrap();
    let request =
        format!("GET {} HTTP/1.1\r\nUser-Agent: test@example.org\r\n\r\n", path.replace(' ', "%20"));
    stream.write_all(request.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    answer.split_off(end + 4)
}

#[tokio::test]
async fn every_generated_file_is_a_release_to_the_importer() {
    let origin = Origin::start(OriginConfig::default()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    for (path, release, tables) in FILES {
        let report = ingested(folder.path(), &get(&origin, path).await).unwrap();
        assert_eq!(report.releases.len(), 1, "{path}");
        let found = &report.releases[0];
        let rows: Vec<String> =
            found.tables.iter().map(|table| format!("{} {}", table.name, table.row_count())).collect();
        assert_eq!(
            (found.release.to_string().as_str(), rows.join(", ").as_str()),
            (release, tables),
            "{path}"
        );
        assert_eq!(found.issues, [], "{path}");
        assert_eq!(report.skipped, [], "{path}");
    }
    let unread: Vec<String> =
        origin.paths().into_iter().filter(|path| FILES.iter().all(|(known, ..)| known != path)).collect();
    assert!(unread.iter().all(|path| path.starts_with("/cew/")), "{unread:?}");
}

#[tokio::test]
async fn a_changed_header_gives_no_release() {
    let origin = Origin::start(OriginConfig::default()).await.unwrap();
    origin.fault("/", Fault::ChangedHeader, None);
    let folder = tempfile::tempdir().unwrap();
    for (path, ..) in FILES {
        // Recognised by the years and the order of its columns, which are still there.
        if path == "/taxonomy/2019/walk/2010_to_2019.csv" {
            continue;
        }
        // Alone, a strange file is an error; in an archive it is left alone, with the reason.
        let said = match ingested(folder.path(), &get(&origin, path).await) {
            Ok(report) => {
                assert_eq!(report.releases.len(), 0, "{path}");
                report.skipped[0].reason.clone()
            }
            Err(error) => error.to_string(),
        };
        assert!(said.contains("is missing") || said.contains("no sheet has the header"), "{path}: {said}");
    }
}
