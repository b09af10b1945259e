//! Assignments on a small edition: membership, shares, roles, texts, rows.

use std::collections::BTreeMap;

use plumb_codes::{Crosswalk, OewsGroup, OnetSoc2019, Release};
use plumb_tables::schema::oews::OewsRow;

use super::*;
use crate::published::published_rows;
use crate::rows::{assignment_rows, onet_assignment_rows};
use crate::scoring::Claim;
use crate::staffing::Staffing;
use crate::testing::{cell, row, soc};
use crate::view::ClusterView;

fn edition() -> EditionView {
    let cluster = |id: &str, name: &str, cross_cutting, sub_clusters: &[&str]| ClusterView {
        id: id.to_owned(),
        name: name.to_owned(),
        cross_cutting,
        sub_clusters: sub_clusters.iter().map(|name| (name.to_lowercase(), (*name).to_owned())).collect(),
    };
    let place = |cluster, sub_cluster| Slot { cluster, sub_cluster: Some(sub_cluster) };
    let published = [
        ("11-1011", "11-1011", vec![place(1, 0), place(1, 1)]),
        ("13-1021", "13-1020", vec![place(0, 0), place(1, 0)]),
        ("17-2199", "17-2199", vec![place(0, 0), place(0, 1), place(0, 2), place(1, 1)]),
    ];
    EditionView {
        id: "test-edition".to_owned(),
        clusters: vec![
            cluster("making", "Making", false, &["Parts", "Tools", "Machines"]),
            cluster("leading", "Leading", true, &["Plans", "Teams"]),
        ],
        sector_owners: BTreeMap::from([("31-33".parse().unwrap(), BTreeSet::from([0]))]),
        published: published
            .into_iter()
            .map(|(code, printed, slots)| {
                (soc(code), slots.into_iter().map(|slot| (slot, printed.to_owned())).collect())
            })
            .collect(),
    }
}

fn sectors() -> Vec<OewsRow> {
    let mut cells = vec![
        cell("31", "17-2199", 600),
        cell("62", "17-2199", 400),
        cell("31", "13-1020", 100),
        row("62", "13-1020", OewsGroup::Detailed, None),
        row("62", "00-0000", OewsGroup::Total, Some(1000)),
    ];
    for cell in &mut cells {
        let name = if cell.industry_code == "31" { "Manufacturing" } else { "Health Care" };
        name.clone_into(&mut cell.industry_title);
    }
    cells
}

/// Runs a check with a classifier over the small edition and further evidence sources.
fn with_classifier(more: &[EvidenceSource<'_>], check: impl FnOnce(&Classifier<'_>)) {
    let view = edition();
    let staffing = Staffing::new(Release::oews(2024, 5), &sectors(), &[cell("000000", "13-1020", 400)]);
    let shares = ShareRule::new(
        &staffing,
        view.sector_owners.clone(),
        view.cross_cutting(),
        &view.single_cluster_occupations(),
    );
    let published = |soc| published_rows(&view, soc);
    let mut sources: Vec<EvidenceSource<'_>> = vec![&published];
    sources.extend(more);
    check(&Classifier { view: &view, shares, sources, review_below: 0.5 });
}

fn texts(classifier: &Classifier<'_>, code: &str) -> Vec<String> {
    let assignment = classifier.assign(soc(code));
    assignment.memberships.iter().map(Membership::evidence_text).collect()
}

#[test]
fn the_primary_place_is_the_largest_in_the_largest_cluster() {
    with_classifier(&[], |classifier| {
        let assignment = classifier.assign(soc("17-2199"));
        // Leading holds the largest single sub-cluster, but Making is the larger cluster.
        let found: Vec<_> = assignment
            .memberships
            .iter()
            .map(|one| (one.place.slot.cluster, one.share_parts, one.primary))
            .collect();
        assert_eq!(found, [(0, 2000, true), (0, 2000, false), (0, 2000, false), (1, 4000, false)]);
        assert!(assignment.memberships.iter().all(|one| one.standing == Standing::Published));
    });
}

#[test]
fn notes_say_why_with_numbers() {
    with_classifier(&[], |classifier| {
        assert_eq!(
            texts(classifier, "17-2199")[0],
            "Published: edition test-edition lists the occupation under Making / Parts. \
             Share: Making takes 60.0 % of the jobs (oews/2024-05): 60.0 % in sectors that the industry table \
             gives it (31-33 Manufacturing 60.0 %). 3 sub-clusters share it equally: no published figure tells \
             them apart. Confidence of the division 0.60."
        );
        let composite = &texts(classifier, "13-1021")[1];
        assert!(composite.contains("under the composite code 13-1020"), "{composite}");
        assert!(composite.contains("line 13-1020") && composite.contains("cross-cutting"), "{composite}");
        assert!(
            composite.contains("75.0 % of the jobs are in sector cells that the publisher withheld"),
            "{composite}"
        );
        let only = &texts(classifier, "11-1011")[0];
        assert!(
            only.ends_with(
                "its 2 sub-clusters share it equally, since no published figure tells them apart."
            ),
            "{only}"
        );
    });
}

