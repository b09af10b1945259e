//! Small multiples as inline SVG: every panel has the same scale, a name for screen readers, and a sentence beneath.

use std::fmt::Write;

use plumb_diff::{Chart, Dot, Marks, Panel, Slope};

use crate::markup::escaped;
use crate::number::people_number;

const WIDTH: f64 = 240.0;
/// What lies beyond this part of all values is drawn at the edge, or one outlier would flatten every panel.
const INSIDE: f64 = 0.98;

/// A panel as the template shows it.
pub(super) struct Drawn {
    pub(super) title: String,
    pub(super) summary: String,
    /// The picture, ready markup.
    pub(super) svg: String,
}

/// Every panel of a chart, and what to say about its scale.
pub(super) fn draw(chart: &Chart) -> (Vec<Drawn>, String) {
    let scale = Scale::of(chart);
    let panels = chart.panels.iter().map(|panel| Drawn {
        title: panel.title.clone(),
        summary: panel
            .summary
            .strip_prefix(&format!("{}: ", panel.title))
            .unwrap_or(&panel.summary)
            .to_owned(),
        svg: match &panel.marks {
            Marks::Dots(dots) => dots_svg(panel, dots, scale, chart.unit),
            Marks::Bars(bars) => bars_svg(panel, bars, scale),
            Marks::Slopes(slopes) => slopes_svg(panel, slopes, scale, chart.unit),
        },
    });
    (panels.collect(), scale.in_words(chart))
}

/// The common scale of a chart's panels.
#[derive(Debug, Clone, Copy)]
struct Scale {
    low: f64,
    high: f64,
    cut: bool,
}

impl Scale {
    fn of(chart: &Chart) -> Self {
        let mut values: Vec<f64> = Vec::new();
        let mut bars = false;
        for panel in &chart.panels {
            match &panel.marks {
                Marks::Dots(dots) => values.extend(dots.iter().map(|dot| dot.value)),
                Marks::Slopes(slopes) => {
                    values.extend(slopes.iter().flat_map(|slope| [slope.from, slope.to]));
                }
                Marks::Bars(found) => {
                    bars = true;
                    values.extend(found.iter().map(|bar| bar.1));
                }
            }
        }
        if bars {
            return Self { low: 0.0, high: values.iter().copied().fold(1.0, f64::max), cut: false };
        }
        // Zero is in the middle, so that rise and fall can be told by side.
        let mut sizes: Vec<f64> = values.iter().map(|value| value.abs()).collect();
        sizes.sort_by(f64::total_cmp);
        let most = sizes.last().copied().unwrap_or(1.0);
        let end = sizes.get(part_of(sizes.len())).copied().unwrap_or(1.0);
        let step = if end > 50.0 {
            25.0
        } else if end > 10.0 {
            5.0
        } else if end > 2.0 {
            1.0
        } else {
            0.5
        };
        let end = ((end / step).ceil() * step).max(step);
        Self { low: -end, high: end, cut: most > end }
    }

    fn x(self, value: f64, from: f64, to: f64) -> f64 {
        from + (value.clamp(self.low, self.high) - self.low) / (self.high - self.low) * (to - from)
    }

    fn in_words(self, chart: &Chart) -> String {
        if chart.panels.iter().any(|panel| matches!(panel.marks, Marks::Bars(_))) {
            return format!("Longest bar: {} {}.", people_number(self.high, 0), chart.unit);
        }
        let edge = if self.cut { "; values beyond it stand at the edge" } else { "" };
        format!(
            "Scale from {} to {} {}{edge}.",
            people_number(self.low, 1),
            people_number(self.high, 1),
            chart.unit
        )
    }
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a position in a list of some thousand values"
)]
fn part_of(count: usize) -> usize {
    ((count.saturating_sub(1)) as f64 * INSIDE) as usize
}

fn open(panel: &Panel, height: f64) -> String {
    format!(
        "<svg viewBox=\"0 0 {WIDTH:.0} {height:.0}\" role=\"img\" aria-label=\"{}\">",
        escaped(&panel.summary)
    )
}

fn signed(value: f64) -> String {
    let plus = if value > 0.0 { "+" } else { "" };
    format!("{plus}{}", people_number(value, 1))
}

