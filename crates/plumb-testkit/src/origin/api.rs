//! The behaviour of the BLS Public Data API v2: limits by day and query, and errors with status 200.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// Series that exist, with what they hold in every year asked for.
const SERIES: [(&str, &str, &str); 5] = [
    ("CES0000000001", "M01", "158000"),
    ("OEUN000000000000015125204", "A01", "148100"),
    ("OEUN000000000000015125208", "A01", "65.38"),
    ("OEUN000000000000029102313", "A01", "-"),
    ("CUUR0000SA0", "M05", "335.123"),
];

/// Counters of one day.
#[derive(Debug, Default)]
pub(super) struct Api {
    queries: BTreeMap<String, u32>,
}

impl Api {
    /// Answers a query, counting it. `keys` are the registered ones.
    pub(super) fn answer(&mut self, body: &[u8], keys: &[String], daily: (u32, u32)) -> Value {
        let Ok(query) = serde_json::from_slice::<Value>(body) else {
            return refusal("REQUEST_NOT_PROCESSED", "Invalid JSON");
        };
        let key = query.get("registrationkey").and_then(Value::as_str);
        if let Some(key) = key
            && !keys.iter().any(|known| known == key)
        {
            return refusal(
                "REQUEST_NOT_PROCESSED",
                &format!("The key:{key} provided by the User is invalid. Please register for an API key."),
            );
        }
        let (limit, most_series, most_years) =
            if key.is_some() { (daily.0, 50, 20) } else { (daily.1, 25, 10) };
        let used = self.queries.entry(key.unwrap_or_default().to_owned()).or_insert(0);
        if *used >= limit {
            return refusal(
                "REQUEST_NOT_PROCESSED",
                &format!(
                    "Daily threshold of {limit} queries has been reached. Please register for an API key at https://data.bls.gov/registrationEngine/"
                ),
            );
        }
        *used += 1;
        let ids: Vec<&str> = query
            .get("seriesid")
            .and_then(Value::as_array)
            .map(|ids| ids.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default();
        let year = |name| query.get(name).and_then(Value::as_str).and_then(|year| year.parse::<u16>().ok());
        let (Some(first), Some(last)) = (year("startyear"), year("endyear")) else {
            return refusal("REQUEST_NOT_PROCESSED", "Missing years");
        };
        if ids.is_empty() || ids.len() > most_series || last < first || last - first >= most_years {
            return refusal("REQUEST_NOT_PROCESSED", "Too many series or years in one query");
        }
        let mut messages = Vec::new();
        let mut series = Vec::new();
        for id in ids {
            let known = SERIES.iter().find(|(known, _, _)| *known == id);
            if known.is_none() {
                messages.push(format!("Series does not exist for Series {id}"));
            }
            let data: Vec<Value> = known
                .map(|(_, period, value)| {
                    let top = json!([{"code": "5", "text": "This wage is equal to or greater than $100.00 per hour or $208,000 per year."}]);
                    let footnotes = if *value == "-" { top } else { json!([{}]) };
                    (first..=last)
                        .rev()
                        .map(|year| json!({"year": year.to_string(), "period": period, "periodName": "", "value": value, "footnotes": footnotes}))
                        .collect()
                })
                .unwrap_or_default();
            series.push(json!({"seriesID": id, "data": data}));
        }
        json!({"status": "REQUEST_SUCCEEDED", "responseTime": 100, "message": messages, "Results": {"series": series}})
    }

    /// Queries that were let through.
    pub(super) fn total(&self) -> u32 {
        self.queries.values().sum()
    }
}

fn refusal(status: &str, message: &str) -> Value {
    json!({"status": status, "responseTime": 0, "message": [message], "Results": {}})
}
