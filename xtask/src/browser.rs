//! A browser with Chinese letters for the end-to-end tests: found, or installed where we may, or its absence explained.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{place, shell};

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// The browser's program, with a Chinese font beside it.
pub fn ready() -> Result<PathBuf> {
    let missing: Vec<&str> = [("chromium", find().is_none()), ("fonts-noto-cjk", !chinese_font())]
        .into_iter()
        .filter_map(|(package, missing)| missing.then_some(package))
        .collect();
    if !missing.is_empty() {
        if !debian_root() {
            bail!("missing here: {}. Install them, or name a browser in CHROMIUM_PATH", missing.join(", "));
        }
        apt_get(&missing)?;
    }
    find().context("no Chromium found even after installing it")
}

fn find() -> Option<PathBuf> {
    let named = std::env::var_os("CHROMIUM_PATH").map(PathBuf::from).filter(|file| file.is_file());
    named.or_else(|| place::on_path(&NAMES))
}

fn chinese_font() -> bool {
    let listed = shell::quiet(Command::new("fc-list").args([":lang=zh-cn", "family"]));
    listed.is_ok_and(|families| !families.trim().is_empty())
}

/// May we install packages here?
pub fn debian_root() -> bool {
    let root = shell::quiet(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    root && Path::new("/etc/debian_version").exists()
}

pub fn apt_get(packages: &[&str]) -> Result<()> {
    println!("installing {} (apt-get) …", packages.join(", "));
    shell::quiet(Command::new("apt-get").args(["update", "-qq"]))?;
    let mut install = Command::new("apt-get");
    install
        .args(["install", "-y", "-qq", "--no-install-recommends"])
        .args(packages)
        .env("DEBIAN_FRONTEND", "noninteractive");
    shell::quiet(&mut install).map(drop)
}
