//! The engine on a small made-up world: exactness of leaving out, no leak, contributions, refusals.

use std::collections::{BTreeMap, BTreeSet};

use plumb_codes::{Crosswalk, OnetSoc2019, Release, Soc2018};
use plumb_tables::schema::onet::{OnetRelatedRow, OnetTaskTermRow, OnetTitleRow};
use proptest::prelude::*;

use super::*;
use crate::staffing::Staffing;
use crate::testing::{cell, soc};
use crate::view::{ClusterView, EditionView, Slot};

const OCCUPATIONS: [(&str, &str, &[&str]); 12] = [
    ("15-1251", "Computer Programmers", &["Java Programmer", "Software Coder", "Web Programmer"]),
    ("15-1252", "Software Developers", &["Java Developer", "Software Engineer", "Web Developer"]),
    ("15-1253", "Software Testers", &["Software Quality Engineer", "Test Programmer"]),
    ("15-1254", "Web Developers", &["Web Designer", "Web Programmer", "Internet Developer"]),
    ("29-1141", "Registered Nurses", &["Staff Nurse", "Surgical Nurse", "Hospital Nurse"]),
    ("29-1171", "Nurse Practitioners", &["Family Nurse", "Surgical Nurse Practitioner"]),
    ("29-2061", "Licensed Practical Nurses", &["Vocational Nurse", "Hospital Nurse"]),
    ("29-1218", "Obstetricians", &["Hospital Physician", "Surgical Physician"]),
    ("47-2031", "Carpenters", &["House Carpenter", "Framing Carpenter"]),
    ("47-2051", "Cement Masons", &["Concrete Mason", "House Mason"]),
    ("47-2111", "Electricians", &["House Electrician", "Wiring Electrician"]),
    ("47-2152", "Plumbers", &["House Plumber", "Pipe Plumber"]),
];

fn onet(code: &str) -> OnetSoc2019 {
    format!("{code}.00").parse().unwrap()
}

fn corpus() -> Corpus {
    let soc_titles: BTreeMap<Soc2018, String> =
        OCCUPATIONS.iter().map(|(code, title, _)| (soc(code), (*title).to_owned())).collect();
    let onet_titles = OCCUPATIONS.iter().map(|(code, title, _)| (onet(code), (*title).to_owned())).collect();
    let onet_to_soc: Crosswalk<OnetSoc2019, Soc2018> =
        OCCUPATIONS.iter().map(|(code, ..)| (onet(code), soc(code))).collect();
    let row = |code: &str, title: &str| OnetTitleRow {
        onet_soc_code: onet(code),
        kind: "alternate".to_owned(),
        title: title.to_owned(),
        short_title: None,
        sources: None,
        shown_in_my_next_move: None,
    };
    let titles: Vec<OnetTitleRow<2019>> = OCCUPATIONS
        .iter()
        .flat_map(|(code, _, titles)| titles.iter().map(|title| row(code, title)))
        .collect();
    let term = |code: &str, term: &str| OnetTaskTermRow {
        onet_soc_code: onet(code),
        term: term.to_owned(),
        tasks: 3,
    };
    let task_terms: Vec<OnetTaskTermRow<2019>> = OCCUPATIONS
        .iter()
        .map(|(code, ..)| match &code[..2] {
            "15" => term(code, "compile"),
            "29" => term(code, "treat"),
            _ => term(code, "build"),
        })
        .collect();
    let related: Vec<OnetRelatedRow<2019>> =
        [("15-1251", "15-1252"), ("29-1141", "29-1171"), ("47-2031", "47-2051")]
            .iter()
            .map(|(from, to)| OnetRelatedRow {
                onet_soc_code: onet(from),
                related_onet_soc_code: onet(to),
                tier: None,
                rank: 1,
            })
            .collect();
    let cells: Vec<_> = OCCUPATIONS
        .iter()
        .map(|(code, ..)| cell(if code.starts_with("47") { "23" } else { "62" }, code, 100))
        .collect();
    let staffing = Staffing::new(Release::oews(2024, 5), &cells, &[]);
    Corpus::new(&Sources {
        soc_titles: &soc_titles,
        onet_titles: &onet_titles,
        onet_to_soc: &onet_to_soc,
        titles: &titles,
        direct_match: &[],
        task_terms: &task_terms,
        related: &related,
        technology: &[],
        knowledge: &[],
        skills: &[],
        worker_skills: &[],
        interests: &[],
        job_zones: &[],
        cip_soc: &[],
        cip_codes: &[],
        staffing: &staffing,
    })
}

