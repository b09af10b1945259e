//! A chart of recall over rank as SVG: lines with their names at the end. Nothing is computed but positions.

use std::fmt::Write as _;

/// One line of the chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// What it is.
    pub name: String,
    /// Recall, 0.0 to 1.0, after each rank from 1.
    pub values: Vec<f64>,
}

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 380.0;
const LEFT: f64 = 50.0;
const RIGHT: f64 = 190.0;
const TOP: f64 = 20.0;
const BOTTOM: f64 = 45.0;
const COLOURS: [&str; 6] = ["#0b5394", "#b45f06", "#38761d", "#741b47", "#666666", "#990000"];

/// The chart of several curves; the first is drawn strongest.
#[expect(clippy::cast_precision_loss, reason = "ranks are small")]
pub fn recall_curve(curves: &[Curve]) -> String {
    let most = curves.iter().map(|curve| curve.values.len()).max().unwrap_or(0).max(2) as f64;
    let x = |rank: f64| LEFT + rank / most * (WIDTH - LEFT - RIGHT);
    let y = |recall: f64| HEIGHT - BOTTOM - recall * (HEIGHT - TOP - BOTTOM);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
    );
    for step in 0..=5 {
        let recall = f64::from(step) / 5.0;
        // Writing to a string cannot fail.
        let _ = writeln!(
            svg,
            "<line x1=\"{LEFT}\" x2=\"{:.1}\" y1=\"{y:.1}\" y2=\"{y:.1}\" stroke=\"#dddddd\"/>\n\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{:.0} %</text>",
            WIDTH - RIGHT,
            LEFT - 6.0,
            y(recall) + 4.0,
            recall * 100.0,
            y = y(recall),
        );
    }
    for step in 0..=4 {
        let rank = most * f64::from(step) / 4.0;
        let _ = writeln!(
            svg,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{rank:.0}</text>",
            x(rank),
            HEIGHT - BOTTOM + 18.0
        );
    }
    let _ = writeln!(
        svg,
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">subjects flagged</text>",
        f64::midpoint(LEFT, WIDTH - RIGHT),
        HEIGHT - 8.0
    );
    let mut taken: Vec<f64> = Vec::new();
    for (number, curve) in curves.iter().enumerate() {
        let colour = COLOURS[number % COLOURS.len()];
        let mut points = format!("{:.1},{:.1}", x(0.0), y(0.0));
        for (rank, recall) in curve.values.iter().zip(1_u32..).map(|(recall, rank)| (f64::from(rank), recall))
        {
            let _ = write!(points, " {:.1},{:.1}", x(rank), y(*recall));
        }
        let width = if number == 0 { 2.5 } else { 1.5 };
        let _ = writeln!(
            svg,
            "<polyline points=\"{points}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\"/>"
        );
        // Names that would lie on each other move down.
        let mut at = y(curve.values.last().copied().unwrap_or(0.0)) + 4.0;
        while taken.iter().any(|other| (other - at).abs() < 14.0) {
            at += 14.0;
        }
        taken.push(at);
        let _ = writeln!(
            svg,
            "<text x=\"{:.1}\" y=\"{at:.1}\" fill=\"{colour}\">{}</text>",
            WIDTH - RIGHT + 8.0,
            escaped(&curve.name)
        );
    }
    svg.push_str("</svg>\n");
    svg
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_is_drawn_with_its_name() {
        let curves = [
            Curve { name: "ranking".to_owned(), values: vec![0.0, 0.5, 1.0] },
            Curve { name: "a < b".to_owned(), values: vec![] },
        ];
        let svg = recall_curve(&curves);
        assert!(svg.starts_with("<svg") && svg.ends_with("</svg>\n"));
        assert_eq!(svg.matches("<polyline").count(), 2);
        assert!(svg.contains("a &lt; b"));
    }
}
