//! Titles as they are compared: case, punctuation and `&` aside.

/// A title without what publications write differently.
pub(crate) fn fold(title: &str) -> String {
    let mut out = String::with_capacity(title.len());
    let mut gap = false;
    let push = |piece: &str, out: &mut String, gap: &mut bool| {
        if *gap && !out.is_empty() {
            out.push(' ');
        }
        *gap = false;
        out.push_str(piece);
    };
    for letter in title.chars() {
        if letter.is_alphanumeric() {
            if letter.is_ascii() {
                let lower = letter.to_ascii_lowercase();
                push(lower.encode_utf8(&mut [0; 4]), &mut out, &mut gap);
            } else {
                push(&letter.to_lowercase().to_string(), &mut out, &mut gap);
            }
        } else if letter == '&' {
            gap = true;
            push("and", &mut out, &mut gap);
            gap = true;
        } else if letter == '#' || letter == '+' {
            // C, C# and C++ are three things.
            push(letter.encode_utf8(&mut [0; 4]), &mut out, &mut gap);
        } else if letter != '\'' && letter != '’' {
            gap = true;
        }
    }
    out
}

/// How much of their words two titles share, 0.0 to 1.0, 1.0 for the same words (Dice over words cut to their stems).
pub(crate) fn similarity(left: &str, right: &str) -> f64 {
    let words = |title: &str| {
        let folded = fold(title);
        let mut words: Vec<String> = folded
            .split(' ')
            .filter(|word| !matches!(*word, "and" | "or" | "of" | "the" | "all" | "other" | "except" | ""))
            .map(stem)
            .collect();
        words.sort_unstable();
        words.dedup();
        words
    };
    let (left, right) = (words(left), words(right));
    if left.is_empty() || right.is_empty() {
        return 0.0;
    }
    let shared = left.iter().filter(|word| right.binary_search(word).is_ok()).count();
    2.0 * crate::stats::as_float(shared) / crate::stats::as_float(left.len() + right.len())
}

/// Singular and plural are one word.
fn stem(word: &str) -> String {
    let cut = if word.len() > 3 { word.strip_suffix('s').unwrap_or(word) } else { word };
    cut.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_keeps_what_tells_titles_apart() {
        assert_eq!(fold("Science & Mathematics"), fold("science and  mathematics"));
        assert_eq!(fold("Driver's Aide"), "drivers aide");
        assert_ne!(fold("C"), fold("C++"));
        assert_eq!(fold("  (A/B) "), "a b");
        assert_eq!(fold("Vétérinaire"), "vétérinaire");
    }

    #[test]
    fn similarity_is_of_words() {
        assert!((similarity("Wellhead Pumpers", "Wellhead Pumper") - 1.0).abs() < 1e-9);
        assert!(similarity("Software Developers, Applications", "Software Developers") >= 0.8);
        assert!(similarity("Chief Executives", "Web Developers").abs() < 1e-9);
        assert!(similarity("All Other", "All Other").abs() < 1e-9);
    }
}