/// An edition in which the printed code of each occupation can be set, as can its place.
fn view(place: impl Fn(&str) -> Slot, printed: impl Fn(&str) -> String) -> EditionView {
    let cluster = |id: &str, subs: [&str; 2]| ClusterView {
        id: id.to_lowercase(),
        name: id.to_owned(),
        cross_cutting: false,
        sub_clusters: subs.iter().map(|sub| (sub.to_lowercase(), (*sub).to_owned())).collect(),
    };
    EditionView {
        id: "test".to_owned(),
        clusters: vec![
            cluster("Digital", ["Software", "Web"]),
            cluster("Health", ["Nursing", "Medicine"]),
            cluster("Construction", ["Trades", "Planning"]),
        ],
        sector_owners: BTreeMap::new(),
        published: OCCUPATIONS
            .iter()
            .map(|(code, ..)| (soc(code), BTreeMap::from([(place(code), printed(code))])))
            .collect(),
    }
}

fn natural(code: &str) -> Slot {
    let (cluster, sub_cluster) = match code {
        "15-1254" => (0, 1),
        "29-1218" => (1, 1),
        _ => (usize::from(code.starts_with("29")) + 2 * usize::from(code.starts_with("47")), 0),
    };
    Slot { cluster, sub_cluster: Some(sub_cluster) }
}

fn parameters() -> Parameters {
    Parameters::from_toml("inference.toml", DEFAULT_INFERENCE).unwrap()
}

#[test]
fn a_title_finds_its_cluster_and_the_contributions_add_up() {
    let (corpus, view) = (corpus(), view(natural, str::to_owned));
    let engine = Engine::new(&corpus, &view, &parameters(), &BTreeSet::new());
    for (title, cluster) in
        [("surgical nurse manager", 1), ("java software architect", 0), ("house builder", 2)]
    {
        let subject = corpus.titles([title]);
        let proposal = engine.propose(&subject, &[], Detail::Full).unwrap();
        assert_eq!(proposal.cluster, cluster, "{title}");
        for target in &proposal.targets {
            let sum: f64 = target.contributions.iter().map(|one| one.points).sum();
            assert!((sum - target.points).abs() < 1e-9, "{title}: {sum} is not {}", target.points);
        }
        let all: f64 = proposal.targets.iter().map(|target| target.probability).sum();
        assert!(all <= 1.0 + 1e-12 && proposal.gap_points >= 0.0);
    }
    assert!(engine.propose(&corpus.titles(["zzz"]), &[], Detail::Full).is_none());
}

#[test]
fn a_bonus_counts_in_full_and_is_named() {
    let (corpus, view) = (corpus(), view(natural, str::to_owned));
    let engine = Engine::new(&corpus, &view, &parameters(), &BTreeSet::new());
    let slot = Slot { cluster: 2, sub_cluster: Some(1) };
    let bonus = Bonus { slot, evidence: Evidence::Rule, points: 50.0, name: "my-rule".to_owned() };
    let subject = corpus.titles(["surgical nurse"]);
    let proposal = engine.propose(&subject, &[bonus], Detail::Full).unwrap();
    assert_eq!(proposal.targets[0].slot, slot);
    let first = &proposal.targets[0].contributions[0];
    assert_eq!((first.evidence, &first.named[0].0), (Evidence::Rule, &Named::Rule("my-rule".to_owned())));
    let turn = proposal.turn.unwrap();
    assert_eq!(
        (turn.evidence, turn.instead),
        (Some(Evidence::Rule), Slot { cluster: 1, sub_cluster: Some(0) })
    );
}

#[test]
fn what_turns_the_answer_does_turn_it() {
    let (corpus, view) = (corpus(), view(natural, str::to_owned));
    let engine = Engine::new(&corpus, &view, &parameters(), &BTreeSet::new());
    let subject = corpus.titles(["web programmer"]);
    let proposal = engine.propose(&subject, &[], Detail::Full).unwrap();
    let turn = proposal.turn.expect("a title between two sub-clusters hangs on a single piece");
    assert_ne!(turn.instead, proposal.targets[0].slot);
    assert!(turn.points >= proposal.gap_points - 1e-9 || turn.instead != proposal.targets[1].slot);
}

