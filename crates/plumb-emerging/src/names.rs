//! The names inside an occupation's title: joined occupations, inverted titles, supervisors of something.
//!
//! Used both ways: to see which occupations join several roles, and to say what a truth item may be called.

use crate::lexicon::{Lexicon, TitleKey};

/// The names that an occupation's title gives, without repetition, in order.
///
/// A title that joins nothing has one name. See `docs/EVALUATION.md` for the rule with examples.
pub(crate) fn names(title: &str, lexicon: &mut Lexicon) -> Vec<TitleKey> {
    let mut found: Vec<TitleKey> = Vec::new();
    for text in name_texts(title) {
        if let Some(key) = lexicon.learn(&text)
            && !found.contains(&key)
        {
            found.push(key);
        }
    }
    found
}

/// The names as texts, in the order of the title.
pub fn name_texts(title: &str) -> Vec<String> {
    let folded = title.to_lowercase().replace(['&', '/'], " and ");
    let folded = without_brackets(&folded);
    let cut = [" except ", ", including "].iter().filter_map(|word| folded.find(word)).min();
    let text = match cut {
        Some(position) => folded[..position].trim_end_matches([',', ' ']).to_owned(),
        None => folded.trim().to_owned(),
    };
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    texts_of(&text)
}

fn texts_of(text: &str) -> Vec<String> {
    if let Some(rest) = text.strip_prefix("first-line supervisors of ") {
        let rest = rest.trim_end_matches(", all other");
        let plain = |name: String| name.trim_end_matches(" workers").trim_end_matches(" worker").to_owned();
        return texts_of(rest).into_iter().map(|name| format!("{} supervisor", plain(name))).collect();
    }
    if let Some((heads, objects)) = text.split_once(" of ")
        && !heads.contains(',')
        && is_role(heads)
        && joins(objects)
    {
        let heads = joined(heads);
        let objects = texts_of(objects);
        return objects
            .iter()
            .flat_map(|object| heads.iter().map(move |head| format!("{object} {head}")))
            .collect();
    }
    let parts: Vec<&str> = text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    let Some((&first, later)) = parts.split_first() else { return vec![text.to_owned()] };
    if later.is_empty() {
        return joined(first);
    }
    if let Some(last) = later.last().filter(|last| starts_with_join(last)) {
        return listed(first, &later[..later.len() - 1], without_join(last));
    }
    inverted(first, later)
}

/// "Captains, Mates, and Pilots of Water Vessels" lists roles; "Clinical, Counseling, and School Psychologists" and
/// "Crop, Nursery, and Greenhouse Workers" list what one role is about.
fn listed(first: &str, middle: &[&str], last: &str) -> Vec<String> {
    let tail = last.split_once(' ').map(|(_, tail)| tail);
    let mut found = Vec::new();
    for part in std::iter::once(&first).chain(middle) {
        match tail {
            Some(tail) if !is_role(part) => found.push(format!("{part} {tail}")),
            _ => found.push((*part).to_owned()),
        }
    }
    found.push(last.to_owned());
    found
}

/// "Bus Drivers, School": each later part goes in front of the first.
fn inverted(first: &str, later: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for part in later {
        let part = without_join(part);
        for qualifier in joined(part) {
            found.extend(joined(first).into_iter().map(|head| format!("{qualifier} {head}")));
            if !qualifier.contains(' ') && is_role(&qualifier) {
                found.push(qualifier);
            }
        }
    }
    found
}

/// The parts of a text without commas that "and" or "or" joins.
fn joined(text: &str) -> Vec<String> {
    let parts: Vec<Vec<&str>> = text
        .split(" and ")
        .flat_map(|part| part.split(" or "))
        .map(|part| part.split_whitespace().collect())
        .filter(|part: &Vec<&str>| !part.is_empty())
        .collect();
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return Vec::new() };
    if parts.len() == 1 {
        return vec![first.join(" ")];
    }
    let mut found = Vec::new();
    for part in &parts[..parts.len() - 1] {
        if is_role(&part.join(" ")) {
            found.push(part.join(" "));
        } else {
            // The role stands at the end only: "Audio and Video Technicians".
            let role = if last.len() > 1 { &last[1..] } else { &last[..] };
            found.push([&part[..], role].concat().join(" "));
        }
    }
    // "Calibration Technologists and Technicians": the modifier goes with both.
    if last.len() == 1 && first.len() > 1 && is_role(&first.join(" ")) {
        found.push([&first[..first.len() - 1], &last[..]].concat().join(" "));
    } else {
        found.push(last.join(" "));
    }
    found
}

