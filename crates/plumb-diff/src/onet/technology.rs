//! Software and tools: products that came, went, were renamed; hot and in-demand marks; changes by occupation.

use std::collections::{BTreeMap, BTreeSet};

use crate::columns::{Source, text};
use crate::error::DiffError;
use crate::onet::placed::{Place, Placed, compare as compare_placed};
use crate::onet::{Both, ONET, Occupations, Tally, positions};
use crate::report::{ChangeTable, DiffReport, people};
use crate::settings::Settings;
use crate::stats::as_float;
use crate::text::{fold, similarity};

plumb_tables::table! {
    /// One product whose use or marks changed.
    TechnologyProductRow in "technology_products", key ["change", "product", "earlier_name"] {
        /// `new`, `gone`, `renamed` (inferred from name and occupations), or `kept`.
        change: String,
        /// Name of the product, of the later side where it has one.
        product: String,
        /// Earlier name of a renamed product.
        earlier_name: Option<String>,
        /// Name of the commodity.
        commodity: String,
        /// Occupations that use it, earlier.
        from_occupations: i64,
        /// Occupations that use it, later.
        to_occupations: i64,
        /// Whether it was a hot technology, earlier; none where it did not exist.
        from_hot: Option<bool>,
        /// Whether it is a hot technology, later.
        to_hot: Option<bool>,
        /// Occupations in whose postings it was in demand, earlier; none where the release does not say.
        from_in_demand_occupations: Option<i64>,
        /// Occupations in whose postings it is in demand, later.
        to_in_demand_occupations: Option<i64>,
    }
}

plumb_tables::table! {
    /// One product at one occupation that came, went, or changed its mark.
    TechnologyChangeRow in "technology_changes", key [] {
        /// `added`, `removed`, `now in demand` or `no longer in demand`.
        change: String,
        /// Name of the product.
        product: String,
        /// Name of the commodity.
        commodity: String,
        /// Earlier code.
        from_code: Option<String>,
        /// Later code.
        to_code: Option<String>,
        /// Occupation, of the later side where it has one.
        occupation: String,
        /// Whether the product is hot, on the later side where it has one.
        hot: bool,
    }
}

const PRODUCT_BRIEF: &[(&str, &str)] = &[
    ("change", "change"),
    ("product", "product"),
    ("from_occupations", "occupations"),
    ("to_occupations", "later"),
    ("from_hot", "hot"),
    ("to_hot", "later"),
    ("to_in_demand_occupations", "in demand at"),
];

const BRIEF: &[(&str, &str)] = &[
    ("change", "change"),
    ("product", "product"),
    ("from_code", "from"),
    ("to_code", "to"),
    ("occupation", "occupation"),
    ("hot", "hot"),
];

/// The columns of one side.
struct Products<'a> {
    names: &'a [Option<String>],
    commodities: &'a [Option<String>],
    hot: &'a [Option<bool>],
    in_demand: &'a [Option<bool>],
    /// Whether the release says anything about demand.
    says_demand: bool,
}

impl<'a> Products<'a> {
    fn new(source: Source<'a>) -> Result<Self, DiffError> {
        let in_demand = source.boolean("in_demand")?;
        Ok(Self {
            names: source.text("example")?,
            commodities: source.text("commodity_title")?,
            hot: source.boolean("hot_technology")?,
            in_demand,
            says_demand: in_demand.iter().any(Option::is_some),
        })
    }

    fn name(&self, row: usize) -> String {
        text(self.names, row).to_owned()
    }
}

