//! Projected growth of the same occupations in two rounds, as yearly rates, and the earlier round's path read at the
//! later round's base year.

use std::collections::BTreeMap;

use plumb_codes::OewsOccCode;
use plumb_tables::schema::ep::EpOccupationRow;

use crate::ep::{EpSide, PROJECTIONS, Pairs};
use crate::report::{ChangeTable, Chart, DiffReport, Marks, Panel, Slope, people};
use crate::settings::Settings;
use crate::stats::rounded;
use crate::taxonomy::Basis;
use crate::text::fold;

plumb_tables::table! {
    /// What two rounds project for one occupation, or for occupations that hang together.
    ProjectionChangeRow in "projection_changes", key ["from_codes", "to_codes", "line_item"] {
        /// Earlier code, or the codes that hang together, separated by `; `.
        from_codes: String,
        /// Later code or codes.
        to_codes: String,
        /// Later name or names.
        occ_title: String,
        /// Whether these are line items and not summaries.
        line_item: bool,
        /// Employment in the earlier round's base year, in thousands of jobs, self-employed included.
        from_base_thousands: f64,
        /// Employment in the later round's base year.
        to_base_thousands: f64,
        /// What the earlier round's constant yearly rate gives for the later round's base year; none where that year lies outside it.
        from_path_thousands: Option<f64>,
        /// Later base-year employment against that path, in percent.
        base_against_path_pct: Option<f64>,
        /// Projected change of the earlier round per year, compound, in percent.
        from_growth_pct_per_year: Option<f64>,
        /// Projected change of the later round per year, compound, in percent.
        to_growth_pct_per_year: Option<f64>,
        /// Difference of the two in percentage points per year.
        growth_change_points: Option<f64>,
        /// Openings per year of the earlier round in percent of its base-year employment.
        from_openings_pct_per_year: Option<f64>,
        /// Openings per year of the later round in percent of its base-year employment.
        to_openings_pct_per_year: Option<f64>,
        /// Openings per year of the earlier round, in thousands.
        from_openings_thousands_per_year: Option<f64>,
        /// Openings per year of the later round, in thousands.
        to_openings_thousands_per_year: Option<f64>,
        /// `faster`, `slower`, `now grows`, `now declines`, or `about the same` within the configured difference.
        verdict: String,
        /// Why the two can be compared.
        basis: String,
        /// What must be said with the figure.
        caveat: String,
    }
}

const BRIEF: &[(&str, &str)] = &[
    ("to_codes", "code"),
    ("occ_title", "occupation"),
    ("to_base_thousands", "base (k)"),
    ("from_growth_pct_per_year", "%/yr was"),
    ("to_growth_pct_per_year", "%/yr now"),
    ("base_against_path_pct", "vs path %"),
    ("verdict", "verdict"),
];

pub(super) fn compare(
    from: EpSide<'_>,
    to: EpSide<'_>,
    pairs: &Pairs<'_>,
    settings: &Settings,
    said: &[&str],
    report: &mut DiffReport,
) {
    let rows = rows(from, to, pairs, settings);
    report.findings.extend(findings(&rows, from, to, settings));
    report.charts.extend(chart(&rows, from, to));
    let mut order: Vec<usize> = (0..rows.len()).collect();
    // Small occupations have rates that jump: what moves many jobs comes first.
    let weight =
        |row: &ProjectionChangeRow| row.growth_change_points.unwrap_or(0.0).abs() * row.to_base_thousands;
    let rank = |row: &ProjectionChangeRow| match (row.line_item, row.verdict.as_str()) {
        _ if row.to_codes == "00-0000" => 0,
        (true, "about the same" | "not comparable") => 2,
        (true, _) => 1,
        (false, _) => 3,
    };
    order.sort_by(|&one, &other| {
        let (left, right) = (&rows[one], &rows[other]);
        rank(left).cmp(&rank(right)).then(weight(right).total_cmp(&weight(left))).then(one.cmp(&other))
    });
    report.push(ChangeTable::new(&rows, "Projected growth and openings", said, BRIEF, order));
}

type Lines<'a> = BTreeMap<(bool, OewsOccCode), &'a EpOccupationRow>;

fn by_code(rows: &[EpOccupationRow]) -> Lines<'_> {
    rows.iter().map(|row| ((row.line_item, row.occ_code), row)).collect()
}

fn item<'a>(lines: &Lines<'a>, code: &str) -> Option<&'a EpOccupationRow> {
    lines.get(&(true, code.parse().ok()?)).copied()
}

