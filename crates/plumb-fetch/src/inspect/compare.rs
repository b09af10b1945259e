//! Compares a new file with the last good one: a file that suddenly holds much less is not believed.

use super::shape::{MemberShape, Shape};
use crate::error::FetchError;

/// Checks sizes and row counts; returns what changed but need not be wrong, in words.
///
/// `same_release` says whether the two files are the same release, published again.
pub(crate) fn compare(
    old: (u64, &Shape),
    new: (u64, &Shape),
    keep_ratio: f64,
    same_release: bool,
    url: &str,
) -> Result<Vec<String>, FetchError> {
    check("bytes", old.0, new.0, keep_ratio, url)?;
    check("unpacked bytes", old.1.unpacked_bytes, new.1.unpacked_bytes, keep_ratio, url)?;
    if let (Some(was), Some(now)) = (old.1.rows, new.1.rows) {
        check("rows", was, now, keep_ratio, url)?;
    }
    let mut notes = Vec::new();
    for (name, was) in &old.1.members {
        let stem = stem_of(name);
        let counterpart = new.1.members.get(name).or_else(|| {
            let mut others = new.1.members.iter().filter(|(other, _)| stem_of(other) == stem);
            // With several of the same stem there is no telling which is which.
            others.next().filter(|_| others.next().is_none()).map(|(_, shape)| shape)
        });
        match counterpart {
            Some(now) => compare_member(name, was, now, keep_ratio, url, &mut notes)?,
            None if same_release && !name.starts_with("xl/") => notes.push(format!("`{name}` is gone")),
            None => {}
        }
    }
    Ok(notes)
}

fn compare_member(
    name: &str,
    was: &MemberShape,
    now: &MemberShape,
    keep_ratio: f64,
    url: &str,
    notes: &mut Vec<String>,
) -> Result<(), FetchError> {
    if let (Some(was), Some(now)) = (was.rows, now.rows) {
        check(&format!("rows of `{name}`"), was, now, keep_ratio, url)?;
    }
    if was.last_line_ended == Some(true) && now.last_line_ended == Some(false) {
        let cause = format!("the last line of `{name}` is cut off");
        return Err(FetchError::NotText { url: url.to_owned(), cause });
    }
    if was.header.is_some() && was.header != now.header {
        notes.push(format!("the header of `{name}` changed"));
    }
    Ok(())
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a ratio of sizes below 2^53, and a percentage between 0 and 100"
)]
fn check(what: &str, was: u64, now: u64, keep_ratio: f64, url: &str) -> Result<(), FetchError> {
    if (now as f64) < (was as f64) * keep_ratio {
        let percent = (keep_ratio * 100.0).round() as u64;
        return Err(FetchError::Shrunk { url: url.to_owned(), what: what.to_owned(), was, now, percent });
    }
    Ok(())
}

/// The name without folders and digits, by which members of two releases correspond.
fn stem_of(name: &str) -> String {
    let base = if name.starts_with("xl/") { name } else { name.rsplit('/').next().unwrap_or(name) };
    base.chars().filter(|character| !character.is_ascii_digit()).collect::<String>().to_lowercase()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn shape(members: &[(&str, u64, u64, &str)]) -> Shape {
        let members: BTreeMap<_, _> = members
            .iter()
            .map(|&(name, bytes, rows, header)| {
                let header = Some(header.to_owned());
                (
                    name.to_owned(),
                    MemberShape { bytes, rows: Some(rows), header, last_line_ended: Some(true) },
                )
            })
            .collect();
        Shape {
            unpacked_bytes: members.values().map(|member| member.bytes).sum(),
            rows: Some(members.values().filter_map(|member| member.rows).sum()),
            members,
        }
    }

    #[test]
    fn one_member_that_loses_its_rows_is_seen_among_others() {
        let old = shape(&[("db_30_1/A.txt", 1000, 100, "h"), ("db_30_1/B.txt", 1000, 100, "h")]);
        let new = shape(&[("db_31_0/A.txt", 5000, 500, "h"), ("db_31_0/B.txt", 90, 9, "h")]);
        let error = compare((500, &old), (500, &new), 0.1, false, "u").unwrap_err();
        assert_eq!(
            error.to_string(),
            "u: rows of `db_30_1/B.txt` fell from 100 to 9, below 10 % of the last good file"
        );
    }

    #[test]
    fn a_tenth_is_kept_and_less_is_not() {
        let old = shape(&[("text", 1000, 100, "h")]);
        assert_eq!(
            compare((100, &old), (10, &shape(&[("text", 100, 10, "h")])), 0.1, true, "u").unwrap(),
            [""; 0]
        );
        assert!(compare((100, &old), (9, &shape(&[("text", 100, 10, "h")])), 0.1, true, "u").is_err());
    }

    #[test]
    fn a_text_whose_last_line_is_cut_is_seen() {
        let old = shape(&[("text", 1000, 100, "h")]);
        let mut new = old.clone();
        new.members.get_mut("text").unwrap().last_line_ended = Some(false);
        let error = compare((100, &old), (100, &new), 0.1, true, "u").unwrap_err();
        assert_eq!(error.to_string(), "u: not text: the last line of `text` is cut off");
        assert!(compare((100, &new), (100, &new), 0.1, true, "u").is_ok(), "a file may always have been so");
    }

    #[test]
    fn changed_headers_and_lost_members_are_noted() {
        let old = shape(&[("A.txt", 1000, 100, "h"), ("Tech Skills.txt", 10, 10, "h")]);
        let new = shape(&[("A.txt", 1000, 100, "other"), ("Software Skills.txt", 10, 10, "h")]);
        assert_eq!(
            compare((1, &old), (1, &new), 0.1, true, "u").unwrap(),
            ["the header of `A.txt` changed", "`Tech Skills.txt` is gone"]
        );
        assert_eq!(
            compare((1, &old), (1, &new), 0.1, false, "u").unwrap(),
            ["the header of `A.txt` changed"]
        );
    }
}
