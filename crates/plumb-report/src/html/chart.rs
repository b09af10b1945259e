//! Horizontal bars as plain rows of a list: they wrap on a phone, print, and read as text where a picture does not.

/// One bar.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Bar {
    /// What the bar stands for.
    pub(crate) label: String,
    /// Where the label leads to, if anywhere.
    pub(crate) link: Option<String>,
    /// The figure as people read it.
    pub(crate) figure: String,
    /// Length in percent of the longest bar.
    pub(crate) length_pct: String,
    /// Whether the bar is set apart by its color: cross-cutting clusters.
    pub(crate) marked: bool,
}

/// Bars for values, longest first is up to the caller.
pub(crate) fn bars(values: Vec<(String, Option<String>, f64, String, bool)>) -> Vec<Bar> {
    let longest = values.iter().map(|value| value.2).fold(0.0, f64::max);
    let bar = |(label, link, value, figure, marked): (String, Option<String>, f64, String, bool)| {
        let part = if longest > 0.0 { (value / longest * 100.0).clamp(0.0, 100.0) } else { 0.0 };
        Bar { label, link, figure, length_pct: format!("{part:.1}"), marked }
    };
    values.into_iter().map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_bar_is_whole_and_nothing_divides_by_zero() {
        let value = |value: f64| (String::new(), None, value, String::new(), false);
        let lengths: Vec<String> =
            bars(vec![value(5.0), value(10.0)]).into_iter().map(|bar| bar.length_pct).collect();
        assert_eq!(lengths, ["50.0", "100.0"]);
        assert_eq!(bars(vec![value(0.0)])[0].length_pct, "0.0");
    }
}
