//! Lists `fixtures/releases` for embedding. It must work where the folder is empty or missing.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let manifest_folder = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    let workspace = manifest_folder.join("../..").canonicalize()?;
    let fixtures = workspace.join("fixtures");
    let releases = fixtures.join("releases");
    // A folder is watched with all it holds; a missing one would count as changed at every build.
    let watched = [&releases, &fixtures, &manifest_folder].into_iter().find(|folder| folder.is_dir());
    if let Some(folder) = watched {
        println!("cargo::rerun-if-changed={}", folder.display());
    }
    println!("cargo::rerun-if-changed=build.rs");

    let mut files = Vec::new();
    if releases.is_dir() {
        collect(&releases, &releases, &mut files)?;
    }
    files.sort();
    let mut code = String::from("static FILES: &[(&str, &[u8])] = &[\n");
    for (name, path) in files {
        writeln!(code, "    ({name:?}, include_bytes!({:?})),", path.display().to_string())
            .map_err(io::Error::other)?;
    }
    code.push_str("];\n");
    let target = Path::new(&variable("OUT_DIR")?).join("embedded_files.rs");
    #[expect(clippy::disallowed_methods, reason = "a build script's output is cargo's to throw away")]
    fs::write(target, code)
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "parquet" || extension == "json") {
            let inner = path.strip_prefix(root).map_err(io::Error::other)?;
            let parts: Vec<_> = inner.iter().map(|part| part.to_string_lossy().into_owned()).collect();
            files.push((parts.join("/"), path));
        }
    }
    Ok(())
}

fn variable(name: &str) -> io::Result<String> {
    #[expect(clippy::disallowed_methods, reason = "cargo speaks to build scripts through the environment")]
    env::var(name).map_err(io::Error::other)
}
