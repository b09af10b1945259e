//! House rules that no lint knows. Each rule is a function from a file to its faults.

use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::workspace::{files, root, say};

/// A source file above this many lines has a second room in it.
const LINE_LIMIT: usize = 800;
/// A committed file above this size needs a reason.
const SIZE_LIMIT_BYTES: u64 = 2 * 1024 * 1024;
/// All of `fixtures/` together.
const FIXTURES_LIMIT_BYTES: u64 = 12 * 1024 * 1024;

pub(crate) fn run() -> Result<()> {
    let mut faults = Vec::new();
    let mut fixtures_bytes = 0;
    let listed = files()?;
    for path in &listed {
        let size =
            std::fs::metadata(root().join(path)).with_context(|| format!("read {}", path.display()))?.len();
        if path.starts_with("fixtures") {
            fixtures_bytes += size;
        }
        if size > SIZE_LIMIT_BYTES && !path.starts_with("fixtures") {
            faults.push(format!("{}: {size} bytes, more than {SIZE_LIMIT_BYTES}", path.display()));
        }
        let bytes = std::fs::read(root().join(path)).with_context(|| format!("read {}", path.display()))?;
        if let Ok(text) = String::from_utf8(bytes) {
            faults.extend(check(path, &text));
        }
    }
    if fixtures_bytes > FIXTURES_LIMIT_BYTES {
        faults.push(format!("fixtures/: {fixtures_bytes} bytes, more than {FIXTURES_LIMIT_BYTES}"));
    }
    ensure!(faults.is_empty(), "the house is untidy:\n  {}", faults.join("\n  "));
    say(&format!("tidy: {} files, fixtures {} KiB", listed.len(), fixtures_bytes / 1024));
    Ok(())
}

fn check(path: &Path, text: &str) -> Vec<String> {
    let rules: &[fn(&Path, &str) -> Option<String>] =
        &[header, length, machine_paths, trailing_space, ends_with_newline];
    rules
        .iter()
        .filter_map(|rule| rule(path, text))
        .map(|fault| format!("{}: {fault}", path.display()))
        .collect()
}

fn is_rust(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "rs")
}

/// Line 1 says what the file is for.
fn header(path: &Path, text: &str) -> Option<String> {
    let first = text.lines().next().unwrap_or_default();
    let named = first.starts_with("//! ") || first.starts_with("#![doc");
    (is_rust(path) && !named).then(|| "the first line is a `//!` header: what the file is for".to_owned())
}

fn length(path: &Path, text: &str) -> Option<String> {
    let lines = text.lines().count();
    let exempt = path.components().any(|part| part.as_os_str() == "tests");
    (is_rust(path) && !exempt && lines > LINE_LIMIT).then(|| format!("{lines} lines, more than {LINE_LIMIT}"))
}

/// Paths of somebody's machine do not belong into a project.
fn machine_paths(path: &Path, text: &str) -> Option<String> {
    if path.ends_with("xtask/src/tidy.rs") || path.ends_with("Cargo.lock") {
        return None;
    }
    let machine = ["/work/", "/root/", "/Users/", "C:\\Users\\"];
    let hit = text.lines().enumerate().find(|(_, line)| machine.iter().any(|prefix| line.contains(prefix)));
    hit.map(|(number, _)| format!("line {} names a path of one machine", number + 1))
}

fn trailing_space(path: &Path, text: &str) -> Option<String> {
    let checked =
        is_rust(path) || path.extension().is_some_and(|extension| extension == "toml" || extension == "md");
    let hit = text.lines().position(|line| line.ends_with([' ', '\t']));
    hit.filter(|_| checked).map(|index| format!("line {} ends with white space", index + 1))
}

fn ends_with_newline(path: &Path, text: &str) -> Option<String> {
    (is_rust(path) && !text.ends_with('\n')).then(|| "the last line has no line end".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(path: &str, text: &str) -> usize {
        check(Path::new(path), text).len()
    }

    #[test]
    fn each_rule_has_a_hit_and_a_miss() {
        assert_eq!(faults("a/src/b.rs", "//! Fine.\n"), 0);
        assert_eq!(faults("a/src/b.rs", "fn f() {}\n"), 1);
        assert_eq!(faults("a/src/b.rs", &format!("//! Long.\n{}", "//\n".repeat(LINE_LIMIT))), 1);
        assert_eq!(faults("a/tests/b.rs", &format!("//! Long.\n{}", "//\n".repeat(LINE_LIMIT))), 0);
        assert_eq!(faults("a.md", "see /root/x\n"), 1);
        assert_eq!(faults("a.md", "see \n"), 1);
        assert_eq!(faults("a/src/b.rs", "//! Fine."), 1);
    }
}