/// Points as bits: equal means equal to the last one.
fn bits(judged: &[Judged]) -> Vec<(String, Vec<u64>)> {
    judged
        .iter()
        .map(|one| {
            let targets = one.proposal.iter().flat_map(|proposal| &proposal.targets);
            (one.subject.clone(), targets.map(|target| target.points.to_bits()).collect())
        })
        .collect()
}

#[test]
fn leaving_out_by_formula_is_learning_without() {
    let (corpus, view) = (corpus(), view(natural, str::to_owned));
    let engine = Engine::new(&corpus, &view, &parameters(), &BTreeSet::new());
    for block in [vec!["15-1252"], vec!["29-1141", "29-1171", "47-2031"]] {
        let block: BTreeSet<Soc2018> = block.into_iter().map(soc).collect();
        let by_formula = engine.points_left_out(std::slice::from_ref(&block)).remove(0);
        let without = Engine::new(&corpus, &view, &parameters(), &block);
        for (soc, points) in by_formula {
            let subject = corpus.occupation(soc).unwrap();
            let learnt = without.points(&subject);
            let downdated = engine.propose_without(&subject, &block, &[], Detail::Places).unwrap();
            let all = |points: &Points| [points.places.clone(), points.clusters.clone()].concat();
            for (left, right) in all(&points).iter().zip(&all(&learnt)) {
                assert!((left - right).abs() < 1e-8, "{soc}: {left} {right}");
            }
            let first = learnt.places.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            assert!((downdated.targets[0].points - first).abs() < 1e-8);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// Whatever is published of masked occupations: the predictions are the same to the last bit.
    #[test]
    fn nothing_published_of_a_masked_occupation_reaches_its_prediction(
        places in prop::collection::vec((0_usize..3, 0_usize..2), OCCUPATIONS.len()),
        chosen in prop::collection::btree_set(0..OCCUPATIONS.len(), 1..5),
    ) {
        let corpus = corpus();
        // Two occupations of each group are printed under one composite code.
        let printed = |code: &str| {
            if matches!(code, "15-1251" | "15-1252") { "15-1250".to_owned() } else { code.to_owned() }
        };
        let honest = view(natural, printed);
        let together = printed_together(&honest);
        let masked: BTreeSet<Soc2018> = chosen.iter().map(|&position| soc(OCCUPATIONS[position].0)).collect();
        let hidden: BTreeSet<Soc2018> = masked.iter().flat_map(|soc| together[soc].clone()).collect();
        let other = |code: &str| {
            let position = OCCUPATIONS.iter().position(|(other, ..)| *other == code).unwrap();
            let (cluster, sub_cluster) = places[position];
            if hidden.contains(&soc(code)) { Slot { cluster, sub_cluster: Some(sub_cluster) } } else { natural(code) }
        };
        let permuted = view(other, printed);
        let trial = |view: &EditionView| bits(&masked_trial(&corpus, view, &parameters(), &masked));
        prop_assert_eq!(trial(&honest), trial(&permuted));
        let block = [masked.clone()];
        let by_block = |view: &EditionView| {
            bits(&block_trial(&Engine::new(&corpus, view, &parameters(), &BTreeSet::new()), &block))
        };
        prop_assert_eq!(by_block(&honest), by_block(&permuted));
        // The children of a masked occupation do not carry its rows either.
        let children = |view: &EditionView| {
            let engine = Engine::new(&corpus, view, &parameters(), &masked);
            masked.iter().map(|&soc| {
                let child = corpus.onet_occupation(onet(&soc.to_string())).unwrap();
                let Points { places, clusters } = engine.points(&child);
                places.into_iter().chain(clusters).map(f64::to_bits).collect::<Vec<_>>()
            }).collect::<Vec<_>>()
        };
        prop_assert_eq!(children(&honest), children(&permuted));
    }
}

#[test]
fn what_is_said_of_a_whole_cluster_moves_its_places_up_and_makes_none_of_them_a_further_place() {
    let (corpus, view) = (corpus(), view(natural, str::to_owned));
    let engine = Engine::new(&corpus, &view, &parameters(), &BTreeSet::new());
    let subject = corpus.occupation(soc("47-2031")).unwrap();
    let own = engine.points(&subject);
    let cluster = natural("47-2031").cluster;
    assert!(own.clusters[cluster] > 0.0, "{own:?}");
    let mut more = own.clone();
    more.clusters[cluster] += 5.0;
    for (points, slot) in more.places.iter_mut().zip(engine.slots()) {
        *points += if slot.cluster == cluster { 5.0 } else { 0.0 };
    }
    let [own, more] = [own, more].map(|points| engine.decide(&points).unwrap());
    assert!(more.cluster_confidence > own.cluster_confidence);
    assert_eq!(own.places, more.places);
}

#[test]
fn job_titles_have_curves_of_confidence_of_their_own_which_are_fitted_on_titles() {
    let (corpus, view) = (corpus(), view(natural, str::to_owned));
    let modest = Calibration { intercept: -1.0, slope: 0.5 };
    let told = Parameters {
        title_sub_cluster_calibration: modest,
        title_cluster_calibration: modest,
        ..parameters()
    };
    let engine = Engine::new(&corpus, &view, &told, &BTreeSet::new());
    let title = corpus.matched_title("Wizard", &[(soc("47-2031"), 1.0)]);
    let other = Subject { is_title: false, ..title.clone() };
    let [title, other] = [title, other].map(|subject| engine.propose(&subject, &[], Detail::Places).unwrap());
    let (first, same) = (&title.targets[0], &other.targets[0]);
    assert!((first.probability - same.probability).abs() < 1e-12);
    assert!((first.confidence - modest.confidence(first.probability)).abs() < 1e-12);
    assert!((same.confidence - told.sub_cluster_calibration.confidence(same.probability)).abs() < 1e-12);
    assert!(title.cluster_confidence < other.cluster_confidence);
    // Of sure titles three in four are right, of unsure ones one in four: the curve says so.
    let of_probability = |probability: f64| {
        let mut proposal = title.clone();
        proposal.targets[0].probability = probability;
        proposal
    };
    let (sure, unsure) = (of_probability(0.8), of_probability(0.4));
    let judged = |proposal: &Proposal, right: usize| {
        let (slot, other) = (proposal.targets[0].slot, proposal.targets[1].slot);
        let one = |position: usize| Judged {
            subject: "Wizard".to_owned(),
            soc: soc("47-2031"),
            published: BTreeSet::from([if position < right { slot } else { other }]),
            proposal: Some(proposal.clone()),
        };
        (0..4).map(one).collect::<Vec<_>>()
    };
    let fitted = calibrated_on_titles(&told, &[judged(&sure, 3), judged(&unsure, 1)].concat());
    let [sub_cluster, _] = fitted.calibrations(true);
    for (probability, right) in [(0.8, 0.75), (0.4, 0.25)] {
        assert!((sub_cluster.confidence(probability) - right).abs() < 0.01, "{fitted:?}");
    }
    assert_eq!(fitted.sub_cluster_calibration, told.sub_cluster_calibration);
    assert_eq!(calibrated_on_titles(&told, &[]), told);
}

#[test]
fn folds_keep_together_what_was_printed_together() {
    let printed = |code: &str| {
        if matches!(code, "15-1251" | "15-1252") { "15-1250".to_owned() } else { code.to_owned() }
    };
    let view = view(natural, printed);
    for seed in 0..20 {
        let divided = folds(&view, 4, seed);
        assert_eq!(divided.iter().map(BTreeSet::len).sum::<usize>(), OCCUPATIONS.len());
        let with = |code: &str| divided.iter().position(|block| block.contains(&soc(code)));
        assert_eq!(with("15-1251"), with("15-1252"));
        assert_eq!(divided, folds(&view, 4, seed));
    }
    assert_ne!(folds(&view, 4, 1), folds(&view, 4, 2));
    assert_eq!(minor_groups(&view).len(), 4);
}

#[test]
fn a_matched_title_belongs_where_its_occupation_does_and_an_unsure_match_says_less() {
    let (corpus, view) = (corpus(), view(natural, str::to_owned));
    let engine = Engine::new(&corpus, &view, &parameters(), &BTreeSet::new());
    let told = |occupations: &[(Soc2018, f64)]| {
        let subject = corpus.matched_title("Wizard", occupations);
        engine.propose(&subject, &[], Detail::Full).unwrap().targets[0].clone()
    };
    let (sure, unsure) = (told(&[(soc("47-2031"), 0.95)]), told(&[(soc("47-2031"), 0.3)]));
    assert_eq!(sure.slot, natural("47-2031"));
    assert!(sure.confidence > unsure.confidence, "{} {}", sure.confidence, unsure.confidence);
    let sum: f64 = sure.contributions.iter().map(|one| one.points).sum();
    assert!((sum - sure.points).abs() < 1e-9);
    assert!(corpus.matched_title("Wizard", &[]).is_unknown());
}
