//! Records the commit and the compiler for the manifest; "unknown" where there is no git.

use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=.git/HEAD");
    println!("cargo:rerun-if-changed=.git/refs/heads");
    let said = |program: &str, arguments: &[&str]| {
        Command::new(program)
            .args(arguments)
            .output()
            .ok()
            .filter(|output| output.status.success())
            .and_then(|output| String::from_utf8(output.stdout).ok())
            .map_or_else(|| "unknown".to_owned(), |text| text.trim().to_owned())
    };
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".into());
    println!(
        "cargo:rustc-env=FORGETTING_COMMIT={}",
        said("git", &["rev-parse", "HEAD"])
    );
    println!(
        "cargo:rustc-env=FORGETTING_TOOLCHAIN={}",
        said(&rustc, &["--version"])
    );
}
