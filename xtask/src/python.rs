//! The Python HL7 client that the end-to-end tests use as a stranger's implementation; installed below `target/`, nowhere else.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use crate::{place, shell};

const PACKAGE: &str = "hl7==0.4.5";

/// A folder for `PYTHONPATH` that holds the package.
pub fn ready() -> Result<PathBuf> {
    let folder = place::target().join("e2e-python");
    let stamp = folder.join(".installed");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == PACKAGE) {
        return Ok(folder);
    }
    if shell::quiet(Command::new("python3").args(["-m", "pip", "--version"])).is_err() {
        bail!("python3 with pip is missing; it is needed to send HL7 with an independent client");
    }
    fs::create_dir_all(&folder)?;
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--upgrade", "--target"])
        .arg(&folder)
        .arg(PACKAGE);
    shell::quiet(&mut pip)?;
    fs::write(stamp, PACKAGE)?;
    Ok(folder)
}
