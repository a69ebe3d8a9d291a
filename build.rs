//! Records the commit and the compiler for the manifest ("unknown" where there is no git), and lists the claim files of
//! `proofs/`, so that the binary carries them: adding a theorem is adding a file there.

use std::fmt::Write;
use std::path::Path;
use std::process::Command;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=.git/HEAD");
    println!("cargo:rerun-if-changed=.git/refs/heads");
    let rustc = env::var("RUSTC").unwrap_or_else(|_| "rustc".into());
    let commit = said("git", &["rev-parse", "HEAD"]);
    println!("cargo:rustc-env=FORGETTING_COMMIT={commit}");
    let toolchain = said(&rustc, &["--version"]);
    println!("cargo:rustc-env=FORGETTING_TOOLCHAIN={toolchain}");
    claim_files()
}

fn said(program: &str, arguments: &[&str]) -> String {
    Command::new(program)
        .args(arguments)
        .output()
        .ok()
        .filter(|output| output.status.success())
        .and_then(|output| String::from_utf8(output.stdout).ok())
        .map_or_else(|| "unknown".to_owned(), |text| text.trim().to_owned())
}

/// Pages of the folder that state no theorem.
const PAGES: [&str; 2] = ["CERTIFICATES.md", "README.md"];

/// `claim_files.rs`: a list of (name, text).
fn claim_files() -> io::Result<()> {
    println!("cargo:rerun-if-changed=proofs");
    let mut names: Vec<String> = fs::read_dir("proofs")?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".md") && !PAGES.contains(&name.as_str()))
        .collect();
    names.sort();
    let root = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let mut list = String::from("&[\n");
    for name in names {
        let path = Path::new(&root).join("proofs").join(&name);
        writeln!(list, "    ({name:?}, include_str!({path:?})),").map_err(io::Error::other)?;
    }
    list.push_str("]\n");
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(Path::new(&out).join("claim_files.rs"), list)
}