pub(super) fn compare(
    both: Both<'_>,
    occupations: &Occupations,
    settings: &Settings,
    report: &mut DiffReport,
) -> Result<Tally, DiffError> {
    let (from, to) = (Products::new(both.from)?, Products::new(both.to)?);
    let placed = |side: &Products<'_>, positions: Vec<Option<usize>>| -> Vec<Placed> {
        let known = positions.into_iter().enumerate().filter_map(|(row, at)| Some((row, at?)));
        known.map(|(row, occupation)| Placed { key: fold(text(side.names, row)), occupation, row }).collect()
    };
    let mut earlier = placed(&from, positions(both.from, &occupations.from)?);
    let later = placed(&to, positions(both.to, &occupations.to)?);
    let renamed = renamed(&earlier, &later, occupations, settings);
    for thing in &mut earlier {
        if let Some(new) = renamed.get(&thing.key) {
            thing.key.clone_from(new);
        }
    }
    let mut tally = Tally::new(occupations);
    let mut products = Vec::new();
    let mut rows = Vec::new();
    for difference in compare_placed(earlier, later, occupations) {
        tally.count(&difference, &difference.lost, &difference.gained);
        products.extend(product(&difference.from, &difference.to, &from, &to));
        let row = |change: &str, left: Option<Place>, right: Option<Place>| TechnologyChangeRow {
            change: change.to_owned(),
            product: right.map_or_else(
                || left.map_or_else(String::new, |place| from.name(place.row)),
                |place| to.name(place.row),
            ),
            commodity: right
                .map_or_else(
                    || left.map_or("", |place| text(from.commodities, place.row)),
                    |place| text(to.commodities, place.row),
                )
                .to_owned(),
            from_code: left.map(|place| occupations.from.code(place.occupation).to_owned()),
            to_code: right.map(|place| occupations.to.code(place.occupation).to_owned()),
            occupation: right
                .map(|place| occupations.to.title(place.occupation))
                .or_else(|| left.map(|place| occupations.from.title(place.occupation)))
                .unwrap_or_default()
                .to_owned(),
            hot: right
                .map(|place| to.hot[place.row])
                .or_else(|| left.map(|place| from.hot[place.row]))
                .flatten()
                .unwrap_or(false),
        };
        rows.extend(difference.lost.iter().map(|place| row("removed", Some(*place), None)));
        rows.extend(difference.gained.iter().map(|place| row("added", None, Some(*place))));
        if from.says_demand && to.says_demand {
            for (before, after) in &difference.kept {
                match (from.in_demand[before.row], to.in_demand[after.row]) {
                    (Some(false), Some(true)) => rows.push(row("now in demand", Some(*before), Some(*after))),
                    (Some(true), Some(false)) => {
                        rows.push(row("no longer in demand", Some(*before), Some(*after)));
                    }
                    _ => {}
                }
            }
        }
    }
    for (side, name) in [(&from, both.from.release), (&to, both.to.release)] {
        if !side.says_demand {
            report.notes.push(format!(
                "{name} does not say which technologies are in demand at an occupation (O*NET 27.2 and later do): none of them counts as newly in demand"
            ));
        }
    }
    push(products, rows, from.says_demand && to.says_demand, report);
    Ok(tally)
}

fn product(
    from: &[Place],
    to: &[Place],
    left: &Products<'_>,
    right: &Products<'_>,
) -> Option<TechnologyProductRow> {
    let any =
        |places: &[Place], cells: &[Option<bool>]| places.iter().any(|place| cells[place.row] == Some(true));
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let demand = |places: &[Place], side: &Products<'_>| {
        side.says_demand
            .then(|| number(places.iter().filter(|place| side.in_demand[place.row] == Some(true)).count()))
    };
    let name = |places: &[Place], side: &Products<'_>| places.first().map(|place| side.name(place.row));
    let (before, after) = (name(from, left), name(to, right));
    let earlier_name = after.as_ref().and_then(|after| {
        from.iter().map(|place| left.name(place.row)).find(|before| fold(before) != fold(after))
    });
    let row = TechnologyProductRow {
        change: match (from.is_empty(), to.is_empty()) {
            (true, _) => "new",
            (_, true) => "gone",
            _ if earlier_name.is_some() => "renamed",
            _ => "kept",
        }
        .to_owned(),
        product: after.or(before).unwrap_or_default(),
        earlier_name,
        commodity: to
            .first()
            .map(|place| text(right.commodities, place.row))
            .or_else(|| from.first().map(|place| text(left.commodities, place.row)))
            .unwrap_or_default()
            .to_owned(),
        from_occupations: number(from.len()),
        to_occupations: number(to.len()),
        from_hot: (!from.is_empty()).then(|| any(from, left.hot)),
        to_hot: (!to.is_empty()).then(|| any(to, right.hot)),
        from_in_demand_occupations: demand(from, left),
        to_in_demand_occupations: demand(to, right),
    };
    let same = row.change == "kept"
        && row.from_occupations == row.to_occupations
        && row.from_hot == row.to_hot
        && (row.from_in_demand_occupations == row.to_in_demand_occupations
            || row.from_in_demand_occupations.is_none()
            || row.to_in_demand_occupations.is_none());
    (!same).then_some(row)
}

