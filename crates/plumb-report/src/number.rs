//! Numbers as people read them.

/// A number with thousands commas and at most `decimals` decimals, such as `1,654,440` or `3.1`.
///
/// ```
/// assert_eq!(plumb_report::people_number(-1234567.891, 1), "-1,234,567.9");
/// ```
pub fn people_number(number: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", number.abs());
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut out = String::new();
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    let nothing = text.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    let sign = if number < 0.0 && !nothing { "-" } else { "" };
    format!("{sign}{out}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_signs_and_decimals() {
        for (number, decimals, expected) in [
            (0.0, 0, "0"),
            (999.0, 0, "999"),
            (1000.0, 0, "1,000"),
            (-0.04, 1, "0.0"),
            (155_495_730.0, 0, "155,495,730"),
            (-12.35, 1, "-12.3"),
        ] {
            assert_eq!(people_number(number, decimals), expected);
        }
    }
}