fn rows(
    from: EpSide<'_>,
    to: EpSide<'_>,
    pairs: &Pairs<'_>,
    settings: &Settings,
) -> Vec<ProjectionChangeRow> {
    let (earlier, later) = (by_code(from.occupations), by_code(to.occupations));
    let mut found = Vec::new();
    for (&(line_item, code), &after) in later.iter().filter(|(key, _)| !key.0) {
        let Some(&before) = earlier.get(&(line_item, code)) else { continue };
        let total = code == OewsOccCode::TOTAL;
        if total || (pairs.same && fold(&before.occ_title) == fold(&after.occ_title)) {
            found.push(row((&[before], from), (&[after], to), false, Basis::SameCode, settings));
        }
    }
    let (from_list, to_list) = pairs.lists;
    for group in pairs.found.groups.iter().filter(|group| group.complete) {
        let before: Option<Vec<_>> =
            group.from.iter().map(|&at| item(&earlier, from_list.code(at))).collect();
        let after: Option<Vec<_>> = group.to.iter().map(|&at| item(&later, to_list.code(at))).collect();
        if let (Some(before), Some(after)) = (before, after) {
            found.push(row((&before, from), (&after, to), true, group.basis, settings));
        }
    }
    found.sort_by(|one, other| {
        (one.line_item, &one.to_codes, &one.from_codes).cmp(&(
            other.line_item,
            &other.to_codes,
            &other.from_codes,
        ))
    });
    found
}

fn row(
    (before, from): (&[&EpOccupationRow], EpSide<'_>),
    (after, to): (&[&EpOccupationRow], EpSide<'_>),
    line_item: bool,
    basis: Basis,
    settings: &Settings,
) -> ProjectionChangeRow {
    let base =
        |lines: &[&EpOccupationRow]| lines.iter().map(|line| line.employment_base_thousands).sum::<f64>();
    let projected = |lines: &[&EpOccupationRow]| {
        lines.iter().map(|line| line.employment_projected_thousands).sum::<f64>()
    };
    let openings = |lines: &[&EpOccupationRow]| {
        lines.iter().map(|line| line.openings_thousands_per_year).sum::<Option<f64>>()
    };
    let yearly = |lines: &[&EpOccupationRow], side: EpSide<'_>| {
        let years = f64::from(side.projected_year.saturating_sub(side.base_year));
        let (first, last) = (base(lines), projected(lines));
        (first > 0.0 && last > 0.0 && years > 0.0).then(|| ((last / first).powf(1.0 / years) - 1.0) * 100.0)
    };
    let (slow, fast) = (yearly(before, from), yearly(after, to));
    let path = slow
        .filter(|_| from.base_year < to.base_year && to.base_year <= from.projected_year)
        .map(|rate| base(before) * (1.0 + rate / 100.0).powi(i32::from(to.base_year - from.base_year)));
    let share = |lines: &[&EpOccupationRow]| {
        openings(lines)
            .filter(|_| base(lines) > 0.0)
            .map(|openings| rounded(openings / base(lines) * 100.0, 2))
    };
    let texts = |lines: &[&EpOccupationRow], text: fn(&EpOccupationRow) -> String| {
        lines.iter().map(|line| text(line)).collect::<Vec<_>>().join("; ")
    };
    ProjectionChangeRow {
        from_codes: texts(before, |line| line.occ_code.to_string()),
        to_codes: texts(after, |line| line.occ_code.to_string()),
        occ_title: texts(after, |line| line.occ_title.clone()),
        line_item,
        from_base_thousands: rounded(base(before), 1),
        to_base_thousands: rounded(base(after), 1),
        from_path_thousands: path.map(|path| rounded(path, 1)),
        base_against_path_pct: path.map(|path| rounded((base(after) / path - 1.0) * 100.0, 1)),
        from_growth_pct_per_year: slow.map(|rate| rounded(rate, 2)),
        to_growth_pct_per_year: fast.map(|rate| rounded(rate, 2)),
        growth_change_points: slow.zip(fast).map(|(slow, fast)| rounded(fast - slow, 2)),
        from_openings_pct_per_year: share(before),
        to_openings_pct_per_year: share(after),
        from_openings_thousands_per_year: openings(before).map(|openings| rounded(openings, 1)),
        to_openings_thousands_per_year: openings(after).map(|openings| rounded(openings, 1)),
        verdict: verdict(slow, fast, settings.attention.projection_change_points_per_year).to_owned(),
        basis: basis.name().to_owned(),
        caveat: PROJECTIONS.to_owned(),
    }
}

fn verdict(slow: Option<f64>, fast: Option<f64>, least: f64) -> &'static str {
    match slow.zip(fast) {
        None => "not comparable",
        Some((slow, fast)) if (fast - slow).abs() < least => "about the same",
        Some((slow, fast)) if slow < 0.0 && fast > 0.0 => "now grows",
        Some((slow, fast)) if slow > 0.0 && fast < 0.0 => "now declines",
        Some((slow, fast)) if fast > slow => "faster",
        Some(_) => "slower",
    }
}