fn push(
    products: Vec<TechnologyProductRow>,
    mut rows: Vec<TechnologyChangeRow>,
    says_demand: bool,
    report: &mut DiffReport,
) {
    let hot = |row: &&TechnologyProductRow| row.from_hot != Some(true) && row.to_hot == Some(true);
    let cold = |row: &&TechnologyProductRow| row.from_hot == Some(true) && row.to_hot == Some(false);
    let widest = |rows: Vec<&TechnologyProductRow>| {
        let mut rows = rows;
        rows.sort_by_key(|row| {
            (std::cmp::Reverse(row.to_occupations.max(row.from_occupations)), row.product.clone())
        });
        rows.iter().take(5).map(|row| row.product.clone()).collect::<Vec<_>>().join(", ")
    };
    let of = |change: &str| people(products.iter().filter(|row| row.change == change).count());
    report.findings.push(format!(
        "Technology: {} products new, {} gone, {} renamed (inferred); {} now hot, {} no longer",
        of("new"),
        of("gone"),
        of("renamed"),
        people(products.iter().filter(hot).count()),
        people(products.iter().filter(cold).count())
    ));
    let new: Vec<_> = products.iter().filter(|row| row.change == "new").collect();
    for (what, list) in [
        ("New products at most occupations", new),
        (
            "Now hot at most occupations",
            products.iter().filter(hot).filter(|row| row.change != "new").collect(),
        ),
    ] {
        let names = widest(list);
        if !names.is_empty() {
            report.findings.push(format!("{what}: {names}"));
        }
    }
    let by = |change: &str| people(rows.iter().filter(|row| row.change == change).count());
    // Where a release does not say what is in demand, a zero would be a statement.
    let demand = if says_demand {
        format!(", {} now in demand, {} no longer in demand", by("now in demand"), by("no longer in demand"))
    } else {
        String::new()
    };
    report.findings.push(format!(
        "Technology at occupations: {} added, {} removed{demand}",
        by("added"),
        by("removed")
    ));
    let mut products = products;
    products.sort_by(|one, other| {
        (fold(&one.product), &one.change, &one.earlier_name).cmp(&(
            fold(&other.product),
            &other.change,
            &other.earlier_name,
        ))
    });
    let mut order: Vec<usize> = (0..products.len()).collect();
    order.sort_by_key(|&at| {
        let row = &products[at];
        let rank = if hot(&row) {
            0
        } else if row.change == "new" {
            1
        } else if cold(&row) {
            2
        } else {
            3
        };
        (rank, std::cmp::Reverse((row.to_occupations - row.from_occupations).abs()), at)
    });
    let inferred = "A renamed product is inferred from its name and its occupations.";
    report.push(ChangeTable::new(&products, "Technology products", &[ONET, inferred], PRODUCT_BRIEF, order));
    rows.sort_by(|one, other| {
        let key = |row: &TechnologyChangeRow| {
            (row.to_code.clone().or_else(|| row.from_code.clone()), row.product.clone(), row.change.clone())
        };
        key(one).cmp(&key(other))
    });
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|&at| {
        let row = &rows[at];
        let changes = ["now in demand", "no longer in demand", "added", "removed"];
        (changes.iter().position(|change| *change == row.change), !row.hot, at)
    });
    report.push(ChangeTable::new(&rows, "Technology by occupation", &[ONET], BRIEF, order));
}

/// Earlier keys of products that are gone, with the later key that they live on under: much of their occupations and
/// of their words in common.
fn renamed(
    earlier: &[Placed],
    later: &[Placed],
    occupations: &Occupations,
    settings: &Settings,
) -> BTreeMap<String, String> {
    let mut before: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    let mut after: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for thing in earlier {
        let targets = occupations.links.targets(thing.occupation).iter().copied();
        before.entry(&thing.key).or_default().extend(targets);
    }
    for thing in later {
        after.entry(&thing.key).or_default().insert(thing.occupation);
    }
    // Names are compared only where they share a word that few names have.
    let mut by_word: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for name in after.keys() {
        for word in name.split(' ') {
            by_word.entry(word).or_default().push(name);
        }
    }
    let mut pairs: Vec<(f64, &str, &str)> = Vec::new();
    for (name, places) in before.iter().filter(|(name, _)| !after.contains_key(*name)) {
        let mut candidates: Vec<&str> = name
            .split(' ')
            .filter_map(|word| by_word.get(word))
            .filter(|names| names.len() <= 400)
            .flatten()
            .copied()
            .collect();
        candidates.sort_unstable();
        candidates.dedup();
        for candidate in candidates {
            // Too few occupations to reach the overlap, or too few words in common: the cheap tests come first.
            let enough = as_float(after[candidate].len())
                >= settings.matching.renamed_product_overlap * as_float(places.len());
            let near = if enough { similarity(name, candidate) } else { 0.0 };
            if near < settings.matching.renamed_title_similarity {
                continue;
            }
            // A name that lives on can be a new one, or one that stood beside it: then what it gained counts.
            let held = before.get(candidate);
            let others: BTreeSet<usize> = after[candidate]
                .iter()
                .filter(|place| held.is_none_or(|held| !held.contains(place)))
                .copied()
                .collect();
            let shared = places.intersection(&others).count();
            let overlap = as_float(shared) / as_float((places.len() + others.len() - shared).max(1));
            if overlap >= settings.matching.renamed_product_overlap {
                pairs.push((overlap + near, name, candidate));
            }
        }
    }
    pairs.sort_by(|one, other| other.0.total_cmp(&one.0).then((one.1, one.2).cmp(&(other.1, other.2))));
    let mut renamed: BTreeMap<String, String> = BTreeMap::new();
    let mut taken: BTreeSet<&str> = BTreeSet::new();
    for (_, old, new) in pairs {
        if !renamed.contains_key(old) && taken.insert(new) {
            renamed.insert(old.to_owned(), new.to_owned());
        }
    }
    renamed
}
