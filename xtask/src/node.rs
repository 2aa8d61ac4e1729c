//! The front end's tools: is Node new enough, are the packages installed, are the pages built.
//! Each is done again only when something it depends on has changed.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::UNIX_EPOCH;

use anyhow::{Context, Result, bail};

use crate::{place, shell};

const FLOOR: (u32, u32) = (20, 19);

/// Refuses with a way out when Node or npm is missing or too old.
pub fn check() -> Result<Option<&'static str>> {
    let wanted = format!(
        "Node.js {}.{} or newer, with npm, is needed to build the pages (https://nodejs.org)",
        FLOOR.0, FLOOR.1
    );
    let Ok(said) = shell::quiet(Command::new("node").arg("--version")) else {
        bail!("{wanted}; `node` was not found in PATH");
    };
    let found = said.trim();
    if version(found).is_none_or(|version| version < FLOOR) {
        bail!("{wanted}; found {found}");
    }
    if shell::quiet(npm().arg("--version")).is_err() {
        bail!("{wanted}; `npm` was not found in PATH");
    }
    Ok(None)
}

fn version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.trim_start_matches('v').split('.').map(str::parse);
    Some((parts.next()?.ok()?, parts.next()?.ok()?))
}

pub fn npm() -> Command {
    Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
}

/// `npm ci` in `folder`, unless what is installed came from the same lock file.
pub fn install(folder: &Path) -> Result<Option<&'static str>> {
    let lock = fs::read_to_string(folder.join("package-lock.json"))
        .with_context(|| format!("no package-lock.json in {}", folder.display()))?;
    // Inside node_modules, so that deleting that folder deletes the claim as well.
    let stamp = folder.join("node_modules").join(".installed-lock");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(Some("unchanged"));
    }
    shell::shown(npm().args(["ci", "--no-audit", "--no-fund"]).current_dir(folder))?;
    fs::write(&stamp, lock).with_context(|| format!("cannot write {}", stamp.display()))?;
    Ok(None)
}

/// `npm run build` in `web/`, unless `web/dist` was built from the very same sources.
pub fn build_pages() -> Result<Option<&'static str>> {
    let web = place::root().join("web");
    let mut sources = Vec::new();
    list(&web, &mut sources)?;
    sources.sort();
    let now = sources.join("\n");
    let stamp = place::target().join("web-build.stamp");
    let built = web.join("dist").join("index.html").is_file();
    if built && fs::read_to_string(&stamp).is_ok_and(|before| before == now) {
        return Ok(Some("unchanged"));
    }
    shell::shown(npm().args(["run", "build"]).current_dir(&web))?;
    fs::create_dir_all(place::target())?;
    fs::write(&stamp, now).with_context(|| format!("cannot write {}", stamp.display()))?;
    Ok(None)
}

/// One line a source file: path, length, time of change. A deleted file is a missing line.
fn list(folder: &Path, into: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let entry = entry?;
        let name = entry.file_name();
        if matches!(name.to_str(), Some("node_modules" | "dist")) {
            continue;
        }
        let about = entry.metadata()?;
        if about.is_dir() {
            list(&entry.path(), into)?;
        } else {
            let changed = about.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
            into.push(format!("{} {} {changed}", entry.path().display(), about.len()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_20_18_is_too_old_and_20_19_is_not() {
        assert!(version("v20.18.3").unwrap() < FLOOR);
        assert!(version("v20.19.0").unwrap() >= FLOOR);
        assert!(version("v24.1.0").unwrap() >= FLOOR);
        assert_eq!(version("not a version"), None);
    }
}
