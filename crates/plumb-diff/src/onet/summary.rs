//! One row an occupation, with what it gained and lost over all tables, and the charts by major group.

use std::collections::BTreeMap;

use crate::onet::{ONET, Occupations, OnetOccupationChangeRow, Tally};
use crate::report::{ChangeTable, Chart, DiffReport, Marks, Panel};
use crate::stats::as_float;

/// What each table said.
#[derive(Debug, Clone, Default)]
pub(super) struct Summary {
    pub(super) titles: Option<Tally>,
    pub(super) technology: Option<Tally>,
    pub(super) tasks: Option<Tally>,
}

const BRIEF: &[(&str, &str)] = &[
    ("to_code", "code"),
    ("title", "occupation"),
    ("to_titles", "titles"),
    ("titles_gained", "gained"),
    ("titles_lost", "lost"),
    ("tasks_gained", "tasks gained"),
    ("technologies_gained", "technology gained"),
];

/// Earlier total, later total, gained, lost.
type Counts = [Option<i64>; 4];

impl Summary {
    pub(super) fn push(&self, occupations: &Occupations, report: &mut DiffReport) {
        let mut rows: Vec<OnetOccupationChangeRow> = Vec::new();
        for at in 0..occupations.to.len() {
            let row = self.row(occupations, Some(at), None);
            let moved = [row.titles_gained, row.titles_lost, row.tasks_gained, row.tasks_lost]
                .into_iter()
                .chain([row.technologies_gained, row.technologies_lost]);
            if moved.flatten().any(|number| number > 0) {
                rows.push(row);
            }
        }
        for at in (0..occupations.from.len()).filter(|&at| occupations.links.targets(at).is_empty()) {
            rows.push(self.row(occupations, None, Some(at)));
        }
        rows.sort_by(|one, other| {
            (one.to_code.as_ref().or(one.from_codes.as_ref()), &one.title)
                .cmp(&(other.to_code.as_ref().or(other.from_codes.as_ref()), &other.title))
        });
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.sort_by_key(|&at| (std::cmp::Reverse(rows[at].titles_gained.unwrap_or(0)), at));
        let top: Vec<String> = order
            .iter()
            .take(3)
            .filter(|&&at| rows[at].titles_gained.unwrap_or(0) > 0)
            .map(|&at| format!("{} ({})", rows[at].title, rows[at].titles_gained.unwrap_or(0)))
            .collect();
        if !top.is_empty() {
            let after_titles = report.findings.iter().position(|text| text.starts_with("Titles:"));
            let at = after_titles.map_or(report.findings.len(), |at| at + 1);
            report.findings.insert(at, format!("Most titles gained: {}", top.join(", ")));
        }
        report.tables.insert(0, ChangeTable::new(&rows, "Occupations", &[ONET], BRIEF, order));
        if report.tables[0].table.row_count() == 0 {
            report.tables.remove(0);
        }
        for (tally, title) in
            [(&self.titles, "Titles"), (&self.technology, "Technology"), (&self.tasks, "Tasks")]
        {
            if let Some(tally) = tally {
                report.charts.extend(chart(title, tally, occupations));
            }
        }
    }

    fn row(
        &self,
        occupations: &Occupations,
        to: Option<usize>,
        from: Option<usize>,
    ) -> OnetOccupationChangeRow {
        let sources: Vec<usize> = match (to, from) {
            (Some(to), _) => occupations.links.sources(to).to_vec(),
            (None, from) => from.into_iter().collect(),
        };
        // Of a split occupation nothing says which part had which title.
        let whole = sources.iter().all(|&at| occupations.links.targets(at).len() <= 1);
        let counts = |tally: &Option<Tally>| -> Counts {
            let Some(tally) = tally else { return [None; 4] };
            let number = |count: usize| i64::try_from(count).ok();
            let sum = |counts: &[usize]| number(sources.iter().map(|&at| counts[at]).sum()).filter(|_| whole);
            [
                sum(&tally.from_total),
                to.and_then(|to| number(tally.to_total[to])),
                to.and_then(|to| number(tally.gained[to])),
                sum(&tally.lost),
            ]
        };
        let (titles, tasks, technology) =
            (counts(&self.titles), counts(&self.tasks), counts(&self.technology));
        let title =
            to.map(|at| occupations.to.title(at)).or_else(|| from.map(|at| occupations.from.title(at)));
        OnetOccupationChangeRow {
            to_code: to.map(|at| occupations.to.code(at).to_owned()),
            title: title.unwrap_or_default().to_owned(),
            from_codes: occupations.earlier_codes(&sources),
            from_titles: titles[0],
            to_titles: titles[1],
            titles_gained: titles[2],
            titles_lost: titles[3],
            from_tasks: tasks[0],
            to_tasks: tasks[1],
            tasks_gained: tasks[2],
            tasks_lost: tasks[3],
            from_technologies: technology[0],
            to_technologies: technology[1],
            technologies_gained: technology[2],
            technologies_lost: technology[3],
        }
    }
}

fn chart(what: &str, tally: &Tally, occupations: &Occupations) -> Option<Chart> {
    let mut majors: BTreeMap<String, [usize; 2]> = BTreeMap::new();
    let major = |code: &str| code.chars().take(2).collect::<String>();
    for (at, (code, _)) in occupations.to.iter().enumerate() {
        majors.entry(major(code)).or_default()[0] += tally.gained[at];
    }
    for (at, (code, _)) in occupations.from.iter().enumerate() {
        majors.entry(major(code)).or_default()[1] += tally.lost[at];
    }
    if majors.values().all(|counts| *counts == [0, 0]) {
        return None;
    }
    let panels = majors.into_iter().map(|(major, [gained, lost])| Panel {
        title: major_group(&major),
        summary: format!("{}: {gained} gained, {lost} lost", major_group(&major)),
        marks: Marks::Bars(vec![("gained", as_float(gained)), ("lost", as_float(lost))]),
    });
    Some(Chart {
        title: format!("{what} gained and lost by major group"),
        description: format!(
            "{what} that occupations of a major group gained and lost; one scale for all panels"
        ),
        unit: "rows",
        panels: panels.collect(),
    })
}

/// Names of the SOC major groups, which SOC 2010 and SOC 2018 share but for wording.
fn major_group(major: &str) -> String {
    let name = match major {
        "11" => "Management",
        "13" => "Business and Financial Operations",
        "15" => "Computer and Mathematical",
        "17" => "Architecture and Engineering",
        "19" => "Life, Physical, and Social Science",
        "21" => "Community and Social Service",
        "23" => "Legal",
        "25" => "Education and Library",
        "27" => "Arts, Design, Entertainment, Sports, Media",
        "29" => "Healthcare Practitioners and Technical",
        "31" => "Healthcare Support",
        "33" => "Protective Service",
        "35" => "Food Preparation and Serving",
        "37" => "Building and Grounds Cleaning",
        "39" => "Personal Care and Service",
        "41" => "Sales",
        "43" => "Office and Administrative Support",
        "45" => "Farming, Fishing, and Forestry",
        "47" => "Construction and Extraction",
        "49" => "Installation, Maintenance, and Repair",
        "51" => "Production",
        "53" => "Transportation and Material Moving",
        "55" => "Military",
        _ => return format!("Major group {major}"),
    };
    name.to_owned()
}