fn joins(text: &str) -> bool {
    text.contains(" and ") || text.contains(" or ") || text.contains(',')
}

fn starts_with_join(part: &str) -> bool {
    part.starts_with("and ") || part.starts_with("or ")
}

fn without_join(part: &str) -> &str {
    part.strip_prefix("and ").or_else(|| part.strip_prefix("or ")).unwrap_or(part)
}

/// Endings of words for people at work.
const ENDINGS: [&str; 14] =
    ["er", "or", "ist", "ian", "ant", "ent", "yst", "eer", "ee", "ic", "ant", "aide", "man", "ive"];
/// Words for people at work that end otherwise.
const ROLES: [&str; 24] = [
    "clerk",
    "nurse",
    "cook",
    "chef",
    "judge",
    "coach",
    "model",
    "pilot",
    "guard",
    "host",
    "hostes",
    "actor",
    "assistant",
    "umpire",
    "referee",
    "athlete",
    "mate",
    "scout",
    "usher",
    "tutor",
    "advisor",
    "magistrate",
    "chauffeur",
    "registrar",
];
/// Words that end so and are no people.
const THINGS: [&str; 16] = [
    "paper",
    "computer",
    "container",
    "water",
    "weather",
    "matter",
    "center",
    "equipment",
    "instrument",
    "document",
    "plant",
    "antique",
    "sector",
    "motor",
    "power",
    "number",
];

/// Whether a part ends in somebody who works: a plural with an ending that people have.
fn is_role(text: &str) -> bool {
    let Some(last) = text.rsplit(' ').next() else { return false };
    let Some(singular) = last.strip_suffix('s') else { return last.ends_with("men") };
    !THINGS.contains(&singular)
        && (ROLES.contains(&singular) || ENDINGS.iter().any(|ending| singular.ends_with(ending)))
}

fn without_brackets(text: &str) -> String {
    let mut depth = 0_usize;
    text.chars()
        .filter(|letter| match letter {
            '(' => {
                depth += 1;
                false
            }
            ')' => {
                depth = depth.saturating_sub(1);
                false
            }
            _ => depth == 0,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(title: &str, expected: &[&str]) {
        assert_eq!(name_texts(title), expected, "{title}");
    }

    #[test]
    fn joined_titles_name_each_part() {
        check(
            "Clinical and Counseling Psychologists",
            &["clinical psychologists", "counseling psychologists"],
        );
        check(
            "Calibration Technologists and Technicians",
            &["calibration technologists", "calibration technicians"],
        );
        check(
            "Health Information Technologists and Medical Registrars",
            &["health information technologists", "medical registrars"],
        );
        check(
            "Emergency Medical Technicians and Paramedics",
            &["emergency medical technicians", "emergency medical paramedics"],
        );
        check(
            "Web and Digital Interface Designers",
            &["web interface designers", "digital interface designers"],
        );
        check("Taxi Drivers and Chauffeurs", &["taxi drivers", "taxi chauffeurs"]);
        check("Accountants and Auditors", &["accountants", "auditors"]);
    }

    #[test]
    fn lists_inversions_and_supervisors() {
        check(
            "Clinical, Counseling, and School Psychologists",
            &["clinical psychologists", "counseling psychologists", "school psychologists"],
        );
        check(
            "Bus Drivers, School or Special Client",
            &["school client bus drivers", "special client bus drivers"],
        );
        check("Physicians, Pathologists", &["pathologists physicians", "pathologists"]);
        check("Ophthalmologists, Except Pediatric", &["ophthalmologists"]);
        check(
            "Environmental Scientists and Specialists, Including Health",
            &["environmental scientists", "environmental specialists"],
        );
        check("First-Line Supervisors of Security Workers", &["security supervisor"]);
        check(
            "Appraisers of Personal and Business Property",
            &["personal property appraisers", "business property appraisers"],
        );
        check("Data Scientists", &["data scientists"]);
        check(
            "Farmworkers, Farm, Ranch, and Aquacultural Animals",
            &["farmworkers", "farm animals", "ranch animals", "aquacultural animals"],
        );
    }

    proptest::proptest! {
        #[test]
        fn no_title_panics(title in ".{0,200}") {
            let _ = name_texts(&title);
        }
    }
}