fn rate(rate: Option<f64>) -> String {
    rate.map_or_else(|| "no rate".to_owned(), |rate| format!("{rate:+.2} %"))
}

fn findings(
    rows: &[ProjectionChangeRow],
    from: EpSide<'_>,
    to: EpSide<'_>,
    settings: &Settings,
) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(total) = rows.iter().find(|row| row.to_codes == "00-0000") {
        let path = total.base_against_path_pct.map_or_else(String::new, |pct| {
            format!("; employment in {} stood {pct:+.1} % against the earlier round's path", to.base_year)
        });
        said.push(format!(
            "All occupations: {} a year projected from {}, {} a year from {}{path}",
            rate(total.from_growth_pct_per_year),
            from.base_year,
            rate(total.to_growth_pct_per_year),
            to.base_year
        ));
    }
    let items: Vec<&ProjectionChangeRow> = rows.iter().filter(|row| row.line_item).collect();
    let of = |verdict: &str| items.iter().filter(|row| row.verdict == verdict).count();
    said.push(format!(
        "Of {} compared line items, {} are projected to grow faster, {} slower, {} now to grow instead of decline, {} now to decline instead of grow (by {} points a year or more)",
        items.len(),
        of("faster"),
        of("slower"),
        of("now grows"),
        of("now declines"),
        settings.attention.projection_change_points_per_year
    ));
    for (word, sign) in [("Sped up", 1.0), ("Slowed", -1.0)] {
        let mut moved: Vec<&&ProjectionChangeRow> = items
            .iter()
            .filter(|row| row.verdict != "about the same")
            .filter(|row| row.growth_change_points.unwrap_or(0.0) * sign > 0.0)
            .collect();
        let weight =
            |row: &ProjectionChangeRow| row.growth_change_points.unwrap_or(0.0).abs() * row.to_base_thousands;
        moved.sort_by(|left, right| {
            weight(right).total_cmp(&weight(left)).then(left.to_codes.cmp(&right.to_codes))
        });
        let names: Vec<String> = moved
            .iter()
            .take(3)
            .map(|row| {
                format!(
                    "{} ({} to {} a year)",
                    crate::report::short_names(&row.occ_title),
                    rate(row.from_growth_pct_per_year),
                    rate(row.to_growth_pct_per_year)
                )
            })
            .collect();
        if !names.is_empty() {
            said.push(format!("{word} most, by jobs: {}", names.join("; ")));
        }
    }
    said
}

fn chart(rows: &[ProjectionChangeRow], from: EpSide<'_>, to: EpSide<'_>) -> Option<Chart> {
    let mut panels: BTreeMap<String, Vec<Slope>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.line_item) {
        let (Some(slow), Some(fast)) = (row.from_growth_pct_per_year, row.to_growth_pct_per_year) else {
            continue;
        };
        panels.entry(row.to_codes.chars().take(2).collect()).or_default().push(Slope {
            label: format!("{} {}", row.to_codes, row.occ_title),
            from: slow,
            to: fast,
            marked: row.verdict != "about the same",
        });
    }
    let title = |major: &str| {
        let code = format!("{major}-0000");
        let after = to.occupations.iter().find(|row| row.occ_code.to_string() == code);
        after.map_or_else(|| format!("Major group {major}"), |row| row.occ_title.clone())
    };
    let panels: Vec<Panel> = panels
        .into_iter()
        .map(|(major, slopes)| {
            let title = title(&major);
            let faster = slopes.iter().filter(|slope| slope.marked && slope.to > slope.from).count();
            let slower = slopes.iter().filter(|slope| slope.marked && slope.to < slope.from).count();
            Panel {
                summary: format!(
                    "{title}: {} line items, {} faster, {} slower",
                    slopes.len(),
                    people(faster),
                    people(slower)
                ),
                title,
                marks: Marks::Slopes(slopes),
            }
        })
        .collect();
    (!panels.is_empty()).then(|| Chart {
        title: "Projected growth a year, earlier and later round".to_owned(),
        description: format!(
            "One line a line item, from the yearly rate of {}-{} on the left to that of {}-{} on the right; strong where the difference is named in the table",
            from.base_year, from.projected_year, to.base_year, to.projected_year
        ),
        unit: "% a year",
        panels,
    })
}
