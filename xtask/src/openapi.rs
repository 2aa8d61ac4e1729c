//! `cargo xtask openapi`: the contract between server and pages, written from the handlers themselves.

use std::fs;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};

use crate::steps::Steps;
use crate::{node, place, run, shell};

pub fn openapi(arguments: &[String]) -> Result<ExitCode> {
    if let Some(unknown) = arguments.first() {
        bail!("unknown option {unknown}; this command has none");
    }
    let web = place::root().join("web");
    let mut steps = Steps::new(5);
    steps.take("Node.js and npm", node::check)?;
    steps.take("packages of the pages (npm ci)", || node::install(&web))?;
    steps.take("server (cargo build)", run::build)?;
    steps.take("web/packages/api/openapi.json", write)?;
    steps.take("TypeScript types (npm run api)", || {
        shell::shown(node::npm().args(["run", "api"]).current_dir(&web))?;
        Ok(None)
    })?;
    Ok(ExitCode::SUCCESS)
}

fn write() -> Result<Option<&'static str>> {
    let printed = shell::quiet(Command::new(place::binary("debug")).arg("openapi"))?;
    let document: serde_json::Value =
        serde_json::from_str(&printed).context("`nuanqiao openapi` did not print JSON")?;
    let text = serde_json::to_string_pretty(&document)? + "\n";
    let file = place::root().join("web/packages/api/openapi.json");
    if fs::read_to_string(&file).is_ok_and(|before| before == text) {
        return Ok(Some("unchanged"));
    }
    fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))?;
    Ok(None)
}
