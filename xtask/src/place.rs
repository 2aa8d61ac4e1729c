//! Where things lie in the working copy.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder that holds the workspace's `Cargo.toml`.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// Cargo's output folder, wherever the developer has put it.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// The product's binary of a cargo profile folder (`debug`, `release`).
pub fn binary(profile: &str) -> PathBuf {
    target().join(profile).join(format!("nuanqiao{}", std::env::consts::EXE_SUFFIX))
}

/// The cargo that runs us, so that a pinned toolchain stays the same one all the way down, at the root and without
/// what it tells us of our own package: build scripts that watch these words (that of `ring` does) would take every
/// other build for a new one, and everything above them would be compiled again.
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    for (name, _) in std::env::vars_os() {
        let told = name.to_string_lossy().starts_with("CARGO_PKG_")
            || name.to_string_lossy().starts_with("CARGO_MANIFEST_");
        if told {
            command.env_remove(name);
        }
    }
    command
}

/// The first of `names` found in `PATH`.
pub fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|candidate| candidate.is_file())
}
