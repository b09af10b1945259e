//! What a person asked about: reads a code of any system, or a title. It explains nothing.

use anyhow::Result;
use plumb_codes::{Cip2020, Naics2022, OewsOccCode, OnetSoc2019, Soc2010, Soc2018};
use plumb_framework::fold_name;

use crate::exit::Failure;
use crate::ground::Ground;

/// A subject that is known.
pub(super) enum Asked {
    Occupations(Vec<Soc2018>),
    OnetOccupation(OnetSoc2019),
    Industry(Naics2022),
    Program(Cip2020),
    Title(String),
}

/// A subject and what to say about the way to it.
pub(super) struct Found {
    pub(super) asked: Asked,
    pub(super) note: Option<String>,
}

/// Finds the subject.
pub(super) fn find(subject: &str, ground: &Ground) -> Result<Found> {
    let subject = subject.trim();
    let found = |asked, note| Ok(Found { asked, note });
    let unknown = |what: &str| Err(Failure::data(format!("find the {what} `{subject}`")));
    if let Ok(code) = subject.parse::<OnetSoc2019>() {
        if ground.corpus.parent(code).is_none() {
            return unknown("O*NET-SOC 2019 occupation");
        }
        return found(Asked::OnetOccupation(code), None);
    }
    if let Ok(code) = subject.parse::<OewsOccCode>() {
        return occupations(subject, code, ground);
    }
    if let Ok(code) = subject.parse::<Naics2022>() {
        if !ground.material.naics_titles.contains_key(&code) {
            return unknown("NAICS 2022 industry");
        }
        return found(Asked::Industry(code), None);
    }
    if let Ok(code) = subject.parse::<Cip2020>() {
        if !ground.evidence.cip_codes.iter().any(|row| row.cip_code == code) {
            return unknown("CIP 2020 program");
        }
        return found(Asked::Program(code), None);
    }
    // What looks like a code and is none of a system that we know must not be taken for a title.
    if !subject.is_empty() && subject.chars().all(|one| one.is_ascii_digit() || matches!(one, '-' | '.')) {
        return Err(Failure::data(format!(
            "read `{subject}` as a code of SOC (15-2051), O*NET-SOC (15-2051.01), NAICS (541512) or CIP (11.0701)"
        )));
    }
    let wanted = fold_name(subject);
    if wanted.is_empty() {
        return Err(Failure::usage("explain nothing; name a code or a title"));
    }
    let mut codes: Vec<Soc2018> = ground
        .material
        .soc_titles
        .iter()
        .filter(|(_, title)| fold_name(title) == wanted)
        .map(|(&code, _)| code)
        .collect();
    if codes.is_empty() {
        let onet = ground.material.onet_titles.iter().find(|(_, title)| fold_name(title) == wanted);
        if let Some((&code, _)) = onet.filter(|(code, _)| ground.corpus.parent(**code).is_some()) {
            return found(Asked::OnetOccupation(code), Some(format!("the title of {code}")));
        }
        return found(Asked::Title(subject.to_owned()), None);
    }
    codes.sort();
    let note =
        format!("the title of {}", codes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "));
    found(Asked::Occupations(codes), Some(note))
}

/// A code of SOC 2018, of OEWS, or, where SOC 2018 does not have it, of SOC 2010.
fn occupations(subject: &str, code: OewsOccCode, ground: &Ground) -> Result<Found> {
    let known = |code: &Soc2018| ground.material.soc_titles.contains_key(code);
    let members: Vec<Soc2018> = code.stands_for().into_iter().filter(known).collect();
    if !members.is_empty() {
        let several = members.len() > 1;
        let note = several.then(|| format!("{code} stands for {} occupations", members.len()));
        return Ok(Found { asked: Asked::Occupations(members), note });
    }
    let older = subject.parse::<Soc2010>().map(|old| ground.material.soc_2010_to_2018.targets(old).to_vec());
    match older {
        Ok(targets) if !targets.is_empty() => {
            let note = format!(
                "{code} is a SOC 2010 occupation; the published crosswalk leads to {} of SOC 2018",
                targets.len()
            );
            Ok(Found { asked: Asked::Occupations(targets), note: Some(note) })
        }
        _ => Err(Failure::data(format!(
            "find a detailed occupation `{subject}` in SOC 2018, in SOC 2010 or among the codes of OEWS"
        ))),
    }
}
