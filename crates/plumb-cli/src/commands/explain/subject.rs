//! What a person asked about: reads a code of any system, or a title. It explains nothing.

use anyhow::Result;
use plumb_codes::{
    Cip2020, Crosswalk, Naics2017, Naics2022, OewsOccCode, OnetSoc2010, OnetSoc2019, Soc2010, Soc2018, Source,
};
use plumb_framework::fold_name;
use plumb_tables::Row;
use plumb_tables::schema::naics::Naics2017To2022Row;
use plumb_tables::schema::soc::OnetSoc2010To2019Row;

use crate::exit::Failure;
use crate::ground::Ground;

/// A subject that is known.
pub(super) enum Asked {
    Occupations(Vec<Soc2018>),
    OnetOccupations(Vec<OnetSoc2019>),
    Industries(Vec<Naics2022>),
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
        if ground.corpus.parent(code).is_some() {
            return found(Asked::OnetOccupations(vec![code]), None);
        }
        let Some(codes) = onet_successors(subject, ground)? else {
            return unknown("O*NET-SOC 2019 or 2010 occupation");
        };
        let note = became(subject, "an O*NET-SOC 2010 occupation", codes.len(), "O*NET-SOC 2019");
        return found(Asked::OnetOccupations(codes), Some(note));
    }
    if let Ok(code) = subject.parse::<OewsOccCode>() {
        return occupations(subject, code, ground);
    }
    if let Ok(code) = subject.parse::<Naics2022>() {
        if ground.material.naics_titles.contains_key(&code) {
            return found(Asked::Industries(vec![code]), None);
        }
        let Some(codes) = naics_successors(subject, ground)? else {
            return unknown("NAICS 2022 or 2017 industry");
        };
        let note = became(subject, "a NAICS 2017 industry", codes.len(), "NAICS 2022");
        return found(Asked::Industries(codes), Some(note));
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
            return found(Asked::OnetOccupations(vec![code]), Some(format!("the title of {code}")));
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
            let note = became(subject, "a SOC 2010 occupation", targets.len(), "SOC 2018");
            Ok(Found { asked: Asked::Occupations(targets), note: Some(note) })
        }
        _ if !members_of_group(subject, ground).is_empty() => {
            let members = members_of_group(subject, ground);
            let named: Vec<String> = members.iter().take(NAMED).map(ToString::to_string).collect();
            let more = members.len().saturating_sub(NAMED);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            Err(Failure::data(format!(
                "explain `{subject}`: it is a group of SOC 2018, and places belong to the occupations in it; ask about {}{more}",
                named.join(", ")
            )))
        }
        _ => Err(Failure::data(format!(
            "find a detailed occupation `{subject}` in SOC 2018, in SOC 2010 or among the codes of OEWS"
        ))),
    }
}

/// Members of a group that an error names.
const NAMED: usize = 6;

/// The detailed occupations in a broad occupation, minor group or major group.
fn members_of_group(subject: &str, ground: &Ground) -> Vec<Soc2018> {
    let Ok(group) = subject.parse::<Soc2018>() else { return Vec::new() };
    let in_group = |soc: &&Soc2018| {
        [soc.broad_occupation(), soc.minor_group(), soc.major_group()].contains(&group) && **soc != group
    };
    ground.material.soc_titles.keys().filter(in_group).copied().collect()
}

/// What a code of an older edition became.
fn became(code: &str, what: &str, number: usize, now: &str) -> String {
    format!("{code} is {what}; the published crosswalk leads to {number} of {now}")
}

/// What an occupation of O*NET-SOC 2010 became; `None` where the crosswalk does not have it.
fn onet_successors(subject: &str, ground: &Ground) -> Result<Option<Vec<OnetSoc2019>>> {
    let Ok(old) = subject.parse::<OnetSoc2010>() else { return Ok(None) };
    let rows: Vec<OnetSoc2010To2019Row> = newest_rows(ground, Source::OnetSoc)?;
    let links: Crosswalk<OnetSoc2010, OnetSoc2019> =
        rows.into_iter().map(|row| (row.onet_soc_2010_code, row.onet_soc_2019_code)).collect();
    let known = links.targets(old).iter().copied().filter(|&code| ground.corpus.parent(code).is_some());
    let codes: Vec<OnetSoc2019> = known.collect();
    Ok((!codes.is_empty()).then_some(codes))
}

/// What an industry of NAICS 2017 became; `None` where the concordance does not have it.
fn naics_successors(subject: &str, ground: &Ground) -> Result<Option<Vec<Naics2022>>> {
    let Ok(old) = subject.parse::<Naics2017>() else { return Ok(None) };
    let rows: Vec<Naics2017To2022Row> = newest_rows(ground, Source::Naics)?;
    let links: Crosswalk<Naics2017, Naics2022> =
        rows.into_iter().map(|row| (row.naics_2017_code, row.naics_2022_code)).collect();
    let codes = links.targets(old).to_vec();
    Ok((!codes.is_empty()).then_some(codes))
}

/// The rows of the newest release at hand that has a table; none where no release has it.
fn newest_rows<R: Row>(ground: &Ground, source: Source) -> Result<Vec<R>> {
    let release = ground.releases.newest_with(source, R::TABLE);
    Ok(release.map(|release| ground.releases.rows::<R>(release)).transpose()?.unwrap_or_default())
}
