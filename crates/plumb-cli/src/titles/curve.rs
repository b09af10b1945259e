//! The accuracy-coverage curve as a picture (SVG).

use std::fmt::Write as _;

const WIDTH: f64 = 480.0;
const HEIGHT: f64 = 320.0;
const MARGIN: f64 = 48.0;

/// Draws points of coverage and accuracy, both 0 to 1.
pub(crate) fn svg(title: &str, points: &[(f64, f64)]) -> String {
    let x = |coverage: f64| coverage.mul_add(WIDTH - 2.0 * MARGIN, MARGIN);
    let y = |accuracy: f64| HEIGHT - MARGIN - accuracy * (HEIGHT - 2.0 * MARGIN);
    let mut picture = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" \
         font-size=\"11\" role=\"img\">\n<title>{}</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n",
        escaped(title)
    );
    for step in 0..=5_u8 {
        let part = f64::from(step) / 5.0;
        // Writing to a string cannot fail.
        let _ = writeln!(
            picture,
            "<path d=\"M{left:.1} {line:.1}H{right:.1}\" stroke=\"#ddd\"/>\n\
             <text x=\"{label:.1}\" y=\"{text:.1}\" text-anchor=\"end\">{percent:.0}</text>\n\
             <text x=\"{at:.1}\" y=\"{below:.1}\" text-anchor=\"middle\">{percent:.0}</text>",
            left = x(0.0),
            right = x(1.0),
            line = y(part),
            label = x(0.0) - 6.0,
            text = y(part) + 4.0,
            at = x(part),
            below = y(0.0) + 16.0,
            percent = part * 100.0,
        );
    }
    let line: Vec<String> =
        points.iter().map(|&(coverage, accuracy)| format!("{:.1},{:.1}", x(coverage), y(accuracy))).collect();
    let _ = writeln!(
        picture,
        "<polyline fill=\"none\" stroke=\"#1f6f8b\" stroke-width=\"2\" points=\"{}\"/>\n\
         <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">coverage, % of titles answered</text>\n\
         <text x=\"{:.1}\" y=\"{:.1}\">right, % of answers: {}</text>\n</svg>",
        line.join(" "),
        x(0.5),
        HEIGHT - 12.0,
        MARGIN,
        MARGIN - 18.0,
        escaped(title)
    );
    picture
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_holds_the_points() {
        let picture = svg("a < b", &[(0.5, 0.9), (1.0, 0.5)]);
        assert!(
            picture.contains("points=\"240.0,70.4 432.0,160.0\"") && picture.contains("a &lt; b"),
            "{picture}"
        );
    }
}
