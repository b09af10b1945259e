//! Sixth step: abbreviations that stand for the same words everywhere in job titles.
//!
//! The list is short on purpose: acronyms of one field are learned from the titles that spell them out.

use super::{Draft, Word};

pub(super) fn expand(draft: &mut Draft) {
    draft.spare.clear();
    let mut changed = false;
    for number in 0..draft.words.len() {
        let word = draft.words[number];
        let name = &draft.text[word.start as usize..word.end as usize];
        let Ok(found) = ABBREVIATIONS.binary_search_by(|(short, _)| (*short).cmp(name)) else {
            draft.spare.push(word);
            continue;
        };
        changed = true;
        for part in ABBREVIATIONS[found].1.split(' ') {
            let start = u32::try_from(draft.text.len()).unwrap_or(u32::MAX);
            draft.text.push_str(part);
            let end = u32::try_from(draft.text.len()).unwrap_or(u32::MAX);
            draft.spare.push(Word { start, end, segment: word.segment });
        }
    }
    if changed {
        std::mem::swap(&mut draft.words, &mut draft.spare);
    }
}

/// Sorted; expansions are singular, as the next step would make them.
const ABBREVIATIONS: [(&str, &str); 98] = [
    ("acct", "account"),
    ("acctg", "accounting"),
    ("adj", "adjunct"),
    ("adm", "administrative"),
    ("admin", "administrative"),
    ("administr", "administrator"),
    ("agt", "agent"),
    ("ap", "account payable"),
    ("app", "application"),
    ("apps", "application"),
    ("ar", "account receivable"),
    ("asc", "associate"),
    ("assoc", "associate"),
    ("asst", "assistant"),
    ("atty", "attorney"),
    ("aud", "auditor"),
    ("auto", "automotive"),
    ("avp", "assistant vice president"),
    ("ceo", "chief executive officer"),
    ("cert", "certified"),
    ("cfo", "chief financial officer"),
    ("cio", "chief information officer"),
    ("clk", "clerk"),
    ("cna", "certified nursing assistant"),
    ("comm", "communication"),
    ("comp", "computer"),
    ("constr", "construction"),
    ("coo", "chief operating officer"),
    ("coord", "coordinator"),
    ("corp", "corporate"),
    ("cte", "career technical education"),
    ("cto", "chief technology officer"),
    ("cust", "customer"),
    ("dept", "department"),
    ("dev", "developer"),
    ("devt", "development"),
    ("dir", "director"),
    ("dist", "district"),
    ("educ", "education"),
    ("elec", "electrical"),
    ("emt", "emergency medical technician"),
    ("eng", "engineer"),
    ("engg", "engineering"),
    ("engr", "engineer"),
    ("env", "environmental"),
    ("equip", "equipment"),
    ("exec", "executive"),
    ("fin", "financial"),
    ("gen", "general"),
    ("gm", "general manager"),
    ("govt", "government"),
    ("hosp", "hospital"),
    ("hr", "human resource"),
    ("hvac", "heating ventilation air conditioning"),
    ("info", "information"),
    ("ins", "insurance"),
    ("inst", "instructor"),
    ("intl", "international"),
    ("it", "information technology"),
    ("lab", "laboratory"),
    ("lpn", "licensed practical nurse"),
    ("maint", "maintenance"),
    ("mech", "mechanical"),
    ("med", "medical"),
    ("mfg", "manufacturing"),
    ("mgmt", "management"),
    ("mgr", "manager"),
    ("mktg", "marketing"),
    ("mngr", "manager"),
    ("mtce", "maintenance"),
    ("natl", "national"),
    ("ofc", "office"),
    ("op", "operator"),
    ("opr", "operator"),
    ("ops", "operation"),
    ("prof", "professor"),
    ("prog", "programmer"),
    ("pt", "physical therapist"),
    ("qa", "quality assurance"),
    ("qc", "quality control"),
    ("rep", "representative"),
    ("rn", "registered nurse"),
    ("sci", "science"),
    ("sec", "secretary"),
    ("sls", "sale"),
    ("spec", "specialist"),
    ("spvr", "supervisor"),
    ("supt", "superintendent"),
    ("supv", "supervisor"),
    ("svc", "service"),
    ("svcs", "service"),
    ("sw", "software"),
    ("swe", "software engineer"),
    ("tech", "technician"),
    ("univ", "university"),
    ("vp", "vice president"),
    ("whse", "warehouse"),
    ("wkr", "worker"),
];

#[cfg(test)]
mod tests {
    use super::super::words_after;
    use super::*;

    #[test]
    fn the_list_is_sorted() {
        assert!(ABBREVIATIONS.is_sorted_by_key(|(short, _)| *short));
    }

    #[test]
    fn abbreviations_are_spelled_out() {
        assert_eq!(words_after(expand, "VP, Mktg"), ["vice", "president", "marketing"]);
    }
}
