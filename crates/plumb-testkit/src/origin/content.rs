//! Which bytes lie under which path: the real files of a data folder, zipped as the publishers zip them,
//! or generated ones. Built when first asked for.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

use super::made_up;
use crate::generate::archive;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const ZIP: &str = "application/zip";
const CSV: &str = "text/csv";

/// A file as it is served.
#[derive(Debug, Clone)]
pub(super) struct Page {
    pub(super) content_type: &'static str,
    pub(super) etag: String,
    pub(super) bytes: Arc<Vec<u8>>,
}

#[derive(Debug, Clone)]
enum Recipe {
    File(PathBuf),
    Archive(Vec<(String, PathBuf)>),
    Ready(Page),
}

/// Everything that is served, by path.
#[derive(Debug, Default)]
pub(super) struct Site {
    entries: Mutex<BTreeMap<String, (&'static str, Recipe)>>,
}

impl Site {
    /// The files of a data folder that is laid out like `../shared/data`.
    pub(super) fn of_folder(data: &Path) -> Self {
        let site = Self::default();
        site.add_oews(&data.join("bls/oews"));
        site.add_projections(&data.join("bls/emp"));
        site.add_onet(&data.join("onet"));
        for (file, path, content_type) in [
            ("soc/soc_structure_2018.xlsx", "/soc/2018/soc_structure_2018.xlsx", XLSX),
            (
                "soc/soc_2018_direct_match_title_file.xlsx",
                "/soc/2018/soc_2018_direct_match_title_file.xlsx",
                XLSX,
            ),
            ("soc/onetsoc_2019_structure.csv", "/taxonomy/2019/structure/", CSV),
            (
                "soc/onetsoc_2019_to_soc_2018_crosswalk.csv",
                "/taxonomy/2019/soc/2019_to_SOC_Crosswalk.csv",
                CSV,
            ),
            ("soc/onetsoc_2010_to_2019_crosswalk.csv", "/taxonomy/2019/walk/2010_to_2019.csv", CSV),
            (
                "lists/All_Bright_Outlook_Occupations.csv",
                "/find/bright/All_Bright_Outlook_Occupations.csv",
                CSV,
            ),
            ("lists/All_STEM_Occupations_onetsoc2019.csv", "/find/stem/All_STEM_Occupations.csv", CSV),
            ("naics/2-6 digit_2022_Codes.xlsx", "/naics/2022NAICS/2-6 digit_2022_Codes.xlsx", XLSX),
            ("naics/2-6 digit_2017_Codes.xlsx", "/naics/2017NAICS/2-6 digit_2017_Codes.xlsx", XLSX),
            ("naics/2022_NAICS_Index_File.xlsx", "/naics/2022NAICS/2022_NAICS_Index_File.xlsx", XLSX),
            ("cip/CIPCode2020_titles.csv", "/ipeds/cipcode/Files/CIPCode2020.csv", CSV),
            (
                "cip/CIP2020_SOC2018_Crosswalk.xlsx",
                "/ipeds/cipcode/Files/CIP2020_SOC2018_Crosswalk.xlsx",
                XLSX,
            ),
        ] {
            site.add_file(path, content_type, &data.join(file));
        }
        site
    }

    /// Small made-up files of the same formats: the newest releases known to the catalogue, and the OEWS
    /// and O*NET releases before them.
    pub(super) fn generated() -> Self {
        let site = Self::default();
        for (year, rows) in [(24, 200), (25, 210)] {
            for (cut, rows) in [("nat", rows), ("in4", rows * 2)] {
                let path = format!("/oes/special-requests/oesm{year}{cut}.zip");
                site.put(&path, ZIP, made_up::oews(year, cut, rows));
            }
        }
        for (major, minor, month, rows) in [(30, 1, "December 2025", 150), (31, 0, "August 2026", 160)] {
            let path = format!("/dl_files/database/db_{major}_{minor}_text.zip");
            site.put(&path, ZIP, made_up::onet(major, minor, month, rows));
        }
        let walk =
            ["O*NET-SOC 2010 Code", "O*NET-SOC 2010 Title", "O*NET-SOC 2019 Code", "O*NET-SOC 2019 Title"];
        let to_soc = ["O*NET-SOC 2019 Code", "O*NET-SOC 2019 Title", "2018 SOC Code", "2018 SOC Title"];
        let bright = made_up::listing("Categories", "Rapid Growth", 120);
        let stem = made_up::listing("Occupation Types", "Research", 120);
        for (path, content_type, bytes) in [
            ("/emp/ind-occ-matrix/occupation.xlsx", XLSX, made_up::ep_occupation(180)),
            ("/emp/ind-occ-matrix/industry.xlsx", XLSX, made_up::ep_industry(150)),
            ("/emp/ind-occ-matrix/education.xlsx", XLSX, made_up::ep_education(180)),
            ("/emp/skills/skills.xlsx", XLSX, made_up::ep_skills(120)),
            ("/soc/2018/soc_structure_2018.xlsx", XLSX, made_up::soc_structure(140)),
            ("/soc/2018/soc_2018_direct_match_title_file.xlsx", XLSX, made_up::soc_direct_match(140)),
            ("/taxonomy/2019/structure/", CSV, made_up::onet_soc_structure(70)),
            (
                "/taxonomy/2019/soc/2019_to_SOC_Crosswalk.csv",
                CSV,
                made_up::crosswalk(&to_soc, ",", ".00", "", 130),
            ),
            ("/taxonomy/2019/walk/2010_to_2019.csv", CSV, made_up::crosswalk(&walk, ",", ".00", ".00", 130)),
            ("/find/bright/All_Bright_Outlook_Occupations.csv", CSV, bright),
            ("/find/stem/All_STEM_Occupations.csv", CSV, stem),
            ("/naics/2022NAICS/2-6 digit_2022_Codes.xlsx", XLSX, made_up::naics_codes(150)),
            ("/naics/2022NAICS/2022_NAICS_Index_File.xlsx", XLSX, made_up::naics_index(150)),
            ("/ipeds/cipcode/Files/CIPCode2020.csv", CSV, made_up::cip_codes(130)),
            ("/ipeds/cipcode/Files/CIP2020_SOC2018_Crosswalk.xlsx", XLSX, made_up::cip_soc(130)),
        ] {
            site.put(path, content_type, bytes);
        }
        for industry in ["10", "31_33", "54"] {
            for (year, quarter) in [(2026, "1"), (2025, "4"), (2025, "a")] {
                let table = made_up::qcew(year, quarter, industry, 110);
                site.put(&format!("/cew/data/api/{year}/{quarter}/industry/{industry}.csv"), CSV, table);
            }
        }
        site
    }