/// Dots side by side; those that would cover each other are stacked.
fn dots_svg(panel: &Panel, dots: &[Dot], scale: Scale, unit: &str) -> String {
    const BINS: usize = 56;
    let mut sorted: Vec<&Dot> = dots.iter().collect();
    sorted.sort_by(|one, other| one.value.total_cmp(&other.value).then_with(|| one.label.cmp(&other.label)));
    let mut heights = [0_u32; BINS + 1];
    let mut body = String::new();
    let mut highest = 0;
    for dot in sorted {
        let x = scale.x(dot.value, 6.0, WIDTH - 6.0);
        let bin =
            (0..=BINS).rev().find(|&bin| f64::from(u32::try_from(bin).unwrap_or(0)) * WIDTH / 56.0 <= x);
        let level = &mut heights[bin.unwrap_or(0)];
        let y = f64::from(*level) * 4.6;
        *level += 1;
        highest = highest.max(*level);
        let class = if dot.marked { if dot.value < 0.0 { "down" } else { "up" } } else { "open" };
        let _ = write!(
            body,
            "<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{:.1}\" r=\"2.3\"><title>{}: {} {}</title></circle>",
            -y,
            escaped(&dot.label),
            signed(dot.value),
            escaped(unit)
        );
    }
    let height = (f64::from(highest) * 4.6 + 26.0).max(60.0);
    let base = height - 18.0;
    let zero = scale.x(0.0, 6.0, WIDTH - 6.0);
    let mut svg = open(panel, height);
    let _ = write!(
        svg,
        "<line class=\"axis\" x1=\"0\" x2=\"{WIDTH:.0}\" y1=\"{0:.1}\" y2=\"{0:.1}\"/><line class=\"zero\" x1=\"{zero:.1}\" x2=\"{zero:.1}\" y1=\"0\" y2=\"{0:.1}\"/>",
        base + 4.0
    );
    for (value, anchor, x) in [(scale.low, "start", 0.0), (0.0, "middle", zero), (scale.high, "end", WIDTH)] {
        let _ = write!(
            svg,
            "<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\">{}</text>",
            base + 15.0,
            people_number(value, 0)
        );
    }
    let _ = write!(svg, "<g transform=\"translate(0 {base:.1})\">{body}</g></svg>");
    svg
}

/// Bars with their kind and number.
fn bars_svg(panel: &Panel, bars: &[(&'static str, f64)], scale: Scale) -> String {
    let rows = u32::try_from(bars.len()).unwrap_or(1).max(1);
    let height = f64::from(rows) * 18.0 + 4.0;
    let mut svg = open(panel, height);
    for (row, (kind, value)) in (0_u32..).zip(bars) {
        let y = f64::from(row) * 18.0 + 2.0;
        let length = (scale.x(*value, 0.0, 96.0)).max(if *value > 0.0 { 1.0 } else { 0.0 });
        let class = match *kind {
            "lost" | "removed" => "down",
            _ => "up",
        };
        let _ = write!(
            svg,
            "<text x=\"92\" y=\"{:.1}\" text-anchor=\"end\">{}</text><rect class=\"{class}\" x=\"98\" y=\"{y:.1}\" width=\"{length:.1}\" height=\"13\"/><text x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            y + 10.5,
            escaped(kind),
            102.0 + length,
            y + 10.5,
            people_number(*value, 0)
        );
    }
    svg.push_str("</svg>");
    svg
}

/// Lines from the earlier value on the left to the later one on the right.
fn slopes_svg(panel: &Panel, slopes: &[Slope], scale: Scale, unit: &str) -> String {
    const HEIGHT: f64 = 120.0;
    let y = |value: f64| HEIGHT - scale.x(value, 6.0, HEIGHT - 6.0);
    let mut svg = open(panel, HEIGHT);
    let _ = write!(
        svg,
        "<line class=\"zero\" x1=\"30\" x2=\"{:.0}\" y1=\"{1:.1}\" y2=\"{1:.1}\"/>",
        WIDTH - 4.0,
        y(0.0)
    );
    for value in [scale.low, 0.0, scale.high] {
        let at = (y(value) + 3.5).clamp(9.0, HEIGHT - 2.0);
        let _ = write!(
            svg,
            "<text x=\"26\" y=\"{at:.1}\" text-anchor=\"end\">{}</text>",
            people_number(value, 0)
        );
    }
    // Marked lines are drawn last, so that they lie on top.
    for marked in [false, true] {
        for slope in slopes.iter().filter(|slope| slope.marked == marked) {
            let class = match (marked, slope.to < slope.from) {
                (false, _) => "faint",
                (true, true) => "down",
                (true, false) => "up",
            };
            let _ = write!(
                svg,
                "<line class=\"{class}\" x1=\"34\" x2=\"{:.0}\" y1=\"{:.1}\" y2=\"{:.1}\"><title>{}: {} to {} {}</title></line>",
                WIDTH - 8.0,
                y(slope.from),
                y(slope.to),
                escaped(&slope.label),
                signed(slope.from),
                signed(slope.to),
                escaped(unit)
            );
        }
    }
    svg.push_str("</svg>");
    svg
}
