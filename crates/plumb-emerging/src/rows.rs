//! The ranking as a table.

use plumb_codes::OewsOccCode;

use crate::market::Market;
use crate::rank::{Finding, Proposal, Ranking};

plumb_tables::table! {
    /// One flagged subject: something that may be emerging, with its evidence.
    EmergingRow in "emerging", key ["rank"] {
        /// Place in the ranking, from 1.
        rank: i64,
        /// `occupation` (a SOC occupation that falls apart), `family` (of titles), `technology` or `sub-cluster`.
        kind: String,
        /// The most typical title.
        family: String,
        /// The titles that the subject shows, separated by `; `.
        titles: String,
        /// The sum of the signals' parts after the repeat factor, 0.0 to 1.0.
        score: f64,
        /// The strongest reason, in words.
        reason_1: Option<String>,
        /// The second.
        reason_2: Option<String>,
        /// The third.
        reason_3: Option<String>,
        /// Cluster that the classifier proposes.
        proposed_cluster: Option<String>,
        /// Sub-cluster that the classifier proposes.
        proposed_sub_cluster: Option<String>,
        /// How sure the classifier is, 0.0 to 1.0.
        proposal_confidence: Option<f64>,
        /// What the proposal stands on: how many of the titles speak for it, and the strongest evidence.
        proposal_evidence: Option<String>,
        /// The occupations whose names are most like it, with their likeness; none where no name is like it.
        nearest_occupations: Option<String>,
        /// The SOC occupation under which its titles stand today.
        covered_by_code: Option<OewsOccCode>,
        /// Its title.
        covered_by_title: Option<String>,
        /// Jobs of employees in that occupation (OEWS).
        employment_jobs: Option<i64>,
        /// Year of the employment.
        employment_year: Option<i64>,
        /// Projected change of that occupation over the round, in percent.
        projected_change_pct: Option<f64>,
        /// Openings per year in that occupation, self-employed included.
        openings_per_year: Option<i64>,
        /// How often employers filed the subject's titles.
        filings: i64,
        /// The oldest release at hand that lists it, and the year in which it was first filed.
        first_seen: Option<String>,
    }
}

/// The rows of a ranking, best first. `proposals` says where the classifier would put each finding, in their order; a
/// finding beyond its end has no proposal.
pub fn emerging_rows(ranking: &Ranking, market: &Market, proposals: &[Option<Proposal>]) -> Vec<EmergingRow> {
    let proposal = |position: usize| proposals.get(position).and_then(Option::as_ref);
    ranking
        .findings
        .iter()
        .enumerate()
        .zip(1..)
        .map(|((position, finding), rank)| row(finding, rank, market, proposal(position)))
        .collect()
}

fn row(finding: &Finding, rank: i64, market: &Market, proposal: Option<&Proposal>) -> EmergingRow {
    let series = finding.covered_by.as_ref().and_then(|(code, _)| market.figures.of(*code));
    let newest = series.and_then(|series| series.newest());
    let reason = |number: usize| finding.reasons.get(number).map(|reason| reason.words.clone());
    let nearest: Vec<String> = finding
        .nearest
        .iter()
        .map(|near| format!("{} {} ({:.2})", near.soc, near.title, near.similarity))
        .collect();
    let titles: Vec<&str> = finding.titles.iter().map(|title| title.text.as_str()).collect();
    EmergingRow {
        rank,
        kind: finding.kind.as_str().to_owned(),
        family: finding.name.clone(),
        titles: titles.join("; "),
        score: rounded(finding.score),
        reason_1: reason(0),
        reason_2: reason(1),
        reason_3: reason(2),
        proposed_cluster: proposal.map(|proposal| proposal.cluster.clone()),
        proposed_sub_cluster: proposal.and_then(|proposal| proposal.sub_cluster.clone()),
        proposal_confidence: proposal.map(|proposal| rounded(proposal.confidence)),
        proposal_evidence: proposal.map(|proposal| proposal.evidence.clone()),
        nearest_occupations: (!nearest.is_empty()).then(|| nearest.join("; ")),
        covered_by_code: finding.covered_by.as_ref().map(|(code, _)| *code),
        covered_by_title: finding.covered_by.as_ref().map(|(_, title)| title.clone()),
        employment_jobs: newest.map(|year| whole(year.employment_jobs)),
        employment_year: newest.map(|year| i64::from(year.year)),
        projected_change_pct: series.and_then(|series| series.projected_change_pct),
        openings_per_year: series.and_then(|series| series.openings_per_year_jobs).map(whole),
        filings: finding.filings,
        first_seen: finding.first_seen.clone(),
    }
}

/// Four decimals: the same bytes on every machine.
fn rounded(number: f64) -> f64 {
    (number * 10_000.0).round() / 10_000.0
}

#[expect(clippy::cast_possible_truncation, reason = "jobs are far below 53 bits")]
const fn whole(jobs: f64) -> i64 {
    jobs.round() as i64
}
