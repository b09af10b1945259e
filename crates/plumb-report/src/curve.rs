//! A chart of curves as a picture of its own (SVG): lines with their names at the end. Nothing is computed but positions.

use std::fmt::Write as _;

use crate::markup::escaped;

/// What a chart shows. Upward runs a share, 0.0 to 1.0.
#[derive(Debug, Clone, PartialEq)]
pub struct CurveChart {
    /// What the picture is, for those who cannot see it.
    pub title: String,
    /// What runs across, under the axis.
    pub across: String,
    /// Where the axis ends.
    pub across_end: f64,
    /// Whether what runs across is a share too, and is labelled in percent.
    pub across_is_share: bool,
    /// The first is drawn strongest.
    pub curves: Vec<Curve>,
}

/// One line of a chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// What it is.
    pub name: String,
    /// Points from left to right: across, and upward a share, 0.0 to 1.0.
    pub points: Vec<(f64, f64)>,
}

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 380.0;
const LEFT: f64 = 50.0;
const RIGHT: f64 = 190.0;
const TOP: f64 = 20.0;
const BOTTOM: f64 = 45.0;
/// Lines of the grid.
const STEPS: u8 = 5;
const COLOURS: [&str; 6] = ["#0b5394", "#b45f06", "#38761d", "#741b47", "#666666", "#990000"];

impl CurveChart {
    /// The picture.
    pub fn to_svg(&self) -> String {
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" \
             font-size=\"12\" role=\"img\">\n<title>{}</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n",
            escaped(&self.title)
        );
        self.grid(&mut svg);
        let mut taken: Vec<f64> = Vec::new();
        for (number, curve) in self.curves.iter().enumerate() {
            let colour = COLOURS[number % COLOURS.len()];
            let width = if number == 0 { 2.5 } else { 1.5 };
            let place = |&(across, share): &(f64, f64)| format!("{:.1},{:.1}", self.x(across), y(share));
            let points: Vec<String> = curve.points.iter().map(place).collect();
            // Names that would lie on each other move to the middle, away from the axis and the edge.
            let end = curve.points.last().map_or(0.0, |last| last.1);
            let mut at = y(end) + 4.0;
            while taken.iter().any(|other| (other - at).abs() < 14.0) {
                at += if end > 0.5 { 14.0 } else { -14.0 };
            }
            taken.push(at);
            // Writing to a string cannot fail.
            let _ = writeln!(
                svg,
                "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\"/>\n\
                 <text x=\"{:.1}\" y=\"{at:.1}\" fill=\"{colour}\">{}</text>",
                points.join(" "),
                WIDTH - RIGHT + 8.0,
                escaped(&curve.name)
            );
        }
        svg.push_str("</svg>\n");
        svg
    }

    fn x(&self, across: f64) -> f64 {
        LEFT + across / self.across_end.max(f64::MIN_POSITIVE) * (WIDTH - LEFT - RIGHT)
    }

    fn grid(&self, svg: &mut String) {
        for step in 0..=STEPS {
            let share = f64::from(step) / f64::from(STEPS);
            let across = share * self.across_end;
            let across = if self.across_is_share {
                format!("{:.0} %", across * 100.0)
            } else {
                format!("{across:.0}")
            };
            let _ = writeln!(
                svg,
                "<line x1=\"{LEFT}\" x2=\"{right:.1}\" y1=\"{line:.1}\" y2=\"{line:.1}\" stroke=\"#dddddd\"/>\n\
                 <text x=\"{label:.1}\" y=\"{text:.1}\" text-anchor=\"end\">{percent:.0} %</text>\n\
                 <text x=\"{at:.1}\" y=\"{below:.1}\" text-anchor=\"middle\">{across}</text>",
                right = WIDTH - RIGHT,
                line = y(share),
                label = LEFT - 6.0,
                text = y(share) + 4.0,
                percent = share * 100.0,
                at = self.x(share * self.across_end),
                below = HEIGHT - BOTTOM + 18.0,
            );
        }
        let _ = writeln!(
            svg,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
            f64::midpoint(LEFT, WIDTH - RIGHT),
            HEIGHT - 8.0,
            escaped(&self.across)
        );
    }
}

fn y(share: f64) -> f64 {
    HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(curves: Vec<Curve>) -> CurveChart {
        CurveChart {
            title: "a < b".to_owned(),
            across: "subjects flagged".to_owned(),
            across_end: 4.0,
            across_is_share: false,
            curves,
        }
    }

    #[test]
    fn a_curve_is_drawn_with_its_points_and_its_name() {
        let svg = chart(vec![
            Curve { name: "ranking".to_owned(), points: vec![(0.0, 0.0), (4.0, 1.0)] },
            Curve { name: "c < d".to_owned(), points: Vec::new() },
        ])
        .to_svg();
        assert!(svg.starts_with("<svg") && svg.ends_with("</svg>\n"));
        assert!(svg.contains("points=\"50.0,335.0 570.0,20.0\""), "{svg}");
        assert_eq!(svg.matches("<polyline").count(), 2);
        assert!(svg.contains("<title>a &lt; b</title>") && svg.contains(">c &lt; d<"));
    }

    #[test]
    fn names_do_not_lie_on_each_other() {
        let at_the_top = |name: &str| Curve { name: name.to_owned(), points: vec![(4.0, 1.0)] };
        let svg = chart(vec![at_the_top("one"), at_the_top("other")]).to_svg();
        assert!(svg.contains("y=\"24.0\" fill=\"#0b5394\"") && svg.contains("y=\"38.0\" fill=\"#b45f06\""));
    }
}