    /// Puts bytes under a path, in place of what was there.
    pub(super) fn put(&self, path: &str, content_type: &'static str, bytes: Vec<u8>) {
        self.insert(path, content_type, Recipe::Ready(page(content_type, bytes)));
    }

    /// Puts bytes under a path, with the content type of its ending.
    pub(super) fn put_guessed(&self, path: &str, bytes: Vec<u8>) {
        let ending = Path::new(path).extension().map(OsStr::to_ascii_lowercase);
        let content_type = match ending.as_ref().and_then(|ending| ending.to_str()) {
            Some("zip") => ZIP,
            Some("xlsx") => XLSX,
            _ => CSV,
        };
        self.put(path, content_type, bytes);
    }

    pub(super) fn remove(&self, path: &str) {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner).remove(path);
    }

    pub(super) fn paths(&self) -> Vec<String> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect()
    }

    /// The file under a path.
    pub(super) fn page(&self, path: &str) -> Option<Page> {
        let (content_type, recipe) =
            self.entries.lock().unwrap_or_else(PoisonError::into_inner).get(path).cloned()?;
        let bytes = match recipe {
            Recipe::Ready(page) => return Some(page),
            Recipe::File(file) => fs::read(file).ok()?,
            Recipe::Archive(members) => {
                let read = |(name, file): (String, PathBuf)| Some((name, fs::read(file).ok()?));
                archive(&members.into_iter().map(read).collect::<Option<Vec<_>>>()?)
            }
        };
        self.put(path, content_type, bytes);
        self.page(path)
    }

    fn insert(&self, path: &str, content_type: &'static str, recipe: Recipe) {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.insert(path.to_owned(), (content_type, recipe));
    }

    fn add_file(&self, path: &str, content_type: &'static str, file: &Path) {
        if file.is_file() {
            self.insert(path, content_type, Recipe::File(file.to_owned()));
        }
    }

    fn add_oews(&self, folder: &Path) {
        for year in 2010_u16..2100 {
            let short = year % 100;
            let site_folder = if year > 2022 { "special-requests" } else { "special.requests" };
            for (file, cut) in [
                (format!("national_M{year}_dl.xlsx"), "nat"),
                (format!("natsector_M{year}_dl.xlsx"), "in4"),
                (format!("state_M{year}_dl.xlsx"), "st"),
                (format!("MSA_M{year}_dl.xlsx"), "ma"),
                (format!("all_data_M_{year}.xlsx"), "all"),
            ] {
                if folder.join(&file).is_file() {
                    let name = format!("oesm{short:02}{cut}");
                    let mut members = vec![(format!("{name}/{file}"), folder.join(&file))];
                    let fields = folder.join(format!("field_descriptions_M{year}.xlsx"));
                    if fields.is_file() {
                        members.push((format!("{name}/field_descriptions.xlsx"), fields));
                    }
                    self.insert(&format!("/oes/{site_folder}/{name}.zip"), ZIP, Recipe::Archive(members));
                }
            }
        }
    }

    /// The newest round; each URL holds one only.
    fn add_projections(&self, folder: &Path) {
        let newest = names_in(folder).into_iter().rfind(|name| name.starts_with("20"));
        if let Some(round) = newest {
            for (file, path) in [
                ("occupation.xlsx", "/emp/ind-occ-matrix/occupation.xlsx"),
                ("industry.xlsx", "/emp/ind-occ-matrix/industry.xlsx"),
                ("education.xlsx", "/emp/ind-occ-matrix/education.xlsx"),
                ("skills.xlsx", "/emp/skills/skills.xlsx"),
            ] {
                self.add_file(path, XLSX, &folder.join(&round).join(file));
            }
        }
        let crosswalk = "nem-onet-to-soc-crosswalk.xlsx";
        self.add_file(&format!("/emp/classifications-crosswalks/{crosswalk}"), XLSX, &folder.join(crosswalk));
    }

    fn add_onet(&self, folder: &Path) {
        for name in names_in(folder).into_iter().filter(|name| name.starts_with("db_")) {
            let files = names_in(&folder.join(&name));
            let members = files
                .into_iter()
                .map(|file| (format!("{name}/{file}"), folder.join(&name).join(file)))
                .collect();
            self.insert(&format!("/dl_files/database/{name}.zip"), ZIP, Recipe::Archive(members));
        }
    }
}

fn names_in(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> =
        entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    names.sort();
    names
}

fn page(content_type: &'static str, bytes: Vec<u8>) -> Page {
    let digest = Sha256::digest(&bytes);
    let etag = digest[..8].iter().fold(String::from("\""), |text, byte| format!("{text}{byte:02x}")) + "\"";
    Page { content_type, etag, bytes: Arc::new(bytes) }
}
