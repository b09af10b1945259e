//! The embedded release set: what it holds, and that it is what the importer makes of the publishers' files.

use crate::plumb::{Sandbox, publishers_files, root};

#[test]
fn the_set_holds_the_promised_releases() {
    let sandbox = Sandbox::new();
    let listing = sandbox.plumb(&["releases", "--format", "csv"]).expect_code(0).stdout;
    for release in [
        "cip/2020",
        "ep/2019-29",
        "ep/2022-32",
        "ep/2024-34",
        "naics/2017",
        "naics/2022",
        "oews/2018-05",
        "oews/2019-05",
        "oews/2020-05",
        "oews/2021-05",
        "oews/2022-05",
        "oews/2023-05",
        "oews/2024-05",
        "oews/2025-05",
        "oflc/2025",
        "onet/24.2",
        "onet/27.0",
        "onet/29.0",
        "onet/30.1",
        "onet-green/18.1",
        "onet-lists/2019",
        "onet-soc/2019",
        "soc/2010",
        "soc/2018",
    ] {
        assert!(listing.contains(&format!("\n{release},")), "{release} is missing");
    }
    let show = |release: &str| {
        sandbox.plumb(&["releases", "show", release, "--format", "csv"]).expect_code(0).stdout
    };
    assert!(show("oews/2024-05").contains("oews_sector,16434,"));
    assert!(show("oflc/2025").contains("oflc_titles,102348,"));
    assert!(show("onet/30.1").contains("onet_titles,64460,"));
    assert!(show("soc/2018").contains("soc_direct_match_titles,6539,"));
    assert!(show("naics/2022").contains("naics_index,20373,"));
}

#[test]
fn the_set_is_what_the_importer_makes_of_the_publishers_files() {
    let Some(data) = publishers_files() else { return };
    let sandbox = Sandbox::new();
    let set = sandbox.here().join("set");
    copy(&root().join("fixtures/releases"), &set);
    let (data, set) = (data.display().to_string(), set.display().to_string());
    sandbox.plumb(&["fixtures", "--check", "--data", &data, "--out", &set]).expect_code(0);
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}
