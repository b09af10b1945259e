//! Fifth step: seniority and grade leave the words and are kept beside them.

use super::Draft;

/// Where in a ladder of the same work a title stands, as far as it says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// Entry level, junior, trainee.
    Junior,
    /// A numbered step: "Engineer II", "Technician 3".
    Step(u8),
    /// Senior.
    Senior,
}

/// Takes grade words out. "Lead", "head", "chief" and "principal" stay: they are other occupations
/// (supervisors, executives, school principals) as often as grades.
pub(super) fn take_grade(draft: &mut Draft) {
    let mut found = None;
    let length = draft.words.len();
    let mut number = 0;
    draft.retain_unless_empty(|word| {
        number += 1;
        let grade = grade_of(word, number == length);
        if grade.is_some() {
            found = found.max(grade);
        }
        grade.is_none()
    });
    draft.grade = found;
}

fn grade_of(word: &str, last: bool) -> Option<Grade> {
    Some(match word {
        "sr" | "senior" | "snr" | "experienced" => Grade::Senior,
        "jr" | "junior" | "entry" => Grade::Junior,
        "level" | "lvl" | "grade" => Grade::Step(0),
        "i" | "1" => Grade::Step(1),
        "ii" | "2" => Grade::Step(2),
        "iii" | "3" => Grade::Step(3),
        "iv" | "4" => Grade::Step(4),
        // Alone at the end: elsewhere "v" stands for many things.
        "v" if last => Grade::Step(5),
        "5" => Grade::Step(5),
        "6" | "7" | "8" | "9" | "0" => Grade::Step(6),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::words_after;
    use super::*;

    #[test]
    fn grades_leave_the_words() {
        assert_eq!(words_after(take_grade, "Sr. Engineer II"), ["engineer"]);
        assert_eq!(words_after(take_grade, "Experienced Welder"), ["welder"]);
        assert_eq!(words_after(take_grade, "Lead Cook"), ["lead", "cook"]);
        assert_eq!(words_after(take_grade, "Senior"), ["senior"]);
    }

    #[test]
    fn the_highest_grade_is_kept() {
        let mut draft = Draft::default();
        super::super::normalise("Senior Engineer II", &mut draft).unwrap();
        assert_eq!(draft.grade(), Some(Grade::Senior));
    }
}
