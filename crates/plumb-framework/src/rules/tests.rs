//! Tests of the rule tables as a whole: what each kind reads and fires for, precedence, ties, and how errors read.

mod carried;
mod errors;
mod kinds;
mod precedence;

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::edition::Edition;
use crate::load::load;

fn edition() -> Edition {
    load(None, "national-2024").unwrap().0
}

/// A small part of the real code systems.
fn taxonomies() -> Taxonomies {
    fn codes<C: std::str::FromStr + Ord>(codes: &[&str]) -> BTreeSet<C> {
        codes.iter().map(|code| code.parse().ok().unwrap()).collect()
    }
    Taxonomies {
        soc: codes(&[
            "15-0000", "15-1200", "15-1250", "15-1252", "15-1254", "15-1290", "15-1299", "25-0000",
            "25-1000", "25-1011", "25-1194", "25-2031", "33-3051", "53-2012", "55-0000", "55-3011",
            "55-1011",
        ]),
        soc_2010: codes(&["15-1132", "15-1252"]),
        soc_2010_to_2018: [("15-1132".parse().unwrap(), "15-1252".parse().unwrap())].into_iter().collect(),
        onet_soc: codes(&["15-1252.00", "15-1299.08", "15-1299.09"]),
        onet_soc_2010_to_2019: [("15-1199.09".parse().unwrap(), "15-1299.09".parse().unwrap())]
            .into_iter()
            .collect(),
        naics: codes(&[
            "31-33", "311", "3115", "312", "52", "524", "5241", "52412", "524126", "54", "541", "5415",
            "541512",
        ]),
        naics_2017: codes(&["541512", "454110"]),
        naics_2017_to_2022: Crosswalk::default(),
        cip: codes(&["01", "01.03", "01.0308", "13", "13.01", "13.0101"]),
        elements: BTreeMap::from([(
            "2.C.3.a".to_owned(),
            BTreeSet::from(["IM".to_owned(), "LV".to_owned()]),
        )]),
        commodities: codes(&["43232605", "43232102"]),
    }
}

use plumb_codes::Crosswalk;

/// What every rule needs beside its condition and force.
const REST: &str = r#"
target = "military-national-security"
reason = "Because."
source = "https://example.org/page"
author = "A steward"
added = 2026-11-25
review = 2027-11-25
"#;

/// A TOML file with one rule.
fn file(kind: &str, id: &str, condition: &str) -> String {
    format!(
        "occupation_codes = \"soc-2018\"\nindustry_codes = \"naics-2022\"\nprogram_codes = \"cip-2020\"\n\n[[{kind}]]\nid = \"{id}\"{REST}{condition}\n"
    )
}

fn texts(files: &[(&str, &str)]) -> Vec<RuleText> {
    files.iter().map(|&(file, text)| RuleText { file: file.to_owned(), text: text.to_owned() }).collect()
}

fn read(text: &str) -> Result<RuleSet, RuleProblems> {
    RuleSet::read(&edition(), &texts(&[("rules/test.toml", text)]), &taxonomies())
}

/// Facts as a subject's text says, without any release.
fn facts(subject: &str) -> Facts {
    let mut facts = Facts::default();
    let mut occupation = |code| match code {
        Occupation::Soc(code) => {
            facts.soc.insert(code);
        }
        Occupation::Onet(code) => {
            facts.soc.insert(code.soc_stem().parse().unwrap());
            facts.onet_soc.insert(code);
        }
    };
    match Subject::guess(subject) {
        Subject::Occupation(code) => occupation(code),
        Subject::Combination(code, industry) => {
            occupation(code);
            facts.naics = Some(industry);
        }
        Subject::Industry(code) => facts.naics = Some(code),
        Subject::Program(code) => facts.cip = Some(code),
        Subject::Title(title) => facts.titles.push(title),
    }
    facts
}