#[test]
fn weak_inference_goes_to_review_and_strong_does_not() {
    let claim = |sub_cluster, basis, strength| Claim {
        slot: Slot { cluster: 0, sub_cluster: Some(sub_cluster) },
        basis,
        strength,
        note: "Because.".to_owned(),
    };
    let source = |_| {
        vec![claim(0, Basis::Inferred, 0.4), claim(1, Basis::Inferred, 0.9), claim(2, Basis::Inferred, 0.7)]
    };
    with_classifier(&[&source], |classifier| {
        let standings: Vec<Standing> =
            classifier.assign(soc("53-3032")).memberships.iter().map(|one| one.standing).collect();
        assert_eq!(standings, [Standing::Review, Standing::Inferred, Standing::Inferred]);
        // The three places share equally, so the first is primary: it is in review.
        assert!(classifier.assign(soc("53-3032")).in_review());
        assert!(!classifier.assign(soc("11-1011")).in_review());
        assert_eq!(classifier.assign(soc("11-1011")).disputed.len(), 3);
    });
}

#[test]
fn rows_carry_shares_that_sum_to_one_and_a_review_row_where_nothing_is_known() {
    with_classifier(&[], |classifier| {
        let codes = ["11-1011", "13-1021", "17-2199", "53-3032"];
        let assignments: Vec<OccupationAssignment> =
            codes.iter().map(|code| classifier.assign(soc(code))).collect();
        let titles = BTreeMap::from([(soc("17-2199"), "Engineers, All Other".to_owned())]);
        let rows = assignment_rows(classifier.view, &assignments, &titles);
        for code in &codes[..3] {
            let own: Vec<_> = rows.iter().filter(|row| row.soc_code == soc(code)).collect();
            assert!((own.iter().map(|row| row.share).sum::<f64>() - 1.0).abs() < 1e-9, "{code}");
            assert_eq!(own.iter().filter(|row| row.role == "primary").count(), 1, "{code}");
            assert!(own.iter().all(|row| row.status == "published" && row.confidence >= 1.0));
        }
        let review = rows.iter().find(|row| row.soc_code == soc("53-3032")).unwrap();
        assert_eq!((review.status.as_str(), &review.cluster, review.share), ("review", &None, 0.0));
        assert!(assignments[3].in_review());
    });
}

#[test]
fn onet_occupations_follow_the_crosswalk() {
    with_classifier(&[], |classifier| {
        let assignments = [classifier.assign(soc("11-1011")), classifier.assign(soc("17-2199"))];
        let onet = |text: &str| -> OnetSoc2019 { text.parse().unwrap() };
        let titles: BTreeMap<OnetSoc2019, String> = ["11-1011.03", "17-2199.01", "17-2199.02"]
            .iter()
            .map(|code| (onet(code), format!("Title {code}")))
            .collect();
        let crosswalk: Crosswalk<OnetSoc2019, Soc2018> = [
            (onet("11-1011.03"), soc("11-1011")),
            (onet("17-2199.01"), soc("11-1011")),
            (onet("17-2199.01"), soc("17-2199")),
        ]
        .into_iter()
        .collect();
        let rows = onet_assignment_rows(classifier.view, &assignments, &BTreeMap::new(), &titles, &crosswalk);
        let of = |code: &str| rows.iter().filter(|row| row.onet_soc_code == onet(code)).collect::<Vec<_>>();
        assert_eq!(of("11-1011.03").len(), 2);
        assert!(of("11-1011.03")[0].evidence.starts_with(
            "Through the published crosswalk 11-1011.03 belongs to SOC 2018 11-1011. Published: edition test-edition"
        ));
        let own = BTreeMap::from([(onet("11-1011.03"), classifier.assign(soc("17-2199")))]);
        let moved = onet_assignment_rows(classifier.view, &assignments, &own, &titles, &crosswalk);
        let moved: Vec<_> = moved.iter().filter(|row| row.onet_soc_code == onet("11-1011.03")).collect();
        assert_ne!(moved[0].cluster, of("11-1011.03")[0].cluster);
        assert_eq!(moved[0].soc_code, Some(soc("11-1011")));
        assert!(moved[0].evidence.starts_with("A rule is about 11-1011.03"), "{}", moved[0].evidence);
        for (code, why) in [("17-2199.01", "links it to 2 SOC 2018"), ("17-2199.02", "does not link it")] {
            let rows = of(code);
            assert_eq!((rows.len(), rows[0].status.as_str(), rows[0].soc_code), (1, "review", None));
            assert!(rows[0].evidence.contains(why), "{}", rows[0].evidence);
        }
    });
}
